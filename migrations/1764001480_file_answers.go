package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Questions of a registration that are answered with a file, and answers that count on the waiting list.
func init() {
	m.Register(func(app core.App) error {
		questions, err := app.FindCollectionByNameOrId("event_questions")
		if err != nil {
			return err
		}
		if kind, ok := questions.Fields.GetByName("kind").(*core.SelectField); ok && !slices.Contains(kind.Values, "file") {
			kind.Values = append(kind.Values, "file")
			kind.Help = "一行、多行、单选、多选、同意、文件 · A line, a text, one choice, several, consent, a file."
		}
		questions.Fields.Add(object("points", 4000, "候补积分：选项 → 分数 · Points on the waiting list: choice → number."))
		if err := app.Save(questions); err != nil {
			return err
		}
		registrations, err := app.FindCollectionByNameOrId("registrations")
		if err != nil {
			return err
		}
		registrations.Fields.Add(
			&core.FileField{Name: "files", MaxSelect: 3, MaxSize: 5 << 20, MimeTypes: answerTypes, Protected: true, Help: "回答里的文件；只有本人和组织者能下载 · Files among the answers; for whose they are and the organisers."},
			integer("points", "回答带来的候补积分，由系统计算 · Points that the answers give on the waiting list; counted by the system."),
		)
		return app.Save(registrations)
	}, func(app core.App) error {
		registrations, err := app.FindCollectionByNameOrId("registrations")
		if err != nil {
			return err
		}
		registrations.Fields.RemoveByName("files")
		registrations.Fields.RemoveByName("points")
		if err := app.Save(registrations); err != nil {
			return err
		}
		if err := execAll(app, "DELETE FROM event_questions WHERE kind = 'file'"); err != nil {
			return err
		}
		questions, err := app.FindCollectionByNameOrId("event_questions")
		if err != nil {
			return err
		}
		questions.Fields.RemoveByName("points")
		if kind, ok := questions.Fields.GetByName("kind").(*core.SelectField); ok {
			kind.Values = slices.DeleteFunc(kind.Values, func(v string) bool { return v == "file" })
			kind.Help = "一行、多行、单选、多选、同意 · A line, a text, one choice, several, consent."
		}
		return app.Save(questions)
	})
}

// answerTypes are what a question can be answered with: papers and pictures that nothing runs in.
var answerTypes = []string{
	"application/pdf", "image/png", "image/jpeg", "image/webp",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
