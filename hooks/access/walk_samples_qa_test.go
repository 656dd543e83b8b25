package access_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// qaSamples has a record of every collection of questions and answers, most of them the author's, around a public
// question of somebody who isn't walking.
func (w *walk) qaSamples(t *testing.T) map[string]sample {
	t.Helper()
	author, member := w.who["author"].Id, w.who["member"].Id
	asker := testkit.User(t, w.app, "asker").Id
	tags := []string{w.what["tag"].Id}
	fresh := func(collection string, f fields) func() *core.Record {
		return func() *core.Record { return testkit.Create(t, w.app, collection, f) }
	}
	question := fields{"title": "怎样优雅地退出一个协程？", "lang": "zh", "status": "published", "author": author, "tags": tags, "asked": "2026-01-01 00:00:00.000Z", "body": "直接返回行不行？"}
	w.what["question"] = testkit.Create(t, w.app, schema.Questions, fields{"title": "切片为什么会共享底层数组？", "lang": "zh", "status": "published", "author": asker, "tags": tags, "asked": "2026-01-01 00:00:00.000Z", "body": "改一个，另一个也变了。"})
	asked := w.what["question"].Id
	answer := testkit.Create(t, w.app, schema.Answers, fields{"question": asked, "author": asker, "status": "published", "answered": "2026-01-01 00:00:00.000Z", "body": "因为它们指着同一块内存。"}).Id
	other := testkit.Create(t, w.app, schema.Questions, fields{"title": "映射可以并发读写吗？", "lang": "zh", "status": "published", "author": asker, "tags": tags, "asked": "2026-01-01 00:00:00.000Z", "body": "会报错。"}).Id
	var n int
	numbered := func(f fields) func() *core.Record {
		return func() *core.Record {
			n++
			f["number"] = 1000 + n
			return testkit.Create(t, w.app, schema.PostRevisions, f)
		}
	}
	// one of its kind at a time: the earlier is out of the way first
	single := func(collection string, f fields) func() *core.Record {
		return func() *core.Record {
			for _, r := range w.all(t, collection) {
				if r.Id == w.what["edit"].Id {
					continue
				}
				if err := w.app.Delete(r); err != nil {
					t.Fatal(err)
				}
			}
			return testkit.Create(t, w.app, collection, f)
		}
	}
	w.what["edit"] = testkit.Create(t, w.app, schema.PostEdits, fields{"kind": "answer", "target": answer, "question": asked, "author": member, "note": "错字", "state": "rejected", "reason": "原文没错", "body": "因为它们指着同一块。"})
	return map[string]sample{
		schema.Questions: {make: fresh(schema.Questions, question), create: fields{"title": "怎样取消一个请求？", "lang": "zh", "status": "published", "author": "$me", "tags": tags, "body": "上下文怎么传？"}, update: fields{"body": "改一改。"}},
		schema.Answers: {make: fresh(schema.Answers, fields{"question": asked, "author": author, "status": "published", "answered": "2026-01-01 00:00:00.000Z", "body": "用 copy。"}),
			create: fields{"question": asked, "author": "$me", "status": "published", "body": "用 append 也会。"}, update: fields{"body": "用 copy 或完整切片表达式。"}},
		schema.PostRevisions: {make: numbered(fields{"kind": "answer", "target": answer, "editor": author, "body": "旧的。"}), create: fields{"kind": "answer", "target": answer, "number": 9, "editor": "$me", "body": "假的"}, update: fields{"note": "假的"}},
		schema.PostEdits: {make: single(schema.PostEdits, fields{"kind": "answer", "target": answer, "question": asked, "author": author, "note": "错字", "state": "open", "body": "因为它们指向同一块内存。"}),
			create: fields{"kind": "answer", "target": answer, "question": asked, "author": "$me", "note": "错字", "state": "open", "body": "它们指向同一块内存。"}, update: fields{"state": "rejected", "reason": "原文没错"}},
		schema.Bounties: {make: func() *core.Record {
			w.rich(t, 40)
			return testkit.Create(t, w.app, schema.Bounties, fields{"question": asked, "user": author, "amount": 5, "state": "open"})
		}, create: fields{"question": other, "user": "$me", "amount": 5, "state": "open"}, update: fields{"answer": answer}},
		schema.CloseVotes: {make: single(schema.CloseVotes, fields{"question": asked, "user": author, "kind": "close", "reason": "unclear"}),
			create: fields{"question": asked, "user": "$me", "kind": "close", "reason": "off_topic"}, update: fields{"settled": true}},
		schema.AnswerLinks: {make: single(schema.AnswerLinks, fields{"question": asked, "user": author, "url": "https://example.com/a", "title": "别处的回答"}),
			create: fields{"question": asked, "user": "$me", "url": "https://example.com/b", "title": "另一个"}, update: fields{"note": "讲得清楚"}},
		schema.AnswerRequests: {make: single(schema.AnswerRequests, fields{"question": asked, "user": author, "by": member, "state": "open"}),
			create: fields{"question": asked, "user": author, "by": "$me", "state": "open"}, update: fields{"state": "declined"}},
		schema.ExternalQuestions: {make: single(schema.ExternalQuestions, fields{"url": "https://example.com/q/1", "site": "SegmentFault", "title": "别处的问题", "lang": "zh", "state": "found", "added_by": author}),
			create: fields{"url": "https://example.com/q/2", "site": "SegmentFault", "title": "别处的另一个问题", "lang": "zh", "state": "found", "added_by": "$me"}, update: fields{"state": "ignored"}},
		schema.TagMerges: {make: single(schema.TagMerges, fields{"merged": "goneforgoodtag1", "slug": "golang-old", "name": "旧的", "target": tags[0], "user": author, "state": "done"}),
			create: fields{"merged": testkit.Tag(t, w.app, "walked-over", "并走的").Id, "target": tags[0]}, update: fields{"moved": 7}},
		schema.QASettingsList: {make: func() *core.Record { return w.one(t, schema.QASettingsList, schema.QASettingsID) }, create: fields{"close_votes": 1}, update: fields{"close_votes": 4}},
		schema.QuestionCards:  {make: func() *core.Record { return w.one(t, schema.Questions, asked) }},
	}
}

// rich gives every member so much reputation, which is less than any ability takes, and lets it be enough for a bounty.
func (w *walk) rich(t *testing.T, points int) {
	t.Helper()
	for role, who := range w.who {
		if who != nil && role != "superuser" {
			testkit.Create(t, w.app, schema.ReputationEvents, fields{"user": who.Id, "rule": "manual", "points": points})
		}
	}
	settings := w.one(t, schema.QASettingsList, schema.QASettingsID)
	settings.Set(schema.QASettingsBountyMin, 1)
	testkit.Save(t, w.app, settings)
}

func (w *walk) all(t *testing.T, collection string) []*core.Record {
	t.Helper()
	records, err := w.app.FindAllRecords(collection)
	if err != nil {
		t.Fatal(err)
	}
	return records
}
