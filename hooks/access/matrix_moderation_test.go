package access_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Reports, sanctions, the audit log and appeals.
func TestModerationPermissions(t *testing.T) {
	c := newCast(t)
	const moderating = "moderator siteEditor superuser"
	member, author := c.who["member"], c.who["author"]
	c.what["report"] = testkit.Create(t, c.app, schema.Reports, map[string]any{
		"reporter": member.Id, "kind": "article", "target": c.what["published"].Id, "reason": "spam", "state": "open"})
	c.what["onModerator"] = testkit.Create(t, c.app, schema.Reports, map[string]any{
		"reporter": member.Id, "kind": "user", "target": c.who["moderator"].Id, "reason": "abuse", "state": "open"})
	c.what["sanction"] = testkit.Create(t, c.app, schema.Sanctions, map[string]any{"user": author.Id, "kind": "warn", "reason": "注意语气"})
	entry, err := c.app.FindFirstRecordByData(schema.AuditLog, "affected", author.Id)
	if err != nil {
		t.Fatal(err)
	}
	c.what["entry"] = entry
	c.what["appeal"] = testkit.Create(t, c.app, schema.Appeals, map[string]any{"user": author.Id, "entry": entry.Id, "text": "请再看看", "state": "open"})
	second := testkit.Create(t, c.app, schema.Sanctions, map[string]any{"user": member.Id, "kind": "warn", "reason": "注意语气"})
	forMember, err := c.app.FindFirstRecordByData(schema.AuditLog, "affected", member.Id)
	if err != nil {
		t.Fatal(err)
	}
	report := func(more ...any) map[string]any {
		return with(append([]any{"reporter", "$me", "kind", "article", "target", c.what["published"].Id, "reason", "spam", "state", "open"}, more...)...)
	}
	// the author may not report what is theirs, the member has done so, and a superuser isn't a member
	reporting := strings.NewReplacer(" author ", " ", " superuser", "", "member ", "").Replace(signedIn)
	c.walk(t, []permission{
		{"view", schema.Reports, "report", nil, "member " + moderating, 404},
		{"view", schema.Reports, "onModerator", nil, "member siteEditor superuser", 404},
		{"create", schema.Reports, "a report", report(), reporting, 400},
		{"create", schema.Reports, "in somebody's name", report("reporter", c.who["invited"].Id), "invited", 400},
		{"create", schema.Reports, "decided at once", report("state", "accepted", "answer", "是"), "", 400},
		{"update", schema.Reports, "report", with("state", "declined", "answer", "没有问题"), moderating, 404},
		{"update", schema.Reports, "report", with("reporter", c.who["invited"].Id), "superuser", 404},
		{"update", schema.Reports, "report", with("text", "别的"), "superuser", 404},
		{"update", schema.Reports, "onModerator", with("state", "declined", "answer", "没有问题"), "siteEditor superuser", 404},
		{"delete", schema.Reports, "report", nil, "superuser", 403},

		{"view", schema.Sanctions, "sanction", nil, moderating, 404},
		{"create", schema.Sanctions, "a suspension", with("user", c.who["invited"].Id, "kind", "suspend", "reason", "广告"), moderating, 400},
		{"update", schema.Sanctions, "sanction", with("lifted", "2026-01-01 00:00:00.000Z"), moderating, 404},
		{"update", schema.Sanctions, "sanction", with("user", member.Id), "", 404},
		{"delete", schema.Sanctions, "sanction", nil, "", 403},

		{"view", schema.AuditLog, "entry", nil, moderating, 404},
		{"create", schema.AuditLog, "an entry", with("action", "hide"), "", 403},
		{"update", schema.AuditLog, "entry", with("reason", "别的"), "", 403},
		{"delete", schema.AuditLog, "entry", nil, "", 403},

		{"view", schema.Appeals, "appeal", nil, "author " + moderating, 404},
		{"create", schema.Appeals, "an appeal", with("user", "$me", "entry", forMember.Id, "text", "请再看看", "state", "open"), "member", 400},
		{"create", schema.Appeals, "granted at once", with("user", "$me", "entry", forMember.Id, "text", "请再看看", "state", "granted", "answer", "好"), "", 400},
		{"update", schema.Appeals, "appeal", with("state", "declined", "answer", "维持"), moderating, 404},
		{"update", schema.Appeals, "appeal", with("text", "别的"), "superuser", 404},
		{"delete", schema.Appeals, "appeal", nil, "superuser", 403},
	})
	if second.Id == "" {
		t.Error("no sanction")
	}
}
