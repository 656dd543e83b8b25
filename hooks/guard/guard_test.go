package guard_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/guard"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

// A place is a portal with the people of these tests.
type place struct {
	t                         *testing.T
	app                       *tests.TestApp
	api                       *testkit.API
	member, editor, mod, root *core.Record
	article                   *core.Record // published, of the editor
}

func newPlace(t *testing.T) *place {
	t.Helper()
	app := testkit.NewApp(t, register)
	p := &place{t: t, app: app}
	p.member, p.editor = testkit.User(t, app, "member"), testkit.User(t, app, "editor-in-chief", "editor")
	p.mod, p.root = testkit.User(t, app, "keeper", "moderator"), testkit.Superuser(t, app)
	p.article = testkit.Article(t, app, p.editor, map[string]any{"status": "published", "title": "大家来谈"})
	p.api = testkit.NewAPI(t, app)
	p.policy(map[string]any{"limits": map[string]any{"enabled": false}, "preset": "open"})
	return p
}

// policy changes the policy in force.
func (p *place) policy(fields map[string]any) {
	p.t.Helper()
	r, err := p.app.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Load(fields)
	testkit.Save(p.t, p.app, r)
}

func (p *place) rule(word, action string, more ...any) *core.Record {
	p.t.Helper()
	fields := map[string]any{"word": word, "action": action, "active": true}
	for i := 0; i < len(more); i += 2 {
		fields[more[i].(string)] = more[i+1]
	}
	return testkit.Create(p.t, p.app, schema.WordRules, fields)
}

func records(collection string, id ...string) string {
	return "/api/collections/" + collection + "/records" + strings.Join(append([]string{""}, id...), "/")
}

func (p *place) number(query string, params ...dbx.Params) int {
	return testkit.Number(p.t, p.app, query, params...)
}

// draft makes an article that the member owns, in a column where the member may publish.
func (p *place) draft(fields map[string]any) *core.Record {
	p.t.Helper()
	column := testkit.Column(p.t, p.app, "of-"+core.GenerateDefaultRandomId()[:6], p.member, nil)
	all := map[string]any{"column": column.Id, "title": "草稿", "body": "正文。"}
	for k, v := range fields {
		all[k] = v
	}
	return testkit.Article(p.t, p.app, p.member, all)
}

func TestWordsThatBlock(t *testing.T) {
	p := newPlace(t)
	p.rule("赌博网站", "block")
	p.rule("casino", "block", "lang", "en")
	for _, row := range []struct {
		method, path string
		body         map[string]any
		field        string // that is refused; empty for none
	}{
		{"POST", records(schema.Articles), map[string]any{"author": p.member.Id, "title": "说说", "status": "pending", "body": "第一行\n来賭 博 網 站玩"}, "body"},
		{"POST", records(schema.Articles), map[string]any{"author": p.member.Id, "title": "赌博网站", "status": "pending", "body": "正文"}, "title"},
		{"POST", records(schema.Articles), map[string]any{"author": p.member.Id, "title": "草稿里写什么都行", "status": "draft", "body": "赌博网站"}, ""},
		{"POST", records(schema.Articles), map[string]any{"author": p.member.Id, "title": "中文里的 casino", "lang": "zh", "status": "pending", "body": "正文"}, ""},
		{"POST", records(schema.Articles), map[string]any{"author": p.member.Id, "title": "The Casin0", "lang": "en", "status": "pending", "body": "text"}, "title"},
		{"PATCH", records(schema.Users, p.member.Id), map[string]any{"bio": "我开赌*博*网*站"}, "bio"},
		{"PATCH", records(schema.Users, p.member.Id), map[string]any{"handle": "my-casino"}, "handle"},
		{"PATCH", records(schema.Users, p.member.Id), map[string]any{"bio": "写代码的"}, ""},
	} {
		got := p.api.Send(p.member, row.method, row.path, row.body, "Accept-Language", "zh-CN")
		if row.field == "" && got.Status != 200 || row.field != "" && (got.Status != 400 || got.JSON("data", row.field, "message") == nil) {
			t.Errorf("%v: %d %s", row.body, got.Status, got.Body)
		}
	}
	got := p.api.Send(p.member, "POST", records(schema.Articles), map[string]any{"author": p.member.Id, "title": "说说", "status": "pending", "body": "第一行\n来賭 博 網 站玩"}, "Accept-Language", "zh-CN")
	if message := fmt.Sprint(got.JSON("data", "body", "message")); !strings.Contains(message, "第 2 行第 2 个字") || !strings.Contains(message, "賭 博 網 站") {
		t.Errorf("the message: %s", message)
	}
	// moderators and editors are bound too, superusers and what the system saves aren't
	if got := p.api.Send(p.editor, "PATCH", records(schema.Articles, p.article.Id), map[string]any{"title": "赌博网站"}); got.Status != 400 {
		t.Errorf("an editor: %d", got.Status)
	}
	if got := p.api.Send(p.root, "PATCH", records(schema.Articles, p.article.Id), map[string]any{"title": "赌博网站"}); got.Status != 200 {
		t.Errorf("a superuser: %d", got.Status)
	}
	// a draft with the word can't be handed in
	d := p.draft(map[string]any{"body": "赌博网站"})
	for _, status := range []string{"pending", "published"} {
		if got := p.api.Send(p.member, "PATCH", records(schema.Articles, d.Id), map[string]any{"status": status}); got.Status != 400 {
			t.Errorf("handed in as %s: %d %s", status, got.Status, got.Body)
		}
	}
}

func TestRulesAreFollowedAtOnce(t *testing.T) {
	p := newPlace(t)
	say := func() int {
		return p.api.Send(p.member, "PATCH", records(schema.Users, p.member.Id), map[string]any{"bio": "新词在此" + core.GenerateDefaultRandomId()}).Status
	}
	if say() != 200 {
		t.Fatal("refused without a rule")
	}
	rule := p.rule("新词", "block")
	if say() != 400 {
		t.Error("a new rule isn't followed")
	}
	p.rule("新词在此", "allow")
	if say() != 200 {
		t.Error("an exception isn't followed")
	}
	rule.Set("active", false)
	testkit.Save(t, p.app, rule)
	if say() != 200 {
		t.Error("a rule out of force is followed")
	}
}

func TestMasking(t *testing.T) {
	p := newPlace(t)
	p.rule("笨蛋", "mask")
	got := p.api.Send(p.member, "PATCH", records(schema.Users, p.member.Id), map[string]any{"bio": "我是笨 蛋吗", "company": "好公司"})
	if got.JSON("bio") != "我是＊ ＊吗" || got.JSON("company") != "好公司" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if got := p.api.Send(p.member, "POST", records(schema.Articles), map[string]any{"author": p.member.Id, "title": "题", "slug": "ok", "status": "pending", "body": "笨蛋。"}); got.JSON("body") != "＊＊。" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

func TestArticlesThatWait(t *testing.T) {
	p := newPlace(t)
	p.rule("灰色词", "hold", "list", "灰名单")
	d := p.draft(map[string]any{"body": "有一个灰\u200b色词在里面。"})
	if got := p.api.Send(p.member, "PATCH", records(schema.Articles, d.Id), map[string]any{"status": "published"}); got.Status != 200 || got.JSON("status") != "pending" {
		t.Fatalf("published with a word to be seen: %d %s", got.Status, got.Body)
	}
	hold, err := p.app.FindFirstRecordByData(schema.Holds, "target", d.Id)
	if err != nil {
		t.Fatal(err)
	}
	var matches []guard.Match
	if err := json.Unmarshal([]byte(hold.GetString("matches")), &matches); err != nil || len(matches) != 1 ||
		matches[0].Word != "灰色词" || matches[0].List != "灰名单" || matches[0].Column != 4 || matches[0].Before != "有一个" || matches[0].Found != "灰\u200b色词" {
		t.Errorf("%v %+v", err, matches)
	}
	if fresh := testkit.Fresh(t, p.app, d); !fresh.GetDateTime("published").IsZero() {
		t.Error("an article that was never public has a date of publication")
	}
	// not the column's owner, nor a job, gets past a moderator
	fresh := testkit.Fresh(t, p.app, d)
	fresh.Set("status", "published")
	testkit.Save(t, p.app, fresh)
	if got := testkit.Fresh(t, p.app, d).GetString("status"); got != "pending" {
		t.Errorf("another room's save made it %s", got)
	}
	decide := func(who *core.Record, state string) testkit.Answer {
		return p.api.Send(who, "PATCH", records(schema.Holds, hold.Id), map[string]any{"state": state, "handler": p.member.Id})
	}
	if got := decide(p.member, "released"); got.Status != 404 {
		t.Errorf("its author releases it: %d", got.Status)
	}
	if got := decide(p.mod, "open"); got.Status != 400 {
		t.Errorf("no decision: %d", got.Status)
	}
	if got := decide(p.mod, "released"); got.Status != 200 || got.JSON("handler") != p.mod.Id {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if fresh := testkit.Fresh(t, p.app, d); fresh.GetString("status") != "published" || fresh.GetDateTime("published").IsZero() {
		t.Errorf("released it is %s", fresh.GetString("status"))
	}
	if got := decide(p.editor, "refused"); got.Status != 409 {
		t.Errorf("decided twice: %d", got.Status)
	}
	// what was let through stays let through, another word doesn't
	if got := p.api.Send(p.member, "PATCH", records(schema.Articles, d.Id), map[string]any{"body": "灰色词，又改了一处。"}); got.JSON("status") != "published" {
		t.Errorf("a word that was let through: %s", got.Body)
	}
	p.rule("黑色词", "hold")
	if got := p.api.Send(p.member, "PATCH", records(schema.Articles, d.Id), map[string]any{"body": "灰色词和黑色词。"}); got.JSON("status") != "pending" {
		t.Errorf("a new word: %s", got.Body)
	}
	hold, _ = p.app.FindFirstRecordByFilter(schema.Holds, "target = {:id} && state = 'open'", dbx.Params{"id": d.Id})
	if got := p.api.Send(p.mod, "PATCH", records(schema.Holds, hold.Id), map[string]any{"state": "refused"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if fresh := testkit.Fresh(t, p.app, d); fresh.GetString("status") != "rejected" || fresh.GetString("reason") == "" {
		t.Errorf("refused it is %s", fresh.GetString("status"))
	}
	// who keeps order isn't held up
	if got := p.api.Send(p.editor, "PATCH", records(schema.Articles, p.article.Id), map[string]any{"body": "黑色词"}); got.JSON("status") != "published" {
		t.Errorf("an editor's own: %s", got.Body)
	}
	// and a hold goes with what it is about
	if err := p.app.Delete(testkit.Fresh(t, p.app, d)); err != nil || p.number("SELECT count(*) FROM holds") != 0 {
		t.Errorf("%v, %d holds left", err, p.number("SELECT count(*) FROM holds"))
	}
}

func TestRevisionsCannotSlipPast(t *testing.T) {
	p := newPlace(t)
	p.rule("灰色词", "hold")
	p.rule("黑色词", "block")
	d := p.draft(map[string]any{"status": "published"})
	for _, body := range []string{"灰色词", "黑色词"} {
		if got := p.api.Send(p.member, "POST", records(schema.Revisions), map[string]any{"article": d.Id, "state": "published", "body": body}); got.Status != 400 {
			t.Errorf("%s: %d", body, got.Status)
		}
	}
}

func TestFirstPostsAreReviewed(t *testing.T) {
	p := newPlace(t)
	p.policy(map[string]any{"review_first": 1})
	one, two := p.draft(nil), p.draft(map[string]any{"body": "另一篇。"})
	publish := func(r *core.Record) any {
		return p.api.Send(p.member, "PATCH", records(schema.Articles, r.Id), map[string]any{"status": "published"}).JSON("status")
	}
	if got := publish(one); got != "pending" {
		t.Fatalf("the first one is %v", got)
	}
	hold, err := p.app.FindFirstRecordByData(schema.Holds, "target", one.Id)
	if err != nil || hold.GetStringSlice("reasons")[0] != "first" {
		t.Fatal(err, hold)
	}
	if got := p.api.Send(p.mod, "PATCH", records(schema.Holds, hold.Id), map[string]any{"state": "released"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if got := publish(two); got != "published" {
		t.Errorf("the second one is %v", got)
	}
}

func TestVerifiedMembersOnly(t *testing.T) {
	p := newPlace(t)
	p.member.Set("verified", false)
	testkit.Save(t, p.app, p.member)
	write := func() int {
		return p.api.Send(p.member, "POST", records(schema.Articles), map[string]any{"author": p.member.Id, "title": "题", "body": "文"}).Status
	}
	if write() != 200 {
		t.Error("refused though the policy doesn't ask")
	}
	p.policy(map[string]any{"verified_only": true})
	if write() != http.StatusForbidden {
		t.Error("who hasn't verified an address may post")
	}
}

// However many ask at once, no more pass than may.
func TestLimitsUnderConcurrency(t *testing.T) {
	p := newPlace(t)
	p.policy(map[string]any{"limits": map[string]any{"enabled": true, "new": map[string]any{"follows": map[string]any{"ten_minutes": 7, "day": 9}}}})
	var tags []string
	for i := range 100 {
		tags = append(tags, testkit.Tag(t, p.app, fmt.Sprintf("tag-%d", i), fmt.Sprintf("标签%d", i)).Id)
	}
	p.api.Send(p.member, "GET", "/", nil) // its token is made
	var wg sync.WaitGroup
	answers := make([]testkit.Answer, len(tags))
	for i, tag := range tags {
		wg.Add(1)
		go func() {
			defer wg.Done()
			answers[i] = p.api.Send(p.member, "POST", records(schema.Follows), map[string]any{"user": p.member.Id, "kind": "tag", "target": tag}, "Accept-Language", "en")
		}()
	}
	wg.Wait()
	passed := 0
	for _, a := range answers {
		switch {
		case a.Status == 200:
			passed++
		case a.Status != http.StatusTooManyRequests || !strings.Contains(a.Body, "10 min"):
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if rows := p.number("SELECT count(*) FROM follows"); passed != 7 || rows != 7 {
		t.Errorf("%d passed, %d rows, want 7", passed, rows)
	}
	// they weren't so new any more
	if _, err := p.app.DB().NewQuery("UPDATE follows SET created = strftime('%Y-%m-%d %H:%M:%fZ', 'now', '-11 minutes')").Execute(); err != nil {
		t.Fatal(err)
	}
	follow := func(tag string) testkit.Answer {
		return p.api.Send(p.member, "POST", records(schema.Follows), map[string]any{"user": p.member.Id, "kind": "tag", "target": tag}, "Accept-Language", "en")
	}
	done := 0
	for i, a := range answers {
		if a.Status != 200 && done < 3 {
			done++
			if got := follow(tags[i]); (got.Status == 200) != (done < 3) || done == 3 && !strings.Contains(got.Body, " h.") {
				t.Errorf("%d. of the day: %d %s", 7+done, got.Status, got.Body)
			}
		}
	}
}

func TestPolicyIsChecked(t *testing.T) {
	p := newPlace(t)
	r, err := p.app.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		t.Fatal(err)
	}
	for limits, ok := range map[string]bool{
		`{}`: true, `null`: true, `{"new_days":3}`: true, `{"new":{"comments":{"ten_minutes":1,"day":2}}}`: true,
		`{"new_days":-1}`: false, `{"mew_days":1}`: false, `{"new":{"things":{"day":1}}}`: false, `{"new":{"votes":{"day":-1}}}`: false,
		`{"new_days":"x"}`: false, `[]`: false, `{"members":{"votes":{"day":99999999}}}`: false,
	} {
		r.Set("limits", limits)
		if err := p.app.Save(r); (err == nil) != ok {
			t.Errorf("%s: %v", limits, err)
		}
	}
}

func TestWordRuleWords(t *testing.T) {
	p := newPlace(t)
	for word, ok := range map[string]bool{"坏": true, "坏词": true, "a": false, "-": false, "ab": true, strings.Repeat("长", 121): false, "\t两边有空白\t": true} {
		got := p.api.Send(p.mod, "POST", records(schema.WordRules), map[string]any{"word": word, "action": "hold", "active": true})
		if (got.Status == 200) != ok {
			t.Errorf("%q: %d %s", word, got.Status, got.Body)
		}
	}
	if got := p.api.Send(p.member, "GET", records(schema.WordRules), nil); strings.Contains(got.Body, "坏词") {
		t.Error("a member reads the rules")
	}
}
