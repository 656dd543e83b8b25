package events

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// A List is public events in an order: those that aren't over, the next one first, or those that are, the last one first.
// Each further field that is set narrows it.
type List struct {
	Now    time.Time // what is over is judged by it
	Past   bool
	Newest bool // those that were announced last come first, over or not
	All    bool // over or not, in the order of time

	Kind, Mode, City           string
	Tag, Column, Group, Series string    // ids
	From, To                   time.Time // any part of it lies in between
}

// narrow gives the conditions for a list.
func (l List) narrow() (string, dbx.Params) {
	params := dbx.Params{"now": stamp(l.Now)}
	where := []string{"e.status != 'draft'"} // as the indexes say
	switch {
	case l.Past:
		where = append(where, "e.status IN ('published', 'archived')", "e.ends <= {:now}")
	case l.All:
		where = append(where, "e.status IN ('published', 'cancelled', 'archived')")
	case l.Newest:
		where = append(where, "e.status IN ('published', 'archived')")
	default:
		where = append(where, "e.status IN ('published', 'cancelled')", "e.ends > {:now}")
	}
	for field, value := range map[string]string{"kind": l.Kind, "mode": l.Mode, "city": l.City, "column": l.Column, "group": l.Group, "series": l.Series} {
		if value != "" {
			where, params[field] = append(where, "e.[["+field+"]] = {:"+field+"}"), value
		}
	}
	if l.Tag != "" {
		where, params["tag"] = append(where, "EXISTS (SELECT 1 FROM json_each(e.tags) t WHERE t.value = {:tag})"), l.Tag
	}
	if !l.To.IsZero() {
		where = append(where, "e.starts < {:to}", "e.starts > {:farback}", "e.ends > {:from}")
		params["to"], params["from"], params["farback"] = stamp(l.To), stamp(l.From), stamp(l.From.Add(-longest))
	}
	return strings.Join(where, " AND "), params
}

func (l List) order() string {
	switch {
	case l.Past:
		return "e.ends DESC, e.id"
	case l.Newest:
		return "e.published DESC, e.id"
	}
	return "e.starts, e.id"
}

// stamp is a moment as the database has it.
func stamp(t time.Time) string {
	d, err := types.ParseDateTime(t)
	if err != nil {
		return "" // a time.Time is always one
	}
	return d.String()
}

// IDs gives the ids of one stretch of a list.
func (l List) IDs(ctx context.Context, app core.App, offset, limit int) (ids []string, err error) {
	where, params := l.narrow()
	params["limit"], params["offset"] = limit, offset
	err = app.DB().NewQuery("SELECT e.id FROM events e WHERE " + where + " ORDER BY " + l.order() + " LIMIT {:limit} OFFSET {:offset}").
		WithContext(ctx).Bind(params).Column(&ids)
	return ids, err
}

// Count counts a list's events, no further than to most.
func (l List) Count(ctx context.Context, app core.App, most int) (n int, err error) {
	where, params := l.narrow()
	params["most"] = most
	err = app.DB().NewQuery("SELECT count(*) FROM (SELECT 1 FROM events e WHERE " + where + " LIMIT {:most})").
		WithContext(ctx).Bind(params).Row(&n)
	return n, err
}
