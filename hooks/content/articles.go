package content

import (
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/tx"
)

// prepareArticle fills in what follows from the rest: an id, which its attachments'
// addresses need, defaults, and the times that a change of status sets.
func prepareArticle(e *core.RecordEvent) error {
	r := e.Record
	if r.Id == "" {
		r.Id = core.GenerateDefaultRandomId()
	}
	for field, value := range map[string]string{schema.ArticleKind: "article", schema.ArticleLang: "zh", schema.ArticleStatus: Draft} {
		if r.GetString(field) == "" {
			r.Set(field, value)
		}
	}
	a := schema.AsArticle(r)
	if a.Status() == Published {
		if a.Published().IsZero() {
			r.Set(schema.ArticlePublished, types.NowDateTime())
		}
		r.Set(schema.ArticleReason, "") // it was for the authors; all of a published article is public
	}
	return e.Next()
}

// validateArticle holds what is true of every article, whoever writes it, and renders it:
// what can't be shown isn't saved.
func validateArticle(e *core.RecordEvent) error {
	r := e.Record
	a := schema.AsArticle(r)
	errs := validation.Errors{}
	if strings.TrimSpace(a.Title()) == "" || schema.HasControls(a.Title()) {
		errs[schema.ArticleTitle] = i18n.NewError("content.title_needed")
	}
	if _, ok := parseCredits(r.GetString(schema.ArticleCredits)); !ok {
		errs[schema.ArticleCredits] = i18n.NewError("content.credits_wrong")
	}
	for _, field := range []string{schema.ArticleCanonical, schema.ArticleSourceURL} {
		if v := r.GetString(field); v != "" && !isWebURL(v) {
			errs[field] = i18n.NewError("content.url_wrong")
		}
	}
	switch a.Status() {
	case Published, Scheduled, Pending:
		if strings.TrimSpace(a.Body()) == "" {
			errs[schema.ArticleBody] = i18n.NewError("content.body_needed")
		}
	case Rejected:
		if strings.TrimSpace(a.Reason()) == "" {
			errs[schema.ArticleReason] = i18n.NewError("content.reason_needed")
		}
	}
	if a.Status() == Scheduled && a.PublishAt().IsZero() {
		errs[schema.ArticlePublishAt] = i18n.NewError("content.time_needed")
	}
	if len(errs) > 0 {
		return errs
	}
	if err := Prepare(e.App, r); err != nil {
		return err
	}
	return e.Next()
}

// saveArticle writes the row and, in the same transaction, everything derived from it.
func saveArticle(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := e.Record
		before, err := stateBefore(e.App, r)
		if err != nil {
			return err
		}
		if before.published && before.contentChanged && schema.AsArticle(r).Status() == Published && !before.editedGiven {
			r.Set(schema.ArticleEdited, types.NowDateTime())
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := writeRendition(e.App, r); err != nil {
			return err
		}
		if before.isNew {
			if err := stats.Ensure(e.App, schema.Articles, r.Id); err != nil {
				return err
			}
		}
		if before.coauthorsChanged {
			if err := syncInvitations(e.App, r); err != nil {
				return err
			}
		}
		if err := keepRevision(e.App, r, before); err != nil {
			return err
		}
		return shelve(e.App, r, before)
	})
}

// deleteArticle removes the row and what no relation's cascade reaches.
func deleteArticle(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		id := e.Record.Id
		before, err := stateBefore(e.App, e.Record)
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := unshelve(e.App, id, before); err != nil {
			return err
		}
		return stats.Remove(e.App, id)
	})
}

// forgetStats drops the counters of a record that is deleted.
func forgetStats(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return stats.Remove(e.App, e.Record.Id)
	})
}

// state is what an article was in the database before a save, and what the save changes.
type state struct {
	isNew            bool
	published        bool // was public
	contentChanged   bool
	coauthorsChanged bool
	editedGiven      bool              // the save brings its own time of editing, as an import does
	counted          map[string]string // id of a thing it was counted for -> its collection
}

// stateBefore reads what the row was. It asks the database, inside the transaction, and not
// the record's Original: that one stays what was first loaded, however often it is saved.
func stateBefore(app core.App, r *core.Record) (state, error) {
	if r.IsNew() {
		return state{isNew: true, contentChanged: true, coauthorsChanged: len(schema.AsArticle(r).Coauthors()) > 0}, nil
	}
	was, err := app.FindRecordById(r.Collection(), r.Id)
	if err != nil {
		return state{}, err
	}
	differs := func(field string) bool { return !schema.Same(was.Get(field), r.Get(field)) }
	if differs(schema.ArticleTags) {
		// that a tag was deleted is no edit of the articles it was on
		tags, err := existing(app, schema.Tags, was.GetStringSlice(schema.ArticleTags))
		if err != nil {
			return state{}, err
		}
		if slices.Equal(tags, r.GetStringSlice(schema.ArticleTags)) {
			unedited := differs
			differs = func(field string) bool { return field != schema.ArticleTags && unedited(field) }
		}
	}
	s := state{
		published:        was.GetString(schema.ArticleStatus) == Published,
		contentChanged:   slices.ContainsFunc(versioned, differs) || slices.ContainsFunc(versionedMeta, differs),
		coauthorsChanged: differs(schema.ArticleCoauthors),
		editedGiven:      differs(schema.ArticleEdited),
	}
	if s.published {
		s.counted = countedFor(schema.AsArticle(was))
	}
	return s, nil
}

// existing gives those of ids, in their order, that the collection still has.
func existing(app core.App, collection string, ids []string) ([]string, error) {
	records, err := app.FindRecordsByIds(collection, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return !slices.ContainsFunc(records, func(r *core.Record) bool { return r.Id == id })
	}), nil
}

// countedFor lists what counts this article among its own while it is public.
func countedFor(a *schema.Article) map[string]string {
	things := map[string]string{}
	for _, id := range authorsOf(a) {
		things[id] = schema.Users
	}
	for _, id := range a.Tags() {
		things[id] = schema.Tags
	}
	if a.Column() != "" {
		things[a.Column()] = schema.Columns
	}
	if a.Series() != "" {
		things[a.Series()] = schema.SeriesList
	}
	return things
}

// authorsOf gives the ids of all named authors, the first one first.
func authorsOf(a *schema.Article) []string {
	ids := []string{a.Author()}
	for _, id := range a.Coauthors() {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// PublishScheduled makes the scheduled articles live whose time has come. It can be run
// at any time and any number of times.
func PublishScheduled(app core.App) error {
	var due []string
	err := app.DB().NewQuery("SELECT id FROM articles WHERE status = 'scheduled' AND publish_at <= {:now} ORDER BY publish_at LIMIT 200").
		Bind(dbx.Params{"now": types.NowDateTime().String()}).Column(&due)
	if err != nil {
		return err
	}
	for _, id := range due {
		if err := app.RunInTransaction(func(app core.App) error { return publishDue(app, id) }); err != nil {
			// one that can't go live must not hold up the others
			app.Logger().Error("a scheduled article could not be published", "article", id, "error", err)
		}
	}
	return nil
}

// publishDue makes an article live if it is still to be, in a transaction. It reads it anew
// there: a save writes all columns, and what somebody else wrote meanwhile must not be lost.
func publishDue(app core.App, id string) error {
	article, err := app.FindRecordById(schema.Articles, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	a := schema.AsArticle(article)
	if a.Status() != Scheduled || a.PublishAt().Time().After(types.NowDateTime().Time()) {
		return nil
	}
	article.Set(schema.ArticleStatus, Published)
	return app.Save(article)
}
