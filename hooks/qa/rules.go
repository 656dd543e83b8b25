package qa

import "slices"

// The statuses of a question. An answer has the same but draft.
const (
	Draft     = "draft"     // its author works on it
	Pending   = "pending"   // waits for a moderator
	Published = "published" // public
	Hidden    = "hidden"    // taken down by a moderator; only moderation brings it back
	Deleted   = "deleted"   // taken down by its author or a moderator; moderators bring it back
)

// authorMoves are the changes of status that an author may ask for, staffMoves those of moderators and site editors where
// the post isn't their own.
var (
	authorMoves = [][2]string{{Draft, Published}, {Pending, Draft}, {Pending, Deleted}, {Published, Deleted}}
	staffMoves  = [][2]string{
		{Pending, Published}, {Pending, Hidden}, {Published, Hidden}, {Published, Deleted},
		{Hidden, Published}, {Hidden, Deleted}, {Deleted, Published}, {Deleted, Hidden},
	}
)

// MayMove says whether somebody may move a post's status: its author, or one of the staff who isn't its author.
func MayMove(own, staff bool, from, to string) bool {
	move := [2]string{from, to}
	switch {
	case from == to:
		return true
	case own:
		return slices.Contains(authorMoves, move)
	}
	return staff && slices.Contains(staffMoves, move)
}
