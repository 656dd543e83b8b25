package bounties_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bounties"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestOfferAndAward(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	a := p.answer(p.wang, q, 0)
	p.Refused("too little", p.offer(p.rich, q, 49), "amount", "bounties.amount")
	p.Refused("too much", p.offer(p.rich, q, 501), "amount", "bounties.amount")
	p.Refused("less than nothing", p.offer(p.rich, q, -100), "amount", "bounties.amount")
	p.Refused("more than one has", p.offer(p.chen, q, 50), "amount", "bounties.not_enough")
	p.Expect("as a guest", p.api.Send(nil, "POST", all, fields{"question": q.Id, "user": p.rich.Id, "amount": 50}), 400)
	p.Expect("with somebody's reputation", p.api.Send(p.chen, "POST", all, fields{"question": q.Id, "user": p.rich.Id, "amount": 50}), 400)
	for why, more := range map[string]fields{"hidden": {"status": "hidden"}, "a draft": {"status": "draft"}} {
		p.Refused(why, p.offer(p.rich, p.ask(more), 50), "question", "bounties.no_question")
	}
	for why, more := range map[string]fields{"closed": {"closed": "unclear"}, "locked": {"locked": true}} {
		p.Refused(why, p.offer(p.rich, p.ask(more), 50), "question", "bounties.closed_question")
	}
	forged := p.Expect("offer", p.api.Send(p.rich, "POST", all, fields{"question": q.Id, "user": p.rich.Id, "amount": 200, "state": "awarded", "ends": "2099-01-01 00:00:00.000Z",
		"grace_ends": "2099-01-01 00:00:00.000Z", "winner": p.rich.Id, "paid": 500, "answer": a.Id, "decided": "2026-01-01 00:00:00.000Z"}), 200)
	b, err := p.app.FindRecordById(schema.Bounties, forged.JSON("id").(string))
	if err != nil {
		t.Fatal(err)
	}
	now := p.now(b)
	if now.State() != "open" || now.Winner() != "" || now.Answer() != "" || now.Paid() != 0 || !now.Decided().IsZero() {
		t.Errorf("forged: %v", b.PublicExport())
	}
	if days := time.Until(now.Ends().Time()).Hours() / 24; days < 6.9 || days > 7.1 || now.GraceEnds().Time().Sub(now.Ends().Time()) != 24*time.Hour {
		t.Errorf("ends %v, grace %v", now.Ends(), now.GraceEnds())
	}
	if p.reputation(p.rich) != 800 || !p.onShelf(q) {
		t.Errorf("%d left, on its shelf: %v", p.reputation(p.rich), p.onShelf(q))
	}
	p.Expect("a second one", p.offer(p.rich, q, 50), 409)
	p.sound()

	own := p.answer(p.rich, q, 9)
	elsewhere, hidden := p.answer(p.wang, p.ask(nil), 0), p.answer(p.chen, q, 0)
	p.SQL("UPDATE answers SET status = 'hidden' WHERE id = {:id}", dbx.Params{"id": hidden.Id})
	imported := testkit.Create(t, p.app, schema.Answers, fields{"question": q.Id, "status": "published", "body": "导入的", "source_author": "某人"})
	p.Refused("one's own", p.award(p.rich, b, own), "answer", "bounties.own_answer")
	p.Refused("to another question", p.award(p.rich, b, elsewhere), "answer", "bounties.no_answer")
	p.Refused("hidden", p.award(p.rich, b, hidden), "answer", "bounties.no_answer")
	p.Refused("nobody's", p.award(p.rich, b, imported), "answer", "bounties.nobodys_answer")
	p.Expect("by the asker", p.award(p.asker, b, a), 404)
	p.Expect("by who answers", p.award(p.wang, b, a), 404)
	p.Expect("by a moderator", p.award(p.mod, b, a), 404)
	for field, value := range map[string]any{"amount": 500, "state": "refunded", "paid": 1000, "winner": p.rich.Id, "user": p.wang.Id, "ends": "2099-01-01 00:00:00.000Z",
		"grace_ends": "2099-01-01 00:00:00.000Z", "decided": "2026-01-01 00:00:00.000Z", "message": "换一个", "question": p.ask(nil).Id} {
		if got := p.api.Send(p.rich, "PATCH", all+"/"+b.Id, fields{field: value}); got.Status != 404 && got.Status != 400 {
			t.Errorf("%s changed: %d", field, got.Status)
		}
		if got := p.api.Send(p.super, "PATCH", all+"/"+b.Id, fields{field: value}); got.Status != 400 {
			t.Errorf("%s changed by a superuser: %d", field, got.Status)
		}
	}
	p.Expect("taken back", p.api.Send(p.rich, "DELETE", all+"/"+b.Id, nil), 403)
	p.Expect("award", p.award(p.rich, b, a), 200)
	if now := p.now(b); now.State() != "awarded" || now.Winner() != p.wang.Id || now.Paid() != 200 || now.Decided().IsZero() || now.Answer() != a.Id {
		t.Errorf("%v", now.PublicExport())
	}
	p.Expect("another one", p.award(p.rich, b, p.answer(p.chen, q, 0)), 409)
	// more than the cap of a day, and it counts
	if p.reputation(p.rich) != 800 || p.reputation(p.wang) != 200 || p.onShelf(q) {
		t.Errorf("%d and %d, on its shelf: %v", p.reputation(p.rich), p.reputation(p.wang), p.onShelf(q))
	}
	p.give(p.wang, 300)
	second := p.offered(p.wang, p.ask(nil), 500)
	if p.reputation(p.wang) != 0 {
		t.Errorf("%d left", p.reputation(p.wang))
	}
	p.sound()
	if got := p.api.Send(nil, "GET", all+"/"+second.Id, nil); got.Status != 200 {
		t.Errorf("a guest sees a bounty: %d", got.Status)
	}
}

// A day's cap doesn't cut what was won, and a refund is whole.
func TestBeyondTheCap(t *testing.T) {
	p := newPortal(t)
	q, second := p.ask(nil), p.ask(nil)
	p.Expect("award", p.award(p.rich, p.offered(p.rich, q, 500), p.answer(p.wang, q, 0)), 200)
	b := p.offered(p.rich, second, 400)
	p.pass(b, 24*8)
	p.end()
	if p.reputation(p.wang) != 500 || p.reputation(p.rich) != 500 || p.now(b).State() != "refunded" {
		t.Errorf("%d and %d", p.reputation(p.wang), p.reputation(p.rich))
	}
	p.sound()
}

// What the clock does: grace after seven days, and a day later half to the best answer since, or all of it back.
func TestEnd(t *testing.T) {
	p := newPortal(t)
	for name, test := range map[string]struct {
		answers   func(q *core.Record) *core.Record // before the bounty ends; gives the one that gets half
		state     string
		rich, won int
	}{
		"no answers":    {func(*core.Record) *core.Record { return nil }, "refunded", 0, 0},
		"below":         {func(q *core.Record) *core.Record { p.answer(p.wang, q, 1); return nil }, "refunded", 0, 0},
		"one's own":     {func(q *core.Record) *core.Record { p.answer(p.rich, q, 7); return nil }, "refunded", 0, 0},
		"the threshold": {func(q *core.Record) *core.Record { p.answer(p.chen, q, 1); return p.answer(p.wang, q, 2) }, "awarded", -101, 50},
		"the best": {func(q *core.Record) *core.Record {
			p.answer(p.chen, q, 3)
			p.answer(p.rich, q, 9)
			return p.answer(p.wang, q, 4)
		}, "awarded", -101, 50},
		"given before": {func(q *core.Record) *core.Record {
			a := p.answer(p.wang, q, 8)
			p.SQL("UPDATE answers SET answered = '2020-01-01 00:00:00.000Z' WHERE id = {:id}", dbx.Params{"id": a.Id})
			return nil
		}, "refunded", 0, 0},
		"taken down": {func(q *core.Record) *core.Record {
			a := p.answer(p.wang, q, 8)
			p.SQL("UPDATE answers SET status = 'hidden' WHERE id = {:id}", dbx.Params{"id": a.Id})
			return nil
		}, "refunded", 0, 0},
	} {
		q := p.ask(nil)
		rich, wang := p.reputation(p.rich), p.reputation(p.wang)
		b := p.offered(p.rich, q, 101)
		best := test.answers(q)
		p.end()
		if got := p.now(b).State(); got != "open" {
			t.Fatalf("%s: %s before it ended", name, got)
		}
		p.pass(b, 24*7)
		p.end()
		if got := p.now(b).State(); got != "grace" || !p.onShelf(q) {
			t.Fatalf("%s: %s after seven days", name, got)
		}
		p.pass(b, 24)
		p.end()
		now := p.now(b)
		winner, answer := "", ""
		if best != nil {
			winner, answer = p.wang.Id, best.Id
		}
		if now.State() != test.state || now.Winner() != winner || now.Answer() != answer || now.Paid() != test.won || p.onShelf(q) {
			t.Errorf("%s: %v", name, now.PublicExport())
		}
		if p.reputation(p.rich)-rich != test.rich || p.reputation(p.wang)-wang != test.won {
			t.Errorf("%s: %d and %d", name, p.reputation(p.rich)-rich, p.reputation(p.wang)-wang)
		}
		p.sound()
	}
}

func TestAwardInGrace(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	b := p.offered(p.rich, q, 80)
	p.pass(b, 24*7+1)
	p.end()
	p.Expect("award", p.award(p.rich, b, p.answer(p.wang, q, 0)), 200)
	p.pass(b, 24)
	p.end()
	if now := p.now(b); now.Paid() != 80 || p.reputation(p.wang) != 80 {
		t.Errorf("%d paid, %d", now.Paid(), p.reputation(p.wang))
	}
	p.sound()
}

// A question that nobody can answer any more gives its bounty back.
func TestQuestionGoes(t *testing.T) {
	p := newPortal(t)
	for what, do := range map[string]func(q *core.Record){
		"closed": func(q *core.Record) {
			p.Expect("close", p.api.Send(p.mod, "POST", "/api/collections/close_votes/records", fields{"question": q.Id, "user": p.mod.Id, "kind": "close", "reason": "unclear"}), 200)
		},
		"deleted": func(q *core.Record) {
			p.Expect("delete", p.api.Send(p.asker, "PATCH", "/api/collections/questions/records/"+q.Id, fields{"status": "deleted"}), 200)
		},
		"hidden": func(q *core.Record) {
			p.Expect("hide", p.api.Send(p.mod, "PATCH", "/api/collections/questions/records/"+q.Id, fields{"status": "hidden"}), 200)
		},
		"locked": func(q *core.Record) {
			p.Expect("lock", p.api.Send(p.mod, "PATCH", "/api/collections/questions/records/"+q.Id, fields{"locked": true}), 200)
		},
	} {
		q := p.ask(nil)
		b := p.offered(p.rich, q, 100)
		do(q)
		if p.now(b).State() != "refunded" || p.reputation(p.rich) != 1000 {
			t.Errorf("%s: %s, %d", what, p.now(b).State(), p.reputation(p.rich))
		}
		p.end()
		p.sound()
	}
	// a question that is deleted for good takes the rows along, and what followed from them
	q := p.ask(nil)
	p.Expect("award", p.award(p.rich, p.offered(p.rich, q, 100), p.answer(p.chen, q, 0)), 200)
	p.offered(p.rich, q, 60)
	if err := p.app.Delete(testkit.Fresh(t, p.app, q)); err != nil {
		t.Fatal(err)
	}
	if p.reputation(p.rich) != 1000 || p.reputation(p.chen) != 0 {
		t.Errorf("%d and %d", p.reputation(p.rich), p.reputation(p.chen))
	}
	p.sound()
}

// Accounts that go: what they offered runs on, and what they had goes with them.
func TestAccountsGo(t *testing.T) {
	p := newPortal(t)
	q, second := p.ask(nil), p.ask(nil)
	b, back := p.offered(p.rich, q, 100), p.offered(p.rich, second, 100)
	a := p.answer(p.wang, q, 5)
	if err := p.app.Delete(testkit.Fresh(t, p.app, p.rich)); err != nil {
		t.Fatal(err)
	}
	p.pass(b, 24*9)
	p.pass(back, 24*9)
	p.end()
	if now := p.now(b); now.State() != "awarded" || now.User() != "" || now.Winner() != p.wang.Id || now.Answer() != a.Id || p.reputation(p.wang) != 50 {
		t.Errorf("%v", now.PublicExport())
	}
	if now := p.now(back); now.State() != "refunded" {
		t.Errorf("%v", now.PublicExport())
	}
	if err := p.app.Delete(testkit.Fresh(t, p.app, p.wang)); err != nil {
		t.Fatal(err)
	}
	if now := p.now(b); now.State() != "awarded" || now.Winner() != "" || now.Paid() != 50 {
		t.Errorf("after the winner went: %v", now.PublicExport())
	}
	p.sound()
}

// Fifty offers at once of a member who can afford four: four of them, and never below nothing.
func TestFiftyOffersAtOnce(t *testing.T) {
	p := newPortal(t)
	p.give(p.chen, 230)
	questions := make([]*core.Record, 50)
	for i := range questions {
		questions[i] = p.ask(nil)
	}
	var wg sync.WaitGroup
	answers := make([]int, len(questions))
	for i, q := range questions {
		wg.Go(func() { answers[i] = p.offer(p.chen, q, 50).Status })
	}
	wg.Wait()
	accepted := 0
	for _, status := range answers {
		switch status {
		case 200:
			accepted++
		case 400:
		default:
			t.Errorf("answered with %d", status)
		}
	}
	if accepted != 4 || p.reputation(p.chen) != 30 {
		t.Errorf("%d accepted, %d left", accepted, p.reputation(p.chen))
	}
	p.sound()

	// and of one question by many: one of them
	q := p.ask(nil)
	won := make([]int, 20)
	for i := range won {
		wg.Go(func() { won[i] = p.offer(p.rich, q, 50).Status })
	}
	wg.Wait()
	accepted = 0
	for _, status := range won {
		if status == 200 {
			accepted++
		} else if status != 409 {
			t.Errorf("answered with %d", status)
		}
	}
	if accepted != 1 || p.reputation(p.rich) != 950 {
		t.Errorf("%d accepted, %d left", accepted, p.reputation(p.rich))
	}
	p.sound()
}

// Awards at the same moment, beside the end of the bounty and the closing of the question: exactly one of them settles it.
func TestSettledOnce(t *testing.T) {
	p := newPortal(t)
	for round := range 8 {
		q := p.ask(nil)
		b := p.offered(p.rich, q, 50)
		first, second := p.answer(p.wang, q, 3), p.answer(p.chen, q, 3)
		p.pass(b, 24*8)
		rich, wang, chen := p.reputation(p.rich), p.reputation(p.wang), p.reputation(p.chen)
		var wg sync.WaitGroup
		statuses := make([]int, 2)
		wg.Go(func() { statuses[0] = p.award(p.rich, b, first).Status })
		wg.Go(func() { statuses[1] = p.award(p.rich, b, second).Status })
		wg.Go(func() {
			if err := bounties.End(p.app); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			p.api.Send(p.asker, "PATCH", "/api/collections/questions/records/"+q.Id, fields{"accepted": second.Id})
		})
		if round%2 == 1 {
			wg.Go(func() {
				p.api.Send(p.mod, "POST", "/api/collections/close_votes/records", fields{"question": q.Id, "user": p.mod.Id, "kind": "close", "reason": "unclear"})
			})
		}
		wg.Wait()
		now := p.now(b)
		// what acceptance gives is another rule's
		paid := testkit.Number(t, p.app, "SELECT coalesce(sum(points), 0) FROM reputation_events WHERE cause = {:cause}", dbx.Params{"cause": "bounty_won:" + b.Id})
		back := testkit.Number(t, p.app, "SELECT coalesce(sum(points), 0) FROM reputation_events WHERE cause = {:cause}", dbx.Params{"cause": "bounty_back:" + b.Id})
		awarded := 0
		for _, status := range statuses {
			if status == 200 {
				awarded++
			} else if status != 409 {
				t.Errorf("answered with %d", status)
			}
		}
		switch {
		case awarded > 1:
			t.Error("awarded twice")
		case awarded == 1 && (paid != 50 || back != 0 || now.Paid() != 50):
			t.Errorf("awarded: paid %d, back %d", paid, back)
		case awarded == 0 && now.State() == "awarded" && (paid != 25 || back != 0):
			t.Errorf("ended: paid %d, back %d", paid, back)
		case now.State() == "refunded" && (paid != 0 || back != 50):
			t.Errorf("refunded: paid %d, back %d", paid, back)
		case now.State() != "awarded" && now.State() != "refunded":
			t.Errorf("left %s", now.State())
		}
		if p.reputation(p.rich) != rich+back || p.reputation(p.wang)+p.reputation(p.chen) < wang+chen+paid {
			t.Errorf("%d, %d, %d", p.reputation(p.rich)-rich, p.reputation(p.wang)-wang, p.reputation(p.chen)-chen)
		}
		p.sound()
	}
}

// The job is stopped at any write it makes, and goes on: nothing is paid twice, nothing is lost.
func TestStoppedAnywhere(t *testing.T) {
	p := newPortal(t)
	var mine []*core.Record
	for range 3 {
		q := p.ask(nil)
		b := p.offered(p.rich, q, 100)
		p.answer(p.wang, q, 5)
		p.pass(b, 24*9)
		mine = append(mine, b)
	}
	stopped := errors.New("killed")
	left, steps := 0, 0
	kill := func(e *core.RecordEvent) error {
		err := e.Next()
		if left--; left == 0 {
			return stopped // after the row is written, before the commit
		}
		return err
	}
	p.app.OnRecordUpdateExecute(schema.Bounties).BindFunc(kill)
	for left = 1; ; left = 1 + steps%3 {
		steps++
		if err := bounties.End(p.app); err == nil && left <= 0 && steps > 30 || steps > 200 {
			break
		}
		p.sound()
	}
	left = 0
	p.end()
	for _, b := range mine {
		if now := p.now(b); now.State() != "awarded" || now.Paid() != 50 {
			t.Errorf("%v", now.PublicExport())
		}
	}
	if p.reputation(p.wang) != 150 || p.reputation(p.rich) != 700 {
		t.Errorf("%d and %d", p.reputation(p.wang), p.reputation(p.rich))
	}
	p.sound()
	// two nodes at once
	q := p.ask(nil)
	b := p.offered(p.rich, q, 100)
	p.answer(p.chen, q, 5)
	p.pass(b, 24*9)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := jobs.Run(p.app, "bounties.end", bounties.End); err != nil {
				t.Error(err)
			}
			if err := bounties.End(p.app); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if p.reputation(p.chen) != 50 {
		t.Errorf("%d", p.reputation(p.chen))
	}
	p.sound()
}

// A bounty that can't be settled holds up none of the others.
func TestOneThatFails(t *testing.T) {
	p := newPortal(t)
	bad, good := p.offered(p.rich, p.ask(nil), 50), p.offered(p.rich, p.ask(nil), 50)
	p.pass(bad, 24*9)
	p.pass(good, 24*9)
	p.app.OnRecordUpdateExecute(schema.Bounties).BindFunc(func(e *core.RecordEvent) error {
		if e.Record.Id == bad.Id {
			return errors.New("no luck")
		}
		return e.Next()
	})
	if err := bounties.End(p.app); err == nil {
		t.Error("nobody hears of it")
	}
	if p.now(good).State() != "refunded" || p.now(bad).State() == "refunded" {
		t.Errorf("%s and %s", p.now(good).State(), p.now(bad).State())
	}
}

// A save of what was loaded before it was settled changes nothing of it.
func TestStale(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	b := p.offered(p.rich, q, 50)
	stale := testkit.Fresh(t, p.app, b)
	p.Expect("award", p.award(p.rich, b, p.answer(p.wang, q, 0)), 200)
	testkit.Save(t, p.app, stale)
	if now := p.now(b); now.State() != "awarded" || now.Winner() != p.wang.Id || now.Answer() == "" || now.Paid() != 50 {
		t.Errorf("%v", now.PublicExport())
	}
	p.sound()
}

func TestSettings(t *testing.T) {
	p := newPortal(t)
	editor := testkit.User(t, p.app, "site-editor", "editor")
	path := "/api/collections/qa_settings/records/" + schema.QASettingsID
	for field, value := range map[string]int{"bounty_min": 0, "bounty_max": 10, "bounty_days": 0, "bounty_grace": -1} {
		if got := p.api.Send(editor, "PATCH", path, fields{field: value}); got.Status != 400 || got.JSON("data", field) == nil {
			t.Errorf("%s: %d %s", field, got.Status, got.Body)
		}
	}
	p.Expect("smaller", p.api.Send(editor, "PATCH", path, fields{"bounty_min": 1, "bounty_days": 1, "bounty_grace": 0}), 200)
	b := p.now(p.offered(p.rich, p.ask(nil), 1))
	if b.Ends() != b.GraceEnds() {
		t.Errorf("%v %v", b.Ends(), b.GraceEnds())
	}
}
