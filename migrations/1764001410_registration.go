package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Who an event is in the hands of, of a record that belongs to it: its author, the editors and the owner of its column, site
// editors (ownsIt), and besides them those who organise it (managesIt). What is public of it is so once the event is.
const (
	publicIt  = "event.status != 'draft'"
	ownsIt    = "(@request.auth.id != '' && (event.author = @request.auth.id || (event.column.column_members_via_column.user ?= @request.auth.id && event.column.column_members_via_column.role ?!= 'author') || @request.auth.roles:each ?= 'editor'))"
	managesIt = "(@request.auth.id != '' && (event.author = @request.auth.id || (event.event_staff_via_event.user ?= @request.auth.id && event.event_staff_via_event.role ?= 'organiser') || (event.column.column_members_via_column.user ?= @request.auth.id && event.column.column_members_via_column.role ?!= 'author') || @request.auth.roles:each ?= 'editor'))"
)

// The registration group: who takes part in events.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createEventStaffList, createEventRegistrations, createEventTickets, createEventQuestions, createRegistrations, createCheckIns, limitGuests} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		if err := unlimitGuests(app); err != nil {
			return err
		}
		return dropCollections(app, "check_ins", "registrations", "event_staff", "event_questions", "event_tickets", "event_registration")
	})
}

func createEventRegistrations(app core.App) error {
	c := core.NewBaseCollection("event_registration")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		date("opens", "报名开始 · When registration opens."),
		date("closes", "报名截止；空为活动开始时 · When it closes; empty: when the event begins."),
		flag("guests", "允许不登录报名（邮箱确认） · People without an account register with their e-mail address."),
		integer("party", "一人最多可再带几位同事 · How many colleagues one may bring."),
		mustChoose(choice("waitlist", []string{"off", "fifo", "priority"}, "候补：不设、先来先得、按优先级 · Waiting list: none, first come first served, by priority.")),
		flag("promote", "名额空出时候补直接转正，不需再确认 · Who waits gets a freed seat at once, without being asked whether they still want it."),
		integer("offer_hours", "候补名额保留几小时；0 为 48 · Hours that an offered seat is kept; 0 is 48."),
		integer("keep_days", "活动结束几天后删除个人信息；0 为 180 · Days after the event until personal data is erased; 0 is 180."),
		text("join_url", 2000, "线上参会地址，只给已报名的人 · Where those who registered join online."),
		text("message", 2000, "写在确认邮件里的话 · What the confirmation says besides."),
		&core.TextField{Name: "key", Max: 64, Hidden: true, Help: "签名用的密钥，由系统生成 · Key that tickets and links are signed with; made by the system."},
	)
	timestamps(c)
	rules(c, rule(managesIt), rule(managesIt), rule(managesIt), rule(managesIt+" && @request.body.event:changed = false"), rule(managesIt))
	c.AddIndex("idx_event_registration_event", true, "event", "")
	return app.Save(c)
}

func createEventTickets(app core.App) error {
	c := core.NewBaseCollection("event_tickets")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("name", 80, "名称，如 现场票 · Name."))),
		text("about", 300, "说明 · What it is."),
		mustChoose(choice("mode", []string{"in_person", "online"}, "现场或线上 · In person or online.")),
		integer("capacity", "名额；0 为不限 · Seats; 0 is without limit."),
		flag("approval", "需要审核 · Each one is approved."),
		&core.TextField{Name: "code", Max: 60, Help: "邀请码；空为不需要 · Invitation code; empty: none is needed."},
		date("opens", "本票报名开始；空为随活动 · When this one opens; empty: with the event."),
		date("closes", "本票报名截止；空为随活动 · When this one closes; empty: with the event."),
		integer("position", "顺序 · Order."),
		integer("taken", "已占用名额，由系统维护 · Seats taken; kept by the system."),
		integer("waiting", "候补人数，由系统维护 · How many wait; kept by the system."),
	)
	timestamps(c)
	rules(c, rule(managesIt), rule(managesIt), rule(managesIt), rule(managesIt+" && @request.body.event:changed = false"), rule(managesIt))
	c.AddIndex("idx_event_tickets_event", false, "event, position", "")
	return app.Save(c)
}

func createEventQuestions(app core.App) error {
	c := core.NewBaseCollection("event_questions")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("label", 200, "问题 · The question."))),
		text("help", 300, "说明 · What helps to answer."),
		mustChoose(choice("kind", []string{"text", "long", "choice", "choices", "consent"}, "一行、多行、单选、多选、同意 · A line, a text, one choice, several, consent.")),
		object("options", 4000, "选项 · What can be chosen."),
		flag("required", "必答 · Has to be answered."),
	)
	c.Fields.Add(
		text("only_if_value", 200, "……的回答是 · …is answered with this."),
		integer("position", "顺序 · Order."),
	)
	timestamps(c)
	rules(c, rule(publicIt+" || "+managesIt), rule(publicIt+" || "+managesIt), rule(managesIt), rule(managesIt+" && @request.body.event:changed = false"), rule(managesIt))
	c.AddIndex("idx_event_questions_event", false, "event, position", "")
	if err := app.Save(c); err != nil { // a record of it can name another one
		return err
	}
	if err := addRelations(app, c,
		relationSpec{name: "only_if", to: "event_questions", help: "仅当另一题…… · Only when another one…"},
	); err != nil {
		return err
	}
	return app.Save(c)
}

func createEventStaffList(app core.App) error {
	c := core.NewBaseCollection("event_staff")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "谁 · Who."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("role", []string{"organiser", "gate"}, "组织者、签到员 · Organiser, or at the gate.")),
	)
	timestamps(c)
	const see = ownsIt + " || (@request.auth.id != '' && user = @request.auth.id)"
	rules(c, rule(see), rule(see), rule(ownsIt), rule(ownsIt+" && @request.body.event:changed = false && @request.body.user:changed = false"), rule(see))
	c.AddIndex("idx_event_staff_once", true, "event, user", "")
	c.AddIndex("idx_event_staff_user", false, "user", "")
	return app.Save(c)
}

func createRegistrations(app core.App) error {
	c := core.NewBaseCollection("registrations")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
		relationSpec{name: "ticket", to: "event_tickets", required: true, cascade: true, help: "票种 · Kind of seat."},
		relationSpec{name: "user", to: "users", help: "本站账号；访客为空 · Account here; empty for guests."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("name", 80, "姓名 · Name.")),
		text("email", 254, "邮箱 · Address."),
		mustChoose(choice("lang", []string{"zh", "en"}, "信件语言 · Language of the mails.")),
		text("zone", 64, "时区 · Time zone of the mails."),
		mustChoose(choice("state", []string{"unconfirmed", "pending", "waiting", "offered", "confirmed", "cancelled", "declined", "expired"}, "待确认邮箱、待审核、候补、已分到候补名额、已确认、已取消、未通过、已过期 · What became of it.")),
		integer("place", "到达顺序 · Order of arrival."),
		integer("priority", "优先级，越大越先 · Priority; the greater, the sooner."),
		date("offered_until", "候补名额保留到 · Until when an offered seat is kept."),
		object("answers", 20000, "对报名问题的回答 · Answers to the questions."),
		&core.TextField{Name: "code", Max: 32, Hidden: true, Help: "票号，签到用 · Code of the ticket."},
		&core.TextField{Name: "secret", Max: 64, Hidden: true, Help: "管理链接的随机数；转让后更换 · Random part of the link that manages it; another one after a transfer."},
		text("source", 60, "从哪里得知 · Where it came from."),
		date("confirmed", "确认时间 · When it was confirmed."),
		date("cancelled", "取消时间 · When it was cancelled."),
		date("arrived", "签到时间 · When the person arrived."),
		flag("erased", "个人信息已删除 · Personal data was erased."),
	)
	timestamps(c)
	c.AddIndex("idx_registrations_code", true, "code", "code != ''")
	c.AddIndex("idx_registrations_place", true, "event, place", "place > 0")
	c.AddIndex("idx_registrations_queue", false, "ticket, state, place", "")
	c.AddIndex("idx_registrations_event", false, "event, state", "")
	c.AddIndex("idx_registrations_mine", false, "user, created", "")
	c.AddIndex("idx_registrations_offers", false, "state, offered_until", "state = 'offered'")
	if err := app.Save(c); err != nil { // a record of it can name another one
		return err
	}
	if err := addRelations(app, c,
		relationSpec{name: "party", to: "registrations", cascade: true, help: "由谁带来 · Registration that this one came with."},
	); err != nil {
		return err
	}
	const see = "@request.auth.id != '' && (user = @request.auth.id || party.user = @request.auth.id || (erased = false && (" + managesIt + ")))"
	rules(c, rule(see), rule(see), rule("@request.auth.id != '' && user = @request.auth.id"), rule(see), nil)
	c.AddIndex("idx_registrations_party", false, "party", "party != ''")
	c.AddIndex("idx_registrations_user", true, "event, user", "user != '' AND party = '' AND state != 'cancelled' AND state != 'declined' AND state != 'expired'")
	c.AddIndex("idx_registrations_email", true, "event, email", "email != '' AND user = '' AND party = '' AND state != 'cancelled' AND state != 'declined' AND state != 'expired'")
	return app.Save(c)
}

func createCheckIns(app core.App) error {
	c := core.NewBaseCollection("check_ins")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
		relationSpec{name: "registration", to: "registrations", required: true, cascade: true, help: "谁到了 · Who arrived."},
		relationSpec{name: "user", to: "users", help: "由谁签到；注销的为空 · Who checked them in; empty when gone."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		required(text("nonce", 64, "每次扫码的随机数，重复发送只算一次 · Random number of the scan: sent twice, it counts once.")),
		date("at", "设备上的时间 · When it was, by the device."),
		date("undone", "撤销时间 · When it was taken back."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "undone_by", to: "users", help: "由谁撤销 · Who took it back."},
	); err != nil {
		return err
	}
	timestamps(c)
	rules(c, rule(managesIt), rule(managesIt), nil, rule(managesIt), nil)
	c.AddIndex("idx_check_ins_nonce", true, "event, nonce", "")
	c.AddIndex("idx_check_ins_once", true, "registration", "undone = ''")
	c.AddIndex("idx_check_ins_event", false, "event, created", "")
	return app.Save(c)
}

const guestRegistrations = "POST /api/qiao/registrations"

// limitGuests bounds how often one address asks for the mail that confirms a guest: each goes to somebody.
func limitGuests(app core.App) error {
	settings := app.Settings()
	settings.RateLimits.Rules = append(settings.RateLimits.Rules, core.RateLimitRule{Label: guestRegistrations, MaxRequests: 30, Duration: 60})
	return app.Save(settings)
}

func unlimitGuests(app core.App) error {
	settings := app.Settings()
	settings.RateLimits.Rules = slices.DeleteFunc(settings.RateLimits.Rules, func(r core.RateLimitRule) bool { return r.Label == guestRegistrations })
	return app.Save(settings)
}
