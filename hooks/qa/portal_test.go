package qa_test

import (
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

type fields = testkit.Fields

// portal is one with somebody who asks, two who answer, and those who keep order.
type portal struct {
	testkit.Checks
	t                           *testing.T
	app                         *tests.TestApp
	api                         *testkit.API
	asker, wang, chen, mod, sup *core.Record
	tag                         *core.Record
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	app, checks := testkit.NewPortal(t, register)
	return &portal{
		Checks: checks, t: t, app: app, api: testkit.NewAPI(t, app), asker: testkit.User(t, app, "asker"), wang: testkit.User(t, app, "wang"), chen: testkit.User(t, app, "chen"),
		mod: testkit.User(t, app, "mod", "moderator"), sup: testkit.Superuser(t, app), tag: testkit.Tag(t, app, "go", "Go 语言"),
	}
}

// ask has a question asked through the API and gives its id.
func (p *portal) ask(more fields) string {
	p.t.Helper()
	body := fields{"title": "切片为什么会共享底层数组？", "lang": "zh", "status": "published", "author": p.asker.Id, "tags": []string{p.tag.Id}, "body": "改一个，**另一个**也变了。"}
	for k, v := range more {
		body[k] = v
	}
	return p.Expect("ask", p.api.Send(p.asker, "POST", testkit.At(schema.Questions), body), 200).JSON("id").(string)
}

// answer has somebody answer through the API and gives the answer's id.
func (p *portal) answer(by *core.Record, question, text string) string {
	p.t.Helper()
	return p.Expect("answer", p.api.Send(by, "POST", testkit.At(schema.Answers), fields{"question": question, "author": by.Id, "body": text}), 200).JSON("id").(string)
}

func (p *portal) change(by *core.Record, collection, id string, body fields) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "PATCH", testkit.At(collection, id), body)
}

// shelves are the lists that a question stands on.
func (p *portal) shelves(id string) (list []string) {
	p.t.Helper()
	if err := p.app.DB().NewQuery("SELECT shelf FROM question_shelves WHERE question = {:id} ORDER BY shelf").Bind(dbx.Params{"id": id}).Column(&list); err != nil {
		p.t.Fatal(err)
	}
	return list
}

// trust gives a member reputation.
func (p *portal) trust(handle string, reputation int) {
	p.t.Helper()
	if _, err := p.app.DB().NewQuery("UPDATE users SET reputation = {:n} WHERE handle = {:handle}").Bind(dbx.Params{"n": reputation, "handle": handle}).Execute(); err != nil {
		p.t.Fatal(err)
	}
}
