package access_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Comments, votes, bookmarks and what was read.
func TestTalkPermissions(t *testing.T) {
	c := newCast(t)
	member, article, draft := c.who["member"].Id, c.what["published"].Id, c.what["draft"].Id
	said := func(name, state string) {
		c.what[name] = testkit.Create(t, c.app, schema.Comments, map[string]any{"kind": "article", "target": article, "author": member, "body": "暗号" + name, "state": state})
	}
	said("comment", "visible")
	said("hiddenComment", "hidden")
	said("pendingComment", "pending")
	for name, of := range map[string]string{"edit": "comment", "hiddenEdit": "hiddenComment"} {
		c.what[name] = testkit.Create(t, c.app, schema.CommentEdits, map[string]any{"comment": c.what[of].Id, "body": "从前的话", "editor": member})
	}
	c.what["discussion"] = testkit.Create(t, c.app, schema.Discussions, map[string]any{"kind": "article", "target": article})
	c.what["vote"] = testkit.Create(t, c.app, schema.Votes, map[string]any{"user": member, "kind": "article", "target": article, "value": 1})
	c.what["folder"] = testkit.Create(t, c.app, schema.BookmarkFolders, map[string]any{"user": member, "name": "以后看"})
	c.what["bookmark"] = testkit.Create(t, c.app, schema.Bookmarks, map[string]any{"user": member, "kind": "article", "target": article})
	c.what["read"] = testkit.Create(t, c.app, schema.Reads, map[string]any{"user": member, "article": article, "position": 0.4})

	const order = "member moderator siteEditor superuser"
	people := strings.ReplaceAll(signedIn, " superuser", "")
	rows := []permission{
		{"view", schema.Comments, "comment", nil, all, 404},
		{"view", schema.Comments, "hiddenComment", nil, order, 404},
		{"view", schema.Comments, "pendingComment", nil, order, 404},
		{"create", schema.Comments, "a comment", with("kind", "article", "target", article, "author", "$me", "body", "说一句"), people, 400},
		{"create", schema.Comments, "on a draft", with("kind", "article", "target", draft, "author", "$me", "body", "说一句"), "", 400},
		{"create", schema.Comments, "for somebody else", with("kind", "article", "target", article, "author", member, "body", "说一句"), "member superuser", 400},
		{"update", schema.Comments, "comment", with("body", "换个说法"), order, 404},
		{"delete", schema.Comments, "comment", nil, order, 404},
		{"delete", schema.Comments, "hiddenComment", nil, "member=403 moderator siteEditor superuser", 404},
		{"view", schema.CommentEdits, "edit", nil, all, 404},
		{"view", schema.CommentEdits, "hiddenEdit", nil, order, 404},
		{"create", schema.CommentEdits, "a row", with("comment", c.what["comment"].Id, "body", "假"), "superuser", 403},
		{"update", schema.CommentEdits, "edit", with("body", "假"), "superuser", 403},
		{"delete", schema.CommentEdits, "edit", nil, "superuser", 403},
		{"view", schema.Discussions, "discussion", nil, all, 404},
		{"update", schema.Discussions, "discussion", with("target", draft), "superuser", 404},
	}
	for _, own := range []struct {
		collection, what string
		create, update   map[string]any
	}{
		{schema.Votes, "vote", with("user", "$me", "kind", "comment", "target", c.what["comment"].Id, "value", 1), with("value", -1)},
		{schema.BookmarkFolders, "folder", with("user", "$me", "name", "我的"), with("name", "改名")},
		{schema.Bookmarks, "bookmark", with("user", "$me", "kind", "article", "target", article), with("note", "记一笔")},
		{schema.Reads, "read", with("user", "$me", "article", article, "position", 0.5), with("position", 0.6)},
	} {
		may := people
		if own.collection == schema.Votes {
			may = strings.Replace(people, "member ", "", 1) // the comment is the member's own
		}
		rows = append(rows,
			permission{"view", own.collection, own.what, nil, "member superuser", 404},
			permission{"create", own.collection, "for oneself", own.create, may, 400},
			permission{"update", own.collection, own.what, own.update, "member superuser", 404},
			permission{"update", own.collection, own.what, with("user", c.who["author"].Id), "superuser", 404},
			permission{"delete", own.collection, own.what, nil, "member superuser", 404},
		)
	}
	c.walk(t, rows)
}
