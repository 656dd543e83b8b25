// Package testkit gives tests a ready portal: a database migrated once and copied for
// each test, people of every role, and records to work with.
package testkit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks/schema"
	"qiao/hooks/store"
	_ "qiao/migrations" // the schema
)

// template gives the folder of a migrated database that tests copy. It is made once for all packages, and anew when the
// migrations, this file or the versions of the libraries change: migrating takes longer than most packages' tests, with the race
// detector above all.
var template = sync.OnceValues(func() (string, error) {
	name, err := templateName()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(os.TempDir(), name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	made, err := os.MkdirTemp("", "qiao-template-made-*")
	if err != nil {
		return "", err
	}
	if err := migrate(made); err != nil {
		return "", errors.Join(err, os.RemoveAll(made))
	}
	// of packages that make it at the same moment, one is first; its template is as good
	if err := os.Rename(made, dir); err != nil {
		if _, there := os.Stat(dir); there != nil {
			return "", err
		}
		return dir, os.RemoveAll(made)
	}
	return dir, nil
})

// templateName tells templates apart by all that they are made of.
func templateName() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(root, "migrations", "*.go"))
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	for _, file := range append(files, filepath.Join(root, "go.sum"), filepath.Join(root, "hooks", "testkit", "testkit.go")) {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(hash, "%s %d\n", filepath.Base(file), len(text))
		hash.Write(text)
	}
	return "qiao-template-" + hex.EncodeToString(hash.Sum(nil)[:12]), nil
}

// migrate makes the template in a folder.
func migrate(dir string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, EncryptionEnv: "pb_test_env", DBConnect: store.Open})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	for _, name := range []string{schema.Users, core.CollectionNameSuperusers} {
		if err := hashCheaply(app, name); err != nil {
			return err
		}
	}
	app.Settings().Logs.MaxDays = 0
	app.Settings().RateLimits.Enabled = false
	if err := app.Save(app.Settings()); err != nil {
		return err
	}
	// what is limited is the subject of the guard's own tests: the people of the others write as fast as they can
	if _, err := app.DB().NewQuery(`UPDATE policy SET limits = '{"enabled":false}'`).Execute(); err != nil {
		return err
	}
	return app.ResetBootstrapState()
}

// hashCheaply spares the tests the time that a good password hash is meant to cost.
func hashCheaply(app core.App, collection string) error {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	c.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField).Cost = 4
	return app.Save(c)
}

// Main runs a package's tests; call it from TestMain.
func Main(m *testing.M) { os.Exit(m.Run()) }

// NewApp gives a migrated, empty app of its own to a test, extended by register (which
// may be nil), and cleans it up at the test's end.
func NewApp(t testing.TB, register func(core.App)) *tests.TestApp {
	t.Helper()
	dir, err := template()
	if err != nil {
		t.Fatalf("migrate the template database: %v", err)
	}
	app, err := tests.NewTestAppWithConfig(core.BaseAppConfig{DataDir: dir, EncryptionEnv: "pb_test_env", DBConnect: store.Open})
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
	dir, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(append([]string{dir, "..", "shared", "corpus"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs the shared corpus (%s), which a plain clone doesn't have", filepath.Join(parts...))
	}
	return path
}

// moduleRoot is the folder of go.mod, at or above the one that a package's tests run in.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, none := os.Stat(filepath.Join(dir, "go.mod")); none == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the test")
		}
		dir = parent
	}
	return "", err
}
