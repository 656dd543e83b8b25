package stackexchange

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"qiao/hooks/transfer/question"
)

// statements read what belongs to a question.
type statements struct {
	question, answers, comments, links, history, target, score *sql.Stmt
}

const postColumns = `p.id, p.type, p.parent, p.accepted, p.created, p.score, p.views, p.owner, p.owner_name, p.edited, p.active, p.title, p.tags, p.closed, p.wiki, p.licence, p.body, coalesce(u.name, '')`

func (s *stage) statements() (*statements, error) {
	r := &statements{}
	const thread = "(SELECT ?1 UNION ALL SELECT id FROM posts WHERE type = 2 AND parent = ?1)"
	for _, q := range []struct {
		into  **sql.Stmt
		query string
	}{
		{&r.question, "SELECT " + postColumns + " FROM posts p LEFT JOIN users u ON u.id = p.owner WHERE p.id = ?"},
		{&r.answers, "SELECT " + postColumns + " FROM posts p LEFT JOIN users u ON u.id = p.owner WHERE p.type = 2 AND p.parent = ? ORDER BY p.id"},
		{&r.comments, "SELECT c.id, c.post, c.score, c.created, c.owner, c.owner_name, c.text, coalesce(u.name, '') FROM comments c LEFT JOIN users u ON u.id = c.owner WHERE c.post IN " + thread + " ORDER BY c.post, c.id"},
		{&r.links, "SELECT l.related FROM links l JOIN posts p ON p.id = l.related AND p.type = 1 WHERE l.post = ? AND l.related != l.post ORDER BY l.id"},
		{&r.history, "SELECT h.id, h.post, h.type, h.guid, h.created, h.owner, h.owner_name, h.comment, h.text, coalesce(u.name, '') FROM history h LEFT JOIN users u ON u.id = h.owner WHERE h.post IN " + thread + " ORDER BY h.post, h.id"},
		{&r.target, "SELECT p.type, p.parent, coalesce(q.title, p.title) FROM posts p LEFT JOIN posts q ON p.type = 2 AND q.id = p.parent AND q.type = 1 WHERE p.id = ? AND (p.type = 1 OR q.id IS NOT NULL)"},
		{&r.score, "SELECT coalesce(sum(value), 0) FROM votes WHERE post = ?"},
	} {
		statement, err := s.db.Prepare(q.query) //nolint:sqlclosecheck // closed by close
		if err != nil {
			return nil, err
		}
		*q.into = statement
	}
	return r, nil
}

func (r *statements) close() {
	for _, s := range []*sql.Stmt{r.question, r.answers, r.comments, r.links, r.history, r.target, r.score} {
		_ = s.Close() // the database is closed next
	}
}

// post is a row of Posts.xml.
type post struct {
	id, kind, parent, accepted, created int64
	score                               sql.NullInt64
	views, owner                        int64
	ownerName                           string
	edited, active                      int64
	title, tags                         string
	closed                              int64
	wiki                                bool
	licence, body                       string
	userName                            string
}

func scanPost(row interface{ Scan(...any) error }) (*post, error) {
	p := &post{}
	err := row.Scan(&p.id, &p.kind, &p.parent, &p.accepted, &p.created, &p.score, &p.views, &p.owner, &p.ownerName, &p.edited, &p.active, &p.title, &p.tags, &p.closed, &p.wiki,
		&p.licence, &p.body, &p.userName)
	return p, err
}

// remark is a row of Comments.xml.
type remark struct {
	ID, Post, Score, Created, Owner int64
	OwnerName, Text, UserName       string
}

// event is a row of PostHistory.xml.
type event struct {
	ID, Post, Kind           int64
	GUID                     string
	Created, Owner           int64
	OwnerName, Comment, Text string
	UserName                 string
}

// group is a question with all that hangs on it, as the files have it.
type group struct {
	question *post
	answers  []*post
	comments map[int64][]remark
	history  map[int64][]event
	links    []int64
}

func (d *Dump) group(id int64) (*group, error) {
	g := &group{comments: map[int64][]remark{}, history: map[int64][]event{}}
	var err error
	if g.question, err = scanPost(d.reads.question.QueryRow(id)); err != nil {
		return nil, err
	}
	read := func(s *sql.Stmt, scan func(*sql.Rows) error) {
		if err != nil {
			return
		}
		var rows *sql.Rows
		if rows, err = s.Query(id); err != nil {
			return
		}
		defer rows.Close()
		for err == nil && rows.Next() {
			err = scan(rows)
		}
		if err == nil {
			err = rows.Err()
		}
	}
	read(d.reads.answers, func(rows *sql.Rows) error {
		a, err := scanPost(rows)
		g.answers = append(g.answers, a)
		return err
	})
	read(d.reads.comments, func(rows *sql.Rows) error {
		var c remark
		err := rows.Scan(&c.ID, &c.Post, &c.Score, &c.Created, &c.Owner, &c.OwnerName, &c.Text, &c.UserName)
		g.comments[c.Post] = append(g.comments[c.Post], c)
		return err
	})
	read(d.reads.links, func(rows *sql.Rows) error {
		var related int64
		err := rows.Scan(&related)
		g.links = append(g.links, related)
		return err
	})
	read(d.reads.history, func(rows *sql.Rows) error {
		var e event
		err := rows.Scan(&e.ID, &e.Post, &e.Kind, &e.GUID, &e.Created, &e.Owner, &e.OwnerName, &e.Comment, &e.Text, &e.UserName)
		g.history[e.Post] = append(g.history[e.Post], e)
		return err
	})
	for _, p := range append([]*post{g.question}, g.answers...) {
		if !p.score.Valid && err == nil {
			err = d.reads.score.QueryRow(p.id).Scan(&p.score.Int64)
		}
	}
	return g, err
}

// version is part of every fingerprint: it changes when the same rows give other texts.
const version = 1

// fingerprint changes when anything of the rows does, or of what the options make of them.
func (d *Dump) fingerprint(g *group) (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	list := []any{version, d.Site, d.o.Lang, d.o.Tags, d.o.Users, g.links, g.comments, g.history}
	for _, p := range append([]*post{g.question}, g.answers...) {
		list = append(list, []any{p.id, p.kind, p.parent, p.accepted, p.created, p.score, p.views, p.owner, p.ownerName, p.edited, p.active, p.title, p.tags, p.closed, p.wiki, p.licence, p.body, p.userName})
	}
	if err := e.Encode(list); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// key is what a post is known by.
func (d *Dump) key(id int64) string {
	return "stackexchange:" + d.Site + "/" + strconv.FormatInt(id, 10)
}

// question makes a question of its rows.
func (d *Dump) question(id int64) (*question.Question, error) {
	g, err := d.group(id)
	if err != nil {
		return nil, err
	}
	p := g.question
	q := &question.Question{Title: strings.TrimSpace(p.title), Lang: d.o.Lang, Views: int(p.views), Active: timeOf(p.active)}
	if q.Hash, err = d.fingerprint(g); err != nil {
		return nil, err
	}
	if q.Tags, err = d.tags(p.tags); err != nil {
		return nil, err
	}
	if q.Post, err = d.post(g, p); err != nil {
		return nil, err
	}
	for _, a := range g.answers {
		answer, err := d.post(g, a)
		if err != nil {
			return nil, fmt.Errorf("answer %d: %w", a.id, err)
		}
		q.Answers = append(q.Answers, answer)
		if a.id == p.accepted {
			q.Accepted = answer.Key
		}
	}
	if p.accepted != 0 && q.Accepted == "" {
		q.Notes = append(q.Notes, fmt.Sprintf("the accepted answer %d isn't in the dump", p.accepted))
	}
	d.close(q, g)
	return q, nil
}

// post makes what questions and answers have in common.
func (d *Dump) post(g *group, p *post) (question.Post, error) {
	number := strconv.FormatInt(p.id, 10)
	out := question.Post{
		Key: d.key(p.id), Name: name("question", p.id), Site: d.Site, URL: "https://" + d.Site + "/q/" + number, Wiki: p.wiki, Score: int(p.score.Int64),
		Created: timeOf(p.created), Edited: timeOf(p.edited),
	}
	if p.kind == typeAnswer {
		out.Name, out.URL = name("answer", p.id), "https://"+d.Site+"/a/"+number
	}
	out.Author, out.AuthorURL, out.User = d.person(p.owner, p.userName, p.ownerName)
	out.Licence = licence(p.licence, later(p.created, p.edited))
	var err error
	if out.Body, err = d.markdown(p.body); err != nil {
		return out, err
	}
	if strings.TrimSpace(out.Body) == "" {
		return out, errors.New("nothing is left of the text")
	}
	if out.Revisions, err = d.revisions(g.history[p.id], p, out); err != nil {
		return out, err
	}
	for _, c := range g.comments[p.id] {
		author, _, user := d.person(c.Owner, c.UserName, c.OwnerName)
		out.Comments = append(out.Comments, question.Comment{
			Key: d.key(p.id) + "#comment" + strconv.FormatInt(c.ID, 10), Body: d.relink(c.Text), Author: author, User: user,
			URL: fmt.Sprintf("%s#comment%d_%d", out.URL, c.ID, p.id), Score: int(c.Score), Created: timeOf(c.Created),
		})
	}
	return out, nil
}

// person names somebody: by their name in Users, or the one that a post kept when the account went.
func (d *Dump) person(id int64, name, kept string) (author, url, user string) {
	author = name
	if author == "" {
		author = kept
	}
	if author == "" && id > 0 {
		author = "user" + strconv.FormatInt(id, 10) // as the sites call those without a name
	}
	if id > 0 {
		url = "https://" + d.Site + "/users/" + strconv.FormatInt(id, 10)
		if user = d.o.Users[strconv.FormatInt(id, 10)]; user != "" {
			return author, url, user
		}
	}
	return author, url, d.o.Users[author]
}

// licence is the one that a row names, or else the one of its time: Stack Exchange went to CC BY-SA 3.0 on 8 April 2011
// and to 4.0 on 2 May 2018, each for what was written from then on.
func licence(given string, written int64) string {
	if given = strings.TrimSpace(given); given != "" {
		return given
	}
	switch {
	case written < time.Date(2011, 4, 8, 0, 0, 0, 0, time.UTC).UnixMilli():
		return "CC BY-SA 2.5"
	case written < time.Date(2018, 5, 2, 0, 0, 0, 0, time.UTC).UnixMilli():
		return "CC BY-SA 3.0"
	}
	return "CC BY-SA 4.0"
}

func later(a, b int64) int64 { return max(a, b) }

// tags reads "<a><b>" and "|a|b|".
func (d *Dump) tags(s string) (list []string, err error) {
	for _, tag := range strings.FieldsFunc(s, func(r rune) bool { return r == '<' || r == '>' || r == '|' || r == ' ' }) {
		switch other, ok := d.o.Tags[tag]; {
		case !ok:
			list = append(list, tag)
		case other != "-":
			list = append(list, other)
		}
	}
	return list, nil
}
