package events

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// The bounds of the endpoint: items of a page, and the last page.
const (
	apiMost  = 100
	apiPages = 1000
)

// routes adds the lists of events as data.
//
//	GET /api/qiao/events?when=upcoming|past&from=&to=&kind=&mode=&city=&tag=&column=&group=&series=&page=&perPage=
//
// tag, column, group and series are slugs; from and to are days (2026-11-28, in UTC), and give everything in between, in the order of
// time, also what is cancelled.
func routes(e *core.ServeEvent) {
	e.Router.GET("/api/qiao/events", listEvents).Bind(apis.SkipSuccessActivityLog())
}

// apiCard is an event as the endpoint gives it.
type apiCard struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Summary   string   `json:"summary"`
	Kind      string   `json:"kind"`
	Mode      string   `json:"mode"`
	Status    string   `json:"status"`
	Lang      string   `json:"lang"`
	Starts    string   `json:"starts"`
	Ends      string   `json:"ends"`
	Zone      string   `json:"zone"`
	AllDay    bool     `json:"all_day"`
	Venue     string   `json:"venue"`
	City      string   `json:"city"`
	Country   string   `json:"country"`
	Cover     string   `json:"cover"`
	Host      string   `json:"host"`
	Column    string   `json:"column"` // its slug
	Group     string   `json:"group"`  // likewise
	Tags      []apiTag `json:"tags"`
	Recording string   `json:"recording_url"`
	Slides    string   `json:"slides_url"`
}

type apiTag struct {
	ID     string `db:"id" json:"-"`
	Slug   string `db:"slug" json:"slug"`
	Name   string `db:"name" json:"name"`
	NameEn string `db:"name_en" json:"name_en"`
}

func listEvents(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page, okPage := number(q.Get("page"), 1, apiPages)
	size, okSize := number(q.Get("perPage"), perPage, apiMost)
	if !okPage || !okSize {
		return i18n.NewError("events.api.wrong", "name", "page, perPage")
	}
	l, none, err := listAsked(e.App, q)
	if err != nil {
		return err
	}
	items := []apiCard{}
	if !none {
		ids, err := l.IDs(e.Request.Context(), e.App, (page-1)*size, size)
		if err != nil {
			return err
		}
		if items, err = apiCards(e, ids); err != nil {
			return err
		}
	}
	return e.JSON(http.StatusOK, struct {
		Page    int       `json:"page"`
		PerPage int       `json:"perPage"`
		Items   []apiCard `json:"items"`
	}{page, size, items})
}

// number reads a number from 1 to most.
func number(s string, or, most int) (int, bool) {
	if s == "" {
		return or, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= most
}

// listAsked reads the parameters into a list; none means that nothing can be on it.
func listAsked(app core.App, q url.Values) (l List, none bool, err error) {
	for name, values := range map[string][]string{"when": {"upcoming", "past"}, "kind": Kinds, "mode": Modes} {
		if v := q.Get(name); v != "" && !slices.Contains(values, v) {
			return l, false, i18n.NewError("events.api.wrong", "name", name)
		}
	}
	l = List{Now: time.Now(), Past: q.Get("when") == "past", Kind: q.Get("kind"), Mode: q.Get("mode"), City: q.Get("city")}
	if q.Get("from") != "" || q.Get("to") != "" {
		l.All, l.Past = true, false
		from, errFrom := time.Parse(time.DateOnly, q.Get("from"))
		to, errTo := time.Parse(time.DateOnly, q.Get("to"))
		if errFrom != nil || errTo != nil || to.Before(from) {
			return l, false, i18n.NewError("events.api.wrong", "name", "from, to")
		}
		l.From, l.To = from, to.AddDate(0, 0, 1)
	}
	for _, part := range []struct {
		name, collection string
		id               *string
	}{{"tag", schema.Tags, &l.Tag}, {"column", schema.Columns, &l.Column}, {"group", schema.Groups, &l.Group}, {"series", schema.EventSeriesList, &l.Series}} {
		slug := q.Get(part.name)
		if slug == "" {
			continue
		}
		place, err := address.Find(app, part.collection, slug)
		if errors.Is(err, sql.ErrNoRows) || place.Gone {
			return l, true, nil
		}
		if err != nil {
			return l, false, err
		}
		*part.id = place.ID
	}
	return l, false, nil
}

func apiCards(e *core.RequestEvent, ids []string) ([]apiCard, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	params := dbx.Params{"ids": string(list)}
	var rows []cardRow
	if err := e.App.DB().NewQuery(selectCards).WithContext(e.Request.Context()).Bind(params).All(&rows); err != nil {
		return nil, err
	}
	var tags []apiTag
	if err := e.App.DB().NewQuery(`SELECT id, slug, name, name_en FROM tags WHERE id IN
		(SELECT t.value FROM json_each({:ids}) o CROSS JOIN events e ON e.id = o.value, json_each(e.tags) t)`).WithContext(e.Request.Context()).Bind(params).All(&tags); err != nil {
		return nil, err
	}
	items := make([]apiCard, len(rows))
	for i, row := range rows {
		items[i] = apiCard{
			ID: row.ID, URL: "/events/" + row.Slug, Title: row.Title, Summary: row.Summary, Kind: row.Kind, Mode: row.Mode, Status: row.Status, Lang: row.Lang,
			Starts: row.Starts.String(), Ends: row.Ends.String(), Zone: row.Zone, AllDay: row.AllDay, Venue: row.Venue, City: row.City, Country: row.Country,
			Cover: cards.File(schema.Events, row.ID, row.Cover, "640x0"), Host: row.Host, Column: row.ColumnSlug, Group: row.GroupSlug, Tags: []apiTag{}, Recording: row.Recording, Slides: row.Slides,
		}
		for _, id := range cards.IDs(row.Tags) {
			if at := slices.IndexFunc(tags, func(t apiTag) bool { return t.ID == id }); at >= 0 {
				items[i].Tags = append(items[i].Tags, tags[at])
			}
		}
	}
	return items, nil
}
