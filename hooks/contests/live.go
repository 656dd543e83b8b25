package contests

import (
	"errors"
	"sync"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/live"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Topic is what the readers of a competition's page subscribe to by realtime: that its leaderboard changed. While the
// leaderboard is sealed nothing is told, so that nobody learns when judges are at work.
func Topic(event string) string { return "board/" + event }

// teller tells of changes, once for each transaction: an import of five thousand times is one.
type teller struct {
	outer   core.App // outside of any transaction
	mu      sync.Mutex
	pending map[telling]bool
}

type telling struct {
	in    *core.TxAppInfo
	event string
}

// tellOf binds the telling to what a leaderboard is made of.
func tellOf(app core.App) {
	t := &teller{outer: app, pending: map[telling]bool{}}
	changed := func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		t.tell(e.App, e.Record.GetString(schema.ScoreEvent))
		return nil
	}
	for _, collection := range []string{schema.Scores, schema.RaceResults, schema.Entries, schema.Awards, schema.Contests} { // all name their event alike
		app.OnRecordCreateExecute(collection).Bind(bind.At("contests.live."+collection, 50, changed))
		app.OnRecordUpdateExecute(collection).Bind(bind.At("contests.live."+collection, 50, changed))
		app.OnRecordDeleteExecute(collection).Bind(bind.At("contests.live."+collection, 50, changed))
	}
}

// tell tells of a change once app's transaction is committed.
func (t *teller) tell(app core.App, event string) {
	key := telling{app.TxInfo(), event}
	t.mu.Lock()
	known := t.pending[key]
	if key.in != nil {
		t.pending[key] = true
	}
	t.mu.Unlock()
	if known {
		return
	}
	if key.in != nil {
		key.in.OnComplete(func(error) error {
			t.mu.Lock()
			delete(t.pending, key)
			t.mu.Unlock()
			return nil
		})
	}
	tx.After(app, func() {
		live.Tell(t.outer, Topic(event), func() (any, error) {
			c, err := readContest(t.outer, event)
			if errors.Is(err, error(errNoContest)) || err == nil && !c.unsealed() {
				return nil, nil
			}
			return map[string]any{"event": event, "kind": c.Kind}, err
		})
	})
}
