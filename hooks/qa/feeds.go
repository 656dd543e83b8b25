package qa

import (
	"html"
	"strconv"

	"github.com/pocketbase/dbx"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// feedParams narrow a feed as they do the list that it belongs to.
var feedParams = site.Params("filter", "lang", "sort", "tag", "event")

// feeds adds a feed for each list of questions. Without a "sort" it has the newest first: a question comes once.
func feeds(f *site.Frame) {
	cards.Formats(f, "/questions", func(r *site.Request, name string) (site.Feed, error) {
		shelf := ShelfAll
		if slug := r.Query("tag"); slug != "" {
			tag, err := tagAt.Find(r, slug)
			if err != nil {
				return site.Feed{}, err
			}
			shelf = Shelf("tag", tag.Id)
		}
		return readFeed(r, shelf, r.T("questions.heading"), r.T("questions.description"), "/questions", name)
	}, feedParams)
	cards.Formats(f, "/tags/:slug/questions", func(r *site.Request, name string) (site.Feed, error) {
		record, err := below(r, tagAt, r.Param("slug"), "/questions")
		if err != nil {
			return site.Feed{}, err
		}
		t := schema.AsTag(record)
		return namedFeed(r, Shelf("tag", t.Id), cards.Named(r.Lang, t.Name(), t.NameEn()), "/tags/"+t.Slug(), name)
	}, feedParams)
	cards.Formats(f, "/columns/:slug/questions", func(r *site.Request, name string) (site.Feed, error) {
		record, err := below(r, columnAt, r.Param("slug"), "/questions")
		if err != nil {
			return site.Feed{}, err
		}
		c := schema.AsColumn(record)
		return namedFeed(r, Shelf("column", c.Id), c.Name(), "/columns/"+c.Slug(), name)
	}, feedParams)
	cards.Formats(f, "/events/:slug/questions", eventFeed, feedParams)
	cards.Formats(f, "/people/:handle/questions", func(r *site.Request, name string) (site.Feed, error) {
		record, err := below(r, personAt, r.Param("handle"), "/questions")
		if err != nil {
			return site.Feed{}, err
		}
		u := schema.AsUser(record)
		return namedFeed(r, Shelf("asker", u.Id), cards.Person(r, u.Handle(), u.Name()).Label, "/people/"+u.Handle(), name)
	}, feedParams)
}

func namedFeed(r *site.Request, shelf, what, path, name string) (site.Feed, error) {
	return readFeed(r, shelf, r.T("questions.of", "Name", what), r.T("questions.of.description", "Name", what), path+"/questions", name)
}

// feedQuery writes what narrows a list for its feed's address.
func feedQuery(tag string, l List) string {
	return cards.Query(map[string]string{"tag": tag, "filter": l.Filter, "lang": l.Lang, "sort": l.Sort})
}

// feedLinks names the feeds of a list, narrowed as it is.
func feedLinks(r *site.Request, path, title string, l List) []site.FeedLink {
	tag := ""
	if path == "/questions" {
		tag = r.Query("tag")
	}
	query := feedQuery(tag, l)
	links := cards.FeedLinks(r, path, title+" · "+r.Site().Name)
	for i := range links {
		links[i].URL += query
	}
	return links
}

func readFeed(r *site.Request, shelf, title, description, path, name string) (site.Feed, error) {
	l, err := askedFor(r, shelf)
	if err != nil {
		return site.Feed{}, err
	}
	if l.Sort == "" {
		l.Sort = byNewest
	}
	r.Reads(schema.Questions, schema.Answers, schema.Bounties)
	feed := cards.Head(r, title, description, path, name)
	ids, err := l.IDs(r.Context(), r.App(), 0, cards.FeedSize)
	if err != nil {
		return feed, err
	}
	rows, err := readRows(r, selectCards, ids)
	if err != nil {
		return feed, err
	}
	list, err := cardsOf(r, rows)
	if err != nil {
		return feed, err
	}
	for i, c := range list {
		text, err := wholeText(r, c.ID)
		if err != nil {
			return feed, err
		}
		item := site.FeedItem{
			URL: r.Abs(c.URL), Title: c.Title, Summary: c.Excerpt, HTML: cards.Absolute(text.HTML, r.Abs(""), r.Abs(c.URL)) + facts(r, c),
			Language: c.Lang, Published: c.Asked, Updated: cards.Time(rows[i].Edited), Rights: text.Licence,
			Source: site.FeedSource{Title: c.Source, URL: text.Source},
		}
		item.Authors, item.Categories = cards.FeedAuthors(r, c.Who), cards.FeedCategories(c.Tags)
		feed.Items = append(feed.Items, item)
	}
	return feed, nil
}

// fullText is what a feed has of a question beside its card.
type fullText struct {
	HTML    string `db:"html"`
	Source  string `db:"source_url"`
	Licence string `db:"source_licence"`
}

func wholeText(r *site.Request, id string) (t fullText, err error) {
	err = r.App().DB().NewQuery("SELECT html, source_url, source_licence FROM questions WHERE id = {:id}").
		WithContext(r.Context()).Bind(dbx.Params{"id": id}).One(&t)
	return t, err
}

// facts is the line below a question in a feed: how it stands.
func facts(r *site.Request, c Card) string {
	line := r.T("questions.card.answers", "count", c.Answers)
	if c.Solved {
		line += " · " + r.T("questions.solved")
	}
	if c.Bounty > 0 {
		line += " · " + r.T("questions.bounty", "amount", strconv.Itoa(c.Bounty))
	}
	return "<p>" + html.EscapeString(line) + "</p>"
}
