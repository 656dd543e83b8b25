package search

import (
	"context"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/store"
	_ "qiao/migrations"
)

// newApp is an app on an empty database that has only the tables of the index.
func newApp(t testing.TB) *core.BaseApp {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir(), DBConnect: store.Open})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.ResetBootstrapState() })
	found := false
	if err := app.RunSystemMigrations(); err != nil {
		t.Fatal(err)
	}
	for _, m := range core.AppMigrations.Items() {
		if strings.HasSuffix(m.File, "_search.go") {
			found = true
			if err := m.Up(app); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !found {
		t.Fatal("the migration of the index is not registered")
	}
	return app
}

func newIndex(t testing.TB, app core.App) *Index {
	t.Helper()
	x := New(app)
	t.Cleanup(x.Close)
	return x
}

func put(t testing.TB, x *Index, docs ...*Document) {
	t.Helper()
	for _, d := range docs {
		if err := x.Put(x.app, d); err != nil {
			t.Fatal(err)
		}
	}
}

func ask(t testing.TB, x *Index, req Request) *Response {
	t.Helper()
	r, err := x.Search(context.Background(), x.app, req)
	if err != nil {
		t.Fatalf("%q: %v", req.Query, err)
	}
	return r
}

func ids(r *Response) []string {
	out := []string{}
	for _, i := range r.Items {
		out = append(out, i.ID)
	}
	return out
}
