package registration

import (
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// doorOpens is how long before the event helpers may register those who come without a registration.
const doorOpens = 12 * time.Hour

// fromDoor is the source of who was registered at the door.
const fromDoor = "door"

// walkIn refuses what nobody may register at the door: organisers what isn't public or is over, helpers also what is given
// by approval or invitation, and days before the event.
func (t *ticket) walkIn(e *eventView, role string, at time.Time) error {
	end := e.Ends.Time()
	switch {
	case t.Status != "published", !end.IsZero() && at.After(end.Add(doorOpens)):
		return i18n.FieldError(schema.RegistrationEvent, "registration.closed")
	case role == access.EventOrganiser:
		return nil
	case t.Approval, t.Code != "":
		return i18n.FieldError(schema.RegistrationTicket, "registration.door_organiser")
	case !t.Starts.IsZero() && at.Before(t.Starts.Time().Add(-doorOpens)):
		return i18n.FieldError(schema.RegistrationEvent, "registration.door_early")
	}
	return nil
}

// walkInHere registers somebody who stands at the door and notes that they arrived: POST /api/qiao/events/{id}/walkins with
// a ticket, a name, an e-mail address or none, and the number of the scan that makes it once. A seat has to be free: nobody
// is put on the waiting list here. The window of registration doesn't count, nor are questions asked.
func (d *desk) walkInHere(e *core.RequestEvent) error {
	var in struct {
		Ticket string `json:"ticket" form:"ticket"`
		Name   string `json:"name" form:"name"`
		Email  string `json:"email" form:"email"`
		Nonce  string `json:"nonce" form:"nonce"`
	}
	if err := e.BindBody(&in); err != nil {
		return i18n.NewError("registration.unreadable").Because(err)
	}
	event, role, err := doorOf(e)
	if err != nil {
		return err
	}
	if err := goodNonce(in.Nonce); err != nil {
		return err
	}
	name := clip(in.Name, 80)
	if schema.Blank(name) || schema.HasControls(name) {
		return i18n.FieldError(schema.RegistrationName, "registration.name")
	}
	email := ""
	if clean(in.Email) != "" {
		ok := false
		if email, ok = address(in.Email); !ok {
			return i18n.FieldError(schema.RegistrationEmail, "registration.email")
		}
	}
	var out *arrival
	err = e.App.RunInTransaction(func(app core.App) error {
		var before string
		err := app.DB().NewQuery("SELECT registration FROM check_ins WHERE event = {:event} AND nonce = {:nonce}").Bind(dbx.Params{"event": event, "nonce": in.Nonce}).Row(&before)
		if missing(err) {
			before, err = d.takeIn(app, e.Auth, event, role, in.Ticket, name, email, langName(i18n.Of(e.Request)))
		}
		if err != nil {
			return err
		}
		s, err := readSeat(app, "r.id = {:id}", dbx.Params{"id": before})
		if err != nil {
			return err
		}
		out, err = d.arrive(app, s, e.Auth, in.Nonce, types.NowDateTime())
		return err
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, out)
}

// takeIn registers who stands at the door, on the way that every registration goes.
func (d *desk) takeIn(app core.App, by *core.Record, event, role, ticket, name, email, lang string) (string, error) {
	t, err := readTicket(app, ticket)
	if err != nil {
		return "", err
	}
	if t.Event != event {
		return "", errNoTicket
	}
	about, err := readEvent(app, event)
	if err != nil {
		return "", err
	}
	if err := t.walkIn(about, role, now()); err != nil {
		return "", err
	}
	if email != "" {
		there, err := hasRegistered(app, event, email)
		if err != nil {
			return "", err
		}
		if there {
			return "", i18n.FieldError(schema.RegistrationEmail, "registration.transfer_there")
		}
	}
	c, err := app.FindCachedCollectionByNameOrId(schema.Registrations)
	if err != nil {
		return "", err
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{
		schema.RegistrationEvent: event, schema.RegistrationTicket: ticket, schema.RegistrationName: name, schema.RegistrationEmail: email,
		schema.RegistrationLang: lang, schema.RegistrationSource: fromDoor, schema.RegistrationState: Confirmed,
	})
	r.SetRaw(askKey, &ask{door: true})
	if by == nil || !by.IsSuperuser() {
		if err := d.read(app, by, r); err != nil {
			return "", err
		}
	}
	err = app.Save(r)
	return r.Id, err
}

// hasRegistered says whether somebody registered with an address, without an account.
func hasRegistered(app core.App, event, email string) (there bool, err error) {
	// in the words of the index that keeps an address from registering twice: another one has all guests of all events
	err = app.DB().NewQuery(`SELECT EXISTS (SELECT 1 FROM registrations WHERE event = {:event} AND email = {:email}
			AND email != '' AND user = '' AND party = '' AND state != 'cancelled' AND state != 'declined' AND state != 'expired')`).
		Bind(dbx.Params{"event": event, "email": email}).Row(&there)
	return there, err
}
