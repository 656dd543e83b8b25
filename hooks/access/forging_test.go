package access_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/access"
	"qiao/hooks/testkit"
)

// never are fields that no member writes, in whatever request: of every collection, or of the one that is named.
var never = []string{
	"roles", "reputation", "trust", "verified", "tokenKey", "html", "rendered", "origin", "origin_hash", "secret", "hash",
	"points", "applied", "decided", "decider", "handler", "moderator", "actor", "affected", "silenced_until", "suspended_until", "profile_hidden", "registrations.code",
	"votes", "comments", "answers_count", "followers", "reads", "score", "hot", "created", "updated",
}

// forged are values of a field's kind that a record doesn't have, some of which may be valid.
func (w *walk) forged(f core.Field, before *core.Record) (values []any) {
	const id = "forgedforged123"
	switch f := f.(type) {
	case *core.TextField:
		values = []any{"forged", "forged12", id, "2026-01-02", "https://forged.example/x", "<p>forged</p>", "Asia/Tokyo", w.who["member"].Id}
	case *core.NumberField:
		values = []any{3, 1, 0.5, 4242}
	case *core.BoolField:
		values = []any{!before.GetBool(f.Name)}
	case *core.SelectField:
		for _, v := range f.Values {
			values = append(values, v)
		}
	case *core.RelationField:
		others := []*core.Record{}
		if err := w.app.RecordQuery(f.CollectionId).Limit(4).All(&others); err != nil {
			w.t.Fatal(err)
		}
		values = []any{w.who["member"].Id, w.who["moderator"].Id}
		for _, o := range others {
			if o.Id != w.who["author"].Id { // what the system puts there itself
				values = append(values, o.Id)
			}
		}
	case *core.DateField, *core.AutodateField:
		values = []any{"2001-01-01 00:00:00.000Z", "2099-01-01 00:00:00.000Z"}
	case *core.JSONField:
		values = []any{map[string]any{"forged": "1"}, []any{"forged"}, []any{map[string]any{"label": "forged", "url": "https://forged.example/"}}}
	case *core.EmailField:
		values = []any{"forged@example.com"}
	case *core.URLField:
		values = []any{"https://forged.example/"}
	case *core.EditorField:
		values = []any{"forged"}
	}
	return values
}

// A forger sees what a request stored, before it is taken back.
type forger struct {
	*walk
	mu     sync.Mutex
	stored map[string]*core.Record // by collection and id
	fresh  map[string]*core.Record // by collection: the newest one
}

func newForger(w *walk) *forger {
	f := &forger{walk: w}
	keep := func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		r, err := e.App.FindRecordById(e.Record.Collection(), e.Record.Id)
		if err != nil {
			return nil // gone again with what followed from it
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		name := e.Record.Collection().Name
		f.stored[name+"/"+r.Id] = r
		if e.Type == core.ModelEventTypeCreate {
			f.fresh[name] = r
		}
		return nil
	}
	// outside of every transaction of ours, so that it sees what all of them wrote
	w.app.OnRecordCreateExecute().Bind(&hook.Handler[*core.RecordEvent]{Id: "test.forging", Priority: -1_000_000, Func: keep})
	w.app.OnRecordUpdateExecute().Bind(&hook.Handler[*core.RecordEvent]{Id: "test.forging", Priority: -1_000_000, Func: keep})
	return f
}

// try sends a request, or a batch of it, and gives what it stored of a record; nil when it was refused. No id means a new record.
func (f *forger) try(collection, id string, body map[string]any, batch bool) *core.Record {
	f.mu.Lock()
	f.stored, f.fresh = map[string]*core.Record{}, map[string]*core.Record{}
	f.mu.Unlock()
	method, path := "POST", records(collection)
	if id != "" {
		method, path = "PATCH", records(collection, id)
	}
	var sent any = body
	if batch {
		sent = fields{"requests": []any{fields{"method": method, "url": path, "body": body}}}
		method, path = "POST", "/api/batch"
	}
	if f.api.Try(f.who["author"], method, path, sent).Status >= 400 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if id == "" {
		return f.fresh[collection]
	}
	return f.stored[collection+"/"+id]
}

// takes says whether a record of the author takes a value of a field that it didn't have.
func (f *forger) takes(field core.Field, before *core.Record, id string, body map[string]any) bool {
	name, collection := field.GetName(), before.Collection().Name
	tried := false
	for _, value := range f.forged(field, before) {
		if holds(before, name, value) {
			continue
		}
		more := maps.Clone(body)
		if more == nil {
			more = map[string]any{}
		}
		more[name] = value
		for _, batch := range []bool{false, true} {
			if batch && tried {
				break // one value in a batch: its parts pass the same hooks, but not the router
			}
			if now := f.try(collection, id, more, batch); now != nil && holds(now, name, value) {
				return true
			}
		}
		tried = true
	}
	return false
}

// holds says whether a record has a value as if it had been written there.
func holds(r *core.Record, field string, value any) bool {
	want := core.NewRecord(r.Collection())
	want.Set(field, value)
	return fmt.Sprint(want.Get(field)) == fmt.Sprint(r.Get(field))
}

// written says which fields of a collection its author writes.
func (f *forger) written(collection string, s sample) (creating, changing []string) {
	c, err := f.app.FindCollectionByNameOrId(collection)
	if err != nil {
		f.t.Fatal(err)
	}
	may := func(action string) bool { return slices.Contains(f.got[collection][action], "author") }
	if may("create") {
		body := mine(s.create, f.who["author"])
		if before := f.try(collection, "", body, false); before != nil {
			creating = f.fieldsTaken(c, before, "", body)
		}
	}
	if may("update") {
		before := testkit.Fresh(f.t, f.app, f.made[collection])
		changing = f.fieldsTaken(c, before, before.Id, nil)
	}
	return creating, changing
}

func (f *forger) fieldsTaken(c *core.Collection, before *core.Record, id string, body map[string]any) (taken []string) {
	for _, field := range c.Fields {
		name := field.GetName()
		if name == "id" || name == "password" {
			continue
		}
		if value, sent := body[name]; sent && holds(before, name, value) || f.takes(field, before, id, body) {
			if slices.Contains(never, name) || slices.Contains(never, c.Name+"."+name) {
				f.t.Errorf("an author writes %s.%s", c.Name, name)
			}
			taken = append(taken, name)
		}
	}
	return taken
}

// table writes which fields authors write, collection by collection.
func (f *forger) table(samples map[string]sample) string {
	var b strings.Builder
	b.WriteString("| collection | creating | changing |\n| --- | --- | --- |\n")
	for _, name := range slices.Sorted(maps.Keys(access.Rules)) {
		creating, changing := f.written(name, samples[name])
		if len(creating)+len(changing) > 0 {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, strings.Join(creating, " "), strings.Join(changing, " "))
		}
	}
	return b.String()
}
