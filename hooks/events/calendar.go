package events

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/ical"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// What calendars that subscribe are given: events from half a year ago on, so that a cancelled one is taken out of them.
const (
	calendarBack  = 180 * 24 * time.Hour
	calendarAhead = 3 * 366 * 24 * time.Hour
	mostEntries   = 1000
	calendarType  = "text/calendar; charset=utf-8"
	calendarAge   = 15 * time.Minute
	// calendarEvery is how often calendars are asked to look again.
	calendarEvery = 6 * time.Hour
)

// calendars adds the addresses that calendars subscribe to: all events, those of a city, a column, a group and a series, and the file of
// a single one.
func calendars(f *site.Frame) {
	f.Document("/events.ics", func(r *site.Request) (*site.Document, error) {
		return calendarOf(r, List{}, r.T("events.heading"), r.T("events.description"), "/events")
	})
	f.Document("/events/in/:city.ics", func(r *site.Request) (*site.Document, error) {
		r.Reads(schema.Events)
		names, err := citiesAt(r.App(), r.Param("city"))
		if err != nil || len(names) == 0 {
			return nil, orNotFound(err)
		}
		return calendarOf(r, List{City: names[0]}, r.T("events.in", "City", names[0]), r.T("events.in.description", "City", names[0]), cityPath(names[0]))
	})
	f.Document("/events/series/:slug.ics", func(r *site.Request) (*site.Document, error) {
		record, err := seriesAt.Find(r, r.Param("slug"))
		if err != nil {
			return nil, movedTo(err, ".ics")
		}
		s := schema.AsEventSeries(record)
		return calendarOf(r, List{Series: s.Id}, s.Title(), s.Summary(), "/events/series/"+s.Slug())
	})
	f.Document("/columns/:slug/events.ics", func(r *site.Request) (*site.Document, error) {
		record, err := columnAt.Find(r, r.Param("slug"))
		if err != nil {
			return nil, movedTo(err, "/events.ics")
		}
		c := schema.AsColumn(record)
		return calendarOf(r, List{Column: c.Id}, r.T("events.of", "Name", c.Name()), r.T("events.of.description", "Name", c.Name()), "/columns/"+c.Slug()+"/events")
	})
	f.Document("/groups/:slug/events.ics", func(r *site.Request) (*site.Document, error) {
		record, err := groupAt.Find(r, r.Param("slug"))
		if err != nil {
			return nil, movedTo(err, "/events.ics")
		}
		g := schema.AsGroup(record)
		return calendarOf(r, List{Group: g.Id}, r.T("events.of", "Name", g.Name()), r.T("events.of.description", "Name", g.Name()), "/groups/"+g.Slug()+"/events")
	})
	f.Document("/events/:slug.ics", func(r *site.Request) (*site.Document, error) {
		record, err := eventAt.Find(r, r.Param("slug"))
		if err != nil {
			return nil, movedTo(err, ".ics")
		}
		return write(r, ical.Feed{}, []string{record.Id})
	})
}

// movedTo lets the redirect of a page lead from its calendar to that of the new address.
func movedTo(err error, tail string) error {
	if path, ok := site.RedirectTarget(err); ok {
		return site.RedirectTo(path + tail)
	}
	return err
}

// calendarOf writes the events of a list, whose page is at path.
func calendarOf(r *site.Request, l List, name, about, path string) (*site.Document, error) {
	r.Reads(schema.Events)
	now := time.Now()
	l.Now, l.All, l.From, l.To = now, true, now.Add(-calendarBack), now.Add(calendarAhead)
	ids, err := l.IDs(r.Context(), r.App(), 0, mostEntries)
	if err != nil {
		return nil, err
	}
	return write(r, ical.Feed{Name: name, About: about, URL: r.Abs(path), Refresh: calendarEvery}, ids)
}

// write writes events as a calendar.
func write(r *site.Request, feed ical.Feed, ids []string) (*site.Document, error) {
	feed.Product = "-//Qiao//Events//ZH"
	base, err := url.Parse(r.Abs("/"))
	if err != nil {
		return nil, err
	}
	if feed.Events, err = Occasions(r.App(), base.Hostname(), r.Abs, ids); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := ical.Write(&b, feed); err != nil {
		return nil, err
	}
	doc := &site.Document{ContentType: calendarType, Body: b.Bytes(), MaxAge: calendarAge, NoIndex: true}
	for i := range feed.Events {
		if t := feed.Events[i].Changed; t.After(doc.Modified) {
			doc.Modified = t
		}
	}
	return doc, nil
}

// occasion is an event as calendars have it, without its text.
type occasion struct {
	cardRow
	Address  string         `db:"address"`
	Place    types.GeoPoint `db:"place"`
	Sequence int            `db:"sequence"`
	Notice   string         `db:"notice"`
	Created  types.DateTime `db:"created"`
}

const selectOccasions = `SELECT e.id, e.slug, e.title, e.summary, e.mode, e.status, e.starts, e.ends, e.zone, e.all_day, e.venue, e.address, e.city, e.place, e.sequence,
	e.notice, e.published, e.edited, e.created FROM json_each({:ids}) o CROSS JOIN events e ON e.id = o.value WHERE +e.status != 'draft' ORDER BY o.key`

// Occasions gives public events as entries of a calendar, in the order of the ids. host is the site's, which makes their ids
// known everywhere; abs makes paths absolute.
func Occasions(app core.App, host string, abs func(string) string, ids []string) ([]ical.Entry, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var rows []occasion
	if err := app.DB().NewQuery(selectOccasions).Bind(dbx.Params{"ids": string(list)}).All(&rows); err != nil {
		return nil, err
	}
	out := make([]ical.Entry, 0, len(rows))
	for i := range rows {
		if rows[i].Starts.IsZero() || rows[i].Ends.IsZero() {
			continue
		}
		out = append(out, rows[i].entry(host, abs))
	}
	return out, nil
}

func (o *occasion) entry(host string, abs func(string) string) ical.Entry {
	s := spanOf(o.Starts, o.Ends, o.Zone, o.AllDay)
	e := ical.Entry{
		UID: o.ID + "@" + host, Sequence: o.Sequence, Start: s.starts, End: s.ends, AllDay: o.AllDay, Cancelled: o.Status == Cancelled,
		Summary: o.Title, URL: abs("/events/" + o.Slug), Created: cards.Time(o.Created), Changed: cards.Time(o.Created),
	}
	for _, t := range []types.DateTime{o.Published, o.Edited} {
		if cards.Time(t).After(e.Changed) {
			e.Changed = cards.Time(t)
		}
	}
	if e.AllDay {
		e.End = s.lastDay()
	}
	e.Description = strings.TrimSpace(strings.Join(texts(o.Notice, o.Summary, e.URL), "\n\n"))
	if e.Location = strings.Join(texts(o.Venue, o.Address, o.City), ", "); e.Location == "" && o.Mode != Offline {
		e.Location = i18n.T(i18n.ZH, "events.mode.online")
	}
	if o.Place.Lat != 0 || o.Place.Lon != 0 {
		e.Geo = &ical.Geo{Lat: o.Place.Lat, Lon: o.Place.Lon}
	}
	return e
}

// texts leaves out what is empty, and what is said before.
func texts(all ...string) (out []string) {
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" && !strings.Contains(strings.Join(out, "\n"), s) {
			out = append(out, s)
		}
	}
	return out
}
