package access_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Groups and their members. One belongs to the columnOwner, who made an organiser of the columnEditor; the columnAuthor and, in
// silence, the author are members. The one that is proposed is the member's.
func TestGroupsPermissions(t *testing.T) {
	c := newCast(t)
	group := testkit.Group(t, c.app, "chengdu-go", c.who["columnOwner"], map[string]any{"name": "成都 Go 小组"})
	other := testkit.Group(t, c.app, "other", c.who["elsewhere"], map[string]any{"name": "别的小组"})
	c.what["group"], c.what["otherGroup"] = group, other
	c.what["organiser"] = testkit.Seat(t, c.app, group, c.who["columnEditor"], "organiser")
	c.what["seat"] = testkit.Seat(t, c.app, group, c.who["columnAuthor"], "member")
	quiet := testkit.New(t, c.app, schema.GroupMembers, map[string]any{"group": group.Id, "user": c.who["author"].Id, "role": "member", "quiet": true})
	testkit.Save(t, c.app, quiet)
	c.what["quietSeat"] = quiet
	c.what["proposed"] = testkit.Group(t, c.app, "proposed", c.who["member"], map[string]any{"status": "proposed"})
	c.what["archivedGroup"] = testkit.Group(t, c.app, "over", c.who["columnOwner"], map[string]any{"status": "archived"})
	c.what["hiddenGroup"] = testkit.Group(t, c.app, "hidden", c.who["columnOwner"], map[string]any{"hidden": true})
	event := func(status string) map[string]any {
		return map[string]any{"title": "小组活动" + status, "kind": "talk", "mode": "online", "status": status, "zone": "Asia/Shanghai", "author": c.who["columnOwner"].Id, "group": group.Id,
			"starts": "2030-05-01 06:00:00.000Z", "ends": "2030-05-01 09:00:00.000Z", "body": "正文。"}
	}
	c.what["event.draft"] = testkit.Create(t, c.app, schema.Events, event("draft"))
	c.what["event.published"] = testkit.Create(t, c.app, schema.Events, event("published"))
	c.what["part"] = testkit.Create(t, c.app, schema.EventSessions, map[string]any{"event": c.what["event.draft"].Id, "title": "开场", "kind": "talk"})
	testkit.Create(t, c.app, schema.EventRegistrations, map[string]any{"event": c.what["event.published"].Id, "waitlist": "fifo"})
	c.what["ticket"] = testkit.Create(t, c.app, schema.EventTickets, map[string]any{"event": c.what["event.published"].Id, "name": "现场票", "mode": "online"})
	c.what["monthly"] = testkit.Create(t, c.app, schema.EventSeriesList, map[string]any{"title": "每月一次", "author": c.who["columnOwner"].Id, "group": group.Id})

	const organise = "columnEditor columnOwner siteEditor superuser"
	people := strings.ReplaceAll(signedIn, " superuser", "")
	// those without a seat yet
	joining := "member moderator coauthor invited declined elsewhere siteEditor"
	c.walk(t, []permission{
		{"view", schema.Groups, "group", nil, all, 404},
		{"view", schema.Groups, "archivedGroup", nil, all, 404},
		{"view", schema.Groups, "proposed", nil, "member siteEditor superuser", 404},
		{"view", schema.Groups, "hiddenGroup", nil, "columnOwner siteEditor superuser", 404},
		{"create", schema.Groups, "a proposal", with("name", "新的", "kind", "topic", "owner", "$me"), people, 400},
		{"create", schema.Groups, "active at once", with("name", "新的", "kind", "topic", "owner", "$me", "status", "active"), "siteEditor", 400},
		{"create", schema.Groups, "for somebody else", with("name", "新的", "kind", "topic", "owner", c.who["author"].Id), "author siteEditor superuser", 400},
		{"update", schema.Groups, "group", with("summary", "一句话"), organise, 404},
		{"update", schema.Groups, "group", with("slug", "another"), editing, 404},
		{"update", schema.Groups, "group", with("owner", c.who["columnEditor"].Id), "columnOwner siteEditor superuser", 404},
		{"update", schema.Groups, "group", with("status", "archived"), "columnOwner siteEditor superuser", 404},
		{"update", schema.Groups, "proposed", with("summary", "一句话"), "member siteEditor superuser", 404},
		{"delete", schema.Groups, "proposed", nil, "member siteEditor superuser", 404},
		{"delete", schema.Groups, "group", nil, editing, 404},

		{"view", schema.GroupMembers, "seat", nil, all, 404},
		{"view", schema.GroupMembers, "quietSeat", nil, "author " + organise, 404},
		{"view", schema.GroupMembers, "organiser", nil, all, 404},
		{"create", schema.GroupMembers, "one's own seat", with("group", group.Id, "user", "$me", "role", "member"), joining, 400},
		{"create", schema.GroupMembers, "somebody else's seat", with("group", group.Id, "user", c.who["member"].Id, "role", "member"), "member superuser", 400},
		{"create", schema.GroupMembers, "an organiser's seat", with("group", group.Id, "user", "$me", "role", "organiser"), "", 400},
		{"create", schema.GroupMembers, "a seat in what is over", with("group", c.what["archivedGroup"].Id, "user", "$me", "role", "member"), "", 400},
		{"create", schema.GroupMembers, "a seat in what is proposed", with("group", c.what["proposed"].Id, "user", "$me", "role", "member"), "", 400},
		{"update", schema.GroupMembers, "seat", with("role", "organiser"), "columnOwner siteEditor superuser", 404},
		{"update", schema.GroupMembers, "seat", with("quiet", true), "columnAuthor superuser", 404},
		{"update", schema.GroupMembers, "seat", with("group", other.Id), "superuser", 404},
		{"update", schema.GroupMembers, "seat", with("user", c.who["member"].Id), "superuser", 404},
		{"delete", schema.GroupMembers, "seat", nil, "columnAuthor " + organise, 404},
		{"delete", schema.GroupMembers, "organiser", nil, "columnEditor columnOwner siteEditor superuser", 404},

		{"view", schema.Events, "event.draft", nil, organise, 404},
		{"view", schema.Events, "event.published", nil, all, 404},
		{"update", schema.Events, "event.draft", with("summary", "一句话"), organise, 404},
		{"update", schema.Events, "event.draft", with("status", "published"), organise, 404},
		{"create", schema.Events, "a draft of the group", with("title", "新的", "kind", "talk", "mode", "online", "zone", "Asia/Shanghai", "author", "$me", "group", group.Id), "columnEditor columnOwner siteEditor", 400},
		{"create", schema.Events, "a draft of a column and the group", with("title", "新的", "kind", "talk", "mode", "online", "zone", "Asia/Shanghai", "author", "$me", "group", group.Id, "column", c.what["column"].Id), "", 400},
		{"create", schema.Events, "a draft of what is over", with("title", "新的", "kind", "talk", "mode", "online", "zone", "Asia/Shanghai", "author", "$me", "group", c.what["archivedGroup"].Id), "", 400},
		{"view", schema.EventSessions, "part", nil, organise, 404},
		{"update", schema.EventSessions, "part", with("room", "一号厅"), organise, 404},
		{"update", schema.EventTickets, "ticket", with("capacity", 20), organise, 404},
		{"create", schema.EventSeriesList, "of the group", with("title", "每周", "author", "$me", "group", group.Id), "columnEditor columnOwner siteEditor", 400},
		{"update", schema.EventSeriesList, "monthly", with("summary", "最后一个周四"), organise, 404},
		{"update", schema.EventSeriesList, "monthly", with("group", ""), editing, 404},
		{"create", schema.Speakers, "without an account", with("name", "唐弈"), "columnEditor columnOwner elsewhere siteEditor superuser", 400},
	})
}
