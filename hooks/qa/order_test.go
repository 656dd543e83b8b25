package qa_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/mydata"
	"qiao/hooks/qa"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// A word that has to be looked at keeps a post from the public until a moderator lets it through, and whose first posts
// are reviewed waits too.
func TestHeldPosts(t *testing.T) {
	p := newPortal(t)
	testkit.Create(t, p.app, schema.WordRules, fields{"word": "无证办卡", "action": "hold", "active": true})
	testkit.Create(t, p.app, schema.WordRules, fields{"word": "代写论文", "action": "block", "active": true})
	q := p.ask(nil)
	if got := p.api.Send(p.wang, "POST", testkit.At(schema.Answers), fields{"question": q, "author": p.wang.Id, "body": "代写论文请找我"}); got.Status != 400 || got.JSON("data", "body") == nil {
		t.Errorf("a blocked word: %d %s", got.Status, got.Body)
	}
	a := p.answer(p.wang, q, "这里可以无证办卡。")
	hold := func(target string) string {
		t.Helper()
		var id string
		if err := p.app.DB().NewQuery("SELECT id FROM holds WHERE target = {:id} AND state = 'open'").Bind(dbx.Params{"id": target}).Row(&id); err != nil {
			t.Fatalf("no hold: %v", err)
		}
		return id
	}
	if p.Read(schema.Answers, a).GetString("status") != qa.Pending || p.Number("SELECT answers FROM stats WHERE id = {:id}", dbx.Params{"id": q}) != 0 {
		t.Error("an answer with a word to look at is public")
	}
	p.Expect("nobody sees it", p.api.Send(nil, "GET", testkit.At(schema.Answers, a), nil), 404)
	p.Expect("nobody lets their own through", p.change(p.wang, schema.Answers, a, fields{"status": "published"}), 400)
	p.Expect("let through", p.api.Send(p.mod, "PATCH", testkit.At(schema.Holds, hold(a)), fields{"state": "released"}), 200)
	if p.Read(schema.Answers, a).GetString("status") != qa.Published || p.Number("SELECT answers FROM stats WHERE id = {:id}", dbx.Params{"id": q}) != 1 {
		t.Error("an answer that was let through isn't public")
	}
	// the same question again waits, and is refused
	if _, err := p.app.DB().NewQuery("UPDATE policy SET limits = '{\"enabled\":true}', review_first = 0").Execute(); err != nil {
		t.Fatal(err)
	}
	again := p.ask(fields{"title": "换个标题再问一次？"})
	if p.Read(schema.Questions, again).GetString("status") != qa.Pending {
		t.Error("the same question again doesn't wait")
	}
	p.Expect("refuse", p.api.Send(p.mod, "PATCH", testkit.At(schema.Holds, hold(again)), fields{"state": "refused"}), 200)
	if p.Read(schema.Questions, again).GetString("status") != qa.Hidden {
		t.Error("what was refused isn't hidden")
	}
	if _, err := p.app.DB().NewQuery("UPDATE policy SET review_first = 1").Execute(); err != nil {
		t.Fatal(err)
	}
	if first := p.answer(p.chen, q, "我来补充一点。"); p.Read(schema.Answers, first).GetString("status") != qa.Pending {
		t.Error("a first answer doesn't wait")
	}
	draft := p.Expect("a draft waits for nobody", p.api.Send(p.chen, "POST", testkit.At(schema.Questions), fields{"title": "无证办卡怎么识别？", "author": p.chen.Id, "status": "draft"}), 200)
	if draft.JSON("status") != "draft" {
		t.Errorf("a draft became %v", draft.JSON("status"))
	}
}

// Reports, hiding, locking and deleting leave a trail, and what is taken down comes back.
func TestModeration(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	a := p.answer(p.wang, q, "回答。")
	p.Expect("report", p.api.Send(p.chen, "POST", testkit.At(schema.Reports), fields{"reporter": p.chen.Id, "kind": "answer", "target": a, "reason": "spam", "state": "open"}), 200)
	p.Expect("accept", p.change(p.asker, schema.Questions, q, fields{"accepted": a}), 200)
	trail := func(kind, target, action string) int {
		t.Helper()
		return p.Number("SELECT count(*) FROM audit_log WHERE kind = {:k} AND target = {:t} AND action = {:a}", dbx.Params{"k": kind, "t": target, "a": action})
	}
	decide := func(kind, target, action string) testkit.Answer {
		t.Helper()
		c := p.Expect("case", p.api.Send(p.mod, "GET", "/api/qiao/moderation/case?kind="+kind+"&target="+target, nil), 200)
		return p.api.Send(p.mod, "POST", "/api/qiao/moderation/decide", fields{"kind": kind, "target": target, "action": action, "reason": "这是广告", "seen": c.JSON("seen"), "after": c.JSON("latest")})
	}
	p.Expect("hide", decide("answer", a, "hide"), 200)
	if p.Read(schema.Questions, q).GetString("accepted") != "" || trail("answer", a, "hide") != 1 {
		t.Error("hidden, it is still accepted or leaves no trail")
	}
	p.Expect("hidden", p.api.Send(p.chen, "GET", testkit.At(schema.Answers, a), nil), 404)
	p.Expect("its author can't undo it", p.change(p.wang, schema.Answers, a, fields{"status": "published"}), 400)
	p.Expect("nor change it", p.change(p.wang, schema.Answers, a, fields{"body": "换个说法。"}), 403)
	p.Expect("restore", decide("answer", a, "restore"), 200)
	p.Expect("shown", p.api.Send(nil, "GET", testkit.At(schema.Answers, a), nil), 200)
	p.Expect("lock", decide("question", q, "lock"), 200)
	if !p.Read(schema.Questions, q).GetBool("locked") {
		t.Error("it isn't locked")
	}
	p.Expect("unlock", decide("question", q, "unlock"), 200)

	p.Expect("vote", p.api.Send(p.chen, "POST", testkit.At(schema.Votes), fields{"user": p.chen.Id, "kind": "answer", "target": a, "value": 1}), 200)
	p.Refused("one's own", p.api.Send(p.wang, "POST", testkit.At(schema.Votes), fields{"user": p.wang.Id, "kind": "answer", "target": a, "value": 1}), "target", "talk.vote_own")
	p.Refused("delete what was answered well", p.change(p.asker, schema.Questions, q, fields{"status": "deleted"}), "status", "qa.answered_stays")
	p.Expect("delete", p.change(p.mod, schema.Questions, q, fields{"status": "deleted", "note": "与本站无关"}), 200)
	if n := p.Number("SELECT count(*) FROM audit_log WHERE target = {:t} AND action = 'delete' AND actor = {:by} AND reason = '与本站无关'", dbx.Params{"t": q, "by": p.mod.Id}); n != 1 {
		t.Errorf("%d entries say who deleted it and why", n)
	}
	for _, path := range []string{testkit.At(schema.Questions, q), testkit.At(schema.Answers, a)} {
		p.Expect("a guest sees nothing of what is deleted", p.api.Send(nil, "GET", path, nil), 404)
	}
	if len(p.shelves(q)) != 0 {
		t.Errorf("deleted, it stands on %v", p.shelves(q))
	}
	p.Expect("its author can't bring it back", p.change(p.asker, schema.Questions, q, fields{"status": "published"}), 400)
	p.Expect("a moderator can", p.change(p.mod, schema.Questions, q, fields{"status": "published"}), 200)
	if trail("question", q, "restore") != 1 || len(p.shelves(q)) == 0 {
		t.Errorf("brought back: stands on %v", p.shelves(q))
	}
	// nobody who is silenced asks or answers, and no vote is cast on what is closed to them
	testkit.Create(t, p.app, schema.Sanctions, fields{"user": p.chen.Id, "kind": "silence", "reason": "请冷静", "moderator": p.mod.Id, "until": "2099-01-01 00:00:00.000Z"})
	silent := testkit.Fresh(t, p.app, p.chen)
	p.Expect("answered while silenced", p.api.Send(silent, "POST", testkit.At(schema.Answers), fields{"question": q, "author": p.chen.Id, "body": "我说"}), 403)
	p.Expect("asked while silenced", p.api.Send(silent, "POST", testkit.At(schema.Questions), fields{"title": "问", "author": p.chen.Id, "status": "published", "body": "x", "tags": []string{p.tag.Id}}), 403)
}

// Deleted for good, a question takes all that belongs to it along.
func TestNothingIsLeft(t *testing.T) {
	p := newPortal(t)
	before := testkit.Contents(t, p.app)
	q := p.ask(nil)
	a := p.answer(p.wang, q, "回答。")
	p.Expect("accept", p.change(p.asker, schema.Questions, q, fields{"accepted": a}), 200)
	p.Expect("edit", p.change(p.wang, schema.Answers, a, fields{"body": "回答得更好。"}), 200)
	for _, kind := range []string{"question", "answer"} {
		target := map[string]string{"question": q, "answer": a}[kind]
		p.Expect("vote", p.api.Send(p.chen, "POST", testkit.At(schema.Votes), fields{"user": p.chen.Id, "kind": kind, "target": target, "value": 1}), 200)
		p.Expect("comment", p.api.Send(p.chen, "POST", testkit.At(schema.Comments), fields{"author": p.chen.Id, "kind": kind, "target": target, "body": "有意思"}), 200)
		p.Expect("keep", p.api.Send(p.chen, "POST", testkit.At(schema.Bookmarks), fields{"user": p.chen.Id, "kind": kind, "target": target}), 200)
	}
	p.Expect("follow", p.api.Send(p.chen, "POST", testkit.At(schema.Follows), fields{"user": p.chen.Id, "kind": "question", "target": q}), 200)
	if n := p.Number("SELECT votes + comments + bookmarks + followers + answers FROM stats WHERE id = {:id}", dbx.Params{"id": q}); n != 5 {
		t.Errorf("%d things counted for the question, want 5", n)
	}
	if err := p.app.Delete(p.Read(schema.Questions, q)); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{q, a} {
		if where := testkit.Mentions(t, p.app, id); len(where) > 0 {
			for _, place := range where {
				if !strings.HasPrefix(place, "notifications.") && !strings.HasPrefix(place, "outbox.") {
					t.Errorf("it is still named in %s", place)
				}
			}
		}
	}
	now := testkit.Contents(t, p.app)
	for _, table := range []string{"questions", "answers", "post_revisions", "votes", "comments", "bookmarks", "follows", "stats", "question_shelves", "reputation_events", "search_docs"} {
		if now[table] != before[table] {
			t.Errorf("%s: %d rows, %d before", table, now[table], before[table])
		}
	}
}

// Readers hear of answers and counters, each change once.
func TestLive(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	client := subscriptions.NewDefaultClient()
	client.Subscribe(qa.Topic(q))
	p.app.SubscriptionsBroker().Register(client)
	hear := func(what string, parts ...string) {
		t.Helper()
		select {
		case m := <-client.Channel():
			for _, part := range parts {
				if !strings.Contains(string(m.Data), part) {
					t.Errorf("%s: %s has no %s", what, m.Data, part)
				}
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: nothing was heard", what)
		}
	}
	a := p.answer(p.wang, q, "机密不在消息里。")
	hear("an answer", `"action":"create"`, `"id":"`+a+`"`, p.wang.Id, `"`+q+`":{"votes":0,"answers":1`)
	p.Expect("vote", p.api.Send(p.chen, "POST", testkit.At(schema.Votes), fields{"user": p.chen.Id, "kind": "answer", "target": a, "value": 1}), 200)
	hear("a vote", `"action":"counts"`, `"`+a+`":{"votes":1`)
	p.Expect("comment", p.api.Send(p.chen, "POST", testkit.At(schema.Comments), fields{"author": p.chen.Id, "kind": "question", "target": q, "body": "说得对"}), 200)
	hear("a comment", `"action":"counts"`, `"`+q+`":{"votes":0,"answers":1,"comments":1`)
	p.Expect("delete", p.change(p.wang, schema.Answers, a, fields{"status": "deleted"}), 200)
	hear("deleted", `"action":"delete"`, `"author":""`, `"answers":0`)
}

// Of acceptances at the same moment one stands, and what goes while it is accepted isn't accepted.
func TestRaces(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	answers := []string{p.answer(p.wang, q, "一。"), p.answer(p.chen, q, "二。")}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() { p.change(p.asker, schema.Questions, q, fields{"accepted": answers[i%2]}) })
	}
	wg.Go(func() { p.change(p.wang, schema.Answers, answers[0], fields{"status": "deleted"}) })
	wg.Go(func() {
		if _, err := p.app.DB().NewQuery("UPDATE questions SET closed = 'off_topic' WHERE id = {:id}").Bind(dbx.Params{"id": q}).Execute(); err != nil {
			t.Error(err)
		}
	})
	wg.Go(func() {
		p.api.Send(p.chen, "POST", testkit.At(schema.Votes), fields{"user": p.chen.Id, "kind": "question", "target": q, "value": 1})
	})
	wg.Wait()
	r := schema.AsQuestion(p.Read(schema.Questions, q))
	if r.Accepted() == answers[0] || r.Closed() != "off_topic" {
		t.Errorf("accepted %q, closed %q", r.Accepted(), r.Closed())
	}
	if n := p.Number("SELECT count(*) FROM reputation_events WHERE rule = 'accepted'", nil); n > 1 || (n == 1) != (r.Accepted() != "") {
		t.Errorf("%d acceptances count", n)
	}
	if n := p.Number("SELECT votes FROM stats WHERE id = {:id}", dbx.Params{"id": q}); n != 1 {
		t.Errorf("%d votes: closing takes none away", n)
	}
	p.Expect("closed takes no answers", p.api.Send(p.mod, "POST", testkit.At(schema.Answers), fields{"question": q, "author": p.mod.Id, "body": "三。"}), 403)

	// a tag that goes while somebody asks with it: asked without it, or refused
	tag := testkit.Tag(t, p.app, "gone", "Gone")
	wg.Go(func() {
		if err := p.app.Delete(tag); err != nil {
			t.Error(err)
		}
	})
	var got testkit.Answer
	wg.Go(func() {
		got = p.api.Send(p.asker, "POST", testkit.At(schema.Questions), fields{"title": "问一个", "author": p.asker.Id, "status": "published", "body": "细节。", "tags": []string{tag.Id, p.tag.Id}})
	})
	wg.Wait()
	if got.Status != 200 && got.JSON("data", "tags") == nil {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if n := p.Number("SELECT count(*) FROM questions WHERE instr(tags, {:id}) > 0", dbx.Params{"id": tag.Id}); n != 0 {
		t.Error("a question has a tag that is gone")
	}
	if n := p.Number("SELECT count(*) FROM question_shelves WHERE shelf LIKE 'tag:' || {:id} || '%'", dbx.Params{"id": tag.Id}); n != 0 {
		t.Error("a question stands on the shelf of a tag that is gone")
	}
}

// What is too long, or not text, is refused in words.
func TestBadInput(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	for what, body := range map[string]fields{
		"a megabyte":         {"body": strings.Repeat("长", 350_000)},
		"a deep quote":       {"body": strings.Repeat("> ", 3000) + "底"},
		"no text":            {"body": "a\x00b"},
		"a title of lines":   {"title": strings.Repeat("长", 201)},
		"a title of nothing": {"title": " \u3000 "},
		"six tags":           {"tags": []string{"a", "b", "c", "d", "e", "f"}},
		"no tags":            {"tags": []string{}},
		"another language":   {"lang": "xx"},
		"a list for a title": {"title": "\u202eгнол"},
	} {
		got := p.change(p.asker, schema.Questions, q, body)
		if got.Status != 400 || len(got.Body) > 2000 {
			t.Errorf("%s: %d %.300s", what, got.Status, got.Body)
		}
	}
	script := "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))"
	p.Expect("a script everywhere", p.change(p.asker, schema.Questions, q, fields{"title": script, "body": script, "note": script}), 200)
	a := p.answer(p.wang, q, script)
	for _, r := range []string{p.Read(schema.Questions, q).GetString("html"), p.Read(schema.Answers, a).GetString("html")} {
		if strings.Contains(r, "<script") || strings.Contains(r, "onerror") || strings.Contains(r, `href="javascript:`) {
			t.Errorf("rendered as %q", r)
		}
	}
}

// What becomes of questions and answers when an account goes, and what one takes along.
func TestLeaving(t *testing.T) {
	p := newPortal(t)
	q, alone := p.ask(nil), p.ask(fields{"title": "没有人回答的问题"})
	a := p.answer(p.wang, q, "王的回答。")
	p.Expect("accept", p.change(p.asker, schema.Questions, q, fields{"accepted": a}), 200)

	token := p.Expect("token", p.api.Send(p.wang, "POST", "/api/files/token", nil), 200).JSON("token").(string)
	file := p.Expect("download", p.api.Send(nil, "GET", "/api/qiao/mydata/export?token="+token, nil), 200).Body
	archive, err := zip.NewReader(bytes.NewReader([]byte(file)), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := archive.Open("answers/" + a + "/index.md")
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(text)
	if err != nil || !strings.Contains(string(content), "王的回答。") || !strings.Contains(string(content), "切片为什么") {
		t.Errorf("%v %s", err, content)
	}

	if err := mydata.Delete(p.app, testkit.Fresh(t, p.app, p.asker)); err != nil {
		t.Fatal(err)
	}
	if by := p.Read(schema.Questions, q).GetString("author"); by != mydata.GhostID {
		t.Errorf("a question that others answered is %q's", by)
	}
	if _, err := p.app.FindRecordById(schema.Questions, alone); err == nil {
		t.Error("a question that nobody answered is still there")
	}
	stays := testkit.Fresh(t, p.app, p.wang)
	stays.Set(schema.UserLeavingKeep, true)
	testkit.Save(t, p.app, stays)
	if err := mydata.Delete(p.app, stays); err != nil {
		t.Fatal(err)
	}
	if r := p.Read(schema.Answers, a); r.GetString("author") != mydata.GhostID || p.Read(schema.Questions, q).GetString("accepted") != a {
		t.Errorf("an answer that stays is %q's", r.GetString("author"))
	}
	for _, who := range []string{p.asker.Id, p.wang.Id} {
		if where := testkit.Mentions(t, p.app, who); len(where) > 1 || len(where) == 1 && where[0] != "slugs.target" { // their address is gone for good
			t.Errorf("still named in %v", where)
		}
	}
}
