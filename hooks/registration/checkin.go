package registration

import (
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// An arrival is what a helper at the door is told. It says no more of anybody than a helper needs.
type arrival struct {
	Outcome      string `json:"outcome"` // arrived, already or undone
	Registration string `json:"registration"`
	Name         string `json:"name"`
	Ticket       string `json:"ticket"`
	State        string `json:"state"`
	At           string `json:"at"`
	By           string `json:"by"` // who checked them in
	CheckIn      string `json:"checkIn"`
}

// noted is a check-in in the database.
type noted struct {
	ID           string `db:"id"`
	Registration string `db:"registration"`
	At           string `db:"at"`
	Undone       string `db:"undone"`
	By           string `db:"by_name"`
}

const notedQuery = `SELECT c.id, c.registration, c.at, c.undone, coalesce(nullif(u.name, ''), u.handle, '') by_name
	FROM check_ins c LEFT JOIN users u ON u.id = c.user WHERE `

// longestNonce and oldest bound what a helper's device sends, which may have been offline for a while.
const (
	shortestNonce = 8
	longestNonce  = 64
	oldest        = 7 * 24 * time.Hour
)

// checkIn notes an arrival: POST /api/qiao/checkins with the event, a ticket's code or a registration, and the number of
// the scan. The same number is the same scan however often it is sent, and is answered alike.
func (d *desk) checkIn(e *core.RequestEvent) error {
	var in struct {
		Event        string `json:"event" form:"event"`
		Code         string `json:"code" form:"code"`
		Registration string `json:"registration" form:"registration"`
		Nonce        string `json:"nonce" form:"nonce"`
		At           string `json:"at" form:"at"`
	}
	if err := e.BindBody(&in); err != nil {
		return i18n.NewError("registration.unreadable").Because(err)
	}
	role, err := roleAt(e.App, e.Auth, in.Event)
	if err != nil {
		return err
	}
	if role == "" {
		return errNotStaff
	}
	if len(in.Nonce) < shortestNonce || len(in.Nonce) > longestNonce {
		return i18n.FieldError(schema.CheckInNonce, "registration.nonce")
	}
	var out *arrival
	err = e.App.RunInTransaction(func(app core.App) error {
		s, err := find(app, in.Event, in.Code, in.Registration)
		if err != nil {
			return err
		}
		out, err = d.arrive(app, s, e.Auth, in.Nonce, when(in.At))
		return err
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, out)
}

// find gives the registration that was scanned.
func find(app core.App, event, code, id string) (s *seat, err error) {
	if code != "" {
		s, err = byCode(app, code)
	} else {
		s, err = readSeat(app, "r.id = {:id}", dbx.Params{"id": id})
		if missing(err) {
			s, err = nil, nil
		}
	}
	switch {
	case err != nil:
		return nil, err
	case s == nil || s.Erased:
		return nil, i18n.FieldError("code", "registration.code_unknown")
	case s.Event != event:
		return nil, i18n.FieldError("code", "registration.code_elsewhere")
	}
	return s, nil
}

// when is the time on the helper's device, as far as it can be.
func when(said string) types.DateTime {
	at := types.NowDateTime()
	if given, err := types.ParseDateTime(said); err == nil && !given.IsZero() && given.Time().Before(at.Time()) && given.Time().After(at.Time().Add(-oldest)) {
		return given
	}
	return at
}

func (d *desk) arrive(app core.App, s *seat, by *core.Record, nonce string, at types.DateTime) (*arrival, error) {
	out := &arrival{Registration: s.ID, Name: s.Name, State: s.State}
	if err := app.DB().NewQuery("SELECT name FROM event_tickets WHERE id = {:id}").Bind(dbx.Params{"id": s.Ticket}).Row(&out.Ticket); err != nil {
		return nil, err
	}
	tell := func(outcome string, n *noted) *arrival {
		out.Outcome, out.At, out.By, out.CheckIn = outcome, n.At, n.By, n.ID
		return out
	}
	before := &noted{}
	err := app.DB().NewQuery(notedQuery + "c.event = {:event} AND c.nonce = {:nonce}").Bind(dbx.Params{"event": s.Event, "nonce": nonce}).One(before)
	switch {
	case err != nil && !missing(err):
		return nil, err
	case err == nil && before.Registration != s.ID:
		return nil, i18n.FieldError(schema.CheckInNonce, "registration.nonce")
	case err == nil && before.Undone != "":
		return tell("undone", before), nil
	case err == nil:
		return tell("arrived", before), nil
	}
	if s.State != Confirmed {
		return nil, i18n.FieldError("code", "registration.not_confirmed", "Name", s.Name)
	}
	err = app.DB().NewQuery(notedQuery + "c.registration = {:id} AND c.undone = ''").Bind(dbx.Params{"id": s.ID}).One(before)
	if err == nil {
		return tell("already", before), nil
	}
	if !missing(err) {
		return nil, err
	}
	c, err := app.FindCachedCollectionByNameOrId(schema.CheckIns)
	if err != nil {
		return nil, err
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{schema.CheckInEvent: s.Event, schema.CheckInRegistration: s.ID, schema.CheckInNonce: nonce, schema.CheckInAt: at})
	name := ""
	if by.Collection().Name == schema.Users {
		r.Set(schema.CheckInUser, by.Id)
		name = cmpName(schema.AsUser(by))
	}
	if err := app.Save(r); err != nil {
		return nil, err
	}
	if err := arrived(app, s.ID, at.String()); err != nil {
		return nil, err
	}
	d.changed(app, s.Event, s.ID)
	return tell("arrived", &noted{ID: r.Id, At: at.String(), By: name}), nil
}

func arrived(app core.App, id, at string) error {
	_, err := app.DB().NewQuery("UPDATE registrations SET arrived = {:at}, updated = {:now} WHERE id = {:id}").
		Bind(dbx.Params{"id": id, "at": at, "now": stamp(now())}).Execute()
	return err
}

// mayUndo lets organisers take an arrival back, which is all that there is to change.
func mayUndo(e *core.RecordRequestEvent) error {
	was := schema.AsCheckIn(e.Record.Original())
	for _, f := range e.Record.Collection().Fields {
		name := f.GetName()
		if name != schema.CheckInUndone && f.Type() != core.FieldTypeAutodate && !schema.Same(e.Record.Get(name), e.Record.Original().Get(name)) {
			return i18n.FieldError(name, "registration.stays")
		}
	}
	if !was.Undone().IsZero() || schema.AsCheckIn(e.Record).Undone().IsZero() {
		return i18n.FieldError(schema.CheckInUndone, "registration.undone")
	}
	e.Record.Set(schema.CheckInUndone, types.NowDateTime())
	if e.Auth != nil && e.Auth.Collection().Name == schema.Users {
		e.Record.Set(schema.CheckInUndoneBy, e.Auth.Id)
	}
	return e.Next()
}

// undo takes the arrival off the registration.
func (d *desk) undo(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		c := schema.AsCheckIn(e.Record)
		if c.Undone().IsZero() {
			return nil
		}
		d.changed(e.App, c.Event(), c.Registration())
		return arrived(e.App, c.Registration(), "")
	})
}
