package review_test

import (
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// A submission opens and closes with its article, and every round stays on record.
func TestRounds(t *testing.T) {
	d := newDesk(t)
	if d.open() != nil {
		t.Fatal("a draft was submitted")
	}
	d.patch(d.coauthor, map[string]any{"status": "pending"}, 200)
	s := d.open()
	if s == nil || s.Submitter() != d.coauthor.Id || s.Column() != d.column.Id || !s.Decided().IsZero() {
		t.Fatalf("submitted: %+v", s)
	}
	if got := d.api.Send(d.coauthor, "PATCH", path(schema.Submissions, s.Id), map[string]any{"message": "请重点看第二段"}); got.Status != 200 {
		t.Errorf("a message: %s", got.Body)
	}
	d.patch(d.author, map[string]any{"title": "改题"}, 200)
	if again := d.open(); again == nil || again.Id != s.Id || again.Message() != "请重点看第二段" {
		t.Error("an edit of what waits opened another round")
	}
	d.patch(d.author, map[string]any{"status": "draft"}, 200)
	d.patch(d.author, map[string]any{"status": "pending"}, 200)
	d.patch(d.editor, map[string]any{"status": "rejected", "reason": "出处呢？"}, 200)
	d.patch(d.author, map[string]any{"status": "pending"}, 200)
	d.patch(d.editor, map[string]any{"status": "scheduled", "publish_at": "2099-01-01 00:00:00.000Z"}, 200)
	want := []string{"withdrawn", "rejected", "accepted"}
	all := d.submissions()
	if len(all) != len(want) {
		t.Fatalf("%d rounds", len(all))
	}
	for i, s := range all {
		if s.State() != want[i] || s.Decided().IsZero() {
			t.Errorf("round %d: %s, decided %s", i, s.State(), s.Decided())
		}
	}
	if all[1].Answer() != "出处呢？" || all[1].Decider() != d.editor.Id || all[0].Decider() != d.author.Id {
		t.Errorf("the reason and who decided: %q %s", all[1].Answer(), all[1].Decider())
	}
	// a job publishes it: nothing is opened or decided anew
	r := testkit.Fresh(t, d.app, d.article)
	r.Set("status", "published")
	testkit.Save(t, d.app, r)
	if n := len(d.submissions()); n != 3 {
		t.Errorf("%d rounds after publishing", n)
	}
}

// The same holds for whoever writes: an import, the dashboard, a column that is deleted.
func TestWhoeverWrites(t *testing.T) {
	d := newDesk(t)
	imported := testkit.Article(t, d.app, d.author, map[string]any{"column": d.column.Id, "status": "pending", "title": "导入的"})
	alone := testkit.Article(t, d.app, d.author, map[string]any{"status": "pending", "title": "不属于专栏的"})
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM submissions WHERE state = 'open' AND submitter = {:u}", map[string]any{"u": d.author.Id}); n != 2 {
		t.Fatalf("%d open", n)
	}
	d.article = imported
	first := d.open()
	root := testkit.Superuser(t, d.app)
	if got := d.api.Send(root, "PATCH", path(schema.Submissions, first.Id), map[string]any{"state": "accepted"}); got.Status != 400 {
		t.Errorf("accepted while it waits: %d", got.Status)
	}
	if got := d.api.Send(root, "DELETE", path(schema.Submissions, first.Id), nil); got.Status != 400 {
		t.Errorf("deleted while it waits: %d", got.Status)
	}
	if got := d.api.Send(root, "POST", path(schema.Submissions), map[string]any{"article": imported.Id, "submitter": d.author.Id, "state": "open"}); got.Status != 400 {
		t.Errorf("a second one: %d", got.Status)
	}
	if err := d.app.Delete(testkit.Fresh(t, d.app, d.column)); err != nil {
		t.Fatal(err)
	}
	if s := d.open(); s == nil || s.Id == first.Id || s.Column() != "" {
		t.Errorf("without its column: %+v", s)
	}
	if err := d.app.Delete(testkit.Fresh(t, d.app, alone)); err != nil {
		t.Fatal(err)
	}
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM submissions WHERE article = {:a}", map[string]any{"a": alone.Id}); n != 0 {
		t.Error("a deleted article waits for review")
	}
}

// Another column is another round.
func TestColumnChanges(t *testing.T) {
	d := newDesk(t)
	other := testkit.Column(t, d.app, "data", d.second, nil)
	testkit.Member(t, d.app, other, d.author, "author")
	d.patch(d.author, map[string]any{"status": "pending"}, 200)
	first := d.open()
	d.patch(d.author, map[string]any{"column": other.Id}, 200)
	second := d.open()
	if second == nil || second.Id == first.Id || second.Column() != other.Id || d.submissions()[0].State() != "withdrawn" {
		t.Error("the first column still has it")
	}
	if got := d.api.Send(d.editor, "GET", path(schema.Submissions, first.Id), nil); got.Status != 404 {
		t.Errorf("an editor of the column it left sees %d", got.Status)
	}
}

// Who reviews what: everybody may claim what is free, nobody takes it from somebody else but
// the owner and site editors.
func TestClaiming(t *testing.T) {
	d := newDesk(t)
	d.patch(d.author, map[string]any{"status": "pending"}, 200)
	at := path(schema.Submissions, d.open().Id)
	for _, step := range []struct {
		name     string
		reviewer string
		want     int
		as       string
	}{
		{"an author claims", d.author.Id, 404, "author"},
		{"a member claims", d.member.Id, 404, "member"},
		{"another author of the column claims", d.columnAuthor.Id, 404, "columnAuthor"},
		{"an author is made a reviewer", d.author.Id, 400, "editor"},
		{"an editor claims", d.editor.Id, 200, "editor"},
		{"another takes it", d.second.Id, 400, "second"},
		{"the editor hands it over", d.second.Id, 200, "editor"},
		{"and can't take it back", d.editor.Id, 400, "editor"},
		{"the owner takes it", d.owner.Id, 200, "owner"},
		{"a site editor gives it back", "", 200, "siteEditor"},
		{"a site editor takes it", d.siteEditor.Id, 200, "siteEditor"},
	} {
		if got := d.api.Send(map[string]*core.Record{"author": d.author, "member": d.member, "columnAuthor": d.columnAuthor, "editor": d.editor,
			"second": d.second, "owner": d.owner, "siteEditor": d.siteEditor}[step.as], "PATCH", at, map[string]any{"reviewer": step.reviewer}); got.Status != step.want {
			t.Errorf("%s: %d %s", step.name, got.Status, got.Body)
		}
	}
	for name, fields := range map[string]map[string]any{
		"the outcome": {"state": "accepted"}, "the article": {"article": "x"}, "who submitted": {"submitter": d.editor.Id},
		"the answer": {"answer": "好"}, "the message": {"message": "改过"}, "the time": {"decided": "2001-01-01 00:00:00.000Z"}, "who decided": {"decider": d.editor.Id},
	} {
		if got := d.api.Send(d.editor, "PATCH", at, fields); got.Status != 404 {
			t.Errorf("an editor writes %s: %d", name, got.Status)
		}
	}
	if got := d.api.Send(d.author, "PATCH", at, map[string]any{"reviewer": d.editor.Id}); got.Status != 404 {
		t.Errorf("who submitted chooses a reviewer: %d", got.Status)
	}
}

// Of those who claim at once one gets it, and of those who decide at once one decides.
func TestRaces(t *testing.T) {
	d := newDesk(t)
	d.patch(d.author, map[string]any{"status": "pending"}, 200)
	at := path(schema.Submissions, d.open().Id)
	all := func(each func(i int) int) (won int) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		for i := range 8 {
			wg.Go(func() {
				if each(i) == 200 {
					mu.Lock()
					won++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		return won
	}
	claimers := []*core.Record{d.editor, d.second}
	all(func(i int) int {
		return d.api.Send(claimers[i%2], "PATCH", at, map[string]any{"reviewer": claimers[i%2].Id}).Status
	})
	holder := d.open().Reviewer()
	if holder != d.editor.Id && holder != d.second.Id {
		t.Fatalf("nobody has it: %q", holder)
	}
	for _, c := range claimers {
		got := d.api.Send(c, "PATCH", at, map[string]any{"reviewer": c.Id})
		if (got.Status == 200) != (c.Id == holder) {
			t.Errorf("the other takes it: %d", got.Status)
		}
	}
	all(func(i int) int {
		return d.api.Send(claimers[i%2], "PATCH", path(schema.Articles, d.article.Id),
			[]map[string]any{{"status": "published"}, {"status": "rejected", "reason": "不行"}}[i%2]).Status
	})
	s := d.submissions()[0]
	status := testkit.Fresh(t, d.app, d.article).GetString("status")
	if want := map[string]string{"published": "accepted", "rejected": "rejected"}[status]; s.State() != want || len(d.submissions()) != 1 {
		t.Errorf("the article is %s, the submission %s", status, s.State())
	}
	// submitted at once by both authors
	d.article = testkit.Article(t, d.app, d.author, map[string]any{"column": d.column.Id, "body": body})
	all(func(int) int {
		return d.api.Send(d.author, "PATCH", path(schema.Articles, d.article.Id), map[string]any{"status": "pending"}).Status
	})
	if n := len(d.submissions()); n != 1 || d.open() == nil {
		t.Errorf("%d submissions", n)
	}
}

// What was scheduled goes live as it was read: its authors take it back before they edit it.
func TestScheduledRests(t *testing.T) {
	d := newDesk(t)
	d.patch(d.author, map[string]any{"status": "pending"}, 200)
	d.patch(d.editor, map[string]any{"status": "scheduled", "publish_at": "2099-01-01 00:00:00.000Z"}, 200)
	for _, fields := range []map[string]any{{"body": "换掉的"}, {"title": "换掉的"}, {"publish_at": "2001-01-01 00:00:00.000Z"}, {"excerpt": "x"}, {"tags": []string{testkit.Tag(t, d.app, "go", "Go").Id}}, {"slug": "other"}} {
		for _, as := range []*core.Record{d.author, d.coauthor} {
			got := d.patch(as, fields, 400)
			if got.JSON("data", "status", "code") != "review.scheduled_rests" {
				t.Errorf("%v: %s", fields, got.Body)
			}
		}
	}
	d.patch(d.author, map[string]any{"title": testkit.Fresh(t, d.app, d.article).GetString("title")}, 200)
	d.patch(d.editor, map[string]any{"title": "编辑改的题"}, 200)
	// nor by a suggestion
	note := d.note(d.editor, map[string]any{"quote": "水在桥下", "body": "换个词", "suggests": true, "suggestion": "水从桥下过"})
	if note.Status != 200 {
		t.Fatal(note.Body)
	}
	if got := d.api.Send(d.author, "PATCH", path(schema.ReviewNotes, note.JSON("id").(string)), map[string]any{"state": "applied"}); got.Status != 400 || d.text() != body {
		t.Errorf("applied: %d", got.Status)
	}
	d.patch(d.author, map[string]any{"status": "draft", "body": body + "补一句。"}, 200)
	d.patch(d.author, map[string]any{"status": "pending"}, 200)
	if len(d.submissions()) != 2 || d.open() == nil {
		t.Error("taken back and submitted again, it doesn't wait")
	}
}

// An edit that began before a decision doesn't undo it.
func TestDecisionStays(t *testing.T) {
	d := newDesk(t)
	d.patch(d.author, map[string]any{"status": "pending"}, 200)
	stale := testkit.Fresh(t, d.app, d.article)
	stale.SetRaw("@review.seen", map[string]string{"status": "pending"})
	d.patch(d.editor, map[string]any{"status": "published"}, 200)
	stale.Set("body", "迟到的修改")
	if err := d.app.Save(stale); err == nil {
		t.Error("a late edit took a published article down")
	}
	if got := testkit.Fresh(t, d.app, d.article); got.GetString("status") != "published" || got.GetString("body") != body {
		t.Errorf("%s %s", got.GetString("status"), got.GetString("body"))
	}
}

// Accounts leave, the record stays.
func TestPeopleLeave(t *testing.T) {
	d := newDesk(t)
	d.patch(d.coauthor, map[string]any{"status": "pending"}, 200)
	if got := d.api.Send(d.editor, "PATCH", path(schema.Submissions, d.open().Id), map[string]any{"reviewer": d.editor.Id}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if got := d.note(d.editor, map[string]any{"body": "总体不错"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	for _, leaves := range []*core.Record{d.coauthor, d.editor} {
		if err := d.app.Delete(testkit.Fresh(t, d.app, leaves)); err != nil {
			t.Fatal(err)
		}
	}
	if s := d.open(); s == nil || s.Submitter() != "" || s.Reviewer() != "" {
		t.Errorf("%+v", s)
	}
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM review_notes WHERE author = ''"); n != 1 {
		t.Errorf("%d notes of nobody", n)
	}
}
