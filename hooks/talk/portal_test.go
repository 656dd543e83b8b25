package talk_test

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

// portal is a whole portal with an article to talk about and people who do.
type portal struct {
	t                              *testing.T
	app                            *tests.TestApp
	api                            *testkit.API
	author, editor, mod, chen, lin *core.Record
	article, draft                 *core.Record
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	p := &portal{t: t, app: app}
	p.author, p.chen, p.lin = testkit.User(t, app, "author"), testkit.User(t, app, "chen-mo"), testkit.User(t, app, "lin-xi")
	p.editor, p.mod = testkit.User(t, app, "editor-one", "editor"), testkit.User(t, app, "mod", "moderator")
	p.article = testkit.Article(t, app, p.author, map[string]any{"slug": "talked-about", "status": "published"})
	p.draft = testkit.Article(t, app, p.author, map[string]any{"title": "草稿"})
	p.api = testkit.NewAPI(t, app)
	return p
}

func at(collection string, id ...string) string {
	path := "/api/collections/" + collection + "/records"
	for _, part := range id {
		path += "/" + part
	}
	return path
}

// body makes what a request sends from pairs of name and value.
func body(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

// say posts a comment on the article and gives the answer.
func (p *portal) say(as *core.Record, text string, more ...any) testkit.Answer {
	p.t.Helper()
	fields := body("kind", "article", "target", p.article.Id, "body", text)
	if as != nil {
		fields["author"] = as.Id
	}
	for k, v := range body(more...) {
		fields[k] = v
	}
	return p.api.Send(as, "POST", at(schema.Comments), fields)
}

// said is say for a comment that must be taken; it gives the id.
func (p *portal) said(as *core.Record, text string, more ...any) string {
	p.t.Helper()
	a := p.say(as, text, more...)
	if a.Status != http.StatusOK {
		p.t.Fatalf("%q: %d %s", text, a.Status, a.Body)
	}
	return a.JSON("id").(string)
}

func (p *portal) vote(as *core.Record, kind, target string, value int) testkit.Answer {
	p.t.Helper()
	return p.api.Send(as, "POST", at(schema.Votes), body("user", as.Id, "kind", kind, "target", target, "value", value))
}

// counts compares the article's counters with the rows.
func (p *portal) counts(when string) {
	p.t.Helper()
	for counter, query := range map[string]string{
		"votes":     "SELECT coalesce(sum(value), 0) FROM votes WHERE target = '" + p.article.Id + "'",
		"comments":  "SELECT count(*) FROM comments WHERE target = '" + p.article.Id + "' AND state = 'visible'",
		"bookmarks": "SELECT count(*) FROM bookmarks WHERE target = '" + p.article.Id + "'",
		"followers": "SELECT count(*) FROM follows WHERE target = '" + p.article.Id + "'",
	} {
		want := testkit.Number(p.t, p.app, query)
		if got := testkit.Number(p.t, p.app, "SELECT "+counter+" FROM stats WHERE id = '"+p.article.Id+"'"); got != want {
			p.t.Errorf("%s: stats.%s is %d, the rows say %d", when, counter, got, want)
		}
	}
}

// expect checks the status of an answer.
func (p *portal) expect(what string, got testkit.Answer, status int) testkit.Answer {
	p.t.Helper()
	if got.Status != status {
		p.t.Errorf("%s: %d, want %d: %.300s", what, got.Status, status, got.Body)
	}
	return got
}
