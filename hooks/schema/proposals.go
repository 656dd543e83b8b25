package schema

// This file names the fields of the proposals group: calls for proposals, what is proposed, reviews and decisions.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection event_calls and its fields.
const (
	EventCalls = "event_calls"

	EventCallEvent        = "event"
	EventCallOpens        = "opens"
	EventCallCloses       = "closes"
	EventCallFreeze       = "freeze"
	EventCallAbout        = "about"
	EventCallHTML         = "html"
	EventCallKinds        = "kinds"
	EventCallAnonymous    = "anonymous"
	EventCallCriteria     = "criteria"
	EventCallScoreMin     = "score_min"
	EventCallScoreMax     = "score_max"
	EventCallCodes        = "codes"
	EventCallAcceptText   = "accept_text"
	EventCallWaitlistText = "waitlist_text"
	EventCallRejectText   = "reject_text"
)

// EventCall is what an event's organisers ask speakers for.
type EventCall struct{ core.BaseRecordProxy }

// AsEventCall views a record of the event_calls collection through its typed getters.
func AsEventCall(r *core.Record) *EventCall {
	p := &EventCall{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *EventCall) Event() string { return p.GetString(EventCallEvent) }

// Opens is the field opens.
func (p *EventCall) Opens() types.DateTime { return p.GetDateTime(EventCallOpens) }

// Closes is the field closes.
func (p *EventCall) Closes() types.DateTime { return p.GetDateTime(EventCallCloses) }

// Freeze is the field freeze.
func (p *EventCall) Freeze() types.DateTime { return p.GetDateTime(EventCallFreeze) }

// About is the field about.
func (p *EventCall) About() string { return p.GetString(EventCallAbout) }

// HTML is the field html.
func (p *EventCall) HTML() string { return p.GetString(EventCallHTML) }

// Anonymous is the field anonymous.
func (p *EventCall) Anonymous() bool { return p.GetBool(EventCallAnonymous) }

// ScoreMin is the field score_min.
func (p *EventCall) ScoreMin() int { return p.GetInt(EventCallScoreMin) }

// ScoreMax is the field score_max.
func (p *EventCall) ScoreMax() int { return p.GetInt(EventCallScoreMax) }

// AcceptText is the field accept_text.
func (p *EventCall) AcceptText() string { return p.GetString(EventCallAcceptText) }

// WaitlistText is the field waitlist_text.
func (p *EventCall) WaitlistText() string { return p.GetString(EventCallWaitlistText) }

// RejectText is the field reject_text.
func (p *EventCall) RejectText() string { return p.GetString(EventCallRejectText) }

// Collection proposals and its fields.
const (
	Proposals = "proposals"

	ProposalEvent    = "event"
	ProposalAuthor   = "author"
	ProposalTitle    = "title"
	ProposalKind     = "kind"
	ProposalLang     = "lang"
	ProposalAbstract = "abstract"
	ProposalHTML     = "html"
	ProposalNotes    = "notes"
	ProposalSpeakers = "speakers"
	ProposalPeople   = "people"
	ProposalState    = "state"
	ProposalCode     = "code"
)

// Proposal is what somebody would speak about at an event.
type Proposal struct{ core.BaseRecordProxy }

// AsProposal views a record of the proposals collection through its typed getters.
func AsProposal(r *core.Record) *Proposal {
	p := &Proposal{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *Proposal) Event() string { return p.GetString(ProposalEvent) }

// Author is the field author.
func (p *Proposal) Author() string { return p.GetString(ProposalAuthor) }

// Title is the field title.
func (p *Proposal) Title() string { return p.GetString(ProposalTitle) }

// Kind is the field kind.
func (p *Proposal) Kind() string { return p.GetString(ProposalKind) }

// Lang is the field lang.
func (p *Proposal) Lang() string { return p.GetString(ProposalLang) }

// Abstract is the field abstract.
func (p *Proposal) Abstract() string { return p.GetString(ProposalAbstract) }

// HTML is the field html.
func (p *Proposal) HTML() string { return p.GetString(ProposalHTML) }

// Notes is the field notes.
func (p *Proposal) Notes() string { return p.GetString(ProposalNotes) }

// People is the field people.
func (p *Proposal) People() []string { return p.GetStringSlice(ProposalPeople) }

// State is the field state.
func (p *Proposal) State() string { return p.GetString(ProposalState) }

// Code is the field code.
func (p *Proposal) Code() string { return p.GetString(ProposalCode) }

// Collection proposal_reviews and its fields.
const (
	ProposalReviews = "proposal_reviews"

	ProposalReviewEvent    = "event"
	ProposalReviewProposal = "proposal"
	ProposalReviewReviewer = "reviewer"
	ProposalReviewScores   = "scores"
	ProposalReviewScore    = "score"
	ProposalReviewNote     = "note"
)

// ProposalReview is what a reviewer thinks of a proposal.
type ProposalReview struct{ core.BaseRecordProxy }

// AsProposalReview views a record of the proposal_reviews collection through its typed getters.
func AsProposalReview(r *core.Record) *ProposalReview {
	p := &ProposalReview{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *ProposalReview) Event() string { return p.GetString(ProposalReviewEvent) }

// Proposal is the field proposal.
func (p *ProposalReview) Proposal() string { return p.GetString(ProposalReviewProposal) }

// Reviewer is the field reviewer.
func (p *ProposalReview) Reviewer() string { return p.GetString(ProposalReviewReviewer) }

// Score is the field score.
func (p *ProposalReview) Score() float64 { return p.GetFloat(ProposalReviewScore) }

// Note is the field note.
func (p *ProposalReview) Note() string { return p.GetString(ProposalReviewNote) }

// Collection proposal_decisions and its fields.
const (
	ProposalDecisions = "proposal_decisions"

	ProposalDecisionEvent    = "event"
	ProposalDecisionProposal = "proposal"
	ProposalDecisionOutcome  = "outcome"
	ProposalDecisionMessage  = "message"
	ProposalDecisionSent     = "sent"
	ProposalDecisionBy       = "by"
)

// ProposalDecision is what the organisers decided about a proposal, and when they said so.
type ProposalDecision struct{ core.BaseRecordProxy }

// AsProposalDecision views a record of the proposal_decisions collection through its typed getters.
func AsProposalDecision(r *core.Record) *ProposalDecision {
	p := &ProposalDecision{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *ProposalDecision) Event() string { return p.GetString(ProposalDecisionEvent) }

// Proposal is the field proposal.
func (p *ProposalDecision) Proposal() string { return p.GetString(ProposalDecisionProposal) }

// Outcome is the field outcome.
func (p *ProposalDecision) Outcome() string { return p.GetString(ProposalDecisionOutcome) }

// Message is the field message.
func (p *ProposalDecision) Message() string { return p.GetString(ProposalDecisionMessage) }

// Sent is the field sent.
func (p *ProposalDecision) Sent() types.DateTime { return p.GetDateTime(ProposalDecisionSent) }

// By is the field by.
func (p *ProposalDecision) By() string { return p.GetString(ProposalDecisionBy) }
