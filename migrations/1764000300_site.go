package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The site's own record, the curation of its home page, and the directory of
// third-party communities.
func init() {
	m.Register(func(app core.App) error {
		for _, create := range []func(core.App) error{createCommunities, createSite, createSlots, limitSignIn} {
			if err := create(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "slots", "site", "communities")
	})
}

func createCommunities(app core.App) error {
	c := core.NewBaseCollection("communities")
	c.Fields.Add(
		slug("唯一标识 · Unique short name."),
		presentable(required(text("name", 80, "名称 · Name."))),
		mustChoose(choice("kind", []string{"forum", "blog", "qa", "media", "foundation", "opensource", "meetup"}, "论坛、博客、问答、媒体、基金会、开源、线下 · Kind of community.")),
		choice("lang", languages, "主要语言 · Main language."),
		image("logo", "方形标志 · Square logo."),
		text("description", 500, "一两句介绍 · A sentence or two."),
		text("description_en", 500, "英文介绍 · The same in English."),
		link("home_url", "首页 · Home page."),
		link("read_url", "去阅读 · Where to read."),
		link("ask_url", "去提问 · Where to ask."),
		link("write_url", "去写作 · Where to write."),
		flag("featured", "在首页展示 · Shown on the home page."),
		integer("position", "排序，小的在前 · Order; smaller comes first."),
	)
	timestamps(c)
	c.AddIndex("idx_communities_slug", true, "slug", "")
	c.AddIndex("idx_communities_order", false, "kind, position", "")
	rules(c, rule(""), rule(""), rule(isEditor), rule(isEditor), rule(isEditor))
	return app.Save(c)
}

func createSite(app core.App) error {
	c := core.NewBaseCollection("site")
	c.Fields.Add(
		presentable(required(text("name", 60, "站点名 · Name of the site."))),
		text("name_en", 60, "英文名 · Name in English."),
		text("tagline", 160, "一句话介绍 · One line under the name."),
		text("tagline_en", 160, "英文介绍 · The same in English."),
		image("logo", "标志，留空则用默认的桥 · Logo; empty means the built-in one."),
		text("about", 50_000, "关于页，Markdown · The about page, Markdown."),
		text("about_en", 50_000, "英文关于页 · The about page in English."),
		text("footer", 500, "页脚文字 · Text of the footer."),
		text("footer_en", 500, "英文页脚 · The same in English."),
		text("icp", 60, "ICP 备案号，填写后显示在页脚 · ICP filing number, shown in the footer when set."),
		text("police", 60, "公安备案号 · Public security filing number."),
		&core.EmailField{Name: "contact", Help: "联系邮箱，公开显示 · Contact address, shown publicly."},
		object("navigation", 20_000, "导航，形如 [{\"label\":\"文章\",\"label_en\":\"Articles\",\"url\":\"/articles\"}]；留空用默认 · Navigation; empty means the built-in one."),
	)
	timestamps(c)
	rules(c, rule(""), rule(""), nil, rule(isEditor), nil)
	if err := app.Save(c); err != nil {
		return err
	}
	site := core.NewRecord(c)
	site.Id = "qiaosite0000000"
	site.Set("name", "桥")
	site.Set("name_en", "Qiao")
	return app.Save(site)
}

func createSlots(app core.App) error {
	c := core.NewBaseCollection("slots")
	c.Fields.Add(mustChoose(choice("slot", []string{"hero", "picks", "notice", "columns", "communities"}, "首页的哪一块 · Which part of the home page.")))
	if err := addRelations(app, c,
		relationSpec{name: "article", to: "articles", cascade: true, help: "文章 · An article."},
		relationSpec{name: "column", to: "columns", cascade: true, help: "专栏 · A column."},
		relationSpec{name: "community", to: "communities", cascade: true, help: "社区 · A community."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("title", 120, "标题，留空用所指内容的 · Title; empty means that of what it points to.")),
		text("title_en", 120, "英文标题 · Title in English."),
		text("text", 300, "说明 · Text."),
		text("text_en", 300, "英文说明 · Text in English."),
		link("url", "链接，用于不指向本站内容的公告 · Link of a notice that points elsewhere."),
		image("image", "图片 · Picture."),
		integer("position", "排序，小的在前 · Order; smaller comes first."),
		date("starts", "开始展示 · Shown from."),
		date("ends", "结束展示 · Shown until."),
		flag("active", "启用 · Switched on."),
	)
	timestamps(c)
	c.AddIndex("idx_slots_order", false, "slot, position", "")
	visible := "active = true || " + isEditor
	rules(c, rule(visible), rule(visible), rule(isEditor), rule(isEditor), rule(isEditor))
	return app.Save(c)
}

// limitSignIn turns the rate limiter on for guessing passwords and codes. Reading
// stays unlimited here: behind an untrusted proxy all readers share one address.
func limitSignIn(app core.App) error {
	settings := app.Settings()
	settings.Meta.AppName = "Qiao"
	settings.RateLimits.Enabled = true
	settings.RateLimits.Rules = []core.RateLimitRule{
		{Label: "*:auth", MaxRequests: 10, Duration: 10},
	}
	return app.Save(settings)
}
