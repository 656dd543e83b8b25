package reputation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks"
	"qiao/hooks/reputation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

// points gives an account's reputation.
func points(t *testing.T, app core.App, u *core.Record) int {
	t.Helper()
	return testkit.Number(t, app, "SELECT reputation FROM users WHERE id = {:id}", dbx.Params{"id": u.Id})
}

func cast(t *testing.T, app core.App, by, on *core.Record, value int) *core.Record {
	t.Helper()
	kind := map[string]string{schema.Articles: "article", schema.Comments: "comment", schema.Questions: "question", schema.Answers: "answer"}[on.Collection().Name]
	return testkit.Create(t, app, schema.Votes, map[string]any{"user": by.Id, "kind": kind, "target": on.Id, "value": value})
}

func comment(t *testing.T, app core.App, by, on *core.Record) *core.Record {
	t.Helper()
	return testkit.Create(t, app, schema.Comments, map[string]any{"kind": "article", "target": on.Id, "author": by.Id, "body": "说得对。", "state": "visible"})
}

// sound fails unless a recount finds nothing to put right.
func sound(t *testing.T, app core.App) {
	t.Helper()
	report, err := reputation.Recount(app, nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Differences() != 0 {
		t.Errorf("the recount differs: %s", report)
	}
}

func TestLedgerFollowsItsCauses(t *testing.T) {
	app := testkit.NewApp(t, register)
	author, other, third := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he"), testkit.User(t, app, "wu-tong")
	article := testkit.Article(t, app, author, map[string]any{"status": "published"})
	said := comment(t, app, third, article)
	expect := func(what string, a, b, c int) {
		t.Helper()
		if x, y, z := points(t, app, author), points(t, app, other), points(t, app, third); x != a || y != b || z != c {
			t.Errorf("%s: %d, %d, %d, want %d, %d, %d", what, x, y, z, a, b, c)
		}
		sound(t, app)
	}
	expect("at first", 0, 0, 0)
	up := cast(t, app, other, article, 1)
	expect("a vote for", 10, 0, 0)
	// what another room refuses wouldn't count either
	if err := app.SaveNoValidate(testkit.New(t, app, schema.Votes, map[string]any{"user": author.Id, "kind": "article", "target": article.Id, "value": 1})); err != nil {
		t.Fatal(err)
	}
	expect("a vote of one's own", 10, 0, 0)
	liked := cast(t, app, other, said, 1)
	expect("a vote for a comment", 10, 0, 2)
	up.Set("value", -1)
	testkit.Save(t, app, up)
	expect("turned against: below nothing there is nothing", 0, 0, 2)
	up.Set("value", 1)
	testkit.Save(t, app, up)
	expect("and back", 10, 0, 2)
	if n := testkit.Number(t, app, "SELECT count(*) FROM reputation_events WHERE user = {:id}", dbx.Params{"id": author.Id}); n != 1 {
		t.Errorf("%d rows for one vote", n)
	}
	down := cast(t, app, third, article, -1)
	expect("against, which costs the voter", 8, 0, 1)
	for _, v := range []*core.Record{down, liked} {
		if err := app.Delete(v); err != nil {
			t.Fatal(err)
		}
	}
	expect("taken back", 10, 0, 0)

	article = testkit.Fresh(t, app, article)
	article.Set("author", third.Id)
	testkit.Save(t, app, article)
	expect("another author, of whom the first one's vote now counts too", 0, 0, 20)
	article.Set("author", other.Id)
	testkit.Save(t, app, article)
	expect("whose own vote counts for nothing", 0, 10, 0)
	article.Set("author", author.Id)
	testkit.Save(t, app, article)
	column := testkit.Column(t, app, "cloud", author, nil)
	article.Set("column", column.Id)
	testkit.Save(t, app, article)
	expect("in a column", 20, 0, 0)
	cast(t, app, author, said, 1)
	article.Set("status", "archived")
	testkit.Save(t, app, article)
	expect("archived", 10, 0, 2)

	hide := func(action string) {
		testkit.Create(t, app, schema.AuditLog, map[string]any{"actor": other.Id, "action": action, "kind": "comment", "target": said.Id, "affected": third.Id, "reason": "离题"})
	}
	hide("hide")
	hide("hide")
	expect("hidden", 10, 0, 0)
	hide("restore")
	expect("given back", 10, 0, 2)

	if err := app.Delete(testkit.Fresh(t, app, article)); err != nil {
		t.Fatal(err)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM reputation_events WHERE target_kind = 'article'"); n != 0 {
		t.Errorf("%d rows of an article that is gone", n)
	}
	sound(t, app)
}

// An account saved with a stale reputation doesn't overwrite what came in between, and
// nobody sets their own.
func TestSavingAnAccountKeepsItsReputation(t *testing.T) {
	app := testkit.NewApp(t, register)
	author, other := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he")
	article := testkit.Article(t, app, author, map[string]any{"status": "published"})
	stale := testkit.Fresh(t, app, author)
	cast(t, app, other, article, 1)
	stale.Set("bio", "写字的人")
	stale.Set("reputation", 99999)
	stale.Set("trust", 4)
	testkit.Save(t, app, stale)
	if n := points(t, app, author); n != 10 {
		t.Errorf("%d, want 10", n)
	}
	if n := testkit.Number(t, app, "SELECT trust FROM users WHERE id = {:id}", dbx.Params{"id": author.Id}); n != 1 {
		t.Errorf("level %d, want 1", n)
	}
	forged := testkit.Create(t, app, schema.Users, map[string]any{"email": "x@example.com", "password": testkit.Password, "reputation": 5000, "trust": 4})
	if n := points(t, app, forged); n != 0 {
		t.Errorf("a new account begins with %d", n)
	}
}

func TestDayCap(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	article := testkit.Article(t, app, author, map[string]any{"status": "published"})
	var votes []*core.Record
	for i := range 25 {
		v := testkit.New(t, app, schema.Votes, map[string]any{"user": testkit.User(t, app, fmt.Sprintf("reader-%d", i)).Id, "kind": "article", "target": article.Id, "value": 1})
		v.SetRaw("created", mustTime(t, fmt.Sprintf("2026-03-01 10:00:%02d.000Z", i)))
		testkit.Save(t, app, v)
		votes = append(votes, v)
	}
	if n := points(t, app, author); n != 200 {
		t.Errorf("%d in a day, want 200", n)
	}
	sound(t, app)
	// one that counted goes: the next one in order counts in its place
	if err := app.Delete(votes[0]); err != nil {
		t.Fatal(err)
	}
	if n := points(t, app, author); n != 200 {
		t.Errorf("%d after one of 25 went, want 200", n)
	}
	votes[1].Set("value", -1)
	testkit.Save(t, app, votes[1])
	if n := points(t, app, author); n != 198 {
		t.Errorf("%d with a loss, which the cap doesn't touch, want 198", n)
	}
	sound(t, app)
	// another day has a cap of its own
	v := testkit.New(t, app, schema.Votes, map[string]any{"user": testkit.User(t, app, "late").Id, "kind": "article", "target": article.Id, "value": 1})
	v.SetRaw("created", mustTime(t, "2026-03-02 00:00:00.000Z"))
	testkit.Save(t, app, v)
	if n := points(t, app, author); n != 208 {
		t.Errorf("%d with the next day, want 208", n)
	}
	sound(t, app)
}

// Whatever happens, and however much of it at once, counting from scratch gives the same.
func TestRecountAfterAnything(t *testing.T) {
	app := testkit.NewApp(t, register)
	var people, things []*core.Record
	for i := range 12 {
		people = append(people, testkit.User(t, app, fmt.Sprintf("member-%d", i)))
	}
	column := testkit.Column(t, app, "cloud", people[0], nil)
	for i := range 6 {
		a := testkit.Article(t, app, people[i%3], map[string]any{"status": "published", "title": fmt.Sprintf("文章 %d", i), "column": column.Id})
		things = append(things, a, comment(t, app, people[3+i%3], a))
	}
	tag := testkit.Tag(t, app, "go", "Go")
	for i := range 4 {
		q := asked(t, app, people[i], tag)
		things = append(things, q, answered(t, app, people[4+i], q), answered(t, app, people[i], q))
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(7, uint64(worker)))
			for range 60 {
				anything(t, app, random, people, things)
			}
		})
	}
	wg.Wait()
	before := standings(t, app)
	sound(t, app)

	// from scratch: no ledger at all
	for _, q := range []string{"DELETE FROM reputation_events", "UPDATE users SET reputation = 7, trust = 3"} {
		if _, err := app.DB().NewQuery(q).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	report, err := reputation.Recount(app, nil)
	if err != nil || report.Missing == 0 || report.Differences() == 0 {
		t.Errorf("%s, %v", report, err)
	}
	now := standings(t, app)
	for _, line := range before {
		if !slices.Contains(now, line) {
			t.Errorf("from scratch there is no %q", line)
		}
	}
	for _, line := range now {
		if !slices.Contains(before, line) {
			t.Errorf("only from scratch there is %q", line)
		}
	}
	sound(t, app)
}

// anything does one thing at random. What another worker makes impossible meanwhile is no failure.
func anything(t *testing.T, app *tests.TestApp, random *rand.Rand, people, things []*core.Record) {
	who, what := people[random.IntN(len(people))], things[random.IntN(len(things))]
	kind := map[string]string{schema.Articles: "article", schema.Comments: "comment", schema.Questions: "question", schema.Answers: "answer"}[what.Collection().Name]
	params := dbx.Params{"u": who.Id, "k": kind, "t": what.Id}
	found, _ := app.FindFirstRecordByFilter(schema.Votes, "user = {:u} && kind = {:k} && target = {:t}", params)
	switch n := random.IntN(10); {
	case found == nil:
		v := testkit.New(t, app, schema.Votes, map[string]any{"user": who.Id, "kind": kind, "target": what.Id, "value": 1 - 2*(n%2)})
		day := fmt.Sprintf("2026-03-%02d 10:00:00.%03dZ", 1+random.IntN(2), random.IntN(5))
		v.SetRaw("created", mustTime(t, day))
		_ = app.SaveNoValidate(v) // also for one's own, which counts for nothing
	case n < 4:
		_ = app.Delete(found)
	case n < 8:
		found.Set("value", -found.GetInt("value"))
		_ = app.Save(found)
	case n == 8 && kind == "question":
		accept(app, what, random)
	case n == 8 && kind == "answer":
		fresh, err := app.FindRecordById(schema.Answers, what.Id)
		if err == nil {
			fresh.Set("author", people[random.IntN(8)].Id)
			fresh.Set("status", []string{"published", "deleted"}[random.IntN(2)])
			_ = app.Save(fresh)
		}
	case n == 8 && kind == "article":
		fresh, err := app.FindRecordById(schema.Articles, what.Id)
		if err == nil {
			fresh.Set("author", people[random.IntN(3)].Id)
			_ = app.Save(fresh)
		}
	default:
		fresh, err := app.FindRecordById(schema.Users, who.Id)
		if err == nil {
			fresh.Set("bio", fmt.Sprint(random.Uint32()))
			_ = app.Save(fresh)
		}
	}
}

// standings is every reputation, level and row of the ledger.
func standings(t *testing.T, app core.App) (lines []string) {
	t.Helper()
	err := app.DB().NewQuery(`SELECT 'user ' || handle || ' ' || reputation || ' ' || trust FROM users UNION ALL
		SELECT id || ' ' || user || ' ' || cause || ' ' || rule || ' ' || points || ' ' || applied || ' ' || day || ' ' || target FROM reputation_events ORDER BY 1`).Column(&lines)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
