package afterwards_test

import (
	"context"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks"
	"qiao/hooks/jobs"
	"qiao/hooks/registration"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type fields = map[string]any

// portal has an event that ended an hour ago, with an organiser and a helper at the door.
type portal struct {
	testkit.Checks
	t                       *testing.T
	app                     *tests.TestApp
	api                     *testkit.API
	event, ticket, online   *core.Record
	settings                *core.Record
	author, organiser, gate *core.Record
	wang                    *core.Record
	super                   *core.Record
}

func newPortal(t *testing.T, settings fields) *portal {
	t.Helper()
	app, checks := testkit.NewPortal(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4, URL: "https://qiao.example"}) })
	p := &portal{Checks: checks, t: t, app: app, author: testkit.User(t, app, "author"), organiser: testkit.User(t, app, "organiser"), gate: testkit.User(t, app, "gate"),
		wang: testkit.User(t, app, "wang"), super: testkit.Superuser(t, app)}
	p.event = testkit.Create(t, app, schema.Events, fields{
		"title": "桥上的下午 <b>", "slug": "qiao-xia-wu", "kind": "meetup", "mode": "hybrid", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": in(-4 * time.Hour), "ends": in(-time.Hour), "author": p.author.Id, "city": "成都", "venue": "桥头茶馆", "recording_url": "https://video.example/all",
	})
	testkit.Create(t, app, schema.EventRegistrations, fields{"event": p.event.Id, "waitlist": "fifo", "guests": true})
	p.ticket = testkit.Create(t, app, schema.EventTickets, fields{"event": p.event.Id, "name": "=现场票", "mode": "in_person"})
	p.online = testkit.Create(t, app, schema.EventTickets, fields{"event": p.event.Id, "name": "线上票", "mode": "online", "position": 2})
	testkit.Create(t, app, schema.EventStaffList, fields{"event": p.event.Id, "user": p.organiser.Id, "role": "organiser"})
	testkit.Create(t, app, schema.EventStaffList, fields{"event": p.event.Id, "user": p.gate.Id, "role": "gate"})
	all := fields{"event": p.event.Id, "certificates": true, "survey": true}
	for name, value := range settings {
		all[name] = value
	}
	p.settings = testkit.Create(t, app, schema.EventAfterwardsList, all)
	p.api = testkit.NewAPI(t, app)
	return p
}

func in(d time.Duration) types.DateTime { return types.NowDateTime().Add(d) }

// somebody registered; came says whether they arrived. It gives the registration and the key of its link.
func (p *portal) somebody(name string, came bool, more fields) (r *core.Record, key string) {
	p.t.Helper()
	f := fields{"event": p.event.Id, "ticket": p.ticket.Id, "name": name, "email": name + "@example.com", "lang": "zh", "state": "confirmed"}
	for k, v := range more {
		f[k] = v
	}
	r = testkit.Create(p.t, p.app, schema.Registrations, f)
	if came {
		p.SQL("UPDATE registrations SET arrived = {:at} WHERE id = {:id}", dbx.Params{"at": in(-3 * time.Hour).String(), "id": r.Id})
	}
	key, err := registration.KeyOf(p.app, r.Id)
	if err != nil {
		p.t.Fatal(err)
	}
	return r, key
}

func (p *portal) ask(label, kind string, more fields) string {
	p.t.Helper()
	f := fields{"event": p.event.Id, "label": label, "kind": kind}
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(p.t, p.app, schema.SurveyQuestions, f).Id
}

func (p *portal) answers(key string, answers fields) testkit.Answer {
	return p.api.Send(nil, "POST", "/api/qiao/afterwards/"+key+"/survey", fields{"answers": answers})
}

func (p *portal) certify(key, name string) testkit.Answer {
	return p.api.Send(nil, "POST", "/api/qiao/afterwards/"+key+"/certificate", fields{"name": name})
}

func (p *portal) ofEvent(path string) string { return "/api/qiao/events/" + p.event.Id + path }

// run runs a scheduled job, twice: once more changes nothing.
func (p *portal) run(job string) {
	p.t.Helper()
	for range 2 {
		ran := false
		for _, j := range p.app.Cron().Jobs() {
			if j.Id() == job {
				j.Run()
				ran = true
			}
		}
		if !ran {
			p.t.Fatalf("there is no job %s", job)
		}
	}
}

// drain sends what is due.
func (p *portal) drain() {
	p.t.Helper()
	for due := 1; due > 0; { // the portal's own workers have some of it in hand
		if _, err := jobs.Drain(context.Background(), p.app); err != nil {
			p.t.Fatal(err)
		}
		due = p.Number("SELECT count(*) FROM outbox WHERE state = 'running' OR state = 'waiting' AND next <= {:soon}", dbx.Params{"soon": in(time.Second).String()})
	}
}
