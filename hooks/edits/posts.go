package edits

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// find reads the post that an edit is about. sql.ErrNoRows says that there is none.
func find(app core.App, kind, id string) (*post, error) {
	collection := map[string]string{question: schema.Questions, answer: schema.Answers}[kind]
	if collection == "" {
		return nil, sql.ErrNoRows
	}
	r, err := app.FindRecordById(collection, id)
	if err != nil {
		return nil, err
	}
	p := &post{Kind: kind, ID: id, Question: id, Author: r.GetString(schema.QuestionAuthor), Body: r.GetString(schema.QuestionBody), Wiki: r.GetBool(schema.QuestionWiki)}
	asked := r
	if kind == answer {
		a := schema.AsAnswer(r)
		p.Question = a.Question()
		if asked, err = app.FindRecordById(schema.Questions, p.Question); err != nil {
			return nil, err
		}
	} else {
		p.Title, p.Tags = r.GetString(schema.QuestionTitle), r.GetStringSlice(schema.QuestionTags)
	}
	p.Public = r.GetString(schema.QuestionStatus) == "published" && asked.GetString(schema.QuestionStatus) == "published"
	p.Locked = asked.GetBool(schema.QuestionLocked)
	err = app.DB().NewQuery("SELECT coalesce(max(number), 0) FROM post_revisions WHERE target = {:id}").Bind(dbx.Params{"id": id}).Row(&p.Number)
	return p, err
}

// missing tells an edit of nothing from a failure of the database.
func missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }
