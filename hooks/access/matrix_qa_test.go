package access_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Questions, answers and what they were.
func TestQAPermissions(t *testing.T) {
	c := newCast(t)
	member, tag := c.who["member"].Id, c.what["tag"].Id
	ask := func(name, status string) {
		c.what[name] = testkit.Create(t, c.app, schema.Questions, with("title", "暗号"+name, "author", member, "status", status, "tags", []string{tag}, "body", "细节。"))
	}
	answer := func(name, question, status string) {
		c.what[name] = testkit.Create(t, c.app, schema.Answers, with("question", c.what[question].Id, "author", member, "status", status, "body", "暗号"+name))
	}
	revision := func(name, target string) {
		found, err := c.app.FindFirstRecordByFilter(schema.PostRevisions, "target = {:id}", map[string]any{"id": c.what[target].Id})
		if err != nil {
			t.Fatal(err)
		}
		c.what[name] = found
	}
	hide := func(name string) {
		r := testkit.Fresh(t, c.app, c.what[name])
		r.Set("status", "hidden")
		testkit.Save(t, c.app, r)
		c.what[name] = r
	}
	ask("question", "published")
	ask("askedDraft", "draft")
	ask("askedPending", "pending")
	ask("askedHidden", "published")
	ask("askedDeleted", "deleted")
	answer("answer", "question", "published")
	answer("answerPending", "question", "pending")
	answer("answerHidden", "question", "published")
	answer("answerDeleted", "question", "deleted")
	answer("answerBelow", "askedHidden", "published")
	revision("revisionOf", "question")
	revision("revisionBelow", "answerBelow")
	revision("revisionHidden", "answerHidden")
	hide("askedHidden")
	hide("answerHidden")

	const order = "member moderator siteEditor superuser"
	others := strings.ReplaceAll(strings.ReplaceAll(signedIn, " superuser", ""), "member ", "")
	people := strings.ReplaceAll(signedIn, " superuser", "")
	event := func(status string) string {
		return testkit.Create(t, c.app, schema.Events, with("title", "答疑"+status, "kind", "webinar", "mode", "online", "status", status, "author", c.who["author"].Id, "zone", "Asia/Shanghai",
			"starts", "2026-12-01 12:00:00.000Z", "ends", "2026-12-01 13:00:00.000Z")).Id
	}
	in := func(event string) map[string]any {
		return with("title", "讲义在哪里下载？", "author", "$me", "status", "published", "tags", []string{tag}, "body", "没有找到。", "event", event)
	}
	new := with("title", "怎样取消一个请求？", "author", "$me", "status", "published", "tags", []string{tag}, "body", "上下文怎么传？")
	c.walk(t, []permission{
		{"view", schema.Questions, "question", nil, all, 404},
		{"view", schema.Questions, "askedDraft", nil, "member superuser", 404},
		{"view", schema.Questions, "askedPending", nil, order, 404},
		{"view", schema.Questions, "askedHidden", nil, order, 404},
		{"view", schema.Questions, "askedDeleted", nil, order, 404},
		{"create", schema.Questions, "a question", new, people, 400},
		{"create", schema.Questions, "in an event", in(event("published")), people, 400},
		{"create", schema.Questions, "in a draft of an event", in(event("draft")), "", 400},
		{"create", schema.Questions, "for somebody else", with("title", "替人问", "author", member, "status", "draft"), "member superuser", 400},
		{"update", schema.Questions, "askedDraft", with("body", "再想想。"), "member superuser", 404},
		{"delete", schema.Questions, "question", nil, "superuser", 404},
		{"delete", schema.Questions, "askedDraft", nil, "member superuser", 404},

		{"view", schema.Answers, "answer", nil, all, 404},
		{"view", schema.Answers, "answerPending", nil, order, 404},
		{"view", schema.Answers, "answerHidden", nil, order, 404},
		{"view", schema.Answers, "answerDeleted", nil, order, 404},
		{"view", schema.Answers, "answerBelow", nil, order, 404},
		{"create", schema.Answers, "an answer", with("question", c.what["question"].Id, "author", "$me", "body", "这样做。"), others, 400},
		{"create", schema.Answers, "to a draft", with("question", c.what["askedDraft"].Id, "author", "$me", "body", "这样做。"), "", 400},
		{"create", schema.Answers, "for somebody else", with("question", c.what["question"].Id, "author", member, "body", "这样做。"), "superuser", 400},
		{"update", schema.Answers, "answerPending", with("body", "再说一遍。"), order, 404},
		{"delete", schema.Answers, "answer", nil, "superuser", 403},

		{"view", schema.PostRevisions, "revisionOf", nil, all, 404},
		{"view", schema.PostRevisions, "revisionBelow", nil, order, 404},
		{"view", schema.PostRevisions, "revisionHidden", nil, order, 404},
		{"update", schema.PostRevisions, "revisionOf", with("note", "假"), "superuser", 403},
		{"delete", schema.PostRevisions, "revisionOf", nil, "superuser", 403},
	})
}
