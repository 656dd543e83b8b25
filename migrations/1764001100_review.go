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

func createSubmissions(app core.App) error {
	c := core.NewBaseCollection("submissions")
	if err := addRelations(app, c,
		relationSpec{name: "article", to: "articles", required: true, cascade: true, help: "文章 · Article."},
		relationSpec{name: "column", to: "columns", cascade: true, help: "专栏 · Column."},
		relationSpec{name: "submitter", to: "users", required: true, help: "投稿人 · Who submitted."},
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
		text("answer", 2000, "答复 · Answer."),
		date("decided", "决定时间 · When it was decided."),
	)
	timestamps(c)
	c.AddIndex("idx_submissions_open", true, "article", "state = 'open'")
	c.AddIndex("idx_submissions_queue", false, "`column`, state, created", "")
	return app.Save(c)
}

func createReviewNotes(app core.App) error {
	c := core.NewBaseCollection("review_notes")
	if err := addRelations(app, c,
		relationSpec{name: "article", to: "articles", required: true, cascade: true, help: "文章 · Article."},
		relationSpec{name: "author", to: "users", required: true, help: "谁写的 · Who wrote it."},
		relationSpec{name: "submission", to: "submissions", cascade: true, help: "哪次投稿 · The submission it belongs to."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("parent", 15, "回复哪条 · The note that this answers."),
		text("quote", 2000, "所评的原文 · The passage."),
		integer("start", "原文在正文中的位置（字符） · Where the passage begins, in characters."),
		presentable(required(text("body", 4000, "意见 · Remark."))),
		text("suggestion", 10000, "建议改成 · What it should become."),
		flag("suggests", "带有修改建议 · Carries a suggestion."),
		mustChoose(choice("state", []string{"open", "applied", "resolved"}, "状态 · State.")),
	)
	timestamps(c)
	c.AddIndex("idx_review_notes_article", false, "article, created", "")
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
		presentable(required(text("name", 60, "专栏名称 · Name."))),
		required(text("slug", 120, "地址 · Address.")),
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
	c.AddIndex("idx_column_applications_applicant", false, "applicant", "")
	return app.Save(c)
}
