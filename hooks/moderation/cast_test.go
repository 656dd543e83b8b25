package moderation_test

import (
	"net/http"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	reports   = "/api/collections/reports/records"
	sanctions = "/api/collections/sanctions/records"
	appeals   = "/api/collections/appeals/records"
	auditLog  = "/api/collections/audit_log/records"
	deciding  = "/api/qiao/moderation/decide"
)

// cast is a portal with what is reported and who deals with it.
type cast struct {
	t   *testing.T
	app *tests.TestApp
	api *testkit.API

	member, author, mod, mod2, editor, root *core.Record
	column, other, article, second, comment *core.Record
}

func newCast(t *testing.T) *cast {
	t.Helper()
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	c := &cast{t: t, app: app}
	c.member, c.author = testkit.User(t, app, "member"), testkit.User(t, app, "author")
	c.mod, c.mod2 = testkit.User(t, app, "mod-one", "moderator"), testkit.User(t, app, "mod-two", "moderator")
	c.editor, c.root = testkit.User(t, app, "site-editor", "editor"), testkit.Superuser(t, app)
	c.column = testkit.Column(t, app, "cloud", c.author, nil)
	c.other = testkit.Column(t, app, "data", c.editor, nil)
	c.article = testkit.Article(t, app, c.author, map[string]any{"title": "被举报的文章", "status": "published", "column": c.column.Id})
	c.second = testkit.Article(t, app, c.author, map[string]any{"title": "另一篇文章", "status": "published"})
	c.comment = c.says(c.author, c.article, "难听的话", "")
	c.api = testkit.NewAPI(t, app)
	return c
}

// says makes a comment on an article, as an answer to another where one is given.
func (c *cast) says(by, on *core.Record, text, parent string) *core.Record {
	c.t.Helper()
	return testkit.Create(c.t, c.app, schema.Comments, map[string]any{
		"kind": "article", "target": on.Id, "author": by.Id, "body": text, "state": "visible", "parent": parent, "root": parent,
	})
}

// report makes somebody report a thing and gives the record.
func (c *cast) report(by *core.Record, kind string, what *core.Record) *core.Record {
	c.t.Helper()
	return testkit.Create(c.t, c.app, schema.Reports, map[string]any{
		"reporter": by.Id, "kind": kind, "target": what.Id, "reason": "spam", "text": "广告", "state": "open",
	})
}

// seen is what somebody knows who has just looked at a case.
func (c *cast) seen(by *core.Record, kind string, what *core.Record) string {
	c.t.Helper()
	got := c.api.Send(by, "GET", "/api/qiao/moderation/case?kind="+kind+"&target="+what.Id, nil)
	seen, _ := got.JSON("seen").(string)
	return seen
}

// decide decides as somebody who has just looked.
func (c *cast) decide(by *core.Record, action, kind string, what *core.Record, more map[string]any) testkit.Answer {
	c.t.Helper()
	body := map[string]any{"action": action, "kind": kind, "target": what.Id, "reason": "违反社区规则", "seen": c.seen(c.root, kind, what)}
	for k, v := range more {
		body[k] = v
	}
	return c.api.Send(by, "POST", deciding, body)
}

// must decides, and gives the audit entry.
func (c *cast) must(by *core.Record, action, kind string, what *core.Record, more map[string]any) string {
	c.t.Helper()
	got := c.decide(by, action, kind, what, more)
	if got.Status != http.StatusOK {
		c.t.Fatalf("%s %s: %d %s", action, kind, got.Status, got.Body)
	}
	id, _ := got.JSON("entry").(string)
	return id
}

func (c *cast) now(r *core.Record) *core.Record { return testkit.Fresh(c.t, c.app, r) }

func (c *cast) count(query string) int { c.t.Helper(); return testkit.Number(c.t, c.app, query) }
