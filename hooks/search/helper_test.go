package search

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	_ "qiao/migrations"
)

// newApp is an app on an empty database that has only the tables of the index.
func newApp(t testing.TB) *core.BaseApp {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.ResetBootstrapState() })
	found := false
	if err := app.RunSystemMigrations(); err != nil {
		t.Fatal(err)
	}
	for _, m := range core.AppMigrations.Items() {
		if strings.HasSuffix(m.File, "_search.go") {
			found = true
			if err := m.Up(app); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !found {
		t.Fatal("the migration of the index is not registered")
	}
	return app
}

func newIndex(t testing.TB, app core.App) *Index {
	t.Helper()
	x := New(app)
	t.Cleanup(x.Close)
	return x
}

func put(t testing.TB, x *Index, docs ...*Document) {
	t.Helper()
	for _, d := range docs {
		if err := x.Put(x.app, d); err != nil {
			t.Fatal(err)
		}
	}
}

func find_(t testing.TB, x *Index, req Request) *Response {
	t.Helper()
	r, err := x.Search(context.Background(), x.app, req)
	if err != nil {
		t.Fatalf("%q: %v", req.Query, err)
	}
	return r
}

func ids(r *Response) []string {
	out := []string{}
	for _, i := range r.Items {
		out = append(out, i.ID)
	}
	return out
}

const corpusDir = "../../../shared/corpus"

// corpusDocs loads the articles of the test corpus.
func corpusDocs(t testing.TB) []*Document {
	t.Helper()
	dir := filepath.Join(corpusDir, "articles")
	index, err := os.ReadFile(filepath.Join(dir, "index.tsv"))
	if err != nil {
		t.Skipf("the test corpus is not at %s", corpusDir)
	}
	lines := strings.Split(strings.TrimSpace(string(index)), "\n")
	column := map[string]int{}
	for i, name := range strings.Split(lines[0], "\t") {
		column[name] = i
	}
	var docs []*Document
	for _, line := range lines[1:] {
		f := strings.Split(line, "\t")
		get := func(name string) string { return f[column[name]] }
		body, err := os.ReadFile(filepath.Join(dir, get("file")))
		if err != nil {
			t.Fatal(err)
		}
		d := &Document{Kind: "article", ID: get("id"), URL: "/articles/" + get("id"), Title: get("title"), SourceTitle: get("source_title"),
			Lang: get("lang"), ArticleKind: "article", Tags: []string{get("category")}, TagSlugs: []string{get("category")}}
		d.Published, _ = time.Parse(time.RFC3339, get("first_commit"))
		for _, name := range []string{"source_author", "translators", "reviewers"} {
			for _, n := range strings.Split(get(name), ";") {
				if n = strings.TrimSpace(n); n != "" {
					d.Names = append(d.Names, n)
					d.Authors = append(d.Authors, strings.ToLower(n))
				}
			}
		}
		d.Headings, d.Text = plain(string(body))
		docs = append(docs, d)
	}
	return docs
}

// plain takes the headings and the text out of an article's Markdown, roughly.
func plain(body string) (headings, text string) {
	var h, b strings.Builder
	fence, header := false, true
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			fence = !fence
			continue
		}
		if header && (line == "" || strings.HasPrefix(line, ">") || strings.HasPrefix(line, "*")) {
			continue
		}
		header = false
		if !fence && strings.HasPrefix(line, "#") {
			title := strings.Trim(line, "# ")
			if !strings.HasPrefix(line, "# ") {
				h.WriteString(title + "\n")
			}
			continue
		}
		b.WriteString(line + "\n")
	}
	return h.String(), b.String()
}

type judged struct {
	id, kind, query, target string
	relevant                map[string]bool
}

func corpusQueries(t testing.TB) []judged {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(corpusDir, "search", "queries.tsv"))
	if err != nil {
		t.Skipf("the test corpus is not at %s", corpusDir)
	}
	var out []judged
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		f := strings.Split(line, "\t")
		if i == 0 || len(f) < 5 {
			continue
		}
		j := judged{f[0], f[1], f[2], f[3], map[string]bool{}}
		for _, id := range strings.Fields(f[4]) {
			j.relevant[id] = true
		}
		out = append(out, j)
	}
	return out
}

var _ = fmt.Sprint
