// Package columns is the room of columns: the publications of persons, enterprises,
// partners and the site itself, with their members and pages.
package columns

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/address"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Register binds what keeps columns and their members true, and lets columns be found.
func Register(app core.App, index *search.Index) {
	address.Keep(app, schema.Columns, schema.ColumnSlug, schema.ColumnName)

	app.OnRecordCreate(schema.Columns).Bind(record("columns.prepare", prepareColumn))
	app.OnRecordValidate(schema.Columns).Bind(record("columns.validate", validateColumn))
	app.OnRecordCreateExecute(schema.Columns).Bind(record("columns.save", saveColumn))
	app.OnRecordUpdateExecute(schema.Columns).Bind(record("columns.save", saveColumn))
	app.OnRecordDeleteExecute(schema.Columns).Bind(record("columns.delete", deleteColumn))
	app.OnRecordValidate(schema.ColumnMembers).Bind(record("columns.members.validate", validateMember))
	app.OnRecordDeleteExecute(schema.ColumnMembers).Bind(record("columns.members.delete", deleteMember))

	index.Register(source)
}

func record(id string, f func(*core.RecordEvent) error) *hook.Handler[*core.RecordEvent] {
	return &hook.Handler[*core.RecordEvent]{Id: id, Func: f}
}
