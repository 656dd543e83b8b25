package events

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// eventView is what events/event shows.
type eventView struct {
	Card
	Slug     string
	Venue    string
	CityLink *site.Link
	Address  string
	Country  string
	Map      string // where the venue is on a map
	HTML     template.HTML
	Notice   string
	Archived bool
	CoverAlt string
	Views    int

	Langs    []string
	Access   string
	Conduct  string
	Stream   string
	Register string // the address of another site where one registers
	Record   string
	SlideURL string
	Source   *site.Link
	Recap    *site.Card
	Series   *seriesView
	Edited   time.Time

	Agenda    *agenda
	Speakers  []speaker
	Calendar  string // the event for calendars, as a file
	Google    string // the same for a calendar on the web
	Crumbs    []site.Link
	Seats     template.HTML // how one takes part
	Asked     template.HTML // what is asked in it
	Related   []Card
	sequence  int
	published time.Time
}

// seriesView is the series that an event belongs to, with the dates around it.
type seriesView struct {
	site.Link
	Dates []Card
}

var eventAt = site.Lookup{Collection: schema.Events, Field: schema.EventSlug, Base: "/events/", Shown: func(r *core.Record) error {
	if r.GetString(schema.EventStatus) == Draft {
		return site.ErrNotFound
	}
	return nil
}}

func eventPage(r *site.Request) (*site.Page, error) {
	record, err := eventAt.Find(r, r.Param("slug"))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	ev := schema.AsEvent(record)
	r.Reads(pageOf(ev.Id))
	list, err := loadCards(r, []string{ev.Id}, now)
	if err != nil || len(list) == 0 {
		return nil, orNotFound(err)
	}
	v := viewOf(r, ev, list[0])
	p := &site.Page{Template: "events/event", Data: v, Styles: []string{pageStyle}, MaxAge: v.When.untilChange(now)}
	if err := r.App().DB().NewQuery("SELECT coalesce((SELECT views FROM stats WHERE id = {:id}), 0)").WithContext(r.Context()).Bind(dbx.Params{"id": ev.Id}).Row(&v.Views); err != nil {
		return nil, err
	}
	if err := v.readAround(r, ev, now); err != nil {
		return nil, err
	}
	if err := v.readAgenda(r, ev, now); err != nil {
		return nil, err
	}
	if v.Seats, err = r.Sections(p, registrationPlace, ev.Id); err != nil {
		return nil, err
	}
	if v.Asked, err = r.Sections(p, questionsPlace, ev.Id); err != nil {
		return nil, err
	}
	v.describe(r, p, ev)
	return p, nil
}

func orNotFound(err error) error {
	if err == nil {
		return site.ErrNotFound
	}
	return err
}

// viewOf is the event itself.
func viewOf(r *site.Request, ev *schema.Event, c Card) *eventView {
	v := &eventView{
		Card: c, Slug: ev.Slug(), Venue: ev.Venue(), Address: ev.Address(), Country: ev.Country(), HTML: template.HTML(ev.HTML()), // the Markdown pipeline made it
		Notice: ev.Notice(), Archived: ev.Status() == Archived, Access: ev.AccessNotes(), Conduct: ev.ConductURL(),
		Record: ev.RecordingURL(), SlideURL: ev.SlidesURL(), Edited: cards.Time(ev.Edited()), Calendar: "/events/" + ev.Slug() + ".ics",
		sequence: ev.Sequence(), published: cards.Time(ev.Published()),
	}
	v.Cover = cards.File(schema.Events, ev.Id, ev.GetString(schema.EventCover), "1280x0")
	v.CoverAlt = ev.CoverAlt()
	if v.Host.URL == "" {
		v.Host.URL = ev.HostURL()
	}
	for _, l := range ev.Langs() {
		v.Langs = append(v.Langs, r.T("lang."+l))
	}
	if !v.Cancelled && !v.When.Over {
		v.Stream, v.Register = ev.StreamURL(), ev.RegisterURL()
	}
	if ev.SourceURL() != "" {
		v.Source = &site.Link{Label: ev.SourceSite(), URL: ev.SourceURL()}
	}
	v.Map = mapOf(ev)
	v.Google = googleOf(r, v)
	v.Crumbs = []site.Link{{Label: r.T("events.heading"), URL: r.Link("/events")}}
	if v.City != "" {
		v.CityLink = &site.Link{Label: v.City, URL: r.Link(cityPath(v.City))}
		v.Crumbs = append(v.Crumbs, *v.CityLink)
	}
	return v
}

// mapOf is the venue on a map that everybody may use: by its coordinates, or by its address.
func mapOf(ev *schema.Event) string {
	if ev.Mode() == Online {
		return ""
	}
	if point, ok := ev.Get(schema.EventPlace).(types.GeoPoint); ok && (point.Lat != 0 || point.Lon != 0) {
		lat, lon := strconv.FormatFloat(point.Lat, 'f', 6, 64), strconv.FormatFloat(point.Lon, 'f', 6, 64)
		return "https://www.openstreetmap.org/?mlat=" + lat + "&mlon=" + lon + "#map=17/" + lat + "/" + lon
	}
	if ev.Address() == "" {
		return ""
	}
	return "https://www.openstreetmap.org/search?query=" + url.QueryEscape(strings.TrimSpace(ev.City()+" "+ev.Address()))
}

// googleOf is an address that puts the event into a calendar on the web.
func googleOf(r *site.Request, v *eventView) string {
	const moment, date = "20060102T150405Z", "20060102"
	dates := v.When.Starts.UTC().Format(moment) + "/" + v.When.Ends.UTC().Format(moment)
	if v.When.AllDay {
		dates = v.When.Starts.Format(date) + "/" + v.When.Ends.Add(time.Second).Format(date) // the end isn't part of it there
	}
	q := url.Values{"action": {"TEMPLATE"}, "text": {v.Title}, "dates": {dates}, "details": {strings.TrimSpace(v.Summary + "\n" + r.Abs(v.URL))}, "ctz": {v.When.ZoneName}}
	if where := strings.TrimSpace(v.Card.Place + " " + v.Address); where != "" {
		q.Set("location", where)
	}
	return "https://calendar.google.com/calendar/render?" + q.Encode()
}

// How much stands around an event.
const (
	mostDates   = 6
	mostRelated = 4
)

// readAround fills in the series, the article that looks back, and other events of the same city or organiser.
func (v *eventView) readAround(r *site.Request, ev *schema.Event, now time.Time) error {
	if ev.Recap() != "" {
		recap, err := cards.Load(r, []string{ev.Recap()})
		if err != nil {
			return err
		}
		if len(recap) > 0 {
			v.Recap = &recap[0]
		}
	}
	others := func(list []Card) []Card {
		return slices.DeleteFunc(list, func(c Card) bool { return c.ID == ev.Id })
	}
	if ev.Series() != "" {
		r.Reads(schema.EventSeriesList + "/" + ev.Series())
		if record, err := r.App().FindRecordById(schema.EventSeriesList, ev.Series()); err == nil {
			s := schema.AsEventSeries(record)
			v.Series = &seriesView{Link: site.Link{Label: s.Title(), URL: r.Link("/events/series/" + s.Slug())}}
			dates, err := firstCards(r, List{Now: now, Series: s.Id}, mostDates)
			if err != nil {
				return err
			}
			v.Series.Dates = others(dates)
			v.Crumbs = append(v.Crumbs[:1], v.Series.Link)
		}
	}
	near := List{Now: now, City: ev.City(), Kind: ev.Kind()}
	if ev.City() != "" {
		near.Kind = ""
	}
	related, err := firstCards(r, near, mostRelated+mostDates)
	if err != nil {
		return err
	}
	for _, c := range others(related) {
		same := v.Series != nil && slices.ContainsFunc(v.Series.Dates, func(d Card) bool { return d.ID == c.ID })
		if !same && len(v.Related) < mostRelated {
			v.Related = append(v.Related, c)
		}
	}
	return nil
}

// describe is what the head of the page and structured data say of an event.
func (v *eventView) describe(r *site.Request, p *site.Page, ev *schema.Event) {
	p.Title, p.Description, p.Image, p.View = v.Title, v.Summary, v.Cover, "event:"+v.ID
	if p.Description == "" {
		p.Description = strings.Join(slices.DeleteFunc([]string{v.KindName, v.When.Date + " " + v.When.Time, v.Place}, func(s string) bool { return s == "" }), " · ")
	}
	p.Published, p.Modified, p.Section = v.published, v.Edited, r.T("events.heading")
	for _, tag := range v.Tags {
		p.Tags = append(p.Tags, tag.Label)
	}
	p.JSONLD = []any{v.structured(r, ev), r.BreadcrumbLD(slices.Concat(v.Crumbs, []site.Link{{Label: v.Title, URL: v.URL}})...)}
}

// structured is the event as schema.org has it.
func (v *eventView) structured(r *site.Request, ev *schema.Event) site.Thing {
	image := ""
	if v.Cover != "" {
		image = r.Abs(v.Cover)
	}
	ld := site.EventLD{
		URL: r.Abs(v.URL), Name: v.Title, Description: v.Summary, Image: image, Starts: v.When.Starts, Ends: v.When.Ends, AllDay: v.When.AllDay,
		Cancelled: v.Cancelled, Online: v.Mode != Offline, OnSite: v.Mode != Online, Stream: ev.StreamURL(), Register: v.Register,
		Venue: ev.Venue(), Address: ev.Address(), City: ev.City(), Country: ev.Country(), Languages: ev.Langs(),
	}
	if point, ok := ev.Get(schema.EventPlace).(types.GeoPoint); ok {
		ld.Lat, ld.Lon = point.Lat, point.Lon
	}
	if ld.Stream == "" {
		ld.Stream = ld.URL
	}
	if v.Host.Label != "" {
		host := v.Host.URL
		if host != "" {
			host = r.Abs(host)
		}
		ld.Organizer = site.OrganizationLD(v.Host.Label, host, "")
	} else {
		ld.Organizer = r.Publisher()
	}
	for _, s := range v.Speakers {
		ld.Performers = append(ld.Performers, site.PersonLD(s.Name, r.Abs(s.URL), ""))
	}
	return ld.Event()
}

// speaker is somebody who speaks at an event.
type speaker struct {
	ID     string
	Name   string
	URL    string
	Role   string // position and company
	Avatar string
}

// speakersOf reads who speaks, by id.
func speakersOf(r *site.Request, ids []string) (map[string]speaker, error) {
	found := map[string]speaker{}
	if len(ids) == 0 {
		return found, nil
	}
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	var rows []struct {
		ID      string `db:"id"`
		Slug    string `db:"slug"`
		Name    string `db:"name"`
		Title   string `db:"title"`
		Company string `db:"company"`
		Avatar  string `db:"avatar"`
	}
	err := r.App().DB().Select("id", "slug", "name", "title", "company", "avatar").From(schema.Speakers).Where(dbx.In("id", list...)).WithContext(r.Context()).All(&rows)
	for _, row := range rows {
		r.Reads(schema.Speakers + "/" + row.ID)
		role := slices.DeleteFunc([]string{row.Company, row.Title}, func(s string) bool { return s == "" })
		found[row.ID] = speaker{
			ID: row.ID, Name: row.Name, URL: r.Link("/speakers/" + row.Slug), Role: strings.Join(role, " · "), Avatar: cards.File(schema.Speakers, row.ID, row.Avatar, "96x96"),
		}
	}
	return found, err
}
