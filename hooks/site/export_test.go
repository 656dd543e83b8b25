package site_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"qiao/hooks/site"
)

// exportSite is a site with a list in pages, a sitemap, an upload, a redirect and a broken link.
func exportSite(t *testing.T) (*site.Frame, *core.Record) {
	app, f := newSite(t, site.Config{})
	collection := core.NewBaseCollection("notes")
	collection.Fields.Add(&core.FileField{Name: "picture", MaxSelect: 1})
	if err := app.Save(collection); err != nil {
		t.Fatal(err)
	}
	record := core.NewRecord(collection)
	file, err := filesystem.NewFileFromBytes([]byte("<svg/>"), "drawing.svg")
	if err != nil {
		t.Fatal(err)
	}
	record.Set("picture", file)
	if err := app.Save(record); err != nil {
		t.Fatal(err)
	}
	f.GET("/links", func(r *site.Request) (*site.Page, error) {
		return &site.Page{Template: "test/links", Title: "links", Data: record.BaseFilesPath() + "/" + record.GetString("picture")}, nil
	})
	f.GET("/search", textPage("search"), site.Params("q"), site.Dynamic())
	f.Document("/sitemap.xml", func(r *site.Request) (*site.Document, error) {
		return site.Sitemap(r, []site.SitemapEntry{{Path: "/articles/hidden"}, {Path: "/articles/中文"}})
	})
	f.Views(views(`{{define "test/links"}}
<p>Text with href="/articles?page=2" in it stays.</p>
<a href="/articles?page=2#top">next</a> <a href="/articles/old">old</a> <a href="/articles/missing">broken</a>
<a href="/search?q=go">search</a> <a href="https://example.com/articles?page=3">elsewhere</a> <a href="//example.com/x">elsewhere</a>
<a href="#here">here</a> <a href="mailto:x@example.org">mail</a> <a href="https://example.org/articles/absolute">absolute</a>
<img src="/api/files/{{.}}?thumb=100x100" alt="">{{end}}`))
	return f, record
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Error(err)
	}
	return string(body)
}

func TestExport(t *testing.T) {
	f, record := exportSite(t)
	dir := filepath.Join(t.TempDir(), "public")
	steps := 0
	report, err := f.Export(context.Background(), dir, site.ExportOptions{
		BaseURL:  "https://static.example/",
		Progress: func(done, known int, _ string) { steps++ },
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"index.html":                       "<h1>home</h1>",
		"en/index.html":                    "<h1>home</h1>",
		"articles/index.html":              `href="/articles/-/page-2"`,
		"articles/-/page-2/index.html":     `href="/articles/-/page-3"`,
		"en/articles/-/page-10/index.html": `href="/en/articles/-/page-9"`,
		"articles/hidden/index.html":       "<h1>hidden</h1>",
		"articles/中文/index.html":           `<link rel="canonical" href="https://static.example/articles/%E4%B8%AD%E6%96%87">`,
		"articles/old/index.html":          `url=/articles/new`,
		"articles/new/index.html":          "<h1>new</h1>",
		"search/index.html":                "<h1>search</h1>",
		"404.html":                         "404",
		"en/404.html":                      `lang="en"`,
		"feed.xml":                         "<rss",
		"sitemap.xml":                      "https://static.example/articles/hidden",
		"robots.txt":                       "User-agent",
		"css/site.css":                     "color:teal",
		"api/files/" + record.BaseFilesPath() + "/" + record.GetString("picture"): "<svg/>",
	} {
		if body := read(t, dir, name); !strings.Contains(body, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, body)
		}
	}
	links := read(t, dir, "links/index.html")
	for _, want := range []string{
		`Text with href="/articles?page=2" in it stays.`, `<a href="/articles/-/page-2#top">next</a>`, `href="/search?q=go"`,
		`href="https://example.com/articles?page=3"`, "?thumb=100x100",
	} {
		if !strings.Contains(links, want) {
			t.Errorf("links/index.html lacks %q:\n%s", want, links)
		}
	}
	if second := read(t, dir, "articles/-/page-2/index.html"); !strings.Contains(second, `<link rel="canonical" href="https://static.example/articles/-/page-2">`) {
		t.Errorf("the canonical link of the second page:\n%s", second)
	}
	var reasons []string
	for _, failure := range report.Failed {
		reasons = append(reasons, failure.From+" -> "+failure.URL+": "+failure.Reason)
	}
	all := strings.Join(reasons, "\n")
	if !strings.Contains(all, "/links -> /articles/missing: Not Found") {
		t.Errorf("the broken link must be reported: %s", all)
	}
	if report.Uploads != 1 || report.Documents != 2 || report.Pages < 20 || report.Bytes == 0 || steps < report.Pages {
		t.Errorf("%+v after %d steps", report, steps)
	}
	checkLinks(t, dir)
}

// checkLinks looks for the files that the home page names with a fingerprint.
func checkLinks(t *testing.T, dir string) {
	t.Helper()
	found := 0
	for _, fingerprinted := range strings.Split(read(t, dir, "index.html"), `"/assets/`)[1:] {
		name, _, _ := strings.Cut(fingerprinted, `"`)
		name, _, _ = strings.Cut(name, "#")
		_, name, _ = strings.Cut(name, "/")
		if _, ok := public[name]; !ok {
			continue // not among the test's files
		}
		found++
		if matches, _ := filepath.Glob(filepath.Join(dir, "assets", "*", filepath.FromSlash(name))); len(matches) != 1 {
			t.Errorf("%s isn't there with its fingerprint", name)
		}
	}
	if found == 0 {
		t.Error("the home page names no assets")
	}
}

func TestExportAgainAndElsewhere(t *testing.T) {
	f, _ := exportSite(t)
	dir := t.TempDir()
	export := func() error {
		_, err := f.Export(context.Background(), dir, site.ExportOptions{})
		return err
	}
	if err := export(); err != nil {
		t.Fatal(err)
	}
	stale := filepath.Join(dir, "stale.html")
	own := filepath.Join(dir, "own.txt")
	for _, name := range []string{stale, own} {
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	manifest := filepath.Join(dir, ".qiao-export")
	listed, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, append(listed, "stale.html\n../outside\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := export(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("what an earlier export wrote and the site no longer has must go")
	}
	if _, err := os.Stat(own); err != nil {
		t.Error("what somebody else put there must stay")
	}

	if err := os.Remove(manifest); err != nil {
		t.Fatal(err)
	}
	if err := export(); err == nil {
		t.Error("a folder with other files must be refused")
	}
}

func TestExportCanBeStopped(t *testing.T) {
	f, _ := exportSite(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Export(ctx, t.TempDir(), site.ExportOptions{}); err == nil {
		t.Error("no error")
	}
}
