package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Tags, columns with their members, and series: what articles are sorted into.
func init() {
	m.Register(func(app core.App) error {
		for _, create := range []func(core.App) error{createTags, createColumns, createColumnMembers, createSeries} {
			if err := create(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "series", "column_members", "columns", "tags")
	})
}

const isEditor = "@request.auth.roles:each ?= 'editor'"

func createTags(app core.App) error {
	c := core.NewBaseCollection("tags")
	c.Fields.Add(
		slug("地址 /tags/… · Address of the tag's page."),
		presentable(required(text("name", 60, "中文名 · Chinese name."))),
		text("name_en", 60, "英文名，留空则与中文名相同 · English name; empty means the same as the Chinese one."),
		object("synonyms", 4096, "同义词列表，用于搜索和导入 · Synonyms, used by search and imports."),
		choice("category", []string{"language", "frontend", "backend", "cloud", "data", "ai", "devops", "security", "mobile", "practice", "other"}, "分类 · Category on the tags page."),
		text("description", 500, "一句话说明 · One sentence."),
		text("description_en", 500, "英文说明 · The same in English."),
	)
	timestamps(c)
	c.AddIndex("idx_tags_slug", true, "slug", "")
	rules(c, rule(""), rule(""), rule(isEditor), rule(isEditor), rule(isEditor))
	return app.Save(c)
}

func createColumns(app core.App) error {
	c := core.NewBaseCollection("columns")
	c.Fields.Add(
		slug("地址 /columns/… · Address of the column's page."),
		presentable(required(text("name", 80, "专栏名 · Name of the column."))),
		mustChoose(choice("kind", []string{"individual", "enterprise", "partner", "official"}, "个人、企业、伙伴或官方 · Individual, enterprise, partner or official.")),
		text("tagline", 160, "一句话介绍 · One line shown on cards."),
		text("description", 20000, "介绍，Markdown · About the column, Markdown."),
		image("logo", "方形标志 · Square logo, at most 5 MB."),
		image("cover", "页头横图，约 4:1 · Wide picture for the page head, about 4:1."),
		flag("verified", "已认证：伙伴与官方专栏的标记 · Verified mark of partner and official columns."),
		link("website", "官网 · Web site."),
		choice("lang", languages, "主要语言 · Main language."),
		mustChoose(choice("status", []string{"active", "archived"}, "archived 的专栏不再公开 · An archived column is no longer public.")),
	)
	if err := addRelations(app, c, relationSpec{name: "owner", to: "users", required: true, help: "负责人，管理成员 · The owner manages the members."}); err != nil {
		return err
	}
	timestamps(c)
	c.AddIndex("idx_columns_slug", true, "slug", "")
	if err := app.Save(c); err != nil {
		return err
	}
	return nil
}

func createColumnMembers(app core.App) error {
	c := core.NewBaseCollection("column_members")
	if err := addRelations(app, c,
		relationSpec{name: "column", to: "columns", required: true, cascade: true, help: "专栏 · The column."},
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "成员 · The member."},
	); err != nil {
		return err
	}
	c.Fields.Add(mustChoose(choice("role", []string{"owner", "editor", "author"}, "owner 管理成员，editor 审稿，author 投稿 · An owner manages, an editor reviews, an author writes.")))
	timestamps(c)
	c.AddIndex("idx_column_members_once", true, "column, user", "")
	c.AddIndex("idx_column_members_user", false, "user", "")
	manage := "@request.auth.id != '' && (column.owner = @request.auth.id || " + isEditor + ")"
	rules(c, rule(""), rule(""), rule(manage),
		rule(manage+" && @request.body.column:changed = false && @request.body.user:changed = false"),
		rule("@request.auth.id != '' && (user = @request.auth.id || column.owner = @request.auth.id || "+isEditor+")"))
	if err := app.Save(c); err != nil {
		return err
	}

	// the columns' own rules speak of their members, so they come after them
	columns, err := app.FindCollectionByNameOrId("columns")
	if err != nil {
		return err
	}
	visible := "status = 'active' || owner = @request.auth.id || " + isEditor
	rules(columns, rule(visible), rule(visible), rule(isEditor),
		rule(isEditor+" || (@request.auth.id != '' && column_members_via_column.user ?= @request.auth.id && column_members_via_column.role ?!= 'author'"+
			" && @request.body.kind:changed = false && @request.body.verified:changed = false && @request.body.slug:changed = false && @request.body.status:changed = false && @request.body.owner:changed = false)"),
		rule(isEditor))
	return app.Save(columns)
}

func createSeries(app core.App) error {
	c := core.NewBaseCollection("series")
	c.Fields.Add(
		slug("地址 /series/… · Address of the series' page."),
		presentable(required(text("title", 120, "系列名 · Title of the series."))),
		text("description", 2000, "介绍 · What the series is about."),
		choice("lang", languages, "语言 · Language."),
		image("cover", "封面 · Cover."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "owner", to: "users", required: true, help: "发起人 · Who started it."},
		relationSpec{name: "authors", to: "users", max: 50, help: "可以往系列里加文章的作者 · Who else may add articles to it."},
		relationSpec{name: "column", to: "columns", help: "所属专栏 · The column it belongs to."},
	); err != nil {
		return err
	}
	timestamps(c)
	c.AddIndex("idx_series_slug", true, "slug", "")
	rules(c, rule(""), rule(""),
		rule("@request.auth.id != '' && (owner = @request.auth.id || "+isEditor+")"),
		rule("@request.auth.id != '' && ((owner = @request.auth.id && @request.body.owner:changed = false) || "+isEditor+")"),
		rule("@request.auth.id != '' && (owner = @request.auth.id || "+isEditor+")"))
	return app.Save(c)
}
