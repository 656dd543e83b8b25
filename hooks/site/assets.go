package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v5"

	"qiao/hooks/i18n"
	"qiao/hooks/site/cache"
)

// assets are the files of the public folders. A file of the folder beside the binary wins over the built-in one.
//
// The URL of an asset in a page begins with /assets/ and a fingerprint of all style sheets, scripts and images together.
// The fingerprint stands before the path, so that what a script imports and a style sheet refers to by a relative URL
// has it too, and all of it may be kept for ever. One changed file changes every URL; together they are small.
type assets struct {
	builtin  fs.FS
	dir      string
	snapshot atomic.Pointer[snapshot]
}

type snapshot struct {
	files       map[string]*file
	fingerprint string
	state       string // what the folder beside the binary looked like
}

type file struct {
	fsys     fs.FS
	name     string
	size     int64
	modified time.Time
	override bool    // from the folder beside the binary
	parts    []*file // of a bundle, in their order
	made     []byte  // of a file that is in no folder
}

const (
	assetsPrefix = "/assets/"
	// largest is the size up to which a file goes through the page cache; a bigger one is read from its place, and can
	// be asked for in ranges.
	largest = 1 << 20
	forever = "public, max-age=31536000, immutable"
	hour    = "public, max-age=3600"
)

func newAssets(builtin fs.FS, dir string) (*assets, error) {
	a := &assets{builtin: builtin, dir: dir}
	_, err := a.refresh()
	return a, err
}

// refresh looks at the files again and reports whether the folder beside the binary changed.
func (a *assets) refresh() (changed bool, err error) {
	state, err := a.dirState()
	if err != nil {
		return false, err
	}
	old := a.snapshot.Load()
	if old != nil && old.state == state {
		return false, nil
	}
	s := &snapshot{files: map[string]*file{}, state: state}
	if a.builtin != nil {
		if err := s.add(a.builtin, false); err != nil {
			return false, err
		}
	}
	if state != "" {
		root, err := os.OpenRoot(a.dir)
		if err != nil {
			return false, err
		}
		// the garbage collector closes it: answers under way may still read from it
		if err := s.add(root.FS(), true); err != nil {
			return false, err
		}
	}
	if err := s.bundle(); err != nil {
		return false, err
	}
	if err := s.pack(); err != nil {
		return false, err
	}
	if s.fingerprint, err = s.hash(); err != nil {
		return false, err
	}
	a.snapshot.Store(s)
	return old != nil, nil
}

// watch looks every two seconds, and less often where the folder is so large that looking takes time, until stop is
// closed. It calls changed after the files did.
func (a *assets) watch(stop <-chan struct{}, changed func(), failed func(error)) {
	pause := 2 * time.Second
	for {
		select {
		case <-stop:
			return
		case <-time.After(pause):
		}
		start := time.Now()
		ok, err := a.refresh()
		if err != nil {
			failed(err)
		}
		if ok {
			changed()
		}
		pause = max(2*time.Second, 50*time.Since(start))
	}
}

// dirState sums up names, sizes and times in the folder beside the binary; "" when there is none.
func (a *assets) dirState() (string, error) {
	if a.dir == "" {
		return "", nil
	}
	if _, err := os.Stat(a.dir); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	sum := sha256.New()
	err := fs.WalkDir(os.DirFS(a.dir), ".", func(name string, d fs.DirEntry, err error) error {
		var info fs.FileInfo
		if err == nil {
			info, err = d.Info()
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(sum, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("site: %s: %w", a.dir, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// add takes in every regular file, except those with a name that begins with a dot or lies below such a folder, and Go
// source: the built-in folder has the file that embeds it.
func (s *snapshot) add(fsys fs.FS, override bool) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") {
			return nil
		}
		info, err := fs.Stat(fsys, name) // follows links, as far as the file system lets them lead
		if err != nil || !info.Mode().IsRegular() {
			return nil
		}
		s.files["/"+name] = &file{fsys: fsys, name: name, size: info.Size(), modified: info.ModTime(), override: override}
		return nil
	})
}

// bundle makes one file of those that a list names: css/site.list, with a name in the same folder on each line, becomes
// css/site.css. Style sheets are written in parts and loaded in one request. A file that is there by itself wins.
func (s *snapshot) bundle() error {
	for list, f := range s.files {
		base, ok := strings.CutSuffix(list, ".list")
		if !ok {
			continue
		}
		text, err := f.read()
		if err != nil {
			return err
		}
		delete(s.files, list)
		whole := &file{fsys: f.fsys, modified: f.modified, override: f.override}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			part := s.files[path.Join(path.Dir(list), line)]
			if part == nil {
				continue // a part that a tool writes may not be there yet; a test looks for missing ones
			}
			whole.parts = append(whole.parts, part)
			whole.size += part.size
			whole.name = base + path.Ext(line)
		}
		if len(whole.parts) > 0 && s.files[whole.name] == nil {
			s.files[whole.name] = whole
		}
	}
	return nil
}

// hash is the fingerprint of the files that pages refer to.
func (s *snapshot) hash() (string, error) {
	names := make([]string, 0, len(s.files))
	for name, f := range s.files {
		if f.size <= largest {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	sum := sha256.New()
	for _, name := range names {
		body, err := s.files[name].read()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(body))
		sum.Write(body)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12], nil
}

func (f *file) read() ([]byte, error) {
	if f.made != nil {
		return f.made, nil
	}
	if f.parts == nil {
		return fs.ReadFile(f.fsys, f.name)
	}
	var whole []byte
	for _, part := range f.parts {
		body, err := part.read()
		if err != nil {
			return nil, err
		}
		whole = append(append(whole, body...), '\n')
	}
	return whole, nil
}

// url is the address of a file of the public folders with the fingerprint.
func (a *assets) url(name string) string {
	return assetsPrefix + a.snapshot.Load().fingerprint + "/" + strings.TrimPrefix(name, "/")
}

// script is the address of a module of js/ for pages in a language: of its packed form where there is one.
func (a *assets) script(name string, l i18n.Lang) string {
	if rest, ok := strings.CutPrefix(name, "js/"); ok {
		if packed := "js-" + l.Tag() + "/" + rest; a.has("/" + packed) {
			return a.url(packed)
		}
	}
	return a.url(name)
}

// has reports whether there is a file at a path.
func (a *assets) has(path string) bool { return a.snapshot.Load().files[path] != nil }

// find returns the file for a request's path, and how long it may be kept.
func (a *assets) find(p string) (*file, string) {
	s := a.snapshot.Load()
	if rest, ok := strings.CutPrefix(p, assetsPrefix); ok {
		fingerprint, name, _ := strings.Cut(rest, "/")
		if f := s.files["/"+name]; f != nil {
			if fingerprint == s.fingerprint {
				return f, forever
			}
			return f, "no-cache" // from a page older than the files: better today's file than none, but not for long
		}
	}
	if f := s.files[p]; f != nil {
		return f, hour
	}
	if strings.HasSuffix(p, "/") {
		return s.files[p+"index.html"], "" // a page like others
	}
	return nil, ""
}

// files answers with a file of the public folders before any page is looked for: that is how a team replaces the front
// end. A built-in index.html would never get that far, for there is none.
func (f *Frame) files(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r := c.Request()
		if r.URL.RawPath != "" {
			return ErrNotFound // an escaped slash: everything else was redirected to its canonical form
		}
		file, cacheControl := f.assets.find(r.URL.Path)
		if file == nil {
			return next(c)
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return echo.ErrMethodNotAllowed
		}
		if file.size > largest && file.parts == nil {
			return serveLarge(c, file, cacheControl)
		}
		if r.URL.RawQuery != "" {
			moved(c.Response(), escapePath(r.URL.Path))
			return nil
		}
		body, err := file.read()
		if err != nil {
			return err
		}
		d := &cache.Document{
			ContentType: typeOf(file.name, body), Body: body, Header: fileHeaders, CacheControl: cacheControl,
			TTL: 24 * time.Hour, // a change of the folder drops everything
		}
		if strings.HasPrefix(d.ContentType, "text/html") && !file.override {
			d.Header = pageHeaders
		}
		return answer(c, d)
	}
}

func serveLarge(c *echo.Context, f *file, cacheControl string) error {
	content, err := f.fsys.Open(f.name)
	if err != nil {
		return err
	}
	defer content.Close()
	seeker, ok := content.(io.ReadSeeker)
	if !ok {
		body, err := io.ReadAll(content)
		if err != nil {
			return err
		}
		seeker = bytes.NewReader(body)
	}
	h := c.Response().Header()
	for name, value := range fileHeaders {
		h[name] = value
	}
	h.Set("Content-Type", typeOf(f.name, nil))
	if cacheControl != "" {
		h.Set("Cache-Control", cacheControl)
	}
	http.ServeContent(c.Response(), c.Request(), f.name, f.modified, seeker)
	return nil
}

// types are those that the system's table may lack or have otherwise; the answer must not depend on the machine.
var types = map[string]string{
	".html": htmlType, ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png",
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif",
	".ico": "image/x-icon", ".txt": "text/plain; charset=utf-8", ".xml": "application/xml; charset=utf-8",
	".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".wasm": "application/wasm",
	".pdf": "application/pdf", ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".zip": "application/zip",
	".map": "application/json", ".md": "text/markdown; charset=utf-8",
}

func typeOf(name string, body []byte) string {
	ext := strings.ToLower(path.Ext(name))
	if t := types[ext]; t != "" {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	if body != nil && ext == "" {
		return http.DetectContentType(body)
	}
	return "application/octet-stream"
}
