package registration

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
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

// A scan is what a helper's device says: whom it saw, by a ticket's code or a registration, when, and its number.
type scan struct {
	Code         string `json:"code" form:"code"`
	Registration string `json:"registration" form:"registration"`
	Nonce        string `json:"nonce" form:"nonce"`
	At           string `json:"at" form:"at"`
}

// checkIn notes an arrival: POST /api/qiao/checkins with the event, a ticket's code or a registration, and the number of
// the scan. The same number is the same scan however often it is sent, and is answered alike.
func (d *desk) checkIn(e *core.RequestEvent) error {
	var in struct {
		Event string `json:"event" form:"event"`
		scan
	}
	if err := e.BindBody(&in); err != nil {
		return i18n.NewError("registration.unreadable").Because(err)
	}
	if _, err := atDoor(e.App, e.Auth, in.Event); err != nil {
		return err
	}
	var out *arrival
	err := e.App.RunInTransaction(func(app core.App) (err error) {
		out, err = d.note(app, in.Event, e.Auth, &in.scan)
		return err
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, out)
}

// note notes one scan, in app's transaction.
func (d *desk) note(app core.App, event string, by *core.Record, in *scan) (*arrival, error) {
	if err := goodNonce(in.Nonce); err != nil {
		return nil, err
	}
	s, err := find(app, event, in.Code, in.Registration)
	if err != nil {
		return nil, err
	}
	return d.arrive(app, s, by, in.Nonce, when(in.At))
}

func goodNonce(nonce string) error {
	if len(nonce) < shortestNonce || len(nonce) > longestNonce {
		return i18n.FieldError(schema.CheckInNonce, "registration.nonce")
	}
	return nil
}

// mostScans is how many scans are noted at once.
const mostScans = 200

// scanned is what became of one scan of several: an arrival, or why there is none.
type scanned struct {
	Nonce string `json:"nonce"`
	*arrival
	Code  string `json:"code,omitempty"` // of what was wrong
	Error string `json:"error,omitempty"`
}

// checkInAll notes what a helper's device kept while it had no connection: POST /api/qiao/checkins/batch with the event and
// the scans, each as in [desk.checkIn] and answered by itself: one that is wrong holds up no other.
func (d *desk) checkInAll(e *core.RequestEvent) error {
	var in struct {
		Event string `json:"event"`
		Scans []scan `json:"scans"`
	}
	if err := e.BindBody(&in); err != nil {
		return i18n.NewError("registration.unreadable").Because(err)
	}
	if _, err := atDoor(e.App, e.Auth, in.Event); err != nil {
		return err
	}
	if len(in.Scans) > mostScans {
		return i18n.NewError("registration.too_many_scans", "Most", mostScans)
	}
	lang, out := i18n.Of(e.Request), []scanned{}
	err := e.App.RunInTransaction(func(app core.App) error {
		for i := range in.Scans {
			one := scanned{Nonce: in.Scans[i].Nonce}
			a, err := d.note(app, in.Event, e.Auth, &in.Scans[i])
			if one.arrival = a; err != nil {
				refused, ok := refusal(err)
				if !ok {
					return err
				}
				one.arrival, one.Code, one.Error = nil, refused.Key, refused.In(lang)
			}
			out = append(out, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"results": out})
}

// refusal is what a person is told of an error, false for one that isn't theirs.
func refusal(err error) (*i18n.Error, bool) {
	var fields validation.Errors
	if errors.As(err, &fields) {
		for _, one := range fields {
			err = one
		}
	}
	var own *i18n.Error
	return own, errors.As(err, &own)
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
	d.atTheDoor(app, s.Event, s.ID)
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
		d.atTheDoor(e.App, c.Event(), c.Registration())
		return arrived(e.App, c.Registration(), "")
	})
}
