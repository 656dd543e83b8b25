package main

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"qiao/hooks/search"
)

// rawTables are what the comparison inserts: the articles and what finds them.
var rawTables = []string{"articles", "search_docs", "search_texts", "search_fresh", "search_segments", "search_blocks"}

// importRows compare an import, with revisions and search index, with inserting rows raw:
// same driver, same schema, one transaction, prepared statements. The first row's raw side
// is the article and index rows that the import made. Those index rows are compact because
// the work was done before; so the second row's raw side is the article rows and an index
// that SQLite itself makes of the same terms (FTS5), the usual way to have one.
func importRows(in *input) ([]row, error) {
	var ours, same, fts, ratios, ftsRatios []float64
	for range runs {
		dir, remove, err := scratch("import")
		if err != nil {
			return nil, err
		}
		n, took, err := timedImport(in, dir)
		if err != nil {
			return nil, err
		}
		raw, err := rawInsert(dir, n, rawTables, nil)
		if err != nil {
			return nil, err
		}
		withFTS, err := rawInsert(dir, n, []string{"articles"}, ftsRows)
		if err != nil {
			return nil, err
		}
		remove()
		a := float64(n) / took.Seconds()
		ours, same, fts = append(ours, a), append(same, raw), append(fts, withFTS)
		ratios, ftsRatios = append(ratios, a/raw), append(ftsRatios, a/withFTS)
	}
	ratio, ftsRatio := median(ratios), median(ftsRatios)
	return []row{
		{
			"import with revisions and search index", "raw inserts of the same rows", ">= 0.5",
			fmt.Sprintf("%.2f  (%.0f/s of %.0f/s)", ratio, median(ours), median(same)), ratio >= 0.5,
		},
		{
			"the same", "raw inserts, indexed by FTS5", "-",
			fmt.Sprintf("%.2f  (%.0f/s of %.0f/s)", ftsRatio, median(ours), median(fts)), true,
		},
	}, nil
}

func timedImport(in *input, dir string) (n int, took time.Duration, err error) {
	p, err := openPortal(dir)
	if err != nil {
		return 0, 0, err
	}
	start := time.Now()
	if _, err := in.load(p, 0); err != nil {
		return 0, 0, err
	}
	took = time.Since(start)
	if n, err = count(p.App); err != nil {
		return 0, 0, err
	}
	return n, took, p.close()
}

// rawInsert copies rows of a portal's database into a fresh one and gives articles per
// second; reading them is not timed. also may bring rows of its own.
func rawInsert(dir string, articles int, names []string, also func(from, to *sql.DB) (table, error)) (perSecond float64, err error) {
	other, remove, err := scratch("raw")
	if err != nil {
		return 0, err
	}
	defer remove()
	empty, err := openPortal(other)
	if err != nil {
		return 0, err
	}
	if err := empty.close(); err != nil {
		return 0, err
	}
	const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(ON)&_txlock=immediate"
	from, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "data.db")+pragmas)
	if err != nil {
		return 0, err
	}
	defer from.Close()
	to, err := sql.Open("sqlite", "file:"+filepath.Join(other, "data.db")+pragmas)
	if err != nil {
		return 0, err
	}
	defer to.Close()
	var tables []table
	for _, name := range names {
		rows, columns, err := readAll(from, name)
		if err != nil {
			return 0, err
		}
		marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
		tables = append(tables, table{"INSERT INTO " + name + " (`" + strings.Join(columns, "`,`") + "`) VALUES (" + marks + ")", rows})
	}
	if also != nil {
		t, err := also(from, to)
		if err != nil {
			return 0, err
		}
		tables = append(tables, t)
	}
	start := time.Now()
	tx, err := to.Begin()
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // nothing to do after the commit
	for _, t := range tables {
		statement, err := tx.Prepare(t.insert)
		if err != nil {
			return 0, err
		}
		for _, values := range t.rows {
			if _, err := statement.Exec(values...); err != nil {
				return 0, errors.Join(err, statement.Close())
			}
		}
		if err := statement.Close(); err != nil {
			return 0, err
		}
	}
	if err := tx.Commit(); err != nil {
		return 0, err
	}
	return float64(articles) / time.Since(start).Seconds(), nil
}

// A table is rows that wait to be inserted.
type table struct {
	insert string
	rows   [][]any
}

// ftsRows makes an FTS5 table and what goes into it: the terms of each article, cut as the
// portal's own index cuts them.
func ftsRows(from, to *sql.DB) (table, error) {
	if _, err := to.Exec("CREATE VIRTUAL TABLE raw_fts USING fts5 (id UNINDEXED, title, headings, body)"); err != nil {
		return table{}, err
	}
	rows, err := from.Query("SELECT a.id, a.title, r.headings, r.text FROM articles a JOIN renditions r ON r.id = a.id")
	if err != nil {
		return table{}, err
	}
	defer rows.Close()
	analyzer := &search.Analyzer{Bigrams: true}
	t := table{insert: "INSERT INTO raw_fts (id, title, headings, body) VALUES (?, ?, ?, ?)"}
	for rows.Next() {
		var id string
		var text [3]string
		if err := rows.Scan(&id, &text[0], &text[1], &text[2]); err != nil {
			return table{}, err
		}
		for i := range text {
			text[i] = strings.Join(analyzer.Terms(text[i]), " ")
		}
		t.rows = append(t.rows, []any{id, text[0], text[1], text[2]})
	}
	return t, rows.Err()
}

func readAll(db *sql.DB, table string) (all [][]any, columns []string, err error) {
	rows, err := db.Query("SELECT * FROM " + table)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	if columns, err = rows.Columns(); err != nil {
		return nil, nil, err
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		all = append(all, values)
	}
	return all, columns, rows.Err()
}
