package site_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/site"
)

// newSite is a frame with one page of every sort, not yet served.
func newSite(t testing.TB, config site.Config) (core.App, *site.Frame) {
	app := newApp(t)
	if config.BaseURL == nil {
		config.BaseURL = func() string { return "https://example.org" }
	}
	f := site.New(app, public, config)
	f.Views(views(testViews))
	f.GET("/", textPage("home"))
	f.GET("/articles", func(r *site.Request) (*site.Page, error) {
		p, err := site.NewPager(r, 100, 10)
		if err != nil {
			return nil, err
		}
		return &site.Page{Template: "test/pager", Data: p, Title: "list", Prev: p.Prev, Next: p.Next}, nil
	}, site.Params("page", "tag"))
	f.GET("/articles/:slug", func(r *site.Request) (*site.Page, error) {
		switch r.Param("slug") {
		case "missing":
			return nil, site.ErrNotFound
		case "gone":
			return nil, fmt.Errorf("reading: %w", site.ErrGone)
		case "old":
			return nil, site.RedirectTo("/articles/new")
		case "broken":
			return nil, errors.New("the database is on fire")
		case "panic":
			panic("boom")
		case "template":
			return &site.Page{Template: "test/fails", Data: 1}, nil
		}
		return textPage(r.Param("slug"))(r)
	})
	f.Document("/feed.xml", func(r *site.Request) (*site.Document, error) { return feed.RSS() })
	f.Views(fstest.MapFS{"views/more.html": {Data: []byte(
		`{{define "test/pager"}}{{template "site/pager" .}}{{end}}{{define "test/fails"}}{{.Missing}}{{end}}`)}})
	return app, f
}

func TestCanonicalURLs(t *testing.T) {
	app, _ := newSite(t, site.Config{})
	h := serve(t, app)
	for _, test := range []struct{ url, to string }{
		{"/articles/", "/articles"},
		{"/en/", "/en"},
		{"//articles", "/articles"},
		{"//evil.example/", "/evil.example"},
		{`/\evil.example/`, "/evil.example"},
		{"/articles//x", "/articles/x"},
		{"/articles/../articles/x", "/articles/x"},
		{"/index.html", "/"},
		{"/en/index.html", "/en"},
		{"/articles/index.html?page=2", "/articles?page=2"},
		{"/Articles", "/articles"},
		{"/EN/articles/X", "/en/articles/x"},
		{"/articles/Hello", "/articles/hello"},
		{"/articles?page=1", "/articles"},
		{"/articles?page=0", "/articles"},
		{"/articles?page=-3", "/articles"},
		{"/articles?page=02", "/articles?page=2"},
		{"/articles?page=x", "/articles"},
		{"/articles?tag=go&page=2", "/articles?page=2&tag=go"},
		{"/articles?tag=", "/articles"},
		{"/articles?tag=a&tag=b", "/articles?tag=a"},
		{"/articles?utm_source=x&page=2&fbclid=1&gclid=2&spm=3", "/articles?page=2"},
		{"/articles?tag=a%20b", "/articles?tag=a+b"},
		{"/articles?tag=%zz", "/articles"},
		{"/?from=mail", "/"},
		{"/feed.xml?x=1", "/feed.xml"},
		{"/robots.txt?x=1", "/robots.txt"},
		{"/articles/%7efoo", "/articles/~foo"},
		{"/articles/%e4%b8%ad", "/articles/%E4%B8%AD"},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			w := ask(h, method, test.url)
			if got := w.Header().Get("Location"); w.Code != 301 || got != test.to {
				t.Errorf("%s %s: %d to %q, want 301 to %q", method, test.url, w.Code, got, test.to)
			}
		}
		if w := get(h, test.to); w.Code == 301 {
			t.Errorf("%s redirects again, to %q", test.to, w.Header().Get("Location"))
		}
	}
	for _, url := range []string{"/", "/articles?page=2&tag=go", "/articles/%E4%B8%AD", "/robots.txt", "/articles?tag=a+b"} {
		if w := get(h, url); w.Code != 200 {
			t.Errorf("%s is canonical but answers %d to %q", url, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestErrorsArePages(t *testing.T) {
	app, _ := newSite(t, site.Config{})
	h := serve(t, app)
	for _, test := range []struct {
		method, url string
		status      int
		key         string
		lang        i18n.Lang
	}{
		{"GET", "/nowhere", 404, "site.error.404.title", i18n.ZH},
		{"GET", "/en/nowhere", 404, "site.error.404.title", i18n.EN},
		{"GET", "/articles/missing", 404, "site.error.404.title", i18n.ZH},
		{"GET", "/en/articles/gone", 410, "site.error.410.title", i18n.EN},
		{"GET", "/articles/broken", 500, "site.error.500.title", i18n.ZH},
		{"GET", "/en/articles/panic", 500, "site.error.500.title", i18n.EN},
		{"GET", "/articles/template", 500, "site.error.500.title", i18n.ZH},
		{"POST", "/articles", 405, "site.error.405.title", i18n.ZH},
		{"DELETE", "/en/articles/x", 405, "site.error.405.title", i18n.EN},
		{"GET", "/articles?page=11", 404, "site.error.404.title", i18n.ZH},
		{"GET", "/articles/a%2Fb", 404, "site.error.404.title", i18n.ZH},
		{"GET", "/embed.go", 404, "site.error.404.title", i18n.ZH},
	} {
		w := ask(h, test.method, test.url)
		body := w.Body.String()
		if w.Code != test.status || w.Header().Get("Content-Type") != "text/html; charset=utf-8" ||
			!strings.Contains(body, i18n.T(test.lang, test.key)) || !strings.Contains(body, `<html lang="`+test.lang.Tag()+`"`) {
			t.Errorf("%s %s: %d %s, want %d in %s", test.method, test.url, w.Code, w.Header().Get("Content-Type"), test.status, test.lang)
		}
		for _, secret := range []string{"fire", "boom", "goroutine", "Missing"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s %s: the page tells %q", test.method, test.url, secret)
			}
		}
		if w.Header().Get("Content-Security-Policy") == "" || !strings.Contains(body, `content="noindex"`) {
			t.Errorf("%s %s: an error page needs the policy and noindex", test.method, test.url)
		}
		if test.status == 405 && w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s %s: Allow is %q", test.method, test.url, w.Header().Get("Allow"))
		}
	}
	for _, url := range []string{"/api/nowhere", "/api", "/api/collections/none/records"} {
		if w := get(h, url); w.Code != 404 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			t.Errorf("%s: %d %s, want 404 in JSON", url, w.Code, w.Header().Get("Content-Type"))
		}
	}
}

func TestPocketBaseRefusalsArePages(t *testing.T) {
	app, _ := newSite(t, site.Config{})
	settings := app.Settings()
	settings.RateLimits.Enabled = true
	settings.RateLimits.Rules = []core.RateLimitRule{{Label: "/articles/", MaxRequests: 1, Duration: 60}, {Label: "/api/", MaxRequests: 1, Duration: 60}}
	h := serve(t, app)
	get(h, "/articles/one")
	w := get(h, "/articles/two")
	if w.Code != 429 || !strings.Contains(w.Body.String(), i18n.T(i18n.ZH, "site.error.429.title")) {
		t.Errorf("too many requests: %d %s", w.Code, w.Body)
	}
	if w := get(h, "/articles/one"); w.Code != 200 {
		t.Errorf("a page in the cache costs nothing and isn't limited: %d", w.Code)
	}
	get(h, "/api/health")
	if w := get(h, "/api/health"); w.Code != 429 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("the API: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	r := httptest.NewRequest("POST", "/", strings.NewReader("x"))
	r.ContentLength = 100 << 20
	big := httptest.NewRecorder()
	h.ServeHTTP(big, r)
	if big.Code != 413 || !strings.Contains(big.Body.String(), i18n.T(i18n.ZH, "site.error.413.title")) {
		t.Errorf("too large a body: %d %s", big.Code, big.Body)
	}
}

func TestRedirectKeepsLanguage(t *testing.T) {
	app, _ := newSite(t, site.Config{})
	h := serve(t, app)
	for url, to := range map[string]string{"/articles/old": "/articles/new", "/en/articles/old": "/en/articles/new"} {
		if w := get(h, url); w.Code != 301 || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q", url, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	app, _ := newSite(t, site.Config{})
	h := serve(t, app)
	for range 2 { // a miss and a hit
		w := get(h, "/", "Accept-Encoding: br")
		header := w.Header()
		policy := header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'self'", "script-src 'self'", "player.bilibili.com"} {
			if !strings.Contains(policy, want) {
				t.Errorf("the policy lacks %q: %s", want, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("the policy is weak: %s", policy)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("a page's type must be taken as it is: %v", header)
		}
		if len(header) > 8 {
			t.Errorf("%d headers; see headers.go for what a ninth costs: %v", len(header), header)
		}
		if header.Get("Set-Cookie") != "" || header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("a page is the same for everybody: %v", header)
		}
	}
	if policy := get(h, "/api/health").Header().Get("Content-Security-Policy"); policy != "" {
		t.Errorf("the API is none of ours: %s", policy)
	}
}

func TestHead(t *testing.T) {
	app := newApp(t)
	f := site.New(app, public, site.Config{BaseURL: func() string { return "https://example.org" }})
	f.Views(views(testViews))
	f.GET("/tags/:slug", func(r *site.Request) (*site.Page, error) {
		return &site.Page{
			Template: "test/text", Data: "x", Title: `a "b" </title><script>alert(1)</script>`, Description: "d",
			JSONLD: []any{r.BreadcrumbLD(site.Link{Label: "</script><script>alert(2)</script>", URL: r.Link("/tags/数据库")})},
			Feeds:  site.FeedLinks("数据库", r.Link("/tags/数据库/")), Type: "article", Authors: []string{"李雷"},
		}, nil
	})
	f.GET("/zh-only", func(r *site.Request) (*site.Page, error) {
		return &site.Page{Template: "test/text", Data: "x", OneLanguage: true}, nil
	})
	h := serve(t, app)
	body := get(h, "/en/tags/%E6%95%B0%E6%8D%AE%E5%BA%93").Body.String()
	const tag = "https://example.org%s/tags/%%E6%%95%%B0%%E6%%8D%%AE%%E5%%BA%%93"
	for _, want := range []string{
		`<html lang="en">`,
		`<link rel="canonical" href="` + fmt.Sprintf(tag, "/en") + `">`,
		`hreflang="zh-CN" href="` + fmt.Sprintf(tag, "") + `"`,
		`hreflang="en" href="` + fmt.Sprintf(tag, "/en") + `"`,
		`hreflang="x-default" href="` + fmt.Sprintf(tag, "") + `"`,
		`<meta property="og:url" content="` + fmt.Sprintf(tag, "/en") + `">`,
		`<meta property="og:locale" content="en_US">`,
		`href="` + fmt.Sprintf(tag, "/en") + `/feed.json"`,
		`<meta name="author" content="李雷">`,
		`<script type="application/ld+json">{"@context":"https://schema.org"`,
		`class="language" href="/tags/%E6%95%B0%E6%8D%AE%E5%BA%93" lang="zh-CN"`,
		`rel="search" type="application/opensearchdescription+xml"`,
		`rel="manifest"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if strings.Contains(body, "<script>alert") {
		t.Errorf("a title or a label became a script:\n%s", body)
	}
	if body := get(h, "/zh-only").Body.String(); strings.Contains(body, "hreflang=\"x-default\"") || !strings.Contains(body, `class="language" href="/en"`) {
		t.Errorf("a page in one language names no alternates, and its switch leads home:\n%s", body)
	}
}

func TestChangesShowAtOnce(t *testing.T) {
	app := newApp(t)
	f := site.New(app, public, site.Config{})
	f.Views(views(testViews))
	var made atomic.Int64
	f.GET("/one", func(r *site.Request) (*site.Page, error) {
		r.Reads("notes/abc")
		return textPage(fmt.Sprint(made.Add(1)))(r)
	})
	name := "first"
	f.SiteInfo(func(core.App, i18n.Lang) (site.SiteInfo, error) { return site.SiteInfo{Name: name}, nil })
	h := serve(t, app)
	want := func(n int64, text string) {
		t.Helper()
		body := get(h, "/one").Body.String()
		if made.Load() != n || !strings.Contains(body, text) {
			t.Errorf("made %d times, want %d; %q must be in\n%s", made.Load(), n, text, body)
		}
	}
	want(1, "first")
	want(1, "first")
	bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: "notes", ID: "other"})
	want(1, "first")
	bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: "notes", ID: "abc"})
	want(2, "first")
	f.Invalidate("notes/abc")
	want(3, "first")
	name = "second"
	bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: "site", ID: "x"})
	want(4, "second")
	if err := app.ReloadSettings(); err != nil {
		t.Fatal(err)
	}
	want(5, "second")
}

func TestFilesOfThePublicFolders(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("public/robots.txt", "ours")
	put("public/articles/x", "a file that wins over a page")
	put("public/app/index.html", "<script src=main.js></script>")
	put("public/en/index.html", "our own front page")
	put("public/big.mp4", strings.Repeat("0123456789", 200_000))
	put("public/.env", "password")
	put("outside.txt", "password")
	if err := os.Symlink(filepath.Join(dir, "outside.txt"), filepath.Join(dir, "public/link.txt")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	app, _ := newSite(t, site.Config{PublicDir: filepath.Join(dir, "public")})
	h := serve(t, app)
	for _, test := range []struct {
		url    string
		status int
		want   string
	}{
		{"/robots.txt", 200, "ours"},
		{"/articles/x", 200, "a file that wins"},
		{"/articles/y", 200, "<h1>y</h1>"},
		{"/app/", 200, "main.js"},
		{"/app", 301, ""},
		{"/en/", 200, "our own front page"},
		{"/manifest.webmanifest", 200, "{}"},
		{"/css/site.css", 200, "color:teal"},
		{"/.env", 404, ""},
		{"/.secret", 404, ""},
		{"/.git/config", 404, ""},
		{"/link.txt", 404, ""},
		{"/../outside.txt", 301, ""},
		{"/..%2foutside.txt", 404, ""},
		{"/%2e%2e/outside.txt", 301, ""},
		{"/assets/x/../../robots.txt", 301, ""},
		{"/assets/x/.env", 404, ""},
	} {
		w := get(h, test.url)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) || strings.Contains(w.Body.String(), "password") {
			t.Errorf("%s: %d %.60q, want %d %q", test.url, w.Code, w.Body, test.status, test.want)
		}
	}
	if w := get(h, "/app/"); w.Header().Get("Content-Security-Policy") != "" {
		t.Error("the policy of a front end of their own is theirs")
	}
	part := get(h, "/big.mp4", "Range: bytes=10-14")
	if part.Code != 206 || part.Body.String() != "01234" || part.Header().Get("Content-Type") != "video/mp4" {
		t.Errorf("a range of a big file: %d %q", part.Code, part.Body)
	}
}

func TestFingerprintedAssets(t *testing.T) {
	app, _ := newSite(t, site.Config{})
	h := serve(t, app)
	_, rest, _ := strings.Cut(get(h, "/").Body.String(), `rel="stylesheet" href="`)
	url, _, _ := strings.Cut(rest, `"`)
	if !strings.HasPrefix(url, "/assets/") || !strings.HasSuffix(url, "/css/site.css") {
		t.Fatalf("the style sheet's URL is %q", url)
	}
	w := get(h, url, "Accept-Encoding: br")
	if w.Code != 200 || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" ||
		w.Header().Get("Content-Type") != "text/css; charset=utf-8" || w.Header().Get("Content-Encoding") != "br" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := get(h, "/assets/000000000000/css/site.css"); w.Code != 200 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("an outdated fingerprint: %d %s", w.Code, w.Header().Get("Cache-Control"))
	}
	if w := get(h, url, "If-None-Match: "+get(h, url).Header().Get("Etag")); w.Code != 304 {
		t.Errorf("the same again: %d", w.Code)
	}
}

func TestBundles(t *testing.T) {
	app := newApp(t)
	f := site.New(app, fstest.MapFS{
		"css/site.list": {Data: []byte("# two parts\na.css\nb.css\n")},
		"css/a.css":     {Data: []byte("a{}")},
		"css/b.css":     {Data: []byte("b{}")},
	}, site.Config{})
	f.GET("/", textPage("x"))
	f.Views(views(testViews))
	h := serve(t, app)
	if w := get(h, "/css/site.css"); w.Body.String() != "a{}\nb{}\n" || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%d %q %s", w.Code, w.Body, w.Header())
	}
	if w := get(h, "/css/site.list"); w.Code != 404 {
		t.Errorf("the list itself: %d", w.Code)
	}
}

func TestBrokenTemplatesStopTheStart(t *testing.T) {
	for name, text := range map[string]string{
		"undefined partial":    `{{define "test/a"}}{{if .}}{{template "test/none" .}}{{end}}{{end}}`,
		"undefined message":    `{{define "test/a"}}{{range .}}{{t "test.none"}}{{end}}{{end}}`,
		"undefined function":   `{{define "test/a"}}{{nope}}{{end}}`,
		"text outside":         `hello {{define "test/a"}}{{end}}`,
		"a name without room":  `{{define "a"}}x{{end}}`,
		"a name that is taken": `{{define "site/pager"}}x{{end}}`,
		"a syntax error":       `{{define "test/a"}}{{if}}{{end}}`,
	} {
		f := site.New(newApp(t), public, site.Config{})
		f.Views(views(text))
		if _, err := f.Handler(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestDashboardIsLeftAlone(t *testing.T) {
	app, _ := newSite(t, site.Config{})
	h := serve(t, app)
	for _, url := range []string{"/_/", "/_/nothing", "/_"} {
		w := get(h, url)
		if strings.Contains(w.Body.String(), "site-header") || strings.Contains(w.Header().Get("Content-Security-Policy"), "bilibili") {
			t.Errorf("%s got a page of the site", url)
		}
	}
	if w := ask(h, http.MethodPost, "/api/nowhere"); w.Code != 404 {
		t.Errorf("%d", w.Code)
	}
}
