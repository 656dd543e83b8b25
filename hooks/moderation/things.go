package moderation

import (
	"database/sql"
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// collections gives where the things of a kind are.
var collections = map[string]string{
	Article: schema.Articles, Comment: schema.Comments, Person: schema.Users, Column: schema.Columns, Question: schema.Questions, Answer: schema.Answers,
	Event: schema.Events, Session: schema.EventSessions, Entry: schema.Entries, Group: schema.Groups,
}

// kinds is the other way round.
var kinds = map[string]string{
	schema.Articles: Article, schema.Comments: Comment, schema.Users: Person, schema.Columns: Column, schema.Questions: Question, schema.Answers: Answer,
	schema.Events: Event, schema.EventSessions: Session, schema.Entries: Entry, schema.Groups: Group,
}

// owners is the field that names whose a thing is; a person is their own.
var owners = map[string]string{
	Article: schema.ArticleAuthor, Comment: schema.CommentAuthor, Column: schema.ColumnOwner, Question: schema.QuestionAuthor, Answer: schema.AnswerAuthor,
	Event: schema.EventAuthor, Entry: schema.EntryUser, Group: schema.GroupOwner, // and a part of an agenda is nobody's
}

// states is the field that says whether a thing is shown, and the value by which it is hidden.
var states = map[string]struct{ field, hidden string }{
	Article: {schema.ArticleStatus, "hidden"},
	Comment: {schema.CommentState, "hidden"},
	Column:  {schema.ColumnStatus, "archived"},
	Group:   {schema.GroupHidden, "true"},
	Person:  {schema.UserProfileHidden, "true"},

	Question: {schema.QuestionStatus, "hidden"},
	Answer:   {schema.AnswerStatus, "hidden"},

	Event:   {schema.EventHidden, "true"}, // and a draft again, which its organisers see
	Session: {schema.EventSessionHidden, "true"},
	Entry:   {schema.EntryHidden, "true"},
}

// A thing is what a report or a decision is about.
type thing struct {
	kind string
	*core.Record
	within string // where a part of an event is seen
}

// owner is the id of the account whose thing it is, empty for nobody's.
func (t *thing) owner() string {
	if t.kind == Person {
		return t.Id
	}
	return t.GetString(owners[t.kind])
}

// find reads a thing. The error is nothing's message where there is none.
func find(app core.App, kind, id string) (*thing, error) {
	collection, known := collections[kind]
	if !known {
		return nil, nothing()
	}
	r, err := app.FindRecordById(collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nothing()
	}
	if err != nil {
		return nil, err
	}
	t := &thing{kind: kind, Record: r}
	if kind == Session || kind == Entry {
		event, err := app.FindRecordById(schema.Events, r.GetString(schema.EventSessionEvent))
		if err != nil {
			return nil, err
		}
		if t.within = "/events/" + event.GetString(schema.EventSlug); kind == Session {
			t.within += "#s-" + r.Id
		} else {
			t.within += "/contest/" + r.Id
		}
	}
	return t, nil
}

func nothing() error { return i18n.NewError("moderation.nothing").WithStatus(http.StatusNotFound) }

// account reads an account, nil where there is none.
func account(app core.App, id string) (*core.Record, error) {
	if id == "" {
		return nil, nil
	}
	r, err := app.FindRecordById(schema.Users, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, err
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}

// title names a thing in a line.
func (t *thing) title() string {
	switch t.kind {
	case Article:
		return t.GetString(schema.ArticleTitle)
	case Comment:
		return cut(t.GetString(schema.CommentBody), 80)
	case Column:
		return t.GetString(schema.ColumnName)
	case Group:
		return t.GetString(schema.GroupName)
	case Question:
		return t.GetString(schema.QuestionTitle)
	case Answer:
		return t.GetString(schema.AnswerExcerpt)
	case Event, Session, Entry:
		return t.GetString(schema.EventTitle) // all three have the same name for it
	}
	if name := t.GetString(schema.UserName); name != "" {
		return name
	}
	return t.GetString(schema.UserHandle)
}

// url is where a thing is seen, without the language; empty where it has no page.
func (t *thing) url() string {
	switch t.kind {
	case Article:
		return "/articles/" + t.GetString(schema.ArticleSlug)
	case Column:
		return "/columns/" + t.GetString(schema.ColumnSlug)
	case Group:
		return "/groups/" + t.GetString(schema.GroupSlug)
	case Comment:
		return "/comments/" + t.Id
	case Question:
		return "/questions/" + t.Id
	case Answer:
		return "/answers/" + t.Id
	case Event:
		return "/events/" + t.GetString(schema.EventSlug)
	case Session, Entry:
		return t.within
	}
	if handle := t.GetString(schema.UserHandle); handle != "" {
		return "/people/" + handle
	}
	return ""
}
