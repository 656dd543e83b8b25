package qa

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/tx"
)

// prepareAnswer fills in an id, the status, and when the question was answered, and has the text name the files that came
// with it.
func prepareAnswer(e *core.RecordEvent) error {
	r := e.Record
	if r.Id == "" {
		r.Id = core.GenerateDefaultRandomId()
	}
	a := schema.AsAnswer(r)
	if a.Status() == "" {
		r.Set(schema.AnswerStatus, Published)
	}
	if a.Status() == Published && a.Answered().IsZero() {
		r.Set(schema.AnswerAnswered, types.NowDateTime())
	}
	nameFiles(e.App, r)
	return e.Next()
}

// validateAnswer holds what is true of every answer, and renders it.
func validateAnswer(e *core.RecordEvent) error {
	a := schema.AsAnswer(e.Record)
	if schema.Blank(a.Body()) {
		return i18n.FieldError(schema.AnswerBody, "qa.answer_empty")
	}
	if err := e.Next(); err != nil {
		return err
	}
	lang, err := langOf(e.App, a.Question())
	if err != nil {
		return err
	}
	return render(e.App, e.Record, lang)
}

// langOf is the language of a question, in which its answers are taken to be.
func langOf(app core.App, question string) (lang string, err error) {
	err = app.DB().NewQuery("SELECT lang FROM questions WHERE id = {:id}").Bind(dbx.Params{"id": question}).Row(&lang)
	return lang, err
}

// saveAnswer writes the row, counts the answer for its question, and moves the question up.
func saveAnswer(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r, ask := e.Record, askOf(e.Record)
		was, err := before(e.App, r)
		if err != nil {
			return err
		}
		a := schema.AsAnswer(r)
		if ask != nil {
			if err := mayAnswerNow(e.App, ask, a, was); err != nil {
				return err
			}
		}
		edited, err := isEdit(e.App, answer, r, was)
		if err != nil {
			return err
		}
		if edited && a.Edited().String() == was.GetString(schema.AnswerEdited) {
			r.Set(schema.AnswerEdited, types.NowDateTime())
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := stats.Ensure(e.App, schema.Answers, r.Id); err != nil {
			return err
		}
		if err := keepRevision(e.App, answer, r, edited); err != nil {
			return err
		}
		public, wasPublic := a.Status() == Published, was != nil && was.GetString(schema.AnswerStatus) == Published
		switch {
		case public && !wasPublic:
			err = stats.Add(e.App, schema.Questions, a.Question(), schema.StatsAnswers, 1)
		case wasPublic && !public:
			if err = stats.Add(e.App, schema.Questions, a.Question(), schema.StatsAnswers, -1); err == nil {
				err = unaccept(e.App, a.Question(), r.Id)
			}
		}
		if err != nil {
			return err
		}
		if public {
			for _, at := range []types.DateTime{a.Answered(), a.Edited()} {
				if err := move(e.App, a.Question(), at); err != nil {
					return err
				}
			}
		}
		return Reshelve(e.App, []string{a.Question()})
	})
}

// mayAnswerNow judges a request for an answer by what its question is at this moment.
func mayAnswerNow(app core.App, ask *asked, a *schema.Answer, was *core.Record) error {
	if was != nil {
		lang, err := langOf(app, a.Question())
		if err != nil {
			return err
		}
		if err := join(app, a.ProxyRecord(), was, lang); err != nil {
			return err
		}
		if err := mayNow(app, ask, answer, a.ProxyRecord(), was); err != nil {
			return err
		}
		if was.GetString(schema.AnswerStatus) == Deleted && a.Status() == Published {
			return onlyOne(app, a)
		}
		return nil
	}
	record, err := app.FindRecordById(schema.Questions, a.Question())
	if err != nil {
		return i18n.FieldError(schema.AnswerQuestion, "qa.no_question")
	}
	q := schema.AsQuestion(record)
	switch {
	case q.Status() != Published:
		return i18n.FieldError(schema.AnswerQuestion, "qa.no_question")
	case q.Locked():
		return i18n.NewError("qa.locked").WithStatus(http.StatusForbidden)
	case q.Closed() != "":
		return i18n.NewError("qa.closed").WithStatus(http.StatusForbidden)
	}
	if q.Protected() && !ask.staff && q.Author() != ask.by.Id {
		settings, err := settingsOf(app)
		if err != nil {
			return err
		}
		if have := ask.by.GetInt(schema.UserReputation); have < settings.ProtectedNeeds() {
			return i18n.NewError("qa.protected", "Needs", settings.ProtectedNeeds(), "Have", have).WithStatus(http.StatusForbidden)
		}
	}
	return onlyOne(app, a)
}

// onlyOne lets a member answer a question once, unless the settings allow more. Writes come one after another, so that
// of two answers at once one finds the other.
func onlyOne(app core.App, a *schema.Answer) error {
	settings, err := settingsOf(app)
	if err != nil || settings.SeveralAnswers() {
		return err
	}
	twice, err := exists(app, "SELECT 1 FROM answers WHERE question = {:question} AND author = {:author} AND id != {:id} AND status != 'deleted'",
		dbx.Params{"question": a.Question(), "author": a.Author(), "id": a.Id})
	if err != nil {
		return err
	}
	if twice && a.Author() != "" {
		return i18n.FieldError(schema.AnswerQuestion, "qa.answered_already")
	}
	return nil
}

// settingsOf reads how questions and answers work here; it is one row.
func settingsOf(app core.App) (*schema.QASettings, error) {
	r, err := app.FindRecordById(schema.QASettingsList, schema.QASettingsID)
	if err != nil {
		return nil, err
	}
	return schema.AsQASettings(r), nil
}

// deleteAnswer removes the row and its counters. PocketBase takes the acceptance back.
func deleteAnswer(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := before(e.App, e.Record)
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := stats.Remove(e.App, e.Record.Id); err != nil {
			return err
		}
		if was.GetString(schema.AnswerStatus) != Published {
			return nil
		}
		question := was.GetString(schema.AnswerQuestion)
		if err := stats.Add(e.App, schema.Questions, question, schema.StatsAnswers, -1); err != nil {
			return err
		}
		return Reshelve(e.App, []string{question})
	})
}
