// Package edits is the room of changes that somebody suggests to a question or an answer of somebody else, and of who decides
// about them.
//
// Members who may not yet change the work of others without review suggest a change: a record of post_edits. The author of the
// post, members who may review, site editors and moderators approve or reject it. An approved edit becomes a revision of the
// post in the transaction of the decision, in the name of who suggested it.
package edits

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/schema"
)

// A Change is what an approved edit makes of a post. Title and Tags are those of a question.
type Change struct {
	Kind, ID string
	Editor   string // the account that suggested it
	Note     string
	Title    string
	Tags     []string
	Body     string
}

// An Apply saves a change as a new revision, in the transaction that app is. The room of questions and answers provides it.
type Apply func(app core.App, c Change) error

type room struct{ apply Apply }

// Register binds what keeps suggested edits true.
func Register(app core.App, apply Apply) {
	m := &room{apply}
	app.OnRecordCreateRequest(schema.PostEdits).Bind(bind.Func("edits.maySuggest", maySuggest))
	app.OnRecordUpdateRequest(schema.PostEdits).Bind(bind.Func("edits.mayDecide", mayDecide))
	app.OnRecordValidate(schema.PostEdits).Bind(bind.Func("edits.validate", validate))
	app.OnRecordCreateExecute(schema.PostEdits).Bind(bind.Func("edits.create", create))
	app.OnRecordUpdateExecute(schema.PostEdits).Bind(bind.Func("edits.decide", m.decide))

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "edits.routes", Func: func(e *core.ServeEvent) error {
		e.Router.GET("/api/qiao/edits/{id}/compare", compare).Bind(apis.RequireAuth())
		return e.Next()
	}})
}
