package notify

import (
	"context"
	"embed"
	"net/mail"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/letters"
	"qiao/hooks/schema"
)

//go:embed letters/*
var letterFiles embed.FS

var form = letters.Parse(letterFiles)

// letter is what the templates of a mail show.
type letter struct {
	letters.Head
	Items            []letterItem
	More             string
	Settings         string
	SettingsLabel    string
	Unsubscribe      string
	UnsubscribeLabel string
}

type letterItem struct{ Text, Words, URL, When string }

// noticeKind is the kind of the outbox's rows that send one notification by mail.
const noticeKind = "notify.mail"

type noticePayload struct {
	Notification string `json:"notification"`
}

// post writes and sends the mails to members.
type post struct{ baseURL func() string }

// sendNotice mails one notification, unless it was read, taken back or isn't wanted any more.
func (p *post) sendNotice(ctx context.Context, app core.App, item *jobs.Item) error {
	var payload noticePayload
	if err := item.Decode(&payload); err != nil {
		return jobs.Permanent(err)
	}
	record, err := app.FindRecordById(schema.Notifications, payload.Notification)
	if err != nil {
		if ignoreMissing(err) == nil {
			return jobs.Skip("it was taken back or deleted")
		}
		return err
	}
	n := schema.AsNotification(record)
	to, err := readerOf(app, n.User())
	if err != nil {
		return err
	}
	switch {
	case to == nil || to.Email == "":
		return jobs.Skip("there is nobody to write to")
	case !to.Verified:
		return jobs.Skip("the address isn't verified")
	case !n.Read().IsZero():
		return jobs.Skip("it was read in the site")
	case to.way(n.Kind()) != ByMail || !to.wants(n.Kind()):
		return jobs.Skip("mail of this kind isn't wanted any more")
	}
	l := to.lang()
	text := sentence(app, l, n)
	letter := p.letter(app, to, text, n.Kind())
	letter.Items = []letterItem{p.item(app, to, n)}
	letter.Open = letter.Items[0].URL
	letter.Button = i18n.T(l, "notify.letter.open")
	letter.Why = i18n.T(l, "notify.letter.why", "kind", i18n.T(l, "notify.kind."+n.Kind()))
	m, err := p.message(app, to, letter, n.Kind())
	if err != nil {
		return jobs.Permanent(err)
	}
	return deliver(ctx, app, item, m, false)
}

// letter begins a mail to a reader.
func (p *post) letter(app core.App, to *reader, subject, unsubscribeFrom string) letter {
	l, base := to.lang(), p.baseURL()
	name := to.Name
	if name == "" {
		name = i18n.T(l, "notify.letter.member")
	}
	out := letter{
		Head:     letters.Head{Lang: l.Tag(), Site: app.Settings().Meta.AppName, Subject: subject, Greeting: i18n.T(l, "notify.letter.greeting", "name", name)},
		Settings: base + l.Path("/settings/notifications"), SettingsLabel: i18n.T(l, "notify.letter.settings"),
	}
	if token := unsubscribeToken(app, to.ID, unsubscribeFrom); token != "" {
		out.Unsubscribe = base + l.Path("/unsubscribe") + "#" + token
		out.UnsubscribeLabel = i18n.T(l, "notify.letter.unsubscribe")
	}
	return out
}

// item is a notification in a mail, with its time in the reader's zone.
func (p *post) item(app core.App, to *reader, n *schema.Notification) letterItem {
	l := to.lang()
	return letterItem{
		Text: sentence(app, l, n), Words: dataOf(n)["words"], URL: p.baseURL() + l.Path(n.URL()), When: i18n.Moment(l, n.At().Time(), to.zone().String()),
	}
}

// message makes a mail of a letter. kind is what its unsubscribe headers are about.
func (p *post) message(app core.App, to *reader, l letter, kind string) (*mailer.Message, error) {
	m, err := form.Message(app, mail.Address{Name: to.Name, Address: to.Email}, l)
	if err != nil {
		return nil, err
	}
	if token := unsubscribeToken(app, to.ID, kind); token != "" {
		// RFC 8058: the mail program's own button, without a page and without signing in
		m.Headers["List-Unsubscribe"] = "<" + p.baseURL() + unsubscribePath + "?token=" + token + ">"
		m.Headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
	}
	return m, nil
}

// dataOf reads a notification's further words.
func dataOf(n *schema.Notification) map[string]string {
	data := map[string]string{}
	if err := n.UnmarshalJSONField(schema.NotificationData, &data); err != nil {
		return map[string]string{}
	}
	return data
}

// sentence says what a notification is about.
func sentence(app core.App, l i18n.Lang, n *schema.Notification) string {
	data := dataOf(n)
	subject := n.Subject()
	if l == i18n.EN && data["subject_en"] != "" {
		subject = data["subject_en"]
	}
	award := data["award"]
	if l == i18n.EN && data["award_en"] != "" {
		award = data["award_en"]
	}
	key := "notify.say." + n.Kind() + "." + data["event"]
	if n.Count() > 1 && i18n.Has(key+"_many") {
		key += "_many"
	}
	if subject == "" && i18n.Has(key+"_plain") {
		key += "_plain"
	}
	if !i18n.Has(key) {
		return subject
	}
	return i18n.T(l, key, "actor", nameOf(app, l, n.Actor()), "subject", subject, "event", data["in"], "total", n.Count(), "n", data["count"], "award", award, "talk", data["talk"])
}

// nameOf is how somebody is called in a sentence.
func nameOf(app core.App, l i18n.Lang, user string) string {
	if user != "" {
		var row struct {
			Name   string `db:"name"`
			Handle string `db:"handle"`
		}
		err := app.DB().NewQuery("SELECT name, handle FROM users WHERE id = {:id}").Bind(map[string]any{"id": user}).One(&row)
		if err == nil && row.Name != "" {
			return row.Name
		}
		if err == nil && row.Handle != "" {
			return row.Handle
		}
	}
	return i18n.T(l, "notify.somebody")
}
