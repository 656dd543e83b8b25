package experts_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
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

// portal is one with somebody who asks, somebody who asks others, two who know something, and the staff.
type portal struct {
	testkit.Checks
	t                                   *testing.T
	app                                 *tests.TestApp
	api                                 *testkit.API
	asker, host, wang, chen, editor, of *core.Record
	tag                                 *core.Record
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	app, checks := testkit.NewPortal(t, register)
	return &portal{
		Checks: checks, t: t, app: app, api: testkit.NewAPI(t, app), asker: testkit.User(t, app, "asker"), host: testkit.User(t, app, "host"),
		wang: testkit.User(t, app, "wang"), chen: testkit.User(t, app, "chen"), editor: testkit.User(t, app, "chief", "editor"), of: testkit.User(t, app, "mod", "moderator"),
		tag: testkit.Tag(t, app, "go", "Go 语言"),
	}
}

func (p *portal) question(more fields) *core.Record {
	p.t.Helper()
	f := fields{"title": "切片为什么会共享底层数组？", "lang": "zh", "status": "published", "author": p.asker.Id, "tags": []string{p.tag.Id}, "body": "改一个，另一个也变了。"}
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(p.t, p.app, schema.Questions, f)
}

func (p *portal) answer(by *core.Record, question string) *core.Record {
	p.t.Helper()
	return testkit.Create(p.t, p.app, schema.Answers, fields{"question": question, "author": by.Id, "status": "published", "body": "因为它们指着同一块内存。"})
}

// invite has somebody ask somebody to answer.
func (p *portal) invite(by, whom *core.Record, question string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "POST", testkit.At(schema.AnswerRequests), fields{"question": question, "user": whom.Id, "by": by.Id})
}

func (p *portal) refused(what string, a testkit.Answer, code string) {
	p.t.Helper()
	if a.Status != 400 || a.JSON("data", "user", "code") != code && a.JSON("data", "question", "code") != code && a.JSON("data", "state", "code") != code {
		p.t.Errorf("%s: %d %.300s, want %s", what, a.Status, a.Body, code)
	}
}

func (p *portal) state(id any) string {
	p.t.Helper()
	r, err := p.app.FindRecordById(schema.AnswerRequests, fmt.Sprint(id))
	if err != nil {
		p.t.Fatal(err)
	}
	return r.GetString("state")
}

// Somebody is asked once, by whoever it says, and only who may be.
func TestAskingForAnswers(t *testing.T) {
	p := newPortal(t)
	q := p.question(nil)
	first := p.invite(p.host, p.wang, q.Id)
	if first.Status != 200 || first.JSON("state") != "open" || first.JSON("by") != p.host.Id {
		t.Fatal(first.Body)
	}
	p.refused("again", p.invite(p.host, p.wang, q.Id), "experts.asked_already")
	p.refused("by another", p.invite(p.chen, p.wang, q.Id), "experts.asked_already")
	p.refused("oneself", p.invite(p.host, p.host, q.Id), "experts.not_oneself")
	p.refused("the asker", p.invite(p.host, p.asker, q.Id), "experts.not_asker")
	if got := p.api.Send(p.chen, "POST", testkit.At(schema.AnswerRequests), fields{"question": q.Id, "user": p.wang.Id, "by": p.host.Id}); got.Status != 400 {
		t.Errorf("in another's name: %d", got.Status)
	}
	if got := p.api.Send(p.host, "POST", testkit.At(schema.AnswerRequests), fields{"question": q.Id, "user": p.of.Id, "by": p.host.Id, "state": "answered"}); got.JSON("state") != "open" {
		t.Errorf("a forged state: %s", got.Body)
	}
	p.answer(p.chen, q.Id)
	p.refused("who has answered", p.invite(p.host, p.chen, q.Id), "experts.has_answered")

	shy := testkit.User(t, p.app, "shy")
	testkit.Create(t, p.app, schema.NotificationSettingsList, fields{"user": shy.Id, "choices": fields{"invite": "off"}})
	p.refused("who wants none", p.invite(p.host, shy, q.Id), "experts.wants_none")
	gone := testkit.User(t, p.app, "gone")
	p.SQL("UPDATE users SET suspended_until = '2999-01-01 00:00:00.000Z' WHERE id = {:id}", dbx.Params{"id": gone.Id})
	p.refused("who is suspended", p.invite(p.host, gone, q.Id), "experts.nobody")
	for what, change := range map[string]string{"closed": "closed = 'unclear'", "locked": "locked = TRUE", "hidden": "status = 'hidden'"} {
		other := p.question(nil)
		p.SQL("UPDATE questions SET "+change+" WHERE id = {:id}", dbx.Params{"id": other.Id})
		code := "experts.closed"
		if what == "hidden" {
			code = "experts.no_question"
		}
		p.refused("a "+what+" question", p.invite(p.host, p.wang, other.Id), code)
	}
	// only who is asked and who asks know of it, and moderators
	id := first.JSON("id").(string)
	for who, status := range map[*core.Record]int{nil: 404, p.asker: 404, p.chen: 404, p.wang: 200, p.host: 200, p.of: 200} {
		if got := p.api.Send(who, "GET", testkit.At(schema.AnswerRequests, id), nil); got.Status != status {
			t.Errorf("reading it: %d, want %d", got.Status, status)
		}
	}
}

// A request follows the answers of whoever was asked, and can be declined by nobody else, once.
func TestWhatBecomesOfARequest(t *testing.T) {
	p := newPortal(t)
	q := p.question(nil)
	id := p.invite(p.host, p.wang, q.Id).JSON("id").(string)
	set := func(by *core.Record, body fields) testkit.Answer {
		return p.api.Send(by, "PATCH", testkit.At(schema.AnswerRequests, id), body)
	}
	for what, got := range map[string]testkit.Answer{"who asks": set(p.host, fields{"state": "declined"}), "a stranger": set(p.chen, fields{"state": "declined"}), "a moderator": set(p.of, fields{"state": "declined"})} {
		if got.Status != 404 {
			t.Errorf("%s declines: %d", what, got.Status)
		}
	}
	p.refused("answered by hand", set(p.wang, fields{"state": "answered"}), "experts.only_decline")
	if got := set(p.wang, fields{"state": "declined", "by": p.chen.Id}); got.Status != 404 {
		t.Errorf("another's name: %d", got.Status)
	}
	a := p.answer(p.wang, q.Id)
	if got := p.state(id); got != "answered" {
		t.Errorf("answered: %s", got)
	}
	a.Set("status", "hidden")
	testkit.Save(t, p.app, a)
	if got := p.state(id); got != "open" {
		t.Errorf("the answer is gone: %s", got)
	}
	if got := set(p.wang, fields{"state": "declined"}); got.Status != 200 || p.state(id) != "declined" {
		t.Errorf("declining: %d", got.Status)
	}
	p.refused("after declining", p.invite(p.chen, p.wang, q.Id), "experts.has_declined")
	if got := p.api.Send(p.host, "DELETE", testkit.At(schema.AnswerRequests, id), nil); got.Status != 404 {
		t.Errorf("taking back what was declined, to ask again: %d", got.Status)
	}
	second := p.invite(p.host, p.chen, q.Id).JSON("id").(string)
	if got := p.api.Send(p.host, "DELETE", testkit.At(schema.AnswerRequests, second), nil); got.Status != 204 {
		t.Errorf("taking back an open one: %d", got.Status)
	}
}

// So many in a day, also at once; and the same person at the same moment once.
func TestAskingAtOnce(t *testing.T) {
	p := newPortal(t)
	q := p.question(nil)
	var wg sync.WaitGroup
	for _, by := range []*core.Record{p.host, p.chen, p.editor, p.of} {
		wg.Go(func() { p.invite(by, p.wang, q.Id) })
	}
	wg.Wait()
	if n := p.Number("SELECT count(*) FROM answer_requests WHERE user = {:id}", dbx.Params{"id": p.wang.Id}); n != 1 {
		t.Errorf("asked %d times", n)
	}
	p.SQL("DELETE FROM answer_requests", nil)
	people := make([]*core.Record, 14)
	for i := range people {
		people[i] = testkit.User(t, p.app, "person"+strconv.Itoa(i))
	}
	for _, whom := range people {
		wg.Go(func() { p.invite(p.host, whom, q.Id) })
	}
	wg.Wait()
	if n := p.Number("SELECT count(*) FROM answer_requests"); n != 10 {
		t.Errorf("%d in a day", n)
	}
}

// handles are those of the people who are suggested, in their order.
func (p *portal) handles(by *core.Record, query string) string {
	p.t.Helper()
	got := p.api.Send(by, "GET", "/api/qiao/experts?"+query, nil)
	if got.Status != 200 {
		p.t.Fatalf("%d %s", got.Status, got.Body)
	}
	var all []string
	for i := 0; ; i++ {
		handle, ok := got.JSON("items", i, "handle").(string)
		if !ok {
			return strings.Join(all, " ")
		}
		all = append(all, handle)
	}
}

// Who answered well in the tags comes first, then who says to know them; never who can't or won't be asked.
func TestExperts(t *testing.T) {
	p := newPortal(t)
	old := p.question(nil)
	best := p.answer(p.chen, old.Id)
	p.answer(p.wang, old.Id)
	old.Set("accepted", best.Id)
	testkit.Save(t, p.app, old)
	knows := testkit.User(t, p.app, "knows")
	hides := testkit.User(t, p.app, "hides")
	for _, u := range []*core.Record{knows, hides} {
		u.Set("expertise", []string{p.tag.Id})
	}
	hides.Set("private", []string{"expertise"})
	testkit.Save(t, p.app, knows)
	testkit.Save(t, p.app, hides)
	bad := testkit.User(t, p.app, "bad")
	p.SQL("UPDATE stats SET votes = -3 WHERE id = {:id}", dbx.Params{"id": p.answer(bad, old.Id).Id})
	long := testkit.User(t, p.app, "longago")
	p.SQL("UPDATE answers SET answered = '2001-01-01 00:00:00.000Z' WHERE id = {:id}", dbx.Params{"id": p.answer(long, old.Id).Id})

	q := p.question(fields{"title": "另一个问题", "author": p.asker.Id})
	for query, want := range map[string]string{
		"question=" + q.Id: "chen wang knows", "tags=go": "chen wang knows", "tags=" + p.tag.Id: "chen wang knows", "tags=GO+语言": "chen wang knows",
		"tags=nothing": "", "": "", "question=" + old.Id: "knows",
	} {
		if got := p.handles(p.host, query); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	page := p.api.Send(nil, "GET", "/tags/go/questions", nil, "Accept-Encoding", "identity")
	_, beside, _ := strings.Cut(page.Body, "最佳回答者")
	beside, _, _ = strings.Cut(beside, "</section>")
	if !strings.Contains(beside, "/people/chen") || !strings.Contains(beside, "近一年 1 个回答，1 个被采纳") || strings.Contains(beside, "/people/bad") || strings.Contains(beside, "/people/knows") {
		t.Errorf("the tag's page doesn't name who answers there: %d %q", page.Status, beside)
	}
	if got := p.handles(p.chen, "question="+q.Id); got != "wang knows" {
		t.Errorf("oneself among them: %q", got)
	}
	p.invite(p.host, p.chen, q.Id)
	testkit.Create(t, p.app, schema.NotificationSettingsList, fields{"user": p.wang.Id, "choices": fields{"invite": "off"}})
	if got := p.handles(p.host, "question="+q.Id); got != "knows" {
		t.Errorf("who was asked and who wants none: %q", got)
	}
	for path, status := range map[string]int{"question=" + strings.Repeat("a", 15): 404, "tags=1,2,3,4,5,6": 400} {
		if got := p.api.Send(p.host, "GET", "/api/qiao/experts?"+path, nil); got.Status != status {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	if got := p.api.Send(nil, "GET", "/api/qiao/experts?tags=go", nil); got.Status != 401 {
		t.Errorf("a guest: %d", got.Status)
	}
	// a person who hides the expertise isn't found by it, and the answer names no more than a profile does
	if got := p.api.Send(p.host, "GET", "/api/qiao/experts?tags=go", nil); strings.Contains(got.Body, "hides") || strings.Contains(got.Body, "example.com") {
		t.Errorf("too much: %s", got.Body)
	}
}

// What a record calls its tags by a synonym, a name or an old address is stored as the tag.
func TestSynonyms(t *testing.T) {
	p := newPortal(t)
	p.tag.Set("synonyms", []string{"golang", "Go语言"})
	testkit.Save(t, p.app, p.tag)
	k8s := testkit.Create(t, p.app, schema.Tags, fields{"slug": "kubernetes", "name": "Kubernetes", "name_en": "", "synonyms": []string{"k8s"}, "category": "cloud"})
	got := p.api.Send(p.asker, "POST", testkit.At(schema.Questions), fields{
		"title": "用同义词提问", "lang": "zh", "status": "published", "author": p.asker.Id, "tags": []string{"GoLang", "K8S", "go", k8s.Id}, "body": "行不行？",
	})
	if got.Status != 200 || !slices.Equal([]any{got.JSON("tags", 0), got.JSON("tags", 1), got.JSON("tags", 2)}, []any{p.tag.Id, k8s.Id, nil}) {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if got := p.api.Send(p.asker, "POST", testkit.At(schema.Questions), fields{
		"title": "没有的标签", "lang": "zh", "status": "published", "author": p.asker.Id, "tags": []string{"no such thing"}, "body": "行不行？",
	}); got.Status != 400 {
		t.Errorf("a made-up tag: %d", got.Status)
	}
	for synonyms, ok := range map[string]bool{
		`["a"]`: true, `[]`: true, "": true, `{}`: false, `[1]`: false, `[" "]`: false, `["` + strings.Repeat("长", 61) + `"]`: false, `"x"`: false,
		`["` + strings.Repeat(`a","`, 50) + `a"]`: false,
	} {
		p.tag.Set("synonyms", synonyms)
		if err := p.app.Save(p.tag); (err == nil) != ok {
			t.Errorf("%.40s: %v", synonyms, err)
		}
	}
}
