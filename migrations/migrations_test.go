package migrations

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// Up, down and up again gives the same collections and the same plain tables.
func TestUpDownUp(t *testing.T) {
	app := open(t)
	if err := app.RunSystemMigrations(); err != nil {
		t.Fatal(err)
	}
	bare, bareTables := collections(t, app), objects(t, app)
	if err := app.RunAppMigrations(); err != nil {
		t.Fatal(err)
	}
	up, upTables := collections(t, app), objects(t, app)
	if len(up) <= len(bare) {
		t.Fatal("no migration was run")
	}

	runner := core.NewMigrationsRunner(app, core.AppMigrations)
	if _, err := runner.Down(len(core.AppMigrations.Items())); err != nil {
		t.Fatalf("down: %v", err)
	}
	if left := objects(t, app); !slices.Equal(left, bareTables) {
		t.Errorf("left behind by going down: %v", difference(left, bareTables))
	}
	for name := range collections(t, app) {
		if _, was := bare[name]; !was {
			t.Errorf("the collection %s is left behind", name)
		}
	}

	if err := app.RunAppMigrations(); err != nil {
		t.Fatalf("up again: %v", err)
	}
	if again := objects(t, app); !slices.Equal(again, upTables) {
		t.Errorf("the tables differ: %v", difference(again, upTables))
	}
	for name, want := range up {
		if got := collections(t, app)[name]; got != want {
			t.Errorf("%s differs:\n%s\n%s", name, want, got)
		}
	}
}

// open gives an app that nothing was migrated in.
func open(t *testing.T) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir(), EncryptionEnv: "pb_test_env"})
	// in the background it reads the settings without a lock, which a migration may be writing; there are no files here
	app.OnModelAfterDeleteSuccess().Unbind("__pbFilesManagerDelete__")
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.ResetBootstrapState(); err != nil {
			t.Error(err)
		}
	})
	return app
}

var chance = regexp.MustCompile(`_clone_\w{4}`)

// collections gives every collection of the app as JSON, by name.
func collections(t *testing.T, app core.App) map[string]string {
	t.Helper()
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{}
	for _, c := range all {
		data, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var v map[string]any
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		for _, changing := range []string{"created", "updated"} {
			delete(v, changing)
		}
		if c.Name == "users" {
			// PocketBase makes this one; a field that comes back stands last
			fields := v["fields"].([]any)
			slices.SortFunc(fields, func(a, b any) int {
				return bytes.Compare([]byte(a.(map[string]any)["name"].(string)), []byte(b.(map[string]any)["name"].(string)))
			})
		}
		if data, err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
		// the fields of a view get names of their own by chance
		written[c.Name] = string(chance.ReplaceAll(data, []byte("_clone_")))
	}
	return written
}

// objects names every table, view and index of the database.
func objects(t *testing.T, app core.App) []string {
	t.Helper()
	var names []string
	if err := app.DB().NewQuery("SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY 1").Column(&names); err != nil {
		t.Fatal(err)
	}
	return names
}

func difference(a, b []string) (only []string) {
	for _, list := range [][2][]string{{a, b}, {b, a}} {
		for _, s := range list[0] {
			if !slices.Contains(list[1], s) {
				only = append(only, s)
			}
		}
	}
	return only
}
