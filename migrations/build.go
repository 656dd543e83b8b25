// Package migrations holds the database schema as a series of steps, up and down.
//
// A migration is frozen history: it uses literals only and imports nothing else of
// this module, so that a later rename can never change what an old step did. What
// the collections look like today is named in hooks/schema, and a test compares the
// two both ways.
package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// imageTypes are the image formats accepted for covers, logos and avatars. SVG is
// among them because files are served with a sandboxing policy and shown with <img>.
var imageTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"}

// attachmentTypes are the formats accepted beside the images as article attachments.
var attachmentTypes = append([]string{
	"application/pdf", "application/zip", "application/gzip", "application/json",
	"text/plain", "text/csv", "video/mp4", "audio/mpeg",
}, imageTypes...)

// languages are the values of every lang field.
var languages = []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}

const (
	slugPattern   = `^[a-z0-9]+(?:-[a-z0-9]+)*$`
	handlePattern = `^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$`
)

// rules sets the five API rules of a collection; nil leaves an action to superusers.
func rules(c *core.Collection, list, view, create, update, delete *string) {
	c.ListRule, c.ViewRule, c.CreateRule, c.UpdateRule, c.DeleteRule = list, view, create, update, delete
}

// rule points to s, for use with rules.
func rule(s string) *string { return types.Pointer(s) }

func text(name string, max int, help string) *core.TextField {
	return &core.TextField{Name: name, Max: max, Help: help}
}

func required(f *core.TextField) *core.TextField { f.Required = true; return f }

func presentable(f *core.TextField) *core.TextField { f.Presentable = true; return f }

func slug(help string) *core.TextField {
	return &core.TextField{Name: "slug", Max: 120, Pattern: slugPattern, Required: true, Help: help}
}

func number(name string, help string) *core.NumberField {
	return &core.NumberField{Name: name, Help: help}
}

func integer(name string, help string) *core.NumberField {
	return &core.NumberField{Name: name, OnlyInt: true, Help: help}
}

func choice(name string, values []string, help string) *core.SelectField {
	return &core.SelectField{Name: name, Values: values, MaxSelect: 1, Help: help}
}

func mustChoose(f *core.SelectField) *core.SelectField { f.Required = true; return f }

func image(name, help string) *core.FileField {
	return &core.FileField{
		Name: name, MaxSize: 5 << 20, MaxSelect: 1, MimeTypes: imageTypes,
		Thumbs: []string{"96x96", "640x0", "1280x0"}, Help: help,
	}
}

func link(name, help string) *core.URLField { return &core.URLField{Name: name, Help: help} }

func flag(name, help string) *core.BoolField { return &core.BoolField{Name: name, Help: help} }

func date(name, help string) *core.DateField { return &core.DateField{Name: name, Help: help} }

func object(name string, maxBytes int64, help string) *core.JSONField {
	return &core.JSONField{Name: name, MaxSize: maxBytes, Help: help}
}

func relation(app core.App, name, collection string, help string) (*core.RelationField, error) {
	target, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	return &core.RelationField{Name: name, CollectionId: target.Id, MaxSelect: 1, Help: help}, nil
}

// addRelations appends relation fields in order; a spec's max of 0 means one.
func addRelations(app core.App, c *core.Collection, specs ...relationSpec) error {
	for _, s := range specs {
		f, err := relation(app, s.name, s.to, s.help)
		if err != nil {
			return err
		}
		f.Required, f.CascadeDelete = s.required, s.cascade
		if s.max > 0 {
			f.MaxSelect = s.max
		}
		c.Fields.Add(f)
	}
	return nil
}

type relationSpec struct {
	name, to, help    string
	max               int
	required, cascade bool
}

func timestamps(c *core.Collection) {
	c.Fields.Add(
		&core.AutodateField{Name: "created", OnCreate: true},
		&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
	)
}

// execAll runs SQL statements in order.
func execAll(app core.App, statements ...string) error {
	for _, s := range statements {
		if _, err := app.DB().NewQuery(s).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// dropCollections deletes collections in the given order, skipping missing ones.
func dropCollections(app core.App, names ...string) error {
	for _, name := range names {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			continue
		}
		if err := app.Delete(c); err != nil {
			return err
		}
	}
	return nil
}
