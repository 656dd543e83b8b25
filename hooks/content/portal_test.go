package content_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// portal is the whole program with an author, a column they write for, and its editor.
type portal struct {
	t                      *testing.T
	app                    *tests.TestApp
	api                    *testkit.API
	author, editor, friend *core.Record
	column, tag            *core.Record
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	p := &portal{t: t, app: app}
	p.author, p.editor, p.friend = testkit.User(t, app, "chen-mo"), testkit.User(t, app, "lin-xi"), testkit.User(t, app, "he-yu")
	p.column = testkit.Column(t, app, "cloud", p.editor, map[string]any{"name": "云上"})
	testkit.Member(t, app, p.column, p.author, "author")
	p.tag = testkit.Tag(t, app, "go", "Go")
	p.api = testkit.NewAPI(t, app)
	return p
}

// article makes an article of the author in the column.
func (p *portal) article(fields map[string]any) *core.Record {
	p.t.Helper()
	all := map[string]any{"column": p.column.Id, "tags": []string{p.tag.Id}}
	for k, v := range fields {
		all[k] = v
	}
	return testkit.Article(p.t, p.app, p.author, all)
}

// must sends a request that has to succeed.
func (p *portal) must(as *core.Record, method, path string, body any) testkit.Answer {
	p.t.Helper()
	got := p.api.Send(as, method, path, body)
	if got.Status >= 300 {
		p.t.Fatalf("%s %s: %d %s", method, path, got.Status, got.Body)
	}
	return got
}

// refused sends a request that has to fail with a code for a field.
func (p *portal) refused(as *core.Record, method, path string, body any, field, code string) {
	p.t.Helper()
	got := p.api.Send(as, method, path, body)
	if got.Status != 400 || got.JSON("data", field, "code") != code {
		p.t.Errorf("%s %s: %d %s, want %s of %s", method, path, got.Status, got.Body, code, field)
	}
}

func (p *portal) status(a *core.Record) string {
	p.t.Helper()
	return testkit.Fresh(p.t, p.app, a).GetString(schema.ArticleStatus)
}

func (p *portal) number(query string, params ...dbx.Params) int {
	p.t.Helper()
	return testkit.Number(p.t, p.app, query, params...)
}

// reads gives the status of a public page.
func (p *portal) reads(path string) int {
	p.t.Helper()
	return p.api.Send(nil, "GET", path, nil).Status
}

func at(collection string, id ...string) string {
	return "/api/collections/" + collection + "/records" + strings.Join(append([]string{""}, id...), "/")
}
