package qa_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// The lists as pages, feeds and data hold the same questions, and their parameters narrow them together.
func TestListsOfQuestions(t *testing.T) {
	p := newPortal(t)
	css := testkit.Tag(t, p.app, "css", "CSS")
	open := p.ask(fields{"title": "没有人回答的问题"})
	solved := p.ask(fields{"title": "已经解决的问题", "tags": []string{p.tag.Id, css.Id}})
	english := p.ask(fields{"title": "A question in English", "lang": "en", "tags": []string{css.Id}})
	answer := p.answer(p.wang, solved, "这样做。")
	p.answer(p.wang, english, "Like this.")
	p.Expect("accept", p.api.Send(p.asker, "PATCH", testkit.At(schema.Questions, solved), fields{"accepted": answer}), 200)
	for path, want := range map[string][]string{
		"":                                     {open, solved, english},
		"?filter=unanswered":                   {open},
		"?filter=unsolved":                     {open, english},
		"?filter=bounty":                       {},
		"?lang=en":                             {english},
		"?tag=css":                             {solved, english},
		"?filter=unsolved&sort=newest&tag=css": {english},
		"?filter=unsolved&lang=zh&tag=go":      {open},
		"?sort=score":                          {open, solved, english},
	} {
		list := p.shows("/questions" + path)
		data := p.Expect(path, p.api.Send(nil, "GET", "/api/qiao/questions"+path, nil), 200).Body
		feed := p.page("/questions/feed.xml" + path)
		for _, id := range []string{open, solved, english} {
			wanted := strings.Contains(fmt.Sprint(want), id)
			for what, body := range map[string]string{"page": list, "data": data, "feed": feed.Body} {
				if strings.Contains(body, id) != wanted {
					t.Errorf("%s %s: %s is there: %t", what, path, p.record(schema.Questions, id, "title"), !wanted)
				}
			}
		}
	}
	p.shows("/tags/css/questions", english, solved, "!"+open)
	p.shows("/tags/css", "/tags/css/questions")
	p.shows("/people/asker/questions", english, solved, open)
	p.shows("/people/asker", "/people/asker/questions")
	p.shows("/people/wang/answers", answer, "已采纳")
	p.shows("/en/questions", "A question in English", "An answer was accepted", "Unanswered")
	testkit.Article(t, p.app, p.wang, fields{"status": "published"})
	p.shows("/", "/questions/"+open)
	for _, wrong := range []string{"?sort=worst", "?filter=all", "?lang=xx", "?tag=nothing"} {
		if a := p.page("/questions" + wrong); a.Status != 404 {
			t.Errorf("%s answers %d", wrong, a.Status)
		}
	}
	for query, want := range map[string]int{"?sort=worst": 400, "?page=0": 400, "?perPage=51": 400, "?tag=nothing": 200, "?tags=go,css&asker=asker": 200, "?tags=" + strings.Repeat("a,", 30): 400} {
		if a := p.api.Send(nil, "GET", "/api/qiao/questions"+query, nil); a.Status != want {
			t.Errorf("data %s: %d, want %d", query, a.Status, want)
		}
	}
	if items, _ := p.api.Send(nil, "GET", "/api/qiao/questions?tags=go,css", nil).JSON("items").([]any); len(items) != 3 {
		t.Errorf("two tags have %d questions", len(items))
	}
}

// A duplicate leads to the question that it repeats and shows its answers; a closed one says why.
func TestClosedQuestions(t *testing.T) {
	p := newPortal(t)
	first, second := p.ask(fields{"title": "原来的问题"}), p.ask(fields{"title": "重复的问题"})
	p.answer(p.wang, first, "早就有人答过了。")
	if _, err := p.app.DB().NewQuery("UPDATE questions SET closed = 'duplicate', duplicate_of = {:first} WHERE id = {:second}").
		Bind(dbx.Params{"first": first, "second": second}).Execute(); err != nil {
		t.Fatal(err)
	}
	p.shows(p.path(second), p.path(first), "早就有人答过了", "已有的答案", `rel="canonical"`)
	p.shows(p.path(first), p.path(second), "与本问题重复的提问")
	if _, err := p.app.DB().NewQuery("UPDATE questions SET closed = 'unclear', duplicate_of = '', locked = TRUE WHERE id = {:id}").Bind(dbx.Params{"id": second}).Execute(); err != nil {
		t.Fatal(err)
	}
	p.shows("/en"+p.path(second), "more detail is needed", "noindex", "Locked.")
}

// A history shows what each revision changed.
func TestHistoryPage(t *testing.T) {
	p := newPortal(t)
	id := p.ask(nil)
	p.Expect("edit", p.api.Send(p.asker, "PATCH", testkit.At(schema.Questions, id), fields{"body": "改一个，另外**两个**也变了。"}), 200)
	p.shows("/questions/"+id+"/revisions", "<del>", "<ins>", `data-revision="2"`, `data-revision="1"`, "noindex")
	p.shows("/en/questions/"+id+"/revisions", "History")
	answer := p.answer(p.wang, id, "答。")
	p.shows("/answers/"+answer+"/revisions", "答。")
	p.set(schema.Questions, id, fields{"status": "hidden"})
	for _, path := range []string{"/questions/" + id + "/revisions", "/answers/" + answer + "/revisions"} {
		if a := p.page(path); a.Status != 410 {
			t.Errorf("%s of a hidden question: %d", path, a.Status)
		}
	}
}

// What a page of a question costs without the cache, with 30 answers and 60 comments.
func BenchmarkQuestionPage(b *testing.B) {
	app := testkit.NewApp(b, register)
	api := testkit.NewAPI(b, app)
	asker, wang := testkit.User(b, app, "asker"), testkit.User(b, app, "wang")
	tag := testkit.Tag(b, app, "go", "Go")
	text := strings.Repeat("这一段说明为什么会这样，**以及**怎样改。`append` 会看容量。\n\n", 8)
	q := testkit.Create(b, app, schema.Questions, fields{"title": "很多回答的问题", "lang": "zh", "status": "published", "author": asker.Id, "tags": []string{tag.Id}, "body": text})
	var on []*core.Record
	for range 30 {
		on = append(on, testkit.Create(b, app, schema.Answers, fields{"question": q.Id, "author": wang.Id, "body": text, "status": "published"}))
	}
	for i := range 60 {
		testkit.Create(b, app, schema.Comments, fields{"kind": "answer", "target": on[i/2].Id, "author": asker.Id, "body": "一条评论，说一件小事。", "state": "visible"})
	}
	path := "/questions/" + q.Id + "/" + q.GetString(schema.QuestionSlug)
	prefix := []string{"", "/en"}
	for i := 0; b.Loop(); i++ {
		// a change of the question drops the page
		if _, err := app.DB().NewQuery("SELECT 1").Execute(); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		testkit.Save(b, app, testkit.Fresh(b, app, q))
		b.StartTimer()
		if a := api.Send(nil, "GET", prefix[i%2]+path, nil); a.Status != 200 || !strings.Contains(a.Body, "c-") {
			b.Fatal(a.Status)
		}
	}
}
