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

//go:embed afterwards.yaml
var afterwards []byte

// aftermath is what comes after an event.
type aftermath struct {
	Event   string
	Tickets []struct {
		Name, Mode string
		Seats      int
	}
	Crowd []struct {
		Ticket, Source     string
		Came, Missed, Left int
	}
	Certificates, Survey        bool
	Issuer, About, Came, Missed string
	Questions                   []struct {
		Label, Help, Kind string
		Options           []string
		Required          bool
	}
	Answers int
	Said    []string
}

// The names of those who come: each is one of the first with one of the second.
var (
	families = []rune("赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜")
	givens   = []string{"知远", "若溪", "一鸣", "晓岚", "子墨", "思齐", "雨桐", "明轩", "清扬", "书瑶", "景行", "南星", "予安"}
)

// Afterwards gives ended events of the demo the people who came, a survey with answers, and certificates. What is there stays.
func Afterwards(app core.App) error {
	var all []aftermath
	if err := yaml.UnmarshalWithOptions(afterwards, &all, yaml.Strict()); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		u := usher{host{inquirer: inquirer{talker: talker{tx, map[string]string{}}}, now: time.Now()}}
		for _, a := range all {
			if err := u.after(a); err != nil {
				return fmt.Errorf("what comes after %s: %w", a.Event, err)
			}
		}
		_, err := tx.DB().NewQuery("DELETE FROM outbox WHERE kind = 'registration.mail'").Execute()
		return err
	})
}

func (u *usher) after(a aftermath) error {
	event, err := u.app.FindFirstRecordByData(schema.Events, schema.EventSlug, a.Event)
	if err != nil {
		return err
	}
	if there, err := u.app.CountRecords(schema.EventAfterwardsList, dbx.HashExp{schema.EventAfterwardsEvent: event.Id}); err != nil || there > 0 {
		return err
	}
	if _, err := u.save(schema.EventAfterwardsList, map[string]any{
		schema.EventAfterwardsEvent: event.Id, schema.EventAfterwardsCertificates: a.Certificates, schema.EventAfterwardsIssuer: a.Issuer,
		schema.EventAfterwardsSurvey: a.Survey, schema.EventAfterwardsSurveyAbout: a.About, schema.EventAfterwardsCameText: a.Came, schema.EventAfterwardsMissedText: a.Missed,
	}); err != nil {
		return err
	}
	if open, err := u.app.CountRecords(schema.EventRegistrations, dbx.HashExp{schema.EventRegistrationEvent: event.Id}); err != nil {
		return err
	} else if open == 0 {
		if _, err := u.save(schema.EventRegistrations, map[string]any{schema.EventRegistrationEvent: event.Id, schema.EventRegistrationWaitlist: "fifo", schema.EventRegistrationGuests: true}); err != nil {
			return err
		}
	}
	for i, t := range a.Tickets {
		if _, err := u.save(schema.EventTickets, map[string]any{
			schema.EventTicketEvent: event.Id, schema.EventTicketName: t.Name, schema.EventTicketMode: t.Mode, schema.EventTicketCapacity: t.Seats, schema.EventTicketPosition: 10 + i,
		}); err != nil {
			return err
		}
	}
	if err := u.gather(a, event); err != nil {
		return err
	}
	if err := u.ask(a, event); err != nil {
		return err
	}
	if !a.Certificates {
		return nil
	}
	return u.certify(a, event)
}

// gather lets people register in the three weeks before, more of them in the last days, and arrive.
func (u *usher) gather(a aftermath, event *core.Record) error {
	starts, n := event.GetDateTime(schema.EventStarts).Time(), 0
	for _, c := range a.Crowd {
		ticket, err := u.app.FindFirstRecordByFilter(schema.EventTickets, "event = {:event} && name = {:name}", dbx.Params{"event": event.Id, "name": c.Ticket})
		if err != nil {
			return err
		}
		for i := range c.Came + c.Missed + c.Left {
			n++
			name := string(families[(7*n+len(a.Event))%len(families)]) + givens[(5*n+len(c.Ticket))%len(givens)]
			id, err := u.save(schema.Registrations, map[string]any{
				schema.RegistrationEvent: event.Id, schema.RegistrationTicket: ticket.Id, schema.RegistrationName: name, schema.RegistrationSource: c.Source,
				schema.RegistrationEmail: fmt.Sprintf("visitor-%d@example.com", n), schema.RegistrationLang: "zh", schema.RegistrationState: "confirmed",
			})
			if err != nil {
				return err
			}
			days := 1 + (n*n*13+11*n)%21*((n*7)%10+2)/11
			at := starts.Add(-time.Duration(days)*24*time.Hour - time.Duration((n*37)%600)*time.Minute)
			arrived := starts.Add(time.Duration(n%40-25) * time.Minute)
			if c.Source == "door" {
				at = arrived
			}
			set := "UPDATE registrations SET created = {:at}, updated = {:at}, confirmed = {:at} WHERE id = {:id}"
			params := dbx.Params{"id": id, "at": db(at), "arrived": db(arrived), "gone": db(at.Add(20 * time.Hour)), "ticket": ticket.Id}
			statements := []string{set}
			switch {
			case i < c.Came:
				statements = append(statements, "UPDATE registrations SET arrived = {:arrived} WHERE id = {:id}")
				if _, err := u.save(schema.CheckIns, map[string]any{schema.CheckInEvent: event.Id, schema.CheckInRegistration: id, schema.CheckInUser: event.GetString(schema.EventAuthor), schema.CheckInNonce: "demo-" + id, schema.CheckInAt: arrived}); err != nil {
					return err
				}
			case i >= c.Came+c.Missed:
				statements = append(statements, "UPDATE registrations SET state = 'cancelled', cancelled = {:gone} WHERE id = {:id}", "UPDATE event_tickets SET taken = taken - 1 WHERE id = {:ticket}")
			}
			for _, statement := range statements {
				if _, err := u.app.DB().NewQuery(statement).Bind(params).Execute(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// db is a time as the database has it.
func db(t time.Time) string {
	d, _ := types.ParseDateTime(t.UTC())
	return d.String()
}

// ask makes the survey and has those who came first answer it.
func (u *usher) ask(a aftermath, event *core.Record) error {
	ids := make([]string, len(a.Questions))
	for i, q := range a.Questions {
		var err error
		if ids[i], err = u.save(schema.SurveyQuestions, map[string]any{
			schema.SurveyQuestionEvent: event.Id, schema.SurveyQuestionLabel: q.Label, schema.SurveyQuestionHelp: q.Help, schema.SurveyQuestionKind: q.Kind,
			schema.SurveyQuestionOptions: q.Options, schema.SurveyQuestionRequired: q.Required, schema.SurveyQuestionPosition: i + 1,
		}); err != nil {
			return err
		}
	}
	var visitors []struct {
		ID     string `db:"id"`
		Ticket string `db:"ticket"`
	}
	if err := u.app.DB().NewQuery("SELECT id, ticket FROM registrations WHERE event = {:event} AND arrived != '' AND user = '' ORDER BY ticket, place LIMIT {:n}").
		Bind(dbx.Params{"event": event.Id, "n": a.Answers}).All(&visitors); err != nil {
		return err
	}
	for n, v := range visitors {
		answers := map[string]any{}
		for i, q := range a.Questions {
			switch q.Kind {
			case "rating":
				answers[ids[i]] = 5 - (n*n+3*i)%7/3
			case "choice":
				answers[ids[i]] = q.Options[(n*n+n)%11/5]
			case "choices":
				answers[ids[i]] = []string{q.Options[n%2], q.Options[2+(n/3)%2]}
			case "text":
				if n%4 == 0 && n/4 < len(a.Said) {
					answers[ids[i]] = a.Said[n/4]
				}
			}
		}
		if _, err := u.save(schema.SurveyTurns, map[string]any{schema.SurveyTurnEvent: event.Id, schema.SurveyTurnRegistration: v.ID}); err != nil {
			return err
		}
		if _, err := u.save(schema.SurveyResponses, map[string]any{schema.SurveyResponseEvent: event.Id, schema.SurveyResponseTicket: v.Ticket, schema.SurveyResponseAnswers: answers}); err != nil {
			return err
		}
	}
	return nil
}

// mostDemoCertificates is how many have made theirs.
const mostDemoCertificates = 12

// certify makes certificates, members' first.
func (u *usher) certify(a aftermath, event *core.Record) error {
	var visitors []struct {
		ID   string `db:"id"`
		User string `db:"user"`
		Name string `db:"name"`
	}
	if err := u.app.DB().NewQuery("SELECT id, user, name FROM registrations WHERE event = {:event} AND arrived != '' ORDER BY user = '', place LIMIT {:n}").
		Bind(dbx.Params{"event": event.Id, "n": mostDemoCertificates}).All(&visitors); err != nil {
		return err
	}
	hours := event.GetDateTime(schema.EventEnds).Time().Sub(event.GetDateTime(schema.EventStarts).Time()).Hours()
	for i, v := range visitors {
		if v.User != "" && i == 0 {
			continue // one member has still to make theirs
		}
		if _, err := u.save(schema.Certificates, map[string]any{
			schema.CertificateEvent: event.Id, schema.CertificateRegistration: v.ID, schema.CertificateUser: v.User, schema.CertificateName: v.Name,
			schema.CertificateCode: demoCode(v.ID), schema.CertificateHours: hours, schema.CertificateIssuer: a.Issuer,
		}); err != nil {
			return err
		}
	}
	return nil
}

// demoCode is a code from a record's id, which is as random: 16 letters of those that codes have.
func demoCode(id string) string {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	code := []byte("d")
	for i := range len(id) {
		code = append(code, alphabet[id[i]%32])
	}
	return string(code)
}
