package access_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Whom an entry of another site, an answer elsewhere and a request to answer belong to, and who decides on them.
func TestElsewherePermissions(t *testing.T) {
	c := newCast(t)
	tags := []string{c.what["tag"].Id}
	asker := testkit.User(t, c.app, "asker")
	question := func(status string) string {
		return testkit.Create(t, c.app, schema.Questions, map[string]any{
			"title": "切片为什么会共享底层数组？", "lang": "zh", "status": status, "author": asker.Id, "tags": tags, "body": "改一个，另一个也变了。",
		}).Id
	}
	public, hidden := question("published"), question("hidden")
	entry := func(url, state string) map[string]any {
		return map[string]any{"url": url, "title": "别处的问题", "lang": "zh", "state": state, "added_by": c.who["member"].Id, "tags": tags}
	}
	c.what["found"] = testkit.Create(t, c.app, schema.ExternalQuestions, entry("https://a.example/1", "found"))
	c.what["adopted"] = testkit.Create(t, c.app, schema.ExternalQuestions, entry("https://a.example/2", "adopted"))
	c.what["ignored"] = testkit.Create(t, c.app, schema.ExternalQuestions, entry("https://a.example/3", "ignored"))
	c.what["link"] = testkit.Create(t, c.app, schema.AnswerLinks, map[string]any{"question": public, "user": c.who["member"].Id, "url": "https://a.example/a", "title": "别处的回答"})
	c.what["request"] = testkit.Create(t, c.app, schema.AnswerRequests, map[string]any{"question": public, "user": c.who["author"].Id, "by": c.who["member"].Id, "state": "open"})
	c.what["declined"] = testkit.Create(t, c.app, schema.AnswerRequests, map[string]any{"question": public, "user": c.who["coauthor"].Id, "by": c.who["member"].Id, "state": "declined"})
	gone := testkit.Tag(t, c.app, "golang", "Golang").Id
	c.what["merge"] = testkit.Create(t, c.app, schema.TagMerges, map[string]any{"merged": "goneforgoodtag1", "target": tags[0], "state": "done"})

	const keeping = "moderator siteEditor superuser"
	members := strings.ReplaceAll(signedIn, " superuser", "")
	c.walk(t, []permission{
		{"view", schema.ExternalQuestions, "found", nil, all, 404},
		{"view", schema.ExternalQuestions, "ignored", nil, "member siteEditor superuser", 404},
		{"create", schema.ExternalQuestions, "one's own find", with("url", "https://a.example/4", "title", "另一个", "lang", "zh", "added_by", "$me"), members, 400},
		{"create", schema.ExternalQuestions, "another's find", with("url", "https://a.example/5", "title", "另一个", "lang", "zh", "added_by", c.who["member"].Id), "member superuser", 400},
		{"update", schema.ExternalQuestions, "found", with("title", "改过的"), "member siteEditor superuser", 404},
		{"update", schema.ExternalQuestions, "found", with("state", "adopted"), editing, 404},
		{"update", schema.ExternalQuestions, "found", with("state", "ignored"), editing, 404},
		{"update", schema.ExternalQuestions, "found", with("question", public), "superuser", 404},
		{"update", schema.ExternalQuestions, "found", with("added_by", c.who["author"].Id), "superuser", 404},
		{"update", schema.ExternalQuestions, "adopted", with("title", "改过的"), editing, 404},
		{"delete", schema.ExternalQuestions, "found", nil, "member siteEditor superuser", 404},
		{"delete", schema.ExternalQuestions, "adopted", nil, "superuser", 404},

		{"view", schema.AnswerLinks, "link", nil, all, 404},
		{"create", schema.AnswerLinks, "one's own", with("question", public, "user", "$me", "url", "https://a.example/b", "title", "另一篇"), members, 400},
		{"create", schema.AnswerLinks, "to a hidden question", with("question", hidden, "user", "$me", "url", "https://a.example/b", "title", "另一篇"), "", 400},
		{"update", schema.AnswerLinks, "link", with("note", "讲得清楚"), "member moderator siteEditor superuser", 404},
		{"update", schema.AnswerLinks, "link", with("url", "https://evil.example/"), "superuser", 404},
		{"update", schema.AnswerLinks, "link", with("user", c.who["author"].Id), "superuser", 404},
		{"delete", schema.AnswerLinks, "link", nil, "member " + keeping, 404},

		{"view", schema.AnswerRequests, "request", nil, "member author " + keeping, 404},
		{"create", schema.AnswerRequests, "a request", with("question", public, "user", c.who["elsewhere"].Id, "by", "$me"), strings.ReplaceAll(members, " elsewhere", ""), 400},
		{"create", schema.AnswerRequests, "who was asked", with("question", public, "user", c.who["author"].Id, "by", "$me"), "", 400},
		{"create", schema.AnswerRequests, "in another's name", with("question", public, "user", c.who["elsewhere"].Id, "by", c.who["member"].Id), "member superuser", 400},
		{"update", schema.AnswerRequests, "request", with("state", "declined"), "author superuser", 404},
		{"update", schema.AnswerRequests, "request", with("by", c.who["elsewhere"].Id), "superuser", 404},
		{"update", schema.AnswerRequests, "declined", with("state", "open"), "superuser", 404},
		{"delete", schema.AnswerRequests, "request", nil, "member " + keeping, 404},
		{"delete", schema.AnswerRequests, "declined", nil, keeping, 404},

		{"view", schema.TagMerges, "merge", nil, editing, 404},
		{"create", schema.TagMerges, "a merge", with("merged", gone, "target", tags[0]), editing, 400},
		{"update", schema.TagMerges, "merge", with("state", "running"), "superuser", 403},
		{"delete", schema.TagMerges, "merge", nil, "superuser", 403},
	})
}
