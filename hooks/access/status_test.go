package access_test

import (
	"net/http"
	"strings"
	"testing"

	"qiao/hooks/access"
	"qiao/hooks/content"
	"qiao/hooks/schema"
)

// Every change of an article's status by everybody who may edit it.
func TestStatusesByPart(t *testing.T) {
	c := newCast(t)
	statuses := []string{content.Draft, content.Pending, content.Scheduled, content.Published, content.Rejected, content.Archived, content.Hidden}
	for role, part := range map[string]access.Part{
		"author": access.Author, "coauthor": access.Author,
		"columnEditor": access.Reviewer, "columnOwner": access.Reviewer, "siteEditor": access.Chief, "superuser": access.Chief,
		"member": access.Reader, "guest": access.Reader, "columnAuthor": access.Reader, "elsewhere": access.Reader, "invited": access.Reader,
	} {
		for _, from := range statuses {
			for _, to := range statuses {
				want := http.StatusOK
				if part == access.Reader {
					want = http.StatusNotFound
				} else if !content.MayMove(part, from, to) {
					want = http.StatusBadRequest
				}
				move := map[string]any{"status": to, "publish_at": "2099-01-01 00:00:00.000Z"}
				if part >= access.Reviewer {
					move["reason"] = "因为"
				}
				got := c.api.Try(c.who[role], "PATCH", records(schema.Articles, c.what[from].Id), move)
				if got.Status != want {
					t.Errorf("%s: %s -> %s: %d, want %d: %s", role, from, to, got.Status, want, got.Body)
				}
				if want == http.StatusBadRequest && got.JSON("data", "status", "code") != "content.not_allowed_status" {
					t.Errorf("%s: %s -> %s: %s", role, from, to, got.Body)
				}
			}
		}
	}
}

// What a request claims and may not decide.
func TestForgedFields(t *testing.T) {
	c := newCast(t)
	member, author, reviewer := c.who["member"], c.who["author"], c.who["columnEditor"]
	tags := make([]string, 11)
	for i := range tags {
		tags[i] = c.what["tag"].Id[:14] + string(rune('a'+i))
	}
	article := func(id string) string { return records(schema.Articles, id) }
	draft, published, scheduled := c.what["draft"].Id, c.what["published"].Id, c.what["scheduled"].Id
	forged := []struct {
		name, as, method, path string
		body                   map[string]any
		field, code            string // of the error
	}{
		{"another author", "author", "PATCH", article(draft), map[string]any{"author": member.Id}, "author", "content.kept_by_system"},
		{"another author, by a reviewer", "columnEditor", "PATCH", article(published), map[string]any{"author": reviewer.Id}, "author", "content.kept_by_system"},
		{"co-authors unasked", "author", "PATCH", article(draft), map[string]any{"coauthors": []string{member.Id}}, "coauthors", "content.kept_by_system"},
		{"co-authors added", "author", "PATCH", article(draft), map[string]any{"coauthors+": member.Id}, "coauthors", "content.kept_by_system"},
		{"co-authors removed", "author", "PATCH", article(draft), map[string]any{"coauthors-": c.who["coauthor"].Id}, "coauthors", "content.kept_by_system"},
		{"co-authors of a new article", "author", "POST", records(schema.Articles), map[string]any{"author": author.Id, "title": "新", "coauthors": []string{member.Id}}, "coauthors", "content.invite_first"},
		{"published before it was", "author", "PATCH", article(published), map[string]any{"published": "2001-01-01 00:00:00.000Z"}, "published", "content.kept_by_system"},
		{"edited never", "author", "PATCH", article(published), map[string]any{"edited": "2001-01-01 00:00:00.000Z"}, "edited", "content.kept_by_system"},
		{"a new article from long ago", "author", "POST", records(schema.Articles), map[string]any{"author": author.Id, "title": "新", "published": "2001-01-01 00:00:00.000Z"}, "published", "content.kept_by_system"},
		{"a column of others", "author", "PATCH", article(draft), map[string]any{"column": c.what["otherColumn"].Id}, "column", "content.not_member"},
		{"a column of others, new", "author", "POST", records(schema.Articles), map[string]any{"author": author.Id, "title": "新", "column": c.what["otherColumn"].Id}, "column", "content.not_member"},
		{"out of the column that reviewed it", "author", "PATCH", article(scheduled), map[string]any{"column": ""}, "column", "content.column_fixed"},
		{"a series of others", "author", "PATCH", article(draft), map[string]any{"series": c.what["otherSeries"].Id}, "series", "content.not_in_series"},
		{"a series of others, new", "author", "POST", records(schema.Articles), map[string]any{"author": author.Id, "title": "新", "series": c.what["otherSeries"].Id}, "series", "content.not_in_series"},
		{"a series of others in one's column", "columnEditor", "PATCH", article(draft), map[string]any{"series": c.what["otherSeries"].Id}, "series", "content.not_in_series"},
		{"eleven tags", "author", "PATCH", article(draft), map[string]any{"tags": tags}, "tags", "validation_too_many_values"},
		{"a tag that isn't", "author", "PATCH", article(draft), map[string]any{"tags": []string{"nothinghere0000"}}, "tags", "validation_missing_rel_records"},
		{"someone into a column's ownership", "columnOwner", "PATCH", records(schema.ColumnMembers, c.what["columnMember"].Id), map[string]any{"role": "owner"}, "role", "columns.owner_role"},
		{"an invitation to oneself", "author", "POST", records(schema.Coauthors), map[string]any{"article": draft, "user": author.Id, "state": "invited"}, "user", "content.author_already"},
		{"an invitation twice", "author", "POST", records(schema.Coauthors), map[string]any{"article": draft, "user": c.who["invited"].Id, "state": "invited"}, "article", "validation_not_unique"},
		{"a series into a column of others", "author", "PATCH", records(schema.SeriesList, c.what["series"].Id), map[string]any{"column": c.what["otherColumn"].Id}, "column", "content.not_member"},
		{"a follow of nothing", "member", "POST", records(schema.Follows), map[string]any{"user": member.Id, "kind": "tag", "target": "nothinghere0000"}, "target", "people.follow_nothing"},
		{"a follow of oneself", "member", "POST", records(schema.Follows), map[string]any{"user": member.Id, "kind": "user", "target": member.Id}, "target", "people.follow_self"},
		{"a reserved handle", "member", "PATCH", records(schema.Users, member.Id), map[string]any{"handle": "admin"}, "handle", "people.handle_reserved"},
		{"the verified mark of an individual", "siteEditor", "PATCH", records(schema.Columns, c.what["column"].Id), map[string]any{"verified": true}, "verified", "columns.verified_kind"},
		{"a reviewer's reason", "author", "PATCH", article(draft), map[string]any{"reason": "已通过，只差发布"}, "reason", "content.kept_by_system"},
		{"a moderator's reason", "author", "PATCH", article(c.what["hidden"].Id), map[string]any{"reason": "误会"}, "reason", "content.kept_by_system"},
		{"a reason from the beginning", "author", "POST", records(schema.Articles), map[string]any{"author": author.Id, "title": "新", "reason": "已通过"}, "reason", "content.kept_by_system"},
		{"history rewritten", "superuser", "PATCH", records(schema.Revisions, c.what["history"].Id), map[string]any{"body": "不是这样"}, "state", "content.revision_fixed"},
	}
	for _, test := range forged {
		got := c.api.Try(c.who[test.as], test.method, test.path, test.body)
		if got.Status != http.StatusBadRequest || got.JSON("data", test.field, "code") != test.code {
			t.Errorf("%s: %d %s, want %s of %s", test.name, got.Status, got.Body, test.code, test.field)
		}
	}

	// hidden fields and the editor are not refused but not taken either
	got := c.api.Send(author, "PATCH", article(draft), map[string]any{"origin": "伪造", "origin_hash": "伪造", "title": "改题"})
	if got.Status != http.StatusOK {
		t.Fatal(got.Body)
	}
	stored, err := c.app.FindRecordById(schema.Articles, draft)
	if err != nil {
		t.Fatal(err)
	}
	if stored.GetString("origin") != "" || stored.GetString("origin_hash") != "" || stored.GetString("title") != "改题" {
		t.Errorf("an author wrote the hidden fields: %q", stored.GetString("origin"))
	}
	if got = c.api.Send(member, "PATCH", records(schema.Users, member.Id), map[string]any{"trust": 9, "city": "杭州"}); got.Status != http.StatusOK {
		t.Fatal(got.Body)
	}
	if stored, err = c.app.FindRecordById(schema.Users, member.Id); err != nil || stored.GetInt("trust") != 0 || stored.GetString("city") != "杭州" {
		t.Errorf("trust = %d, city %q, %v", stored.GetInt("trust"), stored.GetString("city"), err)
	}
	got = c.api.Send(author, "POST", records(schema.Revisions), map[string]any{"article": published, "state": "draft", "body": "改写", "editor": member.Id, "number": 77})
	if got.JSON("editor") != author.Id || got.JSON("number") != 0.0 {
		t.Errorf("a revision in somebody else's name: %s", got.Body)
	}
	if got = c.api.Send(author, "PATCH", records(schema.Revisions, got.JSON("id").(string)), map[string]any{"editor": member.Id, "number": 77}); got.JSON("editor") != author.Id || got.JSON("number") != 0.0 {
		t.Errorf("a revision given to somebody else, or a number: %s", got.Body)
	}
	got = c.api.Send(author, "POST", "/api/batch", map[string]any{"requests": []any{map[string]any{"method": "DELETE", "url": article(published)}}})
	if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "batch_request_failed") {
		t.Errorf("a published article deleted by its author in a batch: %d %s", got.Status, got.Body)
	}
	if _, err = c.app.FindRecordById(schema.Articles, published); err != nil {
		t.Errorf("a published article after its author's batch: %v", err)
	}
	for _, test := range forged {
		got := c.api.Try(c.who[test.as], "POST", "/api/batch", map[string]any{"requests": []any{map[string]any{"method": test.method, "url": test.path, "body": test.body}}})
		if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "batch_request_failed") {
			t.Errorf("%s in a batch: %d %s", test.name, got.Status, got.Body)
		}
	}
	got = c.api.Send(author, "POST", "/api/batch", map[string]any{"requests": []any{map[string]any{"method": "PATCH", "url": article(draft), "body": map[string]any{"title": "在批里改题"}}}})
	if got.Status != http.StatusOK {
		t.Errorf("what is allowed, in a batch: %d %s", got.Status, got.Body)
	}
}
