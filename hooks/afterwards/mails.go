package afterwards

import (
	"context"
	"embed"
	"net/mail"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/letters"
)

//go:embed letters/*
var letterFiles embed.FS

var form = letters.Parse(letterFiles)

// letter is what the templates of the mail show.
type letter struct {
	letters.Head
	Event, EventURL string
	Rows            []letterRow
	Words           string // of the organisers
	Links           []letterLink
	LinksLabel      string
}

type letterRow struct{ Label, Value string }

type letterLink struct{ Label, URL string }

// reader is to whom a mail goes.
type reader struct {
	attendee
	To   string `db:"address"`
	Lang string `db:"lang"`
	Zone string `db:"zone"`
}

// whose colleague somebody is gets the mail where they gave no address
const readerQuery = `SELECT r.id, r.event, r.ticket, r.user, r.name, r.state, r.arrived, r.erased, r.lang, r.zone,
		coalesce(nullif(r.email, ''), u.email, nullif(w.email, ''), wu.email, '') address
	FROM registrations r LEFT JOIN users u ON u.id = r.user AND r.user != ''
		LEFT JOIN registrations w ON w.id = r.party AND r.party != '' LEFT JOIN users wu ON wu.id = w.user
	WHERE r.id = {:id}`

// send writes a mail and puts it into the outbox.
func (r *room) send(_ context.Context, app core.App, item *jobs.Item) error {
	var p mailPayload
	if err := item.Decode(&p); err != nil {
		return jobs.Permanent(err)
	}
	to := &reader{}
	err := app.DB().NewQuery(readerQuery).Bind(dbx.Params{"id": p.Registration}).One(to)
	if missing(err) {
		return jobs.Skip("the registration was deleted")
	}
	if err != nil {
		return err
	}
	if !to.registered() || to.To == "" {
		return jobs.Skip("there is nobody to write to")
	}
	ev, err := readEvent(app, to.Event)
	if err != nil {
		return err
	}
	if !ev.tookPlace(now()) {
		return jobs.Skip("the event didn't take place, or not yet")
	}
	key, err := r.KeyOf(app, to.ID)
	if err != nil {
		return err
	}
	message, err := r.write(app, to, ev, key)
	if err != nil {
		return err
	}
	return letters.Post(app, message, item.Kind+":"+item.Key)
}

// write makes the mail.
func (r *room) write(app core.App, to *reader, ev *event, key string) (*mailer.Message, error) {
	lang := i18n.ZH
	if to.Lang == "en" {
		lang = i18n.EN
	}
	base, t := r.BaseURL(), func(name string, args ...any) string { return i18n.T(lang, "afterwards.mail."+name, args...) }
	what, words := "missed", ev.MissedText
	if to.came() {
		what, words = "came", ev.CameText
	}
	l := letter{
		Head: letters.Head{
			Lang: lang.Tag(), Site: app.Settings().Meta.AppName, Why: t("why"), Greeting: t("hello"),
			Subject: t(what+".subject", "Event", ev.Title), Lead: t(what + ".lead"),
		},
		Event: ev.Title, EventURL: base + lang.Path("/events/"+ev.Slug), Words: words, LinksLabel: t("links"), Rows: ev.rows(lang, to.Zone, t),
	}
	if to.Name != "" {
		l.Greeting = t("greeting", "Name", to.Name)
	}
	materials, back, err := ev.materials(app)
	if err != nil {
		return nil, err
	}
	for _, m := range materials {
		for _, one := range []letterLink{{"recording", m.Recording}, {"slides", m.Slides}} {
			if one.URL == "" {
				continue
			}
			kind := one.Label
			if one.Label = t(kind); m.Title != "" {
				one.Label = t(kind+"_of", "Title", m.Title)
			}
			l.Links = append(l.Links, one)
		}
	}
	if back != nil {
		l.Links = append(l.Links, letterLink{t("recap", "Title", back.Title), base + lang.Path("/articles/"+back.Slug)})
	}
	questions, err := questionsOf(app, ev.ID)
	if err != nil {
		return nil, err
	}
	certified, asked := ev.certifies(&to.attendee) == nil, ev.asks(&to.attendee, questions, now()) == nil
	l.Open = base + lang.Path("/afterwards") + "#" + key
	switch {
	case certified && asked:
		l.Button = t("button.both")
	case certified:
		l.Button = t("button.certificate")
	case asked:
		l.Button = t("button.survey")
	default:
		l.Open, l.Button = l.EventURL, t("button.event")
	}
	return form.Message(app, mail.Address{Name: to.Name, Address: to.To}, l)
}

// rows say when it was, on the clocks of the event and on those of the reader.
func (e *event) rows(lang i18n.Lang, zone string, t func(string, ...any) string) []letterRow {
	if e.Starts.IsZero() {
		return nil
	}
	if e.AllDay {
		return []letterRow{{t("when"), i18n.Date(lang, e.Starts.Time().In(e.place()))}}
	}
	rows := []letterRow{{t("when"), i18n.Moment(lang, e.Starts.Time(), e.Zone)}}
	if _, err := time.LoadLocation(zone); err == nil && zone != "" && zone != e.Zone {
		rows = append(rows, letterRow{t("yours"), i18n.Moment(lang, e.Starts.Time(), zone)})
	}
	return rows
}
