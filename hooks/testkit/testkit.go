// Package testkit gives tests a ready portal: a database migrated once per test run and
// copied for each test, people of every role, and records to work with.
package testkit

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks/schema"
	_ "qiao/migrations" // the schema
)

// template migrates a database once and gives the folder that holds it.
var template = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "qiao-template-*")
	if err != nil {
		return "", err
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, EncryptionEnv: "pb_test_env"})
	if err := app.Bootstrap(); err != nil {
		return "", err
	}
	if err := app.RunAllMigrations(); err != nil {
		return "", err
	}
	for _, name := range []string{schema.Users, core.CollectionNameSuperusers} {
		if err := hashCheaply(app, name); err != nil {
			return "", err
		}
	}
	app.Settings().Logs.MaxDays = 0
	app.Settings().RateLimits.Enabled = false
	if err := app.Save(app.Settings()); err != nil {
		return "", err
	}
	// what is limited is the subject of the guard's own tests: the people of the others write as fast as they can
	if _, err := app.DB().NewQuery(`UPDATE policy SET limits = '{"enabled":false}'`).Execute(); err != nil {
		return "", err
	}
	return dir, app.ResetBootstrapState()
})

// hashCheaply spares the tests the time that a good password hash is meant to cost.
func hashCheaply(app core.App, collection string) error {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	c.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField).Cost = 4
	return app.Save(c)
}

// Main runs a package's tests and removes the template afterwards; call it from TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if dir, err := template(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// NewApp gives a migrated, empty app of its own to a test, extended by register (which
// may be nil), and cleans it up at the test's end.
func NewApp(t testing.TB, register func(core.App)) *tests.TestApp {
	t.Helper()
	dir, err := template()
	if err != nil {
		t.Fatalf("migrate the template database: %v", err)
	}
	app, err := tests.NewTestApp(dir)
	if err != nil {
		t.Fatalf("copy the template database: %v", err)
	}
	t.Cleanup(app.Cleanup)
	if register != nil {
		register(app)
	}
	return app
}

// Corpus gives the path of a part of the shared corpus, or skips the test where a clone
// has none beside it.
func Corpus(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
	path := filepath.Join(append([]string{dir, "..", "shared", "corpus"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs the shared corpus (%s), which a plain clone doesn't have", filepath.Join(parts...))
	}
	return path
}
