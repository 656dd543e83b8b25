package search

import (
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// waiting are the records whose documents wait for the end of a [Index.Together].
type waiting struct {
	byKey map[string]*core.Record
	order []string // the keys as they came
}

// note has a record wait, as it is now.
func (w *waiting) note(r *core.Record) {
	key := r.Collection().Name + "/" + r.Id
	if w.byKey[key] == nil {
		w.order = append(w.order, key)
	}
	w.byKey[key] = r
}

// Together runs work in the transaction of app and indexes at its end what it wrote: each record once, and what needs no
// database on all processors. Until then searches in that transaction miss what it writes.
func (x *Index) Together(app core.App, work func() error) error {
	info := app.TxInfo()
	if info == nil {
		return work()
	}
	w := &waiting{byKey: map[string]*core.Record{}}
	if _, within := x.together.LoadOrStore(info, w); within {
		return work()
	}
	err := work()
	x.together.Delete(info)
	if err != nil {
		return err
	}
	return x.settle(app, w)
}

// waits notes a record if what its transaction writes is indexed together.
func (x *Index) waits(app core.App, r *core.Record) bool {
	info := app.TxInfo()
	if info == nil {
		return false
	}
	w, ok := x.together.Load(info)
	if ok {
		w.(*waiting).note(r)
	}
	return ok
}

// settle indexes what waits. A record may be gone again, deleted or by a savepoint.
func (x *Index) settle(app core.App, w *waiting) error {
	byCollection := map[string][]*core.Record{}
	for _, key := range w.order {
		r := w.byKey[key]
		byCollection[r.Collection().Name] = append(byCollection[r.Collection().Name], r)
	}
	for _, name := range sortedKeys(byCollection) {
		records := byCollection[name]
		there, err := existing(app, name, records)
		if err != nil {
			return err
		}
		living := records[:0:0]
		for _, r := range records {
			if there[r.Id] {
				living = append(living, r)
			} else if err := x.index(app, r, true); err != nil {
				return err
			}
		}
		if err := x.Update(app, living); err != nil {
			return err
		}
	}
	return nil
}

// existing says which of some records of a collection the database has.
func existing(app core.App, collection string, records []*core.Record) (map[string]bool, error) {
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.Id
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var found []string
	err = app.DB().NewQuery("SELECT id FROM {{" + collection + "}} WHERE id IN (SELECT value FROM json_each({:ids}))").
		Bind(dbx.Params{"ids": string(list)}).Column(&found)
	there := make(map[string]bool, len(found))
	for _, id := range found {
		there[id] = true
	}
	return there, err
}
