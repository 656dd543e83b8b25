package notify

import (
	"database/sql"
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// visible is the state of a comment that everybody sees.
const visible = "visible"

// talked tells of a comment that has become visible: whom it answers, who is mentioned,
// whose article, question or answer it is about. A comment that is no longer to be seen is taken back.
func talked(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		c := schema.AsComment(e.Record)
		about, err := publicThing(e.App, c.Kind(), c.Target())
		if err != nil {
			return err
		}
		if c.State() != visible || about == nil {
			return untellComment(e.App, c.Id)
		}
		return tellComment(e.App, c, about)
	})
}

func tellComment(app core.App, c *schema.Comment, about *thing) error {
	n := notice{
		Actor: c.Author(), TargetKind: about.kind, Target: about.id, Subject: about.title, URL: "/comments/" + c.Id,
		Data: map[string]string{"comment": c.Id},
	}
	told := []string{c.Author()}
	tellOne := func(user, kind, group string) error {
		if user == "" || slices.Contains(told, user) {
			return nil
		}
		told = append(told, user)
		n.User, n.Kind, n.Event, n.Group, n.Cause = user, kind, kind, group, kind+":"+c.Id
		if kind == Comment && about.kind != "article" {
			n.Event = about.kind
		}
		return tell(app, n)
	}
	if c.Parent() != "" {
		parent, err := app.FindRecordById(schema.Comments, c.Parent())
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err == nil && parent.GetString(schema.CommentState) == visible {
			if err := tellOne(parent.GetString(schema.CommentAuthor), Reply, ""); err != nil {
				return err
			}
		}
	}
	for _, user := range c.Mentions() {
		if err := tellOne(user, Mention, ""); err != nil {
			return err
		}
	}
	for _, user := range about.authors {
		if err := tellOne(user, Comment, "comment:"+about.id); err != nil {
			return err
		}
	}
	return nil
}

func untellComment(app core.App, id string) error {
	return untell(app, Reply+":"+id, Mention+":"+id, Comment+":"+id)
}

func untalked(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untellComment(e.App, e.Record.Id)
	})
}

// A thing is what comments and votes are about: an article, a question or an answer that everybody sees.
type thing struct {
	kind, id, title, url string
	authors              []string
}

// publicThing reads a thing; nil when there is none that everybody sees.
func publicThing(app core.App, kind, id string) (*thing, error) {
	switch kind {
	case "article":
		return publicArticle(app, id)
	case Question:
		q, err := publicQuestion(app, id)
		if err != nil || q == nil {
			return nil, err
		}
		return &thing{kind, id, q.Title(), questionPath(q), []string{q.Author()}}, nil
	case Answer:
		a, q, err := publicAnswer(app, id)
		if err != nil || a == nil {
			return nil, err
		}
		return &thing{kind, id, q.Title(), answerPath(q, a.Id), []string{a.Author()}}, nil
	}
	return nil, nil
}

// publicArticle reads of an article what is told of it: every comment and vote asks, and its text is long.
func publicArticle(app core.App, id string) (*thing, error) {
	var a struct {
		Title     string                  `db:"title"`
		Slug      string                  `db:"slug"`
		Author    string                  `db:"author"`
		Coauthors types.JSONArray[string] `db:"coauthors"`
	}
	err := app.DB().NewQuery("SELECT title, slug, coalesce(author, '') author, coauthors FROM articles WHERE id = {:id} AND status = {:published}").
		Bind(dbx.Params{"id": id, "published": published}).One(&a)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &thing{"article", id, a.Title, "/articles/" + a.Slug, append([]string{a.Author}, a.Coauthors...)}, nil
}

// publishedArticle reads an article that everybody sees; nil when it isn't one.
func publishedArticle(app core.App, id string) (*schema.Article, error) {
	r, err := app.FindRecordById(schema.Articles, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil || r.GetString(schema.ArticleStatus) != published {
		return nil, err
	}
	return schema.AsArticle(r), nil
}

// authorsOf gives the ids of an article's authors.
func authorsOf(a *schema.Article) []string {
	return append([]string{a.Author()}, a.Coauthors()...)
}

// voted tells of a vote for something; one against it is nobody's news.
func voted(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		v := schema.AsVote(e.Record)
		cause := voteCause(v)
		if v.Value() <= 0 {
			return untell(e.App, cause)
		}
		n := notice{Kind: Vote, Event: v.Kind(), Actor: v.User(), Cause: cause, Group: "vote:" + v.Target()}
		about, err := publicThing(e.App, v.Kind(), v.Target())
		if err != nil {
			return err
		}
		var owners []string
		if about != nil {
			owners, n.URL = about.authors, about.url
		} else if v.Kind() == Comment {
			record, err := e.App.FindRecordById(schema.Comments, v.Target())
			if err != nil {
				return ignoreMissing(err)
			}
			c := schema.AsComment(record)
			if about, err = publicThing(e.App, c.Kind(), c.Target()); err != nil || about == nil || c.State() != visible {
				return err
			}
			owners, n.URL = []string{c.Author()}, "/comments/"+c.Id
		} else {
			return nil
		}
		n.TargetKind, n.Target, n.Subject = about.kind, about.id, about.title
		for _, user := range owners {
			n.User = user
			if err := tell(e.App, n); err != nil {
				return err
			}
		}
		return nil
	})
}

func unvoted(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, voteCause(schema.AsVote(e.Record)))
	})
}

// voteCause is the same however often somebody votes and takes it back.
func voteCause(v *schema.Vote) string { return "vote:" + v.Target() + ":" + v.User() }

// followed tells somebody of a new follower.
func followed(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		f := schema.AsFollow(e.Record)
		if f.Kind() != "user" {
			return nil
		}
		var handle string
		if err := e.App.DB().Select("handle").From(schema.Users).Where(dbx.HashExp{"id": f.User()}).Row(&handle); err != nil {
			return ignoreMissing(err)
		}
		n := notice{
			User: f.Target(), Kind: Follow, Event: Follow, Actor: f.User(), TargetKind: "user", Target: f.User(),
			Cause: followCause(f), Group: Follow, URL: "/notifications",
		}
		if handle != "" {
			n.URL = "/people/" + handle
		}
		return tell(e.App, n)
	})
}

func unfollowed(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, followCause(schema.AsFollow(e.Record)))
	})
}

func followCause(f *schema.Follow) string { return "follow:" + f.User() + ":" + f.Target() }

// ignoreMissing takes a row that isn't there for nothing to tell.
func ignoreMissing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
