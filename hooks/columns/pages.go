package columns

import (
	"embed"
	"html/template"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the public pages of columns to the site.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/columns", indexPage)
	f.GET("/columns/:slug", columnPage, site.Params("sort", "page"), site.Sections(tabsPlace, eventsPlace))
	cards.Feeds(f, "/columns/:slug", feed)
}

// tabsPlace is where other rooms lead to what else there is in a column.
const tabsPlace = "column.tabs"

// eventsPlace is where the events of a column are named.
const eventsPlace = "column.events"

// Kinds is the order of the groups on the columns page.
var Kinds = []string{"official", "partner", "enterprise", "individual"}

// indexView is what columns/index shows.
type indexView struct {
	Groups []group
}

type group struct {
	Kind, Name string
	Columns    []card
}

type card struct {
	URL, Name, Tagline, Logo, Lang string
	Kind                           string
	Verified                       bool
	Articles, Followers            int64
}

// mostColumns bounds the columns that the index shows, the busiest first.
const mostColumns = 500

func indexPage(r *site.Request) (*site.Page, error) {
	list, err := readCards(r, "", mostColumns)
	if err != nil {
		return nil, err
	}
	var v indexView
	for _, kind := range Kinds {
		g := group{Kind: kind, Name: r.T("columns.kind." + kind)}
		for _, c := range list {
			if c.Kind == kind {
				g.Columns = append(g.Columns, c)
			}
		}
		if len(g.Columns) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return &site.Page{Template: "columns/index", Data: v, Title: r.T("columns.heading"), Description: r.T("columns.description")}, nil
}

func readCards(r *site.Request, kind string, most int) ([]card, error) {
	r.Reads(schema.Columns, schema.Articles)
	var rows []struct {
		ID        string `db:"id"`
		Slug      string `db:"slug"`
		Name      string `db:"name"`
		Kind      string `db:"kind"`
		Tagline   string `db:"tagline"`
		Logo      string `db:"logo"`
		Lang      string `db:"lang"`
		Verified  bool   `db:"verified"`
		Articles  int64  `db:"articles"`
		Followers int64  `db:"followers"`
	}
	err := r.App().DB().NewQuery(`SELECT c.id, c.slug, c.name, c.kind, c.tagline, c.logo, c.lang, c.verified,
		coalesce(s.articles, 0) articles, coalesce(s.followers, 0) followers
		FROM columns c LEFT JOIN stats s ON s.id = c.id
		WHERE c.status = 'active' AND ({:kind} = '' OR c.kind = {:kind}) ORDER BY articles DESC, c.name LIMIT {:most}`).
		WithContext(r.Context()).Bind(dbx.Params{"kind": kind, "most": most}).All(&rows)
	list := make([]card, 0, len(rows))
	for _, row := range rows {
		list = append(list, card{
			URL: r.Link("/columns/" + row.Slug), Name: row.Name, Tagline: row.Tagline, Kind: row.Kind, Verified: row.Verified, Lang: cards.Tag(row.Lang),
			Logo: cards.File(schema.Columns, row.ID, row.Logo, "96x96"), Articles: row.Articles, Followers: row.Followers,
		})
	}
	return list, err
}

// columnView is what columns/column shows.
type columnView struct {
	ID, Slug    string
	Name        string
	Kind        site.Link
	Lang        string
	Tagline     string
	Description template.HTML
	Logo, Cover string
	Verified    bool
	Website     string
	Articles    int
	Followers   int
	Members     []member
	Pinned      []site.Card
	Sort        cards.Filter
	Cards       []site.Card
	Pager       *site.Pager
	Feeds       []site.FeedLink
	Crumbs      []site.Link
	Series      []cards.SeriesEntry
	Tabs        template.HTML
	Events      template.HTML
}

type member struct {
	site.Link
	Role, Avatar string
}

func columnPage(r *site.Request) (*site.Page, error) {
	c, err := find(r)
	if err != nil {
		return nil, err
	}
	about, err := markdown.Render(c.Description(), markdown.Options{Lang: r.Lang.Tag()})
	if err != nil {
		return nil, err
	}
	v := columnView{
		ID: c.Id, Slug: c.Slug(), Name: c.Name(), Lang: cards.Tag(c.Lang()), Tagline: c.Tagline(), Description: template.HTML(about.HTML),
		Kind: site.Link{Label: r.T("columns.kind." + c.Kind()), URL: r.Link("/columns") + "#k-" + c.Kind()},
		Logo: cards.File(schema.Columns, c.Id, c.Logo(), "96x96"), Cover: cards.File(schema.Columns, c.Id, c.Cover(), "1280x0"),
		Verified: c.Verified(), Website: c.Website(), Sort: cards.SortFilter(r), Feeds: cards.FeedLinks(r, "/columns/"+c.Slug(), c.Name()),
	}
	if v.Articles, v.Followers, err = cards.Counts(r, c.Id); err != nil {
		return nil, err
	}
	v.Crumbs = []site.Link{{Label: r.T("columns.heading"), URL: r.Link("/columns")}, v.Kind}
	if v.Series, err = cards.SeriesOf(r, "column", c.Id); err != nil {
		return nil, err
	}
	if v.Members, err = members(r, c.Id); err != nil {
		return nil, err
	}
	sort, err := cards.Choose(r, "sort", []string{string(cards.Hot), string(cards.Top)})
	if err != nil {
		return nil, err
	}
	list := cards.List{Shelf: cards.Shelf("column", c.Id), Sort: cards.Sort(sort)}
	if v.Cards, v.Pager, err = cards.Read(r, list); err != nil {
		return nil, err
	}
	if v.Pager.Page == 1 {
		if v.Pinned, err = cards.Load(r, c.Pinned()); err != nil {
			return nil, err
		}
	}
	p := &site.Page{
		Template: "columns/column", Data: &v, Styles: []string{"css/article.css"}, Title: v.Name, Description: v.Tagline, Image: v.Cover, Feeds: v.Feeds,
		Prev: v.Pager.Prev, Next: v.Pager.Next, NoIndex: sort != "",
		JSONLD: []any{r.BreadcrumbLD(site.Link{Label: r.T("columns.heading"), URL: r.Link("/columns")}, site.Link{Label: v.Name, URL: r.Link(r.Path())})},
	}
	if v.Tabs, err = r.Sections(p, tabsPlace, c.Id); err != nil {
		return nil, err
	}
	v.Events, err = r.Sections(p, eventsPlace, c.Id)
	return p, err
}

var columnAt = site.Lookup{
	Collection: schema.Columns, Field: schema.ColumnSlug, Base: "/columns/",
	Shown: func(r *core.Record) error {
		if r.GetString(schema.ColumnStatus) != Active {
			return site.ErrGone
		}
		return nil
	},
}

func find(r *site.Request) (*schema.Column, error) {
	record, err := columnAt.Find(r, r.Param("slug"))
	if err != nil {
		return nil, err
	}
	return schema.AsColumn(record), nil
}

// mostMembers bounds the members that a column's page names.
const mostMembers = 60

func members(r *site.Request, column string) ([]member, error) {
	r.Reads(schema.ColumnMembers)
	var rows []struct {
		ID     string `db:"id"`
		Handle string `db:"handle"`
		Name   string `db:"name"`
		Avatar string `db:"avatar"`
		Role   string `db:"role"`
	}
	err := r.App().DB().NewQuery(`SELECT u.id, u.handle, u.name, u.avatar, m.role FROM column_members m JOIN users u ON u.id = m.user
		WHERE m.[[column]] = {:column} ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'editor' THEN 1 ELSE 2 END, m.created, m.id LIMIT {:most}`).
		WithContext(r.Context()).Bind(dbx.Params{"column": column, "most": mostMembers}).All(&rows)
	list := make([]member, 0, len(rows))
	for _, row := range rows {
		r.Reads(schema.Users + "/" + row.ID)
		m := member{Link: cards.Person(r, row.Handle, row.Name), Role: r.T("columns.role." + row.Role), Avatar: cards.File(schema.Users, row.ID, row.Avatar, "96x96")}
		list = append(list, m)
	}
	return list, err
}

func feed(r *site.Request) (cards.Feed, error) {
	c, err := find(r)
	if err != nil {
		return cards.Feed{}, err
	}
	return cards.Feed{
		Title: c.Name(), Description: c.Tagline(), Home: "/columns/" + c.Slug(),
		List: cards.List{Shelf: cards.Shelf("column", c.Id)},
	}, nil
}
