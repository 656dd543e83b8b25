package stackexchange

import (
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"
)

// A dump is sorted by time in every file, and what belongs together stands far apart. So its files are first read,
// once each, into a database in a temporary folder, and then taken question by question. That costs disk, about as
// much as the dump, and no memory.
const stageTables = `
	CREATE TABLE posts (id INTEGER PRIMARY KEY, type INTEGER NOT NULL, parent INTEGER NOT NULL, accepted INTEGER NOT NULL, created INTEGER NOT NULL,
		score INTEGER, views INTEGER NOT NULL, owner INTEGER NOT NULL, owner_name TEXT NOT NULL, edited INTEGER NOT NULL,
		active INTEGER NOT NULL, title TEXT NOT NULL, tags TEXT NOT NULL, closed INTEGER NOT NULL, wiki INTEGER NOT NULL, licence TEXT NOT NULL, body TEXT NOT NULL);
	CREATE TABLE comments (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, score INTEGER NOT NULL, created INTEGER NOT NULL, owner INTEGER NOT NULL,
		owner_name TEXT NOT NULL, text TEXT NOT NULL);
	CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
	CREATE TABLE links (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, related INTEGER NOT NULL);
	CREATE TABLE history (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, type INTEGER NOT NULL, guid TEXT NOT NULL, created INTEGER NOT NULL, owner INTEGER NOT NULL,
		owner_name TEXT NOT NULL, comment TEXT NOT NULL, text TEXT NOT NULL);
	CREATE TABLE votes (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, value INTEGER NOT NULL);
	CREATE TABLE broken (file TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL);`

const stageIndexes = `
	CREATE INDEX by_parent ON posts (parent, id) WHERE type = 2;
	CREATE INDEX questions ON posts (id) WHERE type = 1;
	CREATE INDEX comments_of ON comments (post, id);
	CREATE INDEX votes_on ON votes (post);
	CREATE INDEX links_of ON links (post, id);
	CREATE INDEX history_of ON history (post, id);`

// What the numbers in PostTypeId, LinkTypeId, VoteTypeId and PostHistoryTypeId mean.
const (
	typeQuestion, typeAnswer   = 1, 2
	linkDuplicate              = 3
	voteUp, voteDown           = 2, 3
	eventFirst, eventLast      = 1, 9 // title, body and tags: first, changed, rolled back
	eventClosed, eventReopened = 10, 11
	eventLocked, eventUnlock   = 14, 15
	eventProtected, eventFree  = 19, 20
)

// stage is the temporary database.
type stage struct {
	db  *sql.DB
	dir string
}

func newStage() (*stage, error) {
	dir, err := os.MkdirTemp("", "qiao-stackexchange-*")
	if err != nil {
		return nil, err
	}
	s := &stage{dir: dir}
	// Nobody else sees it and it is worth nothing after a crash, so nothing is done to survive one.
	if err := s.open("_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)"); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if _, err := s.db.Exec(stageTables); err != nil {
		return nil, errors.Join(fmt.Errorf("the temporary database in %s: %w", dir, err), s.close())
	}
	return s, nil
}

func (s *stage) close() error { return errors.Join(s.db.Close(), os.RemoveAll(s.dir)) }

// finish makes the indexes, once everything is there. From then on nothing changes, which SQLite is told: it would look for
// somebody who writes, and for a journal, with each of the many small questions that it is asked.
func (s *stage) finish() error {
	if _, err := s.db.Exec(stageIndexes); err != nil {
		return err
	}
	if err := s.db.Close(); err != nil {
		return err
	}
	return s.open("immutable=1")
}

// open opens the database, with parameters of its address.
func (s *stage) open(params string) (err error) {
	s.db, err = sql.Open("sqlite", "file:"+filepath.Join(s.dir, "stage.db")+"?"+params+"&_pragma=cache_size(-16000)&_pragma=temp_store(FILE)")
	if err == nil {
		s.db.SetMaxIdleConns(runtime.GOMAXPROCS(0) + 2) // one for each reader of questions: statements are prepared for each connection
	}
	return err
}

// fill puts the rows of one file into a table. values gives the values of a row, or nil for one that isn't needed. Rows
// that can't be read are noted.
func (s *stage) fill(path, table string, columns int, values func(*fields) []any) (err error) {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // the cause is told
		}
	}()
	marks := "?"
	for range columns - 1 {
		marks += ", ?"
	}
	insert, err := tx.Prepare("INSERT OR IGNORE INTO " + table + " VALUES (" + marks + ")")
	if err != nil {
		return err
	}
	defer insert.Close()
	for r := range readRows(path, values) {
		if r.err == nil && r.broken == nil {
			r.broken, r.err = put(insert, r)
		}
		if r.err == nil && r.broken != nil {
			_, r.err = tx.Exec("INSERT INTO broken (file, line, reason) VALUES (?, ?, ?)", filepath.Base(path), r.broken.line, r.broken.err.Error())
		}
		if r.err != nil {
			return r.err
		}
	}
	return tx.Commit()
}

// put writes a row; broken says that there is another one with its id.
func put(insert *sql.Stmt, r readRow) (broken *rowError, err error) {
	done, err := insert.Exec(r.values...)
	if err != nil {
		return nil, err
	}
	if n, err := done.RowsAffected(); err == nil && n == 0 {
		return &rowError{r.line, fmt.Errorf("there is another row with the Id %s", r.id)}, nil
	}
	return nil, nil
}

// readRow is a row of a file as it is written to the stage, or why it can't be; err ends the file.
type readRow struct {
	line   int
	id     string
	values []any
	broken *rowError
	err    error
}

// readRows gives the rows of a file that are needed. They are read while those before them are written.
func readRows(path string, values func(*fields) []any) iter.Seq[readRow] {
	return func(yield func(readRow) bool) {
		rows, stop := make(chan readRow, 256), make(chan struct{})
		send := func(r readRow) error {
			select {
			case rows <- r:
				return nil
			case <-stop:
				return errStopped
			}
		}
		var reader sync.WaitGroup
		defer reader.Wait()
		defer close(stop)
		reader.Go(func() {
			defer close(rows)
			if err := each(path, func(r *row) error {
				f := &fields{row: r}
				list := values(f)
				if f.err != nil {
					return &rowError{r.line, f.err}
				}
				if list == nil {
					return nil
				}
				return send(readRow{line: r.line, id: r.attrs["Id"], values: list})
			}, func(e *rowError) error { return send(readRow{broken: e}) }); err != nil {
				_ = send(readRow{err: err}) // or nobody reads any more
			}
		})
		for r := range rows {
			if !yield(r) {
				return
			}
		}
	}
}

// errStopped ends a reader whose rows nobody takes.
var errStopped = errors.New("stopped")

// fields reads the attributes of a row and keeps the first error.
type fields struct {
	*row
	err error
}

func (f *fields) fail(name, what string) {
	if f.err == nil {
		f.err = fmt.Errorf("%s %s", name, what)
	}
}

// text gives an attribute, "" when it isn't there.
func (f *fields) text(name string) string { return f.attrs[name] }

// number gives an integer, 0 when it isn't there.
func (f *fields) number(name string) int64 {
	s, ok := f.attrs[name]
	if !ok || s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > 1<<53 || n < -1<<53 {
		f.fail(name, "is no number: "+quoted(s))
	}
	return n
}

// id gives a number that must be there and positive.
func (f *fields) id(name string) int64 {
	if f.attrs[name] == "" {
		f.fail(name, "is missing")
	}
	n := f.number(name)
	if n <= 0 {
		f.fail(name, "is no id")
	}
	return n
}

// has says whether an attribute is there.
func (f *fields) has(name string) bool { return f.attrs[name] != "" }

// instant gives a time in milliseconds since 1970, 0 when it isn't there. Dumps are in UTC.
func (f *fields) instant(name string) int64 {
	s := f.attrs[name]
	if s == "" {
		return 0
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1900 && t.Year() < 3000 {
			return t.UnixMilli()
		}
	}
	f.fail(name, "is no time: "+quoted(s))
	return 0
}

func quoted(s string) string {
	if len(s) > 40 {
		s = s[:40]
	}
	return strconv.QuoteToASCII(s)
}

// timeOf is the reverse of instant.
func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
