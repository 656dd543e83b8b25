package content

import (
	"encoding/json"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// The states of a revision.
const (
	RevisionDraft     = "draft"     // a change that waits
	RevisionPublished = "published" // was or is live; never changes again
)

// baseKey is the member of a draft's meta that says which revision it started from.
const baseKey = "base"

// excerptKey marks a revision whose request says an excerpt, be it an empty one: that one
// is derived from the text again.
const excerptKey = "@excerpt"

// applied marks an article that is saved because a revision was published: that revision
// is the one to keep, no second one is written.
const applied = "@revision"

// keepRevision writes the next revision of an article whenever what the public sees of it
// changes, the first one when it first goes live.
func keepRevision(app core.App, r *core.Record, before state) error {
	a := schema.AsArticle(r)
	if a.Status() != Published || !before.contentChanged && before.published || r.GetRaw(applied) != nil {
		return nil
	}
	latest, err := latestRevision(app, r.Id)
	if err != nil {
		return err
	}
	if latest > 0 && !before.published && !before.contentChanged {
		return nil // live again as it was
	}
	meta, err := json.Marshal(metaOf(r))
	if err != nil {
		return err
	}
	editor, _ := r.GetRaw(access.ByKey).(string)
	if editor == "" && latest == 0 {
		editor = a.Author()
	}
	_, err = app.DB().NewQuery(`INSERT INTO revisions (id, article, editor, number, state, title, excerpt, meta, note, body, created, updated)
		VALUES ({:id}, {:article}, {:editor}, {:number}, 'published', {:title}, {:excerpt}, {:meta}, '', {:body}, {:now}, {:now})`).
		Bind(dbx.Params{
			"id": core.GenerateDefaultRandomId(), "article": r.Id, "editor": editor, "number": latest + 1, "title": a.Title(),
			"excerpt": a.Excerpt(), "meta": string(meta), "body": a.Body(), "now": types.NowDateTime().String(),
		}).Execute()
	return err
}

func metaOf(r *core.Record) map[string]any {
	meta := make(map[string]any, len(versionedMeta))
	for _, field := range versionedMeta {
		meta[field] = r.Get(field)
	}
	return meta
}

func latestRevision(app core.App, article string) (int, error) {
	var n int
	err := app.DB().NewQuery("SELECT coalesce(max(number), 0) FROM revisions WHERE article = {:article}").
		Bind(dbx.Params{"article": article}).Row(&n)
	return n, err
}

func validateRevision(e *core.RecordEvent) error {
	rev := schema.AsRevision(e.Record)
	article, err := e.App.FindRecordById(schema.Articles, rev.Article())
	if err != nil {
		return i18n.FieldError(schema.RevisionArticle, "content.no_article")
	}
	live, err := wasPublished(e.App, rev)
	if err != nil {
		return err
	}
	if live {
		return i18n.FieldError(schema.RevisionState, "content.revision_fixed")
	}
	meta, err := readMeta(rev)
	if err != nil {
		return i18n.FieldError(schema.RevisionMeta, "content.revision_meta")
	}
	// where a draft says nothing it means what the article says now
	if rev.IsNew() {
		latest, err := latestRevision(e.App, rev.Article())
		if err != nil {
			return err
		}
		if _, given := meta[baseKey]; !given {
			meta[baseKey] = latest
		}
		for _, field := range versioned {
			if rev.GetString(field) == "" && (field != schema.RevisionExcerpt || rev.GetRaw(excerptKey) == nil) {
				rev.Set(field, article.GetString(field))
			}
		}
		rev.Set(schema.RevisionMeta, meta)
	}
	if rev.State() == RevisionDraft {
		rev.Set(schema.RevisionNumber, 0) // it gets one when it is published
	}
	if rev.State() == RevisionPublished && article.GetString(schema.ArticleStatus) != Published {
		return i18n.FieldError(schema.RevisionState, "content.revision_not_live")
	}
	return e.Next()
}

// saveRevision stores a draft, and applies one that is published to its article. A draft
// that started from an older revision than the latest is refused: publishing it would
// undo what somebody else changed meanwhile.
func saveRevision(e *core.RecordEvent) error {
	rev := schema.AsRevision(e.Record)
	if rev.State() != RevisionPublished {
		return e.Next()
	}
	return tx.Around(e, func() error {
		live, err := wasPublished(e.App, rev)
		if err != nil {
			return err
		}
		if live {
			return e.Next() // it is history; only a deleted account is taken out of it
		}
		article, err := e.App.FindRecordById(schema.Articles, rev.Article())
		if err != nil {
			return err
		}
		meta, err := readMeta(rev)
		if err != nil {
			return err
		}
		latest, err := latestRevision(e.App, article.Id)
		if err != nil {
			return err
		}
		if base, ok := meta[baseKey].(float64); ok && int(base) != latest {
			return i18n.FieldError(schema.RevisionMeta, "content.revision_outdated", "Number", latest)
		}
		delete(meta, baseKey)
		for _, field := range versioned {
			article.Set(field, rev.GetString(field))
		}
		for _, field := range versionedMeta {
			if value, given := meta[field]; given {
				article.Set(field, value)
			}
		}
		article.SetRaw(applied, true)
		if err := e.App.Save(article); err != nil {
			return err
		}
		rev.Set(schema.RevisionNumber, latest+1)
		rev.Set(schema.RevisionMeta, metaOf(article))
		return e.Next()
	})
}

// wasPublished says whether the revision is stored as one that was live.
func wasPublished(app core.App, rev *schema.Revision) (bool, error) {
	if rev.IsNew() {
		return false, nil
	}
	stored, err := app.FindRecordById(schema.Revisions, rev.Id)
	if err != nil {
		return false, err
	}
	return schema.AsRevision(stored).State() == RevisionPublished, nil
}

func readMeta(rev *schema.Revision) (map[string]any, error) {
	meta := map[string]any{}
	raw := rev.GetString(schema.RevisionMeta)
	if raw == "" || raw == "null" || raw == `""` {
		return meta, nil
	}
	err := json.Unmarshal([]byte(raw), &meta)
	if err != nil || meta == nil {
		return nil, validation.NewError("validation_invalid_value", "Invalid value.")
	}
	return meta, nil
}
