// Package judged measures search quality: it reads the documents and judged queries of the test corpus and computes
// the usual figures from what a search answers. It is for tests and benchmarks and is not part of the server.
package judged

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/search"
	_ "qiao/migrations" // the index tables
)

// App opens an app in dir whose database has the tables of the index and no others of ours.
func App(dir string) (*core.BaseApp, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	if err := app.RunSystemMigrations(); err != nil {
		return nil, err
	}
	for _, m := range core.AppMigrations.Items() {
		if strings.HasSuffix(m.File, "_search.go") {
			if app.HasTable("search_docs") {
				return app, nil
			}
			return app, m.Up(app)
		}
	}
	return nil, fmt.Errorf("judged: the migration of the index is not registered")
}

// Documents reads the articles of the corpus folder. It gives an error satisfying os.ErrNotExist when there is
// no corpus.
func Documents(corpus string) ([]*search.Document, error) {
	dir := filepath.Join(corpus, "articles")
	rows, err := table(filepath.Join(dir, "index.tsv"))
	if err != nil {
		return nil, err
	}
	var docs []*search.Document
	for _, get := range rows {
		body, err := os.ReadFile(filepath.Join(dir, get("file")))
		if err != nil {
			return nil, err
		}
		d := &search.Document{Kind: "article", ID: get("id"), URL: "/articles/" + get("id"), Title: get("title"),
			SourceTitle: get("source_title"), Lang: get("lang"), ArticleKind: "tutorial",
			Tags: []string{get("category")}, TagSlugs: []string{get("category")}}
		d.Published, _ = time.Parse(time.RFC3339, get("first_commit"))
		for _, column := range []string{"source_author", "translators", "reviewers"} {
			for _, name := range strings.Split(get(column), ";") {
				if name = strings.TrimSpace(name); name != "" {
					d.Names = append(d.Names, name)
					d.Authors = append(d.Authors, name)
				}
			}
		}
		d.Headings, d.Text = plain(string(body))
		docs = append(docs, d)
	}
	return docs, nil
}

// table reads a TSV file with a header and gives each row as a lookup by column name.
func table(path string) ([]func(column string) string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
	header := strings.Split(lines[0], "\t")
	var rows []func(string) string
	for _, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		rows = append(rows, func(column string) string {
			if i := slices.Index(header, column); i >= 0 && i < len(fields) {
				return fields[i]
			}
			return ""
		})
	}
	return rows, nil
}

// plain takes the headings and the text out of an article's Markdown, roughly: the credit header and fences go.
func plain(body string) (headings, text string) {
	var h, b strings.Builder
	fence, header := false, true
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "```"):
			fence = !fence
		case header && (line == "" || strings.HasPrefix(line, ">") || strings.HasPrefix(line, "*")):
		case !fence && strings.HasPrefix(line, "#"):
			header = false
			if !strings.HasPrefix(line, "# ") {
				h.WriteString(strings.Trim(line, "# ") + "\n")
			}
		default:
			header = false
			b.WriteString(line + "\n")
		}
	}
	return h.String(), b.String()
}

// Query is a judged query.
type Query struct {
	ID, Type, Text, Target string
	Relevant               []string
}

// Queries reads the judged queries of the corpus folder.
func Queries(corpus string) ([]Query, error) {
	rows, err := table(filepath.Join(corpus, "search", "queries.tsv"))
	if err != nil {
		return nil, err
	}
	var out []Query
	for _, get := range rows {
		out = append(out, Query{get("qid"), get("type"), get("query"), get("target_id"), strings.Fields(get("relevant_ids"))})
	}
	return out, nil
}

// Figures are means over the queries of one type, over the first ten results.
type Figures struct {
	Queries              int
	MRR, Recall, Success float64
	Times                []time.Duration
}

// Report holds the figures by type, and those of all queries under "all".
type Report map[string]*Figures

// Evaluate asks every query and judges the ids answered.
func Evaluate(queries []Query, ask func(text string) (ids []string, err error)) (Report, error) {
	r := Report{"all": {}}
	for _, q := range queries {
		begun := time.Now()
		ids, err := ask(q.Text)
		took := time.Since(begun)
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w", q.ID, q.Text, err)
		}
		if r[q.Type] == nil {
			r[q.Type] = &Figures{}
		}
		first, found := Rank(q, ids)
		for _, f := range []*Figures{r[q.Type], r["all"]} {
			f.Queries++
			f.Times = append(f.Times, took)
			f.Recall += float64(found) / float64(min(len(q.Relevant), 10))
			if first > 0 {
				f.MRR += 1 / float64(first)
				f.Success++
			}
		}
	}
	for _, f := range r {
		f.MRR /= float64(f.Queries)
		f.Recall /= float64(f.Queries)
		f.Success /= float64(f.Queries)
		slices.Sort(f.Times)
	}
	return r, nil
}

// Rank gives the rank of the first relevant id among the first ten, 0 when there is none, and how many are relevant.
func Rank(q Query, ids []string) (first, found int) {
	for i, id := range ids[:min(10, len(ids))] {
		if slices.Contains(q.Relevant, id) {
			found++
			if first == 0 {
				first = i + 1
			}
		}
	}
	return first, found
}

// Percentile gives the p-th (0 to 1) of the sorted times.
func (f *Figures) Percentile(p float64) time.Duration {
	if len(f.Times) == 0 {
		return 0
	}
	return f.Times[min(int(p*float64(len(f.Times))), len(f.Times)-1)]
}

// Print writes the report as a table, one type a line.
func (r Report) Print(w io.Writer) {
	fmt.Fprintf(w, "%-14s %7s %7s %10s %11s\n", "type", "queries", "MRR@10", "recall@10", "success@10")
	var types []string
	for t := range r {
		if t != "all" {
			types = append(types, t)
		}
	}
	slices.Sort(types)
	for _, t := range append(types, "all") {
		f := r[t]
		fmt.Fprintf(w, "%-14s %7d %7.3f %10.3f %11.3f\n", t, f.Queries, f.MRR, f.Recall, f.Success)
	}
}
