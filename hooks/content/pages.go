package content

import (
	"database/sql"
	"embed"
	"errors"
	"html/template"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/bind"
	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the public pages of articles, tags and series to the site.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/articles", listPage, site.Params("kind", "tag", "lang", "sort", "page"))
	f.GET("/articles/:slug", articlePage, site.Sections(barPlace, discussionPlace))
	f.GET("/tags", tagsPage)
	f.GET("/tags/:slug", tagPage, site.Params("kind", "lang", "sort", "page"), site.Sections(tagTabs))
	f.GET("/series/:slug", seriesPage)
	cards.Feeds(f, "/tags/:slug", tagFeed)
	tellSeries(f)
}

// tellSeries drops the pages that show the parts of a series when one of them changes: the
// series' own record doesn't change then.
func tellSeries(f *site.Frame) {
	tell := func(e *core.RecordEvent) error {
		err := e.Next()
		for _, id := range []string{e.Record.GetString(schema.ArticleSeries), e.Record.Original().GetString(schema.ArticleSeries)} {
			if id != "" {
				f.Invalidate(seriesTag(id))
			}
		}
		return err
	}
	f.App().OnRecordAfterCreateSuccess(schema.Articles).Bind(bind.Func("content.series.tell", tell))
	f.App().OnRecordAfterUpdateSuccess(schema.Articles).Bind(bind.Func("content.series.tell", tell))
	f.App().OnRecordAfterDeleteSuccess(schema.Articles).Bind(bind.Func("content.series.tell", tell))
}

// The places of pages that other rooms have something for: at the end of an article's text, below it all, and above the
// articles of a tag.
const (
	barPlace        = "article.bar"
	discussionPlace = "article"
	tagTabs         = "tag.tabs" // what else there is with a tag
)

// Where the pages of this room are.
var (
	articleAt = site.Lookup{Collection: schema.Articles, Field: schema.ArticleSlug, Base: "/articles/", Shown: isPublic}
	tagAt     = site.Lookup{Collection: schema.Tags, Field: schema.TagSlug, Base: "/tags/"}
	seriesAt  = site.Lookup{Collection: schema.SeriesList, Field: schema.SeriesSlug, Base: "/series/"}
)

// isPublic lets published articles have a page. What was taken down says so.
func isPublic(r *core.Record) error {
	switch r.GetString(schema.ArticleStatus) {
	case Published:
		return nil
	case Archived, Hidden:
		return site.ErrGone
	default:
		return site.ErrNotFound
	}
}

// listView is what content/list shows.
type listView struct {
	Heading string
	Filters []cards.Filter
	Cards   []site.Card
	Pager   *site.Pager
	Tag     *site.Link // the tag that the list is narrowed to, with the way back
	Clear   string     // the list without any filter, where there is one
	Tags    []cards.BusyTag
	Series  []cards.SeriesEntry
}

// How many tags and authors stand beside a list.
const (
	asideTags    = 16
	asideAuthors = 5
)

func listPage(r *site.Request) (*site.Page, error) {
	shelf, v := cards.ShelfAll, listView{Heading: r.T("list.articles")}
	if slug := r.Query("tag"); slug != "" {
		place, err := address.Find(r.App(), schema.Tags, slug)
		if errors.Is(err, sql.ErrNoRows) || place.Gone {
			return nil, site.ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		tag, err := r.App().FindRecordById(schema.Tags, place.ID)
		if err != nil {
			return nil, err
		}
		shelf = cards.Shelf("tag", tag.Id)
		v.Tag = &site.Link{Label: tagName(r, schema.AsTag(tag)), URL: r.With("tag", "")}
	}
	list, err := cards.Asked(r, shelf)
	if err != nil {
		return nil, err
	}
	langs, err := cards.LangFilter(r)
	if err != nil {
		return nil, err
	}
	v.Filters = []cards.Filter{cards.KindFilter(r), langs, cards.SortFilter(r)}
	if v.Cards, v.Pager, err = cards.Read(r, list); err != nil {
		return nil, err
	}
	if list.Kind != "" {
		v.Heading = r.T("kind." + list.Kind)
	}
	if list.Kind != "" || list.Lang != "" || v.Tag != nil {
		v.Clear = r.Link("/articles")
	}
	if v.Tags, err = cards.BusiestTags(r, asideTags); err != nil {
		return nil, err
	}
	if v.Series, err = cards.SeriesOf(r, "", ""); err != nil {
		return nil, err
	}
	return &site.Page{
		Template: "content/list", Data: v, Title: v.Heading, Description: r.T("list.description"),
		Feeds: cards.FeedLinks(r, "", ""), Prev: v.Pager.Prev, Next: v.Pager.Next,
		// one list has one canonical order; the others are for people, not for search engines
		NoIndex: list.Sort != "",
	}, nil
}

// tagsView is what content/tags shows: the tags by category.
type tagsView struct {
	Total  int
	Groups []tagGroup
}

type tagGroup struct {
	ID, Name string
	Tags     []tagEntry
}

type tagEntry struct {
	site.Link
	Description string
	Articles    int64
}

func tagsPage(r *site.Request) (*site.Page, error) {
	r.Reads(schema.Tags, schema.Articles)
	var rows []struct {
		Slug          string `db:"slug"`
		Name          string `db:"name"`
		NameEN        string `db:"name_en"`
		Category      string `db:"category"`
		Description   string `db:"description"`
		DescriptionEN string `db:"description_en"`
		Articles      int64  `db:"articles"`
	}
	// an import can bring tags by the thousand: the most used of them have a place here, all are found by search
	if err := r.App().DB().NewQuery(`SELECT t.slug, t.name, t.name_en, t.category, t.description, t.description_en, coalesce(s.articles, 0) articles
		FROM tags t LEFT JOIN stats s ON s.id = t.id ORDER BY articles DESC, t.name LIMIT 500`).
		WithContext(r.Context()).All(&rows); err != nil {
		return nil, err
	}
	v := tagsView{Total: len(rows)}
	groups := map[string]*tagGroup{}
	for _, row := range rows {
		category := cards.Category(row.Category)
		g := groups[category]
		if g == nil {
			g = &tagGroup{ID: category, Name: r.T("category." + category)}
			groups[category] = g
		}
		g.Tags = append(g.Tags, tagEntry{
			Link:        site.Link{Label: cards.Named(r.Lang, row.Name, row.NameEN), URL: r.Link("/tags/" + row.Slug)},
			Description: cards.Named(r.Lang, row.Description, row.DescriptionEN), Articles: row.Articles,
		})
	}
	for _, c := range cards.Categories {
		if g := groups[c]; g != nil {
			v.Groups = append(v.Groups, *g)
		}
	}
	return &site.Page{Template: "content/tags", Data: v, Title: r.T("tags.heading"), Description: r.T("tags.description")}, nil
}

// tagView is what content/tag shows.
type tagView struct {
	ID, Slug    string
	Name        string
	Description string
	Articles    int
	Followers   int
	Filters     []cards.Filter
	Cards       []site.Card
	Pager       *site.Pager
	Feeds       []site.FeedLink
	Crumbs      []site.Link
	Related     []site.Link
	Authors     []cards.Author
	Clear       string // the list without any filter, where there is one
	Tabs        template.HTML
}

func tagPage(r *site.Request) (*site.Page, error) {
	record, err := tagAt.Find(r, r.Param("slug"))
	if err != nil {
		return nil, err
	}
	tag := schema.AsTag(record)
	list, err := cards.Asked(r, cards.Shelf("tag", tag.Id))
	if err != nil {
		return nil, err
	}
	v := tagView{
		ID: tag.Id, Slug: tag.Slug(), Name: tagName(r, tag), Description: cards.Named(r.Lang, tag.Description(), tag.DescriptionEn()),
		Filters: []cards.Filter{cards.KindFilter(r), cards.SortFilter(r)},
		Feeds:   cards.FeedLinks(r, "/tags/"+tag.Slug(), tagName(r, tag)),
	}
	category := cards.Category(tag.Category())
	v.Crumbs = []site.Link{
		{Label: r.T("tags.heading"), URL: r.Link("/tags")},
		{Label: r.T("category." + category), URL: r.Link("/tags") + "#c-" + category},
	}
	if v.Articles, v.Followers, err = cards.Counts(r, tag.Id); err != nil {
		return nil, err
	}
	if v.Cards, v.Pager, err = cards.Read(r, list); err != nil {
		return nil, err
	}
	v.Related = cards.TagsAmong(v.Cards, asideTags, r.Link(r.Path()))
	v.Authors = cards.AuthorsAmong(v.Cards, asideAuthors)
	if list.Kind != "" || list.Lang != "" {
		v.Clear = r.Link(r.Path())
	}
	p := &site.Page{
		Template: "content/tag", Data: &v, Title: v.Name, Description: v.Description, Feeds: v.Feeds,
		Prev: v.Pager.Prev, Next: v.Pager.Next, NoIndex: list.Sort != "",
		JSONLD: []any{r.BreadcrumbLD(site.Link{Label: r.T("tags.heading"), URL: r.Link("/tags")}, site.Link{Label: v.Name, URL: r.Link(r.Path())})},
	}
	v.Tabs, err = r.Sections(p, tagTabs, tag.Id)
	return p, err
}

func tagFeed(r *site.Request) (cards.Feed, error) {
	record, err := tagAt.Find(r, r.Param("slug"))
	if err != nil {
		return cards.Feed{}, err
	}
	tag := schema.AsTag(record)
	return cards.Feed{
		Title: tagName(r, tag), Description: cards.Named(r.Lang, tag.Description(), tag.DescriptionEn()), Home: "/tags/" + tag.Slug(),
		List: cards.List{Shelf: cards.Shelf("tag", tag.Id)},
	}, nil
}

func tagName(r *site.Request, t *schema.Tag) string { return cards.Named(r.Lang, t.Name(), t.NameEn()) }

// seriesView is what content/series shows.
type seriesView struct {
	ID, Slug    string
	Title       string
	Lang        string
	Description string
	Column      site.Link
	Crumbs      []site.Link
	Authors     []authorView
	Minutes     int
	Parts       []site.Card
	Cover       string
}

// maxParts bounds the parts that a series shows.
const maxParts = 200

func seriesPage(r *site.Request) (*site.Page, error) {
	record, err := seriesAt.Find(r, r.Param("slug"))
	if err != nil {
		return nil, err
	}
	s := schema.AsSeries(record)
	v := seriesView{
		ID: s.Id, Slug: s.Slug(), Title: s.Title(), Description: s.Description(), Lang: cards.Tag(s.Lang()),
		Cover: cards.File(schema.SeriesList, s.Id, s.Cover(), "1280x0"),
	}
	ids, err := partIDs(r, s.Id)
	if err != nil {
		return nil, err
	}
	if v.Parts, err = cards.Load(r, ids); err != nil {
		return nil, err
	}
	r.Reads(seriesTag(s.Id))
	for _, part := range v.Parts {
		v.Minutes += part.Minutes
	}
	if v.Authors, err = authorCards(r, append([]string{s.Owner()}, s.Authors()...)); err != nil {
		return nil, err
	}
	if v.Column, err = columnLink(r, s.Column()); err != nil {
		return nil, err
	}
	v.Crumbs = []site.Link{{Label: r.T("list.articles"), URL: r.Link("/articles")}}
	if v.Column.URL != "" {
		v.Crumbs = append(v.Crumbs, v.Column)
	}
	return &site.Page{
		Template: "content/series", Data: v, Title: v.Title, Description: v.Description, Image: v.Cover,
		JSONLD: []any{r.BreadcrumbLD(site.Link{Label: r.T("list.articles"), URL: r.Link("/articles")}, site.Link{Label: v.Title, URL: r.Link(r.Path())})},
	}, nil
}

// seriesTag is what the pages that show the parts of a series depend on; see tellSeries.
func seriesTag(id string) string { return "parts of " + id }

// partOrder is the order of the parts of a series. The queries before it name the partial
// index on series and, by a plus, not the one on status, which holds all articles.
const partOrder = "ORDER BY part, published, id LIMIT {:most}"

func partIDs(r *site.Request, series string) ([]string, error) {
	var ids []string
	err := r.App().DB().NewQuery("SELECT id FROM articles WHERE series = {:series} AND series != '' AND +status = 'published' " + partOrder).
		WithContext(r.Context()).Bind(dbx.Params{"series": series, "most": maxParts}).Column(&ids)
	return ids, err
}

func columnLink(r *site.Request, id string) (site.Link, error) {
	if id == "" {
		return site.Link{}, nil
	}
	r.Reads(schema.Columns + "/" + id)
	record, err := r.App().FindRecordById(schema.Columns, id)
	if errors.Is(err, sql.ErrNoRows) {
		return site.Link{}, nil
	}
	if err != nil {
		return site.Link{}, err
	}
	c := schema.AsColumn(record)
	if c.Status() != "active" {
		return site.Link{}, nil
	}
	return site.Link{Label: c.Name(), URL: r.Link("/columns/" + c.Slug())}, nil
}

// trusted marks HTML that the Markdown pipeline made.
func trusted(html string) template.HTML { return template.HTML(html) }
