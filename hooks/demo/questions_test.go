package demo_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/content"
	"qiao/hooks/demo"
	"qiao/hooks/qa"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

// TestQuestions fills a portal with the demo's questions twice, which is the same as once.
func TestQuestions(t *testing.T) {
	app := testkit.NewApp(t, register)
	if _, err := transfer.ImportFolder(context.Background(), app, demo.FS(), transfer.Options{Needs: transfer.Needs{Prepare: content.Prepare, Rescore: content.Rescore}}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := demo.Events(app); err != nil {
			t.Fatal(err)
		}
		if err := demo.Questions(app, qa.Reshelve, qa.Put); err != nil {
			t.Fatal(err)
		}
		for what, want := range map[string]int{
			"SELECT count(*) FROM questions":                                     39,
			"SELECT count(*) FROM questions q JOIN events e ON e.id = q.event":   4,
			"SELECT count(*) FROM answers":                                       68,
			"SELECT count(*) FROM post_revisions WHERE number > 1":               15,
			"SELECT count(*) FROM post_revisions WHERE number > 1 AND note = ''": 0,
			"SELECT count(*) FROM post_revisions r JOIN post_revisions n ON n.target = r.target AND n.number = r.number + 1 WHERE n.body = r.body AND n.title = r.title": 0,
			"SELECT count(*) FROM post_revisions r JOIN post_revisions n ON n.target = r.target AND n.number = r.number + 1 WHERE n.created <= r.created":                0,
			// what edits left is the text of the last one, and everything is in the past, in its order
			"SELECT count(*) FROM post_revisions r JOIN answers a ON a.id = r.target WHERE r.number = (SELECT max(number) FROM post_revisions WHERE target = r.target) AND r.body != a.body": 0,
			"SELECT count(*) FROM answers a JOIN questions q ON q.id = a.question WHERE a.answered <= q.asked":                                                                               0,
			"SELECT count(*) FROM answers WHERE answered > strftime('%Y-%m-%d %H:%M:%fZ') OR edited > strftime('%Y-%m-%d %H:%M:%fZ')":                                                        0,
			"SELECT count(*) FROM votes v JOIN answers a ON a.id = v.target WHERE v.user = a.author":                                                                                         0,
		} {
			if got := testkit.Number(t, app, what); got != want {
				t.Errorf("%d, want %d: %s", got, want, what)
			}
		}
	}
	first, err := app.FindFirstRecordByFilter(schema.PostRevisions, "number = 1 && kind = 'question' && title ~ '怎么办' && body ~ 'WAL'")
	if err != nil {
		t.Fatal(err)
	}
	now, err := app.FindRecordById(schema.Questions, first.GetString(schema.PostRevisionTarget))
	if err != nil || !strings.Contains(now.GetString(schema.QuestionTitle), "该怎么定位") {
		t.Errorf("after its edits the question is called %q: %v", now.GetString(schema.QuestionTitle), err)
	}
}
