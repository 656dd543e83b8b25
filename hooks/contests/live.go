package contests

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/live"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Topic is what the readers of a competition's page subscribe to by realtime: that its leaderboard changed. While the
// leaderboard is sealed nothing is told, so that nobody learns when judges are at work.
func Topic(event string) string { return "board/" + event }

// tellOf binds the telling to what a leaderboard is made of.
func tellOf(outer core.App) {
	changed := func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		tell(outer, e.App, e.Record.GetString(schema.ScoreEvent))
		return nil
	}
	for _, collection := range []string{schema.Scores, schema.RaceResults, schema.Entries, schema.Awards, schema.Contests} { // all name their event alike
		outer.OnRecordCreateExecute(collection).Bind(bind.At("contests.live."+collection, 50, changed))
		outer.OnRecordUpdateExecute(collection).Bind(bind.At("contests.live."+collection, 50, changed))
		outer.OnRecordDeleteExecute(collection).Bind(bind.At("contests.live."+collection, 50, changed))
	}
}

// tell tells of a change once app's transaction is committed: an import of five thousand times is one. outer is outside of
// any transaction.
func tell(outer, app core.App, event string) {
	tx.AfterOnce(app, Topic(event), func() {
		live.Tell(outer, Topic(event), func() (any, error) {
			c, err := readContest(outer, event)
			if errors.Is(err, error(errNoContest)) || err == nil && !c.unsealed() {
				return nil, nil
			}
			return map[string]any{"event": event, "kind": c.Kind}, err
		})
	})
}
