package access_test

import (
	"maps"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

type fields = map[string]any

// samples has a record of every collection, most of them the author's, around the published article of the cast.
func (w *walk) samples(t *testing.T) map[string]sample {
	t.Helper()
	author, member, moderator := w.who["author"].Id, w.who["member"].Id, w.who["moderator"].Id
	article, draft, column := w.what["published"].Id, w.what["draft"].Id, w.what["column"].Id
	second := testkit.Article(t, w.app, w.who["author"], fields{"title": "另一篇", "status": "published"}).Id
	tag := w.what["tag"].Id
	fresh := func(collection string, f fields) func() *core.Record {
		return func() *core.Record { return testkit.Create(t, w.app, collection, f) }
	}
	again := func(r *core.Record) func() *core.Record {
		return func() *core.Record {
			r = testkit.Fresh(t, w.app, r)
			testkit.Save(t, w.app, r)
			return r
		}
	}
	// the one that the pending article of the cast opened
	submitted := func() *core.Record {
		r, err := w.app.FindFirstRecordByData(schema.Submissions, schema.SubmissionArticle, w.what["pending"].Id)
		if err != nil {
			return fresh(schema.Submissions, fields{"article": w.what["pending"].Id, "column": column, "submitter": author, "state": "open"})()
		}
		return again(r)()
	}
	comment := testkit.Create(t, w.app, schema.Comments, fields{"kind": "article", "target": article, "author": author, "body": "第一句。", "state": "visible"}).Id
	folder := testkit.Create(t, w.app, schema.BookmarkFolders, fields{"user": author, "name": "以后读"}).Id
	badge := testkit.Create(t, w.app, schema.Badges, fields{"slug": "walker", "name": "行者", "name_en": "Walker", "tier": "bronze", "active": false})
	decided := testkit.Create(t, w.app, schema.AuditLog, fields{"actor": moderator, "action": "hide", "kind": "comment", "target": comment, "affected": author, "reason": "广告"})
	w.what["decision"] = decided
	submission := testkit.Create(t, w.app, schema.Submissions, fields{"article": second, "column": column, "submitter": author, "state": "accepted"}).Id

	all := map[string]sample{
		schema.Users:   {make: again(w.who["author"]), create: fields{"email": "neu@example.com", "password": "correct-horse-1", "passwordConfirm": "correct-horse-1", "name": "新人", "handle": "new-one"}, update: fields{"bio": "写字的人"}},
		schema.Follows: {make: fresh(schema.Follows, fields{"user": author, "kind": "tag", "target": tag}), create: fields{"user": "$me", "kind": "column", "target": column}, update: fields{"kind": "tag"}},
		schema.Devices: {make: fresh(schema.Devices, fields{"user": author, "name": "手机"}), create: fields{"user": "$me", "name": "假的"}, update: fields{"name": "改名"}},

		schema.Articles:   {make: again(w.what["draft"]), create: fields{"title": "新文章", "author": "$me", "body": "正文"}, update: fields{"title": "改过的标题"}},
		schema.Coauthors:  {make: again(w.what["draft.invited"]), create: fields{"article": draft, "user": member, "state": "invited"}, update: fields{"state": "accepted"}},
		schema.Revisions:  {make: again(w.what["revision"]), create: fields{"article": article, "state": "draft", "body": "改一改"}, update: fields{"body": "再改"}},
		schema.Renditions: {make: again(w.what["rendition.published"]), create: fields{"article": draft, "html": "<p>假</p>"}, update: fields{"html": "<p>假</p>"}},
		schema.Tags:       {make: again(w.what["tag"]), create: fields{"name": "数据库"}, update: fields{"description": "一门语言"}},
		schema.SeriesList: {make: again(w.what["series"]), create: fields{"title": "新系列", "owner": "$me"}, update: fields{"title": "从一开始"}},

		schema.Columns:       {make: again(w.what["column"]), create: fields{"name": "新专栏", "kind": "individual", "status": "active", "owner": "$me"}, update: fields{"tagline": "写云上的事"}},
		schema.ColumnMembers: {make: again(w.what["columnMember"]), create: fields{"column": column, "user": member, "role": "author"}, update: fields{"role": "editor"}},
		schema.ColumnApplications: {make: fresh(schema.ColumnApplications, fields{"applicant": author, "name": "新刊", "slug": "new-journal", "kind": "individual", "reason": "写数据库", "state": "pending"}),
			create: fields{"applicant": "$me", "name": "又一刊", "slug": "another-journal", "kind": "individual", "reason": "写前端"}, update: fields{"state": "rejected", "answer": "再想想"}},
		schema.Submissions: {make: submitted, create: fields{"article": draft, "column": column, "submitter": "$me", "state": "open"}, update: fields{"reviewer": "$me"}},
		schema.ReviewNotes: {make: fresh(schema.ReviewNotes, fields{"article": second, "author": author, "submission": submission, "body": "这里再说清楚些", "state": "open"}),
			create: fields{"article": second, "author": "$me", "body": "同意"}, update: fields{"state": "resolved"}},

		schema.Comments: {make: fresh(schema.Comments, fields{"kind": "article", "target": article, "author": author, "parent": comment, "root": comment, "body": "第二句。", "state": "visible"}),
			create: fields{"kind": "article", "target": article, "author": "$me", "body": "我也说一句。"}, update: fields{"body": "改一句。"}},
		schema.CommentEdits:    {make: fresh(schema.CommentEdits, fields{"comment": comment, "editor": author, "body": "旧的一句。"}), create: fields{"comment": comment, "editor": "$me", "body": "假的"}, update: fields{"body": "假的"}},
		schema.Discussions:     {make: fresh(schema.Discussions, fields{"kind": "article", "target": second, "slow": 30}), create: fields{"kind": "article", "target": article, "closed": true}, update: fields{"slow": 60}},
		schema.Votes:           {make: fresh(schema.Votes, fields{"user": author, "kind": "comment", "target": w.comment(t, article), "value": 1}), create: fields{"user": "$me", "kind": "article", "target": w.articleOf(t, "stranger-writes"), "value": 1}, update: fields{"value": -1}},
		schema.BookmarkFolders: {make: fresh(schema.BookmarkFolders, fields{"user": author, "name": "常用"}), create: fields{"user": "$me", "name": "新的"}, update: fields{"name": "改名"}},
		schema.Bookmarks:       {make: fresh(schema.Bookmarks, fields{"user": author, "kind": "article", "target": article, "folder": folder}), create: fields{"user": "$me", "kind": "article", "target": second}, update: fields{"note": "常看"}},
		schema.Reads:           {make: fresh(schema.Reads, fields{"user": author, "article": article, "position": 0.5}), create: fields{"user": "$me", "article": second, "position": 0.1}, update: fields{"position": 0.9}},

		schema.Notifications:            {make: fresh(schema.Notifications, fields{"user": author, "kind": "reply", "subject": "有人回复", "cause": "walk"}), create: fields{"user": "$me", "kind": "reply", "cause": "forged"}, update: fields{"read": "2026-01-01 00:00:00.000Z"}},
		schema.NotificationSettingsList: {make: fresh(schema.NotificationSettingsList, fields{"user": author, "digest": "daily"}), create: fields{"user": "$me", "digest": "weekly"}, update: fields{"digest": "off"}},
		schema.Outbox:                   {make: fresh(schema.Outbox, fields{"kind": "none", "key": "walk", "state": "done"}), create: fields{"kind": "mail", "key": "forged", "state": "waiting"}, update: fields{"state": "waiting"}},
		schema.MailBlocks:               {make: fresh(schema.MailBlocks, fields{"email": "gone@example.com", "reason": "bounce"}), create: fields{"email": "x@example.com", "reason": "bounce"}, update: fields{"detail": "x"}},

		schema.ReputationEvents: {make: fresh(schema.ReputationEvents, fields{"user": author, "rule": "manual", "cause": "walk", "points": 5, "applied": 5, "day": "2026-01-01"}), create: fields{"user": "$me", "rule": "manual", "cause": "forged", "points": 999, "day": "2026-01-01"}, update: fields{"points": 999}},
		schema.Badges:           {make: again(badge), create: fields{"slug": "forged", "name": "假的", "tier": "gold"}, update: fields{"name": "改名"}},
		schema.UserBadges:       {make: fresh(schema.UserBadges, fields{"user": author, "badge": badge.Id, "cause": "walk"}), create: fields{"user": "$me", "badge": badge.Id, "cause": "forged"}, update: fields{"cause": "forged"}},
		schema.PolicySettings:   {make: again(w.one(t, schema.PolicySettings, schema.PolicyID)), create: fields{"preset": "open"}, update: fields{"preset": "open"}},

		schema.Reports:   {make: fresh(schema.Reports, fields{"reporter": author, "kind": "user", "target": member, "reason": "spam", "text": "广告", "state": "open"}), create: fields{"reporter": "$me", "kind": "article", "target": second, "reason": "spam", "state": "open"}, update: fields{"state": "declined", "answer": "没有问题"}},
		schema.Sanctions: {make: fresh(schema.Sanctions, fields{"user": author, "kind": "warn", "reason": "请好好说话", "moderator": moderator}), create: fields{"user": member, "kind": "warn", "reason": "请好好说话"}, update: fields{"lifted": "2026-01-01 00:00:00.000Z"}},
		schema.AuditLog:  {make: fresh(schema.AuditLog, fields{"actor": moderator, "action": "warn", "kind": "user", "target": author, "affected": author, "reason": "广告"}), create: fields{"actor": "$me", "action": "forged"}, update: fields{"reason": "改写历史"}},
		schema.Appeals:   {make: fresh(schema.Appeals, fields{"user": author, "entry": decided.Id, "text": "不是广告", "state": "open"}), create: fields{"user": "$me", "entry": decided.Id, "text": "不服", "state": "open"}, update: fields{"state": "declined", "answer": "维持"}},
		schema.WordRules: {make: fresh(schema.WordRules, fields{"word": "无证办卡", "action": "hold", "active": true}), create: fields{"word": "代写论文", "action": "block", "active": true}, update: fields{"active": false}},

		schema.Holds: {make: fresh(schema.Holds, fields{"kind": "comment", "target": comment, "author": author, "reasons": []string{"word"}, "state": "open"}),
			create: fields{"kind": "comment", "target": comment, "state": "released"}, update: fields{"state": "released"}},

		schema.SiteSettings:  {make: again(w.what["site"]), create: fields{"name": "另一座桥"}, update: fields{"tagline": "连接"}},
		schema.Slots:         {make: again(w.what["notice"]), create: fields{"slot": "notice", "title": "公告二", "active": true}, update: fields{"title": "公告三"}},
		schema.Communities:   {make: again(w.what["community"]), create: fields{"name": "某社区", "kind": "forum"}, update: fields{"featured": true}},
		schema.StatsRows:     {make: again(w.what["stats"]), create: fields{"kind": "articles", "votes": 9}, update: fields{"votes": 99}},
		schema.Slugs:         {make: again(w.what["slug"]), create: fields{"kind": "articles", "slug": "mine", "target": draft}, update: fields{"gone": true}},
		schema.SearchQueries: {make: again(w.what["query"]), create: fields{"query": "甲", "normalized": "甲"}, update: fields{"count": 5}},

		schema.ArticleCards: {make: func() *core.Record { return w.what["published"] }},
		schema.ColumnCards:  {make: func() *core.Record { return w.what["column"] }},
		schema.TagCards:     {make: func() *core.Record { return w.what["tag"] }},
		schema.AuthorCards:  {make: func() *core.Record { return w.who["author"] }},
	}
	maps.Copy(all, w.qaSamples(t))
	maps.Copy(all, w.eventsSamples(t))
	maps.Copy(all, w.registrationSamples(t))
	maps.Copy(all, w.contestSamples(t))
	maps.Copy(all, w.proposalsSamples(t))
	maps.Copy(all, w.afterwardsSamples(t))
	return all
}

func (w *walk) one(t *testing.T, collection, id string) *core.Record {
	t.Helper()
	r, err := w.app.FindRecordById(collection, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// comment is one that isn't the author's, to vote on.
func (w *walk) comment(t *testing.T, article string) string {
	t.Helper()
	return testkit.Create(t, w.app, schema.Comments, fields{"kind": "article", "target": article, "author": w.who["columnAuthor"].Id, "body": "别人说。", "state": "visible"}).Id
}

// articleOf is a published article of somebody who isn't walking.
func (w *walk) articleOf(t *testing.T, handle string) string {
	t.Helper()
	return testkit.Article(t, w.app, testkit.User(t, w.app, handle), fields{"title": "别人的文章", "status": "published"}).Id
}

// idOf is the id of a record of the cast, empty where it has none of that name.
func (w *walk) idOf(name string) string {
	if r := w.what[name]; r != nil {
		return r.Id
	}
	return ""
}

// endpoints are those of our own. What they are sent is harmless: a role that is let in may get 400.
func endpoints(w *walk) []endpoint {
	return []endpoint{
		{method: "POST", path: "/api/qiao/preview", body: fields{"body": "**粗**"}},
		{method: "GET", path: "/api/qiao/revisions/{id}/compare", asked: "/api/qiao/revisions/" + w.what["revision"].Id + "/compare"},
		{method: "GET", path: "/api/qiao/search", asked: "/api/qiao/search?q=go"},
		{method: "GET", path: "/api/qiao/search/suggest", asked: "/api/qiao/search/suggest?q=go"},
		{method: "GET", path: "/api/qiao/experts", asked: "/api/qiao/experts?tags=go"},
		{method: "GET", path: "/api/qiao/questions"},
		{method: "GET", path: "/api/qiao/events"},
		{method: "GET", path: "/api/qiao/similar", asked: "/api/qiao/similar?title=go"},
		{method: "POST", path: "/api/qiao/views", body: fields{}},
		{method: "GET", path: "/api/qiao/mydata"},
		{method: "GET", path: "/api/qiao/mydata/export"},
		{method: "POST", path: "/api/qiao/mydata/leave", body: fields{"password": "wrong"}},
		{method: "POST", path: "/api/qiao/mydata/stay", body: fields{}},
		{method: "POST", path: "/api/qiao/mydata/agree", body: fields{}},
		{method: "GET", path: "/api/qiao/handles", asked: "/api/qiao/handles?handle=new-one"},
		{method: "DELETE", path: "/api/qiao/devices"},
		{method: "POST", path: "/api/qiao/email", body: fields{"token": "nonsense"}},
		{method: "GET", path: "/api/qiao/edits/{id}/compare", asked: "/api/qiao/edits/" + w.what["edit"].Id + "/compare"},
		{method: "GET", path: "/api/qiao/articles/{id}/changes", asked: "/api/qiao/articles/" + w.what["published"].Id + "/changes"},
		{method: "GET", path: "/api/qiao/talk/{kind}/{id}", asked: "/api/qiao/talk/article/" + w.what["published"].Id},
		{method: "GET", path: "/api/qiao/posts/{kind}/{id}/revisions/{number}/compare", asked: "/api/qiao/posts/question/" + w.idOf("question") + "/revisions/1/compare"},
		{method: "GET", path: "/api/qiao/questions/{id}/mine", asked: "/api/qiao/questions/" + w.idOf("question") + "/mine"},
		{method: "GET", path: "/api/qiao/moderation/queue"},
		{method: "GET", path: "/api/qiao/moderation/case", asked: "/api/qiao/moderation/case?kind=article&target=" + w.what["published"].Id},
		{method: "GET", path: "/api/qiao/moderation/entries/{id}", asked: "/api/qiao/moderation/entries/" + w.what["decision"].Id},
		{method: "POST", path: "/api/qiao/moderation/decide", body: fields{}},
		{method: "GET", path: "/api/qiao/events/{id}/registration", asked: "/api/qiao/events/" + w.idOf("event.open") + "/registration"},
		{method: "GET", path: "/api/qiao/events/{id}/attendees", asked: "/api/qiao/events/" + w.idOf("event.open") + "/attendees"},
		{method: "GET", path: "/api/qiao/events/{id}/attendees/csv", asked: "/api/qiao/events/" + w.idOf("event.open") + "/attendees/csv"},
		{method: "GET", path: "/api/qiao/events/{id}/door", asked: "/api/qiao/events/" + w.idOf("event.open") + "/door"},
		{method: "POST", path: "/api/qiao/events/{id}/walkins", asked: "/api/qiao/events/" + w.idOf("event.open") + "/walkins", body: fields{}},
		{method: "GET", path: "/api/qiao/events/{id}/badges", asked: "/api/qiao/events/" + w.idOf("event.open") + "/badges"},
		{method: "GET", path: "/api/qiao/registrations/mine"},
		{method: "POST", path: "/api/qiao/calendar"},
		{method: "POST", path: "/api/qiao/checkins/batch", body: fields{"event": w.idOf("event.open"), "scans": []fields{{"code": "nonsense", "nonce": "a-number-of-a-scan"}}}},
		{method: "POST", path: "/api/qiao/registrations", body: fields{}},
		{method: "GET", path: "/api/qiao/registrations/{key}", asked: "/api/qiao/registrations/nonsense"},
		{method: "GET", path: "/api/qiao/registrations/{key}/files/{name}", asked: "/api/qiao/registrations/nonsense/files/cv.pdf"},
		{method: "POST", path: "/api/qiao/registrations/{key}", asked: "/api/qiao/registrations/nonsense", body: fields{"action": "cancel"}},
		{method: "POST", path: "/api/qiao/checkins", body: fields{"event": w.idOf("event.open"), "code": "nonsense", "nonce": "a-number-of-a-scan"}},
		{method: "GET", path: "/api/qiao/events/{id}/attendees/xlsx", asked: "/api/qiao/events/" + w.idOf("event.open") + "/attendees/xlsx"},
		{method: "GET", path: "/api/qiao/afterwards/{key}", asked: "/api/qiao/afterwards/nonsense"},
		{method: "POST", path: "/api/qiao/afterwards/{key}/certificate", asked: "/api/qiao/afterwards/nonsense/certificate", body: fields{"name": "某人"}},
		{method: "DELETE", path: "/api/qiao/afterwards/{key}/certificate", asked: "/api/qiao/afterwards/nonsense/certificate"},
		{method: "POST", path: "/api/qiao/afterwards/{key}/survey", asked: "/api/qiao/afterwards/nonsense/survey", body: fields{}},
		{method: "POST", path: "/api/qiao/certificates/{code}", asked: "/api/qiao/certificates/" + walkCode, body: fields{"action": "nonsense"}},
		{method: "GET", path: "/api/qiao/events/{id}/survey", asked: "/api/qiao/events/" + w.idOf("event.open") + "/survey"},
		{method: "GET", path: "/api/qiao/events/{id}/survey/csv", asked: "/api/qiao/events/" + w.idOf("event.open") + "/survey/csv"},
		{method: "GET", path: "/api/qiao/events/{id}/followup", asked: "/api/qiao/events/" + w.idOf("event.open") + "/followup"},
		{method: "POST", path: "/api/qiao/events/{id}/followup", asked: "/api/qiao/events/" + w.idOf("event.open") + "/followup", body: fields{}},
		{method: "POST", path: "/api/qiao/events/{id}/addresses", asked: "/api/qiao/events/" + w.idOf("event.open") + "/addresses", body: fields{"emails": []string{"nobody@example.com"}}},
		{method: "GET", path: "/api/qiao/events/{id}/numbers", asked: "/api/qiao/events/" + w.idOf("event.open") + "/numbers"},
		{method: "GET", path: "/api/qiao/events/{id}/numbers/csv", asked: "/api/qiao/events/" + w.idOf("event.open") + "/numbers/csv"},
		{method: "GET", path: "/api/qiao/events/{id}/numbers/xlsx", asked: "/api/qiao/events/" + w.idOf("event.open") + "/numbers/xlsx"},
		{method: "GET", path: "/api/qiao/contests/{event}", asked: "/api/qiao/contests/" + w.idOf("event.contest")},
		{method: "GET", path: "/api/qiao/contests/{event}/leaderboard", asked: "/api/qiao/contests/" + w.idOf("event.contest") + "/leaderboard"},
		{method: "GET", path: "/api/qiao/contests/{event}/judging", asked: "/api/qiao/contests/" + w.idOf("event.contest") + "/judging"},
		{method: "POST", path: "/api/qiao/contests/{event}/results", asked: "/api/qiao/contests/" + w.idOf("event.race") + "/results", body: "number,name\n1,\n"},
		{method: "GET", path: "/api/qiao/events/{id}/call", asked: "/api/qiao/events/" + w.idOf("event.open") + "/call"},
		{method: "GET", path: "/api/qiao/events/{id}/proposals", asked: "/api/qiao/events/" + w.idOf("event.open") + "/proposals"},
		{method: "GET", path: "/api/qiao/events/{id}/schedule", asked: "/api/qiao/events/" + w.idOf("event.open") + "/schedule"},
		{method: "POST", path: "/api/qiao/events/{id}/decisions/send", asked: "/api/qiao/events/" + w.idOf("event.open") + "/decisions/send", body: fields{}},
		{method: "POST", path: "/api/qiao/proposals/{id}/leave", asked: "/api/qiao/proposals/" + w.idOf("proposal") + "/leave", body: fields{}},
		{method: "POST", path: "/api/qiao/import-url", body: fields{"url": "nonsense"}},
		{method: "POST", path: "/api/qiao/notifications/read", body: fields{}},
		{method: "GET", path: "/api/qiao/abilities"},
		{method: "GET", path: "/api/qiao/unsubscribe", asked: "/api/qiao/unsubscribe?token=nonsense"},
		{method: "POST", path: "/api/qiao/unsubscribe", asked: "/api/qiao/unsubscribe?token=nonsense", body: fields{}},
	}
}
