package access

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// IsModerator says whether an account handles reports: a moderator, a site editor or a
// superuser. Nil is a guest.
func IsModerator(auth *core.Record) bool {
	return IsEditor(auth) || auth != nil && slices.Contains(auth.GetStringSlice(schema.UserRoles), Moderator)
}
