package qa_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/qa"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// manyOnShelves writes rows of shelves, many of them with the same score, and gives the ids.
func manyOnShelves(t *testing.T, app core.App, shelf string, n int) (ids []string) {
	t.Helper()
	err := app.RunInTransaction(func(tx core.App) error {
		for i := range n {
			id := fmt.Sprintf("q%014d", (i*7919)%n)
			ids = append(ids, id)
			_, err := tx.DB().NewQuery(`INSERT INTO question_shelves (shelf, question, lang, asked, active, hot, score) VALUES ({:shelf}, {:id}, 'zh', {:asked}, {:active}, {:hot}, {:score})`).
				Bind(dbx.Params{"shelf": shelf, "id": id, "asked": fmt.Sprintf("2026-01-01 %02d:%02d:00.000Z", i%24, i%60), "active": fmt.Sprintf("2026-02-%02d 00:00:00.000Z", 1+i%28),
					"hot": float64(i%97) / 7, "score": i % 5}).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// Deep in a list, pages begin where others ended: they are those of the whole list, in every order, whatever was read before
// them and whatever changed meanwhile.
func TestDeepPages(t *testing.T) {
	p := newPortal(t)
	const rows, limit = 2_000, 31
	manyOnShelves(t, p.app, qa.ShelfAll, rows)
	manyOnShelves(t, p.app, "zzz", 400) // what comes after the shelf in its indexes is none of it
	stretch := func(sort string, offset int) []string {
		t.Helper()
		ids, err := qa.List{Shelf: qa.ShelfAll, Sort: sort}.IDs(context.Background(), p.app, offset, limit)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	columns := map[string]string{"newest": "asked", "active": "active", "hot": "hot", "score": "score"}
	whole := func(sort string) (ids []string) {
		t.Helper()
		if err := p.app.DB().NewQuery("SELECT question FROM question_shelves WHERE shelf = 'all' ORDER BY " + columns[sort] + " DESC, question").Column(&ids); err != nil {
			t.Fatal(err)
		}
		return ids
	}
	compare := func(when string) {
		t.Helper()
		for sort := range columns {
			all := whole(sort)
			var offsets []int
			for at := 0; at < rows+60; at += 30 {
				offsets = append(offsets, at)
			}
			for range 60 {
				offsets = append(offsets, rand.IntN(rows+10))
			}
			for _, at := range offsets {
				want := all[min(at, len(all)):min(at+limit, len(all))]
				if got := stretch(sort, at); !slices.Equal(got, want) {
					t.Fatalf("%s, %s from %d: %d rows, want %d, the first %q", when, sort, at, len(got), len(want), strings.Join(got[:min(1, len(got))], ""))
				}
			}
		}
	}
	compare("at first")
	compare("once more")
	// a question that is asked, one that moves and one that goes change what stands where
	asked := p.ask(fields{})
	compare("with one more")
	p.Expect("a vote", p.api.Send(p.wang, "POST", testkit.At(schema.Votes), fields{"user": p.wang.Id, "kind": "question", "target": asked, "value": 1}), 200)
	compare("with another score")
	if err := p.app.Delete(p.Read(schema.Questions, asked)); err != nil {
		t.Fatal(err)
	}
	compare("without it")
	// an import by another process, which has PocketBase's settings read again
	p.SQL("UPDATE question_shelves SET asked = '2027' || substr(asked, 5), hot = hot + 100, score = score + 9, active = '2027' || substr(active, 5) WHERE question < 'q00000000000050' AND shelf = 'all'", nil)
	if err := p.app.ReloadSettings(); err != nil {
		t.Fatal(err)
	}
	compare("after another process changed it")
}

// Who walks through a list passes over no row twice.
func TestWalkingPassesOverNothing(t *testing.T) {
	p := newPortal(t)
	manyOnShelves(t, p.app, qa.ShelfAll, 1_500)
	var passed atomic.Int64
	p.app.ConcurrentDB().(*dbx.DB).QueryLogFunc = func(_ context.Context, _ time.Duration, statement string, _ *sql.Rows, _ error) {
		var n int64
		if at := strings.LastIndex(statement, "OFFSET "); at >= 0 && strings.Contains(statement, "question_shelves") {
			if _, err := fmt.Sscanf(statement[at:], "OFFSET %d", &n); err == nil {
				passed.Add(n)
			}
		}
	}
	for at := 300; at < 1_500; at += 30 {
		if _, err := (qa.List{Shelf: qa.ShelfAll, Sort: "hot"}).IDs(context.Background(), p.app, at, 31); err != nil {
			t.Fatal(err)
		}
	}
	if n := passed.Load(); n != 300 {
		t.Errorf("%d rows were passed over, want those before the first page", n)
	}
}
