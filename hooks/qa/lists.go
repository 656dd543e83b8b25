package qa

import (
	"context"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/site"
)

// The orders of a list of questions, as the "sort" parameter has them: what moved last (the default), what was asked
// last, what is lively for its age, what was found good.
const (
	byActive = "active"
	byNewest = "newest"
	byHot    = "hot"
	byScore  = "score"
)

// The values of the "sort" and "filter" parameters as they are offered, and the shelves behind the filters.
var (
	listSorts   = []string{byActive, byNewest, byHot, byScore}
	listFilters = []string{"unanswered", "unsolved", "bounty"}
	filterShelf = map[string]string{"unanswered": Unanswered, "unsolved": Unsolved, "bounty": WithBounty}
)

// A List is a shelf of questions: all, or those of a tag, a column, an event or an asker. It may be narrowed to those that stand on
// further shelves, to a language, and to what a filter says.
type List struct {
	Shelf  string
	Also   []string // each question stands on these as well
	Filter string   // a value of the "filter" parameter
	Lang   string
	Sort   string // a value of the "sort" parameter
}

func (l List) column() string {
	switch l.Sort {
	case byNewest:
		return "asked"
	case byHot:
		return "hot"
	case byScore:
		return "score"
	default:
		return "active"
	}
}

// narrow gives the shelf and the conditions for a list.
func (l List) narrow() (where string, params dbx.Params) {
	shelf, also := l.Shelf, l.Also
	switch {
	case l.Filter == "":
	case strings.HasPrefix(shelf, Shelf("asker", "")): // an asker's questions have no shelves of their own for this
		also = append(also[:len(also):len(also)], ShelfAll+filterShelf[l.Filter])
	default:
		shelf += filterShelf[l.Filter]
	}
	where, params = "s.shelf = {:shelf}", dbx.Params{"shelf": shelf}
	if l.Lang != "" {
		where, params["lang"] = where+" AND s.lang = {:lang}", l.Lang
	}
	for i, shelf := range also {
		key := "also" + strconv.Itoa(i)
		where += " AND EXISTS (SELECT 1 FROM question_shelves o WHERE o.shelf = {:" + key + "} AND o.question = s.question)"
		params[key] = shelf
	}
	return where, params
}

// IDs gives the ids of one stretch of a list.
func (l List) IDs(ctx context.Context, app core.App, offset, limit int) (ids []string, err error) {
	where, params := l.narrow()
	if len(params) == 1 && offset >= marksFrom {
		return l.deepIDs(ctx, app, offset, limit)
	}
	params["offset"] = offset
	err = app.DB().NewQuery("SELECT s.question FROM question_shelves s WHERE " + where + " ORDER BY s." + l.column() + " DESC, s.question" + cards.AtMost(limit) + " OFFSET {:offset}").
		WithContext(ctx).Bind(params).Column(&ids)
	return ids, err
}

// Count counts a list's questions, no further than to most.
func (l List) Count(ctx context.Context, app core.App, most int) (n int, err error) {
	where, params := l.narrow()
	err = app.DB().NewQuery("SELECT count(*) FROM (SELECT 1 FROM question_shelves s WHERE " + where + cards.AtMost(most) + ")").
		WithContext(ctx).Bind(params).Row(&n)
	return n, err
}

// askedFor reads sort, filter, lang and event from the query into a list of the shelf.
func askedFor(r *site.Request, shelf string) (l List, err error) {
	l.Shelf = shelf
	if l.Sort, err = cards.Choose(r, "sort", listSorts); err != nil {
		return l, err
	}
	if l.Filter, err = cards.Choose(r, "filter", listFilters); err != nil {
		return l, err
	}
	if slug := r.Query("event"); slug != "" {
		event, err := eventAt.Find(r, slug)
		if err != nil {
			return l, err
		}
		l.Also = append(l.Also, Shelf("event", event.Id))
	}
	l.Lang, err = cards.Choose(r, "lang", cards.Langs)
	return l, err
}

// sortTabs offers the orders of a list.
func sortTabs(r *site.Request) []site.Link {
	var tabs []site.Link
	for _, sort := range listSorts {
		value := sort
		if sort == byActive {
			value = ""
		}
		tabs = append(tabs, site.Link{
			Label: r.T("questions.sort." + sort), URL: r.With("sort", value), Current: r.Query("sort") == value || sort == byActive && r.Query("sort") == byActive,
		})
	}
	return tabs
}

// recentLangs is how many of the latest questions tell which languages are offered.
const recentLangs = 1000

// filterChips offers what narrows a list: one choice of state, and a language where there are several.
func filterChips(r *site.Request, shelf string) ([]cards.Filter, error) {
	state := cards.Filter{Label: r.T("questions.filter"), Options: []site.Link{{Label: r.T("list.all"), URL: r.With("filter", ""), Current: r.Query("filter") == ""}}}
	for _, filter := range listFilters {
		state.Options = append(state.Options, site.Link{
			Label: r.T("questions.filter." + filter), URL: r.With("filter", filter), Current: r.Query("filter") == filter,
		})
	}
	var spoken []string
	err := r.App().DB().NewQuery("SELECT DISTINCT lang FROM (SELECT lang FROM question_shelves WHERE shelf = {:shelf} ORDER BY active DESC" + cards.AtMost(recentLangs) + ")").
		WithContext(r.Context()).Bind(dbx.Params{"shelf": shelf}).Column(&spoken)
	lang := cards.Filter{Label: r.T("list.lang"), Options: []site.Link{{Label: r.T("list.all"), URL: r.With("lang", ""), Current: r.Query("lang") == ""}}}
	for _, l := range cards.Langs {
		for _, s := range spoken {
			if s == l {
				lang.Options = append(lang.Options, site.Link{Label: r.T("lang." + l), URL: r.With("lang", l), Current: r.Query("lang") == l})
			}
		}
	}
	return []cards.Filter{state, lang}, err
}
