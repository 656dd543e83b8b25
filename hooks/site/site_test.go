package site_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // its own collections

	"qiao/hooks/site"
)

// newApp is PocketBase with its own collections and nothing of ours.
func newApp(t testing.TB) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		event := &core.TerminateEvent{App: app}
		_ = app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
	})
	if err := app.RunSystemMigrations(); err != nil {
		t.Fatal(err)
	}
	return app
}

var public = fstest.MapFS{
	"embed.go":             {Data: []byte("package pb_public")},
	"robots.txt":           {Data: []byte("User-agent: *\n")},
	"css/site.css":         {Data: []byte("body{color:teal}\n" + ".a" + strings.Repeat(" .long", 300) + "{color:red}")},
	"js/site.js":           {Data: []byte("export {}\n")},
	"img/icons.svg":        {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
	".secret":              {Data: []byte("hidden")},
	".git/config":          {Data: []byte("hidden")},
	"manifest.webmanifest": {Data: []byte(`{}`)},
}

// views are a feature's templates.
func views(text string) fs.FS {
	return fstest.MapFS{"views/test.html": {Data: []byte(text)}}
}

const testViews = `{{define "test/text"}}<h1>{{.}}</h1>{{end}}`

// serve mounts the frame as the application's start does, and returns what the server would ask.
func serve(t testing.TB, app core.App) http.Handler {
	t.Helper()
	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	event := &core.ServeEvent{App: app, Router: router, Server: &http.Server{}}
	err = app.OnServe().Trigger(event, func(e *core.ServeEvent) error {
		e.Server.Handler, err = e.Router.BuildMux()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return event.Server.Handler
}

// get asks for a URL with headers given as "Name: value".
func get(h http.Handler, url string, headers ...string) *httptest.ResponseRecorder {
	return ask(h, http.MethodGet, url, headers...)
}

func ask(h http.Handler, method, url string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, url, nil)
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// textPage is a handler that shows one text.
func textPage(text string) site.Handler {
	return func(*site.Request) (*site.Page, error) {
		return &site.Page{Template: "test/text", Data: text, Title: text}, nil
	}
}

func TestPageInBothLanguages(t *testing.T) {
	app := newApp(t)
	f := site.New(app, public, site.Config{})
	f.Views(views(testViews))
	f.GET("/", textPage("home"))
	f.GET("/articles/:slug", func(r *site.Request) (*site.Page, error) {
		return &site.Page{Template: "test/text", Data: r.Lang.Tag() + " " + r.Param("slug") + " " + r.Path(), Title: "x"}, nil
	})
	h := serve(t, app)
	for url, want := range map[string]string{
		"/":                            "<h1>home</h1>",
		"/en":                          "<h1>home</h1>",
		"/articles/a":                  "<h1>zh-CN a /articles/a</h1>",
		"/en/articles/a":               "<h1>en a /articles/a</h1>",
		"/articles/%E4%B8%AD%E6%96%87": "<h1>zh-CN 中文 /articles/中文</h1>",
	} {
		w := get(h, url)
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, want %q in\n%s", url, w.Code, want, w.Body)
		}
	}
}
