package moderation_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/moderation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// The audit log grows and never changes, whoever asks.
func TestAuditLogIsFixed(t *testing.T) {
	c := newCast(t)
	entry := c.must(c.mod, "warn", "user", c.author, nil)
	at := auditLog + "/" + entry
	for name, as := range map[string]*core.Record{"guest": nil, "member": c.member, "author": c.author, "moderator": c.mod, "editor": c.editor, "superuser": c.root} {
		if got := c.api.Send(as, "POST", auditLog, map[string]any{"action": "made up"}); got.Status != 403 {
			t.Errorf("%s wrote an entry: %d", name, got.Status)
		}
		if got := c.api.Send(as, "PATCH", at, map[string]any{"reason": "别的"}); got.Status != 403 {
			t.Errorf("%s changed an entry: %d", name, got.Status)
		}
		if got := c.api.Send(as, "PATCH", at, map[string]any{"actor": ""}); got.Status != 403 {
			t.Errorf("%s made an entry nameless: %d", name, got.Status)
		}
		if got := c.api.Send(as, "DELETE", at, nil); got.Status != 403 {
			t.Errorf("%s deleted an entry: %d", name, got.Status)
		}
	}
	r, err := c.app.FindRecordById(schema.AuditLog, entry)
	if err != nil {
		t.Fatal(err)
	}
	for field, value := range map[string]any{"reason": "别的", "actor": c.mod2.Id, "affected": c.member.Id, "after": map[string]any{}} {
		changed := c.now(r)
		changed.Set(field, value)
		if err := c.app.Save(changed); err == nil {
			t.Errorf("%s was changed", field)
		}
	}
	if err := c.app.Delete(c.now(r)); err == nil {
		t.Error("deleted")
	}
}

// What is done with special rights is written down, also when it is done in the dashboard.
func TestWhatIsWrittenDown(t *testing.T) {
	c := newCast(t)
	expect := func(action, kind, target, role string, actor *core.Record) {
		t.Helper()
		r, err := c.app.FindFirstRecordByFilter(schema.AuditLog, "action = {:action} && kind = {:kind} && target = {:target}",
			map[string]any{"action": action, "kind": kind, "target": target})
		if err != nil {
			t.Errorf("no entry %s of %s", action, kind)
			return
		}
		id := ""
		if actor != nil {
			id = actor.Id
		}
		if r.GetString("role") != role || r.GetString("actor") != id {
			t.Errorf("%s of %s: by %s as %q", action, kind, r.GetString("actor"), r.GetString("role"))
		}
		if strings.Contains(r.GetString("before")+r.GetString("after"), "$2a$") {
			t.Error("a password's hash is in the log")
		}
	}
	send := func(as *core.Record, method, path string, body any) {
		t.Helper()
		if got := c.api.Send(as, method, "/api/collections/"+path, body); got.Status >= 300 {
			t.Fatalf("%s %s: %d %s", method, path, got.Status, got.Body)
		}
	}
	send(c.root, "PATCH", "users/records/"+c.member.Id, map[string]any{"roles": []string{"moderator"}})
	expect("roles", "user", c.member.Id, "superuser", nil)
	send(c.editor, "PATCH", "site/records/"+schema.SiteID, map[string]any{"tagline": "新的一句"})
	expect("site", "site", schema.SiteID, "editor", c.editor)
	send(c.root, "PATCH", "policy/records/"+schema.PolicyID, map[string]any{"preset": "strict"})
	expect("policy", "policy", schema.PolicyID, "superuser", nil)
	send(c.editor, "PATCH", "columns/records/"+c.column.Id, map[string]any{"kind": "official", "verified": true})
	expect("column", "column", c.column.Id, "editor", c.editor)
	send(c.root, "PATCH", "articles/records/"+c.article.Id, map[string]any{"status": "hidden", "reason": "广告"})
	expect("hide", "article", c.article.Id, "superuser", nil)
	send(c.root, "PATCH", "articles/records/"+c.article.Id, map[string]any{"status": "published"})
	expect("restore", "article", c.article.Id, "superuser", nil)
	send(c.root, "POST", "sanctions/records", map[string]any{"user": c.author.Id, "kind": "warn", "reason": "注意语气"})
	expect("warn", "user", c.author.Id, "superuser", nil)
	send(c.editor, "DELETE", "articles/records/"+c.article.Id, nil)
	expect("delete", "article", c.article.Id, "editor", c.editor)
	// what people do with their own isn't
	before := c.count("SELECT count(*) FROM audit_log")
	draft := testkit.Article(t, c.app, c.author, nil)
	send(c.author, "PATCH", "articles/records/"+draft.Id, map[string]any{"title": "改"})
	send(c.author, "DELETE", "articles/records/"+draft.Id, nil)
	send(c.author, "PATCH", "users/records/"+c.author.Id, map[string]any{"city": "杭州"})
	if n := c.count("SELECT count(*) FROM audit_log"); n != before {
		t.Errorf("%d entries for what somebody did with their own", n-before)
	}
}

// After three years the log and closed reports go; what is open, and sanctions, stay.
func TestRetention(t *testing.T) {
	c := newCast(t)
	open, closed := c.report(c.member, "article", c.article), c.report(c.member, "user", c.author)
	answered := c.appeal(c.author, c.must(c.mod, "warn", "user", c.author, nil))
	waiting := c.appeal(c.author, c.must(c.mod, "silence", "user", c.author, nil))
	if got := c.api.Send(c.mod2, "PATCH", appeals+"/"+answered.Id, map[string]any{"state": "declined", "answer": "维持"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if err := moderation.Retain(c.app); err != nil || c.count("SELECT count(*) FROM audit_log") != 3 {
		t.Fatalf("%v, %d entries", err, c.count("SELECT count(*) FROM audit_log"))
	}
	for _, table := range []string{"audit_log", "reports", "sanctions", "appeals"} {
		if _, err := c.app.DB().NewQuery("UPDATE " + table + " SET created = '2020-01-01 00:00:00.000Z'").Execute(); err != nil {
			t.Fatal(err)
		}
	}
	if err := moderation.Retain(c.app); err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]int{
		"entries": c.count("SELECT count(*) FROM audit_log"), "appeals": c.count("SELECT count(*) FROM appeals"), "reports": c.count("SELECT count(*) FROM reports"),
	} {
		if got != 1 {
			t.Errorf("%d %s remain", got, what)
		}
	}
	if c.count("SELECT count(*) FROM sanctions") != 2 {
		t.Error("a sanction is gone")
	}
	if c.now(open).GetString("state") != "open" || c.now(waiting).GetString("state") != "open" || closed.Id == "" {
		t.Error("what is open is gone")
	}
}
