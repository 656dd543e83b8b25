package guard_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// say has somebody comment on the article of the place.
func (p *place) say(who *core.Record, body string, more ...any) testkit.Answer {
	p.t.Helper()
	fields := map[string]any{"kind": "article", "target": p.article.Id, "author": who.Id, "body": body}
	for i := 0; i < len(more); i += 2 {
		fields[more[i].(string)] = more[i+1]
	}
	return p.api.Send(who, "POST", records(schema.Comments), fields, "Accept-Language", "zh-CN")
}

func (p *place) holdOf(id string) *core.Record {
	p.t.Helper()
	r, err := p.app.FindFirstRecordByFilter(schema.Holds, "target = {:id} && state = 'open'", dbx.Params{"id": id})
	if err != nil {
		p.t.Fatalf("%s isn't held: %v", id, err)
	}
	return r
}

func (p *place) comments() int {
	return p.number("SELECT coalesce(sum(comments), 0) FROM stats WHERE id = {:id}", dbx.Params{"id": p.article.Id})
}

func TestCommentsWithWords(t *testing.T) {
	p := newPlace(t)
	p.rule("黑色词", "block")
	p.rule("灰色词", "hold")
	p.rule("笨蛋", "mask")
	if got := p.say(p.member, "说一个黑 色 词。"); got.Status != 400 || !strings.Contains(fmt.Sprint(got.JSON("data", "body", "message")), "第 4 个字") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	got := p.say(p.member, "你这**笨**蛋。")
	if got.JSON("body") != "你这**＊**＊。" || strings.Contains(fmt.Sprint(got.JSON("html")), "笨") || got.JSON("state") != "visible" {
		t.Errorf("masked: %s", got.Body)
	}
	got = p.say(p.member, "说一个灰色词。")
	id := fmt.Sprint(got.JSON("id"))
	if got.Status != 200 || got.JSON("state") != "pending" || p.comments() != 1 {
		t.Fatalf("held: %d %s, %d counted", got.Status, got.Body, p.comments())
	}
	if seen := p.api.Send(nil, "GET", records(schema.Comments, id), nil); seen.Status != 404 {
		t.Errorf("everybody sees what is held: %d", seen.Status)
	}
	if got := p.api.Send(p.mod, "PATCH", records(schema.Holds, p.holdOf(id).Id), map[string]any{"state": "released"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if seen := p.api.Send(nil, "GET", records(schema.Comments, id), nil); seen.Status != 200 || p.comments() != 2 {
		t.Errorf("released: %d, %d counted", seen.Status, p.comments())
	}
	// an edit that brings a word in waits, one that keeps what was let through doesn't
	if got := p.api.Send(p.member, "PATCH", records(schema.Comments, id), map[string]any{"body": "还是灰色词，改了一处。"}); got.JSON("state") != "visible" {
		t.Errorf("let through before: %s", got.Body)
	}
	p.rule("另一词", "hold")
	if got := p.api.Send(p.member, "PATCH", records(schema.Comments, id), map[string]any{"body": "另一词。"}); got.JSON("state") != "pending" || p.comments() != 1 {
		t.Errorf("edited: %s, %d counted", got.Body, p.comments())
	}
	if got := p.api.Send(p.editor, "PATCH", records(schema.Holds, p.holdOf(id).Id), map[string]any{"state": "refused"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if r, _ := p.app.FindRecordById(schema.Comments, id); r.GetString("state") != "hidden" || p.comments() != 1 {
		t.Errorf("refused it is %s, %d counted", r.GetString("state"), p.comments())
	}
	// who shows it otherwise has decided too
	other := fmt.Sprint(p.say(p.member, "又一个灰色词。").JSON("id"))
	if got := p.api.Send(p.mod, "PATCH", records(schema.Comments, other), map[string]any{"state": "visible"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if n := p.number("SELECT count(*) FROM holds WHERE state = 'open'"); n != 0 {
		t.Errorf("%d holds are open", n)
	}
	// who keeps order isn't held up by what they would release
	if got := p.say(p.mod, "灰色词"); got.JSON("state") != "visible" {
		t.Errorf("a moderator's: %s", got.Body)
	}
	// the mark that something waits can't be forged away
	if got := p.say(p.member, "仍是灰色词。", "state", "visible", "@guard.free", true, "@guard.held", nil); got.JSON("state") != "pending" {
		t.Errorf("forged: %s", got.Body)
	}
}

func TestOneDecidesOfTwo(t *testing.T) {
	p := newPlace(t)
	p.rule("灰色词", "hold")
	id := fmt.Sprint(p.say(p.member, "灰色词").JSON("id"))
	hold := p.holdOf(id)
	p.api.Send(p.mod, "GET", "/", nil)
	p.api.Send(p.editor, "GET", "/", nil)
	var wg sync.WaitGroup
	statuses := make([]int, 10)
	for i := range statuses {
		wg.Add(1)
		go func() {
			defer wg.Done()
			who, state := p.mod, "released"
			if i%2 == 1 {
				who, state = p.editor, "refused"
			}
			statuses[i] = p.api.Send(who, "PATCH", records(schema.Holds, hold.Id), map[string]any{"state": state}).Status
		}()
	}
	wg.Wait()
	want := map[string]string{"released": "visible", "refused": "hidden"}[testkit.Fresh(t, p.app, hold).GetString("state")]
	if r, _ := p.app.FindRecordById(schema.Comments, id); r.GetString("state") != want {
		t.Errorf("the comment is %s, the hold wants %s (%v)", r.GetString("state"), want, statuses)
	}
}

func limited(fields map[string]any) map[string]any {
	all := map[string]any{"enabled": true}
	for k, v := range fields {
		all[k] = v
	}
	return map[string]any{"limits": all, "preset": "open"}
}

// A hundred comments at once: no more pass than may.
func TestCommentLimit(t *testing.T) {
	p := newPlace(t)
	p.policy(limited(map[string]any{"per_second": 0, "new": map[string]any{"comments": map[string]any{"ten_minutes": 10, "day": 20}}}))
	p.api.Send(p.member, "GET", "/", nil)
	var wg sync.WaitGroup
	statuses := make([]int, 100)
	for i := range statuses {
		wg.Add(1)
		go func() {
			defer wg.Done()
			statuses[i] = p.say(p.member, fmt.Sprintf("第 %d 条。", i)).Status
		}()
	}
	wg.Wait()
	passed := 0
	for _, s := range statuses {
		if s == 200 {
			passed++
		} else if s != http.StatusTooManyRequests {
			t.Errorf("status %d", s)
		}
	}
	if passed != 10 || p.number("SELECT count(*) FROM comments") != 10 || p.comments() != 10 {
		t.Errorf("%d passed, %d rows, %d counted", passed, p.number("SELECT count(*) FROM comments"), p.comments())
	}
	// a member who has been here long may more
	if _, err := p.app.DB().NewQuery("UPDATE users SET created = '2020-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	if got := p.say(p.member, "又一条。"); got.Status != 200 {
		t.Errorf("a member of long standing: %d", got.Status)
	}
}

func TestRepetition(t *testing.T) {
	p := newPlace(t)
	p.policy(limited(map[string]any{"per_second": 0, "same_link": 2, "comment_links": 2}))
	other := testkit.Article(t, p.app, p.editor, map[string]any{"status": "published", "title": "另一篇"})
	long := "这是一段足够长的话，用来在很多地方反复粘贴，谁看了都烦。"
	if got := p.say(p.member, long); got.JSON("state") != "visible" {
		t.Fatal(got.Body)
	}
	if got := p.say(p.member, "这是一段足够长的话，用来在很多地方，反 复 粘 贴，谁看了都烦！"); got.Status != 400 {
		t.Errorf("the same in the same place: %d %s", got.Status, got.Body)
	}
	got := p.say(p.member, long+"！", "target", other.Id)
	if got.JSON("state") != "pending" || p.holdOf(fmt.Sprint(got.JSON("id"))).GetStringSlice("reasons")[0] != "duplicate" {
		t.Errorf("the same elsewhere: %s", got.Body)
	}
	if p.say(p.member, "谢谢").JSON("state") != "visible" || p.say(p.member, "谢谢", "target", other.Id).JSON("state") != "visible" {
		t.Error("thanks in two places wait")
	}
	for i, want := range []string{"visible", "visible", "pending"} {
		body := fmt.Sprintf("第 %d 次，看 https://www.Spam.example/page/?n=%d", i, i)
		if got := p.say(p.member, body); got.JSON("state") != want {
			t.Errorf("link %d: %s", i, got.Body)
		}
	}
	if got := p.say(p.member, "看 https://a.example https://b.example 和 https://c.example"); got.JSON("state") != "pending" {
		t.Errorf("many links: %s", got.Body)
	}
}

func TestNobodyTypesThatFast(t *testing.T) {
	p := newPlace(t)
	p.policy(limited(map[string]any{"per_second": 10}))
	if got := p.say(p.member, strings.Repeat("一段早就写好的话。", 20)); got.JSON("state") != "visible" {
		t.Errorf("the first one: %s", got.Body)
	}
	if got := p.say(p.member, "短的可以。"); got.JSON("state") != "visible" {
		t.Errorf("a short one: %s", got.Body)
	}
	got := p.say(p.member, strings.Repeat("又是一大段。", 200))
	if got.Status != 200 || got.JSON("state") != "pending" || p.holdOf(fmt.Sprint(got.JSON("id"))).GetStringSlice("reasons")[0] != "fast" {
		t.Errorf("1,200 characters at once: %s", got.Body)
	}
}

// What the system and a superuser save is neither counted nor held.
func TestImportsPass(t *testing.T) {
	p := newPlace(t)
	p.policy(map[string]any{"review_first": 5, "limits": map[string]any{"enabled": true, "new": map[string]any{"comments": map[string]any{"ten_minutes": 1, "day": 1}}}})
	p.rule("黑色词", "block")
	p.rule("灰色词", "hold")
	for i, body := range []string{"黑色词", "灰色词", "都行"} {
		r := testkit.Create(t, p.app, schema.Comments, map[string]any{"kind": "article", "target": p.article.Id, "author": p.member.Id, "body": body, "state": "visible"})
		if r.GetString("state") != "visible" || r.GetString("body") != body {
			t.Errorf("%d. is %s", i, r.GetString("state"))
		}
	}
	if got := p.say(p.root, "黑色词", "author", p.member.Id); got.Status != 200 || got.JSON("state") != "visible" {
		t.Errorf("a superuser: %s", got.Body)
	}
}

func TestFirstComments(t *testing.T) {
	p := newPlace(t)
	p.policy(map[string]any{"review_first": 1, "limits": map[string]any{"enabled": false}})
	id := fmt.Sprint(p.say(p.member, "第一次说话。").JSON("id"))
	if got := p.holdOf(id); got.GetStringSlice("reasons")[0] != "first" || got.GetString("excerpt") != "第一次说话。" {
		t.Errorf("%v", got)
	}
	p.api.Send(p.mod, "PATCH", records(schema.Holds, p.holdOf(id).Id), map[string]any{"state": "released"})
	if got := p.say(p.member, "第二次说话。"); got.JSON("state") != "visible" {
		t.Errorf("the second one: %s", got.Body)
	}
}

// A text made to cost much is answered all the same.
func TestHostileComment(t *testing.T) {
	p := newPlace(t)
	p.policy(limited(map[string]any{"per_second": 0}))
	for i := range 50 {
		p.rule(strings.Repeat("甲", i+1), "hold")
	}
	for _, body := range []string{strings.Repeat("甲", 9999), strings.Repeat("](", 4999), strings.Repeat("<a ", 3000), "a" + strings.Repeat("\u200b", 9000)} {
		if got := p.say(p.member, body); got.Status >= 500 {
			t.Errorf("%.20q: %d %s", body, got.Status, got.Body)
		}
	}
	var size int
	if err := p.app.DB().NewQuery("SELECT coalesce(max(length(matches)), 0) FROM holds").Row(&size); err != nil || size == 0 || size > 65536 {
		t.Errorf("%v, %d bytes of matches", err, size)
	}
}
