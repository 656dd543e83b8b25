package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/store"
)

// open gives a database with one connection, so that each statement meets the ones before.
func open(t *testing.T) *dbx.DB {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	db.DB().SetMaxOpenConns(1)
	return db
}

func run(t *testing.T, db dbx.Builder, query string, params dbx.Params) {
	t.Helper()
	if _, err := db.NewQuery(query).Bind(params).Execute(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func number(t *testing.T, db dbx.Builder, query string, params dbx.Params) (n int) {
	t.Helper()
	if err := db.NewQuery(query).Bind(params).Row(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestSettingsOfPocketBase(t *testing.T) {
	theirs, err := core.DefaultDBConnect(filepath.Join(t.TempDir(), "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	ours := open(t)
	for _, pragma := range []string{"busy_timeout", "journal_mode", "journal_size_limit", "synchronous", "foreign_keys", "temp_store"} {
		var a, b string
		if err := theirs.NewQuery("PRAGMA " + pragma).Row(&a); err != nil {
			t.Fatal(err)
		}
		if err := ours.NewQuery("PRAGMA " + pragma).Row(&b); err != nil || a != b {
			t.Errorf("%s is %s, theirs %s (%v)", pragma, b, a, err)
		}
	}
	if kept, moved := number(t, ours, "PRAGMA cache_size", nil), number(t, ours, "PRAGMA wal_autocheckpoint", nil); kept != -8000 || moved != 4000 {
		t.Errorf("a connection keeps %d, the log is moved at %d pages", kept, moved)
	}
}

func TestKeptStatements(t *testing.T) {
	db := open(t)
	run(t, db, "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT UNIQUE); CREATE TABLE b (id INTEGER)", nil) // both of one text
	const insert, all = "INSERT INTO a (name) VALUES ({:name})", "SELECT * FROM a ORDER BY id"
	for i := range 3 {
		run(t, db, insert, dbx.Params{"name": fmt.Sprint(i)})
	}
	// what fails once runs again, with values of its own
	if _, err := db.NewQuery(insert).Bind(dbx.Params{"name": "1"}).Execute(); err == nil || !strings.Contains(err.Error(), "UNIQUE") {
		t.Errorf("the same name twice: %v", err)
	}
	run(t, db, insert, dbx.Params{"name": "3"})
	if n := number(t, db, "SELECT count(*) FROM a WHERE name = {:name}", dbx.Params{"name": "3"}); n != 1 {
		t.Errorf("%d rows", n)
	}
	if n := number(t, db, "SELECT count(*) FROM a WHERE name = {:name}", dbx.Params{"name": "none"}); n != 0 {
		t.Errorf("%d rows of the value before", n)
	}
	if _, err := db.NewQuery("SELECT nothing FROM a").Execute(); err == nil {
		t.Error("a wrong statement is no error")
	}
	// the table changes: the statement that was kept sees it
	rows := func() (list []dbx.NullStringMap) {
		t.Helper()
		if err := db.NewQuery(all).All(&list); err != nil {
			t.Fatal(err)
		}
		return list
	}
	for range 3 { // it is kept from the second time on
		if list := rows(); len(list) != 4 || len(list[0]) != 2 {
			t.Errorf("%v", list)
		}
	}
	run(t, db, "ALTER TABLE a ADD COLUMN more TEXT DEFAULT 'x'", nil)
	if list := rows(); len(list) != 4 || list[3]["more"].String != "x" {
		t.Errorf("%v", list)
	}
	run(t, db, "DROP TABLE a", nil)
	if _, err := db.NewQuery(all).Execute(); err == nil {
		t.Error("a table that is gone is read")
	}
	run(t, db, "VACUUM", nil)
}

// Rows are read while the same statement runs again in the transaction, and are left halfway.
func TestStatementInUse(t *testing.T) {
	db := open(t)
	run(t, db, "CREATE TABLE a (id INTEGER PRIMARY KEY)", nil)
	err := db.Transactional(func(tx *dbx.Tx) error {
		for i := range 5 {
			run(t, tx, "INSERT INTO a (id) VALUES ({:id})", dbx.Params{"id": i})
		}
		const query = "SELECT id FROM a WHERE id >= {:from} ORDER BY id"
		outer, err := tx.NewQuery(query).Bind(dbx.Params{"from": 0}).Rows()
		if err != nil {
			return err
		}
		seen := 0
		for outer.Next() {
			var id, first int
			if err := outer.Scan(&id); err != nil {
				return err
			}
			inner, err := tx.NewQuery(query).Bind(dbx.Params{"from": id}).Rows()
			if err != nil {
				return err
			}
			if !inner.Next() || inner.Scan(&first) != nil || first != id || id != seen {
				t.Errorf("%d: %d within, %d seen", id, first, seen)
			}
			if err := inner.Close(); err != nil { // with rows left
				return err
			}
			seen++
		}
		if seen != 5 {
			t.Errorf("%d rows", seen)
		}
		return outer.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	// more different statements than are kept
	for range 2 {
		for i := range 400 {
			if n := number(t, db, fmt.Sprintf("SELECT count(*) + %d FROM a", i), nil); n != 5+i {
				t.Fatalf("%d: %d", i, n)
			}
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.NewQuery("SELECT count(*) FROM a").WithContext(cancelled).Execute(); err == nil {
		t.Error("what was cancelled ran")
	}
	if n := number(t, db, "SELECT count(*) FROM a", nil); n != 5 {
		t.Errorf("%d rows", n)
	}
}

func TestManyAtOnce(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.DB().SetMaxOpenConns(4)
	run(t, db, "CREATE TABLE a (id INTEGER PRIMARY KEY, who INTEGER)", nil)
	var wg sync.WaitGroup
	for who := range 8 {
		wg.Go(func() {
			for i := range 50 {
				if _, err := db.NewQuery("INSERT INTO a (who) VALUES ({:who})").Bind(dbx.Params{"who": who}).Execute(); err != nil {
					t.Error(err)
					return
				}
				var n int
				if err := db.NewQuery("SELECT count(*) FROM a WHERE who = {:who}").Bind(dbx.Params{"who": who}).Row(&n); err != nil || n != i+1 {
					t.Errorf("%d of %d: %v", n, i+1, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// What reads first and writes then waits for its turn, as two processes on one database have to; neither's count is lost.
func TestReadThenWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	var processes [2]*dbx.DB
	for i := range processes {
		db, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		processes[i] = db
	}
	run(t, processes[0], "CREATE TABLE a (n INTEGER)", nil)
	run(t, processes[0], "INSERT INTO a VALUES (0)", nil)
	const times = 50
	var group sync.WaitGroup
	for _, db := range processes {
		group.Go(func() {
			for range times {
				if err := db.Transactional(func(tx *dbx.Tx) error {
					var n int
					if err := tx.NewQuery("SELECT n FROM a").Row(&n); err != nil {
						return err
					}
					_, err := tx.NewQuery("UPDATE a SET n = {:n}").Bind(dbx.Params{"n": n + 1}).Execute()
					return err
				}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	if n := number(t, processes[0], "SELECT n FROM a", nil); n != len(processes)*times {
		t.Errorf("%d of %d counts", n, len(processes)*times)
	}
}
