package experts_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func (p *portal) merge(by *core.Record, merged, target string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", testkit.At(schema.TagMerges), fields{"merged": merged, "target": target, "note": "同一个东西"})
}

// drain does what the outbox holds, beside the workers that the API of the portal has started.
func (p *portal) drain() {
	p.t.Helper()
	for {
		if _, err := jobs.Drain(context.Background(), p.app); err != nil {
			p.t.Error(err)
			return
		}
		if p.Number("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'running')") == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// leftovers are the places where a text is still found, but for where it is meant to be remembered.
func (p *portal) leftovers(id string) (found []string) {
	p.t.Helper()
	for _, place := range testkit.Mentions(p.t, p.app, id) {
		if !slices.Contains([]string{"tag_merges.merged", "audit_log.target", "outbox.payload", "post_revisions.tags", "revisions.meta"}, place) {
			found = append(found, place)
		}
	}
	return found
}

// All that named the merged tag names the other one, and its address leads there.
func TestMerging(t *testing.T) {
	p := newPortal(t)
	golang := testkit.Create(t, p.app, schema.Tags, fields{"slug": "golang", "name": "Golang", "name_en": "The Go language", "synonyms": []string{"gopher"}, "category": "language"})
	both, one, draft := p.question(fields{"tags": []string{golang.Id, p.tag.Id}}), p.question(fields{"tags": []string{golang.Id}}), p.question(fields{"tags": []string{golang.Id}, "status": "draft"})
	article := testkit.Article(t, p.app, p.chen, fields{"title": "一篇文章", "status": "published", "tags": []string{golang.Id}})
	testkit.Article(t, p.app, p.chen, fields{"title": "两个标签", "status": "published", "tags": []string{p.tag.Id, golang.Id}})
	for _, f := range []fields{{"user": p.wang.Id, "target": golang.Id}, {"user": p.wang.Id, "target": p.tag.Id}, {"user": p.chen.Id, "target": golang.Id}} {
		f["kind"] = "tag"
		testkit.Create(t, p.app, schema.Follows, f)
	}
	p.wang.Set("expertise", []string{golang.Id, p.tag.Id})
	testkit.Save(t, p.app, p.wang)

	for who, status := range map[*core.Record]int{nil: 400, p.host: 400, p.of: 400} {
		if got := p.merge(who, golang.Id, p.tag.Id); got.Status != status {
			t.Errorf("a merge by who may not: %d", got.Status)
		}
	}
	if got := p.merge(p.editor, golang.Id, golang.Id); got.JSON("data", "target", "code") != "experts.merge_self" {
		t.Errorf("into itself: %s", got.Body)
	}
	if got := p.merge(p.editor, strings.Repeat("x", 15), p.tag.Id); got.Status != 400 {
		t.Errorf("what is no tag: %d", got.Status)
	}
	got := p.merge(p.editor, golang.Id, p.tag.Id)
	if got.Status != 200 || got.JSON("state") != "running" || got.JSON("user") != p.editor.Id {
		t.Fatal(got.Body)
	}
	if again := p.merge(p.editor, golang.Id, p.tag.Id); again.Status != 400 {
		t.Errorf("twice: %d", again.Status)
	}
	if back := p.merge(p.editor, p.tag.Id, golang.Id); back.JSON("data", "target", "code") != "experts.target_merged" {
		t.Errorf("back: %s", back.Body)
	}
	if deleted := p.api.Send(p.editor, "DELETE", testkit.At(schema.Tags, p.tag.Id), nil); deleted.Status != 409 {
		t.Errorf("deleting what it becomes: %d", deleted.Status)
	}
	// from the moment of the decision nobody writes the old tag any more
	late := p.question(fields{"title": "晚了一步", "tags": []string{golang.Id}})
	if !slices.Equal(late.GetStringSlice("tags"), []string{p.tag.Id}) {
		t.Errorf("asked during the merge: %v", late.GetStringSlice("tags"))
	}
	p.drain()

	if left := p.leftovers(golang.Id); len(left) > 0 {
		t.Errorf("the merged tag is left in %v", left)
	}
	for _, r := range []*core.Record{both, one, draft, article} {
		if tags := testkit.Fresh(t, p.app, r).GetStringSlice("tags"); !slices.Equal(tags, []string{p.tag.Id}) {
			t.Errorf("%s: %v", r.GetString("title"), tags)
		}
	}
	shelf := dbx.Params{"shelf": "tag:" + p.tag.Id, "id": p.tag.Id}
	for query, want := range map[string]int{
		"SELECT count(*) FROM question_shelves WHERE shelf = {:shelf}":          3,
		"SELECT count(*) FROM article_shelves WHERE shelf = {:shelf}":           2,
		"SELECT articles FROM stats WHERE id = {:id}":                           2,
		"SELECT followers FROM stats WHERE id = {:id}":                          2,
		"SELECT count(*) FROM follows WHERE target = {:id}":                     2,
		"SELECT count(*) FROM tag_merges WHERE state = 'done' AND moved > 0":    1,
		"SELECT count(*) FROM audit_log WHERE action = 'merge' AND actor != ''": 1,
		"SELECT count(*) FROM users WHERE expertise = json_array({:id})":        1,
	} {
		if n := p.Number(query, shelf); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	into := testkit.Fresh(t, p.app, p.tag)
	for _, word := range []string{"golang", "The Go language", "gopher"} {
		if !strings.Contains(into.GetString("synonyms"), `"`+word+`"`) {
			t.Errorf("%q is no synonym: %s", word, into.GetString("synonyms"))
		}
	}
	for _, path := range []string{"/tags/golang", "/en/tags/golang"} {
		if got := p.api.Send(nil, "GET", path, nil); got.Status != 301 || !strings.HasSuffix(got.Header.Get("Location"), "/tags/go") {
			t.Errorf("%s: %d %s", path, got.Status, got.Header.Get("Location"))
		}
	}
	if got := p.api.Send(nil, "GET", "/api/qiao/search?kind=article&tag=go&q="+"%E4%B8%80%E7%AF%87%E6%96%87%E7%AB%A0", nil); !strings.Contains(got.Body, article.GetString("slug")) {
		t.Errorf("the search by the tag doesn't find what was moved: %s", got.Body)
	}
	// who still has the old id, or an old revision, writes the tag that it became
	stale := p.question(fields{"title": "旧的 id", "tags": []string{golang.Id}})
	if !slices.Equal(stale.GetStringSlice("tags"), []string{p.tag.Id}) {
		t.Errorf("after the merge: %v", stale.GetStringSlice("tags"))
	}
	follow := p.api.Send(p.host, "POST", testkit.At(schema.Follows), fields{"user": p.host.Id, "kind": "tag", "target": golang.Id})
	if follow.JSON("target") != p.tag.Id {
		t.Errorf("following it: %s", follow.Body)
	}
	// and what is merged on takes along what was merged before
	further := testkit.Tag(t, p.app, "go-lang", "围棋不是它")
	if got := p.merge(p.editor, p.tag.Id, further.Id); got.Status != 200 {
		t.Fatal(got.Body)
	}
	p.drain()
	if got := p.api.Send(nil, "GET", "/tags/golang", nil); got.Status != 301 || !strings.HasSuffix(got.Header.Get("Location"), "/tags/go-lang") {
		t.Errorf("the oldest address: %d %s", got.Status, got.Header.Get("Location"))
	}
	oldest := p.question(fields{"title": "最旧的 id", "tags": []string{golang.Id}})
	if !slices.Equal(oldest.GetStringSlice("tags"), []string{further.Id}) {
		t.Errorf("the oldest id: %v", oldest.GetStringSlice("tags"))
	}
}

// Whoever asks while tags are merged ends with the tag that stays, whichever comes first.
func TestMergingWhileAsking(t *testing.T) {
	p := newPortal(t)
	golang := testkit.Tag(t, p.app, "golang", "Golang")
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			got := p.api.Send(p.asker, "POST", testkit.At(schema.Questions), fields{
				"title": "第 " + strconv.Itoa(i) + " 问", "lang": "zh", "status": "published", "author": p.asker.Id, "tags": []string{golang.Id}, "body": "怎么办？",
			})
			if got.Status != 200 {
				t.Errorf("asking: %d %s", got.Status, got.Body)
			}
		})
		if i == 8 {
			wg.Go(func() {
				if got := p.merge(p.editor, golang.Id, p.tag.Id); got.Status != 200 {
					t.Errorf("merging: %s", got.Body)
				}
				p.drain()
			})
		}
	}
	wg.Wait()
	p.drain()
	if n := p.Number("SELECT count(*) FROM questions WHERE tags = json_array({:id})", dbx.Params{"id": p.tag.Id}); n != 24 {
		t.Errorf("%d of 24 have the tag that stays", n)
	}
	if left := p.leftovers(golang.Id); len(left) > 0 {
		t.Errorf("the merged tag is left in %v", left)
	}
}

// A merge that was interrupted goes on with what is left; two editors at once decide it once.
func TestMergingAgain(t *testing.T) {
	p := newPortal(t)
	golang := testkit.Tag(t, p.app, "golang", "Golang")
	for i := range 230 { // more than two batches
		p.SQL(`INSERT INTO questions (id, title, slug, lang, status, author, tags, asked, body, html, created, updated) VALUES
			({:id}, '问', 'wen', 'zh', 'published', '', json_array({:tag}), '2026-01-01 00:00:00.000Z', '问', '<p>问</p>', '2026-01-01 00:00:00.000Z', '2026-01-01 00:00:00.000Z')`,
			dbx.Params{"id": "question" + strconv.Itoa(1000000+i), "tag": golang.Id})
	}
	var wg sync.WaitGroup
	var decided sync.Map
	for i := range 4 {
		wg.Go(func() { decided.Store(i, p.merge(p.editor, golang.Id, p.tag.Id).Status) })
	}
	wg.Wait()
	once := 0
	decided.Range(func(_, status any) bool {
		if status == 200 {
			once++
		}
		return true
	})
	if n := p.Number("SELECT count(*) FROM tag_merges"); once != 1 || n != 1 {
		t.Errorf("decided %d times, %d merges", once, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()                      // the process is told to stop before the first batch
	_, _ = jobs.Drain(ctx, p.app) // whether it had begun, what follows is the same
	p.drain()
	if n := p.Number("SELECT count(*) FROM question_shelves WHERE shelf = {:shelf}", dbx.Params{"shelf": "tag:" + p.tag.Id}); n != 230 {
		t.Errorf("%d of 230 were moved", n)
	}
	if n := p.Number("SELECT count(*) FROM tags WHERE id = {:id}", dbx.Params{"id": golang.Id}); n != 0 {
		t.Error("the merged tag is still there")
	}
	// run again, it changes nothing
	before := testkit.Contents(t, p.app)
	p.SQL("UPDATE outbox SET state = 'waiting', next = '' WHERE kind = 'experts.merge'", nil)
	p.drain()
	for table, n := range testkit.Contents(t, p.app) {
		if n != before[table] {
			t.Errorf("%s: %d rows, before %d", table, n, before[table])
		}
	}
}
