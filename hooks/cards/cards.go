package cards

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// PerPage is how many articles a page of a list shows.
const PerPage = 20

// row is an article as a list reads it, without its text.
type row struct {
	ID         string         `db:"id"`
	Title      string         `db:"title"`
	Slug       string         `db:"slug"`
	Kind       string         `db:"kind"`
	Lang       string         `db:"lang"`
	Cover      string         `db:"cover"`
	CoverAlt   string         `db:"cover_alt"`
	SourceURL  string         `db:"source_url"`
	Tags       string         `db:"tags"`
	Published  types.DateTime `db:"published"`
	Edited     types.DateTime `db:"edited"`
	Excerpt    string         `db:"excerpt"`
	Minutes    int            `db:"minutes"`
	Votes      int64          `db:"votes"`
	Comments   int64          `db:"comments"`
	Views      int64          `db:"views"`
	Author     string         `db:"author"`
	Coauthors  string         `db:"coauthors"`
	AuthorName string         `db:"author_name"`
	Handle     string         `db:"handle"`
	Avatar     string         `db:"avatar"`
	ColumnName string         `db:"column_name"`
	ColumnSlug string         `db:"column_slug"`
}

const selectRows = `SELECT a.id, a.title, a.slug, a.kind, a.lang, a.cover, a.cover_alt, a.source_url, a.tags, a.published, a.edited,
	coalesce(r.excerpt, '') excerpt, coalesce(r.minutes, 0) minutes,
	coalesce(s.votes, 0) votes, coalesce(s.comments, 0) comments, coalesce(s.views, 0) views,
	a.author, a.coauthors, coalesce(u.name, '') author_name, coalesce(u.handle, '') handle, coalesce(u.avatar, '') avatar,
	coalesce(c.name, '') column_name, coalesce(c.slug, '') column_slug
	FROM articles a
	LEFT JOIN renditions r ON r.id = a.id
	LEFT JOIN stats s ON s.id = a.id
	LEFT JOIN users u ON u.id = a.author
	LEFT JOIN columns c ON c.id = a.[[column]] AND c.status = 'active'
	WHERE +a.status = 'published' AND a.id` + Among // the plus keeps SQLite from walking all published articles by their index

// Among is a condition that a column is one of the list of ids {:ids}, as JSON, so that a statement is the same for any number
// of them.
const Among = " IN (SELECT value FROM json_each({:ids}))"

// ReadAmong reads the rows that a statement finds for these ids, which are its parameter {:ids}.
func ReadAmong(r *site.Request, statement string, ids []string, rows any) error {
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return r.App().DB().NewQuery(statement).WithContext(r.Context()).Bind(dbx.Params{"ids": string(list)}).All(rows)
}

// Load reads articles as cards, in the order of the ids; those that aren't public are
// left out. The request takes note that it depends on them.
func Load(r *site.Request, ids []string) ([]site.Card, error) {
	rows, err := load(r, ids)
	if err != nil {
		return nil, err
	}
	tags, err := loadTags(r, rows)
	if err != nil {
		return nil, err
	}
	coauthors, err := loadCoauthors(r, rows)
	if err != nil {
		return nil, err
	}
	cards := make([]site.Card, 0, len(rows))
	for _, row := range rows {
		cards = append(cards, row.card(r, tags, coauthors))
	}
	return cards, nil
}

func load(r *site.Request, ids []string) ([]*row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var found []*row
	if err := ReadAmong(r, selectRows, ids, &found); err != nil {
		return nil, err
	}
	byID := make(map[string]*row, len(found))
	for _, row := range found {
		byID[row.ID] = row
	}
	rows := make([]*row, 0, len(found))
	for _, id := range ids {
		r.Reads(schema.Articles + "/" + id)
		if row := byID[id]; row != nil {
			r.Reads(schema.Users + "/" + row.Author)
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// loadTags reads the tags of all rows at once, as links by id.
func loadTags(r *site.Request, rows []*row) (map[string]site.Link, error) {
	fields := make([]string, len(rows))
	for i, row := range rows {
		fields[i] = row.Tags
	}
	return Tags(r, fields)
}

// Tags reads the tags that relation fields name, as the database keeps them, at once: links by id. An id that is no tag's
// has a link without an address.
func Tags(r *site.Request, fields []string) (map[string]site.Link, error) {
	links, ids := map[string]site.Link{}, []string{}
	for _, field := range fields {
		for _, id := range IDs(field) {
			if _, seen := links[id]; !seen {
				links[id] = site.Link{}
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return links, nil
	}
	var tags []struct {
		ID     string `db:"id"`
		Slug   string `db:"slug"`
		Name   string `db:"name"`
		NameEN string `db:"name_en"`
	}
	err := ReadAmong(r, "SELECT id, slug, name, name_en FROM tags WHERE id"+Among, ids, &tags)
	for _, t := range tags {
		links[t.ID] = site.Link{Label: Named(r.Lang, t.Name, t.NameEN), URL: r.Link("/tags/" + t.Slug)}
		r.Reads(schema.Tags + "/" + t.ID)
	}
	return links, err
}

// TagsOf gives the links to the tags in one such field, in their order.
func TagsOf(field string, links map[string]site.Link) (of []site.Link) {
	for _, id := range IDs(field) {
		if link := links[id]; link.URL != "" {
			of = append(of, link)
		}
	}
	return of
}

// loadCoauthors reads the co-authors of all rows at once, as links by id.
func loadCoauthors(r *site.Request, rows []*row) (map[string]site.Link, error) {
	links, ids := map[string]site.Link{}, []string{}
	for _, row := range rows {
		for _, id := range IDs(row.Coauthors) {
			if _, seen := links[id]; !seen {
				links[id] = site.Link{}
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return links, nil
	}
	var people []struct {
		ID     string `db:"id"`
		Handle string `db:"handle"`
		Name   string `db:"name"`
	}
	err := ReadAmong(r, "SELECT id, handle, name FROM users WHERE id"+Among, ids, &people)
	for _, p := range people {
		links[p.ID] = Person(r, p.Handle, p.Name)
		r.Reads(schema.Users + "/" + p.ID)
	}
	return links, err
}

// IDs reads a relation of many as PocketBase stores it.
func IDs(field string) []string {
	if field == "" || field == "[]" {
		return nil
	}
	var ids []string
	_ = json.Unmarshal([]byte(field), &ids) // PocketBase writes it; a broken one shows nothing
	return ids
}

func (row *row) card(r *site.Request, tags, coauthors map[string]site.Link) site.Card {
	c := site.Card{
		URL: r.Link("/articles/" + row.Slug), Title: row.Title, Excerpt: row.Excerpt, Lang: Tag(row.Lang),
		Kind: r.T("kind." + row.Kind), KindURL: withQuery(r.Link("/articles"), "kind", row.Kind),
		Published: row.Published.Time(), Minutes: row.Minutes, Votes: row.Votes, Comments: row.Comments, Views: row.Views,
		Authors: []site.Link{Person(r, row.Handle, row.AuthorName)}, Avatar: File(schema.Users, row.Author, row.Avatar, "96x96"),
		Translated: row.SourceURL != "",
	}
	if row.Cover != "" {
		c.Cover = &site.Image{URL: File(schema.Articles, row.ID, row.Cover, "640x0"), Alt: row.CoverAlt}
	}
	if row.ColumnSlug != "" {
		c.Column = site.Link{Label: row.ColumnName, URL: r.Link("/columns/" + row.ColumnSlug)}
	}
	for _, id := range IDs(row.Coauthors) {
		if link := coauthors[id]; link.Label != "" {
			c.Authors = append(c.Authors, link)
		}
	}
	c.Tags = TagsOf(row.Tags, tags)
	return c
}

// A Source is a list that can be read in stretches: [List], and the lists of other things.
type Source interface {
	// IDs gives the ids of one stretch.
	IDs(ctx context.Context, app core.App, offset, limit int) ([]string, error)
	// Count counts, no further than to most.
	Count(ctx context.Context, app core.App, most int) (int, error)
}

// Paged gives the ids on the page of a list that was asked for, and its pager. A list counts itself to its fiftieth page
// and then goes on a page at a time, so that no page costs more on a large site. The route must declare "page".
func Paged(r *site.Request, l Source, perPage int) ([]string, *site.Pager, error) {
	farthest := perPage*50 + 1
	total, err := l.Count(r.Context(), r.App(), farthest)
	if err != nil {
		return nil, nil, err
	}
	offset := (r.PageNumber() - 1) * perPage
	var ids []string
	if total == farthest || offset < total {
		// one more than the page holds says whether the list goes on
		if ids, err = l.IDs(r.Context(), r.App(), offset, perPage+1); err != nil {
			return nil, nil, err
		}
	}
	if total == farthest {
		total = max(total, offset, offset+len(ids))
	}
	pager, err := site.NewPager(r, total, perPage)
	if err != nil {
		return nil, nil, err
	}
	if len(ids) == 0 && r.PageNumber() > 1 {
		return nil, nil, site.ErrNotFound
	}
	return ids[:min(len(ids), perPage)], pager, nil
}

// Read gives one page of a list as cards with its pager. The route must declare "page".
func Read(r *site.Request, l List) ([]site.Card, *site.Pager, error) {
	r.Reads(schema.Articles)
	ids, pager, err := Paged(r, l, PerPage)
	if err != nil {
		return nil, nil, err
	}
	list, err := Load(r, ids)
	return list, pager, err
}

// First gives the first n articles of a list as cards.
func First(r *site.Request, l List, n int) ([]site.Card, error) {
	r.Reads(schema.Articles)
	ids, err := l.IDs(r.Context(), r.App(), 0, n)
	if err != nil {
		return nil, err
	}
	return Load(r, ids)
}

// Person links to a profile; somebody without a handle is a name alone.
func Person(r *site.Request, handle, name string) site.Link {
	if name == "" {
		name = handle
	}
	if handle == "" {
		return site.Link{Label: name}
	}
	return site.Link{Label: name, URL: r.Link("/people/" + handle)}
}

// File gives the address of a record's file, as a thumbnail where thumb isn't empty; ""
// without a file.
func File(collection, id, name, thumb string) string {
	if name == "" {
		return ""
	}
	address := "/api/files/" + collection + "/" + id + "/" + name
	if thumb != "" && !strings.HasSuffix(name, ".svg") {
		address += "?thumb=" + thumb
	}
	return address
}

// Named picks the name in the reader's language; the Chinese one stands in for a missing
// English one.
func Named(l i18n.Lang, zh, en string) string {
	if l == i18n.EN && en != "" {
		return en
	}
	return zh
}

// Tag gives the BCP 47 tag of a value of a lang field.
func Tag(lang string) string {
	if lang == "zh" {
		return "zh-CN"
	}
	return lang
}

func withQuery(path, name, value string) string { return path + "?" + name + "=" + value }

// Time gives a moment for a template; the zero one when the field is empty.
func Time(t types.DateTime) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Time()
}
