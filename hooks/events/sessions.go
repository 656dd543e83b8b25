package events

import (
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// mostSessions bounds the agenda of an event: its page shows all of it.
const mostSessions = 500

// around is how long before and after an event its agenda may reach: doors open early, and parties last.
const around = 24 * time.Hour

// validateSession holds what is true of every part of an event, and renders its abstract.
func validateSession(e *core.RecordEvent) error {
	s := schema.AsEventSession(e.Record)
	errs := validation.Errors{}
	if schema.Blank(s.Title()) {
		errs[schema.EventSessionTitle] = i18n.NewError("events.session_title")
	}
	notWeb(e.Record, []string{schema.EventSessionSlidesURL, schema.EventSessionVideoURL}, errs)
	switch starts, ends := s.Starts(), s.Ends(); {
	case starts.IsZero() != ends.IsZero():
		errs[schema.EventSessionEnds] = i18n.NewError("events.session_times")
	case !starts.IsZero() && !ends.After(starts):
		errs[schema.EventSessionEnds] = i18n.NewError("events.ends_before")
	case !starts.IsZero():
		if record, err := e.App.FindRecordById(schema.Events, s.Event()); err == nil {
			event := schema.AsEvent(record)
			if event.Starts().IsZero() || event.Ends().IsZero() {
				break
			}
			if starts.Time().Before(event.Starts().Time().Add(-around)) || ends.Time().After(event.Ends().Time().Add(around)) {
				errs[schema.EventSessionStarts] = i18n.NewError("events.session_outside")
			}
		}
	}
	if len(errs) > 0 {
		return errs
	}
	if err := e.Next(); err != nil {
		return err
	}
	options := markdown.Options{Host: attach.Host(e.App), Lang: "zh"}
	if s.Lang() == "en" {
		options.Lang = "en"
	}
	html, err := htmlOf(s.Abstract(), options, schema.EventSessionAbstract, maxSessionHTML)
	if err != nil {
		return err
	}
	s.Set(schema.EventSessionHTML, html)
	return nil
}

// saveSession keeps an agenda within what a page shows. Writes come one after another, so that of two at once one counts the
// other.
func saveSession(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		var n int
		err := e.App.DB().NewQuery("SELECT count(*) FROM event_sessions WHERE event = {:event}").
			Bind(dbx.Params{"event": e.Record.GetString(schema.EventSessionEvent)}).Row(&n)
		if err != nil {
			return err
		}
		if n >= mostSessions {
			return i18n.NewError("events.sessions_full", "Most", mostSessions)
		}
		return e.Next()
	})
}
