package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Those who make an event are told of what waits for them, and teams of their awards.
func init() {
	m.Register(func(app core.App) error {
		return changeValues(app, "notifications", "kind", func(values []string) []string { return append(values, "event") })
	}, func(app core.App) error {
		if err := execAll(app, "DELETE FROM notifications WHERE kind = 'event'"); err != nil {
			return err
		}
		return changeValues(app, "notifications", "kind", func(values []string) []string {
			return slices.DeleteFunc(values, func(v string) bool { return v == "event" })
		})
	})
}
