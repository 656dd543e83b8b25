package address_test

import (
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestSlugify(t *testing.T) {
	for title, want := range map[string]string{
		"并发的代价":              "bing-fa-de-dai-jia",
		"Go 1.26 发布了":        "go-1-26-fa-bu-le",
		"  Hello,  World!  ": "hello-world",
		"C++ 与 Rust":         "c-yu-rust",
		"":                   "untitled",
		"！？……":               "untitled",
		"../../etc/passwd":   "etc-passwd",
		"<script>":           "script",
		"日本語のテキスト":           "ri-ben-yu",
		"😀":                  "untitled",
		"\u202egnp.exe\x00":  "gnp-exe",
	} {
		if got := address.Slugify(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

var sound = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

func FuzzSlugify(f *testing.F) {
	for _, s := range []string{"并发", "a-b", "--", strings.Repeat("长", 300), strings.Repeat("a", 300), "İstanbul", "ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		if slug := address.Slugify(title); !sound.MatchString(slug) || len(slug) > address.MaxSlug || !utf8.ValidString(slug) {
			t.Errorf("%q: %q", title, slug)
		}
	})
}

func TestKeep(t *testing.T) {
	app := testkit.NewApp(t, func(app core.App) { address.Keep(app, schema.Tags, schema.TagSlug, schema.TagName) })
	find := func(slug string) (address.Place, error) { return address.Find(app, schema.Tags, slug) }
	first := testkit.Create(t, app, schema.Tags, map[string]any{"name": "数据库"})
	if got := first.GetString("slug"); got != "shu-ju-ku" {
		t.Errorf("slug %q", got)
	}
	second := testkit.Create(t, app, schema.Tags, map[string]any{"name": "数据库"})
	if got := second.GetString("slug"); got != "shu-ju-ku-2" {
		t.Errorf("slug of the second %q", got)
	}
	for _, slug := range []string{"db", "database", "shu-ju-ku", "db"} { // also on one record that is held
		first.Set("slug", slug)
		testkit.Save(t, app, first)
	}
	for _, slug := range []string{"db", "database", "shu-ju-ku"} {
		if place, err := find(slug); err != nil || place.ID != first.Id || place.Gone {
			t.Errorf("%s: %v %v", slug, place, err)
		}
		second.Set("slug", slug)
		if err := app.Save(second); err == nil {
			t.Errorf("%s was taken from another record", slug)
		}
	}
	if _, err := find("never"); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("an address that never was: %v", err)
	}
	if _, err := address.Find(app, schema.Articles, "db"); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("the same address of another collection: %v", err)
	}
	if err := app.Delete(first); err != nil {
		t.Fatal(err)
	}
	for _, slug := range []string{"db", "database", "shu-ju-ku"} {
		if place, err := find(slug); err != nil || !place.Gone {
			t.Errorf("%s after the deletion: %v %v", slug, place, err)
		}
	}
	if free, err := address.Free(app, schema.Tags, "db"); err != nil || free != "db-2" {
		t.Errorf("%q %v", free, err)
	}
	again := testkit.Create(t, app, schema.Tags, map[string]any{"name": "DB"})
	if got := again.GetString("slug"); got != "db-2" {
		t.Errorf("a new record of the name gets %q", got)
	}
}

// A title that is very common doesn't make the search for a free address long.
func TestCommonTitles(t *testing.T) {
	app := testkit.NewApp(t, func(app core.App) { address.Keep(app, schema.Tags, schema.TagSlug, schema.TagName) })
	seen := map[string]bool{}
	for range 60 {
		slug := testkit.Create(t, app, schema.Tags, map[string]any{"name": "周报"}).GetString("slug")
		if seen[slug] || !sound.MatchString(slug) || !strings.HasPrefix(slug, "zhou-bao") {
			t.Errorf("%q", slug)
		}
		seen[slug] = true
	}
}
