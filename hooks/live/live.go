// Package live tells the readers of a page by realtime that something on it changed, over topics of our own: names that
// are no collection's. What is sent there says no more than the page does, so no rule is asked for each reader: a
// thousand of them hear of a change in the time of one query.
package live

import (
	"encoding/json"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/routine"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// Send gives all who subscribed to a topic a message in JSON. It waits for nobody.
func Send(app core.App, topic string, message any) {
	clients := app.SubscriptionsBroker().Clients()
	if len(clients) == 0 {
		return
	}
	data, err := json.Marshal(message)
	if err != nil {
		app.Logger().Error("a change could not be told of", "topic", topic, "error", err)
		return
	}
	out := subscriptions.Message{Name: topic, Data: data}
	for _, client := range clients {
		if client.HasSubscription(topic) {
			routine.FireAndForget(func() { client.Send(out) }) // a slow reader holds nobody up
		}
	}
}

// Heard says whether anybody has subscribed to a topic.
func Heard(app core.App, topic string) bool {
	for _, client := range app.SubscriptionsBroker().Clients() {
		if client.HasSubscription(topic) {
			return true
		}
	}
	return false
}
