package registration

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Offers ends offers that nobody took, and gives seats to those who may have one by now: registration that began again, an
// event that is public again. What breaks off goes on a minute later.
func (d *desk) Offers(app core.App) error {
	var ended []string
	if err := app.DB().NewQuery("SELECT id FROM registrations WHERE state = 'offered' AND offered_until <= {:now} ORDER BY offered_until LIMIT 1000").
		Bind(dbx.Params{"now": stamp(now())}).Column(&ended); err != nil {
		return err
	}
	var failed error
	for _, id := range ended {
		failed = errors.Join(failed, app.RunInTransaction(func(txApp core.App) error {
			s, err := readSeat(txApp, "r.id = {:id}", dbx.Params{"id": id})
			if missing(err) || err == nil && (s.State != Offered || s.Until > stamp(now())) {
				return nil // somebody was quicker
			}
			if err != nil {
				return err
			}
			return d.move(txApp, id, Expired, byClock)
		}))
	}
	var free []string
	if err := app.DB().NewQuery("SELECT id FROM event_tickets WHERE waiting > 0 AND (capacity = 0 OR taken < capacity) LIMIT 1000").Column(&free); err != nil {
		return errors.Join(failed, err)
	}
	for _, id := range free {
		failed = errors.Join(failed, app.RunInTransaction(func(txApp core.App) error { return d.settle(txApp, id) }))
	}
	return failed
}

// reminders are when people are reminded: so long before the event, if they had their seat by then.
var reminders = []struct {
	kind   string
	before time.Duration
	least  time.Duration // later than this before the event, it isn't sent any more
}{{mailDay, 24 * time.Hour, time.Hour}, {mailHour, time.Hour, 0}}

// Remind queues the mails for events that begin in a day and in an hour: each once, and anew for an event that was moved.
func Remind(app core.App) error { return remind(app, now()) }

func remind(app core.App, at time.Time) error {
	var failed error
	for _, r := range reminders {
		// what begins soon is found by the index of events that are no drafts
		_, err := queueAll(app, r.kind, "e.starts", `e.status != 'draft' AND e.status = 'published' AND e.starts > {:from} AND e.starts <= {:to}
				AND r.state = 'confirmed' AND r.confirmed <= strftime('%Y-%m-%d %H:%M:%fZ', e.starts, {:before})`,
			dbx.Params{"from": stamp(at.Add(r.least)), "to": stamp(at.Add(r.before)), "before": fmt.Sprintf("-%d hours", int(r.before.Hours()))})
		failed = errors.Join(failed, err)
	}
	return failed
}

// usualKeep is how long personal data is kept after an event where the organisers say nothing.
const usualKeep = 180

// addressDays is how long a guest's address waits to be confirmed.
const addressDays = 2

// Erase removes the personal data of those who took part in events that ended long ago, and guests who never confirmed
// their address. Members still see that they were there; nobody else sees who was.
func Erase(app core.App) error { return erase(app, now()) }

func erase(app core.App, at time.Time) error {
	var events []string
	err := app.DB().NewQuery(`SELECT e.id FROM events e LEFT JOIN event_registration s ON s.event = e.id
		WHERE coalesce(nullif(e.ends, ''), e.starts) != '' AND coalesce(nullif(e.ends, ''), e.starts) < strftime('%Y-%m-%d %H:%M:%fZ', {:now},
			'-' || CAST(CASE WHEN coalesce(s.keep_days, 0) = 0 THEN {:usual} ELSE s.keep_days END AS INTEGER) || ' days')
		AND EXISTS (SELECT 1 FROM registrations r WHERE r.event = e.id AND r.erased = 0) LIMIT 1000`).
		Bind(dbx.Params{"now": stamp(at), "usual": usualKeep}).Column(&events)
	if err != nil {
		return err
	}
	var failed []error
	for _, event := range events {
		if err := eraseEvent(app, event, at); err != nil {
			failed = append(failed, fmt.Errorf("the event %s: %w", event, err)) // one event's fault holds up no other
		}
	}
	late := []*core.Record{}
	if err := app.RecordQuery(schema.Registrations).AndWhere(dbx.HashExp{schema.RegistrationState: Unconfirmed}).
		AndWhere(dbx.NewExp("created < {:since}", dbx.Params{"since": stamp(at.AddDate(0, 0, -addressDays))})).Limit(1000).All(&late); err != nil {
		return errors.Join(append(failed, err)...)
	}
	for _, r := range late {
		if err := app.Delete(r); err != nil {
			failed = append(failed, fmt.Errorf("the registration %s: %w", r.Id, err))
		}
	}
	return errors.Join(failed...)
}

// eraseEvent removes the personal data of those who took part in an event.
func eraseEvent(app core.App, event string, at time.Time) error {
	if err := eraseFiles(app, event); err != nil {
		return err
	}
	_, err := app.DB().NewQuery(`UPDATE registrations SET name = '', email = '', zone = '', source = '', answers = 'null', files = '[]', points = 0, secret = '', code = '', erased = 1, updated = {:now}
		WHERE event = {:event} AND erased = 0`).Bind(dbx.Params{"event": event, "now": stamp(at)}).Execute()
	return err
}

// queueAll queues a mail for everybody of an event whom a condition names, in one statement: the key makes each of them once.
func queueAll(app core.App, kind, occasion, where string, params dbx.Params) (int64, error) {
	params["kind"], params["what"], params["at"] = mailKind, kind, stamp(now())
	res, err := app.DB().NewQuery(`INSERT INTO outbox (id, kind, [[key]], payload, state, urgent, attempts, next, error, node, created, updated)
		SELECT substr(lower(hex(randomblob(8))), 1, 15), {:kind}, {:what} || ':' || r.id || ':' || ` + occasion + `,
			json_object('registration', r.id, 'what', {:what}, 'occasion', ` + occasion + `), 'waiting', 0, 0, {:at}, '', '', {:at}, {:at}
		FROM events e JOIN registrations r ON r.event = e.id WHERE ` + where + ` ON CONFLICT (kind, [[key]]) DO NOTHING`).Bind(params).Execute()
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	if n > 0 {
		jobs.Wake(app)
	}
	return n, err
}
