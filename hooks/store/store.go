// Package store opens the databases of the portal: as PocketBase does, but a connection keeps the statements that it has
// prepared. PocketBase has SQLite read the text of every statement anew, which is a quarter of the time of a write.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/pocketbase/dbx"
	_ "modernc.org/sqlite" // the driver beneath
)

// pragmas are those of core.DefaultDBConnect, but for the last two. Waiting for others comes first: the mode of the journal is
// set once for all connections.
//
// Each connection keeps 8 MB of pages, not 32: two dozen of them are kept open, and what one has read, another has read too; the
// operating system keeps the file's pages once for all.
//
// The log is moved into the database when it has 4,000 pages, not 1,000: a write changes some fifteen, many of them the same as
// the one before, and who writes waits for the disk meanwhile. Readers look further through a log of more than 4,096, which is as
// many as one table of its index names.
//
// A transaction takes its turn to write as it begins. One that reads first and writes then is refused at once where another
// process (an import beside the server) wrote in between, or a reader repairs the log's index: it can't wait for its turn any
// more, since it would write over what it hasn't seen.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous(NORMAL)" +
	"&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-8000)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate"

// Open opens a database; PocketBase takes it as its DBConnect.
func Open(path string) (*dbx.DB, error) {
	const name = "sqlite"
	plain, err := sql.Open(name, "") // connects to nothing: it is how a registered driver is had
	if err != nil {
		return nil, err
	}
	beneath := plain.Driver()
	if err := plain.Close(); err != nil {
		return nil, err
	}
	holdPages()
	return dbx.NewFromDB(sql.OpenDB(&connector{beneath, path + pragmas}), name), nil
}

// connector makes the connections of one database.
type connector struct {
	beneath driver.Driver
	dsn     string
}

func (c *connector) Driver() driver.Driver { return c.beneath }

// Connect opens a connection.
func (c *connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.beneath.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	whole, ok := opened.(wholeConn)
	if !ok {
		return nil, errors.Join(errors.New("the driver's connections can't be asked for statements"), opened.Close())
	}
	return &conn{wholeConn: whole}, nil
}

// wholeConn is what a connection of the driver can do.
type wholeConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

// wholeStmt is what a statement of the driver can do.
type wholeStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// wholeRows is what rows of the driver can do.
type wholeRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

// conn is a connection with the statements it keeps. database/sql never uses one from two goroutines at once.
type conn struct {
	wholeConn
	kept shelf
}

// ExecContext runs a statement, by the kept one where there is one.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.wholeConn.ExecContext(ctx, query, args)
	}
	result, err := s.ExecContext(ctx, args)
	if err != nil {
		_ = s.Close() // it tells of the same mistake once more
		return nil, err
	}
	return result, c.kept.put(query, s)
}

// QueryContext asks for rows. A statement is back on the shelf once its rows are closed.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	query, args = settled(query, args)
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.wholeConn.QueryContext(ctx, query, args)
	}
	found, err := s.QueryContext(ctx, args)
	if err != nil {
		_ = s.Close() // it tells of the same mistake once more
		return nil, err
	}
	whole, ok := found.(wholeRows)
	if !ok {
		return nil, errors.Join(errors.New("the driver's rows can't be asked for their columns"), found.Close(), s.Close())
	}
	return &rows{wholeRows: whole, statement: s, query: query, of: c}, nil
}

// statement takes a statement off the shelf, or prepares it; nil for one that isn't kept, or not yet.
func (c *conn) statement(ctx context.Context, query string) (wholeStmt, error) {
	if !keepable(query) {
		return nil, nil
	}
	if s := c.kept.take(query); s != nil {
		return s, nil
	}
	if !c.kept.again(query) {
		return nil, nil
	}
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s, ok := prepared.(wholeStmt)
	if !ok {
		return nil, prepared.Close()
	}
	return s, nil
}

// Close closes the kept statements and the connection.
func (c *conn) Close() error { return errors.Join(c.kept.clear(), c.wholeConn.Close()) }

// rows give their statement back.
type rows struct {
	wholeRows
	statement wholeStmt
	query     string
	of        *conn
}

// Close ends the reading.
func (r *rows) Close() error {
	s := r.statement
	if s == nil {
		return nil
	}
	r.statement = nil
	if err := r.wholeRows.Close(); err != nil {
		_ = s.Close() // it tells of the same mistake once more
		return err
	}
	return r.of.kept.put(r.query, s)
}
