package contests_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Each time a team hands in is a version that stays; what a request makes up about it doesn't count.
func TestVersions(t *testing.T) {
	p := newPortal(t, "hackathon", fields{"team_min": 2})
	team := p.team(p.wang, "桥队")
	if a := p.api.Send(p.wang, "POST", testkit.At(schema.Entries), fields{"team": team.Id, "title": "桥"}); a.Status != 400 || !strings.Contains(a.Body, "2") {
		t.Errorf("a team of one handed in: %d %s", a.Status, a.Body)
	}
	p.Expect("join", p.join(p.chen, p.code(team)), 200)
	a := p.Expect("hand in", p.api.Send(p.wang, "POST", testkit.At(schema.Entries), fields{
		"team": team.Id, "title": "桥", "body": "**好** <script>alert(1)</script>", "repo_url": "https://git.example/bridge",
		"version": 77, "submitted": "2001-01-01 00:00:00.000Z", "user": p.chen.Id, "html": "<script>", "event": p.event.Id,
	}), 200)
	id := a.JSON("id").(string)
	en := schema.AsEntry(p.Read(schema.Entries, id))
	if en.Version() != 1 || en.User() != p.wang.Id || en.Submitted().Time().Year() == 2001 || strings.Contains(en.HTML(), "<script") || !strings.Contains(en.HTML(), "<strong>") {
		t.Errorf("%v", en.PublicExport())
	}
	path := testkit.At(schema.Entries, id)
	p.Expect("again", p.api.Send(p.chen, "PATCH", path, fields{"title": "长桥", "base": 1}), 200)
	if a := p.api.Send(p.wang, "PATCH", path, fields{"title": "短桥", "base": 1}); a.Status != 409 {
		t.Errorf("an old version wrote over a new one: %d", a.Status)
	}
	p.Refused("one entry a team", p.api.Send(p.wang, "POST", testkit.At(schema.Entries), fields{"team": team.Id, "title": "又一座"}), "team", "contests.one_entry")
	p.Refused("no title", p.api.Send(p.wang, "PATCH", path, fields{"title": " \u200b"}), "title", "contests.entry_title")
	p.Refused("a script for an address", p.api.Send(p.wang, "PATCH", path, fields{"repo_url": "ftp://example.com/x"}), "repo_url", "contests.not_web")
	for _, body := range []fields{{"version": 9}, {"submitted": "2001-01-01 00:00:00.000Z"}, {"html": "<b>"}, {"user": p.gate.Id}} {
		p.api.Send(p.wang, "PATCH", path, body)
	}
	en = schema.AsEntry(p.Read(schema.Entries, id))
	if en.Version() != 6 || en.HTML() == "<b>" || en.User() != p.wang.Id || en.Title() != "长桥" {
		t.Errorf("forged: %v", en.PublicExport())
	}
	if n := p.Number("SELECT count(*) FROM entry_versions WHERE entry = '" + id + "'"); n != 6 {
		t.Errorf("%d versions", n)
	}
	if p.Number("SELECT count(*) FROM entry_versions WHERE number = 1 AND title = '桥' AND user = '"+p.wang.Id+"'") != 1 {
		t.Error("the first version is another one")
	}
	// at once: every version has a number of its own
	var wait sync.WaitGroup
	for i := range 10 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			p.api.Send([]*core.Record{p.wang, p.chen}[i%2], "PATCH", path, fields{"body": strings.Repeat("长", i)})
		}()
	}
	wait.Wait()
	if n := p.Number("SELECT count(DISTINCT number) FROM entry_versions"); n != 16 || p.Read(schema.Entries, id).GetInt("version") != 16 {
		t.Errorf("%d versions", n)
	}
}

// Entries are taken until the deadline, and seen by those who may.
func TestEntriesInTimeAndSight(t *testing.T) {
	p := newPortal(t, "hackathon", fields{"entries_public": false})
	team, judge := p.team(p.wang, "桥队"), p.somebody()
	p.judge(judge)
	en := p.entry(p.wang, team, "暗号作品")
	form := testkit.NewForm(nil).File("files", "plan.txt", []byte("plans of a bridge"))
	p.Expect("a file", p.api.Send(p.wang, "PATCH", testkit.At(schema.Entries, en.Id), form), 200)
	bad := testkit.NewForm(nil).File("files", "x.exe", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"))
	if a := p.api.Send(p.wang, "PATCH", testkit.At(schema.Entries, en.Id), bad); a.Status != 400 {
		t.Errorf("a program was taken: %d", a.Status)
	}
	file := "/api/files/entries/" + en.Id + "/" + p.Read(schema.Entries, en.Id).GetStringSlice("files")[0]
	sees := func(who *core.Record) bool {
		t.Helper()
		one := p.get(who, testkit.At(schema.Entries, en.Id)).Status == 200
		if list := strings.Contains(p.get(who, testkit.At(schema.Entries)+"?skipTotal=1").Body, "暗号作品"); list != one {
			t.Errorf("the list says %v, the record %v", list, one)
		}
		return one
	}
	versions := func(who *core.Record) bool {
		return strings.Contains(p.get(who, testkit.At(schema.EntryVersions)+"?skipTotal=1").Body, "暗号作品")
	}
	for name, want := range map[string]struct {
		who      *core.Record
		sees     bool
		versions bool
	}{
		"guest": {nil, false, false}, "member": {p.chen, false, false}, "gate": {p.gate, false, false}, "team": {p.wang, true, true}, "judge": {judge, true, true},
		"organiser": {p.organiser, true, true}, "author": {p.author, true, true},
	} {
		if got := sees(want.who); got != want.sees {
			t.Errorf("%s sees the entry: %v", name, got)
		}
		if got := versions(want.who); got != want.versions {
			t.Errorf("%s sees versions: %v", name, got)
		}
	}
	if a := p.get(nil, file); a.Status == 200 {
		t.Error("everybody has the file")
	}
	p.due(-time.Second)
	if a := p.api.Send(p.wang, "PATCH", testkit.At(schema.Entries, en.Id), fields{"title": "迟到的"}); a.Status != 400 {
		t.Errorf("too late: %d", a.Status)
	}
	if a := p.api.Send(p.wang, "DELETE", testkit.At(schema.Entries, en.Id), nil); a.Status != 400 {
		t.Errorf("withdrawn too late: %d", a.Status)
	}
	if sees(nil) {
		t.Error("public though organisers didn't say so")
	}
	p.Expect("publish", p.set(fields{"entries_public": true}), 200)
	if !sees(nil) || !sees(p.chen) || versions(nil) || p.get(nil, file).Status != 200 {
		t.Error("after the deadline")
	}
	p.SQL("UPDATE events SET status = 'draft'", nil)
	if sees(nil) {
		t.Error("of a draft")
	}
}
