package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Groups: people who meet, who is among them, and reports of them.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createGroups, createGroupMembers} {
			if err := step(app); err != nil {
				return err
			}
		}
		return changeValues(app, "reports", "kind", func(values []string) []string { return append(values, "group") })
	}, func(app core.App) error {
		if err := execAll(app, "DELETE FROM reports WHERE kind = 'group'", "DELETE FROM stats WHERE kind = 'groups'", "DELETE FROM slugs WHERE kind = 'groups'"); err != nil {
			return err
		}
		if err := changeValues(app, "reports", "kind", func(values []string) []string {
			return slices.DeleteFunc(values, func(v string) bool { return v == "group" })
		}); err != nil {
			return err
		}
		return dropCollections(app, "group_members", "groups")
	})
}

// What everybody sees of groups, and who organises one: its owner is among them.
const (
	groupShown    = "((status = 'active' || status = 'archived') && hidden = false)"
	groupHands    = "organisers.id ?= @request.auth.id"
	groupItsShown = "((group.status = 'active' || group.status = 'archived') && group.hidden = false)"
	groupItsHands = "group.organisers.id ?= @request.auth.id"
)

func createGroups(app core.App) error {
	c := core.NewBaseCollection("groups")
	c.Fields.Add(
		presentable(required(text("name", 80, "名称 · Name of the group."))),
		slug("网址中的短名 · Name in the address."),
		mustChoose(choice("kind", []string{"city", "topic", "campus", "project"}, "城市、主题、校园、项目 · What brings its people together: a city, a topic, a university, a project.")),
		mustChoose(choice("status", []string{"proposed", "declined", "active", "archived"}, "申请中、未通过、活跃、已归档 · Proposed, declined, active, archived.")),
		text("reason", 500, "未通过的原因，写给发起人 · Why it was declined, for who proposed it."),
		flag("hidden", "被版主隐藏 · Hidden by a moderator."),
		mustChoose(choice("lang", languages, "介绍文字的语言 · Language of the text.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "owner", to: "users", required: true, help: "负责人 · Who answers for it."},
		relationSpec{name: "organisers", to: "users", max: 21, help: "负责人和组织者，由系统按成员的角色维护 · Its owner and organisers; kept by the system from the roles of members."},
		relationSpec{name: "tags", to: "tags", max: 10, help: "标签，最多 10 个 · Tags, at most 10."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("city", 60, "城市 · City."),
		text("country", 2, "国家或地区代码（ISO 3166-1） · Country, as ISO 3166-1 has it."),
		text("zone", 64, "时区（IANA 名称） · Time zone, its IANA name."),
		link("website", "网站 · Web site."),
		object("links", 4096, "链接：[{\"label\": \"...\", \"url\": \"...\"}] · Links."),
		text("summary", 300, "一句话介绍 · What it is, in a sentence."),
		image("logo", "标志 · Logo."),
		image("cover", "封面 · Cover."),
		text("body", 20000, "介绍，Markdown · The text, Markdown."),
		text("html", 200000, "渲染结果 · The text rendered; kept by the system."),
	)
	timestamps(c)
	c.AddIndex("idx_groups_slug", true, "slug", "")
	c.AddIndex("idx_groups_owner", false, "owner", "")
	c.AddIndex("idx_groups_list", false, "status, kind, city", "")
	see := groupShown + " || (" + eventSignedIn + " && (" + groupHands + " || " + eventSiteEditor + "))"
	rules(c, rule(see), rule(see),
		rule(eventSignedIn+" && @request.auth.verified = true && (owner = @request.auth.id || "+eventSiteEditor+")"),
		rule(eventSignedIn+" && ("+eventSiteEditor+" || (owner = @request.auth.id && @request.body.slug:changed = false) || ("+groupHands+
			" && @request.body.slug:changed = false && @request.body.owner:changed = false && @request.body.status:changed = false))"),
		rule(eventSignedIn+" && ("+eventSiteEditor+" || (owner = @request.auth.id && (status = 'proposed' || status = 'declined')))"))
	return app.Save(c)
}

func createGroupMembers(app core.App) error {
	c := core.NewBaseCollection("group_members")
	if err := addRelations(app, c,
		relationSpec{name: "group", to: "groups", required: true, cascade: true, help: "小组 · The group."},
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "成员 · The member."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("role", []string{"owner", "organiser", "member"}, "负责人管理角色，组织者办活动，成员参加 · An owner gives the roles, an organiser makes events, a member takes part.")),
		flag("quiet", "不出现在成员名单里 · Not named among the members."),
	)
	timestamps(c)
	c.AddIndex("idx_group_members_once", true, "[[group]], user", "")
	c.AddIndex("idx_group_members_user", false, "user", "")
	c.AddIndex("idx_group_members_list", false, "[[group]], role, created", "")
	see := "(" + groupItsShown + " && (quiet = false || role != 'member')) || (" + eventSignedIn + " && (user = @request.auth.id || " + groupItsHands + " || " + eventSiteEditor + "))"
	rules(c, rule(see), rule(see),
		rule(eventSignedIn+" && @request.auth.verified = true && user = @request.auth.id && role = 'member'"),
		rule(eventSignedIn+" && ((user = @request.auth.id && @request.body.group:changed = false && @request.body.user:changed = false && @request.body.role:changed = false)"+
			" || ((group.owner = @request.auth.id || "+eventSiteEditor+") && @request.body.group:changed = false && @request.body.user:changed = false && @request.body.quiet:changed = false))"),
		rule(eventSignedIn+" && (user = @request.auth.id || group.owner = @request.auth.id || "+eventSiteEditor+" || (role = 'member' && "+groupItsHands+"))"))
	return app.Save(c)
}
