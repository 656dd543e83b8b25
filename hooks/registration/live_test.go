package registration_test

import (
	"encoding/json"
	"testing"

	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/bus"
	"qiao/hooks/live"
	"qiao/hooks/registration"
	"qiao/hooks/schema"
)

// When many get a seat in one transaction each of their registrations is told of, and the seats of the event once: readers
// and caches don't do the same work for each.
func TestSeatsAreToldOfOnce(t *testing.T) {
	p := newPortal(t, 1, nil)
	changed := map[string]bool{}
	for range 6 {
		changed[p.registered(p.somebody(), nil).Id] = false
	}
	reader := subscriptions.NewDefaultClient()
	reader.Subscribe(registration.Topic(p.event.Id), "end")
	p.app.SubscriptionsBroker().Register(reader)
	seats := 0
	cancel := bus.Of(p.app).Subscribe("test", func(e bus.Event) {
		switch {
		case e.Collection == schema.EventTickets && e.ID == p.event.Id:
			seats++
		case e.Collection == schema.Registrations:
			changed[e.ID] = true
		}
	})
	defer cancel()
	p.expect("more seats", p.api.Send(p.organiser, "PATCH", "/api/collections/event_tickets/records/"+p.ticket.Id, fields{"capacity": 6}), 200)
	live.Send(p.app, "end", "end")
	var told []string
	for m := range reader.Channel() {
		if m.Name == "end" {
			break
		}
		told = append(told, string(m.Data))
	}
	// once for those who waited, and once for the ticket itself
	if len(told) != 2 || seats != 2 {
		t.Fatalf("readers were told %q, caches %d times", told, seats)
	}
	var last struct{ Tickets []registration.Seats }
	if err := json.Unmarshal([]byte(told[1]), &last); err != nil || len(last.Tickets) != 1 || last.Tickets[0].Taken != 6 || last.Tickets[0].Waiting != 0 {
		t.Errorf("%+v %v", last, err)
	}
	offered := 0
	for _, known := range changed {
		if known {
			offered++
		}
	}
	if offered != 5 {
		t.Errorf("%d registrations were told of: %v", offered, changed)
	}
}
