// Package columns is the room of columns: the publications of persons, enterprises,
// partners and the site itself, with their members and pages.
package columns

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/bind"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Register binds what keeps columns and their members true, and lets columns be found.
func Register(app core.App, index *search.Index) {
	address.Keep(app, schema.Columns, schema.ColumnSlug, schema.ColumnName)

	app.OnRecordCreate(schema.Columns).Bind(bind.Func("columns.prepare", prepareColumn))
	app.OnRecordValidate(schema.Columns).Bind(bind.Func("columns.validate", validateColumn))
	app.OnRecordCreateExecute(schema.Columns).Bind(bind.Func("columns.save", saveColumn))
	app.OnRecordUpdateExecute(schema.Columns).Bind(bind.Func("columns.save", saveColumn))
	app.OnRecordDeleteExecute(schema.Columns).Bind(bind.Func("columns.delete", deleteColumn))
	app.OnRecordValidate(schema.ColumnMembers).Bind(bind.Func("columns.members.validate", validateMember))
	app.OnRecordDeleteExecute(schema.ColumnMembers).Bind(bind.Func("columns.members.delete", deleteMember))

	index.Register(source)
}
