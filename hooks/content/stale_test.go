package content_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"qiao/hooks/content"
	"qiao/hooks/markdown"
	"qiao/hooks/testkit"
)

// An article that can't be written holds up no other, and the error names it; once it can be, the next run does it.
func TestStaleArticlesPastAFault(t *testing.T) {
	p := newPortal(t)
	one, two := p.article(map[string]any{"title": "一"}), p.article(map[string]any{"title": "二"})
	stale := func() int {
		return testkit.Number(t, p.app, "SELECT count(*) FROM renditions WHERE hash NOT LIKE {:version} OR html = '旧的'", dbx.Params{"version": markdown.Version + ":%"})
	}
	sql := func(query string) {
		t.Helper()
		if _, err := p.app.DB().NewQuery(query).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	for _, broken := range []string{one.Id, two.Id} { // whichever comes first
		sql("UPDATE renditions SET html = '旧的', hash = '0:old'")
		sql("CREATE TRIGGER broken BEFORE UPDATE OF html ON renditions WHEN NEW.id = '" + broken + "' BEGIN SELECT RAISE(ABORT, 'broken'); END")
		err := content.RenderStale(p.app)
		if err == nil || !strings.Contains(err.Error(), "article "+broken+": ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("the error: %v", err)
		}
		if n := stale(); n != 1 {
			t.Errorf("%d are still stale", n)
		}
		sql("DROP TRIGGER broken")
		if err := content.RenderStale(p.app); err != nil || stale() != 0 {
			t.Errorf("once it can be written: %v, %d are stale", err, stale())
		}
	}
}
