package qa

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

// Put gives a public question or answer a new text as a new revision, in the name of the account editor and with a note, inside
// app's transaction. Whether editor may do that is for the caller to know: it is how an approved suggestion comes into the text.
// Title and tags are those of a question; an answer has none.
func Put(app core.App, kind, id, editor, note, title string, tags []string, body string) error {
	k := question
	if kind == answer.name {
		k = answer
	}
	r, err := app.FindRecordById(k.collection, id)
	if err != nil {
		return err
	}
	r.Set(schema.QuestionBody, body)
	if k.name == question.name {
		r.Set(schema.QuestionTitle, title)
		r.Set(schema.QuestionTags, tags)
	}
	r.SetRaw(access.ByKey, editor)
	r.SetRaw(noteKey, note)
	return app.Save(r)
}

// noteKey holds, on a post that is saved by [Put], what was changed and why.
const noteKey = "@qa.note"
