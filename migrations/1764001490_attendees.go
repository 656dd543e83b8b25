package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

const (
	// eventIndex was an event's registrations by their state.
	eventIndex = "idx_registrations_event"
	// listIndex is an event's registrations in the order of arrival, with all that their figures and a page of their list need:
	// ten thousand are counted in some milliseconds, and the last page is there as soon as the first.
	listIndex = "idx_registrations_list"
)

func init() {
	m.Register(func(app core.App) error {
		return swapIndex(app, "registrations", eventIndex, listIndex, "event, place, id, state, erased, arrived")
	}, func(app core.App) error {
		return swapIndex(app, "registrations", listIndex, eventIndex, "event, state")
	})
}

// swapIndex puts one index in the place of another.
func swapIndex(app core.App, collection, old, name, columns string) error {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	c.RemoveIndex(old)
	c.AddIndex(name, false, columns, "")
	return app.Save(c)
}
