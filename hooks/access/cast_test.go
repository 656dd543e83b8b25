package access_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// cast is a portal with somebody in every role and something in every state.
type cast struct {
	app  *tests.TestApp
	api  *testkit.API
	who  map[string]*core.Record // by role; guest is nil
	what map[string]*core.Record // by name
}

// roles is every role, in the order of the tables below.
var roles = []string{
	"guest", "member", "moderator", "author", "coauthor", "invited", "declined",
	"columnAuthor", "columnEditor", "columnOwner", "elsewhere", "siteEditor", "superuser",
}

// register extends an app as the program does.
func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

func newCast(t *testing.T) *cast {
	t.Helper()
	app := testkit.NewApp(t, register)
	// the batch API is off until something needs it; settings are loaded anew by a save, so it comes before all else
	settings := app.Settings()
	settings.Batch.Enabled, settings.Batch.MaxRequests, settings.Batch.Timeout = true, 10, 30
	if err := app.Save(settings); err != nil {
		t.Fatal(err)
	}
	c := &cast{app: app, who: map[string]*core.Record{"guest": nil}, what: map[string]*core.Record{}}
	for _, role := range roles[1:] {
		switch role {
		case "superuser":
			c.who[role] = testkit.Superuser(t, app)
		case "siteEditor":
			c.who[role] = testkit.User(t, app, "site-editor", "editor")
		case "moderator":
			c.who[role] = testkit.User(t, app, "mod", "moderator")
		default:
			c.who[role] = testkit.User(t, app, strings.ToLower(role))
		}
	}
	stranger := testkit.User(t, app, "stranger")

	c.what["tag"] = testkit.Tag(t, app, "go", "Go 语言")
	column := testkit.Column(t, app, "cloud", c.who["columnOwner"], map[string]any{"name": "云上"})
	other := testkit.Column(t, app, "data", stranger, map[string]any{"name": "数据"})
	old := testkit.Column(t, app, "old", c.who["columnOwner"], map[string]any{"name": "旧刊", "status": "archived"})
	c.what["column"], c.what["otherColumn"], c.what["archivedColumn"] = column, other, old
	c.what["columnMember"] = testkit.Member(t, app, column, c.who["columnAuthor"], "author")
	testkit.Member(t, app, column, c.who["columnEditor"], "editor")
	// the pitfall of a rule over two joined fields: an author here, an editor there
	testkit.Member(t, app, column, c.who["elsewhere"], "author")
	testkit.Member(t, app, other, c.who["elsewhere"], "editor")

	c.what["series"] = testkit.Create(t, app, schema.SeriesList, map[string]any{"title": "从零开始", "owner": c.who["author"].Id, "lang": "zh"})
	c.what["otherSeries"] = testkit.Create(t, app, schema.SeriesList, map[string]any{"title": "别人的系列", "owner": stranger.Id, "lang": "zh"})

	for status, more := range map[string]map[string]any{
		"draft": nil, "pending": nil, "published": nil, "archived": nil, "hidden": nil,
		"rejected":  {"reason": "请补充出处"},
		"scheduled": {"publish_at": "2099-01-01 00:00:00.000Z"},
	} {
		fields := map[string]any{"title": "暗号" + status, "status": status, "column": column.Id, "tags": []string{c.what["tag"].Id}, "body": "正文里的秘密词" + status + "。"}
		for k, v := range more {
			fields[k] = v
		}
		a := testkit.Article(t, app, c.who["author"], fields)
		c.what[status] = a
		for role, state := range map[string]string{"invited": "invited", "coauthor": "accepted", "declined": "declined"} {
			c.what[status+"."+role] = testkit.Create(t, app, schema.Coauthors, map[string]any{"article": a.Id, "user": c.who[role].Id, "state": state})
		}
	}
	c.what["revision"] = testkit.Create(t, app, schema.Revisions, map[string]any{"article": c.what["published"].Id, "state": "draft", "body": "还没公开的改写。", "note": "内部说明"})
	first, err := app.FindFirstRecordByFilter(schema.Revisions, "article = {:a} && number = 1", map[string]any{"a": c.what["published"].Id})
	if err != nil {
		t.Fatal(err)
	}
	c.what["history"] = first
	for _, status := range []string{"draft", "published"} {
		if c.what["rendition."+status], err = app.FindRecordById(schema.Renditions, c.what[status].Id); err != nil {
			t.Fatal(err)
		}
	}
	c.what["follow"] = testkit.Create(t, app, schema.Follows, map[string]any{"user": c.who["member"].Id, "kind": "column", "target": column.Id})
	c.what["community"] = testkit.Create(t, app, schema.Communities, map[string]any{"name": "开源中国", "kind": "media", "home_url": "https://example.org"})
	c.what["notice"] = testkit.Create(t, app, schema.Slots, map[string]any{"slot": "notice", "title": "公告", "active": true})
	c.what["hiddenNotice"] = testkit.Create(t, app, schema.Slots, map[string]any{"slot": "notice", "title": "未启用", "active": false})
	if c.what["site"], err = app.FindRecordById(schema.SiteSettings, schema.SiteID); err != nil {
		t.Fatal(err)
	}
	if c.what["stats"], err = app.FindRecordById(schema.StatsRows, c.what["published"].Id); err != nil {
		t.Fatal(err)
	}
	if c.what["slug"], err = app.FindFirstRecordByData(schema.Slugs, "target", column.Id); err != nil {
		t.Fatal(err)
	}
	c.what["query"] = testkit.Create(t, app, schema.SearchQueries, map[string]any{"query": "不存在的词", "normalized": "不存在的词", "count": 1})
	c.api = testkit.NewAPI(t, app)
	return c
}

// records is the address of a collection's records, or of one of them.
func records(collection string, id ...string) string {
	return "/api/collections/" + collection + "/records" + strings.Join(append([]string{""}, id...), "/")
}
