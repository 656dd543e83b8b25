package site

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
)

// Lookup says how the pages of a collection are addressed.
type Lookup struct {
	Collection string
	Field      string // the field with the address: a slug or a handle
	Base       string // the path before the address, "/articles/"
	// Shown refuses a record that has no page, with [ErrNotFound] or [ErrGone]; nil shows all. It is asked before an
	// old address redirects, so that a redirect never tells of what isn't public.
	Shown func(*core.Record) error
}

// Find gives the record at an address, and otherwise the right answer for it as an error: a redirect from an old address,
// gone, or not found. The request takes note that it depends on the record.
func (l Lookup) Find(r *Request, at string) (*core.Record, error) {
	place, err := address.Find(r.App(), l.Collection, at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	r.Reads(l.Collection + "/" + place.ID)
	if place.Gone {
		return nil, ErrGone
	}
	record, err := r.App().FindRecordById(l.Collection, place.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	if l.Shown != nil {
		if err := l.Shown(record); err != nil {
			return nil, err
		}
	}
	if now := record.GetString(l.Field); now != at {
		return nil, RedirectTo(l.Base + now)
	}
	return record, nil
}
