// Package content is the room of articles: their life from draft to archive, their
// renditions, revisions and co-authors, the lists they stand on, and their pages.
package content

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/address"
	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Register binds what keeps articles true, however they are written: by the REST API, the
// dashboard, an import or the command line.
func Register(app core.App, index *search.Index) {
	address.Keep(app, schema.Articles, schema.ArticleSlug, schema.ArticleTitle)
	address.Keep(app, schema.Tags, schema.TagSlug, schema.TagName)
	address.Keep(app, schema.SeriesList, schema.SeriesSlug, schema.SeriesTitle)

	// who may ask for what
	app.OnRecordCreateRequest(schema.Articles).Bind(bind.Func("content.articles.mayCreate", mayCreate))
	app.OnRecordUpdateRequest(schema.Articles).Bind(bind.Func("content.articles.mayUpdate", mayUpdate))
	app.OnRecordCreateRequest(schema.Tags).Bind(bind.Func("content.tags.mayMake", mayMakeTag))
	app.OnRecordCreateExecute(schema.Tags).Bind(bind.Func("content.tags.once", saveTag))
	app.OnRecordCreateRequest(schema.SeriesList).Bind(bind.Func("content.series.mayPlace", mayPlaceSeries))
	app.OnRecordUpdateRequest(schema.SeriesList).Bind(bind.Func("content.series.mayPlace", mayPlaceSeries))
	app.OnRecordCreateRequest(schema.Revisions).Bind(bind.Func("content.revisions.editor", nameEditor))
	app.OnRecordUpdateRequest(schema.Revisions).Bind(bind.Func("content.revisions.editor", nameEditor))

	// articles
	app.OnRecordCreate(schema.Articles).Bind(bind.Func("content.articles.prepare", prepareArticle))
	app.OnRecordUpdate(schema.Articles).Bind(bind.Func("content.articles.prepare", prepareArticle))
	app.OnRecordValidate(schema.Articles).Bind(bind.Func("content.articles.validate", validateArticle))
	app.OnRecordCreateExecute(schema.Articles).Bind(bind.Func("content.articles.save", saveArticle))
	app.OnRecordUpdateExecute(schema.Articles).Bind(bind.Func("content.articles.save", saveArticle))
	app.OnRecordDeleteExecute(schema.Articles).Bind(bind.Func("content.articles.delete", deleteArticle))

	// what belongs to them
	app.OnRecordCreateExecute(schema.Coauthors).Bind(bind.Func("content.coauthors.save", saveCoauthor))
	app.OnRecordUpdateExecute(schema.Coauthors).Bind(bind.Func("content.coauthors.save", saveCoauthor))
	app.OnRecordDeleteExecute(schema.Coauthors).Bind(bind.Func("content.coauthors.save", saveCoauthor))
	app.OnRecordValidate(schema.Coauthors).Bind(bind.Func("content.coauthors.validate", validateCoauthor))
	app.OnRecordValidate(schema.Revisions).Bind(bind.Func("content.revisions.validate", validateRevision))
	app.OnRecordCreateExecute(schema.Revisions).Bind(bind.Func("content.revisions.save", saveRevision))
	app.OnRecordUpdateExecute(schema.Revisions).Bind(bind.Func("content.revisions.save", saveRevision))
	app.OnRecordDeleteExecute(schema.Tags).Bind(bind.Func("content.tags.delete", forgetStats))
	app.OnRecordDeleteExecute(schema.SeriesList).Bind(bind.Func("content.series.delete", forgetStats))

	for _, source := range Sources() {
		index.Register(source)
	}
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "content.routes", Func: func(e *core.ServeEvent) error {
		routes(e)
		return e.Next()
	}})
	settleSoon(app)
	jobs.Every(app, "content.publishScheduled", "* * * * *", PublishScheduled)
	jobs.Every(app, "content.renderStale", "*/10 * * * *", RenderStale)
}
