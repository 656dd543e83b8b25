// Package proposals is the room of calls for proposals: what organisers ask for, what speakers propose, reviews, decisions and
// the mails that tell of them, and how what is confirmed comes into the agenda.
//
// What a proposer may know of a proposal is in the record of the proposal; what the organisers think of it is in records of
// its own, which its rules keep from everybody who has a part in the proposal. A decision counts for the proposer once it is
// sent, and it is sent in one transaction with the mail that says so: so nobody is told twice, whoever decides.
package proposals

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// desk is where proposals arrive.
type desk struct {
	baseURL func() string // what links in mails begin with
}

// early is before word rules are looked at: what a part of the agenda takes from a proposal is read like all else.
const early = -110

// Register binds the room. baseURL gives what links in mails begin with.
func Register(app core.App, baseURL func() string) {
	d := &desk{baseURL}

	app.OnRecordValidate(schema.EventCalls).Bind(bind.Func("proposals.calls.validate", validateCall))
	app.OnRecordUpdateExecute(schema.EventCalls).Bind(bind.Func("proposals.calls.update", changeCall))

	app.OnRecordCreateRequest(schema.Proposals).Bind(bind.Func("proposals.mayPropose", mayPropose))
	app.OnRecordUpdateRequest(schema.Proposals).Bind(bind.Func("proposals.mayChange", mayChange))
	app.OnRecordValidate(schema.Proposals).Bind(bind.Func("proposals.validate", validate))
	app.OnRecordCreateExecute(schema.Proposals).Bind(bind.Func("proposals.create", create))
	app.OnRecordUpdateExecute(schema.Proposals).Bind(bind.Func("proposals.update", update))
	app.OnRecordDeleteExecute(schema.Users).Bind(bind.Func("proposals.users.leave", forget))

	app.OnRecordValidate(schema.ProposalReviews).Bind(bind.Func("proposals.reviews.validate", validateReview))
	app.OnRecordCreateRequest(schema.ProposalDecisions).Bind(bind.Func("proposals.decisions.asked", decisionAsked))
	app.OnRecordUpdateRequest(schema.ProposalDecisions).Bind(bind.Func("proposals.decisions.asked", decisionAsked))
	app.OnRecordCreateExecute(schema.ProposalDecisions).Bind(bind.Func("proposals.decisions.save", decide))
	app.OnRecordUpdateExecute(schema.ProposalDecisions).Bind(bind.Func("proposals.decisions.save", decide))

	app.OnRecordCreateRequest(schema.EventSessions).Bind(bind.At("proposals.sessions.fill", early, fillSession))
	app.OnRecordUpdateRequest(schema.EventSessions).Bind(bind.At("proposals.sessions.kept", early, keepSession))
	app.OnRecordCreate(schema.EventSessions).Bind(bind.At("proposals.sessions.place", early, place))

	jobs.Handle(app, mailKind, d.send)

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "proposals.routes", Func: func(e *core.ServeEvent) error {
		members := apis.RequireAuth(schema.Users, core.CollectionNameSuperusers)
		e.Router.GET("/api/qiao/events/{id}/call", showCall).Bind(apis.SkipSuccessActivityLog())
		e.Router.GET("/api/qiao/events/{id}/proposals", showBoard).Bind(members, apis.SkipSuccessActivityLog())
		e.Router.POST("/api/qiao/events/{id}/decisions/send", sendDecisions).Bind(members, apis.BodyLimit(64<<10))
		e.Router.GET("/api/qiao/events/{id}/schedule", showSchedule).Bind(members, apis.SkipSuccessActivityLog())
		e.Router.POST("/api/qiao/proposals/{id}/leave", leave).Bind(members, apis.BodyLimit(1<<10))
		return e.Next()
	}})
}
