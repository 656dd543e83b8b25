package reputation

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
)

// approved has the suggested edits of others' posts that were approved by somebody else: they are what a good edit earns.
const approved = `SELECT e.id, e.author, e.kind, e.target, e.decided FROM post_edits e
	LEFT JOIN questions q ON q.id = e.target AND e.kind = 'question' LEFT JOIN answers a ON a.id = e.target AND e.kind = 'answer'
	WHERE e.state = 'approved' AND e.decided != '' AND e.author != '' AND e.author != coalesce(q.author, a.author, '') AND e.author != e.reviewer`

// An edit is what the ledger needs of an approved suggestion.
type edit struct {
	ID      string `db:"id"`
	Author  string `db:"author"`
	Kind    string `db:"kind"`
	Target  string `db:"target"`
	Decided string `db:"decided"`
}

func (e edit) cause(policy *access.Policy) Cause {
	return Cause{e.Author, EditAccepted, "edit:" + e.ID, e.Kind, e.Target, policy.Points[access.EditAccepted], e.Decided}
}

// saveEdit lets an approved edit earn reputation.
func saveEdit(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		var list []edit
		if err := e.App.DB().NewQuery(approved + " AND e.id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).All(&list); err != nil {
			return err
		}
		policy, err := access.CurrentPolicy(e.App)
		if err != nil {
			return err
		}
		for _, one := range list {
			if err := Award(e.App, one.cause(policy)); err != nil {
				return err
			}
		}
		return nil
	})
}

// appendEdits adds what an account's approved edits earned.
func appendEdits(app core.App, list []Cause, user string, policy *access.Policy) ([]Cause, error) {
	var edits []edit
	err := app.DB().NewQuery(approved + " AND e.author = {:user}").Bind(dbx.Params{"user": user}).All(&edits)
	for _, one := range edits {
		list = append(list, one.cause(policy))
	}
	return list, err
}
