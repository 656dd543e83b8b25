package contests_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type fields = map[string]any

// portal is one with a hackathon whose teams are being made, its author and staff, and members who may compete.
type portal struct {
	testkit.Checks
	t                                   *testing.T
	app                                 *tests.TestApp
	api                                 *testkit.API
	event, contest                      *core.Record
	author, organiser, gate, wang, chen *core.Record
	people                              int
}

var criteria = []fields{
	{"id": "idea", "name": "创意", "name_en": "Idea", "weight": 60, "min": 0, "max": 10},
	{"id": "craft", "name": "完成度", "weight": 40, "min": 0, "max": 5},
}

func newPortal(t *testing.T, kind string, more fields) *portal {
	t.Helper()
	app, checks := testkit.NewPortal(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4, URL: "https://qiao.example"}) })
	// settings are loaded anew by a save, so it comes before all else
	settings := app.Settings()
	settings.Batch.Enabled, settings.Batch.MaxRequests, settings.Batch.Timeout = true, 10, 30
	if err := app.Save(settings); err != nil {
		t.Fatal(err)
	}
	p := &portal{Checks: checks, t: t, app: app, author: testkit.User(t, app, "author"), organiser: testkit.User(t, app, "organiser"), gate: testkit.User(t, app, "gate"),
		wang: testkit.User(t, app, "wang"), chen: testkit.User(t, app, "chen")}
	p.event = testkit.Create(t, app, schema.Events, fields{
		"title": "桥上黑客松", "slug": "qiao-hack", "kind": kind, "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": in(-time.Hour), "ends": in(48 * time.Hour), "author": p.author.Id, "city": "成都",
	})
	testkit.Create(t, app, schema.EventStaffList, fields{"event": p.event.Id, "user": p.organiser.Id, "role": "organiser"})
	testkit.Create(t, app, schema.EventStaffList, fields{"event": p.event.Id, "user": p.gate.Id, "role": "gate"})
	f := fields{"event": p.event.Id, "kind": "judged", "leaderboard": "sealed", "criteria": criteria, "entries_public": true}
	if kind == "race" {
		f["kind"] = "race"
	}
	for k, v := range more {
		f[k] = v
	}
	p.contest = testkit.Create(t, app, schema.Contests, f)
	p.api = testkit.NewAPI(t, app)
	return p
}

func in(d time.Duration) types.DateTime { return types.NowDateTime().Add(d) }

// somebody is a new member.
func (p *portal) somebody() *core.Record {
	p.t.Helper()
	p.people++
	return testkit.User(p.t, p.app, fmt.Sprintf("somebody-%d", p.people))
}

// team is one that somebody founded.
func (p *portal) team(leader *core.Record, name string) *core.Record {
	p.t.Helper()
	id := p.Expect("found a team", p.api.Send(leader, "POST", testkit.At(schema.Teams), fields{"event": p.event.Id, "name": name, "leader": leader.Id}), 200).JSON("id").(string)
	return p.Read(schema.Teams, id)
}

func (p *portal) code(team *core.Record) string {
	p.t.Helper()
	return testkit.Fresh(p.t, p.app, team).GetString(schema.TeamCode)
}

func (p *portal) join(who *core.Record, code string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(who, "POST", testkit.At(schema.TeamMembers), fields{"user": who.Id, "code": code})
}

// entry is one that a team handed in.
func (p *portal) entry(by, team *core.Record, title string) *core.Record {
	p.t.Helper()
	id := p.Expect("hand in", p.api.Send(by, "POST", testkit.At(schema.Entries), fields{"team": team.Id, "title": title, "body": "**做了**一座桥。"}), 200).JSON("id").(string)
	return p.Read(schema.Entries, id)
}

// judge is somebody whom the organiser invited.
func (p *portal) judge(who *core.Record) *core.Record {
	p.t.Helper()
	id := p.Expect("invite a judge", p.api.Send(p.organiser, "POST", testkit.At(schema.ContestJudges), fields{"event": p.event.Id, "user": who.Id}), 200).JSON("id").(string)
	return p.Read(schema.ContestJudges, id)
}

func (p *portal) score(by, judge, entry *core.Record, idea, craft float64) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", testkit.At(schema.Scores), fields{"judge": judge.Id, "entry": entry.Id, "values": fields{"idea": idea, "craft": craft}, "note": "暗号评语"})
}

// set changes the competition as its organiser.
func (p *portal) set(change fields) testkit.Answer {
	p.t.Helper()
	return p.api.Send(p.organiser, "PATCH", testkit.At(schema.Contests, p.contest.Id), change)
}

// due moves the deadline, and the end of making teams with it, past all checks.
func (p *portal) due(d time.Duration) {
	p.t.Helper()
	p.SQL("UPDATE contests SET teams_until = {:at}, entries_due = {:at} WHERE id = {:id}", dbx.Params{"at": in(d).String(), "id": p.contest.Id})
}

func (p *portal) get(who *core.Record, path string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(who, "GET", path, nil)
}

const (
	mine  = "/api/qiao/contests/qiao-hack"
	board = mine + "/leaderboard"
	table = mine + "/results"
	page  = "/events/qiao-hack/contest"
)
