package events_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type fields = map[string]any

// house is a portal with a column and the people around it.
type house struct {
	t                            *testing.T
	app                          core.App
	api                          *testkit.API
	member, stranger, editor     *core.Record // of the site: editor
	owner, columnAuthor, colEdit *core.Record
	column, tag                  *core.Record
}

func newHouse(t *testing.T) *house {
	t.Helper()
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{URL: "https://qiao.example"}) })
	settings := app.Settings()
	settings.Batch.Enabled, settings.Batch.MaxRequests, settings.Batch.Timeout = true, 10, 30
	settings.RateLimits.Enabled = false
	if err := app.Save(settings); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, app: app, member: testkit.User(t, app, "member"), stranger: testkit.User(t, app, "stranger"), editor: testkit.User(t, app, "editor", "editor"),
		owner: testkit.User(t, app, "owner"), columnAuthor: testkit.User(t, app, "column-author"), colEdit: testkit.User(t, app, "column-editor")}
	h.column, h.tag = testkit.Column(t, app, "cloud", h.owner, fields{"name": "云上"}), testkit.Tag(t, app, "go", "Go 语言")
	testkit.Member(t, app, h.column, h.columnAuthor, "author")
	testkit.Member(t, app, h.column, h.colEdit, "editor")
	h.api = testkit.NewAPI(t, app)
	return h
}

const collection = "/api/collections/events/records"

// event is what a member sends to make one.
func event(author *core.Record, more fields) fields {
	f := fields{"title": "上海技术沙龙", "kind": "talk", "mode": "offline", "city": "上海", "venue": "图书馆", "zone": "Asia/Shanghai", "author": author.Id,
		"starts": "2030-05-01 06:00:00.000Z", "ends": "2030-05-01 09:00:00.000Z", "summary": "三个分享", "body": "**正文**"}
	for k, v := range more {
		f[k] = v
	}
	return f
}

func (h *house) make(as *core.Record, more fields) *core.Record {
	h.t.Helper()
	a := h.api.Send(as, "POST", collection, event(as, more))
	if a.Status != 200 {
		h.t.Fatalf("make: %d %s", a.Status, a.Body)
	}
	return h.read(a.JSON("id").(string))
}

func (h *house) read(id string) *core.Record {
	h.t.Helper()
	r, err := h.app.FindRecordById(schema.Events, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func (h *house) change(as *core.Record, id string, f fields) testkit.Answer {
	h.t.Helper()
	return h.api.Send(as, "PATCH", collection+"/"+id, f)
}

// refused expects the error of a field.
func (h *house) refused(what string, a testkit.Answer, field, code string) {
	h.t.Helper()
	if got := a.JSON("data", field, "code"); a.Status != 400 || got != code {
		h.t.Errorf("%s: %d, %s is %v, want %s: %.300s", what, a.Status, field, got, code, a.Body)
	}
}

func (h *house) expect(what string, a testkit.Answer, status int) {
	h.t.Helper()
	if a.Status != status {
		h.t.Errorf("%s: %d, want %d: %.300s", what, a.Status, status, a.Body)
	}
}

// From a draft to an archived event: who may do what, and what follows from it.
func TestLifeOfAnEvent(t *testing.T) {
	h := newHouse(t)
	draft := h.make(h.columnAuthor, fields{"column": h.column.Id})
	h.expect("a draft is nobody else's", h.api.Send(h.stranger, "GET", collection+"/"+draft.Id, nil), 404)
	h.expect("but its column's editors'", h.api.Send(h.colEdit, "GET", collection+"/"+draft.Id, nil), 200)
	h.expect("it has no page", h.api.Send(nil, "GET", "/events/"+draft.GetString("slug"), nil), 404)
	h.refused("its author publishes", h.change(h.columnAuthor, draft.Id, fields{"status": "published"}), "status", "events.not_publisher")
	h.expect("a stranger publishes", h.change(h.stranger, draft.Id, fields{"status": "published"}), 404)
	h.expect("an editor of the column publishes", h.change(h.colEdit, draft.Id, fields{"status": "published"}), 200)

	r := h.read(draft.Id)
	if r.GetDateTime("published").IsZero() || r.GetInt("sequence") != 0 || !strings.Contains(r.GetString("html"), "<strong>正文</strong>") {
		t.Errorf("published %v, sequence %d, html %q", r.GetDateTime("published"), r.GetInt("sequence"), r.GetString("html"))
	}
	h.expect("its author corrects the text", h.change(h.columnAuthor, draft.Id, fields{"body": "改过的正文"}), 200)
	if r = h.read(draft.Id); r.GetInt("sequence") != 0 || r.GetDateTime("edited").IsZero() {
		t.Errorf("a text isn't a revision for calendars: sequence %d, edited %v", r.GetInt("sequence"), r.GetDateTime("edited"))
	}
	h.expect("its author moves it", h.change(h.columnAuthor, draft.Id, fields{"starts": "2030-05-01 07:00:00.000Z"}), 200)
	h.expect("and gives it another venue", h.change(h.columnAuthor, draft.Id, fields{"venue": "咖啡馆"}), 200)
	if n := h.read(draft.Id).GetInt("sequence"); n != 2 {
		t.Errorf("two changes that calendars have to hear of: sequence %d", n)
	}
	h.refused("its author cancels", h.change(h.columnAuthor, draft.Id, fields{"status": "cancelled"}), "status", "events.not_publisher")
	h.expect("the owner cancels", h.change(h.owner, draft.Id, fields{"status": "cancelled", "notice": "场地检修"}), 200)
	h.expect("and takes that back", h.change(h.owner, draft.Id, fields{"status": "published"}), 200)
	h.refused("it can't become a draft again", h.change(h.owner, draft.Id, fields{"status": "draft"}), "status", "events.status_move")
	h.expect("it can't be deleted any more", h.api.Send(h.columnAuthor, "DELETE", collection+"/"+draft.Id, nil), 404)
	h.expect("a site editor archives it", h.change(h.editor, draft.Id, fields{"status": "archived"}), 200)
	if n := h.read(draft.Id).GetInt("sequence"); n != 5 {
		t.Errorf("sequence %d after three changes of status", n)
	}
	superuser := h.read(draft.Id)
	superuser.Set("status", "draft")
	if err := h.app.Save(superuser); err == nil {
		t.Error("nobody makes a draft of what was public")
	}
	again := h.make(h.member, nil)
	h.expect("a draft is deleted by who made it", h.api.Send(h.member, "DELETE", collection+"/"+again.Id, nil), 204)
}

// What somebody can't say about an event, alone and as a part of a batch.
func TestForgedFields(t *testing.T) {
	h := newHouse(t)
	unverified := testkit.Create(t, h.app, schema.Users, fields{"handle": "new-one", "name": "new", "email": "new@example.com", "password": testkit.Password})
	h.expect("an address has to be verified first", h.api.Send(unverified, "POST", collection, event(unverified, nil)), 400)
	h.expect("somebody else's name", h.api.Send(h.stranger, "POST", collection, event(h.member, nil)), 400)
	h.refused("published at once", h.api.Send(h.member, "POST", collection, event(h.member, fields{"status": "published"})), "status", "events.not_publisher")
	h.refused("cancelled at once", h.api.Send(h.colEdit, "POST", collection, event(h.colEdit, fields{"status": "cancelled", "column": h.column.Id})), "status", "events.status_new")
	h.refused("a column of others", h.api.Send(h.member, "POST", collection, event(h.member, fields{"column": h.column.Id})), "column", "events.not_member")
	h.refused("where it came from", h.api.Send(h.member, "POST", collection, event(h.member, fields{"source_site": "confs.tech"})), "source_site", "events.kept")
	taken := h.make(h.member, fields{"slug": "my-event"})
	h.refused("an address of others", h.api.Send(h.stranger, "POST", collection, event(h.stranger, fields{"slug": "my-event"})), "slug", "address.taken")

	r := h.make(h.member, fields{"html": "<script>alert(1)</script>", "sequence": 99, "published": "2020-01-01 00:00:00.000Z", "edited": "2020-01-01 00:00:00.000Z", "origin": "forged", "origin_hash": "x"})
	if strings.Contains(r.GetString("html"), "script") || r.GetInt("sequence") != 0 || !r.GetDateTime("published").IsZero() || !r.GetDateTime("edited").IsZero() || r.GetString("origin") != "" {
		t.Errorf("kept: %v", r.PublicExport())
	}
	a := h.api.Send(h.member, "POST", "/api/batch", fields{"requests": []any{fields{"method": "PATCH", "url": collection + "/" + taken.Id, "body": fields{"html": "<b>假</b>", "sequence": 7}}}})
	if now := h.read(taken.Id); a.Status != 200 || now.GetInt("sequence") != 0 || strings.Contains(now.GetString("html"), "假") {
		t.Errorf("in a batch: %d, sequence %d, html %q", a.Status, now.GetInt("sequence"), now.GetString("html"))
	}
	h.refused("whose it is", h.change(h.member, taken.Id, fields{"author": h.stranger.Id}), "author", "events.kept")
	series := testkit.Create(t, h.app, schema.EventSeriesList, fields{"title": "每月一次", "author": h.owner.Id, "column": h.column.Id})
	h.refused("a series of others", h.change(h.member, taken.Id, fields{"series": series.Id}), "series", "events.series_of_others")
	mine := h.make(h.columnAuthor, fields{"column": h.column.Id, "series": series.Id})
	h.expect("the column publishes", h.change(h.owner, mine.Id, fields{"status": "published"}), 200)
	h.refused("its author takes it out of the column", h.change(h.columnAuthor, mine.Id, fields{"column": "", "series": ""}), "column", "events.column_kept")
}

// What no event may be, whoever writes it.
func TestWrongEvents(t *testing.T) {
	h := newHouse(t)
	for what, c := range map[string]struct {
		more        fields
		field, code string
	}{
		"ends before it starts": {fields{"ends": "2030-05-01 05:00:00.000Z"}, "ends", "events.ends_before"},
		"no time at all":        {fields{"ends": "2030-05-01 06:00:00.000Z"}, "ends", "events.ends_before"},
		"longer than a year":    {fields{"ends": "2031-06-01 05:00:00.000Z"}, "ends", "events.too_long"},
		"a zone of no place":    {fields{"zone": "Asia/Atlantis"}, "zone", "events.zone_unknown"},
		"the machine's zone":    {fields{"zone": "Local"}, "zone", "events.zone_unknown"},
		"a way out of folders":  {fields{"zone": "../../etc/passwd"}, "zone", "events.zone_unknown"},
		"no name":               {fields{"title": " \u200b "}, "title", "events.title_needed"},
		"no country":            {fields{"country": "1A"}, "country", "events.country_wrong"},
		"a script for a link":   {fields{"register_url": "ftp://example.com/a"}, "register_url", "events.not_web"},
		"a page's address":      {fields{"slug": "past"}, "slug", "address.taken"},
		"a strange kind":        {fields{"kind": "party"}, "kind", "validation_invalid_value"},
		"a year of long ago":    {fields{"starts": "1030-05-01 06:00:00.000Z", "ends": "1030-05-01 07:00:00.000Z"}, "starts", "events.year_wrong"},
	} {
		h.refused(what, h.api.Send(h.member, "POST", collection, event(h.member, c.more)), c.field, c.code)
	}
	h.refused("on site, but where", h.api.Send(h.editor, "POST", collection, event(h.editor, fields{"status": "published", "city": "", "venue": ""})), "venue", "events.place_needed")
	h.refused("public without a time", h.api.Send(h.editor, "POST", collection, event(h.editor, fields{"status": "published", "starts": "", "ends": ""})), "starts", "events.time_needed")
	if slug := h.make(h.member, fields{"title": "Past"}).GetString("slug"); slug == "past" {
		t.Error("an event's address hides the page of past events")
	}
	berlin := fields{"zone": "Europe/Berlin", "starts_local": "2030-03-31T02:30", "ends_local": "2030-03-31T05:00"}
	h.refused("a time that the clocks leave out", h.api.Send(h.member, "POST", collection, event(h.member, berlin)), "starts", "events.time_gap")
	h.refused("no time", h.api.Send(h.member, "POST", collection, event(h.member, fields{"starts_local": "at noon"})), "starts", "events.time_wrong")
	twice := h.make(h.member, fields{"zone": "Europe/Berlin", "starts_local": "2030-10-27T02:30", "ends_local": "2030-10-27T05:00"})
	if s, e := twice.GetDateTime("starts").String(), twice.GetDateTime("ends").String(); s != "2030-10-27 00:30:00.000Z" || e != "2030-10-27 04:00:00.000Z" {
		t.Errorf("the first of two, and the time after: %s to %s", s, e)
	}
	whole := h.make(h.member, fields{"all_day": true, "starts": "2030-05-01 06:00:00.000Z", "ends": "2030-05-01 06:00:00.000Z"})
	if s, e := whole.GetDateTime("starts").String(), whole.GetDateTime("ends").String(); s != "2030-04-30 16:00:00.000Z" || e != "2030-05-01 15:59:59.000Z" {
		t.Errorf("a whole day in Shanghai: %s to %s", s, e)
	}
}

// The parts of an agenda: whose they are, when they may be, and what they show.
func TestAgenda(t *testing.T) {
	h := newHouse(t)
	ev := h.make(h.member, nil)
	parts := "/api/collections/event_sessions/records"
	part := func(more fields) fields {
		f := fields{"event": ev.Id, "title": "开场", "kind": "keynote", "starts": "2030-05-01 06:00:00.000Z", "ends": "2030-05-01 06:30:00.000Z", "abstract": "先说**重点**<script>x</script>", "html": "<b>假</b>"}
		for k, v := range more {
			f[k] = v
		}
		return f
	}
	a := h.api.Send(h.member, "POST", parts, part(nil))
	h.expect("who made the event", a, 200)
	id := a.JSON("id").(string)
	if s, _ := h.app.FindRecordById(schema.EventSessions, id); strings.Contains(s.GetString("html"), "<script") || !strings.Contains(s.GetString("html"), "<strong>重点</strong>") {
		t.Errorf("shown as %q", s.GetString("html"))
	}
	h.expect("a stranger adds one", h.api.Send(h.stranger, "POST", parts, part(nil)), 400)
	h.expect("a stranger reads that of a draft", h.api.Send(h.stranger, "GET", parts+"/"+id, nil), 404)
	h.refused("half a time", h.api.Send(h.member, "POST", parts, part(fields{"ends": ""})), "ends", "events.session_times")
	h.refused("backwards", h.api.Send(h.member, "POST", parts, part(fields{"ends": "2030-05-01 05:30:00.000Z"})), "ends", "events.ends_before")
	h.refused("another week", h.api.Send(h.member, "POST", parts, part(fields{"starts": "2030-05-09 06:00:00.000Z", "ends": "2030-05-09 06:30:00.000Z"})), "starts", "events.session_outside")
	other := h.make(h.member, nil)
	h.expect("it stays with its event", h.api.Send(h.member, "PATCH", parts+"/"+id, fields{"event": other.Id}), 404)
	h.expect("it is published", h.change(h.editor, ev.Id, fields{"status": "published"}), 200)
	page := h.api.Send(nil, "GET", "/events/"+ev.GetString("slug"), nil)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "开场") {
		t.Fatalf("the page: %d", page.Status)
	}
	h.expect("a title changes", h.api.Send(h.member, "PATCH", parts+"/"+id, fields{"title": "开幕"}), 200)
	if page = h.api.Send(nil, "GET", "/events/"+ev.GetString("slug"), nil); !strings.Contains(page.Body, "开幕") {
		t.Error("the page still shows the old agenda")
	}
}

// Two people change one event at the same moment: the text of one and the status of the other both count, and each of the
// changes that calendars hear of has its number.
func TestChangesAtOnce(t *testing.T) {
	h := newHouse(t)
	ev := h.make(h.columnAuthor, fields{"column": h.column.Id})
	h.expect("published", h.change(h.owner, ev.Id, fields{"status": "published"}), 200)
	var all sync.WaitGroup
	for as, f := range map[*core.Record]fields{h.columnAuthor: {"summary": "换了一句"}, h.owner: {"status": "cancelled"}, h.editor: {"venue": "咖啡馆"}, h.colEdit: {"city": "苏州"}} {
		all.Add(1)
		go func() {
			defer all.Done()
			h.expect("at once", h.change(as, ev.Id, f), 200)
		}()
	}
	all.Wait()
	r := h.read(ev.Id)
	if r.GetString("summary") != "换了一句" || r.GetString("status") != "cancelled" || r.GetString("venue") != "咖啡馆" || r.GetString("city") != "苏州" || r.GetInt("sequence") != 3 {
		t.Errorf("%q %q %q %q, sequence %d", r.GetString("summary"), r.GetString("status"), r.GetString("venue"), r.GetString("city"), r.GetInt("sequence"))
	}
}
