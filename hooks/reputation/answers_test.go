package reputation_test

import (
	"math/rand/v2"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func asked(t *testing.T, app core.App, by, tag *core.Record) *core.Record {
	t.Helper()
	return testkit.Create(t, app, schema.Questions, map[string]any{"title": "为什么会死锁？", "author": by.Id, "status": "published", "tags": []string{tag.Id}, "body": "两把锁。"})
}

func answered(t *testing.T, app core.App, by, question *core.Record) *core.Record {
	t.Helper()
	return testkit.Create(t, app, schema.Answers, map[string]any{"question": question.Id, "author": by.Id, "body": "按同样的次序加锁。"})
}

// accept has a question accept one of its answers, or none any more.
func accept(app core.App, question *core.Record, random *rand.Rand) {
	var ids []string
	_ = app.DB().NewQuery("SELECT id FROM answers WHERE question = {:id} ORDER BY id").Bind(dbx.Params{"id": question.Id}).Column(&ids)
	fresh, err := app.FindRecordById(schema.Questions, question.Id)
	if err == nil {
		fresh.Set("accepted", append(ids, "")[random.IntN(len(ids)+1)])
		_ = app.Save(fresh) // one that isn't public is refused
	}
}

// What questions and answers give, and take again.
func TestAnswersEarn(t *testing.T) {
	app := testkit.NewApp(t, register)
	asker, first, second := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he"), testkit.User(t, app, "wu-tong")
	question := asked(t, app, asker, testkit.Tag(t, app, "go", "Go"))
	one, two, own := answered(t, app, first, question), answered(t, app, second, question), answered(t, app, asker, question)
	expect := func(what string, a, b, c int) {
		t.Helper()
		if x, y, z := points(t, app, asker), points(t, app, first), points(t, app, second); x != a || y != b || z != c {
			t.Errorf("%s: %d, %d, %d, want %d, %d, %d", what, x, y, z, a, b, c)
		}
		sound(t, app)
	}
	change := func(r *core.Record, field string, value any) {
		t.Helper()
		fresh := testkit.Fresh(t, app, r)
		fresh.Set(field, value)
		testkit.Save(t, app, fresh)
	}
	cast(t, app, second, question, 1)
	expect("a vote for the question", 10, 0, 0)
	up := cast(t, app, second, one, 1)
	expect("a vote for the answer", 10, 10, 0)
	up.Set("value", -1)
	testkit.Save(t, app, up)
	expect("against it, which costs who has nothing nothing", 10, 0, 0)
	change(question, "accepted", two.Id)
	expect("accepted: what was lost counts too", 12, 0, 14)
	change(question, "accepted", one.Id)
	expect("another one", 12, 13, 0)
	change(question, "accepted", own.Id)
	expect("one's own", 10, 0, 0)
	change(question, "accepted", two.Id)
	change(two, "status", "deleted")
	expect("deleted", 10, 0, 0)
	if err := app.Delete(up); err != nil {
		t.Fatal(err)
	}
	change(question, "accepted", one.Id)
	change(one, "author", second.Id)
	expect("another author", 12, 0, 15)
	if err := app.Delete(testkit.Fresh(t, app, one)); err != nil {
		t.Fatal(err)
	}
	expect("gone for good", 10, 0, 0)
	cast(t, app, first, question, -1)
	expect("a vote against the question, which costs the voter nothing", 8, 0, 0)
	if err := app.Delete(testkit.Fresh(t, app, question)); err != nil {
		t.Fatal(err)
	}
	expect("all of it gone", 0, 0, 0)
	if n := testkit.Number(t, app, "SELECT count(*) FROM reputation_events"); n != 0 {
		t.Errorf("%d rows of what is gone", n)
	}
}
