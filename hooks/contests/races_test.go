package contests_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

const results = "参赛号,姓名,车队,账号,第1圈,第2圈\n7,林桥,星桥车队,wang,1:02.345,1:01.000\n8,周远,,,61.000,DNF\n9,梅风,,,DNF,DSQ\n10,许知,,,59.5,\n"

// A table of results is taken as a whole, again without a change, and changed by what is new in it.
func TestImport(t *testing.T) {
	p := newPortal(t, "race", nil)
	post := func(who *core.Record, body, query string) testkit.Answer {
		t.Helper()
		return p.api.Send(who, "POST", table+query, body, "Content-Type", "text/csv", "Accept-Language", "zh-CN")
	}
	for name, who := range map[string]*core.Record{"guest": nil, "member": p.chen, "gate": p.gate} {
		if a := post(who, results, ""); a.Status != 401 && a.Status != 403 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	done := func(a testkit.Answer) string {
		return fmt.Sprint(a.Status, a.JSON("created"), a.JSON("updated"), a.JSON("unchanged"), a.JSON("removed"))
	}
	if got := done(post(p.organiser, results, "")); got != "200 4 0 0 0" {
		t.Error(got)
	}
	if got := done(post(p.organiser, results, "?replace=1")); got != "200 0 0 4 0" {
		t.Error(got)
	}
	changed := strings.Replace(results, "10,许知,,,59.5,\n", "11,丁一,,,58.1,\n", 1)
	changed = strings.Replace(changed, "DNF,DSQ", "1:10.000,DSQ", 1)
	if got := done(post(p.organiser, changed, "?replace=1")); got != "200 1 1 2 1" {
		t.Error(got)
	}
	// an error anywhere: nothing is taken
	a := post(p.organiser, "number,name,member,1\n1,甲,,55\n2,乙,nobody-here,5\n3,丙,,x\n", "")
	if a.Status != 400 || a.JSON("lines", 0, "line") != 4.0 || a.JSON("lines", 0, "code") != "contests.csv.time" || !strings.Contains(a.JSON("message").(string), "没有导入") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	a = post(p.organiser, "number,name,member\n1,甲,\n2,乙,nobody-here\n", "?replace=1")
	if a.Status != 400 || a.JSON("lines", 0, "line") != 3.0 || a.JSON("lines", 0, "column") != "member" || p.Number("SELECT count(*) FROM race_results") != 4 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := post(p.organiser, strings.Repeat("x", 3<<20), ""); a.Status < 400 {
		t.Errorf("too large: %d", a.Status)
	}
	// at once: each number is there once
	var wait sync.WaitGroup
	for range 5 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			post(p.organiser, results, "")
		}()
	}
	wait.Wait()
	if n := p.Number("SELECT count(*) FROM race_results"); n != 5 {
		t.Errorf("%d results", n)
	}
	// sealed: nobody but organisers; then in order, ties with one rank
	for _, path := range []string{board, page, testkit.At(schema.RaceResults), testkit.At(schema.Events) + "?expand=race_results_via_event"} {
		for _, who := range []*core.Record{nil, p.chen} {
			if a := p.get(who, path); strings.Contains(a.Body, "林桥") || strings.Contains(a.Body, "1:01") {
				t.Errorf("%s tells", path)
			}
		}
	}
	p.Expect("reveal", p.set(fields{"revealed": true}), 200)
	a = p.Expect("everybody", p.get(nil, board), 200)
	var got []string
	for i := range 5 {
		got = append(got, fmt.Sprintf("%v %v %v %v", a.JSON("results", i, "rank"), a.JSON("results", i, "name"), a.JSON("results", i, "time"), a.JSON("results", i, "status")))
	}
	if want := "[1 丁一 58.100 ok 2 许知 59.500 ok 3 林桥 1:01.000 ok 3 周远 1:01.000 ok 0 梅风  dnf]"; fmt.Sprint(got) != want {
		t.Errorf("%v", got)
	}
	if html := p.get(nil, page).Body; !strings.Contains(html, "1:02.345 / 1:01.000") || !strings.Contains(html, "/people/wang") {
		t.Error("the page has no table")
	}
	p.Refused("a team at a race", p.api.Send(p.wang, "POST", testkit.At(schema.Teams), fields{"event": p.event.Id, "name": "甲", "leader": p.wang.Id}), "event", "contests.is_race")
	for what, attempts := range map[string]any{"a negative time": []any{-5}, "text": []any{"fast"}, "a fraction": []any{1.5}, "no list": "61", "an object": []any{fields{}}, "too many": make([]int, 51)} {
		if a := p.api.Send(p.organiser, "POST", testkit.At(schema.RaceResults), fields{"event": p.event.Id, "number": "99", "name": "甲", "attempts": attempts}); a.Status != 400 {
			t.Errorf("%s: %d", what, a.Status)
		}
	}
	made := p.Expect("forged", p.api.Send(p.organiser, "POST", testkit.At(schema.RaceResults), fields{"event": p.event.Id, "number": "99", "name": "甲", "attempts": []any{"1:00.5", "DNF"}, "best": 1, "status": "dsq"}), 200)
	if made.JSON("best") != 60_500.0 || made.JSON("status") != "ok" {
		t.Errorf("%s", made.Body)
	}
}
