package proposals

import (
	"context"
	"embed"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/letters"
)

// mailKind is the kind of the outbox's rows that are mails of this room still to be written: outside of the transaction that
// they follow from, and once for each key.
const mailKind = "proposals.mail"

// mailReceived says that a proposal arrived; the others have the names of what was decided.
const mailReceived = "received"

// still are the states in which a mail is true when its time comes.
var still = map[string][]string{
	mailReceived: {Submitted}, Accepted: {Accepted}, Waitlisted: {Waitlisted}, Rejected: {Rejected},
}

type mailPayload struct {
	Proposal string `json:"proposal"`
	What     string `json:"what"`
}

// queue has a mail written, in app's transaction and once for each occasion.
func queue(app core.App, what, proposal, occasion string) error {
	return jobs.Enqueue(app, mailKind, what+":"+proposal+":"+occasion, mailPayload{proposal, what}, time.Time{})
}

//go:embed letters/*
var letterFiles embed.FS

var form = letters.Parse(letterFiles)

// letter is what the templates of a mail show.
type letter struct {
	letters.Head
	Title, Event, EventURL, When string
	Words                        []string // of the organisers
}

// matter is all that a mail is written from.
type matter struct {
	To       string         `db:"email"`
	Name     string         `db:"name"`
	Locale   string         `db:"locale"`
	Zone     string         `db:"zone"`
	State    string         `db:"state"`
	Lang     string         `db:"lang"`
	Title    string         `db:"title"`
	Event    string         `db:"event_title"`
	Slug     string         `db:"slug"`
	Starts   types.DateTime `db:"starts"`
	Place    string         `db:"event_zone"`
	Accept   string         `db:"accept_text"`
	Waitlist string         `db:"waitlist_text"`
	Reject   string         `db:"reject_text"`
	Message  string         `db:"message"`
}

const matterQuery = `SELECT u.email, coalesce(nullif(u.name, ''), u.handle) name, u.locale, u.zone, p.state, p.lang, p.title, e.title event_title, e.slug, e.starts, e.zone event_zone,
		c.accept_text, c.waitlist_text, c.reject_text, coalesce(d.message, '') message
	FROM proposals p JOIN users u ON u.id = p.author JOIN events e ON e.id = p.event JOIN event_calls c ON c.event = p.event LEFT JOIN proposal_decisions d ON d.proposal = p.id
	WHERE p.id = {:id}`

// send writes a mail and puts it into the outbox.
func (d *desk) send(_ context.Context, app core.App, item *jobs.Item) error {
	var p mailPayload
	if err := item.Decode(&p); err != nil {
		return jobs.Permanent(err)
	}
	m := &matter{}
	if err := app.DB().NewQuery(matterQuery).Bind(dbx.Params{"id": p.Proposal}).One(m); err != nil {
		if missing(err) {
			return jobs.Skip("it was deleted")
		}
		return err
	}
	if !slices.Contains(still[p.What], m.State) {
		return jobs.Skip("it is " + m.State + " by now")
	}
	message, err := d.write(app, p.What, m)
	if err != nil {
		return jobs.Permanent(err)
	}
	return letters.Post(app, message, item.Kind+":"+item.Key)
}

// write makes the mail, in the proposer's language; where the account says none, in that of the talk.
func (d *desk) write(app core.App, what string, m *matter) (*mailer.Message, error) {
	lang, known := i18n.Parse(m.Locale)
	if !known {
		lang = i18n.ZH
		if m.Lang == "en" {
			lang = i18n.EN
		}
	}
	base, t := d.baseURL(), func(key string, args ...any) string { return i18n.T(lang, "proposals."+key, args...) }
	zone := m.Zone
	if zone == "" {
		zone = m.Place
	}
	l := letter{
		Head: letters.Head{
			Lang: lang.Tag(), Site: app.Settings().Meta.AppName, Greeting: t("mail.greeting", "name", m.Name),
			Subject: t("mail."+what+".subject", "Event", m.Event, "Title", m.Title), Lead: t("mail."+what+".lead", "Event", m.Event, "Title", m.Title),
			Open: base + lang.Path("/proposals"), Button: t("mail." + what + ".button"), Why: t("mail.why"),
		},
		Title: m.Title, Event: m.Event, EventURL: base + lang.Path("/events/"+m.Slug), When: i18n.Moment(lang, m.Starts.Time(), m.Place),
	}
	if zone != m.Place && !m.Starts.IsZero() {
		l.When += " · " + i18n.Moment(lang, m.Starts.Time(), zone)
	}
	general := map[string]string{Accepted: m.Accept, Waitlisted: m.Waitlist, Rejected: m.Reject}[what]
	words := []string{general}
	if what != mailReceived {
		words = append(words, m.Message)
	}
	for _, one := range words {
		if one = strings.TrimSpace(one); one != "" {
			l.Words = append(l.Words, one)
		}
	}
	return form.Message(app, mail.Address{Name: m.Name, Address: m.To}, l)
}
