package access_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// The ledger, badges and the policy.
func TestReputationPermissions(t *testing.T) {
	c := newCast(t)
	c.what["earned"] = testkit.Create(t, c.app, schema.ReputationEvents, map[string]any{"user": c.who["member"].Id, "rule": "manual", "points": 5})
	var err error
	if c.what["policy"], err = c.app.FindRecordById(schema.PolicySettings, schema.PolicyID); err != nil {
		t.Fatal(err)
	}
	if c.what["badge"], err = c.app.FindFirstRecordByData(schema.Badges, "slug", "one-year"); err != nil {
		t.Fatal(err)
	}
	c.what["held"] = testkit.Create(t, c.app, schema.UserBadges, map[string]any{"user": c.who["member"].Id, "badge": c.what["badge"].Id})
	shy := testkit.User(t, c.app, "shy")
	shy.Set("private", []string{"badges", "city"})
	testkit.Save(t, c.app, shy)
	c.what["hidden"] = testkit.Create(t, c.app, schema.UserBadges, map[string]any{"user": shy.Id, "badge": c.what["badge"].Id})

	c.walk(t, []permission{
		{"view", schema.ReputationEvents, "earned", nil, "member moderator siteEditor superuser", 404},
		{"create", schema.ReputationEvents, "points", with("user", "$me", "rule", "manual", "cause", "mine", "points", 100), "", 403},
		{"update", schema.ReputationEvents, "earned", with("points", 100), "superuser", 403},
		{"delete", schema.ReputationEvents, "earned", nil, "superuser", 403},

		{"view", schema.Badges, "badge", nil, all, 404},
		{"create", schema.Badges, "a badge", with("slug", "star", "name", "之星", "tier", "gold"), editing, 400},
		{"update", schema.Badges, "badge", with("tier", "gold"), editing, 404},
		{"delete", schema.Badges, "badge", nil, editing, 404},

		{"view", schema.UserBadges, "held", nil, all, 404},
		{"view", schema.UserBadges, "hidden", nil, "moderator siteEditor superuser", 404},
		{"create", schema.UserBadges, "for another", with("user", c.who["author"].Id, "badge", c.what["badge"].Id), editing, 400},
		{"update", schema.UserBadges, "held", with("cause", "x"), "superuser", 403},
		{"delete", schema.UserBadges, "held", nil, editing, 404},

		{"view", schema.PolicySettings, "policy", nil, all, 404},
		{"create", schema.PolicySettings, "a second one", with("preset", "open"), "superuser", 403},
		{"update", schema.PolicySettings, "policy", with("preset", "strict"), editing, 404},
		{"update", schema.PolicySettings, "policy", with("preset", "custom", "points", map[string]any{"published": 1}), editing, 404},
		{"delete", schema.PolicySettings, "policy", nil, "superuser", 403},
	})
}
