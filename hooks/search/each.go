package search

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

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
