package home

import (
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// section is a part of the sitemap: pages of one kind, read from one table.
type section struct {
	name, table, where, path, slug, modified string
	order                                    string
}

// sections are all pages with a slug. Lists by tag, column and so on are among them; their
// second pages are found by their links.
var sections = []section{
	{schema.Articles, "articles", "status = 'published'", "/articles/", "slug", "max(published, edited)", "published, id"},
	{schema.Columns, "columns", "status = 'active'", "/columns/", "slug", "updated", "id"},
	{schema.Groups, "groups", "status = 'active' AND hidden = 0", "/groups/", "slug", "updated", "id"},
	{schema.SeriesList, "series", "1", "/series/", "slug", "updated", "id"},
	{schema.Tags, "tags", "1", "/tags/", "slug", "updated", "id"},
	{schema.Questions, "questions", "status = 'published' AND closed NOT IN ('off_topic', 'unclear') AND EXISTS (SELECT 1 FROM stats WHERE stats.id = questions.id AND (answers > 0 OR votes > 0) AND votes > -3)",
		"/questions/", "id || '/' || slug", "max(asked, edited)", "asked, id"},
	{schema.Events, "events", "status != 'draft'", "/events/", "slug", "max(published, edited)", "published, id"},
	{"eventseries", "event_series", "1", "/events/series/", "slug", "updated", "id"},
	{schema.Speakers, "speakers", "EXISTS (SELECT 1 FROM event_sessions s, json_each(s.speakers) w, events e WHERE w.value = speakers.id AND e.id = s.event AND e.status != 'draft')",
		"/speakers/", "slug", "updated", "id"},
	{"people", "users", "handle != ''", "/people/", "handle", "updated", "id"},
}

// fixed are the pages that are always there.
var fixed = []string{"/", "/articles", "/questions", "/events", "/events/past", "/groups", "/columns", "/tags", "/communities", "/about"}

func sitemapIndex(r *site.Request) (*site.Document, error) {
	files := []site.SitemapFile{{Path: "/sitemaps/pages.xml"}}
	for _, s := range sections {
		r.Reads(s.table)
		var row struct {
			Count    int            `db:"n"`
			Modified types.DateTime `db:"modified"`
		}
		err := r.App().DB().NewQuery("SELECT count(*) n, coalesce(max(updated), '') modified FROM " + s.table + " WHERE " + s.where).
			WithContext(r.Context()).One(&row)
		if err != nil {
			return nil, err
		}
		for page := 1; (page-1)*site.SitemapSize < row.Count; page++ {
			files = append(files, site.SitemapFile{Path: "/sitemaps/" + s.name + "-" + strconv.Itoa(page) + ".xml", Modified: cards.Time(row.Modified)})
		}
	}
	return site.SitemapIndex(r, files)
}

func sitemap(r *site.Request) (*site.Document, error) {
	name, ok := strings.CutSuffix(r.Param("name"), ".xml")
	if !ok {
		return nil, site.ErrNotFound
	}
	if name == "pages" {
		var entries []site.SitemapEntry
		for _, path := range fixed {
			entries = append(entries, site.SitemapEntry{Path: path})
		}
		return site.Sitemap(r, entries)
	}
	kind, number, _ := strings.Cut(name, "-")
	page, err := strconv.Atoi(number)
	if err != nil || page < 1 || strconv.Itoa(page) != number {
		return nil, site.ErrNotFound
	}
	for _, s := range sections {
		if s.name == kind {
			return s.sitemap(r, page)
		}
	}
	return nil, site.ErrNotFound
}

func (s section) sitemap(r *site.Request, page int) (*site.Document, error) {
	r.Reads(s.table)
	var rows []struct {
		Slug     string         `db:"slug"`
		Modified types.DateTime `db:"modified"`
	}
	err := r.App().DB().NewQuery("SELECT " + s.slug + " slug, " + s.modified + " modified FROM " + s.table + " WHERE " + s.where +
		" ORDER BY " + s.order + " LIMIT {:limit} OFFSET {:offset}").
		WithContext(r.Context()).Bind(dbx.Params{"limit": site.SitemapSize, "offset": (page - 1) * site.SitemapSize}).All(&rows)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, site.ErrNotFound
	}
	entries := make([]site.SitemapEntry, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, site.SitemapEntry{Path: s.path + row.Slug, Modified: cards.Time(row.Modified)})
	}
	return site.Sitemap(r, entries)
}

// robots keeps crawlers out of the API and the dashboard and names the sitemap. Lists without end say noindex themselves.
func robots(r *site.Request) (*site.Document, error) {
	text := "User-agent: *\nDisallow: /api/\nAllow: /api/files/\nDisallow: /_/\n\nSitemap: " + r.Abs("/sitemap.xml") + "\n"
	return &site.Document{ContentType: "text/plain; charset=utf-8", Body: []byte(text)}, nil
}
