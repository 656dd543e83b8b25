package demo

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

//go:embed answers.yaml
var answered []byte

// Put gives a public question or answer a new text as a revision in the name of who edits it; see qa.Put.
type Put func(app core.App, kind, id, editor, note, title string, tags []string, body string) error

// later is what came to a question afterwards.
type later struct {
	Key     string
	Answers []answering
	Edits   []editing
}

// editing is an edit of a question, or of one of its answers.
type editing struct {
	Of       int // the answer's number, 0 for the question
	By, Note string
	After    time.Duration
	Now, Was string // a part of the text as it is since the edit, and as it was
	TitleWas string `yaml:"title_was"`
}

// addLater adds to the questions what came to them afterwards.
func addLater(list []asking) error {
	var more []later
	if err := yaml.UnmarshalWithOptions(answered, &more, yaml.Strict()); err != nil {
		return err
	}
	at := make(map[string]*asking, len(list))
	for i := range list {
		at[list[i].Key] = &list[i]
	}
	for _, m := range more {
		q := at[m.Key]
		if q == nil {
			return fmt.Errorf("there is no question %s", m.Key)
		}
		q.Answers, q.edits = append(q.Answers, m.Answers...), append(q.edits, m.Edits...)
	}
	return nil
}

// state is what a question or an answer says at some time.
type state struct{ title, body string }

// history gives what a post said before each of its edits, the first text first, and what it says now at the end.
func history(now state, edits []editing) ([]state, error) {
	states := make([]state, len(edits)+1)
	states[len(edits)] = now
	for i := len(edits) - 1; i >= 0; i-- {
		was, e := states[i+1], edits[i]
		if e.Now != "" {
			if strings.Count(was.body, e.Now) != 1 {
				return nil, fmt.Errorf("the text has %q not once", e.Now)
			}
			was.body = strings.ReplaceAll(strings.Replace(was.body, e.Now, e.Was, 1), "\n\n\n", "\n\n")
			was.body = strings.TrimRight(was.body, "\n") + "\n"
		}
		if e.TitleWas != "" {
			was.title = e.TitleWas
		}
		states[i] = was
	}
	return states, nil
}

// of are the edits of an answer by its number, or of the question for 0.
func of(n int, edits []editing) (found []editing) {
	for _, e := range edits {
		if e.Of == n {
			found = append(found, e)
		}
	}
	return found
}

// edit takes a post that was saved as it first was through its edits, at their times.
func (q *inquirer) edit(r *core.Record, edits []editing, states []state, asked time.Time) error {
	kind := "question"
	if r.Collection().Name == schema.Answers {
		kind = "answer"
	}
	for i, e := range edits {
		now := states[i+1]
		if err := q.put(q.app, kind, r.Id, q.people[e.By], e.Note, now.title, r.GetStringSlice(schema.QuestionTags), now.body); err != nil {
			return fmt.Errorf("the edit of %s: %w", e.By, err)
		}
		params := dbx.Params{"id": r.Id, "at": moment(asked.Add(e.After)).String(), "number": i + 2}
		for _, statement := range []string{
			"UPDATE post_revisions SET created = {:at}, updated = {:at} WHERE target = {:id} AND number = {:number}",
			"UPDATE {{" + r.Collection().Name + "}} SET edited = {:at} WHERE id = {:id}",
		} {
			if _, err := q.app.DB().NewQuery(statement).Bind(params).Execute(); err != nil {
				return err
			}
		}
	}
	return nil
}

// began has the first revision of a post be as old as the post.
func (q *inquirer) began(id string, at time.Time) error {
	_, err := q.app.DB().NewQuery("UPDATE post_revisions SET created = {:at}, updated = {:at} WHERE target = {:id} AND number = 1").
		Bind(dbx.Params{"id": id, "at": moment(at).String()}).Execute()
	return err
}
