package closing_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/reputation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMerge(t *testing.T) {
	p := newPortal(t)
	from, to := p.ask(nil), p.ask(fields{"author": p.may[7].Id})
	led := p.ask(nil)
	p.Expect("led", p.vote(p.mod, led, "duplicate:"+from.Id), 200)
	a, b := p.answer(p.may[0], from), p.answer(p.may[1], to)
	for _, v := range []struct {
		by, on *core.Record
		value  int
	}{{p.may[0], from, 1}, {p.may[1], from, 1}, {p.may[1], to, 1}, {p.may[2], to, 1}, {p.may[7], from, 1}, {p.may[3], from, -1}} {
		testkit.Create(t, p.app, schema.Votes, fields{"user": v.by.Id, "kind": "question", "target": v.on.Id, "value": v.value})
	}
	for i, on := range []*core.Record{from, from, to} {
		testkit.Create(t, p.app, schema.Comments, fields{"kind": "question", "target": on.Id, "author": p.may[i].Id, "body": "一句", "state": "visible"})
	}
	testkit.Create(t, p.app, schema.Comments, fields{"kind": "answer", "target": a.Id, "author": p.may[3].Id, "body": "一句", "state": "visible"})
	for _, kept := range []struct{ by, on *core.Record }{{p.may[0], from}, {p.may[1], from}, {p.may[1], to}} {
		testkit.Create(t, p.app, schema.Bookmarks, fields{"user": kept.by.Id, "kind": "question", "target": kept.on.Id})
		testkit.Create(t, p.app, schema.Follows, fields{"user": kept.by.Id, "kind": "question", "target": kept.on.Id})
	}
	p.Expect("a text before", p.api.Send(p.asker, "PATCH", "/api/collections/questions/records/"+from.Id, fields{"body": "补充了一些。"}), 200)
	p.Expect("accept", p.api.Send(p.asker, "PATCH", "/api/collections/questions/records/"+from.Id, fields{"accepted": a.Id}), 200)
	mine := p.Number("SELECT count(*) FROM post_revisions WHERE kind = 'question' AND target IN ({:from}, {:to})", dbx.Params{"from": from.Id, "to": to.Id})

	p.Refused("into itself", p.decide(p.mod, from, "merge", from.Id), "into", "closing.itself")
	p.Refused("into its duplicate", p.decide(p.mod, from, "merge", led.Id), "into", "closing.circle")
	p.Refused("into nothing", p.decide(p.mod, from, "merge", "000000000000000"), "into", "closing.no_original")
	p.Expect("by a member", p.decide(p.may[0], from, "merge", to.Id), 403)
	p.Expect("merge", p.decide(p.mod, from, "merge", to.Id), 200)

	now := p.now(from)
	if now.Status() != "deleted" || now.DuplicateOf() != to.Id || now.Accepted() != "" {
		t.Errorf("merged: %s, leads to %q, accepted %q", now.Status(), now.DuplicateOf(), now.Accepted())
	}
	if p.now(led).DuplicateOf() != to.Id {
		t.Error("what led to the merged question doesn't lead on")
	}
	if into := p.now(to); into.Status() != "published" || into.Accepted() != a.Id || into.AcceptedAt().IsZero() {
		t.Errorf("into: %s, accepted %q at %v", into.Status(), into.Accepted(), into.AcceptedAt())
	}
	ids := dbx.Params{"from": from.Id, "to": to.Id, "a": a.Id, "b": b.Id, "asker": p.may[7].Id}
	check := func() {
		t.Helper()
		for query, want := range map[string]int{
			"SELECT count(*) FROM answers WHERE question = {:to}":                                                 2,
			"SELECT count(*) FROM answers WHERE question = {:from}":                                               0,
			"SELECT answers FROM stats WHERE id = {:to}":                                                          2,
			"SELECT answers FROM stats WHERE id = {:from}":                                                        0,
			"SELECT count(*) FROM votes WHERE kind = 'question' AND target = {:to}":                               4, // of 0, 1, 2 and 3: one each, none of its asker
			"SELECT count(*) FROM votes WHERE kind = 'question' AND target = {:from}":                             0,
			"SELECT votes FROM stats WHERE id = {:to}":                                                            2,
			"SELECT count(*) FROM comments WHERE kind = 'question' AND target = {:to}":                            3,
			"SELECT comments FROM stats WHERE id = {:to}":                                                         3,
			"SELECT count(*) FROM comments WHERE kind = 'answer' AND target = {:a}":                               1,
			"SELECT count(*) FROM bookmarks WHERE kind = 'question' AND target = {:to}":                           2,
			"SELECT bookmarks FROM stats WHERE id = {:to}":                                                        2,
			"SELECT count(*) FROM follows WHERE kind = 'question' AND target = {:to}":                             2,
			"SELECT count(*) FROM follows WHERE kind = 'question' AND target = {:from}":                           0,
			"SELECT count(*) FROM question_shelves WHERE question = {:from}":                                      0,
			"SELECT count(*) FROM post_revisions WHERE kind = 'question' AND target = {:from}":                    0,
			"SELECT count(*) FROM post_revisions WHERE kind = 'question' AND target = {:to}":                      mine,
			"SELECT count(*) FROM post_revisions WHERE kind = 'answer' AND answer = {:a} AND question = {:to}":    1,
			"SELECT count(DISTINCT number) FROM post_revisions WHERE kind = 'question' AND target = {:to}":        mine,
			"SELECT count(*) FROM audit_log WHERE action = 'merge' AND kind = 'question' AND target = {:from}":    1,
			"SELECT max(number) = count(*) FROM post_revisions WHERE kind = 'question' AND target = {:to}":        1,
			"SELECT count(*) FROM votes WHERE kind = 'question' AND target = {:to} AND user = {:asker}":           0,
			"SELECT count(*) FROM question_shelves WHERE question = {:to} AND shelf IN ('all', 'all+unanswered')": 1,
			"SELECT body = (SELECT body FROM questions WHERE id = {:to}) FROM post_revisions WHERE target = {:to} AND number = (SELECT max(number) FROM post_revisions WHERE target = {:to})": 1,
		} {
			if n := p.Number(query, ids); n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
	}
	check()
	// the ledger follows: a recount finds nothing to put right
	if report, err := reputation.Recount(p.app, nil); err != nil || report.Differences() != 0 {
		t.Errorf("%v, %v", report, err)
	}
	p.Expect("again", p.decide(p.mod, from, "merge", to.Id), http.StatusConflict)
	check()
	// its address leads to the one that remains
	for _, path := range []string{"/questions/" + from.Id, "/questions/" + from.Id + "/" + now.Slug(), "/en/questions/" + from.Id} {
		got := p.api.Send(nil, "GET", path, nil)
		if got.Status != http.StatusMovedPermanently || !strings.Contains(got.Header.Get("Location"), "/questions/"+to.Id+"/") {
			t.Errorf("%s: %d %q", path, got.Status, got.Header.Get("Location"))
		}
	}
	// whoever votes for the merged question to be the duplicate's original gets the one that remains
	last := p.ask(nil)
	p.Expect("of the merged", p.vote(p.mod, last, "duplicate:"+from.Id), 200)
	if p.now(last).DuplicateOf() != to.Id {
		t.Error("a duplicate of a merged question leads nowhere")
	}
}

// Two moderators merge two questions into each other at the same moment: one of them does.
func TestMergeAtOnce(t *testing.T) {
	p := newPortal(t)
	for range 4 {
		a, b := p.ask(nil), p.ask(nil)
		p.answer(p.may[0], a)
		p.answer(p.may[1], b)
		other := p.root
		var wg sync.WaitGroup
		var first, second int
		wg.Go(func() { first = p.decide(p.mod, a, "merge", b.Id).Status })
		wg.Go(func() { second = p.decide(other, b, "merge", a.Id).Status })
		wg.Wait()
		stays := a
		if first == 200 {
			stays = b
		}
		if (first == 200) == (second == 200) || p.Number("SELECT count(*) FROM answers WHERE question = {:id}", dbx.Params{"id": stays.Id}) != 2 ||
			p.now(stays).Status() != "published" {
			t.Errorf("%d and %d", first, second)
		}
	}
}

// A merge that fails in the middle leaves nothing behind, so that it can be killed anywhere.
func TestMergeAllOrNothing(t *testing.T) {
	p := newPortal(t)
	from, to := p.ask(nil), p.ask(nil)
	p.answer(p.may[0], from)
	testkit.Create(t, p.app, schema.Votes, fields{"user": p.may[1].Id, "kind": "question", "target": from.Id, "value": 1})
	before := testkit.Contents(t, p.app)
	fail := true
	p.app.OnRecordUpdateExecute(schema.Questions).BindFunc(func(e *core.RecordEvent) error {
		if fail && e.Record.Id == to.Id {
			return http.ErrAbortHandler
		}
		return e.Next()
	})
	if got := p.decide(p.mod, from, "merge", to.Id); got.Status == 200 {
		t.Fatal("merged although it failed")
	}
	if after := testkit.Contents(t, p.app); testkit.Plain(after) != testkit.Plain(before) || p.now(from).Status() != "published" ||
		p.Number("SELECT count(*) FROM answers WHERE question = {:id}", dbx.Params{"id": from.Id}) != 1 {
		t.Errorf("%v, %v", before, after)
	}
	fail = false
	p.Expect("merge", p.decide(p.mod, from, "merge", to.Id), 200)
}

func TestMergeWithBounty(t *testing.T) {
	p := newPortal(t)
	from, to := p.ask(nil), p.ask(nil)
	offer := fields{"question": from.Id, "user": p.may[0].Id, "amount": 50}
	p.Expect("offer", p.api.Send(p.may[0], "POST", "/api/collections/bounties/records", offer), 200)
	got := p.Expect("merge", p.decide(p.mod, from, "merge", to.Id), http.StatusConflict)
	if got.JSON("message") == "" || p.now(from).Status() != "published" {
		t.Error(got.Body)
	}
}
