package moderation_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/moderation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// days is how long an account is suspended or silenced from now, rounded; -1 for good.
func days(r *core.Record, field string) int {
	end := r.GetDateTime(field).Time()
	if end.Year() == 9999 {
		return -1
	}
	if end.IsZero() {
		return 0
	}
	return int((time.Until(end) + time.Hour).Hours() / 24)
}

func TestTermsGrow(t *testing.T) {
	c := newCast(t)
	for _, kind := range []string{"silence", "suspend"} {
		field := map[string]string{"silence": "silenced_until", "suspend": "suspended_until"}[kind]
		for _, want := range []int{1, 7, 30, 90, -1, -1} {
			c.must(c.mod, kind, "user", c.author, nil)
			if got := days(c.now(c.author), field); got != want {
				t.Errorf("%s: %d days, want %d", kind, got, want)
			}
		}
	}
	for earlier, want := range []int{1, 7, 30, 90, 0, 0} {
		if got := moderation.Term(earlier); got != want {
			t.Errorf("after %d: %d, want %d", earlier, got, want)
		}
	}
	// a moderator may choose a shorter one, not a longer one
	c.must(c.mod, "suspend", "user", c.member, map[string]any{"days": 1})
	if got := c.decide(c.mod, "suspend", "user", c.member, map[string]any{"days": 8}); got.Status != 400 {
		t.Errorf("longer than the term: %d %s", got.Status, got.Body)
	}
	c.must(c.mod, "suspend", "user", c.member, map[string]any{"days": 3})
	if got := days(c.now(c.member), "suspended_until"); got != 3 {
		t.Errorf("%d days", got)
	}
	body := map[string]any{"user": c.member.Id, "kind": "suspend", "reason": "理由", "until": "2099-01-01 00:00:00.000Z"}
	if got := c.api.Send(c.mod2, "POST", sanctions, body); got.Status != 400 {
		t.Errorf("a longer one by its record: %d", got.Status)
	}
	if got := c.api.Send(c.root, "POST", sanctions, body); got.Status != 200 || c.now(c.member).GetDateTime("suspended_until").Time().Year() != 2099 {
		t.Errorf("from the dashboard: %d %s", got.Status, got.Body)
	}
	delete(body, "reason")
	if got := c.api.Send(c.root, "POST", sanctions, body); got.Status != 400 {
		t.Errorf("without a reason: %d", got.Status)
	}
}

func TestLifting(t *testing.T) {
	c := newCast(t)
	for _, n := range []int{1, 2} {
		got := c.api.Send(c.mod, "POST", sanctions, map[string]any{"user": c.author.Id, "kind": "silence", "reason": "理由", "moderator": c.editor.Id, "lifted": "2020-01-01 00:00:00.000Z"})
		if got.Status != 200 || got.JSON("moderator") != c.mod.Id || got.JSON("lifted") != "" {
			t.Fatalf("%d: %s", n, got.Body)
		}
	}
	list, err := c.app.FindRecordsByFilter(schema.Sanctions, "user != ''", "-until", 0, 0)
	if err != nil || len(list) != 2 {
		t.Fatal(err)
	}
	long, short := sanctions+"/"+list[0].Id, sanctions+"/"+list[1].Id
	lift := map[string]any{"lifted": "2000-01-01 00:00:00.000Z"}
	for name, as := range map[string]*core.Record{"the person": c.author, "a member": c.member} {
		if got := c.api.Send(as, "PATCH", long, lift); got.Status != 404 {
			t.Errorf("%s lifted it: %d", name, got.Status)
		}
	}
	for field, value := range map[string]any{"until": "2020-01-01 00:00:00.000Z", "reason": "别的", "kind": "warn", "user": c.member.Id} {
		if got := c.api.Send(c.mod, "PATCH", long, map[string]any{field: value}); got.Status < 400 {
			t.Errorf("%s changed", field)
		}
		if got := c.api.Send(c.root, "PATCH", long, map[string]any{field: value}); got.Status < 400 {
			t.Errorf("%s changed from the dashboard", field)
		}
	}
	if got := c.api.Send(c.mod2, "PATCH", long, lift); got.Status != 200 || days(c.now(c.author), "silenced_until") != 1 {
		t.Errorf("%d %s, %d days", got.Status, got.Body, days(c.now(c.author), "silenced_until"))
	}
	if c.now(list[0]).GetDateTime("lifted").Time().Year() == 2000 {
		t.Error("lifted before it was imposed")
	}
	if got := c.api.Send(c.mod, "PATCH", short, lift); got.Status != 200 || c.now(c.author).GetString("silenced_until") != "" {
		t.Errorf("%d, until %s", got.Status, c.now(c.author).GetString("silenced_until"))
	}
	if got := c.api.Send(c.root, "DELETE", long, nil); got.Status != 403 {
		t.Errorf("deleted: %d", got.Status)
	}
	// what was lifted doesn't count for the next term
	c.must(c.mod, "silence", "user", c.author, nil)
	if got := days(c.now(c.author), "silenced_until"); got != 1 {
		t.Errorf("%d days", got)
	}
}

// Until when somebody is suspended is theirs and the moderators' to know.
func TestTermsAreNotPublic(t *testing.T) {
	c := newCast(t)
	c.must(c.mod, "suspend", "user", c.author, nil)
	path := "/api/collections/users/records"
	for name, see := range map[string]struct {
		as   *core.Record
		sees bool
	}{"guest": {nil, false}, "member": {c.member, false}, "the person": {c.author, true}, "moderator": {c.mod, true}, "editor": {c.editor, true}, "superuser": {c.root, true}} {
		got := c.api.Send(see.as, "GET", path+"/"+c.author.Id, nil)
		if strings.Contains(got.Body, "suspended_until") != see.sees {
			t.Errorf("%s: %s", name, got.Body)
		}
		if name == "superuser" {
			continue
		}
		for _, ask := range []string{"?filter=suspended_until!=''", "?sort=suspended_until", "?filter=silenced_until=''"} {
			if got := c.api.Send(see.as, "GET", path+ask, nil); got.Status != 400 {
				t.Errorf("%s may ask %s: %d", name, ask, got.Status)
			}
		}
	}
	if got := c.api.Send(c.author, "PATCH", path+"/"+c.author.Id, map[string]any{"suspended_until": ""}); got.Status < 400 {
		t.Error("the person ended it")
	}
	if c.now(c.author).GetString("suspended_until") == "" {
		t.Error("the person ended it")
	}
}

// A suspended member reads, appeals, takes their data and leaves; every other write is refused, saying until when.
func TestSuspendedEverywhere(t *testing.T) {
	c := newCast(t)
	entry := c.must(c.mod, "suspend", "user", c.author, nil)
	collections, err := c.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, got testkit.Answer) {
		t.Helper()
		if got.Status != http.StatusForbidden || !strings.Contains(got.Body, "停用到") || !strings.Contains(got.Body, "UTC") || !strings.Contains(got.Body, "申诉") {
			t.Errorf("%s: %d %s", what, got.Status, got.Body)
		}
	}
	free := map[string]bool{
		"POST appeals": true, "PATCH notifications": true, "DELETE notifications": true, "PATCH devices": true, "DELETE devices": true,
	}
	tried := 0
	for _, collection := range collections {
		if collection.Name == core.CollectionNameSuperusers {
			continue // signing in to the dashboard is nobody's taking part
		}
		base := "/api/collections/" + collection.Name + "/records"
		for method, path := range map[string]string{"POST": base, "PATCH": base + "/nothinghere0000", "DELETE": base + "/nothinghere0000"} {
			got := c.api.Send(c.author, method, path, map[string]any{"x": 1})
			if free[method+" "+collection.Name] {
				if strings.Contains(got.Body, "停用到") {
					t.Errorf("%s %s is refused", method, collection.Name)
				}
				continue
			}
			refused(method+" "+collection.Name, got)
			tried++
		}
	}
	if tried < 60 {
		t.Errorf("only %d were tried", tried)
	}
	own := "/api/collections/articles/records/" + c.article.Id
	for _, ask := range [][2]string{
		{"PATCH", own}, {"POST", "/api/batch"}, {"POST", "/api/qiao/preview"}, {"POST", deciding}, {"PUT", "/api/batch"},
		{"POST", "/api/collections/users/auth-with-oauth2"}, {"POST", "/api/collections/users/request-email-change"},
		{"PATCH", "/api/collections/users/records/" + c.author.Id}, {"DELETE", "/api/collections/users/records/" + c.author.Id},
		{"POST", "/api/collections/articles/records/"}, {"POST", "/api//collections/comments/records"},
	} {
		got := c.api.Send(c.author, ask[0], ask[1], map[string]any{"title": "改", "newEmail": "new@example.com"})
		if got.Status == 301 || got.Status == 307 || got.Status == 308 || got.Status == 405 {
			continue // led to the address above, or there is nothing
		}
		refused(ask[0]+" "+ask[1], got)
	}
	// also where the router isn't asked: the parts of a batch
	settings := c.app.Settings()
	settings.Batch.Enabled = true
	if err := c.app.Save(settings); err != nil {
		t.Fatal(err)
	}
	refused("a batch", c.api.Send(c.author, "POST", "/api/batch", map[string]any{"requests": []any{map[string]any{"method": "PATCH", "url": own, "body": map[string]any{"title": "改"}}}}))

	// what remains
	for _, path := range []string{own, "/api/collections/articles/records", "/api/collections/users/records/" + c.author.Id, "/api/qiao/moderation/entries/" + entry, "/api/qiao/search?q=文章"} {
		if got := c.api.Send(c.author, "GET", path, nil); got.Status != 200 {
			t.Errorf("reading %s: %d", path, got.Status)
		}
	}
	if got := c.api.Send(nil, "POST", "/api/collections/users/auth-with-password", map[string]any{"identity": "author@example.com", "password": testkit.Password}); got.Status != 200 || !strings.Contains(got.Body, "suspended_until") {
		t.Errorf("signing in: %d %s", got.Status, got.Body)
	}
	if got := c.api.Send(c.author, "POST", "/api/collections/users/auth-refresh", nil); got.Status != 200 {
		t.Errorf("refreshing: %d", got.Status)
	}
	if got := c.api.Send(c.author, "POST", appeals, map[string]any{"user": c.author.Id, "entry": entry, "text": "我没有", "state": "open"}); got.Status != 200 {
		t.Errorf("appealing: %d %s", got.Status, got.Body)
	}
	// and once it is over, all of it
	if _, err := c.app.DB().NewQuery("UPDATE users SET suspended_until = '2020-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	if got := c.api.Send(c.author, "PATCH", own, map[string]any{"title": "改好的标题"}); got.Status != 200 {
		t.Errorf("afterwards: %d %s", got.Status, got.Body)
	}
	if got := c.api.Send(c.mod, "GET", "/api/qiao/moderation/queue", nil); got.Status != 200 {
		t.Errorf("the queue: %d", got.Status)
	}
}

// A moderator who is suspended moderates no more.
func TestSuspendedModerator(t *testing.T) {
	c := newCast(t)
	c.must(c.editor, "suspend", "user", c.mod, nil)
	for _, path := range []string{"/api/qiao/moderation/queue", "/api/qiao/moderation/case?kind=article&target=" + c.article.Id} {
		if got := c.api.Send(c.mod, "GET", path, nil); got.Status != 403 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

// A silenced member says nothing in public, and reads, votes and writes drafts.
func TestSilenced(t *testing.T) {
	c := newCast(t)
	draft := testkit.Article(t, c.app, c.author, nil)
	c.must(c.mod, "silence", "user", c.author, nil)
	at := func(collection string, id ...string) string {
		return "/api/collections/" + collection + "/records" + strings.Join(append([]string{""}, id...), "/")
	}
	for name, row := range map[string]struct {
		method, path string
		body         map[string]any
		refused      bool
	}{
		"a published article":  {"PATCH", at("articles", c.article.Id), map[string]any{"title": "改"}, true},
		"handing in":           {"PATCH", at("articles", draft.Id), map[string]any{"status": "pending"}, true},
		"a draft":              {"PATCH", at("articles", draft.Id), map[string]any{"title": "改"}, false},
		"a new draft":          {"POST", at("articles"), map[string]any{"title": "新的", "author": c.author.Id, "body": "字"}, false},
		"a change at once":     {"POST", at("revisions"), map[string]any{"article": c.article.Id, "state": "published", "body": "改"}, true},
		"a change to be kept":  {"POST", at("revisions"), map[string]any{"article": c.article.Id, "state": "draft", "body": "改"}, false},
		"a series":             {"POST", at("series"), map[string]any{"title": "系列", "owner": c.author.Id}, true},
		"the column":           {"PATCH", at("columns", c.column.Id), map[string]any{"tagline": "改"}, true},
		"the profile's words":  {"PATCH", at("users", c.author.Id), map[string]any{"bio": "改"}, true},
		"the account's locale": {"PATCH", at("users", c.author.Id), map[string]any{"locale": "en"}, false},
		"following":            {"POST", at("follows"), map[string]any{"user": c.author.Id, "kind": "user", "target": c.member.Id}, false},
		"taking down":          {"PATCH", at("articles", c.second.Id), map[string]any{"status": "archived"}, true},
	} {
		got := c.api.Send(c.author, row.method, row.path, row.body)
		if row.refused != (got.Status == 403 && strings.Contains(got.Body, "禁言到")) || !row.refused && got.Status != 200 {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
}
