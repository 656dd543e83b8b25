package registration

import (
	"net/url"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Bounds of what organisers set for an event.
const (
	mostTickets   = 20
	mostQuestions = 50
	mostOptions   = 50
	optionLetters = 200
	mostSeats     = 1_000_000
	mostParty     = 20
	mostHours     = 24 * 30
	mostDays      = 3650
)

// validateSettings refuses what can't be meant.
func validateSettings(e *core.RecordEvent) error {
	if err := checkWindow(e.Record); err != nil {
		return err
	}
	s := schema.AsEventRegistration(e.Record)
	errs := validation.Errors{}
	for field, bound := range map[string]struct{ value, most int }{
		schema.EventRegistrationParty: {s.Party(), mostParty}, schema.EventRegistrationOfferHours: {s.OfferHours(), mostHours}, schema.EventRegistrationKeepDays: {s.KeepDays(), mostDays},
	} {
		if bound.value < 0 || bound.value > bound.most {
			errs[field] = i18n.NewError("registration.range", "Most", bound.most)
		}
	}
	if address := s.JoinURL(); address != "" {
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			errs[schema.EventRegistrationJoinURL] = i18n.NewError("registration.join_url")
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// settingsChanged lets those who wait have what a longer window gives them.
func (d *desk) settingsChanged(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		s := schema.AsEventRegistration(e.Record)
		var is struct {
			Event string `db:"event"`
			Key   string `db:"key"`
		}
		if err := e.App.DB().NewQuery("SELECT event, [[key]] FROM event_registration WHERE id = {:id}").Bind(dbx.Params{"id": s.Id}).One(&is); err != nil {
			return err
		}
		if err := join(e.App, e.Record); err != nil {
			return err
		}
		if err := checkWindow(e.Record); err != nil {
			return err
		}
		e.Record.Set(schema.EventRegistrationEvent, is.Event)
		e.Record.Set(schema.EventRegistrationKey, is.Key) // another one would make all tickets void
		if err := e.Next(); err != nil {
			return err
		}
		return d.settleAll(e.App, is.Event)
	})
}

// settleAll settles every ticket of an event.
func (d *desk) settleAll(app core.App, event string) error {
	var tickets []string
	if err := app.DB().NewQuery("SELECT id FROM event_tickets WHERE event = {:event} AND waiting > 0").Bind(dbx.Params{"event": event}).Column(&tickets); err != nil {
		return err
	}
	for _, one := range tickets {
		if err := d.settle(app, one); err != nil {
			return err
		}
	}
	return nil
}

func validateTicket(e *core.RecordEvent) error {
	t := schema.AsEventTicket(e.Record)
	errs := validation.Errors{}
	if schema.Blank(t.Name()) {
		errs[schema.EventTicketName] = i18n.NewError("registration.ticket_name")
	}
	if t.Capacity() < 0 || t.Capacity() > mostSeats {
		errs[schema.EventTicketCapacity] = i18n.NewError("registration.range", "Most", mostSeats)
	}
	if len(errs) > 0 {
		return errs
	}
	if err := checkWindow(e.Record); err != nil {
		return err
	}
	e.Record.Set(schema.EventTicketCode, clean(t.Code()))
	return e.Next()
}

// createTicket begins a ticket with nobody in it.
func createTicket(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		e.Record.Set(schema.EventTicketTaken, 0)
		e.Record.Set(schema.EventTicketWaiting, 0)
		if err := atMost(e.App, schema.EventTickets, e.Record.GetString(schema.EventTicketEvent), mostTickets); err != nil {
			return err
		}
		return e.Next()
	})
}

// atMost refuses one more than an event may have.
func atMost(app core.App, collection, event string, most int) error {
	var n int
	if err := app.DB().NewQuery("SELECT count(*) FROM [[" + collection + "]] WHERE event = {:event}").Bind(dbx.Params{"event": event}).Row(&n); err != nil {
		return err
	}
	if n >= most {
		return i18n.FieldError("event", "registration.too_many", "Most", most)
	}
	return nil
}

// ticketChanged keeps the figures as they are, refuses fewer seats than are taken, and gives new ones to those who wait.
func (d *desk) ticketChanged(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		var is struct {
			Event   string `db:"event"`
			Taken   int    `db:"taken"`
			Waiting int    `db:"waiting"`
		}
		if err := e.App.DB().NewQuery("SELECT event, taken, waiting FROM event_tickets WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).One(&is); err != nil {
			return err
		}
		if err := join(e.App, e.Record); err != nil {
			return err
		}
		if err := checkWindow(e.Record); err != nil {
			return err
		}
		e.Record.Set(schema.EventTicketEvent, is.Event)
		e.Record.Set(schema.EventTicketTaken, is.Taken)
		e.Record.Set(schema.EventTicketWaiting, is.Waiting)
		if capacity := schema.AsEventTicket(e.Record).Capacity(); capacity > 0 && capacity < is.Taken {
			return i18n.FieldError(schema.EventTicketCapacity, "registration.capacity_below", "Taken", is.Taken)
		}
		if err := e.Next(); err != nil {
			return err
		}
		return d.settle(e.App, e.Record.Id)
	})
}

// mayDeleteTicket keeps a ticket that somebody has.
func mayDeleteTicket(e *core.RecordRequestEvent) error {
	var n int
	if err := e.App.DB().NewQuery("SELECT count(*) FROM registrations WHERE ticket = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Row(&n); err != nil {
		return err
	}
	if n > 0 {
		return i18n.NewError("registration.ticket_used")
	}
	return e.Next()
}

// validateQuestion refuses what nobody could answer.
func validateQuestion(e *core.RecordEvent) error {
	errs, err := checkQuestion(e.App, e.Record)
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return errs
	}
	if e.Record.IsNew() {
		if err := atMost(e.App, schema.EventQuestions, e.Record.GetString(schema.EventQuestionEvent), mostQuestions); err != nil {
			return err
		}
	}
	return e.Next()
}

// checkQuestion tidies a question and says what is wrong with it.
func checkQuestion(app core.App, record *core.Record) (validation.Errors, error) {
	q := schema.AsEventQuestion(record)
	errs := validation.Errors{}
	if schema.Blank(q.Label()) {
		errs[schema.EventQuestionLabel] = i18n.NewError("registration.question_label")
	}
	options, ok := schema.Options(record, schema.EventQuestionOptions, mostOptions, optionLetters)
	switch choice := q.Kind() == choiceKind || q.Kind() == choicesKind; {
	case !ok, choice && len(options) == 0:
		errs[schema.EventQuestionOptions] = i18n.NewError("registration.question_options", "Most", mostOptions)
	case choice:
		record.Set(schema.EventQuestionOptions, options)
	default:
		options = []string{}
		record.Set(schema.EventQuestionOptions, options)
	}
	if points, fit := pointsOf(record, options); fit {
		record.Set(schema.EventQuestionPoints, points)
	} else {
		errs[schema.EventQuestionPoints] = i18n.NewError("registration.range", "Most", mostPoints)
	}
	if err := filesFew(app, q); err != nil {
		return nil, err
	}
	if q.OnlyIf() == "" {
		record.Set(schema.EventQuestionOnlyIfValue, "")
		return errs, nil
	}
	var other struct {
		Event string `db:"event"`
		On    string `db:"only_if"`
	}
	err := app.DB().NewQuery("SELECT event, only_if FROM event_questions WHERE id = {:id}").Bind(dbx.Params{"id": q.OnlyIf()}).One(&other)
	if err != nil && !missing(err) {
		return nil, err
	}
	// answers are looked at in the order of the questions: the other one is asked whatever else is said
	if err != nil || other.Event != q.Event() || q.OnlyIf() == q.Id || other.On != "" {
		errs[schema.EventQuestionOnlyIf] = i18n.NewError("registration.question_only_if")
	}
	return errs, nil
}
