package closing

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// What a vote wants, in close_votes.kind.
const (
	Close  = "close"
	Reopen = "reopen"
)

// Why a question is closed, in questions.closed and close_votes.reason.
const (
	Duplicate = "duplicate"
	OffTopic  = "off_topic"
	Unclear   = "unclear"
)

// published is the status of a question that everybody sees, deleted that of one that is gone.
const (
	published = "published"
	deleted   = "deleted"
)

// validateVote holds the shape of every vote: a reason to close, and the other question where that is the reason. A vote
// that was given doesn't change.
func validateVote(e *core.RecordEvent) error {
	v := schema.AsCloseVote(e.Record)
	if !e.Record.IsNew() {
		was, err := e.App.FindRecordById(schema.CloseVotes, v.Id)
		if err != nil {
			return err
		}
		for _, field := range []string{schema.CloseVoteQuestion, schema.CloseVoteUser, schema.CloseVoteKind, schema.CloseVoteReason, schema.CloseVoteDuplicateOf} {
			if was.GetString(field) != v.GetString(field) {
				return i18n.FieldError(field, "closing.vote_stays")
			}
		}
		return e.Next()
	}
	switch {
	case v.Kind() == Close && v.Reason() == "":
		return i18n.FieldError(schema.CloseVoteReason, "closing.reason_needed")
	case v.Kind() == Reopen && v.Reason() != "":
		return i18n.FieldError(schema.CloseVoteReason, "closing.reason_needless")
	case v.Reason() == Duplicate && v.DuplicateOf() == "":
		return i18n.FieldError(schema.CloseVoteDuplicateOf, "closing.original_needed")
	case v.Reason() != Duplicate && v.DuplicateOf() != "":
		return i18n.FieldError(schema.CloseVoteDuplicateOf, "closing.original_needless")
	}
	return e.Next()
}

// stateFields are the fields of a question that this room alone writes.
var stateFields = []string{
	schema.QuestionClosed, schema.QuestionClosedAt, schema.QuestionDuplicateOf, schema.QuestionLocked, schema.QuestionProtected,
}

// stateKey, on a question being saved, says that these fields are meant to change: this room sets it, an import may, and
// a superuser's request has it.
const stateKey = "@closing"

// mayState refuses requests that close a question by its record: that is asked for by a vote. Moderators may lock and
// protect what isn't theirs, though without a reason; a superuser may correct everything.
func mayState(e *core.RecordRequestEvent) error {
	e.Record.SetRaw(stateKey, nil)
	e.Record.SetRaw(byKey, nil)
	for _, field := range stateFields {
		if e.Record.GetString(field) == e.Record.Original().GetString(field) {
			continue
		}
		flag := field == schema.QuestionLocked || field == schema.QuestionProtected
		if !decidesAbout(e.Auth, e.Record.GetString(schema.QuestionAuthor)) || !flag && !e.Auth.IsSuperuser() {
			return i18n.FieldError(field, "closing.by_vote")
		}
		e.Record.SetRaw(stateKey, true)
		e.Record.SetRaw(byKey, e.Auth)
	}
	return e.Next()
}

// decidesAbout says whether an account decides alone about a question of somebody's: a moderator, but not about their own.
func decidesAbout(auth *core.Record, author string) bool {
	return access.IsModerator(auth) && (auth.IsSuperuser() || author != auth.Id)
}

// validateQuestion refuses a question that repeats itself, directly or by way of others.
func validateQuestion(e *core.RecordEvent) error {
	q := schema.AsQuestion(e.Record)
	if q.DuplicateOf() == "" || q.GetRaw(stateKey) == nil {
		return e.Next()
	}
	original, err := canonical(e.App, q.DuplicateOf())
	if err != nil {
		return err
	}
	if q.DuplicateOf() == q.Id || original != nil && original.ID == q.Id {
		return i18n.FieldError(schema.QuestionDuplicateOf, "closing.circle")
	}
	return e.Next()
}
