package afterwards

import (
	"slices"
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
	asked := map[string]bool{} // whether somebody was found
	for _, email := range in.Emails {
		if email = strings.ToLower(strings.TrimSpace(email)); email != "" && len(email) <= 254 {
			asked[email] = false
		}
	}
	var all []found
	if err := e.App.DB().NewQuery(`SELECT lower(coalesce(nullif(r.email, ''), u.email, '')) email, r.id, r.name, r.arrived FROM registrations r LEFT JOIN users u ON u.id = r.user AND r.user != ''
			WHERE r.event = {:event} AND r.state = 'confirmed' AND r.erased = 0 ORDER BY r.place, r.id`).Bind(dbx.Params{"event": ev.ID}).All(&all); err != nil {
		return err
	}
	items, unknown := []found{}, []string{}
	for _, one := range all {
		if _, ok := asked[one.Email]; ok {
			asked[one.Email] = true
			items = append(items, one)
		}
	}
	for email, there := range asked {
		if !there {
			unknown = append(unknown, email)
		}
	}
	slices.Sort(unknown)
	return private(e, map[string]any{"items": items, "unknown": unknown})
}
