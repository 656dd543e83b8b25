package afterwards

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// mailKind is the kind of the outbox's rows that are follow-up mails still to be written. The key is the registration: nobody
// gets two of them.
const mailKind = "afterwards.mail"

// followUpDays is how long after an event a follow-up mail still goes out.
const followUpDays = 60

type mailPayload struct {
	Registration string `json:"registration"`
}

// followUpView is what GET /api/qiao/events/{id}/followup answers: to whom the mail goes, or went.
type followUpView struct {
	Event        *event `json:"event"`
	Over         bool   `json:"over"`
	Came         int    `json:"came"`
	Missed       int    `json:"missed"`
	Online       int    `json:"online"` // of them, with an online ticket and not marked as there
	Sent         string `json:"sent"`
	Certificates int    `json:"certificates"`
}

func followUp(e *core.RequestEvent) error {
	ev, err := organised(e)
	if err != nil {
		return err
	}
	v := followUpView{Event: ev, Over: ev.tookPlace(now()), Sent: ev.Sent.String()}
	if err := e.App.DB().NewQuery(`SELECT coalesce(sum(r.arrived != ''), 0), coalesce(sum(r.arrived = ''), 0), coalesce(sum(r.arrived = '' AND t.mode = 'online'), 0),
			(SELECT count(*) FROM certificates WHERE event = {:event} AND name != '')
		FROM registrations r JOIN event_tickets t ON t.id = r.ticket WHERE r.event = {:event} AND r.state = 'confirmed' AND r.erased = 0`).
		Bind(dbx.Params{"event": ev.ID}).Row(&v.Came, &v.Missed, &v.Online, &v.Certificates); err != nil {
		return err
	}
	return private(e, v)
}

// sendNow is POST /api/qiao/events/{id}/followup: the organiser says that the mail goes out.
func sendNow(e *core.RequestEvent) error {
	ev, err := organised(e)
	if err != nil {
		return err
	}
	var n int64
	err = e.App.RunInTransaction(func(app core.App) error {
		if ev, err = readEvent(app, ev.ID); err != nil {
			return err
		}
		switch {
		case ev.Settings == "":
			return i18n.NewError("afterwards.save_first")
		case !ev.tookPlace(now()):
			return errEarly
		case !ev.Sent.IsZero():
			return i18n.NewError("afterwards.sent", "When", i18n.Clock(ev.Sent.Time(), ev.Zone)).WithStatus(http.StatusConflict)
		case now().After(ev.end().AddDate(0, 0, followUpDays)):
			return i18n.NewError("afterwards.too_late", "Days", followUpDays)
		}
		n, err = queueAll(app, ev)
		return err
	})
	if err != nil {
		return err
	}
	return private(e, map[string]int64{"queued": n})
}

// SendDue sends the follow-up mails that go out by themselves.
func SendDue(app core.App) error { return sendDueAt(app, now()) }

func sendDueAt(app core.App, at time.Time) error {
	var due []string
	if err := app.DB().NewQuery(`SELECT a.event FROM event_afterwards a JOIN events e ON e.id = a.event
		WHERE a.send_hours > 0 AND a.sent = '' AND e.status IN ('published', 'archived') AND coalesce(nullif(e.ends, ''), e.starts) != ''
			AND strftime('%Y-%m-%d %H:%M:%fZ', coalesce(nullif(e.ends, ''), e.starts), '+' || CAST(a.send_hours AS INTEGER) || ' hours') <= {:now}
			AND coalesce(nullif(e.ends, ''), e.starts) > {:oldest} LIMIT 1000`).
		Bind(dbx.Params{"now": stamp(at), "oldest": stamp(at.AddDate(0, 0, -followUpDays))}).Column(&due); err != nil {
		return err
	}
	var failed []error
	for _, id := range due {
		if err := app.RunInTransaction(func(app core.App) error {
			ev, err := readEvent(app, id)
			if err != nil || !ev.Sent.IsZero() { // somebody was quicker
				return err
			}
			_, err = queueAll(app, ev)
			return err
		}); err != nil {
			failed = append(failed, fmt.Errorf("the event %s: %w", id, err)) // one event's fault holds up no other
		}
	}
	return errors.Join(failed...)
}

// queueAll has the mail written to everybody who was registered, and notes that it went out, in one transaction: it never
// goes out twice, whatever happens in between.
func queueAll(app core.App, ev *event) (int64, error) {
	params := dbx.Params{"event": ev.ID, "id": ev.Settings, "kind": mailKind, "at": stamp(now())}
	if _, err := app.DB().NewQuery("UPDATE " + schema.EventAfterwardsList + " SET sent = {:at}, updated = {:at} WHERE id = {:id}").Bind(params).Execute(); err != nil {
		return 0, err
	}
	res, err := app.DB().NewQuery(`INSERT INTO outbox (id, kind, [[key]], payload, state, urgent, attempts, next, error, node, created, updated)
		SELECT substr(lower(hex(randomblob(8))), 1, 15), {:kind}, r.id, json_object('registration', r.id), 'waiting', 0, 0, {:at}, '', '', {:at}, {:at}
		FROM registrations r WHERE r.event = {:event} AND r.state = 'confirmed' AND r.erased = 0 ON CONFLICT (kind, [[key]]) DO NOTHING`).Bind(params).Execute()
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	if n > 0 {
		jobs.Wake(app)
	}
	return n, err
}
