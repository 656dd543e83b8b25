package content_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/content"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

var errLast = errors.New("the last step fails")

// failing makes the innermost step of every write of a collection fail once the row and
// all that belongs to it are written.
func failing(app core.App, collection string) (repair func()) {
	fail := func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		return errLast
	}
	// outside of every other hook, so that it fails when all of them have done their part
	first := &hook.Handler[*core.RecordEvent]{Id: "test.fail." + collection, Priority: -1000, Func: func(e *core.RecordEvent) error {
		outer := e.App
		defer func() { e.App = outer }()
		return outer.RunInTransaction(func(tx core.App) error {
			e.App = tx
			return fail(e)
		})
	}}
	app.OnRecordCreateExecute(collection).Bind(first)
	app.OnRecordUpdateExecute(collection).Bind(first)
	app.OnRecordDeleteExecute(collection).Bind(first)
	return func() {
		app.OnRecordCreateExecute().Unbind("test.fail." + collection)
		app.OnRecordUpdateExecute().Unbind("test.fail." + collection)
		app.OnRecordDeleteExecute().Unbind("test.fail." + collection)
	}
}

// innermost makes the row itself fail, after the hooks around it have begun.
func innermost(app core.App, collection string) (repair func()) {
	last := &hook.Handler[*core.RecordEvent]{Id: "test.fail." + collection, Priority: 1000, Func: func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		return errLast
	}}
	app.OnRecordCreateExecute(collection).Bind(last)
	app.OnRecordUpdateExecute(collection).Bind(last)
	app.OnRecordDeleteExecute(collection).Bind(last)
	return func() {
		app.OnRecordCreateExecute().Unbind("test.fail." + collection)
		app.OnRecordUpdateExecute().Unbind("test.fail." + collection)
		app.OnRecordDeleteExecute().Unbind("test.fail." + collection)
	}
}

// A write that fails at any depth leaves every table as it was.
func TestNothingIsHalfWritten(t *testing.T) {
	for depth, fail := range map[string]func(core.App, string) func(){"at the end": failing, "at the row": innermost} {
		t.Run(depth, func(t *testing.T) {
			p := newPortal(t)
			a := p.article(map[string]any{"status": "published", "body": "原样"})
			draft := testkit.Create(t, p.app, schema.Revisions, map[string]any{"article": a.Id, "state": "draft", "body": "改样"})
			invitation := testkit.Create(t, p.app, schema.Coauthors, map[string]any{"article": a.Id, "user": p.friend.Id, "state": "invited"})
			follow := testkit.Create(t, p.app, schema.Follows, map[string]any{"user": p.friend.Id, "kind": "tag", "target": p.tag.Id})
			before := snapshot(t, p.app)
			repairs := []func(){}
			for _, collection := range []string{schema.Articles, schema.Revisions, schema.Coauthors, schema.Follows, schema.Tags, schema.Columns} {
				repairs = append(repairs, fail(p.app, collection))
			}
			change := func(r *core.Record, fields map[string]any) func() error {
				return func() error {
					fresh := testkit.Fresh(t, p.app, r)
					fresh.Load(fields)
					return p.app.Save(fresh)
				}
			}
			for name, write := range map[string]func() error{
				"create an article": func() error {
					return p.app.Save(testkit.New(t, p.app, schema.Articles, map[string]any{
						"title": "新的", "author": p.author.Id, "status": "published", "body": "文", "tags": []string{p.tag.Id}, "coauthors": []string{p.friend.Id},
					}))
				},
				"edit an article":    change(a, map[string]any{"body": "半路", "slug": "half-way", "tags": []string{}}),
				"archive an article": change(a, map[string]any{"status": "archived"}),
				"delete an article":  func() error { return p.app.Delete(testkit.Fresh(t, p.app, a)) },
				"publish a draft":    change(draft, map[string]any{"state": "published"}),
				"accept":             change(invitation, map[string]any{"state": "accepted"}),
				"follow": func() error {
					return p.app.Save(testkit.New(t, p.app, schema.Follows, map[string]any{"user": p.author.Id, "kind": "tag", "target": p.tag.Id}))
				},
				"unfollow":        func() error { return p.app.Delete(testkit.Fresh(t, p.app, follow)) },
				"delete a tag":    func() error { return p.app.Delete(testkit.Fresh(t, p.app, p.tag)) },
				"rename a tag":    change(p.tag, map[string]any{"slug": "golang", "name": "Go 语言"}),
				"delete a column": func() error { return p.app.Delete(testkit.Fresh(t, p.app, p.column)) },
			} {
				if err := write(); !errors.Is(err, errLast) {
					t.Errorf("%s: %v", name, err)
				}
				if after := snapshot(t, p.app); !maps.Equal(before, after) {
					for table, rows := range before {
						if after[table] != rows {
							t.Errorf("%s left its mark on %s: %.400s", name, table, after[table])
						}
					}
					before = after
				}
			}
			for _, repair := range repairs {
				repair()
			}
			if err := change(a, map[string]any{"body": "完整"})(); err != nil {
				t.Errorf("afterwards: %v", err)
			}
			checkCounters(t, p.app)
		})
	}
}

// snapshot describes the content of every table that a write of the records may touch. Of a job it tells that it is there,
// not how far the worker has come with it.
func snapshot(t *testing.T, app core.App) map[string]string {
	t.Helper()
	said := map[string]string{}
	for _, table := range testkit.Tables(t, app) {
		var columns []string
		if err := app.DB().NewQuery("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info({:table}) WHERE {:table} != 'outbox' OR name IN ('id', 'kind', 'key', 'payload')").
			Bind(map[string]any{"table": table}).Column(&columns); err != nil {
			t.Fatal(err)
		}
		row := ""
		for i, c := range columns {
			if i > 0 {
				row += " || '|' || "
			}
			row += c
		}
		var rows []string
		if err := app.DB().NewQuery("SELECT " + row + " AS line FROM [[" + table + "]] ORDER BY line").Column(&rows); err != nil {
			t.Fatal(err)
		}
		said[table] = fmt.Sprint(rows)
	}
	return said
}

// Many at once: no count is lost, nothing is counted twice, and no save undoes another's.
func TestManyAtOnce(t *testing.T) {
	p := newPortal(t)
	const many = 20
	people := make([]*core.Record, many)
	for i := range people {
		people[i] = testkit.User(t, p.app, fmt.Sprintf("reader-%d", i))
	}
	a := p.article(map[string]any{"status": "published"})
	var wg sync.WaitGroup
	answers := make([][2]int, many)
	for i, u := range people {
		for twice := range 2 {
			wg.Go(func() {
				answers[i][twice] = p.api.Send(u, "POST", at(schema.Follows), map[string]any{"user": u.Id, "kind": "column", "target": p.column.Id}).Status
			})
		}
	}
	edits := make([]int, many)
	for i := range many {
		wg.Go(func() {
			as, fields := p.author, map[string]any{"body": fmt.Sprintf("作者的第%d稿", i)}
			if i%2 == 1 {
				as, fields = p.editor, map[string]any{"title": fmt.Sprintf("编辑的第%d题", i)}
			}
			edits[i] = p.api.Send(as, "PATCH", at(schema.Articles, a.Id), fields).Status
		})
	}
	fresh := make([]int, many)
	for i := range many {
		wg.Go(func() {
			fresh[i] = p.api.Send(p.author, "POST", at(schema.Articles), map[string]any{"title": fmt.Sprintf("同时写的%d", i), "author": p.author.Id, "body": "文"}).Status
		})
	}
	wg.Wait()
	for i, both := range answers {
		if !(both == [2]int{http.StatusOK, http.StatusBadRequest} || both == [2]int{http.StatusBadRequest, http.StatusOK}) {
			t.Errorf("reader %d follows twice: %v", i, both)
		}
	}
	for i := range many {
		if edits[i] != http.StatusOK || fresh[i] != http.StatusOK {
			t.Errorf("edit %d: %d, new article %d: %d", i, edits[i], i, fresh[i])
		}
	}
	if got := p.number("SELECT followers FROM stats WHERE id = {:id}", map[string]any{"id": p.column.Id}); got != many {
		t.Errorf("%d followers, want %d", got, many)
	}
	numbers := p.number("SELECT count(DISTINCT number) FROM revisions WHERE article = {:id}", map[string]any{"id": a.Id})
	if last := p.number("SELECT max(number) FROM revisions WHERE article = {:id}", map[string]any{"id": a.Id}); numbers != last {
		t.Errorf("%d revisions up to number %d", numbers, last)
	}
	checkCounters(t, p.app)

	for _, u := range people {
		wg.Go(func() {
			f, err := p.app.FindFirstRecordByData(schema.Follows, "user", u.Id)
			if err != nil {
				t.Error(err)
				return
			}
			p.api.Send(u, "DELETE", at(schema.Follows, f.Id), nil)
		})
	}
	wg.Wait()
	if got := p.number("SELECT followers FROM stats WHERE id = {:id}", map[string]any{"id": p.column.Id}); got != 0 {
		t.Errorf("%d followers after all left", got)
	}
	if got := testkit.Fresh(t, p.app, a).GetString("status"); got != content.Published {
		t.Error(got)
	}
}
