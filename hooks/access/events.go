package access

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Roles at an event, in event_staff.role. An organiser is also its author, the editors and the owner of its column, and site
// editors.
const (
	EventOrganiser = "organiser" // has it in their hands
	EventGate      = "gate"      // lets people in
	EventReviewer  = "reviewer"  // reviews proposals
)

// EventRole gives what an account may do at an event, as the collections' rules say it; empty for nothing.
func EventRole(app core.App, auth *core.Record, event string) (string, error) {
	if auth == nil {
		return "", nil
	}
	if IsEditor(auth) {
		return EventOrganiser, nil
	}
	var is struct {
		Role   string `db:"role"`
		Author string `db:"author"`
		Column string `db:"editor"`
	}
	err := app.DB().NewQuery(`SELECT e.author,
			coalesce((SELECT role FROM event_staff WHERE event = e.id AND user = {:user}), '') role,
			coalesce((SELECT role FROM column_members WHERE [[column]] = e.[[column]] AND e.[[column]] != '' AND user = {:user} AND role != 'author'), '') editor
		FROM events e WHERE e.id = {:event}`).Bind(dbx.Params{"event": event, "user": auth.Id}).One(&is)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if is.Author == auth.Id || is.Column != "" {
		return EventOrganiser, nil
	}
	return is.Role, nil
}

// Organises says whether an account has an event in its hands.
func Organises(app core.App, auth *core.Record, event string) (bool, error) {
	role, err := EventRole(app, auth, event)
	return role == EventOrganiser, err
}

// Event finds an event by its id or its address, with what the account may do there. A draft is found by its organisers
// only: for all others the error is sql.ErrNoRows, as for one that isn't there.
func Event(app core.App, auth *core.Record, name string) (id, role string, err error) {
	var e struct {
		ID     string `db:"id"`
		Status string `db:"status"`
	}
	if err := app.DB().NewQuery("SELECT id, status FROM events WHERE id = {:name} OR slug = {:name} ORDER BY id != {:name} LIMIT 1").
		Bind(dbx.Params{"name": name}).One(&e); err != nil {
		return "", "", err
	}
	role, err = EventRole(app, auth, e.ID)
	if err == nil && e.Status == "draft" && role != EventOrganiser {
		err = sql.ErrNoRows
	}
	return e.ID, role, err
}
