package qa

import (
	"database/sql"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
)

// maxHTML is the size of a rendered text, as the fields have it.
const maxHTML = 1_000_000

// render fills in what follows from a post's text, unless the database has it of the very same text: the record may be
// outdated, or say what a request made up.
func render(app core.App, r *core.Record, lang string) error {
	if !r.IsNew() {
		stored, err := app.FindRecordById(r.Collection(), r.Id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err == nil && stored.GetString(schema.QuestionRendered) == markdown.Version && stored.GetString(schema.QuestionHTML) != "" && sameText(r, stored) {
			for _, field := range fromText {
				r.Set(field, stored.GetString(field))
			}
			return nil
		}
	}
	doc, err := markdown.Render(r.GetString(schema.QuestionBody), attach.Of(app, r, schema.QuestionFiles).Options(lang))
	var wrong markdown.Error
	switch {
	case errors.As(err, &wrong):
		return i18n.FieldError(schema.QuestionBody, string(wrong))
	case err != nil:
		return err
	case tooLong(doc):
		return i18n.FieldError(schema.QuestionBody, "qa.too_long")
	}
	r.Set(schema.QuestionHTML, doc.HTML)
	r.Set(schema.QuestionExcerpt, doc.Excerpt)
	r.Set(schema.QuestionRendered, markdown.Version)
	return nil
}

// fromText are the fields that follow from a post's text.
var fromText = []string{schema.QuestionHTML, schema.QuestionExcerpt, schema.QuestionRendered}

// tooLong says whether a rendered text is longer than its field.
func tooLong(doc *markdown.Document) bool { return utf8.RuneCountInString(doc.HTML) > maxHTML }

// nameFiles has a post's text name the files that come with this very save as they are stored.
func nameFiles(app core.App, r *core.Record) {
	if len(r.GetUnsavedFiles(schema.QuestionFiles)) == 0 {
		return
	}
	body := r.GetString(schema.QuestionBody)
	if named := attach.Of(app, r, schema.QuestionFiles).Named(body); named != body {
		r.Set(schema.QuestionBody, named)
	}
}

// sameText says whether two states of a post are rendered alike.
func sameText(r, stored *core.Record) bool {
	return r.GetString(schema.QuestionBody) == stored.GetString(schema.QuestionBody) &&
		r.GetString(schema.QuestionLang) == stored.GetString(schema.QuestionLang) &&
		len(r.GetUnsavedFiles(schema.QuestionFiles)) == 0 &&
		slices.Equal(r.GetStringSlice(schema.QuestionFiles), stored.GetStringSlice(schema.QuestionFiles))
}

// before reads what a post is in the database, inside the transaction; nil for a new one. The record's Original is no
// help: it stays what was first loaded, however often the record is saved.
func before(app core.App, r *core.Record) (*core.Record, error) {
	if r.IsNew() {
		return nil, nil
	}
	return app.FindRecordById(r.Collection(), r.Id)
}

// join lets two requests that change different fields of a post both count. The text is rendered again where the other
// request had a part in it.
func join(app core.App, r, was *core.Record, lang string) error {
	if !slices.ContainsFunc(schema.Join(r, was), func(field string) bool {
		return slices.Contains([]string{schema.QuestionBody, schema.QuestionLang, schema.QuestionFiles}, field)
	}) {
		return nil
	}
	return render(app, r, lang)
}

// gone gives those of some tags that the database no longer has.
func gone(app core.App, tags []string) ([]string, error) {
	records, err := app.FindRecordsByIds(schema.Tags, tags)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(tags), func(id string) bool {
		return slices.ContainsFunc(records, func(r *core.Record) bool { return r.Id == id })
	}), nil
}

// exists answers an EXISTS query.
func exists(app core.App, condition string, params dbx.Params) (ok bool, err error) {
	err = app.DB().NewQuery("SELECT EXISTS (" + condition + ")").Bind(params).Row(&ok)
	return ok, err
}
