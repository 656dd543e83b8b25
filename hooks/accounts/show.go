package accounts

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

var (
	// choosable are the fields that everybody sees unless the person hides them.
	choosable = []string{schema.UserCity, schema.UserCompany, schema.UserLinks, schema.UserExpertise}
	// forSelf are those that only the person sees, and site editors.
	forSelf = []string{
		schema.UserZone, schema.UserPrivate, schema.UserMFA, schema.UserAgreed, schema.UserAgreedAt,
		schema.UserLeavingAt, schema.UserLeavingKeep, schema.UserSilencedUntil, schema.UserSuspendedUntil, schema.UserProfileHidden,
	}
	// forModerators are those that moderators need besides.
	forModerators = []string{schema.UserSilencedUntil, schema.UserSuspendedUntil, schema.UserProfileHidden}
)

// show unhides what the reader of an account may see. All of these fields are hidden ones, so that nobody learns of
// them by filters and sorts either.
func show(e *core.RecordEnrichEvent) error {
	auth := e.RequestInfo.Auth
	self := auth != nil && auth.Id == e.Record.Id && auth.Collection().Name == schema.Users
	switch {
	case self || access.IsEditor(auth):
		e.Record.Unhide(choosable...)
		e.Record.Unhide(forSelf...)
	default:
		private := schema.AsUser(e.Record).Private()
		for _, field := range choosable {
			if !slices.Contains(private, field) {
				e.Record.Unhide(field)
			}
		}
		if auth != nil && slices.Contains(auth.GetStringSlice(schema.UserRoles), access.Moderator) {
			e.Record.Unhide(forModerators...)
		}
	}
	return e.Next()
}
