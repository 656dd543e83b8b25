package qa

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// settleAccepted holds that the accepted answer is a public one of the question, and notes when it was accepted. Of two
// acceptances at once the later one stands: there is one field for it.
func settleAccepted(app core.App, r, was *core.Record) error {
	q := schema.AsQuestion(r)
	had := ""
	if was != nil {
		had = was.GetString(schema.QuestionAccepted)
	}
	if q.Accepted() == had {
		return nil
	}
	if q.Accepted() == "" {
		r.Set(schema.QuestionAcceptedAt, "")
		return nil
	}
	ok, err := exists(app, "SELECT 1 FROM answers WHERE id = {:id} AND question = {:question} AND status = 'published'",
		dbx.Params{"id": q.Accepted(), "question": r.Id})
	if err != nil {
		return err
	}
	if !ok {
		return i18n.FieldError(schema.QuestionAccepted, "qa.no_such_answer")
	}
	given := q.AcceptedAt()
	if given.IsZero() || was != nil && given.String() == was.GetString(schema.QuestionAcceptedAt) {
		r.Set(schema.QuestionAcceptedAt, types.NowDateTime())
	}
	return nil
}

// unaccept takes an acceptance back when the answer isn't public any more.
func unaccept(app core.App, question, answer string) error {
	r, err := app.FindRecordById(schema.Questions, question)
	if err != nil {
		return err
	}
	if r.GetString(schema.QuestionAccepted) != answer {
		return nil
	}
	r.Set(schema.QuestionAccepted, "")
	return app.SaveNoValidate(r) // nothing else of the question changes, whatever is true of it today
}
