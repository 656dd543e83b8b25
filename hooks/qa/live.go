package qa

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/bus"
	"qiao/hooks/live"
	"qiao/hooks/schema"
)

// Topic is what the readers of a question subscribe to by realtime, beside the record itself: it tells that an answer
// came, changed or went, and how the counters stand that a change touched. A change is one [Message].
func Topic(question string) string { return "answers/" + question }

// A Message is what readers of a question are told. It says no more than the page does.
type Message struct {
	Action string            `json:"action"` // create, update or delete of an answer; counts where nothing but counters changed
	Answer *told             `json:"answer,omitempty"`
	Counts map[string]counts `json:"counts"` // of the question, and of the answer that the change is about, by id
}

type told struct {
	ID     string `json:"id"`
	Author string `json:"author"` // empty when it went
}

type counts struct {
	ID       string `json:"-" db:"id"`
	Votes    int    `json:"votes" db:"votes"`
	Answers  int    `json:"answers" db:"answers"`
	Comments int    `json:"comments" db:"comments"`
}

// tell has readers hear of answers, and of votes and comments on them and on the question, and has the pages that show
// them made anew: what is counted changes by SQL.
func tell(app core.App) {
	before := func(h *hook.Handler[*core.RecordEvent]) *hook.Handler[*core.RecordEvent] {
		h.Priority = -900 // ahead of who reads a page because of the change
		return h
	}
	for action, after := range map[string]func(...string) *hook.TaggedHook[*core.RecordEvent]{
		"create": app.OnRecordAfterCreateSuccess, "update": app.OnRecordAfterUpdateSuccess, "delete": app.OnRecordAfterDeleteSuccess,
	} {
		after(schema.Answers).Bind(before(bind.Func("qa.tell.answers", func(e *core.RecordEvent) error {
			a := schema.AsAnswer(e.Record)
			bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: schema.StatsRows, ID: a.Question()})
			m := Message{Action: action, Answer: &told{a.Id, a.Author()}}
			if a.Status() != Published || action == "delete" {
				m.Action, m.Answer.Author = "delete", ""
			}
			if action != "create" || m.Action == action { // one that waits for a moderator is nobody's news
				send(app, a.Question(), a.Id, m)
			}
			return e.Next()
		})))
		for _, collection := range []string{schema.Votes, schema.Comments} {
			after(collection).Bind(bind.Func("qa.tell."+collection, func(e *core.RecordEvent) error {
				kind, target := e.Record.GetString("kind"), e.Record.GetString("target")
				if kind != question.name && kind != answer.name {
					return e.Next()
				}
				id, err := questionAbout(app, kind, target)
				if err != nil {
					app.Logger().Error("the readers of a question could not be told of a count", "error", err)
				} else if id != "" {
					send(app, id, target, Message{Action: "counts"})
				}
				return e.Next()
			}))
		}
	}
}

// send fills in the counters and tells those who listen, if the question is public.
func send(app core.App, question, also string, m Message) {
	live.Tell(app, Topic(question), func() (any, error) {
		var rows []counts
		err := app.DB().NewQuery(`SELECT s.id, s.votes, s.answers, s.comments FROM stats s
			WHERE s.id IN ({:question}, {:also}) AND EXISTS (SELECT 1 FROM questions WHERE id = {:question} AND status = 'published')`).
			Bind(dbx.Params{"question": question, "also": also}).All(&rows)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		m.Counts = make(map[string]counts, len(rows))
		for _, row := range rows {
			m.Counts[row.ID] = row
		}
		return m, nil
	})
}

// about gives the question that a vote or a comment on a kind of thing concerns; an SQL expression.
const about = `CASE {:kind} WHEN 'question' THEN {:target} WHEN 'answer' THEN (SELECT question FROM answers WHERE id = {:target})
	WHEN 'comment' THEN (SELECT CASE kind WHEN 'question' THEN target WHEN 'answer' THEN (SELECT question FROM answers WHERE id = target) END FROM comments WHERE id = {:target}) END`

// questionAbout gives the question that a vote or a comment on a kind of thing concerns; empty for none.
func questionAbout(app core.App, kind, target string) (id string, err error) {
	err = app.DB().NewQuery("SELECT coalesce(" + about + ", '')").Bind(dbx.Params{"kind": kind, "target": target}).Row(&id)
	return id, err
}
