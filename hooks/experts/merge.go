package experts

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bus"
	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/search"
	"qiao/hooks/tx"
)

// The states of a merge.
const (
	Running = "running"
	Done    = "done"
)

const (
	// mergeKind is the kind of the outbox's rows that move what a merged tag had.
	mergeKind = "experts.merge"
	// moveBatch is how many records are moved in one transaction.
	moveBatch = 100
)

type mergePayload struct {
	Merge string `json:"merge"`
}

// stampMerge names who decides, and begins at the beginning.
func stampMerge(e *core.RecordRequestEvent) error {
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		e.Record.Set(schema.TagMergeUser, e.Auth.Id)
	}
	e.Record.Set(schema.TagMergeState, Running)
	e.Record.Set(schema.TagMergeMoved, 0)
	return e.Next()
}

// beginMerge decides, in one transaction, all that makes the tags one for whoever comes from now on: the addresses lead
// to the other tag, its synonyms have the names, and records that still name the merged tag are written with the other
// (see settleTags). What there is already is moved by a job.
func beginMerge(e *core.RecordEvent) error {
	m := schema.AsTagMerge(e.Record)
	if m.State() == Done {
		return e.Next() // brought along from elsewhere, for the addresses' sake
	}
	return tx.Around(e, func() error {
		if m.Merged() == m.Target() {
			return i18n.FieldError(schema.TagMergeTarget, "experts.merge_self")
		}
		if into, err := mergedInto(e.App, m.Merged()); err != nil {
			return err
		} else if into != "" {
			return i18n.FieldError(schema.TagMergeMerged, "experts.merged_already")
		}
		if into, err := mergedInto(e.App, m.Target()); err != nil {
			return err
		} else if into != "" {
			return i18n.FieldError(schema.TagMergeTarget, "experts.target_merged")
		}
		merged, err := e.App.FindRecordById(schema.Tags, m.Merged())
		if err != nil {
			return missing(err, schema.TagMergeMerged)
		}
		target, err := e.App.FindRecordById(schema.Tags, m.Target())
		if err != nil {
			return missing(err, schema.TagMergeTarget)
		}
		m.Set(schema.TagMergeState, Running)
		m.Set(schema.TagMergeSlug, merged.GetString(schema.TagSlug))
		m.Set(schema.TagMergeName, merged.GetString(schema.TagName))
		target.Set(schema.TagSynonyms, synonyms(schema.AsTag(target), schema.AsTag(merged)))
		if err := e.App.Save(target); err != nil {
			return err
		}
		params := dbx.Params{"merged": m.Merged(), "target": m.Target()}
		for _, statement := range []string{
			"UPDATE slugs SET target = {:target} WHERE kind = 'tags' AND target = {:merged}",
			// what was merged into the one that goes now belongs to the other one too
			"UPDATE tag_merges SET target = {:target} WHERE target = {:merged}",
		} {
			if _, err := e.App.DB().NewQuery(statement).Bind(params).Execute(); err != nil {
				return err
			}
		}
		if err := audit(e.App, m); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		after(e.App, func(outer core.App) {
			bus.Of(outer).Publish(bus.Event{Action: bus.Update, Collection: schema.Tags, ID: m.Merged()})
		})
		return jobs.Enqueue(e.App, mergeKind, m.Id, mergePayload{m.Id}, time.Time{})
	})
}

func missing(err error, field string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return validation.Errors{field: i18n.NewError("experts.no_tag")}
	}
	return err
}

// outerKey holds the application outside of any transaction.
const outerKey = "qiao.experts.app"

// after calls f once app's transaction is committed.
func after(app core.App, f func(outer core.App)) {
	outer, _ := app.Store().Get(outerKey).(core.App)
	if outer == nil {
		outer = app
	}
	tx.After(app, func() { f(outer) })
}

// synonyms are those of a tag with the names of one that is merged into it, each once, as many as there is room for.
func synonyms(target, merged *schema.Tag) []string {
	own := append([]string{target.Slug(), target.Name(), target.NameEn()}, wordsOf(target)...)
	all := wordsOf(target)
	for _, word := range append([]string{merged.Slug(), merged.Name(), merged.NameEn()}, wordsOf(merged)...) {
		known := slices.ContainsFunc(own, func(other string) bool { return strings.EqualFold(other, word) })
		if word == "" || known || len(all) >= mostSynonyms {
			continue
		}
		own, all = append(own, word), append(all, word)
	}
	return all
}

func wordsOf(t *schema.Tag) []string {
	words := []string{}
	if err := json.Unmarshal([]byte(t.GetString(schema.TagSynonyms)), &words); err != nil {
		return []string{}
	}
	return words
}

// audit writes the decision down.
func audit(app core.App, m *schema.TagMerge) error {
	c, err := app.FindCachedCollectionByNameOrId(schema.AuditLog)
	if err != nil {
		return err
	}
	role := "editor"
	if m.User() == "" {
		role = "superuser"
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{
		schema.AuditEntryActor: m.User(), schema.AuditEntryRole: role, schema.AuditEntryAction: "merge", schema.AuditEntryKind: schema.Tags,
		schema.AuditEntryTarget: m.Merged(), schema.AuditEntryReason: m.Note(),
		schema.AuditEntryBefore: map[string]string{"slug": m.Slug(), "name": m.Name()}, schema.AuditEntryAfter: map[string]string{"into": m.Target()},
	})
	return app.Save(r)
}

// A merger moves what a merged tag had. Begun again after a crash, it moves the rest.
type merger struct {
	index    *search.Index
	reshelve func(app core.App, questions []string) error
}

func (m *merger) run(ctx context.Context, app core.App, item *jobs.Item) error {
	var job mergePayload
	if err := item.Decode(&job); err != nil {
		return jobs.Permanent(err)
	}
	places, err := placesOf(app)
	if err != nil {
		return err
	}
	for _, place := range append(places, m.followers()) {
		for last := ""; ; {
			if err := ctx.Err(); err != nil {
				return err
			}
			var moved []string
			if err := app.RunInTransaction(func(app core.App) error {
				merge, err := reading(app, job.Merge)
				if err != nil {
					return err
				}
				moved, last, err = place.move(app, m, merge, last)
				if err != nil || len(moved) == 0 {
					return err
				}
				_, err = app.DB().NewQuery("UPDATE tag_merges SET moved = moved + {:n} WHERE id = {:id}").Bind(dbx.Params{"n": len(moved), "id": merge.Id}).Execute()
				return err
			}); err != nil {
				return err
			}
			for _, id := range moved {
				bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: place.collection, ID: id})
			}
			if last == "" {
				break
			}
		}
	}
	return finish(app, job.Merge)
}

// reading gives a merge that is under way.
func reading(app core.App, id string) (*schema.TagMerge, error) {
	r, err := app.FindRecordById(schema.TagMerges, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, jobs.Skip("the merge was taken back")
	}
	if err != nil {
		return nil, err
	}
	merge := schema.AsTagMerge(r)
	if merge.State() != Running {
		return nil, jobs.Skip("it is done")
	}
	if merge.Target() == "" {
		return nil, jobs.Permanent(errors.New("the tag that it should become is gone"))
	}
	return merge, nil
}

// finish deletes the tag that nothing names any more, and counts what the other one has.
func finish(app core.App, id string) error {
	return app.RunInTransaction(func(app core.App) error {
		merge, err := reading(app, id)
		if err != nil {
			return err
		}
		tag, err := app.FindRecordById(schema.Tags, merge.Merged())
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err == nil {
			if err := app.Delete(tag); err != nil {
				return err
			}
		}
		if _, err := app.DB().NewQuery(`INSERT INTO stats (id, kind, articles, followers) VALUES ({:id}, 'tags',
				(SELECT count(*) FROM article_shelves WHERE shelf = {:shelf}), (SELECT count(*) FROM follows WHERE kind = 'tag' AND target = {:id}))
			ON CONFLICT (id) DO UPDATE SET articles = excluded.articles, followers = excluded.followers`).
			Bind(dbx.Params{"id": merge.Target(), "shelf": cards.Shelf("tag", merge.Target())}).Execute(); err != nil {
			return err
		}
		merge.Set(schema.TagMergeState, Done)
		if err := app.Save(merge); err != nil {
			return err
		}
		target := merge.Target()
		after(app, func(outer core.App) {
			bus.Of(outer).Publish(bus.Event{Action: bus.Update, Collection: schema.Tags, ID: target})
		})
		return nil
	})
}
