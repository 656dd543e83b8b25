package tx_test

import (
	"errors"
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
