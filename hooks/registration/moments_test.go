package registration_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// A link cancels the registration that it is for, and no other: neither by another's id nor after the seat was given away.
func TestSomeoneElsesLink(t *testing.T) {
	p := newPortal(t, 5, nil)
	one, two := p.registered(p.wang, nil), p.registered(p.chen, nil)
	key := func(who *core.Record) string {
		key, _ := p.api.Send(who, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil).JSON("mine", 0, "key").(string)
		return key
	}
	mine, theirs := key(p.wang), key(p.chen)
	const at = "/api/qiao/registrations/"
	for what, bad := range map[string]string{"another's id": two.Id + mine[15:], "cut": mine[:34], "longer": mine + "0", "of nobody": "nobodyatall0000" + mine[15:]} {
		for _, action := range []string{"cancel", "transfer", "confirm"} {
			p.expect(what, p.api.Send(p.wang, "POST", at+bad, fields{"action": action, "name": "甲", "email": "x@example.com"}), 404)
		}
		p.expect(what, p.api.Send(nil, "GET", at+bad, nil), 404)
	}
	p.expect("cancel another's by the record", p.patch(p.wang, two, fields{"state": "cancelled"}), 404)
	if p.state(one) != "confirmed" || p.state(two) != "confirmed" {
		t.Error(p.state(one), p.state(two))
	}
	p.expect("give away", p.api.Send(nil, "POST", at+theirs, fields{"action": "transfer", "name": "乙", "email": "b@example.com"}), 204)
	p.expect("cancel what was given away", p.api.Send(nil, "POST", at+theirs, fields{"action": "cancel"}), 404)
	p.expect("by the record", p.patch(p.chen, two, fields{"state": "cancelled"}), 404)
	if p.state(two) != "confirmed" {
		t.Error(p.state(two))
	}
}

// Another zone after publishing keeps the moments, is a revision for calendars, and those who registered hear of it once; a
// time that the clocks of the new zone leave out is refused.
func TestAnotherZoneAfterPublishing(t *testing.T) {
	p := newPortal(t, 5, nil)
	p.registered(p.wang, nil)
	p.drain()
	root := testkit.User(t, p.app, "root-editor", "editor")
	before := schema.AsEvent(testkit.Fresh(t, p.app, p.event))
	at := "/api/collections/events/records/" + p.event.Id
	p.expect("another zone", p.api.Send(root, "PATCH", at, fields{"zone": "Europe/Berlin"}), 200)
	after := schema.AsEvent(testkit.Fresh(t, p.app, p.event))
	if !after.Starts().Equal(before.Starts()) || after.Sequence() != before.Sequence()+1 {
		t.Error(after.Starts(), before.Starts(), after.Sequence())
	}
	changed := func() int {
		return testkit.Number(t, p.app, "SELECT count(*) FROM outbox WHERE kind = 'registration.mail' AND [[key]] LIKE 'changed:%'")
	}
	if n := changed(); n != 1 {
		t.Errorf("%d letters about the zone", n)
	}
	p.refused("a gap", p.api.Send(root, "PATCH", at, fields{"starts_local": "2027-03-28T02:30", "ends_local": "2027-03-28T05:00"}), "starts", "events.time_gap")
	p.expect("twice", p.api.Send(root, "PATCH", at, fields{"starts_local": "2027-10-31T02:30", "ends_local": "2027-10-31T05:00"}), 200)
	if got := schema.AsEvent(testkit.Fresh(t, p.app, p.event)).Starts().Time(); !got.Equal(time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC)) {
		t.Errorf("of a time that comes twice the first is meant, not %v", got)
	}
	p.refused("no such zone", p.api.Send(root, "PATCH", at, fields{"zone": "Mars/Base"}), "zone", "events.zone_unknown")
}
