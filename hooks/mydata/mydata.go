// Package mydata is the room of what belongs to a member as data: taking it along, having it deleted, and the agreements
// that a member accepted. It follows China's Personal Information Protection Law (PIPL, articles 44 to 47) and the GDPR
// (articles 15, 17 and 20).
package mydata

import (
	"net/http"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Config is what the room needs of others.
type Config struct {
	// Article writes an article as a Markdown file with front matter.
	Article func(app core.App, article *core.Record) ([]byte, error)
	// Post writes a question or an answer in the same way.
	Post func(app core.App, post *core.Record) ([]byte, error)
	// Changed is called after rows changed without records being saved, so that no page shows what is gone.
	Changed func()
}

// Register adds the endpoints for taking data along and for leaving, and the job that deletes accounts when their time
// of grace is over.
func Register(app core.App, config Config) {
	app.OnRecordValidate(schema.PolicySettings).Bind(&hook.Handler[*core.RecordEvent]{Id: "mydata.agreements", Func: validateAgreements})
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "mydata.routes", Func: func(e *core.ServeEvent) error {
		downloads := newDownloads(config)
		e.Router.GET("/api/qiao/mydata/export", downloads.serve)
		e.Router.GET("/api/qiao/mydata", standing).Bind(apis.RequireAuth(schema.Users))
		e.Router.POST("/api/qiao/mydata/leave", leave).Bind(apis.RequireAuth(schema.Users))
		e.Router.POST("/api/qiao/mydata/stay", stay).Bind(apis.RequireAuth(schema.Users))
		e.Router.POST("/api/qiao/mydata/agree", agree).Bind(apis.RequireAuth(schema.Users))
		return e.Next()
	}})
	jobs.Every(app, "mydata.leave", "17 * * * *", func(app core.App) error { return DeleteDue(app, config.Changed) })
}

// standing answers what the page about one's data shows.
func standing(e *core.RequestEvent) error {
	u := schema.AsUser(e.Auth)
	policy, err := e.App.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{
		"leaving_at": e.Auth.GetString(schema.UserLeavingAt), "leaving_keep": u.LeavingKeep(), "grace_days": graceDays,
		"agreed": u.Agreed(), "agreed_at": e.Auth.GetString(schema.UserAgreedAt), "agreement": schema.AsPolicy(policy).Agreement(),
	})
}
