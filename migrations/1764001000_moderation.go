package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The moderation group: keeping the place clean.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createReports, createSanctions, createAuditLog, createAppeals, createWordRules} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "word_rules", "appeals", "audit_log", "sanctions", "reports")
	})
}

func createReports(app core.App) error {
	c := core.NewBaseCollection("reports")
	if err := addRelations(app, c,
		relationSpec{name: "reporter", to: "users", required: true, help: "举报人 · Who reports."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"article", "comment", "user", "column"}, "对象类型 · Kind of thing reported.")),
		required(text("target", 15, "对象 · Id of the thing reported.")),
		mustChoose(choice("reason", []string{"spam", "abuse", "illegal", "copyright", "privacy", "off_topic", "other"}, "理由 · Reason.")),
		presentable(text("text", 2000, "说明 · In words.")),
		mustChoose(choice("state", []string{"open", "accepted", "declined"}, "状态 · State.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "handler", to: "users", help: "处理人 · Who decided."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		date("decided", "处理时间 · When it was decided."),
		text("answer", 2000, "处理说明 · What was decided."),
	)
	timestamps(c)
	c.AddIndex("idx_reports_once", true, "reporter, kind, target", "state = 'open'")
	c.AddIndex("idx_reports_queue", false, "state, created", "")
	c.AddIndex("idx_reports_target", false, "target", "")
	return app.Save(c)
}

func createSanctions(app core.App) error {
	c := core.NewBaseCollection("sanctions")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "成员 · Member."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"warn", "silence", "suspend"}, "种类 · Kind.")),
		presentable(required(text("reason", 2000, "理由 · Reason."))),
	)
	if err := addRelations(app, c,
		relationSpec{name: "moderator", to: "users", help: "版主 · Moderator."},
		relationSpec{name: "report", to: "reports", help: "起因的举报 · The report behind it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		date("until", "到何时 · Until when."),
		date("lifted", "提前解除 · When it was lifted."),
	)
	timestamps(c)
	c.AddIndex("idx_sanctions_user", false, "user, created", "")
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
	return app.Save(c)
}

func createAppeals(app core.App) error {
	c := core.NewBaseCollection("appeals")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "申诉人 · Who appeals."},
		relationSpec{name: "entry", to: "audit_log", required: true, help: "申诉的决定 · The decision appealed against."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("text", 4000, "理由 · Why."))),
		mustChoose(choice("state", []string{"open", "granted", "declined"}, "状态 · State.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "handler", to: "users", help: "处理人 · Who decided."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("answer", 2000, "答复 · Answer."),
	)
	timestamps(c)
	c.AddIndex("idx_appeals_once", true, "entry", "")
	c.AddIndex("idx_appeals_queue", false, "state, created", "")
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
