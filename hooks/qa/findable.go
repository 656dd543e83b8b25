package qa

import (
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Source is what this room adds to the search index: questions, with the texts of their answers.
func Source() search.Source {
	return search.Source{
		Kind: "question", Collections: []string{schema.Questions}, Load: documents,
		Each: search.Each(schema.Questions, dbx.HashExp{schema.QuestionStatus: Published}),
		Affects: map[string]func(core.App, *core.Record) ([]*core.Record, error){
			schema.Answers: questionOf,
			schema.Users:   questionsOfUser,
			schema.Tags:    questionsWithTag,
		},
		Named: []string{schema.Users, schema.Tags},
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

// documents reads what the documents of many questions are made of with one query for each kind of thing, and takes the
// texts out of what was rendered on all processors: an import waits for nothing else as long.
func documents(app core.App, records []*core.Record) ([]*search.Document, error) {
	docs := make([]*search.Document, len(records))
	var ids, users, tags []string
	for i, r := range records {
		if q := schema.AsQuestion(r); q.Status() == Published {
			docs[i] = &search.Document{
				Kind: "question", ID: q.Id, URL: "/questions/" + q.Id + "/" + q.Slug(), Title: q.Title(), Lang: q.Lang(), Published: q.Asked().Time(),
			}
			ids, users, tags = append(ids, q.Id), append(users, q.Author()), append(tags, q.Tags()...)
		}
	}
	given, err := bestAnswers(app, ids)
	if err != nil {
		return nil, err
	}
	for _, list := range given {
		for _, a := range list {
			users = append(users, a.Author)
		}
	}
	people, err := byID(app, schema.Users, users)
	if err != nil {
		return nil, err
	}
	words, err := byID(app, schema.Tags, tags)
	if err != nil {
		return nil, err
	}
	var wg sync.WaitGroup
	for part := range slices.Chunk(indexes(docs), max(1, len(docs)/runtime.GOMAXPROCS(0)+1)) {
		wg.Go(func() {
			for _, i := range part {
				docs[i].Text = textWith(schema.AsQuestion(records[i]).HTML(), given[docs[i].ID])
			}
		})
	}
	for _, i := range indexes(docs) {
		name(docs[i], schema.AsQuestion(records[i]), given[docs[i].ID], people, words)
	}
	wg.Wait()
	return docs, nil
}

// indexes gives the places of the documents that there are.
func indexes(docs []*search.Document) (list []int) {
	for i, d := range docs {
		if d != nil {
			list = append(list, i)
		}
	}
	return list
}

// answerText is what an answer brings into the document of its question.
type answerText struct {
	Question string `db:"question"`
	Author   string `db:"author"`
	HTML     string `db:"html"`
}

// bestAnswers gives the best public answers of questions, by question, best first.
func bestAnswers(app core.App, ids []string) (map[string][]answerText, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var rows []answerText
	// which they are is settled before the text of any is read: a question may have thousands
	if err := app.DB().NewQuery(`SELECT b.question, a.author, a.html FROM (
		SELECT a.id, a.question, row_number() OVER (PARTITION BY a.question ORDER BY a.id = q.accepted DESC, coalesce(s.votes, 0) DESC, a.answered) place
		FROM answers a JOIN questions q ON q.id = a.question LEFT JOIN stats s ON s.id = a.id
		WHERE a.status = 'published' AND a.question` + cards.Among + `) b CROSS JOIN answers a ON a.id = b.id WHERE b.place <= {:most} ORDER BY b.question, b.place`).
		Bind(dbx.Params{"ids": string(list), "most": mostAnswers}).All(&rows); err != nil {
		return nil, err
	}
	given := map[string][]answerText{}
	for _, row := range rows {
		given[row.Question] = append(given[row.Question], row)
	}
	return given, nil
}

// byID gives the records of a collection that are there, by their ids.
func byID(app core.App, collection string, ids []string) (map[string]*core.Record, error) {
	slices.Sort(ids)
	records, err := app.FindRecordsByIds(collection, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	found := make(map[string]*core.Record, len(records))
	for _, r := range records {
		found[r.Id] = r
	}
	return found, nil
}

// textWith is the text of a question and of as many of its answers as one document may bring.
func textWith(html string, answers []answerText) string {
	var text strings.Builder
	text.WriteString(markdown.TextOf(html))
	for _, a := range answers {
		if text.Len() >= mostText {
			break
		}
		text.WriteString("\n" + markdown.TextOf(a.HTML))
	}
	return text.String()
}

// name fills in who wrote a question and its answers, and its tags.
func name(d *search.Document, q *schema.Question, answers []answerText, people, tags map[string]*core.Record) {
	ids := []string{q.Author()}
	for _, a := range answers {
		if !slices.Contains(ids, a.Author) {
			ids = append(ids, a.Author)
		}
	}
	for _, id := range ids {
		u := people[id]
		if u == nil {
			continue
		}
		name, handle := u.GetString(schema.UserName), u.GetString(schema.UserHandle)
		if id == q.Author() {
			d.Authors = append(d.Authors, name, handle)
		}
		d.Names = append(d.Names, name, handle)
	}
	if q.SourceAuthor() != "" {
		d.Names, d.Authors = append(d.Names, q.SourceAuthor()), append(d.Authors, q.SourceAuthor())
	}
	for _, id := range q.Tags() {
		if t := tags[id]; t != nil {
			d.Tags = append(d.Tags, schema.AsTag(t).Names()...)
			d.TagSlugs = append(d.TagSlugs, t.GetString(schema.TagSlug))
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
