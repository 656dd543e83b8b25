// Package live tells the readers of a page by realtime that something on it changed, over topics of our own: names that
// are no collection's. What is sent there says no more than the page does, so no rule is asked for each reader: a
// thousand of them hear of a change in the time of one query.
package live

import (
	"encoding/json"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/routine"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// Patience is how many messages wait for one reader. Who takes them slower misses the oldest: what is told last is what counts.
const Patience = 256

// Send gives all who subscribed to a topic a message in JSON, after those that were sent before. It waits for nobody.
func Send(app core.App, topic string, message any) {
	readers := subscribers(app, topic)
	if len(readers) == 0 {
		return
	}
	data, err := json.Marshal(message)
	if err != nil {
		app.Logger().Error("a change could not be told of", "topic", topic, "error", err)
		return
	}
	out := subscriptions.Message{Name: topic, Data: data}
	for _, reader := range readers {
		mail.put(reader, out)
	}
}

// order has one state after the other read and sent.
var order sync.Mutex

// Tell sends what read gives, nothing when that is nil, and asks it only when somebody listens. What is read later is
// sent later: figures that two changes tell at once arrive with the newer ones last.
func Tell(app core.App, topic string, read func() (any, error)) {
	if len(subscribers(app, topic)) == 0 {
		return
	}
	order.Lock()
	defer order.Unlock()
	message, err := read()
	if err != nil {
		app.Logger().Error("a change could not be told of", "topic", topic, "error", err)
		return
	}
	if message != nil {
		Send(app, topic, message)
	}
}

func subscribers(app core.App, topic string) []subscriptions.Client {
	var found []subscriptions.Client
	for _, client := range app.SubscriptionsBroker().Clients() {
		if client.HasSubscription(topic) {
			found = append(found, client)
		}
	}
	return found
}

// mail is what waits for readers: a client takes one message after the other, which could overtake each other on ways of
// their own.
var mail = post{waiting: map[subscriptions.Client][]subscriptions.Message{}}

type post struct {
	mu      sync.Mutex
	waiting map[subscriptions.Client][]subscriptions.Message // of those that something is being handed to
}

func (p *post) put(to subscriptions.Client, m subscriptions.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	queue, busy := p.waiting[to]
	if len(queue) == Patience {
		queue = queue[1:]
	}
	p.waiting[to] = append(queue, m)
	if !busy {
		routine.FireAndForget(func() { p.deliver(to) })
	}
}

// deliver hands a reader what waits, until nothing does.
func (p *post) deliver(to subscriptions.Client) {
	for {
		p.mu.Lock()
		queue := p.waiting[to]
		if len(queue) == 0 {
			delete(p.waiting, to)
			p.mu.Unlock()
			return
		}
		p.waiting[to] = queue[1:]
		p.mu.Unlock()
		to.Send(queue[0])
	}
}
