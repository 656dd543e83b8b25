package qa

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/schema"
)

// Prepare fills in what follows from the text of a question or an answer that is about to be written: its HTML, its
// excerpt and, of a question, the title as its address has it. lang is the language of the question. An import calls
// it ahead of the write, in parallel; it only reads.
func Prepare(app core.App, r *core.Record, lang string) error {
	if r.Collection().Name == schema.Questions {
		r.Set(schema.QuestionSlug, address.Slugify(r.GetString(schema.QuestionTitle)))
	}
	return render(app, r, lang)
}
