package content

import (
	"net/http"
	"slices"

	"github.com/aymanbagabas/go-udiff"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
)

// routes adds what a record can't say: what Markdown will look like, and how two
// revisions differ.
func routes(e *core.ServeEvent) {
	e.Router.POST("/api/qiao/preview", preview).
		Bind(apis.RequireAuth(), apis.BodyLimit(8<<20))
	e.Router.GET("/api/qiao/revisions/{id}/compare", compareRevisions).
		Bind(apis.RequireAuth())
}

// preview renders Markdown exactly as publishing will: same pipeline, same limits, same
// attachments where an article is named.
func preview(e *core.RequestEvent) error {
	var ask struct {
		Body    string `json:"body" form:"body"`
		Lang    string `json:"lang" form:"lang"`
		Article string `json:"article" form:"article"`
	}
	if err := e.BindBody(&ask); err != nil {
		return i18n.NewError("content.preview_unreadable").Because(err)
	}
	article, err := previewed(e, ask.Article)
	if err != nil {
		return err
	}
	article.Set(schema.ArticleBody, ask.Body)
	if ask.Lang != "" {
		article.Set(schema.ArticleLang, ask.Lang)
	}
	doc, err := render(e.App, article)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, struct {
		HTML    string             `json:"html"`
		TOC     []markdown.Heading `json:"toc"`
		Excerpt string             `json:"excerpt"`
		Minutes int                `json:"minutes"`
		Words   int                `json:"words"`
	}{doc.HTML, doc.TOC, doc.Excerpt, doc.Minutes, doc.Han + doc.Words})
}

// previewed gives the article a preview is for, which the asker must be able to see, or
// an empty one.
func previewed(e *core.RequestEvent, id string) (*core.Record, error) {
	if id == "" {
		articles, err := e.App.FindCachedCollectionByNameOrId(schema.Articles)
		if err != nil {
			return nil, err
		}
		return core.NewRecord(articles), nil
	}
	article, err := e.App.FindRecordById(schema.Articles, id)
	if err != nil {
		return nil, i18n.NewError("content.no_article").WithStatus(http.StatusNotFound)
	}
	if err := mustSee(e, article, article.Collection().ViewRule, "content.no_article"); err != nil {
		return nil, err
	}
	return article, nil
}

// mustSee answers as if there were nothing when a record's rule hides it from the asker.
func mustSee(e *core.RequestEvent, r *core.Record, rule *string, missing string) error {
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	if ok, err := e.App.CanAccessRecord(r, info, rule); err != nil || !ok {
		return i18n.NewError(missing).WithStatus(http.StatusNotFound).Because(err)
	}
	return nil
}

// A Difference is one field in which two revisions differ.
type Difference struct {
	Field string `json:"field"`
	From  any    `json:"from"`
	To    any    `json:"to"`
}

// compareRevisions answers how one revision of an article became another: the fields
// that differ, and the body as a unified diff. With no "to" it compares with the one before.
func compareRevisions(e *core.RequestEvent) error {
	to, err := seenRevision(e, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	from, err := revisionBefore(e, to)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, struct {
		From   int          `json:"from"`
		To     int          `json:"to"`
		Fields []Difference `json:"fields"`
		Diff   string       `json:"diff"`
	}{from.Number(), to.Number(), differences(from, to), udiff.Unified("from", "to", from.Body()+"\n", to.Body()+"\n")})
}

func revisionBefore(e *core.RequestEvent, to *schema.Revision) (*schema.Revision, error) {
	if id := e.Request.URL.Query().Get("from"); id != "" {
		from, err := seenRevision(e, id)
		if err == nil && from.Article() != to.Article() {
			return nil, i18n.NewError("content.other_article")
		}
		return from, err
	}
	number := to.Number() - 1
	if to.State() == RevisionDraft {
		latest, err := latestRevision(e.App, to.Article())
		if err != nil {
			return nil, err
		}
		number = latest
	}
	record, err := e.App.FindFirstRecordByFilter(schema.Revisions, "article = {:article} && number = {:number} && number > 0",
		map[string]any{"article": to.Article(), "number": number})
	if err != nil {
		return nil, i18n.NewError("content.no_revision").WithStatus(http.StatusNotFound)
	}
	return schema.AsRevision(record), nil
}

func seenRevision(e *core.RequestEvent, id string) (*schema.Revision, error) {
	record, err := e.App.FindRecordById(schema.Revisions, id)
	if err != nil {
		return nil, i18n.NewError("content.no_revision").WithStatus(http.StatusNotFound)
	}
	if err := mustSee(e, record, record.Collection().ViewRule, "content.no_revision"); err != nil {
		return nil, err
	}
	return schema.AsRevision(record), nil
}

func differences(from, to *schema.Revision) []Difference {
	list := []Difference{}
	for _, field := range []string{schema.RevisionTitle, schema.RevisionExcerpt} {
		if a, b := from.GetString(field), to.GetString(field); a != b {
			list = append(list, Difference{field, a, b})
		}
	}
	before, _ := readMeta(from)
	after, _ := readMeta(to)
	for _, field := range versionedMeta {
		if !schema.Same(before[field], after[field]) {
			list = append(list, Difference{field, before[field], after[field]})
		}
	}
	return slices.Clip(list)
}
