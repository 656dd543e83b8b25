package review_test

import (
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

// desk is a column with its people, and an article of its author.
type desk struct {
	t                                                                         *testing.T
	app                                                                       *tests.TestApp
	api                                                                       *testkit.API
	owner, editor, second, author, coauthor, member, siteEditor, columnAuthor *core.Record
	column, article                                                           *core.Record
}

const body = "第一段说桥。\n\n第二段说水，水在桥下。\n\n第三段又说桥。"

func newDesk(t *testing.T) *desk {
	t.Helper()
	app := testkit.NewApp(t, register)
	d := &desk{t: t, app: app}
	d.owner, d.editor, d.second = testkit.User(t, app, "owner"), testkit.User(t, app, "editor"), testkit.User(t, app, "second")
	d.author, d.coauthor, d.member = testkit.User(t, app, "author"), testkit.User(t, app, "coauthor"), testkit.User(t, app, "member")
	d.columnAuthor = testkit.User(t, app, "columnauthor")
	d.siteEditor = testkit.User(t, app, "site-editor", "editor")
	d.column = testkit.Column(t, app, "cloud", d.owner, nil)
	testkit.Member(t, app, d.column, d.editor, "editor")
	testkit.Member(t, app, d.column, d.second, "editor")
	testkit.Member(t, app, d.column, d.author, "author")
	testkit.Member(t, app, d.column, d.columnAuthor, "author")
	d.article = testkit.Article(t, app, d.author, map[string]any{"column": d.column.Id, "body": body})
	testkit.Create(t, app, schema.Coauthors, map[string]any{"article": d.article.Id, "user": d.coauthor.Id, "state": "accepted"})
	d.api = testkit.NewAPI(t, app)
	return d
}

func path(collection string, id ...string) string {
	p := "/api/collections/" + collection + "/records"
	if len(id) > 0 {
		p += "/" + id[0]
	}
	return p
}

// patch changes the article as somebody and expects an answer.
func (d *desk) patch(as *core.Record, fields map[string]any, want int) testkit.Answer {
	d.t.Helper()
	got := d.api.Send(as, "PATCH", path(schema.Articles, d.article.Id), fields)
	if got.Status != want {
		d.t.Fatalf("%v: %d %s", fields, got.Status, got.Body)
	}
	return got
}

// submissions gives those of the article, the oldest first.
func (d *desk) submissions() []*schema.Submission {
	d.t.Helper()
	found, err := d.app.FindRecordsByFilter(schema.Submissions, "article = {:a}", "@rowid", 0, 0, dbx.Params{"a": d.article.Id})
	if err != nil {
		d.t.Fatal(err)
	}
	list := make([]*schema.Submission, len(found))
	for i, r := range found {
		list[i] = schema.AsSubmission(r)
	}
	return list
}

// open gives the one open submission, or nil.
func (d *desk) open() *schema.Submission {
	d.t.Helper()
	var open *schema.Submission
	for _, s := range d.submissions() {
		if s.State() == "open" {
			if open != nil {
				d.t.Fatal("two open submissions")
			}
			open = s
		}
	}
	return open
}

func (d *desk) text() string { return testkit.Fresh(d.t, d.app, d.article).GetString("body") }

// note writes a note as somebody.
func (d *desk) note(as *core.Record, fields map[string]any) testkit.Answer {
	d.t.Helper()
	all := map[string]any{"article": d.article.Id}
	for k, v := range fields {
		all[k] = v
	}
	return d.api.Send(as, "POST", path(schema.ReviewNotes), all)
}
