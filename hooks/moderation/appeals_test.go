package moderation_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// appeal makes the person concerned appeal, and gives the record.
func (c *cast) appeal(by *core.Record, entry string) *core.Record {
	c.t.Helper()
	got := c.api.Send(by, "POST", appeals, map[string]any{"user": by.Id, "entry": entry, "text": "请再看看", "state": "open"})
	if got.Status != 200 {
		c.t.Fatalf("appeal: %d %s", got.Status, got.Body)
	}
	r, err := c.app.FindFirstRecordByData(schema.Appeals, "entry", entry)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func TestAppealing(t *testing.T) {
	c := newCast(t)
	entry := c.must(c.mod, "hide", "article", c.article, nil)
	path := "/api/qiao/moderation/entries/" + entry
	for name, see := range map[string]struct {
		as   *core.Record
		want int
	}{"guest": {nil, 401}, "member": {c.member, 404}, "moderator": {c.mod, 404}, "the person": {c.author, 200}} {
		got := c.api.Send(see.as, "GET", path, nil)
		if got.Status != see.want {
			t.Errorf("%s sees the decision: %d", name, got.Status)
		}
		if strings.Contains(got.Body, c.mod.Id) || strings.Contains(got.Body, "mod-one") {
			t.Errorf("%s reads who decided: %s", name, got.Body)
		}
		if got := c.api.Send(see.as, "GET", auditLog, nil); (got.JSON("totalItems") != 0.0) != (name == "moderator") {
			t.Errorf("%s lists the audit log: %s", name, got.Body)
		}
	}
	restored := c.must(c.mod, "restore", "article", c.article, nil)
	ask := func(as *core.Record, more map[string]any) testkit.Answer {
		body := map[string]any{"user": as.Id, "entry": entry, "text": "请再看看", "state": "open"}
		for k, v := range more {
			body[k] = v
		}
		return c.api.Send(as, "POST", appeals, body)
	}
	for name, got := range map[string]testkit.Answer{
		"somebody else":              ask(c.member, nil),
		"in the person's name":       ask(c.member, map[string]any{"user": c.author.Id}),
		"about nothing":              ask(c.author, map[string]any{"entry": "nothinghere0000"}),
		"about what can't be undone": ask(c.author, map[string]any{"entry": restored}),
		"without words":              ask(c.author, map[string]any{"text": " "}),
		"granted at once":            ask(c.author, map[string]any{"state": "granted", "answer": "好"}),
	} {
		if got.Status != 400 {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	r := c.appeal(c.author, entry)
	if got := ask(c.author, nil); got.Status != 400 {
		t.Errorf("appealed twice: %d", got.Status)
	}
	at := appeals + "/" + r.Id
	answer := map[string]any{"state": "declined", "answer": "维持"}
	for name, row := range map[string]struct {
		as   *core.Record
		want int
	}{"the person": {c.author, 404}, "a member": {c.member, 404}, "who decided": {c.mod, 403}} {
		if got := c.api.Send(row.as, "PATCH", at, answer); got.Status != row.want {
			t.Errorf("%s answered: %d %s", name, got.Status, got.Body)
		}
	}
	if got := c.api.Send(c.mod2, "PATCH", at, map[string]any{"state": "granted"}); got.Status != 400 {
		t.Errorf("answered without a word: %d", got.Status)
	}
	if got := c.api.Send(c.mod2, "PATCH", at, answer); got.Status != 200 {
		t.Errorf("another moderator: %d %s", got.Status, got.Body)
	}
	if got := c.api.Send(c.author, "GET", path, nil); got.JSON("appeal", "state") != "declined" || got.JSON("appeal", "answer") != "维持" {
		t.Errorf("the person reads %s", got.Body)
	}
	if got := c.api.Send(c.author, "GET", at, nil); strings.Contains(got.Body, c.mod2.Id) {
		t.Errorf("the person reads who answered: %s", got.Body)
	}
	if n := c.count("SELECT count(*) FROM audit_log WHERE action = 'appeal.declined' AND affected = '" + c.author.Id + "'"); n != 1 {
		t.Errorf("%d entries", n)
	}
}

// Where there is nobody else, who decided answers.
func TestLonelyModerator(t *testing.T) {
	c := newCast(t)
	r := c.appeal(c.author, c.must(c.mod, "warn", "user", c.author, nil))
	if _, err := c.app.DB().NewQuery("UPDATE users SET roles = '[]' WHERE id != '" + c.mod.Id + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	if got := c.api.Send(c.mod, "PATCH", appeals+"/"+r.Id, map[string]any{"state": "granted", "answer": "好"}); got.Status != 200 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

// Granting an appeal undoes the decision, whatever it was.
func TestGranting(t *testing.T) {
	c := newCast(t)
	slug := "/articles/" + c.article.GetString("slug")
	for _, row := range []struct {
		action, kind string
		what         *core.Record
		more         map[string]any
		undone       func() bool
	}{
		{"hide", "article", c.article, nil, func() bool { return c.now(c.article).GetString("status") == "published" }},
		{"hide", "comment", c.comment, nil, func() bool { return c.now(c.comment).GetString("state") == "visible" }},
		{"hide", "column", c.column, nil, func() bool { return c.now(c.column).GetString("status") == "active" }},
		{"lock", "article", c.article, nil, func() bool { return c.count("SELECT count(*) FROM discussions WHERE closed") == 0 }},
		{"move", "article", c.article, map[string]any{"column": c.other.Id}, func() bool { return c.now(c.article).GetString("column") == c.column.Id }},
		{"merge", "article", c.article, map[string]any{"into": map[string]any{"kind": "article", "id": c.second.Id}},
			func() bool { return c.api.Send(nil, "GET", slug, nil).Status == 200 }},
		{"warn", "article", c.article, nil, func() bool { return c.count("SELECT count(*) FROM sanctions WHERE lifted = ''") == 0 }},
		{"silence", "comment", c.comment, nil, func() bool { return c.now(c.author).GetString("silenced_until") == "" }},
		{"suspend", "user", c.author, nil, func() bool { return c.now(c.author).GetString("suspended_until") == "" }},
	} {
		r := c.appeal(c.author, c.must(c.mod, row.action, row.kind, row.what, row.more))
		if row.undone() {
			t.Errorf("%s of %s did nothing", row.action, row.kind)
		}
		entries := c.count("SELECT count(*) FROM audit_log")
		if got := c.api.Send(c.mod2, "PATCH", appeals+"/"+r.Id, map[string]any{"state": "granted", "answer": "确实误判"}); got.Status != 200 {
			t.Errorf("%s of %s: %d %s", row.action, row.kind, got.Status, got.Body)
		}
		if !row.undone() {
			t.Errorf("%s of %s isn't undone", row.action, row.kind)
		}
		if n := c.count("SELECT count(*) FROM audit_log"); n != entries+1 {
			t.Errorf("%s of %s: %d entries for the answer", row.action, row.kind, n-entries)
		}
	}
	// what was undone since stays as it is
	entry := c.must(c.mod, "hide", "article", c.article, nil)
	r := c.appeal(c.author, entry)
	c.must(c.mod, "restore", "article", c.article, nil)
	if got := c.api.Send(c.mod2, "PATCH", appeals+"/"+r.Id, map[string]any{"state": "granted", "answer": "好"}); got.Status != 200 || c.now(c.article).GetString("status") != "published" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

func TestAnsweringAtOnce(t *testing.T) {
	c := newCast(t)
	r := c.appeal(c.author, c.must(c.mod, "suspend", "user", c.author, nil))
	var won, late atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		as, state := c.mod2, "granted"
		if i%2 == 0 {
			as, state = c.editor, "declined"
		}
		wg.Go(func() {
			switch got := c.api.Send(as, "PATCH", appeals+"/"+r.Id, map[string]any{"state": state, "answer": "答复"}); got.Status {
			case 200:
				won.Add(1)
			case 409:
				late.Add(1)
			default:
				t.Errorf("%d %s", got.Status, got.Body)
			}
		})
	}
	wg.Wait()
	granted := c.now(r).GetString("state") == "granted"
	if won.Load() != 1 || late.Load() != 7 || granted != (c.now(c.author).GetString("suspended_until") == "") {
		t.Errorf("%d won, %d were late, granted %v, until %q", won.Load(), late.Load(), granted, c.now(c.author).GetString("suspended_until"))
	}
}
