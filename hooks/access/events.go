package access

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Roles at an event, in event_staff.role. An organiser is also its author, the editors and the owner of its column, the
// organisers and the owner of its group, and site editors.
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
		Group  bool   `db:"leads"`
	}
	err := app.DB().NewQuery(`SELECT e.author,
			coalesce((SELECT role FROM event_staff WHERE event = e.id AND user = {:user}), '') role,
			coalesce((SELECT role FROM column_members WHERE [[column]] = e.[[column]] AND e.[[column]] != '' AND user = {:user} AND role != 'author'), '') editor,
			EXISTS (SELECT 1 FROM group_members WHERE [[group]] = e.[[group]] AND e.[[group]] != '' AND user = {:user} AND role != 'member') leads
		FROM events e WHERE e.id = {:event}`).Bind(dbx.Params{"event": event, "user": auth.Id}).One(&is)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if is.Author == auth.Id || is.Column != "" || is.Group {
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

// RunsEvents says whether somebody publishes the events of a column or a group, each empty for none: the editors and the owner
// of the one, the organisers and the owner of the other. Those of neither are the site's.
func RunsEvents(app core.App, auth *core.Record, column, group string) (bool, error) {
	if IsEditor(auth) {
		return true, nil
	}
	role, err := ColumnSeats.Role(app, auth, column)
	if err != nil || role == ColumnEditor || role == ColumnOwner {
		return err == nil, err
	}
	role, err = GroupSeats.Role(app, auth, group)
	return role == GroupOrganiser || role == GroupOwner, err
}

// A Hand is somebody who organises an event. Who is no more than its staff edits neither the event nor its agenda.
type Hand struct {
	User  string `db:"user"`
	Edits bool   `db:"edits"`
}

// Hands gives at most so many of those who organise an event, site editors aside: its author, staff with that role, the editors
// and the owner of its column, the organisers and the owner of its group.
func Hands(app core.App, event string, most int) (hands []Hand, err error) {
	err = app.DB().NewQuery(`SELECT user, max(edits) edits FROM (
			SELECT author user, 1 edits FROM events WHERE id = {:event} AND author != ''
			UNION ALL SELECT user, 0 FROM event_staff WHERE event = {:event} AND role = 'organiser'
			UNION ALL SELECT m.user, 1 FROM events e JOIN column_members m ON m.[[column]] = e.[[column]] WHERE e.id = {:event} AND e.[[column]] != '' AND m.role != 'author'
			UNION ALL SELECT m.user, 1 FROM events e JOIN group_members m ON m.[[group]] = e.[[group]] WHERE e.id = {:event} AND e.[[group]] != '' AND m.role != 'member'
		) GROUP BY user LIMIT {:most}`).Bind(dbx.Params{"event": event, "most": most}).All(&hands)
	return hands, err
}
