package events_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	other "github.com/arran4/golang-ical"

	"qiao/hooks/address"
	"qiao/hooks/events"
	"qiao/hooks/schema"
	"qiao/hooks/search"
	"qiao/hooks/site"
	"qiao/hooks/testkit"
)

// TestCalendars: every address of a calendar gives what its page lists, as a second library reads it, and follows changes.
func TestCalendars(t *testing.T) {
	app := testkit.NewApp(t, nil)
	events.Register(app, search.New(app))
	address.Keep(app, schema.Columns, schema.ColumnSlug, schema.ColumnName)
	f := site.New(app, nil, site.Config{BaseURL: func() string { return "https://example.org" }})
	events.Pages(f, nil)
	handler, err := f.Handler()
	if err != nil {
		t.Fatal(err)
	}
	owner := testkit.User(t, app, "owner")
	column := testkit.Column(t, app, "cloud", owner, nil)
	series := testkit.Create(t, app, schema.EventSeriesList, map[string]any{"title": "Monthly", "column": column.Id, "author": owner.Id})
	start := time.Now().UTC().Truncate(time.Hour).AddDate(0, 0, 10)
	one := testkit.Create(t, app, schema.Events, map[string]any{
		"title": "成都沙龙, 第一期", "slug": "one", "kind": "talk", "mode": "offline", "status": "published", "author": owner.Id, "column": column.Id, "series": series.Id,
		"starts": start, "ends": start.Add(2 * time.Hour), "zone": "Asia/Shanghai", "city": "成都", "venue": "天府软件园", "summary": "一句话",
	})
	testkit.Create(t, app, schema.Events, map[string]any{
		"title": "Secret", "slug": "secret", "kind": "talk", "mode": "offline", "status": "draft", "author": owner.Id, "starts": start, "ends": start.Add(time.Hour), "zone": "UTC", "city": "成都",
	})
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = path
		handler.ServeHTTP(w, r)
		return w
	}
	read := func(path string) []*other.VEvent {
		t.Helper()
		w := get(path)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || w.Header().Get("ETag") == "" {
			t.Fatalf("%s answers %d, %v", path, w.Code, w.Header())
		}
		cal, err := other.ParseCalendar(strings.NewReader(w.Body.String()))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return cal.Events()
	}
	for _, path := range []string{"/events.ics", "/events/one.ics", "/events/in/成都.ics", "/columns/cloud/events.ics", "/events/series/" + series.GetString("slug") + ".ics"} {
		list := read(path)
		if len(list) != 1 || list[0].Id() != one.Id+"@example.org" || list[0].GetProperty(other.ComponentPropertySummary).Value != "成都沙龙, 第一期" {
			t.Errorf("%s has %d events", path, len(list))
			continue
		}
		if at, err := list[0].GetStartAt(); err != nil || !at.Equal(start) {
			t.Errorf("%s: begins %v: %v", path, at, err)
		}
	}
	for _, path := range []string{"/events/secret.ics", "/events/nothing.ics", "/events/in/nowhere.ics", "/events/past.ics"} {
		if w := get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}

	one.Set("status", "cancelled")
	testkit.Save(t, app, one)
	for _, path := range []string{"/events.ics", "/events/one.ics"} {
		e := read(path)[0]
		if e.GetProperty(other.ComponentPropertyStatus).Value != "CANCELLED" || e.GetProperty(other.ComponentPropertySequence).Value != "1" || e.Id() != one.Id+"@example.org" {
			t.Errorf("%s: %s, revision %s", path, e.GetProperty(other.ComponentPropertyStatus).Value, e.GetProperty(other.ComponentPropertySequence).Value)
		}
	}
	one.Set("slug", "renamed")
	testkit.Save(t, app, one)
	if w := get("/events/one.ics"); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/events/renamed.ics" {
		t.Errorf("the old address answers %d, %s", w.Code, w.Header().Get("Location"))
	}
}
