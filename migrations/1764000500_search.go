package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The full-text index and the list of queries that found nothing.
//
// The index is plain tables beside the collections: they have no API, are written in
// the transaction of the record they describe, and can be rebuilt from the records at
// any time. AUTOINCREMENT matters: a document or segment number is never used twice.
func init() {
	m.Register(func(app core.App) error {
		if err := execAll(app, searchTables...); err != nil {
			return err
		}
		return createSearchQueries(app)
	}, func(app core.App) error {
		if err := dropCollections(app, "search_queries"); err != nil {
			return err
		}
		return execAll(app,
			"DROP TABLE IF EXISTS search_docs", "DROP TABLE IF EXISTS search_texts", "DROP TABLE IF EXISTS search_fresh",
			"DROP TABLE IF EXISTS search_gone", "DROP TABLE IF EXISTS search_segments", "DROP TABLE IF EXISTS search_blocks",
			"DROP TABLE IF EXISTS search_leases")
	})
}

var searchTables = []string{
	// one short row per document: what matching and facets need, read into memory by readers
	`CREATE TABLE search_docs (
		doc INTEGER PRIMARY KEY AUTOINCREMENT,
		kind TEXT NOT NULL,
		ref TEXT NOT NULL,
		hash BLOB NOT NULL,
		tags TEXT NOT NULL,
		lang TEXT NOT NULL,
		article_kind TEXT NOT NULL,
		published INTEGER NOT NULL,
		boost REAL NOT NULL,
		length INTEGER NOT NULL,
		title_length INTEGER NOT NULL
	)`,
	`CREATE UNIQUE INDEX idx_search_docs_ref ON search_docs (kind, ref)`,
	// what ranking reads of the best matches, and the compressed text for snippets
	`CREATE TABLE search_texts (
		doc INTEGER PRIMARY KEY,
		url TEXT NOT NULL,
		title TEXT NOT NULL,
		names TEXT NOT NULL,
		source_title TEXT NOT NULL,
		tags TEXT NOT NULL,
		headings TEXT NOT NULL,
		text BLOB NOT NULL
	)`,
	// its terms, until the next flush moves them into a segment
	`CREATE TABLE search_fresh (doc INTEGER PRIMARY KEY, terms BLOB NOT NULL)`,
	// documents removed from the index, so that readers' caches can follow
	`CREATE TABLE search_gone (seq INTEGER PRIMARY KEY AUTOINCREMENT, doc INTEGER NOT NULL)`,
	// immutable sorted runs of terms with their postings, in blocks
	`CREATE TABLE search_segments (
		seg INTEGER PRIMARY KEY AUTOINCREMENT,
		level INTEGER NOT NULL,
		docs INTEGER NOT NULL,
		first_doc INTEGER NOT NULL,
		last_doc INTEGER NOT NULL,
		state TEXT NOT NULL,
		changed INTEGER NOT NULL,
		directory BLOB NOT NULL
	)`,
	`CREATE TABLE search_blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL)`,
	// one worker at a time tidies the index, also when several processes share the file
	`CREATE TABLE search_leases (name TEXT PRIMARY KEY, until INTEGER NOT NULL)`,
}

func createSearchQueries(app core.App) error {
	c := core.NewBaseCollection("search_queries")
	c.Fields.Add(
		presentable(required(text("query", 200, "读者输入的查询 · The query as a reader typed it."))),
		required(text("normalized", 200, "归一化后的查询，唯一 · The query in its normal form; unique.")),
		integer("total", "最近一次的结果数 · How many results it had the last time."),
		integer("count", "出现次数 · How often it was asked."),
		date("last", "最近一次 · When it was last asked."),
	)
	timestamps(c)
	c.AddIndex("idx_search_queries_normalized", true, "normalized", "")
	c.AddIndex("idx_search_queries_count", false, "count", "")
	rules(c, nil, nil, nil, nil, nil)
	return app.Save(c)
}
