package registration

import (
	"errors"
	"net/http"
	"net/mail"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

func itoa(n int) string { return strconv.Itoa(n) }

// errThere says, inside of the room, that an address has registered.
var errThere = errors.New("the address has registered")

// registerGuest takes the registration of somebody without an account and writes to the address. The answer is the same
// whether the address has registered before: nobody learns who takes part.
func (d *desk) registerGuest(e *core.RequestEvent) error {
	var in struct {
		Event      string         `json:"event" form:"event"`
		Ticket     string         `json:"ticket" form:"ticket"`
		Name       string         `json:"name" form:"name"`
		Email      string         `json:"email" form:"email"`
		Answers    map[string]any `json:"answers" form:"answers"`
		Invitation string         `json:"invitation" form:"invitation"`
		Zone       string         `json:"zone" form:"zone"`
		Source     string         `json:"source" form:"source"`
	}
	if err := e.BindBody(&in); err != nil {
		return i18n.NewError("registration.unreadable").Because(err)
	}
	files, err := e.FindUploadedFiles(schema.RegistrationFiles)
	if err != nil && !errors.Is(err, http.ErrMissingFile) && !errors.Is(err, http.ErrNotMultipart) {
		return i18n.NewError("registration.unreadable").Because(err)
	}
	email, ok := address(in.Email)
	if !ok {
		return i18n.FieldError(schema.RegistrationEmail, "registration.email")
	}
	c, err := e.App.FindCachedCollectionByNameOrId(schema.Registrations)
	if err != nil {
		return err
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{
		schema.RegistrationEvent: in.Event, schema.RegistrationTicket: in.Ticket, schema.RegistrationName: clean(in.Name), schema.RegistrationEmail: email,
		schema.RegistrationAnswers: in.Answers, schema.RegistrationZone: in.Zone, schema.RegistrationSource: clip(in.Source, 60),
		schema.RegistrationLang: langName(i18n.Of(e.Request)), schema.RegistrationState: Unconfirmed,
	})
	if len(files) > 0 {
		r.Set(schema.RegistrationFiles, files)
	}
	r.SetRaw(askKey, &ask{invitation: in.Invitation})
	if err := d.read(e.App, nil, r); err != nil { // before anything says whether the address is known
		return err
	}
	if err := e.App.Save(r); err != nil && !errors.Is(err, errThere) {
		return err
	} else if err != nil {
		if err := remindOf(e.App, in.Event, email); err != nil {
			return err
		}
	}
	return e.JSON(http.StatusOK, map[string]string{"state": Unconfirmed})
}

func clip(s string, most int) string {
	s = clean(strings.ToValidUTF8(s, ""))
	if utf8.RuneCountInString(s) > most {
		return string([]rune(s)[:most])
	}
	return s
}

// address reads an e-mail address, in small letters.
func address(s string) (string, bool) {
	s = strings.ToLower(clean(s))
	parsed, err := mail.ParseAddress(s)
	return s, err == nil && parsed.Address == s && len(s) <= 254 && !schema.HasControls(s) && strings.Contains(s[strings.LastIndexByte(s, '@')+1:], ".")
}

// remindOf writes to an address that has registered how that stands, once an hour at most.
func remindOf(app core.App, event, email string) error {
	s, err := readSeat(app, "r.event = {:event} AND r.email = {:email} AND r.user = '' AND r.party = '' AND r.state IN "+active, dbx.Params{"event": event, "email": email})
	if missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	what := map[string]string{Unconfirmed: mailAddress, Pending: mailPending, Waiting: mailWaiting, Offered: mailOffered, Confirmed: mailConfirmed}[s.State]
	return queue(app, what, s.ID, "again"+time.Now().UTC().Format("2006010215"))
}

// transferable refuses to give away what isn't a seat yet, or was given to one person.
func (t *ticket) transferable(s *seat, at time.Time) error {
	switch {
	case s.State != Confirmed || s.Arrived != "":
		return wrong(s.State)
	case t.Approval:
		return i18n.NewError("registration.transfer_approved")
	case t.Status != "published" || !t.Starts.IsZero() && !at.Before(t.Starts.Time()):
		return i18n.NewError("registration.transfer_late")
	}
	return nil
}

// transfer gives a seat to somebody else: the link and the ticket of the one who had it are good no more, and what they
// answered goes.
func (d *desk) transfer(app core.App, s *seat, name, email string) error {
	t, err := readTicket(app, s.Ticket)
	if err != nil {
		return err
	}
	if err := t.transferable(s, now()); err != nil {
		return err
	}
	to, ok := address(email)
	if !ok {
		return i18n.FieldError(schema.RegistrationEmail, "registration.email")
	}
	name = clip(name, 80)
	if schema.Blank(name) || schema.HasControls(name) {
		return i18n.FieldError(schema.RegistrationName, "registration.name")
	}
	there, err := hasRegistered(app, s.Event, to)
	if err != nil {
		return err
	}
	if there {
		return i18n.FieldError(schema.RegistrationEmail, "registration.transfer_there")
	}
	given, err := app.FindRecordById(schema.Registrations, s.ID)
	if err != nil {
		return err
	}
	given.Set(schema.RegistrationName, name)
	if err := d.read(app, nil, given); err != nil {
		return err
	}
	name = given.GetString(schema.RegistrationName)
	m := &matter{}
	if err := app.DB().NewQuery(matterQuery).Bind(dbx.Params{"id": s.ID}).One(m); err != nil {
		return err
	}
	code := newCode()
	if err := dropFiles(app, s.ID, code); err != nil { // they were the other one's
		return err
	}
	if _, err := app.DB().NewQuery(`UPDATE registrations SET name = {:name}, email = {:email}, user = '', answers = 'null', points = 0, zone = '', source = '',
			secret = {:secret}, code = {:code}, updated = {:now} WHERE id = {:id}`).
		Bind(dbx.Params{"id": s.ID, "name": name, "email": to, "secret": security.RandomString(24), "code": code, "now": stamp(now())}).Execute(); err != nil {
		return err
	}
	d.changed(app, s.Event, s.ID)
	return errors.Join(
		forgetMails(app, s.ID), // they would go to the other one
		queueTo(app, mailPayload{Registration: s.ID, What: mailGiver, Occasion: code, To: m.To, Name: m.Name}),
		queue(app, mailGiven, s.ID, code))
}

// actByKey does what somebody with a link asks for.
func (d *desk) actByKey(e *core.RequestEvent) error {
	var in struct {
		Action string `json:"action" form:"action"`
		Name   string `json:"name" form:"name"`
		Email  string `json:"email" form:"email"`
	}
	if err := e.BindBody(&in); err != nil {
		return i18n.NewError("registration.unreadable").Because(err)
	}
	var after *seat
	err := e.App.RunInTransaction(func(app core.App) error {
		s, err := byKey(app, e.Request.PathValue("key"))
		if err != nil {
			return err
		}
		if s == nil {
			return errNoKey
		}
		switch in.Action {
		case "confirm": // the address, or a seat that was offered
			if s.State == Unconfirmed || s.State == Offered {
				err = d.move(app, s.ID, Confirmed, byOneself)
			} else if over(s.State) {
				err = wrong(s.State)
			}
		case "cancel":
			err = d.move(app, s.ID, Cancelled, byOneself)
		case "transfer":
			err = d.transfer(app, s, in.Name, in.Email)
		default:
			err = i18n.NewError("registration.unreadable")
		}
		if err != nil {
			return err
		}
		after, err = readSeat(app, "r.id = {:id}", dbx.Params{"id": s.ID})
		return err
	})
	if err != nil {
		return err
	}
	if in.Action == "transfer" { // it isn't theirs any more
		return e.NoContent(http.StatusNoContent)
	}
	return d.answerKey(e, after)
}
