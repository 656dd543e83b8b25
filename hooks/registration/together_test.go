package registration_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// TestOrganisersAtOnce has two organisers change different fields of the same record at the same moment, many times over:
// both count each time.
func TestOrganisersAtOnce(t *testing.T) {
	p := newPortal(t, 10, nil)
	settings, err := p.app.FindFirstRecordByData(schema.EventRegistrations, "event", p.event.Id)
	if err != nil {
		t.Fatal(err)
	}
	question := testkit.Create(t, p.app, schema.EventQuestions, fields{"event": p.event.Id, "label": "口味", "kind": "choice", "options": []string{"辣"}})
	for _, c := range []struct {
		record        *core.Record
		first, second string
		number        bool
	}{{settings, "party", "offer_hours", true}, {p.ticket, "capacity", "position", true}, {question, "label", "help", false}} {
		path := "/api/collections/" + c.record.Collection().Name + "/records/" + c.record.Id
		for round := range 8 {
			said := fields{}
			for i, field := range []string{c.first, c.second} {
				said[field] = 10 + 2*round%5 + i
				if !c.number {
					said[field] = "第 " + strconv.Itoa(2*round+i) + " 个"
				}
			}
			var both sync.WaitGroup
			for who, field := range map[*core.Record]string{p.author: c.first, p.organiser: c.second} {
				both.Go(func() {
					if a := p.api.Send(who, "PATCH", path, fields{field: said[field]}); a.Status != 200 {
						t.Errorf("%s %s: %d: %.300s", path, field, a.Status, a.Body)
					}
				})
			}
			both.Wait()
			now := testkit.Fresh(t, p.app, c.record)
			for field, want := range said {
				if !schema.Same(now.Get(field), want) && now.GetString(field) != want {
					t.Fatalf("%s round %d: %s is %v, not %v", c.record.Collection().Name, round, field, now.Get(field), want)
				}
			}
		}
	}
	p.sound()
}

// TestWindowsJoined refuses a window that two requests would have made together.
func TestWindowsJoined(t *testing.T) {
	p := newPortal(t, 10, nil)
	path := "/api/collections/event_tickets/records/" + p.ticket.Id
	p.expect("opens", p.api.Send(p.organiser, "PATCH", path, fields{"opens": "2030-01-02 00:00:00.000Z"}), 200)
	p.refused("closes before that", p.api.Send(p.author, "PATCH", path, fields{"closes": "2030-01-01 00:00:00.000Z"}), "closes", "registration.closes_first")
}

// TestSetupPage is the same for everybody, in both languages, and isn't taken for an event.
func TestSetupPage(t *testing.T) {
	p := newPortal(t, 1, nil)
	for path, heading := range map[string]string{"/events/registration": "<h1>报名设置</h1>", "/en/events/registration": "<h1>Registration settings</h1>"} {
		for _, who := range []*core.Record{nil, p.author} {
			a := p.api.Send(who, "GET", path, nil, "Accept-Encoding", "identity")
			p.expect(path, a, 200)
			for _, part := range []string{heading, "noindex", "<noscript>"} {
				if !strings.Contains(a.Body, part) {
					t.Errorf("%s has no %s", path, part)
				}
			}
		}
	}
}
