package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The accounts group: what taking part needs of an account.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{extendUsers, createDevices} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		if err := dropCollections(app, "devices"); err != nil {
			return err
		}
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}
		rules(users, rule(""), rule(""), nil,
			rule("id = @request.auth.id && @request.body.roles:changed = false && @request.body.verified:changed = false"), nil)
		users.OTP.Enabled, users.MFA.Enabled, users.MFA.Rule, users.OAuth2.Enabled = false, false, "", false
		for _, name := range []string{"city", "company", "links"} {
			users.Fields.GetByName(name).SetHidden(false)
		}
		for _, name := range []string{"zone", "expertise", "private", "mfa", "agreed", "agreed_at", "leaving_at", "leaving_keep", "reputation", "silenced_until", "suspended_until"} {
			users.Fields.RemoveByName(name)
		}
		return app.Save(users)
	})
}

func extendUsers(app core.App) error {
	c, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	c.Fields.Add(
		text("zone", 60, "时区，如 Asia/Shanghai · Time zone, by its IANA name."),
		object("expertise", 2048, "擅长的标签的 id，最多 20 个 · Ids of the tags the person knows well, at most 20."),
		&core.SelectField{Name: "private", Values: []string{"city", "company", "links", "expertise", "activity", "badges"}, MaxSelect: 6, Help: "对他人隐藏的资料 · What others do not see of the profile."},
		flag("mfa", "登录时需要第二种验证 · Signing in takes a second factor."),
		text("agreed", 40, "接受的协议版本 · Version of the agreements that was accepted."),
		date("agreed_at", "接受协议的时间 · When it was accepted."),
		date("leaving_at", "账号将在何时删除 · When the account will be deleted."),
		flag("leaving_keep", "删除账号后以匿名保留内容 · Whether what the person wrote stays, without a name."),
		integer("reputation", "声望，由系统计算 · Reputation, computed by the system."),
		date("silenced_until", "禁言到何时 · Silenced until."),
		date("suspended_until", "停用到何时 · Suspended until."),
	)
	// a hidden field can't be asked for, by filters and sorts neither; the program shows it to whom it concerns
	for _, name := range personalFields {
		c.Fields.GetByName(name).SetHidden(true)
	}
	listed := "handle != '' || id = @request.auth.id || @request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator'"
	rules(c, rule(listed), rule(listed), rule("@request.auth.id = '' && @request.body.roles:isset = false && @request.body.verified:isset = false"+
		" && @request.body.trust:isset = false && @request.body.reputation:isset = false"),
		rule("id = @request.auth.id && @request.body.roles:changed = false && @request.body.verified:changed = false"+
			" && @request.body.agreed:changed = false && @request.body.agreed_at:changed = false && @request.body.leaving_at:changed = false"+
			" && @request.body.reputation:changed = false && @request.body.silenced_until:changed = false && @request.body.suspended_until:changed = false"), nil)
	letPeopleIn(c)
	if err := app.Save(c); err != nil {
		return err
	}
	return limitGuessing(app)
}

// personalFields are the fields of an account that not everybody may see.
var personalFields = []string{
	"city", "company", "links", "zone", "expertise", "private", "mfa",
	"agreed", "agreed_at", "leaving_at", "leaving_keep", "silenced_until", "suspended_until",
}

func createDevices(app core.App) error {
	c := core.NewBaseCollection("devices")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "账号 · The account."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("name", 120, "设备名称 · Name of the device.")),
		text("agent", 300, "浏览器标识 · User agent."),
		text("address", 64, "最近的地址 · Address seen last."),
		date("seen", "最近使用 · Last used."),
	)
	timestamps(c)
	c.AddIndex("idx_devices_user", false, "user, seen", "")
	own := "@request.auth.id != '' && user = @request.auth.id"
	rules(c, rule(own), rule(own), nil, nil, rule(own))
	return app.Save(c)
}
