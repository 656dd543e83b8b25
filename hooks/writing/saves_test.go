package writing_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// portal is the whole program with two who write one article.
type portal struct {
	t            *testing.T
	app          *tests.TestApp
	api          *testkit.API
	author, mate *core.Record
	article      *core.Record
}

func newPortal(t *testing.T, fields map[string]any) *portal {
	t.Helper()
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	p := &portal{t: t, app: app, author: testkit.User(t, app, "chen-mo"), mate: testkit.User(t, app, "he-yu")}
	p.api = testkit.NewAPI(t, app)
	p.article = testkit.Article(t, app, p.author, fields)
	p.article.Set(schema.ArticleCoauthors, []string{p.mate.Id})
	testkit.Save(t, app, p.article)
	return p
}

func (p *portal) path() string {
	return "/api/collections/articles/records/" + p.article.Id
}

// save sends a change that says what it is based on, unless base is empty.
func (p *portal) save(as *core.Record, base string, body any) testkit.Answer {
	p.t.Helper()
	if base == "" {
		return p.api.Send(as, "PATCH", p.path(), body)
	}
	return p.api.Send(as, "PATCH", p.path(), body, "If-Match", `"`+base+`"`)
}

func (p *portal) now() *core.Record { return testkit.Fresh(p.t, p.app, p.article) }

func TestASaveNamesItsBase(t *testing.T) {
	p := newPortal(t, nil)
	base := p.now().GetString("updated")
	first := p.save(p.author, base, map[string]any{"body": "甲写的。"})
	if first.Status != 200 || first.JSON("updated") == base {
		t.Fatalf("%d %s", first.Status, first.Body)
	}
	// the other one wrote on the text before
	second := p.save(p.mate, base, map[string]any{"body": "乙写的。"})
	if second.Status != 412 || second.JSON("data", "updated") != first.JSON("updated") || second.Header.Get("ETag") != `"`+first.JSON("updated").(string)+`"` {
		t.Fatalf("%d %s %q", second.Status, second.Body, second.Header.Get("ETag"))
	}
	if got := p.now().GetString("body"); got != "甲写的。" {
		t.Errorf("the first text was lost: %q", got)
	}
	// in the words of the reader's language
	en := p.api.Send(p.mate, "PATCH", p.path(), map[string]any{"body": "x"}, "If-Match", base, "Accept-Language", "en")
	if message, _ := en.JSON("message").(string); en.Status != 412 || !strings.Contains(message, "Somebody else") {
		t.Errorf("%d %s", en.Status, en.Body)
	}
	for header, want := range map[string]int{"*": 200, `W/"` + p.now().GetString("updated") + `"`: 200, `"nonsense"`: 412, "": 200} {
		p.article = p.now()
		if header != "*" && want == 200 && header != "" {
			header = `W/"` + p.article.GetString("updated") + `"`
		}
		if got := p.api.Send(p.mate, "PATCH", p.path(), map[string]any{"body": "又一版"}, "If-Match", header); got.Status != want {
			t.Errorf("If-Match %s: %d %s", header, got.Status, got.Body)
		}
	}
	// who says nothing about a base asks as ever, and a stranger learns nothing
	if got := p.save(p.author, "", map[string]any{"body": "旧客户端"}); got.Status != 200 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if got := p.save(testkit.User(t, p.app, "lu-ren"), base, map[string]any{"body": "x"}); got.Status != 404 {
		t.Errorf("a stranger: %d %s", got.Status, got.Body)
	}
	if got := p.save(nil, base, map[string]any{"body": "x"}); got.Status != 404 {
		t.Errorf("a guest: %d %s", got.Status, got.Body)
	}
}

func TestOnlyOneOfManyPasses(t *testing.T) {
	p := newPortal(t, nil)
	const writers = 12
	base := p.now().GetString("updated")
	var wait sync.WaitGroup
	answers := make([]testkit.Answer, writers)
	for i := range writers {
		wait.Go(func() {
			as := p.author
			if i%2 == 1 {
				as = p.mate
			}
			answers[i] = p.save(as, base, map[string]any{"body": fmt.Sprintf("第 %d 人写的。", i)})
		})
	}
	wait.Wait()
	passed := 0
	for i, got := range answers {
		switch got.Status {
		case 200:
			passed++
			if body := p.now().GetString("body"); body != fmt.Sprintf("第 %d 人写的。", i) {
				t.Errorf("%d was told that it is saved, but %q is", i, body)
			}
		case 412:
			if got.JSON("data", "updated") != p.now().GetString("updated") {
				t.Errorf("%d: %s, current is %s", i, got.Body, p.now().GetString("updated"))
			}
		default:
			t.Errorf("%d: %d %s", i, got.Status, got.Body)
		}
	}
	if passed != 1 {
		t.Errorf("%d of %d passed", passed, writers)
	}
	// the page shows what is stored
	rendition, err := p.app.FindRecordById(schema.Renditions, p.article.Id)
	if err != nil || !strings.Contains(rendition.GetString("html"), strings.TrimSuffix(p.now().GetString("body"), "。")) {
		t.Errorf("%v: %q renders as %v", err, p.now().GetString("body"), rendition.GetString("html"))
	}
}

// An update that changes one field doesn't write the others back as they were: everybody's
// last word in their own field stays, and so do all pictures.
func TestOthersFieldsStay(t *testing.T) {
	p := newPortal(t, nil)
	png := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89")
	const rounds = 6
	var wait sync.WaitGroup
	send := func(as *core.Record, body func(int) any) {
		wait.Go(func() {
			for i := range rounds {
				if got := p.save(as, "", body(i)); got.Status != 200 {
					t.Errorf("%d %s", got.Status, got.Body)
				}
			}
		})
	}
	send(p.author, func(i int) any { return map[string]any{"title": fmt.Sprintf("标题 %d", i)} })
	send(p.mate, func(i int) any { return map[string]any{"body": fmt.Sprintf("正文 %d", i)} })
	send(p.author, func(i int) any { return map[string]any{"excerpt": fmt.Sprintf("摘要 %d", i)} })
	send(p.author, func(i int) any { return testkit.NewForm(nil).File("files+", fmt.Sprintf("a%d.png", i), png) })
	send(p.mate, func(i int) any { return testkit.NewForm(nil).File("files+", fmt.Sprintf("b%d.png", i), png) })
	wait.Wait()
	a := p.now()
	last := fmt.Sprint(" ", rounds-1)
	if a.GetString("title") != "标题"+last || a.GetString("body") != "正文"+last || a.GetString("excerpt") != "摘要"+last {
		t.Errorf("%q %q %q", a.GetString("title"), a.GetString("body"), a.GetString("excerpt"))
	}
	files := a.GetStringSlice("files")
	if len(files) != 2*rounds || len(slices.Compact(slices.Sorted(slices.Values(files)))) != 2*rounds {
		t.Errorf("%d files: %v", len(files), files)
	}
	store, err := p.app.NewFilesystem()
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, name := range files {
		if ok, err := store.Exists(a.BaseFilesPath() + "/" + name); !ok {
			t.Errorf("%s is gone: %v", name, err)
		}
	}
	rendition, err := p.app.FindRecordById(schema.Renditions, a.Id)
	if err != nil || !strings.Contains(rendition.GetString("html"), "正文"+last) {
		t.Errorf("%v: the page shows %q", err, rendition.GetString("html"))
	}
}

// Of two who move an article at the same time, the later one decided on what is no longer so.
func TestMovesAreDecidedOnce(t *testing.T) {
	p := newPortal(t, nil)
	chief := testkit.User(t, p.app, "bian-ji", "editor")
	var wait sync.WaitGroup
	var withdrawn, approved testkit.Answer
	if got := p.save(p.author, "", map[string]any{"status": "pending"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	wait.Go(func() { withdrawn = p.save(p.author, "", map[string]any{"status": "draft"}) })
	wait.Go(func() { approved = p.save(chief, "", map[string]any{"status": "published"}) })
	wait.Wait()
	status := p.now().GetString("status")
	// whoever came second either was refused, or saw what the first had done
	switch {
	case withdrawn.Status != 200 && withdrawn.Status != 412 && withdrawn.Status != 400,
		approved.Status != 200 && approved.Status != 412,
		withdrawn.Status == 200 && approved.Status != 200 && status != "draft",
		approved.Status == 200 && withdrawn.Status != 200 && status != "published":
		t.Errorf("withdrawn %d, approved %d, and it is %s", withdrawn.Status, approved.Status, status)
	}
}

func TestDraftsOfLiveArticles(t *testing.T) {
	p := newPortal(t, map[string]any{"status": "published"})
	made := p.api.Send(p.author, "POST", "/api/collections/revisions/records", map[string]any{"article": p.article.Id, "state": "draft", "body": "改到一半"})
	if made.Status != 200 {
		t.Fatal(made.Body)
	}
	path, base := "/api/collections/revisions/records/"+made.JSON("id").(string), made.JSON("updated").(string)
	if got := p.api.Send(p.author, "PATCH", path, map[string]any{"body": "甲"}, "If-Match", base); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if got := p.api.Send(p.mate, "PATCH", path, map[string]any{"body": "乙"}, "If-Match", base); got.Status != 412 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if r, err := p.app.FindRecordById(schema.Revisions, made.JSON("id").(string)); err != nil || r.GetString("body") != "甲" {
		t.Errorf("%v %v", r, err)
	}
}

// A draft has a passing address, so that a title that isn't final doesn't take one for good.
func TestDraftAddresses(t *testing.T) {
	p := newPortal(t, nil)
	made := p.api.Send(p.author, "POST", "/api/collections/articles/records", map[string]any{"title": "无题", "author": p.author.Id, "slug": "draft-4k2v9x1q", "body": "字"})
	if made.Status != 200 || made.JSON("slug") != "draft-4k2v9x1q" {
		t.Fatal(made.Body)
	}
	path := "/api/collections/articles/records/" + made.JSON("id").(string)
	if got := p.api.Send(p.author, "PATCH", path, map[string]any{"title": "Final title"}); got.JSON("slug") != "draft-4k2v9x1q" {
		t.Errorf("still a draft: %s", got.Body)
	}
	if got := p.api.Send(p.author, "PATCH", path, map[string]any{"status": "pending"}); got.JSON("slug") != "final-title" {
		t.Errorf("submitted: %s", got.Body)
	}
}
