package home_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/net/html"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// payloads are what an attacker would try in a name, a title or a text.
var payloads = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'><svg/onload=alert(1)>`,
	`</title><script>alert(1)</script>`,
	`</script><script>alert(1)</script>`,
	`--><script>alert(1)</script><!--`,
	`{{alert(1)}} ${alert(1)} <%= alert(1) %>`,
	`[x](javascript:alert(1))`,
	`<a href="javascript:alert(1)">x</a>`,
	`]]><script>alert(1)</script>`,
}

// Whatever people write into any field, no page, feed or document holds live markup of theirs.
func TestHostileTextStaysText(t *testing.T) {
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	api := testkit.NewAPI(t, app)
	site, err := app.FindRecordById(schema.SiteSettings, schema.SiteID)
	if err != nil {
		t.Fatal(err)
	}
	author := testkit.User(t, app, "mallory")
	tag := testkit.Tag(t, app, "bad", "坏")
	column := testkit.Column(t, app, "bad", author, nil)
	series := testkit.Create(t, app, schema.SeriesList, map[string]any{"title": "坏", "slug": "bad", "owner": author.Id, "lang": "zh"})
	community := testkit.Create(t, app, schema.Communities, map[string]any{"slug": "bad", "name": "坏", "kind": "forum", "lang": "zh", "home_url": "https://example.org/"})
	slot := testkit.Create(t, app, schema.Slots, map[string]any{"slot": "notice", "title": "坏", "active": true})
	article := testkit.Article(t, app, author, map[string]any{
		"slug": "bad", "column": column.Id, "series": series.Id, "tags": []string{tag.Id}, "status": "published",
	})
	testkit.Create(t, app, schema.Slots, map[string]any{"slot": "hero", "article": article.Id, "active": true})
	testkit.Create(t, app, schema.Slots, map[string]any{"slot": "columns", "column": column.Id, "active": true})
	testkit.Create(t, app, schema.Slots, map[string]any{"slot": "communities", "community": community.Id, "active": true})
	pages := []string{
		"/", "/en/", "/articles", "/articles/bad", "/en/articles/bad", "/tags", "/tags/bad", "/columns", "/columns/bad", "/series/bad",
		"/people/mallory", "/communities", "/about", "/en/about", "/search?q=alert", "/search?q=PAYLOAD", "/articles/PAYLOAD", "/articles?kind=PAYLOAD",
	}
	documents := []string{"/feed.xml", "/atom.xml", "/columns/bad/feed.xml", "/tags/bad/atom.xml", "/people/mallory/feed.xml", "/sitemap.xml", "/opensearch.xml"}
	for _, payload := range payloads {
		for _, change := range []struct {
			record *core.Record
			texts  []string
			more   map[string]any
		}{
			{author, []string{"name", "bio", "city", "company"}, map[string]any{"links": []any{map[string]any{"label": short(payload, 40), "url": "https://example.org/?q=" + payload}}}},
			{tag, []string{"name", "name_en", "description", "description_en"}, map[string]any{"synonyms": []string{payload}}},
			{column, []string{"name", "tagline", "description"}, nil},
			{series, []string{"title", "description"}, nil},
			{community, []string{"name", "description", "description_en"}, nil},
			{slot, []string{"title", "title_en", "text", "text_en"}, nil},
			{article, []string{"title", "excerpt", "body", "cover_alt", "source_title", "source_licence"}, map[string]any{
				"source_url": "https://example.org/?q=" + payload,
				"credits":    []any{map[string]any{"role": "translator", "name": payload, "url": "https://example.org/?q=" + payload}},
			}},
			{site, []string{"name", "name_en", "tagline", "tagline_en", "about", "about_en", "footer", "footer_en", "icp", "police"}, map[string]any{
				"navigation": []any{map[string]any{"label": short(payload, 30), "label_en": short(payload, 30), "url": "/?q=" + payload}},
			}},
		} {
			r := testkit.Fresh(t, app, change.record)
			for _, field := range change.texts {
				r.Set(field, payload)
			}
			r.Load(change.more)
			if err := app.Save(r); err != nil {
				// a web address may be refused for what it holds; the texts must be taken
				for field := range change.more {
					r.Set(field, nil)
				}
				testkit.Save(t, app, r)
			}
		}
		for _, path := range pages {
			got := api.Send(nil, "GET", strings.ReplaceAll(path, "PAYLOAD", percent(payload)), nil, "Accept-Encoding", "identity")
			if got.Status >= 500 {
				t.Fatalf("%s with %s: %d", path, payload, got.Status)
			}
			for _, what := range live(t, got.Body) {
				t.Errorf("%s with %s: %s", path, payload, what)
			}
		}
		for _, path := range documents {
			got := api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity")
			if got.Status != 200 {
				t.Fatalf("%s: %d", path, got.Status)
			}
			decoder := xml.NewDecoder(strings.NewReader(got.Body))
			for {
				token, err := decoder.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Errorf("%s with %s isn't XML: %v", path, payload, err)
					break
				}
				if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "img" || e.Name.Local == "svg") {
					t.Errorf("%s with %s holds <%s>", path, payload, e.Name.Local)
				}
			}
		}
	}
}

// live lists what would run in a page: scripts that aren't files of the site, handlers,
// and addresses of script.
func live(t *testing.T, page string) (found []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		var src, kind string
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "srcdoc", strings.HasPrefix(value, "javascript:"), strings.HasPrefix(value, "data:text"):
				found = append(found, "<"+n.Data+" "+a.Key+"="+a.Val+">")
			case a.Key == "src":
				src = a.Val
			case a.Key == "type":
				kind = value
			}
		}
		inert := kind == "application/ld+json" || kind == "speculationrules" || kind == "importmap"
		if n.Data == "script" && !inert && !(strings.HasPrefix(src, "/") && !strings.HasPrefix(src, "//")) {
			found = append(found, "a script that isn't the site's")
		}
	}
	return found
}

func short(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}

func percent(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		const hex = "0123456789ABCDEF"
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}
