// Package questionlist reads simple lists of questions: tables (CSV), a JSON object a line, and Markdown files in the
// shapes that collections of questions and answers have.
package questionlist

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/markup"
	"qiao/hooks/transfer/question"
)

// Options say what a list itself doesn't.
type Options struct {
	// Name is part of what questions are known by; empty takes the file's name.
	Name string
	// Site, Licence and Lang are taken where a question names none, Tags added to its own.
	Site, Licence, Lang string
	Tags                []string
	// URL makes the address of a question of its id, in the place of "{id}"; AnswerURL that of an answer.
	URL, AnswerURL string
	// HTML says that texts are HTML instead of Markdown.
	HTML bool
}

// maxFile is the longest list that is read, in bytes: lists are grouped in memory.
const maxFile = 256 << 20

// item is a question or an answer as a list has it.
type item struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Body      string   `json:"body"`
	Tags      tagList  `json:"tags"`
	Author    string   `json:"author"`
	AuthorURL string   `json:"author_url"`
	URL       string   `json:"url"`
	Site      string   `json:"site"`
	Licence   string   `json:"licence"`
	Lang      string   `json:"lang"`
	Created   string   `json:"created"`
	Score     number   `json:"score"`
	Views     number   `json:"views"`
	Accepted  boolean  `json:"accepted"`
	Answers   []item   `json:"answers"`
	Comments  []remark `json:"comments"`
}

type remark struct {
	Body    string `json:"body"`
	Author  string `json:"author"`
	Created string `json:"created"`
	Score   number `json:"score"`
}

// entry is a question of a list, or why there is none.
type entry struct {
	at  string
	q   *item
	err error
}

// List is a list that was read.
type List struct {
	o       Options
	name    string
	entries []entry
}

// Open reads a .csv, .tsv, .jsonl, .ndjson or .md file, or all Markdown files of a folder.
func Open(path string, o Options) (*List, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	l := &List{o: o, name: o.Name}
	if l.name == "" {
		full, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		l.name = filepath.Base(full)
	}
	if info.IsDir() {
		return l, l.folder(path)
	}
	text, err := read(path, info.Size())
	if err != nil {
		return nil, err
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv", ".txt":
		err = l.csv(text)
	case ".jsonl", ".ndjson", ".json":
		l.jsonLines(text)
	case ".md", ".markdown":
		l.markdown(filepath.Base(path), text)
	default:
		err = fmt.Errorf("%s is neither .csv nor .jsonl nor .md", path)
	}
	return l, err
}

func (l *List) folder(dir string) error {
	found := false
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		ext := strings.ToLower(filepath.Ext(path))
		if !d.Type().IsRegular() || ext != ".md" && ext != ".markdown" {
			return nil // links, too, are no files of this folder
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		found = true
		text, err := read(path, info.Size())
		if err != nil {
			l.entries = append(l.entries, entry{at: name, err: err})
			return nil
		}
		l.markdown(name, text)
		return nil
	})
	if err == nil && !found {
		err = fmt.Errorf("there are no Markdown files in %s", dir)
	}
	return err
}

// read gives a file as UTF-8 text; a byte-order mark says when it is UTF-16.
func read(path string, size int64) (string, error) {
	if size > maxFile {
		return "", fmt.Errorf("%s is longer than %d MB", path, maxFile>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if data, _, err = transform.Bytes(unicode.BOMOverride(transform.Nop), data); err != nil {
		return "", err
	}
	data = bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), []byte("\x00"), nil)
	return strings.ToValidUTF8(string(data), "\ufffd"), nil
}

// Count is how many posts the list has.
func (l *List) Count() int {
	n := 0
	for _, e := range l.entries {
		if n++; e.q != nil {
			n += len(e.q.Answers)
		}
	}
	return n
}

// Sources gives every question.
func (l *List) Sources() iter.Seq[question.Source] {
	return func(yield func(question.Source) bool) {
		for _, e := range l.entries {
			if !yield(question.Source{File: e.at, Read: func() (*question.Question, error) {
				if e.err != nil {
					return nil, e.err
				}
				return l.question(e)
			}}) {
				return
			}
		}
	}
}

func (l *List) question(e entry) (*question.Question, error) {
	in := e.q
	id := in.ID
	if id == "" {
		id = article.Digest(strings.Join(strings.Fields(in.Title), " "))[:20]
	}
	sum, err := json.Marshal([]any{1, in, l.o})
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(sum)
	q := &question.Question{Hash: hex.EncodeToString(hash[:]), Title: strings.TrimSpace(in.Title), Lang: first(in.Lang, l.o.Lang), Views: int(in.Views)}
	for _, tag := range slices.Concat(in.Tags, l.o.Tags) {
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(q.Tags, tag) {
			q.Tags = append(q.Tags, tag)
		}
	}
	key := "questions:" + l.name + "/" + id
	if q.Post, err = l.post(in, key, e.at, l.o.URL); err != nil {
		return nil, err
	}
	if strings.TrimSpace(q.Body) == "" {
		q.Body = q.Title // all that is asked
	}
	for i := range in.Answers {
		a := &in.Answers[i]
		part := first(a.ID, fmt.Sprint(i+1))
		p, err := l.post(a, key+"/"+part, fmt.Sprintf("%s, answer %s", e.at, part), l.o.AnswerURL)
		if err != nil {
			return nil, err
		}
		p.Site, p.Licence, p.URL = first(p.Site, q.Site), first(p.Licence, q.Licence), first(p.URL, q.URL)
		if p.Created.IsZero() {
			p.Created = q.Created
		}
		q.Answers = append(q.Answers, p)
		if a.Accepted && q.Accepted == "" {
			q.Accepted = p.Key
		}
	}
	return q, nil
}

func (l *List) post(in *item, key, name, address string) (p question.Post, err error) {
	p = question.Post{
		Key: key, Name: name, Body: strings.TrimSpace(in.Body), Site: first(in.Site, l.o.Site), URL: in.URL, Author: strings.TrimSpace(in.Author), AuthorURL: in.AuthorURL,
		Licence: first(in.Licence, l.o.Licence), Score: int(in.Score), Created: when(in.Created),
	}
	if p.URL == "" && in.ID != "" && address != "" {
		p.URL = strings.ReplaceAll(address, "{id}", url.PathEscape(in.ID))
	}
	if u, err := url.Parse(p.URL); err == nil && p.Site == "" {
		p.Site = strings.TrimPrefix(u.Hostname(), "www.")
	}
	if in.Created != "" && p.Created.IsZero() {
		p.Notes = append(p.Notes, "the time can't be read: "+cut(in.Created, 40))
	}
	if l.o.HTML {
		if p.Body, err = markup.ToMarkdown(p.Body); err != nil {
			return p, err
		}
	}
	for i, c := range in.Comments {
		if strings.TrimSpace(c.Body) == "" {
			continue
		}
		p.Comments = append(p.Comments, question.Comment{Key: fmt.Sprintf("%s#comment%d", key, i+1), Body: c.Body, Author: c.Author, URL: p.URL, Score: int(c.Score), Created: later(when(c.Created), p.Created)})
	}
	return p, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func first(list ...string) string {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// when reads the usual ways to write a time; those without a zone are UTC.
func when(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999 MST", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999",
		"2006-01-02 15:04", "2006-01-02", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "2006年1月2日"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1900 && t.Year() < 3000 {
			return t.UTC()
		}
	}
	return time.Time{}
}

var errNoTitle = errors.New("there is no title")
