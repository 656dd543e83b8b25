package edits_test

import (
	"slices"
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

// bench is a portal with a question and an answer, somebody who suggests, and those who may decide.
type bench struct {
	testkit.Checks
	t                                              *testing.T
	app                                            *tests.TestApp
	api                                            *testkit.API
	asker, answerer, wang, newcomer, reviewer, mod *core.Record
	tag, other                                     *core.Record
	question, answer                               string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	app, checks := testkit.NewPortal(t, register)
	b := &bench{
		Checks: checks, t: t, app: app, api: testkit.NewAPI(t, app), asker: testkit.User(t, app, "asker"), answerer: testkit.User(t, app, "answerer"), wang: testkit.User(t, app, "wang"),
		newcomer: testkit.User(t, app, "newcomer"), reviewer: testkit.User(t, app, "reviewer"), mod: testkit.User(t, app, "mod", "moderator"),
		tag: testkit.Tag(t, app, "go", "Go 语言"), other: testkit.Tag(t, app, "slice", "切片"),
	}
	testkit.Save(t, app, set(t, app, schema.PolicySettings, schema.PolicyID, fields{"preset": "standard"}))
	for handle, n := range map[string]int{"wang": 300, "reviewer": 1500} {
		if _, err := app.DB().NewQuery("UPDATE users SET reputation = {:n} WHERE handle = {:handle}").Bind(dbx.Params{"n": n, "handle": handle}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	b.question = b.Expect("ask", b.api.Send(b.asker, "POST", testkit.At(schema.Questions), fields{
		"title": "切片为什么共享内存", "lang": "zh", "status": "published", "author": b.asker.Id, "tags": []string{b.tag.Id}, "body": "改一个，令一个也变了。"}), 200).JSON("id").(string)
	b.answer = b.Expect("answer", b.api.Send(b.answerer, "POST", testkit.At(schema.Answers), fields{"question": b.question, "author": b.answerer.Id, "body": "它们指着同一快内存。"}), 200).JSON("id").(string)
	return b
}

func set(t *testing.T, app core.App, collection, id string, values fields) *core.Record {
	t.Helper()
	r, err := app.FindRecordById(collection, id)
	if err != nil {
		t.Fatal(err)
	}
	r.Load(values)
	return r
}

// suggest has somebody suggest a change of the answer, or of what more says.
func (b *bench) suggest(by *core.Record, more fields) testkit.Answer {
	b.t.Helper()
	body := fields{"kind": "answer", "target": b.answer, "author": by.Id, "note": "错别字", "body": "它们指着同一块内存。"}
	for k, v := range more {
		body[k] = v
	}
	return b.api.Send(by, "POST", testkit.At(schema.PostEdits), body)
}

func (b *bench) settle(by *core.Record, id string, body fields) testkit.Answer {
	b.t.Helper()
	return b.api.Send(by, "PATCH", testkit.At(schema.PostEdits, id), body)
}

func (b *bench) reputation(who *core.Record) int {
	return b.Read(schema.Users, who.Id).GetInt(schema.UserReputation)
}

// An approved suggestion is a revision in the name of who suggested it, and earns reputation once.
func TestSuggestAndApprove(t *testing.T) {
	b := newBench(t)
	a := b.Expect("suggest", b.suggest(b.wang, fields{"state": "approved", "base": 99, "reviewer": b.wang.Id, "question": strings.Repeat("x", 15)}), 200)
	id := a.JSON("id").(string)
	e := schema.AsPostEdit(b.Read(schema.PostEdits, id))
	if e.State() != "open" || e.Base() != 1 || e.Reviewer() != "" || e.Question() != b.question {
		t.Errorf("a forged suggestion is kept as %v %d %q %q", e.State(), e.Base(), e.Reviewer(), e.Question())
	}
	compared := b.Expect("compare", b.api.Send(b.reviewer, "GET", "/api/qiao/edits/"+id+"/compare", nil), 200)
	if want := `["-","快"],["+","块"]`; !strings.Contains(compared.Body, want) {
		t.Errorf("the comparison has no %s: %s", want, compared.Body)
	}
	for who, may := range map[*core.Record]bool{b.reviewer: true, b.answerer: true, b.wang: false, b.asker: false} {
		if got := b.api.Send(who, "GET", "/api/qiao/edits/"+id+"/compare", nil).JSON("may_decide"); got != may {
			t.Errorf("%s may decide: %v, want %v", who.GetString("handle"), got, may)
		}
	}
	b.Expect("the comparison is for members", b.api.Send(nil, "GET", "/api/qiao/edits/"+id+"/compare", nil), 401)

	b.Expect("one's own", b.settle(b.wang, id, fields{"state": "approved"}), 403)
	b.Expect("without the ability", b.settle(b.newcomer, id, fields{"state": "approved"}), 403)
	b.Expect("changing it on the way", b.settle(b.reviewer, id, fields{"state": "approved", "body": "别的话。"}), 403)
	b.Refused("rejecting without a reason", b.settle(b.reviewer, id, fields{"state": "rejected"}), "reason", "edits.reason_needed")
	b.Refused("in another name", b.settle(b.reviewer, id, fields{"state": "approved", "author": b.reviewer.Id}), "author", "edits.fixed")

	before := b.reputation(b.wang)
	b.Expect("approve", b.settle(b.reviewer, id, fields{"state": "approved"}), 200)
	if got := b.Read(schema.Answers, b.answer).GetString("body"); got != "它们指着同一块内存。" {
		t.Errorf("the answer says %q", got)
	}
	var revision struct {
		Editor string `db:"editor"`
		Note   string `db:"note"`
	}
	if err := b.app.DB().NewQuery("SELECT editor, note FROM post_revisions WHERE target = {:id} AND number = 2").Bind(dbx.Params{"id": b.answer}).One(&revision); err != nil || revision.Editor != b.wang.Id || revision.Note != "错别字" {
		t.Errorf("the revision is %+v %v", revision, err)
	}
	// 300 were given to wang without causes: what the ledger says counts from now on
	if got := b.reputation(b.wang); got-before != 2 {
		t.Errorf("an approved edit gave %d", got-before)
	}
	b.Expect("twice", b.settle(b.mod, id, fields{"state": "rejected", "reason": "晚了"}), 404) // no longer open: not theirs to change
	if e = schema.AsPostEdit(b.Read(schema.PostEdits, id)); e.State() != "approved" || e.Reviewer() != b.reviewer.Id || e.Decided().IsZero() {
		t.Errorf("decided as %v by %q at %v", e.State(), e.Reviewer(), e.Decided())
	}
}

func TestWhoMaySuggest(t *testing.T) {
	b := newBench(t)
	b.Expect("without the ability", b.suggest(b.newcomer, nil), 403)
	b.Refused("one's own post", b.suggest(b.answerer, nil), "target", "edits.own")
	b.Expect("in another name", b.api.Send(b.wang, "POST", testkit.At(schema.PostEdits), fields{"kind": "answer", "target": b.answer, "author": b.reviewer.Id, "note": "错别字", "body": "新的。"}), 400)
	b.Refused("the same text", b.suggest(b.wang, fields{"body": "它们指着同一快内存。\n"}), "body", "edits.same")
	b.Refused("nothing", b.suggest(b.wang, fields{"body": " \n"}), "body", "edits.body_needed")
	b.Refused("an empty note", b.suggest(b.wang, fields{"note": "\u200b "}), "note", "edits.note_needed")
	b.Refused("of nothing", b.suggest(b.wang, fields{"target": strings.Repeat("z", 15)}), "target", "edits.no_post")
	b.Refused("a question without a title", b.suggest(b.wang, fields{"kind": "question", "target": b.question, "tags": []string{b.tag.Id}}), "title", "edits.title_needed")
	b.Refused("a question without tags", b.suggest(b.wang, fields{"kind": "question", "target": b.question, "title": "切片为什么共享内存？"}), "tags", "edits.tags_needed")

	first := b.Expect("suggest", b.suggest(b.wang, nil), 200).JSON("id").(string)
	b.Refused("twice", b.suggest(b.wang, fields{"body": "又一种。"}), "target", "edits.again")
	b.Expect("change one's own", b.settle(b.wang, first, fields{"body": "它们指着同一块内存！"}), 200)
	b.Expect("withdraw", b.settle(b.wang, first, fields{"state": "withdrawn"}), 200)
	b.Expect("again after that", b.suggest(b.wang, nil), 200)

	if _, err := b.app.DB().NewQuery("UPDATE questions SET locked = TRUE WHERE id = {:id}").Bind(dbx.Params{"id": b.question}).Execute(); err != nil {
		t.Fatal(err)
	}
	b.Expect("a locked question", b.suggest(b.wang, fields{"kind": "question", "target": b.question, "title": "切片为什么共享内存？", "tags": []string{b.tag.Id}, "body": "改一个，另一个也变了。"}), 403)
	testkit.Save(t, b.app, set(t, b.app, schema.Questions, b.question, fields{"status": "deleted"}))
	b.Refused("a deleted question", b.suggest(b.wang, fields{"kind": "question", "target": b.question, "title": "x", "tags": []string{b.tag.Id}}), "target", "edits.no_post")
	if a := b.api.Send(b.reviewer, "GET", testkit.At(schema.PostEdits), nil); strings.Contains(a.Body, "同一块内存") {
		t.Error("an edit of a deleted question is still shown")
	}
}

// The author of a post decides without reputation, and what was written over an older text isn't put over a newer one.
func TestAuthorsDecideAndStaleOnesStay(t *testing.T) {
	b := newBench(t)
	id := b.Expect("suggest", b.suggest(b.wang, fields{"kind": "question", "target": b.question, "title": "切片为什么会共享内存？", "tags": []string{b.tag.Id, b.other.Id}, "body": "改一个，另一个也变了。"}), 200).JSON("id").(string)
	b.Expect("the author edits meanwhile", b.api.Send(b.asker, "PATCH", testkit.At(schema.Questions, b.question), fields{"body": "改一个，另一个也变了！"}), 200)
	b.Expect("stale", b.settle(b.asker, id, fields{"state": "approved"}), 409)
	if a := b.Expect("compare", b.api.Send(b.asker, "GET", "/api/qiao/edits/"+id+"/compare", nil), 200); a.JSON("stale") != true {
		t.Errorf("the comparison doesn't say that it is stale: %s", a.Body)
	}
	b.Expect("written anew over the present text", b.settle(b.wang, id, fields{"body": "改一个元素，另一个也变了！"}), 200)
	b.Expect("approve", b.settle(b.asker, id, fields{"state": "approved"}), 200)
	q := schema.AsQuestion(b.Read(schema.Questions, b.question))
	if q.Title() != "切片为什么会共享内存？" || !slices.Equal(q.Tags(), []string{b.tag.Id, b.other.Id}) || q.Body() != "改一个元素，另一个也变了！" {
		t.Errorf("the question is %q %v %q", q.Title(), q.Tags(), q.Body())
	}
}

// Of several who decide at once one does.
func TestDecidedOnce(t *testing.T) {
	b := newBench(t)
	id := b.Expect("suggest", b.suggest(b.wang, nil), 200).JSON("id").(string)
	var wg sync.WaitGroup
	statuses := make([]int, 8)
	for i := range statuses {
		wg.Add(1)
		go func() {
			defer wg.Done()
			body := fields{"state": "approved"}
			if i%2 == 1 {
				body = fields{"state": "rejected", "reason": "原文没错"}
			}
			statuses[i] = b.settle([]*core.Record{b.reviewer, b.mod, b.answerer, b.mod}[i%4], id, body).Status
		}()
	}
	wg.Wait()
	won := 0
	for _, s := range statuses {
		if s == 200 {
			won++
		} else if s != 409 && s != 404 {
			t.Errorf("somebody who came late got %d", s)
		}
	}
	n := testkit.Number(t, b.app, "SELECT count(*) FROM post_revisions WHERE target = {:id}", dbx.Params{"id": b.answer})
	state := b.Read(schema.PostEdits, id).GetString("state")
	if won != 1 || state == "approved" && n != 2 || state == "rejected" && n != 1 {
		t.Errorf("%d decided, it is %s, and there are %d revisions", won, state, n)
	}
}

func TestManyOpen(t *testing.T) {
	b := newBench(t)
	c, err := b.app.FindCollectionByNameOrId(schema.PostEdits)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		answer := testkit.Create(t, b.app, schema.Answers, fields{"question": b.question, "status": "published", "body": strings.Repeat("句", i+1)})
		r := core.NewRecord(c)
		r.Load(fields{"kind": "answer", "target": answer.Id, "question": b.question, "author": b.wang.Id, "note": "改", "state": "open", "base": 1, "body": "改过"})
		testkit.Save(t, b.app, r)
	}
	if a := b.suggest(b.wang, nil); a.Status != 400 || !strings.Contains(a.Body, "20") {
		t.Errorf("the 21st: %d %s", a.Status, a.Body)
	}
}
