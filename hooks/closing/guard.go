package closing

import (
	"database/sql"
	"errors"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/bind"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// askedKey holds, on a record being saved, who asks: an import may write what hangs on a locked question.
const askedKey = "@closing.asked"

// guarded are the records that a locked question takes no more of, and how each finds its question. Questions and answers
// themselves are in the care of their own room.
var guarded = map[string]hanging{
	schema.PostEdits:   {question: ofField(schema.PostEditQuestion)},
	schema.AnswerLinks: {question: ofField(schema.AnswerLinkQuestion)},
	schema.Votes:       {question: ofTarget, takenBack: true},
	schema.Comments:    {question: ofTarget, staffMayAdd: true},
}

// A hanging record belongs to a question.
type hanging struct {
	question func(app core.App, r *core.Record) (string, error) // finds it
	// takenBack says that deleting one changes the question as much as adding one does.
	takenBack bool
	// staffMayAdd lets moderators add one to a locked question.
	staffMayAdd bool
}

// guard holds what locked means for what hangs on a question. It is asked within the transaction of the
// write, so nothing slips in beside a decision.
func guard(app core.App) {
	for collection, h := range guarded {
		asked, id := "closing.guard.asked."+collection, "closing.guard."+collection
		app.OnRecordCreateRequest(collection).Bind(bind.Func(asked, who))
		app.OnRecordUpdateRequest(collection).Bind(bind.Func(asked, who))
		app.OnRecordCreateExecute(collection).Bind(bind.At(id, early, h.refuse(h.staffMayAdd)))
		app.OnRecordUpdateExecute(collection).Bind(bind.At(id, early, h.refuse(true)))
		if h.takenBack {
			app.OnRecordDeleteRequest(collection).Bind(bind.Func(asked, who))
			app.OnRecordDeleteExecute(collection).Bind(bind.At(id, early, h.refuse(false)))
		}
	}
}

func who(e *core.RecordRequestEvent) error {
	e.Record.SetRaw(askedKey, e.Auth)
	return e.Next()
}

// refuse is the hook that refuses what a locked question doesn't take.
func (h hanging) refuse(staffMay bool) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		by, _ := e.Record.GetRaw(askedKey).(*core.Record)
		if by == nil || staffMay && access.IsModerator(by) {
			return e.Next()
		}
		return tx.Around(e, func() error {
			id, err := h.question(e.App, e.Record)
			if err != nil {
				return err
			}
			q, err := stateOf(e.App, id)
			if err != nil {
				return err
			}
			if q != nil && q.Locked {
				return i18n.NewError("closing.locked").WithStatus(http.StatusForbidden)
			}
			return e.Next()
		})
	}
}

func ofField(field string) func(core.App, *core.Record) (string, error) {
	return func(_ core.App, r *core.Record) (string, error) { return r.GetString(field), nil }
}

// ofTarget finds the question of a vote or a comment by its kind and target, empty when it is about something else.
func ofTarget(app core.App, r *core.Record) (string, error) {
	return questionOf(app, r.GetString("kind"), r.GetString("target"))
}

func questionOf(app core.App, kind, target string) (id string, err error) {
	switch kind {
	case "question":
		return target, nil
	case "answer":
		err = app.DB().NewQuery("SELECT question FROM answers WHERE id = {:id}").Bind(dbx.Params{"id": target}).Row(&id)
	case "comment":
		var on struct {
			Kind   string `db:"kind"`
			Target string `db:"target"`
		}
		err = app.DB().NewQuery("SELECT kind, target FROM comments WHERE id = {:id} AND kind IN ('question', 'answer')").Bind(dbx.Params{"id": target}).One(&on)
		if err == nil {
			return questionOf(app, on.Kind, on.Target)
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// note writes down what a moderator changed by the record itself.
func (c *Closing) note(e *core.RecordEvent, was *state) error {
	by, _ := e.Record.GetRaw(byKey).(*core.Record)
	e.Record.SetRaw(byKey, nil)
	if by == nil {
		return nil // a vote, a decision or an import
	}
	q := schema.AsQuestion(e.Record)
	for _, change := range []struct {
		field         string
		before, after any
		actions       [2]string // when it isn't any more, when it is
	}{
		{schema.QuestionLocked, was.Locked, q.Locked(), [2]string{"unlock", "lock"}},
		{schema.QuestionProtected, was.Protected, q.Protected(), [2]string{"unprotect", "protect"}},
		{schema.QuestionClosed, was.Closed, q.Closed(), [2]string{Reopen, Close}},
	} {
		if change.before == change.after {
			continue
		}
		action := change.actions[1]
		if change.after == false || change.after == "" {
			action = change.actions[0]
		}
		if err := c.Note(e.App, by, action, "question", q.Id, was.Author, "", map[string]any{change.field: change.before}, map[string]any{change.field: change.after}); err != nil {
			return err
		}
	}
	return nil
}

// keep gives a question being saved the state that the database has, unless it is meant to change: an update writes every
// column as it was loaded, and a vote may have closed the question in between.
func (c *Closing) keep(e *core.RecordEvent) error {
	meant := e.Record.GetRaw(stateKey) != nil
	e.Record.SetRaw(stateKey, nil)
	return tx.Around(e, func() error {
		q, err := stateOf(e.App, e.Record.Id)
		if err != nil {
			return err
		}
		if q == nil {
			return e.Next()
		}
		if meant {
			if err := e.Next(); err != nil {
				return err
			}
			return c.note(e, q)
		}
		original, err := stateOf(e.App, q.DuplicateOf)
		if err != nil {
			return err
		}
		if original == nil {
			q.DuplicateOf = "" // it was deleted for good
		}
		e.Record.Load(map[string]any{
			schema.QuestionClosed: q.Closed, schema.QuestionClosedAt: q.ClosedAt, schema.QuestionDuplicateOf: q.DuplicateOf,
			schema.QuestionLocked: q.Locked, schema.QuestionProtected: q.Protected,
		})
		return e.Next()
	})
}
