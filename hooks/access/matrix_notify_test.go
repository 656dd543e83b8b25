package access_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Everybody reads what they are told themselves, and nobody else does.
func TestNotifyMatrix(t *testing.T) {
	c := newCast(t)
	n := testkit.Create(t, c.app, schema.Notifications, map[string]any{"user": c.who["member"].Id, "kind": "account", "cause": "test", "subject": "秘密"})
	settings := testkit.Create(t, c.app, schema.NotificationSettingsList, map[string]any{"user": c.who["member"].Id, "digest": "daily"})
	out := testkit.Create(t, c.app, schema.Outbox, map[string]any{"kind": "test", "key": "one", "state": "done"})
	blocked := testkit.Create(t, c.app, schema.MailBlocks, map[string]any{"email": "a@example.com", "reason": "bounce"})
	for _, role := range roles {
		own := role == "member" || role == "superuser"
		for _, row := range []struct {
			method, path string
			body         any
			allowed      bool
			refused      int
		}{
			{"GET", records(schema.Notifications, n.Id), nil, own, 404},
			{"PATCH", records(schema.Notifications, n.Id), map[string]any{"read": "2026-01-01 00:00:00.000Z"}, own, 404},
			{"POST", records(schema.Notifications), map[string]any{"user": c.who["member"].Id, "kind": "account", "cause": "forged"}, role == "superuser", 403},
			{"DELETE", records(schema.Notifications, n.Id), nil, own, 404},
			{"GET", records(schema.NotificationSettingsList, settings.Id), nil, own, 404},
			{"PATCH", records(schema.NotificationSettingsList, settings.Id), map[string]any{"digest": "off"}, own, 404},
			{"DELETE", records(schema.NotificationSettingsList, settings.Id), nil, role == "superuser", 403},
			{"GET", records(schema.Outbox, out.Id), nil, role == "superuser", 403},
			{"PATCH", records(schema.Outbox, out.Id), map[string]any{"state": "waiting"}, role == "superuser", 403},
			{"GET", records(schema.MailBlocks, blocked.Id), nil, role == "superuser", 403},
			{"DELETE", records(schema.MailBlocks, blocked.Id), nil, role == "superuser", 403},
		} {
			got := c.api.Try(c.who[role], row.method, row.path, row.body)
			if row.allowed && got.Status >= 300 || !row.allowed && got.Status != row.refused {
				t.Errorf("%s %s %s: %d", role, row.method, row.path, got.Status)
			}
		}
	}
}
