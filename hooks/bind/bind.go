// Package bind makes the handlers that rooms bind to PocketBase's hooks, each with an id: an equal id replaces a handler
// instead of stacking a second one. An id belongs to the kind of event, whatever collections the handler is tagged with: one
// that is bound to several has the collection's name in it.
package bind

import "github.com/pocketbase/pocketbase/tools/hook"

// Func is a handler in the order of binding. f must call the event's Next, or what the hook is about doesn't happen.
func Func[T hook.Resolver](id string, f func(T) error) *hook.Handler[T] {
	return &hook.Handler[T]{Id: id, Func: f}
}

// At is a handler with a place of its own: those with a lower priority come first, and those without one are at 0.
func At[T hook.Resolver](id string, priority int, f func(T) error) *hook.Handler[T] {
	return &hook.Handler[T]{Id: id, Priority: priority, Func: f}
}
