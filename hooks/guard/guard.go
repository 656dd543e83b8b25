// Package guard is the room that keeps harm out before anybody sees it: word rules, what new
// members may do how often, floods and repetition, and the queue of what waits until a
// moderator has seen it.
//
// It looks at what people ask for (the site and the REST API alike). Superusers, imports and
// the system's own jobs pass: what the one operates and the other restores isn't to be held
// up by a list of words. Site editors and moderators are bound by the rules that refuse and
// mask, not by those that hold: they would release it themselves.
//
// Words are looked for in request hooks, before other rooms render the text. What takes a
// count (limits, repetition, first posts) is decided in the transaction of the write, so that
// a hundred requests at once pass no more than one after another.
package guard

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/bus"
	"qiao/hooks/schema"
)

// A Guard is the room with the rules in force.
type Guard struct {
	app   core.App
	rules *ruleBook
}

// early is the order of hooks that settle something before the room that owns the record
// looks at it.
const early = -50

// Register binds the guard to everything that members write.
func Register(app core.App) *Guard {
	g := &Guard{app: app, rules: newRuleBook(app)}
	bus.Of(app).Subscribe("guard.words", g.rules.heard)
	app.OnSettingsReload().Bind(&hook.Handler[*core.SettingsReloadEvent]{Id: "guard.words", Func: func(e *core.SettingsReloadEvent) error {
		g.rules.stale() // so the command line tells a server that it changed the rules
		return e.Next()
	}})
	app.OnRecordValidate(schema.WordRules).Bind(bind.Func("guard.words.validate", validateRule))
	app.OnRecordValidate(schema.PolicySettings).Bind(bind.Func("guard.policy.validate", validatePolicy))
	app.OnRecordUpdateRequest(schema.PolicySettings).Bind(bind.Func("guard.policy.take", takeLimits))
	app.OnRecordEnrich(schema.PolicySettings).Bind(&hook.Handler[*core.RecordEnrichEvent]{Id: "guard.policy.show", Func: showLimits})

	for collection := range texts {
		app.OnRecordCreateRequest(collection).Bind(bind.Func("guard.words."+collection, g.read))
		app.OnRecordUpdateRequest(collection).Bind(bind.Func("guard.words."+collection, g.read))
	}
	app.OnRecordCreateRequest(schema.Registrations).Bind(bind.Func("guard.words."+schema.Registrations, g.readRegistration))
	app.OnRecordUpdateRequest(schema.Registrations).Bind(bind.Func("guard.words."+schema.Registrations, g.readRegistration))
	app.OnRecordCreate(schema.SurveyResponses).Bind(bind.At("guard.words.answers", early, g.readAnswers))
	app.OnRecordCreate(schema.Certificates).Bind(bind.At("guard.words.name", early, g.readName))
	for collection := range counted {
		app.OnRecordCreateRequest(collection).Bind(bind.Func("guard.asked."+collection, asked))
		app.OnRecordCreateExecute(collection).Bind(bind.Func("guard.limits."+collection, limit))
	}

	for _, collection := range []string{schema.Comments, schema.Articles, schema.Questions, schema.Answers} {
		app.OnRecordUpdateRequest(collection).Bind(bind.Func("guard.asked."+collection, asked))
	}

	// comments
	app.OnRecordCreateExecute(schema.Comments).Bind(bind.Func("guard.comments.hold", g.holdComment))
	app.OnRecordUpdateExecute(schema.Comments).Bind(bind.Func("guard.comments.hold", g.holdComment))
	app.OnRecordDeleteExecute(schema.Comments).Bind(bind.Func("guard.comments.forget", forget))

	// articles
	app.OnRecordCreate(schema.Articles).Bind(bind.At("guard.articles.hold", early, g.holdArticle))
	app.OnRecordUpdate(schema.Articles).Bind(bind.At("guard.articles.hold", early, g.holdArticle))
	app.OnRecordCreateExecute(schema.Articles).Bind(bind.Func("guard.articles.keep", keepArticle))
	app.OnRecordUpdateExecute(schema.Articles).Bind(bind.Func("guard.articles.keep", keepArticle))
	app.OnRecordDeleteExecute(schema.Articles).Bind(bind.Func("guard.articles.forget", forget))

	// questions and answers
	for kind, collection := range postKinds {
		app.OnRecordCreate(collection).Bind(bind.At("guard."+collection+".hold", early, g.holdPost(kind)))
		app.OnRecordUpdate(collection).Bind(bind.At("guard."+collection+".hold", early, g.holdPost(kind)))
		app.OnRecordCreateExecute(collection).Bind(bind.Func("guard."+collection+".keep", keepPost(kind)))
		app.OnRecordUpdateExecute(collection).Bind(bind.Func("guard."+collection+".keep", keepPost(kind)))
		app.OnRecordDeleteExecute(collection).Bind(bind.Func("guard."+collection+".forget", forget))
	}

	// what moderators decide
	app.OnRecordUpdateRequest(schema.Holds).Bind(bind.Func("guard.holds.mayDecide", mayDecide))
	app.OnRecordUpdateExecute(schema.Holds).Bind(bind.Func("guard.holds.decide", decide))

	app.OnRecordAuthWithPasswordRequest(schema.Users).Bind(&hook.Handler[*core.RecordAuthWithPasswordRequestEvent]{
		Id: "guard.passwords", Func: newTries().password,
	})
	return g
}
