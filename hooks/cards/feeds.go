package cards

import (
	"regexp"
	"strings"

	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// FeedSize is how many articles a feed carries.
const FeedSize = 20

// A Feed is a list of articles for feed readers. Home is the path of the page it belongs to.
type Feed struct {
	Title       string // empty means the site's own feed
	Description string
	Home        string
	List        List
}

// Feeds adds the three formats of a feed under a path: feed.xml (RSS), atom.xml and
// feed.json. find tells what the feed is, from the path's parameters; its errors are a
// handler's.
func Feeds(f *site.Frame, path string, find func(*site.Request) (Feed, error)) {
	Formats(f, path, func(r *site.Request, name string) (site.Feed, error) {
		feed, err := find(r)
		if err != nil {
			return site.Feed{}, err
		}
		return feed.read(r, name)
	})
}

// Formats adds the three formats of a feed under a path, as [Feeds] does, for lists of anything: read gives the whole
// feed, whose own file has this name.
func Formats(f *site.Frame, path string, read func(r *site.Request, name string) (site.Feed, error), options ...site.Option) {
	path = strings.TrimSuffix(path, "/")
	encode := func(name string, as func(site.Feed) (*site.Document, error)) {
		f.Document(path+"/"+name, func(r *site.Request) (*site.Document, error) {
			feed, err := read(r, name)
			if err != nil {
				return nil, moved(err, name)
			}
			return as(feed)
		}, options...)
	}
	encode("feed.xml", site.Feed.RSS)
	encode("atom.xml", site.Feed.Atom)
	encode("feed.json", site.Feed.JSON)
}

// moved lets the redirect of a page lead from its feed to the feed of the new address.
func moved(err error, name string) error {
	if path, ok := site.RedirectTarget(err); ok {
		return site.RedirectTo(path + "/" + name)
	}
	return err
}

// FeedLinks names the feeds of a page at path; "" and no title for those of the site.
func FeedLinks(r *site.Request, path, title string) []site.FeedLink {
	if title == "" {
		title = r.Site().Name
	}
	return site.FeedLinks(title, strings.TrimSuffix(path, "/")+"/")
}

// Head is a feed without its items: that of the page at home, whose file has this name. Without a title it is the site's.
func Head(r *site.Request, title, description, home, name string) site.Feed {
	info := r.Site()
	out := site.Feed{
		Title: info.Name, Description: info.Tagline, Home: r.Abs(home), Self: r.Abs(strings.TrimSuffix(home, "/") + "/" + name),
		Language: r.Lang.Tag(), Icon: r.Abs("/img/icon-512.png"),
	}
	if title != "" {
		out.Title, out.Description = title+" · "+info.Name, description
	}
	return out
}

func (feed Feed) read(r *site.Request, name string) (site.Feed, error) {
	out := Head(r, feed.Title, feed.Description, feed.Home, name)
	r.Reads(schema.Articles)
	ids, err := feed.List.IDs(r.Context(), r.App(), 0, FeedSize)
	if err != nil {
		return out, err
	}
	rows, err := load(r, ids)
	if err != nil {
		return out, err
	}
	tags, err := loadTags(r, rows)
	if err != nil {
		return out, err
	}
	coauthors, err := loadCoauthors(r, rows)
	if err != nil {
		return out, err
	}
	texts, err := loadTexts(r, ids)
	if err != nil {
		return out, err
	}
	for _, row := range rows {
		out.Items = append(out.Items, feedItem(r, row.card(r, tags, coauthors), row, texts[row.ID]))
	}
	return out, nil
}

type fullText struct {
	ID            string `db:"id"`
	HTML          string `db:"html"`
	SourceTitle   string `db:"source_title"`
	SourceLicence string `db:"source_licence"`
	Credits       string `db:"credits"`
}

func loadTexts(r *site.Request, ids []string) (map[string]fullText, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []fullText
	err := ReadAmong(r, `SELECT a.id, coalesce(t.html, '') html, a.source_title, a.source_licence, coalesce(a.credits, '') credits
		FROM articles a LEFT JOIN renditions t ON t.id = a.id WHERE a.id`+Among, ids, &rows)
	texts := make(map[string]fullText, len(rows))
	for _, row := range rows {
		texts[row.ID] = row
	}
	return texts, err
}

func feedItem(r *site.Request, c site.Card, row *row, text fullText) site.FeedItem {
	item := site.FeedItem{
		URL: r.Abs(c.URL), Title: c.Title, Summary: c.Excerpt, HTML: Absolute(text.HTML, r.Abs(""), r.Abs(c.URL)), Language: c.Lang,
		Published: c.Published, Updated: Time(row.Edited), Rights: text.SourceLicence,
		Source: site.FeedSource{Title: text.SourceTitle, URL: row.SourceURL},
	}
	if c.Cover != nil {
		item.Image = r.Abs(c.Cover.URL)
	}
	item.Authors, item.Categories = FeedAuthors(r, c.Authors...), FeedCategories(c.Tags)
	return item
}

// FeedAuthors names people of this site as a feed does, with whole addresses; who has no name is left out.
func FeedAuthors(r *site.Request, people ...site.Link) (list []site.FeedAuthor) {
	for _, p := range people {
		if p.Label == "" {
			continue
		}
		a := site.FeedAuthor{Name: p.Label}
		if p.URL != "" {
			a.URL = r.Abs(p.URL)
		}
		list = append(list, a)
	}
	return list
}

// FeedCategories gives the names of tags.
func FeedCategories(tags []site.Link) (names []string) {
	for _, tag := range tags {
		names = append(names, tag.Label)
	}
	return names
}

// localTarget is a link or an image within this site or within the text itself. Quotes in
// text are escaped by the Markdown pipeline, so this is always an attribute.
var localTarget = regexp.MustCompile(` (href|src)="(/[^/"][^"]*|#[^"]*)"`)

// Absolute makes the addresses in a text's HTML whole, since a feed reader shows it elsewhere: base is the site's, page
// that of the text.
func Absolute(html, base, page string) string {
	return localTarget.ReplaceAllStringFunc(html, func(attr string) string {
		m := localTarget.FindStringSubmatch(attr)
		if strings.HasPrefix(m[2], "#") {
			return " " + m[1] + `="` + page + m[2] + `"`
		}
		return " " + m[1] + `="` + base + m[2] + `"`
	})
}
