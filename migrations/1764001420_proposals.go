package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Who reviews the proposals of an event, beside its organisers, and who has nothing of a proposal of their own to see of a
// record that belongs to it.
const (
	reviewsProposals = "(@request.auth.id != '' && event.event_staff_via_event.user ?= @request.auth.id && event.event_staff_via_event.role ?= 'reviewer')"
	othersProposal   = " && proposal.author != @request.auth.id && proposal.people.id != @request.auth.id"
)

// The proposals group: calls for proposals, what is proposed, reviews and decisions.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{addReviewers, createEventCalls, createProposals, createProposalReviews, createProposalDecisions, tieSessions} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		if err := untieSessions(app); err != nil {
			return err
		}
		if err := dropCollections(app, "proposal_decisions", "proposal_reviews", "proposals", "event_calls"); err != nil {
			return err
		}
		return removeReviewers(app)
	})
}

// addReviewers lets organisers invite people who only review proposals.
func addReviewers(app core.App) error {
	return staffRoles(app, []string{"organiser", "gate", "reviewer"}, "组织者、签到员、议题评审 · Organiser, at the gate, or reviewer of proposals.")
}

func removeReviewers(app core.App) error {
	if err := execAll(app, "DELETE FROM event_staff WHERE role = 'reviewer'"); err != nil {
		return err
	}
	return staffRoles(app, []string{"organiser", "gate"}, "组织者、签到员 · Organiser, or at the gate.")
}

func staffRoles(app core.App, values []string, help string) error {
	c, err := app.FindCollectionByNameOrId("event_staff")
	if err != nil {
		return err
	}
	f := c.Fields.GetByName("role").(*core.SelectField)
	f.Values, f.Help = values, help
	return app.Save(c)
}

func createEventCalls(app core.App) error {
	c := core.NewBaseCollection("event_calls")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		date("opens", "征集开始；空为立即 · When the call opens; empty: at once."),
		&core.DateField{Name: "closes", Required: true, Help: "征集截止 · Deadline."},
		date("freeze", "在此之前可以修改；空为活动开始前 · Until when proposals can be edited; empty: until the event begins."),
		text("about", 5000, "征集说明，Markdown · What is looked for, Markdown."),
		text("html", 50000, "渲染结果 · The text rendered; kept by the system."),
		object("kinds", 8000, "类型：[{\"id\", \"name\", \"minutes\", \"session\", \"closes\"}] · Kinds with their lengths and deadlines of their own."),
		flag("anonymous", "匿名评审：评审看不到提议人 · Reviewers don't see who proposes."),
		object("criteria", 4000, "评分项：[\"…\"]；空为总体 · What is judged, a list of names; empty: the whole."),
		integer("score_min", "最低分 · Least score."),
		integer("score_max", "最高分；0 为 5 · Greatest score; 0 is 5."),
		object("codes", 8000, "截止后仍可提交的口令：[{\"code\", \"until\", \"note\"}] · Codes that let in after the deadline."),
		text("accept_text", 2000, "写在接受邮件里的话 · What the mail says to whom you accept."),
		text("waitlist_text", 2000, "写在候补邮件里的话 · What it says to whom you keep in reserve."),
		text("reject_text", 2000, "写在婉拒邮件里的话 · What it says to whom you turn down."),
	)
	timestamps(c)
	rules(c, rule(managesIt), rule(managesIt), rule(managesIt), rule(managesIt+" && @request.body.event:changed = false"), rule(managesIt))
	c.AddIndex("idx_event_calls_event", true, "event", "")
	return app.Save(c)
}

func createProposals(app core.App) error {
	c := core.NewBaseCollection("proposals")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
		relationSpec{name: "author", to: "users", cascade: true, help: "提议人 · Who proposes it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("title", 200, "标题 · Title."))),
		required(text("kind", 40, "类型，取自征集 · One of the call's kinds.")),
		mustChoose(choice("lang", []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}, "演讲语言 · Language.")),
		required(text("abstract", 5000, "摘要，Markdown · What it is about, Markdown.")),
		text("html", 50000, "渲染结果 · The text rendered; kept by the system."),
		text("notes", 3000, "给组织者的话 · Notes to the organisers."),
		object("speakers", 20000, "讲者：[{\"user\", \"handle\", \"name\", \"bio\"}] · Who speaks."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "people", to: "users", max: 6, help: "讲者的账号，由系统维护 · Accounts of the speakers; kept by the system."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("state", []string{"submitted", "waitlisted", "accepted", "rejected", "confirmed", "declined", "withdrawn"}, "已提交、候补、已接受、未入选、已确认、谢绝、已撤回 · What became of it.")),
		&core.TextField{Name: "code", Max: 60, Hidden: true, Help: "凭哪个口令提交 · Code that let it in."},
	)
	timestamps(c)
	const see = "@request.auth.id != '' && (author = @request.auth.id || people.id ?= @request.auth.id || " + managesIt + " || (" + reviewsProposals + " && event.event_calls_via_event.anonymous ?= false))"
	rules(c, rule(see), rule(see), rule("@request.auth.id != '' && author = @request.auth.id"),
		rule("@request.auth.id != '' && author = @request.auth.id && @request.body.event:changed = false && @request.body.author:changed = false"), nil)
	c.AddIndex("idx_proposals_event", false, "event, created", "")
	c.AddIndex("idx_proposals_author", false, "author, created", "")
	return app.Save(c)
}

func createProposalReviews(app core.App) error {
	c := core.NewBaseCollection("proposal_reviews")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
		relationSpec{name: "proposal", to: "proposals", required: true, cascade: true, help: "议题 · The proposal."},
		relationSpec{name: "reviewer", to: "users", help: "评审；注销的为空 · Who reviews; empty when gone."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		object("scores", 1000, "各项分数，按征集的评分项 · A score for each criterion."),
		number("score", "平均分，由系统计算 · Their mean; kept by the system."),
		text("note", 5000, "评语，提议人看不到 · Remarks, which the proposer never sees."),
	)
	timestamps(c)
	const (
		see   = "@request.auth.id != '' && (reviewer = @request.auth.id || " + managesIt + ")" + othersProposal
		write = "@request.auth.id != '' && reviewer = @request.auth.id && (" + managesIt + " || " + reviewsProposals + ")" + othersProposal
	)
	rules(c, rule(see), rule(see), rule(write),
		rule(write+" && @request.body.event:changed = false && @request.body.proposal:changed = false && @request.body.reviewer:changed = false"), rule(write))
	c.AddIndex("idx_proposal_reviews_once", true, "proposal, reviewer", "reviewer != ''")
	c.AddIndex("idx_proposal_reviews_event", false, "event, proposal, score", "")
	c.AddIndex("idx_proposal_reviews_reviewer", false, "reviewer", "")
	return app.Save(c)
}

func createProposalDecisions(app core.App) error {
	c := core.NewBaseCollection("proposal_decisions")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
		relationSpec{name: "proposal", to: "proposals", required: true, cascade: true, help: "议题 · The proposal."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("outcome", []string{"accepted", "waitlisted", "rejected"}, "接受、候补、不入选 · Accepted, kept in reserve, or turned down.")),
		text("message", 2000, "写给提议人的话 · Words to the proposer."),
		date("sent", "通知提议人的时间；由系统填写 · When the proposer was told; kept by the system."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "by", to: "users", help: "由谁决定 · Who decided."},
	); err != nil {
		return err
	}
	timestamps(c)
	const manage = managesIt + othersProposal
	rules(c, rule(manage), rule(manage), rule(manage),
		rule(manage+" && @request.body.event:changed = false && @request.body.proposal:changed = false"), rule(manage+" && sent = ''"))
	c.AddIndex("idx_proposal_decisions_once", true, "proposal", "")
	c.AddIndex("idx_proposal_decisions_event", false, "event, sent", "")
	return app.Save(c)
}

// tieSessions lets a part of an event's agenda come of a proposal, and all organisers of the event write its agenda.
func tieSessions(app core.App) error {
	c, err := app.FindCollectionByNameOrId("event_sessions")
	if err != nil {
		return err
	}
	if err := addRelations(app, c,
		relationSpec{name: "proposal", to: "proposals", help: "来自哪个议题 · The proposal that it came of."},
	); err != nil {
		return err
	}
	c.AddIndex("idx_event_sessions_proposal", true, "proposal", "proposal != ''")
	c.ListRule, c.ViewRule = rule(publicIt+" || "+managesIt), rule(publicIt+" || "+managesIt)
	c.CreateRule, c.DeleteRule = rule(managesIt), rule(managesIt)
	c.UpdateRule = rule(managesIt + " && @request.body.event:changed = false")
	return app.Save(c)
}

func untieSessions(app core.App) error {
	c, err := app.FindCollectionByNameOrId("event_sessions")
	if err != nil {
		return err
	}
	c.RemoveIndex("idx_event_sessions_proposal")
	c.Fields = slices.DeleteFunc(c.Fields, func(f core.Field) bool { return f.GetName() == "proposal" })
	c.ListRule = rule("event.status != 'draft' || (" + sessionOrganise + ")")
	c.ViewRule = c.ListRule
	c.CreateRule, c.DeleteRule = rule(sessionOrganise), rule(sessionOrganise)
	c.UpdateRule = rule(sessionOrganise + " && @request.body.event:changed = false")
	return app.Save(c)
}
