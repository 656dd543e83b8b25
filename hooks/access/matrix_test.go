package access_test

import (
	"net/http"
	"strings"
	"testing"

	"qiao/hooks/schema"
)

const all = "guest member moderator author coauthor invited declined columnAuthor columnEditor columnOwner elsewhere siteEditor superuser"

// Groups of roles that the tables name.
const (
	signedIn  = "member moderator author coauthor invited declined columnAuthor columnEditor columnOwner elsewhere siteEditor superuser"
	editing   = "siteEditor superuser"
	reviewing = "columnEditor columnOwner siteEditor superuser"
	writing   = "author coauthor columnEditor columnOwner siteEditor superuser"
	seeing    = writing + " invited"
)

// Every action on every collection by every role, through the router. What isn't allowed
// is answered as the last column says; a record that isn't there, like one that can't be seen.
func TestPermissionMatrix(t *testing.T) {
	c := newCast(t)
	me := func(field string) map[string]any { return map[string]any{field: "$me"} }
	column := c.what["column"].Id

	c.walk(t, []permission{
		{"view", schema.Users, "user:author", nil, all, 404},
		{"create", schema.Users, "an account", with("email", "neu@example.com", "password", "correct-horse", "passwordConfirm", "correct-horse", "handle", "neu"), "guest superuser", 400},
		{"update", schema.Users, "user:author", with("bio", "写字的人"), "author superuser", 404},
		{"update", schema.Users, "user:author", with("roles", []string{"editor"}), "superuser", 404},
		{"delete", schema.Users, "user:member", nil, "superuser", 403},

		{"view", schema.Follows, "follow", nil, "member superuser", 404},
		{"create", schema.Follows, "for oneself", with("user", "$me", "kind", "tag", "target", c.what["tag"].Id), strings.ReplaceAll(signedIn, " superuser", ""), 400},
		{"create", schema.Follows, "for somebody else", with("user", c.who["member"].Id, "kind", "tag", "target", c.what["tag"].Id), "member superuser", 400},
		{"update", schema.Follows, "follow", with("kind", "tag"), "", 403},
		{"delete", schema.Follows, "follow", nil, "member superuser", 404},

		{"view", schema.Tags, "tag", nil, all, 404},
		{"update", schema.Tags, "tag", with("description", "一门语言"), editing, 404},
		{"delete", schema.Tags, "tag", nil, editing, 404},

		{"view", schema.Columns, "column", nil, all, 404},
		{"view", schema.Columns, "archivedColumn", nil, "columnOwner siteEditor superuser", 404},
		{"create", schema.Columns, "a column", with("name", "新专栏", "kind", "individual", "status", "active", "owner", c.who["member"].Id), editing, 400},
		{"update", schema.Columns, "column", with("tagline", "写云上的事"), reviewing, 404},
		{"update", schema.Columns, "column", with("slug", "cloud-new"), editing, 404},
		{"update", schema.Columns, "column", with("kind", "official", "verified", true), editing, 404},
		{"update", schema.Columns, "column", with("owner", c.who["columnEditor"].Id), editing, 404},
		{"update", schema.Columns, "column", with("status", "archived"), editing, 404},
		{"delete", schema.Columns, "column", nil, editing, 404},

		{"view", schema.ColumnMembers, "columnMember", nil, all, 404},
		{"create", schema.ColumnMembers, "a member", with("column", column, "user", c.who["member"].Id, "role", "author"), "columnOwner siteEditor superuser", 400},
		{"create", schema.ColumnMembers, "in a column of others", with("column", c.what["otherColumn"].Id, "user", c.who["columnOwner"].Id, "role", "editor"), editing, 400},
		{"update", schema.ColumnMembers, "columnMember", with("role", "editor"), "columnOwner siteEditor superuser", 404},
		{"update", schema.ColumnMembers, "columnMember", with("column", c.what["otherColumn"].Id), "superuser", 404},
		{"delete", schema.ColumnMembers, "columnMember", nil, "columnAuthor columnOwner siteEditor superuser", 404},

		{"view", schema.SeriesList, "series", nil, all, 404},
		{"create", schema.SeriesList, "one's own", with("title", "新系列", "owner", "$me"), strings.ReplaceAll(signedIn, " superuser", ""), 400},
		{"create", schema.SeriesList, "in somebody's name", with("title", "新系列", "owner", c.who["author"].Id), "author siteEditor superuser", 400},
		{"create", schema.SeriesList, "in a column", with("title", "新系列", "owner", "$me", "column", column), "columnAuthor columnEditor columnOwner elsewhere siteEditor", 400},
		{"update", schema.SeriesList, "series", with("title", "从一开始"), "author siteEditor superuser", 404},
		{"update", schema.SeriesList, "series", with("owner", c.who["member"].Id), editing, 404},
		{"delete", schema.SeriesList, "series", nil, "author siteEditor superuser", 404},

		{"view", schema.Articles, "draft", nil, seeing, 404},
		{"view", schema.Articles, "pending", nil, seeing, 404},
		{"view", schema.Articles, "scheduled", nil, seeing, 404},
		{"view", schema.Articles, "rejected", nil, seeing, 404},
		{"view", schema.Articles, "archived", nil, seeing, 404},
		{"view", schema.Articles, "published", nil, all, 404},
		{"create", schema.Articles, "one's own", with("title", "新文章", "author", "$me", "body", "正文"), strings.ReplaceAll(signedIn, " superuser", ""), 400},
		{"create", schema.Articles, "in somebody's name", with("title", "新文章", "author", c.who["author"].Id, "body", "正文"), "author siteEditor superuser", 400},
		{"create", schema.Articles, "in a column", with("title", "新文章", "author", "$me", "body", "正文", "column", column), "columnAuthor columnEditor columnOwner elsewhere siteEditor", 400},
		{"create", schema.Articles, "published at once", with("title", "新文章", "author", "$me", "body", "正文", "column", column, "status", "published"), "columnEditor columnOwner siteEditor", 400},
		{"create", schema.Articles, "published without a column", with("title", "新文章", "author", "$me", "body", "正文", "status", "published"), "siteEditor", 400},
		{"update", schema.Articles, "draft", with("title", "改过的标题"), writing, 404},
		{"update", schema.Articles, "published", with("title", "改过的标题"), writing, 404},
		{"update", schema.Articles, "draft", with("status", "pending"), writing, 404},
		{"delete", schema.Articles, "draft", nil, "author siteEditor superuser", 404},
		{"delete", schema.Articles, "rejected", nil, "author siteEditor superuser", 404},
		{"delete", schema.Articles, "pending", nil, editing, 404},
		{"delete", schema.Articles, "published", nil, editing, 404},

		{"view", schema.Coauthors, "draft.invited", nil, "author invited siteEditor superuser", 404},
		{"create", schema.Coauthors, "an invitation", with("article", c.what["draft"].Id, "user", c.who["member"].Id, "state", "invited"), "author superuser", 400},
		{"create", schema.Coauthors, "an acceptance", with("article", c.what["draft"].Id, "user", c.who["member"].Id, "state", "accepted"), "superuser", 400},
		{"update", schema.Coauthors, "draft.invited", with("state", "accepted"), "invited superuser", 404},
		{"update", schema.Coauthors, "draft.invited", with("article", c.what["published"].Id), "", 404},
		{"update", schema.Coauthors, "draft.invited", with("user", c.who["member"].Id), "superuser", 404},
		{"delete", schema.Coauthors, "draft.invited", nil, "author invited siteEditor superuser", 404},

		{"view", schema.Renditions, "rendition.published", nil, all, 404},
		{"view", schema.Renditions, "rendition.draft", nil, seeing, 404},
		{"create", schema.Renditions, "a rendition", with("article", c.what["draft"].Id, "html", "<p>假</p>"), "superuser", 403},
		{"update", schema.Renditions, "rendition.published", with("html", "<p>假</p>"), "superuser", 403},
		{"delete", schema.Renditions, "rendition.published", nil, "superuser", 403},

		{"view", schema.Revisions, "revision", nil, writing, 404},
		{"view", schema.Revisions, "history", nil, writing, 404},
		{"create", schema.Revisions, "a draft", with("article", c.what["published"].Id, "state", "draft", "body", "改一改"), writing, 400},
		{"create", schema.Revisions, "a change at once", with("article", c.what["published"].Id, "state", "published", "body", "改一改"), writing, 400},
		{"update", schema.Revisions, "revision", with("body", "再改"), writing, 404},
		{"update", schema.Revisions, "revision", with("article", c.what["draft"].Id), "superuser", 404},
		{"delete", schema.Revisions, "revision", nil, writing, 404},
		{"delete", schema.Revisions, "history", nil, "superuser", 404},

		{"view", schema.StatsRows, "stats", nil, all, 404},
		{"create", schema.StatsRows, "a row", with("kind", "articles", "votes", 9), "superuser", 403},
		{"update", schema.StatsRows, "stats", with("votes", 99), "superuser", 403},
		{"delete", schema.StatsRows, "stats", nil, "superuser", 403},
		{"view", schema.Slugs, "slug", nil, "superuser", 403},
		{"create", schema.Slugs, "a row", with("kind", "articles", "slug", "mine", "target", c.what["draft"].Id), "superuser", 403},
		{"update", schema.Slugs, "slug", with("gone", true), "superuser", 403},
		{"delete", schema.Slugs, "slug", nil, "superuser", 403},
		{"view", schema.SearchQueries, "query", nil, "superuser", 403},
		{"create", schema.SearchQueries, "a row", with("query", "甲", "normalized", "甲"), "superuser", 403},
		{"update", schema.SearchQueries, "query", with("count", 5), "superuser", 403},
		{"delete", schema.SearchQueries, "query", nil, "superuser", 403},

		{"view", schema.Communities, "community", nil, all, 404},
		{"create", schema.Communities, "a community", with("name", "某社区", "kind", "forum"), editing, 400},
		{"update", schema.Communities, "community", with("featured", true), editing, 404},
		{"delete", schema.Communities, "community", nil, editing, 404},
		{"view", schema.SiteSettings, "site", nil, all, 404},
		{"create", schema.SiteSettings, "a second one", with("name", "另一座桥"), "superuser", 403},
		{"update", schema.SiteSettings, "site", with("tagline", "连接"), editing, 404},
		{"delete", schema.SiteSettings, "site", nil, "superuser", 403},
		{"view", schema.Slots, "notice", nil, all, 404},
		{"view", schema.Slots, "hiddenNotice", nil, editing, 404},
		{"create", schema.Slots, "a notice", with("slot", "notice", "title", "公告二", "active", true), editing, 400},
		{"update", schema.Slots, "notice", with("title", "公告三"), editing, 404},
		{"delete", schema.Slots, "notice", nil, editing, 404},

		{"view", schema.ArticleCards, "published", nil, all, 404},
		{"view", schema.ArticleCards, "draft", nil, "", 404},
		{"view", schema.ColumnCards, "column", nil, all, 404},
		{"view", schema.ColumnCards, "archivedColumn", nil, "", 404},
		{"view", schema.TagCards, "tag", nil, all, 404},
		{"view", schema.AuthorCards, "user:author", nil, all, 404},
		{"update", schema.ArticleCards, "published", with("title", "假"), "", 400},
		{"delete", schema.ArticleCards, "published", nil, "", 400},
		{"update", schema.Users, "user:siteEditor", me("name"), editing, 404},
	})
}

// permission says who may do something with a record, or make one.
type permission struct {
	action, collection, what string // what names the record of the cast; for create, the case
	body                     map[string]any
	allowed                  string // roles; role=403 is one that the rule allows and a hook refuses
	refused                  int    // the status that all others get
}

// with makes a body of names and values. The value "$me" is the id of who asks.
func with(fields ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(fields); i += 2 {
		m[fields[i].(string)] = fields[i+1]
	}
	return m
}

// refusedInBatch tries a request that is refused as a part of a batch, where batches are on: the parts don't pass through the router.
// Whoever is suspended isn't heard before it.
func (c *cast) refusedInBatch(t *testing.T, row permission, role, method, path string, body any) {
	t.Helper()
	part := map[string]any{"method": method, "url": path}
	if body != nil {
		part["body"] = body
	}
	got := c.api.Try(c.who[role], "POST", "/api/batch", map[string]any{"requests": []any{part}})
	if role == "suspended" && got.Status == http.StatusForbidden {
		return
	}
	if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "batch_request_failed") {
		t.Errorf("%s %s %q by %s in a batch: %d %.300s", row.action, row.collection, row.what, role, got.Status, got.Body)
	}
}

// walk tries every permission as every role of the cast.
func (c *cast) walk(t *testing.T, rows []permission) {
	t.Helper()
	for _, row := range rows {
		for _, role := range roles {
			as := c.who[role]
			body := map[string]any{}
			for k, v := range row.body {
				if v == "$me" && as != nil {
					v = as.Id
				}
				body[k] = v
			}
			id := ""
			if row.action != "create" {
				if name, isUser := strings.CutPrefix(row.what, "user:"); isUser {
					id = c.who[name].Id
				} else {
					id = c.what[row.what].Id
				}
			}
			method := map[string]string{"view": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}[row.action]
			var sent any = body
			if row.body == nil {
				sent = nil
			}
			path := records(row.collection)
			if id != "" {
				path = records(row.collection, id)
			}
			want := row.refused
			for _, may := range strings.Fields(row.allowed) {
				switch name, _, told := strings.Cut(may, "="); {
				case name == role && told:
					want = http.StatusForbidden
				case name == role:
					want = http.StatusOK
				}
			}
			got := c.api.Try(as, method, path, sent)
			if got.Status != want && !(want >= 400 && want == row.refused && role == "superuser" && got.Status >= 400) {
				t.Errorf("%s %s %q by %s: %d, want %d: %.300s", row.action, row.collection, row.what, role, got.Status, want, got.Body)
			}
			if want >= 400 && row.action != "view" && role != "superuser" {
				c.refusedInBatch(t, row, role, method, path, sent)
			}
			if row.action == "create" || id == "" {
				continue
			}
			// a record that isn't there is answered like one that mayn't be seen
			if got := c.api.Try(as, method, records(row.collection, "nothinghere0000"), sent).Status; got < 400 || got != row.refused && role != "superuser" {
				t.Errorf("%s %s of a missing record by %s: %d, want %d", row.action, row.collection, role, got, row.refused)
			}
		}
	}
}
