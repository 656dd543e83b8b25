package notify

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

const (
	published = "published"
	// fanOutKind is the kind of the outbox's rows that tell followers of an article.
	fanOutKind = "notify.article"
	// batch is how many followers are told in one transaction.
	batch = 500
	// news is how old an article may be for its publication to be news: an imported one
	// keeps its date.
	news = 48 * time.Hour
)

type fanOut struct {
	Article string `json:"article"`
}

// articleSaved has the followers told of an article that was published, and takes back
// what was told about one that nobody sees any more.
func articleSaved(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := before(e.App, e.Record, schema.ArticleStatus)
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		a := schema.AsArticle(e.Record)
		switch {
		case was != published && a.Status() == published:
			return articlePublished(e.App, a, was)
		case was == published && a.Status() != published:
			return articleGone(e.App, a.Id)
		}
		return nil
	})
}

func articlePublished(app core.App, a *schema.Article, was string) error {
	if time.Since(a.Published().Time()) > news {
		return nil
	}
	if was == "scheduled" {
		if err := tellAll(app, authorsOf(a), notice{
			Kind: Review, Event: "live", TargetKind: "article", Target: a.Id, Subject: a.Title(), URL: "/articles/" + a.Slug(), Cause: "live:" + a.Id,
		}); err != nil {
			return err
		}
	}
	// one row for every time it goes public; that nobody is told twice the causes see to
	return jobs.Enqueue(app, fanOutKind, a.Id+":"+types.NowDateTime().String(), fanOut{a.Id}, time.Time{})
}

func articleGone(app core.App, id string) error {
	if err := untell(app, articleCause(id)); err != nil {
		return err
	}
	return hideAbout(app, id, Reply, Mention, Comment, Vote)
}

func articleDeleted(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		if err := articleGone(e.App, e.Record.Id); err != nil {
			return err
		}
		return hideAbout(e.App, e.Record.Id, Review)
	})
}

func articleCause(id string) string { return "article:" + id }

// tellFollowers tells those who follow an article's authors, column, series or tags, a
// batch a transaction. Begun again after a crash, it goes through all and tells the rest.
func tellFollowers(ctx context.Context, app core.App, item *jobs.Item) error {
	var job fanOut
	if err := item.Decode(&job); err != nil {
		return jobs.Permanent(err)
	}
	for last := ""; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var next string
		err := app.RunInTransaction(func(app core.App) (err error) {
			next, err = tellBatch(app, job.Article, last)
			return err
		})
		if err != nil || next == "" {
			return err
		}
		last = next
	}
}

// tellBatch tells the followers after one id, and gives the last of them; none at the end.
func tellBatch(app core.App, id, after string) (last string, err error) {
	article, err := publishedArticle(app, id)
	if err != nil || article == nil {
		return "", err // it was taken back meanwhile
	}
	followed, err := json.Marshal(map[string][]string{
		"user": authorsOf(article), "column": {article.Column()}, "series": {article.Series()}, "tag": article.Tags(),
	})
	if err != nil {
		return "", err
	}
	authors, err := json.Marshal(authorsOf(article))
	if err != nil {
		return "", err
	}
	now := types.NowDateTime().String()
	params := dbx.Params{
		"followed": string(followed), "authors": string(authors), "after": after, "batch": batch, "now": now, "cause": articleCause(id),
		"actor": article.Author(), "article": id, "subject": clip(article.Title(), maxSubject), "url": "/articles/" + article.Slug(),
		"data": `{"event":"new_article"}`, "kind": NewArticle, "off": Off, "mail": ByMail, "notice": noticeKind,
	}
	var users []string
	if err := app.DB().NewQuery(`SELECT DISTINCT f.user FROM json_each({:followed}) kinds, json_each(kinds.value) targets
		JOIN follows f ON f.target = targets.value AND f.kind = kinds.[[key]]
		WHERE f.user > {:after} ORDER BY f.user LIMIT {:batch}`).Bind(params).Column(&users); err != nil || len(users) == 0 {
		return "", err
	}
	list, err := json.Marshal(users)
	if err != nil {
		return "", err
	}
	params["users"] = string(list)
	// who has been told stays as they are; only the new ones come back
	var told []struct {
		ID   string `db:"notification"`
		User string `db:"user"`
	}
	if err := app.DB().NewQuery(`INSERT INTO notification_causes (cause, user, notification, undone, at)
		SELECT {:cause}, u.id, substr(lower(hex(randomblob(8))), 1, 15), 0, {:now} FROM users u LEFT JOIN notification_settings s ON s.user = u.id
		WHERE u.id IN (SELECT value FROM json_each({:users})) AND u.id NOT IN (SELECT value FROM json_each({:authors}))
			AND u.suspended_until < {:now} AND coalesce(json_extract(s.choices, '$.new_article'), '') != {:off}
		ON CONFLICT (cause, user) DO NOTHING RETURNING notification, user`).Bind(params).All(&told); err != nil {
		return "", err
	}
	if len(told) == 0 {
		return users[len(users)-1], nil
	}
	ids := make([]string, len(told))
	for i, t := range told {
		ids[i] = t.ID
	}
	if list, err = json.Marshal(ids); err != nil {
		return "", err
	}
	params["told"] = string(list)
	for _, statement := range []string{
		`INSERT INTO notifications (id, user, kind, actor, target_kind, target, subject, url, [[group]], count, at, cause, data, read, created, updated)
			SELECT c.notification, c.user, {:kind}, {:actor}, 'article', {:article}, {:subject}, {:url}, '', 1, {:now}, {:cause}, {:data}, '', {:now}, {:now}
			FROM json_each({:told}) t JOIN notification_causes c ON c.notification = t.value`,
		`INSERT INTO outbox (id, kind, [[key]], payload, state, urgent, attempts, next, error, node, created, updated)
			SELECT substr(lower(hex(randomblob(8))), 1, 15), {:notice}, c.notification, json_object('notification', c.notification), 'waiting', FALSE, 0, {:now}, '', '', {:now}, {:now}
			FROM json_each({:told}) t JOIN notification_causes c ON c.notification = t.value JOIN notification_settings s ON s.user = c.user
			WHERE json_extract(s.choices, '$.new_article') = {:mail} ON CONFLICT (kind, [[key]]) DO NOTHING`,
	} {
		if _, err := app.DB().NewQuery(statement).Bind(params).Execute(); err != nil {
			return "", err
		}
	}
	jobs.Wake(app)
	announce(app, "create", ids...)
	return users[len(users)-1], nil
}
