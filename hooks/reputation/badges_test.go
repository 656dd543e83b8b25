package reputation_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/reputation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func badge(t *testing.T, app core.App, slug string) *core.Record {
	t.Helper()
	r, err := app.FindFirstRecordByData(schema.Badges, "slug", slug)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func holds(t *testing.T, app core.App, who *core.Record, slug string) bool {
	t.Helper()
	return testkit.Number(t, app, "SELECT count(*) FROM user_badges WHERE user = {:u} AND badge = {:b}", dbx.Params{"u": who.Id, "b": badge(t, app, slug).Id}) == 1
}

func TestBadgesAreEarned(t *testing.T) {
	app := testkit.NewApp(t, register)
	author, reader := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he")
	if holds(t, app, author, "first-article") {
		t.Error("a badge for nothing")
	}
	article := testkit.Article(t, app, author, map[string]any{"status": "draft"})
	if holds(t, app, author, "first-article") {
		t.Error("a badge for a draft")
	}
	article.Set("status", "published")
	testkit.Save(t, app, article)
	if !holds(t, app, author, "first-article") {
		t.Error("no badge for a first article")
	}
	v := cast(t, app, reader, article, 1)
	said := comment(t, app, reader, article)
	if !holds(t, app, reader, "first-vote") || !holds(t, app, reader, "first-comment") {
		t.Error("no badges for a first vote and a first comment")
	}
	// what was earned stays when its cause goes
	for _, r := range []*core.Record{v, said} {
		if err := app.Delete(r); err != nil {
			t.Fatal(err)
		}
	}
	if !holds(t, app, reader, "first-vote") || !holds(t, app, reader, "first-comment") {
		t.Error("an undo took a badge away")
	}
	for i := range 10 {
		testkit.Create(t, app, schema.Follows, map[string]any{"user": testkit.User(t, app, fmt.Sprintf("fan-%d", i)).Id, "kind": "user", "target": author.Id})
		if holds(t, app, author, "noticed") != (i == 9) {
			t.Errorf("after %d followers", i+1)
		}
	}
}

// Many causes at once award a badge once, and the nightly job finds what only time brings.
func TestBadgesOnce(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	article := testkit.Article(t, app, author, map[string]any{"status": "published"})
	var readers []*core.Record
	for i := range 30 {
		readers = append(readers, testkit.User(t, app, fmt.Sprintf("reader-%d", i)))
	}
	var wg sync.WaitGroup
	for _, r := range readers {
		wg.Go(func() { cast(t, app, r, article, 1) })
	}
	wg.Wait()
	for _, slug := range []string{"appreciated", "fine-article"} {
		if !holds(t, app, author, slug) {
			t.Errorf("%s was not awarded", slug)
		}
	}
	if _, err := app.DB().NewQuery("UPDATE users SET created = '2021-01-01 00:00:00.000Z' WHERE id = {:id}").Bind(dbx.Params{"id": author.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	before := testkit.Number(t, app, "SELECT count(*) FROM user_badges")
	for range 3 {
		if err := reputation.AwardAll(app); err != nil {
			t.Fatal(err)
		}
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM user_badges"); n != before+2 || !holds(t, app, author, "one-year") || !holds(t, app, author, "five-years") {
		t.Errorf("%d badges, want %d", n, before+2)
	}
	// a badge's rule may change: the next night awards what is due under it
	b := badge(t, app, "cornerstone")
	b.Set("rule", map[string]any{"count": "votes_received", "at_least": 30})
	testkit.Save(t, app, b)
	if err := reputation.AwardAll(app); err != nil || !holds(t, app, author, "cornerstone") {
		t.Errorf("under the new rule: %v", err)
	}
}

func TestEditorsGiveAndTake(t *testing.T) {
	app := testkit.NewApp(t, register)
	editor, member := testkit.User(t, app, "lin-qiao", "editor"), testkit.User(t, app, "su-he")
	cast(t, app, member, testkit.Article(t, app, editor, map[string]any{"status": "published"}), 1)
	api := testkit.NewAPI(t, app)
	row, err := app.FindFirstRecordByData(schema.UserBadges, "user", member.Id)
	if err != nil {
		t.Fatal(err)
	}
	if got := api.Send(member, "DELETE", at(schema.UserBadges, row.Id), nil); got.Status != 404 {
		t.Errorf("a member: %d", got.Status)
	}
	if got := api.Send(editor, "DELETE", at(schema.UserBadges, row.Id), nil); got.Status != 204 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if err := reputation.AwardAll(app); err != nil || holds(t, app, member, "first-vote") {
		t.Errorf("what an editor took away came back, %v", err)
	}
	give := map[string]any{"user": member.Id, "badge": badge(t, app, "first-vote").Id, "cause": "votes_cast"}
	if got := api.Send(member, "POST", at(schema.UserBadges), give); got.Status != 400 {
		t.Errorf("a member gives themselves a badge: %d", got.Status)
	}
	got := api.Send(editor, "POST", at(schema.UserBadges), give)
	if got.Status != 200 || got.JSON("cause") != "manual" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if got := api.Send(editor, "POST", at(schema.UserBadges), give); got.Status != 400 {
		t.Errorf("twice: %d", got.Status)
	}
	for _, bad := range []any{
		map[string]any{"count": "money", "at_least": 1}, map[string]any{"count": "articles", "at_least": 0}, map[string]any{"count": "articles"},
		map[string]any{"count": "articles", "at_least": 1, "sql": "1=1"}, []int{1}, "articles", 5,
	} {
		if got := api.Send(editor, "POST", at(schema.Badges), map[string]any{"slug": "x", "name": "某徽章", "tier": "gold", "rule": bad}); got.Status != 400 {
			t.Errorf("the rule %v: %d", bad, got.Status)
		}
	}
	if got := api.Send(editor, "POST", at(schema.Badges), map[string]any{"slug": "by-hand", "name": "某徽章", "tier": "gold", "active": true}); got.Status != 200 {
		t.Errorf("a badge without a rule: %d %s", got.Status, got.Body)
	}
	// who leaves takes their badges along, and no note stays behind
	if err := app.Delete(testkit.Fresh(t, app, member)); err != nil {
		t.Fatal(err)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM badge_withdrawals"); n != 0 {
		t.Errorf("%d notes", n)
	}
	for _, where := range testkit.Mentions(t, app, member.Id) {
		if strings.HasPrefix(where, "user_badges") || strings.HasPrefix(where, "reputation") || strings.HasPrefix(where, "badge") {
			t.Errorf("%s still names the account", where)
		}
	}
}

func TestPages(t *testing.T) {
	app := testkit.NewApp(t, register)
	author, shy, evil := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he"), testkit.User(t, app, "evil")
	shy.Set("private", []string{"city", "badges"})
	testkit.Save(t, app, shy)
	evil.Set("name", `<script>alert(1)</script>`)
	testkit.Save(t, app, evil)
	api := testkit.NewAPI(t, app)
	get := func(path string, want int) string {
		t.Helper()
		got := api.Send(nil, "GET", path, nil)
		if got.Status != want {
			t.Fatalf("%s: %d, want %d", path, got.Status, want)
		}
		return got.Body
	}
	if page := get("/badges/first-article", 200); strings.Contains(page, "chen-mo") {
		t.Error("somebody has it already")
	}
	for _, who := range []*core.Record{author, shy, evil} {
		testkit.Article(t, app, who, map[string]any{"status": "published"})
	}
	page := get("/badges/first-article", 200)
	if !strings.Contains(page, "/people/chen-mo") || !strings.Contains(page, "3 人获得") {
		t.Error("the page doesn't name who has it")
	}
	if strings.Contains(page, "su-he") || strings.Contains(page, "<script>alert") {
		t.Error("the page tells what is private, or isn't safe")
	}
	shy = testkit.Fresh(t, app, shy)
	shy.Set("private", []string{})
	testkit.Save(t, app, shy)
	if page := get("/badges", 200); !strings.Contains(page, "3 人获得") || !strings.Contains(page, "基石") {
		t.Error("the list of badges lacks something")
	}
	if page := get("/en/badges", 200); !strings.Contains(page, "Cornerstone") || !strings.Contains(page, "3 members have it") {
		t.Error("the English list lacks something")
	}
	for _, path := range []string{"/badges/nothing", "/badges/first-article?page=2"} {
		get(path, 404)
	}
	if page := get("/reputation", 200); !strings.Contains(page, "登录即可") || !strings.Contains(page, "“开放”") {
		t.Error("the rules of a new portal")
	}
	policy(t, app, map[string]any{"preset": "standard"})
	if page := get("/reputation", 200); strings.Contains(page, "“开放”") || !strings.Contains(page, ">125<") {
		t.Error("the page shows the policy of before")
	}
	if page := get("/en/reputation", 200); !strings.Contains(page, "usual standard") {
		t.Error("the English page")
	}
}

// What somebody keeps to themselves isn't found by asking cleverly either.
func TestPrivateBadges(t *testing.T) {
	app := testkit.NewApp(t, register)
	shy, other, open := testkit.User(t, app, "su-he"), testkit.User(t, app, "chen-mo"), testkit.User(t, app, "wu-tong")
	shy.Set("private", []string{"badges"})
	testkit.Save(t, app, shy)
	open.Set("private", []string{"city", "links"})
	testkit.Save(t, app, open)
	for _, who := range []*core.Record{shy, other, open} {
		testkit.Article(t, app, who, map[string]any{"status": "published"})
	}
	api := testkit.NewAPI(t, app)
	for _, test := range []struct {
		as   *core.Record
		want float64
	}{{nil, 2}, {other, 2}, {shy, 3}, {testkit.User(t, app, "ed", "editor"), 3}} {
		if got := api.Send(test.as, "GET", at(schema.UserBadges), nil); got.JSON("totalItems") != test.want {
			t.Errorf("%v of 3: %s", got.JSON("totalItems"), got.Body)
		}
	}
	// nor is anybody's ledger
	if got := api.Send(other, "GET", at(schema.ReputationEvents)+"?filter=user='"+shy.Id+"'", nil); got.JSON("totalItems") != 0.0 {
		t.Errorf("%s", got.Body)
	}
}
