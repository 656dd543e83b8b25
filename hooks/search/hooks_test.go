package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// library is an app with a collection of notes that belong to writers, and an index over the public ones.
func library(t *testing.T) (*core.BaseApp, *Index) {
	t.Helper()
	app := newApp(t)
	writers := core.NewBaseCollection("writers")
	writers.Fields.Add(&core.TextField{Name: "name"})
	if err := app.Save(writers); err != nil {
		t.Fatal(err)
	}
	notes := core.NewBaseCollection("notes")
	notes.Fields.Add(&core.TextField{Name: "title"}, &core.BoolField{Name: "public"},
		&core.RelationField{Name: "writer", CollectionId: writers.Id, MaxSelect: 1})
	notes.ListRule = types.Pointer("")
	if err := app.Save(notes); err != nil {
		t.Fatal(err)
	}
	x := newIndex(t, app)
	x.Register(Source{
		Kind: "note", Collections: []string{"notes"},
		Load: OneByOne(func(app core.App, r *core.Record) (*Document, error) {
			if r.GetString("title") == "refuse" {
				return nil, errors.New("refused")
			}
			if !r.GetBool("public") {
				return nil, nil
			}
			d := &Document{Kind: "note", ID: r.Id, URL: "/notes/" + r.Id, Title: r.GetString("title"), Lang: "zh"}
			if w, err := app.FindRecordById("writers", r.GetString("writer")); err == nil {
				d.Names = []string{w.GetString("name")}
			}
			return d, nil
		}),
		Each: func(app core.App, yield func(*core.Record) error) error {
			records, err := app.FindAllRecords("notes")
			if err != nil {
				return err
			}
			for _, r := range records {
				if err := yield(r); err != nil {
					return err
				}
			}
			return nil
		},
		Affects: map[string]func(core.App, *core.Record) ([]*core.Record, error){
			"writers": func(app core.App, r *core.Record) ([]*core.Record, error) {
				return app.FindRecordsByFilter("notes", "writer = {:id}", "", 0, 0, map[string]any{"id": r.Id})
			},
		},
	})
	x.Bind()
	return app, x
}

func save(t *testing.T, app core.App, collection string, values map[string]any) *core.Record {
	t.Helper()
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		t.Fatal(err)
	}
	r := core.NewRecord(c)
	r.Load(values)
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRecordsAreIndexedWithTheirWrite(t *testing.T) {
	app, x := library(t)
	total := func(q string) int { return ask(t, x, Request{Query: q}).Total }

	writer := save(t, app, "writers", map[string]any{"name": "秦岭"})
	note := save(t, app, "notes", map[string]any{"title": "夜航船", "public": true, "writer": writer.Id})
	save(t, app, "notes", map[string]any{"title": "夜航草稿", "public": false})
	if got := ids(ask(t, x, Request{Query: "夜航"})); !slices.Equal(got, []string{note.Id}) {
		t.Fatalf("got %v", got)
	}

	writer.Set("name", "岷山")
	if err := app.Save(writer); err != nil {
		t.Fatal(err)
	}
	if total("秦岭") != 0 || total("岷山") != 1 {
		t.Error("a writer's new name didn't reach the note")
	}

	note.Set("title", "refuse")
	if err := app.Save(note); err == nil {
		t.Fatal("a failing source didn't fail the write")
	}
	if fresh, err := app.FindRecordById("notes", note.Id); err != nil || fresh.GetString("title") != "夜航船" || total("夜航船") != 1 {
		t.Error("a failing source left something behind")
	}

	note.Set("title", "夜航船")
	note.Set("public", false)
	if err := app.Save(note); err != nil {
		t.Fatal(err)
	}
	if total("夜航船") != 0 {
		t.Error("an unpublished note is found")
	}
	note.Set("public", true)
	if err := app.Save(note); err != nil {
		t.Fatal(err)
	}
	if err := app.Delete(writer); err != nil {
		t.Fatal(err)
	}
	if total("岷山") != 0 || total("夜航船") != 1 {
		t.Error("the name of a deleted writer is still found")
	}
	if err := app.Delete(note); err != nil {
		t.Fatal(err)
	}
	if total("夜航船") != 0 {
		t.Error("a deleted note is found")
	}
}

func TestHooksLeaveALivingApp(t *testing.T) {
	app, _ := library(t)
	checked := 0
	app.OnRecordAfterCreateSuccess("notes").BindFunc(func(e *core.RecordEvent) error {
		checked++
		if e.App.IsTransactional() {
			t.Error("the hook after the commit got the finished transaction")
		}
		if _, err := e.App.FindRecordById("notes", e.Record.Id); err != nil {
			t.Errorf("the hook after the commit can't read: %v", err)
		}
		return e.Next()
	})
	save(t, app, "notes", map[string]any{"title": "活着", "public": true})
	if checked != 1 {
		t.Errorf("the hook ran %d times", checked)
	}
}

func TestFailedTransactionOfRecords(t *testing.T) {
	app, x := library(t)
	c, err := app.FindCollectionByNameOrId("notes")
	if err != nil {
		t.Fatal(err)
	}
	_ = app.RunInTransaction(func(tx core.App) error {
		r := core.NewRecord(c)
		r.Load(map[string]any{"title": "镜花水月", "public": true})
		if err := tx.Save(r); err != nil {
			t.Error(err)
		}
		return errors.New("no")
	})
	if r := ask(t, x, Request{Query: "镜花水月"}); r.Total != 0 {
		t.Error("a note that was never committed is found")
	}
}

func TestReindexWhileWriting(t *testing.T) {
	app, x := library(t)
	var records []*core.Record
	for i := range 150 {
		records = append(records, save(t, app, "notes", map[string]any{"title": fmt.Sprintf("灯塔手记 %d", i), "public": true}))
	}
	put(t, x, &Document{Kind: "ghost", ID: "g", Title: "灯塔幽灵"}) // of a kind nobody registers any more
	if _, err := app.DB().NewQuery("UPDATE search_blocks SET data = x'ff'").Execute(); err != nil {
		t.Fatal(err) // a damaged index must be mended
	}
	x.blocks = blockCache{}

	var group sync.WaitGroup
	group.Go(func() {
		for i, r := range records {
			if i%3 == 0 {
				r.Set("title", fmt.Sprintf("海图手记 %d", i))
				if err := app.Save(r); err != nil {
					t.Error(err)
				}
			}
			if i%10 == 1 {
				if err := app.Delete(r); err != nil {
					t.Error(err)
				}
			}
		}
	})
	last, most := 0, 0
	if err := x.Reindex(context.Background(), app, func(done, total int) {
		if done < last || done > total {
			t.Errorf("progress went from %d to %d of %d", last, done, total)
		}
		last, most = done, total
	}); err != nil {
		t.Fatal(err)
	}
	group.Wait()
	if last == 0 || last != most {
		t.Errorf("progress ended at %d of %d", last, most)
	}
	left := 150 - 15
	if r := ask(t, x, Request{Query: "手记", PerPage: 50}); r.Total != left {
		t.Errorf("%d notes are found, want %d", r.Total, left)
	}
	if r := ask(t, x, Request{Query: "海图手记"}); r.Total < 40 {
		t.Errorf("%d changed notes are found", r.Total)
	}
	if r := ask(t, x, Request{Query: "灯塔幽灵"}); slices.Contains(ids(r), "g") {
		t.Error("a document that nothing stands behind survived")
	}
}

func TestReindexStopsWhenAsked(t *testing.T) {
	app, x := library(t)
	for i := range 80 {
		save(t, app, "notes", map[string]any{"title": fmt.Sprintf("灯塔 %d", i), "public": true})
	}
	ctx, cancel := context.WithCancel(context.Background())
	err := x.Reindex(ctx, app, func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if r := ask(t, x, Request{Query: "灯塔"}); r.Total != 80 {
		t.Errorf("after the interruption %d of 80 are found", r.Total)
	}
}
