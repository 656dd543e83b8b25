package events_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// TestOrganisersPages are the same for everybody and aren't found by search engines; no event takes their addresses.
func TestOrganisersPages(t *testing.T) {
	h := newHouse(t)
	for path, heading := range map[string]string{
		"/events/new": "<h1>新建活动</h1>", "/en/events/new": "<h1>New event</h1>", "/events/edit": "<h1>编辑活动</h1>", "/events/agenda": "<h1>编排议程</h1>", "/en/events/agenda": "<h1>Agenda</h1>",
	} {
		h.shows(path, heading, "noindex", "<noscript>")
	}
	h.shows("/events", `href="/events/new"`)
	h.shows("/en/events", `href="/en/events/new"`)
	for _, title := range []string{"New", "Edit", "Agenda", "Registration"} {
		e := testkit.Create(t, h.app, schema.Events, event(h.member, fields{"title": title}))
		if slug := e.GetString(schema.EventSlug); slug == "new" || slug == "edit" || slug == "agenda" || slug == "registration" {
			t.Errorf("%s has the address %s of a page", title, slug)
		}
	}
}
