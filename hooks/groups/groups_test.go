package groups_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type fields = map[string]any

// house is a portal with a group and the people around it.
type house struct {
	t                                          *testing.T
	app                                        core.App
	api                                        *testkit.API
	owner, organiser, member, stranger, editor *core.Record
	group                                      *core.Record
}

func newHouse(t *testing.T) *house {
	t.Helper()
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{URL: "https://qiao.example"}) })
	settings := app.Settings()
	settings.RateLimits.Enabled = false
	if err := app.Save(settings); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, app: app, owner: testkit.User(t, app, "owner"), organiser: testkit.User(t, app, "organiser"), member: testkit.User(t, app, "member"),
		stranger: testkit.User(t, app, "stranger"), editor: testkit.User(t, app, "editor", "editor")}
	h.group = testkit.Group(t, app, "chengdu-go", h.owner, fields{"name": "成都 Go 小组", "summary": "每月一次"})
	testkit.Seat(t, app, h.group, h.organiser, "organiser")
	testkit.Seat(t, app, h.group, h.member, "member")
	h.api = testkit.NewAPI(t, app)
	return h
}

const (
	groups = "/api/collections/groups/records"
	seats  = "/api/collections/group_members/records"
	events = "/api/collections/events/records"
)

// ask expects an answer with this status, and the code of a field, as "field:code", or words of the whole.
func (h *house) ask(as *core.Record, method, path string, body any, status int, code string) testkit.Answer {
	h.t.Helper()
	got := h.api.Send(as, method, path, body, "Accept-Language", "en")
	field, inner, of := strings.Cut(code, ":")
	switch {
	case got.Status != status:
		h.t.Errorf("%s %s: %d, want %d: %s", method, path, got.Status, status, got.Body)
	case code == "":
	case of && got.JSON("data", field, "code") != inner, !of && !strings.Contains(got.Body, code):
		h.t.Errorf("%s %s: want %s: %s", method, path, code, got.Body)
	}
	return got
}

func (h *house) seat(user *core.Record) *core.Record {
	h.t.Helper()
	r, err := h.app.FindFirstRecordByFilter(schema.GroupMembers, "group = {:g} && user = {:u}", fields{"g": h.group.Id, "u": user.Id})
	if err != nil {
		return nil
	}
	return r
}

func (h *house) role(user *core.Record) string {
	if s := h.seat(user); s != nil {
		return s.GetString("role")
	}
	return ""
}

func (h *house) organisers() []string {
	return testkit.Fresh(h.t, h.app, h.group).GetStringSlice("organisers")
}

func (h *house) notices(user *core.Record, event string) int {
	return testkit.Number(h.t, h.app, "SELECT count(*) FROM notifications WHERE user = {:u} AND json_extract(data, '$.event') = {:e}", fields{"u": user.Id, "e": event})
}

// A member proposes a group, site editors decide, and who proposed it hears of it and may propose it anew.
func TestFounding(t *testing.T) {
	h := newHouse(t)
	root := testkit.Superuser(t, h.app)
	h.ask(h.stranger, "POST", groups, fields{"name": "重庆前端小组", "kind": "city", "owner": h.stranger.Id}, 400, "city:groups.city_needed")
	h.ask(h.stranger, "POST", groups, fields{"name": "重庆前端小组", "kind": "topic", "owner": h.stranger.Id, "status": "active"}, 400, "status:groups.approval")
	made := h.ask(h.stranger, "POST", groups, fields{"name": "重庆前端小组", "kind": "city", "city": "重庆", "owner": h.stranger.Id, "body": "**正文**",
		"organisers": []string{h.member.Id}, "hidden": true, "html": "<script>", "reason": "假的"}, 200, "")
	if made.JSON("status") != "proposed" || made.JSON("hidden") != false || made.JSON("reason") != "" || made.JSON("slug") != "zhong-qing-qian-duan-xiao-zu" ||
		!strings.Contains(made.Body, "strong") || !strings.Contains(made.Body, `"organisers":["`+h.stranger.Id+`"]`) {
		t.Errorf("proposed: %s", made.Body)
	}
	id, _ := made.JSON("id").(string)
	if n := h.notices(h.editor, "group_proposed"); n != 1 {
		t.Errorf("the editor was told %d times", n)
	}
	path := "/groups/zhong-qing-qian-duan-xiao-zu"
	for _, p := range []string{path, path + "/events", path + "/events.ics"} {
		if a := h.api.Send(nil, "GET", p, nil); a.Status != 404 {
			t.Errorf("%s of a proposal: %d", p, a.Status)
		}
	}
	h.ask(h.stranger, "PATCH", groups+"/"+id, fields{"status": "active"}, 400, "status:groups.status_move")
	h.ask(h.editor, "PATCH", groups+"/"+id, fields{"status": "declined"}, 400, "reason:groups.reason_needed")
	h.ask(h.editor, "PATCH", groups+"/"+id, fields{"status": "declined", "reason": "请写明多久聚一次"}, 200, "")
	if h.notices(h.stranger, "group_declined") != 1 || h.notices(h.editor, "group_proposed") != 0 {
		t.Error("who proposed it wasn't told, or the editor still is")
	}
	if again := h.ask(h.stranger, "PATCH", groups+"/"+id, fields{"status": "proposed", "body": "每月一次", "reason": "没有原因"}, 200, ""); again.JSON("reason") != "请写明多久聚一次" {
		t.Errorf("the reason was changed by who reads it: %s", again.Body)
	}
	if h.notices(h.editor, "group_proposed") != 1 {
		t.Error("nobody hears of the second try")
	}
	done := h.ask(h.editor, "PATCH", groups+"/"+id, fields{"status": "active"}, 200, "")
	if done.JSON("reason") != "" || h.notices(h.stranger, "group_active") != 1 {
		t.Errorf("approved: %s", done.Body)
	}
	if a := h.api.Send(nil, "GET", path, nil); a.Status != 200 {
		t.Errorf("approved, its page: %d", a.Status)
	}
	// people are members of it now: it is never a proposal again, whoever says so
	h.ask(root, "PATCH", groups+"/"+id, fields{"status": "proposed"}, 400, "status:groups.status_move")
	h.ask(h.stranger, "DELETE", groups+"/"+id, nil, 404, "")

	for _, name := range []string{"一", "二", "三"} {
		h.ask(h.member, "POST", groups, fields{"name": name, "kind": "topic", "owner": h.member.Id}, 200, "")
	}
	h.ask(h.member, "POST", groups, fields{"name": "四", "kind": "topic", "owner": h.member.Id}, 400, "wait for approval already")
	for name, f := range map[string]fields{
		"slug:address.taken": {"slug": "new"}, "zone:groups.zone_unknown": {"zone": "Mars/Olympus"}, "country:groups.country_wrong": {"country": "1x"},
		"links:groups.links_wrong": {"links": []fields{{"label": "x", "url": "javascript:alert(1)"}}}, "name:groups.name_needed": {"name": "\u200b"},
	} {
		body := fields{"name": "五", "kind": "topic", "owner": h.editor.Id}
		for k, v := range f {
			body[k] = v
		}
		h.ask(h.editor, "POST", groups, body, 400, name)
	}
}

// One joins by oneself and leaves; the count and those who organise follow from the seats.
func TestJoining(t *testing.T) {
	h := newHouse(t)
	seat := fields{"group": h.group.Id, "user": h.stranger.Id, "role": "member"}
	count := func() int {
		return testkit.Number(t, h.app, "SELECT followers FROM stats WHERE id = {:id}", fields{"id": h.group.Id})
	}
	if n := count(); n != 3 {
		t.Errorf("%d members, want 3", n)
	}
	h.ask(h.stranger, "POST", seats, seat, 200, "")
	h.ask(h.stranger, "POST", seats, seat, 400, "")
	if n := count(); n != 4 {
		t.Errorf("%d members after joining", n)
	}
	h.ask(h.stranger, "DELETE", seats+"/"+h.seat(h.stranger).Id, nil, 204, "")
	if n := count(); n != 3 {
		t.Errorf("%d members after leaving", n)
	}
	unverified := testkit.Create(t, h.app, schema.Users, fields{"handle": "unverified", "email": "u@example.com", "password": testkit.Password})
	h.ask(unverified, "POST", seats, fields{"group": h.group.Id, "user": unverified.Id, "role": "member"}, 400, "")
	// who says nothing of what they do isn't named, unless they want to be
	private := testkit.Create(t, h.app, schema.Users, fields{"handle": "private", "name": "不露面的人", "email": "p@example.com", "password": testkit.Password, "verified": true, "private": []string{"activity"}})
	if got := h.ask(private, "POST", seats, fields{"group": h.group.Id, "user": private.Id, "role": "member"}, 200, ""); got.JSON("quiet") != true {
		t.Error("who hides their activity is named")
	}
	page := h.api.Send(nil, "GET", "/groups/chengdu-go", nil, "Accept-Encoding", "identity").Body
	if strings.Contains(page, "不露面的人") || !strings.Contains(page, "member") {
		t.Error("the page names the wrong members")
	}
	h.ask(private, "PATCH", seats+"/"+h.seat(private).Id, fields{"quiet": false}, 200, "")
	if page := h.api.Send(nil, "GET", "/groups/chengdu-go", nil, "Accept-Encoding", "identity").Body; !strings.Contains(page, "不露面的人") {
		t.Error("who wants to be named isn't, at once")
	}

	h.ask(h.owner, "PATCH", seats+"/"+h.seat(h.member).Id, fields{"role": "owner"}, 400, "role:groups.owner_role")
	h.ask(h.owner, "PATCH", seats+"/"+h.seat(h.owner).Id, fields{"role": "member"}, 400, "role:groups.owner_role")
	h.ask(h.owner, "DELETE", seats+"/"+h.seat(h.owner).Id, nil, 400, "hand it over first")
	h.ask(h.organiser, "PATCH", seats+"/"+h.seat(h.member).Id, fields{"role": "organiser"}, 404, "")
	h.ask(h.owner, "PATCH", seats+"/"+h.seat(h.member).Id, fields{"role": "organiser"}, 200, "")
	if got := h.organisers(); !slices.Equal(got, []string{h.owner.Id, h.organiser.Id, h.member.Id}) {
		t.Errorf("organisers: %v", got)
	}
	if h.notices(h.member, "group_organiser") != 1 {
		t.Error("who organises now wasn't told")
	}
	h.ask(h.owner, "PATCH", seats+"/"+h.seat(h.member).Id, fields{"role": "member"}, 200, "")
	if h.notices(h.member, "group_organiser") != 0 || len(h.organisers()) != 2 {
		t.Error("who organises no more is still told so, or an organiser")
	}
	for i := range 19 {
		testkit.Seat(t, h.app, h.group, testkit.User(t, h.app, "many-"+string(rune('a'+i))), "organiser")
	}
	h.ask(h.owner, "PATCH", seats+"/"+h.seat(h.member).Id, fields{"role": "organiser"}, 400, "role:groups.organisers_full")
	if h.role(h.member) != "member" {
		t.Error("an organiser too many")
	}
	// what is over takes nobody in
	h.ask(h.owner, "PATCH", groups+"/"+h.group.Id, fields{"status": "archived"}, 200, "")
	h.ask(h.stranger, "POST", seats, seat, 400, "group:groups.closed")
	h.ask(h.owner, "PATCH", groups+"/"+h.group.Id, fields{"status": "active"}, 200, "")
	h.ask(h.stranger, "POST", seats, seat, 200, "")
	if err := h.app.Delete(testkit.Fresh(t, h.app, h.group)); err != nil {
		t.Fatal(err)
	}
	if n := testkit.Number(t, h.app, "SELECT (SELECT count(*) FROM group_members) + (SELECT count(*) FROM stats WHERE id = {:id})", fields{"id": h.group.Id}); n != 0 {
		t.Errorf("%d rows of no group", n)
	}
	if a := h.api.Send(nil, "GET", "/groups/chengdu-go", nil); a.Status != 410 {
		t.Errorf("the page of a group that is gone: %d", a.Status)
	}
}

// A group goes to one of its members, who is its only owner then; the one before stays as an organiser.
func TestHandingOver(t *testing.T) {
	h := newHouse(t)
	path := groups + "/" + h.group.Id
	h.ask(h.owner, "PATCH", path, fields{"owner": h.stranger.Id}, 400, "owner:groups.owner_outside")
	h.ask(h.organiser, "PATCH", path, fields{"owner": h.organiser.Id}, 404, "")
	h.ask(h.owner, "PATCH", path, fields{"owner": h.member.Id, "organisers": []string{}}, 200, "")
	if h.role(h.owner) != "organiser" || h.role(h.member) != "owner" || len(h.organisers()) != 3 || h.organisers()[0] != h.member.Id {
		t.Errorf("owner before %q, now %q, organisers %v", h.role(h.owner), h.role(h.member), h.organisers())
	}
	if h.notices(h.member, "group_owner") != 1 {
		t.Error("the new owner wasn't told")
	}
	h.ask(h.owner, "PATCH", path, fields{"owner": h.owner.Id}, 404, "")
	h.ask(h.owner, "PATCH", path, fields{"summary": "还能改"}, 200, "")
}

// Of two who hand it over at once to different members one counts, and an edit at the same moment takes nothing back.
func TestHandingOverAtOnce(t *testing.T) {
	h := newHouse(t)
	path := groups + "/" + h.group.Id
	for round := range 8 {
		now := testkit.Fresh(t, h.app, h.group)
		owner := map[string]*core.Record{h.owner.Id: h.owner, h.organiser.Id: h.organiser, h.member.Id: h.member}[now.GetString("owner")]
		others := slices.DeleteFunc([]*core.Record{h.owner, h.organiser, h.member}, func(u *core.Record) bool { return u.Id == owner.Id })
		text := "第" + string(rune('a'+round)) + "次"
		var wait sync.WaitGroup
		status := make([]int, 3)
		for i, body := range []fields{{"owner": others[0].Id}, {"owner": others[1].Id}, {"summary": text}} {
			wait.Add(1)
			go func() {
				defer wait.Done()
				status[i] = h.api.Send(owner, "PATCH", path, body).Status
			}()
		}
		wait.Wait()
		if status[2] != http.StatusOK || (status[0] == http.StatusOK) == (status[1] == http.StatusOK) {
			t.Fatalf("round %d: %v", round, status)
		}
		winner := others[0]
		if status[1] == http.StatusOK {
			winner = others[1]
		}
		now = testkit.Fresh(t, h.app, h.group)
		owners := testkit.Number(t, h.app, "SELECT count(*) FROM group_members WHERE role = 'owner'")
		if now.GetString("owner") != winner.Id || h.role(winner) != "owner" || owners != 1 || now.GetString("summary") != text || h.organisers()[0] != winner.Id {
			t.Fatalf("round %d: the owner %s, want %s; %d owners; %q; %v", round, now.GetString("owner"), winner.Id, owners, now.GetString("summary"), h.organisers())
		}
	}
}

// Those who organise a group make its events, and nobody else does.
func TestEvents(t *testing.T) {
	h := newHouse(t)
	starts := types.NowDateTime().AddDate(0, 0, 30)
	event := func(by *core.Record, more fields) fields {
		f := fields{"title": "成都沙龙", "kind": "meetup", "mode": "offline", "city": "成都", "zone": "Asia/Shanghai", "author": by.Id, "group": h.group.Id,
			"starts": starts.String(), "ends": starts.Add(2 * time.Hour).String()}
		for k, v := range more {
			f[k] = v
		}
		return f
	}
	h.ask(h.member, "POST", events, event(h.member, nil), 400, "group:events.not_group_organiser")
	h.ask(h.stranger, "POST", events, event(h.stranger, nil), 400, "group:events.not_group_organiser")
	own := h.ask(h.stranger, "POST", events, event(h.stranger, fields{"group": ""}), 200, "")
	ownID, _ := own.JSON("id").(string)
	h.ask(h.stranger, "PATCH", events+"/"+ownID, fields{"group": h.group.Id}, 400, "group:events.not_group_organiser")
	made := h.ask(h.organiser, "POST", events, event(h.organiser, fields{"status": "published", "title": "公开的沙龙"}), 200, "")
	id, _ := made.JSON("id").(string)
	slug, _ := made.JSON("slug").(string)
	h.ask(h.owner, "PATCH", events+"/"+id, fields{"status": "cancelled", "notice": "场地没了"}, 200, "")
	h.ask(h.owner, "PATCH", events+"/"+id, fields{"status": "published"}, 200, "")
	h.ask(h.member, "PATCH", events+"/"+id, fields{"title": "抢过来"}, 404, "")
	draft := h.ask(h.organiser, "POST", events, event(h.organiser, fields{"title": "秘密的沙龙"}), 200, "")
	draftID, _ := draft.JSON("id").(string)
	h.ask(h.owner, "GET", events+"/"+draftID, nil, 200, "")
	h.ask(h.member, "GET", events+"/"+draftID, nil, 404, "")

	column := testkit.Column(t, h.app, "cloud", h.organiser, nil)
	h.ask(h.organiser, "PATCH", events+"/"+draftID, fields{"column": column.Id}, 400, "group:events.one_host")
	h.ask(h.organiser, "PATCH", events+"/"+draftID, fields{"column": column.Id, "group": ""}, 200, "")
	h.ask(h.owner, "GET", events+"/"+draftID, nil, 404, "")
	h.ask(h.organiser, "PATCH", events+"/"+draftID, fields{"column": "", "group": h.group.Id}, 200, "")
	// who runs both moves what is public, who runs one doesn't
	h.ask(h.owner, "PATCH", events+"/"+id, fields{"group": ""}, 400, "group:events.column_kept")
	h.ask(h.organiser, "PATCH", events+"/"+id, fields{"column": column.Id, "group": ""}, 200, "")
	h.ask(h.organiser, "PATCH", events+"/"+id, fields{"column": "", "group": h.group.Id}, 200, "")

	series := h.ask(h.owner, "POST", "/api/collections/event_series/records", fields{"title": "每月一次", "author": h.owner.Id, "group": h.group.Id}, 200, "")
	h.ask(h.owner, "POST", "/api/collections/event_series/records", fields{"title": "两边", "author": h.owner.Id, "group": h.group.Id, "column": column.Id}, 400, "group:events.one_host")
	h.ask(h.owner, "PATCH", events+"/"+draftID, fields{"series": series.JSON("id")}, 200, "")
	h.ask(h.stranger, "PATCH", events+"/"+ownID, fields{"series": series.JSON("id")}, 400, "series:events.series_of_others")

	for path, texts := range map[string][]string{
		"/groups":                                  {"成都 Go 小组", "3 位成员", "!秘密"},
		"/groups/chengdu-go":                       {"公开的沙龙", "每月一次", "/groups/chengdu-go/events.ics", "!秘密"},
		"/en/groups/chengdu-go":                    {"公开的沙龙", "Organisers"},
		"/groups/chengdu-go/events":                {"公开的沙龙", "#group=" + h.group.Id, "!秘密"},
		"/groups/chengdu-go/events.ics":            {"SUMMARY:公开的沙龙", "X-WR-CALNAME:成都 Go 小组的活动", "!秘密"},
		"/groups/chengdu-go/events/feed.xml":       {"公开的沙龙", "!秘密"},
		"/groups/chengdu-go/events/atom.xml":       {"公开的沙龙"},
		"/groups/chengdu-go/events/feed.json":      {"公开的沙龙"},
		"/events/" + slug:                          {`"organizer":{"@type":"Organization","name":"成都 Go 小组","url":"https://qiao.example/groups/chengdu-go"`, `href="/groups/chengdu-go"`},
		"/api/qiao/events?group=chengdu-go":        {"公开的沙龙", `"group":"chengdu-go"`, "!秘密"},
		"/api/qiao/events?group=nothing":           {"!沙龙"},
		"/sitemaps/groups-1.xml":                   {"https://qiao.example/groups/chengdu-go"},
		"/api/qiao/search?q=%E6%88%90%E9%83%BD+Go": {`"kind":"group"`},
	} {
		a := h.api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity")
		if a.Status != 200 {
			t.Errorf("%s: %d", path, a.Status)
		}
		for _, text := range texts {
			if not, ok := strings.CutPrefix(text, "!"); ok == strings.Contains(a.Body, not) {
				t.Errorf("%s: %q is there: %t", path, not, ok)
			}
		}
	}
	h.ask(h.editor, "PATCH", groups+"/"+h.group.Id, fields{"slug": "cd-go"}, 200, "")
	for old, now := range map[string]string{"": "", "/events": "/events", "/events.ics": "/events.ics", "/events/feed.xml": "/events/feed.xml"} {
		if a := h.api.Send(nil, "GET", "/groups/chengdu-go"+old, nil); a.Status != 301 || a.Header.Get("Location") != "/groups/cd-go"+now {
			t.Errorf("the old address %s: %d %s", old, a.Status, a.Header.Get("Location"))
		}
	}
	// what a moderator hid has no page, and its events name nobody
	hidden := testkit.Fresh(t, h.app, h.group)
	hidden.Set("hidden", true)
	testkit.Save(t, h.app, hidden)
	for _, p := range []string{"/groups/cd-go", "/groups/cd-go/events", "/groups/cd-go/events.ics"} {
		if a := h.api.Send(nil, "GET", p, nil); a.Status != 410 {
			t.Errorf("%s while it is hidden: %d", p, a.Status)
		}
	}
	if a := h.api.Send(nil, "GET", "/events/"+slug, nil, "Accept-Encoding", "identity"); a.Status != 200 || strings.Contains(a.Body, "cd-go") {
		t.Errorf("the event of a hidden group: %d", a.Status)
	}
	h.ask(h.organiser, "POST", events, event(h.organiser, nil), 400, "group:events.group_closed")
}

// Who organises in the name of a group hears of what is to be done, and goes out of it when they leave it.
func TestHands(t *testing.T) {
	h := newHouse(t)
	e := testkit.Create(t, h.app, schema.Events, fields{"title": "沙龙", "kind": "meetup", "mode": "online", "zone": "Asia/Shanghai", "author": h.editor.Id, "group": h.group.Id,
		"status": "published", "starts": "2030-05-01 06:00:00.000Z", "ends": "2030-05-01 09:00:00.000Z"})
	for _, who := range []struct {
		as     *core.Record
		status int
	}{{h.owner, 200}, {h.organiser, 200}, {h.member, 403}, {h.stranger, 403}} {
		if got := h.api.Send(who.as, "GET", "/api/qiao/events/"+e.Id+"/attendees", nil); got.Status != who.status {
			t.Errorf("%s: %d, want %d", who.as.GetString("handle"), got.Status, who.status)
		}
	}
	h.ask(h.organiser, "DELETE", seats+"/"+h.seat(h.organiser).Id, nil, 204, "")
	h.ask(h.organiser, "PATCH", events+"/"+e.Id, fields{"summary": "还在"}, 404, "")
	if got := h.api.Send(h.organiser, "GET", "/api/qiao/events/"+e.Id+"/attendees", nil); got.Status != 403 {
		t.Errorf("who left: %d", got.Status)
	}
}
