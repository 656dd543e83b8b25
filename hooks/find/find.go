// Package find is the search page over the search index.
package find

import (
	"embed"
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/search"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Register adds the search endpoints.
func Register(app core.App, index *search.Index) {
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "find.routes", Func: func(e *core.ServeEvent) error {
		index.Routes(e)
		return e.Next()
	}})
}

// Pages adds the search page to the site.
func Pages(f *site.Frame, index *search.Index) {
	f.Views(views)
	f.GET("/search", func(r *site.Request) (*site.Page, error) { return searchPage(r, index) },
		site.Params("q", "kind", "tag", "lang", "state", "page"), site.Dynamic())
}

// perPage is how many results a page shows.
const perPage = 20

// facetValues is how many values of a facet are offered.
const facetValues = 10

// popularTags is how many tags are offered where there is nothing else to show.
const popularTags = 16

// deepest is the last page of results that is offered.
const deepest = 50

// searchView is what find/search shows.
type searchView struct {
	Query      string
	Asked      bool // there is something to search for
	Total      int
	Bound      bool // there may be more than Total
	Results    []result
	Facets     []cards.Filter
	Pager      *site.Pager
	Suggestion *site.Link // what was probably meant
	Corrected  bool       // the results are those of the suggestion already
	Popular    []cards.BusyTag
}

type result struct {
	URL, Kind, Lang string
	Title, Snippet  template.HTML
	People          []site.Link // authors first; those with an account here lead to their profiles
	Published       time.Time
	Figures         *search.Figures // of a question
}

func searchPage(r *site.Request, index *search.Index) (*site.Page, error) {
	q := strings.TrimSpace(r.Query("q"))
	if utf8.RuneCountInString(q) > search.MaxQuery {
		q = string([]rune(q)[:search.MaxQuery])
	}
	v := searchView{Query: q}
	p := &site.Page{Template: "find/search", Title: r.T("find.heading"), Description: r.T("find.description"), Canonical: r.Link("/search"), MaxAge: time.Minute}
	req := search.Request{Query: q, Kind: r.Query("kind"), Tag: r.Query("tag"), Lang: r.Query("lang"), State: r.Query("state"), Page: r.PageNumber(), PerPage: perPage}
	filtered := req.Kind != "" || req.Tag != "" || req.Lang != "" || req.State != ""
	v.Asked = q != "" || filtered
	p.NoIndex = filtered || req.Page > 1 // the first results count as the search page itself; what follows has no end
	if !v.Asked {
		var err error
		if v.Popular, err = cards.BusiestTags(r, popularTags); err != nil {
			return nil, err
		}
		p.Data = v
		return p, nil
	}
	// results depend on every kind of thing that can be found
	r.Reads(schema.Articles, schema.Questions, schema.Answers, schema.Events, schema.Groups, schema.Columns, schema.Tags, schema.Users)
	if req.Page > deepest {
		return nil, site.ErrNotFound
	}
	res, err := index.Search(r.Context(), r.App(), req)
	if err != nil {
		return nil, err
	}
	v.Total, v.Bound, v.Corrected = res.Total, res.TotalIsBound, res.Corrected
	accounts, err := accountsOf(r, res.Items)
	if err != nil {
		return nil, err
	}
	described, err := descriptionsOf(r, res.Items)
	if err != nil {
		return nil, err
	}
	for _, item := range res.Items {
		result := show(r, item, accounts)
		if text := described[item.ID]; text != "" {
			result.Snippet = template.HTML(template.HTMLEscapeString(text))
		}
		v.Results = append(v.Results, result)
	}
	if res.Suggestion != "" {
		v.Suggestion = &site.Link{Label: res.Suggestion, URL: r.With("q", res.Suggestion)}
	}
	if v.Pager, err = site.NewPager(r, min(res.Total, deepest*perPage), perPage); err != nil {
		return nil, err
	}
	if v.Facets, err = facets(r, res.Facets); err != nil {
		return nil, err
	}
	if v.Total == 0 {
		if v.Popular, err = cards.BusiestTags(r, popularTags); err != nil {
			return nil, err
		}
	}
	p.Data = v
	if q != "" {
		p.Title = r.T("find.results_for", "Query", q)
	}
	return p, nil
}

// accountsOf reads the people among the names of results, by handle: the index keeps a name and a handle for each.
func accountsOf(r *site.Request, items []search.Item) (map[string]site.Link, error) {
	var handles []any
	for _, item := range items {
		if item.ArticleKind != "" {
			for _, name := range item.Names {
				handles = append(handles, name)
			}
		}
	}
	accounts := map[string]site.Link{}
	if len(handles) == 0 {
		return accounts, nil
	}
	var rows []struct {
		Handle string `db:"handle"`
		Name   string `db:"name"`
	}
	err := r.App().DB().Select("handle", "name").From(schema.Users).
		Where(dbx.And(dbx.In("handle", handles...), dbx.NewExp("handle != ''"))). // as the index says
		WithContext(r.Context()).All(&rows)
	for _, row := range rows {
		accounts[row.Handle] = cards.Person(r, row.Handle, row.Name)
	}
	return accounts, err
}

// descriptionsOf reads what tags are about in the reader's language, by id: the index knows them in all languages at once.
func descriptionsOf(r *site.Request, items []search.Item) (map[string]string, error) {
	var ids []any
	for _, item := range items {
		if item.Kind == "tag" {
			ids = append(ids, item.ID)
		}
	}
	texts := map[string]string{}
	if len(ids) == 0 {
		return texts, nil
	}
	var rows []struct {
		ID            string `db:"id"`
		Description   string `db:"description"`
		DescriptionEN string `db:"description_en"`
	}
	err := r.App().DB().Select("id", "description", "description_en").From(schema.Tags).Where(dbx.In("id", ids...)).
		WithContext(r.Context()).All(&rows)
	for _, row := range rows {
		texts[row.ID] = cards.Named(r.Lang, row.Description, row.DescriptionEN)
	}
	return texts, err
}

// peopleOf turns the names of a result into people: a handle becomes the account's name, which isn't said again.
func peopleOf(names []string, accounts map[string]site.Link) []site.Link {
	said := map[string]bool{}
	var list []site.Link
	for _, name := range names {
		if link, ok := accounts[name]; ok && !said[link.Label] {
			said[link.Label] = true
			list = append(list, link)
		}
	}
	for _, name := range names {
		if _, isHandle := accounts[name]; !isHandle && name != "" && !said[name] {
			said[name] = true
			list = append(list, site.Link{Label: name})
		}
	}
	return list
}

func show(r *site.Request, item search.Item, accounts map[string]site.Link) result {
	res := result{
		URL: r.Link(item.URL), Kind: r.T("find.kind." + item.Kind), Lang: cards.Tag(item.Lang),
		Title: template.HTML(item.TitleHTML), Snippet: template.HTML(item.Snippet), Figures: item.Figures,
	}
	if item.ArticleKind != "" {
		res.Kind = r.T("kind." + item.ArticleKind)
		res.People = peopleOf(item.Names, accounts)
	}
	if t, err := time.Parse(time.DateOnly, item.Published); err == nil {
		res.Published = t
	}
	return res
}

// facets turns the counts into links that narrow the search or widen it again.
func facets(r *site.Request, counts map[string][]search.Facet) ([]cards.Filter, error) {
	names, err := tagNames(r, counts["tag"])
	if err != nil {
		return nil, err
	}
	label := map[string]func(string) string{
		"kind": func(v string) string {
			if key := "find.kind." + v; has(key) {
				return r.T(key)
			}
			return r.T("kind." + v)
		},
		"tag":   func(v string) string { return names[v] },
		"lang":  func(v string) string { return r.T("lang." + v) },
		"state": func(v string) string { return r.T("find.state." + v) },
	}
	var list []cards.Filter
	for _, name := range []string{"kind", "state", "tag", "lang"} {
		f := cards.Filter{Label: r.T("find.facet." + name), Options: []site.Link{
			{Label: r.T("list.all"), URL: r.With(name, ""), Current: r.Query(name) == ""},
		}}
		for _, c := range counts[name] {
			current := r.Query(name) == c.Value
			if len(f.Options) > facetValues && !current {
				continue
			}
			if text := label[name](c.Value); text != "" {
				f.Options = append(f.Options, site.Link{Label: text, URL: r.With(name, c.Value), Current: current, Count: c.Count})
			}
		}
		if len(f.Options) > 1 {
			list = append(list, f)
		}
	}
	return list, nil
}

// kinds are the kinds of thing that have a name of their own beside the kinds of article.
var kinds = map[string]bool{"find.kind.article": true, "find.kind.tag": true, "find.kind.column": true, "find.kind.person": true, "find.kind.question": true, "find.kind.event": true, "find.kind.group": true}

func has(key string) bool { return kinds[key] }

func tagNames(r *site.Request, tags []search.Facet) (map[string]string, error) {
	names := map[string]string{}
	if len(tags) == 0 {
		return names, nil
	}
	slugs := make([]any, len(tags))
	for i, t := range tags {
		slugs[i] = t.Value
	}
	var rows []struct {
		Slug   string `db:"slug"`
		Name   string `db:"name"`
		NameEN string `db:"name_en"`
	}
	err := r.App().DB().Select("slug", "name", "name_en").From(schema.Tags).Where(dbx.In("slug", slugs...)).
		WithContext(r.Context()).All(&rows)
	for _, row := range rows {
		names[row.Slug] = cards.Named(r.Lang, row.Name, row.NameEN)
	}
	return names, err
}
