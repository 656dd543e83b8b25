package qa

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// The bounds of the endpoint: items of a page, the last page, and the tags that may be asked for at once.
const (
	apiMost  = 50
	apiPages = 2000
	apiTags  = 20
)

// listRoute adds the lists of questions as data.
//
//	GET /api/qiao/questions?sort=&filter=&tag=&tags=a,b&column=&event=&asker=&lang=&page=&perPage=
//
// tag, column, event and asker (slugs and a handle) narrow the list together; tags gives the questions with any of several tags.
func listRoute(e *core.ServeEvent) {
	e.Router.GET("/api/qiao/questions", listQuestions).Bind(apis.SkipSuccessActivityLog())
}

// apiCard is a question as the endpoint gives it.
type apiCard struct {
	ID       string    `json:"id"`
	URL      string    `json:"url"`
	Title    string    `json:"title"`
	Excerpt  string    `json:"excerpt"`
	Lang     string    `json:"lang"`
	Tags     []apiTag  `json:"tags"`
	Author   apiPerson `json:"author"`
	Asked    string    `json:"asked"`
	Active   string    `json:"active"`
	Votes    int       `json:"votes"`
	Answers  int       `json:"answers"`
	Views    int       `json:"views"`
	Accepted string    `json:"accepted"` // the accepted answer's id, or ""
	Closed   string    `json:"closed"`
	Bounty   int       `json:"bounty"`
	Source   string    `json:"source,omitempty"`
	Event    *apiEvent `json:"event,omitempty"` // that it was asked in
}

type apiEvent struct {
	Slug  string `json:"slug"`
	Title string `json:"title"`
}

type apiTag struct {
	Slug   string `json:"slug"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
}

type apiPerson struct {
	ID     string `json:"id"`
	Handle string `json:"handle"`
	Name   string `json:"name"`
	Avatar string `json:"avatar"`
}

func listQuestions(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page, okPage := number(q.Get("page"), 1, apiPages)
	size, okSize := number(q.Get("perPage"), perPage, apiMost)
	lists, err := listsAsked(e.App, q)
	if err != nil {
		return err
	}
	if !okPage || !okSize {
		return i18n.NewError("questions.api.wrong", "name", "page, perPage")
	}
	ids := []string{}
	if len(lists) > 0 {
		if ids, err = merged(e, lists, (page-1)*size, size); err != nil {
			return err
		}
	}
	items, err := apiCards(e, ids)
	if err != nil {
		return err
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

// listsAsked reads the parameters: one list, or one for each of several tags. None means that nothing can be on them.
func listsAsked(app core.App, q url.Values) ([]List, error) {
	for name, values := range map[string][]string{"sort": listSorts, "filter": listFilters, "lang": cards.Langs} {
		if v := q.Get(name); v != "" && !slices.Contains(values, v) {
			return nil, i18n.NewError("questions.api.wrong", "name", name)
		}
	}
	base := List{Filter: q.Get("filter"), Lang: q.Get("lang"), Sort: q.Get("sort")}
	var shelves []string
	for _, part := range []struct{ name, collection, what string }{
		{"asker", schema.Users, "asker"}, {"column", schema.Columns, "column"}, {"event", schema.Events, "event"}, {"tag", schema.Tags, "tag"},
	} {
		if slug := q.Get(part.name); slug != "" {
			id, err := idAt(app, part.collection, slug)
			if err != nil || id == "" {
				return nil, err
			}
			shelves = append(shelves, Shelf(part.what, id))
		}
	}
	var tags []string
	if given := q.Get("tags"); given != "" {
		if tags = strings.Split(given, ","); len(tags) > apiTags {
			return nil, i18n.NewError("questions.api.tags", "most", apiTags)
		}
	}
	if tags == nil {
		base.Shelf, base.Also = ShelfAll, nil
		if len(shelves) > 0 {
			base.Shelf, base.Also = shelves[0], shelves[1:]
		}
		return []List{base}, nil
	}
	var lists []List
	for _, slug := range tags {
		id, err := idAt(app, schema.Tags, slug)
		if err != nil {
			return nil, err
		}
		if id != "" {
			l := base
			l.Shelf, l.Also = Shelf("tag", id), shelves
			lists = append(lists, l)
		}
	}
	return lists, nil
}

// idAt gives the id of the record at an address, "" where there is none.
func idAt(app core.App, collection, slug string) (string, error) {
	place, err := address.Find(app, collection, slug)
	if errors.Is(err, sql.ErrNoRows) || place.Gone {
		return "", nil
	}
	return place.ID, err
}

// merged gives a stretch of several lists in one order. What is in the first n of all is in the first n of one of them,
// so that no list is read any further.
func merged(e *core.RequestEvent, lists []List, offset, limit int) (ids []string, err error) {
	if len(lists) == 1 {
		return lists[0].IDs(e.Request.Context(), e.App, offset, limit)
	}
	params, parts := dbx.Params{"limit": limit, "offset": offset, "reach": offset + limit}, make([]string, len(lists))
	for i, l := range lists {
		where, own := l.narrow()
		for name, value := range own {
			key := name + "x" + strconv.Itoa(i)
			where = strings.ReplaceAll(where, "{:"+name+"}", "{:"+key+"}")
			params[key] = value
		}
		parts[i] = "SELECT * FROM (SELECT s.question, s." + l.column() + " k FROM question_shelves s WHERE " + where + " ORDER BY s." + l.column() + " DESC, s.question LIMIT {:reach})"
	}
	ids = []string{}
	err = e.App.DB().NewQuery("SELECT question FROM (" + strings.Join(parts, " UNION ALL ") + ") GROUP BY question ORDER BY max(k) DESC, question LIMIT {:limit} OFFSET {:offset}").
		WithContext(e.Request.Context()).Bind(params).Column(&ids)
	return ids, err
}

func apiCards(e *core.RequestEvent, ids []string) ([]apiCard, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var rows []cardRow
	if err := e.App.DB().NewQuery(selectCards).WithContext(e.Request.Context()).Bind(dbx.Params{"ids": string(list)}).All(&rows); err != nil {
		return nil, err
	}
	var tags []struct {
		ID     string `db:"id"`
		Slug   string `db:"slug"`
		Name   string `db:"name"`
		NameEn string `db:"name_en"`
	}
	inOrderOf(ids, rows, func(row *cardRow) string { return row.ID })
	wanted, seen := []string{}, map[string]bool{}
	for _, row := range rows {
		for _, id := range cards.IDs(row.Tags) {
			if !seen[id] {
				seen[id] = true
				wanted = append(wanted, id)
			}
		}
	}
	if list, err = json.Marshal(wanted); err != nil {
		return nil, err
	}
	if err := e.App.DB().NewQuery("SELECT id, slug, name, name_en FROM tags WHERE id" + cards.Among).
		WithContext(e.Request.Context()).Bind(dbx.Params{"ids": string(list)}).All(&tags); err != nil {
		return nil, err
	}
	byID := map[string]apiTag{}
	for _, t := range tags {
		byID[t.ID] = apiTag{t.Slug, t.Name, t.NameEn}
	}
	items := make([]apiCard, len(rows))
	for i, row := range rows {
		items[i] = apiCard{
			ID: row.ID, URL: questionPath(row.ID, row.Slug), Title: row.Title, Excerpt: row.Excerpt, Lang: row.Lang, Tags: []apiTag{},
			Author: apiPerson{row.Author, row.Handle, row.Name, cards.File(schema.Users, row.Author, row.Avatar, "96x96")},
			Asked:  row.Asked.String(), Active: row.Active.String(), Votes: row.Votes, Answers: row.Answers, Views: row.Views,
			Accepted: row.Accepted, Closed: row.Closed, Bounty: row.Bounty, Source: row.SourceSite,
		}
		if row.EventSlug != "" {
			items[i].Event = &apiEvent{row.EventSlug, row.EventTitle}
		}
		if row.Author == "" {
			items[i].Author.Name = row.SourceAuthor
		}
		for _, id := range cards.IDs(row.Tags) {
			if tag, ok := byID[id]; ok {
				items[i].Tags = append(items[i].Tags, tag)
			}
		}
	}
	return items, nil
}
