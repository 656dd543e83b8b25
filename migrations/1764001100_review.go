package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The review group: review: submissions, notes on passages, applications for columns.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createSubmissions, createReviewNotes, createColumnApplications} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "column_applications", "review_notes", "submissions")
	})
}

// inReview is true for those who take part in the review of the article that a record belongs to.
const inReview = signedIn + " && (" + writesOf + " || " + reviewsOf + " || " + isEditor + ")"

func createSubmissions(app core.App) error {
	c := core.NewBaseCollection("submissions")
	if err := addRelations(app, c,
		relationSpec{name: "article", to: "articles", required: true, cascade: true, help: "文章 · Article."},
		relationSpec{name: "column", to: "columns", help: "专栏；留空由站点编辑审 · Column; without one, site editors review."},
		relationSpec{name: "submitter", to: "users", help: "投稿人 · Who submitted."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("state", []string{"open", "withdrawn", "accepted", "rejected"}, "状态 · State.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "reviewer", to: "users", help: "审稿人 · Reviewer."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("message", 1000, "给编辑的话 · Word to the editors.")),
		text("answer", 2000, "退回的原因 · Why it was sent back."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "decider", to: "users", help: "谁作的决定 · Who decided."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		date("decided", "决定时间 · When it was decided."),
	)
	timestamps(c)
	c.AddIndex("idx_submissions_open", true, "article", "state = 'open'")
	c.AddIndex("idx_submissions_queue", false, "`column`, state, created", "")
	c.AddIndex("idx_submissions_state", false, "state, created", "")
	c.AddIndex("idx_submissions_article", false, "article, created", "")
	c.AddIndex("idx_submissions_submitter", false, "submitter", "")
	c.AddIndex("idx_submissions_reviewer", false, "reviewer", "")
	c.AddIndex("idx_submissions_decider", false, "decider", "")
	rules(c, rule(inReview), rule(inReview), nil,
		rule(inReview+" && state = 'open' && @request.body.article:changed = false && @request.body.column:changed = false"+
			" && @request.body.submitter:changed = false && @request.body.state:changed = false && @request.body.answer:changed = false"+
			" && @request.body.decider:changed = false && @request.body.decided:changed = false"+
			" && ((submitter = @request.auth.id && @request.body.reviewer:changed = false) || (("+reviewsOf+" || "+isEditor+") && @request.body.message:changed = false))"),
		nil)
	return app.Save(c)
}

func createReviewNotes(app core.App) error {
	c := core.NewBaseCollection("review_notes")
	if err := addRelations(app, c,
		relationSpec{name: "article", to: "articles", required: true, cascade: true, help: "文章 · Article."},
		relationSpec{name: "author", to: "users", help: "谁写的 · Who wrote it."},
		relationSpec{name: "submission", to: "submissions", help: "哪次投稿 · The submission it belongs to."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("parent", 15, "回复哪条 · The note that this answers."),
		text("quote", 2000, "所评的原文 · The passage."),
		integer("start", "原文在正文中的位置（字符） · Where the passage begins, in characters."),
		presentable(text("body", 4000, "意见 · Remark.")),
		text("suggestion", 10000, "建议改成 · What it should become."),
		flag("suggests", "带有修改建议 · Carries a suggestion."),
		mustChoose(choice("state", []string{"open", "applied", "resolved"}, "状态 · State.")),
	)
	timestamps(c)
	c.AddIndex("idx_review_notes_article", false, "article, created", "")
	c.AddIndex("idx_review_notes_author", false, "author", "")
	c.AddIndex("idx_review_notes_submission", false, "submission", "")
	rules(c, rule(inReview), rule(inReview), rule(inReview),
		rule(inReview+" && @request.body.article:changed = false && @request.body.author:changed = false && @request.body.submission:changed = false"+
			" && @request.body.parent:changed = false && @request.body.quote:changed = false && @request.body.start:changed = false"+
			" && @request.body.suggestion:changed = false && @request.body.suggests:changed = false"+
			" && (author = @request.auth.id || @request.body.body:changed = false)"),
		rule(inReview+" && (author = @request.auth.id || "+isEditor+")"))
	return app.Save(c)
}

func createColumnApplications(app core.App) error {
	c := core.NewBaseCollection("column_applications")
	if err := addRelations(app, c,
		relationSpec{name: "applicant", to: "users", required: true, cascade: true, help: "申请人 · Who applies."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("name", 80, "专栏名称 · Name."))),
		slug("地址 /columns/… · Address of the column."),
		mustChoose(choice("kind", []string{"individual", "enterprise", "partner"}, "类型 · Kind.")),
		text("tagline", 160, "一句话介绍 · In a sentence."),
		required(text("reason", 2000, "打算写什么 · What it will be about.")),
		mustChoose(choice("state", []string{"pending", "approved", "rejected"}, "状态 · State.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "reviewer", to: "users", help: "审核人 · Who decided."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("answer", 2000, "答复 · Answer."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "column", to: "columns", help: "批准后的专栏 · The column that came of it."},
	); err != nil {
		return err
	}
	timestamps(c)
	c.AddIndex("idx_column_applications_queue", false, "state, created", "")
	c.AddIndex("idx_column_applications_applicant", false, "applicant, state", "")
	c.AddIndex("idx_column_applications_column", false, "column", "column != ''")
	see := signedIn + " && (applicant = @request.auth.id || " + isEditor + ")"
	rules(c, rule(see), rule(see),
		rule(signedIn+" && @request.auth.verified = true"),
		rule(isEditor+" && @request.body.applicant:changed = false && @request.body.name:changed = false && @request.body.slug:changed = false"+
			" && @request.body.kind:changed = false && @request.body.tagline:changed = false && @request.body.reason:changed = false"+
			" && @request.body.reviewer:changed = false && @request.body.column:changed = false"),
		rule(signedIn+" && applicant = @request.auth.id && state = 'pending'"))
	return app.Save(c)
}
