package writing

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/live"
	"qiao/hooks/schema"
)

// Topic is what who has an article open in the editor subscribes to by realtime. It tells that the article or its draft
// was saved, when and by whom, without the text: {"action": "update", "record": {"id", "collection", "updated", "by",
// "name"}}. Only who may change the article hears it.
func Topic(article string) string { return "write/" + article }

// byKey holds, on a record that a request saves, the account that asked. Keys that begin with @ are no columns.
const byKey = "@writing.by"

// a saved is what is told of a save; by is empty where no request of an account saved, as when a schedule does.
type saved struct {
	ID         string `json:"id"`
	Collection string `json:"collection"`
	Updated    string `json:"updated"`
	By         string `json:"by"`
	Name       string `json:"name"`
}

// tellWriters tells those who have an article open of every save of it and of its draft.
func tellWriters(app core.App) {
	for _, collection := range []string{schema.Articles, schema.Revisions} {
		for _, request := range []*hook.TaggedHook[*core.RecordRequestEvent]{
			app.OnRecordCreateRequest(collection), app.OnRecordUpdateRequest(collection), app.OnRecordDeleteRequest(collection),
		} {
			request.Bind(bind.At("writing.by."+collection, first, func(e *core.RecordRequestEvent) error {
				if e.Auth != nil && e.Auth.Collection().Name == schema.Users {
					e.Record.SetRaw(byKey, e.Auth)
				}
				return e.Next()
			}))
		}
	}
	article := func(r *core.Record) string { return r.Id }
	draft := func(r *core.Record) string { return schema.AsRevision(r).Article() }
	for _, told := range []struct {
		id     string
		hook   *hook.TaggedHook[*core.RecordEvent]
		action string
		of     func(*core.Record) string
	}{
		{"article.saved", app.OnRecordAfterUpdateSuccess(schema.Articles), "update", article},
		{"draft.begun", app.OnRecordAfterCreateSuccess(schema.Revisions), "create", draft},
		{"draft.saved", app.OnRecordAfterUpdateSuccess(schema.Revisions), "update", draft},
		{"draft.dropped", app.OnRecordAfterDeleteSuccess(schema.Revisions), "delete", draft},
	} {
		told.hook.Bind(bind.Func("writing.told."+told.id, func(e *core.RecordEvent) error {
			tellSaved(app, told.action, told.of(e.Record), e.Record)
			return e.Next()
		}))
	}
}

func tellSaved(app core.App, action, id string, r *core.Record) {
	if !live.Heard(app, Topic(id)) {
		return
	}
	article, err := app.FindRecordById(schema.Articles, id)
	if err != nil {
		return // it goes too, and its editors with it
	}
	s := saved{ID: r.Id, Collection: r.Collection().Name, Updated: r.GetString("updated")}
	if by, ok := r.GetRaw(byKey).(*core.Record); ok {
		s.By, s.Name = by.Id, schema.AsUser(by).Name()
	}
	live.SendTo(app, Topic(id), map[string]any{"action": action, "record": s}, func(auth *core.Record) bool {
		if auth == nil {
			return false
		}
		may, err := app.CanAccessRecord(article, &core.RequestInfo{Context: core.RequestInfoContextRealtime, Method: http.MethodPatch, Auth: auth}, article.Collection().UpdateRule)
		return err == nil && may
	})
}
