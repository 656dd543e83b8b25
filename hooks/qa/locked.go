package qa

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// about gives the question that a vote or a comment on a kind of thing concerns; an SQL expression.
const about = `CASE {:kind} WHEN 'question' THEN {:target} WHEN 'answer' THEN (SELECT question FROM answers WHERE id = {:target})
	WHEN 'comment' THEN (SELECT CASE kind WHEN 'question' THEN target WHEN 'answer' THEN (SELECT question FROM answers WHERE id = target) END FROM comments WHERE id = {:target}) END`

// refuseLocked refuses a vote or a comment on a locked question, its answers and the comments on them.
func refuseLocked(staffMay bool) func(*core.RecordRequestEvent) error {
	return func(e *core.RecordRequestEvent) error {
		kind := e.Record.GetString("kind")
		if e.Auth == nil || e.Auth.IsSuperuser() || kind != question.name && kind != answer.name && kind != "comment" || staffMay && access.IsModerator(e.Auth) {
			return e.Next()
		}
		locked, err := exists(e.App, "SELECT 1 FROM questions WHERE locked AND id = "+about, dbx.Params{"kind": kind, "target": e.Record.GetString("target")})
		if err != nil {
			return err
		}
		if locked {
			return i18n.NewError("qa.locked").WithStatus(http.StatusForbidden)
		}
		return e.Next()
	}
}

// commented moves a question up that somebody commented on, or on one of its answers.
func commented(e *core.RecordEvent) error {
	c := schema.AsComment(e.Record)
	if c.Kind() != question.name && c.Kind() != answer.name {
		return e.Next()
	}
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		if c.State() != "visible" {
			return nil
		}
		id, err := questionAbout(e.App, c.Kind(), c.Target())
		if err != nil || id == "" {
			return err
		}
		if err := move(e.App, id, c.GetDateTime("created")); err != nil {
			return err
		}
		return Reshelve(e.App, []string{id})
	})
}
