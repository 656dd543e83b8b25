package qa_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// numbers lists the numbers of a post's revisions, in order.
func (p *portal) numbers(id string) (list []int) {
	p.t.Helper()
	if err := p.app.DB().NewQuery("SELECT number FROM post_revisions WHERE target = {:id} ORDER BY number").Bind(dbx.Params{"id": id}).Column(&list); err != nil {
		p.t.Fatal(err)
	}
	return list
}

func TestRevisions(t *testing.T) {
	p := newPortal(t)
	draft := p.ask(fields{"status": "draft"})
	p.Expect("change a draft", p.change(p.asker, schema.Questions, draft, fields{"body": "还在想。"}), 200)
	if got := p.numbers(draft); len(got) != 0 {
		t.Errorf("a draft has the revisions %v", got)
	}
	p.Expect("publish", p.change(p.asker, schema.Questions, draft, fields{"status": "published", "body": "改一个，另一个也变了。"}), 200)
	p.Expect("edit", p.change(p.asker, schema.Questions, draft, fields{"body": "改一个元素，另一个切片也变了。", "title": "切片共享 memory 吗？", "note": "说清楚", "base": 1}), 200)
	p.Expect("from an older one", p.change(p.asker, schema.Questions, draft, fields{"body": "旧稿", "base": 1}), http.StatusConflict)
	p.Expect("nothing changes", p.change(p.asker, schema.Questions, draft, fields{"wiki": false}), 200)
	if got := p.numbers(draft); !slices.Equal(got, []int{1, 2}) {
		t.Fatalf("the revisions %v", got)
	}
	d := p.Expect("compare", p.api.Send(nil, "GET", "/api/qiao/posts/question/"+draft+"/revisions/2/compare", nil), 200)
	// characters of Chinese, words of Latin
	for _, want := range []string{`["=","改一个"],["+","元素"],["=","，另一个"],["+","切片"],["=","也变了。"]`, `["+"," memory `, `"from":1,"to":2`} {
		if !strings.Contains(d.Body, want) {
			t.Errorf("the difference has no %s: %s", want, d.Body)
		}
	}
	p.Expect("with the last one", p.api.Send(nil, "GET", "/api/qiao/posts/question/"+draft+"/revisions/1/compare?with=2", nil), 200)
	p.Expect("the first one", p.api.Send(nil, "GET", "/api/qiao/posts/question/"+draft+"/revisions/1/compare", nil), 200)
	for _, none := range []string{"question/" + draft + "/revisions/3", "question/" + draft + "/revisions/x", "answer/" + draft + "/revisions/1", "article/" + draft + "/revisions/1", "question/nothinghere0000/revisions/1"} {
		p.Expect(none, p.api.Send(nil, "GET", "/api/qiao/posts/"+none+"/compare", nil), 404)
	}

	// back to the first one, which is a change like any other
	p.Expect("by somebody", p.change(p.wang, schema.Questions, draft, fields{"restore": 1}), 403)
	p.Refused("to one that isn't there", p.change(p.asker, schema.Questions, draft, fields{"restore": 9}), "restore", "qa.no_revision")
	p.Expect("back", p.change(p.asker, schema.Questions, draft, fields{"restore": 1, "note": "还是原来的好"}), 200)
	q := schema.AsQuestion(p.Read(schema.Questions, draft))
	if q.Body() != "改一个，另一个也变了。" || !strings.HasPrefix(q.Title(), "切片为什么") || !strings.Contains(q.HTML(), "另一个也变了") || q.Edited().IsZero() {
		t.Errorf("after the rollback: %q %q %q", q.Title(), q.Body(), q.HTML())
	}
	if got := p.numbers(draft); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("the revisions %v", got)
	}
	// whoever can't see the question doesn't see what it was
	p.Expect("hide", p.change(p.mod, schema.Questions, draft, fields{"status": "hidden"}), 200)
	p.Expect("compare what is hidden", p.api.Send(nil, "GET", "/api/qiao/posts/question/"+draft+"/revisions/2/compare", nil), 404)
	if got := p.api.Send(nil, "GET", testkit.At(schema.PostRevisions)+"?filter=target='"+draft+"'", nil); got.JSON("totalItems") != float64(0) {
		t.Errorf("the revisions of what is hidden: %s", got.Body)
	}
	p.Expect("restore", p.change(p.mod, schema.Questions, draft, fields{"status": "published"}), 200)
	if got := p.numbers(draft); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("shown again as it was, it has the revisions %v", got)
	}
}

// Many edits at once leave numbers without gaps, and each counts for the fields that it changes.
func TestEditsAtOnce(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if got := p.change(p.asker, schema.Questions, q, fields{"body": fmt.Sprintf("第 %d 稿。", i)}); got.Status != 200 {
				t.Errorf("%d: %s", got.Status, got.Body)
			}
		})
	}
	wg.Go(func() {
		p.Expect("lock", p.change(p.mod, schema.Questions, q, fields{"protected": true}), 200)
	})
	wg.Go(func() {
		p.Expect("title", p.change(p.asker, schema.Questions, q, fields{"title": "新的标题"}), 200)
	})
	wg.Wait()
	got := p.numbers(q)
	for i, n := range got {
		if n != i+1 {
			t.Fatalf("the revisions %v", got)
		}
	}
	r := schema.AsQuestion(p.Read(schema.Questions, q))
	if len(got) < 3 || !r.Protected() || r.Title() != "新的标题" || !strings.HasSuffix(r.Body(), "稿。") || !strings.Contains(r.HTML(), r.Body()) {
		t.Errorf("%v, protected %v, %q, %q, %q", got, r.Protected(), r.Title(), r.Body(), r.HTML())
	}
	last := p.Number("SELECT count(*) FROM post_revisions WHERE target = {:id} AND number = {:n} AND body = {:body} AND title = {:title}",
		dbx.Params{"id": q, "n": len(got), "body": r.Body(), "title": r.Title()})
	if last != 1 {
		t.Error("the last revision isn't the text that is shown")
	}
}

// One answer a member, however fast they click; more where the settings allow it.
func TestOneAnswerEach(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	var wg sync.WaitGroup
	status := make([]int, 12)
	for i := range status {
		wg.Go(func() {
			status[i] = p.api.Send(p.wang, "POST", testkit.At(schema.Answers), fields{"question": q, "author": p.wang.Id, "body": fmt.Sprintf("第 %d 个回答。", i)}).Status
		})
	}
	wg.Wait()
	slices.Sort(status)
	if status[0] != 200 || status[1] != 400 {
		t.Errorf("answered: %v", status)
	}
	if n := p.Number("SELECT answers FROM stats WHERE id = {:id}", dbx.Params{"id": q}); n != 1 {
		t.Errorf("%d answers counted", n)
	}
	p.answer(p.asker, q, "我自己找到了答案。")
	settings := p.Read(schema.QASettingsList, schema.QASettingsID)
	settings.Set("several_answers", true)
	testkit.Save(t, p.app, settings)
	p.answer(p.wang, q, "换个思路。")
}
