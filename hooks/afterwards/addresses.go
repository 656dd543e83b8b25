package afterwards

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
)

// mostAddresses is how many addresses are looked for at once.
const mostAddresses = 1000

// addresses finds who registered by e-mail addresses, as a meeting online lists those who were there: POST
// /api/qiao/events/{id}/addresses {emails} → {items: [{email, registration, name, arrived}], unknown: [email]}. Whoever is
// found is then marked as every arrival is, by /api/qiao/checkins/batch.
func addresses(e *core.RequestEvent) error {
	var in struct {
		Emails []string `json:"emails" form:"emails"`
	}
	if err := e.BindBody(&in); err != nil {
		return errUnreadable
	}
	ev, err := organised(e)
	if err != nil {
		return err
	}
	if len(in.Emails) > mostAddresses {
		return i18n.NewError("afterwards.too_many_addresses", "Most", mostAddresses)
	}
	type found struct {
		Email        string `json:"email" db:"email"`
		Registration string `json:"registration" db:"id"`
		Name         string `json:"name" db:"name"`
		Arrived      string `json:"arrived" db:"arrived"`
	}
	items, unknown, seen := []found{}, []string{}, map[string]bool{}
	for _, email := range in.Emails {
		email = strings.ToLower(strings.TrimSpace(email))
		if email == "" || seen[email] || len(email) > 254 {
			continue
		}
		seen[email] = true
		var rows []found
		if err := e.App.DB().NewQuery(`SELECT {:email} email, r.id, r.name, r.arrived FROM registrations r WHERE r.event = {:event} AND r.state = 'confirmed' AND r.erased = 0
				AND (r.email = {:email} OR r.user != '' AND r.user = (SELECT id FROM users WHERE email = {:email} COLLATE NOCASE LIMIT 1)) LIMIT 20`).
			Bind(dbx.Params{"event": ev.ID, "email": email}).All(&rows); err != nil {
			return err
		}
		if len(rows) == 0 {
			unknown = append(unknown, email)
		}
		items = append(items, rows...)
	}
	return private(e, map[string]any{"items": items, "unknown": unknown})
}
