package site

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"qiao/hooks/i18n"
	"qiao/hooks/site/cache"
)

// renderTimeout bounds the making of one page.
const renderTimeout = 20 * time.Second

// bind hooks the frame into the application's life.
func (f *Frame) bind() {
	f.forgetLists()
	f.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "site.serve", Func: f.serve})
	f.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "site.listen", Priority: 999, Func: listen}) // after who brings a listener
	f.app.OnSettingsReload().Bind(&hook.Handler[*core.SettingsReloadEvent]{
		Id: "site.settings",
		Func: func(e *core.SettingsReloadEvent) error {
			err := e.Next()
			f.cache.Purge() // the application's URL is part of every page
			return err
		},
	})
}

// serve mounts the site at PocketBase's catch-all, and the cache in front of everything.
func (f *Frame) serve(e *core.ServeEvent) error {
	if err := f.build(); err != nil {
		return err
	}
	e.Router.Bind(&hook.Handler[*core.RequestEvent]{
		Id: "site.errors",
		// around the rate and body limits, inside the activity log, which then sees what happened
		Priority: apis.DefaultActivityLoggerMiddlewarePriority + 5,
		Func:     f.errorsAsPages,
	})
	e.Router.Bind(i18n.Middleware())
	// "/" and not "/{path...}": PocketBase adds its own 404 at "/" unless there is one already
	e.Router.Any("/", func(e *core.RequestEvent) error {
		if isPrivate(e.Request.URL.Path) {
			return router.NewNotFoundError("", nil)
		}
		f.echo.ServeHTTP(e.Response, e.Request)
		return nil
	}).Bind(apis.SkipSuccessActivityLog())
	if err := e.Next(); err != nil {
		return err
	}
	e.Server.Handler = f.cache.Wrap(f.withLists(e.Server.Handler), f.policy())
	stop := make(chan struct{})
	end := sync.OnceFunc(func() { close(stop) })
	go f.assets.watch(stop, f.publicChanged, func(err error) {
		f.app.Logger().Error("the public folder can't be read", slog.String("error", err.Error()))
	})
	f.app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{
		Id: "site.watch",
		Func: func(e *core.TerminateEvent) error {
			end()
			return e.Next()
		},
	})
	return nil
}

// publicChanged makes all pages anew, with the new addresses of the public files.
func (f *Frame) publicChanged() {
	if err := f.parse(); err != nil { // the same templates as at the start
		f.app.Logger().Error("the templates can't be read", slog.String("error", err.Error()))
	}
	f.cache.Purge()
}

// listen opens the server's port, as PocketBase would, for answers that leave in one piece.
func listen(e *core.ServeEvent) error {
	if e.Listener == nil && e.Server.Addr != "" {
		l, err := net.Listen("tcp", e.Server.Addr)
		if err != nil {
			return err
		}
		e.Listener = l
	}
	if e.Listener != nil {
		e.Listener = cache.Listen(e.Listener, e.Server)
	}
	return e.Next()
}

func (f *Frame) policy() cache.Policy {
	return cache.Policy{Bypass: f.bypass, Redirect: f.redirectPath, Off: f.config.Dev}
}

// Handler is the site without PocketBase's API and dashboard: for an export, and for tests.
func (f *Frame) Handler() (http.Handler, error) {
	if err := f.build(); err != nil {
		return nil, err
	}
	return f.cache.Wrap(f.echo, f.policy()), nil
}

// build parses and checks everything once. Its error is a mistake in the program or in the public files.
func (f *Frame) build() error {
	f.once.Do(func() {
		if f.assets, f.buildErr = newAssets(f.public, f.config.PublicDir); f.buildErr != nil {
			return
		}
		if f.buildErr = f.parse(); f.buildErr != nil {
			return
		}
		f.settleParams()
		f.mount()
	})
	return f.buildErr
}

func (f *Frame) mount() {
	f.paths = map[string]*route{}
	f.echo = echo.NewWithConfig(echo.Config{
		Logger: f.app.Logger(),
		Router: echo.NewRouter(echo.RouterConfig{
			UseEscapedPathForMatching: true, // that is the decoded path: the cache in front let no other through
			AllowOverwritingRoute:     false,
		}),
		HTTPErrorHandler: f.fail,
	})
	beside := map[string][]*route{} // documents that an ending tells from the route at the same path
	plain := map[string]bool{}
	for _, r := range f.routes {
		if r.ending != "" {
			beside[r.path] = append(beside[r.path], r)
		} else {
			plain[r.path] = true
		}
	}
	for _, r := range f.routes {
		if r.ending != "" {
			if !plain[r.path] {
				plain[r.path] = true
				f.paths[r.path] = r
				handler := f.recovered(f.byEnding(beside[r.path], func(*echo.Context) error { return echo.ErrNotFound }))
				f.echo.GET(r.path, handler)
				f.echo.HEAD(r.path, handler)
			}
			continue
		}
		for _, l := range i18n.All {
			if l != i18n.ZH && !r.localized {
				continue
			}
			handler := f.recovered(f.handle(r, l))
			if l == i18n.ZH && len(beside[r.path]) > 0 {
				handler = f.recovered(f.byEnding(beside[r.path], handler))
			}
			f.paths[l.Path(r.path)] = r
			f.echo.GET(l.Path(r.path), handler)
			f.echo.HEAD(l.Path(r.path), handler)
		}
	}
	f.echo.Pre(f.files)
}

// byEnding answers with the first document whose addresses end as this one does, and otherwise as the page beside it.
func (f *Frame) byEnding(documents []*route, page echo.HandlerFunc) echo.HandlerFunc {
	handlers := make([]echo.HandlerFunc, len(documents))
	for i, r := range documents {
		handlers[i] = f.handle(r, i18n.ZH)
	}
	return func(c *echo.Context) error {
		for i, r := range documents {
			if p := c.Request().URL.Path; strings.HasSuffix(lower(p), r.ending) && !strings.HasSuffix(p, "/"+r.ending) {
				return handlers[i](c)
			}
		}
		return page(c)
	}
}

// recovered turns a panic into an error, so that it is logged and answered with a page.
func (f *Frame) recovered(h echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		return h(c)
	}
}

// handle is what echo calls for a route in a language.
func (f *Frame) handle(route *route, l i18n.Lang) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r := c.Request()
		path := r.URL.Path
		query, err := url.ParseQuery(r.URL.RawQuery)
		canonical := canonicalQuery(query, route.params)
		if small := lower(path); small != path || canonical != r.URL.RawQuery || err != nil {
			moved(c.Response(), withQuery(escapePath(small), canonical))
			return nil
		}
		_, bare := splitLang(path)
		if !route.localized {
			bare = path
		}
		ctx, cancel := context.WithTimeout(r.Context(), renderTimeout)
		defer cancel()
		request := &Request{
			Lang: l, ctx: ctx, frame: f, route: route, path: bare, param: route.param(c), query: query,
			reads: map[string]struct{}{}, noLang: !route.localized, base: f.baseURL(ctx),
		}
		if route.doc != nil {
			return f.answerDocument(c, request)
		}
		return f.answerPage(c, request)
	}
}

// param gives the parameters of a path, the last one without the ending that the route has.
func (r *route) param(c *echo.Context) func(string) string {
	if r.ending == "" {
		return c.Param
	}
	return func(name string) string {
		value := c.Param(name)
		if strings.HasSuffix(r.path, "/:"+name) {
			return strings.TrimSuffix(value, r.ending)
		}
		return value
	}
}

func (f *Frame) answerPage(c *echo.Context, r *Request) error {
	page, err := r.route.page(r)
	if err != nil {
		return f.answerError(c, r, err)
	}
	body, err := f.render(r, page)
	if err != nil {
		return err
	}
	d := &cache.Document{
		Status: page.Status, ContentType: htmlType, Body: body, Header: pageHeaders, Tags: r.tags(),
		TTL: page.MaxAge, NoStore: page.NoStore || page.Status >= 400,
	}
	return answer(c, d)
}

func (f *Frame) answerDocument(c *echo.Context, r *Request) error {
	doc, err := r.route.doc(r)
	if err != nil {
		return f.answerError(c, r, err)
	}
	d := &cache.Document{
		ContentType: doc.ContentType, Body: doc.Body, Header: documentHeaders, Tags: r.tags(), Modified: doc.Modified,
		TTL: doc.MaxAge, NoStore: doc.NoStore,
	}
	if doc.NoIndex {
		d.Header = hiddenDocumentHeaders
	}
	return answer(c, d)
}

func (f *Frame) answerError(c *echo.Context, r *Request, err error) error {
	var to redirect
	if errors.As(err, &to) {
		target := to.path
		if !r.noLang && len(target) > 0 && target[0] == '/' {
			target = r.Lang.Path(target)
		}
		if to.now {
			h := c.Response().Header()
			h["Location"], h["Cache-Control"], h["Content-Length"] = []string{target}, []string{"no-store"}, []string{"0"}
			c.Response().WriteHeader(http.StatusFound)
			return nil
		}
		moved(c.Response(), target)
		return nil
	}
	return err
}

func answer(c *echo.Context, d *cache.Document) error {
	if !cache.Answer(c.Request(), d) {
		cache.Write(c.Response(), c.Request(), d)
	}
	return nil
}

// tags lists what was read. Every page shows the site's names.
func (r *Request) tags() []string {
	r.reads[siteCollection] = struct{}{}
	tags := make([]string, 0, len(r.reads))
	for tag := range r.reads {
		tags = append(tags, tag)
	}
	sort.Strings(tags)
	return tags
}

// fail is echo's error handler: whatever a route returns ends here.
func (f *Frame) fail(c *echo.Context, err error) {
	r := c.Request()
	code := status(err)
	var known echo.HTTPStatusCoder
	if errors.As(err, &known) {
		code = known.StatusCode()
	}
	if code == http.StatusNotFound && f.redirectCase(c) {
		return
	}
	if code >= 500 {
		f.app.Logger().Error("a page failed", slog.String("url", r.URL.String()), slog.String("error", err.Error()))
	}
	f.writeError(c.Response(), r, code)
}

// redirectCase sends a path with capitals that no route has to the one with small letters, if that is one of ours.
func (f *Frame) redirectCase(c *echo.Context) bool {
	r := c.Request()
	small := lower(r.URL.Path)
	if small == r.URL.Path || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if f.match(small) == nil {
		return false
	}
	moved(c.Response(), withQuery(escapePath(small), r.URL.RawQuery))
	return true
}

// match returns the route that would answer for a path, nil when there is none.
func (f *Frame) match(path string) *route {
	probe := f.echo.NewContext(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}}, nil)
	f.echo.Router().Route(probe)
	return f.paths[probe.RouteInfo().Path]
}

// errorsAsPages answers what PocketBase refuses on a page's path (too many requests, too large a body) with a page.
func (f *Frame) errorsAsPages(e *core.RequestEvent) error {
	err := e.Next()
	if err == nil || e.Written() || isPrivate(e.Request.URL.Path) {
		return err
	}
	// past the cache: what is refused to one visitor says nothing about the URL
	cache.Write(e.Response, e.Request, f.errorDocument(e.Request, router.ToApiError(err).Status))
	return err // for the activity log; the answer is written
}

// writeError answers with an error's page.
func (f *Frame) writeError(w http.ResponseWriter, r *http.Request, code int) {
	if code == http.StatusMethodNotAllowed {
		w.Header()["Allow"] = []string{"GET, HEAD"}
	}
	d := f.errorDocument(r, code)
	if !cache.Answer(r, d) {
		cache.Write(w, r, d)
	}
}

// errorDocument is an error's page, in the language of the path.
func (f *Frame) errorDocument(r *http.Request, code int) *cache.Document {
	l, bare := splitLang(r.URL.Path)
	request := &Request{
		Lang: l, ctx: r.Context(), frame: f, route: &route{}, path: bare, param: func(string) string { return "" },
		query: url.Values{}, reads: map[string]struct{}{}, base: f.baseURL(r.Context()),
	}
	d := &cache.Document{Status: code, ContentType: htmlType, Header: pageHeaders, NoStore: true, CacheControl: "no-store"}
	var err error
	if d.Body, err = f.render(request, errorPage(request, code)); err != nil {
		// the layout itself is broken; its checks at the start make that a rare thing
		f.app.Logger().Error("the error page failed", slog.String("error", err.Error()))
		d.ContentType, d.Body = "text/plain; charset=utf-8", []byte(http.StatusText(code))
	}
	return d
}
