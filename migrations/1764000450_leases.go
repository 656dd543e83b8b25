package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Leases: a scheduled job runs on one node at a time, the one that holds its row.
func init() {
	m.Register(func(app core.App) error {
		return execAll(app, `CREATE TABLE leases (
			job   TEXT PRIMARY KEY NOT NULL,
			node  TEXT NOT NULL,
			until TEXT NOT NULL
		) WITHOUT ROWID`)
	}, func(app core.App) error {
		return execAll(app, "DROP TABLE IF EXISTS leases")
	})
}
