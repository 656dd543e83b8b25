// Package stackexchange reads the data dumps of Stack Exchange sites: questions with their answers, comments,
// revisions and duplicates, as the files Posts, Users, Comments, PostLinks, PostHistory and, where posts tell no
// score, Votes have them. Whatever size a dump has, no more of it is in memory than some questions.
package stackexchange

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/question"
)

// Options say how to read a dump.
type Options struct {
	// Site is the host of the site, or its name before ".stackexchange.com"; empty takes it from the folder's name.
	Site string
	// Tags gives other names to tags; "-" leaves one out.
	Tags map[string]string
	// Users gives the handles of members here to ids or names of users there.
	Users map[string]string
	// Lang is the language of all questions; empty guesses.
	Lang string
	// Limit is how many questions are read; 0 means all.
	Limit int
	// Reading is told which file is being looked through; may be nil.
	Reading func(file string)
}

// Dump is a dump that was looked through once.
type Dump struct {
	// Site is the host that it is taken to be of.
	Site string
	// Questions, Answers and Comments are how many there are.
	Questions, Answers, Comments int

	o       Options
	stage   *stage
	skipped []skipped
	reads   *statements
}

// skipped is something that is left out on purpose.
type skipped struct{ file, reason string }

// Open looks through a dump.
func Open(dir string, o Options) (*Dump, error) {
	if _, err := os.Stat(filepath.Join(dir, "Posts.xml")); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no Posts.xml in %s: this is no data dump", dir)
	} else if err != nil {
		return nil, err
	}
	d := &Dump{o: o}
	var err error
	if d.Site, err = siteOf(o.Site, dir); err != nil {
		return nil, err
	}
	if d.stage, err = newStage(); err != nil {
		return nil, err
	}
	if err := d.read(dir); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close removes what Open put on the disk.
func (d *Dump) Close() error {
	if d.reads != nil {
		d.reads.close()
	}
	return d.stage.close()
}

var dated = regexp.MustCompile(`[-_.](?:19|20)\d\d(?:[-_.]?\d\d){0,2}$`)

// siteOf gives the host of a site. What is no host is a name on stackexchange.com, as all but a few sites have one.
func siteOf(given, dir string) (string, error) {
	name := given
	if name == "" {
		full, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		name = dated.ReplaceAllString(strings.ToLower(filepath.Base(full)), "")
		name = strings.TrimSuffix(name, "-posts")
		name = strings.ReplaceAll(name, "-meta", ".meta")
	}
	name = strings.ToLower(strings.TrimSpace(name))
	name = strings.TrimRight(strings.TrimPrefix(strings.TrimPrefix(name, "https://"), "http://"), "/")
	switch name {
	case "stackoverflow", "superuser", "serverfault", "askubuntu", "stackapps":
		name += ".com"
	case "mathoverflow":
		name += ".net"
	}
	if !strings.Contains(strings.TrimSuffix(name, ".meta"), ".") {
		name += ".stackexchange.com"
	}
	if name = normalHost(name); !host.MatchString(name) {
		return "", fmt.Errorf("%q is no name of a site; tell it by --site, such as --site beer.stackexchange.com", cmp.Or(given, filepath.Base(dir)))
	}
	return name, nil
}

var host = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9.-]{0,56}[a-z0-9])?\.[a-z]{2,20}$`)

// normalHost is the one spelling of a host: the meta sites had another one once.
func normalHost(name string) string {
	name = strings.TrimPrefix(strings.ToLower(name), "www.")
	if rest, ok := strings.CutPrefix(name, "meta."); ok && strings.HasSuffix(rest, ".stackexchange.com") {
		return strings.TrimSuffix(rest, ".stackexchange.com") + ".meta.stackexchange.com"
	}
	return name
}

// read puts all files on the stage.
func (d *Dump) read(dir string) error {
	scoreless := false
	files := []struct {
		name, table string
		columns     int
		values      func(*fields) []any
	}{
		{"Posts.xml", "posts", 17, func(f *fields) []any {
			var score any
			if f.has("Score") {
				score = f.number("Score")
			} else {
				scoreless = true
			}
			kind := f.id("PostTypeId")
			parent := int64(0)
			if kind == typeAnswer {
				parent = f.id("ParentId")
			}
			if kind == typeQuestion && strings.TrimSpace(f.text("Title")) == "" {
				f.fail("Title", "is missing")
			}
			if kind <= typeAnswer && strings.TrimSpace(f.text("Body")) == "" {
				f.fail("Body", "is missing")
			}
			body := f.text("Body")
			if kind > typeAnswer {
				body = ""
			}
			created := f.instant("CreationDate")
			if kind <= typeAnswer && !f.has("CreationDate") {
				f.fail("CreationDate", "is missing")
			}
			return []any{f.id("Id"), kind, parent, f.number("AcceptedAnswerId"), created, score, f.number("ViewCount"), f.number("OwnerUserId"), f.text("OwnerDisplayName"),
				f.instant("LastEditDate"), f.instant("LastActivityDate"), f.text("Title"), f.text("Tags"), f.instant("ClosedDate"), f.has("CommunityOwnedDate"), f.text("ContentLicense"), body}
		}},
		{"Users.xml", "users", 2, func(f *fields) []any {
			id := f.number("Id") // the account of the site itself is -1
			if !f.has("Id") {
				f.fail("Id", "is missing")
			}
			return []any{id, f.text("DisplayName")}
		}},
		{"Comments.xml", "comments", 7, func(f *fields) []any {
			if strings.TrimSpace(f.text("Text")) == "" {
				f.fail("Text", "is missing")
			}
			return []any{f.id("Id"), f.id("PostId"), f.number("Score"), f.instant("CreationDate"), f.number("UserId"), f.text("UserDisplayName"), f.text("Text")}
		}},
		{"PostLinks.xml", "links", 3, func(f *fields) []any {
			if f.number("LinkTypeId") != linkDuplicate {
				return nil // the others are links in the texts, which are there
			}
			return []any{f.id("Id"), f.id("PostId"), f.id("RelatedPostId")}
		}},
		{"PostHistory.xml", "history", 9, func(f *fields) []any {
			kind := f.id("PostHistoryTypeId")
			if kind > eventFree {
				return nil
			}
			return []any{f.id("Id"), f.id("PostId"), kind, f.text("RevisionGUID"), f.instant("CreationDate"), f.number("UserId"), f.text("UserDisplayName"), f.text("Comment"), f.text("Text")}
		}},
		{"Votes.xml", "votes", 3, func(f *fields) []any {
			value := map[int64]int{voteUp: 1, voteDown: -1}[f.id("VoteTypeId")]
			if value == 0 {
				return nil
			}
			return []any{f.id("Id"), f.id("PostId"), value}
		}},
	}
	for _, file := range files {
		if file.name == "Votes.xml" && !scoreless {
			d.skip(dir, file.name, "votes name no voters; the scores of the posts have them")
			continue
		}
		if d.o.Reading != nil {
			d.o.Reading(file.name)
		}
		if err := d.stage.fill(filepath.Join(dir, file.name), file.table, file.columns, file.values); err != nil {
			return fmt.Errorf("%s: %w", file.name, err)
		}
	}
	d.skip(dir, "Badges.xml", "badges are earned anew here")
	d.skip(dir, "Tags.xml", "tags come with the questions that have them")
	if err := d.stage.finish(); err != nil {
		return err
	}
	if err := d.count(); err != nil {
		return err
	}
	var err error
	d.reads, err = d.stage.statements()
	return err
}

// skip notes a file that is left out.
func (d *Dump) skip(dir, file, reason string) {
	if _, err := os.Stat(filepath.Join(dir, file)); err == nil {
		d.skipped = append(d.skipped, skipped{file, reason})
	}
}

// count says how much there is, and notes what isn't imported.
func (d *Dump) count() error {
	row := d.stage.db.QueryRow(`SELECT (SELECT count(*) FROM posts WHERE type = 1),
		(SELECT count(*) FROM posts a JOIN posts q ON q.id = a.parent AND q.type = 1 WHERE a.type = 2),
		(SELECT count(*) FROM comments c JOIN posts p ON p.id = c.post AND p.type <= 2),
		(SELECT count(*) FROM comments), (SELECT count(*) FROM posts WHERE type > 2)`)
	var comments, others int
	if err := row.Scan(&d.Questions, &d.Answers, &d.Comments, &comments, &others); err != nil {
		return err
	}
	if others > 0 {
		d.skipped = append(d.skipped, skipped{"Posts.xml", fmt.Sprintf("%d texts about tags and the like, which are neither questions nor answers", others)})
	}
	if n := comments - d.Comments; n > 0 {
		d.skipped = append(d.skipped, skipped{"Comments.xml", fmt.Sprintf("%d comments on posts that aren't in the dump", n)})
	}
	if d.o.Site == "" {
		d.skipped = append(d.skipped, skipped{"the site", "is taken to be " + d.Site + ", by the folder's name; --site says otherwise"})
	}
	return nil
}

// Sources gives every question, and before them what is left out: broken rows, which fail, and what is skipped.
func (d *Dump) Sources() iter.Seq[question.Source] {
	return func(yield func(question.Source) bool) {
		give := func(file string, err error) bool {
			return yield(question.Source{File: file, Read: func() (*question.Question, error) { return nil, err }})
		}
		for _, s := range d.skipped {
			if !give(s.file, &article.Skip{Reason: s.reason}) {
				return
			}
		}
		if !d.broken(give) {
			return
		}
		given := 0
		for last := int64(0); ; {
			ids, err := column[int64](d.stage.db, "SELECT id FROM posts WHERE type = 1 AND id > ? ORDER BY id LIMIT 500", last)
			if err != nil {
				give("Posts.xml", err)
				return
			}
			for _, id := range ids {
				if d.o.Limit > 0 && given == d.o.Limit {
					return
				}
				given++
				if !yield(question.Source{File: name("question", id), Read: func() (*question.Question, error) { return d.question(id) }}) {
					return
				}
			}
			if len(ids) == 0 {
				return
			}
			last = ids[len(ids)-1]
		}
	}
}

// brokenRow is a row that can't be read.
type brokenRow struct {
	at     string
	reason error
}

// brokenAfter gives some broken rows after the last that was given.
func (d *Dump) brokenAfter(last *int64) (list []brokenRow, err error) {
	rows, err := d.stage.db.Query("SELECT rowid, file, line, reason FROM broken WHERE rowid > ? ORDER BY rowid LIMIT 500", *last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var file, reason string
		var n int
		if err := rows.Scan(last, &file, &n, &reason); err != nil {
			return nil, err
		}
		list = append(list, brokenRow{fmt.Sprintf("%s:%d", file, n), errors.New(reason)})
	}
	return list, rows.Err()
}

// broken gives what can't be imported: rows that can't be read, and answers to nothing.
func (d *Dump) broken(give func(string, error) bool) bool {
	for last := int64(0); ; {
		list, err := d.brokenAfter(&last)
		if err != nil {
			return give("Posts.xml", err)
		}
		for _, l := range list {
			if !give(l.at, l.reason) {
				return false
			}
		}
		if len(list) == 0 {
			break
		}
	}
	for last := int64(0); ; {
		ids, err := column[int64](d.stage.db, "SELECT id FROM posts a WHERE type = 2 AND id > ? AND NOT EXISTS (SELECT 1 FROM posts q WHERE q.id = a.parent AND q.type = 1) ORDER BY id LIMIT 500", last)
		if err != nil {
			return give("Posts.xml", err)
		}
		for _, id := range ids {
			if !give(name("answer", id), &article.Skip{Reason: "its question isn't in the dump"}) {
				return false
			}
		}
		if len(ids) == 0 {
			return true
		}
		last = ids[len(ids)-1]
	}
}

func name(what string, id int64) string { return fmt.Sprintf("%s %d", what, id) }

// column reads a list of single values.
func column[T any](db *sql.DB, query string, args ...any) (list []T, err error) {
	rows, err := db.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}
