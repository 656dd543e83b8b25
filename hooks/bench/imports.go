package main

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// rawTables are what the comparison inserts: the articles and what finds them.
var rawTables = []string{"articles", "search_docs", "search_texts", "search_fresh", "search_segments", "search_blocks"}

// importRow compares an import, with revisions and search index, with inserting the rows
// that it made raw: same driver, same schema, one transaction, prepared statements.
func importRow(in *input) (row, error) {
	var ratios, ours, theirs []float64
	for range runs {
		dir, remove, err := scratch("import")
		if err != nil {
			return row{}, err
		}
		n, took, err := timedImport(in, dir)
		if err != nil {
			return row{}, err
		}
		raw, err := rawInsert(dir, n)
		if err != nil {
			return row{}, err
		}
		remove()
		a := float64(n) / took.Seconds()
		ratios, ours, theirs = append(ratios, a/raw), append(ours, a), append(theirs, raw)
	}
	ratio := median(ratios)
	return row{
		"import with revisions and search index", "raw inserts of the same rows", ">= 0.5",
		fmt.Sprintf("%.2f  (%.0f/s of %.0f/s)", ratio, median(ours), median(theirs)), ratio >= 0.5,
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

// rawInsert copies the rows of a portal's database into a fresh one and gives articles per
// second; reading them is not timed.
func rawInsert(dir string, articles int) (perSecond float64, err error) {
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
	type table struct {
		insert string
		rows   [][]any
	}
	var tables []table
	for _, name := range rawTables {
		rows, columns, err := readAll(from, name)
		if err != nil {
			return 0, err
		}
		marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
		tables = append(tables, table{"INSERT INTO " + name + " (`" + strings.Join(columns, "`,`") + "`) VALUES (" + marks + ")", rows})
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
