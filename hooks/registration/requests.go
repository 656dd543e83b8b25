package registration

import (
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// What a record carries in memory while it is saved on request. Keys that begin with @ are no columns.
const (
	askKey  = "@registration.ask"
	wishKey = "@registration.wish"
)

// ask is what comes with a registration: it is looked at in the transaction of the write, so that the last moment counts.
type ask struct {
	by         string // the member who registers; empty for a guest
	door       bool   // who lets people in registers somebody, once all that forbids it was looked at: a seat must be free
	invitation string
}

// wish is what somebody may change of a registration and wants to.
type wish struct {
	state    string // empty: as it is
	by       who
	priority bool
}

// kept are the fields that the room alone writes.
var kept = []string{
	schema.RegistrationState, schema.RegistrationPlace, schema.RegistrationPriority, schema.RegistrationOfferedUntil, schema.RegistrationCode,
	schema.RegistrationSecret, schema.RegistrationConfirmed, schema.RegistrationCancelled, schema.RegistrationArrived, schema.RegistrationErased, schema.RegistrationPoints,
}

// mayRegister makes a registration the sender's own, or that of a colleague whom they bring, with nothing settled yet.
func mayRegister(e *core.RecordRequestEvent) error {
	for _, field := range kept {
		e.Record.Set(field, nil)
	}
	e.Record.Set(schema.RegistrationState, Confirmed) // required, and decided in the transaction
	if e.Auth == nil || e.Auth.IsSuperuser() {
		if e.Record.GetString(schema.RegistrationLang) == "" {
			e.Record.Set(schema.RegistrationLang, langName(i18n.Of(e.Request)))
		}
		return e.Next()
	}
	if !e.Auth.Verified() {
		return i18n.NewError("registration.verify_first").WithStatus(http.StatusForbidden)
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	a := &ask{by: e.Auth.Id}
	a.invitation, _ = info.Body["invitation"].(string)
	account := schema.AsUser(e.Auth)
	r := schema.AsRegistration(e.Record)
	if r.Party() != "" {
		e.Record.Set(schema.RegistrationUser, "")
	} else {
		e.Record.Set(schema.RegistrationEmail, "") // the account's, as it is when a mail is sent
		if schema.Blank(r.Name()) {
			e.Record.Set(schema.RegistrationName, cmpName(account))
		}
	}
	lang, known := i18n.Parse(account.Locale())
	if !known {
		lang = i18n.Of(e.Request)
	}
	e.Record.Set(schema.RegistrationLang, langName(lang))
	if r.Zone() == "" {
		e.Record.Set(schema.RegistrationZone, account.Zone())
	}
	e.Record.SetRaw(askKey, a)
	return e.Next()
}

func cmpName(u *schema.User) string {
	if u.Name() != "" {
		return u.Name()
	}
	return u.Handle()
}

// langName is how a registration names a language.
func langName(l i18n.Lang) string {
	if l == i18n.EN {
		return "en"
	}
	return "zh"
}

// knownZone gives a zone's name if there is such a one.
func knownZone(name string) string {
	if name == "" || name == "Local" {
		return ""
	}
	if _, err := time.LoadLocation(name); err != nil {
		return ""
	}
	return name
}

// create lets somebody arrive: in their place in the order, with a seat if one is free.
func (d *desk) create(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := schema.AsRegistration(e.Record)
		a, _ := e.Record.GetRaw(askKey).(*ask)
		t, standing, err := standingAt(e.App, r.Ticket(), a)
		if err != nil {
			return err
		}
		if t.Event != r.Event() {
			return errNoTicket
		}
		at := now()
		e.Record.Set(schema.RegistrationZone, knownZone(r.Zone()))
		e.Record.Set(schema.RegistrationSecret, security.RandomString(24))
		if a == nil && standing.Asked { // an import's answers give points, too
			e.Record.SetRaw(weighKey, true)
		}
		if a != nil && !a.door {
			if err := admissible(e.App, t, e.Record, a, standing, at); err != nil {
				return err
			}
			if a.by == "" {
				e.Record.Set(schema.RegistrationState, Unconfirmed)
				if err := e.Next(); err != nil {
					return err
				}
				if err := weighed(e.App, e.Record); err != nil {
					return err
				}
				return queue(e.App, mailAddress, r.Id, "")
			}
		}
		state, err := t.first(a)
		if err != nil {
			return err
		}
		e.Record.Set(schema.RegistrationPlace, standing.Place)
		e.Record.Set(schema.RegistrationState, state)
		if state == Confirmed {
			e.Record.Set(schema.RegistrationConfirmed, at)
			e.Record.Set(schema.RegistrationCode, newCode())
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := weighed(e.App, e.Record); err != nil {
			return err
		}
		if err := t.count(e.App, "", state); err != nil {
			return err
		}
		if a == nil || !a.door || r.Email() != "" {
			kind := map[string]string{Pending: mailPending, Confirmed: mailConfirmed, Waiting: mailWaiting}[state]
			if err := queue(e.App, kind, r.Id, ""); err != nil {
				return err
			}
		}
		d.changed(e.App, t.Event, r.Id)
		if state != Waiting || t.free() == 0 {
			return nil
		}
		if err := d.settle(e.App, t.ID); err != nil {
			return err
		}
		return refresh(e)
	})
}

// first is the state of who registers now.
func (t *ticket) first(a *ask) (string, error) {
	switch {
	case a != nil && a.door && t.free() == 0:
		return "", i18n.FieldError(schema.RegistrationTicket, "registration.door_full")
	case a != nil && a.door:
		return Confirmed, nil
	case t.Approval:
		return Pending, nil
	}
	return t.next()
}

// admissible refuses who can't register, or not like this.
func admissible(app core.App, t *ticket, record *core.Record, a *ask, standing *standing, at time.Time) error {
	if err := t.open(at); err != nil {
		return err
	}
	r := schema.AsRegistration(record)
	if a.by == "" && !t.Guests {
		return i18n.NewError("registration.no_guests").WithStatus(http.StatusForbidden)
	}
	if t.Code != "" && !security.Equal(t.Code, clean(a.invitation)) {
		return i18n.FieldError("invitation", "registration.invitation")
	}
	if schema.Blank(r.Name()) || schema.HasControls(r.Name()) {
		return i18n.FieldError(schema.RegistrationName, "registration.name")
	}
	if a.by != "" && standing.Tries >= mostTries {
		return i18n.NewError("registration.too_often").WithStatus(http.StatusTooManyRequests)
	}
	if r.Party() != "" {
		if err := brings(app, t, r, a); err != nil {
			return err
		}
	} else if a.by != "" && standing.There {
		return i18n.FieldError(schema.RegistrationEvent, "registration.already")
	}
	if a.by == "" {
		if err := roomForGuests(app, record); err != nil {
			return err
		}
	}
	if !standing.Asked && schema.Empty(record.Get(schema.RegistrationAnswers)) && !filesOf(record).any() {
		record.Set(schema.RegistrationAnswers, map[string]any{})
	} else if err := checkAnswers(app, record); err != nil {
		return err
	}
	if a.by != "" {
		return nil
	}
	there, err := hasRegistered(app, t.Event, r.Email())
	if err == nil && there {
		err = errThere
	}
	return err
}

// mostTries bounds how often one registers oneself and colleagues for an event and cancels again: each time somebody gets a mail.
const mostTries = 50

// A standing is how an event stands to who registers now. It is read at once: a thousand ask in a second, one after another.
type standing struct {
	Place int  `db:"place"` // the next in the order of arrival
	Asked bool `db:"asked"` // whether there are questions
	Tries int  `db:"tries"` // how often the member registered, colleagues among it
	There bool `db:"there"` // whether they take part, or may yet
}

// standingAt reads a ticket, and how its event stands to who registers.
func standingAt(app core.App, id string, a *ask) (*ticket, *standing, error) {
	var both struct {
		ticket
		standing
	}
	columns := `, (SELECT coalesce(max(place), 0) + 1 FROM registrations WHERE event = t.event AND place > 0) place, EXISTS (SELECT 1 FROM event_questions WHERE event = t.event) asked`
	params := dbx.Params{"id": id}
	if a != nil && a.by != "" {
		params["user"] = a.by
		columns += `, (SELECT count(*) FROM registrations WHERE user = {:user} AND event = t.event)
				+ (SELECT count(*) FROM registrations WHERE party != '' AND party IN (SELECT id FROM registrations WHERE user = {:user} AND event = t.event)) tries,
			EXISTS (SELECT 1 FROM registrations WHERE event = t.event AND user = {:user} AND user != '' AND party = '' AND state IN ` + active + ") there"
	}
	err := app.DB().NewQuery(ticketColumns + columns + ticketFrom + "t.id = {:id}").Bind(params).One(&both)
	if missing(err) {
		err = errNoTicket
	}
	return &both.ticket, &both.standing, err
}

// brings refuses colleagues of somebody else's, and more than one may bring.
func brings(app core.App, t *ticket, r *schema.Registration, a *ask) error {
	with, err := readSeat(app, "r.id = {:id}", dbx.Params{"id": r.Party()})
	if err != nil && !missing(err) {
		return err
	}
	if err != nil || a.by == "" || with.User != a.by || with.Event != t.Event || with.Party != "" || over(with.State) {
		return i18n.FieldError(schema.RegistrationParty, "registration.party_whose")
	}
	var along int
	if err := app.DB().NewQuery("SELECT count(*) FROM registrations WHERE party = {:id} AND party != '' AND state IN " + active).
		Bind(dbx.Params{"id": with.ID}).Row(&along); err != nil {
		return err
	}
	if along >= t.Party {
		return i18n.FieldError(schema.RegistrationParty, "registration.party_most", "Most", t.Party)
	}
	return nil
}

// What somebody may change of a registration by writing the record.
var (
	ownFields       = []string{schema.RegistrationName, schema.RegistrationAnswers, schema.RegistrationFiles, schema.RegistrationZone, schema.RegistrationLang, schema.RegistrationState}
	organiserFields = []string{schema.RegistrationName, schema.RegistrationPriority, schema.RegistrationState}
)

// mayChange lets people cancel, accept an offer and mend what they wrote, and organisers decide; nothing else changes.
func mayChange(e *core.RecordRequestEvent) error {
	if e.Auth == nil {
		return e.Next() // the rule refuses it
	}
	was := schema.AsRegistration(e.Record.Original())
	own := was.User() == e.Auth.Id
	if !own && was.Party() != "" {
		var with string
		if err := e.App.DB().NewQuery("SELECT user FROM registrations WHERE id = {:id}").Bind(dbx.Params{"id": was.Party()}).Row(&with); err != nil && !missing(err) {
			return err
		}
		own = with == e.Auth.Id
	}
	runs, err := access.Organises(e.App, e.Auth, was.Event())
	if err != nil {
		return err
	}
	for _, f := range e.Record.Collection().Fields {
		name := f.GetName()
		if f.Type() == core.FieldTypeAutodate || schema.Same(e.Record.Get(name), e.Record.Original().Get(name)) {
			continue
		}
		if !(own && slices.Contains(ownFields, name)) && !(runs && slices.Contains(organiserFields, name)) {
			return i18n.FieldError(name, "registration.stays")
		}
	}
	if name := e.Record.GetString(schema.RegistrationName); schema.Blank(name) || schema.HasControls(name) {
		return i18n.FieldError(schema.RegistrationName, "registration.name")
	}
	if p := schema.AsRegistration(e.Record).Priority(); p < 0 || p > mostPoints {
		return i18n.FieldError(schema.RegistrationPriority, "registration.range", "Most", mostPoints)
	}
	if !schema.Same(e.Record.Get(schema.RegistrationAnswers), e.Record.Original().Get(schema.RegistrationAnswers)) ||
		!schema.Same(e.Record.Get(schema.RegistrationFiles), e.Record.Original().Get(schema.RegistrationFiles)) {
		if err := checkAnswers(e.App, e.Record); err != nil {
			return err
		}
	}
	w := &wish{priority: runs}
	if to := e.Record.GetString(schema.RegistrationState); to != was.State() {
		w.state = to
		if runs && !(own && to == Cancelled) {
			w.by = byOrganiser
		}
		if own && was.State() == Offered && to == Confirmed {
			w.by = byOneself
		}
	}
	e.Record.SetRaw(wishKey, w)
	return e.Next()
}

// update saves what people may write; what the room keeps stays as it stands in the database, whatever a stale record says,
// and a state changes as it may.
func (d *desk) update(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		w, _ := e.Record.GetRaw(wishKey).(*wish)
		priority := e.Record.Get(schema.RegistrationPriority)
		found, err := e.App.FindRecordById(schema.Registrations, e.Record.Id)
		if err != nil {
			return err
		}
		schema.Join(e.Record, found) // what this request leaves alone stays as it is by now: a new owner, a new file
		for _, field := range kept {
			e.Record.Set(field, found.Get(field))
		}
		if w != nil && w.priority {
			e.Record.Set(schema.RegistrationPriority, priority)
		}
		e.Record.Set(schema.RegistrationZone, knownZone(e.Record.GetString(schema.RegistrationZone)))
		if err := e.Next(); err != nil {
			return err
		}
		if err := weighed(e.App, e.Record); err != nil {
			return err
		}
		d.changed(e.App, e.Record.GetString(schema.RegistrationEvent), e.Record.Id)
		if w == nil || w.state == "" {
			return nil
		}
		if err := d.move(e.App, e.Record.Id, w.state, w.by); err != nil {
			return err
		}
		return refresh(e)
	})
}

// refresh gives a record the values that the room keeps.
func refresh(e *core.RecordEvent) error {
	found, err := e.App.FindRecordById(schema.Registrations, e.Record.Id)
	if err != nil {
		return err
	}
	for _, field := range kept {
		e.Record.Set(field, found.Get(field))
	}
	return nil
}

// remove gives the seat of a deleted registration to the next.
func (d *desk) remove(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		s, err := readSeat(e.App, "r.id = {:id}", dbx.Params{"id": e.Record.Id})
		if missing(err) {
			return e.Next() // it goes with its event
		}
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		t, err := readTicket(e.App, s.Ticket)
		if err != nil {
			return nil //nolint:nilerr // it goes with its ticket
		}
		if err := t.count(e.App, s.State, ""); err != nil {
			return err
		}
		d.changed(e.App, s.Event, s.ID)
		return d.settle(e.App, t.ID)
	})
}
