package access_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Whose a competition's records are: its organisers' what everybody goes by, a team's what it hands in, a judge's what they
// give. Results are the organisers' alone while the leaderboard is sealed.
func TestContestPermissions(t *testing.T) {
	c := newCast(t)
	event, contest := publicContest(t, c.app, "matrix-hack", "judged", c.who["author"].Id, c.what["column"].Id)
	other, _ := publicContest(t, c.app, "matrix-other-hack", "judged", c.who["author"].Id, c.what["column"].Id)
	race, _ := publicContest(t, c.app, "matrix-race", "race", c.who["author"].Id, c.what["column"].Id)
	bare := testkit.Create(t, c.app, schema.Events, fields{
		"title": "还没有比赛", "slug": "matrix-no-contest", "kind": "challenge", "mode": "online", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": types.NowDateTime().Add(time.Hour), "ends": types.NowDateTime().Add(2 * time.Hour), "author": c.who["author"].Id, "column": c.what["column"].Id,
	})
	// an organiser and a helper at the door, among the roles that have no other part in the event; the helper organises another
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["invited"].Id, "role": "organiser"})
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": race.Id, "user": c.who["invited"].Id, "role": "organiser"})
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["declined"].Id, "role": "gate"})
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": other.Id, "user": c.who["declined"].Id, "role": "organiser"})
	c.what["contest"] = contest
	// a team that a member leads and a co-author is in, and one that a column's author judges
	team := testkit.Create(t, c.app, schema.Teams, fields{"event": event.Id, "name": "桥队", "leader": c.who["member"].Id})
	c.what["team"] = team
	c.what["place"] = testkit.Create(t, c.app, schema.TeamMembers, fields{"event": event.Id, "team": team.Id, "user": c.who["coauthor"].Id})
	c.what["entry"] = testkit.Create(t, c.app, schema.Entries, fields{"event": event.Id, "team": team.Id, "title": "桥"})
	version, err := c.app.FindFirstRecordByData(schema.EntryVersions, "entry", c.what["entry"].Id)
	if err != nil {
		t.Fatal(err)
	}
	c.what["version"] = version
	free := testkit.Create(t, c.app, schema.Teams, fields{"event": other.Id, "name": "空位队", "leader": testkit.User(t, c.app, "founder").Id})
	judge := testkit.Create(t, c.app, schema.ContestJudges, fields{"event": event.Id, "user": c.who["columnAuthor"].Id})
	c.what["judge"] = judge
	c.what["conflict"] = testkit.Create(t, c.app, schema.ContestConflicts, fields{"event": event.Id, "judge": judge.Id,
		"team": testkit.Create(t, c.app, schema.Teams, fields{"event": event.Id, "name": "回避队"}).Id})
	c.what["score"] = testkit.Create(t, c.app, schema.Scores, fields{"event": event.Id, "judge": judge.Id, "entry": c.what["entry"].Id, "values": fields{"idea": 5}})
	second := testkit.Create(t, c.app, schema.Entries, fields{"event": event.Id, "title": "船",
		"team": testkit.Create(t, c.app, schema.Teams, fields{"event": event.Id, "name": "船队"}).Id})
	c.what["result"] = testkit.Create(t, c.app, schema.RaceResults, fields{"event": race.Id, "number": "7", "name": "车手", "attempts": []int{61_000}})
	c.what["award"] = testkit.Create(t, c.app, schema.Awards, fields{"event": event.Id, "team": team.Id, "title": "一等奖"})

	const (
		organising = "invited author columnEditor columnOwner siteEditor superuser"
		members    = "member moderator author coauthor invited declined columnAuthor columnEditor columnOwner elsewhere siteEditor"
	)
	c.walk(t, []permission{
		{"view", schema.Contests, "contest", nil, all, 404},
		{"create", schema.Contests, "a competition", with("event", bare.Id, "kind", "judged", "leaderboard", "live"), "author columnEditor columnOwner siteEditor superuser", 400},
		{"update", schema.Contests, "contest", with("normalise", true), organising, 404},
		{"update", schema.Contests, "contest", with("event", other.Id), "superuser", 404},

		{"view", schema.Teams, "team", nil, all, 404},
		{"create", schema.Teams, "one's own", with("event", other.Id, "name", "新队", "leader", "$me"), members, 400},
		{"create", schema.Teams, "somebody's", with("event", other.Id, "name", "新队", "leader", c.who["author"].Id), "author superuser", 400},
		{"update", schema.Teams, "team", with("name", "长桥队"), "member " + organising, 404},
		{"update", schema.Teams, "team", with("leader", c.who["coauthor"].Id), "member " + organising, 404},
		{"delete", schema.Teams, "team", nil, "member " + organising, 404},
		{"view", schema.TeamMembers, "place", nil, all, 404},
		{"create", schema.TeamMembers, "oneself", with("user", "$me", "code", free.GetString("code")), members, 400},
		{"create", schema.TeamMembers, "oneself without the code", with("user", "$me", "event", other.Id, "team", free.Id), "", 400},
		{"update", schema.TeamMembers, "place", with("team", free.Id), "superuser", 403},
		{"delete", schema.TeamMembers, "place", nil, "coauthor member " + organising, 404},

		{"view", schema.Entries, "entry", nil, "member coauthor columnAuthor " + organising, 404},
		{"update", schema.Entries, "entry", with("title", "长桥"), "member coauthor superuser", 404},
		{"delete", schema.Entries, "entry", nil, "member " + organising, 404},
		{"view", schema.EntryVersions, "version", nil, "member coauthor columnAuthor " + organising, 404},
		{"create", schema.EntryVersions, "a version", with("event", event.Id, "entry", c.what["entry"].Id, "number", 9), "superuser", 403},
		{"update", schema.EntryVersions, "version", with("title", "假"), "superuser", 403},
		{"delete", schema.EntryVersions, "version", nil, "superuser", 403},

		{"view", schema.ContestJudges, "judge", nil, all, 404},
		{"create", schema.ContestJudges, "a judge", with("event", event.Id, "user", c.who["moderator"].Id), organising, 400},
		{"update", schema.ContestJudges, "judge", with("user", c.who["moderator"].Id), "superuser", 403},
		{"delete", schema.ContestJudges, "judge", nil, "columnAuthor " + organising, 404},
		{"view", schema.ContestConflicts, "conflict", nil, "columnAuthor " + organising, 404},
		{"create", schema.ContestConflicts, "a conflict", with("event", event.Id, "judge", judge.Id, "team", team.Id), "columnAuthor " + organising, 400},
		{"delete", schema.ContestConflicts, "conflict", nil, organising, 404},

		{"view", schema.RaceResults, "result", nil, organising, 404},
		{"create", schema.RaceResults, "a result", with("event", race.Id, "number", "8", "name", "车手"), organising, 400},
		{"update", schema.RaceResults, "result", with("note", "好"), organising, 404},
		{"delete", schema.RaceResults, "result", nil, organising, 404},
		{"view", schema.Awards, "award", nil, organising, 404},
		{"create", schema.Awards, "an award", with("event", event.Id, "user", c.who["member"].Id, "title", "二等奖"), organising, 400},
		{"update", schema.Awards, "award", with("note", "好"), organising, 404},
		{"delete", schema.Awards, "award", nil, organising, 404},
	})

	// after the deadline: entries are public where organisers say so, and judges score
	contest.Set("teams_until", types.NowDateTime().Add(-time.Hour))
	contest.Set("entries_due", types.NowDateTime().Add(-time.Hour))
	contest.Set("entries_public", true)
	contest.Set("leaderboard", "live")
	testkit.Save(t, c.app, contest)
	c.walk(t, []permission{
		{"view", schema.Entries, "entry", nil, all, 404},
		{"view", schema.EntryVersions, "version", nil, "member coauthor columnAuthor " + organising, 404},
		{"view", schema.Scores, "score", nil, "columnAuthor " + organising, 404},
		{"create", schema.Scores, "a score", with("judge", judge.Id, "entry", second.Id, "values", fields{"idea": 7}), "columnAuthor superuser", 400},
		{"update", schema.Scores, "score", with("note", "好"), "columnAuthor superuser", 404},
		{"update", schema.Scores, "score", with("entry", second.Id), "superuser", 404}, // who is let in changes nothing by it
		{"delete", schema.Scores, "score", nil, "superuser", 403},
		{"view", schema.Awards, "award", nil, all, 404},
	})
}
