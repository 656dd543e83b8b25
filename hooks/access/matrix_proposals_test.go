package access_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Whose calls, proposals, reviews and decisions are: proposers see what they proposed and nothing that is thought of it;
// reviewers what they are to judge; organisers all but what is their own.
func TestProposalsPermissions(t *testing.T) {
	c := newCast(t)
	event, _ := publicEvent(t, c.app, "matrix-call", c.who["author"].Id, c.what["column"].Id)
	other, _ := publicEvent(t, c.app, "matrix-call-other", c.who["author"].Id, c.what["column"].Id)
	c.what["call"] = openCall(t, c.app, event.Id)
	openCall(t, c.app, other.Id)
	bare, _ := publicEvent(t, c.app, "matrix-call-none", c.who["author"].Id, c.what["column"].Id)
	// staff, among the roles of the cast that have no other part in the event
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["invited"].Id, "role": "organiser"})
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["declined"].Id, "role": "reviewer"})
	// the pitfall of two joined fields: at the door here, a reviewer elsewhere
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["coauthor"].Id, "role": "gate"})
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": other.Id, "user": c.who["coauthor"].Id, "role": "reviewer"})
	// one of a member, with a site editor as the second speaker; one of an editor of the column
	mine := aProposal(event.Id, c.who["member"].Id)
	mine["speakers"] = []fields{{"handle": "member"}, {"handle": "site-editor"}}
	c.what["mine"] = testkit.Create(t, c.app, schema.Proposals, mine)
	c.what["editor's"] = testkit.Create(t, c.app, schema.Proposals, aProposal(event.Id, c.who["columnEditor"].Id))
	c.what["fresh"] = testkit.Create(t, c.app, schema.Proposals, aProposal(event.Id, testkit.User(t, c.app, "speaker-to-be").Id))
	review := func(of, by string) map[string]any {
		return map[string]any{"event": event.Id, "proposal": c.what[of].Id, "reviewer": c.who[by].Id, "scores": []int{4}, "note": "评语"}
	}
	c.what["review"] = testkit.Create(t, c.app, schema.ProposalReviews, review("mine", "declined"))
	c.what["review.editor's"] = testkit.Create(t, c.app, schema.ProposalReviews, review("editor's", "author"))
	c.what["decision"] = testkit.Create(t, c.app, schema.ProposalDecisions, fields{"event": event.Id, "proposal": c.what["editor's"].Id, "outcome": "accepted"})
	sent := fields{"event": event.Id, "proposal": c.what["mine"].Id, "outcome": "accepted", "sent": "2026-01-01 00:00:00.000Z"}
	c.what["decision.sent"] = testkit.Create(t, c.app, schema.ProposalDecisions, sent)

	const (
		organising = "invited author columnEditor columnOwner siteEditor superuser"
		proposing  = "member moderator author coauthor invited declined columnAuthor columnEditor columnOwner elsewhere siteEditor"
	)
	c.walk(t, []permission{
		{"view", schema.EventCalls, "call", nil, organising, 404},
		{"create", schema.EventCalls, "a call", with("event", bare.Id, "closes", "2030-01-01 00:00:00.000Z", "kinds", []fields{{"id": "talk", "name": "演讲", "minutes": 30}}), "author columnEditor columnOwner siteEditor superuser", 400},
		{"update", schema.EventCalls, "call", with("anonymous", true), organising, 404},
		{"update", schema.EventCalls, "call", with("event", bare.Id), "superuser", 404},
		{"delete", schema.EventCalls, "call", nil, organising, 404},

		{"view", schema.Proposals, "mine", nil, "member declined " + organising, 404},
		{"view", schema.Proposals, "fresh", nil, "declined " + organising, 404},
		{"create", schema.Proposals, "one's own", aProposal(event.Id, "$me"), proposing, 400},
		{"create", schema.Proposals, "in somebody's name", aProposal(event.Id, c.who["member"].Id), "member superuser", 400},
		{"create", schema.Proposals, "where nothing is called for", aProposal(bare.Id, "$me"), "", 400},
		{"update", schema.Proposals, "mine", with("title", "改过的标题"), "member superuser", 404},
		{"delete", schema.Proposals, "mine", nil, "superuser", 403},

		{"view", schema.ProposalReviews, "review", nil, "invited declined author columnEditor columnOwner superuser", 404},
		{"view", schema.ProposalReviews, "review.editor's", nil, "invited author columnOwner siteEditor superuser", 404},
		{"create", schema.ProposalReviews, "one's own review", with("event", event.Id, "proposal", c.what["fresh"].Id, "reviewer", "$me", "scores", []int{3}), "invited declined author columnEditor columnOwner siteEditor", 400},
		{"create", schema.ProposalReviews, "of one's own", with("event", event.Id, "proposal", c.what["mine"].Id, "reviewer", "$me", "scores", []int{3}), "invited author columnEditor columnOwner", 400},
		{"create", schema.ProposalReviews, "by another event's reviewer", with("event", other.Id, "proposal", c.what["fresh"].Id, "reviewer", "$me", "scores", []int{3}), "", 400},
		{"update", schema.ProposalReviews, "review", with("note", "改过的评语"), "declined superuser", 404},
		{"delete", schema.ProposalReviews, "review", nil, "declined superuser", 404},

		{"view", schema.ProposalDecisions, "decision", nil, "invited author columnOwner siteEditor superuser", 404},
		{"create", schema.ProposalDecisions, "a decision", with("event", event.Id, "proposal", c.what["fresh"].Id, "outcome", "rejected"), organising, 400},
		{"update", schema.ProposalDecisions, "decision", with("outcome", "rejected"), "invited author columnOwner siteEditor superuser", 404},
		{"delete", schema.ProposalDecisions, "decision", nil, "invited author columnOwner siteEditor superuser", 404},
		{"delete", schema.ProposalDecisions, "decision.sent", nil, "superuser", 404},

		{"create", schema.EventSessions, "a part of the agenda", with("event", event.Id, "title", "圆桌", "kind", "panel"), organising, 400},
	})
}
