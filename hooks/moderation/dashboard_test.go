package moderation_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// A decision that is saved in the dashboard, or by a moderator's own front end, does what the
// queue does: reports are answered, the author is told, both once.
func TestDecisionsByTheRecordItself(t *testing.T) {
	for name, row := range map[string]struct {
		kind          string
		collection    string
		hidden, shown map[string]any
		by            func(*cast) *core.Record
		answer        string // that who reported reads, in part
	}{
		"an article in the dashboard": {"article", schema.Articles, map[string]any{"status": "hidden", "reason": "整篇都是广告"}, map[string]any{"status": "published"},
			func(c *cast) *core.Record { return c.root }, "整篇都是广告"},
		"a comment in the dashboard": {"comment", schema.Comments, map[string]any{"state": "hidden"}, map[string]any{"state": "visible"},
			func(c *cast) *core.Record { return c.root }, "已经被隐藏"},
		"a comment by a moderator": {"comment", schema.Comments, map[string]any{"state": "hidden"}, map[string]any{"state": "visible"},
			func(c *cast) *core.Record { return c.mod }, "已经被隐藏"},
		"a column in the dashboard": {"column", schema.Columns, map[string]any{"status": "archived"}, map[string]any{"status": "active"},
			func(c *cast) *core.Record { return c.root }, "已经被隐藏"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCast(t)
			what := map[string]*core.Record{"article": c.article, "comment": c.comment, "column": c.column}[row.kind]
			if row.kind == "column" {
				c.article = nil
			}
			first, second := c.report(c.member, row.kind, what), c.report(c.editor, row.kind, what)
			path := "/api/collections/" + row.collection + "/records/" + what.Id
			told := func(user *core.Record, event string) int {
				return testkit.Number(t, c.app, "SELECT count(*) FROM notifications WHERE user = {:user} AND json_extract(data, '$.event') = {:event}", dbx.Params{"user": user.Id, "event": event})
			}
			for range 2 { // the second save changes nothing
				if got := c.api.Send(row.by(c), "PATCH", path, row.hidden); got.Status != 200 {
					t.Fatalf("%d %s", got.Status, got.Body)
				}
				for _, r := range []*core.Record{first, second} {
					now := c.now(r)
					if now.GetString("state") != "accepted" || !strings.Contains(now.GetString("answer"), row.answer) || now.GetDateTime("decided").IsZero() {
						t.Errorf("a report: %s, %q", now.GetString("state"), now.GetString("answer"))
					}
				}
				if a, b, d := told(c.author, "hide"), told(c.member, "report_accepted"), told(c.editor, "report_accepted"); a != 1 || b != 1 || d != 1 {
					t.Errorf("the author was told %d times, those who reported %d and %d times", a, b, d)
				}
			}
			if n := c.count("SELECT count(*) FROM audit_log WHERE action = 'hide'"); n != 1 {
				t.Errorf("%d entries", n)
			}
			if got := c.api.Send(c.mod2, "GET", "/api/qiao/moderation/queue", nil); strings.Contains(got.Body, what.Id) {
				t.Errorf("it still waits: %s", got.Body)
			}
			third := c.report(c.member, row.kind, what)
			if got := c.api.Send(row.by(c), "PATCH", path, row.shown); got.Status != 200 {
				t.Fatalf("%d %s", got.Status, got.Body)
			}
			if now := c.now(third); now.GetString("state") != "declined" || now.GetString("answer") == "" || told(c.author, "restore") != 1 {
				t.Errorf("brought back: %s, told %d times", now.GetString("state"), told(c.author, "restore"))
			}
		})
	}
}

// A column that is merged takes its articles along, with their lists and counts, and an appeal
// that is granted brings them back.
func TestColumnsAreMergedWithTheirArticles(t *testing.T) {
	c := newCast(t)
	series := testkit.Create(t, c.app, schema.SeriesList, map[string]any{"title": "云上系列", "owner": c.author.Id, "lang": "zh", "column": c.column.Id})
	draft := testkit.Article(t, c.app, c.author, map[string]any{"title": "草稿", "column": c.column.Id, "series": series.Id})
	pending := testkit.Article(t, c.app, c.author, map[string]any{"title": "待审", "column": c.column.Id, "status": "pending"})
	mine := testkit.Article(t, c.app, c.editor, map[string]any{"title": "那边的文章", "column": c.other.Id, "status": "published"})
	in := func(column *core.Record) (articles, shelved, counted int) {
		p := dbx.Params{"column": column.Id}
		return testkit.Number(t, c.app, "SELECT count(*) FROM articles WHERE [[column]] = {:column}", p),
			testkit.Number(t, c.app, "SELECT count(*) FROM article_shelves WHERE shelf = 'column:' || {:column}", p),
			testkit.Number(t, c.app, "SELECT coalesce(sum(articles), 0) FROM stats WHERE id = {:column}", p)
	}
	entry := c.must(c.mod, "merge", "column", c.column, map[string]any{"into": map[string]any{"kind": "column", "id": c.other.Id}})
	if a, s, n := in(c.column); a != 0 || s != 0 || n != 0 {
		t.Errorf("left behind: %d articles, %d on the shelf, %d counted", a, s, n)
	}
	if a, s, n := in(c.other); a != 4 || s != 2 || n != 2 {
		t.Errorf("arrived: %d articles, %d on the shelf, %d counted", a, s, n)
	}
	if now := c.now(series); now.GetString("column") != c.other.Id {
		t.Error("the series stayed")
	}
	if n := testkit.Number(t, c.app, "SELECT count(*) FROM submissions WHERE article = {:a} AND state = 'open' AND [[column]] = {:column}",
		dbx.Params{"a": pending.Id, "column": c.other.Id}); n != 1 {
		t.Errorf("%d submissions wait where the article is now", n)
	}
	page := c.api.Send(nil, "GET", "/columns/data", nil, "Accept-Encoding", "identity")
	if page.Status != 200 || !strings.Contains(page.Body, "被举报的文章") {
		t.Errorf("the page of the other column: %d", page.Status)
	}
	if n := c.count("SELECT count(*) FROM revisions WHERE number > 1"); n != 0 {
		t.Errorf("%d revisions: nobody edited anything", n)
	}
	if got := c.api.Send(c.mod2, "PATCH", appeals+"/"+c.appeal(c.author, entry).Id, map[string]any{"state": "granted", "answer": "确实是两个"}); got.Status != 200 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if a, s, n := in(c.column); a != 3 || s != 1 || n != 1 {
		t.Errorf("brought back: %d articles, %d on the shelf, %d counted", a, s, n)
	}
	for _, r := range []*core.Record{draft, pending} {
		if c.now(r).GetString("column") != c.column.Id {
			t.Errorf("%s isn't back", r.GetString("title"))
		}
	}
	if c.now(mine).GetString("column") != c.other.Id {
		t.Error("an article went along that had never been there")
	}
}
