package proposals

import (
	"math"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// validateReview holds what is true of every review: it is of a proposal of its event, not one's own, and has a score within
// the range for each of the call's criteria. Their mean is the score that counts.
func validateReview(e *core.RecordEvent) error {
	v := schema.AsProposalReview(e.Record)
	p, c, err := proposalOf(e.App, v.Event(), v.Proposal())
	if err != nil {
		return err
	}
	if own(p, v.Reviewer()) {
		return i18n.FieldError(schema.ProposalReviewProposal, "proposals.own_review")
	}
	if p.State() == Withdrawn {
		return i18n.FieldError(schema.ProposalReviewProposal, "proposals.withdrawn")
	}
	scores, ok := readList[float64](e.Record, schema.ProposalReviewScores, mostCriteria)
	sum := 0.0
	for _, n := range scores {
		sum += n
		ok = ok && n == math.Trunc(n) && n >= float64(c.ScoreMin) && n <= float64(c.ScoreMax)
	}
	if !ok || len(scores) != max(1, len(c.Criteria)) {
		return i18n.FieldError(schema.ProposalReviewScores, "proposals.scores", "Least", c.ScoreMin, "Most", c.ScoreMax)
	}
	e.Record.Set(schema.ProposalReviewScore, sum/float64(len(scores)))
	return e.Next()
}

// proposalOf finds a proposal of an event and its call.
func proposalOf(app core.App, event, id string) (*schema.Proposal, *call, error) {
	r, err := app.FindRecordById(schema.Proposals, id)
	if err != nil && !missing(err) {
		return nil, nil, err
	}
	if err != nil || r.GetString(schema.ProposalEvent) != event {
		return nil, nil, i18n.FieldError("proposal", "proposals.elsewhere")
	}
	c, err := readCall(app, event)
	if missing(err) {
		return nil, nil, i18n.FieldError("event", "proposals.no_call")
	}
	return schema.AsProposal(r), c, err
}

// own says whether an account has a part in a proposal.
func own(p *schema.Proposal, account string) bool {
	return account != "" && (p.Author() == account || slices.Contains(p.People(), account))
}
