package moderation_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestReporting(t *testing.T) {
	c := newCast(t)
	ask := func(kind string, what *core.Record) map[string]any {
		return map[string]any{"reporter": c.member.Id, "kind": kind, "target": what.Id, "reason": "spam", "text": "广告", "state": "open"}
	}
	for kind, what := range map[string]*core.Record{"article": c.article, "user": c.author, "column": c.column} {
		// what isn't the reporter's to say is overwritten
		body := ask(kind, what)
		body["answer"], body["affected"], body["handler"], body["decided"] = "已处理", c.member.Id, c.member.Id, "2020-01-01 00:00:00.000Z"
		got := c.api.Send(c.member, "POST", reports, body)
		if got.Status != http.StatusOK || got.JSON("affected") != c.author.Id || got.JSON("answer") != "" || got.JSON("decided") != "" {
			t.Errorf("%s: %d %s", kind, got.Status, got.Body)
		}
		if got := c.api.Send(c.member, "POST", reports, ask(kind, what)); got.Status != 400 || !strings.Contains(got.Body, "已经举报过") {
			t.Errorf("%s reported twice: %d %s", kind, got.Status, got.Body)
		}
	}
	draft := testkit.Article(t, c.app, c.author, nil)
	for name, body := range map[string]map[string]any{
		"in somebody's name":  {"reporter": c.author.Id, "kind": "user", "target": c.mod.Id, "reason": "spam", "state": "open"},
		"decided at once":     {"reporter": c.member.Id, "kind": "user", "target": c.mod.Id, "reason": "spam", "state": "accepted", "answer": "是"},
		"nothing":             {"reporter": c.member.Id, "kind": "user", "target": "nothinghere0000", "reason": "spam", "state": "open"},
		"what isn't seen":     {"reporter": c.member.Id, "kind": "article", "target": draft.Id, "reason": "spam", "state": "open"},
		"one kind as another": {"reporter": c.member.Id, "kind": "column", "target": c.article.Id, "reason": "spam", "state": "open"},
		"oneself":             {"reporter": c.member.Id, "kind": "user", "target": c.member.Id, "reason": "spam", "state": "open"},
		"other without words": {"reporter": c.member.Id, "kind": "article", "target": c.second.Id, "reason": "other", "state": "open"},
		"an unknown reason":   {"reporter": c.member.Id, "kind": "article", "target": c.second.Id, "reason": "dislike", "state": "open"},
	} {
		if got := c.api.Send(c.member, "POST", reports, body); got.Status != 400 {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	if got := c.api.Send(nil, "POST", reports, ask("article", c.second)); got.Status != 400 {
		t.Errorf("a guest reported: %d", got.Status)
	}
	// who sees what
	for name, see := range map[string]struct {
		as   *core.Record
		many float64
	}{"guest": {nil, 0}, "reporter": {c.member, 3}, "reported": {c.author, 0}, "moderator": {c.mod, 3}, "editor": {c.editor, 3}} {
		if got := c.api.Send(see.as, "GET", reports, nil); got.JSON("totalItems") != see.many {
			t.Errorf("%s lists %v reports, want %v", name, got.JSON("totalItems"), see.many)
		}
	}
	// a report about a moderator is not theirs to see
	about := c.report(c.member, "user", c.mod)
	if got := c.api.Send(c.mod, "GET", reports+"/"+about.Id, nil); got.Status != 404 {
		t.Errorf("a moderator sees a report about themselves: %d", got.Status)
	}
	if got := c.api.Send(c.mod, "GET", "/api/qiao/moderation/queue", nil); strings.Contains(got.Body, about.Id) || strings.Contains(got.Body, c.mod.Id) {
		t.Errorf("the queue shows it: %s", got.Body)
	}
	// nor who decided the reporter's
	got := c.api.Send(c.mod2, "PATCH", reports+"/"+about.Id, map[string]any{"state": "declined", "answer": "没有问题"})
	if got.Status != 403 {
		t.Errorf("a moderator decided about another: %d %s", got.Status, got.Body)
	}
	got = c.api.Send(c.editor, "PATCH", reports+"/"+about.Id, map[string]any{"state": "declined", "answer": "没有问题"})
	if got.Status != 200 || c.now(about).GetString("handler") != c.editor.Id || c.now(about).GetString("decided") == "" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if got := c.api.Send(c.member, "GET", reports+"/"+about.Id, nil); got.JSON("answer") != "没有问题" || strings.Contains(got.Body, c.editor.Id) {
		t.Errorf("the reporter reads %s", got.Body)
	}
	if got := c.api.Send(c.editor, "PATCH", reports+"/"+about.Id, map[string]any{"state": "accepted", "answer": "又改"}); got.Status != 409 {
		t.Errorf("decided twice: %d %s", got.Status, got.Body)
	}
	if got := c.api.Send(c.member, "PATCH", reports+"/"+about.Id, map[string]any{"text": "改"}); got.Status != 404 {
		t.Errorf("the reporter changed it: %d", got.Status)
	}
	if got := c.api.Send(c.mod, "DELETE", reports+"/"+about.Id, nil); got.Status != 403 {
		t.Errorf("deleted: %d", got.Status)
	}
}

// However often a report is sent at once, one is open; and a day has so many.
func TestReportsAreBounded(t *testing.T) {
	c := newCast(t)
	body := map[string]any{"reporter": c.member.Id, "kind": "article", "target": c.article.Id, "reason": "spam", "state": "open"}
	var ok atomic.Int32
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if c.api.Send(c.member, "POST", reports, body).Status == 200 {
				ok.Add(1)
			}
		})
	}
	wg.Wait()
	if n := c.count("SELECT count(*) FROM reports"); ok.Load() != 1 || n != 1 {
		t.Errorf("%d accepted, %d rows", ok.Load(), n)
	}
	for n := 2; n <= 31; n++ {
		what := testkit.Article(t, c.app, c.author, map[string]any{"title": "又一篇", "status": "published"})
		body["target"] = what.Id
		got := c.api.Send(c.member, "POST", reports, body)
		if want := map[bool]int{true: 200, false: 429}[n <= 30]; got.Status != want {
			t.Fatalf("report %d: %d %s", n, got.Status, got.Body)
		}
	}
	// somebody silenced has three
	c.must(c.mod, "silence", "user", c.author, nil)
	body["reporter"] = c.author.Id
	for n := 1; n <= 4; n++ {
		what := testkit.Article(t, c.app, c.editor, map[string]any{"title": "编辑的文章", "status": "published"})
		body["target"] = what.Id
		got := c.api.Send(c.author, "POST", reports, body)
		if want := map[bool]int{true: 200, false: 429}[n <= 3]; got.Status != want {
			t.Fatalf("silenced, report %d: %d %s", n, got.Status, got.Body)
		}
	}
}

// An account that reported can be deleted; its reports stay, without a name.
func TestReporterLeaves(t *testing.T) {
	c := newCast(t)
	one, two := testkit.User(t, c.app, "one"), testkit.User(t, c.app, "two")
	for _, who := range []*core.Record{one, two} {
		c.report(who, "article", c.article)
	}
	c.must(c.mod, "warn", "user", one, nil)
	for _, who := range []*core.Record{one, two} {
		if err := c.app.Delete(c.now(who)); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.count("SELECT count(*) FROM reports WHERE reporter = '' AND state = 'open'"); n != 2 {
		t.Errorf("%d reports remain", n)
	}
	if n := c.count("SELECT count(*) FROM audit_log WHERE action = 'warn' AND affected = ''"); n != 1 {
		t.Error("the entry about somebody who left is gone, or names them")
	}
	// a moderator who leaves stays nameless in the log
	if err := c.app.Delete(c.now(c.mod)); err != nil {
		t.Fatal(err)
	}
	if got := c.api.Send(c.editor, "GET", "/api/qiao/moderation/case?kind=article&target="+c.article.Id, nil); got.Status != 200 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if n, err := c.app.CountRecords(schema.Reports); err != nil || n != 2 {
		t.Errorf("%d reports, %v", n, err)
	}
}
