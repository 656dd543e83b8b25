package reputation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks/reputation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func policy(t *testing.T, app core.App, fields map[string]any) {
	t.Helper()
	p, err := app.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		t.Fatal(err)
	}
	p.Load(fields)
	testkit.Save(t, app, p)
}

// correct gives somebody points by hand, as a superuser would in the dashboard.
func correct(t *testing.T, app core.App, who *core.Record, n int) *core.Record {
	t.Helper()
	return testkit.Create(t, app, schema.ReputationEvents, map[string]any{"user": who.Id, "rule": "manual", "points": n})
}

func at(collection string, id ...string) string {
	return "/api/collections/" + collection + "/records" + strings.Join(append([]string{""}, id...), "/")
}

// openRules lets the collections of other rooms be written by every member, so that what
// refuses here is this room alone.
func openRules(t *testing.T, app *tests.TestApp) {
	t.Helper()
	for _, name := range []string{schema.Votes, schema.Comments} {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		open := "@request.auth.id != ''"
		c.CreateRule, c.UpdateRule, c.ViewRule = &open, &open, &open
		if err := app.Save(c); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAbilitiesAreAskedFor(t *testing.T) {
	app := testkit.NewApp(t, register)
	author, reader, mod := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he"), testkit.User(t, app, "mod", "moderator")
	article := testkit.Article(t, app, author, map[string]any{"status": "published"})
	openRules(t, app)
	api := testkit.NewAPI(t, app)
	vote := func(as *core.Record, value int) testkit.Answer {
		return api.Try(as, "POST", at(schema.Votes), map[string]any{"user": as.Id, "kind": "article", "target": article.Id, "value": value}, "Accept-Language", "en")
	}
	say := func(as *core.Record) (status int, state string) {
		t.Helper()
		got := api.Send(as, "POST", at(schema.Comments), map[string]any{"author": as.Id, "kind": "article", "target": article.Id, "body": fmt.Sprintf("有道理，%s。", as.Id), "state": "visible"})
		if id, ok := got.JSON("id").(string); ok {
			r, err := app.FindRecordById(schema.Comments, id)
			if err != nil {
				t.Fatal(err)
			}
			state = r.GetString("state")
			if err := app.Delete(r); err != nil {
				t.Fatal(err)
			}
		}
		return got.Status, state
	}
	if up, down := vote(reader, 1), vote(reader, -1); up.Status != 200 || down.Status != 200 {
		t.Errorf("on a new portal: %d, %d %s", up.Status, down.Status, down.Body)
	}
	if status, state := say(reader); status != 200 || state != "visible" {
		t.Errorf("a comment on a new portal: %d %q", status, state)
	}

	policy(t, app, map[string]any{"preset": "standard"})
	got := vote(reader, 1)
	if message := fmt.Sprint(got.JSON("message")); got.Status != 403 || !strings.Contains(message, "15") || !strings.Contains(message, "/reputation") {
		t.Errorf("a vote of somebody with nothing: %d %s", got.Status, got.Body)
	}
	if got := vote(mod, -1); got.Status != 200 {
		t.Errorf("a vote of a moderator: %d %s", got.Status, got.Body)
	}
	if status, state := say(reader); status != 200 || state != "pending" {
		t.Errorf("a comment of a newcomer: %d %q", status, state)
	}
	if status, state := say(author); status != 200 || state != "visible" {
		t.Errorf("an author under their own article: %d %q", status, state)
	}
	if status, state := say(mod); status != 200 || state != "visible" {
		t.Errorf("a moderator: %d %q", status, state)
	}
	correct(t, app, reader, 40)
	if up, down := vote(reader, 1), vote(reader, -1); up.Status != 200 || down.Status != 403 || !strings.Contains(down.Body, "85") {
		t.Errorf("with 40: %d, %d %s", up.Status, down.Status, down.Body)
	}
	// a vote for can't be turned into one against by who mayn't cast that
	mine := cast(t, app, reader, article, 1)
	for _, way := range [][2]string{{"PATCH", at(schema.Votes, mine.Id)}, {"POST", at(schema.Votes)}} {
		body := map[string]any{"user": reader.Id, "kind": "article", "target": article.Id, "value": -1}
		if got := api.Send(reader, way[0], way[1], body); got.Status < 400 || testkit.Fresh(t, app, mine).GetInt("value") != 1 {
			t.Errorf("%s: %d %s", way[0], got.Status, got.Body)
		}
	}
	correct(t, app, reader, 10)
	if status, state := say(reader); status != 200 || state != "visible" {
		t.Errorf("a comment with 60: %d %q", status, state)
	}

	policy(t, app, map[string]any{"preset": "custom", "abilities": map[string]any{"comment": 1000}})
	if got := api.Try(reader, "POST", at(schema.Comments), map[string]any{"author": reader.Id, "kind": "article", "target": article.Id, "body": "说一句", "state": "visible"}); got.Status != 403 {
		t.Errorf("a comment where it takes 1000: %d %s", got.Status, got.Body)
	}
}

// A comment that was let through doesn't become another one unseen.
func TestEditedCommentsWaitAgain(t *testing.T) {
	app := testkit.NewApp(t, register)
	author, reader := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he")
	said := comment(t, app, reader, testkit.Article(t, app, author, map[string]any{"status": "published"}))
	openRules(t, app)
	api := testkit.NewAPI(t, app)
	policy(t, app, map[string]any{"preset": "strict"})
	if got := api.Send(reader, "PATCH", at(schema.Comments, said.Id), map[string]any{"body": "买药请加微信。"}); got.Status != 200 || testkit.Fresh(t, app, said).GetString("state") != "pending" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

func TestPolicyIsEdited(t *testing.T) {
	app := testkit.NewApp(t, register)
	editor, member := testkit.User(t, app, "lin-qiao", "editor"), testkit.User(t, app, "su-he")
	api := testkit.NewAPI(t, app)
	path := at(schema.PolicySettings, schema.PolicyID)
	if got := api.Send(nil, "GET", path, nil); got.Status != 200 || got.JSON("abilities", "vote_up") != 0.0 || got.JSON("points", "day_cap") != 200.0 {
		t.Errorf("a guest reads %s", got.Body)
	}
	if got := api.Send(member, "PATCH", path, map[string]any{"preset": "strict"}); got.Status != 404 {
		t.Errorf("a member changes it: %d", got.Status)
	}
	for _, bad := range []map[string]any{
		{"preset": "loose"}, {"preset": "custom", "abilities": map[string]any{"fly": 1}}, {"preset": "custom", "abilities": map[string]any{"vote_up": -1}},
		{"preset": "custom", "points": map[string]any{"article_upvoted": "ten"}}, {"preset": "custom", "abilities": "everything"}, {"preset": "custom", "abilities": []int{1}},
	} {
		if got := api.Send(editor, "PATCH", path, bad); got.Status != 400 || got.JSON("data") == nil {
			t.Errorf("%v: %d %s", bad, got.Status, got.Body)
		}
	}
	got := api.Send(editor, "PATCH", path, map[string]any{"preset": "standard", "abilities": map[string]any{"vote_up": 1}})
	if got.Status != 200 || got.JSON("abilities", "vote_up") != 15.0 {
		t.Errorf("a preset is what it is: %d %s", got.Status, got.Body)
	}
	got = api.Send(editor, "PATCH", path, map[string]any{"preset": "custom", "abilities": map[string]any{"vote_up": 7}, "points": map[string]any{"article_upvoted": 4}})
	if got.Status != 200 || got.JSON("abilities", "vote_up") != 7.0 || got.JSON("abilities", "vote_down") != 125.0 || got.JSON("points", "article_upvoted") != 4.0 {
		t.Errorf("values of one's own: %d %s", got.Status, got.Body)
	}
	if page := api.Send(nil, "GET", "/reputation", nil); !strings.Contains(page.Body, "+4") {
		t.Error("the page doesn't show the new points")
	}
}

// Other points count for what was earned before, as soon as the recount that they owe is done.
func TestNewPointsCountForEverything(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	cast(t, app, testkit.User(t, app, "su-he"), testkit.Article(t, app, author, map[string]any{"status": "published"}), 1)
	run := func() {
		for _, job := range app.Cron().Jobs() {
			if job.Id() == "reputation.policyChanged" {
				job.Run()
			}
		}
	}
	policy(t, app, map[string]any{"preset": "custom", "points": map[string]any{"article_upvoted": 40}, "abilities": map[string]any{"level_1": 30}})
	run()
	if n, level := points(t, app, author), testkit.Number(t, app, "SELECT trust FROM users WHERE id = {:id}", dbx.Params{"id": author.Id}); n != 40 || level != 1 {
		t.Errorf("%d at level %d", n, level)
	}
	policy(t, app, map[string]any{"preset": "open"})
	run()
	if n := points(t, app, author); n != 10 {
		t.Errorf("%d", n)
	}
	sound(t, app)
}

func TestCorrections(t *testing.T) {
	app := testkit.NewApp(t, register)
	who, other, root := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he"), testkit.Superuser(t, app)
	api := testkit.NewAPI(t, app)
	given := correct(t, app, who, 300)
	if points(t, app, who) != 300 {
		t.Errorf("%d: a correction has no cap", points(t, app, who))
	}
	given.Set("points", 120)
	given.Set("user", other.Id)
	testkit.Save(t, app, given)
	if a, b := points(t, app, who), points(t, app, other); a != 0 || b != 120 {
		t.Errorf("moved to another: %d, %d", a, b)
	}
	sound(t, app)
	cast(t, app, other, testkit.Article(t, app, who, map[string]any{"status": "published"}), 1)
	earned, err := app.FindFirstRecordByData(schema.ReputationEvents, "rule", "upvoted")
	if err != nil {
		t.Fatal(err)
	}
	if got := api.Send(root, "PATCH", at(schema.ReputationEvents, earned.Id), map[string]any{"points": 500}); got.Status != 400 {
		t.Errorf("a row with a cause was changed by hand: %d", got.Status)
	}
	if got := api.Send(root, "POST", at(schema.ReputationEvents), map[string]any{"user": who.Id, "rule": "upvoted", "cause": "x", "points": 500}); got.Status != 400 {
		t.Errorf("a cause was made up: %d", got.Status)
	}
	if err := app.Delete(given); err != nil || points(t, app, other) != 0 {
		t.Errorf("deleted: %d, %v", points(t, app, other), err)
	}
	sound(t, app)
	if err := app.Delete(testkit.Fresh(t, app, other)); err != nil {
		t.Fatal(err)
	}
	if points(t, app, who) != 0 {
		t.Errorf("%d from the vote of an account that is gone", points(t, app, who))
	}
	sound(t, app)
}

func TestRecountSaysWhatItFound(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	article := testkit.Article(t, app, author, map[string]any{"status": "published"})
	for i := range 3 {
		cast(t, app, testkit.User(t, app, fmt.Sprintf("r-%d", i)), article, 1)
	}
	for _, q := range []string{
		"DELETE FROM reputation_events WHERE id = (SELECT min(id) FROM reputation_events)",
		"UPDATE reputation_events SET points = 99 WHERE id = (SELECT max(id) FROM reputation_events)",
		"INSERT INTO reputation_events (id, user, rule, cause, points, applied, day, created, updated) VALUES ('madeup000000000', '" + author.Id + "', 'upvoted', 'vote:none', 10, 10, '2026-01-01', '2026-01-01 00:00:00.000Z', '')",
	} {
		if _, err := app.DB().NewQuery(q).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	report, err := reputation.Recount(app, nil)
	if err != nil || report.Missing != 1 || report.Wrong != 1 || report.Extra != 1 {
		t.Errorf("%s, %v", report, err)
	}
	if n := points(t, app, author); n != 30 {
		t.Errorf("%d", n)
	}
	sound(t, app)
}
