package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/jobs"
	"qiao/hooks/testkit"
)

// However many work side by side, each item is done once.
func TestEachItemOnce(t *testing.T) {
	app := testkit.NewApp(t, nil)
	var done sync.Map
	var twice atomic.Int32
	jobs.Handle(app, "test", func(_ context.Context, _ core.App, item *jobs.Item) error {
		if _, before := done.LoadOrStore(item.Key, true); before {
			twice.Add(1)
		}
		return nil
	})
	const items = 60
	for range 2 { // written twice, it is one
		for i := range items {
			if err := jobs.Enqueue(app, "test", fmt.Sprint(i), i, time.Time{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := jobs.Drain(context.Background(), app); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := testkit.Number(t, app, "SELECT count(*) FROM outbox WHERE state = 'done'"); n != items || twice.Load() != 0 {
		t.Errorf("%d done, %d twice", n, twice.Load())
	}
}

func TestOutcomes(t *testing.T) {
	app := testkit.NewApp(t, nil)
	failure := errors.New("no luck")
	for kind, test := range map[string]struct {
		err   error
		state string
	}{
		"good": {nil, jobs.Done}, "bad": {failure, jobs.Waiting}, "hopeless": {jobs.Permanent(failure), jobs.Failed},
		"needless": {jobs.Skip("no need"), jobs.Skipped}, "unclear": {jobs.Uncertain(failure), jobs.Unknown},
	} {
		jobs.Handle(app, kind, func(context.Context, core.App, *jobs.Item) error { return test.err })
		if err := jobs.Enqueue(app, kind, "one", nil, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	jobs.Handle(app, "broken", func(context.Context, core.App, *jobs.Item) error { panic("a mistake") })
	if err := jobs.Enqueue(app, "broken", "one", nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := jobs.Enqueue(app, "good", "tomorrow", nil, time.Now().Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n, err := jobs.Drain(context.Background(), app); n != 6 || err != nil {
		t.Errorf("%d attempts, %v", n, err)
	}
	for kind, state := range map[string]string{"good": "done", "bad": "waiting", "hopeless": "failed", "needless": "skipped", "unclear": "unknown", "broken": "waiting"} {
		if n := testkit.Number(t, app, "SELECT count(*) FROM outbox WHERE [[key]] = 'one' AND kind = {:kind} AND state = {:state} AND (error != '') = {:said}",
			map[string]any{"kind": kind, "state": state, "said": kind != "good"}); n != 1 {
			t.Errorf("%s isn't %s", kind, state)
		}
	}
}
