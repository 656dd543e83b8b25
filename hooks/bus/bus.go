// Package bus tells whoever asks that a record changed.
//
// It is the one place to learn of changes: the page cache, and whatever else keeps something derived from records in
// memory, subscribes here instead of hooking collections itself. Today the events stay inside the process; a second
// node will publish what it hears from the others through the same [Bus.Publish], which is why an event carries the
// node it comes from and nothing but names.
package bus

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// Action is what happened to a record.
type Action string

// The three things that can happen to a record.
const (
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
)

// Event says that a record changed. Its values are final when it is published: the change is committed.
type Event struct {
	Node       string // the node that wrote, empty for this one
	Action     Action
	Collection string // the collection's name
	ID         string // the record's id
}

// Bus hands every published event to every subscriber, in the order they subscribed.
// It is safe for use by several goroutines; the zero value is ready.
type Bus struct {
	// Log takes the panics of subscribers; slog.Default() when nil.
	Log *slog.Logger

	mu   sync.RWMutex
	subs []*subscription
}

type subscription struct {
	name string
	fn   func(Event)
}

// Subscribe calls fn for every event from now on. The name appears in the log when fn panics.
// The function it returns ends the subscription.
//
// fn runs in the goroutine of the writer, before the write's response is sent, so it must be quick and must not write
// records itself.
func (b *Bus) Subscribe(name string, fn func(Event)) (cancel func()) {
	s := &subscription{name, fn}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = append(b.subs[:len(b.subs):len(b.subs)], s)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		var rest []*subscription
		for _, other := range b.subs {
			if other != s {
				rest = append(rest, other)
			}
		}
		b.subs = rest
	}
}

// Publish calls every subscriber with e and returns when all have returned. A subscriber that panics is logged and the
// next one is called: a broken listener must not turn a committed write into an error.
func (b *Bus) Publish(e Event) {
	b.mu.RLock()
	subs := b.subs
	b.mu.RUnlock()
	for _, s := range subs {
		b.call(s, e)
	}
}

func (b *Bus) call(s *subscription, e Event) {
	defer func() {
		if p := recover(); p != nil {
			log := b.Log
			if log == nil {
				log = slog.Default()
			}
			log.Error("a bus subscriber panicked",
				"subscriber", s.name, "event", fmt.Sprintf("%+v", e), "panic", p, "stack", string(debug.Stack()))
		}
	}()
	s.fn(e)
}

const storeKey = "qiao.bus"

// Of returns the application's one bus. The first call binds it to the application's model hooks.
func Of(app core.App) *Bus {
	return app.Store().GetOrSet(storeKey, func() any {
		b := &Bus{Log: app.Logger()}
		b.Bind(app)
		return b
	}).(*Bus)
}

// Bind publishes an event after every successful create, update and delete of a record, once its transaction is
// committed. PocketBase's own collections (names beginning with an underscore) and its logs are left out.
func (b *Bus) Bind(app core.App) {
	publish := func(action Action) *hook.Handler[*core.ModelEvent] {
		return &hook.Handler[*core.ModelEvent]{
			Id: "bus." + string(action),
			// ahead of the other after-success hooks: what they read through a cache is then already fresh
			Priority: -1000,
			Func: func(e *core.ModelEvent) error {
				if record := recordOf(e.Model); record != nil {
					if name := record.Collection().Name; !strings.HasPrefix(name, "_") {
						b.Publish(Event{Action: action, Collection: name, ID: record.Id})
					}
				}
				return e.Next()
			},
		}
	}
	app.OnModelAfterCreateSuccess().Bind(publish(Create))
	app.OnModelAfterUpdateSuccess().Bind(publish(Update))
	app.OnModelAfterDeleteSuccess().Bind(publish(Delete))
}

func recordOf(model core.Model) *core.Record {
	switch m := model.(type) {
	case *core.Record:
		return m
	case core.RecordProxy:
		return m.ProxyRecord()
	}
	return nil
}
