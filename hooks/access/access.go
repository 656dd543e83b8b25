// Package access is the one vocabulary of who may do what: the roles of the site and of
// a column, and what part a person has in an article. API rules say the same in their own
// language; Rules lists them for the test that pins them and for docs/permissions.md.
package access

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// Roles of the site, in users.roles.
const (
	Editor    = "editor"    // reviews and edits everything
	Moderator = "moderator" // handles reports
)

// Roles in a column, in column_members.role.
const (
	ColumnOwner  = "owner"  // manages the members, and all that an editor may
	ColumnEditor = "editor" // reviews what is submitted to the column
	ColumnAuthor = "author" // writes for the column
)

// Roles in a group, in group_members.role.
const (
	GroupOwner     = "owner"     // gives the roles, and all that an organiser may
	GroupOrganiser = "organiser" // edits the group and makes its events
	GroupMember    = "member"    // takes part
)

// IsEditor says whether an account is a site editor or a superuser. Nil is a guest.
func IsEditor(auth *core.Record) bool {
	return auth != nil && (auth.IsSuperuser() || slices.Contains(auth.GetStringSlice(schema.UserRoles), Editor))
}

// ByKey holds, on a record being saved, the id of the account that asks for it. Keys that
// begin with @ are no columns and stay in memory.
const ByKey = "@by"

// ReasonKey holds, on a record being saved, what the account that asks for it says why.
const ReasonKey = "@reason"

// Part is what somebody may do with an article.
type Part int

// The parts, each able to do what the ones before it can.
const (
	Reader   Part = iota // reads what is published
	Author               // wrote it: edits, submits, withdraws, archives
	Reviewer             // publishes, schedules, rejects: editors and owners of its column
	Chief                // everything: site editors and superusers
)

// PartIn gives the account's part in an article. Nil is a guest.
func PartIn(app core.App, auth *core.Record, article *schema.Article) (Part, error) {
	if auth == nil {
		return Reader, nil
	}
	if IsEditor(auth) {
		return Chief, nil
	}
	role, err := ColumnSeats.Role(app, auth, article.Column())
	if err != nil {
		return Reader, err
	}
	if role == ColumnOwner || role == ColumnEditor {
		return Reviewer, nil
	}
	if article.Author() == auth.Id || slices.Contains(article.Coauthors(), auth.Id) {
		return Author, nil
	}
	return Reader, nil
}
