package qa

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

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
