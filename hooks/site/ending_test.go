package site_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"qiao/hooks/site"
	"qiao/hooks/testkit"
)

// TestDocumentsBesidePages: an ending tells a document from the page at the same path, and stands alone where there is none.
func TestDocumentsBesidePages(t *testing.T) {
	app := testkit.NewApp(t, nil)
	f := site.New(app, nil, site.Config{})
	text := func(name string) site.DocHandler {
		return func(r *site.Request) (*site.Document, error) {
			return &site.Document{ContentType: "text/plain", Body: []byte(name + " " + r.Param("slug"))}, nil
		}
	}
	f.Document("/things/:slug", text("plain"))
	f.Document("/things/:slug.ics", text("calendar"))
	f.Document("/things/in/:slug.ics", text("alone"))
	handler, err := f.Handler()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/things/a": "plain a", "/things/a.ics": "calendar a", "/things/a.b.ics": "calendar a.b", "/things/ics": "plain ics",
		"/things/in/成都.ics": "alone 成都", "/things/in/a": "404", "/things/a.ICS": "301 /things/a.ics", "/things/.ics": "plain .ics",
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = path
		handler.ServeHTTP(w, r)
		got := w.Body.String()
		switch {
		case w.Code == http.StatusMovedPermanently:
			got = "301 " + w.Header().Get("Location")
		case w.Code != http.StatusOK:
			got = http.StatusText(w.Code)
			if w.Code == http.StatusNotFound {
				got = "404"
			}
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("%s answers %q, not %q", path, got, want)
		}
	}
}
