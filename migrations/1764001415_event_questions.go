package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Questions asked in events. A question stays when its event goes.
func init() {
	m.Register(func(app core.App) error {
		questions, err := app.FindCollectionByNameOrId("questions")
		if err != nil {
			return err
		}
		if err := addRelations(app, questions,
			relationSpec{name: "event", to: "events", help: "在哪个活动提问 · Event that it is asked in."},
		); err != nil {
			return err
		}
		questions.AddIndex("idx_questions_event", false, "event", "event != ''")
		return app.Save(questions)
	}, func(app core.App) error {
		questions, err := app.FindCollectionByNameOrId("questions")
		if err != nil {
			return err
		}
		questions.RemoveIndex("idx_questions_event")
		questions.Fields.RemoveByName("event")
		if err := app.Save(questions); err != nil {
			return err
		}
		return execAll(app, "DELETE FROM question_shelves WHERE shelf LIKE 'event:%'")
	})
}
