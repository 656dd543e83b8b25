package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What comes after an event: certificates of attendance, a survey, and the mail that tells of them.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createEventAfterwards, createSurveyQuestions, createSurveyResponses, createSurveyTurns, createCertificates} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "certificates", "survey_turns", "survey_responses", "survey_questions", "event_afterwards")
	})
}

func createEventAfterwards(app core.App) error {
	c, err := ofEvent(app, "event_afterwards")
	if err != nil {
		return err
	}
	c.Fields.Add(
		flag("certificates", "给到场的人参与证明 · Those who came get a certificate."),
		number("hours", "证明上的学时；0 为按活动时间计算 · Hours on the certificate; 0: by the event's times."),
		text("issuer", 120, "证明上的颁发者；空为主办方 · Who issues it; empty: the organiser."),
		flag("survey", "开放活动后的问卷 · The survey is open."),
		text("survey_about", 500, "问卷开头的话 · What the survey begins with."),
		date("survey_until", "问卷截止；空为活动结束 30 天后 · When the survey closes; empty: 30 days after the event."),
		integer("send_hours", "活动结束几小时后自动发会后邮件；0 为不自动 · Hours after the event until the follow-up mail goes out by itself; 0: it doesn't."),
		text("came_text", 5000, "会后邮件里对到场的人说的话 · What the mail says to those who came."),
		text("missed_text", 5000, "会后邮件里对没到场的人说的话 · What the mail says to those who didn't."),
		date("sent", "会后邮件的发出时间，由系统填写 · When the follow-up mail went out; set by the system."),
	)
	timestamps(c)
	rules(c, rule(managesIt), rule(managesIt), rule(managesIt), rule(managesIt+sameEvent), rule(managesIt))
	c.AddIndex("idx_event_afterwards_event", true, "event", "")
	c.AddIndex("idx_event_afterwards_due", false, "sent", "send_hours > 0 AND sent = ''")
	return app.Save(c)
}

func createSurveyQuestions(app core.App) error {
	c, err := ofEvent(app, "survey_questions")
	if err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("label", 200, "问题 · The question."))),
		text("help", 300, "说明 · What helps to answer."),
		mustChoose(choice("kind", []string{"rating", "choice", "choices", "text"}, "一到五分、单选、多选、文字 · One to five, one choice, several, a text.")),
		object("options", 4000, "选项 · What can be chosen."),
		flag("required", "必答 · Has to be answered."),
		integer("position", "顺序 · Order."),
	)
	timestamps(c)
	rules(c, rule(managesIt), rule(managesIt), rule(managesIt), rule(managesIt+sameEvent), rule(managesIt))
	c.AddIndex("idx_survey_questions_event", false, "event, position", "")
	return app.Save(c)
}

// A response names nobody and no time, so that nobody finds out whose it is.
func createSurveyResponses(app core.App) error {
	c, err := ofEvent(app, "survey_responses", relationSpec{name: "ticket", to: "event_tickets", help: "票种 · Kind of seat."})
	if err != nil {
		return err
	}
	c.Fields.Add(object("answers", 40000, "对问卷的回答 · Answers to the survey."))
	rules(c, nil, nil, nil, nil, nil)
	c.AddIndex("idx_survey_responses_event", false, "event, ticket", "")
	return app.Save(c)
}

func createSurveyTurns(app core.App) error {
	c, err := ofEvent(app, "survey_turns", relationSpec{name: "registration", to: "registrations", required: true, cascade: true, help: "谁已经答过 · Who has answered."})
	if err != nil {
		return err
	}
	rules(c, nil, nil, nil, nil, nil)
	c.AddIndex("idx_survey_turns_once", true, "registration", "")
	c.AddIndex("idx_survey_turns_event", false, "event", "")
	return app.Save(c)
}

func createCertificates(app core.App) error {
	c, err := ofEvent(app, "certificates",
		relationSpec{name: "registration", to: "registrations", required: true, cascade: true, help: "谁的报名 · Whose registration."},
		relationSpec{name: "user", to: "users", help: "本站账号；访客为空 · Account here; empty for guests."})
	if err != nil {
		return err
	}
	c.Fields.Add(
		presentable(text("name", 80, "证明上的姓名，由本人填写 · Name on it, as the person chose it.")),
		required(text("code", 32, "核验码，由系统生成 · Code that it is verified by; made by the system.")),
		number("hours", "学时；0 为不写 · Hours; 0: not said."),
		text("issuer", 120, "颁发者 · Who issued it."),
		date("revoked", "撤销时间 · When it was revoked."),
	)
	timestamps(c)
	const see = "@request.auth.id != '' && (user = @request.auth.id || (registration.erased = false && (" + managesIt + ")))"
	rules(c, rule(see), rule(see), nil, nil, nil)
	c.AddIndex("idx_certificates_code", true, "code", "")
	c.AddIndex("idx_certificates_registration", true, "registration", "")
	c.AddIndex("idx_certificates_user", false, "user", "user != ''")
	c.AddIndex("idx_certificates_event", false, "event, created", "")
	return app.Save(c)
}
