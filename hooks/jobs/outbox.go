package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/tx"
)

// The states of a row of the outbox.
const (
	Waiting = "waiting" // for its time, or for another attempt
	Running = "running" // a node has it in hand until its lease runs out
	Done    = "done"
	Skipped = "skipped" // there was nothing to do any more
	Failed  = "failed"  // given up; set to waiting, it is tried anew
	Unknown = "unknown" // it may have happened, and isn't repeated by itself
)

// Enqueue writes work into the outbox, in app's transaction if it is in one, to be done
// at the given time or as soon as possible when that is zero. The same kind and key are
// written once, however often this is called. The handler gets the payload as JSON.
func Enqueue(app core.App, kind, key string, payload any, at time.Time) error {
	return enqueue(app, kind, key, payload, at, false)
}

// EnqueueUrgent is Enqueue for what somebody waits for in front of the screen: it goes
// before all other work.
func EnqueueUrgent(app core.App, kind, key string, payload any) error {
	return enqueue(app, kind, key, payload, time.Time{}, true)
}

func enqueue(app core.App, kind, key string, payload any, at time.Time, urgent bool) error {
	data, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("payload of %s %s: %w", kind, key, err)
	}
	now := types.NowDateTime()
	next := now
	if !at.IsZero() {
		if next, err = types.ParseDateTime(at); err != nil {
			return err
		}
	}
	_, err = app.DB().NewQuery(`INSERT INTO outbox (id, kind, [[key]], payload, state, urgent, attempts, next, error, node, created, updated)
		VALUES ({:id}, {:kind}, {:key}, {:payload}, 'waiting', {:urgent}, 0, {:next}, '', '', {:now}, {:now}) ON CONFLICT (kind, [[key]]) DO NOTHING`).
		Bind(dbx.Params{
			"id": core.GenerateDefaultRandomId(), "kind": kind, "key": key, "payload": string(data), "urgent": urgent,
			"next": next.String(), "now": now.String(),
		}).Execute()
	if err != nil {
		return fmt.Errorf("enqueue %s %s: %w", kind, key, err)
	}
	wakeAt(app, next.Time())
	return nil
}

// Wake has the workers look at the outbox, after the commit where app is in a
// transaction. Only who writes rows by SQL needs to call it.
func Wake(app core.App) { wakeAt(app, time.Time{}) }

// wakeAt has the workers look when something is due, and not before: where a thousand items are put off in a second, each
// of them would have all workers look in vain.
func wakeAt(app core.App, at time.Time) {
	tx.After(app, func() { outboxOf(app).wakeAt(at) })
}

// An Item is work in hand.
type Item struct {
	ID       string `db:"id"`
	Kind     string `db:"kind"`
	Key      string `db:"key"`
	Attempts int    `db:"attempts"` // this one included
	Raw      string `db:"payload"`
	Mark     string `db:"mark"` // when the step that can't be taken back was begun, empty if it wasn't

	app  core.App
	kept any
}

// Decode reads the payload.
func (i *Item) Decode(into any) error { return json.Unmarshal([]byte(i.Raw), into) }

// Keep replaces the payload when the item is done: what was secret or large needn't stay.
func (i *Item) Keep(payload any) { i.kept = payload }

// Marked says whether an earlier attempt came to the step that can't be taken back and
// didn't live to say how it went.
func (i *Item) Marked() bool { return i.Mark != "" }

// ErrLost says that another node has the item by now.
var ErrLost = errors.New("the lease of the item ran out and another node has it")

// Begin notes that the step which can't be taken back begins now. An error means that it
// must not: the lease is lost, or the note couldn't be written.
func (i *Item) Begin() error {
	now := types.NowDateTime()
	err := i.update("mark = {:mark}, next = {:next}", dbx.Params{"mark": now.String(), "next": now.Add(hold).String()})
	if err == nil {
		i.Mark = now.String()
	}
	return err
}

// Undo takes the note of Begin back, when it is known that nothing has happened.
func (i *Item) Undo() error {
	err := i.update("mark = ''", dbx.Params{})
	if err == nil {
		i.Mark = ""
	}
	return err
}

// update changes the item's row while this node holds it.
func (i *Item) update(set string, params dbx.Params) error {
	params["id"], params["node"], params["attempts"], params["now"] = i.ID, node, i.Attempts, types.NowDateTime().String()
	res, err := i.app.DB().NewQuery("UPDATE outbox SET " + set + ", updated = {:now} " +
		"WHERE id = {:id} AND state = 'running' AND node = {:node} AND attempts = {:attempts}").Bind(params).Execute()
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(ErrLost, err)
	}
	return nil
}

// verdict is an error that says what becomes of the item.
type verdict struct {
	state string
	err   error
}

func (v *verdict) Error() string { return v.err.Error() }
func (v *verdict) Unwrap() error { return v.err }

// Permanent says that another attempt would fail too.
func Permanent(err error) error { return &verdict{Failed, err} }

// Skip says that there is nothing to do any more, and why.
func Skip(why string) error { return &verdict{Skipped, errors.New(why)} }

// Uncertain says that the work may have been done, and that doing it twice is worse than
// not at all.
func Uncertain(err error) error { return &verdict{Unknown, err} }
