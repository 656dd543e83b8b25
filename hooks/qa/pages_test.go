package qa_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// page gets a page as a guest.
func (p *portal) page(path string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity")
}

// shows expects a page with all of these texts and none of those that begin with "!".
func (p *portal) shows(path string, texts ...string) string {
	p.t.Helper()
	a := p.page(path)
	if a.Status != http.StatusOK {
		p.t.Fatalf("%s: %d, Location %q: %.300s", path, a.Status, a.Header.Get("Location"), a.Body)
	}
	for _, text := range texts {
		if not, ok := strings.CutPrefix(text, "!"); ok == strings.Contains(a.Body, not) {
			p.t.Errorf("%s: %q is there: %t", path, not, ok)
		}
	}
	return a.Body
}

func (p *portal) set(collection, id string, values fields) {
	p.t.Helper()
	r, err := p.app.FindRecordById(collection, id)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Load(values)
	testkit.Save(p.t, p.app, r)
}

func (p *portal) record(collection, id, field string) string {
	p.t.Helper()
	r, err := p.app.FindRecordById(collection, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return r.GetString(field)
}

// path is where a question's page is.
func (p *portal) path(id string) string {
	return "/questions/" + id + "/" + p.record(schema.Questions, id, schema.QuestionSlug)
}

// A question has one address; others lead there, and what was taken down says so to everybody.
func TestQuestionAddresses(t *testing.T) {
	p := newPortal(t)
	id := p.ask(nil)
	path := p.path(id)
	for _, prefix := range []string{"", "/en"} {
		for _, other := range []string{"/questions/" + id, "/questions/" + id + "/another-title", "/Questions/" + id, path + "?page=1", path + "?utm=x"} {
			if a := p.page(prefix + other); a.Status != 301 || a.Header.Get("Location") != prefix+path && a.Header.Get("Location") != prefix+strings.ToLower(other) {
				t.Errorf("%s: %d to %q", prefix+other, a.Status, a.Header.Get("Location"))
			}
		}
		p.shows(prefix+path, "切片为什么会共享底层数组", "data-question=\""+id+"\"", "data-acts=\"question:"+id+"\"")
	}
	for _, step := range []struct {
		status string
		want   int
	}{{"hidden", 410}, {"deleted", 410}, {"published", 200}} {
		p.set(schema.Questions, id, fields{"status": step.status})
		for _, as := range []string{path, "/en" + path} {
			if a := p.page(as); a.Status != step.want {
				t.Errorf("%s question: %s answers %d, want %d", step.status, as, a.Status, step.want)
			}
		}
		listed := strings.Contains(p.page("/questions").Body, id)
		if listed != (step.want == 200) {
			t.Errorf("%s question is in the list: %t", step.status, listed)
		}
	}
	for _, missing := range []string{"/questions/aaaaaaaaaaaaaaa", "/questions/aaaaaaaaaaaaaaa/x", "/answers/aaaaaaaaaaaaaaa", "/tags/no-tag/questions", "/people/nobody/questions", "/people/nobody/answers", "/columns/none/questions"} {
		if a := p.page(missing); a.Status != 404 {
			t.Errorf("%s answers %d", missing, a.Status)
		}
	}
	draft := p.ask(fields{"status": "draft"})
	if a := p.page("/questions/" + draft); a.Status != 404 {
		t.Errorf("a draft answers %d", a.Status)
	}
}

// The page shows what happens to a question at once: answers, the accepted one first, comments, and answers that go.
func TestQuestionPageFollows(t *testing.T) {
	p := newPortal(t)
	id := p.ask(nil)
	path := p.path(id)
	p.shows(path, "还没有回答", "noindex", `<qiao-answer question="`+id+`"`)
	first, second := p.answer(p.wang, id, "因为它们指向同一个数组。"), p.answer(p.chen, id, "用 `append` 之前先 `copy`。")
	body := p.shows(path, "2 个回答", `id="a-`+first+`"`, `id="a-`+second+`"`, "!已采纳", "!noindex")
	if strings.Index(body, first) > strings.Index(body, second) {
		t.Error("the earlier of equal answers comes first")
	}
	p.Expect("accept", p.api.Send(p.asker, "PATCH", testkit.At(schema.Questions, id), fields{"accepted": second}), 200)
	body = p.shows(path, "提问者采纳了这个回答", `"acceptedAnswer"`, `"suggestedAnswer"`)
	if strings.Index(body, `id="a-`+first) < strings.Index(body, `id="a-`+second) {
		t.Error("the accepted answer comes first")
	}
	p.shows("/en"+path, "Accepted by who asked", "2 answers", "Score")
	p.shows(path+"?sort=newest", "noindex")
	if a := p.page(path + "?sort=nonsense"); a.Status != 404 {
		t.Errorf("an order that there isn't answers %d", a.Status)
	}
	if a := p.page(path + "?page=2"); a.Status != 404 {
		t.Errorf("a page that there isn't answers %d", a.Status)
	}
	if a := p.page("/answers/" + first); a.Status != 302 || a.Header.Get("Location") != path+"#a-"+first {
		t.Errorf("the answer's address: %d to %q", a.Status, a.Header.Get("Location"))
	}
	if a := p.page("/en/answers/" + first); a.Header.Get("Location") != "/en"+path+"#a-"+first {
		t.Errorf("the answer's address in English leads to %q", a.Header.Get("Location"))
	}
	for i, text := range []string{"一", "二", "三", "四", "五", "第六条"} {
		on, kind := first, "answer"
		if i%2 == 0 {
			on, kind = id, "question"
		}
		p.Expect("comment", p.api.Send(p.wang, "POST", testkit.At(schema.Comments), fields{"kind": kind, "target": on, "author": p.wang.Id, "body": "评论" + text}), 200)
	}
	p.shows(path, "评论一", "评论第六条", `data-remarks="question:`+id+`"`, `data-remarks="answer:`+first+`"`)
	p.shows("/questions/"+id+"/comments", "评论一", "评论三", "!评论二", `data-talk="question:`+id+`"`, "noindex")
	p.shows("/answers/"+first+"/comments", "评论二", "!评论一", `data-talk="answer:`+first+`"`)
	p.set(schema.Answers, first, fields{"status": "hidden"})
	p.shows(path, "1 个回答", "!"+`id="a-`+first)
	for _, gone := range []string{"/answers/" + first, "/answers/" + first + "/comments"} {
		if a := p.page(gone); a.Status != 410 {
			t.Errorf("%s of a hidden answer: %d", gone, a.Status)
		}
	}
	p.set(schema.Questions, id, fields{"status": "hidden"})
	for _, gone := range []string{"/answers/" + second, "/questions/" + id + "/comments", "/questions/" + id} {
		if a := p.page(gone); a.Status != 410 {
			t.Errorf("%s of a hidden question: %d", gone, a.Status)
		}
	}
}

// Every text that somebody can write stays text on every page.
func TestHostileQuestionsStayText(t *testing.T) {
	p := newPortal(t)
	evil := `</title><script>alert(1)</script>"'><img src=x onerror=alert(1)>{{1}}`
	id := p.ask(fields{"title": evil, "body": evil})
	answer := p.answer(p.wang, id, evil)
	p.Expect("comment", p.api.Send(p.wang, "POST", testkit.At(schema.Comments), fields{"kind": "answer", "target": answer, "author": p.wang.Id, "body": evil}), 200)
	p.set(schema.Answers, answer, fields{"source_url": "https://example.org/?" + "x=%22", "source_site": evil[:50], "source_author": evil[:60], "source_licence": "CC BY-SA 4.0"})
	testkit.Create(t, p.app, schema.AnswerLinks, fields{"question": id, "user": p.wang.Id, "url": "https://example.org/a", "title": evil, "note": evil})
	for _, path := range []string{"/questions", p.path(id), "/tags/go/questions", "/people/asker/questions", "/people/wang/answers", "/questions/" + id + "/comments", "/answers/" + answer + "/comments"} {
		for _, prefix := range []string{"", "/en"} {
			root, err := html.Parse(strings.NewReader(p.shows(prefix + path)))
			if err != nil {
				t.Fatal(err)
			}
			for n := range root.Descendants() {
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
						t.Errorf("%s holds <%s %s=%s>", prefix+path, n.Data, a.Key, a.Val)
					}
				}
				if n.Type == html.ElementNode && n.Data == "script" && n.FirstChild != nil && strings.HasPrefix(n.FirstChild.Data, "alert") {
					t.Errorf("%s holds a script", prefix+path)
				}
			}
		}
	}
}
