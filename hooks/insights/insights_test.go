package insights_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

func TestViewsAreCounted(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	read := testkit.Article(t, app, author, map[string]any{"status": "published"})
	draft := testkit.Article(t, app, author, map[string]any{"title": "草稿"})
	api := testkit.NewAPI(t, app)
	views := func(r *core.Record) int {
		return testkit.Number(t, app, "SELECT coalesce(sum(views), 0) FROM stats WHERE id = {:id}", map[string]any{"id": r.Id})
	}
	flush := func() {
		for _, job := range app.Cron().Jobs() {
			if job.Id() == "insights.views" {
				job.Run()
			}
		}
	}
	before := testkit.Contents(t, app)
	hot := testkit.Fresh(t, app, mustStats(t, app, read)).GetFloat("hot")

	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 5 {
				if got := api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "article", "id": read.Id}); got.Status != 204 {
					t.Errorf("%d %s", got.Status, got.Body)
				}
			}
		})
	}
	wg.Wait()
	for _, id := range []string{draft.Id, "nothinghere0000"} {
		if got := api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "article", "id": id}); got.Status != 204 {
			t.Errorf("%s: %d", id, got.Status) // who asks learns nothing about what there is
		}
	}
	for _, bad := range []any{
		map[string]any{"kind": "article", "id": ""}, map[string]any{"kind": "article", "id": "'; DROP TABLE stats"}, map[string]any{"kind": "user", "id": author.Id},
		map[string]any{"kind": "article", "id": "ABCDEFGHIJKLMNO"}, `{"kind":`, `[]`, "",
	} {
		if got := api.Send(nil, "POST", "/api/qiao/views", bad, "Accept-Language", "zh-CN"); got.Status != 400 || got.JSON("message") == "" {
			t.Errorf("%v: %d %s", bad, got.Status, got.Body)
		}
	}
	if got := api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "article", "id": read.Id, "more": string(make([]byte, 2000))}); got.Status != 413 {
		t.Errorf("a long beacon: %d", got.Status)
	}
	if got := views(read); got != 0 {
		t.Errorf("%d views written on reading", got)
	}
	flush()
	flush()
	if views(read) != 100 || views(draft) != 0 {
		t.Errorf("%d views, want 100; of the draft %d, want 0", views(read), views(draft))
	}
	if now := testkit.Fresh(t, app, mustStats(t, app, read)).GetFloat("hot"); now <= hot {
		t.Errorf("as hot as before: %v", now)
	}
	after := testkit.Contents(t, app)
	for table, n := range before {
		if after[table] != n {
			t.Errorf("counting changed the rows of %s from %d to %d", table, n, after[table])
		}
	}

	// what wasn't written yet is, when the program ends
	api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "article", "id": read.Id})
	seen := 0
	event := &core.TerminateEvent{App: app}
	if err := app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error {
		seen = views(read)
		return e.Next()
	}); err != nil {
		t.Fatal(err)
	}
	if seen != 101 {
		t.Errorf("%d views after the end, want 101", seen)
	}
}

func mustStats(t *testing.T, app core.App, r *core.Record) *core.Record {
	t.Helper()
	stats, err := app.FindRecordById("stats", r.Id)
	if err != nil {
		t.Fatal(err)
	}
	return stats
}

// Ids that somebody makes up are held for ten thousand at most.
func TestMadeUpIdsAreBounded(t *testing.T) {
	app := testkit.NewApp(t, register)
	read := testkit.Article(t, app, testkit.User(t, app, "chen-mo"), map[string]any{"status": "published"})
	api := testkit.NewAPI(t, app)
	api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "article", "id": read.Id})
	for i := range 9_999 {
		api.Send(nil, "POST", "/api/qiao/views", fmt.Sprintf(`{"kind":"article","id":"made%011d"}`, i))
	}
	if n := testkit.Number(t, app, "SELECT sum(views) FROM stats"); n != 1 {
		t.Errorf("%d views written when the bound was reached, want the one that is real", n)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM stats WHERE id LIKE 'made%'"); n != 0 {
		t.Errorf("%d made-up ids have counters", n)
	}
}
