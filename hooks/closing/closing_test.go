package closing_test

import (
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestVotesClose(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	p.Expect("without the reputation", p.vote(p.new, q, "off_topic"), 403)
	p.Expect("a guest", p.api.Send(nil, "POST", votes, fields{"question": q.Id, "user": p.may[0].Id, "kind": "close", "reason": "unclear"}), 400)
	p.Expect("in somebody's name", p.api.Send(p.may[0], "POST", votes, fields{"question": q.Id, "user": p.may[1].Id, "kind": "close", "reason": "unclear"}), 400)
	p.Refused("without a reason", p.vote(p.may[0], q, ""), "reason", "closing.reason_needed")
	p.Refused("a duplicate of nothing", p.vote(p.may[0], q, "duplicate"), "duplicate_of", "closing.original_needed")
	p.Refused("a duplicate of itself", p.vote(p.may[0], q, "duplicate:"+q.Id), "duplicate_of", "closing.itself")
	hidden := p.ask(fields{"status": "hidden"})
	p.Refused("a duplicate of what isn't public", p.vote(p.may[0], q, "duplicate:"+hidden.Id), "duplicate_of", "closing.no_original")
	p.Refused("of what isn't public", p.vote(p.may[0], hidden, "unclear"), "question", "closing.no_question")
	p.Expect("reopen what is open", p.reopen(p.may[0], q), 409)

	forged := p.Expect("one", p.api.Send(p.may[0], "POST", votes, fields{"question": q.Id, "user": p.may[0].Id, "kind": "close", "reason": "unclear", "settled": true, "note": "版本是多少？"}), 200)
	if forged.JSON("settled") != false {
		t.Error("a vote counts as settled because it says so")
	}
	p.Expect("twice", p.vote(p.may[0], q, "off_topic"), 409)
	p.Expect("two", p.vote(p.may[1], q, "off_topic"), 200)
	if p.now(q).Closed() != "" {
		t.Fatal("two votes closed it")
	}
	p.Expect("three", p.vote(p.may[2], q, "unclear"), 200)
	if now := p.now(q); now.Closed() != "unclear" || now.ClosedAt().IsZero() || now.DuplicateOf() != "" {
		t.Errorf("closed %q at %v", now.Closed(), now.ClosedAt())
	}
	p.Expect("too late", p.vote(p.may[3], q, "unclear"), 409)
	if n := p.Number("SELECT count(*) FROM close_votes WHERE settled"); n != 3 {
		t.Errorf("%d votes settled", n)
	}
	p.Expect("take back what decided", p.api.Send(p.may[0], "DELETE", votes+"/"+forged.JSON("id").(string), nil), 404)
	p.Expect("change it", p.api.Send(p.may[0], "PATCH", votes+"/"+forged.JSON("id").(string), fields{"reason": "off_topic"}), 403)
	p.Expect("an answer to a closed question", p.api.Send(p.new, "POST", "/api/collections/answers/records", fields{"question": q.Id, "author": p.new.Id, "body": "回答"}), 403)

	for i, by := range p.may[:3] {
		p.Expect("reopen", p.reopen(by, q), 200)
		if open := p.now(q).Closed() == ""; open != (i == 2) {
			t.Errorf("after %d votes open: %v", i+1, open)
		}
	}
	if now := p.now(q); !now.ClosedAt().IsZero() {
		t.Errorf("open, and closed at %v", now.ClosedAt())
	}
	p.Expect("close again", p.vote(p.may[0], q, "unclear"), 200)
	p.Expect("taken back", p.api.Send(p.may[1], "DELETE", votes+"/"+p.vote(p.may[1], q, "unclear").JSON("id").(string), nil), 204)
	p.Expect("not the third", p.vote(p.may[2], q, "unclear"), 200)
	if p.now(q).Closed() != "" {
		t.Error("a vote that was taken back counted")
	}
}

func TestModeratorDecides(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	p.Expect("a member's vote", p.vote(p.may[0], q, "off_topic"), 200)
	p.Expect("a moderator's", p.api.Send(p.mod, "POST", votes, fields{"question": q.Id, "user": p.mod.Id, "kind": "close", "reason": "unclear", "note": "请补充版本"}), 200)
	if got := p.now(q).Closed(); got != "unclear" {
		t.Errorf("closed %q", got)
	}
	if n := p.Number("SELECT count(*) FROM audit_log WHERE action = 'close' AND kind = 'question' AND target = {:q} AND actor = {:by} AND affected = {:asker} AND reason = '请补充版本'",
		dbx.Params{"q": q.Id, "by": p.mod.Id, "asker": p.asker.Id}); n != 1 {
		t.Errorf("%d entries", n)
	}
	p.Expect("reopen", p.reopen(p.mod, q), 200)
	if p.now(q).Closed() != "" {
		t.Error("a moderator's vote doesn't reopen")
	}
	// about their own question they have one vote like others
	own := p.ask(fields{"author": p.mod.Id})
	p.Expect("one's own", p.vote(p.mod, own, "unclear"), 200)
	if p.now(own).Closed() != "" {
		t.Error("a moderator decided about their own question")
	}
}

// Of votes at the same moment exactly one decides, and none counts twice.
func TestVotesAtOnce(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	closed := 0
	p.app.OnRecordUpdateExecute(schema.Questions).BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetString(schema.QuestionClosed) != "" {
			closed++ // writes come one after another
		}
		return e.Next()
	})
	var wg sync.WaitGroup
	answers := make([]int, len(p.may)*2)
	for i := range answers {
		wg.Go(func() { answers[i] = p.vote(p.may[i/2], q, "unclear").Status })
	}
	wg.Wait()
	counts := map[int]int{}
	for _, status := range answers {
		counts[status]++
	}
	if counts[200] != 3 || counts[409] != len(answers)-3 || closed != 1 || p.now(q).Closed() != "unclear" {
		t.Errorf("%v, closed %d times", counts, closed)
	}
	if n := p.Number("SELECT count(*) FROM close_votes WHERE settled AND question = {:q}", dbx.Params{"q": q.Id}); n != 3 {
		t.Errorf("%d votes settled", n)
	}
}

// An answer, and an edit, at the moment in which the question is closed: the answer comes in before, or is refused; the
// edit never opens the question.
func TestCloseDuringAnswerAndEdit(t *testing.T) {
	p := newPortal(t)
	for range 6 {
		q := p.ask(nil)
		stale := testkit.Fresh(t, p.app, q)
		var wg sync.WaitGroup
		var answered int
		wg.Go(func() {
			answered = p.api.Send(p.new, "POST", "/api/collections/answers/records", fields{"question": q.Id, "author": p.new.Id, "body": "回答"}).Status
		})
		wg.Go(func() { p.vote(p.mod, q, "off_topic") })
		wg.Go(func() {
			p.api.Send(p.asker, "PATCH", "/api/collections/questions/records/"+q.Id, fields{"body": "改过。"})
		})
		wg.Wait()
		if now := p.now(q); now.Closed() != "off_topic" || now.Body() != "改过。" {
			t.Fatalf("closed %q with %q", now.Closed(), now.Body())
		}
		n := p.Number("SELECT count(*) FROM answers WHERE question = {:q}", dbx.Params{"q": q.Id})
		late := p.Number("SELECT count(*) FROM answers a JOIN questions q ON q.id = a.question WHERE q.id = {:q} AND a.answered > q.closed_at", dbx.Params{"q": q.Id})
		if answered == 200 && n != 1 || answered != 200 && (answered != 403 || n != 0) || late > 0 {
			t.Errorf("answered %d, %d answers, %d late", answered, n, late)
		}
		stale.Set("title", "很早就读到的那一份")
		testkit.Save(t, p.app, stale)
		if now := p.now(q); now.Closed() != "off_topic" || now.ClosedAt().IsZero() || now.Title() != "很早就读到的那一份" {
			t.Error("a save of what was loaded before opened the question")
		}
	}
}

func TestDuplicates(t *testing.T) {
	p := newPortal(t)
	a, b, c := p.ask(nil), p.ask(nil), p.ask(nil)
	p.Expect("a of b", p.vote(p.mod, a, "duplicate:"+b.Id), 200)
	if now := p.now(a); now.Closed() != "duplicate" || now.DuplicateOf() != b.Id {
		t.Fatalf("%q of %q", now.Closed(), now.DuplicateOf())
	}
	p.Refused("the original of its duplicate", p.vote(p.mod, b, "duplicate:"+a.Id), "duplicate_of", "closing.circle")
	// what led to b leads on to c
	p.Expect("b of c", p.vote(p.mod, b, "duplicate:"+c.Id), 200)
	if p.now(a).DuplicateOf() != c.Id || p.now(b).DuplicateOf() != c.Id {
		t.Error("a chain is two long")
	}
	p.Refused("round three corners", p.vote(p.mod, c, "duplicate:"+a.Id), "duplicate_of", "closing.circle")
	d := p.ask(nil)
	p.Expect("d of a", p.vote(p.mod, d, "duplicate:"+a.Id), 200)
	if p.now(d).DuplicateOf() != c.Id {
		t.Error("a duplicate of a duplicate doesn't lead to the original")
	}
	p.Expect("reopen", p.reopen(p.mod, a), 200)
	if now := p.now(a); now.Closed() != "" || now.DuplicateOf() != "" {
		t.Errorf("%q of %q", now.Closed(), now.DuplicateOf())
	}
	// what most name is what it repeats; which of them became a duplicate of this one meanwhile doesn't count
	e, f, g := p.ask(nil), p.ask(nil), p.ask(nil)
	p.Expect("e of f", p.vote(p.may[0], e, "duplicate:"+f.Id), 200)
	p.Expect("e of g", p.vote(p.may[1], e, "duplicate:"+g.Id), 200)
	p.Expect("f of e", p.vote(p.mod, f, "duplicate:"+e.Id), 200)
	p.Expect("e of g again", p.vote(p.may[2], e, "duplicate:"+g.Id), 200)
	if p.now(e).DuplicateOf() != g.Id || p.now(f).DuplicateOf() != g.Id {
		t.Errorf("e of %q, f of %q", p.now(e).DuplicateOf(), p.now(f).DuplicateOf())
	}
	// the original is deleted for good: its duplicates stay closed and lead nowhere
	if err := p.app.Delete(testkit.Fresh(t, p.app, g)); err != nil {
		t.Fatal(err)
	}
	if now := p.now(e); now.Closed() != "duplicate" || now.DuplicateOf() != "" {
		t.Errorf("%q of %q", now.Closed(), now.DuplicateOf())
	}
}

// A circle that a hand in the database made is followed and left, and a superuser can't make one by the record.
func TestCircle(t *testing.T) {
	p := newPortal(t)
	a, b, c := p.ask(nil), p.ask(nil), p.ask(nil)
	for from, to := range map[string]string{a.Id: b.Id, b.Id: a.Id} {
		if _, err := p.app.DB().NewQuery("UPDATE questions SET closed = 'duplicate', duplicate_of = {:to} WHERE id = {:from}").Bind(dbx.Params{"from": from, "to": to}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	p.Expect("into a circle", p.vote(p.mod, c, "duplicate:"+a.Id), 200)
	if to := p.now(c).DuplicateOf(); to != a.Id && to != b.Id {
		t.Errorf("leads to %q", to)
	}
	p.Expect("out of it", p.reopen(p.mod, a), 200)
	p.Refused("by a superuser", p.api.Send(p.root, "PATCH", "/api/collections/questions/records/"+a.Id, fields{"closed": "duplicate", "duplicate_of": b.Id}), "duplicate_of", "closing.circle")
}

// What this room writes nobody else does.
func TestForgedState(t *testing.T) {
	p := newPortal(t)
	q, other := p.ask(nil), p.ask(nil)
	path := "/api/collections/questions/records/" + q.Id
	for field, value := range map[string]any{"closed": "unclear", "closed_at": "2026-01-01 00:00:00.000Z", "duplicate_of": other.Id, "locked": true, "protected": true} {
		if got := p.api.Send(p.asker, "PATCH", path, fields{field: value}); got.Status != 400 {
			t.Errorf("%s by its asker: %d", field, got.Status)
		}
		if got := p.api.Send(p.may[0], "PATCH", path, fields{field: value}); got.Status != 400 {
			t.Errorf("%s by a member: %d", field, got.Status)
		}
		if got := p.api.Send(p.asker, "POST", "/api/collections/questions/records", fields{"title": "新问题", "author": p.asker.Id, "tags": []string{p.tag.Id}, "body": "细节", "status": "published", field: value}); got.Status != 400 {
			t.Errorf("asked with %s: %d", field, got.Status)
		}
		want := 400
		if field == "locked" || field == "protected" {
			want = 200
		}
		if got := p.api.Send(p.mod, "PATCH", path, fields{field: value}); got.Status != want {
			t.Errorf("%s by a moderator: %d %s", field, got.Status, got.Body)
		}
	}
	if n := p.Number("SELECT count(*) FROM audit_log WHERE target = {:q} AND action IN ('lock', 'protect') AND actor = {:mod}", dbx.Params{"q": q.Id, "mod": p.mod.Id}); n != 2 {
		t.Errorf("%d entries", n)
	}
	p.Expect("a superuser corrects", p.api.Send(p.root, "PATCH", path, fields{"closed": "unclear", "locked": false}), 200)
	if now := p.now(q); now.Closed() != "unclear" || now.Locked() {
		t.Error("a superuser's correction isn't kept")
	}
}

func TestLockAndProtect(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	a := p.answer(p.may[0], q)
	cast := p.Expect("a vote before", p.api.Send(p.may[2], "POST", "/api/collections/votes/records", fields{"kind": "question", "target": q.Id, "user": p.may[2].Id, "value": 1}), 200).JSON("id").(string)
	p.Expect("lock by a member", p.decide(p.may[0], q, "lock", ""), 403)
	p.Expect("lock one's own", p.decide(p.mod, p.ask(fields{"author": p.mod.Id}), "lock", ""), 403)
	p.Expect("lock", p.decide(p.mod, q, "lock", ""), 200)
	p.Expect("lock again", p.decide(p.mod, q, "lock", ""), 409)
	if !p.now(q).Locked() {
		t.Fatal("not locked")
	}
	by := p.may[1]
	for what, write := range map[string]struct {
		collection string
		body       fields
	}{
		"an answer":            {"answers", fields{"question": q.Id, "author": by.Id, "body": "回答"}},
		"a comment":            {"comments", fields{"kind": "question", "target": q.Id, "author": by.Id, "body": "评论"}},
		"a comment on answers": {"comments", fields{"kind": "answer", "target": a.Id, "author": by.Id, "body": "评论"}},
		"a vote":               {"votes", fields{"kind": "question", "target": q.Id, "user": by.Id, "value": 1}},
		"a vote on answers":    {"votes", fields{"kind": "answer", "target": a.Id, "user": by.Id, "value": 1}},
		"a vote to close":      {"close_votes", fields{"question": q.Id, "user": by.Id, "kind": "close", "reason": "unclear"}},
		"an answer elsewhere":  {"answer_links", fields{"question": q.Id, "user": by.Id, "url": "https://a.example/1", "title": "讲得清楚的一篇"}},
		"a suggested edit":     {"post_edits", fields{"kind": "question", "target": q.Id, "author": by.Id, "title": "改过的题目是什么？", "body": "改过。", "note": "改错字", "state": "open", "tags": q.GetStringSlice("tags")}},
	} {
		if got := p.api.Send(by, "POST", "/api/collections/"+write.collection+"/records", write.body); got.Status != 403 {
			t.Errorf("%s while it is locked: %d %s", what, got.Status, got.Body)
		}
	}
	p.Expect("a vote taken back", p.api.Send(p.may[2], "DELETE", "/api/collections/votes/records/"+cast, nil), 403)
	p.Expect("a vote turned", p.api.Send(p.may[2], "PATCH", "/api/collections/votes/records/"+cast, fields{"value": -1}), 403)
	p.Expect("a moderator's comment", p.api.Send(p.mod, "POST", "/api/collections/comments/records", fields{"kind": "question", "target": q.Id, "author": p.mod.Id, "body": "为什么锁定"}), 200)
	p.Expect("an edit", p.api.Send(p.asker, "PATCH", "/api/collections/questions/records/"+q.Id, fields{"body": "改"}), 403)
	if n := p.Number("SELECT count(*) FROM notifications WHERE user = {:asker} AND kind = 'moderation' AND url LIKE '/appeal#%'", dbx.Params{"asker": p.asker.Id}); n != 1 {
		t.Errorf("the asker got %d notices", n)
	}
	// the asker appeals, another moderator grants it
	entry, err := p.app.FindFirstRecordByFilter(schema.AuditLog, "action = 'lock' && target = {:q}", dbx.Params{"q": q.Id})
	if err != nil {
		t.Fatal(err)
	}
	other := testkit.User(t, p.app, "mod-two", "moderator")
	appeal := p.Expect("appeal", p.api.Send(p.asker, "POST", "/api/collections/appeals/records", fields{"user": p.asker.Id, "entry": entry.Id, "text": "没有争吵", "state": "open"}), 200)
	p.Expect("grant", p.api.Send(other, "PATCH", "/api/collections/appeals/records/"+appeal.JSON("id").(string), fields{"state": "granted", "answer": "对"}), 200)
	if p.now(q).Locked() {
		t.Error("an appeal that was granted doesn't unlock")
	}
	p.Expect("protect", p.decide(p.mod, q, "protect", ""), 200)
	p.Expect("answered by a newcomer", p.api.Send(p.new, "POST", "/api/collections/answers/records", fields{"question": q.Id, "author": p.new.Id, "body": "回答"}), 403)
	p.Expect("answered by a known member", p.api.Send(by, "POST", "/api/collections/answers/records", fields{"question": q.Id, "author": by.Id, "body": "回答"}), 200)
	p.Expect("unprotect", p.decide(p.mod, q, "unprotect", ""), 200)
	if p.now(q).Protected() {
		t.Error("still protected")
	}
}

// A vote or a comment at the moment of locking comes before, or not at all.
func TestLockDuringVote(t *testing.T) {
	p := newPortal(t)
	for range 6 {
		q := p.ask(nil)
		var wg sync.WaitGroup
		var voted int
		wg.Go(func() {
			voted = p.api.Send(p.may[0], "POST", "/api/collections/votes/records", fields{"kind": "question", "target": q.Id, "user": p.may[0].Id, "value": 1}).Status
		})
		wg.Go(func() { p.decide(p.mod, q, "lock", "") })
		wg.Wait()
		n := p.Number("SELECT count(*) FROM votes WHERE target = {:q}", dbx.Params{"q": q.Id})
		if !p.now(q).Locked() || voted == 200 && n != 1 || voted != 200 && n != 0 || p.Number("SELECT votes FROM stats WHERE id = {:q}", dbx.Params{"q": q.Id}) != n {
			t.Errorf("voted %d, %d votes", voted, n)
		}
	}
}

// Who is suspended or silenced has no say.
func TestSanctioned(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	for i, kind := range []string{"silence", "suspend"} {
		testkit.Create(t, p.app, schema.Sanctions, fields{"user": p.may[i].Id, "kind": kind, "reason": "广告", "until": types.NowDateTime().AddDate(0, 0, 3)})
		who := testkit.Fresh(t, p.app, p.may[i])
		p.Expect(kind, p.vote(who, q, "unclear"), 403)
		p.Expect(kind+" mod", p.decide(who, q, "lock", ""), 403)
	}
}

// An edit puts a closed question before those who closed it: they find it among their votes.
func TestEditedAfterClosing(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	for _, by := range p.may[:3] {
		p.Expect("vote", p.vote(by, q, "unclear"), 200)
	}
	mine := votes + "?filter=" + "user%3D%22" + p.may[0].Id + "%22%26%26settled%3Dtrue%26%26kind%3D%22close%22%26%26question.closed!%3D%22%22%26%26question.edited%3Equestion.closed_at"
	if items := p.api.Send(p.may[0], "GET", mine, nil).JSON("items").([]any); len(items) != 0 {
		t.Fatalf("%v before it was edited", items)
	}
	p.Expect("edit", p.api.Send(p.asker, "PATCH", "/api/collections/questions/records/"+q.Id, fields{"body": "补充：版本是 1.22。"}), 200)
	if items := p.api.Send(p.may[0], "GET", mine, nil).JSON("items").([]any); len(items) != 1 {
		t.Errorf("%v after it was edited", items)
	}
	if p.now(q).Closed() != "unclear" {
		t.Error("an edit opened the question")
	}
}
