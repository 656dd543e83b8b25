package adopt

import (
	"embed"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

const (
	elsewhere = "/questions/elsewhere"
	perPage   = 20
	// counted is how far the list counts itself.
	counted = 1000
)

// Pages adds the list of questions of other sites and its feeds.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET(elsewhere, listPage, site.Params("state", "page"))
	for name, as := range map[string]func(site.Feed) (*site.Document, error){"feed.xml": site.Feed.RSS, "atom.xml": site.Feed.Atom, "feed.json": site.Feed.JSON} {
		f.Document(elsewhere+"/"+name, func(r *site.Request) (*site.Document, error) {
			feed, err := feed(r, name)
			if err != nil {
				return nil, err
			}
			return as(feed)
		})
	}
}

// entry is a question of another site in the list.
type entry struct {
	ID, Title, Lang string
	URL             string // here where it was adopted, else there
	Here            bool
	Site, Source    string
	Author          site.Link
	Licence         string
	Asked, Added    time.Time
	Tags            []site.Link
}

// listView is what adopt/list shows.
type listView struct {
	Filters []cards.Filter
	Entries []entry
	Pager   *site.Pager
	Crumbs  []site.Link
	Feeds   []site.FeedLink
	Clear   string
}

func listPage(r *site.Request) (*site.Page, error) {
	state, err := cards.Choose(r, "state", []string{Found, Adopted})
	if err != nil {
		return nil, err
	}
	r.Reads(schema.ExternalQuestions)
	var total int
	if err := r.App().DB().NewQuery("SELECT count(*) FROM (SELECT 1 FROM external_questions WHERE " + among(state) + " LIMIT {:most})").
		WithContext(r.Context()).Bind(dbx.Params{"state": state, "most": counted}).Row(&total); err != nil {
		return nil, err
	}
	v := listView{Feeds: site.FeedLinks(r.T("adopt.heading"), elsewhere+"/"), Crumbs: []site.Link{{Label: r.T("adopt.questions"), URL: r.Link("/questions")}}}
	if v.Pager, err = site.NewPager(r, total, perPage); err != nil {
		return nil, err
	}
	if v.Entries, err = entries(r, state, (v.Pager.Page-1)*perPage, perPage); err != nil {
		return nil, err
	}
	f := cards.Filter{Label: r.T("adopt.state")}
	option := func(value, label string) {
		f.Options = append(f.Options, site.Link{Label: label, URL: r.With("state", value), Current: state == value})
	}
	option("", r.T("adopt.state_all"))
	option(Found, r.T("adopt.state_found"))
	option(Adopted, r.T("adopt.state_adopted"))
	v.Filters = []cards.Filter{f}
	if state != "" {
		v.Clear = r.Link(elsewhere)
	}
	return &site.Page{
		Template: "adopt/list", Data: v, Title: r.T("adopt.heading"), Description: r.T("adopt.description"), Feeds: v.Feeds,
		Prev: v.Pager.Prev, Next: v.Pager.Next, Styles: []string{"css/forms.css", "css/adopt.css"}, Scripts: []string{"js/elsewhere.js"},
		JSONLD: []any{r.BreadcrumbLD(v.Crumbs[0], site.Link{Label: r.T("adopt.heading"), URL: r.Link(elsewhere)})},
	}, nil
}

func among(state string) string {
	if state == "" {
		return "state != 'ignored'"
	}
	return "state = {:state}"
}

// entries reads one stretch of the list, the latest first.
func entries(r *site.Request, state string, offset, n int) ([]entry, error) {
	var rows []struct {
		ID       string         `db:"id"`
		URL      string         `db:"url"`
		Site     string         `db:"site"`
		Title    string         `db:"title"`
		Author   string         `db:"author"`
		AtAuthor string         `db:"author_url"`
		Licence  string         `db:"licence"`
		Asked    types.DateTime `db:"asked"`
		Created  types.DateTime `db:"created"`
		Lang     string         `db:"lang"`
		Tags     string         `db:"tags"`
		Question string         `db:"question"`
		Slug     string         `db:"slug"`
	}
	order := "x.created DESC, x.id"
	err := r.App().DB().NewQuery(`SELECT x.id, x.url, x.site, x.title, x.author, x.author_url, x.licence, x.asked, x.created, x.lang,
			coalesce((SELECT json_group_array(json_object('slug', t.slug, 'name', t.name, 'en', t.name_en)) FROM json_each(x.tags) k JOIN tags t ON t.id = k.value), '[]') tags,
			coalesce(q.id, '') question, coalesce(q.slug, '') slug
		FROM (SELECT * FROM external_questions WHERE ` + among(state) + ` ORDER BY created DESC, id LIMIT {:n} OFFSET {:offset}) x
			LEFT JOIN questions q ON q.id = x.question AND q.status = 'published' ORDER BY ` + order).
		WithContext(r.Context()).Bind(dbx.Params{"state": state, "n": n, "offset": offset}).All(&rows)
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		r.Reads(schema.Tags)
	}
	list := make([]entry, len(rows))
	for i, row := range rows {
		x := entry{
			ID: row.ID, Title: row.Title, Lang: cards.Tag(row.Lang), URL: row.URL, Site: row.Site, Source: row.URL,
			Author: site.Link{Label: row.Author, URL: row.AtAuthor}, Licence: row.Licence, Asked: cards.Time(row.Asked), Added: cards.Time(row.Created),
		}
		if row.Question != "" {
			r.Reads(schema.Questions + "/" + row.Question)
			x.Here, x.URL = true, r.Link(questionPath(row.Question, row.Slug))
		}
		if x.Tags, err = tagLinks(r, row.Tags); err != nil {
			return nil, err
		}
		list[i] = x
	}
	return list, nil
}

func questionPath(id, slug string) string { return strings.TrimSuffix("/questions/"+id+"/"+slug, "/") }

func feed(r *site.Request, name string) (site.Feed, error) {
	r.Reads(schema.ExternalQuestions)
	list, err := entries(r, "", 0, cards.FeedSize)
	out := site.Feed{
		Title: r.T("adopt.heading") + " · " + r.Site().Name, Description: r.T("adopt.description"), Home: r.Abs(elsewhere), Self: r.Abs(elsewhere + "/" + name),
		Language: r.Lang.Tag(), Icon: r.Abs("/img/icon-512.png"),
	}
	for _, x := range list {
		item := site.FeedItem{
			ID: r.Abs(elsewhere) + "#x-" + x.ID, URL: r.Abs(x.URL), Title: x.Title, Language: x.Lang, Published: x.Added, Rights: x.Licence,
			Source: site.FeedSource{Title: x.Site, URL: x.Source}, Summary: r.T("adopt.from", "Site", x.Site),
		}
		if x.Author.Label != "" {
			item.Authors = []site.FeedAuthor{{Name: x.Author.Label, URL: x.Author.URL}}
		}
		item.Categories = cards.FeedCategories(x.Tags)
		out.Items = append(out.Items, item)
	}
	return out, err
}
