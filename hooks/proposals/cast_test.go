package proposals_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type fields = map[string]any

// portal is one with a conference in thirty days that calls for proposals.
type portal struct {
	t                                                             *testing.T
	app                                                           *tests.TestApp
	api                                                           *testkit.API
	event, call                                                   *core.Record
	author, organiser, reviewer, second, gate, wang, chen, nobody *core.Record
	super                                                         *core.Record
}

func newPortal(t *testing.T, more fields) *portal {
	t.Helper()
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4, URL: "https://qiao.example"}) })
	settings := app.Settings()
	settings.Batch.Enabled, settings.Batch.MaxRequests, settings.Batch.Timeout = true, 10, 30
	if err := app.Save(settings); err != nil {
		t.Fatal(err)
	}
	p := &portal{t: t, app: app, super: testkit.Superuser(t, app)}
	for handle, who := range map[string]**core.Record{"author": &p.author, "organiser": &p.organiser, "reviewer": &p.reviewer, "second": &p.second, "gate": &p.gate, "wang": &p.wang, "chen": &p.chen, "nobody": &p.nobody} {
		*who = testkit.User(t, app, handle)
	}
	p.event = testkit.Create(t, app, schema.Events, fields{
		"title": "桥上大会", "slug": "qiao-da-hui", "kind": "conference", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": in(30 * 24 * time.Hour), "ends": in(30*24*time.Hour + 9*time.Hour), "author": p.author.Id, "city": "成都", "venue": "桥头会堂",
	})
	call := fields{"event": p.event.Id, "closes": in(time.Hour), "about": "讲讲你**踩过的坑**。", "kinds": []fields{
		{"id": "talk", "name": "演讲", "minutes": 30}, {"id": "lab", "name": "动手实验", "minutes": 90, "session": "workshop", "closes": in(2 * time.Hour).String()},
	}}
	maps.Copy(call, more)
	p.call = testkit.Create(t, app, schema.EventCalls, call)
	for who, role := range map[*core.Record]string{p.organiser: "organiser", p.reviewer: "reviewer", p.second: "reviewer", p.gate: "gate"} {
		testkit.Create(t, app, schema.EventStaffList, fields{"event": p.event.Id, "user": who.Id, "role": role})
	}
	p.api = testkit.NewAPI(t, app)
	return p
}

func in(d time.Duration) types.DateTime { return types.NowDateTime().Add(d) }

func records(collection string, id ...string) string {
	path := "/api/collections/" + collection + "/records"
	for _, one := range id {
		path += "/" + one
	}
	return path
}

func (p *portal) body(by *core.Record, more fields) fields {
	f := fields{"event": p.event.Id, "author": by.Id, "title": "连接池里的幽灵", "kind": "talk", "lang": "zh", "abstract": "一次**超时**引出的故事。", "notes": "第一次讲。",
		"speakers": []fields{{"handle": by.GetString("handle"), "bio": "写后端。"}}}
	maps.Copy(f, more)
	return f
}

func (p *portal) send(by *core.Record, more fields) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", records(schema.Proposals), p.body(by, more))
}

// proposed is a proposal that was taken in.
func (p *portal) proposed(by *core.Record, more fields) *core.Record {
	p.t.Helper()
	return p.find(schema.Proposals, p.expect("propose", p.send(by, more), 200).JSON("id").(string))
}

func (p *portal) find(collection, id string) *core.Record {
	p.t.Helper()
	r, err := p.app.FindRecordById(collection, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *portal) review(by, proposal *core.Record, score int, note string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", records(schema.ProposalReviews), fields{"event": p.event.Id, "proposal": proposal.Id, "reviewer": by.Id, "scores": []int{score}, "note": note})
}

func (p *portal) decide(by, proposal *core.Record, outcome string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", records(schema.ProposalDecisions), fields{"event": p.event.Id, "proposal": proposal.Id, "outcome": outcome})
}

func (p *portal) tellAll(by *core.Record) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", "/api/qiao/events/"+p.event.Id+"/decisions/send", fields{})
}

func (p *portal) answer(by, proposal *core.Record, state string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "PATCH", records(schema.Proposals, proposal.Id), fields{"state": state})
}

// accepted is a proposal whose proposer was told so and has confirmed.
func (p *portal) accepted(by *core.Record, more fields) *core.Record {
	p.t.Helper()
	r := p.proposed(by, more)
	p.expect("decide", p.decide(p.author, r, "accepted"), 200)
	p.expect("send", p.tellAll(p.author), 200)
	p.expect("confirm", p.answer(by, r, "confirmed"), 200)
	return testkit.Fresh(p.t, p.app, r)
}

func (p *portal) place(by, proposal *core.Record, room string, from time.Duration) testkit.Answer {
	p.t.Helper()
	starts := p.event.GetDateTime("starts").Add(from)
	return p.api.Send(by, "POST", records(schema.EventSessions), fields{"event": p.event.Id, "proposal": proposal.Id, "room": room, "starts": starts.String(), "ends": starts.Add(30 * time.Minute).String(), "title": "别的标题"})
}

func (p *portal) board(by *core.Record, query string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "GET", "/api/qiao/events/qiao-da-hui/proposals"+query, nil)
}

func (p *portal) expect(what string, a testkit.Answer, status int) testkit.Answer {
	p.t.Helper()
	if a.Status != status {
		p.t.Fatalf("%s: %d, want %d: %.400s", what, a.Status, status, a.Body)
	}
	return a
}

func (p *portal) refused(what string, a testkit.Answer, field, code string) {
	p.t.Helper()
	if got := a.JSON("data", field, "code"); a.Status != 400 || got != code {
		p.t.Errorf("%s: %d %v, want %s: %s: %.400s", what, a.Status, got, field, code, a.Body)
	}
}

func (p *portal) state(r *core.Record) string {
	p.t.Helper()
	return testkit.Fresh(p.t, p.app, r).GetString("state")
}

func (p *portal) sql(query string, params dbx.Params) {
	p.t.Helper()
	if _, err := p.app.DB().NewQuery(query).Bind(params).Execute(); err != nil {
		p.t.Fatal(err)
	}
}

// drain sends what is due.
func (p *portal) drain() {
	p.t.Helper()
	for due := 1; due > 0; { // the portal's own workers have some of it in hand
		if _, err := jobs.Drain(context.Background(), p.app); err != nil {
			p.t.Fatal(err)
		}
		due = testkit.Number(p.t, p.app, "SELECT count(*) FROM outbox WHERE state = 'running' OR state = 'waiting' AND next <= {:soon}", dbx.Params{"soon": in(time.Second).String()})
	}
	var failed []string
	if err := p.app.DB().NewQuery("SELECT kind || ' ' || [[key]] || ': ' || error FROM outbox WHERE state NOT IN ('done', 'skipped') AND error != ''").Column(&failed); err != nil || len(failed) > 0 {
		p.t.Errorf("%q, %v", failed, err)
	}
}
