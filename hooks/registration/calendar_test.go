package registration_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/ical"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

const calendars = "/api/collections/calendar_links/records"

// calendarOf makes a member's calendar address.
func (p *portal) calendarOf(who *core.Record) string {
	p.t.Helper()
	return p.expect("a calendar", p.api.Send(who, "POST", "/api/qiao/calendar", nil), 200).JSON("path").(string)
}

// entry is a calendar that has one event at most, and which another reader takes.
func (p *portal) entry(path string) string {
	p.t.Helper()
	a := p.expect("calendar", p.api.Send(nil, "GET", path, nil), 200)
	if _, problems := ical.Read(strings.NewReader(a.Body)); len(problems) > 0 && strings.Contains(a.Body, "VEVENT") {
		p.t.Fatalf("%v in %s", problems, a.Body)
	}
	return a.Body
}

// One's own events are in one's calendar, as sure as they are; its address is a secret that can be revoked.
func TestMyCalendar(t *testing.T) {
	p := newPortal(t, 1, nil)
	p.expect("a guest", p.api.Send(nil, "POST", "/api/qiao/calendar", nil), 401)
	path := p.calendarOf(p.wang)
	if len(path) != len("/calendar/.ics")+40 {
		t.Error(path)
	}
	if body := p.entry(path); strings.Contains(body, "VEVENT") {
		t.Error(body)
	}
	// nothing that is kept gives the address away
	secret := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM calendar_links WHERE hash = {:s} OR id = {:s}", map[string]any{"s": secret}); n != 0 {
		t.Error("the secret itself is kept")
	}
	if a := p.expect("own record", p.api.Send(p.wang, "GET", calendars, nil), 200); strings.Contains(a.Body, "hash") || a.JSON("items", 0, "user") != p.wang.Id {
		t.Error(a.Body)
	}

	first := p.registered(p.wang, nil)
	body := p.entry(path)
	for _, want := range []string{"SUMMARY:桥上的下午", "UID:" + p.event.Id + "@", "SEQUENCE:0"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if strings.Contains(body, "CANCELLED") || strings.Contains(body, "TENTATIVE") {
		t.Error(body)
	}
	p.expect("cancel", p.patch(p.wang, first, fields{"state": "cancelled"}), 200)
	if body := p.entry(path); !strings.Contains(body, "STATUS:CANCELLED") || !strings.Contains(body, "SEQUENCE:1") {
		t.Error(body)
	}
	p.registered(p.wang, nil)
	if body := p.entry(path); strings.Contains(body, "STATUS:CANCELLED") || !strings.Contains(body, "SEQUENCE:2") {
		t.Error(body)
	}
	// who has to be approved isn't sure yet, and who waits isn't there
	special := p.addTicket(fields{"name": "嘉宾票", "capacity": 5, "approval": true})
	p.registered(p.list, fields{"ticket": special.Id})
	if body := p.entry(p.calendarOf(p.list)); !strings.Contains(body, "STATUS:TENTATIVE") {
		t.Error(body)
	}
	p.registered(p.chen, nil)
	if body := p.entry(p.calendarOf(p.chen)); strings.Contains(body, "VEVENT") {
		t.Error(body)
	}
	// the event is cancelled
	e := testkit.Fresh(t, p.app, p.event)
	e.Set("status", "cancelled")
	testkit.Save(t, p.app, e)
	if body := p.entry(path); !strings.Contains(body, "STATUS:CANCELLED") {
		t.Error(body)
	}

	another := p.calendarOf(p.wang)
	p.expect("the old address", p.api.Send(nil, "GET", path, nil), 404)
	p.expect("the new one", p.api.Send(nil, "GET", another, nil), 200)
	for _, wrong := range []string{"/calendar/x.ics", "/calendar/.ics", another[:len(another)-5] + ".ics", strings.TrimSuffix(another, ".ics")} {
		if a := p.api.Send(nil, "GET", wrong, nil); a.Status != 404 {
			t.Errorf("%s: %d", wrong, a.Status)
		}
	}
	link, err := p.app.FindFirstRecordByData(schema.CalendarLinks, "user", p.wang.Id)
	if err != nil {
		t.Fatal(err)
	}
	p.expect("somebody else's", p.api.Send(p.chen, "DELETE", calendars+"/"+link.Id, nil), 404)
	p.expect("revoke", p.api.Send(p.wang, "DELETE", calendars+"/"+link.Id, nil), 204)
	p.expect("revoked", p.api.Send(nil, "GET", another, nil), 404)
}

// One's own events, those to come and those that were.
func TestMyEvents(t *testing.T) {
	p := newPortal(t, 1, nil)
	p.registered(p.wang, nil)
	p.registered(p.chen, nil)
	at := "/api/qiao/registrations/mine"
	v := p.expect("upcoming", p.api.Send(p.chen, "GET", at, nil), 200)
	if v.JSON("items", 0, "event", "title") != "桥上的下午" || v.JSON("items", 0, "seat", "state") != "waiting" || v.JSON("items", 1) != nil || v.JSON("calendar") != false {
		t.Error(v.Body)
	}
	if v := p.expect("past", p.api.Send(p.wang, "GET", at+"?when=past", nil), 200); v.JSON("items", 0) != nil {
		t.Error(v.Body)
	}
	e := testkit.Fresh(t, p.app, p.event)
	e.Set("starts", in(-5*time.Hour))
	e.Set("ends", in(-time.Hour))
	testkit.Save(t, p.app, e)
	if v := p.expect("past", p.api.Send(p.wang, "GET", at+"?when=past", nil), 200); v.JSON("items", 0, "seat", "state") != "confirmed" {
		t.Error(v.Body)
	}
	p.expect("a guest", p.api.Send(nil, "GET", at, nil), 401)
}
