package access_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// An attempt is what an ability lets somebody send.
type attempt struct {
	ability      access.Ability
	method, path string
	body         map[string]any
	refused      int // the status below the threshold
}

// attempts are one request for each ability over the work of others.
func attempts(t *testing.T, c *cast) []attempt {
	t.Helper()
	c.what["second"] = testkit.Tag(t, c.app, "rust", "Rust")
	held := func(name string, reasons ...string) {
		comment := testkit.Create(t, c.app, schema.Comments, fields{"kind": "article", "target": c.what["published"].Id, "author": c.who["invited"].Id, "body": "大家好，" + name, "state": "pending"})
		c.what[name] = testkit.Create(t, c.app, schema.Holds, fields{"kind": "comment", "target": comment.Id, "author": c.who["invited"].Id, "reasons": reasons, "excerpt": "大家好，" + name, "wanted": "visible", "state": "open"})
	}
	held("first", "first")
	held("word", "word")
	held("both", "first", "word")
	c.what["discussion"] = testkit.Create(t, c.app, schema.Discussions, fields{"kind": "article", "target": c.what["published"].Id})
	return []attempt{
		{access.Retag, "PATCH", records(schema.Articles, c.what["published"].Id), fields{"tags": []string{c.what["second"].Id}}, 403},
		{access.TagNew, "POST", records(schema.Tags), fields{"name": "数据库", "name_en": "Databases"}, 403},
		{access.Review, "PATCH", records(schema.Holds, c.what["first"].Id), fields{"state": "released"}, 404},
		{access.Close, "PATCH", records(schema.Discussions, c.what["discussion"].Id), fields{"closed": true}, 403},
	}
}

// earns gives an account a reputation, as the ledger would.
func (c *cast) earns(t *testing.T, role string, points int) *core.Record {
	t.Helper()
	if _, err := c.app.DB().NewQuery("UPDATE users SET reputation = {:n} WHERE id = {:id}").Bind(dbx.Params{"n": points, "id": c.who[role].Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	c.who[role] = testkit.Fresh(t, c.app, c.who[role])
	return c.who[role]
}

// Each ability begins at its threshold under every preset, is lost while somebody is silenced
// or suspended, and is nothing that guests have.
func TestAbilitiesBeginAtTheirThreshold(t *testing.T) {
	c := newCast(t)
	tries := attempts(t, c)
	policy, err := c.app.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		t.Fatal(err)
	}
	for _, preset := range []string{access.Open, access.Standard, access.Strict, access.Custom} {
		policy.Set(schema.PolicyPreset, preset)
		if preset == access.Custom {
			policy.Set(schema.PolicyAbilities, map[string]int{"retag": 7, "tag_new": 9, "review": 11, "close": 13})
		}
		testkit.Save(t, c.app, policy)
		for _, try := range tries {
			needs, err := access.Needs(c.app, try.ability)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.api.Try(c.earns(t, "member", needs-1), try.method, try.path, try.body); got.Status != try.refused {
				t.Errorf("%s, %s with %d: %d %s", preset, try.ability, needs-1, got.Status, got.Body)
			}
			if got := c.api.Try(c.earns(t, "member", needs), try.method, try.path, try.body); got.Status != http.StatusOK {
				t.Errorf("%s, %s with %d: %d %s", preset, try.ability, needs, got.Status, got.Body)
			}
		}
	}
	c.earns(t, "member", 1_000_000)
	for _, try := range tries {
		if got := c.api.Try(nil, try.method, try.path, try.body); got.Status < 400 {
			t.Errorf("%s by a guest: %d", try.ability, got.Status)
		}
		for _, role := range []string{"moderator", "siteEditor", "superuser"} {
			if got := c.api.Try(c.who[role], try.method, try.path, try.body); got.Status != http.StatusOK {
				t.Errorf("%s by %s: %d %s", try.ability, role, got.Status, got.Body)
			}
		}
	}
	for _, sanction := range []string{"silence", "suspend"} {
		s := testkit.Create(t, c.app, schema.Sanctions, fields{"user": c.who["member"].Id, "kind": sanction, "reason": "广告", "until": "2099-01-01 00:00:00.000Z"})
		punished := testkit.Fresh(t, c.app, c.who["member"])
		for _, try := range tries {
			if got := c.api.Try(punished, try.method, try.path, try.body); got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
				t.Errorf("%s after %s: %d %s", try.ability, sanction, got.Status, got.Body)
			}
		}
		if list := c.api.Send(punished, "GET", records(schema.Holds), nil); list.JSON("totalItems") != 0.0 {
			t.Errorf("after %s one reads what waits: %s", sanction, list.Body)
		}
		for name, may := range c.api.Send(punished, "GET", "/api/qiao/abilities", nil).JSON().(map[string]any) {
			if may == true && name != "comment" && name != "comment_unreviewed" && name != "vote_up" && name != "vote_down" {
				t.Errorf("after %s one may %s", sanction, name)
			}
		}
		s.Set(schema.SanctionLifted, "2026-01-01 00:00:00.000Z")
		testkit.Save(t, c.app, s)
	}
	c.who["member"] = testkit.Fresh(t, c.app, c.who["member"])
	for _, try := range tries {
		if got := c.api.Try(c.who["member"], try.method, try.path, try.body); got.Status != http.StatusOK {
			t.Errorf("%s once the sanctions are lifted: %d %s", try.ability, got.Status, got.Body)
		}
	}
	may := c.api.Send(c.who["member"], "GET", "/api/qiao/abilities", nil)
	for _, ability := range access.Abilities {
		if may.JSON(string(ability)) != true {
			t.Errorf("who has a million may not %s: %s", ability, may.Body)
		}
	}
}

// An ability is over one thing: everything else that the same request could write is refused.
func TestAbilitiesReachNoFurther(t *testing.T) {
	c := newCast(t)
	tries := attempts(t, c)
	c.earns(t, "member", 1_000_000)
	member, other := c.who["member"], c.who["author"].Id
	article := tries[0].path
	tags := []string{c.what["second"].Id}
	for field, value := range (fields{
		"title": "改题", "body": "改文", "excerpt": "改摘要", "status": "archived", "author": member.Id, "coauthors": []string{member.Id}, "column": c.what["otherColumn"].Id,
		"series": c.what["series"].Id, "slug": "taken-over", "kind": "news", "lang": "en", "published": "2001-01-01 00:00:00.000Z", "edited": "2001-01-01 00:00:00.000Z",
		"canonical": "https://evil.example/", "credits": []any{fields{"role": "author", "name": "我"}}, "reason": "因为", "part": 3, "cover_alt": "图", "source_url": "https://evil.example/",
	}) {
		if got := c.api.Try(member, "PATCH", article, fields{"tags": tags, field: value}); got.Status != 400 || got.JSON("data", field, "code") != "content.retag_only" {
			t.Errorf("tags and %s: %d %s", field, got.Status, got.Body)
		}
		if got := c.api.Try(member, "PATCH", article, fields{field: value}); got.Status != 404 {
			t.Errorf("%s: %d %s", field, got.Status, got.Body)
		}
	}
	file := testkit.NewForm(map[string]string{"tags": tags[0]}).File("files", "a.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`))
	if got := c.api.Try(member, "PATCH", article, file); got.Status != 400 {
		t.Errorf("tags and a file: %d %s", got.Status, got.Body)
	}
	for _, none := range []fields{{"tags": []string{}}, {"tags-": c.what["tag"].Id}} {
		if got := c.api.Try(member, "PATCH", article, none); got.JSON("data", "tags", "code") != "content.retag_none" {
			t.Errorf("%v: %d %s", none, got.Status, got.Body)
		}
	}
	for _, status := range unpublished {
		if got := c.api.Try(member, "PATCH", records(schema.Articles, c.what[status].Id), fields{"tags": tags}); got.Status != 404 {
			t.Errorf("tags of a %s article: %d %s", status, got.Status, got.Body)
		}
	}
	for _, field := range []string{"title", "number"} { // by way of a revision
		if got := c.api.Try(member, "POST", records(schema.Revisions), fields{"article": c.what["published"].Id, "state": "published", field: "x"}); got.Status != 400 {
			t.Errorf("a revision: %d %s", got.Status, got.Body)
		}
	}

	for field, value := range (fields{
		"slug": "my-own", "category": "ai", "description": "一句话", "description_en": "A line", "synonyms": []string{"库"}, "id": c.what["published"].Id,
	}) {
		if got := c.api.Try(member, "POST", records(schema.Tags), fields{"name": "数据库", field: value}); got.Status != 400 || got.JSON("data", field, "code") != "content.tag_names_only" {
			t.Errorf("a tag with its %s: %d %s", field, got.Status, got.Body)
		}
	}
	for name, body := range map[string]fields{"there": {"name": " RUST "}, "in English": {"name": "锈", "name_en": "rust"}} {
		if got := c.api.Try(member, "POST", records(schema.Tags), body); got.Status != 400 {
			t.Errorf("a tag that is %s: %d %s", name, got.Status, got.Body)
		}
	}
	tag := c.what["tag"].Id
	for _, try := range []attempt{
		{method: "PATCH", path: records(schema.Tags, tag), body: fields{"name": "改名"}, refused: 404},
		{method: "DELETE", path: records(schema.Tags, tag), refused: 404},

		{method: "PATCH", path: records(schema.Holds, c.what["word"].Id), body: fields{"state": "released"}, refused: 404},
		{method: "PATCH", path: records(schema.Holds, c.what["both"].Id), body: fields{"state": "released"}, refused: 404},
		{method: "PATCH", path: records(schema.Holds, c.what["first"].Id), body: fields{"state": "released", "reasons": []string{"word"}}, refused: 404},
		{method: "PATCH", path: records(schema.Holds, c.what["first"].Id), body: fields{"state": "released", "author": other}, refused: 404},
		{method: "PATCH", path: records(schema.Holds, c.what["first"].Id), body: fields{"state": "released", "target": c.what["draft"].Id}, refused: 404},
		{method: "PATCH", path: records(schema.Holds, c.what["first"].Id), body: fields{"state": "released", "wanted": "published"}, refused: 404},
		{method: "GET", path: records(schema.Holds, c.what["word"].Id), refused: 404},

		{method: "PATCH", path: tries[3].path, body: fields{"slow": 3600}, refused: 403},
		{method: "PATCH", path: tries[3].path, body: fields{"closed": true, "slow": 3600}, refused: 403},
		{method: "DELETE", path: tries[3].path, refused: 403},
		{method: "POST", path: records(schema.Discussions), body: fields{"kind": "article", "target": c.what["draft"].Id, "closed": true}, refused: 403},
	} {
		got := c.api.Try(member, try.method, try.path, try.body)
		if got.Status != try.refused {
			t.Errorf("%s %s %v: %d %s", try.method, try.path, try.body, got.Status, got.Body)
		}
	}
}

// What members do by their ability is theirs in the history and the audit log.
func TestAbilitiesLeaveTraces(t *testing.T) {
	c := newCast(t)
	tries := attempts(t, c)
	c.earns(t, "member", 1_000_000)
	member, article := c.who["member"], c.what["published"].Id
	for _, try := range tries {
		if got := c.api.Send(member, try.method, try.path, try.body); got.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", try.ability, got.Status, got.Body)
		}
	}
	kept, err := c.app.FindFirstRecordByFilter(schema.Revisions, "article = {:a} && number = 2", dbx.Params{"a": article})
	if err != nil {
		t.Fatal(err)
	}
	now := testkit.Fresh(t, c.app, c.what["published"])
	if kept.GetString("editor") != member.Id || fmt.Sprint(now.GetStringSlice("tags")) != "["+c.what["second"].Id+"]" || now.GetString("author") != c.who["author"].Id {
		t.Errorf("kept by %s: %v", kept.GetString("editor"), now.GetStringSlice("tags"))
	}
	made, err := c.app.FindFirstRecordByData(schema.Tags, "name", "数据库")
	if err != nil || made.GetString("slug") != "shu-ju-ku" || made.GetString("category") != "other" {
		t.Errorf("the tag: %v, %v", made, err)
	}
	hold := testkit.Fresh(t, c.app, c.what["first"])
	if hold.GetString("handler") != member.Id || hold.GetString("state") != "released" {
		t.Errorf("the hold: %v", hold.PublicExport())
	}
	if got := c.api.Send(member, "PATCH", tries[2].path, fields{"state": "refused"}); got.Status != http.StatusConflict {
		t.Errorf("decided again: %d %s", got.Status, got.Body)
	}
	comment, err := c.app.FindRecordById(schema.Comments, hold.GetString("target"))
	if err != nil || comment.GetString("state") != "visible" {
		t.Errorf("the comment: %v, %v", comment, err)
	}
	for action, kind := range map[string]string{"tag": "tags", "lock": "article"} {
		line, err := c.app.FindFirstRecordByFilter(schema.AuditLog, "action = {:action} && kind = {:kind}", dbx.Params{"action": action, "kind": kind})
		if err != nil || line.GetString("actor") != member.Id || line.GetString("role") != "" {
			t.Errorf("the entry of %s: %v, %v", action, line, err)
		}
	}
	// what a member closed another may open, what a moderator closed is for moderators
	if got := c.api.Send(member, "PATCH", tries[3].path, fields{"closed": false}); got.Status != http.StatusOK {
		t.Errorf("opened again: %d %s", got.Status, got.Body)
	}
	if got := c.api.Send(c.who["moderator"], "PATCH", tries[3].path, fields{"closed": true}); got.Status != http.StatusOK {
		t.Fatal(got.Body)
	}
	for _, role := range []string{"member", "author", "columnEditor"} {
		if got := c.api.Send(c.who[role], "PATCH", tries[3].path, fields{"closed": false}); got.Status != http.StatusForbidden {
			t.Errorf("%s opens what a moderator closed: %d %s", role, got.Status, got.Body)
		}
		if got := c.api.Send(c.who[role], "DELETE", tries[3].path, nil); got.Status != http.StatusForbidden {
			t.Errorf("%s deletes what a moderator closed: %d %s", role, got.Status, got.Body)
		}
	}
	if got := c.api.Send(c.who["moderator"], "PATCH", tries[3].path, fields{"closed": false}); got.Status != http.StatusOK {
		t.Errorf("a moderator opens it: %d %s", got.Status, got.Body)
	}
}

// The limits are for those who keep order, not for guests who would like to know them.
func TestLimitsAreNotForGuests(t *testing.T) {
	c := newCast(t)
	const policy = "/api/collections/policy/records/"
	for _, role := range roles {
		got := c.api.Send(c.who[role], "GET", policy+schema.PolicyID, nil)
		_, shown := got.JSON().(map[string]any)["limits"]
		if want := role == "moderator" || role == "siteEditor" || role == "superuser"; got.Status != 200 || shown != want {
			t.Errorf("%s: %d, limits %v", role, got.Status, shown)
		}
		found := c.api.Send(c.who[role], "GET", records(schema.PolicySettings)+"?filter=limits.enabled%3Dfalse", nil)
		if role != "superuser" && found.Status == 200 && found.JSON("totalItems") != 0.0 {
			t.Errorf("%s filters by the limits", role)
		}
	}
	if got := c.api.Send(c.who["siteEditor"], "PATCH", policy+schema.PolicyID, fields{"limits": fields{"new_days": 3}}); got.Status != 200 || got.JSON("limits", "new_days") != 3.0 {
		t.Errorf("an editor sets them: %d %s", got.Status, got.Body)
	}
	if got := c.api.Send(c.who["siteEditor"], "PATCH", policy+schema.PolicyID, fields{"limits": fields{"new_days": -3}}); got.Status != 400 {
		t.Errorf("an editor sets nonsense: %d %s", got.Status, got.Body)
	}
	if got := c.api.Send(c.who["siteEditor"], "PATCH", policy+schema.PolicyID, fields{"preset": "strict"}); got.JSON("limits", "new_days") != 3.0 {
		t.Errorf("they are lost with another change: %s", got.Body)
	}
}
