package qa_test

import (
	"context"
	"database/sql"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/qa"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// crowd gives a question many answers, as an import would: by SQL, with revisions and counters. Their ids are
// NAME0000000001 and so on; later ones have more votes.
func (p *portal) crowd(name, question string, n int) {
	p.t.Helper()
	for _, statement := range []string{
		`INSERT INTO answers (id, question, author, status, answered, excerpt, body, html, created, updated)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {:n})
			SELECT printf('{name}%010d', i), {:question}, '', 'published', strftime('%Y-%m-%d %H:%M:%S.000Z', 1600000000 + i, 'unixepoch'), '回答 ' || i, '回答 ' || i,
				'<p>回答 ' || i || ' ' || replace(hex(zeroblob(500)), '00', '切片') || '</p>', '2024-01-01 00:00:00.000Z', '2024-01-01 00:00:00.000Z' FROM n`,
		`INSERT INTO stats (id, kind, votes) SELECT id, 'answers', CAST(substr(id, 6) AS INT) FROM answers WHERE question = {:question} AND id LIKE '{name}%'`,
		`INSERT INTO post_revisions (id, kind, target, number, question, answer, body, created, updated)
			SELECT 'r' || substr(id, 2), 'answer', id, 1, question, id, body, created, updated FROM answers WHERE question = {:question} AND id LIKE '{name}%'`,
		`UPDATE stats SET answers = answers + {:n} WHERE id = {:question}`,
	} {
		if _, err := p.app.DB().NewQuery(strings.ReplaceAll(statement, "{name}", name)).Bind(dbx.Params{"n": n, "question": question}).Execute(); err != nil {
			p.t.Fatal(err)
		}
	}
}

// statements counts what SQL is run from now on.
func (p *portal) statements() *atomic.Int64 {
	var n atomic.Int64
	for _, builder := range []dbx.Builder{p.app.ConcurrentDB(), p.app.NonconcurrentDB()} {
		db := builder.(*dbx.DB)
		db.QueryLogFunc = func(context.Context, time.Duration, string, *sql.Rows, error) { n.Add(1) }
		db.ExecLogFunc = func(context.Context, time.Duration, string, sql.Result, error) { n.Add(1) }
	}
	return &n
}

// What a question costs doesn't grow with its answers: a page, a save and what follows from it take no
// more statements with 10,000 answers than with 60, and a page as much memory.
func TestManyAnswersCostNoMore(t *testing.T) {
	p := newPortal(t)
	statements := p.statements()
	small, large, into := p.ask(fields{"title": "六十个回答"}), p.ask(fields{"title": "一万个回答"}), p.ask(fields{"title": "另一个问题"})
	p.crowd("small", small, 60)
	p.crowd("large", large, 10_000)

	type cost struct{ statements, bytes int64 }
	measure := func(work func()) cost {
		var before, after runtime.MemStats
		began := statements.Load()
		runtime.ReadMemStats(&before)
		work()
		runtime.ReadMemStats(&after)
		return cost{statements.Load() - began, int64(after.TotalAlloc - before.TotalAlloc)}
	}
	page := func(id, query string) string {
		return p.Expect("page", p.api.Send(nil, "GET", "/questions/"+id+"/"+p.Read(schema.Questions, id).GetString(schema.QuestionSlug)+query, nil), 200).Body
	}
	name := map[string]string{small: "small", large: "large"}
	for _, step := range []struct {
		what string
		do   func(id string)
	}{
		{"page", func(id string) { page(id, "") }},
		{"newest", func(id string) { page(id, "?sort=newest") }},
		{"activity", func(id string) { page(id, "?sort=activity&page=2") }},
		{"address of an answer", func(id string) {
			p.Expect("address", p.api.Send(nil, "GET", "/answers/"+name[id]+"0000000001", nil), 302)
		}},
		{"answer", func(id string) { p.answer(p.wang, id, "再加一个") }},
		{"vote", func(id string) {
			p.Expect("vote", p.api.Send(p.chen, "POST", testkit.At(schema.Votes), fields{"user": p.chen.Id, "kind": "answer", "target": name[id] + "0000000003", "value": 1}), 200)
		}},
		{"accept", func(id string) {
			p.Expect("accept", p.change(p.asker, schema.Questions, id, fields{"accepted": name[id] + "0000000007"}), 200)
		}},
		{"edit", func(id string) {
			p.Expect("edit", p.change(p.asker, schema.Questions, id, fields{"body": "改过的问题"}), 200)
		}},
		{"close", func(id string) {
			p.Expect("close", p.api.Send(p.mod, "POST", testkit.At(schema.CloseVotes), fields{"question": id, "user": p.mod.Id, "kind": "close", "reason": "unclear"}), 200)
		}},
		{"delete", func(id string) {
			p.Expect("delete", p.change(p.mod, schema.Questions, id, fields{"status": qa.Deleted}), 200)
		}},
		{"restore", func(id string) {
			p.Expect("restore", p.change(p.mod, schema.Questions, id, fields{"status": qa.Published}), 200)
		}},
	} {
		few := measure(func() { step.do(small) })
		many := measure(func() { step.do(large) })
		if many.statements > few.statements+200 { // what the search index does in the background comes at any time
			t.Errorf("%s: %d statements with 10,000 answers, %d with 60", step.what, many.statements, few.statements)
		}
		if many.bytes > 3*few.bytes+4<<20 {
			t.Errorf("%s: %d bytes with 10,000 answers, %d with 60", step.what, many.bytes, few.bytes)
		}
	}
	seen := p.api.Send(p.sup, "GET", "/api/qiao/moderation/case?kind=question&target="+large, nil).JSON("seen")
	p.Expect("merge", p.api.Send(p.mod, "POST", "/api/qiao/moderation/decide", fields{
		"kind": "question", "target": large, "action": "merge", "into": fields{"kind": "question", "id": into}, "reason": "两个问题是一样的", "seen": seen,
	}), 200)
	if n := p.Number("SELECT answers FROM stats WHERE id = {:id}", dbx.Params{"id": into}); n != 10_001 || n != p.Number("SELECT count(*) FROM answers WHERE question = {:id} AND status = 'published'", dbx.Params{"id": into}) {
		t.Errorf("%d answers counted after merging", n)
	}

	// for good only what one transaction can take along
	got := p.api.Send(p.sup, "DELETE", testkit.At(schema.Questions, into), nil)
	if got.Status != 409 || p.Number("SELECT count(*) FROM answers WHERE question = {:id}", dbx.Params{"id": into}) != 10_001 {
		t.Errorf("deleted for good: %d %s", got.Status, got.Body)
	}
	p.Expect("delete for good", p.api.Send(p.sup, "DELETE", testkit.At(schema.Questions, small), nil), 204)
	if n := p.Number("SELECT (SELECT count(*) FROM answers WHERE id LIKE 'small%') + (SELECT count(*) FROM stats WHERE id LIKE 'small%') + (SELECT count(*) FROM post_revisions WHERE target LIKE 'small%')", nil); n != 0 {
		t.Errorf("%d rows are left of a question deleted for good", n)
	}
}

// A question with 10,000 answers is read a page at a time everywhere.
func TestManyAnswersArePaged(t *testing.T) {
	p := newPortal(t)
	id := p.ask(nil)
	p.crowd("large", id, 10_000)
	path := "/questions/" + id + "/" + p.Read(schema.Questions, id).GetString(schema.QuestionSlug)
	shows := func(query string) (first string, n int) {
		body := p.Expect("page", p.api.Send(nil, "GET", path+query, nil), 200).Body
		_, after, _ := strings.Cut(body, `<article class="post answer`)
		_, after, _ = strings.Cut(after, `id="a-`)
		first, _, _ = strings.Cut(after, `"`)
		return first, strings.Count(body, `data-answer="`)
	}
	for query, want := range map[string]struct {
		first string
		n     int
	}{"": {"large0000010000", 30}, "?page=334": {"large0000000010", 10}, "?sort=oldest": {"large0000000001", 30}, "?sort=newest&page=100": {"large0000007030", 30}} {
		if first, n := shows(query); first != want.first || n != want.n {
			t.Errorf("%s: %d answers from %s, want %d from %s", query, n, first, want.n, want.first)
		}
	}
	p.Expect("behind the last page", p.api.Send(nil, "GET", path+"?page=335", nil), 404)
	if to := p.api.Send(nil, "GET", "/answers/large0000000010", nil).Header.Get("Location"); to != path+"?page=334#a-large0000000010" {
		t.Errorf("an answer stands at %s", to)
	}
	p.Expect("accept", p.change(p.asker, schema.Questions, id, fields{"accepted": "large0000000010"}), 200)
	if first, _ := shows(""); first != "large0000000010" {
		t.Errorf("%s comes before the accepted answer", first)
	}

	// REST: no more than a page of it at once, whatever is asked for, and the newest in the order of an index
	list := testkit.At(schema.Answers) + "?filter=(question='" + id + "')"
	got := p.Expect("list", p.api.Send(nil, "GET", list+"&perPage=100000", nil), 200)
	items, _ := got.JSON("items").([]any)
	if len(items) != 1000 || got.JSON("totalItems") != 10_000.0 {
		t.Errorf("%d answers at once, of %v", len(items), got.JSON("totalItems"))
	}
	if got := p.Expect("list", p.api.Send(nil, "GET", list+"&sort=-answered&perPage=30&page=334", nil), 200); got.JSON("items", 9, "id") != "large0000000001" {
		t.Errorf("the last page ends with %v", got.JSON("items", 9, "id"))
	}
	var plan []struct {
		Detail string `db:"detail"`
	}
	if err := p.app.DB().NewQuery("EXPLAIN QUERY PLAN SELECT DISTINCT a.* FROM answers a LEFT JOIN questions q ON q.id = a.question WHERE a.status = 'published' AND q.status = 'published' AND a.question = '" + id + "' ORDER BY a.answered DESC LIMIT 30").All(&plan); err != nil {
		t.Fatal(err)
	}
	for _, step := range plan {
		if strings.Contains(step.Detail, "ORDER BY") {
			t.Errorf("answers are sorted to be listed: %v", plan)
		}
	}

	// the search index has the best of them
	docs, err := qa.Source().Load(p.app, []*core.Record{p.Read(schema.Questions, id)})
	if err != nil {
		t.Fatal(err)
	}
	doc := docs[0]
	if len(doc.Text) > 300<<10 || !strings.Contains(doc.Text, "回答 10 ") || !strings.Contains(doc.Text, "回答 9999 ") || strings.Contains(doc.Text, "回答 5000 ") {
		t.Errorf("%d bytes of text in the search index: %.80s", len(doc.Text), doc.Text)
	}
	if feed := p.Expect("feed", p.api.Send(nil, "GET", "/questions/feed.xml", nil), 200); strings.Count(feed.Body, "<item>") != 1 || len(feed.Body) > 64<<10 {
		t.Errorf("the feed of questions has %d bytes", len(feed.Body))
	}

	// taken down, nothing of it can be read; taken back, all of it
	p.Expect("delete", p.change(p.mod, schema.Questions, id, fields{"status": qa.Deleted}), 200)
	p.Expect("page of a deleted question", p.api.Send(nil, "GET", path, nil), 410)
	p.Expect("its answer", p.api.Send(nil, "GET", "/answers/large0000000010", nil), 410)
	if got := p.api.Send(nil, "GET", list, nil); got.JSON("totalItems") != 0.0 {
		t.Errorf("%v answers of a deleted question", got.JSON("totalItems"))
	}
	p.Expect("restore", p.change(p.mod, schema.Questions, id, fields{"status": qa.Published}), 200)
	if n := testkit.Number(t, p.app, "SELECT answers FROM stats WHERE id = {:id}", dbx.Params{"id": id}); n != 10_000 {
		t.Errorf("%d answers counted", n)
	}
}
