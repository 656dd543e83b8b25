package bounties_test

import (
	"fmt"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/bounties"
	"qiao/hooks/reputation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type fields = testkit.Fields

// portal is one with somebody who asks, a rich member who offers, two who answer, and those who keep order.
type portal struct {
	testkit.Checks
	t                                   *testing.T
	app                                 *tests.TestApp
	api                                 *testkit.API
	tag                                 *core.Record
	asker, rich, wang, chen, mod, super *core.Record
	asked                               int
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	app, checks := testkit.NewPortal(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	p := &portal{
		Checks: checks, t: t, app: app, tag: testkit.Tag(t, app, "go", "Go 语言"), asker: testkit.User(t, app, "asker"), wang: testkit.User(t, app, "wang"),
		chen: testkit.User(t, app, "chen"), mod: testkit.User(t, app, "mod", "moderator"), super: testkit.Superuser(t, app),
	}
	p.rich = testkit.User(t, app, "rich")
	p.give(p.rich, 1000)
	p.api = testkit.NewAPI(t, app)
	return p
}

// give gives somebody reputation, as a superuser would.
func (p *portal) give(who *core.Record, points int) {
	p.t.Helper()
	testkit.Create(p.t, p.app, schema.ReputationEvents, fields{"user": who.Id, "rule": "manual", "points": points})
}

func (p *portal) ask(more fields) *core.Record {
	p.t.Helper()
	p.asked++
	f := fields{"title": fmt.Sprintf("第 %d 个问题怎么办？", p.asked), "lang": "zh", "status": "published", "author": p.asker.Id, "tags": []string{p.tag.Id}, "body": "试过了，不行。"}
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(p.t, p.app, schema.Questions, f)
}

// answer makes an answer with a score.
func (p *portal) answer(by, question *core.Record, score int) *core.Record {
	p.t.Helper()
	a := testkit.Create(p.t, p.app, schema.Answers, fields{"question": question.Id, "author": by.Id, "status": "published", "body": "这样就行。"})
	p.SQL("UPDATE stats SET votes = {:n} WHERE id = {:id}", dbx.Params{"n": score, "id": a.Id})
	return a
}

const all = "/api/collections/bounties/records"

func (p *portal) offer(by, question *core.Record, amount int) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", all, fields{"question": question.Id, "user": by.Id, "amount": amount, "message": "希望有人给出能运行的例子"})
}

// offered is a bounty that was accepted.
func (p *portal) offered(by, question *core.Record, amount int) *core.Record {
	p.t.Helper()
	id := p.Expect("offer", p.offer(by, question, amount), 200).JSON("id").(string)
	r, err := p.app.FindRecordById(schema.Bounties, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *portal) award(by, bounty, answer *core.Record) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "PATCH", all+"/"+bounty.Id, fields{"answer": answer.Id})
}

// pass lets so many hours of a bounty's time pass.
func (p *portal) pass(bounty *core.Record, hours int) {
	p.t.Helper()
	// answers were given in the meantime, not before
	p.SQL(`UPDATE bounties SET ends = strftime('%Y-%m-%d %H:%M:%fZ', ends, {:by}), grace_ends = strftime('%Y-%m-%d %H:%M:%fZ', grace_ends, {:by}) WHERE id = {:id}`,
		dbx.Params{"id": bounty.Id, "by": fmt.Sprintf("-%d hours", hours)})
}

// end runs the job, twice: once more changes nothing.
func (p *portal) end() {
	p.t.Helper()
	for range 2 {
		if err := bounties.End(p.app); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p *portal) now(bounty *core.Record) *schema.Bounty {
	p.t.Helper()
	return schema.AsBounty(testkit.Fresh(p.t, p.app, bounty))
}

func (p *portal) reputation(who *core.Record) int {
	p.t.Helper()
	return testkit.Number(p.t, p.app, "SELECT reputation FROM users WHERE id = {:id}", dbx.Params{"id": who.Id})
}

// sound holds that the ledger is what a recount makes of it, and that nobody is below nothing.
func (p *portal) sound() {
	p.t.Helper()
	report, err := reputation.Recount(p.app, nil)
	if err != nil || report.Differences() != 0 {
		p.t.Errorf("the recount found %v, %v", report, err)
	}
	if n := testkit.Number(p.t, p.app, "SELECT count(*) FROM users WHERE reputation < 0"); n > 0 {
		p.t.Errorf("%d members are below nothing", n)
	}
}

// onShelf says whether a question is among those with a bounty.
func (p *portal) onShelf(question *core.Record) bool {
	p.t.Helper()
	return testkit.Number(p.t, p.app, "SELECT count(*) FROM question_shelves WHERE shelf = 'all+bounty' AND question = {:id}", dbx.Params{"id": question.Id}) == 1
}
