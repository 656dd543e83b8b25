package jobs_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/jobs"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestOneRunAtATime(t *testing.T) {
	app := testkit.NewApp(t, nil)
	var inside, runs atomic.Int32
	started, finish := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := jobs.Run(app, "test", func(core.App) error {
			inside.Add(1)
			close(started)
			<-finish
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	<-started
	for range 5 {
		if err := jobs.Run(app, "test", func(core.App) error { runs.Add(1); return nil }); err != nil {
			t.Error(err)
		}
	}
	if err := jobs.Run(app, "another", func(core.App) error { inside.Add(1); return nil }); err != nil {
		t.Error(err)
	}
	close(finish)
	wg.Wait()
	if inside.Load() != 2 || runs.Load() != 0 {
		t.Errorf("%d ran, %d beside the one that held the lease", inside.Load(), runs.Load())
	}
	if err := jobs.Run(app, "test", func(core.App) error { runs.Add(1); return nil }); err != nil || runs.Load() != 1 {
		t.Errorf("afterwards %d runs, %v", runs.Load(), err)
	}
}

func TestFailedRunReturnsItsLease(t *testing.T) {
	app := testkit.NewApp(t, nil)
	failure := errors.New("no luck")
	if err := jobs.Run(app, "test", func(core.App) error { return failure }); !errors.Is(err, failure) {
		t.Errorf("%v", err)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM leases"); n != 0 {
		t.Errorf("%d leases left", n)
	}
}

// A node that died holds its lease until it runs out; nobody else's is given back.
func TestLeaseOfAnotherNode(t *testing.T) {
	app := testkit.NewApp(t, nil)
	hold := func(until string) {
		if _, err := app.DB().NewQuery("INSERT OR REPLACE INTO leases (job, node, until) VALUES ('test', 'another', {:until})").
			Bind(map[string]any{"until": until}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	ran := 0
	job := func(core.App) error { ran++; return nil }
	hold("2099-01-01 00:00:00.000Z")
	if err := jobs.Run(app, "test", job); err != nil || ran != 0 {
		t.Errorf("ran %d times under another's lease, %v", ran, err)
	}
	hold("2001-01-01 00:00:00.000Z")
	if err := jobs.Run(app, "test", job); err != nil || ran != 1 {
		t.Errorf("ran %d times after it ran out, %v", ran, err)
	}
	// it took too long, and another node has begun meanwhile: that lease stays
	if err := jobs.Run(app, "test", func(core.App) error { hold("2099-01-01 00:00:00.000Z"); return nil }); err != nil {
		t.Error(err)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM leases WHERE node = 'another'"); n != 1 {
		t.Error("another node's lease was given back")
	}
}

func TestEvery(t *testing.T) {
	app := testkit.NewApp(t, nil)
	ran := 0
	jobs.Every(app, "test.job", "* * * * *", func(core.App) error { ran++; return nil })
	for _, job := range app.Cron().Jobs() {
		if job.Id() == "test.job" {
			job.Run()
		}
	}
	if ran != 1 {
		t.Errorf("ran %d times", ran)
	}
}
