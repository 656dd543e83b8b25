package review

// The statuses of an article that a review knows.
const (
	draft     = "draft"
	pending   = "pending"
	scheduled = "scheduled"
	published = "published"
	rejected  = "rejected"
)

// The states of a submission.
const (
	Open      = "open"      // waits for a decision; there is one for each pending article
	Withdrawn = "withdrawn" // taken back by its authors, or moved elsewhere
	Accepted  = "accepted"  // published or scheduled
	Rejected  = "rejected"  // sent back with a reason
)

// outcome is the state of a submission whose article has moved on to a status.
func outcome(status string) string {
	switch status {
	case published, scheduled:
		return Accepted
	case rejected:
		return Rejected
	default:
		return Withdrawn
	}
}

// The states of a note. A reply has none of its own and stays open.
const (
	NoteOpen     = "open"
	NoteApplied  = "applied"  // its suggestion is in the text; for good
	NoteResolved = "resolved" // settled without it
)

// mayBecome says whether a note's state may change so.
func mayBecome(from, to string, suggests, reply bool) bool {
	switch {
	case from == to:
		return true
	case reply:
		return false
	case to == NoteApplied:
		return from == NoteOpen && suggests
	default:
		return from != NoteApplied
	}
}

// The states of an application for a column.
const (
	ApplicationPending  = "pending"
	ApplicationApproved = "approved"
	ApplicationRejected = "rejected"
)

// What one person or one article may have at most.
const (
	mostApplications = 3   // pending, of one member
	mostNotes        = 500 // on one article, replies included
)

// atRest are the fields of an article that its authors leave alone while it is scheduled:
// what a reviewer has read is what goes live, and when they said.
var atRest = []string{
	"title", "slug", "kind", "lang", "excerpt", "cover", "cover_alt", "series", "part", "tags", "publish_at",
	"canonical", "source_title", "source_url", "source_licence", "credits", "files", "body",
}
