package testkit

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Number gives the one number that a query answers.
func Number(t testing.TB, app core.App, query string, params ...dbx.Params) (n int) {
	t.Helper()
	q := app.DB().NewQuery(query)
	for _, p := range params {
		q.Bind(p)
	}
	if err := q.Row(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// Fresh reads a record anew.
func Fresh(t testing.TB, app core.App, r *core.Record) *core.Record {
	t.Helper()
	fresh, err := app.FindRecordById(r.Collection(), r.Id)
	if err != nil {
		t.Fatalf("read %s %s: %v", r.Collection().Name, r.Id, err)
	}
	return fresh
}

// Tables names every table of the database that isn't SQLite's own.
func Tables(t testing.TB, app core.App) []string {
	t.Helper()
	var names []string
	if err := app.DB().NewQuery("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name").
		Column(&names); err != nil {
		t.Fatal(err)
	}
	return names
}

// Mentions lists the columns ("table.column") of the database that hold a text somewhere.
func Mentions(t testing.TB, app core.App, text string) []string {
	t.Helper()
	var found []string
	for _, table := range Tables(t, app) {
		var columns []string
		if err := app.DB().NewQuery("SELECT name FROM pragma_table_info({:table})").Bind(dbx.Params{"table": table}).Column(&columns); err != nil {
			t.Fatal(err)
		}
		for _, column := range columns {
			query := fmt.Sprintf("SELECT count(*) FROM [[%s]] WHERE instr(CAST([[%s]] AS TEXT), {:text}) > 0", table, column)
			if Number(t, app, query, dbx.Params{"text": text}) > 0 {
				found = append(found, table+"."+column)
			}
		}
	}
	return found
}

// Contents counts the rows of every table, to see whether something changed.
func Contents(t testing.TB, app core.App) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range Tables(t, app) {
		counts[table] = Number(t, app, "SELECT count(*) FROM [["+table+"]]")
	}
	return counts
}

// Plain writes a value so that equal values compare equal.
func Plain(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(data)
}
