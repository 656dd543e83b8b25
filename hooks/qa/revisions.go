package qa

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

// placeRevision says which question a revision belongs to, by what it is a revision of.
func placeRevision(e *core.RecordEvent) error {
	r := e.Record
	if !r.IsNew() || r.GetString(schema.PostRevisionQuestion) != "" {
		return e.Next()
	}
	target := r.GetString(schema.PostRevisionTarget)
	if r.GetString(schema.PostRevisionKind) == question.name {
		r.Set(schema.PostRevisionQuestion, target)
		return e.Next()
	}
	found, err := e.App.FindRecordById(schema.Answers, target)
	if err != nil {
		return e.Next() // the relation is required, and says so
	}
	r.Set(schema.PostRevisionQuestion, found.GetString(schema.AnswerQuestion))
	r.Set(schema.PostRevisionAnswer, found.Id)
	return e.Next()
}

// keepRevision writes the text of a post down that readers see from now on: the first one when it first comes before the
// public, and one for each change after. Writes come one after another, so the numbers have no gaps.
func keepRevision(app core.App, k kind, r *core.Record, edited bool) error {
	if r.GetString(schema.QuestionStatus) != Published {
		return nil
	}
	last, err := lastRevision(app, r.Id)
	if err != nil {
		return err
	}
	if last > 0 && !edited {
		same, err := sameAsRevision(app, k, r, last)
		if err != nil || same {
			return err
		}
	}
	by, _ := r.GetRaw(access.ByKey).(string)
	if last == 0 && by == "" {
		by = r.GetString(schema.QuestionAuthor)
	}
	note, _ := r.GetRaw(noteKey).(string)
	if ask := askOf(r); ask != nil {
		note = ask.note
	}
	about, of := r.Id, ""
	if k.name == answer.name {
		about, of = r.GetString(schema.AnswerQuestion), r.Id
	}
	tags, err := types.JSONArray[string](r.GetStringSlice(schema.QuestionTags)).Value()
	if err != nil {
		return err
	}
	_, err = app.DB().NewQuery(`INSERT INTO post_revisions (id, kind, target, number, question, answer, editor, title, tags, note, body, created, updated)
		VALUES ({:id}, {:kind}, {:target}, {:number}, {:question}, {:answer}, {:editor}, {:title}, {:tags}, {:note}, {:body}, {:now}, {:now})`).
		Bind(dbx.Params{
			"id": core.GenerateDefaultRandomId(), "kind": k.name, "target": r.Id, "number": last + 1, "question": about, "answer": of, "editor": by,
			"title": r.GetString(schema.QuestionTitle), "tags": tags, "note": note, "body": r.GetString(schema.QuestionBody), "now": types.NowDateTime().String(),
		}).Execute()
	return err
}

// lastRevision is the number of a post's latest revision, 0 for none.
func lastRevision(app core.App, id string) (n int, err error) {
	err = app.DB().NewQuery("SELECT coalesce(max(number), 0) FROM post_revisions WHERE target = {:id}").Bind(dbx.Params{"id": id}).Row(&n)
	return n, err
}

// sameAsRevision says whether a post that wasn't public meanwhile reads as it did when it last was.
func sameAsRevision(app core.App, k kind, r *core.Record, number int) (bool, error) {
	var row struct {
		Title string                  `db:"title"`
		Body  string                  `db:"body"`
		Tags  types.JSONArray[string] `db:"tags"`
	}
	err := app.DB().NewQuery("SELECT title, body, tags FROM post_revisions WHERE target = {:id} AND number = {:number}").
		Bind(dbx.Params{"id": r.Id, "number": number}).One(&row)
	if err != nil {
		return false, err
	}
	return row.Body == r.GetString(schema.QuestionBody) && (k.name == answer.name || row.Title == r.GetString(schema.QuestionTitle)), nil
}
