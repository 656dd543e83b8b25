package content_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks"
	"qiao/hooks/content"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Whoever saves an article in the moment in which it goes live loses no words.
func TestPublishingKeepsWhatIsSavedMeanwhile(t *testing.T) {
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	api := testkit.NewAPI(t, app)
	author, editor := testkit.User(t, app, "author"), testkit.User(t, app, "chief", "editor")
	due := func(title, at string) *core.Record {
		return testkit.Article(t, app, author, map[string]any{"title": title, "body": "旧的正文。", "status": "scheduled", "publish_at": at})
	}
	first, second, third := due("第一篇", "2020-01-01 00:00:00.000Z"), due("第二篇", "2020-01-02 00:00:00.000Z"), due("第三篇", "2020-01-03 00:00:00.000Z")
	fourth := due("第四篇", "2020-01-04 00:00:00.000Z")
	// once the first is live, others change what was found to be due with it
	app.OnRecordAfterUpdateSuccess(schema.Articles).BindFunc(func(e *core.RecordEvent) error {
		if e.Record.Id == first.Id {
			for id, change := range map[string]map[string]any{
				second.Id: {"body": "刚刚自动保存的正文。"}, third.Id: {"status": "draft"}, fourth.Id: {"publish_at": types.NowDateTime().AddDate(1, 0, 0).String()},
			} {
				if got := api.Send(editor, "PATCH", "/api/collections/articles/records/"+id, change); got.Status != 200 {
					t.Errorf("%v: %d %s", change, got.Status, got.Body)
				}
			}
		}
		return e.Next()
	})
	if err := content.PublishScheduled(app); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		article      *core.Record
		status, body string
	}{{first, "published", "旧的正文。"}, {second, "published", "刚刚自动保存的正文。"}, {third, "draft", "旧的正文。"}, {fourth, "scheduled", "旧的正文。"}} {
		now := testkit.Fresh(t, app, want.article)
		if now.GetString("status") != want.status || now.GetString("body") != want.body {
			t.Errorf("%s: %s, %q", now.GetString("title"), now.GetString("status"), now.GetString("body"))
		}
	}
	revision, err := app.FindFirstRecordByData(schema.Revisions, "article", second.Id)
	if err != nil || revision.GetString("body") != "刚刚自动保存的正文。" {
		t.Errorf("the revision: %v, %v", revision, err)
	}
}
