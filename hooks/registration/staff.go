package registration

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
)

// errNotStaff is answered to who has nothing to do with an event.
var errNotStaff = i18n.NewError("registration.not_staff").WithStatus(http.StatusForbidden)

// eventOf finds an event by its id or its address; a draft only for who organises it.
func eventOf(app core.App, auth *core.Record, name string) (id string, err error) {
	id, _, err = access.Event(app, auth, name)
	if missing(err) {
		err = errNoEvent
	}
	return id, err
}

var errNoEvent = i18n.NewError("registration.no_event").WithStatus(http.StatusNotFound)

// atDoor gives the role of who lets people in at an event, and refuses everybody else.
func atDoor(app core.App, auth *core.Record, event string) (role string, err error) {
	role, err = access.EventRole(app, auth, event)
	if err == nil && role != access.EventOrganiser && role != access.EventGate {
		err = errNotStaff
	}
	return role, err
}
