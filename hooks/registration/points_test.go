package registration_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func (p *portal) read(id string) *core.Record {
	p.t.Helper()
	r, err := p.app.FindRecordById(schema.Registrations, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// Who has more points comes first, of the same number who came first; each sees why.
func TestWaitingByPoints(t *testing.T) {
	p := newPortal(t, 1, fields{"waitlist": "priority", "promote": true})
	who := p.asks(fields{"label": "身份", "kind": "choice", "options": []string{"学生", "讲师", "其他"}, "points": fields{"学生": 5, "讲师": 7, "没有的": 3}})
	topics := p.asks(fields{"label": "想听", "kind": "choices", "options": []string{"Go", "Rust"}, "points": fields{"Go": 1, "Rust": 2}})
	for why, points := range map[string]any{"negative": fields{"学生": -1}, "text": fields{"学生": "x"}, "many": fields{"学生": 1001}, "a list": []int{1}, "half": fields{"学生": 1.5}} {
		p.refused(why, p.api.Send(p.author, "POST", "/api/collections/event_questions/records", fields{"event": p.event.Id, "label": "选", "kind": "choice", "options": []string{"学生"}, "points": points}), "points", "registration.range")
	}
	seated := p.registered(p.wang, fields{"answers": fields{}})
	waits := func(answers fields) *core.Record {
		return p.registered(p.somebody(), fields{"answers": answers, "points": 900, "priority": 900})
	}
	first, student, both, other := waits(fields{}), waits(fields{who: "学生"}), waits(fields{who: "其他", topics: []string{"Go", "Rust"}}), waits(fields{who: "学生"})
	points := func(want ...int) {
		t.Helper()
		for i, r := range []*core.Record{first, student, both, other} {
			if got := schema.AsRegistration(p.read(r.Id)).Points(); got != want[i] {
				t.Errorf("the one in place %d has %d points, want %d", i, got, want[i])
			}
		}
	}
	points(0, 5, 3, 5)
	mine := func(r *core.Record) (ahead, points any) {
		t.Helper()
		user, err := p.app.FindRecordById(schema.Users, r.GetString("user"))
		if err != nil {
			t.Fatal(err)
		}
		v := p.api.Send(user, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil)
		if v.JSON("mine", 0, "order") != "priority" || v.JSON("mine", 0, "why") != "waiting" || v.JSON("waitlist") != "priority" {
			t.Error(v.Body)
		}
		return v.JSON("mine", 0, "ahead"), v.JSON("mine", 0, "points")
	}
	if ahead, n := mine(other); ahead != 1.0 || n != 5.0 {
		t.Error(ahead, n)
	}
	// organisers add some, others can't; there is a bound
	p.expect("an organiser", p.patch(p.organiser, both, fields{"priority": 3}), 200)
	p.refused("too many", p.patch(p.organiser, both, fields{"priority": 1001}), "priority", "registration.range")
	p.refused("forged points", p.patch(p.organiser, both, fields{"points": 99}), "points", "registration.stays")
	owner, _ := p.app.FindRecordById(schema.Users, first.GetString("user"))
	p.refused("one's own", p.patch(owner, first, fields{"priority": 9}), "priority", "registration.stays")
	if ahead, n := mine(both); ahead != 0.0 || n != 6.0 {
		t.Error(ahead, n)
	}
	// another answer, other points
	p.expect("another answer", p.patch(owner, first, fields{"answers": fields{who: "讲师"}}), 200)
	points(7, 5, 3, 5)
	p.expect("of a question", p.api.Send(p.author, "PATCH", "/api/collections/event_questions/records/"+who, fields{"points": fields{"学生": 4}}), 200)
	points(0, 4, 3, 4)
	p.expect("a question goes", p.api.Send(p.author, "DELETE", "/api/collections/event_questions/records/"+topics, nil), 204)
	points(0, 4, 0, 4)
	// seats go by points: student (4, earlier), other (4), both (0 + 3), first
	var order []string
	for _, r := range []*core.Record{seated, student, other, both} {
		p.expect("cancel", p.patch(p.organiser, r, fields{"state": "cancelled"}), 200)
		for _, w := range []*core.Record{first, student, both, other} {
			if p.state(w) == "confirmed" {
				order = append(order, w.Id)
			}
		}
	}
	if want := []string{student.Id, other.Id, both.Id, first.Id}; !slices.Equal(order, want) {
		t.Errorf("seats went to %v, want %v", order, want)
	}
	p.sound()
}

// Many at once, with points, cancellations and more seats in between: never oversold, and whoever waits has no more points
// than anybody who was let in from the list after the rush.
func TestNeverOversoldByPoints(t *testing.T) {
	p := newPortal(t, 5, fields{"waitlist": "priority", "promote": true})
	who := p.asks(fields{"label": "身份", "kind": "choice", "options": []string{"学生", "其他"}, "points": fields{"学生": 5}})
	const n = 40
	people := make([]*core.Record, n)
	for i := range people {
		people[i] = p.somebody()
	}
	made := make([]string, n)
	var wg sync.WaitGroup
	for i, one := range people {
		wg.Go(func() {
			got := p.register(one, fields{"answers": fields{who: []string{"其他", "学生"}[i%2]}})
			if got.Status != 200 {
				t.Errorf("%d: %.200s", got.Status, got.Body)
				return
			}
			made[i], _ = got.JSON("id").(string)
			if i%8 == 0 {
				p.patch(one, p.read(made[i]), fields{"state": "cancelled"})
			}
			if i%10 == 0 {
				p.api.Send(p.author, "PATCH", "/api/collections/event_tickets/records/"+p.ticket.Id, fields{"capacity": 5 + i/10})
			}
		})
	}
	wg.Wait()
	p.sound()
	p.expect("seats", p.api.Send(p.author, "PATCH", "/api/collections/event_tickets/records/"+p.ticket.Id, fields{"capacity": 14}), 200)
	p.sound()
	if got := testkit.Number(t, p.app, "SELECT count(*) FROM registrations WHERE state = 'confirmed'"); got != 14 {
		t.Errorf("%d seats of 14", got)
	}
	waiting := testkit.Number(t, p.app, "SELECT max(points) FROM registrations WHERE state = 'waiting'")
	p.expect("one more", p.api.Send(p.author, "PATCH", "/api/collections/event_tickets/records/"+p.ticket.Id, fields{"capacity": 15}), 200)
	var last struct {
		Points int `db:"points"`
		Place  int `db:"place"`
	}
	if err := p.app.DB().NewQuery("SELECT points, place FROM registrations WHERE state = 'confirmed' ORDER BY confirmed DESC, updated DESC LIMIT 1").One(&last); err != nil || last.Points != waiting {
		t.Error(fmt.Sprint(last), waiting, err)
	}
}
