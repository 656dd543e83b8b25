package events

import (
	"embed"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// The style sheets of lists and calendars, and of the page of an event.
const (
	style     = "css/events.css"
	pageStyle = "css/event.css"
)

// The places of other rooms' pages that this one has something for, and those of its own that the rooms of registrations
// and of questions fill.
const (
	homePlace         = "home.events"
	columnPlace       = "column.events"
	groupPlace        = "group.events"
	personPlace       = "person.talks"
	registrationPlace = "event.registration"
	questionsPlace    = "event.questions"
)

// Pages adds everything that is read of events to the site. registration says, on the page of an event, how one takes part;
// nil, or nothing from it, shows nothing.
func Pages(f *site.Frame, registration site.SectionHandler) {
	f.Views(views)
	f.GET("/events", listPage, site.Params("view", "month", "page"), site.Params(filterParams...))
	f.GET("/events/past", pastPage, site.Params("page"), site.Params(filterParams...))
	f.GET("/events/in/:city", cityPage, site.Params("page"))
	f.GET("/events/series/:slug", seriesPage, site.Params("page"))
	organise(f)
	f.GET("/events/:slug", eventPage, site.Sections(registrationPlace, questionsPlace))
	f.GET("/columns/:slug/events", columnPage, site.Params("page"))
	f.GET("/groups/:slug/events", groupPage, site.Params("page"))
	f.GET("/speakers/:slug", speakerPage)
	feeds(f)
	calendars(f)
	f.Section(homePlace, homeSection)
	f.Section(columnPlace, columnSection)
	f.Section(groupPlace, groupSection)
	f.Section(personPlace, personSection)
	if registration != nil {
		f.Section(registrationPlace, registration)
	}
	dropPages(f)
}

// pageOf is what an event's page depends on beside records that it names: what comes or goes there.
func pageOf(event string) string { return "page of event " + event }

// dropPages drops the page of an event when a part of its agenda comes, changes or goes.
func dropPages(f *site.Frame) {
	drop := func(e *core.RecordEvent) error {
		err := e.Next()
		for _, id := range []string{e.Record.GetString(schema.EventSessionEvent), e.Record.Original().GetString(schema.EventSessionEvent)} {
			if id != "" {
				f.Invalidate(pageOf(id))
			}
		}
		return err
	}
	app := f.App()
	app.OnRecordAfterCreateSuccess(schema.EventSessions).Bind(bind.Func("events.pages.tell", drop))
	app.OnRecordAfterUpdateSuccess(schema.EventSessions).Bind(bind.Func("events.pages.tell", drop))
	app.OnRecordAfterDeleteSuccess(schema.EventSessions).Bind(bind.Func("events.pages.tell", drop))
}

// listAge is how long a list may be shown without looking at the clock again: what has begun, what is over.
const listAge = time.Minute

// listView is what events/list shows.
type listView struct {
	Heading, Lead string
	Crumbs        []site.Link
	Tabs          []site.Link // upcoming, calendar, past, and who meets
	Filters       []cards.Filter
	Tag           *site.Link // the tag that the list is narrowed to, with the way back
	Clear         string     // the list without any filter, where there is one
	Groups        []group
	Month         *monthView
	Pager         *site.Pager
	Past          bool
	Recent        []Card // what was there lately, beside a list that says what comes
	RecentURL     string
	Cities        []site.Link
	Feed          string
	Calendar      string // the address that calendars subscribe to
	New           string // where one makes an event for this list
}

// filterParams narrow the list of all events, and its feeds.
var filterParams = []string{"kind", "city", "mode", "tag"}

// filtersOf reads what narrows a list from the query.
func filtersOf(r *site.Request, v *listView, l *List) (err error) {
	if l.Kind, err = cards.Choose(r, "kind", Kinds); err != nil {
		return err
	}
	if l.Mode, err = cards.Choose(r, "mode", Modes); err != nil {
		return err
	}
	l.City = r.Query("city")
	if slug := r.Query("tag"); slug != "" {
		tag, err := tagAt.Find(r, slug)
		if path, moved := site.RedirectTarget(err); moved {
			return site.RedirectTo(path)
		}
		if err != nil {
			return err
		}
		t := schema.AsTag(tag)
		l.Tag = tag.Id
		v.Tag = &site.Link{Label: cards.Named(r.Lang, t.Name(), t.NameEn()), URL: r.With("tag", "")}
	}
	return nil
}

var tagAt = site.Lookup{Collection: schema.Tags, Field: schema.TagSlug, Base: "/tags/"}

func (l List) narrowed() bool { return l.Kind != "" || l.Mode != "" || l.City != "" || l.Tag != "" }

// The ways to look at what comes, as the "view" parameter has them.
const asMonth = "month"

func listPage(r *site.Request) (*site.Page, error) {
	view, err := cards.Choose(r, "view", []string{"list", asMonth})
	if err != nil {
		return nil, err
	}
	v := listView{Heading: r.T("events.heading"), Lead: r.T("events.lead"), Calendar: "/events.ics", New: r.Link("/events/new")}
	l := List{Now: time.Now()}
	if err := filtersOf(r, &v, &l); err != nil {
		return nil, err
	}
	p, err := v.page(r, l, view, "/events")
	if err != nil {
		return nil, err
	}
	p.Title, p.Description = v.Heading, r.T("events.description")
	p.Feeds = cards.FeedLinks(r, "/events", r.T("events.heading")+" · "+r.Site().Name)
	for i := range p.Feeds {
		p.Feeds[i].URL += filterQuery(r)
	}
	v.Feed = p.Feeds[0].URL
	if !p.NoIndex && v.Pager.Page == 1 {
		p.JSONLD = []any{r.CollectionLD(v.Heading, p.Description, r.Link("/events"), v.links())}
	}
	return p, nil
}

func pastPage(r *site.Request) (*site.Page, error) {
	v := listView{Heading: r.T("events.past"), Lead: r.T("events.past.lead"), Past: true, Crumbs: []site.Link{{Label: r.T("events.heading"), URL: r.Link("/events")}}}
	l := List{Now: time.Now(), Past: true}
	if err := filtersOf(r, &v, &l); err != nil {
		return nil, err
	}
	p, err := v.page(r, l, "", "/events/past")
	if err != nil {
		return nil, err
	}
	p.Title, p.Description = v.Heading, r.T("events.past.description")
	return p, nil
}

// page fills a view from its list, whose page without parameters is at path.
func (v *listView) page(r *site.Request, l List, view, path string) (*site.Page, error) {
	p := &site.Page{Template: "events/list", Data: v, Styles: []string{style}, MaxAge: listAge}
	if l.narrowed() {
		v.Clear = r.Link(path)
	}
	v.Tabs = []site.Link{
		{Label: r.T("events.upcoming"), URL: r.Link("/events"), Current: !l.Past && view != asMonth},
		{Label: r.T("events.month"), URL: r.Link("/events") + "?view=month", Current: view == asMonth},
		{Label: r.T("events.past.tab"), URL: r.Link("/events/past"), Current: l.Past},
		{Label: r.T("groups.heading"), URL: r.Link("/groups")},
	}
	var err error
	if v.Filters, err = filterChips(r, l); err != nil {
		return nil, err
	}
	// one list has one canonical form; the others are for people, not for search engines
	p.NoIndex = l.narrowed() || view != ""
	if view == asMonth {
		v.Pager = &site.Pager{}
		if v.Clear != "" {
			v.Clear += "?view=month"
		}
		v.Month, err = readMonth(r, l)
		return p, err
	}
	if r.Query("month") != "" {
		return nil, site.RedirectTo(path) // a month is nothing to a list
	}
	if err := v.read(r, l); err != nil {
		return nil, err
	}
	p.Prev, p.Next = v.Pager.Prev, v.Pager.Next
	if l.Past || v.Pager.Page > 1 {
		return p, nil
	}
	past := l
	past.Past = true
	v.Recent, err = firstCards(r, past, asideEvents)
	v.RecentURL = r.Link("/events/past")
	return p, err
}

// asideEvents is how many past events stand beside a list.
const asideEvents = 4

// read fills in one page of the list.
func (v *listView) read(r *site.Request, l List) error {
	r.Reads(schema.Events)
	ids, pager, err := cards.Paged(r, l, perPage)
	if err != nil {
		return err
	}
	list, err := loadCards(r, ids, l.Now)
	if err != nil {
		return err
	}
	v.Groups, v.Pager = byMonth(r, list), pager
	return nil
}

func (v *listView) links() (links []site.Link) {
	for _, g := range v.Groups {
		for _, c := range g.Cards {
			links = append(links, site.Link{Label: c.Title, URL: c.URL})
		}
	}
	return links
}

// mostCities bounds the cities that a list offers, those with the most events first.
const mostCities = 12

// filterChips offers what narrows a list: kinds and cities that it has, and ways to take part.
func filterChips(r *site.Request, l List) ([]cards.Filter, error) {
	kinds, err := valuesOf(r, l, "kind", len(Kinds))
	if err != nil {
		return nil, err
	}
	cities, err := valuesOf(r, l, "city", mostCities)
	if err != nil {
		return nil, err
	}
	kind := cards.Filter{Label: r.T("events.filter.kind"), Options: []site.Link{everything(r, "kind")}}
	for _, k := range Kinds {
		for _, there := range kinds {
			if there == k {
				kind.Options = append(kind.Options, site.Link{Label: r.T("events.kind." + k), URL: r.With("kind", k), Current: l.Kind == k})
			}
		}
	}
	mode := cards.Filter{Label: r.T("events.filter.mode"), Options: []site.Link{everything(r, "mode")}}
	for _, m := range Modes {
		mode.Options = append(mode.Options, site.Link{Label: r.T("events.mode." + m), URL: r.With("mode", m), Current: l.Mode == m})
	}
	city := cards.Filter{Label: r.T("events.filter.city"), Options: []site.Link{everything(r, "city")}}
	for _, c := range cities {
		city.Options = append(city.Options, site.Link{Label: c, URL: r.With("city", c), Current: l.City == c})
	}
	return []cards.Filter{kind, mode, city}, nil
}

func everything(r *site.Request, param string) site.Link {
	return site.Link{Label: r.T("list.all"), URL: r.With(param, ""), Current: r.Query(param) == ""}
}

// mostCounted is how many events of a list tell which kinds and cities are offered.
const mostCounted = 1000

// valuesOf gives the values of a field on a list, the most frequent ones first; the one that is chosen is among them.
func valuesOf(r *site.Request, l List, field string, most int) (values []string, err error) {
	whole := List{Now: l.Now, Past: l.Past}
	where, params := whole.narrow()
	order := "e.ends"
	if l.Past {
		order += " DESC"
	}
	params["counted"] = mostCounted
	params["most"], params["chosen"] = most, map[string]string{"kind": l.Kind, "city": l.City}[field]
	err = r.App().DB().NewQuery("SELECT v FROM (SELECT e.[[" + field + "]] v FROM events e WHERE " + where + " ORDER BY " + order + " LIMIT {:counted}) WHERE v != '' GROUP BY v ORDER BY v = {:chosen} DESC, count(*) DESC, v LIMIT {:most}").
		WithContext(r.Context()).Bind(params).Column(&values)
	return values, err
}
