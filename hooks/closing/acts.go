package closing

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// Lock is the decision to lock a question or to unlock it: while it is locked nobody answers, comments, votes, edits it or
// offers a bounty. It gives what the question was and is, for the audit log.
func (c *Closing) Lock(locked bool) func(app core.App, auth *core.Record, question, into, reason string) (before, after map[string]any, err error) {
	return c.flag(schema.QuestionLocked, locked, func(q *state) bool { return q.Locked })
}

// Protect is the decision to keep newcomers from answering a question, or to let them again.
func (c *Closing) Protect(protected bool) func(app core.App, auth *core.Record, question, into, reason string) (before, after map[string]any, err error) {
	return c.flag(schema.QuestionProtected, protected, func(q *state) bool { return q.Protected })
}

func (c *Closing) flag(field string, value bool, now func(*state) bool) func(core.App, *core.Record, string, string, string) (before, after map[string]any, err error) {
	return func(app core.App, _ *core.Record, question, _, _ string) (before, after map[string]any, err error) {
		q, err := stateOf(app, question)
		if err != nil {
			return nil, nil, err
		}
		if !q.public() {
			return nil, nil, i18n.NewError("closing.no_question").WithStatus(http.StatusConflict)
		}
		if now(q) == value {
			return nil, nil, i18n.NewError("closing.already").WithStatus(http.StatusConflict)
		}
		return map[string]any{field: !value}, map[string]any{field: value}, c.change(app, question, map[string]any{field: value})
	}
}
