package groups

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// list is the active groups, those with the most members first. Each field that is set narrows it.
type list struct{ Kind, City string }

const listed = " FROM groups g LEFT JOIN stats s ON s.id = g.id WHERE g.status = 'active' AND g.hidden = 0 AND ({:kind} = '' OR g.kind = {:kind}) AND ({:city} = '' OR g.city = {:city})"

// IDs gives the ids of one stretch.
func (l list) IDs(ctx context.Context, app core.App, offset, limit int) (ids []string, err error) {
	err = app.DB().NewQuery("SELECT g.id" + listed + " ORDER BY coalesce(s.followers, 0) DESC, g.name, g.id LIMIT {:limit} OFFSET {:offset}").
		WithContext(ctx).Bind(dbx.Params{"kind": l.Kind, "city": l.City, "limit": limit, "offset": offset}).Column(&ids)
	return ids, err
}

// Count counts the list, no further than to most.
func (l list) Count(ctx context.Context, app core.App, most int) (n int, err error) {
	err = app.DB().NewQuery("SELECT count(*) FROM (SELECT 1" + listed + " LIMIT {:most})").
		WithContext(ctx).Bind(dbx.Params{"kind": l.Kind, "city": l.City, "most": most}).Row(&n)
	return n, err
}

// citiesOf gives the cities with the most groups; the one that is chosen is among them.
func citiesOf(ctx context.Context, app core.App, chosen string, most int) (cities []string, err error) {
	err = app.DB().NewQuery(`SELECT city FROM groups WHERE status = 'active' AND hidden = 0 AND city != '' GROUP BY city
		ORDER BY city = {:chosen} DESC, count(*) DESC, city LIMIT {:most}`).WithContext(ctx).Bind(dbx.Params{"chosen": chosen, "most": most}).Column(&cities)
	return cities, err
}

// seats are the members of a group who have a profile and are named, or all who organise it.
type seats struct {
	Group    string
	Organise bool
}

func (s seats) where() string {
	const of = " FROM group_members m JOIN users u ON u.id = m.user WHERE m.[[group]] = {:group} AND "
	if s.Organise {
		return of + "m.role IN ('owner', 'organiser')"
	}
	return of + "m.role = 'member' AND m.quiet = 0 AND u.handle != ''"
}

// IDs gives the ids of one stretch: the owner first, then who came first.
func (s seats) IDs(ctx context.Context, app core.App, offset, limit int) (ids []string, err error) {
	err = app.DB().NewQuery("SELECT m.id" + s.where() + " ORDER BY m.role != 'owner', m.created, m.id LIMIT {:limit} OFFSET {:offset}").
		WithContext(ctx).Bind(dbx.Params{"group": s.Group, "limit": limit, "offset": offset}).Column(&ids)
	return ids, err
}

// Count counts them, no further than to most.
func (s seats) Count(ctx context.Context, app core.App, most int) (n int, err error) {
	err = app.DB().NewQuery("SELECT count(*) FROM (SELECT 1" + s.where() + " LIMIT {:most})").
		WithContext(ctx).Bind(dbx.Params{"group": s.Group, "most": most}).Row(&n)
	return n, err
}
