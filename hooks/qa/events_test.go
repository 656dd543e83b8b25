package qa_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/qa"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// event makes an event with a status.
func (p *portal) event(title, status string) *core.Record {
	p.t.Helper()
	return testkit.Create(p.t, p.app, schema.Events, fields{
		"title": title, "kind": "webinar", "mode": "online", "status": status, "lang": "zh", "author": p.chen.Id, "zone": "Asia/Shanghai",
		"starts": "2026-12-01 12:00:00.000Z", "ends": "2026-12-01 13:00:00.000Z", "stream_url": "https://example.com/live",
	})
}

// Members ask in events that everybody sees, whatever became of them, and nowhere else.
func TestAskingInAnEvent(t *testing.T) {
	p := newPortal(t)
	open, off, over, draft := p.event("答疑", "published"), p.event("取消的", "cancelled"), p.event("过去的", "archived"), p.event("还没公开", "draft")
	for _, e := range []*core.Record{open, off, over} {
		id := p.ask(fields{"event": e.Id})
		if !slices.Contains(p.shelves(id), "event:"+e.Id+"+unanswered") {
			t.Errorf("asked in a %s event, it stands on %v", e.GetString("status"), p.shelves(id))
		}
	}
	body := fields{"title": "能问吗？", "lang": "zh", "status": "published", "tags": []string{p.tag.Id}, "body": "细节。"}
	for by, who := range map[string]*core.Record{"its organiser": p.chen, "a member": p.asker, "a moderator": p.mod} {
		body["author"], body["event"] = who.Id, draft.Id
		p.Refused("asked in a draft by "+by, p.api.Send(who, "POST", testkit.At(schema.Questions), body), "event", "qa.no_event")
	}
	body["author"], body["event"] = p.asker.Id, "aaaaaaaaaaaaaaa"
	p.Expect("asked in no event", p.api.Send(p.asker, "POST", testkit.At(schema.Questions), body), 400)

	// nor by way of a draft, or in a batch
	mine := p.ask(fields{"status": "draft"})
	p.Refused("moved into a draft", p.change(p.asker, schema.Questions, mine, fields{"event": draft.Id}), "event", "qa.no_event")
	p.app.Settings().Batch.Enabled, p.app.Settings().Batch.MaxRequests = true, 5
	if err := p.app.Save(p.app.Settings()); err != nil {
		t.Fatal(err)
	}
	p.Expect("in a batch", p.api.Send(p.asker, "POST", "/api/batch", fields{"requests": []fields{{"method": "PATCH", "url": testkit.At(schema.Questions, mine), "body": fields{"event": draft.Id}}}}), 400)
	if got := p.Read(schema.Questions, mine).GetString("event"); got != "" {
		t.Errorf("a draft of the question is in the event %q", got)
	}
}

// Until a question is public its asker moves it; afterwards those who keep order do.
func TestWhoMovesAQuestionToAnEvent(t *testing.T) {
	p := newPortal(t)
	first, second := p.event("第一场", "published"), p.event("第二场", "published")
	editor := testkit.User(t, p.app, "bianji", "editor")
	p.trust("wang", 100000)
	id := p.ask(fields{"status": "draft", "event": first.Id})
	p.Expect("a draft by somebody else", p.change(p.wang, schema.Questions, id, fields{"event": second.Id}), 404)
	p.Expect("a draft", p.change(p.asker, schema.Questions, id, fields{"event": second.Id}), 200)
	p.Expect("out of it", p.change(p.asker, schema.Questions, id, fields{"event": ""}), 200)
	p.Expect("published in it", p.change(p.asker, schema.Questions, id, fields{"event": first.Id, "status": "published"}), 200)
	p.Refused("moved by its asker", p.change(p.asker, schema.Questions, id, fields{"event": second.Id}), "event", "qa.staff_only")
	p.Refused("taken out by its asker", p.change(p.asker, schema.Questions, id, fields{"event": ""}), "event", "qa.staff_only")
	p.Refused("moved by who edits", p.change(p.wang, schema.Questions, id, fields{"event": second.Id}), "event", "qa.not_yours")
	p.Refused("moved by who organises it", p.change(p.chen, schema.Questions, id, fields{"event": second.Id}), "event", "qa.not_yours")
	p.Expect("by a guest", p.change(nil, schema.Questions, id, fields{"event": second.Id}), 404)
	p.Expect("edited with its event", p.change(p.asker, schema.Questions, id, fields{"event": first.Id, "body": "再补充一点。"}), 200)
	p.Expect("moved by a moderator", p.change(p.mod, schema.Questions, id, fields{"event": second.Id}), 200)
	if got := p.shelves(id); slices.Contains(got, "event:"+first.Id) || !slices.Contains(got, "event:"+second.Id) {
		t.Errorf("stands on %v", got)
	}
	p.Expect("taken out by a site editor", p.change(editor, schema.Questions, id, fields{"event": ""}), 200)
	p.Expect("moved by a superuser", p.change(p.sup, schema.Questions, id, fields{"event": first.Id}), 200)
	if n := p.Number("SELECT count(*) FROM post_revisions WHERE target = {:id}", map[string]any{"id": id}); n != 2 {
		t.Errorf("%d revisions: where it is asked is no part of its text", n)
	}
}

// A question outlives the event that it was asked in.
func TestEventOfAQuestionGoes(t *testing.T) {
	p := newPortal(t)
	e := p.event("会消失的", "published")
	public, draft := p.ask(fields{"event": e.Id}), p.ask(fields{"event": e.Id, "status": "draft", "title": "草稿"})
	path := "/questions/" + public + "/" + p.Read(schema.Questions, public).GetString("slug")
	if got := p.api.Send(nil, "GET", path, nil); !strings.Contains(got.Body, "会消失的") {
		t.Error("the question's page doesn't name its event")
	}
	if err := p.app.Delete(testkit.Fresh(t, p.app, e)); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{public, draft} {
		if got := p.Read(schema.Questions, id).GetString("event"); got != "" {
			t.Errorf("in the event %q", got)
		}
	}
	if got := p.shelves(public); !slices.Contains(got, "all") || slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "event:") }) {
		t.Errorf("stands on %v", got)
	}
	if got := p.api.Send(nil, "GET", path, nil); got.Status != 200 || strings.Contains(got.Body, "会消失的") {
		t.Errorf("the question's page: %d, or it still names the event", got.Status)
	}
}

// The page of an event has its newest questions at once, the page below it all, feeds and REST the same.
func TestQuestionsOfAnEvent(t *testing.T) {
	p := newPortal(t)
	e, other, draft := p.event("缓存答疑 <b>夜</b>", "published"), p.event("别的", "published"), p.event("暗号", "draft")
	at := "/events/" + e.GetString("slug")
	read := func(path string) string {
		t.Helper()
		return p.Expect(path, p.api.Send(nil, "GET", path, nil), 200).Body
	}
	if got := read(at); !strings.Contains(got, "/ask#event="+e.GetString("slug")) || strings.Contains(got, at+"/questions") {
		t.Error("an event without questions has no way to ask, or a way to none")
	}
	read(at + "/questions")
	id := p.ask(fields{"event": e.Id, "title": "键怎么设计 <script>alert(1)</script>"})
	p.ask(fields{"event": other.Id, "title": "与此无关"})
	p.ask(fields{"event": e.Id, "title": "没写完的", "status": "draft"})
	api := "/api/qiao/questions?event=" + e.GetString("slug")
	for _, path := range []string{at, at + "/questions", "/en" + at + "/questions", at + "/questions/feed.xml", at + "/questions/atom.xml", at + "/questions/feed.json", "/questions/feed.xml?event=" + e.GetString("slug"), api} {
		got := read(path)
		if !strings.Contains(got, id) || strings.Contains(got, "与此无关") || strings.Contains(got, "没写完的") {
			t.Errorf("%s doesn't have the one question asked there, or another", path)
		}
		if strings.HasPrefix(path, at) && strings.Contains(got, "<script>alert") && !strings.Contains(path, "json") {
			t.Errorf("%s has a script of the title", path)
		}
	}
	if got := read(at); !strings.Contains(got, "1 个问题在等回答") {
		t.Error("the event's page doesn't say what waits for an answer")
	}
	for _, path := range []string{"/questions", "/tags/" + p.tag.GetString("slug") + "/questions"} {
		if got := read(path); !strings.Contains(got, at+`/questions">缓存答疑 &lt;b&gt;夜&lt;/b&gt;</a>`) {
			t.Errorf("the card on %s doesn't name its event", path)
		}
	}
	if got := read(at + "/questions"); strings.Contains(got, at+`/questions">缓存答疑`) {
		t.Error("the cards of the event's own list name it")
	}
	if got := read("/api/qiao/questions"); !strings.Contains(got, `"event":{"slug":"`+e.GetString("slug")+`","title":"缓存答疑`) {
		t.Error("the list as data doesn't name the event")
	}
	if text, err := qa.Markdown(p.app, p.Read(schema.Questions, id)); err != nil || !strings.Contains(string(text), "event: 缓存答疑 <b>夜</b>\n") {
		t.Errorf("the Markdown file: %v\n%s", err, text)
	}
	p.answer(p.wang, id, "先看命中率。")
	if got := read(at); strings.Contains(got, "个问题在等回答") {
		t.Error("the event's page doesn't know of the answer")
	}
	if got := read(at + "/questions?filter=unanswered"); strings.Contains(got, id) {
		t.Error("answered, it waits for an answer")
	}
	if got := read(api + "&filter=unanswered&tag=go"); strings.Contains(got, id) {
		t.Error("the list as data isn't narrowed together")
	}
	p.Expect("hide", p.change(p.mod, schema.Questions, id, fields{"status": "hidden", "note": "测试"}), 200)
	if got := read(at); strings.Contains(got, id) {
		t.Error("a hidden question stands on the event's page")
	}

	for _, slug := range []string{draft.GetString("slug"), "no-event"} {
		p.Expect("a draft's list", p.api.Send(nil, "GET", "/events/"+slug+"/questions", nil), 404)
		p.Expect("a draft's feed", p.api.Send(nil, "GET", "/questions/feed.xml?event="+slug, nil), 404)
		if got := read("/api/qiao/questions?event=" + slug); !strings.Contains(got, `"items":[]`) {
			t.Errorf("questions of the event %s: %s", slug, got)
		}
	}
	if got := p.api.Send(nil, "GET", testkit.At(schema.Questions)+"?filter="+url.QueryEscape("event='"+e.Id+"'"), nil); got.JSON("totalItems") != 0.0 {
		t.Error("the collection doesn't filter by event, or shows a hidden question")
	}
}
