package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The reputation group: reputation, levels and badges.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createReputationEvents, createBadges, createUserBadges, createPolicySettings} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "policy", "user_badges", "badges", "reputation_events")
	})
}

func createReputationEvents(app core.App) error {
	c := core.NewBaseCollection("reputation_events")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "谁的声望 · Whose reputation."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("rule", []string{"upvoted", "downvoted", "downvote_cast", "accepted", "edit_accepted", "published", "moderated", "manual"}, "规则 · Rule.")),
		presentable(required(text("cause", 100, "起因 · Cause."))),
		integer("points", "规则给的分 · Points that the rule gives."),
		integer("applied", "计入的分（有每日上限） · Points that count, under the cap of a day."),
		required(text("day", 10, "日期（UTC） · Day, in UTC.")),
		text("target_kind", 30, "对象类型 · Kind of thing it is about."),
		text("target", 15, "对象 · Id of the thing it is about."),
	)
	timestamps(c)
	c.AddIndex("idx_reputation_events_once", true, "user, cause", "")
	c.AddIndex("idx_reputation_events_day", false, "user, day", "")
	return app.Save(c)
}

func createBadges(app core.App) error {
	c := core.NewBaseCollection("badges")
	c.Fields.Add(
		required(text("slug", 60, "标识 · Name in addresses.")),
		presentable(required(text("name", 40, "名称 · Name."))),
		text("name_en", 60, "英文名称 · Name in English."),
		text("description", 200, "如何获得 · How it is earned."),
		text("description_en", 200, "如何获得（英文） · The same in English."),
		mustChoose(choice("tier", []string{"bronze", "silver", "gold"}, "级别 · Tier.")),
		object("rule", 2048, "自动授予的条件 · Rule by which it is awarded."),
		flag("active", "启用 · Awarded at present."),
	)
	timestamps(c)
	c.AddIndex("idx_badges_slug", true, "slug", "")
	return app.Save(c)
}

func createUserBadges(app core.App) error {
	c := core.NewBaseCollection("user_badges")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "成员 · Member."},
		relationSpec{name: "badge", to: "badges", required: true, cascade: true, help: "徽章 · Badge."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("cause", 100, "授予的原因 · What it was awarded for.")),
	)
	timestamps(c)
	c.AddIndex("idx_user_badges_once", true, "user, badge", "")
	return app.Save(c)
}

// createPolicySettings makes the collection with its one record: the standard preset.
func createPolicySettings(app core.App) error {
	c := core.NewBaseCollection("policy")
	c.Fields.Add(
		mustChoose(choice("preset", []string{"open", "standard", "strict", "custom"}, "预设 · Preset.")),
		object("abilities", 4096, "自定义：每项能力需要的声望 · Custom: reputation that each ability takes."),
		object("points", 4096, "自定义：每条规则的分数和每日上限 · Custom: points of each rule, and the cap of a day."),
		object("limits", 8192, "新成员限制与频率 · Limits of new members, and rates."),
		flag("verified_only", "只有验证过邮箱的成员可以发言 · Only members with a verified address may post."),
		integer("review_first", "前几条内容先审后发 · How many first posts are reviewed."),
		presentable(text("agreement", 40, "当前协议版本 · Version of the agreements in force.")),
		text("terms", 100000, "用户协议（Markdown） · Terms of service."),
		text("terms_en", 100000, "用户协议，英文 · The same in English."),
		text("privacy", 100000, "隐私政策（Markdown） · Privacy policy."),
		text("privacy_en", 100000, "隐私政策，英文 · The same in English."),
	)
	timestamps(c)
	if err := app.Save(c); err != nil {
		return err
	}
	policy := core.NewRecord(c)
	policy.Id = "qiaopolicy00000"
	policy.Set("preset", "standard")
	return app.Save(policy)
}
