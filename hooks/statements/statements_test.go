package statements_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/statements"
)

// open opens a database with one connection, so that what one statement leaves behind meets the next.
func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := statements.Connect(filepath.Join(t.TempDir(), "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.DB().SetMaxOpenConns(1)
	run(t, db.DB(), "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
	return db.DB()
}

func run(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func texts(t *testing.T, db *sql.DB, query string, args ...any) string {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	all := []string{strings.Join(columns, ",")}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.TrimSuffix(fmt.Sprintln(values...), "\n"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, ";")
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

func TestKeptStatementsAnswerForTheirArguments(t *testing.T) {
	db := open(t)
	for _, name := range []string{"a", "b", "c"} {
		run(t, db, "INSERT INTO things (name) VALUES (?)", name)
	}
	for i, want := range []string{"name;a", "name;b", "name;c", "name"} {
		same(t, texts(t, db, "SELECT name FROM things WHERE id = ?", i+1), want)
	}
	same(t, texts(t, db, "UPDATE things SET name = name || ? WHERE id < ? RETURNING name", "!", 3), "name;a!;b!")
	same(t, texts(t, db, "UPDATE things SET name = name || ? WHERE id < ? RETURNING name", "?", 2), "name;a!?")
}

func TestAChangedSchemaShowsInKeptStatements(t *testing.T) {
	db := open(t)
	run(t, db, "INSERT INTO things (name) VALUES ('a')")
	same(t, texts(t, db, "SELECT * FROM things"), "id,name;1 a")
	run(t, db, "ALTER TABLE things ADD COLUMN more TEXT DEFAULT 'm'")
	same(t, texts(t, db, "SELECT * FROM things"), "id,name,more;1 a m")
	run(t, db, "DROP TABLE things")
	if _, err := db.Query("SELECT * FROM things"); err == nil {
		t.Error("a table that is gone was read")
	}
	run(t, db, "CREATE TABLE things (name TEXT)")
	same(t, texts(t, db, "SELECT * FROM things"), "name")
}

func TestAFailedStatementLeavesNothingBehind(t *testing.T) {
	db := open(t)
	insert := "INSERT INTO things (name) VALUES (?)"
	for range 3 {
		_, _ = db.Exec(insert, "a")
	}
	run(t, db, insert, "b")
	same(t, texts(t, db, "SELECT name FROM things ORDER BY id"), "name;a;b")
	if _, err := db.Exec("SELECT nothing FROM things"); err == nil {
		t.Error("a column that doesn't exist was read")
	}
}

func TestRowsLeftEarlyEndTheirRead(t *testing.T) {
	db := open(t)
	for i := range 50 {
		run(t, db, "INSERT INTO things (name) VALUES (?)", i)
	}
	for range 3 {
		var first int
		if err := db.QueryRow("SELECT id FROM things ORDER BY id").Scan(&first); err != nil || first != 1 {
			t.Fatal(first, err)
		}
	}
	run(t, db, "DROP TABLE things") // refused while a statement reads it
}

func TestTheSameStatementWithinItsOwnRows(t *testing.T) {
	db := open(t)
	for _, name := range []string{"a", "b", "c"} {
		run(t, db, "INSERT INTO things (name) VALUES (?)", name)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	const query = "SELECT id FROM things WHERE id > ? ORDER BY id"
	outer, err := tx.Query(query, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := ""
	for outer.Next() {
		var id int
		if err := outer.Scan(&id); err != nil {
			t.Fatal(err)
		}
		inner, err := tx.Query(query, id)
		if err != nil {
			t.Fatal(err)
		}
		for inner.Next() {
			var other int
			if err := inner.Scan(&other); err != nil {
				t.Fatal(err)
			}
			seen += fmt.Sprintf("%d%d ", id, other)
		}
		if err := inner.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := outer.Close(); err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	same(t, seen, "12 13 23 ")
}

func TestMoreStatementsThanAreKept(t *testing.T) {
	db := open(t)
	run(t, db, "INSERT INTO things (name) VALUES ('a')")
	for round := range 2 {
		for i := range 250 {
			same(t, texts(t, db, fmt.Sprintf("SELECT name, %d FROM things", i)), fmt.Sprintf("name,%d;a %d", i, i))
		}
		run(t, db, "VACUUM")
		same(t, texts(t, db, "SELECT count(*) n FROM things WHERE id < ?", 9), "n;1")
		_ = round
	}
}

func TestAnEndedContextEndsAStatement(t *testing.T) {
	db := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := db.QueryContext(ctx, "SELECT 1"); err == nil {
		t.Error("asked for after the end")
	}
	same(t, texts(t, db, "SELECT 1 one"), "one;1")
}

func TestManyAtOnce(t *testing.T) {
	db := open(t)
	db.SetMaxOpenConns(4)
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 50 {
				if _, err := db.Exec("INSERT INTO things (name) VALUES (?)", fmt.Sprint(worker, "-", i)); err != nil {
					t.Error(err)
				}
				var name string
				if err := db.QueryRow("SELECT name FROM things WHERE name = ?", fmt.Sprint(worker, "-", i)).Scan(&name); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	same(t, texts(t, db, "SELECT count(*) n FROM things"), "n;400")
}

// Connections are set up as PocketBase sets up its own.
func TestPragmasArePocketBases(t *testing.T) {
	settings := func(connect core.DBConnectFunc) string {
		db, err := connect(filepath.Join(t.TempDir(), "data.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer func(db *dbx.DB) { _ = db.Close() }(db)
		if name := db.DriverName(); name != "sqlite" {
			t.Errorf("the driver is called %q", name)
		}
		var all []string
		for _, name := range []string{"busy_timeout", "journal_mode", "journal_size_limit", "synchronous", "foreign_keys", "temp_store", "cache_size", "mmap_size", "locking_mode"} {
			all = append(all, texts(t, db.DB(), "PRAGMA "+name))
		}
		return strings.Join(all, " ")
	}
	same(t, settings(statements.Connect), settings(core.DefaultDBConnect))
}
