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

	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Register binds the rules of moderation to the records that they concern.
func Register(app core.App) {
	// before anything else that a request does to a record
	app.OnRecordCreateRequest().Bind(bind.At("moderation.standing", -1000, requestStanding("create")))
	app.OnRecordUpdateRequest().Bind(bind.At("moderation.standing", -1000, requestStanding("update")))
	app.OnRecordDeleteRequest().Bind(bind.At("moderation.standing", -1000, requestStanding("delete")))
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

	app.OnRecordUpdateRequest(schema.Users).Bind(bind.At("moderation.profiles.stay", 100, keepProfile))

	// reports
	app.OnRecordCreateRequest(schema.Reports).Bind(bind.Func("moderation.reports.mayCreate", mayReport))
	app.OnRecordUpdateRequest(schema.Reports).Bind(bind.Func("moderation.reports.mayUpdate", mayDecideReport))
	app.OnRecordValidate(schema.Reports).Bind(bind.Func("moderation.reports.validate", validateReport))
	app.OnRecordCreateExecute(schema.Reports).Bind(bind.Func("moderation.reports.bound", boundReports))
	app.OnRecordUpdateExecute(schema.Reports).Bind(bind.Func("moderation.reports.close", closeReport))

	// sanctions
	app.OnRecordCreateRequest(schema.Sanctions).Bind(bind.Func("moderation.sanctions.mayCreate", maySanction))
	app.OnRecordUpdateRequest(schema.Sanctions).Bind(bind.Func("moderation.sanctions.mayUpdate", maySanction))
	app.OnRecordDeleteRequest(schema.Sanctions).Bind(bind.Func("moderation.sanctions.stay", neverByRequest))
	app.OnRecordValidate(schema.Sanctions).Bind(bind.Func("moderation.sanctions.validate", validateSanction))
	app.OnRecordCreateExecute(schema.Sanctions).Bind(bind.Func("moderation.sanctions.impose", imposeSanction))
	app.OnRecordUpdateExecute(schema.Sanctions).Bind(bind.Func("moderation.sanctions.lift", liftSanction))

	// appeals
	app.OnRecordCreateRequest(schema.Appeals).Bind(bind.Func("moderation.appeals.mayCreate", mayAppeal))
	app.OnRecordUpdateRequest(schema.Appeals).Bind(bind.Func("moderation.appeals.mayUpdate", mayAnswer))
	app.OnRecordValidate(schema.Appeals).Bind(bind.Func("moderation.appeals.validate", validateAppeal))
	app.OnRecordUpdateExecute(schema.Appeals).Bind(bind.Func("moderation.appeals.answer", answerAppeal))

	// the audit log
	app.OnRecordUpdateRequest(schema.AuditLog).Bind(bind.Func("moderation.audit.fixed", neverByRequest))
	app.OnRecordDeleteRequest(schema.AuditLog).Bind(bind.Func("moderation.audit.fixed", neverByRequest))
	app.OnRecordCreateRequest(schema.AuditLog).Bind(bind.Func("moderation.audit.fixed", neverByRequest))
	app.OnRecordUpdate(schema.AuditLog).Bind(bind.Func("moderation.audit.fixed", keepEntry))
	app.OnRecordDelete(schema.AuditLog).Bind(bind.Func("moderation.audit.stays", neverDelete))
	watch(app)
	keepEvidence(app)

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
