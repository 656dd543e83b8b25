package talk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestWhoComments(t *testing.T) {
	p := newPortal(t)
	p.expect("a guest", p.say(nil, "游客"), 400)
	p.expect("for somebody else", p.say(p.chen, "冒名", "author", p.lin.Id), 400)
	p.expect("on a draft", p.say(p.chen, "看不见的", "target", p.draft.Id), 400)
	p.expect("on nothing", p.say(p.chen, "没有", "target", "nothinghere0000"), 400)
	p.expect("on a kind that isn't talked about", p.say(p.chen, "别的", "kind", "series"), 400)
	for _, empty := range []string{"", "  \n ", "<!-- -->\u200b"[:0], "[a]: https://example.com"} {
		p.expect(fmt.Sprintf("%q", empty), p.say(p.chen, empty), 400)
	}
	// what the system keeps is kept, whatever is sent
	a := p.expect("forged", p.say(p.chen, "正常", "state", "hidden", "html", "<script>alert(1)</script>", "public", false, "root", "x", "mentions", []string{p.lin.Id}, "edited", "2020-01-01 00:00:00.000Z",
		"source_author", "某人", "source_url", "https://example.com/1"), 200)
	if a.JSON("state") != "visible" || a.JSON("html") != "<p>正常</p>\n" || a.JSON("public") != true || a.JSON("root") != a.JSON("id") || a.JSON("edited") != "" || a.JSON("source_author") != "" || a.JSON("source_url") != "" || len(a.JSON("mentions").([]any)) != 0 {
		t.Errorf("kept what was forged: %s", a.Body)
	}
	p.counts("after all")
}

func TestThreads(t *testing.T) {
	p := newPortal(t)
	first := p.said(p.chen, "第一条")
	answer := p.said(p.lin, "回复", "parent", first)
	deep := p.said(p.author, "回复的回复", "parent", answer)
	record, err := p.app.FindRecordById(schema.Comments, deep)
	if err != nil || record.GetString(schema.CommentRoot) != first {
		t.Errorf("the answer to an answer is in thread %v, %v", record, err)
	}
	other := testkit.Article(t, p.app, p.author, map[string]any{"status": "published"})
	p.expect("an answer from elsewhere", p.say(p.lin, "串了", "parent", first, "target", other.Id), 400)
	p.expect("an answer to nothing", p.say(p.lin, "空", "parent", "nothinghere0000"), 400)

	page := func() string { return p.api.Send(nil, "GET", "/articles/talked-about", nil).Body }
	if html := page(); !strings.Contains(html, "回复 @lin-xi") || !strings.Contains(html, "文章作者") || strings.Index(html, "第一条") > strings.Index(html, "回复的回复") {
		t.Error("the page doesn't show the thread")
	}
	p.expect("hide", p.api.Send(p.mod, "PATCH", at(schema.Comments, answer), body("state", "hidden")), 200)
	p.expect("answer the hidden one", p.say(p.chen, "晚了", "parent", answer), 400)
	if html := page(); strings.Contains(html, "comment-"+answer) || !strings.Contains(html, "已删除的评论") || !strings.Contains(html, "回复的回复") {
		t.Error("a hidden answer isn't taken out, or takes its answers along")
	}
	p.expect("hide the first", p.api.Send(p.mod, "PATCH", at(schema.Comments, first), body("state", "hidden")), 200)
	if html := page(); !strings.Contains(html, "这条评论已被隐藏") || strings.Contains(html, "第一条") || !strings.Contains(html, "回复的回复") {
		t.Error("a hidden first comment leaves no mark")
	}
	p.expect("show again", p.api.Send(p.mod, "PATCH", at(schema.Comments, first), body("state", "visible")), 200)
	p.counts("after hiding")
	p.expect("its author deletes it", p.api.Send(p.chen, "DELETE", at(schema.Comments, first), nil), 204)
	if html := page(); !strings.Contains(html, "这条评论已被删除") || !strings.Contains(html, "回复的回复") {
		t.Error("a deleted comment takes its answers along")
	}
	p.counts("after deleting")
}

func TestEditing(t *testing.T) {
	p := newPortal(t)
	id := p.said(p.chen, "原来的话")
	change := func(as *core.Record, fields map[string]any) int {
		return p.api.Send(as, "PATCH", at(schema.Comments, id), fields).Status
	}
	for what, test := range map[string]struct {
		as   *core.Record
		body map[string]any
		want int
	}{
		"a guest":            {nil, body("body", "x"), 404},
		"another member":     {p.lin, body("body", "x"), 404},
		"the article's":      {p.author, body("body", "x"), 404},
		"its state":          {p.chen, body("state", "pending"), 400},
		"its html":           {p.chen, body("html", "<b>x</b>"), 400},
		"its author":         {p.chen, body("author", p.lin.Id), 400},
		"by a moderator":     {p.mod, body("author", p.mod.Id), 400},
		"its target":         {p.chen, body("target", p.draft.Id), 400},
		"its mentions":       {p.chen, body("mentions", []string{p.lin.Id}), 400},
		"to nothing":         {p.chen, body("body", "  "), 400},
		"its public":         {p.chen, body("public", false), 400},
		"its edited":         {p.chen, body("edited", "2020-01-01 00:00:00.000Z"), 400},
		"its root":           {p.editor, body("root", "x"), 400},
		"the text by itself": {p.chen, body("body", "改过的话"), 200},
	} {
		if got := change(test.as, test.body); got != test.want {
			t.Errorf("%s: %d, want %d", what, got, test.want)
		}
	}
	list := p.api.Send(nil, "GET", at(schema.CommentEdits)+"?filter="+"comment='"+id+"'", nil)
	if list.JSON("items", 0, "body") != "原来的话" || list.JSON("items", 0, "editor") != p.chen.Id {
		t.Errorf("the history: %s", list.Body)
	}
	if html := p.api.Send(nil, "GET", "/articles/talked-about", nil).Body; !strings.Contains(html, "改过的话") || !strings.Contains(html, "已编辑") {
		t.Error("the page doesn't show the change")
	}

	old := time.Now().Add(-31 * time.Minute).UTC().Format("2006-01-02 15:04:05.000Z")
	if _, err := p.app.DB().NewQuery("UPDATE comments SET created = '" + old + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	if got := change(p.chen, body("body", "太晚了")); got != 400 {
		t.Errorf("after the window: %d", got)
	}
	if got := change(p.editor, body("body", "编辑改的")); got != 200 {
		t.Errorf("an editor after the window: %d", got)
	}
	// what is taken down is seen by its author and who keeps order, and nobody can change it back
	change(p.mod, body("state", "hidden"))
	for who, want := range map[*core.Record]int{nil: 404, p.lin: 404, p.chen: 200, p.mod: 200} {
		if got := p.api.Send(who, "GET", at(schema.Comments, id), nil).Status; got != want {
			t.Errorf("a hidden comment: %d, want %d", got, want)
		}
	}
	if got := p.api.Send(nil, "GET", at(schema.CommentEdits)+"?filter="+"comment='"+id+"'", nil); got.JSON("totalItems") != 0.0 {
		t.Errorf("the history of a hidden comment: %s", got.Body)
	}
	if got := change(p.chen, body("body", "绕过去")); got != 400 {
		t.Errorf("changing a hidden comment: %d", got)
	}
	p.counts("after hiding")
}

// What can be seen follows the article, and goes with it.
func TestCommentsFollowTheArticle(t *testing.T) {
	p := newPortal(t)
	id := p.said(p.chen, "会跟着文章走")
	p.expect("a vote", p.vote(p.lin, "comment", id, 1), 200)
	p.expect("a bookmark", p.api.Send(p.lin, "POST", at(schema.Bookmarks), body("user", p.lin.Id, "kind", "comment", "target", id)), 200)
	see := func(want int) {
		t.Helper()
		p.expect("seen by a guest", p.api.Send(nil, "GET", at(schema.Comments, id), nil), want)
	}
	see(200)
	p.article.Set("status", "archived")
	testkit.Save(t, p.app, p.article)
	see(404)
	p.expect("its address", p.api.Send(nil, "GET", "/comments/"+id, nil), 404)
	p.article.Set("status", "published")
	testkit.Save(t, p.app, p.article)
	see(200)
	if got := p.expect("its address", p.api.Send(nil, "GET", "/comments/"+id, nil), 302).Header.Get("Location"); got != "/articles/talked-about#comment-"+id {
		t.Errorf("leads to %s", got)
	}
	if err := p.app.Delete(p.article); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{id, p.article.Id} {
		for _, column := range testkit.Mentions(t, p.app, text) {
			switch table, _, _ := strings.Cut(column, "."); table { // others keep books of what was
			case schema.Comments, schema.CommentEdits, schema.Votes, schema.Bookmarks, schema.Discussions, schema.StatsRows, schema.Follows:
				t.Errorf("%s still names what is gone", column)
			}
		}
	}
}

func TestClosedAndSlow(t *testing.T) {
	p := newPortal(t)
	p.expect("a member", p.api.Send(p.chen, "POST", at(schema.Discussions), body("kind", "article", "target", p.article.Id, "closed", true)), 403)
	p.expect("too slow", p.api.Send(p.author, "POST", at(schema.Discussions), body("kind", "article", "target", p.article.Id, "slow", 1_000_000)), 400)
	id := p.expect("the author", p.api.Send(p.author, "POST", at(schema.Discussions), body("kind", "article", "target", p.article.Id, "slow", 60)), 200).JSON("id").(string)
	p.expect("a second one", p.api.Send(p.author, "POST", at(schema.Discussions), body("kind", "article", "target", p.article.Id)), 400)
	p.said(p.chen, "第一条")
	p.expect("at once again", p.say(p.chen, "第二条"), 429)
	p.said(p.lin, "别人的不受影响")
	p.said(p.mod, "版主也不等")
	p.said(p.mod, "再说一句")
	p.expect("close", p.api.Send(p.author, "PATCH", at(schema.Discussions, id), body("closed", true)), 200)
	p.expect("closed", p.say(p.lin, "还想说"), 400)
	p.said(p.editor, "编辑收个尾")
	if html := p.api.Send(nil, "GET", "/articles/talked-about", nil).Body; !strings.Contains(html, "讨论已经关闭") {
		t.Error("the page doesn't say that the discussion is closed")
	}
	p.expect("open by a member", p.api.Send(p.chen, "DELETE", at(schema.Discussions, id), nil), 403)
	p.expect("open", p.api.Send(p.editor, "DELETE", at(schema.Discussions, id), nil), 204)
	p.said(p.chen, "又可以说了")
}

func TestMentions(t *testing.T) {
	p := newPortal(t)
	a := p.expect("mentions", p.say(p.chen, "请 @lin-xi 和@author看看，不是 `@mod` 也不是 a@editor-one，没有 @nobody，再叫一次 @lin-xi"), 200)
	ids := a.JSON("mentions").([]any)
	if len(ids) != 2 || ids[0] != p.lin.Id || ids[1] != p.author.Id {
		t.Errorf("mentions %v", ids)
	}
	if html := a.JSON("html").(string); !strings.Contains(html, `<a class="mention" href="/people/lin-xi">@lin-xi</a>`) || strings.Contains(html, "people/mod") || strings.Contains(html, "people/editor-one") {
		t.Error(html)
	}
	if page := p.api.Send(nil, "GET", "/en/articles/talked-about", nil).Body; !strings.Contains(page, `<a class="mention" href="/en/people/lin-xi">`) {
		t.Error("in English a mention leads to the Chinese page")
	}
	var many strings.Builder
	for i := range 25 {
		handle := fmt.Sprintf("crowd-%d", i)
		testkit.User(t, p.app, handle)
		many.WriteString("@" + handle + " ")
	}
	if got := len(p.expect("a crowd", p.say(p.lin, many.String()), 200).JSON("mentions").([]any)); got != 20 {
		t.Errorf("%d mentions of a crowd", got)
	}
	p.expect("asked by a guest", p.api.Send(nil, "GET", "/api/qiao/handles?q=lin", nil), 401)
	for q, want := range map[string]any{"lin": "lin-xi", "xi": "lin-xi", "%25": nil, "_": nil, "'": nil, "crowd-24": "crowd-24"} {
		if got := p.api.Send(p.chen, "GET", "/api/qiao/handles?target="+p.article.Id+"&q="+q, nil).JSON("items", 0, "handle"); got != want && !(q == "xi" && want == got) {
			t.Errorf("%q finds %v, want %v", q, got, want)
		}
	}
}

func TestHostileText(t *testing.T) {
	p := newPortal(t)
	for _, text := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[点我](javascript:alert(1))", "![图](javascript:alert(1))", "<a href='javascript:1'>x</a>",
		"![图](https://evil.example/p.png)", "# 大标题", "标题\n===", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "| a | b |\n|---|---|\n| 1 | 2 |", "[^1]\n\n[^1]: 注", "$$x$$",
		`[x](/people/a" class="mention" href="//evil)`, "@" + strings.Repeat("a-", 3000), strings.Repeat("> ", 90) + "x", strings.Repeat("@lin-xi ", 1200), "::: x", "<style>*{display:none}</style>",
	} {
		a := p.say(p.chen, text)
		if a.Status == 400 {
			continue
		}
		html, _ := a.JSON("html").(string)
		for _, bad := range []string{"<script", "<img", "<h1", "<h2", "<iframe", "<table", "<style", `="javascript:`, "data-embed", "footnote", "<math"} {
			if strings.Contains(html, bad) {
				t.Errorf("%q became %s", text, html)
			}
		}
	}
	a := p.expect("links", p.say(p.chen, "看 [站内](/about) 和 https://example.org/x 以及 ![图](https://example.org/p.png)\n下一行"), 200)
	if html := a.JSON("html").(string); strings.Count(html, `rel="nofollow ugc`) != 3 || !strings.Contains(html, "<br>") {
		t.Error(html)
	}
	p.expect("too long", p.say(p.chen, strings.Repeat("长", 10_001)), 400)
	p.expect("many lines of code", p.say(p.chen, "```\n"+strings.Repeat("x\n", 4900)+"```"), 400)
}

func TestPages(t *testing.T) {
	p := newPortal(t)
	first := p.said(p.chen, "头一条")
	for i := range 30 {
		p.said(p.lin, fmt.Sprintf("回复 %d", i), "parent", first)
	}
	var last string
	for i := range 30 {
		last = p.said(p.chen, fmt.Sprintf("第 %d 条", i+2))
	}
	p.expect("a vote", p.vote(p.lin, "comment", last, 1), 200)
	get := func(path string) testkit.Answer { return p.api.Send(nil, "GET", path, nil) }
	one, two := get("/articles/talked-about").Body, get("/articles/talked-about?comments=2").Body
	if n, m := strings.Count(one, `class="said"`), strings.Count(two, `class="said"`); n != 50 || m != 11 {
		t.Errorf("%d and %d comments on the pages", n, m)
	}
	for path, want := range map[string]int{
		"/articles/talked-about?comments=3": 404, "/articles/talked-about?comments=1": 301, "/articles/talked-about?comments=x": 301, "/articles/talked-about?comments=02": 301,
		"/articles/talked-about?sort=worst": 404, "/articles/talked-about?comments=2&sort=best": 200, "/articles/talked-about?evil=1": 301,
	} {
		if got := get(path).Status; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if got := get("/comments/" + last).Header.Get("Location"); got != "/articles/talked-about?comments=2#comment-"+last {
		t.Errorf("the last comment is at %s", got)
	}
	for sort, top := range map[string]string{"newest": "第 31 条", "best": "第 31 条"} {
		html := get("/articles/talked-about?sort=" + sort).Body
		if !strings.Contains(html, top) || strings.Index(html, top) > strings.Index(html, "头一条") || !strings.Contains(html, "noindex") {
			t.Errorf("%s doesn't begin with %s", sort, top)
		}
	}
	// a thread that goes over the end of a page is said to
	for i := range 25 {
		p.said(p.lin, fmt.Sprintf("再回复 %d", i), "parent", first)
	}
	if html := get("/articles/talked-about?comments=2").Body; !strings.Contains(html, "接上一页的讨论") || strings.Contains(html, "已被删除") {
		t.Error("a thread that goes on isn't said to")
	}
	p.counts("after all")
}
