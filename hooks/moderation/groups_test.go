package moderation_test

import (
	"net/http"
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// A group is reported, looked at, hidden and brought back; those who organise it see it meanwhile, and don't bring it back.
func TestReportsAboutGroups(t *testing.T) {
	c := newCast(t)
	group := testkit.Group(t, c.app, "bei-ju-bao", c.author, map[string]any{"name": "被举报的小组", "summary": "一句话", "body": "小组的正文"})
	body := map[string]any{"reporter": c.member.Id, "kind": "group", "target": group.Id, "reason": "spam", "state": "open"}
	if got := c.api.Send(c.member, "POST", reports, body); got.Status != http.StatusOK {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	got := c.api.Send(c.mod, "GET", "/api/qiao/moderation/case?kind=group&target="+group.Id, nil)
	if text, _ := got.JSON("text").(string); !strings.Contains(text, "小组的正文") || !strings.Contains(text, "成都") || got.JSON("url") != "/groups/bei-ju-bao" || got.JSON("title") != "被举报的小组" {
		t.Errorf("the case: %s", got.Body)
	}
	c.page("/groups/bei-ju-bao", 200, `data-report="group:`+group.Id+`"`, true)
	c.must(c.mod, "hide", "group", group, nil)
	c.page("/groups/bei-ju-bao", 410, "", false)
	c.page("/groups", 200, "被举报的小组", false)
	if got := c.api.Send(c.member, "GET", testkit.At(schema.Groups, group.Id), nil); got.Status != 404 {
		t.Errorf("a hidden group: %d", got.Status)
	}
	if got := c.api.Send(c.author, "PATCH", testkit.At(schema.Groups, group.Id), map[string]any{"hidden": false, "summary": "改一改"}); got.Status != 200 || !c.now(group).GetBool("hidden") {
		t.Errorf("its owner brought it back: %d", got.Status)
	}
	if n := testkit.Number(t, c.app, "SELECT count(*) FROM notifications WHERE user = {:u} AND kind = 'moderation'", map[string]any{"u": c.author.Id}); n != 1 {
		t.Errorf("its owner was told %d times", n)
	}
	c.must(c.mod, "restore", "group", group, nil)
	c.page("/groups/bei-ju-bao", 200, "改一改", true)
	// what its owner does to it is written down
	if got := c.api.Send(c.author, "PATCH", testkit.At(schema.Groups, group.Id), map[string]any{"status": "archived"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if n := testkit.Number(t, c.app, "SELECT count(*) FROM audit_log WHERE action = 'group' AND target = {:id}", map[string]any{"id": group.Id}); n != 1 {
		t.Errorf("%d lines about its status", n)
	}
}
