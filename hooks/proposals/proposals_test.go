package proposals_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Who may propose what, when: the room's own moment decides, per kind, and codes let in afterwards.
func TestWindow(t *testing.T) {
	p := newPortal(t, fields{"codes": []fields{{"code": "late-friends"}, {"code": "too-late-now", "until": in(-time.Minute).String()}}})
	p.expect("a guest", p.api.Send(nil, "POST", records(schema.Proposals), p.body(p.wang, nil)), 400)
	p.expect("for somebody else", p.api.Send(p.wang, "POST", records(schema.Proposals), p.body(p.chen, nil)), 400)
	p.sql("UPDATE users SET verified = 0 WHERE id = {:id}", dbx.Params{"id": p.nobody.Id})
	p.nobody = testkit.Fresh(t, p.app, p.nobody)
	p.expect("unverified", p.send(p.nobody, nil), 403)
	p.refused("a kind of one's own", p.send(p.wang, fields{"kind": "party"}), "kind", "proposals.kind")
	r := p.proposed(p.wang, nil)
	if v := schema.AsProposal(r); v.State() != "submitted" || !strings.Contains(v.HTML(), "<strong>超时</strong>") || len(v.People()) != 1 || v.People()[0] != p.wang.Id {
		t.Errorf("%s %s %v", v.State(), v.HTML(), v.People())
	}
	closing := func(field, at string) { p.sql("UPDATE event_calls SET ["+"["+field+"]] = {:at}", dbx.Params{"at": at}) }
	closing("closes", in(-time.Millisecond).String())
	p.refused("after the deadline", p.send(p.wang, nil), "kind", "proposals.over")
	p.proposed(p.wang, fields{"kind": "lab"}) // has a later one of its own
	p.refused("with a wrong code", p.send(p.wang, fields{"access": "friends"}), "access", "proposals.access")
	p.refused("with one that has run out", p.send(p.wang, fields{"access": "too-late-now"}), "access", "proposals.access")
	late := p.proposed(p.wang, fields{"access": " late-friends "})
	if got := late.GetString("code"); got != "late-friends" {
		t.Errorf("let in by %q", got)
	}
	if a := p.api.Send(p.wang, "GET", records(schema.Proposals, late.Id), nil); strings.Contains(a.Body, "late-friends") {
		t.Error("the code is shown:", a.Body)
	}
	// a move to a kind that is closed is a way around the deadline
	lab := p.proposed(p.wang, fields{"kind": "lab"})
	p.refused("another kind", p.api.Send(p.wang, "PATCH", records(schema.Proposals, lab.Id), fields{"kind": "talk"}), "kind", "proposals.over")
	closing("opens", in(time.Minute).String())
	p.refused("before it opens", p.send(p.wang, fields{"kind": "lab"}), "event", "proposals.soon")
	closing("opens", "")
	p.sql("UPDATE events SET status = 'cancelled'", nil)
	p.refused("of a cancelled event", p.send(p.wang, fields{"kind": "lab"}), "event", "proposals.closed")
	p.sql("UPDATE events SET status = 'published', starts = {:at}", dbx.Params{"at": in(-time.Minute).String()})
	p.refused("once it has begun", p.send(p.wang, fields{"kind": "lab", "access": "late-friends"}), "event", "proposals.closed")
	p.expect("withdraw then", p.answer(p.wang, r, "withdrawn"), 400)
}

// What a request can't say is refused, also in a batch; hostile texts are texts.
func TestForged(t *testing.T) {
	p := newPortal(t, nil)
	r := p.proposed(p.wang, fields{"title": `<script>alert(1)</script>`, "abstract": "<img src=x onerror=alert(1)> [x](javascript:alert(1))\n\n<script>alert(2)</script>"})
	if html := r.GetString("html"); strings.Contains(html, "<script") || strings.Contains(html, "onerror=") && strings.Contains(html, "<img src=x") || strings.Contains(html, "href=\"javascript:") {
		t.Error(html)
	}
	batch := func(by *core.Record, method, path string, body fields) testkit.Answer {
		return p.api.Send(by, "POST", "/api/batch", fields{"requests": []fields{{"method": method, "url": path, "body": body}}})
	}
	for field, value := range map[string]any{"state": "accepted", "html": "<b>x</b>", "people": []string{p.chen.Id}} {
		p.refused("create with "+field, p.send(p.wang, fields{field: value}), field, "proposals.stays")
		p.expect("in a batch", batch(p.wang, "POST", records(schema.Proposals), p.body(p.wang, fields{field: value})), 400)
	}
	if forged := p.proposed(p.wang, fields{"code": "mine-alone"}); forged.GetString("code") != "" {
		t.Error("a hidden field was written")
	}
	path := records(schema.Proposals, r.Id)
	for field, value := range map[string]any{"html": "<b>x</b>", "people": []string{p.chen.Id}} {
		p.refused("set "+field, p.api.Send(p.wang, "PATCH", path, fields{field: value}), field, "proposals.stays")
	}
	for _, state := range []string{"accepted", "confirmed", "waitlisted", "rejected", "declined"} {
		p.refused("become "+state, p.answer(p.wang, r, state), "state", "proposals.state_changed")
		p.expect("in a batch", batch(p.wang, "PATCH", path, fields{"state": state}), 400)
	}
	for field, value := range map[string]string{"author": p.chen.Id, "event": p.call.Id} {
		if a := p.api.Send(p.wang, "PATCH", path, fields{field: value}); a.Status < 400 {
			t.Errorf("%s was set: %s", field, a.Body)
		}
	}
	for what, speakers := range map[string]any{
		"nobody": []fields{}, "no name": []fields{{"name": " "}}, "unknown": []fields{{"handle": "no-such-person"}}, "a number": 7, "twice": []fields{{"handle": "wang"}, {"handle": "@Wang"}},
		"more": []fields{{"name": "甲", "slug": "x"}}, "controls": []fields{{"name": "甲\u202e乙"}}, "long": []fields{{"name": strings.Repeat("长", 81)}},
		"seven": []fields{{"name": "1"}, {"name": "2"}, {"name": "3"}, {"name": "4"}, {"name": "5"}, {"name": "6"}, {"name": "7"}},
	} {
		if a := p.send(p.wang, fields{"speakers": speakers}); a.Status != 400 || a.JSON("data", "speakers") == nil {
			t.Errorf("speakers, %s: %d %.300s", what, a.Status, a.Body)
		}
	}
	p.refused("no title", p.send(p.wang, fields{"title": "\u200b"}), "title", "proposals.title")
	p.refused("no abstract", p.send(p.wang, fields{"abstract": " \n "}), "abstract", "proposals.abstract")
	// a review's mean is the room's to compute
	a := p.api.Send(p.reviewer, "POST", records(schema.ProposalReviews), fields{"event": p.event.Id, "proposal": r.Id, "reviewer": p.reviewer.Id, "scores": []int{2}, "score": 99})
	if p.expect("review", a, 200).JSON("score") != 2.0 {
		t.Error(a.Body)
	}
	for _, scores := range []any{[]int{9}, []int{-1}, []int{}, []int{1, 2}, []float64{1.5}, "5", nil} {
		a := p.api.Send(p.second, "POST", records(schema.ProposalReviews), fields{"event": p.event.Id, "proposal": r.Id, "reviewer": p.second.Id, "scores": scores})
		p.refused("scores", a, "scores", "proposals.scores")
	}
	p.expect("in another's name", p.api.Send(p.second, "POST", records(schema.ProposalReviews), fields{"event": p.event.Id, "proposal": r.Id, "reviewer": p.author.Id, "scores": []int{5}}), 400)
	p.refused("a decision that was sent", p.api.Send(p.author, "POST", records(schema.ProposalDecisions), fields{"event": p.event.Id, "proposal": r.Id, "outcome": "accepted", "sent": in(0).String()}), "sent", "proposals.stays")
	p.refused("decided by another", p.api.Send(p.author, "POST", records(schema.ProposalDecisions), fields{"event": p.event.Id, "proposal": r.Id, "outcome": "accepted", "by": p.organiser.Id}), "by", "proposals.stays")
}

// Edits until the call freezes, and what a proposer can take back.
func TestEdits(t *testing.T) {
	p := newPortal(t, nil)
	r := p.proposed(p.wang, nil)
	path := records(schema.Proposals, r.Id)
	edit := func(f fields) testkit.Answer { return p.api.Send(p.wang, "PATCH", path, f) }
	p.expect("edit", edit(fields{"title": "新的标题", "speakers": []fields{{"user": p.wang.Id, "name": "王", "bio": ""}, {"handle": "chen", "name": ""}, {"name": "站外的人", "bio": "来自别处"}}}), 200)
	if people := testkit.Fresh(t, p.app, r).GetStringSlice("people"); len(people) != 2 {
		t.Error(people)
	}
	p.expect("who is named sees it", p.api.Send(p.chen, "GET", path, nil), 200)
	p.expect("and doesn't edit", p.api.Send(p.chen, "PATCH", path, fields{"title": "我的"}), 404)
	p.expect("and can leave", p.api.Send(p.chen, "POST", "/api/qiao/proposals/"+r.Id+"/leave", nil), 204)
	p.expect("then it is gone", p.api.Send(p.chen, "GET", path, nil), 404)
	p.expect("once", p.api.Send(p.chen, "POST", "/api/qiao/proposals/"+r.Id+"/leave", nil), 404)
	p.expect("an outsider", p.api.Send(p.nobody, "POST", "/api/qiao/proposals/"+r.Id+"/leave", nil), 404)
	p.sql("UPDATE event_calls SET freeze = {:at}", dbx.Params{"at": in(-time.Millisecond).String()})
	if a := edit(fields{"title": "又一个"}); a.Status != 400 || !strings.Contains(a.Body, "修改的期限已过") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	p.expect("withdraw", p.answer(p.wang, r, "withdrawn"), 200)
	p.expect("come back", p.answer(p.wang, r, "submitted"), 200)
	p.expect("withdraw", p.answer(p.wang, r, "withdrawn"), 200)
	p.sql("UPDATE event_calls SET closes = {:at}", dbx.Params{"at": in(-time.Millisecond).String()})
	p.refused("come back too late", p.answer(p.wang, r, "submitted"), "kind", "proposals.over")
}

// Two organisers decide and send at once: one decision, one mail. What was said isn't said again.
func TestToldOnce(t *testing.T) {
	p := newPortal(t, fields{"accept_text": "请在两周内确认。", "reject_text": "谢谢。"})
	office := testkit.NewPostOffice(t, p.app)
	p.sql("UPDATE users SET locale = 'en' WHERE id = {:id}", dbx.Params{"id": p.chen.Id})
	first, second, third := p.proposed(p.wang, nil), p.proposed(p.chen, fields{"title": "Ghosts <b> in the pool"}), p.proposed(p.nobody, nil)
	p.drain()
	if n := len(office.Letters("wang@example.com")); n != 1 {
		t.Fatalf("%d letters of receipt", n)
	}
	var wg sync.WaitGroup
	answers := make([]testkit.Answer, 8)
	for i := range answers {
		wg.Go(func() { answers[i] = p.decide([]*core.Record{p.author, p.organiser}[i%2], first, "accepted") })
	}
	wg.Wait()
	made := 0
	for _, a := range answers {
		if a.Status == 200 {
			made++
		}
	}
	if made != 1 {
		t.Errorf("%d decisions", made)
	}
	p.expect("decide", p.decide(p.organiser, second, "waitlisted"), 200)
	p.expect("decide", p.decide(p.organiser, third, "rejected"), 200)
	if p.state(first) != "submitted" {
		t.Error("the proposer sees it before it is sent")
	}
	if a := p.api.Send(p.wang, "GET", records(schema.ProposalDecisions), nil); a.JSON("totalItems") != 0.0 {
		t.Error(a.Body)
	}
	for i := range answers {
		wg.Go(func() { answers[i] = p.tellAll([]*core.Record{p.author, p.organiser}[i%2]) })
	}
	wg.Wait()
	sum := 0.0
	for _, a := range answers {
		sum += p.expect("send", a, 200).JSON("sent").(float64)
	}
	p.drain()
	if sum != 3 {
		t.Errorf("%v were told", sum)
	}
	for address, subject := range map[string]string{"wang@example.com": "议题入选：连接池里的幽灵", "chen@example.com": "In reserve: Ghosts <b> in the pool", "nobody@example.com": "关于你的议题：连接池里的幽灵"} {
		letters := office.Letters(address)
		if len(letters) != 2 || letters[1].Subject != subject {
			t.Errorf("%s: %d letters: %+v", address, len(letters), letters)
			continue
		}
		if strings.Contains(letters[1].HTML, "Ghosts <b>") {
			t.Error("a title is HTML:", letters[1].HTML)
		}
	}
	if text := office.Letters("wang@example.com")[1].Text; !strings.Contains(text, "请在两周内确认。") || !strings.Contains(text, "https://qiao.example/proposals") || !strings.Contains(text, "Asia/Shanghai") {
		t.Error(text)
	}
	// back and forth before it is sent anew says nothing twice; another outcome is another mail
	decision := p.board(p.author, "?state=waitlisted").JSON("items", 0, "decision").(string)
	change := func(outcome string) testkit.Answer {
		return p.api.Send(p.author, "PATCH", records(schema.ProposalDecisions, decision), fields{"outcome": outcome})
	}
	p.expect("change", change("rejected"), 200)
	p.expect("change", change("waitlisted"), 200)
	p.tellAll(p.author)
	p.drain()
	if n := len(office.Letters("chen@example.com")); n != 2 {
		t.Errorf("%d letters", n)
	}
	p.expect("change", change("accepted"), 200)
	p.tellAll(p.author)
	p.drain()
	if n := len(office.Letters("chen@example.com")); n != 3 {
		t.Errorf("%d letters", n)
	}
	p.refused("take it back", change("rejected"), "outcome", "proposals.decided")
	// answered at once both ways: one of them
	for i, state := range []string{"confirmed", "declined"} {
		wg.Go(func() { answers[i] = p.answer(p.chen, second, state) })
	}
	wg.Wait()
	if (answers[0].Status == 200) == (answers[1].Status == 200) {
		t.Error(answers[0].Status, answers[1].Status, p.state(second))
	}
	p.expect("others", p.tellAll(p.reviewer), 403)
	p.expect("proposers", p.tellAll(p.wang), 403)
	p.expect("guests", p.tellAll(nil), 401)
}
