package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The notify group: notifications, mail and the outbox.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createNotifications, createNotificationSettingsList, createOutbox, createMailBlocks, createNotificationCauses} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		if err := execAll(app, "DROP TABLE IF EXISTS notification_causes"); err != nil {
			return err
		}
		return dropCollections(app, "mail_blocks", "outbox", "notification_settings", "notifications")
	})
}

func createNotifications(app core.App) error {
	c := core.NewBaseCollection("notifications")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "收件人 · Who is told."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"reply", "mention", "comment", "vote", "follow", "new_article", "review", "column", "badge", "moderation", "account"}, "种类 · Kind.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "actor", to: "users", help: "引起者 · Who caused it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("target_kind", 30, "对象类型 · Kind of thing it is about."),
		text("target", 15, "对象 · Id of the thing it is about."),
		presentable(text("subject", 200, "标题 · What it is about, in words.")),
		text("url", 300, "站内地址 · Path on the site."),
		text("group", 80, "合并的依据 · What it is grouped by."),
		integer("count", "合并了几条 · How many it stands for."),
		date("at", "最近一次发生的时间 · When it last happened."),
		required(text("cause", 100, "起因，用于去重 · What caused it, so that it is told once.")),
		object("data", 4096, "其他内容 · Further content."),
		date("read", "已读 · When it was read."),
	)
	timestamps(c)
	c.AddIndex("idx_notifications_once", true, "user, cause", "")
	c.AddIndex("idx_notifications_user", false, "user, at", "")
	c.AddIndex("idx_notifications_unread", false, "user, at", "read = ''")
	c.AddIndex("idx_notifications_group", false, "user, `group`", "read = '' AND `group` != ''")
	c.AddIndex("idx_notifications_target", false, "target", "target != ''")
	c.AddIndex("idx_notifications_at", false, "at", "")
	own := "@request.auth.id != '' && user = @request.auth.id"
	unchanged := ""
	for _, field := range []string{"user", "kind", "actor", "target_kind", "target", "subject", "url", "group", "count", "at", "cause", "data"} {
		unchanged += " && @request.body." + field + ":changed = false"
	}
	rules(c, rule(own), rule(own), nil, rule(own+unchanged), rule(own))
	return app.Save(c)
}

func createNotificationSettingsList(app core.App) error {
	c := core.NewBaseCollection("notification_settings")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "账号 · The account."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		object("choices", 4096, "每种通知的方式：site、mail、digest、off · The way for each kind: site, mail, digest, off."),
		choice("digest", []string{"off", "daily", "weekly"}, "摘要邮件 · Digest mail."),
		date("digested", "上次摘要到何时 · Until when the last digest reached."),
	)
	timestamps(c)
	c.AddIndex("idx_notification_settings_once", true, "user", "")
	own := "@request.auth.id != '' && user = @request.auth.id"
	rules(c, rule(own), rule(own), rule(own), rule(own+" && @request.body.user:changed = false && @request.body.digested:changed = false"), nil)
	return app.Save(c)
}

func createOutbox(app core.App) error {
	c := core.NewBaseCollection("outbox")
	c.Fields.Add(
		required(text("kind", 40, "种类，如 mail · Kind, such as mail.")),
		presentable(required(text("key", 150, "幂等键 · Idempotency key."))),
		object("payload", 1048576, "内容 · What is to be done."),
		mustChoose(choice("state", []string{"waiting", "running", "done", "skipped", "failed", "unknown"}, "状态；failed 和 unknown 改成 waiting 会重试 · State; set failed or unknown to waiting to try again.")),
		flag("urgent", "优先 · Goes before the rest."),
		integer("attempts", "已尝试几次 · Attempts so far."),
		date("next", "下次尝试；执行中则是租约到期的时间 · Next attempt; while running, when the lease runs out."),
		text("error", 1000, "最近的错误 · Last error."),
		text("node", 20, "正在执行的节点 · Node that has it in hand."),
		date("mark", "不可撤回的一步开始的时间 · When the step that can't be taken back began."),
	)
	timestamps(c)
	c.AddIndex("idx_outbox_key", true, "kind, `key`", "")
	c.AddIndex("idx_outbox_next", false, "state, urgent, next", "")
	return app.Save(c)
}

func createMailBlocks(app core.App) error {
	c := core.NewBaseCollection("mail_blocks")
	c.Fields.Add(
		presentable(required(text("email", 255, "邮箱 · Address."))),
		mustChoose(choice("reason", []string{"bounce", "complaint", "unsubscribed"}, "原因 · Reason.")),
		text("detail", 1000, "退信内容 · What the server said."),
	)
	timestamps(c)
	c.AddIndex("idx_mail_blocks_email", true, "email", "")
	return app.Save(c)
}

// createNotificationCauses makes the memory of who was told what. A notification may stand
// for several causes, and may be gone while its causes still must not be told again.
// undone: 0 it holds, 1 it was undone before it was read, 2 it was undone afterwards.
func createNotificationCauses(app core.App) error {
	return execAll(app, `CREATE TABLE notification_causes (
		cause        TEXT NOT NULL,
		user         TEXT NOT NULL,
		notification TEXT NOT NULL,
		undone       INTEGER NOT NULL DEFAULT 0,
		at           TEXT NOT NULL,
		PRIMARY KEY (cause, user)
	) WITHOUT ROWID`, "CREATE INDEX idx_notification_causes_user ON notification_causes (user)",
		"CREATE INDEX idx_notification_causes_notification ON notification_causes (notification)",
		"CREATE INDEX idx_notification_causes_at ON notification_causes (at)")
}
