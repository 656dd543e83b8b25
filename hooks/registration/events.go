package registration

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// told are the fields of an event that those who registered hear of when they change.
var told = []string{
	schema.EventTitle, schema.EventStarts, schema.EventEnds, schema.EventZone, schema.EventAllDay, schema.EventVenue, schema.EventAddress,
	schema.EventCity, schema.EventCountry, schema.EventMode,
}

// eventChanged writes to those who registered when an event moves, is cancelled or takes place after all, and lets those
// who wait have what a changed time gives them.
func (d *desk) eventChanged(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		found, err := e.App.FindRecordById(schema.Events, e.Record.Id)
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		was, is := schema.AsEvent(found), schema.AsEvent(e.Record)
		kind := ""
		switch {
		case was.Status() == "published" && is.Status() == "cancelled":
			kind = mailOff
		case was.Status() == "cancelled" && is.Status() == "published":
			kind = mailOn
		case is.Status() == "published" && was.Status() == "published":
			for _, field := range told {
				if !schema.Same(found.Get(field), e.Record.Get(field)) {
					kind = mailChanged
				}
			}
		}
		if kind != "" && (is.Ends().IsZero() || is.Ends().Time().After(now()) || was.Ends().Time().After(now())) {
			if _, err := queueAll(e.App, kind, "e.updated", "e.id = {:event} AND r.state IN ('pending', 'waiting', 'offered', 'confirmed')", dbx.Params{"event": is.Id}); err != nil {
				return err
			}
		}
		if was.Status() == is.Status() && schema.Same(was.Starts(), is.Starts()) {
			return nil
		}
		return d.settleAll(e.App, is.Id)
	})
}
