package cards

import (
	"slices"
	"strings"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// Categories is the order in which the categories of tags are shown. A tag of no other one is in the last.
var Categories = []string{"language", "frontend", "backend", "cloud", "data", "ai", "devops", "security", "mobile", "practice", "other"}

// Category gives the category that a tag is shown in.
func Category(value string) string {
	if slices.Contains(Categories, value) {
		return value
	}
	return Categories[len(Categories)-1]
}

// BusyTag is a tag with the number of its articles, and its category.
type BusyTag struct {
	site.Link
	Category string
}

// BusiestTags gives the n tags with the most articles, the busiest first.
func BusiestTags(r *site.Request, n int) ([]BusyTag, error) {
	r.Reads(schema.Tags)
	var rows []struct {
		Slug     string `db:"slug"`
		Name     string `db:"name"`
		NameEN   string `db:"name_en"`
		Category string `db:"category"`
		Articles int    `db:"articles"`
	}
	// there are far fewer tags than counters: the cross join makes SQLite begin with the tags
	err := r.App().DB().NewQuery(`SELECT t.slug, t.name, t.name_en, t.category, s.articles FROM tags t CROSS JOIN stats s ON s.id = t.id
		WHERE s.articles > 0 ORDER BY s.articles DESC, t.slug` + AtMost(n)).
		WithContext(r.Context()).All(&rows)
	list := make([]BusyTag, 0, len(rows))
	for _, row := range rows {
		list = append(list, BusyTag{
			Link:     site.Link{Label: Named(r.Lang, row.Name, row.NameEN), URL: r.Link("/tags/" + row.Slug), Count: row.Articles},
			Category: Category(row.Category),
		})
	}
	return list, err
}

// TagsAmong gives the tags that are most often on these articles, at most n, without the
// one whose page is at the given link.
func TagsAmong(list []site.Card, n int, without string) []site.Link {
	var links []site.Link
	for _, c := range list {
		for _, tag := range c.Tags {
			if tag.URL != without {
				links = addLink(links, tag)
			}
		}
	}
	return most(links, n)
}

// Author is somebody who wrote some of the articles of a list, with their picture.
type Author struct {
	site.Link
	Avatar string
}

// AuthorsAmong gives those who wrote most of these articles, at most n.
func AuthorsAmong(list []site.Card, n int) []Author {
	avatars := map[string]string{}
	var links []site.Link
	for _, c := range list {
		if len(c.Authors) > 0 && c.Authors[0].URL != "" {
			links = addLink(links, c.Authors[0])
			avatars[c.Authors[0].URL] = c.Avatar
		}
	}
	var authors []Author
	for _, link := range most(links, n) {
		authors = append(authors, Author{Link: link, Avatar: avatars[link.URL]})
	}
	return authors
}

// addLink counts a link among those that are there already.
func addLink(links []site.Link, link site.Link) []site.Link {
	for i := range links {
		if links[i].URL == link.URL {
			links[i].Count++
			return links
		}
	}
	link.Count = 1
	return append(links, link)
}

// most gives the n links with the highest counts; equal ones stay in their order.
func most(links []site.Link, n int) []site.Link {
	slices.SortStableFunc(links, func(a, b site.Link) int { return b.Count - a.Count })
	return links[:min(n, len(links))]
}

// SeriesEntry is a series in a list; its count is that of its public articles.
type SeriesEntry struct {
	site.Link
	Description, Lang string
}

// mostSeries bounds the series beside a list.
const mostSeries = 6

// SeriesOf lists the series of a column ("column") or of a person ("person"), or those of
// everybody (""), the latest first. Series without public articles are left out.
func SeriesOf(r *site.Request, whose, id string) ([]SeriesEntry, error) {
	r.Reads(schema.SeriesList, schema.Articles)
	where := ""
	switch whose {
	case "column":
		where = " AND s.[[column]] = {:id}"
	case "person":
		where = " AND (s.owner = {:id} OR EXISTS (SELECT 1 FROM json_each(s.authors) WHERE value = {:id}))"
	}
	var rows []struct {
		Slug        string `db:"slug"`
		Title       string `db:"title"`
		Description string `db:"description"`
		Lang        string `db:"lang"`
		Parts       int    `db:"parts"`
	}
	// the parts are counted for those alone that are shown
	const parts = " FROM articles a WHERE a.series = s.id AND a.series != '' AND +a.status = 'published')"
	err := r.App().DB().NewQuery(`SELECT s.slug, s.title, s.description, s.lang, (SELECT count(*)` + parts + ` parts
		FROM series s WHERE EXISTS (SELECT 1` + parts + where + ` ORDER BY s.created DESC, s.id` + AtMost(mostSeries)).
		WithContext(r.Context()).Bind(dbx.Params{"id": id}).All(&rows)
	list := make([]SeriesEntry, 0, len(rows))
	for _, row := range rows {
		list = append(list, SeriesEntry{
			Link:        site.Link{Label: row.Title, URL: r.Link("/series/" + row.Slug), Count: row.Parts},
			Description: strings.TrimSpace(row.Description), Lang: Tag(row.Lang),
		})
	}
	return list, err
}
