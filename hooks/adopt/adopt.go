// Package adopt is the room of what stands elsewhere: questions of other sites that become entries here, answers that
// were given elsewhere, and where an answer of ours was posted on the site that its question came from.
//
// Nothing is fetched: whoever adds an address also says what is there.
package adopt

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/schema"
)

// Register binds what keeps entries of other sites true, whoever writes: the site, the REST API, the dashboard or an import.
func Register(app core.App) {
	// questions of other sites
	app.OnRecordCreateRequest(schema.ExternalQuestions).Bind(bind.Func("adopt.questions.mayAdd", mayAdd))
	app.OnRecordUpdateRequest(schema.ExternalQuestions).Bind(bind.Func("adopt.questions.mayChange", mayChange))
	app.OnRecordCreate(schema.ExternalQuestions).Bind(bind.Func("adopt.questions.prepare", prepareExternal))
	app.OnRecordUpdate(schema.ExternalQuestions).Bind(bind.Func("adopt.questions.prepare", prepareExternal))
	app.OnRecordValidate(schema.ExternalQuestions).Bind(bind.Func("adopt.questions.validate", validateExternal))
	app.OnRecordCreateExecute(schema.ExternalQuestions).Bind(bind.Func("adopt.questions.save", saveExternal))
	app.OnRecordUpdateExecute(schema.ExternalQuestions).Bind(bind.Func("adopt.questions.save", saveExternal))

	// answers elsewhere
	app.OnRecordCreateRequest(schema.AnswerLinks).Bind(bind.Func("adopt.links.mayAdd", mayLink))
	app.OnRecordCreate(schema.AnswerLinks).Bind(bind.Func("adopt.links.prepare", prepareLink))
	app.OnRecordValidate(schema.AnswerLinks).Bind(bind.Func("adopt.links.validate", validateLink))
	app.OnRecordCreateExecute(schema.AnswerLinks).Bind(bind.Func("adopt.links.save", createLink))

	// answers of ours that were posted there
	app.OnRecordValidate(schema.Answers).Bind(bind.Func("adopt.answers.posted", validatePosted))
}
