package i18n

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// source is what all code and templates say, as far as the catalogues are concerned.
type source struct {
	wanted   map[string]string // keys that are asked for, with the file that does
	literals map[string]bool   // every string with a dot, which may be a key or the beginning of one
}

var (
	asked   = regexp.MustCompile(`(?:\bi18n\.T\([^"()]+,|\.T\(|\bi18n\.NewError\(|\bNewError\(|[{(]\s*-?\s*t)\s*"([a-z0-9_]+(?:\.[A-Za-z0-9_]+)+)"\s*[,)} \n]`)
	literal = regexp.MustCompile("[\"'`]([a-z0-9_]+\\.[A-Za-z0-9_.-]*)[\"'`]")
)

func readSource(t *testing.T) source {
	t.Helper()
	s := source{map[string]string{}, map[string]bool{}}
	for _, root := range []string{"../../hooks", "../../pb_public/js"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			switch filepath.Ext(name) {
			case ".go", ".html", ".js":
			default:
				return nil
			}
			if strings.HasSuffix(name, "_test.go") {
				return nil
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
				s.wanted[m[1]] = name
			}
			for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
				s.literals[m[1]] = true
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return s
}

// uses reports whether a key, or a beginning of it that code completes ("site.error.404" + ".title"), is a literal.
// A room's name alone is no such beginning.
func (s source) uses(key string) bool {
	if s.literals[key] {
		return true
	}
	for i := strings.LastIndexByte(key, '.'); i > 0; i = strings.LastIndexByte(key[:i], '.') {
		if s.literals[key[:i+1]] || strings.Contains(key[:i], ".") && s.literals[key[:i]] {
			return true
		}
	}
	return false
}

func TestEveryMessageIsInBothLanguages(t *testing.T) {
	for _, l := range All {
		for _, key := range slices.Sorted(maps.Keys(messages.messages[l])) {
			if messages.messages[l.Other()][key] == nil {
				t.Errorf("%q is in %s alone", key, l)
			}
		}
	}
}

func TestEveryMessageAskedForExists(t *testing.T) {
	for key, file := range readSource(t).wanted {
		if !Has(key) {
			t.Errorf("%s asks for %q, which no catalogue has", file, key)
		}
	}
}

func TestEveryMessageIsUsed(t *testing.T) {
	s := readSource(t)
	for _, key := range slices.Sorted(maps.Keys(messages.messages[ZH])) {
		if !s.uses(key) {
			t.Errorf("nothing uses %q", key)
		}
	}
}

var placeholder = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

func placeholders(texts ...string) []string {
	found := map[string]bool{}
	for _, text := range texts {
		for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
			found[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func TestFormsOfMessages(t *testing.T) {
	for key, zh := range messages.messages[ZH] {
		en := messages.messages[EN][key]
		if en == nil {
			continue // another test says so
		}
		if zh.Other == "" || en.Other == "" {
			t.Errorf("%q has no text", key)
		}
		if zh.One != "" {
			t.Errorf("%q: Chinese has no singular", key)
		}
		if strings.Contains(en.Other, "{{.count}}") && en.One == "" {
			t.Errorf("%q counts, and English needs the singular for that", key)
		}
		a, b := placeholders(zh.Other), placeholders(en.One, en.Other)
		if !slices.Equal(a, b) {
			t.Errorf("%q: placeholders %v in Chinese, %v in English", key, a, b)
		}
		for _, text := range []string{zh.Other, en.One, en.Other} {
			if strings.Contains(placeholder.ReplaceAllString(text, ""), "{{") {
				t.Errorf("%q: only {{.name}} is meant to be in %q", key, text)
			}
		}
	}
}

func TestT(t *testing.T) {
	for _, test := range []struct {
		lang Lang
		key  string
		args []any
		want string
	}{
		{ZH, "site.nav.articles", nil, "文章"},
		{EN, "site.nav.articles", nil, "Articles"},
		{EN, "site.pager.page", []any{"page", 3}, "Page 3"},
		{EN, "site.card.minutes", []any{"count", 1}, "1 minute"},
		{EN, "site.card.minutes", []any{"count", int64(2)}, "2 minutes"},
		{EN, "site.card.minutes", []any{"count", "1.2K"}, "1.2K minutes"},
		{ZH, "site.card.minutes", []any{"count", 1}, "1 分钟读完"},
		{ZH, "no.such.key", nil, "no.such.key"},
	} {
		if got := T(test.lang, test.key, test.args...); got != test.want {
			t.Errorf("T(%s, %q, %v) = %q, want %q", test.lang, test.key, test.args, got, test.want)
		}
	}
}

func TestBrokenCataloguesAreRefused(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"a key twice": {
			"locales/a.en.toml": {Data: []byte("[x]\ny = \"1\"")},
			"locales/b.en.toml": {Data: []byte("[x]\ny = \"2\"")},
		},
		"a language we lack": {"locales/a.fr.toml": {Data: []byte("[x]\ny = \"1\"")}},
		"no TOML":            {"locales/a.en.toml": {Data: []byte("[x")}},
	} {
		if _, err := load(files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
