package groups

import (
	"embed"
	"encoding/json"
	"html/template"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// eventsPlace is where the events of a group are named.
const eventsPlace = "group.events"

// Pages adds the pages of groups to the site.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/groups", listPage, site.Params("kind", "city", "page"))
	f.GET("/groups/new", deskPage)
	f.GET("/groups/edit", deskPage)
	f.GET("/groups/:slug", groupPage, site.Params("page"), site.Sections(eventsPlace))
	dropPages(f)
}

// membersOf is what the page of a group depends on beside its record: who is among them.
func membersOf(group string) string { return "members of group " + group }

func dropPages(f *site.Frame) {
	drop := func(e *core.RecordEvent) error {
		err := e.Next()
		f.Invalidate(membersOf(e.Record.GetString(schema.GroupMemberGroup)))
		return err
	}
	app := f.App()
	app.OnRecordAfterCreateSuccess(schema.GroupMembers).Bind(bind.Func("groups.pages.tell", drop))
	app.OnRecordAfterUpdateSuccess(schema.GroupMembers).Bind(bind.Func("groups.pages.tell", drop))
	app.OnRecordAfterDeleteSuccess(schema.GroupMembers).Bind(bind.Func("groups.pages.tell", drop))
}

// The bounds of the pages.
const (
	perPage    = 24
	perMembers = 48
	mostCities = 12
	listAge    = time.Minute // figures of members may be that old on a list
)

// A Card is a group in a list.
type Card struct {
	URL, Name, Summary, Lang string
	Kind, City, Logo         string
	Members                  int
}

// listView is what groups/index shows.
type listView struct {
	Filters []cards.Filter
	Clear   string
	Cards   []Card
	Pager   *site.Pager
}

func listPage(r *site.Request) (*site.Page, error) {
	kind, err := cards.Choose(r, "kind", Kinds)
	if err != nil {
		return nil, err
	}
	l := list{Kind: kind, City: r.Query("city")}
	r.Reads(schema.Groups)
	var v listView
	ids, pager, err := cards.Paged(r, l, perPage)
	if err != nil {
		return nil, err
	}
	v.Pager = pager
	if v.Cards, err = readCards(r, ids); err != nil {
		return nil, err
	}
	if v.Filters, err = filters(r, l); err != nil {
		return nil, err
	}
	narrowed := l.Kind != "" || l.City != ""
	if narrowed {
		v.Clear = r.Link("/groups")
	}
	p := &site.Page{
		Template: "groups/index", Data: v, Title: r.T("groups.heading"), Description: r.T("groups.description"), MaxAge: listAge,
		Prev: pager.Prev, Next: pager.Next, NoIndex: narrowed,
	}
	if !narrowed && pager.Page == 1 {
		links := make([]site.Link, len(v.Cards))
		for i, c := range v.Cards {
			links[i] = site.Link{Label: c.Name, URL: c.URL}
		}
		p.JSONLD = []any{r.CollectionLD(p.Title, p.Description, r.Link("/groups"), links)}
	}
	return p, nil
}

func readCards(r *site.Request, ids []string) ([]Card, error) {
	order, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID      string `db:"id"`
		Slug    string `db:"slug"`
		Name    string `db:"name"`
		Kind    string `db:"kind"`
		City    string `db:"city"`
		Summary string `db:"summary"`
		Lang    string `db:"lang"`
		Logo    string `db:"logo"`
		Members int    `db:"members"`
	}
	err = r.App().DB().NewQuery(`SELECT g.id, g.slug, g.name, g.kind, g.city, g.summary, g.lang, g.logo, coalesce(s.followers, 0) members
		FROM json_each({:ids}) o CROSS JOIN groups g ON g.id = o.value LEFT JOIN stats s ON s.id = g.id ORDER BY o.key`).
		WithContext(r.Context()).Bind(dbx.Params{"ids": string(order)}).All(&rows)
	list := make([]Card, len(rows))
	for i, row := range rows {
		list[i] = Card{
			URL: r.Link("/groups/" + row.Slug), Name: row.Name, Summary: row.Summary, Lang: cards.Tag(row.Lang), Kind: r.T("groups.kind." + row.Kind), City: row.City,
			Logo: cards.File(schema.Groups, row.ID, row.Logo, "96x96"), Members: row.Members,
		}
	}
	return list, err
}

// filters offers the kinds and the cities that there are.
func filters(r *site.Request, l list) ([]cards.Filter, error) {
	every := func(param string) site.Link {
		return site.Link{Label: r.T("list.all"), URL: r.With(param, ""), Current: r.Query(param) == ""}
	}
	kind := cards.Filter{Label: r.T("groups.filter.kind"), Options: []site.Link{every("kind")}}
	for _, k := range Kinds {
		kind.Options = append(kind.Options, site.Link{Label: r.T("groups.kind." + k), URL: r.With("kind", k), Current: l.Kind == k})
	}
	cities, err := citiesOf(r.Context(), r.App(), l.City, mostCities)
	city := cards.Filter{Label: r.T("groups.filter.city"), Options: []site.Link{every("city")}}
	for _, c := range cities {
		city.Options = append(city.Options, site.Link{Label: c, URL: r.With("city", c), Current: l.City == c})
	}
	return []cards.Filter{kind, city}, err
}

// deskView is what groups/desk shows: a page that its script fills.
type deskView struct{ Name, Heading, Lead string }

func deskPage(r *site.Request) (*site.Page, error) {
	name := "edit"
	if r.Path() == "/groups/new" {
		name = "new"
	}
	v := deskView{name, r.T("groups." + name + ".heading"), r.T("groups." + name + ".lead")}
	return &site.Page{
		Template: "groups/desk", Data: v, Title: v.Heading, Description: v.Lead, NoIndex: true, Styles: []string{"css/forms.css", "css/group-desk.css"}, Scripts: []string{"js/group-edit.js"},
	}, nil
}

var groupAt = site.Lookup{Collection: schema.Groups, Field: schema.GroupSlug, Base: "/groups/", Shown: func(r *core.Record) error {
	switch g := schema.AsGroup(r); {
	case !Shown(g.Status()):
		return site.ErrNotFound
	case g.Hidden():
		return site.ErrGone
	}
	return nil
}}

// groupView is what groups/group shows.
type groupView struct {
	ID, Slug, Name, Lang string
	Kind                 site.Link
	City                 *site.Link
	Summary              string
	HTML                 template.HTML
	Logo, Cover          string
	Website              string
	Links                []schema.Link
	Tags                 []site.Link
	Archived             bool
	Count                int
	Organisers           []member
	Members              []member
	Pager                *site.Pager
	Events               template.HTML
	Calendar             string
	Crumbs               []site.Link
}

type member struct {
	site.Link
	Role, Avatar string
}

func groupPage(r *site.Request) (*site.Page, error) {
	record, err := groupAt.Find(r, r.Param("slug"))
	if err != nil {
		return nil, err
	}
	g := schema.AsGroup(record)
	r.Reads(membersOf(g.Id))
	v := &groupView{
		ID: g.Id, Slug: g.Slug(), Name: g.Name(), Lang: cards.Tag(g.Lang()), Kind: site.Link{Label: r.T("groups.kind." + g.Kind()), URL: r.Link("/groups") + "?kind=" + g.Kind()},
		Summary: g.Summary(), HTML: template.HTML(g.HTML()), // the Markdown pipeline made it
		Logo: cards.File(schema.Groups, g.Id, g.Logo(), "96x96"), Cover: cards.File(schema.Groups, g.Id, g.Cover(), "1280x0"), Website: g.Website(),
		Archived: g.Status() == Archived, Calendar: "/groups/" + g.Slug() + "/events.ics",
		Crumbs: []site.Link{{Label: r.T("groups.heading"), URL: r.Link("/groups")}},
	}
	if g.City() != "" {
		v.City = &site.Link{Label: g.City(), URL: r.Link("/groups") + "?city=" + template.URLQueryEscaper(g.City())}
		v.Crumbs = append(v.Crumbs, *v.City)
	}
	v.Links, _ = schema.Links(g.GetString(schema.GroupLinks)) // checked when they were saved
	tags := g.GetString(schema.GroupTags)
	known, err := cards.Tags(r, []string{tags})
	if err != nil {
		return nil, err
	}
	v.Tags = cards.TagsOf(tags, known)
	if _, v.Count, err = cards.Counts(r, g.Id); err != nil {
		return nil, err
	}
	hands, err := seats{Group: g.Id, Organise: true}.IDs(r.Context(), r.App(), 0, mostOrganisers)
	if err != nil {
		return nil, err
	}
	if v.Organisers, err = named(r, hands); err != nil {
		return nil, err
	}
	ids, pager, err := cards.Paged(r, seats{Group: g.Id}, perMembers)
	if err != nil {
		return nil, err
	}
	v.Pager = pager
	if v.Members, err = named(r, ids); err != nil {
		return nil, err
	}
	p := &site.Page{
		Template: "groups/group", Data: v, Title: v.Name, Description: v.Summary, Image: v.Cover, Styles: []string{"css/article.css", "css/groups.css"},
		Scripts: []string{"js/group.js"}, MaxAge: listAge, Prev: pager.Prev, Next: pager.Next, Feeds: cards.FeedLinks(r, "/groups/"+v.Slug+"/events", r.T("events.of", "Name", v.Name)),
		JSONLD: []any{v.structured(r).Root(), r.BreadcrumbLD(site.Link{Label: r.T("groups.heading"), URL: r.Link("/groups")}, site.Link{Label: v.Name, URL: r.Link(r.Path())})},
	}
	if p.Description == "" {
		p.Description = r.T("groups.page.description", "Name", v.Name)
	}
	if pager.Page > 1 {
		p.NoIndex = true
	}
	v.Events, err = r.Sections(p, eventsPlace, g.Id)
	return p, err
}

// structured is the group as schema.org has it.
func (v *groupView) structured(r *site.Request) site.Thing {
	logo := ""
	if v.Logo != "" {
		logo = r.Abs(v.Logo)
	}
	var elsewhere []string
	if v.Website != "" {
		elsewhere = append(elsewhere, v.Website)
	}
	for _, l := range v.Links {
		elsewhere = append(elsewhere, l.URL)
	}
	return site.OrganizationLD(v.Name, r.Abs(r.Link("/groups/"+v.Slug)), logo, elsewhere...)
}

// named gives the members who have these seats.
func named(r *site.Request, ids []string) ([]member, error) {
	order, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID     string `db:"id"`
		Handle string `db:"handle"`
		Name   string `db:"name"`
		Avatar string `db:"avatar"`
		Role   string `db:"role"`
	}
	err = r.App().DB().NewQuery(`SELECT u.id, u.handle, u.name, u.avatar, m.role FROM json_each({:ids}) o CROSS JOIN group_members m ON m.id = o.value
		JOIN users u ON u.id = m.user ORDER BY o.key`).WithContext(r.Context()).Bind(dbx.Params{"ids": string(order)}).All(&rows)
	list := make([]member, len(rows))
	for i, row := range rows {
		r.Reads(schema.Users + "/" + row.ID)
		list[i] = member{Link: cards.Person(r, row.Handle, row.Name), Role: r.T("groups.role." + row.Role), Avatar: cards.File(schema.Users, row.ID, row.Avatar, "96x96")}
	}
	return list, err
}
