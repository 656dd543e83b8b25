package afterwards_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// One answers once, however often and at whatever moment one sends it, and only what is asked.
func TestSurveyOnce(t *testing.T) {
	p := newPortal(t, nil)
	rate := p.ask("几分？", "rating", fields{"required": true})
	one := p.ask("还来吗？", "choice", fields{"options": []string{"来", "不来"}})
	some := p.ask("喜欢什么？", "choices", fields{"options": []string{"茶", "桥", "人"}})
	text := p.ask("还想说什么？", "text", nil)
	_, key := p.somebody("chen", true, nil)
	_, missed := p.somebody("missed", false, nil)
	_, gone := p.somebody("gone", true, nil)
	p.SQL("UPDATE registrations SET state = 'cancelled' WHERE name = 'gone'", nil)

	for what, answers := range map[string]fields{
		"no answer": {}, "six": {rate: 6}, "none": {rate: 0}, "a half": {rate: 2.5}, "a text for a rating": {rate: "5"}, "a list for a rating": {rate: []int{5}},
		"what isn't offered": {rate: 5, one: "也许"}, "twice the same": {rate: 5, some: []string{"茶", "茶"}}, "a list for one": {rate: 5, one: []string{"来"}},
		"an unknown question": {rate: 5, "x') OR 1": "y"}, "too long": {rate: 5, text: strings.Repeat("长", 2001)}, "control characters": {rate: 5, text: "a\x00b"}, "without what is required": {one: "来"},
	} {
		if a := p.answers(key, answers); a.Status != 400 {
			t.Errorf("%s: %d %s", what, a.Status, a.Body)
		}
	}
	p.Expect("a forged key", p.answers(strings.Repeat("0", 35), fields{rate: 5}), 404)
	p.Expect("who cancelled", p.answers(gone, fields{rate: 5}), 403)
	var all sync.WaitGroup
	statuses := make([]int, 12)
	for i := range statuses {
		all.Add(1)
		go func() {
			defer all.Done()
			statuses[i] = p.answers(key, fields{rate: 5, one: "来", some: []string{"桥", "人"}, text: "  好。\n下次还来。 "}).Status
		}()
	}
	all.Wait()
	done := 0
	for _, s := range statuses {
		if s == 204 {
			done++
		} else if s != 409 {
			t.Errorf("status %d", s)
		}
	}
	if n := p.Number("SELECT count(*) FROM survey_responses"); done != 1 || n != 1 {
		t.Errorf("%d answers were taken, there are %d", done, n)
	}
	p.Expect("who missed it", p.answers(missed, fields{rate: 2}), 204)
	if a := p.api.Send(nil, "GET", "/api/qiao/afterwards/"+key, nil); a.JSON("survey", "answered") != true || a.JSON("materials", 0, "recording") != "https://video.example/all" {
		t.Error(a.Body)
	}

	// a question that was answered stays what it was
	at := testkit.At(schema.SurveyQuestions, one)
	p.Refused("another kind", p.api.Send(p.organiser, "PATCH", at, fields{"kind": "text"}), "kind", "afterwards.question_stays")
	p.Refused("a choice less", p.api.Send(p.organiser, "PATCH", at, fields{"options": []string{"来", "看情况"}}), "options", "afterwards.question_stays")
	p.Expect("a choice more", p.api.Send(p.organiser, "PATCH", at, fields{"options": []string{"来", "不来", "看情况"}}), 200)

	// too late, and closed
	_, late := p.somebody("late", true, nil)
	p.Expect("closed", p.api.Send(p.organiser, "PATCH", testkit.At(schema.EventAfterwardsList, p.settings.Id), fields{"survey_until": in(-1).String()}), 200)
	p.Expect("too late", p.answers(late, fields{rate: 5}), 400)
	p.Expect("open again", p.api.Send(p.organiser, "PATCH", testkit.At(schema.EventAfterwardsList, p.settings.Id), fields{"survey_until": ""}), 200)
	p.SQL("UPDATE events SET ends = '2099-01-01 00:00:00.000Z' WHERE id = {:id}", dbx.Params{"id": p.event.Id})
	p.Expect("not over", p.answers(late, fields{rate: 5}), 400)
}

// Organisers see sums and texts, never who said what: no order, no time, and no kind of ticket where it would tell.
func TestResults(t *testing.T) {
	p := newPortal(t, nil)
	rate := p.ask("=几分？", "rating", nil)
	some := p.ask("喜欢什么？", "choices", fields{"options": []string{"茶", "=cmd|' /C calc'!A0"}})
	text := p.ask("还想说什么？", "text", nil)
	answer := func(n int, ticket string) {
		_, key := p.somebody(fmt.Sprintf("visitor%d", n), n%2 == 0, fields{"ticket": ticket})
		p.Expect("answer", p.answers(key, fields{rate: 1 + n%5, some: []string{"茶", "=cmd|' /C calc'!A0"}, text: fmt.Sprintf("=HYPERLINK(\"http://evil.example/%d\")", n)}), 204)
	}
	for n := range 24 {
		answer(n, p.ticket.Id)
	}
	for n := range 4 {
		answer(100+n, p.online.Id)
	}
	p.Expect("a guest", p.api.Send(nil, "GET", p.ofEvent("/survey"), nil), 401)
	p.Expect("a member", p.api.Send(p.wang, "GET", p.ofEvent("/survey"), nil), 403)
	p.Expect("the gate", p.api.Send(p.gate, "GET", p.ofEvent("/survey/csv"), nil), 403)
	a := p.Expect("results", p.api.Send(p.organiser, "GET", p.ofEvent("/survey"), nil), 200)
	if a.JSON("answered") != 28.0 || a.JSON("questions", 0, "mean") != 2.86 || a.JSON("questions", 0, "counts", 4, "n") != 4.0 || a.JSON("questions", 1, "counts", 0, "n") != 28.0 {
		t.Error(a.Body)
	}
	if a.JSON("tickets", 0) != nil || strings.Contains(a.Body, "visitor") {
		t.Error("four are told apart", a.Body)
	}
	if a.JSON("questions", 2, "texts", 19) == nil || a.JSON("questions", 2, "texts", 20) != nil || a.JSON("questions", 2, "more") != true {
		t.Error(a.Body)
	}
	if b := p.api.Send(p.organiser, "GET", p.ofEvent("/survey?texts="+text+"&page=2"), nil); b.JSON("items", 7) == nil || b.JSON("items", 8) != nil || b.JSON("more") != false {
		t.Error(b.Body)
	}
	p.Expect("texts of a rating", p.api.Send(p.organiser, "GET", p.ofEvent("/survey?texts="+rate), nil), 400)
	table := func() [][]string {
		file := p.Expect("csv", p.api.Send(p.organiser, "GET", p.ofEvent("/survey/csv"), nil), 200)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Body, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("a formula: %q", cell)
				}
			}
		}
		return rows
	}
	if rows := table(); len(rows) != 29 || len(rows[0]) != 3 {
		t.Errorf("%q", rows[0])
	}
	answer(200, p.online.Id)
	if rows := table(); len(rows) != 30 || len(rows[0]) != 4 {
		t.Errorf("%q", rows[0])
	}
	if a := p.api.Send(p.organiser, "GET", p.ofEvent("/survey"), nil); a.JSON("tickets", 1) == nil || a.JSON("tickets", 2) != nil {
		t.Error(a.Body)
	}

	// erased with all that is personal; counts stay
	p.SQL("UPDATE events SET starts = '2020-01-01 00:00:00.000Z', ends = '2020-01-01 02:00:00.000Z' WHERE id = {:id}", dbx.Params{"id": p.event.Id})
	p.run("afterwards.erase")
	if found := testkit.Mentions(t, p.app, "HYPERLINK"); len(found) != 0 {
		t.Errorf("still in %v", found)
	}
	if n := p.Number("SELECT count(*) FROM survey_turns"); n != 0 {
		t.Error("who answered is still known")
	}
	if a := p.api.Send(p.organiser, "GET", p.ofEvent("/survey"), nil); a.JSON("answered") != 29.0 || a.JSON("questions", 1, "counts", 1, "n") != 29.0 || a.JSON("questions", 0, "answers") != 29.0 || a.JSON("questions", 2, "answers") != 0.0 {
		t.Error(a.Body)
	}
}

// What can't be meant is refused, and what the room keeps stays.
func TestSettings(t *testing.T) {
	p := newPortal(t, nil)
	at := testkit.At(schema.EventAfterwardsList, p.settings.Id)
	for field, value := range map[string]any{"hours": -1, "send_hours": 9999, "issuer": "桥\u202e头"} {
		if a := p.api.Send(p.organiser, "PATCH", at, fields{field: value}); a.Status != 400 || a.JSON("data", field) == nil {
			t.Errorf("%s: %d %s", field, a.Status, a.Body)
		}
	}
	p.Expect("forged", p.api.Send(p.organiser, "PATCH", at, fields{"sent": "2026-01-01 00:00:00.000Z"}), 200)
	if !p.Read(schema.EventAfterwardsList, p.settings.Id).GetDateTime("sent").IsZero() {
		t.Error("an organiser wrote when the mail went out")
	}
	for what, q := range map[string]fields{
		"no choices": {"label": "？？？", "kind": "choice", "options": []string{}}, "blank": {"label": " \u200b ", "kind": "text"}, "the same twice": {"label": "问", "kind": "choices", "options": []string{"a", " a "}},
	} {
		q["event"] = p.event.Id
		if a := p.api.Send(p.organiser, "POST", testkit.At(schema.SurveyQuestions), q); a.Status != 400 {
			t.Errorf("%s: %d %s", what, a.Status, a.Body)
		}
	}
}
