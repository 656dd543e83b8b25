package adopt_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/adopt"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

type fields = testkit.Fields

// portal is one with two members, an editor and a tag.
type portal struct {
	testkit.Checks
	t                              *testing.T
	app                            *tests.TestApp
	api                            *testkit.API
	finder, other, editor, sup, of *core.Record
	tag                            *core.Record
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	app, checks := testkit.NewPortal(t, register)
	return &portal{
		Checks: checks, t: t, app: app, api: testkit.NewAPI(t, app), finder: testkit.User(t, app, "finder"), other: testkit.User(t, app, "other"),
		editor: testkit.User(t, app, "chief", "editor"), sup: testkit.Superuser(t, app), of: testkit.User(t, app, "mod", "moderator"), tag: testkit.Tag(t, app, "go", "Go 语言"),
	}
}

func (p *portal) add(by *core.Record, more fields) testkit.Answer {
	p.t.Helper()
	body := fields{"url": "https://segmentfault.com/q/1010000000000001", "title": "协程泄漏怎么查？", "lang": "zh", "added_by": by.Id, "tags": []string{p.tag.Id}}
	for k, v := range more {
		body[k] = v
	}
	return p.api.Send(by, "POST", testkit.At(schema.ExternalQuestions), body)
}

func (p *portal) found(more fields) string {
	p.t.Helper()
	got := p.add(p.finder, more)
	if got.Status != 200 {
		p.t.Fatalf("%d %s", got.Status, got.Body)
	}
	return got.JSON("id").(string)
}

func TestNormal(t *testing.T) {
	for raw, want := range map[string]string{
		"https://WWW.Example.com/a/b/?utm_source=x&b=2&a=1#top": "https://example.com/a/b?a=1&b=2",
		"http://example.com": "http://example.com",
		"https://stackoverflow.com/questions/123/how-to?noredirect=1#comment1": "https://stackoverflow.com/questions/123",
		"https://stackoverflow.com/q/123/456":                                  "https://stackoverflow.com/questions/123",
		"https://segmentfault.com/q/1010000001/a-1020000002":                   "https://segmentfault.com/q/1010000001",
		"https://ask.csdn.net/questions/789?spm=1001.2014":                     "https://ask.csdn.net/questions/789",
		"https://bücher.example/frage":                                         "https://xn--bcher-kva.example/frage",
		"  https://example.com/x  ":                                            "https://example.com/x",
		"ftp://example.com/x":                                                  "",
		"javascript:alert(1)":                                                  "",
		"https://user:secret@example.com/":                                     "",
		"https://127.0.0.1/x":                                                  "",
		"https://[::1]/x":                                                      "",
		"https://localhost/x":                                                  "",
		"https://example.com:8443/x":                                           "", "https://example.com:443/x": "https://example.com/x",
		"//example.com/x": "",
		"https://":        "",
		"":                "",
		"https://example.com/" + strings.Repeat("x", 2001): "",
	} {
		if got, ok := adopt.Normal(raw); got != want || ok != (want != "") {
			t.Errorf("%.80q: %q %v, want %q", raw, got, ok, want)
		}
	}
}

// What a member adds is a find in their own name, whatever the request says; an address is there once.
func TestAdding(t *testing.T) {
	p := newPortal(t)
	id := p.found(fields{"url": "http://www.segmentfault.com/q/1010000000000001/a-99?utm_source=x#c", "state": "adopted"})
	x := schema.AsExternalQuestion(p.Read(schema.ExternalQuestions, id))
	if x.State() != adopt.Found || x.AddedBy() != p.finder.Id || x.Question() != "" || x.URL() != "http://segmentfault.com/q/1010000000000001" || x.Site() != "SegmentFault" {
		t.Errorf("what was added: %v", x.FieldsData())
	}
	for what, c := range map[string]struct {
		more        fields
		field, code string
	}{
		"the same by https":           {fields{"url": "https://segmentfault.com/q/1010000000000001?from=feed"}, "url", "adopt.url_known"},
		"a script":                    {fields{"url": "javascript:alert(1)"}, "url", "adopt.url_wrong"},
		"a machine at home":           {fields{"url": "http://192.168.1.1/q"}, "url", "adopt.url_wrong"},
		"a script as the author":      {fields{"url": "https://a.example/1", "author_url": "javascript:alert(1)"}, "author_url", "adopt.url_wrong"},
		"a text without a licence":    {fields{"url": "https://a.example/1", "body": "全文"}, "body", "adopt.licence_needed"},
		"a text that may not be used": {fields{"url": "https://a.example/1", "body": "全文", "licence": "CC BY-NC-ND 4.0"}, "body", "adopt.licence_needed"},
		"a text without its author":   {fields{"url": "https://a.example/1", "body": "全文", "licence": "CC BY-SA 4.0"}, "author", "adopt.author_needed"},
		"a date to come":              {fields{"url": "https://a.example/1", "asked": "2999-01-01 00:00:00.000Z"}, "asked", "adopt.date_future"},
		"no title":                    {fields{"url": "https://a.example/1", "title": "  "}, "title", "adopt.title_needed"},
	} {
		if got := p.add(p.finder, c.more); got.Status != 400 || got.JSON("data", c.field, "code") != c.code {
			t.Errorf("%s: %d %s", what, got.Status, got.Body)
		}
	}
	if got := p.add(p.finder, fields{"url": "https://a.example/1", "added_by": p.other.Id}); got.Status != 400 {
		t.Errorf("in another's name: %d", got.Status)
	}
	if got := p.add(p.finder, fields{"url": "https://a.example/1", "body": "**全文**", "licence": "CC BY-SA 4.0", "author": "甲"}); got.Status != 200 {
		t.Errorf("a free text: %s", got.Body)
	}
	// who found it may correct it, and nobody decides on their own find but editors
	if got := p.api.Send(p.finder, "PATCH", testkit.At(schema.ExternalQuestions, id), fields{"title": "改过的标题"}); got.Status != 200 {
		t.Error(got.Body)
	}
	for what, body := range map[string]fields{"adopts": {"state": "adopted"}, "names a question": {"question": "aaaaaaaaaaaaaaa"}, "gives it away": {"added_by": p.other.Id}} {
		if got := p.api.Send(p.finder, "PATCH", testkit.At(schema.ExternalQuestions, id), body); got.Status != 404 {
			t.Errorf("a member %s: %d", what, got.Status)
		}
	}
	if n := p.Number("SELECT count(*) FROM questions"); n != 0 {
		t.Errorf("%d questions", n)
	}
}

// Within a day a member adds so many, also in one batch; editors have no bound.
func TestTheBoundOfADay(t *testing.T) {
	p := newPortal(t)
	for i := range 20 {
		p.found(fields{"url": "https://a.example/" + strconv.Itoa(i)})
	}
	if got := p.add(p.finder, fields{"url": "https://a.example/21"}); got.Status != 429 {
		t.Errorf("the 21st: %d %s", got.Status, got.Body)
	}
	for i := range 22 {
		if got := p.add(p.editor, fields{"url": "https://b.example/" + strconv.Itoa(i)}); got.Status != 200 {
			t.Fatalf("an editor: %s", got.Body)
		}
	}
}

// An editor adopts what was found: it becomes one question, however often and however many do so at once.
func TestAdopting(t *testing.T) {
	p := newPortal(t)
	id := p.found(fields{"author": "甲", "author_url": "https://segmentfault.com/u/jia", "licence": "CC BY-SA 4.0", "body": "**怎么**查？<script>alert(1)</script>"})
	bare := p.found(fields{"url": "https://ask.csdn.net/questions/7", "tags": []string{}})
	if got := p.api.Send(p.editor, "PATCH", testkit.At(schema.ExternalQuestions, bare), fields{"state": "adopted"}); got.JSON("data", "tags", "code") != "adopt.tags_needed" {
		t.Errorf("without tags: %s", got.Body)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := p.api.Send(p.editor, "PATCH", testkit.At(schema.ExternalQuestions, id), fields{"state": "adopted"}); got.Status != 200 {
				t.Errorf("adopting: %d %s", got.Status, got.Body)
			}
		})
	}
	wg.Wait()
	if n := p.Number("SELECT count(*) FROM questions"); n != 1 {
		t.Fatalf("%d questions", n)
	}
	x := schema.AsExternalQuestion(p.Read(schema.ExternalQuestions, id))
	q := schema.AsQuestion(p.Read(schema.Questions, x.Question()))
	if q.Author() != "" || q.Status() != "published" || q.SourceURL() != x.URL() || q.SourceSite() != "SegmentFault" || q.SourceAuthor() != "甲" ||
		q.SourceLicence() != "CC BY-SA 4.0" || !slices.Equal(q.Tags(), []string{p.tag.Id}) || strings.Contains(q.HTML(), "<script") || !strings.Contains(q.HTML(), "<strong>怎么</strong>") {
		t.Errorf("the question: %v", q.FieldsData())
	}
	if n := p.Number("SELECT count(*) FROM question_shelves WHERE shelf = 'tag:" + p.tag.Id + "+unanswered'"); n != 1 {
		t.Errorf("it stands on %d shelves of its tag", n)
	}
	// what was adopted stays, and isn't edited here any more
	if got := p.api.Send(p.editor, "PATCH", testkit.At(schema.ExternalQuestions, id), fields{"state": "ignored"}); got.Status != 409 {
		t.Errorf("ignoring what was adopted: %d", got.Status)
	}
	if got := p.api.Send(p.editor, "PATCH", testkit.At(schema.ExternalQuestions, id), fields{"title": "换一个"}); got.Status != 200 || got.JSON("title") != x.Title() {
		t.Errorf("a new title: %d %v", got.Status, got.JSON("title"))
	}
	if got := p.api.Send(p.finder, "DELETE", testkit.At(schema.ExternalQuestions, id), nil); got.Status != 404 {
		t.Errorf("deleting what was adopted: %d", got.Status)
	}
	// a text that may not be shown is pointed to; what a site calls itself is no mark-up
	if got := p.api.Send(p.editor, "PATCH", testkit.At(schema.ExternalQuestions, bare), fields{"state": "adopted", "tags": []string{"go"}, "site": "某站](javascript:x) <b>"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	q = schema.AsQuestion(p.Read(schema.Questions, schema.AsExternalQuestion(p.Read(schema.ExternalQuestions, bare)).Question()))
	if !strings.Contains(q.HTML(), `href="https://ask.csdn.net/questions/7"`) || strings.Contains(q.HTML(), `href="javascript`) || strings.Contains(q.HTML(), "<b>") {
		t.Errorf("the pointer: %s", q.HTML())
	}
	// what editors don't want isn't shown to others
	ignored := p.found(fields{"url": "https://a.example/spam", "title": "广告暗号"})
	if got := p.api.Send(p.editor, "PATCH", testkit.At(schema.ExternalQuestions, ignored), fields{"state": "ignored"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	for who, status := range map[*core.Record]int{nil: 404, p.other: 404, p.finder: 200, p.editor: 200} {
		if got := p.api.Send(who, "GET", testkit.At(schema.ExternalQuestions, ignored), nil); got.Status != status {
			t.Errorf("an ignored one: %d, want %d", got.Status, status)
		}
	}
	page := p.api.Send(nil, "GET", "/questions/elsewhere", nil, "Accept-Encoding", "identity")
	if page.Status != 200 || strings.Contains(page.Body, "广告暗号") || !strings.Contains(page.Body, "/questions/"+x.Question()+"/") || !strings.Contains(page.Body, "CC BY-SA 4.0") {
		t.Errorf("the list: %d %s", page.Status, page.Body)
	}
	for _, path := range []string{"/questions/elsewhere/feed.xml", "/questions/elsewhere/atom.xml", "/questions/elsewhere/feed.json"} {
		if got := p.api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity"); got.Status != 200 || strings.Contains(got.Body, "广告暗号") || !strings.Contains(got.Body, x.Question()) {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
	if got := p.api.Send(nil, "GET", "/en/questions/elsewhere?state=found", nil, "Accept-Encoding", "identity"); got.Status != 200 || strings.Contains(got.Body, x.Question()) {
		t.Errorf("those that aren't adopted: %d", got.Status)
	}
}

// An answer elsewhere is a link of whoever adds it, once an address, where the question is public and not locked.
func TestAnswersElsewhere(t *testing.T) {
	p := newPortal(t)
	question := testkit.Create(t, p.app, schema.Questions, fields{
		"title": "切片为什么会共享底层数组？", "lang": "zh", "status": "published", "author": p.finder.Id, "tags": []string{p.tag.Id}, "body": "改一个，另一个也变了。", "source_url": "https://segmentfault.com/q/1",
	})
	link := func(by *core.Record, more fields) testkit.Answer {
		body := fields{"question": question.Id, "user": by.Id, "url": "https://a.example/answer", "title": "讲得清楚的一篇"}
		for k, v := range more {
			body[k] = v
		}
		return p.api.Send(by, "POST", testkit.At(schema.AnswerLinks), body)
	}
	shown := func() bool {
		return strings.Contains(p.api.Send(nil, "GET", testkit.At(schema.AnswerLinks), nil).Body, "https://a.example/answer")
	}
	first := link(p.other, nil)
	if first.Status != 200 || first.JSON("site") != "a.example" {
		t.Fatal(first.Body)
	}
	if !shown() {
		t.Error("guests don't see it")
	}
	for what, c := range map[string]struct {
		more        fields
		field, code string
	}{
		"again":        {fields{"url": "https://www.a.example/answer/#x"}, "url", "adopt.link_known"},
		"a script":     {fields{"url": "javascript:alert(1)"}, "url", "adopt.url_wrong"},
		"the question": {fields{"url": "https://segmentfault.com/q/1/a-2"}, "url", "adopt.link_is_source"},
	} {
		if got := link(p.other, c.more); got.Status != 400 || got.JSON("data", c.field, "code") != c.code {
			t.Errorf("%s: %d %s", what, got.Status, got.Body)
		}
	}
	if got := link(p.other, fields{"user": p.finder.Id, "url": "https://b.example/"}); got.Status != 400 {
		t.Errorf("in another's name: %d", got.Status)
	}
	// the same address at the same moment is there once
	var wg sync.WaitGroup
	for _, by := range []*core.Record{p.other, p.finder, p.editor, p.of} {
		wg.Go(func() { link(by, fields{"url": "https://c.example/same"}) })
	}
	wg.Wait()
	if n := p.Number("SELECT count(*) FROM answer_links WHERE url = 'https://c.example/same'"); n != 1 {
		t.Errorf("the same address %d times", n)
	}
	id := first.JSON("id").(string)
	for who, status := range map[*core.Record]int{nil: 404, p.finder: 404} {
		if got := p.api.Send(who, "DELETE", testkit.At(schema.AnswerLinks, id), nil); got.Status != status {
			t.Errorf("deleting another's: %d", got.Status)
		}
	}
	if got := p.api.Send(p.of, "PATCH", testkit.At(schema.AnswerLinks, id), fields{"url": "https://evil.example/"}); got.Status != 404 {
		t.Errorf("another address: %d", got.Status)
	}
	if got := p.api.Send(p.of, "DELETE", testkit.At(schema.AnswerLinks, id), nil); got.Status != 204 || shown() {
		t.Errorf("a moderator takes it away: %d", got.Status)
	}
	if _, err := p.app.DB().NewQuery("UPDATE questions SET locked = TRUE WHERE id = {:id}").Bind(dbx.Params{"id": question.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if got := link(p.other, fields{"url": "https://d.example/"}); got.Status != 403 {
		t.Errorf("on a locked one: %s", got.Body)
	}
}

// Where an answer was posted is on the site of its question, and its author's to say.
func TestPostedBack(t *testing.T) {
	p := newPortal(t)
	id := p.found(nil)
	if got := p.api.Send(p.editor, "PATCH", testkit.At(schema.ExternalQuestions, id), fields{"state": "adopted"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	question := schema.AsExternalQuestion(p.Read(schema.ExternalQuestions, id)).Question()
	answer := func(question string) string {
		got := p.api.Send(p.other, "POST", testkit.At(schema.Answers), fields{"question": question, "author": p.other.Id, "body": "用 pprof 看。"})
		if got.Status != 200 {
			t.Fatal(got.Body)
		}
		return got.JSON("id").(string)
	}
	mine := answer(question)
	set := func(by *core.Record, id, url string) testkit.Answer {
		return p.api.Send(by, "PATCH", testkit.At(schema.Answers, id), fields{"posted_url": url})
	}
	for url, code := range map[string]any{
		"https://segmentfault.com/a/119#a1": nil, "https://blog.segmentfault.com/a/1": nil, "": nil,
		"https://segmentfault.com.evil.example/a": "adopt.other_site", "https://evil.example/segmentfault.com": "adopt.other_site",
		"https://evilsegmentfault.com/a": "adopt.other_site", "javascript:alert(1)": "adopt.url_wrong", "https://x@segmentfault.com/": "adopt.url_wrong",
	} {
		if got := set(p.other, mine, url); got.JSON("data", "posted_url", "code") != code || (code == nil) != (got.Status == 200) {
			t.Errorf("%q: %d %s", url, got.Status, got.Body)
		}
	}
	if got := set(p.finder, mine, "https://segmentfault.com/a/2"); got.Status == 200 {
		t.Error("somebody else says where it was posted")
	}
	own := testkit.Create(t, p.app, schema.Questions, fields{"title": "这里提的问题", "lang": "zh", "status": "published", "author": p.finder.Id, "tags": []string{p.tag.Id}, "body": "在这里。"})
	if got := set(p.other, answer(own.Id), "https://segmentfault.com/a/1"); got.JSON("data", "posted_url", "code") != "adopt.not_from_elsewhere" {
		t.Errorf("a question of ours: %s", got.Body)
	}
}
