package registration

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bus"
	"qiao/hooks/live"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Topic is what the readers of an event's page subscribe to by realtime: how many seats are taken, and how many wait. It
// says no more than the page does.
func Topic(event string) string { return "seats/" + event }

// Seats are the figures of one ticket.
type Seats struct {
	ID       string `db:"id" json:"id"`
	Capacity int    `db:"capacity" json:"capacity"` // 0 is without limit
	Taken    int    `db:"taken" json:"taken"`
	Waiting  int    `db:"waiting" json:"waiting"`
}

// seatsOf is what a page depends on that shows the tickets of an event: what there is, how many are left, and when one may
// register. It is dropped with each registration, and so are no other event's pages.
func seatsOf(event string) string { return schema.EventTickets + "/" + event }

// settled tells that what organisers set of registration came, changed or went, wherever it was before.
func (d *desk) settled(e *core.RecordEvent) error {
	err := e.Next()
	was, is := e.Record.Original().GetString(schema.EventTicketEvent), e.Record.GetString(schema.EventTicketEvent)
	if was != "" && was != is {
		d.changed(e.App, was, "")
	}
	d.changed(e.App, is, "")
	return err
}

// changed tells, once app's transaction is committed, that the seats of an event changed, and one registration: most of it
// is written by SQL, of which nobody hears otherwise. However many registrations a transaction changes, the event's seats
// are told of once.
func (d *desk) changed(app core.App, event, registration string) {
	if registration != "" {
		tx.After(app, func() { d.publish(registration) })
	}
	tx.AfterOnce(app, Topic(event), func() {
		bus.Of(d.outer).Publish(bus.Event{Action: bus.Update, Collection: schema.EventTickets, ID: event}) // as [seatsOf] names it
		live.Tell(d.outer, Topic(event), func() (any, error) {
			var seats []Seats
			err := d.outer.DB().NewQuery("SELECT id, capacity, taken, waiting FROM event_tickets WHERE event = {:event}").
				Bind(map[string]any{"event": event}).All(&seats)
			return map[string]any{"tickets": seats}, err
		})
	})
}

// publish tells the rooms that registrations changed.
func (d *desk) publish(registrations ...string) {
	for _, id := range registrations {
		bus.Of(d.outer).Publish(bus.Event{Action: bus.Update, Collection: schema.Registrations, ID: id})
	}
}
