// Package plain keeps characters that can't be seen, and only deceive or break things, out
// of names, titles and the other short texts of all records.
package plain

import (
	"strings"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/i18n"
)

// short is the length, in characters, up to which a text field is a name, a title or a
// remark. Longer ones are Markdown, whose pipeline deals with such characters itself.
const short = 1000

// Register checks the short texts of every collection that people write to.
func Register(app core.App) {
	app.OnRecordValidate().Bind(&hook.Handler[*core.RecordEvent]{Id: "plain.validate", Func: validate})
}

func validate(e *core.RecordEvent) error {
	c := e.Record.Collection()
	if c.CreateRule == nil && c.UpdateRule == nil {
		return e.Next() // only the system writes it
	}
	errs := validation.Errors{}
	for _, field := range c.Fields {
		text, ok := field.(*core.TextField)
		if !ok || text.Hidden && !c.IsAuth() || text.System || text.Max == 0 || text.Max > short {
			continue
		}
		value := e.Record.GetString(text.Name)
		if Deceives(value) && (e.Record.IsNew() || value != e.Record.Original().GetString(text.Name)) {
			errs[text.Name] = i18n.NewError("plain.controls")
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// Deceives says whether s holds control characters other than tabs and line breaks, or
// those that turn the direction of the text around them (Unicode's embeddings, overrides
// and isolates).
func Deceives(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool {
		return c < 0x20 && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
	})
}
