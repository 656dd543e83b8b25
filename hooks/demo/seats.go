package demo

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

//go:embed seats.yaml
var seats []byte

// seating is how one registers for an event, and who did.
type seating struct {
	Event, Waitlist, Join, Message string
	Party, Hours, Keep             int
	Guests                         bool
	Tickets                        []struct {
		Key, Name, About, Mode string
		Seats                  int
	}
	Questions []struct {
		Key, Label, Help, Kind, Only, Is string
		Options                          []string
		Points                           map[string]int
		Required                         bool
	}
	Staff  []struct{ Who, Role string }
	People []comer
}

// comer is somebody who registers, or several who say the same: people of the demo, or guests.
type comer struct {
	Who, Name  string
	Names      []string
	Answers    map[string]any
	Came, Left bool
}

// Seats opens registration for events of the demo and lets people register. What is there already stays. No mail is written:
// nobody here asked for it.
func Seats(app core.App) error {
	var all []seating
	if err := yaml.UnmarshalWithOptions(seats, &all, yaml.Strict()); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		u := usher{host{inquirer: inquirer{talker: talker{tx, map[string]string{}}}, now: time.Now()}}
		people, err := tx.FindAllRecords(schema.Users)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, r := range people {
			u.people[r.GetString(schema.UserHandle)] = r.Id
			names[r.Id] = r.GetString(schema.UserName)
		}
		for _, s := range all {
			if err := u.seat(s, names); err != nil {
				return fmt.Errorf("the registration for %s: %w", s.Event, err)
			}
		}
		_, err = tx.DB().NewQuery("DELETE FROM outbox WHERE kind = 'registration.mail'").Execute()
		return err
	})
}

// usher writes who takes part.
type usher struct{ host }

// save saves a new record and gives its id.
func (u *usher) save(collection string, fields map[string]any) (string, error) {
	r, err := u.record(collection, fields)
	if err != nil {
		return "", err
	}
	return r.Id, u.app.Save(r)
}

func (u *usher) seat(s seating, names map[string]string) error {
	event, err := u.app.FindFirstRecordByData(schema.Events, schema.EventSlug, s.Event)
	if err != nil {
		return err
	}
	if there, err := u.app.CountRecords(schema.EventRegistrations, dbx.HashExp{schema.EventRegistrationEvent: event.Id}); err != nil || there > 0 {
		return err
	}
	if _, err := u.save(schema.EventRegistrations, map[string]any{
		schema.EventRegistrationEvent: event.Id, schema.EventRegistrationWaitlist: s.Waitlist, schema.EventRegistrationGuests: s.Guests, schema.EventRegistrationParty: s.Party,
		schema.EventRegistrationOfferHours: s.Hours, schema.EventRegistrationKeepDays: s.Keep, schema.EventRegistrationJoinURL: s.Join, schema.EventRegistrationMessage: s.Message,
	}); err != nil {
		return err
	}
	ticket := ""
	for i, t := range s.Tickets {
		id, err := u.save(schema.EventTickets, map[string]any{
			schema.EventTicketEvent: event.Id, schema.EventTicketName: t.Name, schema.EventTicketAbout: t.About, schema.EventTicketMode: t.Mode,
			schema.EventTicketCapacity: t.Seats, schema.EventTicketPosition: i + 1,
		})
		if err != nil {
			return err
		}
		if ticket == "" {
			ticket = id
		}
	}
	questions := map[string]string{}
	for i, q := range s.Questions {
		if questions[q.Key], err = u.save(schema.EventQuestions, map[string]any{
			schema.EventQuestionEvent: event.Id, schema.EventQuestionLabel: q.Label, schema.EventQuestionHelp: q.Help, schema.EventQuestionKind: q.Kind,
			schema.EventQuestionOptions: q.Options, schema.EventQuestionRequired: q.Required, schema.EventQuestionOnlyIf: questions[q.Only], schema.EventQuestionOnlyIfValue: q.Is,
			schema.EventQuestionPosition: i + 1, schema.EventQuestionPoints: q.Points,
		}); err != nil {
			return err
		}
	}
	for _, one := range s.Staff {
		if _, err := u.save(schema.EventStaffList, map[string]any{schema.EventStaffEvent: event.Id, schema.EventStaffUser: u.people[one.Who], schema.EventStaffRole: one.Role}); err != nil {
			return err
		}
	}
	n := 0
	for _, c := range s.People {
		answers := map[string]any{}
		for key, value := range c.Answers {
			if questions[key] == "" {
				return fmt.Errorf("there is no question %s", key)
			}
			answers[questions[key]] = value
		}
		if c.Who != "" {
			c.Names = []string{names[u.people[c.Who]]}
		} else if c.Name != "" {
			c.Names = []string{c.Name}
		}
		for _, name := range c.Names {
			n++
			if err := u.come(event, ticket, name, n, c, answers); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// come lets somebody register, one after the other in the days before, and arrive when the event is over and they did.
func (u *usher) come(event *core.Record, ticket, name string, n int, c comer, answers map[string]any) error {
	fields := map[string]any{
		schema.RegistrationEvent: event.Id, schema.RegistrationTicket: ticket, schema.RegistrationName: name, schema.RegistrationUser: u.people[c.Who],
		schema.RegistrationAnswers: answers, schema.RegistrationLang: "zh", schema.RegistrationState: "confirmed", schema.RegistrationZone: "Asia/Shanghai",
	}
	if c.Who == "" {
		fields[schema.RegistrationEmail] = fmt.Sprintf("guest-%d@example.com", n)
	}
	id, err := u.save(schema.Registrations, fields)
	if err != nil {
		return err
	}
	starts := event.GetDateTime(schema.EventStarts).Time()
	at := u.now
	if starts.Before(at) {
		at = starts.Add(-24 * time.Hour)
	}
	when, err := types.ParseDateTime(at.Add(-time.Duration(100-3*n) * time.Hour).UTC())
	if err != nil {
		return err
	}
	if _, err := u.app.DB().NewQuery("UPDATE registrations SET created = {:at}, updated = {:at}, confirmed = CASE WHEN confirmed = '' THEN '' ELSE {:at} END WHERE id = {:id}").
		Bind(dbx.Params{"at": when.String(), "id": id}).Execute(); err != nil {
		return err
	}
	if c.Left {
		for _, statement := range []string{
			"UPDATE registrations SET state = 'cancelled', cancelled = {:at} WHERE id = {:id}", "UPDATE event_tickets SET taken = taken - 1 WHERE id = {:ticket}",
		} {
			if _, err := u.app.DB().NewQuery(statement).Bind(dbx.Params{"id": id, "ticket": ticket, "at": types.NowDateTime().String()}).Execute(); err != nil {
				return err
			}
		}
		return nil
	}
	if !c.Came {
		return nil
	}
	arrived, err := types.ParseDateTime(starts.Add(time.Duration(2*n-20) * time.Minute).UTC())
	if err != nil {
		return err
	}
	if _, err := u.save(schema.CheckIns, map[string]any{
		schema.CheckInEvent: event.Id, schema.CheckInRegistration: id, schema.CheckInUser: event.GetString(schema.EventAuthor), schema.CheckInNonce: "demo-" + id, schema.CheckInAt: arrived,
	}); err != nil {
		return err
	}
	_, err = u.app.DB().NewQuery("UPDATE registrations SET arrived = {:at} WHERE id = {:id}").Bind(dbx.Params{"at": arrived.String(), "id": id}).Execute()
	return err
}
