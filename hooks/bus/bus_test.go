package bus_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // its own collections

	"qiao/hooks/bus"
)

func TestSubscribersAreCalledInOrder(t *testing.T) {
	var b bus.Bus
	var got []string
	note := func(name string) func(bus.Event) {
		return func(e bus.Event) { got = append(got, name+" "+e.ID) }
	}
	b.Subscribe("one", note("one"))
	cancel := b.Subscribe("two", note("two"))
	b.Subscribe("three", note("three"))
	b.Publish(bus.Event{ID: "a"})
	cancel()
	cancel() // twice is once
	b.Publish(bus.Event{ID: "b"})
	if want := []string{"one a", "two a", "three a", "one b", "three b"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPanicIsContained(t *testing.T) {
	var log strings.Builder
	b := bus.Bus{Log: slog.New(slog.NewTextHandler(&log, nil))}
	called := false
	b.Subscribe("broken", func(bus.Event) { panic("boom") })
	b.Subscribe("sound", func(bus.Event) { called = true })
	b.Publish(bus.Event{Collection: "articles", ID: "a"})
	if !called {
		t.Error("the next subscriber must be called")
	}
	for _, want := range []string{"broken", "boom", "articles"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q: %s", want, log.String())
		}
	}
}

// newApp is PocketBase with one collection of ours, "notes".
func newApp(t *testing.T) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.ResetBootstrapState() })
	if err := app.RunSystemMigrations(); err != nil {
		t.Fatal(err)
	}
	notes := core.NewBaseCollection("notes")
	notes.Fields.Add(&core.TextField{Name: "text"})
	if err := app.Save(notes); err != nil {
		t.Fatal(err)
	}
	return app
}

func TestRecordsAreAnnouncedOnceCommitted(t *testing.T) {
	app := newApp(t)
	var got []string
	bus.Of(app).Subscribe("test", func(e bus.Event) {
		_, err := app.FindRecordById(e.Collection, e.ID)
		got = append(got, fmt.Sprintf("%s %s/%s there=%t", e.Action, e.Collection, e.ID, err == nil))
	})
	want := func(events ...string) {
		t.Helper()
		if !slices.Equal(got, events) {
			t.Errorf("%q, want %q", got, events)
		}
		got = nil
	}
	notes, err := app.FindCollectionByNameOrId("notes")
	if err != nil {
		t.Fatal(err)
	}
	note := core.NewRecord(notes)
	note.Id = "note00000000001"
	if err := app.Save(note); err != nil {
		t.Fatal(err)
	}
	want("create notes/note00000000001 there=true")
	note.Set("text", "changed")
	if err := app.Save(note); err != nil {
		t.Fatal(err)
	}
	want("update notes/note00000000001 there=true")

	err = app.RunInTransaction(func(tx core.App) error {
		other := core.NewRecord(notes)
		other.Id = "note00000000002"
		if err := tx.Save(other); err != nil {
			return err
		}
		if len(got) > 0 {
			t.Error("announced before the transaction ended")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want("create notes/note00000000002 there=true")

	failed := errors.New("rolled back")
	err = app.RunInTransaction(func(tx core.App) error {
		other := core.NewRecord(notes)
		if err := tx.Save(other); err != nil {
			return err
		}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	want()

	if err := app.Delete(note); err != nil {
		t.Fatal(err)
	}
	want("delete notes/note00000000001 there=false")
}

func TestInternalCollectionsAreLeftOut(t *testing.T) {
	app := newApp(t)
	bus.Of(app).Subscribe("test", func(e bus.Event) { t.Errorf("%+v", e) })
	superusers, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		t.Fatal(err)
	}
	root := core.NewRecord(superusers)
	root.SetEmail("root@example.org")
	root.SetPassword("1234567890")
	if err := app.Save(root); err != nil {
		t.Fatal(err)
	}
}

func TestOneBusForAnApplication(t *testing.T) {
	app := newApp(t)
	if first, second := bus.Of(app), bus.Of(app); first != second {
		t.Error("two")
	}
}
