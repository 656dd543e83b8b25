// Package moderation is the room that keeps the place clean: reports and their queue, what
// moderators decide about things and members, appeals against it, and the audit log.
//
// Whoever saves (the page of the moderators, the REST API, the dashboard), the hooks of the
// records do the work: a sanction sets the account's dates, a state that changes is
// written into the audit log, a granted appeal undoes what it is about.
package moderation

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Register binds the rules of moderation to the records that they concern.
func Register(app core.App) {
	// before anything else that a request does to a record
	app.OnRecordCreateRequest().Bind(first("moderation.standing", requestStanding("create")))
	app.OnRecordUpdateRequest().Bind(first("moderation.standing", requestStanding("update")))
	app.OnRecordDeleteRequest().Bind(first("moderation.standing", requestStanding("delete")))
	app.OnRecordRequestEmailChangeRequest(schema.Users).Bind(&hook.Handler[*core.RecordRequestEmailChangeRequestEvent]{
		Id: "moderation.standing", Func: func(e *core.RecordRequestEmailChangeRequestEvent) error {
			if err := refuseSuspended(e.Record); err != nil {
				return err
			}
			return e.Next()
		}})
	app.OnRecordConfirmEmailChangeRequest(schema.Users).Bind(&hook.Handler[*core.RecordConfirmEmailChangeRequestEvent]{
		Id: "moderation.standing", Func: func(e *core.RecordConfirmEmailChangeRequestEvent) error {
			if err := refuseSuspended(e.Record); err != nil {
				return err
			}
			return e.Next()
		}})
	app.OnRecordEnrich(schema.Users).Bind(&hook.Handler[*core.RecordEnrichEvent]{Id: "moderation.terms", Func: showTerms})

	// reports
	app.OnRecordCreateRequest(schema.Reports).Bind(request("moderation.reports.mayCreate", mayReport))
	app.OnRecordUpdateRequest(schema.Reports).Bind(request("moderation.reports.mayUpdate", mayDecideReport))
	app.OnRecordValidate(schema.Reports).Bind(record("moderation.reports.validate", validateReport))
	app.OnRecordCreateExecute(schema.Reports).Bind(record("moderation.reports.bound", boundReports))
	app.OnRecordUpdateExecute(schema.Reports).Bind(record("moderation.reports.close", closeReport))

	// sanctions
	app.OnRecordCreateRequest(schema.Sanctions).Bind(request("moderation.sanctions.mayCreate", maySanction))
	app.OnRecordUpdateRequest(schema.Sanctions).Bind(request("moderation.sanctions.mayUpdate", maySanction))
	app.OnRecordDeleteRequest(schema.Sanctions).Bind(request("moderation.sanctions.stay", neverByRequest))
	app.OnRecordValidate(schema.Sanctions).Bind(record("moderation.sanctions.validate", validateSanction))
	app.OnRecordCreateExecute(schema.Sanctions).Bind(record("moderation.sanctions.impose", imposeSanction))
	app.OnRecordUpdateExecute(schema.Sanctions).Bind(record("moderation.sanctions.lift", liftSanction))

	// appeals
	app.OnRecordCreateRequest(schema.Appeals).Bind(request("moderation.appeals.mayCreate", mayAppeal))
	app.OnRecordUpdateRequest(schema.Appeals).Bind(request("moderation.appeals.mayUpdate", mayAnswer))
	app.OnRecordValidate(schema.Appeals).Bind(record("moderation.appeals.validate", validateAppeal))
	app.OnRecordUpdateExecute(schema.Appeals).Bind(record("moderation.appeals.answer", answerAppeal))

	// the audit log
	app.OnRecordUpdateRequest(schema.AuditLog).Bind(request("moderation.audit.fixed", neverByRequest))
	app.OnRecordDeleteRequest(schema.AuditLog).Bind(request("moderation.audit.fixed", neverByRequest))
	app.OnRecordCreateRequest(schema.AuditLog).Bind(request("moderation.audit.fixed", neverByRequest))
	app.OnRecordUpdate(schema.AuditLog).Bind(record("moderation.audit.fixed", keepEntry))
	app.OnRecordDelete(schema.AuditLog).Bind(record("moderation.audit.stays", neverDelete))
	watch(app)

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "moderation.routes", Func: func(e *core.ServeEvent) error {
		e.Router.Bind(&hook.Handler[*core.RequestEvent]{
			Id: "moderation.suspended", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1, Func: stopSuspended,
		})
		e.Router.GET("/api/qiao/moderation/queue", queue).Bind(apis.RequireAuth(), moderatorsOnly())
		e.Router.GET("/api/qiao/moderation/case", showCase).Bind(apis.RequireAuth(), moderatorsOnly())
		e.Router.POST("/api/qiao/moderation/decide", decide).Bind(apis.RequireAuth(), moderatorsOnly(), apis.BodyLimit(64<<10))
		e.Router.GET("/api/qiao/moderation/entries/{id}", showEntry).Bind(apis.RequireAuth())
		return e.Next()
	}})
	jobs.Every(app, "moderation.retention", "40 3 * * *", Retain)
}

func record(id string, f func(*core.RecordEvent) error) *hook.Handler[*core.RecordEvent] {
	return &hook.Handler[*core.RecordEvent]{Id: id, Func: f}
}

func request(id string, f func(*core.RecordRequestEvent) error) *hook.Handler[*core.RecordRequestEvent] {
	return &hook.Handler[*core.RecordRequestEvent]{Id: id, Func: f}
}

func first(id string, f func(*core.RecordRequestEvent) error) *hook.Handler[*core.RecordRequestEvent] {
	return &hook.Handler[*core.RecordRequestEvent]{Id: id, Priority: -1000, Func: f}
}
