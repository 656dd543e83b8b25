package search

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// OneByOne is the Load of a source whose documents need nothing that is read for many at a time.
func OneByOne(load func(app core.App, record *core.Record) (*Document, error)) func(core.App, []*core.Record) ([]*Document, error) {
	return func(app core.App, records []*core.Record) (docs []*Document, err error) {
		docs = make([]*Document, len(records))
		for i, r := range records {
			if docs[i], err = load(app, r); err != nil {
				return nil, err
			}
		}
		return docs, nil
	}
}

// Each is a [Source.Each] that goes through a collection a batch at a time, so that a rebuild of the index never
// holds more than that.
func Each(collection string, where ...dbx.Expression) func(core.App, func(*core.Record) error) error {
	const batch = 200
	return func(app core.App, yield func(*core.Record) error) error {
		for last := ""; ; {
			var records []*core.Record
			q := app.RecordQuery(collection).AndWhere(dbx.NewExp("id > {:last}", dbx.Params{"last": last})).OrderBy("id").Limit(batch)
			for _, w := range where {
				q.AndWhere(w)
			}
			if err := q.All(&records); err != nil {
				return err
			}
			for _, r := range records {
				if err := yield(r); err != nil {
					return err
				}
			}
			if len(records) < batch {
				return nil
			}
			last = records[len(records)-1].Id
		}
	}
}
