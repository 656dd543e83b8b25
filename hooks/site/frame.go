// Package site is the frame of the public web site: it routes pages and documents in both languages, renders them into
// the layout, keeps them in memory behind an HTTP cache, serves the files of pb_public, and answers errors as pages.
//
// Features register what they show:
//
//	frame.Views(views)                                   // their embedded views/*.html
//	frame.GET("/articles/:slug", p.article)              // a page, also under /en
//	frame.GET("/articles", p.list, site.Params("page", "tag"))
//	frame.Document("/feed.xml", p.rss)                   // anything that isn't a page
//
// A page is a public document: it depends on the database and the URL alone and is the same for every visitor. Handlers
// say with [Request.Reads] which records and collections they read; a change of one of them drops the page from the
// cache before the write is answered.
package site

import (
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/labstack/echo/v5"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/site/cache"
)

// Config says how a frame works. Its zero value is ready for production.
type Config struct {
	// PublicDir is a folder whose files win over the built-in ones and over pages with their path; it may be absent.
	PublicDir string
	// CacheBytes bounds the memory of the page cache; 64 MB when zero.
	CacheBytes int64
	// BaseURL is the address that absolute URLs begin with, without a slash at its end. Unset, it is the application
	// URL in PocketBase's settings.
	BaseURL func() string
	// Dev turns the page cache off.
	Dev bool
}

const defaultCacheBytes = 64 << 20

// Handler answers a request for a page. The errors it may return are [ErrNotFound], [ErrGone] and [RedirectTo]; any
// other one is logged and answered with the page for 500.
type Handler func(r *Request) (*Page, error)

// DocHandler answers a request for a document. Its errors are the same as a [Handler]'s.
type DocHandler func(r *Request) (*Document, error)

// Frame is the public site. Build one with [New], register everything with its methods, then serve the application.
type Frame struct {
	app    core.App
	config Config
	public fs.FS

	routes []*route
	lists  map[string][]string // what guest lists read, by their path
	paths  map[string]*route   // by their path in echo
	views  []fs.FS
	info   InfoFunc

	sections map[string][]section // by their place

	once     sync.Once
	buildErr error
	echo     *echo.Echo
	cache    *cache.Cache
	assets   *assets
	pages    [len(i18n.All)]atomic.Pointer[template.Template]
	infoMu   sync.Mutex
	infos    [len(i18n.All)]atomic.Pointer[SiteInfo]
}

// New makes the frame for an application and binds it to the application's start. The files of pub are served under
// their paths; nil means none.
func New(app core.App, pub fs.FS, config Config) *Frame {
	if config.CacheBytes == 0 {
		config.CacheBytes = defaultCacheBytes
	}
	f := &Frame{app: app, config: config, public: pub, lists: map[string][]string{}, sections: map[string][]section{}}
	f.cache = cache.New(config.CacheBytes)
	f.bind()
	bus.Of(app).Subscribe("site.cache", func(e bus.Event) {
		if e.Collection == siteCollection || e.Collection == policyCollection {
			f.forgetInfo()
			f.cache.Invalidate(siteCollection)
		}
		f.cache.Invalidate(e.Collection, e.Collection+"/"+e.ID)
	})
	return f
}

// siteCollection holds the record with the site's names and navigation, which every page shows.
const siteCollection = "site"

// policyCollection holds the record with the agreements, which the footer names.
const policyCollection = "policy"

// Views adds a feature's templates: every *.html file in the views folder of fsys. A file defines its templates by name,
// {{define "feature/name"}}, and has nothing outside of them. They can use the frame's partials ("site/pager",
// "site/rows" ...) and functions (see funcs.go). All are parsed and checked when the site starts.
func (f *Frame) Views(fsys fs.FS) {
	f.views = append(f.views, fsys)
}

// SiteInfo sets where the names, the navigation and the footer of every page come from.
func (f *Frame) SiteInfo(info InfoFunc) { f.info = info }

// GET adds a page at a path in echo's syntax ("/articles/:slug"), in Chinese at the path itself and in English under /en.
func (f *Frame) GET(path string, h Handler, options ...Option) {
	f.add(&route{path: path, page: h, localized: true}, options)
}

// Document adds a document of any type at a path, once; with [Localized] also under /en. The last parameter of the path may
// have an ending, as in "/articles/:slug.txt": beside a page at "/articles/:slug", it gets the addresses that end so.
func (f *Frame) Document(path string, h DocHandler, options ...Option) {
	f.add(&route{path: path, doc: h}, options)
}

// Invalidate drops every page that reads one of the tags. Only who changes rows without saving records needs it:
// saving and deleting a record does the same.
func (f *Frame) Invalidate(tags ...string) { f.cache.Invalidate(tags...) }

// Cache returns the page cache, for its figures and for [cache.Cache.Purge].
func (f *Frame) Cache() *cache.Cache { return f.cache }

// App is the application that the frame was made for.
func (f *Frame) App() core.App { return f.app }

// Option changes how a route works.
type Option func(*route)

// Params names the query parameters that a page depends on, in their canonical order. Any other parameter is redirected
// away, and so are empty ones, repeated ones and a "page" that isn't a number above one.
func Params(names ...string) Option {
	return func(r *route) { r.params = append(r.params, names...) }
}

// Localized serves a document also under /en.
func Localized() Option {
	return func(r *route) { r.localized = true }
}

// Dynamic leaves the variants of a page by query out of an export: a search page has no end of them.
func Dynamic() Option {
	return func(r *route) { r.dynamic = true }
}

type route struct {
	path      string
	page      Handler
	doc       DocHandler
	params    []string
	places    []string
	localized bool
	dynamic   bool
	ending    string // what addresses of it end with, after the last parameter
}

// endings finds the ending after a last parameter.
var endings = regexp.MustCompile(`^(.*/:[a-z]+)(\.[a-z0-9]+)$`)

func (f *Frame) add(r *route, options []Option) {
	if !strings.HasPrefix(r.path, "/") {
		panic(fmt.Sprintf("site: the path %q doesn't begin with a slash", r.path))
	}
	if m := endings.FindStringSubmatch(r.path); m != nil {
		r.path, r.ending = m[1], m[2]
	}
	for _, o := range options {
		o(r)
	}
	f.routes = append(f.routes, r)
}

type baseURLKey struct{}

// baseURL is what absolute URLs begin with: an export may be for another address than the site's own.
func (f *Frame) baseURL(ctx context.Context) string {
	if base, ok := ctx.Value(baseURLKey{}).(string); ok {
		return base
	}
	if f.config.BaseURL != nil {
		return strings.TrimRight(f.config.BaseURL(), "/")
	}
	return strings.TrimRight(f.app.Settings().Meta.AppURL, "/")
}
