// Package review is the room of what lies between writing and publishing: submissions and who
// reviews them, notes and suggestions on passages, applications for columns, and the pages
// where authors and reviewers see where things stand.
package review

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/schema"
)

// Register binds what keeps reviews true, whoever writes: the site, the REST API, the
// dashboard, a job or an import.
func Register(app core.App) {
	// articles: what moves them opens and closes submissions, what edits them moves the notes
	app.OnRecordCreateRequest(schema.Articles).Bind(bind.Func("review.articles.stamp", stampArticle))
	app.OnRecordUpdateRequest(schema.Articles).Bind(bind.Func("review.articles.mayEdit", mayEditArticle))
	app.OnRecordCreateExecute(schema.Articles).Bind(bind.Func("review.articles.follow", followArticle))
	app.OnRecordUpdateExecute(schema.Articles).Bind(bind.Func("review.articles.follow", followArticle))

	// submissions
	app.OnRecordUpdateRequest(schema.Submissions).Bind(bind.Func("review.submissions.mayAssign", mayAssign))
	app.OnRecordValidate(schema.Submissions).Bind(bind.Func("review.submissions.validate", validateSubmission))
	app.OnRecordUpdateExecute(schema.Submissions).Bind(bind.Func("review.submissions.save", saveSubmission))
	app.OnRecordDeleteExecute(schema.Submissions).Bind(bind.Func("review.submissions.delete", deleteSubmission))

	// notes
	app.OnRecordCreateRequest(schema.ReviewNotes).Bind(bind.Func("review.notes.stamp", stampNote))
	app.OnRecordUpdateRequest(schema.ReviewNotes).Bind(bind.Func("review.notes.mayUpdate", mayUpdateNote))
	app.OnRecordDeleteRequest(schema.ReviewNotes).Bind(bind.Func("review.notes.mayDelete", mayDeleteNote))
	app.OnRecordCreate(schema.ReviewNotes).Bind(bind.Func("review.notes.prepare", prepareNote))
	app.OnRecordValidate(schema.ReviewNotes).Bind(bind.Func("review.notes.validate", validateNote))
	app.OnRecordCreateExecute(schema.ReviewNotes).Bind(bind.Func("review.notes.create", createNote))
	app.OnRecordUpdateExecute(schema.ReviewNotes).Bind(bind.Func("review.notes.update", updateNote))
	app.OnRecordDeleteExecute(schema.ReviewNotes).Bind(bind.Func("review.notes.delete", deleteNote))

	// applications for columns
	app.OnRecordCreateRequest(schema.ColumnApplications).Bind(bind.Func("review.applications.stamp", stampApplication))
	app.OnRecordUpdateRequest(schema.ColumnApplications).Bind(bind.Func("review.applications.decide", stampDecision))
	app.OnRecordCreate(schema.ColumnApplications).Bind(bind.Func("review.applications.prepare", prepareApplication))
	app.OnRecordValidate(schema.ColumnApplications).Bind(bind.Func("review.applications.validate", validateApplication))
	app.OnRecordCreateExecute(schema.ColumnApplications).Bind(bind.Func("review.applications.create", createApplication))
	app.OnRecordUpdateExecute(schema.ColumnApplications).Bind(bind.Func("review.applications.update", decideApplication))

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "review.routes", Func: func(e *core.ServeEvent) error {
		e.Router.GET("/api/qiao/articles/{id}/changes", changes).Bind(apis.RequireAuth())
		return e.Next()
	}})
}

// seenKey holds, on a record being saved for a request, the fields of [seen] as the request
// found them. By it a save inside the transaction tells what somebody asked to change from
// what has only changed since.
const seenKey = "@review.seen"

func see(r *core.Record, fields ...string) {
	values := make(map[string]string, len(fields))
	for _, field := range fields {
		values[field] = r.Original().GetString(field)
	}
	r.SetRaw(seenKey, values)
}

// seen gives what a field was when the request began; ok is false without a request.
func seen(r *core.Record, field string) (value string, ok bool) {
	values, _ := r.GetRaw(seenKey).(map[string]string)
	value, ok = values[field]
	return value, ok
}

// by gives the account in whose name a record is saved, empty for none.
func by(r *core.Record, key string) string {
	id, _ := r.GetRaw(key).(string)
	return id
}

// person gives the id of who asks, empty for guests and superusers, who are no members.
func person(auth *core.Record) string {
	if auth == nil || auth.IsSuperuser() {
		return ""
	}
	return auth.Id
}
