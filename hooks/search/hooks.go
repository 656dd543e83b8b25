package search

import (
	"bytes"
	"database/sql"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/tx"
)

// aroundOthers makes the index hooks the outermost ones, so that what they read after Next includes everything other
// hooks have written in the same transaction.
const aroundOthers = -500

// Bind hooks the index to the collections of all sources: creating, updating or deleting a record writes the index
// rows in the same transaction (one is opened when there is none). Call it once, after the last [Index.Register].
func (x *Index) Bind() {
	collections := map[string]bool{}
	for _, s := range x.sources {
		for _, c := range s.Collections {
			collections[c] = true
		}
		for c := range s.Affects {
			collections[c] = true
		}
	}
	for _, c := range sortedKeys(collections) {
		x.app.OnRecordCreateExecute(c).Bind(&hook.Handler[*core.RecordEvent]{
			Id: "search." + c + ".create", Priority: aroundOthers,
			Func: func(e *core.RecordEvent) error { return x.around(e, false) },
		})
		x.app.OnRecordUpdateExecute(c).Bind(&hook.Handler[*core.RecordEvent]{
			Id: "search." + c + ".update", Priority: aroundOthers,
			Func: func(e *core.RecordEvent) error { return x.around(e, false) },
		})
		x.app.OnRecordDeleteExecute(c).Bind(&hook.Handler[*core.RecordEvent]{
			Id: "search." + c + ".delete", Priority: aroundOthers,
			Func: func(e *core.RecordEvent) error { return x.around(e, true) },
		})
	}
	x.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{
		Id: "search.tend", // finishes what a command or a crash has left undone
		Func: func(e *core.ServeEvent) error {
			if group, err := mergeable(e.App); err == nil && len(group) > 0 {
				x.tendSoon()
			}
			return e.Next()
		},
	})
	x.app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{
		Id: "search.stop", Priority: aroundOthers,
		Func: func(e *core.TerminateEvent) error {
			x.Close()
			return e.Next()
		},
	})
}

// Close ends background work and saves the queries without results counted so far.
func (x *Index) Close() {
	x.cancel()
	x.workers.Wait()
	x.saveMissed()
}

// around runs a write and then indexes what it changed, in one transaction.
func (x *Index) around(e *core.RecordEvent, deleted bool) error {
	if !e.App.IsTransactional() {
		outer := e.App
		defer func() { e.App = outer }() // the hooks after the commit need a living app
		return outer.RunInTransaction(func(tx core.App) error {
			e.App = tx
			return x.around(e, deleted)
		})
	}
	// Relations are asked for before the write too: afterwards a deleted or changed one can't be followed.
	created := e.Record.IsNew()
	before, err := x.affected(e.App, e.Record.Original(), created, created)
	if err != nil {
		return err
	}
	if err := e.Next(); err != nil {
		return err
	}
	if !x.waits(e.App, e.Record) {
		if err := x.index(e.App, e.Record, deleted); err != nil {
			return err
		}
	}
	after, err := x.affected(e.App, e.Record, deleted, created)
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, r := range append(before, after...) {
		key := r.Collection().Id + "/" + r.Id
		if done[key] {
			continue
		}
		done[key] = true
		now, err := e.App.FindRecordById(r.Collection(), r.Id)
		gone := errors.Is(err, sql.ErrNoRows)
		if err != nil && !gone {
			return err
		}
		if gone {
			now = r
		}
		if x.waits(e.App, now) {
			continue
		}
		if err := x.index(e.App, now, gone); err != nil {
			return err
		}
	}
	return nil
}

// affected asks the sources which other records' documents depend on a record, that was just made or not.
func (x *Index) affected(app core.App, record *core.Record, none, created bool) (out []*core.Record, err error) {
	if none {
		return nil, nil
	}
	for _, s := range x.sources {
		name := record.Collection().Name
		if f := s.Affects[name]; f != nil && !(created && slices.Contains(s.Named, name)) {
			list, err := f(app, record)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
	}
	return out, nil
}

// index puts or deletes the documents of a record.
func (x *Index) index(app core.App, record *core.Record, deleted bool) error {
	for _, s := range x.sources {
		for _, c := range s.Collections {
			if c != record.Collection().Name {
				continue
			}
			if err := x.indexAs(app, s, record, deleted, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// Update brings the index up to date with records that were written past their hooks, in the transaction of app. What
// needs no database is done for many documents at a time, on all processors.
func (x *Index) Update(app core.App, records []*core.Record) error {
	var docs []*readied
	for _, s := range x.sources {
		mine := slices.DeleteFunc(slices.Clone(records), func(r *core.Record) bool { return !slices.Contains(s.Collections, r.Collection().Name) })
		if len(mine) == 0 {
			continue
		}
		loaded, err := s.Load(app, mine)
		if err != nil {
			return err
		}
		for i, d := range loaded {
			if d != nil {
				docs = append(docs, &readied{Document: d.bounded()})
			} else if err := x.Delete(app, s.Kind, mine[i].Id); err != nil {
				return err
			}
		}
	}
	work := make(chan *readied)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for d := range work {
				*d = *x.ready(d.Document, d.hash())
			}
		})
	}
	for _, d := range docs {
		work <- d
	}
	close(work)
	wg.Wait()
	return inTransaction(app, func(tx core.App) error {
		for _, d := range docs {
			old, hash, err := findDoc(tx, d.Kind, d.ID)
			if err != nil {
				return err
			}
			if old != 0 && bytes.Equal(hash, d.sum) {
				continue
			}
			if old != 0 {
				if err := removeDoc(tx, old); err != nil {
					return err
				}
			}
			if err := x.insert(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *Index) indexAs(app core.App, s Source, record *core.Record, deleted, always bool) error {
	if deleted {
		return x.Delete(app, s.Kind, record.Id)
	}
	docs, err := s.Load(app, []*core.Record{record})
	if err != nil {
		return err
	}
	if docs[0] == nil {
		return x.Delete(app, s.Kind, record.Id)
	}
	return x.put(app, docs[0], always)
}

// tendAfter has the index tidied in the background once the transaction of app has committed.
func (x *Index) tendAfter(app core.App) {
	if app.IsTransactional() {
		tx.After(app, x.tendSoon)
	}
}

// tendSoon starts a worker that merges segments, unless one runs already or the index is being closed.
func (x *Index) tendSoon() {
	if x.stop.Err() != nil || !x.tending.CompareAndSwap(false, true) {
		return
	}
	x.workers.Add(1)
	go func() {
		defer x.workers.Done()
		defer x.tending.Store(false)
		select { // several writes in a row are tidied once
		case <-x.stop.Done():
			return
		case <-time.After(2 * time.Second):
		}
		if err := x.Tend(x.stop, x.app); err != nil && x.stop.Err() == nil {
			x.app.Logger().Warn("search: could not merge index segments", "error", err)
		}
	}()
}
