// Package writing is the room of the editor: its page, what keeps two people who write at
// once from losing words, and the import of one article from the web.
package writing

import (
	"embed"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/fetch"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// A Converter turns the HTML of an article's text into Markdown.
type Converter func(html string) (string, error)

// Register guards saves of articles and their drafts, and adds the import by address,
// which asks the web through client and converts with convert.
func Register(app core.App, client *fetch.Client, convert Converter) {
	for _, collection := range []string{schema.Articles, schema.Revisions} {
		app.OnRecordUpdateRequest(collection).Bind(&hook.Handler[*core.RecordRequestEvent]{
			Id: "writing." + collection + ".base", Func: nameBase, Priority: first,
		})
		app.OnRecordUpdateExecute(collection).Bind(&hook.Handler[*core.RecordEvent]{
			Id: "writing." + collection + ".settle", Func: settle, Priority: first,
		})
	}
	app.OnRecordUpdate(schema.Articles).Bind(&hook.Handler[*core.RecordEvent]{Id: "writing.articles.address", Func: nameAtLast, Priority: first})
	im := &importer{client: client, convert: convert, turns: newTurns(importsPerWindow, importWindow)}
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "writing.routes", Func: func(e *core.ServeEvent) error {
		e.Router.POST("/api/qiao/import-url", im.serve).
			Bind(apis.RequireAuth(), apis.BodyLimit(8<<10))
		return e.Next()
	}})
}

// first puts a hook before those of the rooms whose work it prepares.
const first = -50

// Pages adds the editor to the site. The page is the same for everybody; which article it
// is about stands behind the # of its address.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/write", writePage)
}
