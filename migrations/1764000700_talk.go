package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The talk group: conversation: comments, votes, bookmarks and what was read.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createComments, createCommentEdits, createDiscussions, createVotes, createBookmarkFolders, createBookmarks, createReads} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "reads", "bookmarks", "bookmark_folders", "votes", "discussions", "comment_edits", "comments")
	})
}

func createComments(app core.App) error {
	c := core.NewBaseCollection("comments")
	c.Fields.Add(
		mustChoose(choice("kind", []string{"article"}, "评论的对象类型 · Kind of thing commented on.")),
		required(text("target", 15, "评论的对象 · Id of the thing commented on.")),
		text("parent", 15, "回复哪条评论 · The comment that this answers."),
		text("root", 15, "所在会话的第一条 · First comment of the thread."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "author", to: "users", help: "作者，注销后为空 · Author; empty once the account is gone."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("body", 10000, "正文（Markdown 子集） · Text, in a subset of Markdown.")),
		text("html", 100000, "渲染结果 · The text rendered."),
		mustChoose(choice("state", []string{"visible", "pending", "hidden", "deleted"}, "状态 · State.")),
		flag("public", "对象是否公开 · Whether the thing commented on is public; kept by the system."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "mentions", to: "users", max: 20, help: "提到的人 · People mentioned."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		date("edited", "最近修改 · Last edited."),
	)
	timestamps(c)
	c.AddIndex("idx_comments_target", false, "target, created", "")
	c.AddIndex("idx_comments_root", false, "root, created", "")
	c.AddIndex("idx_comments_parent", false, "parent", "")
	c.AddIndex("idx_comments_author", false, "author, created", "")
	signedIn, staff := "@request.auth.id != ''", "(@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')"
	see := "(state = 'visible' && public = true) || (" + signedIn + " && (author = @request.auth.id || " + staff + "))"
	change := signedIn + " && (author = @request.auth.id || " + staff + ")"
	rules(c, rule(see), rule(see), rule(signedIn+" && author = @request.auth.id"), rule(change), rule(change))
	return app.Save(c)
}

func createCommentEdits(app core.App) error {
	c := core.NewBaseCollection("comment_edits")
	if err := addRelations(app, c,
		relationSpec{name: "comment", to: "comments", required: true, cascade: true, help: "评论 · The comment."},
		relationSpec{name: "editor", to: "users", help: "修改者 · Who changed it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("body", 10000, "修改前的正文 · Text before the change.")),
	)
	timestamps(c)
	c.AddIndex("idx_comment_edits_comment", false, "comment, created", "")
	see := "(comment.state = 'visible' && comment.public = true) || (@request.auth.id != '' && (comment.author = @request.auth.id || @request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator'))"
	rules(c, rule(see), rule(see), nil, nil, nil)
	return app.Save(c)
}

func createDiscussions(app core.App) error {
	c := core.NewBaseCollection("discussions")
	c.Fields.Add(
		mustChoose(choice("kind", []string{"article"}, "对象类型 · Kind of thing discussed.")),
		presentable(required(text("target", 15, "对象 · Id of the thing discussed."))),
		flag("closed", "不再接受评论 · Takes no more comments."),
		integer("slow", "两条评论之间至少隔多少秒 · Seconds that a member waits between two comments."),
	)
	timestamps(c)
	c.AddIndex("idx_discussions_target", true, "kind, target", "")
	signedIn := "@request.auth.id != ''"
	keep := signedIn + " && @request.body.kind:changed = false && @request.body.target:changed = false"
	rules(c, rule(""), rule(""), rule(signedIn), rule(keep), rule(signedIn))
	return app.Save(c)
}

func createVotes(app core.App) error {
	c := core.NewBaseCollection("votes")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "投票人 · Who votes."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"article", "comment"}, "对象类型 · Kind of thing voted on.")),
		presentable(required(text("target", 15, "对象 · Id of the thing voted on."))),
		integer("value", "1 赞成，-1 反对 · 1 for, -1 against."),
	)
	timestamps(c)
	c.AddIndex("idx_votes_once", true, "user, kind, target", "")
	c.AddIndex("idx_votes_target", false, "target", "")
	own := "@request.auth.id != '' && user = @request.auth.id"
	fixed := " && @request.body.user:changed = false && @request.body.kind:changed = false && @request.body.target:changed = false"
	rules(c, rule(own), rule(own), rule(own), rule(own+fixed), rule(own))
	return app.Save(c)
}

func createBookmarkFolders(app core.App) error {
	c := core.NewBaseCollection("bookmark_folders")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "主人 · Owner."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("name", 60, "名称 · Name."))),
		integer("position", "排序 · Order."),
	)
	timestamps(c)
	c.AddIndex("idx_bookmark_folders_once", true, "user, name", "")
	own := "@request.auth.id != '' && user = @request.auth.id"
	rules(c, rule(own), rule(own), rule(own), rule(own+" && @request.body.user:changed = false"), rule(own))
	return app.Save(c)
}

func createBookmarks(app core.App) error {
	c := core.NewBaseCollection("bookmarks")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "主人 · Owner."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"article", "comment", "series"}, "对象类型 · Kind of thing kept.")),
		presentable(required(text("target", 15, "对象 · Id of the thing kept."))),
	)
	if err := addRelations(app, c,
		relationSpec{name: "folder", to: "bookmark_folders", help: "文件夹 · Folder."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("note", 300, "备注 · Note."),
		text("title", 300, "对象的标题，由系统填写 · Title of the thing kept; kept by the system."),
	)
	timestamps(c)
	c.AddIndex("idx_bookmarks_once", true, "user, kind, target", "")
	c.AddIndex("idx_bookmarks_folder", false, "user, folder, created", "")
	c.AddIndex("idx_bookmarks_target", false, "target", "")
	own := "@request.auth.id != '' && user = @request.auth.id"
	fixed := " && @request.body.user:changed = false && @request.body.kind:changed = false && @request.body.target:changed = false"
	rules(c, rule(own), rule(own), rule(own), rule(own+fixed), rule(own))
	return app.Save(c)
}

func createReads(app core.App) error {
	c := core.NewBaseCollection("reads")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "读者 · Reader."},
		relationSpec{name: "article", to: "articles", required: true, cascade: true, help: "文章 · Article."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		number("position", "读到哪里，0 到 1 · How far, from 0 to 1."),
		flag("finished", "读完了 · Read to the end."),
	)
	timestamps(c)
	c.AddIndex("idx_reads_once", true, "user, article", "")
	c.AddIndex("idx_reads_user", false, "user, updated", "")
	own := "@request.auth.id != '' && user = @request.auth.id"
	fixed := " && @request.body.user:changed = false && @request.body.article:changed = false"
	rules(c, rule(own), rule(own), rule(own), rule(own+fixed), rule(own))
	return app.Save(c)
}
