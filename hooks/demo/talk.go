package demo

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

//go:embed talk.yaml
var conversation []byte

// remark is a comment with its answers. To names which answer of the thread it answers, from 1; 0 is the first comment.
type remark struct {
	On, By, Say string
	After       time.Duration
	To          int
	Liked       []string
	Answers     []remark
}

// talker writes what people say, vote for and keep.
type talker struct {
	app    core.App
	people map[string]string // ids by handle
}

// Talk fills the demo's articles with comments, votes on them and bookmarks, once the articles are there.
func Talk(app core.App) error {
	var said struct {
		Comments  []remark
		Bookmarks map[string][]string
	}
	if err := yaml.UnmarshalWithOptions(conversation, &said, yaml.Strict()); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		t := talker{tx, map[string]string{}}
		users, err := tx.FindAllRecords(schema.Users)
		if err != nil {
			return err
		}
		for _, u := range users {
			t.people[u.GetString(schema.UserHandle)] = u.Id
		}
		for _, r := range said.Comments {
			if err := t.thread(r); err != nil {
				return fmt.Errorf("a comment on %s: %w", r.On, err)
			}
		}
		for _, slug := range slices.Sorted(maps.Keys(said.Bookmarks)) {
			article, err := t.article(slug)
			if err != nil {
				return err
			}
			for _, handle := range said.Bookmarks[slug] {
				if err := t.mark(schema.Bookmarks, handle, "article", article.Id); err != nil {
					return fmt.Errorf("the bookmark of %s on %s: %w", handle, slug, err)
				}
			}
		}
		return nil
	})
}

func (t *talker) article(slug string) (*core.Record, error) {
	r, err := t.app.FindFirstRecordByData(schema.Articles, schema.ArticleSlug, slug)
	if err != nil {
		return nil, fmt.Errorf("the article %s: %w", slug, err)
	}
	return r, nil
}

func (t *talker) thread(r remark) error {
	article, err := t.article(r.On)
	if err != nil {
		return err
	}
	published := article.GetDateTime(schema.ArticlePublished).Time()
	first, err := t.say(r, article.Id, "", published)
	if err != nil {
		return err
	}
	ids := []string{first}
	for _, answer := range r.Answers {
		if answer.To >= len(ids) {
			return fmt.Errorf("%s answers what isn't there", answer.By)
		}
		id, err := t.say(answer, article.Id, ids[answer.To], published)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	return nil
}

func (t *talker) say(r remark, article, parent string, published time.Time) (string, error) {
	return t.sayOn("article", r, article, parent, published)
}

// sayOn writes a comment on a thing that is there since then.
func (t *talker) sayOn(kind string, r remark, target, parent string, since time.Time) (string, error) {
	comments, err := t.app.FindCachedCollectionByNameOrId(schema.Comments)
	if err != nil {
		return "", err
	}
	at := since.Add(r.After)
	if now := time.Now(); at.After(now) {
		at = now
	}
	when, err := types.ParseDateTime(at)
	if err != nil {
		return "", err
	}
	c := core.NewRecord(comments)
	c.Load(map[string]any{
		schema.CommentKind: kind, schema.CommentTarget: target, schema.CommentParent: parent,
		schema.CommentAuthor: t.people[r.By], schema.CommentBody: r.Say, schema.CommentState: "visible",
	})
	c.SetRaw("created", when) // the time it was said, not that of the import
	if err := t.app.Save(c); err != nil {
		return "", err
	}
	for _, handle := range r.Liked {
		if err := t.mark(schema.Votes, handle, "comment", c.Id); err != nil {
			return "", fmt.Errorf("the vote of %s: %w", handle, err)
		}
	}
	return c.Id, nil
}

// mark makes a vote or a bookmark.
func (t *talker) mark(collection, handle, kind, target string) error {
	c, err := t.app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{"user": t.people[handle], "kind": kind, "target": target})
	if collection == schema.Votes {
		r.Set(schema.VoteValue, 1)
	}
	return t.app.Save(r)
}
