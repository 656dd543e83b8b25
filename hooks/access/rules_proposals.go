package access

import "qiao/hooks/schema"

const (
	// those who review an event's proposals and nothing else
	reviewsProposals = "(" + signedIn + " && event.event_staff_via_event.user ?= @request.auth.id && event.event_staff_via_event.role ?= 'reviewer')"
	// of what belongs to a proposal: not for those who propose it, whatever else they are
	othersProposal = " && proposal.author != @request.auth.id && proposal.people.id != @request.auth.id"

	reviewers = "staff with the role reviewer"
	notOwn    = "; never who proposes it"
)

// The rules of the proposals group: calls for proposals, what is proposed, reviews and decisions.
var proposalsRules = map[string]RuleSet{
	schema.EventCalls: ofTheEvent(Rule{managesEvent, organisers + "; what everyone may know: `GET /api/qiao/events/{id}/call`"}),
	schema.Proposals: func() RuleSet {
		see := Rule{signedIn + " && (author = @request.auth.id || people.id ?= @request.auth.id || " + managesEvent + " || (" + reviewsProposals + " && event.event_calls_via_event.anonymous ?= false))",
			"who proposes it, who speaks with them; " + organisers + "; " + reviewers + ", unless the review is anonymous: see `GET /api/qiao/events/{id}/proposals`"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && author = @request.auth.id", "members, as who proposes it, while the call is open"},
			Update: Rule{signedIn + " && author = @request.auth.id" + unchanged("event", "author"), "who proposes it: the texts until the call freezes, and `state` to withdraw, confirm or decline"}}
	}(),
	schema.ProposalReviews: func() RuleSet {
		see := Rule{signedIn + " && (reviewer = @request.auth.id || " + managesEvent + ")" + othersProposal, "who wrote it; " + organisers + notOwn}
		write := signedIn + " && reviewer = @request.auth.id && (" + managesEvent + " || " + reviewsProposals + ")" + othersProposal
		words := organisers + ", " + reviewers + ", each for themselves" + notOwn
		return RuleSet{List: see, View: see, Create: Rule{write, words}, Update: Rule{write + unchanged("event", "proposal", "reviewer"), words}, Delete: Rule{write, words}}
	}(),
	schema.ProposalDecisions: func() RuleSet {
		manage := Rule{managesEvent + othersProposal, organisers + notOwn}
		return RuleSet{List: manage, View: manage, Create: manage,
			Update: Rule{manage.API + unchanged("event", "proposal"), manage.Words},
			Delete: Rule{manage.API + " && sent = ''", manage.Words + ", until it is sent"}}
	}(),
}
