package registration_test

import (
	"context"
	"fmt"
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

// portal is one with a public event in three days, its author, staff, and members who may come.
type portal struct {
	t                                         *testing.T
	app                                       *tests.TestApp
	api                                       *testkit.API
	event, ticket                             *core.Record
	author, organiser, gate, wang, chen, list *core.Record
	super                                     *core.Record
	people                                    int
	written                                   watched
}

func newPortal(t *testing.T, capacity int, settings fields) *portal {
	t.Helper()
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4, URL: "https://qiao.example"}) })
	p := &portal{t: t, app: app, author: testkit.User(t, app, "author"), organiser: testkit.User(t, app, "organiser"), gate: testkit.User(t, app, "gate"),
		wang: testkit.User(t, app, "wang"), chen: testkit.User(t, app, "chen"), list: testkit.User(t, app, "list"), super: testkit.Superuser(t, app)}
	p.event = testkit.Create(t, app, schema.Events, fields{
		"title": "桥上的下午", "slug": "qiao-xia-wu", "kind": "meetup", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": in(72 * time.Hour), "ends": in(75 * time.Hour), "author": p.author.Id, "city": "成都", "venue": "桥头茶馆",
	})
	p.settings(settings)
	p.ticket = p.addTicket(fields{"name": "现场票", "capacity": capacity})
	testkit.Create(t, app, schema.EventStaffList, fields{"event": p.event.Id, "user": p.organiser.Id, "role": "organiser"})
	testkit.Create(t, app, schema.EventStaffList, fields{"event": p.event.Id, "user": p.gate.Id, "role": "gate"})
	p.written.begin(app)
	p.api = testkit.NewAPI(t, app)
	return p
}

func in(d time.Duration) types.DateTime { return types.NowDateTime().Add(d) }

func (p *portal) settings(more fields) {
	p.t.Helper()
	f := fields{"event": p.event.Id, "waitlist": "fifo"}
	for k, v := range more {
		f[k] = v
	}
	testkit.Create(p.t, p.app, schema.EventRegistrations, f)
}

func (p *portal) addTicket(more fields) *core.Record {
	p.t.Helper()
	f := fields{"event": p.event.Id, "name": "票", "mode": "in_person"}
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(p.t, p.app, schema.EventTickets, f)
}

const all = "/api/collections/registrations/records"

func (p *portal) register(by *core.Record, more fields) testkit.Answer {
	p.t.Helper()
	f := fields{"event": p.event.Id, "ticket": p.ticket.Id, "user": by.Id}
	for k, v := range more {
		f[k] = v
	}
	return p.api.Send(by, "POST", all, f)
}

// registered is a registration that was accepted.
func (p *portal) registered(by *core.Record, more fields) *core.Record {
	p.t.Helper()
	id := p.expect("register", p.register(by, more), 200).JSON("id").(string)
	r, err := p.app.FindRecordById(schema.Registrations, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// somebody is a new member.
func (p *portal) somebody() *core.Record {
	p.t.Helper()
	p.people++
	return testkit.User(p.t, p.app, fmt.Sprintf("somebody-%d", p.people))
}

func (p *portal) patch(by, registration *core.Record, change fields) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "PATCH", all+"/"+registration.Id, change)
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
	return schema.AsRegistration(testkit.Fresh(p.t, p.app, r)).State()
}

func (p *portal) sql(query string, params dbx.Params) {
	p.t.Helper()
	if _, err := p.app.DB().NewQuery(query).Bind(params).Execute(); err != nil {
		p.t.Fatal(err)
	}
}

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
	p.sql("UPDATE outbox SET next = strftime('%Y-%m-%d %H:%M:%fZ', next, '-10 seconds') WHERE state = 'waiting'", nil) // what is put off a little
	for due := 1; due > 0; {                                                                                           // the portal's own workers have some of it in hand
		if _, err := jobs.Drain(context.Background(), p.app); err != nil {
			p.t.Fatal(err)
		}
		due = testkit.Number(p.t, p.app, "SELECT count(*) FROM outbox WHERE state = 'running' OR state = 'waiting' AND next <= {:soon}", dbx.Params{"soon": types.NowDateTime().Add(time.Second).String()})
	}
	var failed []string
	if err := p.app.DB().NewQuery("SELECT kind || ' ' || [[key]] || ': ' || error FROM outbox WHERE state NOT IN ('done', 'skipped') AND error != ''").Column(&failed); err != nil || len(failed) > 0 {
		p.t.Errorf("%q, %v", failed, err)
	}
}

// sound holds what is always true: the figures are those of the registrations, nothing is oversold, and nobody waits for a
// seat that is free.
func (p *portal) sound() {
	p.t.Helper()
	var tickets []struct {
		ID       string `db:"id"`
		Capacity int    `db:"capacity"`
		Taken    int    `db:"taken"`
		Waiting  int    `db:"waiting"`
		Holding  int    `db:"holding"`
		Queued   int    `db:"queued"`
	}
	if err := p.app.DB().NewQuery(`SELECT id, capacity, taken, waiting,
			(SELECT count(*) FROM registrations WHERE ticket = t.id AND state IN ('confirmed', 'offered')) holding,
			(SELECT count(*) FROM registrations WHERE ticket = t.id AND state = 'waiting') queued
		FROM event_tickets t`).All(&tickets); err != nil {
		p.t.Fatal(err)
	}
	for _, t := range tickets {
		if t.Taken != t.Holding || t.Waiting != t.Queued {
			p.t.Errorf("ticket %s says %d taken and %d waiting, there are %d and %d", t.ID, t.Taken, t.Waiting, t.Holding, t.Queued)
		}
		if t.Capacity > 0 && t.Holding > t.Capacity {
			p.t.Errorf("ticket %s: %d seats of %d", t.ID, t.Holding, t.Capacity)
		}
	}
}
