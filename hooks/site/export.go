package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"runtime"
	"sort"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"qiao/hooks/i18n"
)

// ExportOptions say how [Frame.Export] writes.
type ExportOptions struct {
	// BaseURL is where the files will be served; the site's own address when empty.
	BaseURL string
	// Progress hears of every document that is done, one call at a time. Known grows as links are found.
	Progress func(done, known int, url string)
}

// ExportReport says what was written.
type ExportReport struct {
	Pages     int // HTML
	Documents int // feeds, sitemaps and the like
	Assets    int // files of pb_public
	Uploads   int // files of records
	Bytes     int64
	Failed    []ExportFailure
}

// ExportFailure is something that pages link to and that isn't in the export.
type ExportFailure struct {
	URL    string
	From   string // the page with the link
	Reason string
}

// manifestName lists what an export wrote, so that the next one into the same folder can remove what is gone.
const manifestName = ".qiao-export"

// Export writes the whole site as plain files that any static host can serve: pages as path/index.html, documents and
// assets under their names, uploaded files under /api/files/, and the page for 404 as 404.html. It begins with the home
// pages, every route without parameters and the sitemaps, and follows the links it finds.
//
// A static host knows no query: the second page of a list, /articles?page=2, becomes /articles/-/page-2, and the links
// to it are changed. The folder must be empty, absent, or the result of an earlier export.
func (f *Frame) Export(ctx context.Context, dir string, options ExportOptions) (*ExportReport, error) {
	if err := f.build(); err != nil {
		return nil, err
	}
	if options.BaseURL == "" {
		options.BaseURL = f.baseURL(ctx)
	}
	options.BaseURL = strings.TrimRight(options.BaseURL, "/")
	root, old, err := openExport(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	e := &exporter{
		frame: f, options: options, root: root, seen: map[string]bool{}, uploads: map[string]string{}, written: map[string]bool{},
	}
	if err := e.run(context.WithValue(ctx, baseURLKey{}, options.BaseURL)); err != nil {
		return nil, err
	}
	return &e.report, e.finish(old)
}

// openExport prepares the folder and returns what an earlier export wrote there.
func openExport(dir string) (*os.Root, []string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	manifest, err := root.ReadFile(manifestName)
	if err == nil {
		return root, strings.Fields(string(manifest)), nil
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		err = i18n.NewError("site.export.not_empty", "dir", dir)
	}
	if err != nil {
		root.Close()
		return nil, nil, err
	}
	return root, nil, nil
}

type exporter struct {
	frame   *Frame
	options ExportOptions
	root    *os.Root

	mu      sync.Mutex
	report  ExportReport
	seen    map[string]bool   // URLs taken up
	next    []job             // URLs found
	uploads map[string]string // /api/files/ paths, with the page they are on
	written map[string]bool
	done    int
}

type job struct{ url, from string }

func (e *exporter) run(ctx context.Context) error {
	for _, l := range i18n.All {
		e.enqueue(l.Path("/"), "")
		for _, r := range e.frame.routes {
			if !strings.ContainsAny(r.path, ":*") && (l == i18n.ZH || r.localized) {
				e.enqueue(l.Path(r.path), "")
			}
		}
	}
	// level by level: what one level's pages link to is the next
	for len(e.next) > 0 {
		level := e.next
		e.next = nil
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(runtime.GOMAXPROCS(0))
		for _, j := range level {
			group.Go(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				return e.fetch(ctx, j)
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	if err := e.notFoundPage(ctx); err != nil {
		return err
	}
	if err := e.assets(ctx); err != nil {
		return err
	}
	return e.copyUploads(ctx)
}

// enqueue takes up a URL of this site, once.
func (e *exporter) enqueue(target, from string) {
	if !e.seen[target] {
		e.seen[target] = true
		e.next = append(e.next, job{target, from})
	}
}

// fetch renders one URL and writes it.
func (e *exporter) fetch(ctx context.Context, j job) error {
	u, err := url.Parse(j.url)
	if err != nil {
		return e.failed(j, err.Error())
	}
	w := e.get(ctx, u)
	contentType := w.Header().Get("Content-Type")
	body := w.Body.Bytes()
	switch {
	case w.Code == http.StatusMovedPermanently, w.Code == http.StatusFound: // where something stands now is where it stands in the export
		target := w.Header().Get("Location")
		e.mu.Lock()
		if _, ok := e.local(target); ok {
			e.enqueue(target, j.url)
		}
		e.mu.Unlock()
		body = redirectFile(e.staticURL(target))
		contentType = htmlType
	case w.Code != http.StatusOK:
		return e.failed(j, http.StatusText(w.Code))
	case strings.HasPrefix(contentType, "text/html"):
		body, err = e.rewrite(body, j.url)
		if err != nil {
			return e.failed(j, err.Error())
		}
	case strings.Contains(contentType, "xml") && bytes.Contains(body, []byte("sitemaps.org")):
		e.follow(sitemapLinks(body), j.url)
	}
	name := e.fileName(u, strings.HasPrefix(contentType, "text/html"))
	if err := e.write(name, body); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if strings.HasPrefix(contentType, "text/html") {
		e.report.Pages++
	} else {
		e.report.Documents++
	}
	e.progress(j.url)
	return nil
}

func (e *exporter) get(ctx context.Context, u *url.URL) *httptest.ResponseRecorder {
	r := &http.Request{
		Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		RequestURI: u.RequestURI(), Body: http.NoBody,
	}
	w := httptest.NewRecorder()
	e.frame.echo.ServeHTTP(w, r.WithContext(ctx))
	return w
}

// progress counts one finished document. The caller holds e.mu.
func (e *exporter) progress(url string) {
	e.done++
	if e.options.Progress != nil {
		e.options.Progress(e.done, max(e.done, len(e.seen)+len(e.uploads)), url)
	}
}

func (e *exporter) failed(j job, reason string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.report.Failed = append(e.report.Failed, ExportFailure{j.url, j.from, reason})
	e.progress(j.url)
	return nil
}

// follow takes up the links of a page.
func (e *exporter) follow(links []string, from string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, link := range links {
		u, ok := e.local(link)
		if !ok {
			continue
		}
		if strings.HasPrefix(u.Path, "/api/files/") {
			if _, known := e.uploads[u.Path]; !known {
				e.uploads[u.Path] = from
			}
			continue
		}
		if isPrivate(u.Path) || e.frame.isFile(u.Path) {
			continue
		}
		target := u.EscapedPath()
		if u.RawQuery != "" && !e.isDynamic(u.Path) {
			target += "?" + u.RawQuery
		}
		e.enqueue(target, from)
	}
}

// isFile tells the paths that assets writes.
func (f *Frame) isFile(p string) bool {
	file, _ := f.assets.find(p)
	return file != nil && !strings.HasSuffix(p, "/")
}

func (e *exporter) isDynamic(path string) bool {
	r := e.frame.match(path)
	return r != nil && r.dynamic
}

// local returns the address within this site that a link leads to.
func (e *exporter) local(link string) (*url.URL, bool) {
	link, _, _ = strings.Cut(link, "#")
	if rest, ok := strings.CutPrefix(link, e.options.BaseURL); ok && (rest == "" || rest[0] == '/' || rest[0] == '?') {
		link = rest
		if link == "" {
			link = "/"
		}
	}
	if !strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//") {
		return nil, false
	}
	u, err := url.Parse(link)
	if err != nil {
		return nil, false
	}
	return u, true
}

// staticURL is the link as a static host can serve it: the same unless it has a query that makes a page of its own.
func (e *exporter) staticURL(link string) string {
	u, ok := e.local(link)
	if !ok || u.RawQuery == "" || isPrivate(u.Path) || e.isDynamic(u.Path) {
		return link
	}
	prefix := ""
	if strings.HasPrefix(link, e.options.BaseURL) && e.options.BaseURL != "" {
		prefix = e.options.BaseURL
	}
	fragment := ""
	if i := strings.IndexByte(link, '#'); i >= 0 {
		fragment = link[i:]
	}
	return prefix + escapePath(queryPath(u)) + fragment
}

// queryPath turns a query into path segments: /articles?page=2 into /articles/-/page-2. The segment "-" keeps them apart
// from paths that pages have.
func queryPath(u *url.URL) string {
	if u.RawQuery == "" {
		return u.Path
	}
	q := u.Query()
	names := make([]string, 0, len(q))
	for name := range q {
		names = append(names, name)
	}
	sort.Strings(names)
	p := strings.TrimSuffix(u.Path, "/") + "/-"
	for _, name := range names {
		p += "/" + fileSafe(name) + "-" + fileSafe(q.Get(name))
	}
	return p
}

// fileSafe keeps a short value of letters, digits and hyphens, and replaces any other by its hash.
func fileSafe(s string) string {
	ok := s != "" && len(s) <= 80
	for _, r := range s {
		if r < 0x80 && !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_') || r == '\uFFFD' {
			ok = false
		}
	}
	if ok {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return "x" + hex.EncodeToString(sum[:6])
}

// fileName is where a URL is written, relative to the export's folder.
func (e *exporter) fileName(u *url.URL, isPage bool) string {
	p := strings.Trim(queryPath(u), "/")
	if isPage {
		p = path.Join(p, "index.html")
	}
	return p
}

// write puts a file into the folder; os.Root keeps it from leading out.
func (e *exporter) write(name string, body []byte) error {
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00\n") {
		return fmt.Errorf("site: export: %q is no safe file name", name)
	}
	if dir := path.Dir(name); dir != "." {
		if err := e.root.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	if err := e.root.WriteFile(name, body, 0o644); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.written[name] = true
	e.report.Bytes += int64(len(body))
	return nil
}

func (e *exporter) notFoundPage(ctx context.Context) error {
	for _, l := range i18n.All {
		r := (&http.Request{URL: &url.URL{Path: l.Path("/404")}}).WithContext(ctx)
		body, err := e.rewrite(e.frame.errorDocument(r, http.StatusNotFound).Body, "")
		if err != nil {
			return err
		}
		if err := e.write(strings.TrimPrefix(l.Path("/404.html"), "/"), body); err != nil {
			return err
		}
	}
	return nil
}

// finish removes what an earlier export wrote and this one didn't, and lists what is there now. A name with white space
// isn't listed and so never removed: the site makes none.
func (e *exporter) finish(old []string) error {
	for _, name := range old {
		if !e.written[name] && fs.ValidPath(name) {
			if err := e.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	var names []string
	for name := range e.written {
		if !strings.ContainsAny(name, " \t\r\n") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return e.root.WriteFile(manifestName, []byte(strings.Join(names, "\n")+"\n"), 0o644)
}
