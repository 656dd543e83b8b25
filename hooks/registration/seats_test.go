package registration_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// enrol registers so many new members at once, as the room does it for a request that was let through, and gives the time
// that it took.
func (p *portal) enrol(n int, beside func(i int)) time.Duration {
	p.t.Helper()
	people := make([]*core.Record, n)
	for i := range people {
		people[i] = p.cheapUser()
	}
	c, err := p.app.FindCollectionByNameOrId(schema.Registrations)
	if err != nil {
		p.t.Fatal(err)
	}
	start := time.Now()
	var wg sync.WaitGroup
	for i, who := range people {
		wg.Go(func() {
			r := core.NewRecord(c)
			r.Load(fields{"event": p.event.Id, "ticket": p.ticket.Id, "user": who.Id, "name": "某人", "lang": "zh", "state": "confirmed"})
			if err := p.app.Save(r); err != nil {
				p.t.Error(err)
			}
			if beside != nil {
				beside(i)
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

// cheapUser is an account made by SQL: the test isn't about accounts.
func (p *portal) cheapUser() *core.Record {
	p.t.Helper()
	p.people++
	id := fmt.Sprintf("u%014d", p.people)
	p.sql("INSERT INTO users (id, handle, name, email, verified, tokenKey, roles) VALUES ({:id}, {:handle}, '某人', {:email}, 1, {:id}, '[]')",
		dbx.Params{"id": id, "handle": "u" + id, "email": id + "@example.com"})
	r, err := p.app.FindRecordById(schema.Users, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// 500 at once for 50 seats: 50 have one, 450 wait, in the order in which they came.
func TestFiftySeatsForFiveHundred(t *testing.T) {
	p := newPortal(t, 50, nil)
	took := p.enrol(500, nil)
	t.Logf("%.0f registrations a second", 500/took.Seconds())
	p.sound()
	for query, want := range map[string]int{
		"SELECT count(*) FROM registrations WHERE state = 'confirmed' AND place BETWEEN 1 AND 50":  50,
		"SELECT count(*) FROM registrations WHERE state = 'waiting' AND place BETWEEN 51 AND 500":  450,
		"SELECT count(DISTINCT place) FROM registrations":                                          500,
		"SELECT count(*) FROM outbox WHERE kind = 'registration.mail'":                             500,
		"SELECT count(*) FROM registrations WHERE state = 'confirmed' AND length(code) = 12":       50,
		"SELECT count(*) FROM (SELECT 1 FROM registrations WHERE state = 'waiting' AND code = '')": 450,
	} {
		if n := testkit.Number(t, p.app, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}

// The same with people who cancel, seats that are added and taken away, and offers that are taken and run out in between.
func TestSeatsInTurmoil(t *testing.T) {
	p := newPortal(t, 20, nil)
	var cancelled atomic.Int32
	p.enrol(200, func(i int) {
		switch {
		case i%9 == 0: // somebody who has a seat gives it back
			var id string
			if err := p.app.DB().NewQuery("SELECT id FROM registrations WHERE state IN ('confirmed', 'offered') ORDER BY random() LIMIT 1").Row(&id); err != nil {
				return
			}
			owner, err := p.app.FindRecordById(schema.Registrations, id)
			if err != nil {
				t.Error(err)
				return
			}
			user, err := p.app.FindRecordById(schema.Users, owner.GetString("user"))
			if err != nil {
				t.Error(err)
				return
			}
			if p.patch(user, owner, fields{"state": "cancelled"}).Status == 200 {
				cancelled.Add(1)
			}
		case i%25 == 1:
			ticket := testkit.Fresh(t, p.app, p.ticket)
			ticket.Set("capacity", 15+i%11)
			if err := p.app.Save(ticket); err != nil && p.capacity() > 0 {
				return // fewer than are taken
			}
		case i%31 == 2:
			p.sql("UPDATE registrations SET offered_until = '2020-01-01 00:00:00.000Z' WHERE state = 'offered'", nil)
			p.runOnce("registration.offers")
		}
	})
	p.sound()
	if cancelled.Load() == 0 {
		t.Error("nobody cancelled")
	}
	// who waits came after all who were promoted: the list was passed on in order
	if n := testkit.Number(t, p.app, `SELECT count(*) FROM registrations w WHERE w.state = 'waiting' AND EXISTS
			(SELECT 1 FROM registrations s WHERE s.state IN ('offered', 'confirmed', 'expired') AND s.place > w.place)`); n != 0 {
		t.Errorf("%d were passed over", n)
	}
	if n, free := p.waiting(), p.capacity()-p.taken(); n > 0 && free > 0 {
		t.Errorf("%d wait, %d seats are free", n, free)
	}
	// a seat more than are taken is no bound that was crossed
	if p.taken() > p.capacity() {
		t.Errorf("%d of %d", p.taken(), p.capacity())
	}
}

func (p *portal) figure(field string) int {
	p.t.Helper()
	return testkit.Number(p.t, p.app, "SELECT "+field+" FROM event_tickets WHERE id = {:id}", dbx.Params{"id": p.ticket.Id})
}

func (p *portal) capacity() int { return p.figure("capacity") }
func (p *portal) taken() int    { return p.figure("taken") }
func (p *portal) waiting() int  { return p.figure("waiting") }

func (p *portal) runOnce(job string) {
	for _, j := range p.app.Cron().Jobs() {
		if j.Id() == job {
			j.Run()
		}
	}
}

// A seat that is given back is offered to the first who waits, for two days; then to the next.
func TestOffers(t *testing.T) {
	p := newPortal(t, 1, nil)
	first, second, third := p.registered(p.wang, nil), p.registered(p.chen, nil), p.registered(p.list, nil)
	if p.state(first) != "confirmed" || p.state(second) != "waiting" || p.state(third) != "waiting" {
		t.Fatal(p.state(first), p.state(second), p.state(third))
	}
	p.refused("a seat that wasn't offered", p.patch(p.chen, second, fields{"state": "confirmed"}), "state", "registration.state_changed")
	p.expect("cancel", p.patch(p.wang, first, fields{"state": "cancelled"}), 200)
	if p.state(second) != "offered" || p.state(third) != "waiting" {
		t.Fatal(p.state(second), p.state(third))
	}
	until := schema.AsRegistration(testkit.Fresh(t, p.app, second)).OfferedUntil().Time()
	if left := time.Until(until).Hours(); left < 47.9 || left > 48.1 {
		t.Errorf("kept for %.1f hours", left)
	}
	p.run("registration.offers")
	if p.state(second) != "offered" {
		t.Error("it ended early")
	}
	p.sql("UPDATE registrations SET offered_until = '2020-01-01 00:00:00.000Z' WHERE id = {:id}", dbx.Params{"id": second.Id})
	p.refused("an offer that is over", p.patch(p.chen, second, fields{"state": "confirmed"}), "state", "registration.offer_over")
	p.run("registration.offers")
	if p.state(second) != "expired" || p.state(third) != "offered" {
		t.Fatal(p.state(second), p.state(third))
	}
	p.expect("take it", p.patch(p.list, third, fields{"state": "confirmed"}), 200)
	p.refused("what is over", p.patch(p.chen, second, fields{"state": "confirmed"}), "state", "registration.state_over")
	p.sound()
	// and who lost it comes again, at the end
	again := p.registered(p.chen, nil)
	if p.state(again) != "waiting" || again.GetInt("place") != 4 {
		t.Error(p.state(again), again.GetInt("place"))
	}
}

// Nobody is promoted outside of the window, and all are once it opens again.
func TestOnlyInsideTheWindow(t *testing.T) {
	p := newPortal(t, 1, fields{"promote": true})
	first, second := p.registered(p.wang, nil), p.registered(p.chen, nil)
	settings, err := p.app.FindFirstRecordByData(schema.EventRegistrations, "event", p.event.Id)
	if err != nil {
		t.Fatal(err)
	}
	settings.Set("closes", in(-time.Hour))
	testkit.Save(t, p.app, settings)
	p.expect("cancel", p.patch(p.wang, first, fields{"state": "cancelled"}), 200)
	p.run("registration.offers")
	if p.state(second) != "waiting" {
		t.Fatal(p.state(second))
	}
	v := p.expect("show", p.api.Send(p.chen, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil), 200)
	if v.JSON("mine", 0, "why") != "over" || v.JSON("mine", 0, "ahead") != 0.0 || v.JSON("tickets", 0, "why") != "over" {
		t.Error(v.Body)
	}
	p.refused("after the end", p.register(p.list, nil), "ticket", "registration.over")
	settings.Set("closes", "")
	testkit.Save(t, p.app, settings)
	if p.state(second) != "confirmed" {
		t.Error(p.state(second))
	}
	p.sound()
}

func TestCapacity(t *testing.T) {
	p := newPortal(t, 3, nil)
	mine := []*core.Record{}
	for range 5 {
		mine = append(mine, p.registered(p.somebody(), nil))
	}
	at := "/api/collections/event_tickets/records/" + p.ticket.Id
	p.refused("fewer than are taken", p.api.Send(p.organiser, "PATCH", at, fields{"capacity": 2}), "capacity", "registration.capacity_below")
	p.refused("less than nothing", p.api.Send(p.organiser, "PATCH", at, fields{"capacity": -1}), "capacity", "registration.range")
	p.expect("forged figures", p.api.Send(p.organiser, "PATCH", at, fields{"taken": 0, "waiting": 0}), 200)
	p.sound()
	p.expect("one more", p.api.Send(p.organiser, "PATCH", at, fields{"capacity": 4}), 200)
	if p.state(mine[3]) != "offered" || p.state(mine[4]) != "waiting" {
		t.Error(p.state(mine[3]), p.state(mine[4]))
	}
	p.expect("without limit", p.api.Send(p.author, "PATCH", at, fields{"capacity": 0}), 200)
	if p.state(mine[4]) != "offered" {
		t.Error(p.state(mine[4]))
	}
	p.sound()
	p.expect("a ticket that is used", p.api.Send(p.author, "DELETE", at, nil), 400)
	// a superuser deletes one, and somebody an account: the seat is free
	if err := p.app.Delete(testkit.Fresh(t, p.app, mine[0])); err != nil {
		t.Fatal(err)
	}
	p.sound()
	if err := p.app.Delete(testkit.Fresh(t, p.app, p.event)); err != nil {
		t.Fatal(err)
	}
	if n := testkit.Number(t, p.app, "SELECT (SELECT count(*) FROM registrations) + (SELECT count(*) FROM event_tickets)"); n != 0 {
		t.Errorf("%d rows are left of the event", n)
	}
}

func TestPriority(t *testing.T) {
	p := newPortal(t, 1, fields{"waitlist": "priority", "promote": true})
	first, second, third := p.registered(p.wang, nil), p.registered(p.chen, nil), p.registered(p.list, nil)
	p.refused("of one's own", p.patch(p.list, third, fields{"priority": 9}), "priority", "registration.stays")
	p.expect("by an organiser", p.patch(p.organiser, third, fields{"priority": 9}), 200)
	p.expect("cancel", p.patch(p.wang, first, fields{"state": "cancelled"}), 200)
	if p.state(third) != "confirmed" || p.state(second) != "waiting" {
		t.Error(p.state(second), p.state(third))
	}
	p.sound()
}

func TestApproval(t *testing.T) {
	p := newPortal(t, 1, nil)
	p.ticket = p.addTicket(fields{"name": "嘉宾票", "capacity": 1, "approval": true})
	first, second, third := p.registered(p.wang, nil), p.registered(p.chen, nil), p.registered(p.list, nil)
	if p.state(first) != "pending" {
		t.Fatal(p.state(first))
	}
	p.refused("approve oneself", p.patch(p.wang, first, fields{"state": "confirmed"}), "state", "registration.state_changed")
	p.expect("by the gate", p.patch(p.gate, first, fields{"state": "confirmed"}), 404)
	p.expect("approve", p.patch(p.organiser, second, fields{"state": "confirmed"}), 200)
	p.expect("approve another", p.patch(p.author, first, fields{"state": "confirmed"}), 200)
	p.expect("decline", p.patch(p.author, third, fields{"state": "declined"}), 200)
	if p.state(second) != "confirmed" || p.state(first) != "waiting" || p.state(third) != "declined" {
		t.Error(p.state(first), p.state(second), p.state(third))
	}
	p.refused("after all", p.patch(p.author, third, fields{"state": "confirmed"}), "state", "registration.state_over")
	p.sound()
}

// A save of what was read before a promotion changes nothing of it.
func TestStale(t *testing.T) {
	p := newPortal(t, 1, fields{"promote": true})
	first, second := p.registered(p.wang, nil), p.registered(p.chen, nil)
	stale := testkit.Fresh(t, p.app, second)
	ticket := testkit.Fresh(t, p.app, p.ticket)
	p.expect("cancel", p.patch(p.wang, first, fields{"state": "cancelled"}), 200)
	stale.Set("name", "陈")
	testkit.Save(t, p.app, stale)
	testkit.Save(t, p.app, ticket)
	if r := testkit.Fresh(t, p.app, second); r.GetString("state") != "confirmed" || r.GetString("name") != "陈" || r.GetString("code") == "" {
		t.Error(r.PublicExport())
	}
	p.sound()
}
