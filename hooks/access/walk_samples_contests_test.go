package access_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// publicContest is an event of the author's column with a competition, whose entries are due in a day.
func publicContest(t *testing.T, app core.App, slug, kind, author, column string) (event, contest *core.Record) {
	t.Helper()
	event = testkit.Create(t, app, schema.Events, fields{
		"title": "桥上的比赛", "slug": slug, "kind": "hackathon", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai", "city": "成都",
		"starts": types.NowDateTime().Add(-time.Hour), "ends": types.NowDateTime().Add(24 * time.Hour), "author": author, "column": column,
	})
	return event, testkit.Create(t, app, schema.Contests, fields{"event": event.Id, "kind": kind, "leaderboard": "sealed",
		"criteria": []fields{{"id": "idea", "name": "创意", "weight": 1, "min": 0, "max": 10}}})
}

// contestSamples has a record of every collection of competitions, at events of the author's: a hackathon whose entries are
// public and judged, where the author has a team and judges, one that nothing was handed in for, and a race.
func (w *walk) contestSamples(t *testing.T) map[string]sample {
	t.Helper()
	author, column := w.who["author"], w.what["column"].Id
	open, _ := publicContest(t, w.app, "walk-hack", "judged", author.Id, column)
	judged, contest := publicContest(t, w.app, "walk-judged", "judged", author.Id, column)
	race, raceContest := publicContest(t, w.app, "walk-race", "race", author.Id, column)
	bare := testkit.Create(t, w.app, schema.Events, fields{
		"title": "还没有比赛", "slug": "walk-no-contest", "kind": "hackathon", "mode": "online", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": types.NowDateTime().Add(time.Hour), "ends": types.NowDateTime().Add(2 * time.Hour), "author": author.Id, "column": column,
	}).Id
	w.what["event.contest"], w.what["event.race"] = judged, race
	n := 0
	somebody := func() *core.Record {
		n++
		return testkit.User(t, w.app, fmt.Sprint("competitor-", n))
	}
	team := func(event, leader string) *core.Record {
		n++
		return testkit.Create(t, w.app, schema.Teams, fields{"event": event, "name": fmt.Sprint("队伍", n), "leader": leader})
	}
	// the author's own team, where somebody else can still be taken out
	mine := team(open.Id, author.Id)
	entry := func(event string) *core.Record {
		return testkit.Create(t, w.app, schema.Entries, fields{"event": event, "team": team(event, somebody().Id).Id, "title": "作品"})
	}
	theirs := entry(judged.Id)
	judge := testkit.Create(t, w.app, schema.ContestJudges, fields{"event": judged.Id, "user": author.Id})
	contest.Set("teams_until", types.NowDateTime().Add(-time.Hour))
	contest.Set("entries_due", types.NowDateTime().Add(-time.Hour))
	contest.Set("entries_public", true)
	testkit.Save(t, w.app, contest)
	raceContest.Set("revealed", true)
	testkit.Save(t, w.app, raceContest)
	fresh := func(collection string, make func() fields) func() *core.Record {
		return func() *core.Record { return testkit.Create(t, w.app, collection, make()) }
	}
	return map[string]sample{
		schema.Contests: {make: func() *core.Record { testkit.Save(t, w.app, testkit.Fresh(t, w.app, contest)); return contest },
			create: fields{"event": bare, "kind": "judged", "leaderboard": "live"}, update: fields{"normalise": true}},
		schema.Teams: {make: fresh(schema.Teams, func() fields { return fields{"event": judged.Id, "name": "新队"} }),
			create: fields{"event": open.Id, "name": "又一队", "leader": "$me"}, update: fields{"about": "做一座桥"}},
		schema.TeamMembers: {make: fresh(schema.TeamMembers, func() fields { return fields{"event": open.Id, "team": mine.Id, "user": somebody().Id} }),
			create: fields{"user": "$me", "code": mine.GetString("code")}},
		schema.Entries: {make: func() *core.Record { return entry(judged.Id) }, create: fields{"team": mine.Id, "title": "桥"}, update: fields{"title": "长桥"}},
		schema.EntryVersions: {make: fresh(schema.EntryVersions, func() fields { return fields{"event": judged.Id, "entry": theirs.Id, "number": 7, "title": "桥"} }),
			create: fields{"event": judged.Id, "entry": theirs.Id, "number": 8}, update: fields{"title": "长桥"}},
		schema.ContestJudges: {make: fresh(schema.ContestJudges, func() fields { return fields{"event": judged.Id, "user": somebody().Id} }),
			create: fields{"event": judged.Id, "user": w.who["member"].Id}},
		schema.ContestConflicts: {make: fresh(schema.ContestConflicts, func() fields {
			return fields{"event": judged.Id, "judge": judge.Id, "team": team(judged.Id, somebody().Id).Id}
		}), create: fields{"event": judged.Id, "judge": judge.Id, "team": theirs.GetString("team")}},
		schema.Scores: {make: fresh(schema.Scores, func() fields {
			return fields{"event": judged.Id, "entry": entry(judged.Id).Id, "judge": judge.Id, "values": fields{"idea": 5}}
		}), create: fields{"entry": theirs.Id, "judge": judge.Id, "values": fields{"idea": 5}}, update: fields{"note": "好"}},
		schema.RaceResults: {make: fresh(schema.RaceResults, func() fields {
			return fields{"event": race.Id, "number": "7", "name": "车手", "attempts": []any{61_000, "DNF"}}
		}),
			create: fields{"event": race.Id, "number": "8", "name": "车手"}, update: fields{"note": "好"}},
		schema.Awards: {make: fresh(schema.Awards, func() fields { return fields{"event": race.Id, "user": author.Id, "title": "一等奖", "rank": 1} }),
			create: fields{"event": race.Id, "user": author.Id, "title": "二等奖"}, update: fields{"note": "好"}},
	}
}
