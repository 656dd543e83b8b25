package talk

import (
	"encoding/json"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/routine"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/schema"
)

// Topic is what the readers of a discussion subscribe to by realtime: it tells that a comment everybody may see came,
// changed or went, as {"action": "create", "record": {"id", "author", "state"}}. It says no more than the page does, so no
// rule is asked for each reader: a thousand of them hear of a comment in the time of one query.
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
	topic := Topic(c.Target())
	data, err := json.Marshal(map[string]any{"action": action, "record": map[string]string{"id": c.Id, "author": author, "state": c.State()}})
	if err != nil {
		t.app.Logger().Error("a comment could not be told of", "error", err)
		return
	}
	message := subscriptions.Message{Name: topic, Data: data}
	for _, client := range t.app.SubscriptionsBroker().Clients() {
		if client.HasSubscription(topic) {
			routine.FireAndForget(func() { client.Send(message) }) // a slow reader holds nobody up
		}
	}
}
