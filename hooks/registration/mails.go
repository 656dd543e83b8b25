package registration

import (
	"bytes"
	"context"
	"embed"
	"io"
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

// mailKind is the kind of the outbox's rows that are mails of this room still to be written. Writing one puts the finished
// mail into the outbox, under a key of its own: so it is written outside of the transaction it follows from, and sent once.
const mailKind = "registration.mail"

// mailPause is how long a mail that nobody waits for in front of the screen is put off. Who thinks better of it at once gets
// one mail instead of two, and a rush for seats isn't slowed by the writing of mails.
const mailPause = 5 * time.Second

// What mails are about.
const (
	mailAddress         = "address" // a guest's address is to be confirmed
	mailConfirmed       = "confirmed"
	mailPending         = "pending"
	mailWaiting         = "waiting"
	mailOffered         = "offered"
	mailPromoted        = "promoted" // from the waiting list to a seat
	mailExpired         = "expired"
	mailCancelled       = "cancelled"
	mailCancelledByThem = "removed" // by the organisers
	mailApproved        = "approved"
	mailDeclined        = "declined"
	mailDay             = "day"
	mailHour            = "hour"
	mailChanged         = "changed"
	mailOff             = "off" // the event was cancelled
	mailOn              = "on"  // it takes place after all
	mailGiven           = "given"
	mailGiver           = "giver"
)

// still are the states in which a mail is of use when its time comes; all others are said whatever has happened since.
var still = map[string][]string{
	mailAddress: {Unconfirmed}, mailConfirmed: {Confirmed}, mailPromoted: {Confirmed}, mailApproved: {Confirmed}, mailPending: {Pending}, mailWaiting: {Waiting},
	mailOffered: {Offered}, mailDay: {Confirmed}, mailHour: {Confirmed}, mailGiven: {Confirmed, Waiting, Offered, Pending},
	mailChanged: {Confirmed, Waiting, Offered, Pending}, mailOff: {Confirmed, Waiting, Offered, Pending}, mailOn: {Confirmed, Waiting, Offered, Pending},
}

type mailPayload struct {
	Registration string `json:"registration"`
	What         string `json:"what"`
	Occasion     string `json:"occasion,omitempty"` // what makes it another one: the event's time, a change, a transfer
	To           string `json:"to,omitempty"`       // instead of the registration's address
	Name         string `json:"name,omitempty"`
}

// queue has a mail written, in app's transaction and once for each occasion.
func queue(app core.App, what, registration, occasion string) error {
	return queueTo(app, mailPayload{Registration: registration, What: what, Occasion: occasion})
}

func queueTo(app core.App, p mailPayload) error {
	key := p.What + ":" + p.Registration + ":" + p.Occasion
	if p.What == mailAddress {
		return jobs.EnqueueUrgent(app, mailKind, key, p) // somebody waits for it
	}
	return jobs.Enqueue(app, mailKind, key, p, now().Add(mailPause))
}

// forgetMails takes back what was to be written to the one who had a seat until now.
func forgetMails(app core.App, registration string) error {
	keys := []any{}
	for what := range still {
		keys = append(keys, what+":"+registration+":")
	}
	_, err := app.DB().Update("outbox", dbx.Params{"state": jobs.Skipped, "error": "the seat was given to somebody else", "updated": stamp(now())},
		dbx.And(dbx.HashExp{"kind": mailKind, "state": jobs.Waiting}, dbx.In("key", keys...))).Execute()
	return err
}

//go:embed letters/*
var letterFiles embed.FS

var form = letters.Parse(letterFiles)

// letter is what the templates of a mail show.
type letter struct {
	letters.Head
	Event, EventURL           string
	Rows                      []letterRow
	Words                     string // of the organisers
	Ticket, TicketLabel, Code string
	QR                        bool
	Manage, ManageLabel       string
}

type letterRow struct{ Label, Value, URL string }

// matter is all that a mail is written from.
type matter struct {
	To        string         `db:"address"`
	Name      string         `db:"name"`
	Lang      string         `db:"lang"`
	Zone      string         `db:"zone"`
	State     string         `db:"state"`
	Place     int            `db:"place"`
	Until     types.DateTime `db:"offered_until"`
	Code      string         `db:"code"`
	Secret    string         `db:"secret"`
	Erased    bool           `db:"erased"`
	Ticket    string         `db:"ticket"`
	TicketID  string         `db:"ticket_id"`
	Mode      string         `db:"mode"`
	Key       string         `db:"key"`
	JoinURL   string         `db:"join_url"`
	Message   string         `db:"message"`
	Title     string         `db:"title"`
	Slug      string         `db:"slug"`
	Starts    types.DateTime `db:"starts"`
	Ends      types.DateTime `db:"ends"`
	AllDay    bool           `db:"all_day"`
	EventZone string         `db:"event_zone"`
	Venue     string         `db:"venue"`
	Address   string         `db:"where_at"`
	City      string         `db:"city"`
	Notice    string         `db:"notice"`
	Status    string         `db:"status"`
}

const matterQuery = `SELECT coalesce(nullif(r.email, ''), u.email, nullif(w.email, ''), wu.email, '') address, r.name, r.lang, r.zone, r.state, r.place, r.offered_until,
		r.code, r.secret, r.erased, t.name ticket, t.id ticket_id, t.mode, s.[[key]], s.join_url, s.message,
		e.title, e.slug, e.starts, e.ends, e.all_day, e.zone event_zone, e.venue, e.address where_at, e.city, e.notice, e.status
	FROM registrations r JOIN event_tickets t ON t.id = r.ticket JOIN events e ON e.id = r.event JOIN event_registration s ON s.event = r.event
		LEFT JOIN users u ON u.id = r.user AND r.user != '' LEFT JOIN registrations w ON w.id = r.party AND r.party != '' LEFT JOIN users wu ON wu.id = w.user
	WHERE r.id = {:id}`

// send writes a mail and puts it into the outbox.
func (d *desk) send(_ context.Context, app core.App, item *jobs.Item) error {
	var p mailPayload
	if err := item.Decode(&p); err != nil {
		return jobs.Permanent(err)
	}
	item.Keep(map[string]string{"registration": p.Registration, "what": p.What})
	m := &matter{}
	if err := app.DB().NewQuery(matterQuery).Bind(dbx.Params{"id": p.Registration}).One(m); err != nil {
		if missing(err) {
			return jobs.Skip("it was deleted")
		}
		return err
	}
	if p.To != "" {
		m.To, m.Name = p.To, p.Name
	}
	if m.Erased || m.To == "" {
		return jobs.Skip("there is nobody to write to")
	}
	if states := still[p.What]; states != nil && !slices.Contains(states, m.State) {
		return jobs.Skip("it is " + m.State + " by now")
	}
	if (p.What == mailDay || p.What == mailHour) && (m.Status != "published" || p.Occasion != m.Starts.String() || m.Starts.Time().Before(now())) {
		return jobs.Skip("the event isn't then any more")
	}
	message, err := d.write(app, p, m)
	if err != nil {
		return jobs.Permanent(err)
	}
	return letters.Post(app, message, item.Kind+":"+item.Key)
}

// write makes the mail.
func (d *desk) write(app core.App, p mailPayload, m *matter) (*mailer.Message, error) {
	lang := i18n.ZH
	if m.Lang == "en" {
		lang = i18n.EN
	}
	base, t := d.baseURL(), func(key string, args ...any) string { return i18n.T(lang, "registration."+key, args...) }
	s := &seat{ID: p.Registration, Key: m.Key, Secret: m.Secret}
	manage := base + lang.Path("/registrations") + "#" + s.manageKey()
	args := []any{"Event", m.Title, "Ticket", m.Ticket, "Place", m.Place}
	if !m.Until.IsZero() {
		args = append(args, "Until", i18n.Moment(lang, m.Until.Time(), m.EventZone))
	} else {
		args = append(args, "Until", "")
	}
	l := letter{
		Head: letters.Head{
			Lang: lang.Tag(), Site: app.Settings().Meta.AppName, Why: t("mail.why"),
			Subject: t("mail."+p.What+".subject", args...), Lead: t("mail."+p.What+".lead", args...),
		},
		Event: m.Title, EventURL: base + lang.Path("/events/"+m.Slug),
	}
	if m.Name != "" {
		l.Greeting = t("mail.greeting", "name", m.Name)
	} else {
		l.Greeting = t("mail.hello")
	}
	l.Rows = m.rows(lang, t)
	seated := m.State == Confirmed && p.What != mailOff && p.What != mailGiver
	if seated {
		l.Words = m.Message
		if m.JoinURL != "" && m.Mode == "online" {
			l.Rows = append(l.Rows, letterRow{t("mail.join"), m.JoinURL, m.JoinURL})
		}
		l.Ticket = base + lang.Path("/tickets/"+ticketCode(m.Key, m.Code))
		l.TicketLabel, l.Code, l.QR = t("mail.ticket"), readable(ticketCode(m.Key, m.Code)), true
	}
	if m.Notice != "" && (p.What == mailChanged || p.What == mailOff || p.What == mailOn) {
		l.Words = m.Notice
	}
	switch {
	case p.What == mailAddress, p.What == mailOffered:
		l.Open, l.Button = manage, t("mail."+p.What+".button")
	case p.What == mailGiver || over(m.State):
		l.Open, l.Button = l.EventURL, t("mail.event")
	default:
		l.Open, l.Button = l.EventURL, t("mail.event")
		l.Manage, l.ManageLabel = manage, t("mail.manage")
	}
	return d.message(app, m, &l)
}

// rows say when and where.
func (m *matter) rows(lang i18n.Lang, t func(string, ...any) string) []letterRow {
	rows := []letterRow{{t("mail.when"), span(lang, m, m.EventZone), ""}}
	if m.Zone != "" && m.Zone != m.EventZone && !m.AllDay {
		rows = append(rows, letterRow{t("mail.yours"), span(lang, m, m.Zone), ""})
	}
	if m.Mode == "in_person" {
		var parts []string
		for _, part := range []string{m.Venue, m.Address, m.City} {
			if part != "" && !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
		if len(parts) > 0 {
			rows = append(rows, letterRow{t("mail.where"), strings.Join(parts, map[i18n.Lang]string{i18n.ZH: "，", i18n.EN: ", "}[lang]), ""})
		}
	}
	return append(rows, letterRow{t("mail.kind"), m.Ticket, ""})
}

// span is when an event is, in a zone.
func span(lang i18n.Lang, m *matter, zone string) string {
	if m.AllDay {
		place, err := time.LoadLocation(zone)
		if err != nil {
			place = time.UTC
		}
		return i18n.Date(lang, m.Starts.Time().In(place))
	}
	return i18n.Moment(lang, m.Starts.Time(), zone)
}

func (d *desk) message(app core.App, m *matter, l *letter) (*mailer.Message, error) {
	out, err := form.Message(app, mail.Address{Name: m.Name, Address: m.To}, l)
	if err != nil {
		return nil, err
	}
	if l.QR {
		picture, err := qrPNG(strings.ToUpper(ticketCode(m.Key, m.Code)))
		if err != nil {
			return nil, err
		}
		out.InlineAttachments = map[string]io.Reader{"ticket.png": bytes.NewReader(picture)}
	}
	return out, nil
}
