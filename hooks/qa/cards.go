package qa

import (
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// perPage is how many questions a page of a list shows.
const perPage = 30

// A Card is a question in a list.
type Card struct {
	ID, URL  string
	Title    string
	Excerpt  string
	Lang     string // BCP 47 tag of the question's own language
	Tags     []site.Link
	Who      site.Link // who asked; a name alone where they have no account here
	Avatar   string
	Source   string // the site that it came from
	Asked    time.Time
	Moved    time.Time // when something happened last
	Did      string    // what that was: "asked", "answered", "edited" or "moved"
	By       site.Link // who did it
	Votes    int
	Answers  int
	Views    int
	Solved   bool
	Bounty   int
	Closed   string    // why it is closed, or ""
	Accepted string    // the accepted answer
	Event    site.Link // the questions of the event that it was asked in
}

// cardRow is a question as a list reads it, without its text.
type cardRow struct {
	ID           string         `db:"id"`
	Title        string         `db:"title"`
	Slug         string         `db:"slug"`
	Lang         string         `db:"lang"`
	Excerpt      string         `db:"excerpt"`
	Author       string         `db:"author"`
	Tags         string         `db:"tags"`
	Closed       string         `db:"closed"`
	Asked        types.DateTime `db:"asked"`
	Edited       types.DateTime `db:"edited"`
	Active       types.DateTime `db:"active"`
	Answered     types.DateTime `db:"answered"`
	Accepted     string         `db:"accepted"`
	SourceSite   string         `db:"source_site"`
	SourceAuthor string         `db:"source_author"`
	Votes        int            `db:"votes"`
	Answers      int            `db:"answers"`
	Views        int            `db:"views"`
	Bounty       int            `db:"bounty"`
	Handle       string         `db:"handle"`
	Name         string         `db:"name"`
	Avatar       string         `db:"avatar"`
	LastAuthor   string         `db:"last_author"`
	LastHandle   string         `db:"last_handle"`
	LastName     string         `db:"last_name"`
	LastSource   string         `db:"last_source"`
	Event        string         `db:"event"`
	EventTitle   string         `db:"event_title"`
	EventSlug    string         `db:"event_slug"`
}

// selectCards reads the public ones of some questions; [inOrderOf] sorts them. The latest answer of each is one step
// along an index.
const selectCards = `SELECT q.id, q.title, q.slug, q.lang, q.excerpt, q.author, q.tags, q.closed, q.asked, q.edited, q.accepted, q.source_site, q.source_author,
	coalesce(s.votes, 0) votes, coalesce(s.answers, 0) answers, coalesce(s.views, 0) views, coalesce(s.active, '') active,
	coalesce(u.handle, '') handle, coalesce(u.name, '') name, coalesce(u.avatar, '') avatar,
	coalesce(a.answered, '') answered, coalesce(a.author, '') last_author, coalesce(a.source_author, '') last_source, coalesce(l.handle, '') last_handle, coalesce(l.name, '') last_name,
	coalesce((SELECT amount FROM bounties b WHERE b.question = q.id AND b.state IN ('open', 'grace')), 0) bounty, q.event, coalesce(ev.title, '') event_title, coalesce(ev.slug, '') event_slug
	FROM json_each({:ids}) o CROSS JOIN questions q ON q.id = o.value
	LEFT JOIN stats s ON s.id = q.id
	LEFT JOIN users u ON u.id = q.author
	LEFT JOIN answers a ON a.id = (SELECT n.id FROM answers n WHERE n.question = q.id AND n.status = 'published' ORDER BY n.answered DESC LIMIT 1)
	LEFT JOIN users l ON l.id = a.author
	LEFT JOIN events ev ON ev.id = q.event AND q.event != '' AND ev.status != 'draft'
	WHERE +q.status = 'published'`

// readRows reads these questions by a query, in the order of the ids.
func readRows(r *site.Request, query string, ids []string) (rows []*cardRow, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = cards.ReadAmong(r, query, ids, &rows)
	inOrderOf(ids, rows, func(row **cardRow) string { return (*row).ID })
	return rows, err
}

// selectShort reads of the public ones of some questions what qa/short shows.
const selectShort = `SELECT q.id, q.title, q.slug, q.lang, q.accepted, coalesce(s.answers, 0) answers,
	coalesce((SELECT amount FROM bounties b WHERE b.question = q.id AND b.state IN ('open', 'grace')), 0) bounty
	FROM json_each({:ids}) o CROSS JOIN questions q ON q.id = o.value LEFT JOIN stats s ON s.id = q.id WHERE +q.status = 'published'`

// loadShort reads questions for a short list, which names them and says how they stand, in the order of the ids.
func loadShort(r *site.Request, ids []string) ([]Card, error) {
	rows, err := readRows(r, selectShort, ids)
	list := make([]Card, len(rows))
	for i, row := range rows {
		list[i] = Card{
			ID: row.ID, URL: r.Link(questionPath(row.ID, row.Slug)), Title: row.Title, Lang: cards.Tag(row.Lang), Answers: row.Answers, Solved: row.Accepted != "", Bounty: row.Bounty,
		}
	}
	return list, err
}

// loadCards reads questions as cards, in the order of the ids; those that aren't public are left out. The request takes
// note of the people named; that it depends on questions and answers is for the caller to say.
func loadCards(r *site.Request, ids []string) ([]Card, error) {
	rows, err := readRows(r, selectCards, ids)
	if err != nil {
		return nil, err
	}
	return cardsOf(r, rows)
}

func cardsOf(r *site.Request, rows []*cardRow) ([]Card, error) {
	fields := make([]string, len(rows))
	for i, row := range rows {
		fields[i] = row.Tags
	}
	tags, err := cards.Tags(r, fields)
	if err != nil {
		return nil, err
	}
	list := make([]Card, len(rows))
	for i, row := range rows {
		list[i] = row.card(r, tags)
	}
	return list, nil
}

func (row *cardRow) card(r *site.Request, tags map[string]site.Link) Card {
	c := Card{
		ID: row.ID, URL: r.Link(questionPath(row.ID, row.Slug)), Title: row.Title, Excerpt: row.Excerpt, Lang: cards.Tag(row.Lang),
		Tags: cards.TagsOf(row.Tags, tags), Who: author(r, row.Author, row.Handle, row.Name, row.SourceAuthor),
		Avatar: cards.File(schema.Users, row.Author, row.Avatar, "96x96"), Source: row.SourceSite, Asked: cards.Time(row.Asked), Moved: cards.Time(row.Active),
		Votes: row.Votes, Answers: row.Answers, Views: row.Views, Solved: row.Accepted != "", Bounty: row.Bounty, Accepted: row.Accepted, Closed: row.Closed,
	}
	if row.EventSlug != "" {
		c.Event = site.Link{Label: row.EventTitle, URL: r.Link("/events/" + row.EventSlug + "/questions")}
		r.Reads(schema.Events + "/" + row.Event)
	}
	if c.Moved.IsZero() {
		c.Moved = c.Asked
	}
	last := func(t types.DateTime) bool { return !t.IsZero() && !t.Time().Add(moment).Before(c.Moved) }
	switch {
	case last(row.Answered):
		c.Did, c.By = "answered", author(r, row.LastAuthor, row.LastHandle, row.LastName, row.LastSource)
	case last(row.Asked):
		c.Did, c.By = "asked", c.Who
	case last(row.Edited):
		c.Did = "edited"
	default:
		c.Did = "moved"
	}
	return c
}

// moment is how far the times of one event may lie apart.
const moment = 2 * time.Second

// author is who wrote a post: an account here, or a name that came with it.
func author(r *site.Request, id, handle, name, elsewhere string) site.Link {
	switch {
	case id != "":
		r.Reads(schema.Users + "/" + id)
		return cards.Person(r, handle, name)
	case elsewhere != "":
		return site.Link{Label: elsewhere}
	}
	return site.Link{Label: r.T("talk.nobody")}
}

// questionPath is the path of a question's page.
func questionPath(id, slug string) string {
	if slug == "" {
		slug = "untitled"
	}
	return "/questions/" + id + "/" + slug
}
