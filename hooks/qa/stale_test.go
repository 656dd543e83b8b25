package qa_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bus"
	"qiao/hooks/markdown"
	"qiao/hooks/qa"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// outdate leaves posts as an older renderer wrote them.
func (p *portal) outdate(version string) {
	p.t.Helper()
	for _, collection := range []string{schema.Questions, schema.Answers} {
		if _, err := p.app.DB().NewQuery("UPDATE {{" + collection + "}} SET html = '<p>旧的</p>', excerpt = '旧的', rendered = {:version}").
			Bind(dbx.Params{"version": version}).Execute(); err != nil {
			p.t.Fatal(err)
		}
	}
}

// What another version of the renderer wrote is rendered anew, once, without being an edit.
func TestStalePostsAreRenderedAnew(t *testing.T) {
	p := newPortal(t)
	question := p.ask(nil)
	answer := p.answer(p.wang, question, "`append` 会*复制*。")
	draft := p.ask(fields{"title": "草稿", "status": "draft"})
	for i := range 120 {
		q := core.NewRecord(p.Read(schema.Questions, question).Collection())
		q.Load(fields{"title": "很多问题", "lang": "zh", "status": "draft", "author": p.asker.Id, "body": "第 " + strings.Repeat("很", i+1) + "多"})
		if err := p.app.Save(q); err != nil {
			t.Fatal(err)
		}
	}
	type state struct{ html, excerpt, rendered, updated, edited string }
	now := func(collection, id string) state {
		r := p.Read(collection, id)
		return state{r.GetString("html"), r.GetString("excerpt"), r.GetString("rendered"), r.GetString("updated"), r.GetString("edited")}
	}
	fresh := map[string]state{question: now(schema.Questions, question), answer: now(schema.Answers, answer), draft: now(schema.Questions, draft)}
	revisions := p.Number("SELECT count(*) FROM post_revisions", nil)
	var mu sync.Mutex
	written := map[string]int{}
	defer bus.Of(p.app).Subscribe("stale test", func(e bus.Event) {
		mu.Lock()
		defer mu.Unlock()
		written[e.ID]++
	})()
	for _, version := range []string{"", "1", "9999"} {
		p.outdate(version)
		bus.Of(p.app).Publish(bus.Event{Action: bus.Update, Collection: schema.Questions, ID: question})
		p.shows(p.path(question), "旧的")
		clear(written)
		if err := qa.RenderStale(p.app); err != nil {
			t.Fatal(err)
		}
		for id, want := range fresh {
			collection := schema.Questions
			if id == answer {
				collection = schema.Answers
			}
			if got := now(collection, id); got != want || got.rendered != markdown.Version {
				t.Errorf("after version %q: %+v, want %+v", version, got, want)
			}
			if written[id] != 1 {
				t.Errorf("after version %q: %s was written %d times", version, id, written[id])
			}
		}
		p.shows(p.path(question), "<strong>另一个</strong>", "<em>复制</em>", "!旧的")
	}
	if n := p.Number("SELECT count(*) FROM questions WHERE rendered != {:version}", dbx.Params{"version": markdown.Version}); n != 0 {
		t.Errorf("%d questions are still stale", n)
	}
	if n := p.Number("SELECT count(*) FROM post_revisions", nil); n != revisions {
		t.Errorf("%d revisions, there were %d", n, revisions)
	}

	// again, there is nothing to do
	clear(written)
	if err := qa.RenderStale(p.app); err != nil || len(written) != 0 {
		t.Errorf("rendered again: %v, %d", err, len(written))
	}

	// what no longer renders shows its source
	if _, err := p.app.DB().NewQuery("UPDATE answers SET body = {:body}, rendered = '1' WHERE id = {:id}").
		Bind(dbx.Params{"body": strings.Repeat("> ", 20_000) + "<script>", "id": answer}).Execute(); err != nil {
		t.Fatal(err)
	}
	if err := qa.RenderStale(p.app); err != nil {
		t.Fatal(err)
	}
	if got := now(schema.Answers, answer); !strings.HasPrefix(got.html, "<pre>&gt; ") || strings.Contains(got.html, "<script>") || got.rendered != markdown.Version {
		t.Errorf("a text that no longer renders: %.80s", got.html)
	}
}

// A post that can't be written holds up no other, of its kind or the other, and the error names each.
func TestStalePostsPastAFault(t *testing.T) {
	p := newPortal(t)
	broken, fine := p.ask(nil), p.ask(fields{"title": "另一个问题"})
	answers := map[string]string{broken: p.answer(p.wang, broken, "答一。"), fine: p.answer(p.wang, fine, "答二。")}
	for _, whose := range []string{broken, fine} { // whichever comes first
		p.outdate("1")
		for collection, id := range map[string]string{"questions": whose, "answers": answers[whose]} {
			p.SQL("CREATE TRIGGER broken_"+collection+" BEFORE UPDATE OF html ON "+collection+" WHEN NEW.id = '"+id+"' BEGIN SELECT RAISE(ABORT, 'broken'); END", nil)
		}
		err := qa.RenderStale(p.app)
		if err == nil || !strings.Contains(err.Error(), "question "+whose+": ") || !strings.Contains(err.Error(), "answer "+answers[whose]+": ") {
			t.Errorf("the error: %v", err)
		}
		for collection := range map[string]bool{"questions": true, "answers": true} {
			p.SQL("DROP TRIGGER broken_"+collection, nil)
			if n := p.Number("SELECT count(*) FROM "+collection+" WHERE rendered != {:version}", dbx.Params{"version": markdown.Version}); n != 1 {
				t.Errorf("%d %s are still stale", n, collection)
			}
		}
		if err := qa.RenderStale(p.app); err != nil || p.Number("SELECT count(*) FROM questions WHERE rendered != {:version}", dbx.Params{"version": markdown.Version}) != 0 {
			t.Errorf("once it can be written: %v", err)
		}
	}
	// where nothing can be written it ends
	for i := range 130 {
		p.ask(fields{"title": "很多问题" + strings.Repeat("很", i+1), "status": "draft"})
	}
	p.outdate("1")
	p.SQL("CREATE TRIGGER broken_all BEFORE UPDATE OF html ON questions BEGIN SELECT RAISE(ABORT, 'broken'); END", nil)
	if err := qa.RenderStale(p.app); err == nil || strings.Count(err.Error(), "\n") != 99 {
		t.Errorf("nothing can be written: %v", err)
	}
}

// Nobody says what wrote a post's HTML: a save that leaves an old text as it is renders it anew, and a request that
// names a version is not heard.
func TestRenderedIsTheSystems(t *testing.T) {
	p := newPortal(t)
	question := p.ask(fields{"rendered": "9999", "html": "<script>", "excerpt": "伪造"})
	if r := p.Read(schema.Questions, question); r.GetString("rendered") != markdown.Version || strings.Contains(r.GetString("html"), "script") {
		t.Errorf("%s %s", r.GetString("rendered"), r.GetString("html"))
	}
	p.outdate("1")
	p.Expect("change", p.change(p.asker, schema.Questions, question, fields{"title": "换一个题目", "rendered": "1"}), 200)
	if r := p.Read(schema.Questions, question); r.GetString("rendered") != markdown.Version || strings.Contains(r.GetString("html"), "旧的") {
		t.Errorf("%s %s", r.GetString("rendered"), r.GetString("html"))
	}
	if got := p.api.Send(p.asker, "GET", testkit.At(schema.Questions, question), nil); got.JSON("rendered") != nil {
		t.Errorf("the version is told: %v", got.JSON("rendered"))
	}
}
