// Package qa is the room of questions and answers: what may be asked and answered, their life from draft to deleted,
// their texts and revisions, which answer was accepted, and the lists that questions stand on.
//
// Whoever saves (the site, the REST API, an import, a job), the hooks of the records hold what is true of every question
// and answer. What a person may ask for is settled by request hooks; what depends on what others do at the same moment
// is decided in the transaction of the write.
package qa

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// early is the order of the request hooks here: what a person can't say at all is settled before anybody judges it.
const early = -100

// Register binds what keeps questions and answers true, however they are written.
func Register(app core.App, index *search.Index) {
	app.OnRecordCreateRequest(schema.Questions).Bind(bind.At("qa.questions.mayAsk", early, mayAsk))
	app.OnRecordUpdateRequest(schema.Questions).Bind(bind.At("qa.questions.mayChange", early, mayChange(question)))
	app.OnRecordCreate(schema.Questions).Bind(bind.Func("qa.questions.prepare", prepareQuestion))
	app.OnRecordUpdate(schema.Questions).Bind(bind.Func("qa.questions.prepare", prepareQuestion))
	app.OnRecordValidate(schema.Questions).Bind(bind.Func("qa.questions.validate", validateQuestion))
	app.OnRecordCreateExecute(schema.Questions).Bind(bind.Func("qa.questions.save", saveQuestion))
	app.OnRecordUpdateExecute(schema.Questions).Bind(bind.Func("qa.questions.save", saveQuestion))
	app.OnRecordDeleteExecute(schema.Questions).Bind(bind.Func("qa.questions.delete", deleteQuestion))

	app.OnRecordCreateRequest(schema.Answers).Bind(bind.At("qa.answers.mayAnswer", early, mayAnswer))
	app.OnRecordUpdateRequest(schema.Answers).Bind(bind.At("qa.answers.mayChange", early, mayChange(answer)))
	app.OnRecordCreate(schema.Answers).Bind(bind.Func("qa.answers.prepare", prepareAnswer))
	app.OnRecordUpdate(schema.Answers).Bind(bind.Func("qa.answers.prepare", prepareAnswer))
	app.OnRecordValidate(schema.Answers).Bind(bind.Func("qa.answers.validate", validateAnswer))
	app.OnRecordCreateExecute(schema.Answers).Bind(bind.Func("qa.answers.save", saveAnswer))
	app.OnRecordUpdateExecute(schema.Answers).Bind(bind.Func("qa.answers.save", saveAnswer))
	app.OnRecordDeleteExecute(schema.Answers).Bind(bind.Func("qa.answers.delete", deleteAnswer))

	app.OnRecordCreate(schema.PostRevisions).Bind(bind.Func("qa.revisions.place", placeRevision))

	// what is said about a question moves it up
	app.OnRecordCreateExecute(schema.Comments).Bind(bind.Func("qa.comments.active", commented))

	jobs.Every(app, "qa.renderStale", "*/10 * * * *", RenderStale)
	tell(app)
	index.Register(Source())
	app.OnSettingsReload().Bind(bind.Func("qa.marks", func(e *core.SettingsReloadEvent) error { // an import by another process says so
		forgetMarks(e.App)
		return e.Next()
	}))
	app.OnServe().Bind(bind.Func("qa.routes", func(e *core.ServeEvent) error {
		routes(e)
		return e.Next()
	}))
}
