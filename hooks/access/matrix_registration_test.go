package access_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Whose an event's tickets, questions, helpers and attendees are: its author's, its organisers', its column's editors' and
// the site's. Who helps at the door sees no list of people.
func TestRegistrationPermissions(t *testing.T) {
	c := newCast(t)
	event, ticket := publicEvent(t, c.app, "matrix", c.who["author"].Id, c.what["column"].Id)
	other, place := publicEvent(t, c.app, "matrix-other", c.who["author"].Id, c.what["column"].Id)
	c.what["ticket"] = ticket
	c.what["ticket.unused"] = testkit.Create(t, c.app, schema.EventTickets, map[string]any{"event": event.Id, "name": "备用票", "mode": "online", "code": "secret-word"})
	var err error
	if c.what["settings"], err = c.app.FindFirstRecordByData(schema.EventRegistrations, "event", event.Id); err != nil {
		t.Fatal(err)
	}
	c.what["question"] = testkit.Create(t, c.app, schema.EventQuestions, map[string]any{"event": event.Id, "label": "吃什么？", "kind": "text"})
	// an organiser and a helper at the door, among the roles of the cast that have no other part in the event
	c.what["organiser"] = testkit.Create(t, c.app, schema.EventStaffList, map[string]any{"event": event.Id, "user": c.who["invited"].Id, "role": "organiser"})
	c.what["gate"] = testkit.Create(t, c.app, schema.EventStaffList, map[string]any{"event": event.Id, "user": c.who["declined"].Id, "role": "gate"})
	// the pitfall of two joined fields: at the door here, an organiser elsewhere
	testkit.Create(t, c.app, schema.EventStaffList, map[string]any{"event": other.Id, "user": c.who["declined"].Id, "role": "organiser"})
	registration := func(user string) map[string]any {
		return map[string]any{"event": event.Id, "ticket": ticket.Id, "user": user, "name": "来宾", "email": "guest@example.com", "lang": "zh", "state": "confirmed"}
	}
	c.what["mine"] = testkit.Create(t, c.app, schema.Registrations, registration(c.who["member"].Id))
	c.what["guest's"] = testkit.Create(t, c.app, schema.Registrations, registration(""))
	erased := testkit.Create(t, c.app, schema.Registrations, registration(c.who["coauthor"].Id))
	if _, err := c.app.DB().NewQuery("UPDATE registrations SET erased = 1 WHERE id = {:id}").Bind(map[string]any{"id": erased.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	c.what["erased"] = erased
	c.what["checkin"] = testkit.Create(t, c.app, schema.CheckIns, map[string]any{"event": event.Id, "registration": c.what["guest's"].Id, "nonce": "number-of-a-scan"})

	c.what["calendar"] = testkit.Create(t, c.app, schema.CalendarLinks, map[string]any{"user": c.who["member"].Id, "hash": "of-the-member"})

	const (
		owning     = "author columnEditor columnOwner siteEditor superuser"
		organising = "invited " + owning
	)
	c.walk(t, []permission{
		{"view", schema.EventRegistrations, "settings", nil, organising, 404},
		{"update", schema.EventRegistrations, "settings", with("message", "带上电脑"), organising, 404},
		{"update", schema.EventRegistrations, "settings", with("event", other.Id), "superuser", 404},
		{"delete", schema.EventRegistrations, "settings", nil, organising, 404},
		{"view", schema.EventTickets, "ticket.unused", nil, organising, 404},
		{"create", schema.EventTickets, "a ticket", with("event", event.Id, "name", "又一种", "mode", "online"), organising, 400},
		{"update", schema.EventTickets, "ticket", with("capacity", 100), organising, 404},
		{"delete", schema.EventTickets, "ticket.unused", nil, organising, 404},
		{"view", schema.EventQuestions, "question", nil, all, 404},
		{"create", schema.EventQuestions, "a question", with("event", event.Id, "label", "怎么来？", "kind", "text"), organising, 400},
		{"update", schema.EventQuestions, "question", with("label", "喝什么？"), organising, 404},
		{"delete", schema.EventQuestions, "question", nil, organising, 404},

		{"view", schema.EventStaffList, "organiser", nil, organising, 404},
		{"view", schema.EventStaffList, "gate", nil, "declined " + owning, 404},
		{"create", schema.EventStaffList, "a helper", with("event", event.Id, "user", c.who["member"].Id, "role", "gate"), owning, 400},
		{"create", schema.EventStaffList, "oneself", with("event", event.Id, "user", "$me", "role", "organiser"), "author columnEditor columnOwner siteEditor", 400},
		{"update", schema.EventStaffList, "gate", with("role", "organiser"), owning, 404},
		{"delete", schema.EventStaffList, "gate", nil, "declined " + owning, 404},

		{"view", schema.Registrations, "mine", nil, "member " + organising, 404},
		{"view", schema.Registrations, "guest's", nil, organising, 404},
		{"view", schema.Registrations, "erased", nil, "coauthor superuser", 404},
		{"create", schema.Registrations, "oneself", with("event", other.Id, "ticket", place.Id, "user", "$me"), "moderator author coauthor invited declined columnAuthor columnEditor columnOwner elsewhere siteEditor member", 400},
		{"create", schema.Registrations, "somebody else", with("event", other.Id, "ticket", place.Id, "user", c.who["member"].Id), "member superuser", 400},
		{"create", schema.Registrations, "a guest", with("event", other.Id, "ticket", place.Id, "user", "", "name", "某人", "email", "x@example.com"), "superuser", 400},
		{"update", schema.Registrations, "mine", with("state", "cancelled"), "member " + organising, 404},
		{"delete", schema.Registrations, "mine", nil, "superuser", 403},

		{"view", schema.CalendarLinks, "calendar", nil, "member superuser", 404},
		{"create", schema.CalendarLinks, "a calendar", with("user", "$me", "hash", "forged"), "", 403},
		{"update", schema.CalendarLinks, "calendar", with("hash", "forged"), "superuser", 403},
		{"delete", schema.CalendarLinks, "calendar", nil, "member superuser", 404},

		{"view", schema.CheckIns, "checkin", nil, organising, 404},
		{"create", schema.CheckIns, "a check-in", with("event", event.Id, "registration", c.what["mine"].Id, "nonce", "forged-number"), "superuser", 403},
		{"update", schema.CheckIns, "checkin", with("undone", "2026-01-01 00:00:00.000Z"), organising, 404},
		{"delete", schema.CheckIns, "checkin", nil, "superuser", 403},
	})
	// what is one's own of a registration, and what an organiser's: everything else is refused
	for field, value := range map[string]any{"state": "declined", "place": 77, "priority": 9, "offered_until": "2099-01-01 00:00:00.000Z", "confirmed": "2026-01-01 00:00:00.000Z",
		"cancelled": "2026-01-01 00:00:00.000Z", "arrived": "2026-01-01 00:00:00.000Z", "erased": true, "user": c.who["author"].Id, "event": other.Id, "ticket": place.Id, "email": "x@example.com", "party": c.what["guest's"].Id} {
		path := records(schema.Registrations, c.what["mine"].Id)
		if got := c.api.Send(c.who["member"], "PATCH", path, map[string]any{field: value}); got.Status != 400 {
			t.Errorf("a member set %s of their registration: %d", field, got.Status)
		}
		if field == "priority" {
			continue
		}
		if got := c.api.Send(c.who["author"], "PATCH", path, map[string]any{field: value}); got.Status != 400 {
			t.Errorf("an organiser set %s: %d", field, got.Status)
		}
	}
	for _, field := range []string{"code", "secret"} { // hidden: no request reaches them
		c.api.Send(c.who["member"], "PATCH", records(schema.Registrations, c.what["mine"].Id), map[string]any{field: "forged"})
		if testkit.Fresh(t, c.app, c.what["mine"]).GetString(field) == "forged" {
			t.Errorf("a member set %s", field)
		}
	}
}
