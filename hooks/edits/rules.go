package edits

import (
	"slices"
	"strings"

	"qiao/hooks/schema"
)

// The states of a suggested edit.
const (
	Open      = "open"      // waits for a decision
	Approved  = "approved"  // is in the text; for good
	Rejected  = "rejected"  // was refused with a reason
	Withdrawn = "withdrawn" // taken back by who suggested it
)

// Kinds of what can be edited.
const (
	question = "question"
	answer   = "answer"
)

// mostOpen is how many open edits one member may have at a time: reviewers read them all.
const mostOpen = 20

// own are the fields beside the tags that who suggests an edit writes; everything else is for the system and for who decides.
var own = []string{schema.PostEditTitle, schema.PostEditNote, schema.PostEditBody}

// A post is what an edit would change.
type post struct {
	Kind     string
	ID       string
	Question string
	Author   string
	Title    string
	Tags     []string
	Body     string
	Public   bool
	Locked   bool
	Wiki     bool
	Number   int // of its newest revision
}

// changes says whether an edit would change anything.
func (p *post) changes(e *schema.PostEdit) bool {
	if strings.TrimSpace(e.Body()) != strings.TrimSpace(p.Body) {
		return true
	}
	return p.Kind == question && (strings.TrimSpace(e.Title()) != p.Title || !sameSet(e.Tags(), p.Tags))
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}
