package access_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// What a moderator hid at events: the public has it no more, and those whose it is see it, but bring nothing back. Moderators
// look at it in the case about it, not here.
func TestHiddenAtEventsPermissions(t *testing.T) {
	c := newCast(t)
	author, column := c.who["author"].Id, c.what["column"].Id
	past := types.NowDateTime().Add(-time.Hour)
	// at a public event, whose entries are public, there are a hidden talk and a hidden entry by a member with a co-author
	event, contest := publicContest(t, c.app, "matrix-hidden", "judged", author, column)
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["invited"].Id, "role": "organiser"})
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["declined"].Id, "role": "gate"})
	testkit.Create(t, c.app, schema.ContestJudges, fields{"event": event.Id, "user": c.who["columnAuthor"].Id})
	team := testkit.Create(t, c.app, schema.Teams, fields{"event": event.Id, "name": "桥队", "leader": c.who["member"].Id})
	testkit.Create(t, c.app, schema.TeamMembers, fields{"event": event.Id, "team": team.Id, "user": c.who["coauthor"].Id})
	c.what["talk"] = testkit.Create(t, c.app, schema.EventSessions, fields{"event": event.Id, "title": "怎样造桥", "kind": "talk"})
	c.what["entry"] = testkit.Create(t, c.app, schema.Entries, fields{"event": event.Id, "team": team.Id, "title": "桥", "user": c.who["member"].Id})
	contest.Set("teams_until", past)
	contest.Set("entries_due", past)
	contest.Set("entries_public", true)
	contest.Set("leaderboard", "live")
	testkit.Save(t, c.app, contest)
	// and another event is hidden itself, with all that belongs to it
	gone, goneContest := publicContest(t, c.app, "matrix-hidden-event", "judged", author, column)
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": gone.Id, "user": c.who["invited"].Id, "role": "organiser"})
	goneTeam := testkit.Create(t, c.app, schema.Teams, fields{"event": gone.Id, "name": "浮桥队", "leader": c.who["member"].Id})
	c.what["event"], c.what["contest"] = gone, goneContest
	c.what["talk of it"] = testkit.Create(t, c.app, schema.EventSessions, fields{"event": gone.Id, "title": "怎样过河", "kind": "talk"})
	c.what["entry of it"] = testkit.Create(t, c.app, schema.Entries, fields{"event": gone.Id, "team": goneTeam.Id, "title": "浮桥"})
	goneContest.Set("teams_until", past)
	goneContest.Set("entries_due", past)
	goneContest.Set("entries_public", true)
	testkit.Save(t, c.app, goneContest)

	const (
		making     = "author columnEditor columnOwner siteEditor superuser"
		organising = "invited " + making
		kept       = "invited=403 author=403 columnEditor=403 columnOwner=403 siteEditor superuser" // while it is hidden, those who could delete it can't
		entered    = "member coauthor columnAuthor " + organising                                   // the team, a judge, organisers
	)
	shown := []permission{
		{"view", schema.EventSessions, "talk", nil, all, 404},
		{"view", schema.Entries, "entry", nil, all, 404},
		{"view", schema.Events, "event", nil, all, 404},
		{"view", schema.EventSessions, "talk of it", nil, all, 404},
		{"view", schema.Entries, "entry of it", nil, all, 404},
		{"view", schema.Contests, "contest", nil, all, 404},
	}
	c.walk(t, shown)
	moderator := c.who["moderator"]
	for kind, what := range map[string]string{"session": "talk", "entry": "entry", "event": "event"} {
		if got := c.api.Send(moderator, "POST", "/api/qiao/moderation/decide", fields{"action": "hide", "kind": kind, "target": c.what[what].Id, "reason": "违反社区规则"}); got.Status != 200 {
			t.Fatalf("%s: %d %s", what, got.Status, got.Body)
		}
	}
	c.walk(t, []permission{
		{"view", schema.EventSessions, "talk", nil, organising, 404},
		{"update", schema.EventSessions, "talk", with("room", "一号厅", "hidden", false), organising, 404},
		{"delete", schema.EventSessions, "talk", nil, kept, 404},
		{"view", schema.Entries, "entry", nil, entered, 404},
		{"view", schema.Events, "event", nil, making, 404},
		{"update", schema.Events, "event", with("summary", "一句话", "hidden", false), making, 404},
		{"delete", schema.Events, "event", nil, "author=403 siteEditor superuser", 404},
		{"view", schema.EventSessions, "talk of it", nil, organising, 404},
		{"view", schema.Entries, "entry of it", nil, "member " + organising, 404},
		{"view", schema.Contests, "contest", nil, organising, 404},
	})

	// until entries are due the team can go on with its own, which stays hidden
	contest = testkit.Fresh(t, c.app, contest)
	contest.Set("entries_due", types.NowDateTime().Add(time.Hour))
	testkit.Save(t, c.app, contest)
	c.walk(t, []permission{
		{"update", schema.Entries, "entry", with("title", "长桥", "hidden", false), "member coauthor superuser", 404},
		{"delete", schema.Entries, "entry", nil, "member=403 " + kept, 404},
	})

	// allowed to change it isn't allowed to bring it back; a superuser, who may do anything, isn't asked here
	for _, role := range roles {
		who := c.who[role]
		if role == "superuser" {
			continue
		}
		for collection, what := range map[string]string{schema.EventSessions: "talk", schema.Entries: "entry", schema.Events: "event"} {
			c.api.Send(who, "PATCH", records(collection, c.what[what].Id), fields{"hidden": false, "title": "别的"})
			if !testkit.Fresh(t, c.app, c.what[what]).GetBool("hidden") {
				t.Errorf("%s brought the %s back", role, what)
			}
		}
		if got := c.api.Send(who, "PATCH", records(schema.Events, gone.Id), fields{"status": "published"}); got.Status < 400 {
			t.Errorf("%s published the hidden event again: %d", role, got.Status)
		}
	}
}
