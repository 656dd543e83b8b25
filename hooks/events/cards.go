package events

import (
	"encoding/json"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// perPage is how many events a page of a list shows.
const perPage = 20

// A Card is an event in a list.
type Card struct {
	ID, URL   string
	Title     string
	Summary   string
	Lang      string // BCP 47 tag of the event's own language
	Kind      string
	KindName  string
	Mode      string
	Cover     string
	Place     string // city and venue, or that it is online
	City      string
	Host      site.Link // who organises it, a column, a group or a partner
	Tags      []site.Link
	When      When
	Cancelled bool
	Recording bool
	Slides    bool
}

// cardRow is an event as a list reads it, without its text.
type cardRow struct {
	ID         string         `db:"id"`
	Slug       string         `db:"slug"`
	Title      string         `db:"title"`
	Summary    string         `db:"summary"`
	Kind       string         `db:"kind"`
	Mode       string         `db:"mode"`
	Status     string         `db:"status"`
	Lang       string         `db:"lang"`
	Starts     types.DateTime `db:"starts"`
	Ends       types.DateTime `db:"ends"`
	Zone       string         `db:"zone"`
	AllDay     bool           `db:"all_day"`
	Venue      string         `db:"venue"`
	City       string         `db:"city"`
	Country    string         `db:"country"`
	Cover      string         `db:"cover"`
	Tags       string         `db:"tags"`
	Host       string         `db:"host"`
	HostURL    string         `db:"host_url"`
	Recording  string         `db:"recording_url"`
	Slides     string         `db:"slides_url"`
	Column     string         `db:"column"`
	ColumnName string         `db:"column_name"`
	ColumnSlug string         `db:"column_slug"`
	Group      string         `db:"group"`
	GroupName  string         `db:"group_name"`
	GroupSlug  string         `db:"group_slug"`
	Published  types.DateTime `db:"published"`
	Edited     types.DateTime `db:"edited"`
}

// selectCards reads the public ones of some events in the order of their ids.
const selectCards = `SELECT e.id, e.slug, e.title, e.summary, e.kind, e.mode, e.status, e.lang, e.starts, e.ends, e.zone, e.all_day, e.venue, e.city, e.country,
	e.cover, e.tags, e.host, e.host_url, e.recording_url, e.slides_url, e.published, e.edited, e.[[column]], coalesce(c.name, '') column_name, coalesce(c.slug, '') column_slug,
	e.[[group]], coalesce(g.name, '') group_name, coalesce(g.slug, '') group_slug
	FROM json_each({:ids}) o CROSS JOIN events e ON e.id = o.value
	LEFT JOIN columns c ON c.id = e.[[column]] AND c.status = 'active'
	LEFT JOIN groups g ON g.id = e.[[group]] AND g.status IN ('active', 'archived') AND g.hidden = 0
	WHERE +e.status != 'draft' ORDER BY o.key`

func loadRows(r *site.Request, ids []string) (rows []*cardRow, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	err = r.App().DB().NewQuery(selectCards).WithContext(r.Context()).Bind(dbx.Params{"ids": string(list)}).All(&rows)
	return rows, err
}

// loadCards reads events as cards, in the order of the ids. That the page depends on events is for the caller to say.
func loadCards(r *site.Request, ids []string, now time.Time) ([]Card, error) {
	rows, err := loadRows(r, ids)
	if err != nil {
		return nil, err
	}
	return cardsOf(r, rows, now)
}

func cardsOf(r *site.Request, rows []*cardRow, now time.Time) ([]Card, error) {
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
		list[i] = row.card(r, tags, now)
	}
	return list, nil
}

// firstCards gives the first n events of a list.
func firstCards(r *site.Request, l List, n int) ([]Card, error) {
	r.Reads(schema.Events)
	ids, err := l.IDs(r.Context(), r.App(), 0, n)
	if err != nil {
		return nil, err
	}
	return loadCards(r, ids, l.Now)
}

func (row *cardRow) card(r *site.Request, tags map[string]site.Link, now time.Time) Card {
	c := Card{
		ID: row.ID, URL: r.Link("/events/" + row.Slug), Title: row.Title, Summary: row.Summary, Lang: cards.Tag(row.Lang), Kind: row.Kind,
		KindName: r.T("events.kind." + row.Kind), Mode: row.Mode, Cover: cards.File(schema.Events, row.ID, row.Cover, "640x0"), City: row.City,
		Tags: cards.TagsOf(row.Tags, tags), When: whenOf(r, row.Starts, row.Ends, row.Zone, row.AllDay, now),
		Cancelled: row.Status == Cancelled, Recording: row.Recording != "", Slides: row.Slides != "",
	}
	c.Place = row.place(r)
	c.Host = row.host(r)
	return c
}

// place says in a line where an event is.
func (row *cardRow) place(r *site.Request) string {
	where := row.City
	switch {
	case row.Mode == Online:
		return r.T("events.mode.online")
	case where == "":
		where = row.Venue
	case row.Venue != "" && row.Venue != row.City:
		where += " · " + row.Venue
	}
	if row.Mode == Hybrid {
		if where == "" {
			return r.T("events.mode.hybrid")
		}
		return where + " + " + r.T("events.mode.online")
	}
	return where
}

// host is who organises an event: a column or a group here, or a partner.
func (row *cardRow) host(r *site.Request) site.Link {
	if row.ColumnSlug != "" {
		r.Reads(schema.Columns + "/" + row.Column)
		return site.Link{Label: row.ColumnName, URL: r.Link("/columns/" + row.ColumnSlug)}
	}
	if row.GroupSlug != "" {
		r.Reads(schema.Groups + "/" + row.Group)
		return site.Link{Label: row.GroupName, URL: r.Link("/groups/" + row.GroupSlug)}
	}
	return site.Link{Label: row.Host}
}

// A group is the cards of a list that lie in one month.
type group struct {
	Name  string
	Cards []Card
}

// byMonth puts a heading before each month of a list.
func byMonth(r *site.Request, list []Card) (groups []group) {
	for _, c := range list {
		name := monthText(r, c.When.Starts)
		if len(groups) == 0 || groups[len(groups)-1].Name != name {
			groups = append(groups, group{Name: name})
		}
		last := &groups[len(groups)-1]
		last.Cards = append(last.Cards, c)
	}
	return groups
}
