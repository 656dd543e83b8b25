package events

import (
	"html"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// feeds adds a feed for each list of events: what was announced last comes first, and an event comes once.
func feeds(f *site.Frame) {
	cards.Formats(f, "/events", func(r *site.Request, name string) (site.Feed, error) {
		l := List{}
		if err := filtersOf(r, &listView{}, &l); err != nil {
			return site.Feed{}, err
		}
		feed, err := readFeed(r, l, r.T("events.heading"), r.T("events.description"), "/events", name)
		query := filterQuery(r)
		feed.Home, feed.Self = feed.Home+query, feed.Self+query
		return feed, err
	}, site.Params(filterParams...))
	cards.Formats(f, "/events/in/:city", func(r *site.Request, name string) (site.Feed, error) {
		names, err := citiesAt(r.App(), r.Param("city"))
		if err != nil || len(names) == 0 {
			return site.Feed{}, orNotFound(err)
		}
		return readFeed(r, List{City: names[0]}, r.T("events.in", "City", names[0]), r.T("events.in.description", "City", names[0]), cityPath(names[0]), name)
	})
	found := func(at site.Lookup, tail string, read func(*site.Request, *core.Record, string) (site.Feed, error)) func(*site.Request, string) (site.Feed, error) {
		return func(r *site.Request, name string) (site.Feed, error) {
			record, err := at.Find(r, r.Param("slug"))
			if path, moved := site.RedirectTarget(err); moved {
				return site.Feed{}, site.RedirectTo(path + tail)
			}
			if err != nil {
				return site.Feed{}, err
			}
			return read(r, record, name)
		}
	}
	cards.Formats(f, "/events/series/:slug", found(seriesAt, "", func(r *site.Request, record *core.Record, name string) (site.Feed, error) {
		s := schema.AsEventSeries(record)
		return readFeed(r, List{Series: s.Id}, s.Title(), s.Summary(), "/events/series/"+s.Slug(), name)
	}))
	cards.Formats(f, "/columns/:slug/events", found(columnAt, "/events", func(r *site.Request, record *core.Record, name string) (site.Feed, error) {
		c := schema.AsColumn(record)
		return readFeed(r, List{Column: c.Id}, r.T("events.of", "Name", c.Name()), r.T("events.of.description", "Name", c.Name()), "/columns/"+c.Slug()+"/events", name)
	}))
	cards.Formats(f, "/groups/:slug/events", found(groupAt, "/events", func(r *site.Request, record *core.Record, name string) (site.Feed, error) {
		g := schema.AsGroup(record)
		return readFeed(r, List{Group: g.Id}, r.T("events.of", "Name", g.Name()), r.T("events.of.description", "Name", g.Name()), "/groups/"+g.Slug()+"/events", name)
	}))
}

// filterQuery writes what narrows a list for its feed's address.
func filterQuery(r *site.Request) string {
	params := map[string]string{}
	for _, name := range filterParams {
		params[name] = r.Query(name)
	}
	return cards.Query(params)
}

func readFeed(r *site.Request, l List, title, description, path, name string) (site.Feed, error) {
	l.Now, l.Newest = time.Now(), true
	r.Reads(schema.Events)
	feed := cards.Head(r, title, description, path, name)
	ids, err := l.IDs(r.Context(), r.App(), 0, cards.FeedSize)
	if err != nil {
		return feed, err
	}
	rows, err := loadRows(r, ids)
	if err != nil {
		return feed, err
	}
	list, err := cardsOf(r, rows, l.Now)
	if err != nil {
		return feed, err
	}
	for i, c := range list {
		var text string
		if err := r.App().DB().NewQuery("SELECT html FROM events WHERE id = {:id}").WithContext(r.Context()).Bind(dbx.Params{"id": c.ID}).Row(&text); err != nil {
			return feed, err
		}
		item := site.FeedItem{
			URL: r.Abs(c.URL), Title: c.Title, Summary: c.Summary, HTML: facts(c) + cards.Absolute(text, r.Abs(""), r.Abs(c.URL)), Language: c.Lang,
			Published: cards.Time(rows[i].Published), Updated: cards.Time(rows[i].Edited),
		}
		if c.Cover != "" {
			item.Image = r.Abs(c.Cover)
		}
		item.Authors, item.Categories = cards.FeedAuthors(r, c.Host), cards.FeedCategories(c.Tags)
		feed.Items = append(feed.Items, item)
	}
	return feed, nil
}

// facts is the line above the text of an event in a feed: when and where.
func facts(c Card) string {
	line := c.When.Date
	if c.When.Time != "" {
		line += " " + c.When.Time + " " + c.When.Zone
	}
	if c.Place != "" {
		line += " · " + c.Place
	}
	return "<p>" + html.EscapeString(line) + "</p>"
}
