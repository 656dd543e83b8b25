package search

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// reindexBatch is how many records are indexed per transaction.
const reindexBatch = 32

// Reindex writes the document of every record anew, while the site serves and writes, and then throws away what the
// index had before, damaged or not. Each record is read again in the transaction that indexes it, so a write that
// happens meanwhile is never overtaken. progress, if not nil, is told after each batch.
func (x *Index) Reindex(ctx context.Context, app core.App, progress func(done, total int)) error {
	var doc, seg int64
	if err := inTransaction(app, func(tx core.App) error {
		if err := tx.DB().NewQuery(`SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'search_docs'`).Row(&doc); err != nil {
			return err
		}
		return tx.DB().NewQuery(`SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'search_segments'`).Row(&seg)
	}); err != nil {
		return err
	}
	total, done := 0, 0
	for _, s := range x.sources {
		if err := s.Each(app, func(*core.Record) error { total++; return ctx.Err() }); err != nil {
			return err
		}
	}
	for _, s := range x.sources {
		var batch []*core.Record
		write := func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			err := inTransaction(app, func(tx core.App) error {
				for _, r := range batch {
					fresh, err := tx.FindRecordById(r.Collection(), r.Id)
					if err != nil {
						fresh = r // deleted since
					}
					if err := x.indexAs(tx, s, fresh, err != nil, true); err != nil {
						return fmt.Errorf("search: reindex %s %s: %w", s.Kind, r.Id, err)
					}
				}
				return nil
			})
			done += len(batch)
			batch = batch[:0]
			if progress != nil {
				progress(done, max(total, done))
			}
			return err
		}
		if err := s.Each(app, func(r *core.Record) error {
			if batch = append(batch, r); len(batch) < reindexBatch {
				return nil
			}
			return write()
		}); err != nil {
			return err
		}
		if err := write(); err != nil {
			return err
		}
	}
	if progress != nil && done < total {
		progress(done, done) // some were deleted while the others were read
	}
	if err := inTransaction(app, func(tx core.App) error { return dropOld(tx, doc, seg) }); err != nil {
		return err
	}
	if app.IsTransactional() {
		return nil
	}
	return x.Tend(ctx, app)
}

// dropOld removes documents up to doc, which nothing stands behind any more, and retires the segments up to seg
// that hold only such documents.
func dropOld(tx core.App, doc, seg int64) error {
	if err := flush(tx); err != nil {
		return err
	}
	var docs []int64
	if err := tx.DB().NewQuery(`SELECT doc FROM search_docs WHERE doc <= {:doc}`).Bind(dbx.Params{"doc": doc}).Column(&docs); err != nil {
		return err
	}
	for _, d := range docs {
		if err := removeDoc(tx, d); err != nil {
			return err
		}
	}
	_, err := tx.DB().NewQuery(`UPDATE search_segments SET state = 'retired' WHERE last_doc <= {:doc} AND seg <= {:seg}`).
		Bind(dbx.Params{"doc": doc, "seg": seg}).Execute()
	return err
}
