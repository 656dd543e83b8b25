package writing_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/fetch"
	"qiao/hooks/i18n"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer/markup"
	"qiao/hooks/writing"
)

const post = `<!doctype html><html lang="en-GB"><head><title>On Bridges – Example Blog</title>
<meta property="og:title" content="On Bridges"><meta property="og:site_name" content="Example Blog">
<meta name="author" content="Ada Bridge"><link rel="canonical" href="/posts/bridges#top"></head><body>
<nav><a href="/">Home</a><a href="/about">About us</a></nav>
<article><h1>On Bridges</h1>` + paragraphs + `<h2>Code</h2><pre><code class="language-go">fmt.Println("hi")
</code></pre><p>See <a href="../docs?a=1">the docs</a> and <img src="/pic.png" alt="a bridge">. <script>alert(1)</script><a href="javascript:alert(1)">no</a></p>
<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></article>
<footer><a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">licence</a></footer></body></html>`

const paragraphs = `<p>A bridge carries what would otherwise stay on its own side, and that is all that it does, day after day, in wind and rain.</p>
<p>Whoever builds one has to know both banks, the water between them, and what people will carry over it, long before the first stone is laid.</p>
<p>The <strong>oldest</strong> ones are still in use, which says something about the people who built them, and about those who kept them.</p>`

// elsewhere serves pages of another site, and gives a portal whose client may ask it.
func elsewhere(t *testing.T, h http.HandlerFunc) (*testkit.API, *core.Record, string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	app := testkit.NewApp(t, func(app core.App) {
		writing.Register(app, fetch.New(fetch.Options{
			Ports: []uint16{uint16(port)}, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, MaxBytes: 1 << 20, Timeout: time.Minute,
		}), markup.ToMarkdown)
		app.OnServe().BindFunc(func(e *core.ServeEvent) error {
			e.Router.Bind(i18n.Middleware())
			return e.Next()
		})
	})
	return testkit.NewAPI(t, app), testkit.User(t, app, "chen-mo"), s.URL
}

func TestImport(t *testing.T) {
	api, member, site := elsewhere(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, post)
	})
	if got := api.Send(nil, "POST", "/api/qiao/import-url", map[string]any{"url": site}); got.Status != 401 {
		t.Errorf("a guest: %d", got.Status)
	}
	got := api.Send(member, "POST", "/api/qiao/import-url", map[string]any{"url": site + "/posts/1"})
	if got.Status != 200 {
		t.Fatal(got.Body)
	}
	for key, want := range map[string]string{
		"title": "On Bridges", "author": "Ada Bridge", "site": "Example Blog", "lang": "en", "licence": "CC BY-SA 4.0",
		"canonical": site + "/posts/bridges", "url": site + "/posts/1",
	} {
		if got.JSON(key) != want {
			t.Errorf("%s is %v, want %s", key, got.JSON(key), want)
		}
	}
	body, _ := got.JSON("body").(string)
	for _, want := range []string{"A bridge carries", "**oldest**", "## Code", "```go\nfmt.Println", "(" + site + "/docs?a=1)", "![a bridge](" + site + "/pic.png)", "| a | b |"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	for _, not := range []string{"alert(1)", "About us", "<script"} {
		if strings.Contains(body, not) {
			t.Errorf("%q in\n%s", not, body)
		}
	}
}

func TestImportOfOtherEncodings(t *testing.T) {
	api, member, site := elsewhere(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		// "你好" in GBK, in a page that says so itself
		page := `<html><head><meta charset="gbk"><title>x</title></head><body><article><p>` + strings.Repeat("\xc4\xe3\xba\xc3", 80) + "</p></article></body></html>"
		_, _ = io.WriteString(w, page)
	})
	got := api.Send(member, "POST", "/api/qiao/import-url", map[string]any{"url": site})
	if body, _ := got.JSON("body").(string); !strings.HasPrefix(body, "你好你好") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

func TestImportRefuses(t *testing.T) {
	var serve http.HandlerFunc
	api, member, site := elsewhere(t, func(w http.ResponseWriter, r *http.Request) { serve(w, r) })
	answer := func(kind, body string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	for _, test := range []struct {
		name string
		h    http.HandlerFunc
		url  string
		want string
	}{
		{"no page", answer("application/pdf", "%PDF-1.7", 200), site, "不是网页"},
		{"no text", answer("text/html", "<html><body></body></html>", 200), site, "没有在这个网页里"},
		{"missing", answer("text/html", "gone", 404), site, "404"},
		{"too large", answer("text/html", strings.Repeat("x", 2<<20), 200), site, "太大"},
		{"inside", nil, "http://10.0.0.1/", "公开网页"},
		{"metadata", nil, "http://169.254.169.254/latest/", "公开网页"},
		{"a file", nil, "file:///etc/passwd", "公开网页"},
		{"nothing", nil, "", "公开网页"},
		{"led inside", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.168.0.1/", http.StatusFound)
		}, site, "公开网页"},
	} {
		serve = test.h
		got := api.Send(member, "POST", "/api/qiao/import-url", map[string]any{"url": test.url})
		if message, _ := got.JSON("message").(string); got.Status != 400 || !strings.Contains(message, test.want) {
			t.Errorf("%s: %d %s", test.name, got.Status, got.Body)
		}
	}
	// ten in ten minutes; nine were asked for above
	serve = answer("text/html", "gone", 404)
	if got := api.Send(member, "POST", "/api/qiao/import-url", map[string]any{"url": site}); got.Status != 400 {
		t.Errorf("the tenth: %d %s", got.Status, got.Body)
	}
	if got := api.Send(member, "POST", "/api/qiao/import-url", map[string]any{"url": site}); got.Status != 429 {
		t.Errorf("the eleventh: %d %s", got.Status, got.Body)
	}
}

// The program's own client reaches nothing on its own machine.
func TestThePortalIsGuarded(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it asked its own machine") }))
	t.Cleanup(s.Close)
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	api, member := testkit.NewAPI(t, app), testkit.User(t, app, "chen-mo")
	for _, address := range []string{s.URL, "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/"} {
		if got := api.Send(member, "POST", "/api/qiao/import-url", map[string]any{"url": address}); got.Status != 400 {
			t.Errorf("%s: %d %s", address, got.Status, got.Body)
		}
	}
	if got := api.Send(nil, "GET", "/write", nil, "Accept-Encoding", "identity"); got.Status != 200 || !strings.Contains(got.Body, `content="noindex`) || strings.Count(got.Body, "<h1") != 1 {
		t.Errorf("the page: %d", got.Status)
	}
}
