package main

import (
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/search"
)

// fts5 is SQLite's own full-text index over the same bigrams, ranked by its bm25 with weights for the fields: the
// plain way, to compare with.
type fts5 struct{}

func newFTS5(app core.App) (engine, error) {
	_, err := app.DB().NewQuery(`CREATE VIRTUAL TABLE IF NOT EXISTS fts USING fts5
		(ref UNINDEXED, title, headings, names, source, body, tokenize = "unicode61")`).Execute()
	return fts5{}, err
}

var analyzer = &search.Analyzer{Bigrams: true}

func tokens(text string) string { return strings.Join(analyzer.Terms(text), " ") }

func (fts5) put(app core.App, docs []*search.Document) error {
	return app.RunInTransaction(func(tx core.App) error {
		for _, d := range docs {
			if _, err := tx.DB().NewQuery(`INSERT INTO fts (ref, title, headings, names, source, body)
				VALUES ({:ref}, {:title}, {:headings}, {:names}, {:source}, {:body})`).Bind(dbx.Params{
				"ref": d.ID, "title": tokens(d.Title), "headings": tokens(d.Headings), "names": tokens(strings.Join(d.Names, " ")),
				"source": tokens(d.SourceTitle), "body": tokens(d.Text)}).Execute(); err != nil {
				return err
			}
		}
		return nil
	})
}

func (fts5) settle(core.App) error { return nil }

func (fts5) ask(app core.App, text string) (ids []string, err error) {
	var words []string
	for _, w := range analyzer.QueryTerms(text) {
		words = append(words, `"`+strings.ReplaceAll(w, `"`, "")+`"`)
	}
	words = slices.Compact(words)
	if len(words) == 0 {
		return nil, nil
	}
	err = app.DB().NewQuery(`SELECT ref FROM fts WHERE fts MATCH {:q} ORDER BY bm25(fts, 0, 10, 4, 6, 6, 1) LIMIT 20`).
		Bind(dbx.Params{"q": strings.Join(words, " AND ")}).Column(&ids)
	return ids, err
}

func (fts5) close() {}
