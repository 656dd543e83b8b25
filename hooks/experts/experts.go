// Package experts is the room of who knows what: people are asked to answer and suggested for it, and the tags by which
// they are found are kept in order, with their synonyms, and merged into each other.
package experts

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Register binds what keeps requests to answer and merged tags true, whoever writes. reshelve brings the lists that
// questions stand on up to date, in the caller's transaction.
func Register(app core.App, index *search.Index, reshelve func(app core.App, questions []string) error) {
	app.Store().Set(outerKey, app)

	// requests to answer
	app.OnRecordCreateRequest(schema.AnswerRequests).Bind(bind.Func("experts.requests.mayAsk", mayAsk))
	app.OnRecordUpdateRequest(schema.AnswerRequests).Bind(bind.Func("experts.requests.mayDecline", mayDecline))
	app.OnRecordCreateExecute(schema.AnswerRequests).Bind(bind.Func("experts.requests.create", createRequest))
	app.OnRecordUpdateExecute(schema.AnswerRequests).Bind(bind.Func("experts.requests.update", updateRequest))
	app.OnRecordCreateExecute(schema.Answers).Bind(bind.Func("experts.requests.follow", followAnswer))
	app.OnRecordUpdateExecute(schema.Answers).Bind(bind.Func("experts.requests.follow", followAnswer))
	app.OnRecordDeleteExecute(schema.Answers).Bind(bind.Func("experts.requests.follow", followAnswer))

	// tags: what was merged away is written as what it became, before the record is looked at and again in the
	// transaction that writes it, ahead of whoever reads the tags there
	for _, bound := range []*hook.TaggedHook[*core.RecordEvent]{app.OnRecordCreate(), app.OnRecordUpdate()} {
		bound.Bind(bind.At("experts.tags.resolve", -900, resolveTags))
	}
	for _, bound := range []*hook.TaggedHook[*core.RecordEvent]{app.OnRecordCreateExecute(), app.OnRecordUpdateExecute()} {
		bound.Bind(bind.At("experts.tags.settle", -900, settleTags))
	}
	app.OnRecordValidate(schema.Tags).Bind(bind.Func("experts.tags.synonyms", validateSynonyms))
	app.OnRecordDeleteRequest(schema.Tags).Bind(bind.Func("experts.tags.mayDelete", mayDeleteTag))
	app.OnRecordCreateRequest(schema.TagMerges).Bind(bind.Func("experts.merges.stamp", stampMerge))
	app.OnRecordCreateExecute(schema.TagMerges).Bind(bind.Func("experts.merges.begin", beginMerge))
	m := &merger{index: index, reshelve: reshelve}
	jobs.Handle(app, mergeKind, m.run)

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "experts.routes", Func: func(e *core.ServeEvent) error {
		e.Router.GET("/api/qiao/experts", suggest).Bind(apis.RequireAuth(schema.Users), apis.SkipSuccessActivityLog())
		return e.Next()
	}})
}
