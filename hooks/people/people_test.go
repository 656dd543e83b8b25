package people_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

func TestFollowing(t *testing.T) {
	app := testkit.NewApp(t, register)
	reader, writer := testkit.User(t, app, "reader"), testkit.User(t, app, "writer")
	tag, column := testkit.Tag(t, app, "go", "Go"), testkit.Column(t, app, "cloud", writer, nil)
	series := testkit.Create(t, app, schema.SeriesList, map[string]any{"title": "系列", "owner": writer.Id})
	community := testkit.Create(t, app, schema.Communities, map[string]any{"name": "某社区", "kind": "forum"})
	followers := func(id string) int {
		return testkit.Number(t, app, "SELECT coalesce(sum(followers), 0) FROM stats WHERE id = {:id}", map[string]any{"id": id})
	}
	for kind, target := range map[string]*core.Record{"user": writer, "tag": tag, "column": column, "series": series, "community": community} {
		follow := testkit.Create(t, app, schema.Follows, map[string]any{"user": reader.Id, "kind": kind, "target": target.Id})
		if got := followers(target.Id); got != 1 {
			t.Errorf("%s: %d followers", kind, got)
		}
		if err := app.Save(testkit.New(t, app, schema.Follows, map[string]any{"user": reader.Id, "kind": kind, "target": target.Id})); err == nil || followers(target.Id) != 1 {
			t.Errorf("%s: followed twice, %d followers", kind, followers(target.Id))
		}
		if err := app.Save(testkit.New(t, app, schema.Follows, map[string]any{"user": writer.Id, "kind": kind, "target": reader.Id})); kind != "user" && err == nil {
			t.Errorf("a user was followed as a %s", kind)
		}
		if err := app.Delete(follow); err != nil || followers(target.Id) != 0 {
			t.Errorf("%s: %v, %d followers after unfollowing", kind, err, followers(target.Id))
		}
	}
	// somebody who leaves takes their follows along, and the counts with them
	testkit.Create(t, app, schema.Follows, map[string]any{"user": reader.Id, "kind": "tag", "target": tag.Id})
	if err := app.Delete(reader); err != nil || followers(tag.Id) != 0 {
		t.Errorf("%v, %d followers", err, followers(tag.Id))
	}
	// and what is followed by nobody any more can't be followed
	if err := app.Delete(tag); err != nil {
		t.Fatal(err)
	}
	if err := app.Save(testkit.New(t, app, schema.Follows, map[string]any{"user": writer.Id, "kind": "tag", "target": tag.Id})); err == nil {
		t.Error("a deleted tag was followed")
	}
}

func TestProfiles(t *testing.T) {
	app := testkit.NewApp(t, register)
	api := testkit.NewAPI(t, app)
	u := testkit.User(t, app, "chen-mo")
	path := "/api/collections/users/records/" + u.Id
	got := api.Send(u, "PATCH", path, map[string]any{
		"name": "陈默", "bio": "写数据库的。", "handle": "chenmo", "links": []any{map[string]any{"label": "博客", "url": "https://example.org/"}},
	})
	if got.Status != 200 {
		t.Fatal(got.Body)
	}
	if got := api.Send(nil, "GET", "/people/chen-mo", nil); got.Status != 301 || got.Header.Get("Location") != "/people/chenmo" {
		t.Errorf("the old address: %d %q", got.Status, got.Header.Get("Location"))
	}
	page := api.Send(nil, "GET", "/people/chenmo", nil, "Accept-Encoding", "identity")
	if page.Status != 200 || !strings.Contains(page.Body, "陈默") {
		t.Errorf("the profile: %d", page.Status)
	}
	if strings.Contains(page.Body, "example.com") {
		t.Error("the profile shows the e-mail address")
	}
	if got := api.Send(nil, "GET", path, nil); strings.Contains(got.Body, "example.com") || strings.Contains(got.Body, "trust") {
		t.Errorf("the public reads %s", got.Body)
	}
	// an account without a handle has no public page, and none of the cards
	quiet := testkit.Create(t, app, schema.Users, map[string]any{"email": "quiet@example.com", "password": testkit.Password})
	if n := testkit.Number(t, app, "SELECT count(*) FROM author_cards WHERE id = {:id}", map[string]any{"id": quiet.Id}); n != 0 {
		t.Error("an account without a handle has a card")
	}
	// what a profile hides, its page and the search do too
	hide := map[string]any{"city": "杭州", "company": "西溪软件", "private": []string{"city", "company", "links", "activity"}}
	if got := api.Send(u, "PATCH", path, hide); got.Status != 200 {
		t.Fatal(got.Body)
	}
	page = api.Send(nil, "GET", "/people/chenmo", nil, "Accept-Encoding", "identity")
	for _, secret := range []string{"杭州", "西溪软件", "example.org", "/people/chenmo/activity"} {
		if strings.Contains(page.Body, secret) {
			t.Errorf("the profile shows %q, which is private", secret)
		}
	}
	if got := api.Send(nil, "GET", "/api/qiao/search?q="+url.QueryEscape("西溪软件"), nil); strings.Contains(got.Body, "chenmo") {
		t.Error("the search finds somebody by the company they hide")
	}
	if got := api.Send(nil, "GET", "/people/chenmo/activity", nil); got.Status != 404 {
		t.Errorf("private activity: %d", got.Status)
	}
}

func TestActivity(t *testing.T) {
	app := testkit.NewApp(t, register)
	api := testkit.NewAPI(t, app)
	u := testkit.User(t, app, "chen-mo")
	article := testkit.Article(t, app, u, map[string]any{"title": "写给新手的索引", "status": "published"})
	for _, c := range []struct{ body, state string }{{"看得见的评论", "visible"}, {"藏起来的评论", "hidden"}, {"等审核的评论", "pending"}} {
		if _, err := app.DB().NewQuery("INSERT INTO comments (id, kind, target, author, body, html, state, created, updated) VALUES ({:id}, 'article', {:a}, {:u}, {:b}, {:b}, {:s}, '2026-01-02 03:04:05.000Z', '2026-01-02 03:04:05.000Z')").
			Bind(dbx.Params{"id": (c.state + "commentcomment")[:15], "a": article.Id, "u": u.Id, "b": c.body, "s": c.state}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	asker, tag := testkit.User(t, app, "asker"), testkit.Tag(t, app, "databases", "数据库")
	asked := testkit.Create(t, app, schema.Questions, map[string]any{"title": "索引怎么选？", "body": "两种都试过。", "lang": "zh", "tags": []string{tag.Id}, "author": u.Id, "status": "published"})
	theirs := testkit.Create(t, app, schema.Questions, map[string]any{"title": "锁为什么等？", "body": "等了很久。", "lang": "zh", "tags": []string{tag.Id}, "author": asker.Id, "status": "published"})
	answer := testkit.Create(t, app, schema.Answers, map[string]any{"question": theirs.Id, "author": u.Id, "body": "因为另一个事务没有提交。", "status": "published"})
	gone := testkit.Create(t, app, schema.Questions, map[string]any{"title": "删掉的问题", "body": "不再有。", "lang": "zh", "tags": []string{tag.Id}, "author": u.Id, "status": "published"})
	gone.Set("status", "deleted")
	testkit.Save(t, app, gone)
	page := api.Send(nil, "GET", "/people/chen-mo/activity", nil, "Accept-Encoding", "identity")
	for _, want := range []string{"索引怎么选？", "/questions/" + asked.Id + "/", "锁为什么等？", "#answer-" + answer.Id, "因为另一个事务没有提交"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the activity has no %s", want)
		}
	}
	if page.Status != 200 || !strings.Contains(page.Body, "写给新手的索引") || !strings.Contains(page.Body, "看得见的评论") {
		t.Fatalf("%d %s", page.Status, page.Body)
	}
	for _, secret := range []string{"藏起来的评论", "等审核的评论", "删掉的问题"} {
		if strings.Contains(page.Body, secret) {
			t.Errorf("the activity shows %s", secret)
		}
	}
}

func TestLinks(t *testing.T) {
	app := testkit.NewApp(t, register)
	u := testkit.User(t, app, "chen-mo")
	one := `{"label":"博客","url":"https://example.org/"}`
	for links, ok := range map[string]bool{
		"":              true,
		"null":          true,
		"[]":            true,
		"[" + one + "]": true,
		"[" + strings.Repeat(one+",", 9) + one + "]":  true,
		"[" + strings.Repeat(one+",", 10) + one + "]": false,
		`{}`:                                 false,
		`[{"label":"x"}]`:                    false,
		`[{"label":" ","url":"https://a/"}]`: false,
		`[{"label":"x","url":"/local"}]`:     false,
		`[{"label":"x","url":"data:text/html,x"}]`:                           false,
		`[{"label":"x","url":"https://a/","onclick":"x"}]`:                   false,
		`[{"label":"` + strings.Repeat("长", 41) + `","url":"https://a/"}]`:   false,
		`[{"label":"x","url":"https://a/` + strings.Repeat("x", 500) + `"}]`: false,
	} {
		u.Set("links", links)
		if err := app.Save(u); (err == nil) != ok {
			t.Errorf("%.60s: %v", links, err)
		}
	}
}
