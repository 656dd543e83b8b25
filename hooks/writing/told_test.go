package writing_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
	"qiao/hooks/writing"
)

// listen subscribes to what is told of the article; auth is nil for a guest.
func (p *portal) listen(auth *core.Record) subscriptions.Client {
	client := subscriptions.NewDefaultClient()
	client.Set(apis.RealtimeClientAuthKey, auth)
	client.Subscribe(writing.Topic(p.article.Id))
	p.app.SubscriptionsBroker().Register(client)
	p.t.Cleanup(client.Discard)
	return client
}

type told struct {
	Action string
	Record map[string]any
}

func (p *portal) next(client subscriptions.Client) told {
	p.t.Helper()
	message := <-client.Channel()
	var m told
	if err := json.Unmarshal(message.Data, &m); err != nil || message.Name != "write/"+p.article.Id {
		p.t.Fatalf("%s %s: %v", message.Name, message.Data, err)
	}
	if strings.Contains(string(message.Data), "秘密") {
		p.t.Errorf("the text is in the message: %s", message.Data)
	}
	return m
}

// hears expects the next message to tell of a record's save.
func (p *portal) hears(client subscriptions.Client, action, collection string, r map[string]any, by *core.Record) {
	p.t.Helper()
	m := p.next(client)
	id, name := "", ""
	if by != nil {
		id, name = by.Id, by.GetString("name")
	}
	if m.Action != action || m.Record["collection"] != collection || m.Record["id"] != r["id"] || m.Record["updated"] != r["updated"] || m.Record["by"] != id || m.Record["name"] != name {
		p.t.Errorf("%v, not %s of %s %v by %q", m, action, collection, r, name)
	}
}

func answered(t *testing.T, a testkit.Answer) map[string]any {
	t.Helper()
	if a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	return map[string]any{"id": a.JSON("id"), "updated": a.JSON("updated")}
}

func TestWritersHearOfSaves(t *testing.T) {
	p := newPortal(t, map[string]any{"status": "published"})
	mate := p.listen(p.mate)

	// of the article's own fields, of a draft of it, and of its publication
	p.hears(mate, "update", schema.Articles, answered(t, p.save(p.author, "", map[string]any{"cover_alt": "秘密"})), p.author)
	draft := answered(t, p.api.Send(p.author, "POST", "/api/collections/revisions/records", map[string]any{"article": p.article.Id, "state": "draft", "title": "新", "body": "秘密"}))
	p.hears(mate, "create", schema.Revisions, draft, p.author)
	path := "/api/collections/revisions/records/" + draft["id"].(string)
	p.hears(mate, "update", schema.Revisions, answered(t, p.api.Send(p.mate, "PATCH", path, map[string]any{"body": "秘密二"})), p.mate)
	if got := p.api.Send(p.author, "DELETE", path, nil); got.Status != 204 {
		t.Fatal(got.Body)
	}
	if m := p.next(mate); m.Action != "delete" || m.Record["id"] != draft["id"] || m.Record["by"] != p.author.Id {
		t.Errorf("%v", m)
	}
	draft = answered(t, p.api.Send(p.author, "POST", "/api/collections/revisions/records", map[string]any{"article": p.article.Id, "state": "draft", "title": "新", "body": "秘密三"}))
	p.next(mate)
	answered(t, p.api.Send(p.author, "PATCH", "/api/collections/revisions/records/"+draft["id"].(string), map[string]any{"state": "published"}))
	found := map[any]bool{}
	for range 2 {
		found[p.next(mate).Record["collection"]] = true
	}
	if len(found) != 2 {
		t.Errorf("publishing: %v", found)
	}

	// and of a save that nobody asked for
	r := p.now()
	r.Set("cover_alt", "别的")
	testkit.Save(t, p.app, r)
	p.hears(mate, "update", schema.Articles, map[string]any{"id": r.Id, "updated": p.now().GetString("updated")}, nil)

	// nothing of a save that was refused
	if got := p.save(p.author, "2020-01-01 00:00:00.000Z", map[string]any{"cover_alt": "迟了"}); got.Status != 412 {
		t.Fatal(got.Body)
	}
	p.hears(mate, "update", schema.Articles, answered(t, p.save(p.author, "", map[string]any{"cover_alt": "对"})), p.author)
}

// Who may not change an article hears nothing of it, though it be public; and who may no longer, no more.
func TestOnlyWritersHear(t *testing.T) {
	p := newPortal(t, map[string]any{"status": "published"})
	editor := testkit.User(t, p.app, "lin-bian", "editor")
	mate, chief := p.listen(p.mate), p.listen(editor)
	others := []subscriptions.Client{p.listen(nil), p.listen(testkit.User(t, p.app, "stranger"))}
	const saves = 20
	for range saves {
		answered(t, p.save(p.author, "", map[string]any{"cover_alt": "又改"}))
		p.next(mate)
		p.next(chief)
	}
	r := p.now()
	r.Set(schema.ArticleCoauthors, []string{})
	testkit.Save(t, p.app, r)
	p.next(chief)
	for range saves {
		answered(t, p.save(p.author, "", map[string]any{"cover_alt": "还改"}))
		p.next(chief)
	}
	for i, client := range append(others, mate) {
		select {
		case m := <-client.Channel():
			t.Errorf("%d heard %s", i, m.Data)
		default:
		}
	}
}
