package moderation

import (
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

// The kinds of things that can be reported and decided about.
const (
	Article  = "article"
	Comment  = "comment"
	Person   = "user"
	Column   = "column"
	Group    = "group"
	Question = "question"
	Answer   = "answer"
	Event    = "event"
	Session  = "session" // what is on the agenda of an event
	Entry    = "entry"   // of a competition
)

// The states of a report.
const (
	Open     = "open"
	Accepted = "accepted"
	Declined = "declined"
)

// Granted is the state of an appeal that undid what it is about; the others are those of reports.
const Granted = "granted"

// What moderators decide; also the actions of the audit log.
const (
	Hide    = "hide"    // takes a thing out of sight; its author can't undo it
	Restore = "restore" // brings it back as it was
	Lock    = "lock"    // closes a discussion
	Unlock  = "unlock"
	Merge   = "merge" // a duplicate leads to the original, a thread continues elsewhere
	Move    = "move"  // an article goes to another column, or out of one
	Warn    = "warn"
	Silence = "silence" // may not speak in public for a while
	Suspend = "suspend" // may only read for a while
	Dismiss = "dismiss" // the reports are declined
	Lift    = "lift"    // a sanction ends early
)

// actions lists what can be decided about each kind of thing.
var actions = map[string][]string{
	Article: {Hide, Restore, Lock, Unlock, Merge, Move, Warn, Silence, Suspend, Dismiss},
	Comment: {Hide, Restore, Lock, Unlock, Merge, Warn, Silence, Suspend, Dismiss},
	Column:  {Hide, Restore, Merge, Warn, Silence, Suspend, Dismiss},
	Group:   {Hide, Restore, Warn, Silence, Suspend, Dismiss},
	Person:  {Hide, Restore, Warn, Silence, Suspend, Dismiss},
	// locking and merging questions is in the care of another room; see Teach
	Question: {Hide, Restore, Warn, Silence, Suspend, Dismiss},
	Answer:   {Hide, Restore, Warn, Silence, Suspend, Dismiss},
	Event:    {Hide, Restore, Warn, Silence, Suspend, Dismiss},
	Session:  {Hide, Restore, Dismiss}, // nobody in particular put it there
	Entry:    {Hide, Restore, Warn, Silence, Suspend, Dismiss},
}

// appealable are the decisions that a member can appeal against: those that can be undone.
var appealable = []string{Hide, Lock, Merge, Move, Warn, Silence, Suspend}

// terms are the days of the first, second … sanction of a kind; after them comes [forGood].
var terms = []int{1, 7, 30, 90}

// forGood is until when a sanction without an end lasts: a date that compares like any other.
var forGood, _ = types.ParseDateTime("9999-12-31 00:00:00.000Z")

// Term gives how long a sanction lasts at most after so many earlier ones of its kind, in
// days; 0 is for good.
func Term(earlier int) int {
	if earlier < len(terms) {
		return terms[earlier]
	}
	return 0
}

// until is when a term of so many days that begins now ends.
func until(days int) types.DateTime {
	if days == 0 {
		return forGood
	}
	return types.NowDateTime().Add(time.Duration(days) * 24 * time.Hour)
}

// MayAct says whether somebody may decide about a thing of another account, and about that
// account. Nobody decides about themselves; moderators decide about members, site editors
// about moderators too. A sanction against a site editor is left to superusers. affected
// is nil for what belongs to nobody.
func MayAct(auth, affected *core.Record, sanction bool) bool {
	if !access.IsModerator(auth) {
		return false
	}
	if affected == nil || auth.IsSuperuser() {
		return true
	}
	if affected.Id == auth.Id {
		return false
	}
	roles := affected.GetStringSlice(schema.UserRoles)
	switch {
	case slices.Contains(roles, access.Editor):
		return access.IsEditor(auth) && !sanction
	case slices.Contains(roles, access.Moderator):
		return access.IsEditor(auth)
	}
	return true
}
