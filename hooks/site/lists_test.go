package site_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/site"
)

// Guests get a list from the cache, and a change or a new rule shows at once; everybody else is answered anew.
func TestGuestLists(t *testing.T) {
	app := newApp(t)
	notes := core.NewBaseCollection("notes")
	notes.Fields.Add(&core.TextField{Name: "title"})
	notes.ListRule, notes.ViewRule = types.Pointer(""), types.Pointer("")
	if err := app.Save(notes); err != nil {
		t.Fatal(err)
	}
	first := core.NewRecord(notes)
	first.Set("title", "first")
	if err := app.Save(first); err != nil {
		t.Fatal(err)
	}
	asked := 0
	app.OnRecordsListRequest("notes").BindFunc(func(e *core.RecordsListRequestEvent) error {
		asked++
		return e.Next()
	})
	f := site.New(app, public, site.Config{})
	f.GuestList("notes")
	h := serve(t, app)
	const list = "/api/collections/notes/records?perPage=5&skipTotal=1"
	want := func(n int, status int, text, url string, headers ...string) *httptest.ResponseRecorder {
		t.Helper()
		w := get(h, url, headers...)
		if w.Code != status || asked != n || !strings.Contains(w.Body.String(), text) {
			t.Errorf("%s %v: %d, asked %d times, want %d and %d, with %q in\n%s", url, headers, w.Code, asked, status, n, text, w.Body)
		}
		return w
	}
	want(1, 200, "first", list)
	w := want(1, 200, "first", list)
	if w.Header().Get("Content-Type") != "application/json" || w.Header().Get("X-Content-Type-Options") != "nosniff" || len(w.Header()["Vary"]) > 1 {
		t.Errorf("headers %v", w.Header())
	}
	want(1, 304, "", list, "If-None-Match: "+w.Header().Get("Etag"))

	// other questions and other askers
	want(2, 200, "first", list, "Authorization: nonsense")
	want(3, 200, "first", list, "Origin: https://elsewhere.example") // its answer allows an origin
	want(4, 200, "first", list+"&expand=x")
	want(5, 200, "first", list+"&sort=@random")
	want(5, 400, "", list+"&filter=nonsense")
	want(5, 400, "", list+"&filter=nonsense") // an error isn't kept, and isn't a list
	want(5, 200, "first", "/api/collections/notes/records/"+first.Id)

	second := core.NewRecord(notes)
	second.Set("title", "second")
	if err := app.Save(second); err != nil {
		t.Fatal(err)
	}
	want(6, 200, "second", list)
	want(6, 200, "second", list)
	notes.ListRule = types.Pointer("title = 'first'")
	if err := app.Save(notes); err != nil {
		t.Fatal(err)
	}
	if w := want(7, 200, "first", list); strings.Contains(w.Body.String(), "second") {
		t.Errorf("the old rule's answer: %s", w.Body)
	}
}
