package talk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/schema"
	"qiao/hooks/talk"
)

// Readers hear of what everybody may see, and of nothing else.
func TestLive(t *testing.T) {
	p := newPortal(t)
	client := subscriptions.NewDefaultClient()
	client.Subscribe(talk.Topic(p.article.Id))
	p.app.SubscriptionsBroker().Register(client)
	hear := func(what string, parts ...string) {
		t.Helper()
		select {
		case m := <-client.Channel():
			for _, part := range parts {
				if !strings.Contains(string(m.Data), part) {
					t.Errorf("%s: %s has no %s", what, m.Data, part)
				}
			}
		case <-time.After(5 * time.Second):
			t.Errorf("%s: nothing was heard", what)
		}
	}
	id := p.said(p.chen, "机密的内容不在消息里")
	hear("a comment", `"create"`, id, p.chen.Id, `"visible"`)
	p.expect("hide", p.api.Send(p.mod, "PATCH", at(schema.Comments, id), body("state", "hidden")), 200)
	hear("hidden", `"delete"`, id, `"author":""`)
	p.expect("changed while hidden", p.api.Send(p.mod, "PATCH", at(schema.Comments, id), body("body", "改过")), 200)
	hear("changed while hidden", `"delete"`, id, `"author":""`)
	p.expect("shown", p.api.Send(p.mod, "PATCH", at(schema.Comments, id), body("state", "visible")), 200)
	hear("shown", `"update"`, id)
	p.expect("deleted", p.api.Send(p.chen, "DELETE", at(schema.Comments, id), nil), 204)
	hear("deleted", `"delete"`, id)
}
