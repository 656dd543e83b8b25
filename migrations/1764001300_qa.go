package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The qa group: questions and answers.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createQuestions, createAnswers, createPostRevisions, createPostEdits, createBounties, createCloseVotes, createAnswerLinks, createAnswerRequests, createExternalQuestions, createTagMerges, createQASettings,
			linkQuestions, extendForQuestions, createQuestionShelves, createQuestionCards, limitSimilar} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		if err := dropCollections(app, "question_cards"); err != nil {
			return err
		}
		if err := execAll(app, "DROP TABLE IF EXISTS question_shelves"); err != nil {
			return err
		}
		if err := unlimitSimilar(app); err != nil {
			return err
		}
		if err := unlinkQuestions(app); err != nil {
			return err
		}
		return dropCollections(app, "qa_settings", "tag_merges", "external_questions", "answer_requests", "answer_links", "close_votes", "bounties", "post_edits", "post_revisions", "answers", "questions")
	})
}

// keepsOrder is true of who keeps conversations in order: site editors and moderators.
const keepsOrder = "(@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')"

func createQuestions(app core.App) error {
	c := core.NewBaseCollection("questions")
	c.Fields.Add(
		presentable(required(text("title", 200, "标题，一句话说清问题 · The question in one sentence."))),
		text("slug", 120, "地址中的标题部分，由系统填写 · Title as it stands in the address; kept by the system."),
		mustChoose(choice("lang", []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}, "正文语言 · Language of the body.")),
		mustChoose(choice("status", []string{"draft", "pending", "published", "hidden", "deleted"}, "草稿、待审、已发布、被版主隐藏、已删除 · Draft, waiting for a moderator, public, hidden by a moderator, deleted.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "author", to: "users", help: "提问者；导入的或注销的为空 · Who asks; empty when imported or gone."},
		relationSpec{name: "column", to: "columns", help: "在哪个专栏提问 · Column that it is asked in."},
		relationSpec{name: "tags", to: "tags", max: 5, help: "标签，1 到 5 个 · Tags, 1 to 5."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		choice("closed", []string{"duplicate", "off_topic", "unclear"}, "已关闭：重复、离题、需要补充 · Closed as a duplicate, off topic, or in need of detail."),
		date("closed_at", "何时关闭 · When it was closed."),
		flag("locked", "已锁定：不能修改、回答、评论和投票 · Locked: nobody edits, answers, comments or votes."),
		flag("protected", "受保护：新成员不能回答 · Protected: newcomers do not answer."),
		flag("wiki", "社区共同维护 · Kept by the community."),
		date("asked", "首次发布的时间 · When it was first published."),
		date("accepted_at", "何时采纳了回答 · When an answer was accepted."),
		date("edited", "最近一次修改 · When it was last edited."),
		text("excerpt", 300, "摘要，由系统填写 · Beginning of the text; kept by the system."),
		text("source_site", 60, "问题来自哪里 · Site that it came from."),
		link("source_url", "问题的原地址 · Its address there."),
		text("source_author", 120, "问题的原作者 · Its author there."),
		link("source_author_url", "问题原作者的主页 · Address of that author."),
		text("source_licence", 60, "问题的许可 · Licence of the original."),
		&core.TextField{Name: "origin", Max: 200, Hidden: true, Help: "导入来源的键 · Key of the import it came from."},
		&core.TextField{Name: "origin_hash", Max: 64, Hidden: true, Help: "导入内容的指纹 · Fingerprint of what was imported."},
		&core.TextField{Name: "rendered", Max: 20, Hidden: true, Help: "由哪个版本的渲染程序写成 · Version of the renderer that wrote the HTML."},
		&core.FileField{Name: "files", MaxSelect: 20, MaxSize: 10 << 20, MimeTypes: imageTypes, Help: "附图 · Attachments; the body refers to them by file name."},
		text("body", 100000, "正文，Markdown · The text, Markdown."),
		text("html", 1000000, "渲染结果 · The text rendered; kept by the system."),
	)
	timestamps(c)
	c.AddIndex("idx_questions_origin", true, "origin", "origin != ''")
	c.AddIndex("idx_questions_rendered", false, "rendered", "")
	c.AddIndex("idx_questions_new", false, "status, asked DESC", "")
	c.AddIndex("idx_questions_author", false, "author, status, asked DESC", "")
	c.AddIndex("idx_questions_column", false, "column, status, asked DESC", "column != ''")
	see := "status = 'published' || (@request.auth.id != '' && (author = @request.auth.id || (status != 'draft' && " + keepsOrder + ")))"
	rules(c, rule(see), rule(see),
		rule("@request.auth.id != '' && author = @request.auth.id"),
		rule("@request.auth.id != '' && (author = @request.auth.id || status = 'published' || (status != 'draft' && "+keepsOrder+"))"),
		rule("@request.auth.id != '' && author = @request.auth.id && status = 'draft'"))
	return app.Save(c)
}

func createAnswers(app core.App) error {
	c := core.NewBaseCollection("answers")
	if err := addRelations(app, c,
		relationSpec{name: "question", to: "questions", required: true, cascade: true, help: "问题 · The question."},
		relationSpec{name: "author", to: "users", help: "回答者；导入的或注销的为空 · Who answers; empty when imported or gone."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("status", []string{"pending", "published", "hidden", "deleted"}, "待审、已发布、被版主隐藏、已删除 · Waiting for a moderator, public, hidden by a moderator, deleted.")),
		flag("wiki", "社区共同维护 · Kept by the community."),
		date("answered", "首次发布的时间 · When it was first published."),
		date("edited", "最近一次修改 · When it was last edited."),
		link("posted_url", "已同步到站外的地址 · Where it was posted on the site that the question came from."),
		text("source_site", 60, "回答来自哪里 · Site that it came from."),
		link("source_url", "回答的原地址 · Its address there."),
		text("source_author", 120, "回答的原作者 · Its author there."),
		link("source_author_url", "回答原作者的主页 · Address of that author."),
		text("source_licence", 60, "回答的许可 · Licence of the original."),
		&core.TextField{Name: "origin", Max: 200, Hidden: true, Help: "导入来源的键 · Key of the import it came from."},
		&core.TextField{Name: "origin_hash", Max: 64, Hidden: true, Help: "导入内容的指纹 · Fingerprint of what was imported."},
		&core.TextField{Name: "rendered", Max: 20, Hidden: true, Help: "由哪个版本的渲染程序写成 · Version of the renderer that wrote the HTML."},
		presentable(text("excerpt", 300, "摘要，由系统填写 · Beginning of the text; kept by the system.")),
		&core.FileField{Name: "files", MaxSelect: 20, MaxSize: 10 << 20, MimeTypes: imageTypes, Help: "附图 · Attachments; the body refers to them by file name."},
		required(text("body", 100000, "正文，Markdown · The text, Markdown.")),
		text("html", 1000000, "渲染结果 · The text rendered; kept by the system."),
	)
	timestamps(c)
	c.AddIndex("idx_answers_origin", true, "origin", "origin != ''")
	c.AddIndex("idx_answers_rendered", false, "rendered", "")
	c.AddIndex("idx_answers_question", false, "question, answered, status", "")
	c.AddIndex("idx_answers_author", false, "author, status, answered DESC", "")
	public := "(status = 'published' && question.status = 'published')"
	see := public + " || (@request.auth.id != '' && (author = @request.auth.id || " + keepsOrder + "))"
	rules(c, rule(see), rule(see),
		rule("@request.auth.id != '' && author = @request.auth.id"),
		rule("@request.auth.id != '' && (author = @request.auth.id || "+public+" || "+keepsOrder+")"), nil)
	return app.Save(c)
}

func createPostRevisions(app core.App) error {
	c := core.NewBaseCollection("post_revisions")
	c.Fields.Add(
		mustChoose(choice("kind", []string{"question", "answer"}, "问题或回答 · Question or answer.")),
		required(text("target", 15, "哪一个 · Its id.")),
		integer("number", "版本号，从 1 起 · Number, from 1."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "question", to: "questions", required: true, cascade: true, help: "所属问题 · The question it belongs to."},
		relationSpec{name: "answer", to: "answers", cascade: true, help: "哪个回答，问题的版本为空 · The answer; empty for a question's."},
		relationSpec{name: "editor", to: "users", help: "修改人 · Who made the change."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("title", 200, "标题 · Title.")),
		object("tags", 2000, "标签的 id · Ids of the tags."),
		text("note", 300, "修改说明 · What was changed and why."),
		text("body", 100000, "正文，Markdown · The text, Markdown."),
	)
	timestamps(c)
	c.AddIndex("idx_post_revisions_once", true, "target, number", "")
	c.AddIndex("idx_post_revisions_editor", false, "editor, created", "")
	c.AddIndex("idx_post_revisions_question", false, "question", "")
	c.AddIndex("idx_post_revisions_answer", false, "answer", "answer != ''")
	see := "(question.status = 'published' && (answer = '' || answer.status = 'published')) || (@request.auth.id != '' && (editor = @request.auth.id || " + keepsOrder + "))"
	rules(c, rule(see), rule(see), nil, nil, nil)
	return app.Save(c)
}

func createPostEdits(app core.App) error {
	c := core.NewBaseCollection("post_edits")
	c.Fields.Add(
		mustChoose(choice("kind", []string{"question", "answer"}, "问题或回答 · Question or answer.")),
		required(text("target", 15, "哪一个 · Its id.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "question", to: "questions", required: true, cascade: true, help: "所属问题 · The question it belongs to."},
		relationSpec{name: "author", to: "users", required: true, cascade: true, help: "建议者 · Who suggests it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		integer("base", "基于哪个版本 · Number of the revision that it changes."),
		text("title", 200, "标题 · Title."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "tags", to: "tags", max: 5, help: "标签 · Tags."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("note", 300, "修改说明 · What was changed and why."))),
		mustChoose(choice("state", []string{"open", "approved", "rejected", "withdrawn"}, "状态 · State.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "reviewer", to: "users", help: "审核人 · Who decided."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("reason", 1000, "驳回的原因 · Why it was rejected."),
		date("decided", "决定时间 · When it was decided."),
		text("body", 100000, "正文，Markdown · The text, Markdown."),
	)
	timestamps(c)
	c.AddIndex("idx_post_edits_once", true, "target, author", "state = 'open'")
	c.AddIndex("idx_post_edits_queue", false, "state, created", "")
	c.AddIndex("idx_post_edits_target", false, "target, state", "")
	see := "@request.auth.id != '' && (question.status = 'published' || author = @request.auth.id || (@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator'))"
	rules(c, rule(see), rule(see), rule("@request.auth.id != '' && author = @request.auth.id"), rule("@request.auth.id != '' && state = 'open'"), nil)
	return app.Save(c)
}

func createBounties(app core.App) error {
	c := core.NewBaseCollection("bounties")
	if err := addRelations(app, c,
		relationSpec{name: "question", to: "questions", required: true, cascade: true, help: "问题 · The question."},
		relationSpec{name: "user", to: "users", help: "悬赏人 · Who offers it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		integer("amount", "声望值 · Reputation offered."),
		presentable(text("message", 200, "希望得到怎样的回答 · What answer is hoped for.")),
		mustChoose(choice("state", []string{"open", "grace", "awarded", "refunded"}, "进行中、宽限期、已授予、已退还 · Open, in its grace period, awarded, refunded.")),
		date("ends", "何时到期 · When it ends."),
		date("grace_ends", "宽限期到何时 · When its grace period ends."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "answer", to: "answers", help: "获奖的回答 · The answer that got it."},
		relationSpec{name: "winner", to: "users", help: "获奖者 · Who got it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		integer("paid", "实际授予的声望 · Reputation that was paid."),
		date("decided", "结束时间 · When it was settled."),
	)
	timestamps(c)
	visible := "question.status = 'published' || (@request.auth.id != '' && (user = @request.auth.id || winner = @request.auth.id || " + moderates + "))"
	rules(c, rule(visible), rule(visible), rule("@request.auth.id != '' && user = @request.auth.id"),
		rule("@request.auth.id != '' && user = @request.auth.id && @request.body.question:changed = false && @request.body.user:changed = false"+
			" && @request.body.amount:changed = false && @request.body.message:changed = false && @request.body.state:changed = false"), nil)
	c.AddIndex("idx_bounties_open", true, "question", "state != 'awarded' AND state != 'refunded'")
	c.AddIndex("idx_bounties_ends", false, "state, ends", "")
	c.AddIndex("idx_bounties_question", false, "question, created", "")
	c.AddIndex("idx_bounties_user", false, "user, created", "")
	return app.Save(c)
}

func createCloseVotes(app core.App) error {
	c := core.NewBaseCollection("close_votes")
	if err := addRelations(app, c,
		relationSpec{name: "question", to: "questions", required: true, cascade: true, help: "问题 · The question."},
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "投票人 · Who votes."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"close", "reopen"}, "关闭或重开 · Close or reopen.")),
		choice("reason", []string{"duplicate", "off_topic", "unclear"}, "理由 · Reason."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "duplicate_of", to: "questions", help: "与哪个问题重复 · The question that it repeats."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("note", 500, "说明，提问者会看到 · In the voter's words; the asker reads it."),
		flag("settled", "已有结果 · The matter has been decided."),
	)
	timestamps(c)
	visible := "(question.status = 'published' && (settled = true || @request.auth.id != '')) || (@request.auth.id != '' && (user = @request.auth.id || " + moderates + "))"
	rules(c, rule(visible), rule(visible), rule("@request.auth.id != '' && user = @request.auth.id"), nil,
		rule("@request.auth.id != '' && user = @request.auth.id && settled = false"))
	c.AddIndex("idx_close_votes_once", true, "question, user, kind", "settled = FALSE")
	c.AddIndex("idx_close_votes_question", false, "question, kind, settled", "")
	c.AddIndex("idx_close_votes_user", false, "user, created", "")
	return app.Save(c)
}

func createAnswerLinks(app core.App) error {
	c := core.NewBaseCollection("answer_links")
	if err := addRelations(app, c,
		relationSpec{name: "question", to: "questions", required: true, cascade: true, help: "问题 · The question."},
		relationSpec{name: "user", to: "users", help: "谁添加的 · Who added it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		link("url", "站外回答的地址 · Its address."),
		presentable(required(text("title", 200, "标题 · Title."))),
		text("site", 60, "站点 · Site."),
		text("author", 120, "作者 · Its author."),
		text("licence", 60, "许可 · Its licence."),
		text("note", 300, "它回答了什么 · What it answers."),
	)
	timestamps(c)
	c.AddIndex("idx_answer_links_once", true, "question, url", "")
	c.AddIndex("idx_answer_links_user", false, "user, created", "")
	see := "question.status = 'published' || (" + signedIn + " && (user = @request.auth.id || " + moderates + "))"
	own := signedIn + " && (user = @request.auth.id || " + moderates + ")"
	rules(c, rule(see), rule(see), rule(signedIn+" && user = @request.auth.id"),
		rule(own+" && @request.body.question:changed = false && @request.body.user:changed = false && @request.body.url:changed = false"), rule(own))
	return app.Save(c)
}

func createAnswerRequests(app core.App) error {
	c := core.NewBaseCollection("answer_requests")
	if err := addRelations(app, c,
		relationSpec{name: "question", to: "questions", required: true, cascade: true, help: "问题 · The question."},
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "受邀者 · Who is asked."},
		relationSpec{name: "by", to: "users", help: "邀请者 · Who asks."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("state", []string{"open", "answered", "declined"}, "状态 · State.")),
	)
	timestamps(c)
	c.AddIndex("idx_answer_requests_once", true, "question, user", "")
	c.AddIndex("idx_answer_requests_user", false, "user, state, created", "")
	c.AddIndex("idx_answer_requests_by", false, "by, created", "")
	see := signedIn + " && (user = @request.auth.id || by = @request.auth.id || " + moderates + ")"
	rules(c, rule(see), rule(see), rule(signedIn+" && by = @request.auth.id"),
		rule(signedIn+" && user = @request.auth.id && state = 'open' && @request.body.question:changed = false && @request.body.user:changed = false && @request.body.by:changed = false"),
		rule(signedIn+" && ((by = @request.auth.id && state = 'open') || "+moderates+")"))
	return app.Save(c)
}

func createExternalQuestions(app core.App) error {
	c := core.NewBaseCollection("external_questions")
	c.Fields.Add(
		link("url", "原问题的地址 · Address of the question."),
		required(text("site", 60, "站点，如 SegmentFault · Site, such as SegmentFault.")),
		presentable(required(text("title", 200, "标题 · Title."))),
		text("author", 120, "原提问者 · Who asked there."),
		link("author_url", "原提问者的主页 · Address of that person."),
		text("licence", 60, "许可 · Licence."),
		date("asked", "在那里提问的时间 · When it was asked there."),
		mustChoose(choice("lang", []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}, "语言 · Language.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "tags", to: "tags", max: 5, help: "标签 · Tags."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("body", 100000, "正文（许可允许时），Markdown · The text where the licence permits, Markdown."),
		mustChoose(choice("state", []string{"found", "adopted", "ignored"}, "已发现、已收录、不收录 · Found, adopted, ignored.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "question", to: "questions", help: "收录后的问题 · The question that it became here."},
		relationSpec{name: "added_by", to: "users", help: "谁添加的 · Who added it."},
	); err != nil {
		return err
	}
	timestamps(c)
	c.AddIndex("idx_external_questions_url", true, "url", "")
	c.AddIndex("idx_external_questions_state", false, "state, created", "")
	c.AddIndex("idx_external_questions_new", false, "created DESC, id", "state != 'ignored'")
	c.AddIndex("idx_external_questions_question", false, "question", "")
	c.AddIndex("idx_external_questions_added_by", false, "added_by, created", "added_by != ''")
	found := "(added_by = @request.auth.id && state = 'found')"
	see := "state != 'ignored' || (" + signedIn + " && (added_by = @request.auth.id || " + isEditor + "))"
	rules(c, rule(see), rule(see), rule(signedIn+" && added_by = @request.auth.id"),
		rule(signedIn+" && ("+isEditor+" || ("+found+" && @request.body.state:changed = false)) && @request.body.question:changed = false && @request.body.added_by:changed = false"),
		rule(signedIn+" && (("+isEditor+" && state != 'adopted') || "+found+")"))
	return app.Save(c)
}

func createTagMerges(app core.App) error {
	c := core.NewBaseCollection("tag_merges")
	c.Fields.Add(
		required(text("merged", 15, "被合并的标签的 id · Id of the tag that goes.")),
		text("slug", 120, "它的地址，由系统填写 · Its address; kept by the system."),
		presentable(text("name", 60, "它的名称，由系统填写 · Its name; kept by the system.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "target", to: "tags", help: "并入哪个标签 · The tag that it becomes."},
		relationSpec{name: "user", to: "users", help: "谁决定的 · Who decided."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("state", []string{"running", "done"}, "进行中、已完成 · Under way, done.")),
		integer("moved", "已经移动了多少条记录 · Records that were moved so far."),
		text("note", 300, "为什么合并 · Why they are merged."),
	)
	timestamps(c)
	c.AddIndex("idx_tag_merges_once", true, "merged", "")
	c.AddIndex("idx_tag_merges_target", false, "target", "")
	rules(c, rule(isEditor), rule(isEditor), rule(isEditor), nil, nil)
	return app.Save(c)
}

func createQASettings(app core.App) error {
	c := core.NewBaseCollection("qa_settings")
	c.Fields.Add(
		flag("several_answers", "一人可以回答多次 · A member may answer a question more than once."),
		integer("close_votes", "几票关闭或重开 · Votes that close a question or open it again."),
		integer("protected_needs", "受保护的问题需要多少声望才能回答 · Reputation that answering a protected question takes."),
		integer("bounty_min", "悬赏下限 · Least bounty."),
		integer("bounty_max", "悬赏上限 · Greatest bounty."),
		integer("bounty_days", "悬赏天数 · Days that a bounty lasts."),
		integer("bounty_grace", "宽限小时数 · Hours of grace after that."),
		integer("bounty_score", "自动授予一半所需的得分 · Score from which the best answer gets half of a bounty that nobody awarded."),
		integer("serial_votes", "一天内给同一人投几票算刷票 · Votes of one member for one author within a day that count as serial voting."),
	)
	timestamps(c)
	rules(c, rule(""), rule(""), nil, rule(isEditor), nil)
	if err := app.Save(c); err != nil {
		return err
	}
	r := core.NewRecord(c)
	r.Id = "qiaoqasettings0"
	for name, value := range map[string]int{
		"close_votes": 3, "protected_needs": 10, "bounty_min": 50, "bounty_max": 500, "bounty_days": 7, "bounty_grace": 24, "bounty_score": 2, "serial_votes": 5,
	} {
		r.Set(name, value)
	}
	return app.Save(r)
}
