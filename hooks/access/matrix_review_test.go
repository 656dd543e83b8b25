package access_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// underReview adds to a cast what belongs to the review of its pending article.
func underReview(t *testing.T, c *cast) {
	t.Helper()
	var err error
	if c.what["submission"], err = c.app.FindFirstRecordByFilter(schema.Submissions, "article = {:a} && state = 'open'", map[string]any{"a": c.what["pending"].Id}); err != nil {
		t.Fatal(err)
	}
	c.what["closed"] = testkit.Create(t, c.app, schema.Submissions, map[string]any{
		"article": c.what["pending"].Id, "column": c.what["column"].Id, "submitter": c.who["author"].Id, "state": "rejected", "answer": "暗语：出处",
	})
	note := func(author, quote, body string) *core.Record {
		return testkit.Create(t, c.app, schema.ReviewNotes, map[string]any{
			"article": c.what["pending"].Id, "author": c.who[author].Id, "quote": quote, "body": body, "suggests": quote != "", "suggestion": strings.Repeat("改", len(quote)),
		})
	}
	c.what["note"], c.what["authorsNote"] = note("columnEditor", "", "暗语：这里不对"), note("author", "", "暗语：自己的")
	c.what["suggestion"] = note("columnEditor", "正文里", "暗语：换个词")
	c.what["application"] = testkit.Create(t, c.app, schema.ColumnApplications, map[string]any{
		"applicant": c.who["member"].Id, "name": "暗语专栏", "slug": "an-yu", "kind": "enterprise", "reason": "暗语：想写", "state": "pending",
	})
}

// Who takes part in a review does so; nobody else sees anything of it.
func TestReviewPermissions(t *testing.T) {
	c := newCast(t)
	underReview(t, c)
	pending := c.what["pending"].Id
	members := strings.ReplaceAll(signedIn, " superuser", "")
	asks := func(more ...any) map[string]any {
		return with(append([]any{"name", "新专栏", "slug", "xin", "kind", "individual", "reason", "写"}, more...)...)
	}
	c.walk(t, []permission{
		{"view", schema.Submissions, "submission", nil, writing, 404},
		{"view", schema.Submissions, "closed", nil, writing, 404},
		{"create", schema.Submissions, "one's own", with("article", c.what["draft"].Id, "submitter", c.who["author"].Id, "state", "withdrawn"), "superuser", 403},
		{"update", schema.Submissions, "submission", with("message", "请看"), "author superuser", 404},
		{"update", schema.Submissions, "submission", with("reviewer", c.who["columnEditor"].Id), reviewing, 404},
		{"update", schema.Submissions, "submission", with("state", "accepted"), "", 404},
		{"update", schema.Submissions, "submission", with("decider", c.who["columnEditor"].Id), "superuser", 404},
		{"update", schema.Submissions, "closed", with("reviewer", c.who["columnEditor"].Id), "superuser", 404},
		{"update", schema.Submissions, "closed", with("answer", "不是我说的"), "superuser", 404},
		{"delete", schema.Submissions, "closed", nil, "superuser", 403},

		{"view", schema.ReviewNotes, "note", nil, writing, 404},
		{"create", schema.ReviewNotes, "a remark", with("article", pending, "body", "看过了"), writing, 400},
		{"create", schema.ReviewNotes, "a remark on a draft", with("article", c.what["draft"].Id, "body", "看过了"), writing, 400},
		{"create", schema.ReviewNotes, "a remark on what is public", with("article", c.what["published"].Id, "body", "看过了"), writing, 400},
		{"create", schema.ReviewNotes, "an answer", with("article", pending, "parent", c.what["note"].Id, "body", "好"), writing, 400},
		{"update", schema.ReviewNotes, "note", with("state", "resolved"), writing, 404},
		{"update", schema.ReviewNotes, "suggestion", with("state", "applied"), writing, 404},
		{"update", schema.ReviewNotes, "note", with("body", "改口"), "columnEditor superuser", 404},
		{"update", schema.ReviewNotes, "note", with("author", c.who["member"].Id), "superuser", 404},
		{"update", schema.ReviewNotes, "note", with("article", c.what["draft"].Id), "superuser", 404},
		{"update", schema.ReviewNotes, "suggestion", with("suggestion", "换掉"), "superuser", 404},
		{"delete", schema.ReviewNotes, "note", nil, "columnEditor siteEditor superuser", 404},
		{"delete", schema.ReviewNotes, "authorsNote", nil, "author siteEditor superuser", 404},

		{"view", schema.ColumnApplications, "application", nil, "member siteEditor superuser", 404},
		{"create", schema.ColumnApplications, "one's own", asks(), members, 400},
		{"create", schema.ColumnApplications, "an official one", asks("kind", "official"), "", 400},
		{"update", schema.ColumnApplications, "application", with("state", "approved"), editing, 404},
		{"update", schema.ColumnApplications, "application", with("state", "rejected", "answer", "再等等"), editing, 404},
		{"update", schema.ColumnApplications, "application", with("reason", "改过的"), "superuser", 404},
		{"update", schema.ColumnApplications, "application", with("column", c.what["column"].Id), "superuser", 404},
		{"delete", schema.ColumnApplications, "application", nil, "member superuser", 404},
	})
}

// Neither filters nor relations, sorts or realtime tell others anything of a review.
func TestReviewsStayAmongThoseWhoTakePart(t *testing.T) {
	c := newCast(t)
	underReview(t, c)
	strangers := []string{"guest", "member", "moderator", "invited", "declined", "columnAuthor", "elsewhere"}
	paths := []string{
		records(schema.Submissions), records(schema.ReviewNotes), "/api/qiao/articles/" + c.what["pending"].Id + "/changes",
		records(schema.Articles, c.what["published"].Id) + "?expand=review_notes_via_article,submissions_via_article",
		records(schema.Columns, c.what["column"].Id) + "?expand=submissions_via_column,column_applications_via_column",
		records(schema.Users, c.who["columnEditor"].Id) + "?expand=review_notes_via_author,submissions_via_reviewer,submissions_via_submitter",
		records(schema.Users, c.who["member"].Id) + "?expand=column_applications_via_applicant",
		"/mine", "/review", "/review/applications", "/columns/apply", "/columns/manage", "/columns/cloud", "/people/columneditor",
	}
	for _, role := range strangers {
		for _, path := range paths {
			got := c.api.Send(c.who[role], "GET", path, nil, "Accept-Encoding", "identity")
			own := role == "member" && strings.Contains(path, "applicant")
			if got.Status >= 500 || strings.Contains(got.Body, "暗语") && !own {
				t.Errorf("%s at %s: %d %.300s", role, path, got.Status, got.Body)
			}
		}
		for _, probe := range []struct{ collection, filter string }{
			{schema.Articles, "review_notes_via_article.body ?~ '暗语'"},
			{schema.Articles, "submissions_via_article.answer ?~ '暗语'"},
			{schema.Columns, "submissions_via_column.answer ?~ '暗语'"},
			{schema.Users, "review_notes_via_author.body ?~ '暗语'"},
			{schema.Users, "submissions_via_submitter.state ?= 'rejected'"},
			{schema.Users, "column_applications_via_applicant.reason ?~ '暗语'"},
			{schema.Columns, "@collection.review_notes.body ?~ '暗语'"},
			{schema.ArticleCards, "@collection.submissions.answer ?~ '暗语'"},
		} {
			got := c.api.Send(c.who[role], "GET", records(probe.collection)+"?filter="+url.QueryEscape(probe.filter), nil)
			if n := got.JSON("totalItems"); got.Status == 200 && n != 0.0 {
				if id := got.JSON("items", 0, "id"); n != 1.0 || c.who[role] == nil || id != c.who[role].Id {
					t.Errorf("%s learns from %s of %s: %v rows", role, probe.filter, probe.collection, n)
				}
			}
		}
	}

	clients := map[string]subscriptions.Client{}
	for _, role := range roles {
		client := subscriptions.NewDefaultClient()
		client.Subscribe("review_notes/*", "submissions/*", "column_applications/*", "tags/*")
		if c.who[role] != nil {
			client.Set("auth", c.who[role])
		}
		c.app.SubscriptionsBroker().Register(client)
		clients[role] = client
	}
	for _, name := range []string{"note", "submission", "application", "tag"} {
		r := testkit.Fresh(t, c.app, c.what[name])
		if name == "tag" {
			r.Set("description", "人人听得到的一句")
		}
		testkit.Save(t, c.app, r)
	}
	for _, role := range roles {
		heard := []string{}
		for !slices.Contains(heard, schema.Tags) { // which was said last, and to everybody
			var event struct {
				Record struct {
					Collection string `json:"collectionName"`
				} `json:"record"`
			}
			if err := json.Unmarshal((<-clients[role].Channel()).Data, &event); err != nil {
				t.Fatal(err)
			}
			heard = append(heard, event.Record.Collection)
		}
		takesPart := slices.Contains(strings.Fields(writing), role)
		if slices.Contains(heard, schema.ReviewNotes) != takesPart || slices.Contains(heard, schema.Submissions) != takesPart {
			t.Errorf("%s hears %v", role, heard)
		}
		if slices.Contains(heard, schema.ColumnApplications) != slices.Contains(strings.Fields("member siteEditor superuser"), role) {
			t.Errorf("%s hears %v", role, heard)
		}
	}
}
