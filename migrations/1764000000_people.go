package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The people group: what authors and roles need of an account, and who follows what.
func init() {
	m.Register(func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}
		users.Fields.Add(
			presentable(&core.TextField{Name: "name", Max: 80, Help: "显示的名字 · Name shown with everything this person writes."}),
			&core.FileField{Name: "avatar", MaxSelect: 1, MaxSize: 2 << 20, MimeTypes: imageTypes, Thumbs: []string{"96x96", "256x256"}, Help: "头像 · Portrait, at most 2 MB."},
			&core.TextField{Name: "handle", Max: 40, Pattern: handlePattern, Presentable: true, Help: "主页地址 /people/…，小写字母、数字和连字符 · Address of the profile page; lower-case letters, digits and hyphens."},
			text("bio", 500, "一两句自我介绍 · A sentence or two about the person."),
			text("city", 60, "城市 · City."),
			text("company", 100, "公司或组织 · Company or organisation."),
			choice("persona", []string{"individual", "enterprise", "ecosystem"}, "个人、企业或生态开发者 · Individual, enterprise or ecosystem developer."),
			object("links", 4096, "个人链接，形如 [{\"label\":\"博客\",\"url\":\"https://…\"}] · Links as a list of label and url."),
			choice("locale", []string{"zh-CN", "en"}, "界面与邮件的语言 · Language of the interface and of mail."),
			&core.SelectField{Name: "roles", Values: []string{"editor", "moderator"}, MaxSelect: 2, Help: "站点角色：editor 可审核和编辑全站内容，moderator 处理举报 · Site roles: an editor reviews and edits everything, a moderator handles reports."},
			&core.NumberField{Name: "trust", OnlyInt: true, Hidden: true, Help: "信任等级，由系统计算 · Trust level, computed by the system."},
		)
		users.AddIndex("idx_users_handle", true, "handle", "handle != ''")
		rules(users, rule(""), rule(""), nil,
			rule("id = @request.auth.id && @request.body.roles:changed = false && @request.body.verified:changed = false"), nil)
		if err := app.Save(users); err != nil {
			return err
		}

		follows := core.NewBaseCollection("follows")
		if err := addRelations(app, follows, relationSpec{name: "user", to: "users", required: true, cascade: true, help: "谁在关注 · Who follows."}); err != nil {
			return err
		}
		follows.Fields.Add(
			mustChoose(choice("kind", []string{"user", "column", "tag", "series", "community", "article"}, "关注的是哪一类 · The kind of thing followed.")),
			required(text("target", 15, "被关注记录的 id · Id of the record followed.")),
		)
		timestamps(follows)
		follows.AddIndex("idx_follows_once", true, "user, kind, target", "")
		follows.AddIndex("idx_follows_target", false, "target, kind", "")
		own := "@request.auth.id != '' && user = @request.auth.id"
		rules(follows, rule(own), rule(own), rule(own), nil, rule(own))
		return app.Save(follows)
	}, func(app core.App) error {
		if err := dropCollections(app, "follows"); err != nil {
			return err
		}
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}
		users.RemoveIndex("idx_users_handle")
		for _, name := range []string{"handle", "bio", "city", "company", "persona", "links", "locale", "roles", "trust"} {
			users.Fields.RemoveByName(name)
		}
		users.Fields.Add(
			&core.TextField{Name: "name", Max: 255},
			&core.FileField{Name: "avatar", MaxSelect: 1, MimeTypes: []string{"image/jpeg", "image/png", "image/svg+xml", "image/gif", "image/webp"}},
		)
		owner := "id = @request.auth.id"
		rules(users, rule(owner), rule(owner), rule(""), rule(owner), rule(owner))
		return app.Save(users)
	})
}
