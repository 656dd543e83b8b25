package afterwards

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// usualKeep is how many days personal data is kept after an event where the organisers say nothing, as for registrations.
const usualKeep = 180

// Erase removes what people wrote in surveys, in which they may have named themselves or others, and who answered, when the
// personal data of those who registered goes. Counts and ratings stay, and so do certificates: they are their holders'.
func Erase(app core.App) error { return eraseAt(app, now()) }

func eraseAt(app core.App, at time.Time) error {
	var events []string
	if err := app.DB().NewQuery(`SELECT e.id FROM events e LEFT JOIN event_registration s ON s.event = e.id
		WHERE EXISTS (SELECT 1 FROM survey_turns t WHERE t.event = e.id) AND coalesce(nullif(e.ends, ''), e.starts) != ''
			AND coalesce(nullif(e.ends, ''), e.starts) < strftime('%Y-%m-%d %H:%M:%fZ', {:now},
				'-' || CAST(CASE WHEN coalesce(s.keep_days, 0) = 0 THEN {:usual} ELSE s.keep_days END AS INTEGER) || ' days') LIMIT 1000`).
		Bind(dbx.Params{"now": stamp(at), "usual": usualKeep}).Column(&events); err != nil {
		return err
	}
	var failed []error
	for _, event := range events {
		if err := app.RunInTransaction(func(app core.App) error { return eraseTexts(app, event) }); err != nil {
			failed = append(failed, fmt.Errorf("the event %s: %w", event, err)) // one event's fault holds up no other
		}
	}
	return errors.Join(failed...)
}

// eraseTexts removes texts, also those of questions that aren't asked any more, and who answered.
func eraseTexts(app core.App, event string) error {
	questions, err := questionsOf(app, event)
	if err != nil {
		return err
	}
	params, kept := dbx.Params{"event": event}, []string{}
	for _, q := range questions {
		if q.Kind != textKind {
			kept = append(kept, q.ID)
		}
	}
	// what isn't known to be a choice or a rating goes
	if _, err := app.DB().NewQuery(`UPDATE survey_responses SET answers = coalesce((SELECT json_group_object(j.key, CASE j.type WHEN 'array' THEN json(j.value) ELSE j.value END)
		FROM json_each(survey_responses.answers) j WHERE j.key IN ('` + strings.Join(kept, "', '") + `')), '{}') WHERE event = {:event}`).Bind(params).Execute(); err != nil {
		return err
	}
	_, err = app.DB().NewQuery("DELETE FROM survey_turns WHERE event = {:event}").Bind(params).Execute()
	return err
}
