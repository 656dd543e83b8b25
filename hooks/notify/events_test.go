package notify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// hall is a stage with an event that the author made and somebody organises.
type hall struct {
	*stage
	api              *testkit.API
	event, organiser *core.Record
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{stage: newStage(t)}
	h.api = testkit.NewAPI(t, h.app)
	h.organiser = testkit.User(t, h.app, "organiser")
	h.event = testkit.Create(t, h.app, schema.Events, map[string]any{
		"title": "桥上黑客松", "slug": "qiao-hack", "kind": "hackathon", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai", "city": "成都",
		"starts": types.NowDateTime().Add(time.Hour), "ends": types.NowDateTime().Add(48 * time.Hour), "author": h.author.Id,
	})
	testkit.Create(t, h.app, schema.EventStaffList, map[string]any{"event": h.event.Id, "user": h.organiser.Id, "role": "organiser"})
	return h
}

// run runs a job twice: once more tells nothing.
func (h *hall) run(job string) {
	h.t.Helper()
	for range 2 {
		for _, j := range h.app.Cron().Jobs() {
			if j.Id() == job {
				j.Run()
			}
		}
	}
}

// heard is what somebody was told of the kind, newest first, as they read it.
func (h *hall) heard(who *core.Record) (lines []string) {
	h.t.Helper()
	got := h.api.Send(who, "GET", "/api/collections/notifications/records?sort=-at,-@rowid&filter=(kind='event')", nil, "Accept-Language", "zh-CN")
	items, _ := got.JSON("items").([]any)
	for _, one := range items {
		text, _ := one.(map[string]any)["text"].(string)
		lines = append(lines, text)
	}
	return lines
}

func (h *hall) hears(what string, who *core.Record, want ...string) {
	h.t.Helper()
	got := h.heard(who)
	if len(got) != len(want) {
		h.t.Fatalf("%s: %q, want %q", what, got, want)
	}
	for i, words := range want {
		if !strings.Contains(got[i], words) {
			h.t.Errorf("%s: %q, want %q", what, got[i], words)
		}
	}
}

func (h *hall) sql(query string, params dbx.Params) {
	h.t.Helper()
	if _, err := h.app.DB().NewQuery(query).Bind(params).Execute(); err != nil {
		h.t.Fatal(err)
	}
}

// Registrations that wait are told of together, once an hour at most, and only when there are new ones.
func TestApprovalsAreBundled(t *testing.T) {
	h := newHall(t)
	testkit.Create(t, h.app, schema.EventRegistrations, map[string]any{"event": h.event.Id, "waitlist": "fifo"})
	ticket := testkit.Create(t, h.app, schema.EventTickets, map[string]any{"event": h.event.Id, "name": "票", "mode": "in_person", "approval": true})
	n := 0
	apply := func() {
		n++
		testkit.Create(t, h.app, schema.Registrations, map[string]any{"event": h.event.Id, "ticket": ticket.Id, "lang": "zh", "state": "confirmed", "name": "来宾", "email": strings.Repeat("x", n) + "@example.com"})
	}
	h.run("notify.approvals")
	h.hears("nobody waits", h.organiser)
	apply()
	apply()
	h.run("notify.approvals")
	h.hears("two wait", h.organiser, "2 个报名等你审核")
	h.hears("the author", h.author, "2 个报名等你审核")
	apply()
	h.run("notify.approvals")
	h.hears("within the hour", h.organiser, "2 个报名等你审核")
	h.sql("UPDATE notification_causes SET at = {:at} WHERE cause LIKE 'pending:%'", dbx.Params{"at": types.NowDateTime().Add(-2 * time.Hour).String()})
	h.run("notify.approvals")
	h.hears("an hour later", h.organiser, "3 个报名等你审核", "2 个报名等你审核")
	h.sql("UPDATE notification_causes SET at = {:at} WHERE cause LIKE 'pending:%'", dbx.Params{"at": types.NowDateTime().Add(time.Second).String()})
	h.sql("UPDATE registrations SET updated = {:at}", dbx.Params{"at": types.NowDateTime().Add(-3 * time.Hour).String()})
	h.sql("UPDATE notification_causes SET at = {:at} WHERE cause LIKE 'pending:%'", dbx.Params{"at": types.NowDateTime().Add(-2 * time.Hour).String()})
	h.run("notify.approvals")
	h.hears("nobody new", h.organiser, "3 个报名等你审核", "2 个报名等你审核")
	if mails := testkit.Number(t, h.app, "SELECT count(*) FROM outbox WHERE kind = 'notify.mail'"); mails != 4 {
		t.Errorf("%d mails for two notices to two people", mails)
	}
}

// One event whose organisers can't be told holds up no other.
func TestApprovalsPastAFault(t *testing.T) {
	h := newHall(t)
	second := testkit.Create(t, h.app, schema.Events, map[string]any{
		"title": "另一场", "slug": "ling-yi-chang", "kind": "meetup", "mode": "online", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": types.NowDateTime().Add(72 * time.Hour), "ends": types.NowDateTime().Add(75 * time.Hour), "author": h.organiser.Id,
	})
	for _, event := range []*core.Record{h.event, second} {
		testkit.Create(t, h.app, schema.EventRegistrations, map[string]any{"event": event.Id, "waitlist": "fifo"})
		ticket := testkit.Create(t, h.app, schema.EventTickets, map[string]any{"event": event.Id, "name": "票", "mode": "in_person", "approval": true})
		testkit.Create(t, h.app, schema.Registrations, map[string]any{"event": event.Id, "ticket": ticket.Id, "lang": "zh", "state": "confirmed", "name": "来宾", "email": "guest@example.com"})
	}
	told := func(event *core.Record) int {
		return testkit.Number(t, h.app, "SELECT count(*) FROM notifications WHERE kind = 'event' AND target = '"+event.Id+"' AND user = '"+h.organiser.Id+"'")
	}
	for bad, good := range map[*core.Record]*core.Record{h.event: second, second: h.event} { // whichever comes first
		h.sql("DELETE FROM notifications", nil)
		h.sql("DELETE FROM notification_causes", nil)
		h.sql("CREATE TRIGGER broken BEFORE INSERT ON notifications WHEN NEW.target = '"+bad.Id+"' BEGIN SELECT RAISE(ABORT, 'broken'); END", nil)
		h.run("notify.approvals")
		h.sql("DROP TRIGGER broken", nil)
		if told(bad) != 0 || told(good) != 1 {
			t.Errorf("told %d times of the broken one, %d times of the other", told(bad), told(good))
		}
	}
}

// Judges hear when they are appointed and before the end, who wins hears once everybody may see it.
func TestJudgesAndAwards(t *testing.T) {
	h := newHall(t)
	past, soon := types.NowDateTime().Add(-time.Hour), types.NowDateTime().Add(5*time.Hour)
	contest := testkit.Create(t, h.app, schema.Contests, map[string]any{
		"event": h.event.Id, "kind": "judged", "leaderboard": "sealed", "entries_due": past, "judging_until": soon,
		"criteria": []map[string]any{{"id": "idea", "name": "创意", "weight": 1, "min": 0, "max": 10}},
	})
	leader, mate, first, second := testkit.User(t, h.app, "leader"), testkit.User(t, h.app, "mate"), testkit.User(t, h.app, "first"), testkit.User(t, h.app, "second")
	team := testkit.Create(t, h.app, schema.Teams, map[string]any{"event": h.event.Id, "name": "桥队", "leader": leader.Id})
	testkit.Create(t, h.app, schema.TeamMembers, map[string]any{"event": h.event.Id, "team": team.Id, "user": mate.Id})
	entry := testkit.Create(t, h.app, schema.Entries, map[string]any{"team": team.Id, "title": "桥", "user": leader.Id})
	judge := func(who *core.Record) *core.Record {
		return testkit.Create(t, h.app, schema.ContestJudges, map[string]any{"event": h.event.Id, "user": who.Id})
	}
	one, two := judge(first), judge(second)
	h.hears("appointed", first, "受邀担任《桥上黑客松》的评委")
	testkit.Create(t, h.app, schema.Scores, map[string]any{"event": h.event.Id, "entry": entry.Id, "judge": one.Id, "values": map[string]any{"idea": 5}})
	h.run("notify.judges")
	h.hears("who has scored all", first, "受邀担任")
	h.hears("who hasn't", second, "还有 1 个作品等你打分", "受邀担任")
	if err := h.app.Delete(two); err != nil {
		t.Fatal(err)
	}
	h.hears("no judge any more", second, "还有 1 个作品等你打分")

	testkit.Create(t, h.app, schema.Awards, map[string]any{"event": h.event.Id, "team": team.Id, "title": "一等奖"})
	h.hears("sealed", leader)
	contest = testkit.Fresh(t, h.app, contest)
	contest.Set("revealed", true)
	testkit.Save(t, h.app, contest)
	h.hears("revealed", leader, "获得“一等奖”")
	h.hears("a teammate", mate, "获得“一等奖”")
	alone := testkit.Create(t, h.app, schema.Awards, map[string]any{"event": h.event.Id, "user": mate.Id, "title": "最佳搭档"})
	h.hears("one's own", mate, "最佳搭档", "一等奖")
	if err := h.app.Delete(alone); err != nil {
		t.Fatal(err)
	}
	h.hears("taken back", mate, "一等奖")
	// who wants none hears nothing
	testkit.Create(t, h.app, schema.NotificationSettingsList, map[string]any{"user": leader.Id, "choices": map[string]string{"event": "off"}})
	testkit.Create(t, h.app, schema.Awards, map[string]any{"event": h.event.Id, "team": team.Id, "title": "人气奖"})
	h.hears("off", leader, "一等奖")
}

// Organisers hear what a speaker whom they accepted says.
func TestSpeakersAnswer(t *testing.T) {
	h := newHall(t)
	testkit.Create(t, h.app, schema.EventCalls, map[string]any{
		"event": h.event.Id, "opens": types.NowDateTime().Add(-time.Hour), "closes": types.NowDateTime().Add(time.Hour),
		"kinds": []map[string]any{{"id": "talk", "name": "演讲", "minutes": 30, "session": "talk"}},
	})
	speaker := testkit.User(t, h.app, "speaker")
	proposal := testkit.Create(t, h.app, schema.Proposals, map[string]any{
		"event": h.event.Id, "author": speaker.Id, "title": "怎样造桥", "kind": "talk", "lang": "zh", "abstract": "先造桥墩。", "state": "submitted", "speakers": []map[string]any{{"name": "speaker", "bio": "造桥的"}},
	})
	for _, state := range []string{"accepted", "confirmed", "withdrawn"} {
		proposal = testkit.Fresh(t, h.app, proposal)
		proposal.Set("state", state)
		testkit.Save(t, h.app, proposal)
	}
	h.hears("the organiser", h.organiser, "撤回了已确认的演讲“怎样造桥”", "确认在《桥上黑客松》演讲“怎样造桥”")
	h.hears("the speaker", speaker)
}

// All who organise an event hear what moderators decide about it and its agenda, with the reason; who wrote it may appeal, and
// who decided hears nothing. Of an entry its team hears.
func TestOrganisersHearOfModerators(t *testing.T) {
	h := newHall(t)
	moderator := testkit.User(t, h.app, "mod", "moderator")
	testkit.Create(t, h.app, schema.EventStaffList, map[string]any{"event": h.event.Id, "user": moderator.Id, "role": "organiser"})
	testkit.Create(t, h.app, schema.EventStaffList, map[string]any{"event": h.event.Id, "user": h.reader.Id, "role": "gate"})
	chief := testkit.User(t, h.app, "chief")
	h.event.Set("column", testkit.Column(t, h.app, "bridges", chief, nil).Id)
	testkit.Save(t, h.app, h.event)
	talk := testkit.Create(t, h.app, schema.EventSessions, map[string]any{"event": h.event.Id, "title": "怎样造桥", "kind": "talk"})
	testkit.Create(t, h.app, schema.Contests, map[string]any{
		"event": h.event.Id, "kind": "judged", "leaderboard": "live", "entries_due": types.NowDateTime().Add(time.Hour),
		"criteria": []map[string]any{{"id": "idea", "name": "创意", "weight": 1, "min": 0, "max": 10}},
	})
	team := testkit.Create(t, h.app, schema.Teams, map[string]any{"event": h.event.Id, "name": "桥队", "leader": h.writer.Id})
	entry := testkit.Create(t, h.app, schema.Entries, map[string]any{"team": team.Id, "title": "浮桥", "user": h.writer.Id})
	mate := testkit.User(t, h.app, "mate")
	for _, member := range []*core.Record{mate, moderator} {
		testkit.Create(t, h.app, schema.TeamMembers, map[string]any{"event": h.event.Id, "team": team.Id, "user": member.Id})
	}
	decide := func(action, kind, id string) {
		t.Helper()
		seen := ""
		if got := h.api.Send(moderator, "GET", "/api/qiao/moderation/case?kind="+kind+"&target="+id, nil); got.Status == 200 {
			seen, _ = got.JSON("seen").(string)
		}
		if got := h.api.Send(moderator, "POST", "/api/qiao/moderation/decide", map[string]any{"action": action, "kind": kind, "target": id, "reason": "请改掉 <b>时间</b>", "seen": seen}); got.Status != 200 {
			t.Fatalf("%s %s: %d %s", action, kind, got.Status, got.Body)
		}
	}
	told := func(what string, who *core.Record, text, url string) {
		t.Helper()
		items, _ := h.api.Send(who, "GET", "/api/collections/notifications/records?sort=-at,-@rowid&filter=(kind='moderation')", nil, "Accept-Language", "zh-CN").JSON("items").([]any)
		if text == "" && len(items) == 0 {
			return
		}
		if len(items) == 0 {
			t.Fatalf("%s: nothing", what)
		}
		n := items[0].(map[string]any)
		data, _ := n["data"].(map[string]any)
		if got, _ := n["url"].(string); n["text"] != text || !strings.HasPrefix(got, url) || data["words"] != "请改掉 <b>时间</b>" || n["actor"] != "" {
			t.Errorf("%s: %v", what, n)
		}
	}
	for _, c := range []struct{ kind, id, title, page string }{
		{"session", talk.Id, "怎样造桥", "/events/agenda#" + h.event.Id}, {"event", h.event.Id, "桥上黑客松", "/events/edit#" + h.event.Id},
	} {
		decide("hide", c.kind, c.id)
		helps := c.page // who helps edits the agenda, not the event
		if c.kind == "event" {
			helps = "/events/qiao-hack/manage"
		}
		told(c.kind, h.organiser, "你的内容“"+c.title+"”被隐藏了", helps)
		told(c.kind+", who runs the column", chief, "你的内容“"+c.title+"”被隐藏了", c.page)
		page := c.page
		if c.kind == "event" {
			page = "/appeal#"
		}
		told(c.kind+", its author", h.author, "你的内容“"+c.title+"”被隐藏了", page)
		decide("restore", c.kind, c.id)
		told(c.kind+" again", h.organiser, "你的内容“"+c.title+"”恢复显示了", helps)
	}
	decide("hide", "entry", entry.Id)
	told("an entry", h.writer, "你的内容“浮桥”被隐藏了", "/appeal#")
	told("a teammate, of an entry", mate, "你的内容“浮桥”被隐藏了", "/events/qiao-hack/entry")
	told("organisers, of an entry", h.organiser, "你的内容“桥上黑客松”恢复显示了", "/events/qiao-hack/manage")
	told("who decided", moderator, "", "")
	decide("restore", "entry", entry.Id)
	told("an entry again", h.writer, "你的内容“浮桥”恢复显示了", "/appeal#")
	told("a teammate, of an entry again", mate, "你的内容“浮桥”恢复显示了", "/events/qiao-hack/entry")
	told("who decided, in the team", moderator, "", "")
	told("a helper", h.reader, "", "")
	for _, one := range []*core.Record{h.writer, mate} { // the one who handed it in is in the team
		if n := testkit.Number(t, h.app, "SELECT count(*) FROM notifications WHERE user = {:user} AND kind = 'moderation'", dbx.Params{"user": one.Id}); n != 2 {
			t.Errorf("%s has %d notices of a decision and its end", one.GetString("handle"), n)
		}
	}
	decide("warn", "entry", entry.Id) // which concerns one person
	told("a teammate, of a warning", mate, "你的内容“浮桥”恢复显示了", "/events/qiao-hack/entry")
}
