package site

import (
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"qiao/hooks/i18n"
)

// isPrivate tells the paths that belong to PocketBase: the API and the dashboard.
func isPrivate(p string) bool {
	return strings.HasPrefix(p, "/api/") || strings.HasPrefix(p, "/_/") || p == "/api" || p == "/_"
}

// canonicalPath returns the one path that stands for p: cleaned, without a trailing slash, without index.html. It never
// begins with two slashes, so a redirect to it stays on this host. Case is left alone: a file's name may have capitals.
func canonicalPath(p string) string {
	if p == "" || p[0] != '/' {
		p = "/" + p
	}
	p = path.Clean(strings.ReplaceAll(p, `\`, "/"))
	for strings.HasSuffix(p, "/index.html") {
		p = path.Clean("/" + strings.TrimSuffix(p, "/index.html"))
	}
	return p
}

// escapePath is a path as it appears in a URL.
func escapePath(p string) string {
	return (&url.URL{Path: p}).EscapedPath()
}

// redirectPath sends a request for a path that isn't canonical to the one that is, and reports whether it did.
func (f *Frame) redirectPath(w http.ResponseWriter, r *http.Request) bool {
	canonical := canonicalPath(r.URL.Path)
	if f.assets.has(strings.TrimSuffix(canonical, "/") + "/index.html") {
		canonical = strings.TrimSuffix(canonical, "/") + "/" // a folder of a static site: its relative links need the slash
	}
	if canonical == r.URL.Path && r.URL.RawPath == "" {
		return false
	}
	if r.URL.RawPath != "" && strings.Contains(strings.ToLower(r.URL.RawPath), "%2f") {
		return false // an escaped slash is no separator; no page has one, and to unescape it would change the meaning
	}
	if isPrivate(canonical) || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	moved(w, withQuery(escapePath(canonical), r.URL.RawQuery))
	return true
}

// moved answers 301. Caches may keep it for an hour, not for ever: a slug can be given back.
func moved(w http.ResponseWriter, location string) {
	h := w.Header()
	h["Location"] = []string{location}
	h["Cache-Control"] = []string{"public, max-age=3600"}
	h["Content-Length"] = []string{"0"}
	w.WriteHeader(http.StatusMovedPermanently)
}

func withQuery(p, query string) string {
	if query == "" {
		return p
	}
	return p + "?" + query
}

// canonicalQuery encodes the declared parameters in their order, and drops all others, empty values and a page number
// that isn't above one.
func canonicalQuery(q url.Values, declared []string) string {
	var b strings.Builder
	for _, name := range declared {
		value := q.Get(name)
		if name == "page" {
			value = canonicalPage(value)
		}
		if value == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(value))
	}
	return b.String()
}

func canonicalPage(s string) string {
	n, err := strconv.Atoi(s)
	if err != nil || n < 2 {
		return ""
	}
	return strconv.Itoa(n)
}

// splitLang takes the language's prefix off a path.
func splitLang(p string) (i18n.Lang, string) {
	prefix := i18n.EN.Prefix()
	if p == prefix {
		return i18n.EN, "/"
	}
	if rest, ok := strings.CutPrefix(p, prefix+"/"); ok {
		return i18n.EN, "/" + rest
	}
	return i18n.ZH, p
}

// lower turns ASCII capitals into small letters and leaves other scripts alone.
func lower(p string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, p)
}
