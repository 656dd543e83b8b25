package access

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// Seats say where a kind of record keeps who belongs to it, one row a person.
type Seats struct {
	collection string // has a row a seat
	of         string // the field that says in what; the person is in "user", what they are there in "role"
	owner      string // the role that one person has
	former     string // the role of who gave that one away
}

// The seats of the house.
var (
	ColumnSeats = Seats{schema.ColumnMembers, schema.ColumnMemberColumn, ColumnOwner, ColumnEditor}
	GroupSeats  = Seats{schema.GroupMembers, schema.GroupMemberGroup, GroupOwner, GroupOrganiser}
)

// Role gives the account's role, empty for none. Nil is a guest.
func (s Seats) Role(app core.App, auth *core.Record, of string) (string, error) {
	if auth == nil || of == "" {
		return "", nil
	}
	var roles []string
	err := app.DB().Select("role").From(s.collection).Where(dbx.HashExp{s.of: of, "user": auth.Id}).Column(&roles)
	if err != nil || len(roles) == 0 {
		return "", err
	}
	return roles[0], nil
}

// SeatOwner has the owner's seat be that of user alone: who had it before stays, in the role of former owners. It must run
// in the transaction that writes who the owner is.
func (s Seats) SeatOwner(app core.App, of, user string) error {
	owners, err := app.FindAllRecords(s.collection, dbx.HashExp{s.of: of, "role": s.owner})
	if err != nil {
		return err
	}
	for _, seat := range owners {
		if seat.GetString("user") == user {
			continue
		}
		seat.Set("role", s.former)
		if err := app.Save(seat); err != nil {
			return err
		}
	}
	seat, err := s.seat(app, of, user)
	if err != nil || seat.GetString("role") == s.owner {
		return err
	}
	seat.Set("role", s.owner)
	return app.Save(seat)
}

// seat finds a person's seat, or makes one that isn't saved yet.
func (s Seats) seat(app core.App, of, user string) (*core.Record, error) {
	var seat core.Record
	err := app.RecordQuery(s.collection).AndWhere(dbx.HashExp{s.of: of, "user": user}).Limit(1).One(&seat)
	if !errors.Is(err, sql.ErrNoRows) {
		return &seat, err
	}
	collection, err := app.FindCachedCollectionByNameOrId(s.collection)
	if err != nil {
		return nil, err
	}
	anew := core.NewRecord(collection)
	anew.Set(s.of, of)
	anew.Set("user", user)
	return anew, nil
}
