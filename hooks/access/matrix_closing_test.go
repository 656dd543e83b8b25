package access_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Bounties, and votes to close and to reopen.
func TestClosingPermissions(t *testing.T) {
	c := newCast(t)
	for role, who := range c.who {
		if who != nil && role != "superuser" {
			testkit.Create(t, c.app, schema.ReputationEvents, map[string]any{"user": who.Id, "rule": "manual", "points": 600})
			c.who[role] = testkit.Fresh(t, c.app, who)
		}
	}
	poor := testkit.User(t, c.app, "poor")
	member := c.who["member"].Id
	ask := func(status string) string {
		return testkit.Create(t, c.app, schema.Questions, map[string]any{"title": "为什么？", "status": status, "author": poor.Id, "tags": []string{c.what["tag"].Id}, "body": "不明白。"}).Id
	}
	public, second, hidden := ask("published"), ask("published"), ask("published")
	c.what["bounty"] = testkit.Create(t, c.app, schema.Bounties, map[string]any{"question": public, "user": member, "amount": 50, "state": "open"})
	c.what["answer"] = testkit.Create(t, c.app, schema.Answers, map[string]any{"question": public, "author": poor.Id, "status": "published", "body": "因为。"})
	c.what["vote"] = testkit.Create(t, c.app, schema.CloseVotes, map[string]any{"question": public, "user": member, "kind": "close", "reason": "unclear"})
	c.what["decided"] = testkit.Create(t, c.app, schema.CloseVotes, map[string]any{"question": second, "user": member, "kind": "close", "reason": "unclear", "settled": true})
	c.what["hiddenVote"] = testkit.Create(t, c.app, schema.CloseVotes, map[string]any{"question": hidden, "user": member, "kind": "close", "reason": "unclear", "settled": true})
	c.what["hiddenBounty"] = testkit.Create(t, c.app, schema.Bounties, map[string]any{"question": hidden, "user": member, "amount": 50, "state": "open"})
	if _, err := c.app.DB().NewQuery("UPDATE questions SET status = 'hidden' WHERE id = '" + hidden + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	const order = "member moderator siteEditor superuser"
	people := strings.ReplaceAll(signedIn, " superuser", "")
	c.walk(t, []permission{
		{"view", schema.Bounties, "bounty", nil, all, 404},
		{"view", schema.Bounties, "hiddenBounty", nil, order, 404},
		{"create", schema.Bounties, "one's own", with("question", second, "user", "$me", "amount", 50), people, 400},
		{"create", schema.Bounties, "somebody else's", with("question", second, "user", member, "amount", 50), "member superuser", 400},
		{"update", schema.Bounties, "bounty", with("answer", c.what["answer"].Id), "member superuser", 404},
		{"update", schema.Bounties, "bounty", with("amount", 500), "", 404},
		{"update", schema.Bounties, "bounty", with("state", "refunded"), "", 404},
		{"delete", schema.Bounties, "bounty", nil, "superuser", 403},

		{"view", schema.CloseVotes, "vote", nil, signedIn, 404},
		{"view", schema.CloseVotes, "decided", nil, all, 404},
		{"view", schema.CloseVotes, "hiddenVote", nil, order, 404},
		{"create", schema.CloseVotes, "one's own", with("question", second, "user", "$me", "kind", "close", "reason", "unclear"), people, 400},
		{"create", schema.CloseVotes, "somebody else's", with("question", second, "user", member, "kind", "close", "reason", "unclear"), "member superuser", 400},
		{"update", schema.CloseVotes, "vote", with("settled", true), "superuser", 403},
		{"delete", schema.CloseVotes, "vote", nil, "member superuser", 404},
		{"delete", schema.CloseVotes, "decided", nil, "superuser", 404},
	})
}
