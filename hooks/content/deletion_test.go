package content_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/content"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// What is deleted leaves its address, which answers 410, and nothing else in any table.
func TestDeletionLeavesNoOrphans(t *testing.T) {
	p := newPortal(t)
	other := testkit.Column(t, p.app, "data", p.author, nil)
	community := testkit.Create(t, p.app, schema.Communities, map[string]any{"name": "某社区", "kind": "forum"})
	series := testkit.Create(t, p.app, schema.SeriesList, map[string]any{"title": "系列", "owner": p.author.Id, "authors": []string{p.friend.Id}, "column": p.column.Id, "lang": "zh"})
	form := testkit.NewForm(map[string]string{
		"title": "要删的", "author": p.author.Id, "column": p.column.Id, "series": series.Id, "tags": p.tag.Id, "body": "文",
	}).File("files", "a.png", pngOf(2, 2)).File("cover", "c.png", pngOf(3, 3))
	id := p.must(p.author, "POST", at(schema.Articles), form).JSON("id").(string)
	p.must(p.editor, "PATCH", at(schema.Articles, id), map[string]any{"status": "published"})
	article, err := p.app.FindRecordById(schema.Articles, id)
	if err != nil {
		t.Fatal(err)
	}
	kept := p.article(map[string]any{"title": "留下的", "status": "published", "series": series.Id, "body": "留下的正文"})
	testkit.Create(t, p.app, schema.Coauthors, map[string]any{"article": id, "user": p.friend.Id, "state": "accepted"})
	testkit.Create(t, p.app, schema.Coauthors, map[string]any{"article": kept.Id, "user": p.friend.Id, "state": "accepted"})
	testkit.Create(t, p.app, schema.Revisions, map[string]any{"article": id, "state": "draft", "editor": p.friend.Id, "body": "改"})
	testkit.Create(t, p.app, schema.Slots, map[string]any{"slot": "hero", "article": id, "active": true})
	testkit.Create(t, p.app, schema.Slots, map[string]any{"slot": "communities", "community": community.Id, "active": true})
	column := testkit.Fresh(t, p.app, p.column)
	column.Set("pinned", []string{id, kept.Id})
	testkit.Save(t, p.app, column)
	testkit.Member(t, p.app, p.column, p.friend, "author")
	reader := testkit.User(t, p.app, "reader")
	for kind, target := range map[string]string{"user": p.friend.Id, "column": p.column.Id, "tag": p.tag.Id, "series": series.Id, "community": community.Id} {
		testkit.Create(t, p.app, schema.Follows, map[string]any{"user": reader.Id, "kind": kind, "target": target})
	}
	testkit.Create(t, p.app, schema.Follows, map[string]any{"user": p.friend.Id, "kind": "column", "target": other.Id})

	revisions := p.number("SELECT count(*) FROM revisions WHERE article = {:id}", map[string]any{"id": kept.Id})
	edited := testkit.Fresh(t, p.app, kept).GetString("edited")
	for _, r := range []*core.Record{article, p.tag, series, community, p.friend, p.column} {
		page := p.number("SELECT count(*) FROM slugs WHERE target = {:id} AND NOT gone", map[string]any{"id": r.Id})
		if page == 0 {
			t.Errorf("%s has no address", r.Collection().Name)
		}
		if err := p.app.Delete(testkit.Fresh(t, p.app, r)); err != nil {
			t.Fatalf("delete %s: %v", r.Collection().Name, err)
		}
		where := testkit.Mentions(t, p.app, r.Id)
		// history keeps what the versions said; it is about the article that stays
		// and the outbox forgets what it did after a month
		where = slices.DeleteFunc(where, func(w string) bool {
			return w == "slugs.target" || w == "revisions.meta" || strings.HasPrefix(w, "outbox.")
		})
		if len(where) > 0 {
			t.Errorf("the deleted %s is still named by %s", r.Collection().Name, strings.Join(where, ", "))
		}
		if p.number("SELECT count(*) FROM slugs WHERE target = {:id} AND NOT gone", map[string]any{"id": r.Id}) != 0 {
			t.Errorf("an address of the deleted %s isn't marked as gone", r.Collection().Name)
		}
		if r == article {
			waitUntilGone(t, p.app, r)
		}
	}
	left := testkit.Fresh(t, p.app, kept)
	if left.GetString("body") != "留下的正文" || left.GetString("status") != content.Published {
		t.Error("an article changed because what it belonged to is deleted")
	}
	if got := p.number("SELECT count(*) FROM revisions WHERE article = {:id}", map[string]any{"id": kept.Id}); got != revisions {
		t.Errorf("%d revisions of the article that stays, before %d: nobody edited it", got, revisions)
	}
	if got := left.GetString("edited"); got != edited {
		t.Errorf("edited %q, before %q: nobody edited it", got, edited)
	}
	checkCounters(t, p.app)
	for path, want := range map[string]int{
		"/articles/yao-shan-de": 410, "/tags/go": 410, "/series/xi-lie": 410, "/columns/cloud": 410, "/people/he-yu": 410, "/articles/liu-xia-de": 200,
	} {
		if got := p.reads(path); got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
}

// Somebody whose name stands on articles can't be deleted away from them.
func TestAuthorsStay(t *testing.T) {
	p := newPortal(t)
	p.article(map[string]any{"status": "published"})
	root := testkit.Superuser(t, p.app)
	before := testkit.Contents(t, p.app)
	for _, u := range []*core.Record{p.author, p.editor} {
		if got := p.api.Send(root, "DELETE", at(schema.Users, u.Id), nil); got.Status != 400 || got.JSON("message") == "" {
			t.Errorf("delete %s: %d %s", u.GetString("handle"), got.Status, got.Body)
		}
	}
	after := testkit.Contents(t, p.app)
	for table, n := range before {
		if after[table] != n {
			t.Errorf("%s had %d rows, now %d", table, n, after[table])
		}
	}
}
