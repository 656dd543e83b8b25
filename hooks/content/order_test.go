package content_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/content"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/testkit"
)

// stir gives an article votes, as a thousand readers at once do, and notes that its lists have to follow.
func stir(t *testing.T, app core.App, article *core.Record, votes int) {
	t.Helper()
	for range votes {
		err := app.RunInTransaction(func(tx core.App) error {
			if err := stats.Add(tx, schema.Articles, article.Id, schema.StatsVotes, 1); err != nil {
				return err
			}
			return content.RescoreSoon(tx, []string{article.Id})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The lists follow the counters once for all that happened, and as Rescore would have them.
func TestListsFollowCountersSoon(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	quiet := testkit.Article(t, app, author, map[string]any{"status": "published", "slug": "quiet"})
	loud := testkit.Article(t, app, author, map[string]any{"status": "published", "slug": "loud"})
	top := func(a *core.Record) int {
		return testkit.Number(t, app, "SELECT max(top) FROM article_shelves WHERE article = {:id}", map[string]any{"id": a.Id})
	}
	stir(t, app, loud, 12)
	if top(loud) != 0 || testkit.Number(t, app, "SELECT count(*) FROM article_stirred") != 1 {
		t.Errorf("at once: top is %d, %d articles are noted, want 0 and 1", top(loud), testkit.Number(t, app, "SELECT count(*) FROM article_stirred"))
	}
	if err := content.Settle(app); err != nil {
		t.Fatal(err)
	}
	if top(loud) != 12 || top(quiet) != 0 || testkit.Number(t, app, "SELECT count(*) FROM article_stirred") != 0 {
		t.Errorf("settled: %d and %d, want 12 and 0", top(loud), top(quiet))
	}
	checkCounters(t, app)

	// one that was taken away meanwhile is nothing to settle
	stir(t, app, quiet, 1)
	if err := app.Delete(quiet); err != nil {
		t.Fatal(err)
	}
	if err := content.Settle(app); err != nil || testkit.Number(t, app, "SELECT count(*) FROM article_stirred") != 0 {
		t.Errorf("an article that is gone stays noted, %v", err)
	}
}

// What a run of the program left is settled by the next, and what happens then by itself.
func TestListsFollowWhileServing(t *testing.T) {
	app := testkit.NewApp(t, register)
	article := testkit.Article(t, app, testkit.User(t, app, "chen-mo"), map[string]any{"status": "published"})
	stir(t, app, article, 3)
	testkit.NewAPI(t, app)
	follows := func(want int) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			if testkit.Number(t, app, "SELECT min(top) FROM article_shelves WHERE article = {:id}", map[string]any{"id": article.Id}) == want {
				return
			}
		}
		t.Fatalf("the lists don't follow to %d", want)
	}
	follows(3)
	stir(t, app, article, 2)
	follows(5)
	for range 2 { // told twice to end, as when a signal comes while it does
		event := &core.TerminateEvent{App: app}
		if err := app.OnTerminate().Trigger(event, func(*core.TerminateEvent) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
}
