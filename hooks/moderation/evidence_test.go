package moderation_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func (c *cast) stays(what string, by, r *core.Record, collection string, words ...string) {
	c.t.Helper()
	for _, lang := range []string{"zh-CN", "en"} {
		got := c.api.Send(by, "DELETE", testkit.At(collection, r.Id), nil, "Accept-Language", lang)
		message, _ := got.JSON("message").(string)
		if got.Status != 403 || c.gone(r) {
			c.t.Errorf("%s: %d %s", what, got.Status, got.Body)
		}
		if want := map[string]string{"zh-CN": "不能删除", "en": "can't be deleted"}[lang]; !strings.Contains(message, want) && !strings.Contains(message, "才能删除") {
			c.t.Errorf("%s, in %s: %s", what, lang, message)
		}
		for _, word := range words {
			if !strings.Contains(message, word) {
				c.t.Errorf("%s doesn't say %s: %s", what, word, message)
			}
		}
	}
}

func (c *cast) goes(what string, by, r *core.Record, collection string) {
	c.t.Helper()
	if got := c.api.Send(by, "DELETE", testkit.At(collection, r.Id), nil); got.Status != 204 || !c.gone(r) {
		c.t.Errorf("%s: %d %s", what, got.Status, got.Body)
	}
}

func (c *cast) gone(r *core.Record) bool {
	c.t.Helper()
	_, err := c.app.FindRecordById(r.Collection(), r.Id)
	return err != nil
}

// What a moderator hid isn't deleted by those whose it is, alone or with what it is part of, until it is shown again and an
// appeal about it is answered.
func TestWhatIsHiddenStays(t *testing.T) {
	c := newCast(t)
	event, talk, entry := c.hackathon()
	staff := testkit.User(t, c.app, "staff")
	testkit.Create(t, c.app, schema.EventStaffList, map[string]any{"event": event.Id, "user": staff.Id, "role": "organiser"})
	contest, err := c.app.FindFirstRecordByData(schema.Contests, "event", event.Id)
	if err != nil {
		t.Fatal(err)
	}
	contest.Set("entries_due", types.NowDateTime().AddDate(0, 0, 1)) // so that its team may take it back
	testkit.Save(t, c.app, contest)
	team, err := c.app.FindRecordById(schema.Teams, entry.GetString("team"))
	if err != nil {
		t.Fatal(err)
	}

	// a part of an agenda
	c.must(c.mod, "hide", "session", talk, nil)
	c.stays("its author", c.author, talk, schema.EventSessions, "被举报的演讲", "违反社区规则")
	c.stays("a helper", staff, talk, schema.EventSessions, "违反社区规则")
	// an entry, alone and with its team
	hidden := c.must(c.mod, "hide", "entry", entry, nil)
	c.stays("who handed it in", c.author, entry, schema.Entries, "被举报的作品", "违反社区规则", "/appeal#"+hidden)
	c.stays("an organiser", staff, entry, schema.Entries, "违反社区规则")
	c.stays("its team", c.author, team, schema.Teams, "被举报的作品", "/appeal#"+hidden)
	// a comment
	said := c.must(c.mod, "hide", "comment", c.comment, nil)
	c.stays("a comment's author", c.author, c.comment, schema.Comments, "难听的话", "/appeal#"+said)
	// an event, and one that only a part of is hidden
	hid := c.must(c.mod, "hide", "event", event, nil)
	c.stays("an event's author", c.author, event, schema.Events, "被举报的活动", "违反社区规则", "/appeal#"+hid)
	if got := c.api.Send(c.author, "POST", "/api/batch", map[string]any{"requests": []map[string]any{{"method": "DELETE", "url": testkit.At(schema.Events, event.Id)}}}); got.Status == 200 || c.gone(event) {
		t.Errorf("in a batch: %d %s", got.Status, got.Body)
	}
	draft := c.now(event)
	draft.Set("hidden", false)
	testkit.Save(t, c.app, draft)
	c.stays("a draft with a talk that is hidden", c.author, event, schema.Events, "被举报的演讲")
	c.must(c.mod, "restore", "session", talk, nil)
	c.stays("a draft with an entry that is hidden", c.author, event, schema.Events, "被举报的作品")
	if got := c.api.Send(c.author, "DELETE", testkit.At(schema.EventSessions, talk.Id), nil); got.Status != 204 {
		t.Errorf("a talk that is shown again: %d %s", got.Status, got.Body)
	}

	// shown again, an appeal is still to be answered
	if got := c.api.Send(c.author, "POST", appeals, map[string]any{"entry": hidden, "user": c.author.Id, "text": "没有问题", "state": "open"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	c.must(c.mod2, "restore", "entry", entry, nil)
	c.stays("while an appeal is open", c.author, entry, schema.Entries, "被举报的作品")
	c.stays("its team, while an appeal is open", c.author, team, schema.Teams)
	appeal, err := c.app.FindFirstRecordByData(schema.Appeals, "entry", hidden)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.api.Send(c.mod2, "PATCH", testkit.At(schema.Appeals, appeal.Id), map[string]any{"state": "granted", "answer": "恢复了"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	c.goes("an entry when it is over", c.author, entry, schema.Entries)
	c.goes("a draft with nothing hidden", c.author, event, schema.Events)
	c.must(c.mod, "restore", "comment", c.comment, nil)
	c.goes("a comment when it is over", c.author, c.comment, schema.Comments)
}

// Those who might decide about it can delete what is hidden: moderators what the collection's rule lets them, not their own;
// and with an account everything goes.
func TestWhoDeletesWhatIsHidden(t *testing.T) {
	c := newCast(t)
	event, talk, entry := c.hackathon()
	for kind, what := range map[string]*core.Record{"session": talk, "entry": entry, "comment": c.comment} {
		c.must(c.mod, "hide", kind, what, nil)
	}
	own := c.says(c.mod2, c.article, "版主自己的话", "")
	c.must(c.editor, "hide", "comment", own, nil)
	c.stays("a moderator's own", c.mod2, own, schema.Comments, "版主自己的话")
	c.stays("a moderator's, by another moderator", c.mod, own, schema.Comments)
	c.goes("a moderator's, by a site editor", c.editor, own, schema.Comments)
	c.goes("a moderator", c.mod, c.comment, schema.Comments)
	c.goes("a site editor, a talk", c.editor, talk, schema.EventSessions)
	c.goes("a superuser, an entry", c.root, entry, schema.Entries)
	second := c.says(c.author, c.article, "另一句难听的话", "")
	c.must(c.mod, "hide", "comment", second, nil)
	c.must(c.mod, "hide", "event", event, nil)
	c.goes("a site editor, an event", c.editor, event, schema.Events)

	for kind, title := range map[string]string{"event": "被举报的活动", "entry": "被举报的作品"} {
		if n := testkit.Number(t, c.app, "SELECT count(*) FROM audit_log WHERE action = 'delete' AND kind = {:kind} AND affected = {:author} AND json_extract(before, '$.title') = {:title}",
			dbx.Params{"kind": kind, "author": c.author.Id, "title": title}); n != 1 {
			t.Errorf("the log has %d lines of the deleted %s", n, kind)
		}
	}

	leaver := c.now(c.author)
	leaver.Set("leaving_at", "2020-01-01 00:00:00.000Z")
	testkit.Save(t, c.app, leaver)
	for _, j := range c.app.Cron().Jobs() {
		if j.Id() == "mydata.leave" {
			j.Run()
		}
	}
	if !c.gone(c.author) || !c.gone(second) {
		t.Error("what was hidden keeps an account from going")
	}
}
