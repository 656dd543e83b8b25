// Package cards reads lists of published articles and shows them as cards: on pages, in
// feeds, wherever articles stand beside each other.
//
// A shelf is one list: all articles, or those of one kind, language, tag, column or author.
// hooks/content keeps the table article_shelves with a row for each article and shelf; its
// covering indexes answer any page of any list, in any order, without touching the
// articles, however many there are.
package cards

import (
	"context"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ShelfAll is the shelf that every published article stands on.
const ShelfAll = "all"

// Shelf names the shelf of one kind, lang, tag, column or author: Shelf("tag", id).
func Shelf(what, which string) string { return what + ":" + which }

// Sort is an order of a list.
type Sort string

// The orders. New is that of publication, Hot weighs what readers made of an article
// against its age, Top only that.
const (
	New Sort = "new"
	Hot Sort = "hot"
	Top Sort = "top"
)

// Sorts are the orders as they are offered, the default first.
var Sorts = []Sort{New, Hot, Top}

func (s Sort) column() string {
	switch s {
	case Hot:
		return "hot"
	case Top:
		return "top"
	default:
		return "published"
	}
}

// A List is a shelf, narrowed to a kind or a language where they aren't empty.
type List struct {
	Shelf string
	Kind  string
	Lang  string
	Sort  Sort
}

// narrow gives the shelf and the conditions for a list. Where the list is everything of
// one kind or language, that one's own shelf answers faster.
func (l List) narrow() (where string, params dbx.Params) {
	shelf, kind, lang := l.Shelf, l.Kind, l.Lang
	if shelf == ShelfAll && kind != "" {
		shelf, kind = Shelf("kind", kind), ""
	} else if shelf == ShelfAll && lang != "" {
		shelf, lang = Shelf("lang", lang), ""
	}
	where, params = "shelf = {:shelf}", dbx.Params{"shelf": shelf}
	if kind != "" {
		where, params["kind"] = where+" AND kind = {:kind}", kind
	}
	if lang != "" {
		where, params["lang"] = where+" AND lang = {:lang}", lang
	}
	return where, params
}

// AtMost bounds a query. SQLite compiles a statement anew for each value that is bound as its limit, which takes longer than
// a small one runs; a number in its text is the same statement each time.
func AtMost(n int) string { return " LIMIT " + strconv.Itoa(n) }

// IDs gives the ids of one stretch of a list.
func (l List) IDs(ctx context.Context, app core.App, offset, limit int) ([]string, error) {
	where, params := l.narrow()
	params["offset"] = offset
	var ids []string
	err := app.DB().NewQuery("SELECT article FROM article_shelves WHERE " + where +
		" ORDER BY " + l.Sort.column() + " DESC, article" + AtMost(limit) + " OFFSET {:offset}").
		WithContext(ctx).Bind(params).Column(&ids)
	return ids, err
}

// Count counts a list's articles, no further than to most.
func (l List) Count(ctx context.Context, app core.App, most int) (n int, err error) {
	where, params := l.narrow()
	err = app.DB().NewQuery("SELECT count(*) FROM (SELECT 1 FROM article_shelves WHERE " + where + AtMost(most) + ")").
		WithContext(ctx).Bind(params).Row(&n)
	return n, err
}
