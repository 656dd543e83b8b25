package schema

// This file names the fields of the review group: review: submissions, notes on passages, applications for columns.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection submissions and its fields.
const (
	Submissions = "submissions"

	SubmissionArticle   = "article"
	SubmissionColumn    = "column"
	SubmissionSubmitter = "submitter"
	SubmissionState     = "state"
	SubmissionReviewer  = "reviewer"
	SubmissionMessage   = "message"
	SubmissionAnswer    = "answer"
	SubmissionDecider   = "decider"
	SubmissionDecided   = "decided"
)

// Submission is an article on its way into a column.
type Submission struct{ core.BaseRecordProxy }

// AsSubmission views a record of the submissions collection through its typed getters.
func AsSubmission(r *core.Record) *Submission {
	p := &Submission{}
	p.SetProxyRecord(r)
	return p
}

// Article is the field article.
func (p *Submission) Article() string { return p.GetString(SubmissionArticle) }

// Column is the field column.
func (p *Submission) Column() string { return p.GetString(SubmissionColumn) }

// Submitter is the field submitter.
func (p *Submission) Submitter() string { return p.GetString(SubmissionSubmitter) }

// State is the field state.
func (p *Submission) State() string { return p.GetString(SubmissionState) }

// Reviewer is the field reviewer.
func (p *Submission) Reviewer() string { return p.GetString(SubmissionReviewer) }

// Message is the field message.
func (p *Submission) Message() string { return p.GetString(SubmissionMessage) }

// Answer is the field answer.
func (p *Submission) Answer() string { return p.GetString(SubmissionAnswer) }

// Decider is the field decider.
func (p *Submission) Decider() string { return p.GetString(SubmissionDecider) }

// Decided is the field decided.
func (p *Submission) Decided() types.DateTime { return p.GetDateTime(SubmissionDecided) }

// Collection review_notes and its fields.
const (
	ReviewNotes = "review_notes"

	ReviewNoteArticle    = "article"
	ReviewNoteAuthor     = "author"
	ReviewNoteSubmission = "submission"
	ReviewNoteParent     = "parent"
	ReviewNoteQuote      = "quote"
	ReviewNoteStart      = "start"
	ReviewNoteBody       = "body"
	ReviewNoteSuggestion = "suggestion"
	ReviewNoteSuggests   = "suggests"
	ReviewNoteState      = "state"
)

// ReviewNote is a remark on a passage of an article under review.
type ReviewNote struct{ core.BaseRecordProxy }

// AsReviewNote views a record of the review_notes collection through its typed getters.
func AsReviewNote(r *core.Record) *ReviewNote {
	p := &ReviewNote{}
	p.SetProxyRecord(r)
	return p
}

// Article is the field article.
func (p *ReviewNote) Article() string { return p.GetString(ReviewNoteArticle) }

// Author is the field author.
func (p *ReviewNote) Author() string { return p.GetString(ReviewNoteAuthor) }

// Submission is the field submission.
func (p *ReviewNote) Submission() string { return p.GetString(ReviewNoteSubmission) }

// Parent is the field parent.
func (p *ReviewNote) Parent() string { return p.GetString(ReviewNoteParent) }

// Quote is the field quote.
func (p *ReviewNote) Quote() string { return p.GetString(ReviewNoteQuote) }

// Start is the field start.
func (p *ReviewNote) Start() int { return p.GetInt(ReviewNoteStart) }

// Body is the field body.
func (p *ReviewNote) Body() string { return p.GetString(ReviewNoteBody) }

// Suggestion is the field suggestion.
func (p *ReviewNote) Suggestion() string { return p.GetString(ReviewNoteSuggestion) }

// Suggests is the field suggests.
func (p *ReviewNote) Suggests() bool { return p.GetBool(ReviewNoteSuggests) }

// State is the field state.
func (p *ReviewNote) State() string { return p.GetString(ReviewNoteState) }

// Collection column_applications and its fields.
const (
	ColumnApplications = "column_applications"

	ColumnApplicationApplicant = "applicant"
	ColumnApplicationName      = "name"
	ColumnApplicationSlug      = "slug"
	ColumnApplicationKind      = "kind"
	ColumnApplicationTagline   = "tagline"
	ColumnApplicationReason    = "reason"
	ColumnApplicationState     = "state"
	ColumnApplicationReviewer  = "reviewer"
	ColumnApplicationAnswer    = "answer"
	ColumnApplicationColumn    = "column"
)

// ColumnApplication is a member asking for a column.
type ColumnApplication struct{ core.BaseRecordProxy }

// AsColumnApplication views a record of the column_applications collection through its typed getters.
func AsColumnApplication(r *core.Record) *ColumnApplication {
	p := &ColumnApplication{}
	p.SetProxyRecord(r)
	return p
}

// Applicant is the field applicant.
func (p *ColumnApplication) Applicant() string { return p.GetString(ColumnApplicationApplicant) }

// Name is the field name.
func (p *ColumnApplication) Name() string { return p.GetString(ColumnApplicationName) }

// Slug is the field slug.
func (p *ColumnApplication) Slug() string { return p.GetString(ColumnApplicationSlug) }

// Kind is the field kind.
func (p *ColumnApplication) Kind() string { return p.GetString(ColumnApplicationKind) }

// Tagline is the field tagline.
func (p *ColumnApplication) Tagline() string { return p.GetString(ColumnApplicationTagline) }

// Reason is the field reason.
func (p *ColumnApplication) Reason() string { return p.GetString(ColumnApplicationReason) }

// State is the field state.
func (p *ColumnApplication) State() string { return p.GetString(ColumnApplicationState) }

// Reviewer is the field reviewer.
func (p *ColumnApplication) Reviewer() string { return p.GetString(ColumnApplicationReviewer) }

// Answer is the field answer.
func (p *ColumnApplication) Answer() string { return p.GetString(ColumnApplicationAnswer) }

// Column is the field column.
func (p *ColumnApplication) Column() string { return p.GetString(ColumnApplicationColumn) }
