package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The reputation group: reputation, levels and badges.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createReputationEvents, createBadges, createUserBadges, createPolicySettings, seedBadges} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		if err := execAll(app, "DROP TABLE IF EXISTS badge_withdrawals"); err != nil {
			return err
		}
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
	c.AddIndex("idx_reputation_events_day", false, "user, day, created", "")
	c.AddIndex("idx_reputation_events_own", false, "user, created", "")
	c.AddIndex("idx_reputation_events_rule", false, "user, rule, target", "")
	c.AddIndex("idx_reputation_events_cause", false, "cause", "")
	c.AddIndex("idx_reputation_events_target", false, "target", "")
	own := rule("@request.auth.id != '' && (user = @request.auth.id || @request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')")
	rules(c, own, own, nil, nil, nil)
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
	editors := rule("@request.auth.roles:each ?= 'editor'")
	rules(c, rule(""), rule(""), editors, editors, editors)
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
	c.AddIndex("idx_user_badges_badge", false, "badge, created", "")
	editors := rule("@request.auth.roles:each ?= 'editor'")
	see := rule("user.private !~ 'badges' || user = @request.auth.id || @request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator'")
	rules(c, see, see, editors, nil, editors)
	if err := app.Save(c); err != nil {
		return err
	}
	// what an editor took away, so that no rule awards it again
	return execAll(app, "CREATE TABLE badge_withdrawals (user TEXT NOT NULL, badge TEXT NOT NULL, PRIMARY KEY (user, badge)) WITHOUT ROWID")
}

// createPolicySettings makes the collection with its one record: the open preset, under which a portal where nobody has
// any reputation yet can vote and comment.
func createPolicySettings(app core.App) error {
	c := core.NewBaseCollection("policy")
	c.Fields.Add(
		mustChoose(choice("preset", []string{"open", "standard", "strict", "custom"}, "预设 · Preset.")),
		object("abilities", 4096, "每项能力和等级需要的声望；只有预设为 custom 时可改，否则随预设填写 · Reputation that each ability and level takes; yours to change with the preset custom, otherwise filled from the preset."),
		object("points", 4096, "每条规则的分数和每日上限；只有预设为 custom 时可改 · Points of each rule, and the cap of a day; yours to change with the preset custom."),
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
	rules(c, rule(""), rule(""), nil, rule("@request.auth.roles:each ?= 'editor'"), nil)
	if err := app.Save(c); err != nil {
		return err
	}
	policy := core.NewRecord(c)
	policy.Id = "qiaopolicy00000"
	policy.Set("preset", "open")
	policy.Set("abilities", map[string]int{
		"comment": 0, "comment_unreviewed": 0, "vote_up": 0, "vote_down": 0, "edit": 50, "retag": 100, "review": 200, "tag_new": 300, "close": 500, "edit_unreviewed": 500,
		"level_1": 10, "level_2": 50, "level_3": 200, "level_4": 500,
	})
	policy.Set("points", map[string]int{
		"article_upvoted": 10, "article_downvoted": -2, "comment_upvoted": 2, "comment_downvoted": -1, "downvote_cast": -1,
		"published": 10, "accepted": 15, "edit_accepted": 2, "moderated": -20, "day_cap": 200,
	})
	return app.Save(policy)
}
