package moderation_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// A profile that is hidden shows nothing of what the member said about themselves anywhere,
// stays as it is until it is brought back, and is then what it was.
func TestProfilesAreHidden(t *testing.T) {
	c := newCast(t)
	users := "/api/collections/users/records/" + c.author.Id
	form := testkit.NewForm(map[string]string{
		"name": "广告先生", "bio": "加微信领红包", "city": "骗子城", "company": "骗子公司", "links": `[{"label":"点这里","url":"https://spam.example/"}]`,
	}).File("avatar", "me.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x18\xdd\x8d\xb0\x00\x00\x00\x00IEND\xaeB`\x82"))
	if got := c.api.Send(c.author, "PATCH", users, form); got.Status != 200 {
		t.Fatal(got.Body)
	}
	was := c.now(c.author)
	picture := "/api/files/users/" + c.author.Id + "/" + was.GetString("avatar")
	secrets := []string{"广告先生", "加微信领红包", "骗子城", "骗子公司", "spam.example", was.GetString("avatar")}
	public := []string{"/people/author", "/en/people/author", users, "/people/author/feed.xml", "/articles/" + c.article.GetString("slug"),
		"/api/collections/author_cards/records", "/api/collections/article_cards/records?expand=author", "/articles", "/api/qiao/search?q=%E5%B9%BF%E5%91%8A%E5%85%88%E7%94%9F"}
	shown := func(path string) (found []string) {
		got := c.api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity")
		for _, secret := range secrets {
			if strings.Contains(strings.ReplaceAll(got.Body, `"query":"广告先生"`, ""), secret) {
				found = append(found, secret)
			}
		}
		return found
	}
	for _, path := range public[:3] {
		if len(shown(path)) < 5 {
			t.Errorf("%s shows only %q before", path, shown(path))
		}
	}
	reported := c.report(c.member, "user", c.author)
	entry := c.must(c.mod, "hide", "user", c.author, nil)
	for _, path := range public {
		if found := shown(path); len(found) > 0 {
			t.Errorf("%s shows %q", path, found)
		}
	}
	if got := c.api.Send(nil, "GET", picture, nil); got.Status != 404 {
		t.Errorf("the portrait: %d", got.Status)
	}
	if page := c.api.Send(nil, "GET", "/people/author", nil, "Accept-Encoding", "identity"); page.Status != 200 || !strings.Contains(page.Body, "暂不显示") || !strings.Contains(page.Body, "被举报的文章") {
		t.Errorf("the page: %d", page.Status)
	}
	if c.now(reported).GetString("state") != "accepted" {
		t.Error("the report waits on")
	}
	told := "SELECT count(*) FROM notifications WHERE user = {:user} AND json_extract(data, '$.event') = {:event}"
	if n := testkit.Number(t, c.app, told, dbx.Params{"user": c.author.Id, "event": "hide_profile"}); n != 1 {
		t.Errorf("told %d times", n)
	}
	// neither the member nor the dashboard gets around it
	for name, body := range map[string]map[string]any{
		"name": {"name": "广告先生"}, "bio": {"bio": "加微信领红包"}, "links": {"links": []any{map[string]any{"label": "点", "url": "https://spam.example/"}}}, "city": {"city": "骗子城"},
	} {
		if got := c.api.Send(c.author, "PATCH", users, body); got.Status != 403 {
			t.Errorf("the member writes %s: %d %s", name, got.Status, got.Body)
		}
	}
	if got := c.api.Send(c.author, "PATCH", users, map[string]any{"locale": "en"}); got.Status != 200 || got.JSON("profile_hidden") != true {
		t.Errorf("other settings: %d %s", got.Status, got.Body)
	}
	for _, forged := range []any{false, true} {
		c.api.Send(c.author, "PATCH", users, map[string]any{"profile_hidden": forged})
		if !c.now(c.author).GetBool(schema.UserProfileHidden) {
			t.Fatal("the member shows it again")
		}
	}
	if got := c.api.Send(c.root, "PATCH", users, map[string]any{"profile_hidden": false}); got.JSON("data", "profile_hidden", "code") != "moderation.profile_by_queue" {
		t.Errorf("by hand: %d %s", got.Status, got.Body)
	}
	if got := c.decide(c.mod2, "hide", "user", c.author, nil); got.Status != 409 {
		t.Errorf("hidden twice: %d", got.Status)
	}

	back := func(how string) {
		t.Helper()
		now := c.now(c.author)
		for _, field := range []string{"name", "bio", "city", "company", "links", "avatar"} {
			if now.GetString(field) != was.GetString(field) {
				t.Errorf("%s: %s is %q, was %q", how, field, now.GetString(field), was.GetString(field))
			}
		}
		if now.GetBool(schema.UserProfileHidden) {
			t.Errorf("%s: it is hidden", how)
		}
		if got := c.api.Send(nil, "GET", picture, nil); got.Status != 200 {
			t.Errorf("%s: the portrait: %d", how, got.Status)
		}
		if page := c.api.Send(nil, "GET", "/people/author", nil, "Accept-Encoding", "identity"); !strings.Contains(page.Body, "加微信领红包") || strings.Contains(page.Body, "暂不显示") {
			t.Errorf("%s: the page doesn't show it", how)
		}
	}
	if got := c.api.Send(c.mod2, "PATCH", appeals+"/"+c.appeal(c.author, entry).Id, map[string]any{"state": "granted", "answer": "好吧"}); got.Status != 200 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	back("an appeal")
	c.must(c.mod, "hide", "user", c.author, nil)
	c.must(c.mod, "restore", "user", c.author, nil)
	back("restored")
}
