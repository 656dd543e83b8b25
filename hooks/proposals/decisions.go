package proposals

import (
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// undecided are the states in which a decision can still change what the proposer was told.
var undecided = []string{Submitted, Waitlisted, Rejected}

// byKey holds the account that decides, on a decision being saved by request.
const byKey = "@proposals.by"

// decisionAsked notes who decides, and refuses what the room keeps.
func decisionAsked(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	for _, field := range []string{schema.ProposalDecisionSent, schema.ProposalDecisionBy} {
		if !schema.Same(e.Record.Get(field), e.Record.Original().Get(field)) && !schema.Empty(e.Record.Get(field)) {
			return i18n.FieldError(field, "proposals.stays")
		}
	}
	e.Record.SetRaw(byKey, e.Auth.Id)
	return e.Next()
}

// decide saves a decision. One that the proposer hasn't been told changes freely; after that, only while it isn't answered.
func decide(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := e.Record
		d := schema.AsProposalDecision(r)
		p, _, err := proposalOf(e.App, d.Event(), d.Proposal())
		if err != nil {
			return err
		}
		by, asked := r.GetRaw(byKey).(string)
		if asked {
			if own(p, by) {
				return i18n.FieldError(schema.ProposalDecisionProposal, "proposals.own_decision")
			}
			r.SetRaw(byKey, nil)
			r.Set(schema.ProposalDecisionBy, by)
		}
		if r.IsNew() {
			if !slices.Contains(undecided, p.State()) {
				return i18n.FieldError(schema.ProposalDecisionOutcome, "proposals.decided")
			}
			return e.Next()
		}
		found, err := e.App.FindRecordById(schema.ProposalDecisions, r.Id)
		if err != nil {
			return err
		}
		was := schema.AsProposalDecision(found)
		if asked {
			r.Set(schema.ProposalDecisionSent, was.Sent())
			if d.Outcome() != was.Outcome() {
				if !slices.Contains(undecided, p.State()) {
					return i18n.FieldError(schema.ProposalDecisionOutcome, "proposals.decided")
				}
				r.Set(schema.ProposalDecisionSent, "")
			}
		}
		return e.Next()
	})
}

var errNotOrganiser = i18n.NewError("proposals.not_organiser").WithStatus(http.StatusForbidden)

// eventFor finds the event of a request and says what who asks may do there.
func eventFor(e *core.RequestEvent) (id, role string, err error) {
	id, role, err = access.Event(e.App, e.Auth, e.Request.PathValue("id"))
	if missing(err) {
		err = i18n.NewError("proposals.no_event").WithStatus(http.StatusNotFound)
	}
	return id, role, err
}

// sendDecisions tells proposers what was decided: POST /api/qiao/events/{id}/decisions/send with {"proposals": [ids]}, or
// without for all that wait. The answer says how many were told.
func sendDecisions(e *core.RequestEvent) error {
	event, role, err := eventFor(e)
	if err != nil {
		return err
	}
	if role != access.EventOrganiser {
		return errNotOrganiser
	}
	var in struct {
		Proposals []string `json:"proposals" form:"proposals"`
	}
	if err := e.BindBody(&in); err != nil {
		return i18n.NewError("proposals.unreadable").Because(err)
	}
	sent := 0
	err = e.App.RunInTransaction(func(app core.App) error {
		var waiting []struct {
			ID       string `db:"id"`
			Proposal string `db:"proposal"`
			Outcome  string `db:"outcome"`
		}
		if err := app.DB().NewQuery(`SELECT d.id, d.proposal, d.outcome FROM proposal_decisions d JOIN proposals p ON p.id = d.proposal
				WHERE d.event = {:event} AND d.sent = '' AND p.state IN ('submitted', 'waitlisted', 'rejected') ORDER BY d.created, d.id`).
			Bind(dbx.Params{"event": event}).All(&waiting); err != nil {
			return err
		}
		for _, w := range waiting {
			if len(in.Proposals) > 0 && !slices.Contains(in.Proposals, w.Proposal) {
				continue
			}
			if err := tell(app, w.ID, w.Proposal, w.Outcome); err != nil {
				return err
			}
			sent++
		}
		return nil
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]int{"sent": sent})
}

// tell makes a decision count and has the mail queued, in app's transaction.
func tell(app core.App, decision, proposal, outcome string) error {
	d, err := app.FindRecordById(schema.ProposalDecisions, decision)
	if err != nil {
		return err
	}
	at := types.NowDateTime()
	d.Set(schema.ProposalDecisionSent, at)
	if err := app.Save(d); err != nil {
		return err
	}
	p, err := app.FindRecordById(schema.Proposals, proposal)
	if err != nil {
		return err
	}
	if p.GetString(schema.ProposalState) == outcome {
		return nil // decided back and forth: the proposer knows
	}
	p.Set(schema.ProposalState, outcome)
	if err := app.SaveNoValidate(p); err != nil { // a text of before the rules changed is no reason to keep somebody waiting
		return err
	}
	return queue(app, outcome, proposal, at.String())
}
