package talk

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/live"
	"qiao/hooks/schema"
)

// Topic is what the readers of a discussion subscribe to by realtime: it tells that a comment everybody may see came,
// changed or went, as {"action": "create", "record": {"id", "author", "state"}}.
func Topic(target string) string { return "talk/" + target }

// live tells the readers of a discussion of a comment.
func (t *Talk) live(action string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		c := schema.AsComment(e.Record)
		seen := c.State() == Visible && c.Public()
		switch {
		case !seen && action == "create":
			return e.Next()
		case !seen:
			t.broadcast(c, "delete", "") // taken down: who wrote it is nobody's business any more
		default:
			t.broadcast(c, action, c.Author())
		}
		return e.Next()
	}
}

func (t *Talk) broadcast(c *schema.Comment, action, author string) {
	live.Send(t.app, Topic(c.Target()), map[string]any{"action": action, "record": map[string]string{"id": c.Id, "author": author, "state": c.State()}})
}
