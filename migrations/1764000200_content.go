package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Articles and all that is kept about them.
func init() {
	m.Register(func(app core.App) error {
		for _, create := range []func(core.App) error{
			createArticles, createCoauthors, createRenditions, createRevisions, createStats, createSlugs, createShelves, pinArticles,
		} {
			if err := create(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		columns, err := app.FindCollectionByNameOrId("columns")
		if err != nil {
			return err
		}
		columns.Fields.RemoveByName("pinned")
		if err := app.Save(columns); err != nil {
			return err
		}
		// the rules of articles name coauthors, so they go first
		articles, err := app.FindCollectionByNameOrId("articles")
		if err != nil {
			return err
		}
		rules(articles, nil, nil, nil, nil, nil)
		if err := app.Save(articles); err != nil {
			return err
		}
		if err := execAll(app, "DROP TABLE IF EXISTS article_shelves"); err != nil {
			return err
		}
		return dropCollections(app, "slugs", "stats", "revisions", "renditions", "coauthors", "articles")
	})
}

const (
	// writes is true for those who wrote an article, reviews for those who may publish it.
	writes  = "author = @request.auth.id || coauthors.id ?= @request.auth.id"
	reviews = "(column.column_members_via_column.user ?= @request.auth.id && column.column_members_via_column.role ?!= 'author')"

	writesOf  = "article.author = @request.auth.id || article.coauthors.id ?= @request.auth.id"
	reviewsOf = "(article.column.column_members_via_column.user ?= @request.auth.id && article.column.column_members_via_column.role ?!= 'author')"

	// invited is true for those who are asked to be a co-author and haven't said no.
	invited   = "(coauthors_via_article.user ?= @request.auth.id && coauthors_via_article.state ?!= 'declined')"
	invitedTo = "(article.coauthors_via_article.user ?= @request.auth.id && article.coauthors_via_article.state ?!= 'declined')"

	signedIn = "@request.auth.id != ''"
)

func createArticles(app core.App) error {
	c := core.NewBaseCollection("articles")
	c.Fields.Add(
		presentable(required(text("title", 200, "标题 · Title."))),
		slug("地址 /articles/…，改动后旧地址会跳转 · Address; an old one redirects to the new one."),
		mustChoose(choice("kind", []string{"article", "tutorial", "doc", "case", "book", "news"}, "文章、教程、文档、案例、书评、资讯 · Kind of article.")),
		mustChoose(choice("lang", languages, "正文语言 · Language of the body.")),
		mustChoose(choice("status", []string{"draft", "pending", "scheduled", "published", "rejected", "archived", "hidden"}, "草稿 → 待审 → 已发布（或定时）→ 已归档；驳回须写原因；隐藏由版主决定，作者不能撤销 · A rejected article needs a reason; hidden is a moderator's decision that its authors can't undo.")),
		text("reason", 1000, "驳回或归档的原因，作者可见 · Why it was rejected or archived; its authors see it."),
		text("excerpt", 500, "摘要，留空则取正文开头 · Summary; empty means the beginning of the text."),
		image("cover", "封面，建议 1200×630 · Cover, best at 1200×630."),
		text("cover_alt", 200, "封面的文字说明 · What the cover shows, in words."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "author", to: "users", required: true, help: "作者 · The author."},
		relationSpec{name: "coauthors", to: "users", max: 20, help: "已接受邀请的合著者，由邀请记录维护 · Co-authors who accepted; kept by their invitations."},
		relationSpec{name: "column", to: "columns", help: "专栏 · The column it appears in."},
		relationSpec{name: "series", to: "series", help: "系列 · The series it is part of."},
	); err != nil {
		return err
	}
	c.Fields.Add(integer("part", "在系列中的序号 · Its place in the series."))
	if err := addRelations(app, c, relationSpec{name: "tags", to: "tags", max: 10, help: "标签，最多 10 个 · Tags, at most 10."}); err != nil {
		return err
	}
	c.Fields.Add(
		date("published", "首次发布时间 · When it was first published."),
		date("publish_at", "定时发布的时间，status 为 scheduled 时有效 · When a scheduled article goes live."),
		date("edited", "发布后最近一次修改内容的时间 · When its content last changed after publication."),
		link("canonical", "原发地址，搜索引擎以它为准 · Canonical address, when it first appeared elsewhere."),
		text("source_title", 300, "译文的原文标题 · Title of the original of a translation."),
		link("source_url", "原文地址 · Address of the original."),
		text("source_licence", 120, "原文许可 · Licence of the original."),
		object("credits", 20000, "署名列表，role 为 author、translator 或 reviewer · People credited, as a list of role, name and url."),
		&core.TextField{Name: "origin", Max: 500, Hidden: true, Help: "导入来源的键，重复导入时据此认出 · Key of the import it came from."},
		&core.TextField{Name: "origin_hash", Max: 64, Hidden: true, Help: "导入内容的指纹 · Fingerprint of what was imported."},
		&core.AutodateField{Name: "created", OnCreate: true},
		&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		&core.FileField{Name: "files", MaxSelect: 99, MaxSize: 10 << 20, MimeTypes: attachmentTypes, Help: "附件；正文里用文件名引用 · Attachments; the body refers to them by file name."},
		// last, so that reading the other fields of a row never walks over the text
		&core.TextField{Name: "body", Max: 1_000_000, Help: "正文，Markdown · The text, Markdown."},
	)
	c.AddIndex("idx_articles_slug", true, "slug", "")
	c.AddIndex("idx_articles_origin", true, "origin", "origin != ''")
	c.AddIndex("idx_articles_new", false, "status, published DESC", "")
	c.AddIndex("idx_articles_author", false, "author, status, published DESC", "")
	c.AddIndex("idx_articles_series", false, "series, part", "series != ''")
	c.AddIndex("idx_articles_column", false, "column, status, published DESC", "column != ''")
	c.AddIndex("idx_articles_scheduled", false, "publish_at", "status = 'scheduled'")
	return app.Save(c)
}

func createCoauthors(app core.App) error {
	c := core.NewBaseCollection("coauthors")
	if err := addRelations(app, c,
		relationSpec{name: "article", to: "articles", required: true, cascade: true, help: "文章 · The article."},
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "受邀的合著者 · Who is invited."},
	); err != nil {
		return err
	}
	c.Fields.Add(mustChoose(choice("state", []string{"invited", "accepted", "declined"}, "受邀者接受后才会署名 · The name appears only once accepted.")))
	timestamps(c)
	c.AddIndex("idx_coauthors_once", true, "article, user", "")
	c.AddIndex("idx_coauthors_user", false, "user", "")
	see := signedIn + " && (user = @request.auth.id || article.author = @request.auth.id || " + isEditor + ")"
	rules(c, rule(see), rule(see),
		rule(signedIn+" && article.author = @request.auth.id && state = 'invited'"),
		rule(signedIn+" && user = @request.auth.id && @request.body.article:changed = false && @request.body.user:changed = false"),
		rule(see))
	if err := app.Save(c); err != nil {
		return err
	}

	articles, err := app.FindCollectionByNameOrId("articles")
	if err != nil {
		return err
	}
	visible := "status = 'published' || (" + signedIn + " && (" + writes + " || " + invited + " || " + reviews + " || " + isEditor + "))"
	rules(articles, rule(visible), rule(visible),
		rule(signedIn+" && ("+isEditor+" || author = @request.auth.id)"),
		rule(signedIn+" && ("+writes+" || "+reviews+" || "+isEditor+")"),
		rule(signedIn+" && ("+isEditor+" || (author = @request.auth.id && (status = 'draft' || status = 'rejected')))"))
	return app.Save(articles)
}

func createRenditions(app core.App) error {
	c := core.NewBaseCollection("renditions")
	if err := addRelations(app, c, relationSpec{name: "article", to: "articles", required: true, cascade: true, help: "文章 · The article; same id."}); err != nil {
		return err
	}
	c.Fields.Add(
		text("excerpt", 600, "摘要 · The summary given, or derived from the text."),
		integer("minutes", "阅读时间，分钟 · Reading time in minutes."),
		integer("words", "字数：汉字与西文词 · Length: Chinese characters plus other words."),
		integer("cover_width", "封面宽度，像素 · Width of the cover in pixels, 0 when unknown."),
		integer("cover_height", "封面高度，像素 · Height of the cover in pixels."),
		text("hash", 80, "渲染版本与原文指纹 · Version of the pipeline and fingerprint of the source."),
		object("toc", 200_000, "目录 · Table of contents: level, id, text."),
		&core.TextField{Name: "headings", Max: 200_000, Help: "小标题，每行一个 · Headings, one a line."},
		&core.TextField{Name: "text", Max: 2_000_000, Help: "纯文本 · Plain text."},
		&core.TextField{Name: "html", Max: 10_000_000, Help: "渲染后的安全 HTML · Safe HTML as the site shows it."},
	)
	visible := "article.status = 'published' || (" + signedIn + " && (" + writesOf + " || " + invitedTo + " || " + reviewsOf + " || " + isEditor + "))"
	rules(c, nil, rule(visible), nil, nil, nil)
	return app.Save(c)
}

func createRevisions(app core.App) error {
	c := core.NewBaseCollection("revisions")
	if err := addRelations(app, c,
		relationSpec{name: "article", to: "articles", required: true, cascade: true, help: "文章 · The article."},
		relationSpec{name: "editor", to: "users", help: "修改人 · Who made the change."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		integer("number", "版本号，从 1 起；草稿为 0 · Number from 1; a draft has 0."),
		mustChoose(choice("state", []string{"draft", "published"}, "draft 是未发布的修改；改为 published 即应用到文章 · A draft waits; set to published it is applied to the article.")),
		text("title", 200, "标题 · Title."),
		text("excerpt", 500, "摘要 · Summary given."),
		object("meta", 50_000, "其余随版本保存的字段 · The other versioned fields."),
		text("note", 300, "修改说明 · What was changed and why."),
	)
	timestamps(c)
	c.Fields.Add(&core.TextField{Name: "body", Max: 1_000_000, Help: "正文，Markdown · The text, Markdown."})
	c.AddIndex("idx_revisions_number", true, "article, number", "number > 0")
	c.AddIndex("idx_revisions_article", false, "article, created", "")
	mine := signedIn + " && (" + writesOf + " || " + reviewsOf + " || " + isEditor + ")"
	rules(c, rule(mine), rule(mine), rule(mine),
		rule(mine+" && state = 'draft' && @request.body.article:changed = false"),
		rule(mine+" && state = 'draft'"))
	return app.Save(c)
}

func createStats(app core.App) error {
	c := core.NewBaseCollection("stats")
	c.Fields.Add(
		required(text("kind", 30, "被统计记录的集合 · Collection of the record counted; the id is the same.")),
		integer("votes", "赞 · Votes."),
		integer("comments", "评论 · Comments."),
		integer("answers", "回答 · Answers."),
		integer("views", "阅读 · Views."),
		integer("bookmarks", "收藏 · Bookmarks."),
		integer("followers", "关注者 · Followers."),
		integer("articles", "已发布文章数 · Published articles."),
		number("hot", "热度，随时间自然变旧 · Score for the hot lists; newer things start higher."),
		date("active", "最近活动 · Last activity."),
	)
	rules(c, rule(""), rule(""), nil, nil, nil)
	return app.Save(c)
}

func createSlugs(app core.App) error {
	c := core.NewBaseCollection("slugs")
	c.Fields.Add(
		required(text("kind", 30, "集合 · Collection.")),
		presentable(required(text("slug", 120, "用过的地址 · A slug that is or was in use."))),
		required(text("target", 15, "记录的 id · Id of the record it leads to.")),
		flag("gone", "记录已删除，页面答 410 · The record was deleted; its page answers 410."),
	)
	timestamps(c)
	c.AddIndex("idx_slugs_once", true, "kind, slug", "")
	c.AddIndex("idx_slugs_target", false, "target", "")
	rules(c, nil, nil, nil, nil, nil)
	return app.Save(c)
}

// createShelves makes the table behind every list page: one row for each published
// article and each list ("shelf") it stands on, with what the lists filter and sort by.
// A covering index a sort order answers any page of any list without touching articles.
func createShelves(app core.App) error {
	return execAll(app,
		`CREATE TABLE article_shelves (
			shelf     TEXT NOT NULL,
			article   TEXT NOT NULL,
			kind      TEXT NOT NULL,
			lang      TEXT NOT NULL,
			published TEXT NOT NULL,
			hot       REAL NOT NULL DEFAULT 0,
			top       REAL NOT NULL DEFAULT 0,
			PRIMARY KEY (shelf, article)
		) WITHOUT ROWID`,
		`CREATE INDEX idx_article_shelves_new ON article_shelves (shelf, published DESC, article, kind, lang)`,
		`CREATE INDEX idx_article_shelves_hot ON article_shelves (shelf, hot DESC, article, kind, lang)`,
		`CREATE INDEX idx_article_shelves_top ON article_shelves (shelf, top DESC, article, kind, lang)`,
		`CREATE INDEX idx_article_shelves_article ON article_shelves (article)`,
	)
}

func pinArticles(app core.App) error {
	columns, err := app.FindCollectionByNameOrId("columns")
	if err != nil {
		return err
	}
	if err := addRelations(app, columns, relationSpec{name: "pinned", to: "articles", max: 6, help: "置顶文章 · Articles kept at the top."}); err != nil {
		return err
	}
	return app.Save(columns)
}
