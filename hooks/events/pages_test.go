package events_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// shows expects a page with all of these texts and none of those that begin with "!".
func (h *house) shows(path string, texts ...string) string {
	h.t.Helper()
	a := h.api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity")
	if a.Status != 200 {
		h.t.Fatalf("%s: %d, Location %q", path, a.Status, a.Header.Get("Location"))
	}
	for _, text := range texts {
		if not, ok := strings.CutPrefix(text, "!"); ok == strings.Contains(a.Body, not) {
			h.t.Errorf("%s: %q is there: %t", path, not, ok)
		}
	}
	return a.Body
}

// public saves a public event that begins so many days from now and lasts two hours.
func (h *house) public(title string, days int, more fields) *core.Record {
	h.t.Helper()
	starts := types.NowDateTime().AddDate(0, 0, days)
	f := event(h.member, fields{"title": title, "status": "published", "starts": starts, "ends": starts.Add(2 * time.Hour)})
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(h.t, h.app, schema.Events, f)
}

// What comes stands on the list and what is over among the past; cancelled ones say so, drafts and their names are nowhere.
func TestLists(t *testing.T) {
	h := newHouse(t)
	h.public("下周的沙龙", 7, nil)
	h.public("取消的沙龙", 8, fields{"status": "cancelled"})
	h.public("上周的沙龙", -7, fields{"recording_url": "https://example.com/v"})
	h.public("归档的沙龙", -70, fields{"status": "archived", "kind": "dev_day"})
	h.public("秘密的沙龙", 9, fields{"status": "draft"})
	h.public("柏林的工作坊", 10, fields{"kind": "workshop", "city": "Berlin", "zone": "Europe/Berlin", "tags": []string{h.tag.Id}, "column": h.column.Id})
	h.shows("/events", "下周的沙龙", "取消的沙龙", "已取消", "柏林的工作坊", "上周的沙龙", "!秘密的沙龙")
	h.shows("/events/past", "上周的沙龙", "归档的沙龙", "有录像", "!下周的沙龙", "!秘密")
	h.shows("/events/past?kind=dev_day", "归档的沙龙", "!上周的沙龙")
	h.shows("/events?kind=workshop", "柏林的工作坊", "!下周的沙龙", "noindex")
	h.shows("/events?tag=go", "柏林的工作坊", "!下周的沙龙")
	h.shows("/events?mode=online", "没有符合条件的活动")
	h.shows("/columns/cloud/events", "柏林的工作坊", "!下周的沙龙")
	h.shows("/columns/cloud", "柏林的工作坊")
	h.shows("/en/events", "柏林的工作坊", "Cancelled")
	h.shows("/events/in/berlin", "柏林的工作坊", "!下周的沙龙")
	h.shows("/events/in/"+url.PathEscape("上海"), "下周的沙龙", "上周的沙龙", "!柏林的工作坊")
	month := time.Now().UTC().AddDate(0, 0, 10).Format("2006-01")
	h.shows("/events?view=month&month="+month, "柏林的工作坊", "!秘密")
	h.shows("/events?view=month&month=1999-02", "没有活动")
	h.shows("/sitemaps/events-1.xml", "/events/", "!mi-mi")
	for path, status := range map[string]int{
		"/events/in/nowhere": 404, "/events?kind=party": 404, "/events?view=month&month=1999-13": 404, "/events?view=month&month=9999-01": 404, "/events?view=week": 404,
		"/events/in/BERLIN": 301, "/events/nothing": 404, "/speakers/nobody": 404, "/events/series/none": 404, "/columns/none/events": 404, "/events?page=9": 404,
	} {
		if got := h.api.Send(nil, "GET", path, nil).Status; got != status {
			t.Errorf("%s: %d, want %d", path, got, status)
		}
	}
	feed := h.shows("/events/feed.json", "下周的沙龙", "柏林的工作坊", "!秘密", "!取消的沙龙")
	if n := strings.Count(feed, `"date_published"`); n != 4 {
		t.Errorf("%d in the feed", n)
	}
}

// An event stands in the list the moment it is published, and its page says what changes.
func TestPagesFollow(t *testing.T) {
	h := newHouse(t)
	h.shows("/events", "暂时没有")
	testkit.Article(t, h.app, h.member, fields{"title": "一篇文章", "status": "published", "body": "正文"})
	h.shows("/", "!近期活动")
	ev := h.make(h.columnAuthor, fields{"column": h.column.Id, "title": `"><script>alert(1)</script>`, "summary": "<img src=x onerror=alert(1)>", "city": "A/B?c#d", "venue": "</script><b>", "notice": "<i>",
		"starts": types.NowDateTime().AddDate(0, 0, 3), "ends": types.NowDateTime().AddDate(0, 0, 4), "host": "<u>", "access_notes": "<s>", "register_url": "https://example.com/?a=\"b\""})
	h.expect("published", h.change(h.owner, ev.Id, fields{"status": "published"}), 200)
	h.shows("/events", "!暂时没有", "!<script>alert", "!<img src=x")
	page := h.shows("/events/"+ev.GetString("slug"), "!<script>alert", "!<img src=x", "!</script><b>", "!<i>", "!<s>", "去报名", "/events/in/a-b-c-d")
	if strings.Count(page, "</script>") != strings.Count(page, "<script") {
		t.Error("a script ends where it shouldn't")
	}
	h.shows("/events/in/a-b-c-d", "A/B?c#d")
	h.shows("/", "近期活动")
	h.expect("cancelled", h.change(h.owner, ev.Id, fields{"status": "cancelled"}), 200)
	h.shows("/events/"+ev.GetString("slug"), "活动已取消", "EventCancelled", "!去报名", "!加入日历")
	h.expect("renamed", h.change(h.owner, ev.Id, fields{"slug": "renamed"}), 200)
	if a := h.api.Send(nil, "GET", "/events/"+ev.GetString("slug"), nil); a.Status != 301 || a.Header.Get("Location") != "/events/renamed" {
		t.Errorf("the old address: %d %s", a.Status, a.Header.Get("Location"))
	}
}

// Two tracks stand side by side, breaks alone, in the event's own zone; whoever speaks has a page with their talks.
func TestAgendaOnThePage(t *testing.T) {
	h := newHouse(t)
	ev := testkit.Create(t, h.app, schema.Events, event(h.member, fields{"status": "published", "zone": "Europe/Berlin", "starts": "2030-07-01 07:00:00.000Z", "ends": "2030-07-02 15:00:00.000Z"}))
	who := testkit.Create(t, h.app, schema.Speakers, fields{"name": "方聆", "company": "澜语", "links": []fields{{"name": "主页", "url": "https://example.com/"}}})
	for _, s := range []fields{
		{"title": "存储", "kind": "talk", "track": "系统", "starts": "2030-07-01 08:00:00.000Z", "ends": "2030-07-01 08:40:00.000Z", "speakers": []string{who.Id}, "slides_url": "https://example.com/s"},
		{"title": "检索", "kind": "talk", "track": "智能", "starts": "2030-07-01 08:00:00.000Z", "ends": "2030-07-01 08:40:00.000Z"},
		{"title": "午餐", "kind": "break", "starts": "2030-07-01 10:00:00.000Z", "ends": "2030-07-01 11:00:00.000Z"},
		{"title": "圆桌", "kind": "panel", "starts": "2030-07-02 08:00:00.000Z", "ends": "2030-07-02 09:00:00.000Z"},
		{"title": "还没定", "kind": "talk"},
	} {
		s["event"] = ev.Id
		testkit.Create(t, h.app, schema.EventSessions, s)
	}
	page := h.shows("/events/"+ev.GetString("slug"), "09:00–17:00", "GMT&#43;2", "Europe/Berlin", ">10:00<", "至 10:40", "7月1日", "7月2日", "时间待定", "方聆", `class="parts many"`, `"startDate":"2030-07-01T09:00:00+02:00"`)
	if strings.Count(page, `<li class="slot`) != 3 {
		t.Errorf("%d times", strings.Count(page, `<li class="slot`))
	}
	h.shows("/speakers/"+who.GetString("slug"), "方聆", "存储", "澜语", "https://example.com/s", "!检索")
	if page := h.api.Send(nil, "GET", "/people/"+h.member.GetString("handle"), nil); strings.Contains(page.Body, "存储") {
		t.Error("a profile shows talks of a speaker without an account")
	}
	who.Set("name", "方铃")
	testkit.Save(t, h.app, who)
	h.shows("/events/"+ev.GetString("slug"), "方铃", "!方聆")

	// the profile of whose account it is shows them, as long as the event is public and the member shows what they do
	profile := "/people/" + h.member.GetString("handle")
	who.Set("user", h.member.Id)
	testkit.Save(t, h.app, who)
	h.shows(profile, "存储", ev.GetString("title"), "/speakers/"+who.GetString("slug"), "7月1日", "!检索")
	ev = h.read(ev.Id)
	ev.Set("status", "cancelled")
	testkit.Save(t, h.app, ev)
	h.shows(profile, "!存储")
	ev.Set("status", "published")
	testkit.Save(t, h.app, ev)
	h.shows(profile, "存储")
	h.member.Set("private", []string{"activity"})
	testkit.Save(t, h.app, h.member)
	h.shows(profile, "!存储")
}

// Kind and city narrow what comes, each by itself and together: on the page, in its feeds and as data alike.
func TestListsByKindAndCity(t *testing.T) {
	h := newHouse(t)
	for i, e := range []fields{
		{"title": "成都工作坊", "kind": "workshop", "city": "成都"}, {"title": "上海工作坊", "kind": "workshop", "city": "上海"},
		{"title": "成都沙龙", "kind": "meetup", "city": "成都"}, {"title": "线上工作坊", "kind": "workshop", "city": "", "mode": "online"},
		{"title": "取消的工作坊", "kind": "workshop", "city": "成都", "status": "cancelled"},
	} {
		h.public(e["title"].(string), 5+i, e)
	}
	h.public("过去的工作坊", -5, fields{"kind": "workshop", "city": "成都"})
	h.public("没公开的工作坊", 5, fields{"kind": "workshop", "city": "成都", "status": "draft"})
	h.public("搬走的工作坊", 5, fields{"kind": "workshop", "city": "成都", "hidden": true, "status": "draft"})
	every := []string{"成都工作坊", "上海工作坊", "成都沙龙", "线上工作坊", "取消的工作坊", "过去的工作坊", "没公开的工作坊", "搬走的工作坊"}
	chengdu := "city=" + url.QueryEscape("成都")
	for query, want := range map[string]string{
		"kind=workshop": "成都工作坊 上海工作坊 线上工作坊 取消的工作坊", "kind=meetup": "成都沙龙", "kind=race": "",
		chengdu: "成都工作坊 成都沙龙 取消的工作坊", "kind=workshop&" + chengdu: "成都工作坊 取消的工作坊", "kind=meetup&" + chengdu: "成都沙龙",
		"kind=meetup&city=" + url.QueryEscape("上海"): "", "kind=workshop&mode=online": "线上工作坊",
	} {
		list := h.shows("/events?"+query, "noindex")
		list, _, _ = strings.Cut(list, "<h2>最近结束</h2>") // what was there lately stands beside
		var data []string
		for _, item := range h.api.Send(nil, "GET", "/api/qiao/events?"+query, nil).JSON("items").([]any) {
			data = append(data, item.(map[string]any)["title"].(string))
		}
		if got := strings.Join(data, " "); got != want {
			t.Errorf("%s as data: %s, want %s", query, got, want)
		}
		h.shows("/events?"+query, "/events/feed.xml?")
		for _, name := range []string{"feed.xml", "atom.xml", "feed.json"} {
			feed := h.shows("/events/" + name + "?" + query)
			// a feed has what was announced, over or not, but nothing that was cancelled
			inFeed := strings.ReplaceAll(want, "取消的工作坊", "")
			if strings.Contains(want, "成都工作坊") {
				inFeed += " 过去的工作坊"
			}
			for _, title := range every {
				if strings.Contains(feed, title) != slices.Contains(strings.Fields(inFeed), title) {
					t.Errorf("%s of %s: %q is there: %t", name, query, title, strings.Contains(feed, title))
				}
			}
			if self := "/events/" + name + "?"; !strings.Contains(feed, self) {
				t.Errorf("%s of %s doesn't name itself", name, query)
			}
		}
		for _, title := range every {
			if strings.Contains(list, ">"+title+"<") != slices.Contains(strings.Fields(want), title) {
				t.Errorf("the page of %s: %q is there: %t", query, title, strings.Contains(list, title))
			}
		}
	}
	h.shows("/events/feed.xml", "过去的工作坊", "成都沙龙", "!取消的工作坊", "!搬走的工作坊")
	for _, path := range []string{"/events?kind=party", "/events/feed.xml?kind=party"} {
		h.expect(path, h.api.Send(nil, "GET", path, nil), 404)
	}
	h.expect("as data", h.api.Send(nil, "GET", "/api/qiao/events?kind=party", nil), 400)
	// PocketBase's own list, by the records
	got := h.api.Send(nil, "GET", "/api/collections/events/records?filter="+url.QueryEscape("kind='workshop' && city='成都' && ends>@now"), nil)
	if items, _ := got.JSON("items").([]any); len(items) != 2 {
		t.Errorf("by the collection: %s", got.Body)
	}
}

// The lists as data: narrowed, paged, and between two days.
func TestListsAsData(t *testing.T) {
	h := newHouse(t)
	for i := range 5 {
		h.public(fmt.Sprintf("沙龙%d", i), 10+i, fields{"tags": []string{h.tag.Id}})
	}
	h.public("上周的", -7, fields{"mode": "online"})
	h.public("草稿", 3, fields{"status": "draft"})
	first := h.api.Send(nil, "GET", "/api/qiao/events?perPage=2&page=2", nil)
	if first.JSON("items", 0, "title") != "沙龙2" || first.JSON("items", 1, "title") != "沙龙3" || first.JSON("items", 2) != nil || first.JSON("items", 0, "tags", 0, "slug") != "go" {
		t.Errorf("the second page: %s", first.Body)
	}
	for query, want := range map[string]int{"when=past": 1, "mode=online": 0, "when=past&mode=online": 1, "tag=go": 5, "tag=none": 0, "city=" + url.QueryEscape("上海"): 5, "perPage=100": 5} {
		a := h.api.Send(nil, "GET", "/api/qiao/events?"+query, nil)
		if items, ok := a.JSON("items").([]any); !ok || len(items) != want {
			t.Errorf("%s: %d %s", query, a.Status, a.Body)
		}
	}
	now := time.Now().UTC()
	between := h.api.Send(nil, "GET", "/api/qiao/events?from="+now.AddDate(0, 0, -8).Format(time.DateOnly)+"&to="+now.AddDate(0, 0, 11).Format(time.DateOnly), nil)
	if items, _ := between.JSON("items").([]any); len(items) != 3 || between.JSON("items", 0, "title") != "上周的" {
		t.Errorf("between two days: %s", between.Body)
	}
	for _, query := range []string{"page=0", "perPage=1000", "when=ever", "kind=x", "from=2026-01-01", "from=2026-02-01&to=2026-01-01", "from=x&to=y"} {
		h.expect(query, h.api.Send(nil, "GET", "/api/qiao/events?"+query, nil), 400)
	}
}
