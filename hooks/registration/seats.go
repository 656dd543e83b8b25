package registration

import (
	"database/sql"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// missing says that a row isn't there.
func missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// stamp writes a time as PocketBase keeps it; a zero one is empty.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	when, _ := types.ParseDateTime(at.UTC()) // a time is one
	return when.String()
}

func now() time.Time { return types.NowDateTime().Time() }

// nextPlace is the place in the order of arrival of who comes now. The transaction has the database to itself.
func nextPlace(app core.App, event string) (place int, err error) {
	err = app.DB().NewQuery("SELECT coalesce(max(place), 0) + 1 FROM registrations WHERE event = {:event} AND place > 0").
		Bind(dbx.Params{"event": event}).Row(&place)
	return place, err
}

// next says what becomes of who comes to a ticket now: a seat, if one is free and nobody waits for it, else a place on the
// waiting list.
func (t *ticket) next() (state string, err error) {
	switch {
	case t.Waiting == 0 && t.free() > 0:
		return Confirmed, nil
	case t.Waitlist == noList && t.Waiting == 0:
		return "", i18n.FieldError(schema.RegistrationTicket, "registration.full")
	}
	return Waiting, nil
}

// count changes the figures of a ticket with the state of one registration.
func (t *ticket) count(app core.App, from, to string) error {
	delta := func(in func(string) bool) (n int) {
		if in(to) {
			n++
		}
		if in(from) {
			n--
		}
		return n
	}
	taken, waiting := delta(holds), delta(func(s string) bool { return s == Waiting })
	if taken == 0 && waiting == 0 {
		return nil
	}
	t.Taken, t.Waiting = t.Taken+taken, t.Waiting+waiting
	_, err := app.DB().NewQuery("UPDATE event_tickets SET taken = taken + {:taken}, waiting = waiting + {:waiting} WHERE id = {:id}").
		Bind(dbx.Params{"id": t.ID, "taken": taken, "waiting": waiting}).Execute()
	return err
}

// settle gives the free seats of a ticket to those who wait for one, in their order, while registration is open. It runs in
// the transaction of every write that frees a seat, adds one, or lets somebody wait, and does nothing when there is nothing
// to do.
func (d *desk) settle(app core.App, id string) error {
	t, err := readTicket(app, id)
	if errors.Is(err, errNoTicket) {
		return nil // it goes with its event
	}
	if err != nil {
		return err
	}
	at := now()
	n := min(t.free(), t.Waiting)
	if n <= 0 || t.window(at) != "" {
		return nil
	}
	order := "place"
	if t.Waitlist != fifo {
		order = "priority + points DESC, place"
	}
	var next []string
	if err := app.DB().NewQuery("SELECT id FROM registrations WHERE ticket = {:ticket} AND state = 'waiting' ORDER BY " + order + " LIMIT {:n}").
		Bind(dbx.Params{"ticket": id, "n": n}).Column(&next); err != nil {
		return err
	}
	to, kind := Offered, mailOffered
	if t.Promote {
		to, kind = Confirmed, mailPromoted
	}
	for _, one := range next {
		if err := d.set(app, t, one, Waiting, to, at); err != nil {
			return err
		}
		if err := queue(app, kind, one, ""); err != nil {
			return err
		}
	}
	return nil
}

// set writes a state and what goes with it, and counts it.
func (d *desk) set(app core.App, t *ticket, id, from, to string, at time.Time) error {
	change := "state = {:state}, updated = {:now}"
	params := dbx.Params{"id": id, "state": to, "now": stamp(at), "until": "", "code": newCode()}
	switch to {
	case Offered:
		change += ", offered_until = {:until}"
		params["until"] = stamp(t.keeps(at))
	case Confirmed:
		change += ", offered_until = '', confirmed = {:now}, code = CASE WHEN code = '' THEN {:code} ELSE code END"
	case Cancelled, Declined, Expired:
		change += ", offered_until = '', cancelled = {:now}"
	}
	if _, err := app.DB().NewQuery("UPDATE registrations SET " + change + " WHERE id = {:id}").Bind(params).Execute(); err != nil {
		return err
	}
	d.changed(app, t.Event, id)
	return t.count(app, from, to)
}

// who asks for a change of state.
type who int

const (
	byOneself who = iota
	byOrganiser
	byClock
)

// wrong says that a registration can't go there from where it is.
func wrong(from string) error {
	key := "registration.state_changed"
	if over(from) {
		key = "registration.state_over"
	}
	return i18n.FieldError(schema.RegistrationState, key)
}

// move changes the state of a registration, in app's transaction: the one way in which one does. What it was is read there,
// so that two who ask at once don't both get it.
func (d *desk) move(app core.App, id, to string, by who) error {
	s, err := readSeat(app, "r.id = {:id}", dbx.Params{"id": id})
	if err != nil {
		return err
	}
	if s.State == to && by != byClock {
		return nil // asked for twice
	}
	t, err := readTicket(app, s.Ticket)
	if err != nil {
		return err
	}
	at := now()
	switch {
	case over(s.State):
		return wrong(s.State)
	case to == Cancelled:
		return d.cancel(app, t, s, by, at)
	case to == Confirmed && s.State == Offered && by == byOneself:
		if s.Until <= stamp(at) {
			return i18n.FieldError(schema.RegistrationState, "registration.offer_over")
		}
		if t.Status != "published" {
			return i18n.FieldError(schema.RegistrationEvent, "registration.closed")
		}
		return d.confirm(app, t, s, mailConfirmed, at)
	case to == Confirmed && s.State == Unconfirmed && by == byOneself:
		return d.admit(app, t, s, at)
	case to == Confirmed && s.State == Pending && by == byOrganiser:
		return d.seatOrWait(app, t, s, mailApproved, at)
	case to == Confirmed && (s.State == Waiting || s.State == Offered) && by == byOrganiser:
		if s.State == Waiting && t.free() == 0 {
			return i18n.FieldError(schema.RegistrationState, "registration.no_seat")
		}
		return d.confirm(app, t, s, mailPromoted, at)
	case to == Declined && s.State == Pending && by == byOrganiser:
		return errors.Join(d.set(app, t, id, s.State, Declined, at), queue(app, mailDeclined, id, ""))
	case to == Expired && s.State == Offered && by == byClock:
		if err := d.set(app, t, id, s.State, Expired, at); err != nil {
			return err
		}
		if err := queue(app, mailExpired, id, ""); err != nil {
			return err
		}
		return d.settle(app, t.ID)
	}
	return wrong(s.State)
}

func (d *desk) confirm(app core.App, t *ticket, s *seat, kind string, at time.Time) error {
	if err := d.set(app, t, s.ID, s.State, Confirmed, at); err != nil {
		return err
	}
	return queue(app, kind, s.ID, "")
}

// admit lets a guest arrive whose address is confirmed now.
func (d *desk) admit(app core.App, t *ticket, s *seat, at time.Time) error {
	if err := t.open(at); err != nil {
		return err
	}
	place, err := nextPlace(app, s.Event)
	if err != nil {
		return err
	}
	if _, err := app.DB().NewQuery("UPDATE registrations SET place = {:place} WHERE id = {:id}").Bind(dbx.Params{"place": place, "id": s.ID}).Execute(); err != nil {
		return err
	}
	if t.Approval {
		return errors.Join(d.set(app, t, s.ID, s.State, Pending, at), queue(app, mailPending, s.ID, ""))
	}
	return d.seatOrWait(app, t, s, mailConfirmed, at)
}

// seatOrWait gives a guest whose address is confirmed, or who was approved, a seat or a place on the waiting list.
func (d *desk) seatOrWait(app core.App, t *ticket, s *seat, kind string, at time.Time) error {
	state, err := t.next()
	if err != nil {
		return err
	}
	if state == Waiting {
		kind = mailWaiting
	}
	if err := d.set(app, t, s.ID, s.State, state, at); err != nil {
		return err
	}
	if err := queue(app, kind, s.ID, ""); err != nil {
		return err
	}
	return d.settle(app, t.ID)
}

// cancel takes a registration back, with those whom it brought along.
func (d *desk) cancel(app core.App, t *ticket, s *seat, by who, at time.Time) error {
	if s.Arrived != "" {
		return i18n.FieldError(schema.RegistrationState, "registration.has_arrived")
	}
	kind := mailCancelled
	if by == byOrganiser {
		kind = mailCancelledByThem
	}
	if err := d.set(app, t, s.ID, s.State, Cancelled, at); err != nil {
		return err
	}
	if s.State != Unconfirmed {
		if err := queue(app, kind, s.ID, ""); err != nil {
			return err
		}
	}
	var along []string
	if err := app.DB().NewQuery("SELECT id FROM registrations WHERE party = {:id} AND party != '' AND state IN " + active + " AND arrived = ''").
		Bind(dbx.Params{"id": s.ID}).Column(&along); err != nil {
		return err
	}
	for _, one := range along {
		if err := d.move(app, one, Cancelled, by); err != nil {
			return err
		}
	}
	return d.settle(app, t.ID)
}
