// Package stats keeps the counters of records: one row of the stats collection for each
// record counted, with the same id.
//
// A counter is never a field of the thing it counts, or an edit of a title could
// overwrite a fresh count with a stale one. Each change is one SQL statement in the
// transaction of its cause, so counts and rows can't drift apart.
package stats

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// counters are the columns that Add may change.
var counters = []string{
	schema.StatsVotes, schema.StatsComments, schema.StatsAnswers, schema.StatsViews,
	schema.StatsBookmarks, schema.StatsFollowers, schema.StatsArticles,
}

// Ensure makes the zero row of a record where it has none. kind is its collection.
func Ensure(app core.App, kind, id string) error {
	_, err := app.DB().NewQuery("INSERT OR IGNORE INTO stats (id, kind) VALUES ({:id}, {:kind})").
		Bind(dbx.Params{"id": id, "kind": kind}).Execute()
	return err
}

// Add changes one counter of a record by delta, making its row where there is none.
// The counter is one of the schema.Stats… names. Votes are a sum and may be below zero, all
// others count something and aren't.
func Add(app core.App, kind, id, counter string, delta int) error {
	if !slices.Contains(counters, counter) {
		return fmt.Errorf("stats: %q is no counter", counter)
	}
	least := "0"
	if counter == schema.StatsVotes {
		least = "-1e9"
	}
	_, err := app.DB().NewQuery("INSERT INTO stats (id, kind, [[" + counter + "]]) VALUES ({:id}, {:kind}, CAST(max(" + least + ", {:delta}) AS INT))" +
		" ON CONFLICT (id) DO UPDATE SET [[" + counter + "]] = CAST(max(" + least + ", [[" + counter + "]] + {:delta}) AS INT)").
		Bind(dbx.Params{"id": id, "kind": kind, "delta": delta}).Execute()
	return err
}

// Remove deletes the row of a record that is gone.
func Remove(app core.App, id string) error {
	_, err := app.DB().NewQuery("DELETE FROM stats WHERE id = {:id}").Bind(dbx.Params{"id": id}).Execute()
	return err
}
