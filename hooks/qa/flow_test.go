package qa_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// From a draft to an accepted answer, as a front end does it.
func TestFromDraftToAccepted(t *testing.T) {
	p := newPortal(t)
	draft := p.ask(fields{"status": "draft", "tags": []string{}, "body": ""})
	if len(p.shelves(draft)) > 0 {
		t.Errorf("a draft stands on %v", p.shelves(draft))
	}
	p.Expect("a draft is nobody else's", p.api.Send(p.wang, "GET", testkit.At(schema.Questions, draft), nil), 404)
	p.Refused("publish without tags", p.change(p.asker, schema.Questions, draft, fields{"status": "published", "body": "改一个，另一个也变了。"}), "tags", "qa.tags_needed")
	p.Refused("publish without details", p.change(p.asker, schema.Questions, draft, fields{"status": "published", "tags": []string{p.tag.Id}}), "body", "qa.body_needed")
	p.Expect("publish", p.change(p.asker, schema.Questions, draft, fields{"status": "published", "tags": []string{p.tag.Id}, "body": "改一个，**另一个**也变了。\n\n<script>alert(1)</script>"}), 200)
	q := schema.AsQuestion(p.Read(schema.Questions, draft))
	if q.Asked().IsZero() || !q.Edited().IsZero() || q.Slug() != "qie-pian-wei-shen-me-hui-gong-xiang-di-ceng-shu-zu" {
		t.Errorf("asked %v, edited %v, slug %q", q.Asked(), q.Edited(), q.Slug())
	}
	if !strings.Contains(q.HTML(), "<strong>另一个</strong>") || strings.Contains(q.HTML(), "<script") || !strings.HasPrefix(q.Excerpt(), "改一个") {
		t.Errorf("rendered as %q, excerpt %q", q.HTML(), q.Excerpt())
	}
	asker, tag := "asker:"+p.asker.Id, "tag:"+p.tag.Id
	want := []string{"all", "all+unanswered", "all+unsolved", asker, tag, tag + "+unanswered", tag + "+unsolved"}
	if got := p.shelves(draft); !slices.Equal(got, want) {
		t.Errorf("stands on %v", got)
	}
	active := p.Number("SELECT count(*) FROM stats WHERE id = {:id} AND kind = 'questions' AND active != '' AND hot > 1", dbx.Params{"id": draft})
	if active != 1 {
		t.Error("no counters, or nothing that moved it up")
	}

	first := p.answer(p.wang, draft, "因为它们指着**同一块**内存。")
	second := p.answer(p.chen, draft, "用 copy。")
	if got := p.shelves(draft); slices.Contains(got, "all+unanswered") || !slices.Contains(got, "all+unsolved") {
		t.Errorf("answered, it stands on %v", got)
	}
	if n := p.Number("SELECT answers FROM stats WHERE id = {:id}", dbx.Params{"id": draft}); n != 2 {
		t.Errorf("%d answers counted", n)
	}
	p.Refused("twice", p.api.Send(p.wang, "POST", testkit.At(schema.Answers), fields{"question": draft, "author": p.wang.Id, "body": "还有一点。"}), "question", "qa.answered_already")
	p.Refused("accepted by somebody else", p.change(p.wang, schema.Questions, draft, fields{"accepted": first}), "accepted", "qa.not_yours")
	p.Expect("accept", p.change(p.asker, schema.Questions, draft, fields{"accepted": first}), 200)
	p.Expect("another one", p.change(p.asker, schema.Questions, draft, fields{"accepted": second}), 200)
	if q = schema.AsQuestion(p.Read(schema.Questions, draft)); q.Accepted() != second || q.AcceptedAt().IsZero() || slices.Contains(p.shelves(draft), "all+unsolved") {
		t.Errorf("accepted %q at %v, stands on %v", q.Accepted(), q.AcceptedAt(), p.shelves(draft))
	}
	// an answer that is deleted isn't accepted any more, and can't be
	p.Expect("delete", p.change(p.chen, schema.Answers, second, fields{"status": "deleted"}), 200)
	if q = schema.AsQuestion(p.Read(schema.Questions, draft)); q.Accepted() != "" || !q.AcceptedAt().IsZero() || !slices.Contains(p.shelves(draft), "all+unsolved") {
		t.Errorf("accepted %q at %v, stands on %v", q.Accepted(), q.AcceptedAt(), p.shelves(draft))
	}
	p.Refused("accept what is deleted", p.change(p.asker, schema.Questions, draft, fields{"accepted": second}), "accepted", "qa.no_such_answer")
	elsewhere := p.answer(p.wang, p.ask(nil), "别处的回答。")
	p.Refused("accept what answers something else", p.change(p.asker, schema.Questions, draft, fields{"accepted": elsewhere}), "accepted", "qa.no_such_answer")
	if n := p.Number("SELECT answers FROM stats WHERE id = {:id}", dbx.Params{"id": draft}); n != 1 {
		t.Errorf("%d answers counted after one was deleted", n)
	}
}

// What nobody says of themselves.
func TestForgedFields(t *testing.T) {
	p := newPortal(t)
	q := p.ask(fields{"html": "<script>alert(1)</script>", "excerpt": "假", "slug": "fake", "edited": "2020-01-01 00:00:00.000Z"})
	r := schema.AsQuestion(p.Read(schema.Questions, q))
	if strings.Contains(r.HTML(), "script") || r.Excerpt() == "假" || r.Slug() == "fake" || !r.Edited().IsZero() {
		t.Errorf("%q %q %q %v", r.HTML(), r.Excerpt(), r.Slug(), r.Edited())
	}
	a := p.answer(p.wang, q, "回答。")
	base := fields{"title": "又一个", "lang": "zh", "author": p.asker.Id, "tags": []string{p.tag.Id}, "body": "细节。"}
	for field, value := range map[string]any{
		"closed": "duplicate", "closed_at": "2020-01-01 00:00:00.000Z", "locked": true, "protected": true, "duplicate_of": q, "accepted": a,
		"accepted_at": "2020-01-01 00:00:00.000Z", "asked": "2020-01-01 00:00:00.000Z", "source_url": "https://example.com/", "source_author": "别人", "status": "hidden",
	} {
		body := fields{field: value}
		for k, v := range base {
			if k != field {
				body[k] = v
			}
		}
		if got := p.api.Send(p.asker, "POST", testkit.At(schema.Questions), body); got.Status != 400 || got.JSON("data", field) == nil {
			t.Errorf("asked with %s: %d %s", field, got.Status, got.Body)
		}
		if field == "accepted" {
			continue
		}
		if got := p.change(p.asker, schema.Questions, q, fields{field: value}); got.Status != 400 || got.JSON("data", field) == nil {
			t.Errorf("changed %s: %d %s", field, got.Status, got.Body)
		}
	}
	for field, value := range map[string]any{
		"question": p.ask(nil), "author": p.chen.Id, "answered": "2020-01-01 00:00:00.000Z", "source_site": "别处", "status": "pending",
	} {
		if got := p.change(p.wang, schema.Answers, a, fields{field: value}); got.Status != 400 || got.JSON("data", field) == nil {
			t.Errorf("changed %s: %d %s", field, got.Status, got.Body)
		}
	}
	if got := p.api.Send(p.wang, "POST", testkit.At(schema.Answers), fields{"question": q, "author": p.chen.Id, "body": "以别人的名义"}); got.Status != 400 {
		t.Errorf("answered for somebody else: %d", got.Status)
	}
	got := p.api.Send(p.asker, "POST", testkit.At(schema.Questions), fields{"title": "以别人的名义", "author": p.wang.Id, "body": "x", "tags": []string{p.tag.Id}})
	if got.Status != 400 {
		t.Errorf("asked for somebody else: %d", got.Status)
	}
}

// Others change the text when they are trusted, and nothing else.
func TestEdits(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	a := p.answer(p.wang, q, "回答。")
	p.Expect("untrusted", p.change(p.chen, schema.Answers, a, fields{"body": "改写的回答。"}), 403)
	p.trust("chen", 2000)
	chen := testkit.Fresh(t, p.app, p.chen)
	p.Expect("trusted", p.change(chen, schema.Answers, a, fields{"body": "改写的回答。"}), 200)
	p.Expect("the title", p.change(chen, schema.Questions, q, fields{"title": "切片为什么共享数组？"}), 200)
	for _, body := range []fields{{"status": "deleted"}, {"wiki": true}, {"posted_url": "https://example.com/"}} {
		if got := p.change(chen, schema.Answers, a, body); got.Status != 400 {
			t.Errorf("%v: %d %s", body, got.Status, got.Body)
		}
	}
	p.Expect("locked", p.change(p.mod, schema.Questions, q, fields{"locked": true}), 200)
	p.Expect("edited while locked", p.change(chen, schema.Answers, a, fields{"body": "再改。"}), 403)
	p.Expect("by its author", p.change(p.wang, schema.Answers, a, fields{"body": "再改。"}), 403)
	p.Expect("answered while locked", p.api.Send(p.chen, "POST", testkit.At(schema.Answers), fields{"question": q, "author": p.chen.Id, "body": "晚了。"}), 403)
	p.Expect("voted while locked", p.api.Send(p.chen, "POST", testkit.At(schema.Votes), fields{"user": p.chen.Id, "kind": "answer", "target": a, "value": 1}), 403)
	p.Expect("commented while locked", p.api.Send(p.chen, "POST", testkit.At(schema.Comments), fields{"author": p.chen.Id, "kind": "answer", "target": a, "body": "晚了"}), 403)
	if n := p.Number("SELECT count(*) FROM post_revisions WHERE target = {:id} AND editor = {:by}", dbx.Params{"id": a, "by": p.chen.Id}); n != 1 {
		t.Errorf("%d revisions by the editor", n)
	}
}
