package proposals_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Reviews: who sees what, the figures, and that nobody judges what is their own.
func TestReviews(t *testing.T) {
	p := newPortal(t, nil)
	r := p.proposed(p.wang, fields{"speakers": []fields{{"handle": "wang"}, {"handle": "second"}}})
	other := p.proposed(p.organiser, fields{"title": "组织者自己的"})
	p.expect("review", p.review(p.reviewer, r, 5, "很好，但别告诉他"), 200)
	p.expect("again", p.review(p.reviewer, r, 1, ""), 400)
	p.expect("review", p.review(p.organiser, r, 2, "一般"), 200)
	p.expect("review", p.review(p.author, r, 2, ""), 200)
	for who, by := range map[string]*core.Record{"a co-speaker": p.second, "the proposer": p.wang, "the gate": p.gate, "anybody": p.nobody} {
		p.expect(who, p.review(by, r, 5, ""), 400)
	}
	p.expect("an organiser of their own", p.review(p.organiser, other, 5, ""), 400)
	p.expect("and decides", p.decide(p.organiser, other, "accepted"), 400)
	testkit.Create(t, p.app, schema.ProposalDecisions, fields{"event": p.event.Id, "proposal": other.Id, "outcome": "rejected"})
	p.expect("another reviews it", p.review(p.reviewer, other, 1, "暗自的评语"), 200)

	item := func(by *core.Record, query string) testkit.Answer { return p.expect("board", p.board(by, query), 200) }
	a := item(p.author, "?sort=mean")
	if a.JSON("items", 0, "id") != r.Id || a.JSON("items", 0, "mean") != 3.0 || a.JSON("items", 0, "median") != 2.0 || a.JSON("items", 0, "count") != 3.0 {
		t.Error(a.Body)
	}
	// what is about one's own, others know
	a = item(p.organiser, "?q="+url.QueryEscape("组织者自己"))
	if a.JSON("items", 0, "own") != true || a.JSON("items", 0, "count") != nil || strings.Contains(a.Body, "暗自") || strings.Contains(a.Body, `"outcome"`) || a.JSON("unsent") != 0.0 {
		t.Error(a.Body)
	}
	if a = item(p.organiser, "?outcome=rejected"); a.JSON("total") != 0.0 {
		t.Error("a filter tells:", a.Body)
	}
	for _, collection := range []string{schema.ProposalReviews, schema.ProposalDecisions} {
		for _, who := range []*core.Record{p.wang, p.second, p.nobody, p.gate} {
			if a := p.api.Send(who, "GET", records(collection), nil); a.JSON("totalItems") != 0.0 {
				t.Errorf("%s lists %s: %s", who.GetString("handle"), collection, a.Body)
			}
		}
	}
	for path, by := range map[string]*core.Record{
		records(schema.Proposals, r.Id) + "?expand=proposal_reviews_via_proposal,proposal_decisions_via_proposal":     p.wang,
		records(schema.Proposals, other.Id) + "?expand=proposal_reviews_via_proposal,proposal_decisions_via_proposal": p.organiser,
	} {
		if a := p.expect("expand", p.api.Send(by, "GET", path, nil), 200); strings.Contains(a.Body, "评语") || strings.Contains(a.Body, "别告诉") || strings.Contains(a.Body, `"outcome"`) {
			t.Error(a.Body)
		}
	}
	oracle := records(schema.Proposals) + "?filter=" + url.QueryEscape("proposal_reviews_via_proposal.note ?~ '别告诉'")
	if a := p.api.Send(p.wang, "GET", oracle, nil); a.Status == 200 && a.JSON("totalItems") != 0.0 {
		t.Error("a filter tells of remarks:", a.Body)
	}
	// a reviewer sees the others' once they have said their own
	third := p.proposed(p.nobody, fields{"title": "第三个"})
	p.expect("review", p.review(p.author, third, 4, "先说的"), 200)
	if a = item(p.reviewer, "?mine=todo"); a.JSON("total") != 1.0 || a.JSON("items", 0, "mean") != nil || strings.Contains(a.Body, "先说的") {
		t.Error(a.Body)
	}
	p.expect("review", p.review(p.reviewer, third, 2, ""), 200)
	if a = item(p.reviewer, "?q="+url.QueryEscape("第三")); a.JSON("items", 0, "mean") != 3.0 || !strings.Contains(a.Body, "先说的") {
		t.Error(a.Body)
	}
	for _, who := range []*core.Record{p.wang, p.gate, p.nobody} {
		p.expect("the board", p.board(who, ""), 403)
	}
	p.expect("the board", p.board(nil, ""), 401)
	// named as a speaker later: what was said before doesn't count
	p.expect("name", p.api.Send(p.nobody, "PATCH", records(schema.Proposals, third.Id), fields{"speakers": []fields{{"handle": "nobody"}, {"handle": "reviewer"}}}), 200)
	third3 := "?q=" + url.QueryEscape("第三")
	if a = item(p.author, third3); a.JSON("items", 0, "count") != 1.0 || a.JSON("items", 0, "mean") != 4.0 || len(a.JSON("items", 0, "others").([]any)) != 0 {
		t.Error(a.Body)
	}
	if a = item(p.reviewer, third3); a.JSON("items", 0, "own") != true || strings.Contains(a.Body, "先说的") {
		t.Error(a.Body)
	}
	// nor does naming the organisers alone keep them from deciding
	p.expect("name", p.api.Send(p.nobody, "PATCH", records(schema.Proposals, third.Id), fields{"speakers": []fields{{"handle": "author"}}}), 200)
	p.expect("decide", p.decide(p.author, third, "rejected"), 400)
	p.expect("leave", p.api.Send(p.author, "POST", "/api/qiao/proposals/"+third.Id+"/leave", nil), 204)
	p.expect("decide", p.decide(p.author, third, "rejected"), 200)
	if a = item(p.author, third3); a.JSON("items", 0, "count") != 2.0 {
		t.Error("the reviewer's word is gone:", a.Body)
	}
	// scores keep their meaning
	p.refused("another range", p.api.Send(p.author, "PATCH", records(schema.EventCalls, p.call.Id), fields{"score_max": 10}), "score_max", "proposals.scored")
	p.refused("a kind that is used", p.api.Send(p.author, "PATCH", records(schema.EventCalls, p.call.Id), fields{"kinds": []fields{{"id": "lab", "name": "实验", "minutes": 60}}}), "kinds", "proposals.kind_used")
}

// An anonymous review shows nowhere who proposes, but to organisers.
func TestAnonymous(t *testing.T) {
	p := newPortal(t, fields{"anonymous": true})
	r := p.proposed(p.wang, fields{"speakers": []fields{{"handle": "wang", "name": "王秘密", "bio": "秘密的简介"}}, "notes": "我是王秘密"})
	p.expect("review", p.review(p.reviewer, r, 4, "好"), 200)
	secrets := []string{"王秘密", "秘密的简介", p.wang.Id, `"wang"`}
	look := func(by *core.Record, path string) {
		a := p.api.Send(by, "GET", path, nil)
		for _, secret := range secrets {
			if strings.Contains(a.Body, secret) {
				t.Errorf("%s tells %q: %.600s", path, secret, a.Body)
			}
		}
	}
	look(p.reviewer, "/api/qiao/events/qiao-da-hui/proposals")
	look(p.reviewer, "/api/qiao/events/qiao-da-hui/call")
	look(p.reviewer, records(schema.Proposals))
	look(p.reviewer, records(schema.ProposalReviews)+"?expand=proposal,proposal.author,proposal.people")
	p.expect("the record", p.api.Send(p.reviewer, "GET", records(schema.Proposals, r.Id), nil), 404)
	// neither by what a filter finds nor by how a list is sorted
	for _, filter := range []string{"proposal.author = '" + p.wang.Id + "'", "proposal.author.handle = 'wang'", "proposal.people ?= '" + p.wang.Id + "'", "proposal.speakers ~ '王秘密'"} {
		if a := p.api.Send(p.reviewer, "GET", records(schema.ProposalReviews)+"?filter="+url.QueryEscape(filter), nil); a.Status == 200 && a.JSON("totalItems") != 0.0 {
			t.Errorf("%s: %s", filter, a.Body)
		}
	}
	if a := p.expect("search", p.board(p.reviewer, "?q="+url.QueryEscape("王秘密")), 200); a.JSON("total") != 0.0 {
		t.Error(a.Body)
	}
	if a := p.expect("organisers", p.board(p.organiser, "?q="+url.QueryEscape("王秘密")), 200); a.JSON("items", 0, "author") != "wang" || a.JSON("items", 0, "speakers", 0, "name") != "王秘密" {
		t.Error(a.Body)
	}
	p.expect("made open", p.api.Send(p.author, "PATCH", records(schema.EventCalls, p.call.Id), fields{"anonymous": false}), 200)
	p.expect("the record", p.api.Send(p.reviewer, "GET", records(schema.Proposals, r.Id), nil), 200)
}

// From a confirmed proposal to the agenda, with the clashes that there are.
func TestAgenda(t *testing.T) {
	p := newPortal(t, nil)
	first := p.accepted(p.wang, fields{"speakers": []fields{{"handle": "wang", "bio": "写后端。"}, {"name": "站外的人", "bio": "来自别处"}}})
	second := p.accepted(p.chen, fields{"title": "另一个", "kind": "lab", "speakers": []fields{{"handle": "chen"}, {"handle": "wang"}}})
	open := p.proposed(p.nobody, nil)
	p.refused("unconfirmed", p.place(p.author, open, "一号厅", 0), "proposal", "proposals.not_confirmed")
	for _, who := range []*core.Record{p.wang, p.reviewer, p.gate} {
		p.expect("by others", p.place(who, first, "一号厅", 0), 400)
	}
	placed := p.expect("place", p.place(p.organiser, first, "一号厅", 0), 200)
	if placed.JSON("title") != "连接池里的幽灵" || placed.JSON("kind") != "talk" || placed.JSON("html") != "<p>一次<strong>超时</strong>引出的故事。</p>\n" {
		t.Error(placed.Body)
	}
	p.refused("twice", p.place(p.author, first, "二号厅", time.Hour), "proposal", "proposals.placed")
	p.refused("another proposal", p.api.Send(p.author, "PATCH", records(schema.EventSessions, placed.JSON("id").(string)), fields{"proposal": second.Id}), "proposal", "proposals.session_stays")
	p.expect("place", p.place(p.author, second, "一号厅 ", 20*time.Minute), 200)
	schedule := p.expect("schedule", p.api.Send(p.organiser, "GET", "/api/qiao/events/qiao-da-hui/schedule", nil), 200)
	if schedule.JSON("clashes") != 1.0 || schedule.JSON("sessions", 0, "clashes", 0, "what") != "room" || schedule.JSON("sessions", 0, "clashes", 1, "what") != "speaker" || schedule.JSON("sessions", 1, "kind") != "workshop" {
		t.Error(schedule.Body)
	}
	p.expect("others", p.api.Send(p.wang, "GET", "/api/qiao/events/qiao-da-hui/schedule", nil), 403)
	// one after the other in one room is no clash
	p.expect("move", p.api.Send(p.organiser, "PATCH", records(schema.EventSessions, schedule.JSON("sessions", 1, "id").(string)), fields{
		"starts": p.event.GetDateTime("starts").Add(30 * time.Minute).String(), "ends": p.event.GetDateTime("starts").Add(2 * time.Hour).String()}), 200)
	if a := p.api.Send(p.organiser, "GET", "/api/qiao/events/qiao-da-hui/schedule", nil); a.JSON("clashes") != 0.0 {
		t.Error(a.Body)
	}
	// one page a person, linked to the account, with both talks
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM speakers"); n != 3 {
		t.Errorf("%d speakers", n)
	}
	wang, err := p.app.FindFirstRecordByData(schema.Speakers, schema.SpeakerUser, p.wang.Id)
	if err != nil {
		t.Fatal(err)
	}
	page := p.expect("the speaker's page", p.api.Send(nil, "GET", "/speakers/"+wang.GetString("slug"), nil), 200)
	for _, want := range []string{"连接池里的幽灵", "另一个", "/people/wang"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("no %q on the speaker's page", want)
		}
	}
	if a := p.api.Send(p.wang, "PATCH", records(schema.Proposals, first.Id), fields{"title": "改"}); a.Status != 400 {
		t.Error(a.Status, a.Body)
	}
	// who won't come is off the agenda; a part taken off can be placed again, with the same pages
	p.expect("withdraw", p.answer(p.chen, second, "withdrawn"), 200)
	p.expect("take off", p.api.Send(p.organiser, "DELETE", records(schema.EventSessions, placed.JSON("id").(string)), nil), 204)
	if a := p.api.Send(p.organiser, "GET", "/api/qiao/events/qiao-da-hui/schedule", nil); len(a.JSON("sessions").([]any)) != 0 || a.JSON("waiting", 0, "id") != first.Id || a.JSON("waiting", 0, "minutes") != 30.0 {
		t.Error(a.Body)
	}
	p.expect("place", p.place(p.organiser, first, "一号厅", 0), 200)
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM speakers"); n != 3 {
		t.Errorf("%d speakers", n)
	}
	// a reviewer lets nobody in at the door
	p.expect("check in", p.api.Send(p.reviewer, "POST", "/api/qiao/checkins", fields{"event": p.event.Id, "code": "x", "nonce": "nonce-0001"}), 403)
	// a member who leaves is taken out of what others proposed
	if err := p.app.Delete(p.wang); err != nil {
		t.Fatal(err)
	}
	if got := testkit.Fresh(t, p.app, second).GetString("speakers"); strings.Contains(got, p.wang.Id) || strings.Contains(got, `"wang"`) {
		t.Error(got)
	}
}
