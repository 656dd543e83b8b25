package content_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// The page of an article answers by what became of it, and an old address tells nothing of
// an article that isn't public.
func TestArticleAddresses(t *testing.T) {
	p := newPortal(t)
	a := p.article(map[string]any{"slug": "first-name", "status": "published"})
	a.Set(schema.ArticleSlug, "second-name")
	testkit.Save(t, p.app, a)

	for _, step := range []struct {
		status   string
		old, now int
	}{
		{"published", 301, 200},
		{"archived", 410, 410},
		{"draft", 404, 404},
		{"published", 301, 200},
	} {
		if a.GetString(schema.ArticleStatus) != step.status {
			a.Set(schema.ArticleStatus, step.status)
			testkit.Save(t, p.app, a)
		}
		for path, want := range map[string]int{"/articles/first-name": step.old, "/en/articles/second-name": step.now} {
			if got := p.api.Send(nil, "GET", path, nil); got.Status != want {
				t.Errorf("%s article: %s answers %d, want %d", step.status, path, got.Status, want)
			}
		}
	}
	if err := p.app.Delete(a); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/articles/first-name", "/articles/second-name"} {
		if got := p.api.Send(nil, "GET", path, nil); got.Status != 410 {
			t.Errorf("deleted article: %s answers %d, want 410", path, got.Status)
		}
	}
	if got := p.api.Send(nil, "GET", "/articles/never-was", nil); got.Status != 404 {
		t.Errorf("an address that never was answers %d", got.Status)
	}
}
