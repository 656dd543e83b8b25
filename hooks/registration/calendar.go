package registration

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/ical"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// Occasions gives events as entries of a calendar, by their ids: it is the room of events that knows them. host makes their
// ids known everywhere, abs makes paths absolute.
type Occasions func(app core.App, host string, abs func(string) string, ids []string) ([]ical.Entry, error)

const (
	// calendarLetters is how long the secret in the address of a calendar is.
	calendarLetters = 40
	// calendarAlphabet has small letters alone: addresses on the site have no others.
	calendarAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
	// calendarBack is how long past events stay in it.
	calendarBack = 366 * 24 * time.Hour
	// mostEntries bounds how many it has.
	mostEntries = 500
	// calendarEvery is how often calendars are asked to look again.
	calendarEvery = 2 * time.Hour
)

// calendarHash is what is kept of a calendar's secret: the database gives nobody's calendar away.
func calendarHash(secret string) string {
	sum := sha256.Sum256([]byte("calendar\n" + secret))
	return hex.EncodeToString(sum[:])
}

func hasCalendar(app core.App, user string) (has bool, err error) {
	err = app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM calendar_links WHERE user = {:user})").Bind(dbx.Params{"user": user}).Row(&has)
	return has, err
}

// newCalendar makes the address of a member's calendar, which is shown this once: POST /api/qiao/calendar. The one there was
// is good no more. To revoke it without another one, the calendar_links record is deleted.
func newCalendar(e *core.RequestEvent) error {
	secret := security.RandomStringWithAlphabet(calendarLetters, calendarAlphabet)
	err := e.App.RunInTransaction(func(app core.App) error {
		old, err := app.FindFirstRecordByData(schema.CalendarLinks, schema.CalendarLinkUser, e.Auth.Id)
		if err != nil && !missing(err) {
			return err
		}
		if err == nil {
			if err := app.Delete(old); err != nil {
				return err
			}
		}
		c, err := app.FindCachedCollectionByNameOrId(schema.CalendarLinks)
		if err != nil {
			return err
		}
		r := core.NewRecord(c)
		r.Set(schema.CalendarLinkUser, e.Auth.Id)
		r.Set(schema.CalendarLinkHash, calendarHash(secret))
		return app.Save(r)
	})
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]string{"path": "/calendar/" + secret + ".ics"})
}

// going is what a member has to do with an event.
type going struct {
	Event   string         `db:"event"`
	State   string         `db:"state"`
	Updated types.DateTime `db:"updated"`
	Times   int            `db:"times"` // how often they registered
}

// calendar answers the events that a member registered for: what is confirmed, what isn't sure yet as tentative, and what
// was cancelled, by either side, as cancelled, so that calendars strike it out.
func calendar(occasions Occasions) site.DocHandler {
	return func(r *site.Request) (*site.Document, error) {
		var user struct {
			ID     string `db:"id"`
			Locale string `db:"locale"`
		}
		err := r.App().DB().NewQuery("SELECT u.id, u.locale FROM calendar_links c JOIN users u ON u.id = c.user WHERE c.hash = {:hash}").
			Bind(dbx.Params{"hash": calendarHash(r.Param("secret"))}).One(&user)
		if missing(err) {
			return nil, site.ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		lang, _ := i18n.Parse(user.Locale)
		var list []going
		// SQLite takes the bare columns from the row of the maximum: the latest registration of each event
		if err := r.App().DB().NewQuery(`SELECT r.event, r.state, r.updated, max(r.created), count(*) times FROM registrations r JOIN events e ON e.id = r.event
				WHERE r.user = {:user} AND r.user != '' AND r.state IN ('confirmed', 'offered', 'pending', 'cancelled') AND e.ends > {:since}
				GROUP BY r.event ORDER BY e.starts DESC LIMIT {:n}`).
			Bind(dbx.Params{"user": user.ID, "since": stamp(now().Add(-calendarBack)), "n": mostEntries}).All(&list); err != nil {
			return nil, err
		}
		base, err := url.Parse(r.Abs("/"))
		if err != nil {
			return nil, err
		}
		byEvent, ids := map[string]going{}, []string{}
		for _, g := range list {
			byEvent[g.Event], ids = g, append(ids, g.Event)
		}
		feed := ical.Feed{Product: "-//Qiao//My events//ZH", Name: i18n.T(lang, "registration.mine.title"), URL: r.Abs(lang.Path("/my/events")), Refresh: calendarEvery}
		if feed.Events, err = occasions(r.App(), base.Hostname(), r.Abs, ids); err != nil {
			return nil, err
		}
		for i := range feed.Events {
			e := &feed.Events[i]
			id, _, _ := strings.Cut(e.UID, "@")
			byEvent[id].in(e)
		}
		var b bytes.Buffer
		if err := ical.Write(&b, feed); err != nil {
			return nil, err
		}
		return &site.Document{ContentType: "text/calendar; charset=utf-8", Body: b.Bytes(), NoStore: true, NoIndex: true}, nil
	}
}

// in says in an entry what a member has to do with the event. Each registration and its end are another version of it.
func (g going) in(e *ical.Entry) {
	e.Sequence += 2 * max(0, g.Times-1)
	switch g.State {
	case Cancelled:
		e.Cancelled = true
		e.Sequence++
	case Pending, Offered:
		e.Tentative = !e.Cancelled
	}
	if g.Updated.Time().After(e.Changed) {
		e.Changed = g.Updated.Time()
	}
}
