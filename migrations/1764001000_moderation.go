package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The moderation group: keeping the place clean.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{hideTerms, createReports, createSanctions, createAuditLog, createAppeals, createWordRules} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "word_rules", "appeals", "audit_log", "sanctions", "reports")
	})
}

// hideTerms keeps to the person and the moderators until when somebody is silenced or suspended.
func hideTerms(app core.App) error {
	c, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	for _, name := range []string{"silenced_until", "suspended_until"} {
		c.Fields.GetByName(name).SetHidden(true)
	}
	return app.Save(c)
}

// moderates is true for those who handle reports.
const moderates = "(@request.auth.roles:each ?= 'moderator' || @request.auth.roles:each ?= 'editor')"

func createReports(app core.App) error {
	c := core.NewBaseCollection("reports")
	if err := addRelations(app, c,
		relationSpec{name: "reporter", to: "users", help: "举报人；账号删除后为空 · Who reports; empty once the account is deleted."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"article", "comment", "user", "column"}, "举报的是哪一类 · Kind of thing reported.")),
		required(text("target", 15, "被举报记录的 id · Id of the thing reported.")),
		mustChoose(choice("reason", []string{"spam", "abuse", "illegal", "copyright", "privacy", "off_topic", "other"}, "理由 · Reason.")),
		presentable(text("text", 2000, "具体说明 · In words.")),
		mustChoose(choice("state", []string{"open", "accepted", "declined"}, "改为 accepted 或 declined 即结案，须写 answer · Set to accepted or declined, with an answer, it is closed.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "handler", to: "users", help: "处理人，只有版主看得到 · Who decided; only moderators see it."},
		relationSpec{name: "affected", to: "users", help: "被举报内容的作者 · Whose thing it is; set by the system."},
	); err != nil {
		return err
	}
	c.Fields.GetByName("handler").SetHidden(true)
	c.Fields.Add(
		date("decided", "处理时间 · When it was decided."),
		text("answer", 2000, "给举报人的答复 · Answer to who reported."),
	)
	timestamps(c)
	c.AddIndex("idx_reports_once", true, "reporter, kind, target", "state = 'open' AND reporter != ''")
	c.AddIndex("idx_reports_queue", false, "state, created", "")
	c.AddIndex("idx_reports_target", false, "target", "")
	c.AddIndex("idx_reports_affected", false, "affected, state", "")
	handles := moderates + " && affected != @request.auth.id"
	see := signedIn + " && (reporter = @request.auth.id || (" + handles + "))"
	rules(c, rule(see), rule(see), rule(signedIn+" && reporter = @request.auth.id && state = 'open'"),
		rule(signedIn+" && "+handles+" && @request.body.reporter:changed = false && @request.body.kind:changed = false"+
			" && @request.body.target:changed = false && @request.body.reason:changed = false && @request.body.text:changed = false"+
			" && @request.body.affected:changed = false && @request.body.decided:changed = false"), nil)
	return app.Save(c)
}

func createSanctions(app core.App) error {
	c := core.NewBaseCollection("sanctions")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "受处分的成员 · Member."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"warn", "silence", "suspend"}, "警告、禁言或停用 · Warn, silence or suspend.")),
		presentable(required(text("reason", 2000, "理由，本人会看到 · Reason; the person reads it."))),
	)
	if err := addRelations(app, c,
		relationSpec{name: "moderator", to: "users", help: "作出决定的版主 · Moderator who decided."},
		relationSpec{name: "report", to: "reports", help: "起因的举报 · The report behind it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		date("until", "到何时；留空则按以往次数 1、7、30、90 天、永久 · Until when; left empty it grows with earlier ones: 1, 7, 30, 90 days, for good."),
		date("lifted", "填上时间即提前解除 · Set to lift it early."),
	)
	timestamps(c)
	c.AddIndex("idx_sanctions_user", false, "user, created", "")
	see := signedIn + " && " + moderates
	rules(c, rule(see), rule(see), rule(see+" && user != @request.auth.id"),
		rule(see+" && user != @request.auth.id && @request.body.user:changed = false && @request.body.kind:changed = false"+
			" && @request.body.reason:changed = false && @request.body.moderator:changed = false && @request.body.report:changed = false"+
			" && @request.body.until:changed = false"), nil)
	return app.Save(c)
}

func createAuditLog(app core.App) error {
	c := core.NewBaseCollection("audit_log")
	if err := addRelations(app, c,
		relationSpec{name: "actor", to: "users", help: "操作者 · Who did it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		choice("role", []string{"moderator", "editor", "superuser", "system"}, "操作者的身份 · In what role it was done."),
		presentable(required(text("action", 60, "操作 · Action."))),
		text("kind", 30, "对象类型 · Kind of thing."),
		text("target", 15, "对象 · Id of the thing."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "affected", to: "users", help: "受影响的成员 · The member it concerns."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("reason", 2000, "理由 · Reason."),
		object("before", 65536, "之前 · Before."),
		object("after", 65536, "之后 · After."),
	)
	timestamps(c)
	c.AddIndex("idx_audit_log_target", false, "target, created", "")
	c.AddIndex("idx_audit_log_affected", false, "affected, created", "")
	c.AddIndex("idx_audit_log_created", false, "created", "")
	see := signedIn + " && " + moderates
	rules(c, rule(see), rule(see), nil, nil, nil)
	return app.Save(c)
}

func createAppeals(app core.App) error {
	c := core.NewBaseCollection("appeals")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "提出申诉的成员 · Who appeals."},
		relationSpec{name: "entry", to: "audit_log", required: true, help: "申诉的决定 · The decision appealed against."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("text", 4000, "申诉的理由 · Why."))),
		mustChoose(choice("state", []string{"open", "granted", "declined"}, "改为 granted 即撤销原决定，declined 为维持，须写 answer · Granted undoes the decision, declined keeps it; either takes an answer.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "handler", to: "users", help: "处理人，只有版主看得到 · Who decided; only moderators see it."},
	); err != nil {
		return err
	}
	c.Fields.GetByName("handler").SetHidden(true)
	c.Fields.Add(
		text("answer", 2000, "给申诉人的答复 · Answer to who appealed."),
	)
	timestamps(c)
	c.AddIndex("idx_appeals_once", true, "entry", "")
	c.AddIndex("idx_appeals_queue", false, "state, created", "")
	c.AddIndex("idx_appeals_user", false, "user, created", "")
	see := signedIn + " && (user = @request.auth.id || " + moderates + ")"
	rules(c, rule(see), rule(see),
		rule(signedIn+" && user = @request.auth.id && entry.affected = @request.auth.id && state = 'open'"),
		rule(signedIn+" && "+moderates+" && user != @request.auth.id && @request.body.user:changed = false"+
			" && @request.body.entry:changed = false && @request.body.text:changed = false"), nil)
	return app.Save(c)
}

func createWordRules(app core.App) error {
	c := core.NewBaseCollection("word_rules")
	c.Fields.Add(
		presentable(required(text("word", 120, "词 · Word."))),
		text("lang", 10, "语言，留空表示全部 · Language; empty means all."),
		mustChoose(choice("action", []string{"block", "hold", "mask"}, "处理：拒绝、先审、打码 · Refuse, hold for review, or mask.")),
		flag("whole", "只匹配完整的词 · Only as a whole word."),
		flag("active", "启用 · In force."),
		text("list", 60, "所属词表 · List that it came with."),
		text("note", 300, "备注 · Note."),
	)
	timestamps(c)
	c.AddIndex("idx_word_rules_word", true, "word, lang", "")
	c.AddIndex("idx_word_rules_list", false, "list", "")
	return app.Save(c)
}
