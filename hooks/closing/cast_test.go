package closing_test

import (
	"fmt"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type fields = testkit.Fields

// portal is one with somebody who asks, members who may close, one who may not, and those who keep order.
type portal struct {
	testkit.Checks
	t     *testing.T
	app   *tests.TestApp
	api   *testkit.API
	tag   *core.Record
	asker *core.Record
	new   *core.Record // may not close yet
	mod   *core.Record
	root  *core.Record
	may   []*core.Record
	asked int
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	app, checks := testkit.NewPortal(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	p := &portal{
		Checks: checks, t: t, app: app, tag: testkit.Tag(t, app, "go", "Go 语言"), asker: testkit.User(t, app, "asker"), new: testkit.User(t, app, "newcomer"),
		mod: testkit.User(t, app, "mod", "moderator"), root: testkit.Superuser(t, app),
	}
	for i := range 8 {
		p.may = append(p.may, p.trusted(fmt.Sprintf("closer-%d", i)))
	}
	p.api = testkit.NewAPI(t, app)
	return p
}

// trusted makes a member with the reputation to close.
func (p *portal) trusted(handle string) *core.Record {
	p.t.Helper()
	who := testkit.User(p.t, p.app, handle)
	testkit.Create(p.t, p.app, schema.ReputationEvents, fields{"user": who.Id, "rule": "manual", "points": 600})
	return testkit.Fresh(p.t, p.app, who)
}

// ask makes a public question.
func (p *portal) ask(more fields) *core.Record {
	p.t.Helper()
	p.asked++
	f := fields{"title": fmt.Sprintf("第 %d 个问题怎么办？", p.asked), "lang": "zh", "status": "published", "author": p.asker.Id, "tags": []string{p.tag.Id}, "body": "试过了，不行。"}
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(p.t, p.app, schema.Questions, f)
}

func (p *portal) answer(by, question *core.Record) *core.Record {
	p.t.Helper()
	return testkit.Create(p.t, p.app, schema.Answers, fields{"question": question.Id, "author": by.Id, "status": "published", "body": "这样就行。"})
}

const votes = "/api/collections/close_votes/records"

// vote has somebody want a question closed: why is a reason, or "duplicate:ID".
func (p *portal) vote(by, question *core.Record, why string) testkit.Answer {
	p.t.Helper()
	body := fields{"question": question.Id, "user": by.Id, "kind": "close", "reason": why}
	if original, ok := cut(why, "duplicate:"); ok {
		body["reason"], body["duplicate_of"] = "duplicate", original
	}
	return p.api.Send(by, "POST", votes, body)
}

func cut(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || s[:len(prefix)] != prefix {
		return s, false
	}
	return s[len(prefix):], true
}

func (p *portal) reopen(by, question *core.Record) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", votes, fields{"question": question.Id, "user": by.Id, "kind": "reopen"})
}

// decide has a moderator decide who has just looked.
func (p *portal) decide(by, question *core.Record, action, into string) testkit.Answer {
	p.t.Helper()
	body := fields{"action": action, "kind": "question", "target": question.Id, "reason": "理由", "into": fields{"kind": "question", "id": into}}
	if seen, ok := p.api.Send(by, "GET", "/api/qiao/moderation/case?kind=question&target="+question.Id, nil).JSON("seen").(string); ok {
		body["seen"] = seen
	}
	return p.api.Send(by, "POST", "/api/qiao/moderation/decide", body)
}

func (p *portal) now(question *core.Record) *schema.Question {
	p.t.Helper()
	return schema.AsQuestion(testkit.Fresh(p.t, p.app, question))
}
