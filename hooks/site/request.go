package site

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
)

// Request is what a handler is asked: a path, declared query parameters and a language. It knows nothing of the visitor,
// because a page is the same for all of them.
type Request struct {
	Lang i18n.Lang

	ctx    context.Context
	frame  *Frame
	route  *route
	path   string // without the language's prefix
	param  func(string) string
	query  url.Values
	mu     sync.Mutex // of reads, and of the page while sections speak about it
	reads  map[string]struct{}
	base   string // what absolute URLs begin with
	noLang bool   // a document that exists once, outside of the languages
}

// Context ends when the page is no longer wanted or took too long.
func (r *Request) Context() context.Context { return r.ctx }

// App is the application.
func (r *Request) App() core.App { return r.frame.app }

// Param is the value of a path parameter, unescaped: the slug for "/articles/:slug".
func (r *Request) Param(name string) string { return r.param(name) }

// Query is the value of a declared query parameter, "" when it is absent.
func (r *Request) Query(name string) string { return r.query.Get(name) }

// PageNumber is the "page" parameter, which must be declared: 1 when it is absent.
func (r *Request) PageNumber() int {
	n, err := strconv.Atoi(r.query.Get("page"))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// Path is the path without the language's prefix and without the query: "/articles/x" also for /en/articles/x.
func (r *Request) Path() string { return r.path }

// URL is the path of a page in a language: "/en/articles/x" for English and "/articles/x".
func (r *Request) URL(l i18n.Lang, path string) string { return l.Path(path) }

// Link is the path of a page in the request's own language.
func (r *Request) Link(path string) string { return r.Lang.Path(path) }

// With is the canonical link to this same page with one query parameter set, or dropped when the value is "". A changed
// parameter other than "page" leads back to the first page.
func (r *Request) With(name, value string) string {
	q := url.Values{}
	for k, v := range r.query {
		q[k] = v
	}
	if name != "page" {
		q.Del("page")
	}
	q.Set(name, value)
	return withQuery(r.Lang.Path(r.path), canonicalQuery(q, r.route.params))
}

// Abs makes a path that this site serves absolute, and escapes it: "https://example.org/articles/x". An absolute URL
// stays as it is.
func (r *Request) Abs(path string) string {
	if strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://") {
		return path
	}
	return r.base + escapeTarget(path)
}

// Reads records what the page depends on. A tag is a record ("articles/RECORD_ID") or a whole collection ("articles"),
// whose every change counts. A page that reads a list names the collection.
func (r *Request) Reads(tags ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, tag := range tags {
		r.reads[tag] = struct{}{}
	}
}

// T is the message with this key in the request's language; see [i18n.T].
func (r *Request) T(key string, args ...any) string { return i18n.T(r.Lang, key, args...) }

// Site is the site's names and navigation in the request's language.
func (r *Request) Site() SiteInfo { return *r.frame.siteInfo(r.Lang) }

// Asset is the URL of a file of pb_public, such as "css/site.css", with a fingerprint that allows caching it for ever.
func (r *Request) Asset(name string) string { return r.frame.assets.url(name) }

// ErrNotFound is answered with the page for 404.
var ErrNotFound = errors.New("site: not found")

// ErrGone is answered with the page for 410: there was something here, and it was removed.
var ErrGone = errors.New("site: gone")

// RedirectTo is returned by a handler for a page that lives at another path now. The path is without the language's
// prefix, which is kept; the answer is a permanent redirect (301).
func RedirectTo(path string) error { return redirect{path: path} }

// RedirectTarget gives the path of an error made by [RedirectTo].
func RedirectTarget(err error) (path string, ok bool) {
	var moved redirect
	if !errors.As(err, &moved) {
		return "", false
	}
	return moved.path, true
}

// RedirectNow is [RedirectTo] for where something stands at the moment: the answer is temporary (302) and isn't kept.
func RedirectNow(path string) error { return redirect{path, true} }

type redirect struct {
	path string
	now  bool
}

func (r redirect) Error() string { return "site: moved to " + r.path }

// status gives the HTTP status for an error of a handler.
func status(err error) int {
	switch {
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, ErrGone):
		return http.StatusGone
	}
	return http.StatusInternalServerError
}
