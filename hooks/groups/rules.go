package groups

import "slices"

// The statuses of a group.
const (
	Proposed = "proposed" // waits for site editors
	Declined = "declined" // its owner may change it and propose it anew
	Active   = "active"   // public: one joins, and it organises events
	Archived = "archived" // public, but over
)

// Kinds are what brings people together, in the order in which lists offer them.
var Kinds = []string{"city", "topic", "campus", "project"}

// Shown says whether a group has a page.
func Shown(status string) bool { return status == Active || status == Archived }

// The changes of status that there are: the owner's, and those of site editors besides. What was approved once is never a
// proposal again: people are members of it.
var (
	ownersMoves  = [][2]string{{Declined, Proposed}, {Active, Archived}, {Archived, Active}}
	editorsMoves = [][2]string{{Proposed, Active}, {Proposed, Declined}, {Declined, Active}}
)

// mayMove says whether a group gets from one status to another, at the hand of a site editor or of its owner.
func mayMove(from, to string, editor bool) bool {
	move := [2]string{from, to}
	return from == to || slices.Contains(ownersMoves, move) || editor && slices.Contains(editorsMoves, move)
}

const (
	// mostOrganisers bounds those who organise a group, its owner among them.
	mostOrganisers = 21
	// mostProposed bounds the groups that somebody proposes at a time.
	mostProposed = 3
)

// reserved are the names below /groups/ that are pages of the site.
var reserved = []string{"new", "edit"}
