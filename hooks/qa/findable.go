package qa

import (
	"io"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/net/html"

	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Source is what this room adds to the search index: questions, with the texts of their answers.
func Source() search.Source {
	return search.Source{
		Kind: "question", Collections: []string{schema.Questions}, Load: document,
		Each: search.Each(schema.Questions, dbx.HashExp{schema.QuestionStatus: Published}),
		Affects: map[string]func(core.App, *core.Record) ([]*core.Record, error){
			schema.Answers: questionOf,
			schema.Users:   questionsOfUser,
			schema.Tags:    questionsWithTag,
		},
		// without the plus, the figures of a few would be looked for among all that are published
		Numbers: search.Numbers{SQL: `SELECT q.id, coalesce(s.answers, 0) answers, coalesce(s.votes, 0) score, q.accepted != '' accepted
			FROM questions q LEFT JOIN stats s ON s.id = q.id WHERE +q.status = 'published'`},
	}
}

// Bounds of what one question brings into the index.
const (
	mostAnswers  = 50        // the best of them
	mostText     = 200 << 10 // bytes of all their texts
	mostAffected = 500       // questions that are indexed again when a tag or a person is renamed; qiao reindex completes more
)

func document(app core.App, r *core.Record) (*search.Document, error) {
	q := schema.AsQuestion(r)
	if q.Status() != Published {
		return nil, nil
	}
	d := &search.Document{
		Kind: "question", ID: q.Id, URL: "/questions/" + q.Id + "/" + q.Slug(), Title: q.Title(), Lang: q.Lang(), Published: q.Asked().Time(),
	}
	var text strings.Builder
	text.WriteString(textOf(q.HTML()))
	var answers []struct {
		Author string `db:"author"`
		HTML   string `db:"html"`
	}
	if err := app.DB().NewQuery(`SELECT a.author, a.html FROM answers a LEFT JOIN stats s ON s.id = a.id
		WHERE a.question = {:id} AND a.status = 'published' ORDER BY a.id = {:accepted} DESC, coalesce(s.votes, 0) DESC, a.answered LIMIT {:most}`).
		Bind(dbx.Params{"id": q.Id, "accepted": q.Accepted(), "most": mostAnswers}).All(&answers); err != nil {
		return nil, err
	}
	people := []string{q.Author()}
	for _, a := range answers {
		people = append(people, a.Author)
		if text.Len() < mostText {
			text.WriteString("\n" + textOf(a.HTML))
		}
	}
	d.Text = text.String()
	users, err := app.FindRecordsByIds(schema.Users, people)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		name, handle := u.GetString(schema.UserName), u.GetString(schema.UserHandle)
		if u.Id == q.Author() {
			d.Authors = append(d.Authors, name, handle)
		}
		d.Names = append(d.Names, name, handle)
	}
	if q.SourceAuthor() != "" {
		d.Names, d.Authors = append(d.Names, q.SourceAuthor()), append(d.Authors, q.SourceAuthor())
	}
	tags, err := app.FindRecordsByIds(schema.Tags, q.Tags())
	if err != nil {
		return nil, err
	}
	for _, t := range tags {
		d.Tags = append(d.Tags, schema.AsTag(t).Names()...)
		d.TagSlugs = append(d.TagSlugs, t.GetString(schema.TagSlug))
	}
	return d, nil
}

// textOf takes the text out of what the pipeline rendered, a block a line.
func textOf(rendered string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(rendered))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return ""
			}
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}

// questionOf is the question whose document has an answer's text.
func questionOf(app core.App, a *core.Record) ([]*core.Record, error) {
	return app.FindRecordsByIds(schema.Questions, []string{a.GetString(schema.AnswerQuestion)})
}

func questionsOfUser(app core.App, u *core.Record) ([]*core.Record, error) {
	if !u.IsNew() && u.GetString(schema.UserName) == u.Original().GetString(schema.UserName) &&
		u.GetString(schema.UserHandle) == u.Original().GetString(schema.UserHandle) {
		return nil, nil
	}
	return shelved(app, Shelf("asker", u.Id))
}

func questionsWithTag(app core.App, t *core.Record) ([]*core.Record, error) {
	return shelved(app, Shelf("tag", t.Id))
}

func shelved(app core.App, shelf string) ([]*core.Record, error) {
	var records []*core.Record
	err := app.RecordQuery(schema.Questions).
		AndWhere(dbx.NewExp("id IN (SELECT question FROM question_shelves WHERE shelf = {:shelf} ORDER BY asked DESC LIMIT {:most})",
			dbx.Params{"shelf": shelf, "most": mostAffected})).
		All(&records)
	return records, err
}
