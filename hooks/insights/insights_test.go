package insights_test

import (
	"fmt"
	"strings"
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
		map[string]any{"kind": "article", "id": "ABCDEFGHIJKLMNO"}, map[string]any{"kind": "", "id": read.Id}, map[string]any{"kind": "answer", "id": read.Id}, `{"kind":`, `[]`, "",
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

func TestViewsOfQuestionsAreCounted(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	ask := func(id, status string) *core.Record {
		return testkit.Create(t, app, "questions", map[string]any{
			"id": id, "title": "怎样解析 URL " + id, "lang": "zh", "body": "细节", "author": author.Id, "status": status,
			"tags": []string{testkit.Tag(t, app, id, id).Id},
		})
	}
	read, hidden := ask("question0000001", "published"), ask("question0000002", "hidden")
	article := testkit.Article(t, app, author, map[string]any{"status": "published"})
	api := testkit.NewAPI(t, app)
	hot := func() float64 {
		var hot float64
		if err := app.DB().NewQuery("SELECT hot FROM question_shelves WHERE shelf = 'all' AND question = 'question0000001'").Row(&hot); err != nil {
			t.Fatal(err)
		}
		return hot
	}
	before, cold := testkit.Contents(t, app), hot()
	for kind, id := range map[string]string{"question": read.Id, "article": article.Id} {
		for range 30 {
			if got := api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": kind, "id": id}); got.Status != 204 {
				t.Fatalf("%d %s", got.Status, got.Body)
			}
		}
	}
	// one that isn't public, and one under the wrong kind
	api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "question", "id": hidden.Id})
	api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "article", "id": read.Id})
	api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "question", "id": article.Id})
	for _, job := range app.Cron().Jobs() {
		if job.Id() == "insights.views" {
			job.Run()
		}
	}
	for id, want := range map[string]int{read.Id: 30, article.Id: 30, hidden.Id: 0} {
		if got := testkit.Number(t, app, "SELECT coalesce(sum(views), 0) FROM stats WHERE id = {:id}", map[string]any{"id": id}); got != want {
			t.Errorf("%s: %d views, want %d", id, got, want)
		}
	}
	if now := hot(); now <= cold {
		t.Errorf("as hot as before: %v", now)
	}
	if got := api.Send(nil, "GET", "/api/qiao/questions", nil).JSON("items", 0, "views"); got != 30.0 {
		t.Errorf("the list says %v views", got)
	}
	page := api.Send(nil, "GET", "/questions/"+read.Id+"/"+read.GetString("slug"), nil).Body
	if !strings.Contains(page, `data-view="question:`+read.Id+`"`) || !strings.Contains(page, "30 次浏览") {
		t.Errorf("the page neither reports readings nor shows them:\n%s", page)
	}
	after := testkit.Contents(t, app)
	for table, n := range before {
		if after[table] != n {
			t.Errorf("counting changed the rows of %s from %d to %d", table, n, after[table])
		}
	}
}

func TestViewsOfEventsAreCounted(t *testing.T) {
	app := testkit.NewApp(t, register)
	event := func(slug, status string) *core.Record {
		return testkit.Create(t, app, "events", map[string]any{
			"title": "桥上", "slug": slug, "kind": "meetup", "mode": "offline", "status": status, "lang": "zh", "zone": "Asia/Shanghai", "city": "成都",
			"starts": "2026-11-28 06:00:00.000Z", "ends": "2026-11-28 08:00:00.000Z", "author": testkit.User(t, app, "author-"+slug).Id,
		})
	}
	read, draft := event("read", "published"), event("draft", "draft")
	api := testkit.NewAPI(t, app)
	for range 7 {
		api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "event", "id": read.Id})
		api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "event", "id": draft.Id})
	}
	for _, job := range app.Cron().Jobs() {
		if job.Id() == "insights.views" {
			job.Run()
		}
	}
	if n := testkit.Number(t, app, "SELECT coalesce(sum(views), 0) FROM stats WHERE kind = 'events'"); n != 7 {
		t.Errorf("%d views, want 7", n)
	}
	page := api.Send(nil, "GET", "/events/read", nil).Body
	if !strings.Contains(page, `data-view="event:`+read.Id+`"`) || !strings.Contains(page, "7 次浏览") {
		t.Errorf("the page neither reports readings nor shows them:\n%s", page)
	}
}

// Ids that somebody makes up are held for ten thousand at most.
func TestMadeUpIdsAreBounded(t *testing.T) {
	app := testkit.NewApp(t, register)
	read := testkit.Article(t, app, testkit.User(t, app, "chen-mo"), map[string]any{"status": "published"})
	api := testkit.NewAPI(t, app)
	api.Send(nil, "POST", "/api/qiao/views", map[string]any{"kind": "article", "id": read.Id})
	kinds := []string{"article", "question"}
	for i := range 9_999 {
		api.Send(nil, "POST", "/api/qiao/views", fmt.Sprintf(`{"kind":%q,"id":"made%011d"}`, kinds[i%2], i))
	}
	if n := testkit.Number(t, app, "SELECT sum(views) FROM stats"); n != 1 {
		t.Errorf("%d views written when the bound was reached, want the one that is real", n)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM stats WHERE id LIKE 'made%'"); n != 0 {
		t.Errorf("%d made-up ids have counters", n)
	}
}
