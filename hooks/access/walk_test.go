package access_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// walkers are the roles of the matrix in docs/permissions.md, in its order. The records they try are the author's.
var walkers = []string{
	"guest", "member", "author", "coauthor", "columnEditor", "columnOwner", "siteEditor", "moderator", "suspended", "superuser",
}

var actions = []string{"list", "view", "create", "update", "delete", "subscribe"}

// A sample is a record of a collection, and what the roles send about it.
type sample struct {
	// make saves the record; realtime tells of it.
	make func() *core.Record
	// create is sent to make another one; "$me" is whoever sends it.
	create map[string]any
	update map[string]any
}

// A walk is what every role was let to do: by collection or endpoint, action and role.
type walk struct {
	*cast
	t   *testing.T
	app core.App
	got map[string]map[string][]string
	// made are the records that were tried, by collection
	made map[string]*core.Record
}

// matrix walks through every collection and every endpoint of our own as every role, and gives the tables of
// docs/permissions.md: what was allowed, not what a rule says.
func matrix(t *testing.T) string {
	t.Helper()
	c := newCast(t)
	c.who["suspended"] = testkit.User(t, c.app, "suspended")
	testkit.Create(t, c.app, schema.Sanctions, map[string]any{"user": c.who["suspended"].Id, "kind": "suspend", "reason": "广告", "until": "2099-01-01 00:00:00.000Z"})
	c.who["suspended"] = testkit.Fresh(t, c.app, c.who["suspended"])
	w := &walk{cast: c, t: t, app: c.app, got: map[string]map[string][]string{}, made: map[string]*core.Record{}}
	samples := w.samples(t)
	for name := range access.Rules {
		if _, ok := samples[name]; !ok {
			t.Errorf("the walk has no sample of %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(samples)) {
		w.collection(t, name, samples[name])
	}
	for _, e := range endpoints(w) {
		w.endpoint(e)
	}
	return w.tables() + "\n## Which fields authors write\n\n" + forgingHead + "\n" + newForger(w).table(samples)
}

func (w *walk) allow(what, action, role string) {
	if w.got[what] == nil {
		w.got[what] = map[string][]string{}
	}
	w.got[what][action] = append(w.got[what][action], role)
}

// collection lets every role try every action on a sample.
func (w *walk) collection(t *testing.T, name string, s sample) {
	c, err := w.app.FindCollectionByNameOrId(name)
	if err != nil {
		t.Fatal(err)
	}
	if w.got[name] == nil {
		w.got[name] = map[string][]string{}
	}
	heard := w.listen(name, c.IsView())
	record := s.make()
	w.made[name] = record
	for _, role := range heard(record) {
		w.allow(name, "subscribe", role)
	}
	one := records(name, record.Id)
	for _, role := range walkers {
		as := w.who[role]
		// without a filter: PocketBase makes who finds nothing with one wait
		a := w.api.Send(as, "GET", records(name)+"?skipTotal=1&perPage=1000&fields=id", nil)
		if a.Status == http.StatusOK && strings.Contains(a.Body, `"`+record.Id+`"`) {
			w.allow(name, "list", role)
		}
		if w.api.Send(as, "GET", one, nil).Status == http.StatusOK {
			w.allow(name, "view", role)
		}
		if c.IsView() {
			continue
		}
		for action, try := range map[string]struct {
			method, path string
			body         map[string]any
		}{"create": {"POST", records(name), s.create}, "update": {"PATCH", one, s.update}, "delete": {"DELETE", one, nil}} {
			if action != "delete" && try.body == nil {
				continue
			}
			var body any
			if try.body != nil {
				body = mine(try.body, as)
			}
			if w.api.Try(as, try.method, try.path, body).Status == http.StatusOK {
				w.allow(name, action, role)
			}
		}
	}
}

// mine puts who asks where "$me" stands.
func mine(body map[string]any, as *core.Record) map[string]any {
	out := maps.Clone(body)
	for k, v := range out {
		if v == "$me" {
			out[k] = ""
			if as != nil {
				out[k] = as.Id
			}
		}
	}
	return out
}

// listen subscribes every role to a collection; the function it gives says who heard of a record.
func (w *walk) listen(collection string, view bool) func(*core.Record) []string {
	if view {
		return func(*core.Record) []string { return nil } // PocketBase tells of views nothing
	}
	heard := make(chan [2]string) // role and record id
	clients := []subscriptions.Client{}
	for _, role := range walkers {
		client := subscriptions.NewDefaultClient()
		if w.who[role] != nil {
			client.Set(apis.RealtimeClientAuthKey, w.who[role])
		}
		client.Subscribe(collection + "/*")
		w.app.SubscriptionsBroker().Register(client)
		clients = append(clients, client)
		go func() {
			for message := range client.Channel() {
				var data struct{ Record struct{ ID string } }
				if json.Unmarshal(message.Data, &data) == nil {
					heard <- [2]string{role, data.Record.ID}
				}
			}
		}()
	}
	return func(r *core.Record) []string {
		told := map[string]bool{}
		// PocketBase tells clients behind the scenes. Who should hear, by the page as it is, is waited for; then, for those
		// who shouldn't, a moment longer.
		should := expected(w.t, collection)
		for end := time.After(10 * time.Second); ; {
			quiet := 5 * time.Second
			if !slices.ContainsFunc(should, func(role string) bool { return !told[role] }) {
				quiet = 200 * time.Millisecond
			}
			select {
			case message := <-heard:
				if message[1] == r.Id {
					told[message[0]] = true
				}
				continue
			case <-time.After(quiet):
			case <-end:
			}
			break
		}
		go func() { // what comes late isn't waited for by anybody
			for range heard {
			}
		}()
		for _, client := range clients {
			w.app.SubscriptionsBroker().Unregister(client.Id())
		}
		return slices.DeleteFunc(slices.Clone(walkers), func(role string) bool { return !told[role] })
	}
}

// expected are the roles that docs/permissions.md says hear of a collection's records.
func expected(t *testing.T, collection string) (roles []string) {
	page, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| **"+collection+"** |")
	_, row, _ := strings.Cut(table, "| subscribe | ")
	row, _, _ = strings.Cut(row, "\n")
	for i, mark := range strings.Split(row, " | ") {
		if strings.HasPrefix(mark, "✓") && i < len(walkers) {
			roles = append(roles, walkers[i])
		}
	}
	return roles
}

// An endpoint is one of our own, beside the collections.
type endpoint struct {
	method, path string // the path as it is registered
	asked        string // the path that is asked for, where it has parameters
	body         any
}

func (w *walk) endpoint(e endpoint) {
	name := e.method + " " + e.path
	w.got[name] = map[string][]string{}
	path := e.path
	if e.asked != "" {
		path = e.asked
	}
	for _, role := range walkers {
		switch status := w.api.Try(w.who[role], e.method, path, e.body).Status; status {
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		default: // also where it finds fault with the body: it was let in
			w.allow(name, "call", role)
		}
	}
}

var columns = map[string]string{
	"guest": "guest", "member": "member", "author": "author", "coauthor": "co-author", "columnEditor": "col. editor", "columnOwner": "col. owner",
	"siteEditor": "site editor", "moderator": "moderator", "suspended": "suspended", "superuser": "superuser",
}

// tables writes the matrix as Markdown.
func (w *walk) tables() string {
	var b strings.Builder
	head := func(first string) {
		b.WriteString("| " + first)
		for _, role := range walkers {
			b.WriteString(" | " + columns[role])
		}
		b.WriteString(" |\n|" + strings.Repeat(" --- |", len(walkers)+1) + "\n")
	}
	row := func(label, what, action string) {
		b.WriteString("| " + label)
		for _, role := range walkers {
			mark := " | –"
			if slices.Contains(w.got[what][action], role) {
				mark = " | ✓"
			}
			b.WriteString(mark)
		}
		b.WriteString(" |\n")
	}
	for _, what := range slices.Sorted(maps.Keys(w.got)) {
		if strings.Contains(what, " ") {
			continue
		}
		head("**" + what + "**")
		for _, action := range actions {
			row(action, what, action)
		}
		b.WriteString("\n")
	}
	head("endpoint")
	for _, what := range slices.Sorted(maps.Keys(w.got)) {
		if strings.Contains(what, " ") {
			row("`"+what+"`", what, "call")
		}
	}
	return b.String()
}

var registered = regexp.MustCompile(`Router\.(GET|POST|PUT|PATCH|DELETE)\("(/api/qiao/[^"]*)"`)

// Whoever adds an endpoint adds it to the walk.
func TestWalkKnowsEveryEndpoint(t *testing.T) {
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err, len(files))
	}
	var there []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range registered.FindAllStringSubmatch(string(text), -1) {
			there = append(there, m[1]+" "+m[2])
		}
	}
	var known []string
	for _, e := range endpoints(&walk{cast: &cast{what: map[string]*core.Record{"revision": {}, "published": {}, "decision": {}, "edit": {}}}}) {
		known = append(known, e.method+" "+e.path)
	}
	slices.Sort(there)
	slices.Sort(known)
	if fmt.Sprint(there) != fmt.Sprint(known) {
		t.Errorf("registered:\n%s\nin the walk:\n%s", strings.Join(there, "\n"), strings.Join(known, "\n"))
	}
}
