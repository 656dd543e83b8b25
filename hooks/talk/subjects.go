package talk

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/tx"
)

// A Subject is a kind of thing that can be talked about, voted on and kept. Its values are names and expressions of our
// own, never a visitor's: they become SQL.
type Subject struct {
	Kind       string   // as comments.kind, votes.kind and bookmarks.kind have it
	Collection string   // the collection of these things
	Path       string   // an expression: the path of the page with all that is said about one, "'/articles/' || slug"
	Title      string   // an expression: its title
	Public     string   // a condition: everybody may see it
	Page       string   // an expression: id of the thing whose page shows it; "" for its own
	Authors    []string // fields with the ids of who made it
	Column     string   // the field with its column, whose editors are marked; "" for none
	Part       string   // the field with the thing that it is part of and isn't public without; "" for none
	Of         string   // the collection of that thing
	Place      string   // the place of its page that shows the discussion, see site.Sections; "" for none
	Bar        string   // the place of its page that shows the buttons; "" for none
	Brief      string   // the place that shows the first comments, on a page with several such things; "" for none
	Mark       string   // the message that marks comments of who made it; "talk.mark.author" when empty
	Anchor     string   // begins the id of a comment in its page
	Rescore    Rescore  // its lists follow its counters; nil where they don't
}

// Articles describes articles.
func Articles(rescore Rescore) Subject {
	return Subject{
		Kind: "article", Collection: schema.Articles, Path: "'/articles/' || slug", Title: "title",
		Public: "status = 'published'", Authors: []string{schema.ArticleAuthor, schema.ArticleCoauthors}, Column: schema.ArticleColumn,
		Place: "article", Bar: "article.bar", Anchor: "comment-", Rescore: rescore,
	}
}

// Series describes series, which can be kept.
func Series() Subject {
	return Subject{
		Kind: "series", Collection: schema.SeriesList, Path: "'/series/' || slug", Title: "title", Public: "1", Authors: []string{"owner"},
	}
}

// Questions describes questions.
func Questions(rescore Rescore) Subject {
	return Subject{
		Kind: "question", Collection: schema.Questions, Path: "'/questions/' || id || '/comments'", Title: "title",
		Public: "status = 'published'", Authors: []string{schema.QuestionAuthor}, Column: schema.QuestionColumn,
		Place: "question", Brief: "question.remarks", Mark: "talk.mark.asker", Anchor: "comment-", Rescore: rescore,
	}
}

// Answers describes answers, which their question's page shows.
func Answers() Subject {
	const asked = "FROM questions WHERE questions.id = answers.question)"
	return Subject{
		Kind: "answer", Collection: schema.Answers, Path: "'/answers/' || id || '/comments'", Title: "(SELECT title " + asked,
		Public: "status = 'published' AND (SELECT status " + asked + " = 'published'", Page: schema.AnswerQuestion, Part: schema.AnswerQuestion, Of: schema.Questions,
		Authors: []string{schema.AnswerAuthor}, Place: "answer", Brief: "answer.remarks", Mark: "talk.mark.answerer", Anchor: "comment-",
	}
}

// commentKind is the kind of comments themselves, where they are voted on or kept.
const commentKind = "comment"

// A thing is what somebody talks about, votes on or keeps.
type thing struct {
	kind, id   string
	collection string
	title      string
	path       string // of the page with what is said about it
	mark       string // the message for its authors
	public     bool
	authors    []string
	column     string
	page       string // id of the thing whose page shows it: its own, or what a comment is about
	anchor     string // begins the id of a comment in that page
	paged      bool   // that page shows its discussion a page at a time
	rescore    Rescore
}

// find reads a thing in one query. sql.ErrNoRows says that there is none of that kind and id.
func (t *Talk) find(app core.App, kind, id string) (*thing, error) {
	if kind == commentKind {
		return findComment(app, id)
	}
	s := t.subjects[kind]
	if s == nil || id == "" {
		return nil, sql.ErrNoRows
	}
	var row found
	err := app.DB().NewQuery("SELECT " + s.columns() + " FROM {{" + s.Collection + "}} WHERE id = {:id}").
		Bind(dbx.Params{"id": id}).One(&row)
	if err != nil {
		return nil, err
	}
	return row.thing(s), nil
}

// found is what is read of a thing.
type found struct {
	ID      string `db:"id"`
	Path    string `db:"path"`
	Page    string `db:"page"`
	Title   string `db:"title"`
	Public  bool   `db:"public"`
	Column  string `db:"column"`
	Authors string `db:"authors"`
	Said    int    `db:"said"` // comments that can be seen
}

// columns are what a query reads as [found].
func (s *Subject) columns() string { return s.reading(s.Title, s.Public) }

// bare are the same for a page that shows the things: it knows what they are called, and that they can be seen.
func (s *Subject) bare() string { return s.reading("''", "1") }

func (s *Subject) reading(title, public string) string {
	columns := []string{"id", s.Path + " path", title + " title", "(" + public + ") public", cmp.Or(s.Page, "id") + " page"}
	if s.Column != "" {
		columns = append(columns, "[["+s.Column+"]] [[column]]")
	} else {
		columns = append(columns, "'' [[column]]")
	}
	authors := make([]string, len(s.Authors))
	for i, field := range s.Authors {
		authors[i] = "coalesce([[" + field + "]], '')"
	}
	columns = append(columns, strings.Join(authors, " || ' ' || ")+" authors", "coalesce((SELECT comments FROM stats WHERE stats.id = {{"+s.Collection+"}}.id), 0) said")
	return strings.Join(columns, ", ")
}

func (row *found) thing(s *Subject) *thing {
	return &thing{
		kind: s.Kind, id: row.ID, collection: s.Collection, title: row.Title, path: row.Path, public: row.Public, authors: idsIn(row.Authors),
		column: row.Column, page: row.Page, anchor: s.Anchor, paged: s.Place != "", rescore: s.Rescore, mark: cmp.Or(s.Mark, "talk.mark.author"),
	}
}

func findComment(app core.App, id string) (*thing, error) {
	var row struct {
		Author string `db:"author"`
		Body   string `db:"body"`
		Target string `db:"target"`
		Public bool   `db:"public"`
		State  string `db:"state"`
	}
	err := app.DB().NewQuery("SELECT author, substr(body, 1, 200) body, target, public, state FROM comments WHERE id = {:id}").
		Bind(dbx.Params{"id": id}).One(&row)
	if err != nil {
		return nil, err
	}
	return &thing{
		kind: commentKind, id: id, collection: schema.Comments, title: oneLine(row.Body), path: "/comments/" + id,
		public: row.Public && row.State == Visible, authors: []string{row.Author}, page: row.Target,
	}, nil
}

// idsIn takes the ids out of relation fields as the database keeps them: one id, or a JSON list.
func idsIn(raw string) []string {
	var ids []string
	for _, part := range strings.Fields(raw) {
		var list []string
		if part[0] != '[' {
			ids = append(ids, part)
		} else if json.Unmarshal([]byte(part), &list) == nil {
			ids = append(ids, list...)
		}
	}
	return ids
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// mustFind is find for a thing that a record refers to by its fields kind and target: the error is the field's.
func (t *Talk) mustFind(app core.App, r *core.Record) (*thing, error) {
	found, err := t.find(app, r.GetString("kind"), r.GetString("target"))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, i18n.FieldError("target", "talk.no_target")
	}
	return found, err
}

// keepsOrder says whether an account is a site editor, a moderator or a superuser.
func keepsOrder(auth *core.Record) bool {
	return access.IsEditor(auth) || auth != nil && slices.Contains(auth.GetStringSlice(schema.UserRoles), access.Moderator)
}

// manages says whether an account may close or slow the discussion of a thing: who keeps order on the site, its
// authors, and the editors and the owner of its column.
func (th *thing) manages(app core.App, auth *core.Record) (bool, error) {
	if auth == nil {
		return false, nil
	}
	if keepsOrder(auth) || slices.Contains(th.authors, auth.Id) {
		return true, nil
	}
	role, err := access.ColumnSeats.Role(app, auth, th.column)
	return role == access.ColumnOwner || role == access.ColumnEditor, err
}

// subjectChanged keeps what is copied of a thing true: whether its comments are public, and the title in bookmarks.
func (t *Talk) subjectChanged(s *Subject) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			if err := e.Next(); err != nil {
				return err
			}
			th, err := t.find(e.App, s.Kind, e.Record.Id)
			if err != nil {
				return err
			}
			params := dbx.Params{"kind": s.Kind, "id": th.id, "public": th.public, "title": clip(th.title)}
			if _, err := e.App.DB().NewQuery("UPDATE comments SET public = {:public} WHERE target = {:id} AND kind = {:kind} AND public != {:public}").
				Bind(params).Execute(); err != nil {
				return err
			}
			_, err = e.App.DB().NewQuery("UPDATE bookmarks SET title = {:title} WHERE target = {:id} AND kind = {:kind} AND title != {:title}").
				Bind(params).Execute()
			return err
		})
	}
}

// publicIn says whether everybody may see a thing of a collection.
func (t *Talk) publicIn(app core.App, collection, id string) (bool, error) {
	for _, s := range t.subjects {
		if s.Collection == collection {
			found, err := t.find(app, s.Kind, id)
			return err == nil && found.public, err
		}
	}
	return false, fmt.Errorf("talk: %s is no subject, though parts of it are", collection)
}

// partsChanged keeps true whether the comments about what is part of a thing are public. A thing may have many parts, so
// they are only looked at when it came to be public itself, or ceased to be.
func (t *Talk) partsChanged(s *Subject) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			was, err := t.publicIn(e.App, s.Of, e.Record.Id)
			if err != nil {
				return err
			}
			if err := e.Next(); err != nil {
				return err
			}
			if is, err := t.publicIn(e.App, s.Of, e.Record.Id); err != nil || is == was {
				return err
			}
			return execute(e.App, dbx.Params{"kind": s.Kind, "id": e.Record.Id},
				"UPDATE comments SET public = parts.public FROM (SELECT id, ("+s.Public+") public FROM [["+s.Collection+"]] WHERE [["+s.Part+"]] = {:id}) parts"+
					" WHERE comments.target = parts.id AND comments.kind = {:kind} AND comments.public != parts.public")
		})
	}
}

// subjectGone removes what was said about a thing that is deleted, which no relation's cascade reaches.
func (t *Talk) subjectGone(s *Subject) func(*core.RecordEvent) error {
	const said = "(SELECT id FROM comments WHERE target = {:id} AND kind = {:kind})"
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			if err := e.Next(); err != nil {
				return err
			}
			return execute(e.App, dbx.Params{"kind": s.Kind, "id": e.Record.Id},
				"DELETE FROM comment_edits WHERE comment IN "+said,
				"DELETE FROM votes WHERE kind = 'comment' AND target IN "+said,
				"DELETE FROM bookmarks WHERE kind = 'comment' AND target IN "+said,
				"DELETE FROM stats WHERE kind = 'comments' AND id IN "+said,
				"DELETE FROM comments WHERE target = {:id} AND kind = {:kind}",
				"DELETE FROM votes WHERE target = {:id} AND kind = {:kind}",
				"DELETE FROM bookmarks WHERE target = {:id} AND kind = {:kind}",
				"DELETE FROM discussions WHERE target = {:id} AND kind = {:kind}",
			)
		})
	}
}

func execute(app core.App, params dbx.Params, statements ...string) error {
	for _, s := range statements {
		if _, err := app.DB().NewQuery(s).Bind(params).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// count changes a counter of a thing and the order of the lists that follow it.
func (t *Talk) count(app core.App, th *thing, counter string, delta int) error {
	if delta == 0 {
		return nil
	}
	if err := stats.Add(app, th.collection, th.id, counter, delta); err != nil {
		return err
	}
	if th.rescore == nil {
		return nil
	}
	return th.rescore(app, []string{th.id})
}
