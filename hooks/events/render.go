package events

import (
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// The sizes of rendered texts, as the fields have them.
const (
	maxHTML        = 1_000_000
	maxSessionHTML = 50_000
)

// rendered are the fields that an event's HTML is made of.
var rendered = []string{schema.EventBody, schema.EventLang, schema.EventFiles}

// render fills in the HTML of an event's text, unless the database has it of the very same text: the record may say what a
// request made up.
func render(app core.App, r *core.Record) error {
	stored, err := tx.Before(app, r)
	if err != nil {
		return err
	}
	if stored != nil && stored.GetString(schema.EventHTML) != "" && len(r.GetUnsavedFiles(schema.EventFiles)) == 0 &&
		!slices.ContainsFunc(rendered, func(field string) bool { return !schema.Same(r.Get(field), stored.Get(field)) }) {
		r.Set(schema.EventHTML, stored.GetString(schema.EventHTML))
		return nil
	}
	options := attach.Of(app, r, schema.EventFiles).Options(r.GetString(schema.EventLang))
	html, err := htmlOf(r.GetString(schema.EventBody), options, schema.EventBody, maxHTML)
	if err != nil {
		return err
	}
	r.Set(schema.EventHTML, html)
	return nil
}

// htmlOf renders a text; what can't be shown is the field's error.
func htmlOf(text string, options markdown.Options, field string, most int) (string, error) {
	doc, err := markdown.Render(text, options)
	var wrong markdown.Error
	switch {
	case errors.As(err, &wrong):
		return "", i18n.FieldError(field, string(wrong))
	case err != nil:
		return "", err
	case utf8.RuneCountInString(doc.HTML) > most:
		return "", i18n.FieldError(field, "events.text_too_long")
	}
	return doc.HTML, nil
}
