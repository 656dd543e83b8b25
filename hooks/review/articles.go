package review

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/aymanbagabas/go-udiff"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

func stampArticle(e *core.RecordRequestEvent) error {
	e.Record.SetRaw(access.ByKey, person(e.Auth))
	return e.Next()
}

// mayEditArticle keeps a scheduled article as its reviewer read it: its authors take it back
// (which makes it a draft again) before they change it.
func mayEditArticle(e *core.RecordRequestEvent) error {
	e.Record.SetRaw(access.ByKey, person(e.Auth))
	see(e.Record, schema.ArticleStatus)
	before := schema.AsArticle(e.Record.Original())
	if before.Status() != scheduled || schema.AsArticle(e.Record).Status() != scheduled {
		return e.Next()
	}
	part, err := access.PartIn(e.App, e.Auth, before)
	if err != nil {
		return err
	}
	changed := slices.ContainsFunc(atRest, func(field string) bool { return !same(before.Get(field), e.Record.Get(field)) })
	if part < access.Reviewer && changed {
		return i18n.FieldError(schema.ArticleStatus, "review.scheduled_rests")
	}
	return e.Next()
}

func same(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && string(x) == string(y)
}

// followArticle keeps, in the transaction of every save of an article, one open submission
// while it is pending and none otherwise, and the notes at their passages.
func followArticle(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := e.Record
		var was *core.Record
		if !r.IsNew() {
			var err error
			if was, err = e.App.FindRecordById(r.Collection(), r.Id); err != nil {
				return err
			}
			status := was.GetString(schema.ArticleStatus)
			if asked, ok := seen(r, schema.ArticleStatus); ok && asked != status {
				// somebody moved it since; saving would undo that unseen
				return i18n.NewError("review.moved_meanwhile").WithStatus(http.StatusConflict)
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		r.SetRaw(seenKey, nil) // what is saved again later was not asked for a second time
		a := schema.AsArticle(r)
		if was != nil && was.GetString(schema.ArticleBody) != a.Body() {
			if err := moveNotes(e.App, a.Id, was.GetString(schema.ArticleBody), a.Body()); err != nil {
				return err
			}
		}
		return followStatus(e.App, a)
	})
}

// followStatus opens and closes the submission that the article's status asks for. It can be
// run any number of times.
func followStatus(app core.App, a *schema.Article) error {
	open, err := openSubmission(app, a.Id)
	if err != nil {
		return err
	}
	if open != nil && (a.Status() != pending || open.Column() != a.Column()) {
		open.Set(schema.SubmissionState, outcome(a.Status()))
		open.Set(schema.SubmissionDecided, types.NowDateTime())
		open.Set(schema.SubmissionDecider, by(a.ProxyRecord(), access.ByKey))
		if a.Status() == rejected {
			open.Set(schema.SubmissionAnswer, a.Reason())
		}
		// its column may just have been deleted, which is no reason to leave it open
		if err := app.SaveNoValidate(open.ProxyRecord()); err != nil {
			return err
		}
		open = nil
	}
	if open != nil || a.Status() != pending {
		return nil
	}
	collection, err := app.FindCachedCollectionByNameOrId(schema.Submissions)
	if err != nil {
		return err
	}
	submitter := by(a.ProxyRecord(), access.ByKey)
	if submitter == "" {
		submitter = a.Author()
	}
	next := core.NewRecord(collection)
	next.Set(schema.SubmissionArticle, a.Id)
	next.Set(schema.SubmissionColumn, a.Column())
	next.Set(schema.SubmissionSubmitter, submitter)
	next.Set(schema.SubmissionState, Open)
	return app.SaveNoValidate(next)
}

// openSubmission gives the open submission of an article, nil when there is none.
func openSubmission(app core.App, article string) (*schema.Submission, error) {
	found, err := app.FindFirstRecordByFilter(schema.Submissions, "article = {:article} && state = 'open'", dbx.Params{"article": article})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return schema.AsSubmission(found), nil
}

// changes answers how the text of an article differs from what was last live of it, as a
// unified diff, to those who take part in its review.
func changes(e *core.RequestEvent) error {
	missing := i18n.NewError("review.no_article").WithStatus(http.StatusNotFound)
	found, err := e.App.FindRecordById(schema.Articles, e.Request.PathValue("id"))
	if err != nil {
		return missing.Because(err)
	}
	article := schema.AsArticle(found)
	part, err := access.PartIn(e.App, e.Auth, article)
	if err != nil {
		return err
	}
	if part < access.Author {
		return missing
	}
	var live struct {
		Number int    `db:"number"`
		Title  string `db:"title"`
		Body   string `db:"body"`
	}
	err = e.App.DB().NewQuery("SELECT number, title, body FROM revisions WHERE article = {:article} AND number > 0 ORDER BY number DESC LIMIT 1").
		Bind(dbx.Params{"article": article.Id}).One(&live)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	answer := struct {
		From  int    `json:"from"`  // the revision compared with, 0 when nothing was live yet
		Title string `json:"title"` // its title
		Diff  string `json:"diff"`
	}{From: live.Number, Title: live.Title}
	if live.Number > 0 && live.Body != article.Body() {
		answer.Diff = udiff.Unified("live", "now", live.Body+"\n", article.Body()+"\n")
	}
	return e.JSON(http.StatusOK, answer)
}
