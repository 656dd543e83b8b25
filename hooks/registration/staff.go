package registration

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
)

const organiserRole = "organiser"

// organises says whether an account has an event in its hands, as the collections' rules say it: its author, staff with
// that role, the editors and the owner of its column, site editors.
func organises(app core.App, auth *core.Record, event string) (bool, error) {
	role, err := roleAt(app, auth, event)
	return role == organiserRole, err
}

// roleAt is what an account may do at an event: organise it, or let people in; empty for neither.
func roleAt(app core.App, auth *core.Record, event string) (string, error) {
	if auth == nil {
		return "", nil
	}
	if access.IsEditor(auth) {
		return organiserRole, nil
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
	if missing(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if is.Author == auth.Id || is.Column != "" {
		return organiserRole, nil
	}
	return is.Role, nil
}

// errNotStaff is answered to who has nothing to do with an event.
var errNotStaff = i18n.NewError("registration.not_staff").WithStatus(http.StatusForbidden)

// eventOf finds an event by its id or its address; a draft only for who organises it.
func eventOf(app core.App, auth *core.Record, name string) (id string, err error) {
	var e struct {
		ID     string `db:"id"`
		Status string `db:"status"`
	}
	err = app.DB().NewQuery("SELECT id, status FROM events WHERE id = {:name} OR slug = {:name} ORDER BY id != {:name} LIMIT 1").Bind(dbx.Params{"name": name}).One(&e)
	if missing(err) {
		return "", errNoEvent
	}
	if err != nil {
		return "", err
	}
	if e.Status == "draft" {
		runs, err := organises(app, auth, e.ID)
		if err != nil {
			return "", err
		}
		if !runs {
			return "", errNoEvent
		}
	}
	return e.ID, nil
}

var errNoEvent = i18n.NewError("registration.no_event").WithStatus(http.StatusNotFound)

// Organises says the same to the other rooms of what organisers do.
func Organises(app core.App, auth *core.Record, event string) (bool, error) {
	return organises(app, auth, event)
}
