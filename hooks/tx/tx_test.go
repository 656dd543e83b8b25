package tx_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
	"qiao/hooks/tx"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestAround(t *testing.T) {
	app := testkit.NewApp(t, nil)
	outer := &core.RecordEvent{}
	outer.App = app
	write := func(e *core.RecordEvent, failure error) error {
		return tx.Around(e, func() error {
			if !e.App.IsTransactional() {
				t.Error("not in a transaction")
			}
			if _, err := e.App.DB().NewQuery("INSERT INTO stats (id, kind) VALUES ('x', 'test')").Execute(); err != nil {
				return err
			}
			return failure
		})
	}
	rows := func() int { return testkit.Number(t, app, "SELECT count(*) FROM stats") }
	failure := errors.New("failed")
	if err := write(outer, failure); !errors.Is(err, failure) || rows() != 0 {
		t.Errorf("%v, %d rows", err, rows())
	}
	if outer.App != core.App(app) {
		t.Error("the event keeps the app of a transaction that is over")
	}
	// within a transaction it is part of that one, and goes with it
	err := app.RunInTransaction(func(txApp core.App) error {
		inner := &core.RecordEvent{}
		inner.App = txApp
		if err := write(inner, nil); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) || rows() != 0 {
		t.Errorf("%v, %d rows", err, rows())
	}
	if err := write(outer, nil); err != nil || rows() != 1 {
		t.Errorf("%v, %d rows", err, rows())
	}
}

// The hooks after a save get the app that is alive.
func TestAroundAndAfterSuccess(t *testing.T) {
	app := testkit.NewApp(t, nil)
	app.OnRecordCreateExecute(schema.Tags).BindFunc(func(e *core.RecordEvent) error {
		return tx.Around(e, func() error { return e.Next() })
	})
	called := false
	app.OnRecordAfterCreateSuccess(schema.Tags).BindFunc(func(e *core.RecordEvent) error {
		called = true
		if _, err := e.App.FindRecordById(schema.Tags, e.Record.Id); err != nil || e.App.IsTransactional() {
			t.Errorf("%v", err)
		}
		return e.Next()
	})
	testkit.Tag(t, app, "go", "Go")
	if !called {
		t.Error("no hook after success")
	}
}

// What a transaction asks for under a key is done once, after it, and not at all when it fails.
func TestAfterOnce(t *testing.T) {
	app := testkit.NewApp(t, nil)
	var done []string
	ask := func(app core.App, keys ...string) {
		for _, key := range keys {
			tx.AfterOnce(app, key, func() { done = append(done, key) })
		}
	}
	expect := func(what string, want ...string) {
		t.Helper()
		if !slices.Equal(done, want) {
			t.Errorf("%s: done %q, want %q", what, done, want)
		}
		done = nil
	}
	run := func(failure error, keys ...string) {
		t.Helper()
		err := app.RunInTransaction(func(txApp core.App) error {
			ask(txApp, keys...)
			if err := txApp.RunInTransaction(func(inner core.App) error { ask(inner, keys...); return nil }); err != nil {
				return err
			}
			if len(done) > 0 {
				t.Errorf("done before the end: %q", done)
			}
			return failure
		})
		if !errors.Is(err, failure) {
			t.Error(err)
		}
	}
	ask(app, "a", "a")
	expect("outside", "a", "a")
	run(nil, "a", "a", "a")
	expect("one key", "a")
	run(nil, "b", "a", "b")
	expect("two keys", "b", "a")
	run(errors.New("failed"), "a")
	expect("rolled back")
	run(nil, "a")
	expect("after one that failed", "a")
}

// Transactions that run beside each other don't share what they ask for.
func TestAfterOnceBesideEachOther(t *testing.T) {
	app := testkit.NewApp(t, nil)
	var done atomic.Int64
	const n = 20
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if err := app.RunInTransaction(func(txApp core.App) error {
				for range 3 {
					tx.AfterOnce(txApp, "a", func() { done.Add(1) })
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := done.Load(); got != n {
		t.Errorf("done %d times in %d transactions", got, n)
	}
}

// Before tells of what another request has written since, and of nothing where there is nothing.
func TestBefore(t *testing.T) {
	app := testkit.NewApp(t, nil)
	r := testkit.Tag(t, app, "go", "Go 语言")
	other := testkit.Fresh(t, app, r)
	other.Set(schema.TagName, "Go")
	testkit.Save(t, app, other)
	if was, err := tx.Before(app, r); err != nil || was == nil || was.GetString(schema.TagName) != "Go" {
		t.Errorf("%v, %v", was, err)
	}
	if was, err := tx.Before(app, core.NewRecord(r.Collection())); err != nil || was != nil {
		t.Errorf("a new record: %v, %v", was, err)
	}
	if err := app.Delete(other); err != nil {
		t.Fatal(err)
	}
	if was, err := tx.Before(app, r); err != nil || was != nil {
		t.Errorf("a record that is gone: %v, %v", was, err)
	}
}
