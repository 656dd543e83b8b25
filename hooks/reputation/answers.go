package reputation

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Names of the causes that accepting an answer is: one for who answered, one for who asked. A question has one accepted
// answer, so that accepting another one moves the cause to its author.
func acceptedName(question string) string  { return "accepted:" + question }
func acceptingName(question string) string { return "accepting:" + question }

// acceptances gives the causes that accepted answers are, of those that a condition on the question q and the answer a
// finds. Nobody earns anything by accepting their own answer.
func acceptances(app core.App, where string, params dbx.Params) (list []Cause, err error) {
	var rows []struct {
		Question string `db:"question"`
		Asker    string `db:"asker"`
		Answer   string `db:"answer"`
		Answerer string `db:"answerer"`
		At       string `db:"at"`
	}
	err = app.DB().NewQuery(`SELECT q.id question, q.author asker, a.id answer, a.author answerer,
		coalesce(nullif(q.accepted_at, ''), nullif(a.answered, ''), a.created) at
		FROM questions q JOIN answers a ON a.id = q.accepted WHERE q.accepted != '' AND a.author != '' AND a.author != q.author AND ` + where).Bind(params).All(&rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	policy, err := access.CurrentPolicy(app)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		list = append(list, Cause{r.Answerer, Accepted, acceptedName(r.Question), "answer", r.Answer, policy.Points[access.Accepted], r.At})
		if r.Asker != "" {
			list = append(list, Cause{r.Asker, Accepting, acceptingName(r.Question), "question", r.Question, policy.Points[access.Accepting], r.At})
		}
	}
	return list, nil
}

// followAcceptance writes into the ledger what the acceptance of a question's answer gives now.
func followAcceptance(app core.App, question string) error {
	causes, err := acceptances(app, "q.id = {:id}", dbx.Params{"id": question})
	if err != nil {
		return err
	}
	return replace(app, causes, acceptedName(question), acceptingName(question))
}

// savePost follows what a question or an answer gives its author: votes go to a new author, an acceptance to whose answer
// is accepted now.
func savePost(kind string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			before, err := owner(e.App, kind, e.Record.Id)
			if err != nil {
				return err
			}
			if err := e.Next(); err != nil {
				return err
			}
			author, err := owner(e.App, kind, e.Record.Id)
			if err != nil {
				return err
			}
			if before != "" && before != author {
				if err := handOver(e.App, kind, e.Record.Id, author); err != nil {
					return err
				}
			}
			question := e.Record.Id
			if kind == "answer" {
				question = e.Record.GetString(schema.AnswerQuestion)
			}
			return followAcceptance(e.App, question)
		})
	}
}
