package site

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"qiao/hooks/i18n"
)

func FuzzCanonicalPath(f *testing.F) {
	for _, p := range []string{"/", "", "//evil.example", `/\evil`, "/a/../../b", "/index.html", "/a/index.html/index.html", "/中文/", "/a//b/./", "/%2f"} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p string) {
		got := canonicalPath(p)
		if again := canonicalPath(got); again != got {
			t.Errorf("%q becomes %q, then %q: a redirect that never ends", p, got, again)
		}
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.Contains(got, `\`) {
			t.Errorf("%q becomes %q, which may lead to another host", p, got)
		}
		if path.Clean(got) != got {
			t.Errorf("%q becomes %q, which isn't clean", p, got)
		}
		u, err := url.Parse(escapePath(got))
		if err != nil || u.Host != "" || u.Path != got || u.RawPath != "" {
			t.Errorf("%q becomes %q, which as a URL is %+v (%v)", p, got, u, err)
		}
	})
}

func FuzzCanonicalQuery(f *testing.F) {
	for _, q := range []string{"page=2&tag=go", "page=01", "tag=a+b&tag=c", "utm_source=x", "q=%zz", "q=a%20b;c", "page=9223372036854775808"} {
		f.Add(q)
	}
	declared := []string{"q", "tag", "page"}
	f.Fuzz(func(t *testing.T, raw string) {
		values, _ := url.ParseQuery(raw)
		got := canonicalQuery(values, declared)
		again, err := url.ParseQuery(got)
		if err != nil || canonicalQuery(again, declared) != got {
			t.Errorf("%q becomes %q, which isn't canonical (%v)", raw, got, err)
		}
		for name := range again {
			if name != "q" && name != "tag" && name != "page" {
				t.Errorf("%q keeps %q", raw, name)
			}
		}
	})
}

func FuzzLower(f *testing.F) {
	f.Add("/EN/Ünïcode/桥")
	f.Fuzz(func(t *testing.T, p string) {
		if got := lower(p); lower(got) != got {
			t.Errorf("%q becomes %q, then %q", p, got, lower(got))
		}
	})
}

func TestSplitLang(t *testing.T) {
	for p, want := range map[string]struct {
		lang i18n.Lang
		bare string
	}{
		"/": {i18n.ZH, "/"}, "/en": {i18n.EN, "/"}, "/en/articles": {i18n.EN, "/articles"}, "/english": {i18n.ZH, "/english"},
		"/articles/en": {i18n.ZH, "/articles/en"},
	} {
		if l, bare := splitLang(p); l != want.lang || bare != want.bare {
			t.Errorf("%q: %s %q", p, l, bare)
		}
	}
}
