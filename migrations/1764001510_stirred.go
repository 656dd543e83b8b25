package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Articles whose counters changed, and whose places in the hot and top lists don't follow them yet.
func init() {
	m.Register(func(app core.App) error {
		return execAll(app, "CREATE TABLE article_stirred (article TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID")
	}, func(app core.App) error {
		return execAll(app, "DROP TABLE IF EXISTS article_stirred")
	})
}
