package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What the door of an event and the calendar of one's own events need.
func init() {
	m.Register(func(app core.App) error {
		if err := createCalendarLinks(app); err != nil {
			return err
		}
		registrations, err := app.FindCollectionByNameOrId("registrations")
		if err != nil {
			return err
		}
		registrations.AddIndex(doorIndex, false, "event, updated, id", "")
		if err := app.Save(registrations); err != nil {
			return err
		}
		settings := app.Settings()
		settings.RateLimits.Rules = append(settings.RateLimits.Rules, core.RateLimitRule{Label: calendarAddresses, MaxRequests: 60, Duration: 60})
		return app.Save(settings)
	}, func(app core.App) error {
		settings := app.Settings()
		settings.RateLimits.Rules = slices.DeleteFunc(settings.RateLimits.Rules, func(r core.RateLimitRule) bool { return r.Label == calendarAddresses })
		if err := app.Save(settings); err != nil {
			return err
		}
		registrations, err := app.FindCollectionByNameOrId("registrations")
		if err != nil {
			return err
		}
		registrations.RemoveIndex(doorIndex)
		if err := app.Save(registrations); err != nil {
			return err
		}
		return dropCollections(app, "calendar_links")
	})
}

const (
	// doorIndex gives what changed at an event since a device at the door asked last.
	doorIndex = "idx_registrations_door"
	// calendarAddresses are those of members' calendars, which somebody might try to guess.
	calendarAddresses = "GET /calendar/"
)

func createCalendarLinks(app core.App) error {
	c := core.NewBaseCollection("calendar_links")
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "谁的日历 · Whose calendar."},
	); err != nil {
		return err
	}
	c.Fields.Add(&core.TextField{Name: "hash", Max: 64, Required: true, Hidden: true, Help: "地址的散列；地址本身不保存 · Hash of the address, which itself isn't kept."})
	timestamps(c)
	const mine = "@request.auth.id != '' && user = @request.auth.id"
	rules(c, rule(mine), rule(mine), nil, nil, rule(mine))
	c.AddIndex("idx_calendar_links_user", true, "user", "")
	c.AddIndex("idx_calendar_links_hash", true, "hash", "")
	return app.Save(c)
}
