package registration_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/testkit"
)

// crowd lets so many members register by SQL, in an order that isn't that of their ids. Every second one waits.
func (p *portal) crowd(n int) {
	p.t.Helper()
	const all = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {:n}) "
	p.sql(all+`INSERT INTO users (id, handle, name, email, verified, tokenKey, roles)
		SELECT printf('crowd%010d', i), 'crowd-' || i, '某人', 'crowd' || i || '@example.com', 1, printf('crowd%010d', i), '[]' FROM n`, dbx.Params{"n": n})
	p.sql(all+`INSERT INTO registrations (id, event, ticket, user, name, lang, state, place, code, secret, answers, created, updated)
		SELECT printf('%05dregistered', i * 37 % 2003), {:event}, {:ticket}, printf('crowd%010d', i), '来宾 ' || i, 'zh', iif(i % 2, 'confirmed', 'waiting'),
			i + (SELECT coalesce(max(place), 0) FROM registrations WHERE event = {:event}), 'c' || i, 'x', 'null',
			'2026-01-01 00:00:00.000Z', '2026-01-01 00:00:00.000Z' FROM n`, dbx.Params{"n": n, "event": p.event.Id, "ticket": p.ticket.Id})
}

// The list of attendees has pages in the order of arrival, by state too; the table goes on where its last part ended.
func TestAttendeesInTheOrderOfArrival(t *testing.T) {
	p := newPortal(t, 0, nil)
	const n = 1203 // two parts of the table, and some
	p.crowd(n)
	places := func(query string) (got []int) {
		t.Helper()
		for _, item := range p.expect(query, p.api.Send(p.author, "GET", "/api/qiao/events/"+p.event.Id+"/attendees?"+query, nil), 200).JSON("items").([]any) {
			got = append(got, int(item.(map[string]any)["place"].(float64)))
		}
		return got
	}
	for query, want := range map[string][2]int{"": {1, 50}, "page=2": {51, 100}, "page=25": {1201, 1203}, "state=waiting": {2, 100}, "state=waiting&page=13": {1202, 1202}} {
		if got := places(query); len(got) == 0 || got[0] != want[0] || got[len(got)-1] != want[1] || !slices.IsSorted(got) {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	if got := places("page=26"); len(got) != 0 {
		t.Errorf("behind the end: %v", got)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.expect("export", p.api.Send(p.author, "GET", "/api/qiao/events/"+p.event.Id+"/attendees/csv", nil), 200).Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != n+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, row := range rows[1:] {
		if row[0] != fmt.Sprint(i+1) {
			t.Fatalf("row %d is of %s", i+1, row[0])
		}
	}
}

// People are found by any part of their name or address, whatever its case; what was erased isn't.
func TestAttendeesByName(t *testing.T) {
	p := newPortal(t, 0, fields{"guests": true})
	p.registered(p.wang, fields{"name": "王小明"})
	p.registered(p.chen, fields{"name": "Émile Chen_100%"})
	guest := p.registered(p.super, fields{"user": "", "name": "Guest", "email": "Somebody@Example.NET"})
	find := func() {
		t.Helper()
		for q, want := range map[string]string{
			"小明": "王小明", "王": "王小明", "chen": "Émile Chen_100%", "CHEN": "Émile Chen_100%", "Émile": "Émile Chen_100%", "_100%": "Émile Chen_100%", "_1%0": "",
			"wang@": "王小明", "WANG@EXAMPLE": "王小明", "body@example.net": "Guest", "guest": "Guest", "nobody": "", "' OR 1": "", "王明": "",
		} {
			var got []string
			for _, item := range p.expect(q, p.api.Send(p.author, "GET", "/api/qiao/events/"+p.event.Id+"/attendees?q="+url.QueryEscape(q), nil), 200).JSON("items").([]any) {
				got = append(got, item.(map[string]any)["name"].(string))
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%q finds %q, want %q", q, got, want)
			}
		}
	}
	for range 3 {
		p.somebody() // accounts are many more than people here
	}
	find()
	p.crowd(1203) // the event has more people than half of the accounts, which are looked through another way
	find()
	// what many have is found page by page in the order of arrival, and what stands behind those who are looked at first
	before := testkit.Number(t, p.app, "SELECT min(place) - 1 FROM registrations WHERE user LIKE 'crowd%'")
	for query, want := range map[string][]int{
		"q=crowd": {1, 50}, "q=CROWD&page=2": {51, 100}, "q=@example.com&page=24": nil, "q=crowd&page=25": {1201, 1203}, "q=crowd&page=26": {}, "q=crowd1203@": {1203, 1203}, "q=crowd12": {12, 1203},
		"q=crowd&state=waiting&page=2": {102, 200}, "q=crowd&state=waiting&page=13": {1202, 1202}, "q=crowd&state=cancelled": {},
	} {
		var got []int
		for _, item := range p.expect(query, p.api.Send(p.author, "GET", "/api/qiao/events/"+p.event.Id+"/attendees?"+query, nil), 200).JSON("items").([]any) {
			got = append(got, int(item.(map[string]any)["place"].(float64))-before)
		}
		switch {
		case want == nil:
			if len(got) != 50 {
				t.Errorf("%s: %d on a page", query, len(got))
			}
		case len(want) == 0:
			if len(got) != 0 {
				t.Errorf("%s: %v", query, got)
			}
		case len(got) == 0 || got[0] != want[0] || got[len(got)-1] != want[1] || !slices.IsSorted(got):
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	p.sql("UPDATE registrations SET erased = 1 WHERE id = {:id}", dbx.Params{"id": guest.Id})
	if items := p.api.Send(p.author, "GET", "/api/qiao/events/"+p.event.Id+"/attendees?q=guest", nil).JSON("items").([]any); len(items) != 0 {
		t.Errorf("%v after it was erased", items)
	}
}

// Whom the job of every five minutes reminds is found by the times of events, not among all registrations there are.
func TestRemindersAreFoundByTheTimeOfTheEvent(t *testing.T) {
	p := newPortal(t, 5, nil)
	p.registered(p.wang, nil)
	p.sql("UPDATE events SET starts = {:starts} WHERE id = {:id}", dbx.Params{"starts": in(20 * time.Hour).String(), "id": p.event.Id})
	p.sql("UPDATE registrations SET confirmed = '2026-01-01 00:00:00.000Z'", nil)
	p.run("registration.reminders")
	asked := p.written.with("INSERT INTO outbox", "FROM events e JOIN registrations r")
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM outbox WHERE [[key]] LIKE 'day:%'"); n != 1 || asked == "" {
		t.Fatalf("%d reminders, by %q", n, asked)
	}
	var plan []struct {
		Detail string `db:"detail"`
	}
	if err := p.app.DB().NewQuery("EXPLAIN QUERY PLAN " + asked).All(&plan); err != nil {
		t.Fatal(err)
	}
	for _, step := range plan {
		if strings.HasPrefix(step.Detail, "SCAN") {
			t.Errorf("it reads a whole table: %s", step.Detail)
		}
	}
}

// watched writes down what statements change something. It begins before the workers do, which write at any time.
type watched struct {
	mu      sync.Mutex
	queries []string
}

func (w *watched) begin(app core.App) {
	app.NonconcurrentDB().(*dbx.DB).ExecLogFunc = func(_ context.Context, _ time.Duration, query string, _ sql.Result, _ error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.queries = append(w.queries, query)
	}
}

// with gives the last statement that has all these words, "" for none.
func (w *watched) with(words ...string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, query := range slices.Backward(w.queries) {
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(query, word) }) {
			return query
		}
	}
	return ""
}
