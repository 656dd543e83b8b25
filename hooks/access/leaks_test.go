package access_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

var unpublished = []string{"draft", "pending", "scheduled", "rejected", "archived", "hidden"}

// reviewers and authors see what isn't public; nobody else does, wherever they look.
func seesDrafts(role string) bool { return slices.Contains(strings.Fields(seeing), role) }

func TestListsHoldWhatOneMaySee(t *testing.T) {
	c := newCast(t)
	for _, role := range roles {
		list := c.api.Send(c.who[role], "GET", records(schema.Articles)+"?perPage=50&fields=status", nil)
		want := 1.0
		if seesDrafts(role) {
			want = 7
		}
		if got := list.JSON("totalItems"); got != want {
			t.Errorf("%s lists %v articles, want %v", role, got, want)
		}
		cards := c.api.Send(c.who[role], "GET", records(schema.ArticleCards), nil)
		if got := cards.JSON("totalItems"); got != 1.0 {
			t.Errorf("%s lists %v cards", role, got)
		}
		revisions := c.api.Send(c.who[role], "GET", records(schema.Revisions), nil)
		writes := slices.Contains(strings.Fields(writing), role)
		if got := revisions.JSON("totalItems"); (got != 0.0) != writes {
			t.Errorf("%s lists %v revisions", role, got)
		}
		if status := c.api.Send(c.who[role], "GET", records(schema.Renditions), nil).Status; (status == 200) != (role == "superuser") {
			t.Errorf("%s lists renditions: %d", role, status)
		}
		slots := c.api.Send(c.who[role], "GET", records(schema.Slots), nil)
		if got := slots.JSON("totalItems"); (got == 2.0) != slices.Contains(strings.Fields(editing), role) {
			t.Errorf("%s lists %v slots", role, got)
		}
		follows := c.api.Send(c.who[role], "GET", records(schema.Follows), nil)
		if got := follows.JSON("totalItems"); (got == 1.0) != (role == "member" || role == "superuser") {
			t.Errorf("%s lists %v follows", role, got)
		}
	}
}

// Nothing of an unpublished article reaches strangers: by relations, the search, feeds,
// pages, previews or the comparison of revisions.
func TestUnpublishedStaysHidden(t *testing.T) {
	c := newCast(t)
	for _, role := range []string{"guest", "member", "moderator", "declined", "columnAuthor", "elsewhere"} {
		as := c.who[role]
		var paths []string
		for _, status := range unpublished {
			id := c.what[status].Id
			paths = append(paths,
				records(schema.Articles, id), records(schema.Renditions, id), records(schema.ArticleCards, id),
				"/articles/"+c.what[status].GetString("slug"), "/en/articles/"+c.what[status].GetString("slug"),
				"/api/qiao/search?q="+url.QueryEscape("秘密词"+status), "/search?q="+url.QueryEscape("暗号"+status))
		}
		paths = append(paths,
			records(schema.Users, c.who["author"].Id)+"?expand=articles_via_author,articles_via_coauthors",
			records(schema.Columns, c.what["column"].Id)+"?expand=articles_via_column",
			records(schema.Tags, c.what["tag"].Id)+"?expand=articles_via_tags",
			records(schema.Articles, c.what["published"].Id)+"?expand=revisions_via_article,renditions_via_article,coauthors_via_article",
			records(schema.ColumnMembers)+"?expand=column.articles_via_column,user.articles_via_author",
			"/api/qiao/revisions/"+c.what["revision"].Id+"/compare",
			"/", "/articles", "/feed.xml", "/atom.xml", "/feed.json", "/columns/cloud", "/columns/cloud/feed.xml", "/tags/go",
			"/people/author", "/people/coauthor", "/sitemap.xml", "/sitemaps/articles-1.xml",
		)
		for _, path := range paths {
			got := c.api.Send(as, "GET", path, nil)
			if got.Status >= 500 || strings.Contains(path, "/articles/an-hao-") && got.Status != 404 && got.Status != 410 {
				t.Fatalf("%s: %d", path, got.Status)
			}
			for _, status := range unpublished {
				for _, secret := range []string{"正文里的秘密词" + status, `"title":"暗号` + status, ">暗号" + status} {
					if strings.Contains(got.Body, secret) {
						t.Errorf("%s reads %q at %s", role, secret, path)
					}
				}
			}
			for _, secret := range []string{"还没公开的改写", "内部说明", "请补充出处"} {
				if strings.Contains(got.Body, secret) {
					t.Errorf("%s reads %q at %s", role, secret, path)
				}
			}
		}
		got := c.api.Send(as, "POST", "/api/qiao/preview", map[string]any{"body": "![](x.png)", "article": c.what["draft"].Id})
		if want := map[bool]int{true: 401, false: 404}[as == nil]; got.Status != want {
			t.Errorf("%s previews somebody's draft: %d, want %d", role, got.Status, want)
		}
	}
	// those who may, see the relations too
	got := c.api.Send(c.who["columnEditor"], "GET", records(schema.Columns, c.what["column"].Id)+"?expand=articles_via_column", nil)
	if !strings.Contains(got.Body, "暗号pending") {
		t.Error("a column's editor doesn't see what waits for review")
	}
}

// A filter must not answer, by what it finds, what a reader may not read.
func TestFiltersAreNoOracle(t *testing.T) {
	c := newCast(t)
	c.what["published"].Set("origin", "secret-key")
	testkit.Save(t, c.app, c.what["published"])
	var asked sync.WaitGroup
	for _, test := range []struct{ collection, filter string }{
		{schema.Articles, "origin ~ 's'"},
		{schema.Articles, "origin_hash = ''"},
		{schema.Articles, "author.trust >= 0"},
		{schema.Articles, "author.tokenKey ~ '%'"},
		{schema.Articles, "author.password ~ '%'"},
		{schema.Articles, "author.email ~ '%'"},
		{schema.Articles, "status = 'draft'"},
		{schema.Articles, "revisions_via_article.body ~ '还没公开'"},
		{schema.Articles, "revisions_via_article.note ?~ '内部'"},
		{schema.Articles, "coauthors_via_article.state ?= 'declined'"},
		{schema.Articles, "renditions_via_article.text ~ '秘密'"},
		{schema.Articles, "@collection.articles.body ?~ '秘密词draft'"},
		{schema.Articles, "column.articles_via_column.body ?~ '秘密词draft'"},
		{schema.Articles, "tags.articles_via_tags.title ?= '暗号draft'"},
		{schema.Columns, "articles_via_column.title ?= '暗号draft'"},
		{schema.Columns, "articles_via_column.reason ?~ '出处'"},
		{schema.Columns, "pinned.body ~ '秘密词draft'"},
		{schema.Tags, "articles_via_tags.body ?~ '秘密词draft'"},
		{schema.Users, "articles_via_author.title ?= '暗号draft'"},
		{schema.Users, "follows_via_user.target ?= '" + c.what["column"].Id + "'"},
		{schema.Users, "email ~ 'example.com'"},
		{schema.Users, "coauthors_via_user.state ?= 'declined'"},
		{schema.ArticleCards, "author.tokenKey ~ '%'"},
		{schema.ArticleCards, "column.articles_via_column.body ?~ '秘密词draft'"},
		{schema.StatsRows, "@collection.articles.title ?= '暗号draft'"},
	} {
		for _, role := range []string{"guest", "columnAuthor", "elsewhere"} {
			asked.Go(func() { // at once: PocketBase makes who finds nothing wait
				got := c.api.Send(c.who[role], "GET", records(test.collection)+"?filter="+url.QueryEscape(test.filter), nil)
				if n := got.JSON("totalItems"); got.Status == 200 && n != 0.0 {
					// what one may know of oneself is no secret
					ids := make([]string, 0)
					for i := range int(n.(float64)) {
						ids = append(ids, fmt.Sprint(got.JSON("items", i, "id")))
					}
					if c.who[role] == nil || !slices.Equal(ids, []string{c.who[role].Id}) {
						t.Errorf("%s learns from %s of %s: %v rows", role, test.filter, test.collection, n)
					}
				}
			})
		}
	}
	asked.Wait()
	for _, sort := range []string{"origin", "author.trust", "author.tokenKey", "renditions_via_article.html"} {
		if got := c.api.Send(nil, "GET", records(schema.Articles)+"?sort="+sort, nil); got.Status == 200 {
			t.Errorf("a guest sorts by %s", sort)
		}
	}
}

// Realtime speaks to those only whom a list would answer.
func TestRealtimeFollowsTheRules(t *testing.T) {
	c := newCast(t)
	clients := map[string]subscriptions.Client{}
	for _, role := range roles {
		client := subscriptions.NewDefaultClient()
		client.Subscribe("articles/*", "revisions/*", "renditions/*", "articles/"+c.what["draft"].Id)
		if c.who[role] != nil {
			client.Set("auth", c.who[role])
		}
		c.app.SubscriptionsBroker().Register(client)
		clients[role] = client
	}
	said := map[string][]string{}
	// hear reads on until everybody who may hear of a title has
	hear := func(title string, may func(role string) bool) {
		deadline := time.After(20 * time.Second)
		for _, role := range roles {
			for may(role) && !slices.Contains(said[role], title) {
				select {
				case m := <-clients[role].Channel():
					var event struct {
						Record map[string]any `json:"record"`
					}
					if err := json.Unmarshal(m.Data, &event); err != nil {
						t.Fatal(err)
					}
					said[role] = append(said[role], fmt.Sprint(event.Record["title"]))
				case <-deadline:
					t.Fatalf("%s doesn't hear of %s", role, title)
				}
			}
		}
	}
	save := func(name, title string) {
		r := testkit.Fresh(t, c.app, c.what[name])
		r.Set("title", title)
		testkit.Save(t, c.app, r)
	}
	writes := func(role string) bool { return slices.Contains(strings.Fields(writing), role) }
	everybody := func(string) bool { return true }
	save("draft", "草稿的新题")
	hear("草稿的新题", seesDrafts)
	save("revision", "改写的新题")
	hear("改写的新题", writes)
	save("published", "公开的新题")
	hear("公开的新题", everybody) // whoever heard nothing before this has not been told
	for _, role := range roles {
		if slices.Contains(said[role], "草稿的新题") && !seesDrafts(role) || slices.Contains(said[role], "改写的新题") && !writes(role) {
			t.Errorf("%s hears %v", role, said[role])
		}
	}
}

// A file's address can't be guessed, and only those who see the record learn it.
func TestFileNames(t *testing.T) {
	c := newCast(t)
	author := c.who["author"]
	form := testkit.NewForm(map[string]string{"title": "附图的草稿"}).File("files", "diagram.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`))
	got := c.api.Send(author, "PATCH", records(schema.Articles, c.what["draft"].Id), form)
	name, _ := got.JSON("files", 0).(string)
	if got.Status != 200 || len(name) != len("diagram_0123456789.svg") {
		t.Fatalf("%d %q %s", got.Status, name, got.Body)
	}
	path := "/api/files/articles/" + c.what["draft"].Id + "/"
	if got := c.api.Send(nil, "GET", path+"diagram.svg", nil); got.Status != 404 {
		t.Errorf("a guessed name: %d", got.Status)
	}
	file := c.api.Send(author, "GET", path+name, nil)
	if file.Status != 200 || !strings.Contains(file.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d, policy %q", file.Status, file.Header.Get("Content-Security-Policy"))
	}
	for _, role := range []string{"guest", "member", "elsewhere"} {
		if list := c.api.Send(c.who[role], "GET", records(schema.Articles), nil); strings.Contains(list.Body, name) {
			t.Errorf("%s learns the name of a draft's file", role)
		}
	}
}

// The house's helpers and the rules say the same.
func TestPartsAgreeWithTheRules(t *testing.T) {
	c := newCast(t)
	update := testkit.Fresh(t, c.app, c.what["draft"]).Collection().UpdateRule
	for _, role := range roles {
		if role == "superuser" {
			continue // no rule applies
		}
		info := &core.RequestInfo{Context: core.RequestInfoContextDefault, Auth: c.who[role], Body: map[string]any{}}
		may, err := c.app.CanAccessRecord(c.what["draft"], info, update)
		if err != nil {
			t.Fatal(err)
		}
		if part := partOf(t, c, role); may != part {
			t.Errorf("%s: the rule says %v, PartIn %v", role, may, part)
		}
	}
}

func partOf(t *testing.T, c *cast, role string) bool {
	t.Helper()
	part, err := access.PartIn(c.app, c.who[role], schema.AsArticle(testkit.Fresh(t, c.app, c.what["draft"])))
	if err != nil {
		t.Fatal(err)
	}
	return part > access.Reader
}
