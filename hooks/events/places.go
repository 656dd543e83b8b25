package events

import (
	"database/sql"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// cityKey is a city as its address has it: Berlin and BERLIN are one, and what means something in an address is a hyphen.
func cityKey(city string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(`/\?#%&+`, c) {
			return '-'
		}
		return unicode.ToLower(c)
	}, city)
}

// cityPath is the address of a city's events, escaped as addresses are written.
func cityPath(city string) string { return "/events/in/" + url.PathEscape(cityKey(city)) }

// mostKnown bounds the cities that an address is looked for among.
const mostKnown = 5000

// citiesAt gives the ways in which the city at an address is written.
func citiesAt(app core.App, key string) (names []string, err error) {
	var all []string
	if err = app.DB().NewQuery("SELECT DISTINCT city FROM events WHERE city != '' AND status != 'draft' LIMIT {:most}").Bind(dbx.Params{"most": mostKnown}).Column(&all); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(name string) bool { return cityKey(name) != key }), nil
}

// cityPage shows the events of a city: what comes, and what was.
func cityPage(r *site.Request) (*site.Page, error) {
	key := r.Param("city")
	if small := cityKey(key); small != key {
		return nil, site.RedirectTo(cityPath(small))
	}
	r.Reads(schema.Events)
	names, err := citiesAt(r.App(), key)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, site.ErrNotFound
	}
	path, name := cityPath(key), names[0]
	v := listView{
		Heading: r.T("events.in", "City", name), Crumbs: []site.Link{{Label: r.T("events.heading"), URL: r.Link("/events")}},
		Calendar: path + ".ics",
	}
	p, err := v.below(r, List{Now: time.Now(), City: name}, path)
	if err != nil {
		return nil, err
	}
	p.Title, p.Description = v.Heading, r.T("events.in.description", "City", name)
	return p, nil
}

// below makes the page of the events of whatever is at path: those that come, and beside them, or when there are none, those
// that were.
func (v *listView) below(r *site.Request, l List, path string) (*site.Page, error) {
	p := &site.Page{Template: "events/list", Data: v, Styles: []string{style}, MaxAge: listAge}
	if err := v.read(r, l); err != nil {
		return nil, err
	}
	past := l
	past.Past = true
	most := asideEvents
	if len(v.Groups) == 0 {
		most = perPage
	}
	var err error
	if v.Recent, err = firstCards(r, past, most); err != nil {
		return nil, err
	}
	if l.City != "" {
		v.RecentURL = r.Link("/events/past") + "?city=" + url.QueryEscape(l.City)
	}
	p.Feeds = cards.FeedLinks(r, path, v.Heading+" · "+r.Site().Name)
	v.Feed = p.Feeds[0].URL
	p.Prev, p.Next = v.Pager.Prev, v.Pager.Next
	p.NoIndex = len(v.Groups) == 0 && len(v.Recent) == 0
	p.JSONLD = []any{r.BreadcrumbLD(append(slices.Clone(v.Crumbs), site.Link{Label: v.Heading, URL: r.Link(path)})...)}
	return p, nil
}

var columnAt = site.Lookup{Collection: schema.Columns, Field: schema.ColumnSlug, Base: "/columns/", Shown: func(r *core.Record) error {
	if r.GetString(schema.ColumnStatus) != "active" {
		return site.ErrGone
	}
	return nil
}}

// columnPage shows the events that a column organises.
func columnPage(r *site.Request) (*site.Page, error) {
	record, err := columnAt.Find(r, r.Param("slug"))
	if path, moved := site.RedirectTarget(err); moved {
		return nil, site.RedirectTo(path + "/events")
	}
	if err != nil {
		return nil, err
	}
	c := schema.AsColumn(record)
	path := "/columns/" + c.Slug()
	v := listView{
		Heading: r.T("events.of", "Name", c.Name()), Lead: c.Tagline(), Calendar: path + "/events.ics", New: r.Link("/events/new") + "#column=" + c.Id,
		Crumbs: []site.Link{{Label: r.T("columns.heading"), URL: r.Link("/columns")}, {Label: c.Name(), URL: r.Link(path)}},
	}
	p, err := v.below(r, List{Now: time.Now(), Column: c.Id}, path+"/events")
	if err != nil {
		return nil, err
	}
	p.Title, p.Description = v.Heading, r.T("events.of.description", "Name", c.Name())
	return p, nil
}

// groupActive is the status of a group that organises events.
const groupActive = "active"

var groupAt = site.Lookup{Collection: schema.Groups, Field: schema.GroupSlug, Base: "/groups/", Shown: func(r *core.Record) error {
	switch g := schema.AsGroup(r); {
	case g.Status() != groupActive && g.Status() != "archived":
		return site.ErrNotFound // it wasn't approved yet
	case g.Hidden():
		return site.ErrGone
	}
	return nil
}}

// groupPage shows the events that a group organises.
func groupPage(r *site.Request) (*site.Page, error) {
	record, err := groupAt.Find(r, r.Param("slug"))
	if path, moved := site.RedirectTarget(err); moved {
		return nil, site.RedirectTo(path + "/events")
	}
	if err != nil {
		return nil, err
	}
	g := schema.AsGroup(record)
	path := "/groups/" + g.Slug()
	v := listView{
		Heading: r.T("events.of", "Name", g.Name()), Lead: g.Summary(), Calendar: path + "/events.ics",
		Crumbs: []site.Link{{Label: r.T("groups.heading"), URL: r.Link("/groups")}, {Label: g.Name(), URL: r.Link(path)}},
	}
	if g.Status() == groupActive {
		v.New = r.Link("/events/new") + "#group=" + g.Id
	}
	p, err := v.below(r, List{Now: time.Now(), Group: g.Id}, path+"/events")
	if err != nil {
		return nil, err
	}
	p.Title, p.Description = v.Heading, r.T("events.of.description", "Name", g.Name())
	return p, nil
}

var seriesAt = site.Lookup{Collection: schema.EventSeriesList, Field: schema.EventSeriesSlug, Base: "/events/series/"}

// seriesPage shows the dates of a series.
func seriesPage(r *site.Request) (*site.Page, error) {
	record, err := seriesAt.Find(r, r.Param("slug"))
	if err != nil {
		return nil, err
	}
	s := schema.AsEventSeries(record)
	v := listView{
		Heading: s.Title(), Lead: s.Summary(), Crumbs: []site.Link{{Label: r.T("events.heading"), URL: r.Link("/events")}},
		Calendar: "/events/series/" + s.Slug() + ".ics",
	}
	p, err := v.below(r, List{Now: time.Now(), Series: s.Id}, "/events/series/"+s.Slug())
	if err != nil {
		return nil, err
	}
	p.Title, p.Description = s.Title(), s.Summary()
	if p.Description == "" {
		p.Description = r.T("events.series.description", "Name", s.Title())
	}
	return p, nil
}

// boxView is what events/box shows: some events of the home page, or beside what a column wrote.
type boxView struct {
	Heading string
	All     string
	Cards   []Card
}

// boxEvents is how many events a box shows.
const boxEvents = 4

func homeSection(r *site.Request, _ string) (*site.Section, error) {
	return box(r, List{Now: time.Now()}, boxView{Heading: r.T("events.home"), All: r.Link("/events")}, false)
}

func columnSection(r *site.Request, column string) (*site.Section, error) {
	record, err := r.App().FindRecordById(schema.Columns, column)
	if err != nil {
		return nil, err
	}
	return box(r, List{Now: time.Now(), Column: column}, boxView{Heading: r.T("events.heading"), All: r.Link("/columns/" + record.GetString(schema.ColumnSlug) + "/events")}, true)
}

// groupView is what events/group shows: what a group's page says of its events.
type groupView struct {
	All, Calendar string
	Over          bool // it organises no more
	Next, Past    []Card
}

// groupEvents is how many events that come, and how many that were, a group's page shows.
const groupEvents = 6

func groupSection(r *site.Request, id string) (*site.Section, error) {
	record, err := r.App().FindRecordById(schema.Groups, id)
	if err != nil {
		return nil, err
	}
	path := "/groups/" + record.GetString(schema.GroupSlug) + "/events"
	v := groupView{All: r.Link(path), Calendar: path + ".ics", Over: record.GetString(schema.GroupStatus) != groupActive}
	l := List{Now: time.Now(), Group: id}
	if v.Next, err = firstCards(r, l, groupEvents); err != nil {
		return nil, err
	}
	for i := range v.Next {
		v.Next[i].Host = site.Link{} // the page says whose they are
	}
	l.Past = true
	if v.Past, err = firstCards(r, l, groupEvents); err != nil {
		return nil, err
	}
	return &site.Section{Template: "events/group", Data: v, Styles: []string{style}}, nil
}

// box shows the next events of a list; where there are none, the last ones if those are asked for, and otherwise nothing.
func box(r *site.Request, l List, v boxView, orPast bool) (*site.Section, error) {
	var err error
	if v.Cards, err = firstCards(r, l, boxEvents); err != nil {
		return nil, err
	}
	if len(v.Cards) == 0 && orPast {
		l.Past = true
		if v.Cards, err = firstCards(r, l, boxEvents); err != nil {
			return nil, err
		}
	}
	if len(v.Cards) == 0 {
		return nil, nil
	}
	return &site.Section{Template: "events/box", Data: v, Styles: []string{style}}, nil
}

var speakerAt = site.Lookup{Collection: schema.Speakers, Field: schema.SpeakerSlug, Base: "/speakers/"}

// speakerView is what events/speaker shows.
type speakerView struct {
	Name, Title, Company, Bio, Avatar string
	Profile                           string // the page of the account, where there is one
	Links                             []speakerLink
	Talks                             []talk
	Crumbs                            []site.Link
}

// talk is a part of an event that somebody gave, or will give.
type talk struct {
	Title, Lang   string
	Event         site.Link
	EventLang     string
	When          When
	City          string
	Slides, Video string
	Kind          string
}

const (
	mostTalks = 200 // on a speaker's page
	fewTalks  = 6   // on the profile of who speaks
)

func speakerPage(r *site.Request) (*site.Page, error) {
	record, err := speakerAt.Find(r, r.Param("slug"))
	if err != nil {
		return nil, err
	}
	s := schema.AsSpeaker(record)
	v := &speakerView{
		Name: s.Name(), Title: s.Title(), Company: s.Company(), Bio: s.Bio(), Avatar: cards.File(schema.Speakers, s.Id, record.GetString(schema.SpeakerAvatar), "96x96"),
		Crumbs: []site.Link{{Label: r.T("events.heading"), URL: r.Link("/events")}},
	}
	v.Links, _ = parseLinks(record.GetString(schema.SpeakerLinks)) // checked when they were saved
	sameAs := make([]string, len(v.Links))
	for i, l := range v.Links {
		sameAs[i] = l.URL
	}
	if s.User() != "" {
		r.Reads(schema.Users + "/" + s.User())
		if user, err := r.App().FindRecordById(schema.Users, s.User()); err == nil {
			v.Profile = cards.Person(r, user.GetString(schema.UserHandle), "").URL
		}
	}
	if v.Talks, err = talksOf(r, s.Id, mostTalks); err != nil {
		return nil, err
	}
	avatar := ""
	if v.Avatar != "" {
		avatar = r.Abs(v.Avatar)
	}
	p := &site.Page{
		Template: "events/speaker", Data: v, Styles: []string{pageStyle}, Title: v.Name, Description: v.Bio, Type: "profile", NoIndex: len(v.Talks) == 0,
		JSONLD: []any{r.ProfileLD(site.PersonLD(v.Name, r.Abs(r.Link(r.Path())), avatar, sameAs...), r.Link(r.Path()))},
	}
	if p.Description == "" {
		p.Description = r.T("events.speaker.description", "Name", v.Name)
	}
	return p, nil
}

// talksView is what events/talks shows on a profile.
type talksView struct {
	All   string // the speaker's page
	Talks []talk
}

// personSection shows what a member spoke about at events, the latest.
func personSection(r *site.Request, id string) (*site.Section, error) {
	r.Reads(schema.Speakers)
	record, err := r.App().FindFirstRecordByData(schema.Speakers, schema.SpeakerUser, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	talks, err := talksOf(r, record.Id, fewTalks)
	if err != nil || len(talks) == 0 {
		return nil, err
	}
	return &site.Section{Template: "events/talks", Data: talksView{r.Link(speakerAt.Base + record.GetString(schema.SpeakerSlug)), talks}}, nil
}

func talksOf(r *site.Request, speaker string, most int) ([]talk, error) {
	r.Reads(schema.Events, schema.EventSessions)
	var rows []struct {
		Title      string         `db:"title"`
		Lang       string         `db:"lang"`
		Kind       string         `db:"kind"`
		Starts     types.DateTime `db:"starts"`
		Ends       types.DateTime `db:"ends"`
		Slides     string         `db:"slides_url"`
		Video      string         `db:"video_url"`
		Slug       string         `db:"slug"`
		EventTitle string         `db:"event_title"`
		EventLang  string         `db:"event_lang"`
		Zone       string         `db:"zone"`
		City       string         `db:"city"`
		AllDay     bool           `db:"all_day"`
	}
	err := r.App().DB().NewQuery(`SELECT s.title, coalesce(nullif(s.lang, ''), e.lang) lang, s.kind, coalesce(nullif(s.starts, ''), e.starts) starts,
		coalesce(nullif(s.ends, ''), e.ends) ends, s.slides_url, s.video_url, e.slug, e.title event_title, e.lang event_lang, e.zone, e.city,
		s.starts = '' AND e.all_day all_day
		FROM event_sessions s JOIN events e ON e.id = s.event
		WHERE EXISTS (SELECT 1 FROM json_each(s.speakers) w WHERE w.value = {:speaker}) AND s.hidden = 0 AND e.status IN ('published', 'archived')
		ORDER BY starts DESC, s.id LIMIT {:most}`).WithContext(r.Context()).Bind(dbx.Params{"speaker": speaker, "most": most}).All(&rows)
	list := make([]talk, len(rows))
	for i, row := range rows {
		list[i] = talk{
			Title: row.Title, Lang: cards.Tag(row.Lang), Event: site.Link{Label: row.EventTitle, URL: r.Link("/events/" + row.Slug)}, EventLang: cards.Tag(row.EventLang),
			When: whenOf(r, row.Starts, row.Ends, row.Zone, row.AllDay, time.Now()), City: row.City, Slides: row.Slides, Video: row.Video,
			Kind: r.T("events.session." + row.Kind),
		}
	}
	return list, err
}
