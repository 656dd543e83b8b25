package moderation_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// hackathon is a public event by the author with a talk and an entry that is handed in.
func (c *cast) hackathon() (event, talk, entry *core.Record) {
	c.t.Helper()
	in := func(d time.Duration) types.DateTime { return types.NowDateTime().Add(d) }
	event = testkit.Create(c.t, c.app, schema.Events, map[string]any{
		"title": "被举报的活动", "slug": "bei-ju-bao", "kind": "hackathon", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": in(-time.Hour), "ends": in(48 * time.Hour), "author": c.author.Id, "column": c.column.Id, "city": "成都", "body": "活动的正文",
	})
	talk = testkit.Create(c.t, c.app, schema.EventSessions, map[string]any{"event": event.Id, "title": "被举报的演讲", "kind": "talk", "abstract": "演讲的摘要"})
	testkit.Create(c.t, c.app, schema.Contests, map[string]any{
		"event": event.Id, "kind": "judged", "leaderboard": "live", "entries_public": true, "entries_due": in(-time.Minute),
		"criteria": []map[string]any{{"id": "idea", "name": "创意", "weight": 1, "min": 0, "max": 10}},
	})
	team := testkit.Create(c.t, c.app, schema.Teams, map[string]any{"event": event.Id, "name": "桥队", "leader": c.author.Id})
	entry = testkit.Create(c.t, c.app, schema.Entries, map[string]any{"team": team.Id, "title": "被举报的作品", "body": "作品的正文", "user": c.author.Id})
	return event, talk, entry
}

func (c *cast) page(path string, status int, words string, there bool) {
	c.t.Helper()
	if got := c.api.Send(nil, "GET", path, nil); got.Status != status || words != "" && strings.Contains(got.Body, words) != there {
		c.t.Errorf("%s: %d, want %d with %q: %v", path, got.Status, status, words, there)
	}
}

// What takes place at events is reported, looked at with what stands around it, hidden and brought back; nobody it concerns
// brings it back alone.
func TestReportsAboutEvents(t *testing.T) {
	c := newCast(t)
	event, talk, entry := c.hackathon()
	things := map[string]*core.Record{"event": event, "session": talk, "entry": entry}
	texts := map[string]string{"event": "活动的正文\n\n成都", "session": "演讲的摘要", "entry": "作品的正文"}
	urls := map[string]string{"event": "/events/bei-ju-bao", "session": "/events/bei-ju-bao#s-" + talk.Id, "entry": "/events/bei-ju-bao/contest/" + entry.Id}
	for kind, what := range things {
		body := map[string]any{"reporter": c.member.Id, "kind": kind, "target": what.Id, "reason": "spam", "state": "open"}
		if got := c.api.Send(nil, "POST", reports, body); got.Status != 400 {
			t.Errorf("a guest reports a %s: %d", kind, got.Status)
		}
		if got := c.api.Send(c.member, "POST", reports, body); got.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", kind, got.Status, got.Body)
		}
		if got := c.api.Send(c.member, "POST", reports, body); got.Status != 400 {
			t.Errorf("a %s twice: %d", kind, got.Status)
		}
		got := c.api.Send(c.mod, "GET", "/api/qiao/moderation/case?kind="+kind+"&target="+what.Id, nil)
		if text, _ := got.JSON("text").(string); !strings.Contains(text, texts[kind]) || got.JSON("url") != urls[kind] || got.JSON("hidden") != false {
			t.Errorf("%s: %s", kind, got.Body)
		}
	}
	if got := c.api.Send(c.author, "POST", reports, map[string]any{"reporter": c.author.Id, "kind": "event", "target": event.Id, "reason": "spam", "state": "open"}); got.Status != 400 {
		t.Errorf("one's own: %d", got.Status)
	}
	queue := c.api.Send(c.mod, "GET", "/api/qiao/moderation/queue", nil)
	if items, _ := queue.JSON("items").([]any); len(items) != 3 {
		t.Errorf("the queue has %d things: %s", len(items), queue.Body)
	}

	const page, contest = "/events/bei-ju-bao", "/events/bei-ju-bao/contest"
	c.page(page, 200, `data-report="event:`+event.Id+`"`, true)
	c.page(page, 200, `data-report="session:`+talk.Id+`"`, true)
	c.page(contest+"/"+entry.Id, 200, `data-report="entry:`+entry.Id+`"`, true)

	c.must(c.mod, "hide", "session", talk, nil)
	c.page(page, 200, "被举报的演讲", false)
	if got := c.api.Send(c.member, "GET", testkit.At(schema.EventSessions, talk.Id), nil); got.Status != 404 {
		t.Errorf("a hidden talk: %d", got.Status)
	}
	if got := c.api.Send(c.author, "PATCH", testkit.At(schema.EventSessions, talk.Id), map[string]any{"hidden": false, "room": "一号厅"}); got.Status != 200 || !c.now(talk).GetBool("hidden") {
		t.Errorf("an organiser brought a talk back: %d", got.Status)
	}
	c.must(c.mod, "restore", "session", talk, nil)
	c.page(page, 200, "被举报的演讲", true)

	c.must(c.mod, "hide", "entry", entry, nil)
	c.page(contest+"/"+entry.Id, 404, "", false)
	c.page(contest, 200, "被举报的作品", false)
	if got := c.api.Send(c.member, "GET", "/api/qiao/contests/bei-ju-bao/leaderboard", nil).Body; strings.Contains(got, "被举报的作品") || strings.Contains(got, entry.Id) {
		t.Error(got)
	}
	if got := c.api.Send(c.member, "GET", testkit.At(schema.Entries, entry.Id), nil); got.Status != 404 {
		t.Errorf("a hidden entry: %d", got.Status)
	}
	c.must(c.mod, "restore", "entry", entry, nil)
	c.page(contest+"/"+entry.Id, 200, "被举报的作品", true)

	hidden := c.must(c.mod, "hide", "event", event, nil)
	c.page(page, 404, "", false)
	c.page("/events", 200, "被举报的活动", false)
	if got := c.api.Send(c.member, "GET", testkit.At(schema.Events, event.Id), nil); got.Status != 404 {
		t.Errorf("a hidden event: %d", got.Status)
	}
	// its author runs the column, and could publish it otherwise
	for _, by := range []*core.Record{c.author, c.editor} {
		if got := c.api.Send(by, "PATCH", testkit.At(schema.Events, event.Id), map[string]any{"status": "published", "hidden": false}); got.Status != 400 || got.JSON("data", "status", "code") != "events.hidden" {
			t.Errorf("published again: %d %s", got.Status, got.Body)
		}
	}
	if c.count("SELECT count(*) FROM reports WHERE state = 'accepted'") != 3 {
		t.Error("those who reported weren't answered")
	}
	if got := c.api.Send(c.author, "POST", appeals, map[string]any{"entry": hidden, "user": c.author.Id, "text": "这是正常的活动", "state": "open"}); got.Status != 200 {
		t.Errorf("an appeal: %d %s", got.Status, got.Body)
	}
	if got := c.decide(c.mod, "hide", "event", event, nil); got.Status != 409 {
		t.Errorf("hidden twice: %d", got.Status)
	}
	c.must(c.mod2, "restore", "event", event, nil)
	if now := c.now(event); now.GetString("status") != "published" || now.GetBool("hidden") {
		t.Error(now.GetString("status"), now.GetBool("hidden"))
	}
	c.page(page, 200, "被举报的活动", true)
	// an event that was cancelled comes back cancelled
	now := c.now(event)
	now.Set("status", "cancelled")
	testkit.Save(t, c.app, now)
	c.must(c.mod, "hide", "event", event, nil)
	c.must(c.mod, "restore", "event", event, nil)
	if got := c.now(event).GetString("status"); got != "cancelled" {
		t.Errorf("a cancelled event came back as %s", got)
	}
}
