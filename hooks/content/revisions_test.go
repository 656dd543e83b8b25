package content_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func revisionOf(p *portal, article string, number int) string {
	p.t.Helper()
	r, err := p.app.FindFirstRecordByFilter(schema.Revisions, "article = {:a} && number = {:n}", map[string]any{"a": article, "n": number})
	if err != nil {
		p.t.Fatal(err)
	}
	return r.Id
}

func TestRevisionsAreComparedAndRestored(t *testing.T) {
	p := newPortal(t)
	a := p.article(map[string]any{"status": "published", "title": "初稿", "excerpt": "给的摘要", "body": "甲\n\n乙\n\n丙"})
	path := at(schema.Articles, a.Id)
	p.must(p.author, "PATCH", path, map[string]any{"title": "二稿", "body": "甲\n\n乙改\n\n丙", "tags": []string{}})
	p.must(p.editor, "PATCH", path, map[string]any{"excerpt": ""})

	second := revisionOf(p, a.Id, 2)
	got := p.must(p.author, "GET", "/api/qiao/revisions/"+second+"/compare", nil)
	if got.JSON("from") != 1.0 || got.JSON("to") != 2.0 {
		t.Errorf("compares %v with %v", got.JSON("from"), got.JSON("to"))
	}
	if diff, _ := got.JSON("diff").(string); !strings.Contains(diff, "\n-乙\n+乙改\n") || strings.Contains(diff, "-甲") {
		t.Errorf("diff:\n%s", diff)
	}
	if got.JSON("fields", 0, "field") != "title" || got.JSON("fields", 0, "from") != "初稿" || got.JSON("fields", 1, "field") != "tags" || got.JSON("fields", 2) != nil {
		t.Errorf("fields: %s", got.Body)
	}
	got = p.must(p.author, "GET", "/api/qiao/revisions/"+revisionOf(p, a.Id, 3)+"/compare?from="+revisionOf(p, a.Id, 1), nil)
	if got.JSON("from") != 1.0 || got.JSON("to") != 3.0 || got.JSON("fields", 1, "field") != "excerpt" {
		t.Errorf("from the first to the third: %s", got.Body)
	}
	for as, want := range map[string]int{"/compare": 404, "/compare?from=nothinghere0000": 404} {
		if got := p.api.Send(p.author, "GET", "/api/qiao/revisions/"+revisionOf(p, a.Id, 1)+as, nil).Status; got != want {
			t.Errorf("%s: %d, want %d", as, got, want)
		}
	}
	if got := p.api.Send(p.friend, "GET", "/api/qiao/revisions/"+second+"/compare", nil).Status; got != 404 {
		t.Errorf("a stranger compares: %d", got)
	}
	if got := p.api.Send(nil, "GET", "/api/qiao/revisions/"+second+"/compare", nil).Status; got != 401 {
		t.Errorf("a guest compares: %d", got)
	}
	other := p.article(map[string]any{"status": "published", "title": "另一篇"})
	if got := p.api.Send(p.author, "GET", "/api/qiao/revisions/"+second+"/compare?from="+revisionOf(p, other.Id, 1), nil); got.Status != 400 {
		t.Errorf("across articles: %d", got.Status)
	}

	// back to the first, as a new revision that says so
	first := p.must(p.author, "GET", at(schema.Revisions, revisionOf(p, a.Id, 1)), nil)
	restored := p.must(p.author, "POST", at(schema.Revisions), map[string]any{
		"article": a.Id, "state": "published", "title": first.JSON("title"), "excerpt": first.JSON("excerpt"), "body": first.JSON("body"),
		"meta": first.JSON("meta"), "note": "恢复到第 1 版",
	})
	if restored.JSON("number") != 4.0 || restored.JSON("editor") != p.author.Id {
		t.Errorf("the restored one is %v by %v", restored.JSON("number"), restored.JSON("editor"))
	}
	now := testkit.Fresh(t, p.app, a)
	if now.GetString("title") != "初稿" || now.GetString("excerpt") != "给的摘要" || now.GetString("body") != "甲\n\n乙\n\n丙" || len(now.GetStringSlice("tags")) != 1 {
		t.Errorf("restored: %q %q %q %v", now.GetString("title"), now.GetString("excerpt"), now.GetString("body"), now.GetStringSlice("tags"))
	}
	if html := p.must(nil, "GET", at(schema.Renditions, a.Id), nil).JSON("html").(string); !strings.Contains(html, "乙") || strings.Contains(html, "乙改") {
		t.Errorf("the page still shows the other one: %s", html)
	}
	// and to the third, which had no summary of its own
	third := p.must(p.author, "GET", at(schema.Revisions, revisionOf(p, a.Id, 3)), nil)
	p.must(p.author, "POST", at(schema.Revisions), map[string]any{
		"article": a.Id, "state": "published", "title": third.JSON("title"), "excerpt": third.JSON("excerpt"), "body": third.JSON("body"), "meta": third.JSON("meta"),
	})
	if now = testkit.Fresh(t, p.app, a); now.GetString("excerpt") != "" || now.GetString("title") != "二稿" || len(now.GetStringSlice("tags")) != 0 {
		t.Errorf("restored to the third: %q %q", now.GetString("excerpt"), now.GetString("title"))
	}
}

func TestDraftOfALiveArticle(t *testing.T) {
	p := newPortal(t)
	a := p.article(map[string]any{"status": "published", "body": "公开的一版。", "excerpt": "摘要"})
	draft := p.must(p.author, "POST", at(schema.Revisions), map[string]any{"article": a.Id, "state": "draft", "body": "改到一半"}).JSON("id").(string)
	path := at(schema.Revisions, draft)
	p.must(p.author, "PATCH", path, map[string]any{"body": "改好了。", "meta": map[string]any{"base": 1, "lang": "en", "tags": []string{}}})

	if got := testkit.Fresh(t, p.app, a); got.GetString("body") != "公开的一版。" || p.number("SELECT count(*) FROM revisions WHERE number > 0") != 1 {
		t.Error("a draft reached the public")
	}
	got := p.must(p.editor, "GET", "/api/qiao/revisions/"+draft+"/compare", nil)
	if got.JSON("from") != 1.0 || !strings.Contains(got.Body, "改好了") {
		t.Errorf("compared with what is live: %s", got.Body)
	}
	p.must(p.editor, "PATCH", path, map[string]any{"state": "published"})
	live := testkit.Fresh(t, p.app, a)
	if live.GetString("body") != "改好了。" || live.GetString("lang") != "en" || live.GetString("excerpt") != "摘要" || len(live.GetStringSlice("tags")) != 0 {
		t.Errorf("published: %v", live.FieldsData())
	}
	if got := p.number("SELECT count(*) FROM article_shelves WHERE shelf = 'lang:en'"); got != 1 {
		t.Errorf("on %d shelves of its new language", got)
	}
	if got := p.number("SELECT count(*) FROM revisions"); got != 2 {
		t.Errorf("%d revisions", got)
	}
	for method, body := range map[string]any{"PATCH": map[string]any{"body": "改历史"}, "DELETE": nil} {
		if got := p.api.Send(p.author, method, path, body).Status; got != 404 {
			t.Errorf("%s of history: %d", method, got)
		}
	}

	// what started before that is outdated
	old := p.must(p.author, "POST", at(schema.Revisions), map[string]any{"article": a.Id, "state": "draft", "body": "迟到的", "meta": map[string]any{"base": 1}}).JSON("id").(string)
	p.refused(p.author, "PATCH", at(schema.Revisions, old), map[string]any{"state": "published"}, "meta", "content.revision_outdated")
	if got := testkit.Fresh(t, p.app, a); got.GetString("body") != "改好了。" {
		t.Errorf("an outdated draft won: %q", got.GetString("body"))
	}
	// rebased by its author, it goes
	p.must(p.author, "PATCH", at(schema.Revisions, old), map[string]any{"meta": map[string]any{"base": 2}})
	p.must(p.author, "PATCH", at(schema.Revisions, old), map[string]any{"state": "published"})

	unpublished := p.article(map[string]any{"title": "草稿"})
	p.refused(p.author, "POST", at(schema.Revisions), map[string]any{"article": unpublished.Id, "state": "published", "body": "x"}, "state", "content.revision_not_live")
	p.refused(p.author, "POST", at(schema.Revisions), map[string]any{"article": a.Id, "state": "draft", "meta": "[1]"}, "meta", "content.revision_meta")
	// what the article can't be, its revision can't make it
	bad := p.api.Send(p.author, "POST", at(schema.Revisions), map[string]any{"article": a.Id, "state": "published", "body": "好", "meta": map[string]any{"kind": "poem", "credits": "x"}})
	if bad.Status != 400 || p.number("SELECT count(*) FROM revisions") != 3 {
		t.Errorf("%d %s", bad.Status, bad.Body)
	}
}

// An account that is deleted leaves the history it made, and the article as it is.
func TestDeletedEditorLeavesTheTextAlone(t *testing.T) {
	p := newPortal(t)
	a := p.article(map[string]any{"status": "published", "body": "第一版"})
	invitation := testkit.Create(t, p.app, schema.Coauthors, map[string]any{"article": a.Id, "user": p.friend.Id, "state": "accepted"})
	p.must(p.friend, "PATCH", at(schema.Articles, a.Id), map[string]any{"body": "第二版"})
	p.must(p.author, "PATCH", at(schema.Articles, a.Id), map[string]any{"body": "第三版"})
	if err := p.app.Delete(p.friend); err != nil {
		t.Fatal(err)
	}
	if got := testkit.Fresh(t, p.app, a); got.GetString("body") != "第三版" || len(got.GetStringSlice("coauthors")) != 0 {
		t.Errorf("%q, co-authors %v", got.GetString("body"), got.GetStringSlice("coauthors"))
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM revisions": 3,
		"SELECT count(*) FROM revisions WHERE number = 2 AND body = '第二版' AND editor = ''": 1,
		"SELECT count(*) FROM coauthors WHERE id = '" + invitation.Id + "'":                0,
	} {
		if got := p.number(query); got != want {
			t.Errorf("%s = %d, want %d", query, got, want)
		}
	}
}
