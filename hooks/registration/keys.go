package registration

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Keyed gives the registration that a link is about by the key in it, "" when it isn't one of ours, or not any more. Whoever
// has the link may act for it: it stands in the mails to the address that registered.
func Keyed(app core.App, key string) (registration string, err error) {
	s, err := byKey(app, key)
	if err != nil || s == nil {
		return "", err
	}
	return s.ID, nil
}

// KeyOf gives the key of the links that a registration is reached by.
func KeyOf(app core.App, registration string) (string, error) {
	s, err := readSeat(app, "r.id = {:id}", dbx.Params{"id": registration})
	if err != nil {
		return "", err
	}
	return s.manageKey(), nil
}
