package access_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Events, their agenda, series and who speaks. The events are the author's, in the column. Who publishes and cancels is tried in
// hooks/events, where each refusal has its words.
func TestEventsPermissions(t *testing.T) {
	c := newCast(t)
	column, author := c.what["column"].Id, c.who["author"].Id
	ofEvent := func(status string) map[string]any {
		return map[string]any{"title": "沙龙" + status, "kind": "talk", "mode": "online", "status": status, "zone": "Asia/Shanghai", "author": author, "column": column,
			"starts": "2030-05-01 06:00:00.000Z", "ends": "2030-05-01 09:00:00.000Z", "body": "正文。"}
	}
	for _, status := range []string{"draft", "published", "cancelled", "archived"} {
		c.what["event."+status] = testkit.Create(t, c.app, schema.Events, ofEvent(status))
	}
	draft, public := c.what["event.draft"].Id, c.what["event.published"].Id
	c.what["part.draft"] = testkit.Create(t, c.app, schema.EventSessions, map[string]any{"event": draft, "title": "开场", "kind": "talk"})
	c.what["part.hidden"] = testkit.Create(t, c.app, schema.EventSessions, map[string]any{"event": public, "title": "被隐藏的", "kind": "talk", "hidden": true})
	c.what["part.published"] = testkit.Create(t, c.app, schema.EventSessions, map[string]any{"event": public, "title": "开场", "kind": "talk"})
	c.what["monthly"] = testkit.Create(t, c.app, schema.EventSeriesList, map[string]any{"title": "每月一次", "author": c.who["columnOwner"].Id, "column": column})
	c.what["guestSpeaker"] = testkit.Create(t, c.app, schema.Speakers, map[string]any{"name": "方聆"})
	c.what["memberSpeaker"] = testkit.Create(t, c.app, schema.Speakers, map[string]any{"name": "成员", "user": c.who["member"].Id})

	const (
		organise = "author columnEditor columnOwner siteEditor superuser"
		publish  = "columnEditor columnOwner siteEditor superuser"
		anywhere = "columnEditor columnOwner elsewhere siteEditor superuser" // edits some column
	)
	people := strings.ReplaceAll(signedIn, " superuser", "") // a superuser is no member who could be an author
	c.walk(t, []permission{
		{"view", schema.Events, "event.draft", nil, organise, 404},
		{"view", schema.Events, "event.published", nil, all, 404},
		{"view", schema.Events, "event.cancelled", nil, all, 404},
		{"view", schema.Events, "event.archived", nil, all, 404},
		{"create", schema.Events, "one's own draft", with("title", "新的", "kind", "talk", "mode", "online", "zone", "Asia/Shanghai", "author", "$me"), people, 400},
		{"create", schema.Events, "in the name of another", with("title", "新的", "kind", "talk", "mode", "online", "zone", "Asia/Shanghai", "author", c.who["member"].Id), "member siteEditor superuser", 400},
		{"create", schema.Events, "public at once, in the column", with("title", "新的", "kind", "talk", "mode", "online", "zone", "Asia/Shanghai", "author", "$me", "column", column, "status", "published",
			"starts", "2030-05-01 06:00:00.000Z", "ends", "2030-05-01 09:00:00.000Z"), "columnEditor columnOwner siteEditor", 400},
		{"update", schema.Events, "event.draft", with("summary", "一句话"), organise, 404},
		{"update", schema.Events, "event.published", with("summary", "一句话"), organise, 404},
		{"delete", schema.Events, "event.draft", nil, "author siteEditor superuser", 404},
		{"delete", schema.Events, "event.published", nil, "superuser", 404},

		{"view", schema.EventSessions, "part.draft", nil, organise, 404},
		{"view", schema.EventSessions, "part.published", nil, all, 404},
		{"view", schema.EventSessions, "part.hidden", nil, organise, 404},
		{"create", schema.EventSessions, "in the event", with("event", public, "title", "圆桌", "kind", "panel"), organise, 400},
		{"update", schema.EventSessions, "part.published", with("room", "一号厅"), organise, 404},
		{"update", schema.EventSessions, "part.published", with("event", draft), "superuser", 404},
		{"delete", schema.EventSessions, "part.published", nil, organise, 404},

		{"view", schema.EventSeriesList, "monthly", nil, all, 404},
		{"create", schema.EventSeriesList, "of the column", with("title", "每周", "author", "$me", "column", column), "columnEditor columnOwner siteEditor", 400},
		{"create", schema.EventSeriesList, "of no column", with("title", "每周", "author", "$me"), "siteEditor", 400},
		{"update", schema.EventSeriesList, "monthly", with("summary", "最后一个周四"), publish, 404},
		{"update", schema.EventSeriesList, "monthly", with("column", ""), editing, 404},
		{"delete", schema.EventSeriesList, "monthly", nil, publish, 404},

		{"view", schema.Speakers, "guestSpeaker", nil, all, 404},
		{"create", schema.Speakers, "without an account", with("name", "唐弈"), anywhere, 400},
		{"create", schema.Speakers, "with somebody's account", with("name", "唐弈", "user", c.who["author"].Id), editing, 400},
		{"update", schema.Speakers, "guestSpeaker", with("company", "星桥科技"), anywhere, 404},
		{"update", schema.Speakers, "memberSpeaker", with("bio", "写字的人"), "member siteEditor superuser", 404},
		{"update", schema.Speakers, "memberSpeaker", with("user", ""), editing, 404},
		{"delete", schema.Speakers, "memberSpeaker", nil, editing, 404},
	})
}
