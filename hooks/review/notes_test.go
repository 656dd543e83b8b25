package review_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func (d *desk) start(id any) int {
	d.t.Helper()
	return testkit.Number(d.t, d.app, "SELECT start FROM review_notes WHERE id = {:id}", map[string]any{"id": id})
}

// A note stands at its passage, and stays there when the text around it changes.
func TestNotesFollowTheirPassage(t *testing.T) {
	d := newDesk(t)
	second := len([]rune(body[:strings.LastIndex(body, "桥")]))
	got := d.note(d.editor, map[string]any{"quote": "桥", "start": second - 2, "body": "又是桥"})
	if got.Status != 200 || got.JSON("start") != float64(second) || got.JSON("author") != d.editor.Id || got.JSON("state") != "open" {
		t.Fatalf("nearest to where it was said to be: %s", got.Body)
	}
	id := got.JSON("id")
	d.patch(d.author, map[string]any{"body": "前面加一段，也有桥。\n\n" + body}, 200)
	if got := d.start(id); got != second+len([]rune("前面加一段，也有桥。\n\n")) {
		t.Errorf("after an edit before it: %d", got)
	}
	moved := "前面加一段，也有桥。\n\n" + strings.Replace(body, "第三段又说桥。", "第三段改成说岸，再说桥。尾巴。", 1)
	d.patch(d.author, map[string]any{"body": moved}, 200)
	if got := d.start(id); string([]rune(moved)[got:got+1]) != "桥" || got < second {
		t.Errorf("after an edit around it: %d", got)
	}
	d.patch(d.author, map[string]any{"body": "全换了"}, 200)
	d.patch(d.author, map[string]any{"body": "全换了，桥又来了"}, 200)
	if got := d.start(id); got != 4 {
		t.Errorf("a passage that comes back: %d", got)
	}
}

func TestWhatANoteMayBe(t *testing.T) {
	d := newDesk(t)
	first := d.note(d.editor, map[string]any{"body": "总的意见"})
	other := testkit.Article(t, d.app, d.author, map[string]any{"column": d.column.Id})
	elsewhere := testkit.Create(t, d.app, schema.ReviewNotes, map[string]any{"article": other.Id, "author": d.editor.Id, "body": "别处"})
	reply := d.note(d.author, map[string]any{"parent": first.JSON("id"), "body": "好"})
	if first.Status != 200 || reply.Status != 200 {
		t.Fatal(first.Body, reply.Body)
	}
	for name, test := range map[string]struct {
		fields map[string]any
		field  string
	}{
		"nothing said":            {map[string]any{"body": " \n"}, "body"},
		"a passage that isn't":    {map[string]any{"body": "?", "quote": "没有的话"}, "quote"},
		"a passage of nothing":    {map[string]any{"body": "?", "quote": "\n\n"}, "quote"},
		"a suggestion for all":    {map[string]any{"body": "?", "suggests": true, "suggestion": "x"}, "suggestion"},
		"a suggestion unsaid":     {map[string]any{"body": "?", "quote": "水", "suggestion": "x"}, "suggestion"},
		"the same again":          {map[string]any{"quote": "水", "suggests": true, "suggestion": "水"}, "suggestion"},
		"a reply to a reply":      {map[string]any{"parent": reply.JSON("id"), "body": "?"}, "parent"},
		"a reply to elsewhere":    {map[string]any{"parent": elsewhere.Id, "body": "?"}, "parent"},
		"a reply to nothing":      {map[string]any{"parent": "nothinghere0000", "body": "?"}, "parent"},
		"a reply with a passage":  {map[string]any{"parent": first.JSON("id"), "body": "?", "quote": "水"}, "quote"},
		"longer than it may be":   {map[string]any{"body": strings.Repeat("长", 4001)}, "body"},
		"a passage of 2001 signs": {map[string]any{"body": "?", "quote": strings.Repeat("水", 2001)}, "quote"},
	} {
		if got := d.note(d.editor, test.fields); got.Status != 400 || got.JSON("data", test.field) == nil {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	// what a request forges is overwritten
	forged := d.note(d.editor, map[string]any{"body": "冒名", "author": d.owner.Id, "state": "resolved", "submission": "x"})
	if forged.JSON("author") != d.editor.Id || forged.JSON("state") != "open" || forged.JSON("submission") != "" {
		t.Errorf("forged: %s", forged.Body)
	}
	// and strangers write none
	for _, as := range []*core.Record{nil, d.member, d.columnAuthor} {
		if got := d.note(as, map[string]any{"body": "路过"}); got.Status != 400 {
			t.Errorf("a stranger's note: %d", got.Status)
		}
		if got := d.api.Send(as, "GET", path(schema.ReviewNotes), nil); got.JSON("totalItems") != 0.0 {
			t.Errorf("a stranger reads %s", got.Body)
		}
	}
}

// Settled and opened again by all who take part; words changed by who wrote them.
func TestSettling(t *testing.T) {
	d := newDesk(t)
	id := d.note(d.editor, map[string]any{"quote": "水", "body": "哪条河？"}).JSON("id").(string)
	at := path(schema.ReviewNotes, id)
	for _, step := range []struct {
		name   string
		as     *core.Record
		fields map[string]any
		want   int
	}{
		{"the author settles it", d.author, map[string]any{"state": "resolved"}, 200},
		{"the editor opens it again", d.editor, map[string]any{"state": "open"}, 200},
		{"applied without a suggestion", d.author, map[string]any{"state": "applied"}, 400},
		{"other words by another", d.author, map[string]any{"body": "没问题"}, 404},
		{"other words by its writer", d.editor, map[string]any{"body": "哪一条河？"}, 200},
		{"somebody else's name", d.editor, map[string]any{"author": d.owner.Id}, 404},
		{"another passage", d.editor, map[string]any{"quote": "桥"}, 404},
		{"a stranger", d.member, map[string]any{"state": "resolved"}, 404},
		{"of another's article", d.columnAuthor, map[string]any{"state": "resolved"}, 404},
	} {
		if got := d.api.Send(step.as, "PATCH", at, step.fields); got.Status != step.want {
			t.Errorf("%s: %d %s", step.name, got.Status, got.Body)
		}
	}
	reply := d.note(d.author, map[string]any{"parent": id, "body": "大河"})
	if got := d.api.Send(d.editor, "PATCH", path(schema.ReviewNotes, reply.JSON("id").(string)), map[string]any{"state": "resolved"}); got.Status != 400 {
		t.Errorf("a reply settled: %d", got.Status)
	}
	if got := d.api.Send(d.editor, "DELETE", at, nil); got.Status != 400 {
		t.Errorf("deleted with somebody's answer: %d", got.Status)
	}
	if got := d.api.Send(d.author, "DELETE", at, nil); got.Status != 404 {
		t.Errorf("deleted by another: %d", got.Status)
	}
	if got := d.api.Send(d.siteEditor, "DELETE", at, nil); got.Status != 204 {
		t.Errorf("deleted by a site editor: %d", got.Status)
	}
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM review_notes"); n != 0 {
		t.Errorf("%d notes left", n)
	}
}

// A suggestion changes the text once, whoever clicks how often, and only its own passage.
func TestSuggestions(t *testing.T) {
	d := newDesk(t)
	suggest := func(quote, suggestion string, start int) string {
		t.Helper()
		got := d.note(d.editor, map[string]any{"quote": quote, "start": start, "suggests": true, "suggestion": suggestion})
		if got.Status != 200 {
			t.Fatal(got.Body)
		}
		return got.JSON("id").(string)
	}
	later, remark := suggest("第三段又说桥", "第三段再说桥", 0), suggest("说水，", "", 0)
	apply := func(as *core.Record, id string) int {
		return d.api.Send(as, "PATCH", path(schema.ReviewNotes, id), map[string]any{"state": "applied"}).Status
	}
	if got := apply(d.member, later); got != 404 {
		t.Errorf("a stranger applies: %d", got)
	}
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() { apply([]*core.Record{d.author, d.editor, d.coauthor}[i%3], []string{later, remark}[i%2]) })
	}
	wg.Wait()
	if want := "第一段说桥。\n\n第二段水在桥下。\n\n第三段再说桥。"; d.text() != want {
		t.Errorf("both applied: %q", d.text())
	}
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM review_notes WHERE state = 'applied'"); n != 2 {
		t.Errorf("%d applied", n)
	}
	if got := d.api.Send(d.editor, "PATCH", path(schema.ReviewNotes, later), map[string]any{"state": "open"}); got.Status != 400 {
		t.Errorf("opened again: %d", got.Status)
	}
	gone := suggest("第一段说桥", "第一段讲桥", 0)
	d.patch(d.author, map[string]any{"body": "作者重写了开头。"}, 200)
	got := d.api.Send(d.editor, "PATCH", path(schema.ReviewNotes, gone), map[string]any{"state": "applied"})
	if got.Status != 409 || d.text() != "作者重写了开头。" {
		t.Errorf("applied to a passage that is gone: %d %s", got.Status, got.Body)
	}
	// of a published article it is an edit, with its revision in the name of who applied it
	d.patch(d.siteEditor, map[string]any{"status": "published"}, 200)
	if got := apply(d.author, suggest("重写", "改写", 0)); got != 200 || d.text() != "作者改写了开头。" {
		t.Errorf("in a published article: %d %s", got, d.text())
	}
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM revisions WHERE article = {:a} AND number = 2 AND editor = {:e}",
		map[string]any{"a": d.article.Id, "e": d.author.Id}); n != 1 {
		t.Error("no revision names who applied it")
	}
}

// A save for one thing doesn't undo what happened to another meanwhile.
func TestLateSaves(t *testing.T) {
	d := newDesk(t)
	id := d.note(d.editor, map[string]any{"quote": "水", "body": "一"}).JSON("id").(string)
	late, err := d.app.FindRecordById(schema.ReviewNotes, id)
	if err != nil {
		t.Fatal(err)
	}
	late.SetRaw("@review.seen", map[string]string{"state": "open", "body": "一"})
	if got := d.api.Send(d.author, "PATCH", path(schema.ReviewNotes, id), map[string]any{"state": "resolved"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	late.Set("body", "二")
	testkit.Save(t, d.app, late)
	if got := testkit.Fresh(t, d.app, late); got.GetString("state") != "resolved" || got.GetString("body") != "二" {
		t.Errorf("%s %s", got.GetString("state"), got.GetString("body"))
	}
}

// Hostile texts stay texts, and the number of notes is bounded.
func TestBounds(t *testing.T) {
	d := newDesk(t)
	hostile := "<script>alert(1)</script>{{.}}' || 1=1 --"
	d.patch(d.author, map[string]any{"body": hostile + "尾"}, 200)
	got := d.note(d.editor, map[string]any{"quote": hostile, "body": hostile, "suggests": true, "suggestion": hostile + hostile})
	if got.Status != 200 || got.JSON("body") != hostile {
		t.Fatal(got.Body)
	}
	if got := d.api.Send(d.author, "PATCH", path(schema.ReviewNotes, got.JSON("id").(string)), map[string]any{"state": "applied"}); got.Status != 200 || d.text() != hostile+hostile+"尾" {
		t.Errorf("%d %q", got.Status, d.text())
	}
	_, err := d.app.DB().NewQuery(fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
		INSERT INTO review_notes (id, article, author, body, state, created, updated) SELECT printf('n%%014d', i), '%s', '', 'x', 'open', '', '' FROM n`, d.article.Id)).Execute()
	if err != nil {
		t.Fatal(err)
	}
	if got := d.note(d.editor, map[string]any{"body": "再来一条"}); got.Status != 400 || !strings.Contains(got.Body, "500") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

// How the text differs from what was live is told to those who take part.
func TestChanges(t *testing.T) {
	d := newDesk(t)
	at := "/api/qiao/articles/" + d.article.Id + "/changes"
	if got := d.api.Send(d.author, "GET", at, nil); got.Status != 200 || got.JSON("from") != 0.0 || got.JSON("diff") != "" {
		t.Errorf("never live: %s", got.Body)
	}
	d.patch(d.siteEditor, map[string]any{"status": "published"}, 200)
	d.patch(d.author, map[string]any{"status": "archived"}, 200)
	d.patch(d.siteEditor, map[string]any{"status": "draft", "body": strings.Replace(body, "水在桥下", "水在桥上", 1)}, 200)
	for as, want := range map[*core.Record]int{d.author: 200, d.editor: 200, d.siteEditor: 200, d.member: 404, d.columnAuthor: 404, nil: 401} {
		got := d.api.Send(as, "GET", at, nil)
		if got.Status != want {
			t.Errorf("%d, want %d", got.Status, want)
		}
		if want == 200 && !strings.Contains(got.JSON("diff").(string), "+第二段说水，水在桥上。") {
			t.Errorf("%s", got.Body)
		}
	}
}
