package schema

// This file names the fields of the qa group: questions, answers, their texts, and how they work here.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection questions and its fields.
const (
	Questions = "questions"

	QuestionTitle           = "title"
	QuestionSlug            = "slug"
	QuestionLang            = "lang"
	QuestionStatus          = "status"
	QuestionAuthor          = "author"
	QuestionColumn          = "column"
	QuestionEvent           = "event"
	QuestionAccepted        = "accepted"
	QuestionAcceptedAt      = "accepted_at"
	QuestionDuplicateOf     = "duplicate_of"
	QuestionTags            = "tags"
	QuestionClosed          = "closed"
	QuestionClosedAt        = "closed_at"
	QuestionLocked          = "locked"
	QuestionProtected       = "protected"
	QuestionWiki            = "wiki"
	QuestionAsked           = "asked"
	QuestionEdited          = "edited"
	QuestionExcerpt         = "excerpt"
	QuestionSourceSite      = "source_site"
	QuestionSourceURL       = "source_url"
	QuestionSourceAuthor    = "source_author"
	QuestionSourceAuthorURL = "source_author_url"
	QuestionSourceLicence   = "source_licence"
	QuestionOrigin          = "origin"
	QuestionOriginHash      = "origin_hash"
	QuestionRendered        = "rendered"
	QuestionFiles           = "files"
	QuestionBody            = "body"
	QuestionHTML            = "html"
)

// Question is what somebody asks.
type Question struct{ core.BaseRecordProxy }

// AsQuestion views a record of the questions collection through its typed getters.
func AsQuestion(r *core.Record) *Question {
	p := &Question{}
	p.SetProxyRecord(r)
	return p
}

// Title is the field title.
func (p *Question) Title() string { return p.GetString(QuestionTitle) }

// Slug is the field slug.
func (p *Question) Slug() string { return p.GetString(QuestionSlug) }

// Lang is the field lang.
func (p *Question) Lang() string { return p.GetString(QuestionLang) }

// Status is the field status.
func (p *Question) Status() string { return p.GetString(QuestionStatus) }

// Author is the field author.
func (p *Question) Author() string { return p.GetString(QuestionAuthor) }

// Column is the field column.
func (p *Question) Column() string { return p.GetString(QuestionColumn) }

// Event is the field event: the id of the event that it is asked in.
func (p *Question) Event() string { return p.GetString(QuestionEvent) }

// Accepted is the field accepted: the id of the accepted answer.
func (p *Question) Accepted() string { return p.GetString(QuestionAccepted) }

// AcceptedAt is the field accepted_at.
func (p *Question) AcceptedAt() types.DateTime { return p.GetDateTime(QuestionAcceptedAt) }

// DuplicateOf is the field duplicate_of: the id of the question that this one repeats.
func (p *Question) DuplicateOf() string { return p.GetString(QuestionDuplicateOf) }

// Tags is the field tags.
func (p *Question) Tags() []string { return p.GetStringSlice(QuestionTags) }

// Closed is the field closed.
func (p *Question) Closed() string { return p.GetString(QuestionClosed) }

// ClosedAt is the field closed_at.
func (p *Question) ClosedAt() types.DateTime { return p.GetDateTime(QuestionClosedAt) }

// Locked is the field locked.
func (p *Question) Locked() bool { return p.GetBool(QuestionLocked) }

// Protected is the field protected.
func (p *Question) Protected() bool { return p.GetBool(QuestionProtected) }

// Wiki is the field wiki.
func (p *Question) Wiki() bool { return p.GetBool(QuestionWiki) }

// Asked is the field asked.
func (p *Question) Asked() types.DateTime { return p.GetDateTime(QuestionAsked) }

// Edited is the field edited.
func (p *Question) Edited() types.DateTime { return p.GetDateTime(QuestionEdited) }

// Excerpt is the field excerpt.
func (p *Question) Excerpt() string { return p.GetString(QuestionExcerpt) }

// SourceSite is the field source_site.
func (p *Question) SourceSite() string { return p.GetString(QuestionSourceSite) }

// SourceURL is the field source_url.
func (p *Question) SourceURL() string { return p.GetString(QuestionSourceURL) }

// SourceAuthor is the field source_author.
func (p *Question) SourceAuthor() string { return p.GetString(QuestionSourceAuthor) }

// SourceAuthorURL is the field source_author_url.
func (p *Question) SourceAuthorURL() string { return p.GetString(QuestionSourceAuthorURL) }

// SourceLicence is the field source_licence.
func (p *Question) SourceLicence() string { return p.GetString(QuestionSourceLicence) }

// Origin is the field origin.
func (p *Question) Origin() string { return p.GetString(QuestionOrigin) }

// OriginHash is the field origin_hash.
func (p *Question) OriginHash() string { return p.GetString(QuestionOriginHash) }

// Rendered is the field rendered: the version of the renderer that wrote the HTML.
func (p *Question) Rendered() string { return p.GetString(QuestionRendered) }

// Body is the field body.
func (p *Question) Body() string { return p.GetString(QuestionBody) }

// HTML is the field html.
func (p *Question) HTML() string { return p.GetString(QuestionHTML) }

// Collection answers and its fields.
const (
	Answers = "answers"

	AnswerQuestion        = "question"
	AnswerAuthor          = "author"
	AnswerStatus          = "status"
	AnswerWiki            = "wiki"
	AnswerAnswered        = "answered"
	AnswerEdited          = "edited"
	AnswerPostedURL       = "posted_url"
	AnswerSourceSite      = "source_site"
	AnswerSourceURL       = "source_url"
	AnswerSourceAuthor    = "source_author"
	AnswerSourceAuthorURL = "source_author_url"
	AnswerSourceLicence   = "source_licence"
	AnswerOrigin          = "origin"
	AnswerOriginHash      = "origin_hash"
	AnswerRendered        = "rendered"
	AnswerExcerpt         = "excerpt"
	AnswerFiles           = "files"
	AnswerBody            = "body"
	AnswerHTML            = "html"
)

// Answer is what somebody answers.
type Answer struct{ core.BaseRecordProxy }

// AsAnswer views a record of the answers collection through its typed getters.
func AsAnswer(r *core.Record) *Answer {
	p := &Answer{}
	p.SetProxyRecord(r)
	return p
}

// Question is the field question.
func (p *Answer) Question() string { return p.GetString(AnswerQuestion) }

// Author is the field author.
func (p *Answer) Author() string { return p.GetString(AnswerAuthor) }

// Status is the field status.
func (p *Answer) Status() string { return p.GetString(AnswerStatus) }

// Wiki is the field wiki.
func (p *Answer) Wiki() bool { return p.GetBool(AnswerWiki) }

// Answered is the field answered.
func (p *Answer) Answered() types.DateTime { return p.GetDateTime(AnswerAnswered) }

// Edited is the field edited.
func (p *Answer) Edited() types.DateTime { return p.GetDateTime(AnswerEdited) }

// PostedURL is the field posted_url.
func (p *Answer) PostedURL() string { return p.GetString(AnswerPostedURL) }

// SourceSite is the field source_site.
func (p *Answer) SourceSite() string { return p.GetString(AnswerSourceSite) }

// SourceURL is the field source_url.
func (p *Answer) SourceURL() string { return p.GetString(AnswerSourceURL) }

// SourceAuthor is the field source_author.
func (p *Answer) SourceAuthor() string { return p.GetString(AnswerSourceAuthor) }

// SourceAuthorURL is the field source_author_url.
func (p *Answer) SourceAuthorURL() string { return p.GetString(AnswerSourceAuthorURL) }

// SourceLicence is the field source_licence.
func (p *Answer) SourceLicence() string { return p.GetString(AnswerSourceLicence) }

// Origin is the field origin.
func (p *Answer) Origin() string { return p.GetString(AnswerOrigin) }

// OriginHash is the field origin_hash.
func (p *Answer) OriginHash() string { return p.GetString(AnswerOriginHash) }

// Rendered is the field rendered: the version of the renderer that wrote the HTML.
func (p *Answer) Rendered() string { return p.GetString(AnswerRendered) }

// Excerpt is the field excerpt.
func (p *Answer) Excerpt() string { return p.GetString(AnswerExcerpt) }

// Body is the field body.
func (p *Answer) Body() string { return p.GetString(AnswerBody) }

// HTML is the field html.
func (p *Answer) HTML() string { return p.GetString(AnswerHTML) }

// Collection post_revisions and its fields.
const (
	PostRevisions = "post_revisions"

	PostRevisionKind     = "kind"
	PostRevisionTarget   = "target"
	PostRevisionNumber   = "number"
	PostRevisionQuestion = "question"
	PostRevisionAnswer   = "answer"
	PostRevisionEditor   = "editor"
	PostRevisionTitle    = "title"
	PostRevisionTags     = "tags"
	PostRevisionNote     = "note"
	PostRevisionBody     = "body"
)

// PostRevision is a text that a question or an answer had.
type PostRevision struct{ core.BaseRecordProxy }

// AsPostRevision views a record of the post_revisions collection through its typed getters.
func AsPostRevision(r *core.Record) *PostRevision {
	p := &PostRevision{}
	p.SetProxyRecord(r)
	return p
}

// Kind is the field kind.
func (p *PostRevision) Kind() string { return p.GetString(PostRevisionKind) }

// Target is the field target.
func (p *PostRevision) Target() string { return p.GetString(PostRevisionTarget) }

// Number is the field number.
func (p *PostRevision) Number() int { return p.GetInt(PostRevisionNumber) }

// Question is the field question: the question that the text belongs to.
func (p *PostRevision) Question() string { return p.GetString(PostRevisionQuestion) }

// Answer is the field answer: the answer whose text it is, empty for a question's.
func (p *PostRevision) Answer() string { return p.GetString(PostRevisionAnswer) }

// Editor is the field editor.
func (p *PostRevision) Editor() string { return p.GetString(PostRevisionEditor) }

// Title is the field title.
func (p *PostRevision) Title() string { return p.GetString(PostRevisionTitle) }

// Note is the field note.
func (p *PostRevision) Note() string { return p.GetString(PostRevisionNote) }

// Body is the field body.
func (p *PostRevision) Body() string { return p.GetString(PostRevisionBody) }

// Collection qa_settings and its fields.
const (
	QASettingsList = "qa_settings"

	QASettingsSeveralAnswers = "several_answers"
	QASettingsCloseVotes     = "close_votes"
	QASettingsProtectedNeeds = "protected_needs"
	QASettingsBountyMin      = "bounty_min"
	QASettingsBountyMax      = "bounty_max"
	QASettingsBountyDays     = "bounty_days"
	QASettingsBountyGrace    = "bounty_grace"
	QASettingsBountyScore    = "bounty_score"
	QASettingsSerialVotes    = "serial_votes"
)

// QASettings is how questions and answers work here.
type QASettings struct{ core.BaseRecordProxy }

// AsQASettings views a record of the qa_settings collection through its typed getters.
func AsQASettings(r *core.Record) *QASettings {
	p := &QASettings{}
	p.SetProxyRecord(r)
	return p
}

// SeveralAnswers is the field several_answers.
func (p *QASettings) SeveralAnswers() bool { return p.GetBool(QASettingsSeveralAnswers) }

// CloseVotes is the field close_votes.
func (p *QASettings) CloseVotes() int { return p.GetInt(QASettingsCloseVotes) }

// ProtectedNeeds is the field protected_needs.
func (p *QASettings) ProtectedNeeds() int { return p.GetInt(QASettingsProtectedNeeds) }

// BountyMin is the field bounty_min.
func (p *QASettings) BountyMin() int { return p.GetInt(QASettingsBountyMin) }

// BountyMax is the field bounty_max.
func (p *QASettings) BountyMax() int { return p.GetInt(QASettingsBountyMax) }

// BountyDays is the field bounty_days.
func (p *QASettings) BountyDays() int { return p.GetInt(QASettingsBountyDays) }

// BountyGrace is the field bounty_grace.
func (p *QASettings) BountyGrace() int { return p.GetInt(QASettingsBountyGrace) }

// BountyScore is the field bounty_score.
func (p *QASettings) BountyScore() int { return p.GetInt(QASettingsBountyScore) }

// SerialVotes is the field serial_votes.
func (p *QASettings) SerialVotes() int { return p.GetInt(QASettingsSerialVotes) }
