package schema

// This file names the fields of what happens around questions: suggested edits, bounties, closing, other sites, requests to answer.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection post_edits and its fields.
const (
	PostEdits = "post_edits"

	PostEditKind     = "kind"
	PostEditTarget   = "target"
	PostEditQuestion = "question"
	PostEditAuthor   = "author"
	PostEditBase     = "base"
	PostEditTitle    = "title"
	PostEditTags     = "tags"
	PostEditNote     = "note"
	PostEditState    = "state"
	PostEditReviewer = "reviewer"
	PostEditReason   = "reason"
	PostEditDecided  = "decided"
	PostEditBody     = "body"
)

// PostEdit is a change that somebody suggests.
type PostEdit struct{ core.BaseRecordProxy }

// AsPostEdit views a record of the post_edits collection through its typed getters.
func AsPostEdit(r *core.Record) *PostEdit {
	p := &PostEdit{}
	p.SetProxyRecord(r)
	return p
}

// Kind is the field kind.
func (p *PostEdit) Kind() string { return p.GetString(PostEditKind) }

// Target is the field target.
func (p *PostEdit) Target() string { return p.GetString(PostEditTarget) }

// Question is the field question.
func (p *PostEdit) Question() string { return p.GetString(PostEditQuestion) }

// Author is the field author.
func (p *PostEdit) Author() string { return p.GetString(PostEditAuthor) }

// Base is the field base.
func (p *PostEdit) Base() int { return p.GetInt(PostEditBase) }

// Title is the field title.
func (p *PostEdit) Title() string { return p.GetString(PostEditTitle) }

// Tags is the field tags.
func (p *PostEdit) Tags() []string { return p.GetStringSlice(PostEditTags) }

// Note is the field note.
func (p *PostEdit) Note() string { return p.GetString(PostEditNote) }

// State is the field state.
func (p *PostEdit) State() string { return p.GetString(PostEditState) }

// Reviewer is the field reviewer.
func (p *PostEdit) Reviewer() string { return p.GetString(PostEditReviewer) }

// Reason is the field reason.
func (p *PostEdit) Reason() string { return p.GetString(PostEditReason) }

// Decided is the field decided.
func (p *PostEdit) Decided() types.DateTime { return p.GetDateTime(PostEditDecided) }

// Body is the field body.
func (p *PostEdit) Body() string { return p.GetString(PostEditBody) }

// Collection bounties and its fields.
const (
	Bounties = "bounties"

	BountyQuestion  = "question"
	BountyUser      = "user"
	BountyAmount    = "amount"
	BountyMessage   = "message"
	BountyState     = "state"
	BountyEnds      = "ends"
	BountyGraceEnds = "grace_ends"
	BountyAnswer    = "answer"
	BountyWinner    = "winner"
	BountyPaid      = "paid"
	BountyDecided   = "decided"
)

// Bounty is reputation offered for an answer.
type Bounty struct{ core.BaseRecordProxy }

// AsBounty views a record of the bounties collection through its typed getters.
func AsBounty(r *core.Record) *Bounty {
	p := &Bounty{}
	p.SetProxyRecord(r)
	return p
}

// Question is the field question.
func (p *Bounty) Question() string { return p.GetString(BountyQuestion) }

// User is the field user.
func (p *Bounty) User() string { return p.GetString(BountyUser) }

// Amount is the field amount.
func (p *Bounty) Amount() int { return p.GetInt(BountyAmount) }

// Message is the field message.
func (p *Bounty) Message() string { return p.GetString(BountyMessage) }

// State is the field state.
func (p *Bounty) State() string { return p.GetString(BountyState) }

// Ends is the field ends.
func (p *Bounty) Ends() types.DateTime { return p.GetDateTime(BountyEnds) }

// GraceEnds is the field grace_ends.
func (p *Bounty) GraceEnds() types.DateTime { return p.GetDateTime(BountyGraceEnds) }

// Answer is the field answer.
func (p *Bounty) Answer() string { return p.GetString(BountyAnswer) }

// Winner is the field winner.
func (p *Bounty) Winner() string { return p.GetString(BountyWinner) }

// Paid is the field paid.
func (p *Bounty) Paid() int { return p.GetInt(BountyPaid) }

// Decided is the field decided.
func (p *Bounty) Decided() types.DateTime { return p.GetDateTime(BountyDecided) }

// Collection close_votes and its fields.
const (
	CloseVotes = "close_votes"

	CloseVoteQuestion    = "question"
	CloseVoteUser        = "user"
	CloseVoteKind        = "kind"
	CloseVoteReason      = "reason"
	CloseVoteDuplicateOf = "duplicate_of"
	CloseVoteNote        = "note"
	CloseVoteSettled     = "settled"
)

// CloseVote is somebody wanting a question closed or opened again.
type CloseVote struct{ core.BaseRecordProxy }

// AsCloseVote views a record of the close_votes collection through its typed getters.
func AsCloseVote(r *core.Record) *CloseVote {
	p := &CloseVote{}
	p.SetProxyRecord(r)
	return p
}

// Question is the field question.
func (p *CloseVote) Question() string { return p.GetString(CloseVoteQuestion) }

// User is the field user.
func (p *CloseVote) User() string { return p.GetString(CloseVoteUser) }

// Kind is the field kind.
func (p *CloseVote) Kind() string { return p.GetString(CloseVoteKind) }

// Reason is the field reason.
func (p *CloseVote) Reason() string { return p.GetString(CloseVoteReason) }

// DuplicateOf is the field duplicate_of.
func (p *CloseVote) DuplicateOf() string { return p.GetString(CloseVoteDuplicateOf) }

// Note is the field note.
func (p *CloseVote) Note() string { return p.GetString(CloseVoteNote) }

// Settled is the field settled.
func (p *CloseVote) Settled() bool { return p.GetBool(CloseVoteSettled) }

// Collection answer_links and its fields.
const (
	AnswerLinks = "answer_links"

	AnswerLinkQuestion = "question"
	AnswerLinkUser     = "user"
	AnswerLinkURL      = "url"
	AnswerLinkTitle    = "title"
	AnswerLinkSite     = "site"
	AnswerLinkAuthor   = "author"
	AnswerLinkLicence  = "licence"
	AnswerLinkNote     = "note"
)

// AnswerLink is an answer that stands elsewhere.
type AnswerLink struct{ core.BaseRecordProxy }

// AsAnswerLink views a record of the answer_links collection through its typed getters.
func AsAnswerLink(r *core.Record) *AnswerLink {
	p := &AnswerLink{}
	p.SetProxyRecord(r)
	return p
}

// Question is the field question.
func (p *AnswerLink) Question() string { return p.GetString(AnswerLinkQuestion) }

// User is the field user.
func (p *AnswerLink) User() string { return p.GetString(AnswerLinkUser) }

// URL is the field url.
func (p *AnswerLink) URL() string { return p.GetString(AnswerLinkURL) }

// Title is the field title.
func (p *AnswerLink) Title() string { return p.GetString(AnswerLinkTitle) }

// Site is the field site.
func (p *AnswerLink) Site() string { return p.GetString(AnswerLinkSite) }

// Author is the field author.
func (p *AnswerLink) Author() string { return p.GetString(AnswerLinkAuthor) }

// Licence is the field licence.
func (p *AnswerLink) Licence() string { return p.GetString(AnswerLinkLicence) }

// Note is the field note.
func (p *AnswerLink) Note() string { return p.GetString(AnswerLinkNote) }

// Collection answer_requests and its fields.
const (
	AnswerRequests = "answer_requests"

	AnswerRequestQuestion = "question"
	AnswerRequestUser     = "user"
	AnswerRequestBy       = "by"
	AnswerRequestState    = "state"
)

// AnswerRequest is somebody being asked to answer.
type AnswerRequest struct{ core.BaseRecordProxy }

// AsAnswerRequest views a record of the answer_requests collection through its typed getters.
func AsAnswerRequest(r *core.Record) *AnswerRequest {
	p := &AnswerRequest{}
	p.SetProxyRecord(r)
	return p
}

// Question is the field question.
func (p *AnswerRequest) Question() string { return p.GetString(AnswerRequestQuestion) }

// User is the field user.
func (p *AnswerRequest) User() string { return p.GetString(AnswerRequestUser) }

// By is the field by.
func (p *AnswerRequest) By() string { return p.GetString(AnswerRequestBy) }

// State is the field state.
func (p *AnswerRequest) State() string { return p.GetString(AnswerRequestState) }

// Collection external_questions and its fields.
const (
	ExternalQuestions = "external_questions"

	ExternalQuestionURL       = "url"
	ExternalQuestionSite      = "site"
	ExternalQuestionTitle     = "title"
	ExternalQuestionAuthor    = "author"
	ExternalQuestionAuthorURL = "author_url"
	ExternalQuestionLicence   = "licence"
	ExternalQuestionAsked     = "asked"
	ExternalQuestionLang      = "lang"
	ExternalQuestionTags      = "tags"
	ExternalQuestionBody      = "body"
	ExternalQuestionState     = "state"
	ExternalQuestionQuestion  = "question"
	ExternalQuestionAddedBy   = "added_by"
)

// ExternalQuestion is a question on another site, adopted here.
type ExternalQuestion struct{ core.BaseRecordProxy }

// AsExternalQuestion views a record of the external_questions collection through its typed getters.
func AsExternalQuestion(r *core.Record) *ExternalQuestion {
	p := &ExternalQuestion{}
	p.SetProxyRecord(r)
	return p
}

// URL is the field url.
func (p *ExternalQuestion) URL() string { return p.GetString(ExternalQuestionURL) }

// Site is the field site.
func (p *ExternalQuestion) Site() string { return p.GetString(ExternalQuestionSite) }

// Title is the field title.
func (p *ExternalQuestion) Title() string { return p.GetString(ExternalQuestionTitle) }

// Author is the field author.
func (p *ExternalQuestion) Author() string { return p.GetString(ExternalQuestionAuthor) }

// AuthorURL is the field author_url.
func (p *ExternalQuestion) AuthorURL() string { return p.GetString(ExternalQuestionAuthorURL) }

// Licence is the field licence.
func (p *ExternalQuestion) Licence() string { return p.GetString(ExternalQuestionLicence) }

// Asked is the field asked.
func (p *ExternalQuestion) Asked() types.DateTime { return p.GetDateTime(ExternalQuestionAsked) }

// Lang is the field lang.
func (p *ExternalQuestion) Lang() string { return p.GetString(ExternalQuestionLang) }

// Tags is the field tags.
func (p *ExternalQuestion) Tags() []string { return p.GetStringSlice(ExternalQuestionTags) }

// Body is the field body.
func (p *ExternalQuestion) Body() string { return p.GetString(ExternalQuestionBody) }

// State is the field state.
func (p *ExternalQuestion) State() string { return p.GetString(ExternalQuestionState) }

// Question is the field question.
func (p *ExternalQuestion) Question() string { return p.GetString(ExternalQuestionQuestion) }

// AddedBy is the field added_by.
func (p *ExternalQuestion) AddedBy() string { return p.GetString(ExternalQuestionAddedBy) }
