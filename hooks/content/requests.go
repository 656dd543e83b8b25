package content

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// keptBySystem are the fields of an article that only a site editor may set by hand.
var keptBySystem = []string{
	schema.ArticleAuthor, schema.ArticleCoauthors, schema.ArticlePublished, schema.ArticleEdited,
}

// mayCreate refuses what a member can't ask for in a new article.
func mayCreate(e *core.RecordRequestEvent) error {
	stampEditor(e)
	article := schema.AsArticle(e.Record)
	if access.IsEditor(e.Auth) {
		return e.Next()
	}
	role, err := access.ColumnSeats.Role(e.App, e.Auth, article.Column())
	if err != nil {
		return err
	}
	part := access.Author
	if role == access.ColumnOwner || role == access.ColumnEditor {
		part = access.Reviewer
	}
	switch status := cmp.Or(article.Status(), Draft); {
	case article.Column() != "" && role == "":
		return i18n.FieldError(schema.ArticleColumn, "content.not_member")
	case !MayMove(part, Draft, status):
		return i18n.FieldError(schema.ArticleStatus, "content.not_allowed_status", "Status", article.Status())
	case len(article.Coauthors()) > 0:
		return i18n.FieldError(schema.ArticleCoauthors, "content.invite_first")
	case !article.Published().IsZero() || !article.Edited().IsZero():
		return i18n.FieldError(schema.ArticlePublished, "content.kept_by_system")
	case article.Reason() != "" && part < access.Reviewer:
		return i18n.FieldError(schema.ArticleReason, "content.kept_by_system")
	}
	if err := mayJoinSeries(e, article); err != nil {
		return err
	}
	return e.Next()
}

// mayUpdate refuses what somebody's part in the article doesn't let them change.
func mayUpdate(e *core.RecordRequestEvent) error {
	stampEditor(e)
	article, before := schema.AsArticle(e.Record), schema.AsArticle(e.Record.Original())
	part, err := access.PartIn(e.App, e.Auth, before)
	if err != nil {
		return err
	}
	switch part {
	case access.Chief:
		return e.Next()
	case access.Reader:
		return mayRetag(e)
	}
	for _, field := range keptBySystem {
		if !schema.Same(e.Record.Get(field), e.Record.Original().Get(field)) {
			return i18n.FieldError(field, "content.kept_by_system")
		}
	}
	// it is a reviewer's or a moderator's word to the authors; theirs is why they take an article down
	archives := article.Status() == Archived && before.Status() == Published
	if article.Reason() != before.Reason() && part < access.Reviewer && !archives {
		return i18n.FieldError(schema.ArticleReason, "content.kept_by_system")
	}
	if !MayMove(part, before.Status(), article.Status()) {
		return i18n.FieldError(schema.ArticleStatus, "content.not_allowed_status", "Status", article.Status())
	}
	if article.Column() != before.Column() {
		role, err := access.ColumnSeats.Role(e.App, e.Auth, article.Column())
		if err != nil {
			return err
		}
		if article.Column() != "" && role == "" {
			return i18n.FieldError(schema.ArticleColumn, "content.not_member")
		}
		// what one column has reviewed isn't carried into another
		if before.Status() != Draft && before.Status() != Rejected && before.Status() != Pending {
			return i18n.FieldError(schema.ArticleColumn, "content.column_fixed")
		}
		// and whoever moves it has their part in the new place, not the old one
		if !MayMove(min(part, access.Author), before.Status(), article.Status()) {
			return i18n.FieldError(schema.ArticleStatus, "content.not_allowed_status", "Status", article.Status())
		}
	}
	if article.Series() != before.Series() {
		if err := mayJoinSeries(e, article); err != nil {
			return err
		}
	}
	return e.Next()
}

// mayRetag lets members who have the reputation for it change the tags of a published
// article, and nothing else of it.
func mayRetag(e *core.RecordRequestEvent) error {
	for _, field := range e.Collection.Fields {
		name := field.GetName()
		if name != schema.ArticleTags && field.Type() != core.FieldTypeAutodate && !schema.Same(e.Record.Get(name), e.Record.Original().Get(name)) {
			return i18n.FieldError(name, "content.retag_only")
		}
	}
	if err := access.Require(e.App, e.Auth, access.Retag); err != nil {
		return err
	}
	if len(schema.AsArticle(e.Record).Tags()) == 0 {
		return i18n.FieldError(schema.ArticleTags, "content.retag_none")
	}
	return e.Next()
}

// askedKey marks a tag that somebody makes who isn't a site editor.
const askedKey = "@asked"

// mayMakeTag lets members who have the reputation for it make a tag: its names; the rest is
// for the site's editors.
func mayMakeTag(e *core.RecordRequestEvent) error {
	if access.IsEditor(e.Auth) {
		return e.Next()
	}
	if err := access.Require(e.App, e.Auth, access.TagNew); err != nil {
		return err
	}
	named := []string{schema.TagName, schema.TagNameEn}
	for _, field := range e.Collection.Fields {
		// an id of one's own as well: counters go by the id of what they count
		if name := field.GetName(); !slices.Contains(named, name) && field.Type() != core.FieldTypeAutodate && !schema.Empty(e.Record.Get(name)) {
			return i18n.FieldError(name, "content.tag_names_only")
		}
	}
	for _, field := range named {
		e.Record.Set(field, strings.Join(strings.Fields(e.Record.GetString(field)), " "))
	}
	e.Record.Set(schema.TagCategory, "other")
	e.Record.SetRaw(askedKey, true)
	return e.Next()
}

// saveTag refuses a tag whose name another one has, in the transaction that writes it: of two
// members who make the same one at once, the second finds the first.
func saveTag(e *core.RecordEvent) error {
	if e.Record.GetRaw(askedKey) == nil {
		return e.Next()
	}
	return tx.Around(e, func() error {
		for _, field := range []string{schema.TagName, schema.TagNameEn} {
			var there int
			err := e.App.DB().NewQuery(`SELECT count(*) FROM tags t WHERE {:name} != '' AND (t.name = {:name} COLLATE NOCASE OR t.name_en = {:name} COLLATE NOCASE
				OR EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(t.synonyms) THEN t.synonyms ELSE '[]' END) s WHERE s.value = {:name} COLLATE NOCASE))`).
				Bind(dbx.Params{"name": e.Record.GetString(field)}).Row(&there)
			if err != nil {
				return err
			}
			if there > 0 {
				return i18n.FieldError(field, "content.tag_there", "Name", e.Record.GetString(field))
			}
		}
		return e.Next()
	})
}

// mayJoinSeries lets the owner and the named authors of a series add to it.
func mayJoinSeries(e *core.RecordRequestEvent, article *schema.Article) error {
	if article.Series() == "" {
		return nil
	}
	record, err := e.App.FindRecordById(schema.SeriesList, article.Series())
	if err != nil {
		return i18n.FieldError(schema.ArticleSeries, "content.no_series")
	}
	series := schema.AsSeries(record)
	if e.Auth == nil || (series.Owner() != e.Auth.Id && !slices.Contains(series.Authors(), e.Auth.Id)) {
		return i18n.FieldError(schema.ArticleSeries, "content.not_in_series")
	}
	return nil
}

// mayPlaceSeries lets only a column's members put a series into it.
func mayPlaceSeries(e *core.RecordRequestEvent) error {
	column := e.Record.GetString(schema.SeriesColumn)
	if column == "" || column == e.Record.Original().GetString(schema.SeriesColumn) || access.IsEditor(e.Auth) {
		return e.Next()
	}
	role, err := access.ColumnSeats.Role(e.App, e.Auth, column)
	if err != nil {
		return err
	}
	if role == "" {
		return i18n.FieldError(schema.SeriesColumn, "content.not_member")
	}
	return e.Next()
}

// nameEditor writes who asks into a revision, whatever the request says.
func nameEditor(e *core.RecordRequestEvent) error {
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	if _, given := info.Body[schema.RevisionExcerpt]; given {
		e.Record.SetRaw(excerptKey, true)
	}
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		e.Record.Set(schema.RevisionEditor, e.Auth.Id)
	}
	return e.Next()
}

func stampEditor(e *core.RecordRequestEvent) {
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		e.Record.SetRaw(access.ByKey, e.Auth.Id)
	}
}
