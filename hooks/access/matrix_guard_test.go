package access_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// The word rules and what waits for a moderator.
func TestGuardPermissions(t *testing.T) {
	c := newCast(t)
	const keepers = "moderator siteEditor superuser"
	c.what["word"] = testkit.Create(t, c.app, schema.WordRules, map[string]any{"word": "某个坏词", "action": "hold", "active": true})
	held := func(author, target string) map[string]any {
		return map[string]any{"kind": "comment", "target": target, "author": c.who[author].Id, "reasons": []string{"word"}, "excerpt": "等着", "state": "open"}
	}
	c.what["hold"] = testkit.Create(t, c.app, schema.Holds, held("member", "nothinghere0001"))
	c.what["ownHold"] = testkit.Create(t, c.app, schema.Holds, held("moderator", "nothinghere0002"))
	c.walk(t, []permission{
		{"view", schema.WordRules, "word", nil, keepers, 404},
		{"create", schema.WordRules, "a rule", with("word", "另一个坏词", "action", "block", "active", true), keepers, 400},
		{"update", schema.WordRules, "word", with("action", "mask"), keepers, 404},
		{"delete", schema.WordRules, "word", nil, keepers, 404},

		{"view", schema.Holds, "hold", nil, keepers, 404},
		{"create", schema.Holds, "a hold", with("kind", "comment", "target", c.what["draft"].Id, "reasons", []string{"word"}, "state", "open"), "superuser", 403},
		{"update", schema.Holds, "hold", with("state", "released"), keepers, 404},
		{"update", schema.Holds, "hold", with("state", "refused", "note", "不合适"), keepers, 404},
		{"update", schema.Holds, "ownHold", with("state", "released"), "siteEditor superuser", 404},
		{"update", schema.Holds, "hold", with("state", "released", "target", c.what["draft"].Id), "superuser", 404},
		{"update", schema.Holds, "hold", with("state", "released", "wanted", "published"), "superuser", 404},
		{"update", schema.Holds, "hold", with("state", "released", "author", c.who["author"].Id), "superuser", 404},
		{"delete", schema.Holds, "hold", nil, "superuser", 403},
	})
}
