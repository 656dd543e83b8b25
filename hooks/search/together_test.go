package search

import (
	"errors"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// What a transaction writes together is found as if each save had indexed its record.
func TestTogether(t *testing.T) {
	app, x := library(t)
	writer := save(t, app, "writers", map[string]any{"name": "Ada"})
	old := save(t, app, "notes", map[string]any{"title": "oldest harbour", "public": true, "writer": writer.Id})
	gone := save(t, app, "notes", map[string]any{"title": "gone harbour", "public": true})
	var made, changed *core.Record
	write := func(tx core.App, fail error) error {
		return x.Together(tx, func() error {
			made = save(t, tx, "notes", map[string]any{"title": "first harbour", "public": true})
			changed = save(t, tx, "notes", map[string]any{"title": "nothing yet", "public": true, "writer": writer.Id})
			changed.Set("title", "second harbour")
			if err := tx.Save(changed); err != nil {
				return err
			}
			if _, err := tx.DB().NewQuery("SAVEPOINT one").Execute(); err != nil {
				return err
			}
			save(t, tx, "notes", map[string]any{"title": "withdrawn harbour", "public": true})
			if _, err := tx.DB().NewQuery("ROLLBACK TO one; RELEASE one").Execute(); err != nil {
				return err
			}
			if err := tx.Delete(gone); err != nil {
				return err
			}
			w, err := tx.FindRecordById("writers", writer.Id)
			if err != nil {
				return err
			}
			w.Set("name", "Lovelace")
			if err := x.Together(tx, func() error { return tx.Save(w) }); err != nil { // within another it is one with it
				return err
			}
			if n := documents(t, tx); fail == nil && n != 2 {
				t.Errorf("%d documents before the end", n)
			}
			return fail
		})
	}
	failure := errors.New("failed")
	if err := app.RunInTransaction(func(tx core.App) error { return write(tx, failure) }); !errors.Is(err, failure) {
		t.Fatal(err)
	}
	if got := ids(ask(t, x, Request{Query: "harbour"})); len(got) != 2 {
		t.Errorf("after a failure: %v", got)
	}
	var err error
	if gone, err = app.FindRecordById("notes", gone.Id); err != nil {
		t.Fatal(err)
	}
	if err := app.RunInTransaction(func(tx core.App) error { return write(tx, nil) }); err != nil {
		t.Fatal(err)
	}
	want := []string{old.Id, made.Id, changed.Id}
	got := ids(ask(t, x, Request{Query: "harbour"}))
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if got := ids(ask(t, x, Request{Query: "Lovelace"})); len(got) != 2 || slices.Contains(got, made.Id) {
		t.Errorf("of the renamed writer: %v", got)
	}
	if n := documents(t, app); n != 3 {
		t.Errorf("%d documents", n)
	}
	// outside of a transaction, and in the next one, each save indexes
	if err := x.Together(app, func() error {
		save(t, app, "notes", map[string]any{"title": "third harbour", "public": true})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	err = app.RunInTransaction(func(tx core.App) error {
		save(t, tx, "notes", map[string]any{"title": "fourth harbour", "public": true})
		if n := documents(t, tx); n != 5 {
			t.Errorf("%d documents", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A source that refuses a record takes the whole transaction back.
func TestTogetherRefused(t *testing.T) {
	app, x := library(t)
	err := app.RunInTransaction(func(tx core.App) error {
		return x.Together(tx, func() error {
			save(t, tx, "notes", map[string]any{"title": "fine", "public": true})
			save(t, tx, "notes", map[string]any{"title": "refuse", "public": true})
			return nil
		})
	})
	if n := documents(t, app); err == nil || n != 0 {
		t.Errorf("%v, %d documents", err, n)
	}
}

func documents(t *testing.T, app core.App) (n int) {
	t.Helper()
	if err := app.DB().NewQuery("SELECT count(*) FROM search_docs").Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
