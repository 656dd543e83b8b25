package access_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Accounts and the devices they are signed in on.
func TestAccountsPermissions(t *testing.T) {
	c := newCast(t)
	c.what["device"] = testkit.Create(t, c.app, schema.Devices, map[string]any{"user": c.who["member"].Id, "name": "Firefox · Linux"})
	c.what["quiet"] = testkit.Create(t, c.app, schema.Users, map[string]any{"email": "quiet@example.com", "password": testkit.Password})
	account := func(more ...any) map[string]any {
		return with(append([]any{"email", "neu@example.com", "password", testkit.Password, "passwordConfirm", testkit.Password, "handle", "neu"}, more...)...)
	}
	c.walk(t, []permission{
		{"view", schema.Users, "quiet", nil, "moderator siteEditor superuser", 404},
		{"create", schema.Users, "a plain account", account(), "guest superuser", 400},
		{"create", schema.Users, "an editor", account("roles", []string{"editor"}), "superuser", 400},
		{"create", schema.Users, "an editor, added", account("roles+", "editor"), "superuser", 400},
		{"create", schema.Users, "a confirmed account", account("verified", true), "superuser", 400},
		{"create", schema.Users, "a famous account", account("reputation", 10000), "superuser", 400},
		{"create", schema.Users, "a trusted account", account("trust", 4), "superuser", 400},
		{"create", schema.Users, "one never to be silenced", account("silenced_until", "2020-01-01 00:00:00.000Z"), "superuser", 400},
		{"update", schema.Users, "user:member", with("city", "杭州"), "member superuser", 404},
		{"update", schema.Users, "user:member", with("reputation", 10000), "superuser", 404},
		{"update", schema.Users, "user:member", with("reputation+", 10000), "superuser", 404},
		{"update", schema.Users, "user:member", with("verified", false), "superuser", 404},
		{"update", schema.Users, "user:siteEditor", with("roles", []string{}), "superuser", 404},
		{"update", schema.Users, "user:member", with("handle", "member-two"), "member superuser", 404},
		{"update", schema.Users, "quiet", with("bio", "不是我"), "superuser", 404},

		{"view", schema.Devices, "device", nil, "member superuser", 404},
		{"create", schema.Devices, "a device", with("user", c.who["member"].Id, "name", "假"), "superuser", 403},
		{"update", schema.Devices, "device", with("name", "假"), "superuser", 403},
		{"delete", schema.Devices, "device", nil, "member superuser", 404},
	})
}
