package content_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/content"
	"qiao/hooks/schema"
	"qiao/hooks/search"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// register extends an app by this room alone.
func register(app core.App) {
	index := search.New(app)
	content.Register(app, index)
	index.Bind()
}

func TestPublishedArticleHasAllThatBelongsToIt(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	tag := testkit.Tag(t, app, "go", "Go")

	a := testkit.Article(t, app, author, map[string]any{
		"title": "并发的代价", "status": "published", "tags": []string{tag.Id}, "body": "# 开头\n\n你好，世界。\n\n## 第二节\n\n再见。",
	})
	if got := a.GetString(schema.ArticleSlug); got != "bing-fa-de-dai-jia" {
		t.Errorf("slug = %q", got)
	}
	if a.GetDateTime(schema.ArticlePublished).IsZero() {
		t.Error("no time of publication")
	}
	count := func(query string) (n int) {
		if err := app.DB().NewQuery(query).Row(&n); err != nil {
			t.Fatal(query, err)
		}
		return n
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM renditions WHERE html != ''":               1,
		"SELECT count(*) FROM revisions WHERE number = 1":                1,
		"SELECT count(*) FROM article_shelves":                           5, // all, kind, lang, tag, author
		"SELECT count(*) FROM slugs WHERE kind = 'articles'":             1,
		"SELECT articles FROM stats WHERE id = '" + tag.Id + "'":         1,
		"SELECT articles FROM stats WHERE id = '" + author.Id + "'":      1,
		"SELECT count(*) FROM stats WHERE kind = 'articles' AND hot > 0": 1,
	} {
		if got := count(query); got != want {
			t.Errorf("%s = %d, want %d", query, got, want)
		}
	}

	a.Set(schema.ArticleTitle, "并发的真正代价")
	a.Set(schema.ArticleSlug, "cost-of-concurrency")
	testkit.Save(t, app, a)
	if got := count("SELECT count(*) FROM revisions"); got != 2 {
		t.Errorf("%d revisions after an edit, want 2", got)
	}
	if place, err := lookUp(app, "bing-fa-de-dai-jia"); err != nil || place != a.Id {
		t.Errorf("the old address leads to %q, %v", place, err)
	}

	if err := app.Delete(a); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM renditions":                                       0,
		"SELECT count(*) FROM revisions":                                        0,
		"SELECT count(*) FROM article_shelves":                                  0,
		"SELECT count(*) FROM slugs WHERE kind = 'articles' AND gone":           2,
		"SELECT articles FROM stats WHERE id = '" + tag.Id + "'":                0,
		"SELECT count(*) FROM stats WHERE kind = 'articles'":                    0,
		"SELECT count(*) FROM articles":                                         0,
		"SELECT count(*) FROM slugs WHERE kind = 'articles' AND NOT gone":       0,
		"SELECT count(*) FROM stats WHERE id = '" + author.Id + "' AND hot < 0": 0,
	} {
		if got := count(query); got != want {
			t.Errorf("after deletion: %s = %d, want %d", query, got, want)
		}
	}
}

func lookUp(app core.App, slug string) (id string, err error) {
	err = app.DB().NewQuery("SELECT target FROM slugs WHERE kind = 'articles' AND slug = {:slug}").Bind(map[string]any{"slug": slug}).Row(&id)
	return id, err
}

func TestRevisionDraftIsPublishedOnce(t *testing.T) {
	app := testkit.NewApp(t, register)
	a := testkit.Article(t, app, testkit.User(t, app, "chen-mo"), map[string]any{"status": "published"})

	first := testkit.Create(t, app, schema.Revisions, map[string]any{"article": a.Id, "state": "draft", "body": "第一种改法。"})
	second := testkit.Create(t, app, schema.Revisions, map[string]any{"article": a.Id, "state": "draft", "body": "第二种改法。"})

	first.Set("state", "published")
	testkit.Save(t, app, first)
	fresh, err := app.FindRecordById(schema.Articles, a.Id)
	if err != nil {
		t.Fatal(err)
	}
	if got := fresh.GetString("body"); got != "第一种改法。" {
		t.Errorf("the article says %q", got)
	}
	if got := first.GetInt("number"); got != 2 {
		t.Errorf("the revision's number is %d, want 2", got)
	}

	second.Set("state", "published")
	if err := app.Save(second); err == nil {
		t.Error("a draft based on an older revision was published over a newer one")
	}
	fresh, _ = app.FindRecordById(schema.Articles, a.Id)
	if got := fresh.GetString("body"); got != "第一种改法。" {
		t.Errorf("after the refused one the article says %q", got)
	}

	first.Set("body", "改写历史")
	if err := app.Save(first); err == nil {
		t.Error("a published revision was changed")
	}
}
