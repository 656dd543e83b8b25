package registration_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// A registration drops the pages of its own event from the cache, and those of no other.
func TestPagesThatARegistrationDrops(t *testing.T) {
	p := newPortal(t, 5, nil)
	other := testkit.Create(t, p.app, schema.Events, fields{
		"title": "另一场", "slug": "ling-yi-chang", "kind": "meetup", "mode": "online", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": in(96 * time.Hour), "ends": in(99 * time.Hour), "author": p.author.Id,
	})
	shows := func(what, path string, want ...string) {
		t.Helper()
		body := p.expect(what, p.api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity"), 200).Body
		for _, text := range want {
			if not, ok := strings.CutPrefix(text, "!"); ok == strings.Contains(body, not) {
				t.Errorf("%s: %s: %q is there: %t", what, path, not, ok)
			}
		}
	}
	const here, there, form = "/events/qiao-xia-wu", "/events/ling-yi-chang", "/events/qiao-xia-wu/register"

	// what organisers set reaches the page that had none of it
	shows("nothing to register for", there, "!data-registration")
	settings := testkit.Create(t, p.app, schema.EventRegistrations, fields{"event": other.Id, "waitlist": "off"})
	ticket := testkit.Create(t, p.app, schema.EventTickets, fields{"event": other.Id, "name": "线上票", "mode": "online", "capacity": 9})
	shows("a ticket", there, "线上票", "9")

	// changed behind the portal's back, a page stays as it was for as long as nothing drops it
	p.sql("UPDATE event_tickets SET name = '改名的票' WHERE id = {:id}", dbx.Params{"id": ticket.Id})
	for _, path := range []string{here, form} {
		shows("before", path, "余 5 / 5")
	}
	r := p.registered(p.wang, nil)
	for _, path := range []string{here, form} {
		shows("after", path, "余 4 / 5")
	}
	shows("somebody registered elsewhere", there, "线上票", "!改名的票")
	p.expect("cancel", p.patch(p.wang, r, fields{"state": "cancelled"}), 200)
	shows("after a cancellation", here, "余 5 / 5")
	shows("somebody cancelled elsewhere", there, "!改名的票")

	// and each change of what organisers set drops it
	p.expect("closes", p.api.Send(p.author, "PATCH", "/api/collections/event_registration/records/"+settings.Id, fields{"opens": in(time.Hour)}), 200)
	shows("registration that hasn't begun", there, "改名的票", "data-desk><p")
	p.expect("rename", p.api.Send(p.author, "PATCH", "/api/collections/event_tickets/records/"+ticket.Id, fields{"name": "又一张票"}), 200)
	shows("another name", there, "又一张票")
	p.expect("delete", p.api.Send(p.author, "DELETE", "/api/collections/event_tickets/records/"+ticket.Id, nil), 204)
	shows("no ticket any more", there, "!data-registration")
}
