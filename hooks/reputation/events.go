package reputation

import (
	"database/sql"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// validateEvent lets superusers write corrections into the ledger, and only those: all
// other rows follow from their causes.
func validateEvent(e *core.RecordEvent) error {
	r := e.Record
	var rule, day string
	err := e.App.DB().NewQuery("SELECT rule, day FROM reputation_events WHERE id = {:id}").Bind(dbx.Params{"id": r.Id}).Row(&rule, &day)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if r.GetString(schema.ReputationEventRule) != Manual || rule != "" && rule != Manual {
		return validation.Errors{schema.ReputationEventRule: i18n.NewError("reputation.manual_only")}
	}
	if day == "" {
		day = time.Now().UTC().Format(time.DateOnly)
	}
	r.Set(schema.ReputationEventDay, day)
	if r.GetString(schema.ReputationEventCause) == "" {
		r.Set(schema.ReputationEventCause, "manual:"+r.Id)
	}
	return e.Next()
}

// saveEvent brings the standing up to date with a correction.
func saveEvent(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		var before string
		err := e.App.DB().NewQuery("SELECT user FROM reputation_events WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Row(&before)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		row := schema.AsReputationEvent(e.Record)
		e.Record.Set(schema.ReputationEventApplied, row.Points())
		now := func() error { return settle(e.App, row.User(), row.Day(), e.Next) }
		if before == "" || before == row.User() {
			return now()
		}
		return settle(e.App, before, row.Day(), now)
	})
}

func deleteEvent(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		row := schema.AsReputationEvent(e.Record)
		return settle(e.App, row.User(), row.Day(), e.Next)
	})
}
