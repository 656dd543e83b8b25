package registration

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// join lets two organisers who change different fields at the same moment both count. It is called in the transaction that
// saves the record; what isn't so any more is then judged again.
func join(app core.App, r *core.Record) error {
	if !schema.IsTogether(r) {
		return nil
	}
	was, err := app.FindRecordById(r.Collection(), r.Id)
	if err != nil {
		return err
	}
	schema.Join(r, was)
	return nil
}

// checkWindow refuses a window that closes before it opens; the fields have the same names wherever there is one.
func checkWindow(r *core.Record) error {
	opens, closes := r.GetDateTime(schema.EventRegistrationOpens), r.GetDateTime(schema.EventRegistrationCloses)
	if !opens.IsZero() && !closes.IsZero() && !closes.Time().After(opens.Time()) {
		return i18n.FieldError(schema.EventRegistrationCloses, "registration.closes_first")
	}
	return nil
}

// questionChanged brings together what two organisers change of a question.
func questionChanged(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := join(e.App, e.Record); err != nil {
			return err
		}
		if errs, err := checkQuestion(e.App, e.Record); err != nil {
			return err
		} else if len(errs) > 0 {
			return errs
		}
		var was string
		if err := e.App.DB().NewQuery("SELECT coalesce(points, '') FROM event_questions WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Row(&was); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		if is := e.Record.GetString(schema.EventQuestionPoints); schema.Same(was, is) {
			return nil
		}
		return weigh(e.App, "event = {:event} AND state IN "+active, dbx.Params{"event": e.Record.GetString(schema.EventQuestionEvent)})
	})
}
