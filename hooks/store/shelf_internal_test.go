package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
)

// What comes again is kept, what comes once isn't, and there are never more than the bound.
func TestWhatIsKept(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	one, err := db.DB().Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	ask := func(query string) {
		t.Helper()
		if _, err := one.ExecContext(context.Background(), query); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(want int, when string) {
		t.Helper()
		err := one.Raw(func(c any) error {
			if n := c.(*conn).kept.order.Len(); n != want {
				t.Errorf("%s %d statements are kept, want %d", when, n, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ask("CREATE TABLE a (id INTEGER)")
	ask("INSERT INTO a VALUES (1)")
	kept(0, "after the first time")
	ask("INSERT INTO a VALUES (1)")
	ask("INSERT INTO a VALUES (1)")
	kept(1, "after the second")
	for i := range 10 * mostSeen {
		ask(fmt.Sprintf("SELECT 1 AS once%d", i))
	}
	kept(1, "after many that came once")
	for i := range 2 * mostKept {
		for range 2 {
			ask(fmt.Sprintf("SELECT 1 AS again%d", i))
		}
	}
	kept(mostKept, "after many that came again")
}
