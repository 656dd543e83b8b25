package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/types"
)

const (
	// hold is the lease of an item. It is renewed while its handler works, so it is also
	// how long the work of a dead node waits for another one.
	hold = 20 * time.Second
	// workers do items side by side. The first takes only urgent ones, so that a code to
	// sign in with never waits behind a slow server and a thousand digests.
	workers = 4
	// idle is how long a worker sleeps at most when nobody wakes it.
	idle = 30 * time.Second
	// grace is how long the items in hand may still take when the process ends.
	grace = 15 * time.Second
	// ahead is how many due items of each queue a worker notes for the next ones, looking costs as much as taking; and
	// fresh is how long they are taken from there, so that what is urgent doesn't wait behind a slow server.
	ahead = 16
	fresh = time.Second

	maxAttempts  = 12
	firstBackoff = 15 * time.Second
	maxBackoff   = 6 * time.Hour
)

// A Handler does the work of an item. It runs outside of any transaction. An error means
// another attempt later, unless it is made by [Permanent], [Skip] or [Uncertain]. Work may
// be given again after a crash, so a handler does it in a way that can be repeated, or
// says with [Item.Begin] where that ends. ctx ends when the process can't wait any longer.
type Handler func(ctx context.Context, app core.App, item *Item) error

// outbox is an application's workers.
type outbox struct {
	app core.App

	mu       sync.Mutex
	handlers map[string]Handler
	bells    []chan struct{}
	due      time.Time // when the workers will be woken, zero when that isn't settled
	ready    []string  // ids of items that were due at looked, in order; another node may have taken them since
	looked   time.Time
}

const outboxKey = "qiao.outbox"

func outboxOf(app core.App) *outbox {
	return app.Store().GetOrSet(outboxKey, func() any { return &outbox{app: app, handlers: map[string]Handler{}} }).(*outbox)
}

// Handle registers who does the work of a kind. Items of a kind without a handler wait.
func Handle(app core.App, kind string, h Handler) {
	o := outboxOf(app)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.handlers[kind] = h
}

// Work has the outbox worked on while app serves, and finishes what is in hand when it ends.
func Work(app core.App) {
	o := outboxOf(app)
	o.app = app
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "jobs.outbox", Func: func(e *core.ServeEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		stop := o.start()
		app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "jobs.outbox", Priority: -100_001, Func: func(e *core.TerminateEvent) error {
			stop()
			return e.Next()
		}})
		return nil
	}})
	app.OnRecordUpdateRequest("outbox").Bind(&hook.Handler[*core.RecordRequestEvent]{Id: "jobs.outbox.again", Func: again})
	app.OnRecordAfterUpdateSuccess("outbox").Bind(&hook.Handler[*core.RecordEvent]{Id: "jobs.outbox.wake", Func: func(e *core.RecordEvent) error {
		Wake(e.App)
		return e.Next()
	}})
	Every(app, "jobs.outbox.clean", "17 3 * * *", Clean)
}

// again gives an item that a superuser sets to waiting all its attempts back.
func again(e *core.RecordRequestEvent) error {
	if e.Record.GetString("state") == Waiting && e.Record.Original().GetString("state") != Waiting {
		e.Record.Set("attempts", 0)
		e.Record.Set("next", types.NowDateTime())
		e.Record.Set("mark", "")
		e.Record.Set("node", "")
	}
	return e.Next()
}

// Clean removes what was done 30 days ago, and what failed 90 days ago.
func Clean(app core.App) error {
	now := types.NowDateTime()
	_, err := app.DB().NewQuery(`DELETE FROM outbox WHERE (state IN ('done', 'skipped') AND updated < {:done})
		OR (state IN ('failed', 'unknown') AND updated < {:failed})`).
		Bind(dbx.Params{"done": now.AddDate(0, 0, -30).String(), "failed": now.AddDate(0, 0, -90).String()}).Execute()
	return err
}

// Drain does what is due now in the caller's goroutine and returns when nothing is left:
// for commands and tests. It gives the number of attempts made.
func Drain(ctx context.Context, app core.App) (int, error) {
	o := outboxOf(app)
	for n := 0; ; n++ {
		item, _, err := o.claim(app, false)
		if err != nil || item == nil {
			return n, err
		}
		o.do(ctx, app, item)
	}
}

// wakeAt wakes the workers at a time, unless they are woken before it: they see then what comes next.
func (o *outbox) wakeAt(at time.Time) {
	wait := time.Until(at) + time.Millisecond
	if wait <= time.Millisecond {
		o.wake()
		return
	}
	if wait >= idle { // they look by themselves before that
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.due.IsZero() && !at.Before(o.due) {
		return
	}
	o.due = at
	time.AfterFunc(wait, func() {
		o.mu.Lock()
		if o.due.Equal(at) {
			o.due = time.Time{}
		}
		o.mu.Unlock()
		o.wake()
	})
}

func (o *outbox) wake() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, bell := range o.bells {
		select {
		case bell <- struct{}{}:
		default:
		}
	}
}

// start begins the workers and gives what ends them.
func (o *outbox) start() (stop func()) {
	quit := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	bells := make([]chan struct{}, workers)
	for i := range bells {
		bells[i] = make(chan struct{}, 1)
		running.Go(func() { o.work(ctx, quit, bells[i], i == 0) })
	}
	o.mu.Lock()
	o.bells = bells
	o.mu.Unlock()
	return sync.OnceFunc(func() {
		close(quit)
		late := time.AfterFunc(grace, cancel)
		running.Wait()
		late.Stop()
		cancel()
	})
}

func (o *outbox) work(ctx context.Context, quit, bell <-chan struct{}, urgentOnly bool) {
	for {
		select {
		case <-quit:
			return
		default:
		}
		item, wait, err := o.claim(o.app, urgentOnly)
		if err != nil {
			o.app.Logger().Error("the outbox can't be read", "error", err)
			wait = idle
		}
		if item != nil {
			o.do(ctx, o.app, item)
			continue
		}
		timer := time.NewTimer(min(wait, idle))
		select {
		case <-quit:
			timer.Stop()
			return
		case <-bell:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// queues are the rows that may be taken, in order: what is urgent, everything else, and
// what a dead node has left.
var queues = []struct {
	state  string
	urgent bool
}{{Waiting, true}, {Running, true}, {Waiting, false}, {Running, false}}

// first is one of the first items of a queue.
type first struct {
	ID   string         `db:"id"`
	Next types.DateTime `db:"next"`
}

// claim takes the next item that is due. Without one it says how long until there may be.
func (o *outbox) claim(app core.App, urgentOnly bool) (*Item, time.Duration, error) {
	if !urgentOnly {
		for id := o.noted(); id != ""; id = o.noted() {
			if item, err := o.take(app, id); err != nil || item != nil {
				return item, 0, err
			}
		}
	}
	kinds := o.kinds()
	if len(kinds) == 0 {
		return nil, idle, nil
	}
	// the ids first, in one read: with nothing to do, nothing waits for the write connection
	query, params := firsts(kinds, urgentOnly)
	for {
		var list []first
		if err := app.DB().NewQuery(query).Bind(params).All(&list); err != nil {
			return nil, idle, err
		}
		wait := idle
		due := make([]string, 0, len(list))
		for _, one := range list {
			if left := time.Until(one.Next.Time()); left > 0 {
				wait = min(wait, left+time.Millisecond)
			} else {
				due = append(due, one.ID)
			}
		}
		for i, id := range due {
			item, err := o.take(app, id)
			if item != nil && !urgentOnly {
				o.note(due[i+1:])
			}
			if err != nil || item != nil {
				return item, 0, err
			}
		}
		if len(due) == 0 {
			return nil, wait, nil
		}
		// others were quicker
	}
}

// note keeps what is due for the workers that look next.
func (o *outbox) note(due []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ready, o.looked = due, time.Now()
}

// noted gives an item that was due a moment ago, empty for none.
func (o *outbox) noted() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.ready) == 0 || time.Since(o.looked) > fresh {
		return ""
	}
	id := o.ready[0]
	o.ready = o.ready[1:]
	return id
}

// firsts asks for the first items of each queue. The text is always the same, so that it is prepared once.
func firsts(kinds []string, urgentOnly bool) (query string, params dbx.Params) {
	params = dbx.Params{}
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = fmt.Sprintf("{:kind%d}", i)
		params[fmt.Sprintf("kind%d", i)] = kind
	}
	var parts []string
	for rank, q := range queues {
		if urgentOnly && !q.urgent {
			break
		}
		parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT %d rank, id, next FROM outbox WHERE state = '%s' AND urgent = %t AND kind IN (%s) ORDER BY next LIMIT %d)",
			rank, q.state, q.urgent, strings.Join(names, ", "), ahead))
	}
	return "SELECT id, next FROM (" + strings.Join(parts, " UNION ALL ") + ") ORDER BY rank, next", params
}

// kinds gives what there are handlers for, in an order that stays.
func (o *outbox) kinds() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Sorted(maps.Keys(o.handlers))
}

// take makes an item this node's, unless another was quicker.
func (o *outbox) take(app core.App, id string) (*Item, error) {
	now := types.NowDateTime()
	item := &Item{app: app}
	err := app.DB().NewQuery(`UPDATE outbox SET state = 'running', node = {:node}, attempts = attempts + 1, next = {:until}, updated = {:now}
		WHERE id = {:id} AND state IN ('waiting', 'running') AND next <= {:now}
		RETURNING id, kind, [[key]], attempts, payload, mark`).
		Bind(dbx.Params{"id": id, "node": node, "until": now.Add(hold).String(), "now": now.String()}).One(item)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return item, err
}

// do runs an item's handler and writes down what came of it.
func (o *outbox) do(ctx context.Context, app core.App, item *Item) {
	o.mu.Lock()
	handler := o.handlers[item.Kind]
	o.mu.Unlock()

	stop := make(chan struct{})
	var beats sync.WaitGroup
	beats.Go(func() { renew(item, stop) })
	err := call(ctx, handler, app, item)
	close(stop)
	beats.Wait()

	if err := settle(item, err); err != nil {
		// the lease runs out, and the item is taken up again
		app.Logger().Error("an item of the outbox couldn't be settled", "kind", item.Kind, "key", item.Key, "error", err)
	}
}

// call runs a handler; a panic is an error of the item.
func call(ctx context.Context, h Handler, app core.App, item *Item) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			app.Logger().Error("a handler of the outbox panicked", "kind", item.Kind, "key", item.Key, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	return h(ctx, app, item)
}

// renew keeps the lease while the handler works.
func renew(item *Item, stop <-chan struct{}) {
	tick := time.NewTicker(hold / 4)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			if item.update("next = {:next}", dbx.Params{"next": types.NowDateTime().Add(hold).String()}) != nil {
				return // [Item.Begin] finds the same
			}
		}
	}
}

// settle writes down the outcome of an attempt.
func settle(item *Item, outcome error) error {
	state, next := Done, types.NowDateTime()
	var said *verdict
	switch {
	case outcome == nil:
	case errors.Is(outcome, ErrLost):
		return outcome
	case errors.As(outcome, &said):
		state = said.state
	case item.Attempts >= maxAttempts:
		state = Failed
	default:
		state, next = Waiting, next.Add(backoff(item.Attempts))
	}
	set := "state = {:state}, next = {:next}, error = {:error}, node = ''"
	params := dbx.Params{"state": state, "next": next.String(), "error": ""}
	if outcome != nil {
		params["error"] = strings.ToValidUTF8(outcome.Error()[:min(len(outcome.Error()), 1000)], "")
	}
	if state == Waiting {
		set += ", mark = ''"
	}
	if item.kept != nil && (state == Done || state == Skipped) {
		data, err := json.Marshal(item.kept)
		if err != nil {
			return err
		}
		set += ", payload = {:payload}"
		params["payload"] = string(data)
	}
	return item.update(set, params)
}

// backoff grows from seconds to hours, and strews, so that what failed together doesn't
// come back together.
func backoff(attempts int) time.Duration {
	d := min(firstBackoff<<min(attempts-1, 20), maxBackoff)
	return d*3/4 + rand.N(d/2)
}
