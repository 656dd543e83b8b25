package contests_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// A team is founded, joined by its code, led, handed over and left; its code stays among its members.
func TestTeams(t *testing.T) {
	p := newPortal(t, "hackathon", fields{"team_max": 3})
	team := p.team(p.wang, "  桥队 ")
	if team.GetString("name") != "桥队" || team.GetInt("size") != 1 || len(team.GetString("code")) != 10 {
		t.Errorf("%v", team.PublicExport())
	}
	code := p.code(team)
	// nobody but members reads the code, wherever they look
	for _, who := range []*core.Record{nil, p.chen, p.organiser} {
		for _, path := range []string{testkit.At(schema.Teams), testkit.At(schema.Teams, team.Id), mine, testkit.At(schema.TeamMembers) + "?expand=team"} {
			if a := p.get(who, path); strings.Contains(a.Body, code) {
				t.Errorf("%s shows the code", path)
			}
		}
		if a := p.get(who, testkit.At(schema.Teams)+"?filter="+`code%3D'`+code+`'`); a.Status == 200 && strings.Contains(a.Body, team.Id) {
			t.Error("a filter tells the code")
		}
	}
	if got := p.get(p.wang, mine).JSON("team", "code"); got != code {
		t.Errorf("the leader sees %v", got)
	}
	// by the code, as people type it
	p.Refused("a wrong code", p.join(p.chen, "WRONGWRONG"), "code", "contests.code_wrong")
	p.Refused("no code", p.join(p.chen, ""), "code", "contests.code_wrong")
	p.Expect("join", p.join(p.chen, strings.ToLower(code[:5])+" - "+code[5:]), 200)
	p.Refused("once more", p.join(p.chen, code), "user", "contests.one_team")
	p.Refused("another team", p.api.Send(p.chen, "POST", testkit.At(schema.Teams), fields{"event": p.event.Id, "name": "二队", "leader": p.chen.Id}), "leader", "contests.one_team")
	p.Refused("the same name", p.api.Send(p.gate, "POST", testkit.At(schema.Teams), fields{"event": p.event.Id, "name": "桥队", "leader": p.gate.Id}), "name", "contests.team_taken")
	// the code is changed: the old one is void
	p.Expect("rotate", p.api.Send(p.wang, "PATCH", testkit.At(schema.Teams, team.Id), fields{"rotate": true}), 200)
	if p.code(team) == code {
		t.Error("the code is the same")
	}
	p.Refused("the old code", p.join(p.gate, code), "code", "contests.code_wrong")
	p.Expect("somebody else rotates", p.api.Send(p.chen, "PATCH", testkit.At(schema.Teams, team.Id), fields{"rotate": true}), 404)
	// the lead
	membership := func(who *core.Record) string {
		r, err := p.app.FindFirstRecordByFilter(schema.TeamMembers, "user = {:user}", dbx.Params{"user": who.Id})
		if err != nil {
			t.Fatal(err)
		}
		return r.Id
	}
	if a := p.api.Send(p.wang, "DELETE", testkit.At(schema.TeamMembers, membership(p.wang)), nil); a.Status != 400 {
		t.Errorf("a leader left: %d", a.Status)
	}
	p.Refused("a leader from outside", p.api.Send(p.wang, "PATCH", testkit.At(schema.Teams, team.Id), fields{"leader": p.gate.Id}), "leader", "contests.leader_member")
	p.Expect("hand over", p.api.Send(p.wang, "PATCH", testkit.At(schema.Teams, team.Id), fields{"leader": p.chen.Id}), 200)
	p.Expect("somebody else removes", p.api.Send(p.wang, "DELETE", testkit.At(schema.TeamMembers, membership(p.chen)), nil), 404)
	p.Expect("the leader removes", p.api.Send(p.chen, "DELETE", testkit.At(schema.TeamMembers, membership(p.wang)), nil), 204)
	if n := testkit.Fresh(t, p.app, team).GetInt("size"); n != 1 {
		t.Errorf("%d are in it", n)
	}
	// the last one leaves: the team goes
	p.Expect("leave", p.api.Send(p.chen, "DELETE", testkit.At(schema.TeamMembers, membership(p.chen)), nil), 204)
	if p.Number("SELECT count(*) FROM teams") != 0 {
		t.Error("a team of nobody")
	}
}

// What a request makes up about a team doesn't count, alone or in a batch.
func TestForgedTeams(t *testing.T) {
	p := newPortal(t, "hackathon", nil)
	team := p.team(p.wang, "桥队")
	code := p.code(team)
	for _, body := range []fields{{"size": 9}, {"code": "AAAAAAAAAA"}, {"size+": 3}} {
		p.api.Send(p.wang, "PATCH", testkit.At(schema.Teams, team.Id), body)
		p.api.Send(p.wang, "POST", "/api/batch", fields{"requests": []fields{{"method": "PATCH", "url": testkit.At(schema.Teams, team.Id), "body": body}}})
	}
	if r := testkit.Fresh(t, p.app, team); r.GetInt("size") != 1 || p.code(team) != code {
		t.Errorf("forged: %v", r.PublicExport())
	}
	for _, one := range []struct {
		what, path string
		body       fields
	}{
		{"a team in somebody's name", testkit.At(schema.Teams), fields{"event": p.event.Id, "name": "冒名", "leader": p.gate.Id}},
		{"somebody else's place", testkit.At(schema.TeamMembers), fields{"user": p.gate.Id, "code": code}},
		{"a place without the code", testkit.At(schema.TeamMembers), fields{"user": p.chen.Id, "team": team.Id, "event": p.event.Id}},
		{"a judge", testkit.At(schema.ContestJudges), fields{"event": p.event.Id, "user": p.chen.Id}},
		{"an award", testkit.At(schema.Awards), fields{"event": p.event.Id, "user": p.chen.Id, "title": "一等奖"}},
		{"a result", testkit.At(schema.RaceResults), fields{"event": p.event.Id, "number": "1", "name": "陈", "attempts": []int{1}}},
		{"a version", testkit.At(schema.EntryVersions), fields{"event": p.event.Id, "number": 1}},
		{"somebody else's entry", testkit.At(schema.Entries), fields{"team": team.Id, "title": "冒名"}},
	} {
		if a := p.api.Send(p.chen, "POST", one.path, one.body); a.Status < 400 {
			t.Errorf("%s: %d", one.what, a.Status)
		}
		if a := p.api.Send(p.chen, "POST", "/api/batch", fields{"requests": []fields{{"method": "POST", "url": one.path, "body": one.body}}}); a.Status < 400 {
			t.Errorf("%s in a batch: %d", one.what, a.Status)
		}
	}
	if n := p.Number("SELECT (SELECT count(*) FROM team_members) + (SELECT count(*) FROM contest_judges) + (SELECT count(*) FROM awards) + (SELECT count(*) FROM entries)"); n != 1 {
		t.Errorf("%d records", n)
	}
}

// Of twenty who join at once for one place, one gets it; of one person's twenty teams, one is founded.
func TestRacesForPlaces(t *testing.T) {
	p := newPortal(t, "hackathon", fields{"team_max": 2})
	code := p.code(p.team(p.wang, "桥队"))
	const n = 20
	people := make([]*core.Record, n)
	for i := range people {
		people[i] = p.somebody()
		testkit.Token(t, people[i])
	}
	at := func(f func(i int) int) (ok int) {
		var wait sync.WaitGroup
		statuses := make([]int, n)
		for i := range n {
			wait.Add(1)
			go func() {
				defer wait.Done()
				statuses[i] = f(i)
			}()
		}
		wait.Wait()
		for _, s := range statuses {
			switch s {
			case 200:
				ok++
			case 400:
			default:
				t.Errorf("status %d", s)
			}
		}
		return ok
	}
	if ok := at(func(i int) int { return p.join(people[i], code).Status }); ok != 1 {
		t.Errorf("%d got the one place", ok)
	}
	if members, size := p.Number("SELECT count(*) FROM team_members"), p.Number("SELECT size FROM teams"); members != 2 || size != 2 {
		t.Errorf("%d members, size %d", members, size)
	}
	if ok := at(func(i int) int {
		return p.api.Send(p.chen, "POST", testkit.At(schema.Teams), fields{"event": p.event.Id, "name": strings.Repeat("队", i+1), "leader": p.chen.Id}).Status
	}); ok != 1 {
		t.Errorf("one person founded %d teams", ok)
	}
}

// Teams are made until their time, and come apart until entries are due; organisers may do it later.
func TestTeamsInTime(t *testing.T) {
	p := newPortal(t, "hackathon", nil)
	team := p.team(p.wang, "桥队")
	p.Expect("join", p.join(p.chen, p.code(team)), 200)
	p.due(-time.Second)
	if a := p.join(p.gate, p.code(team)); a.Status != 400 {
		t.Errorf("joined too late: %d", a.Status)
	}
	if a := p.api.Send(p.gate, "POST", testkit.At(schema.Teams), fields{"event": p.event.Id, "name": "迟到队", "leader": p.gate.Id}); a.Status != 400 {
		t.Errorf("founded too late: %d", a.Status)
	}
	m, err := p.app.FindFirstRecordByFilter(schema.TeamMembers, "user = {:user}", dbx.Params{"user": p.chen.Id})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []*core.Record{p.chen, p.wang} {
		if a := p.api.Send(who, "DELETE", testkit.At(schema.TeamMembers, m.Id), nil); a.Status != 400 {
			t.Errorf("a team came apart too late: %d", a.Status)
		}
	}
	p.Expect("an organiser removes", p.api.Send(p.organiser, "DELETE", testkit.At(schema.TeamMembers, m.Id), nil), 204)
	if a := p.api.Send(p.wang, "DELETE", testkit.At(schema.Teams, team.Id), nil); a.Status != 400 {
		t.Errorf("disbanded too late: %d", a.Status)
	}
	p.Expect("an organiser disbands", p.api.Send(p.organiser, "DELETE", testkit.At(schema.Teams, team.Id), nil), 204)
}

// An account that goes leaves its team in order: the next leads, and what was handed in stays.
func TestAccountsGo(t *testing.T) {
	p := newPortal(t, "hackathon", nil)
	team := p.team(p.wang, "桥队")
	p.Expect("join", p.join(p.chen, p.code(team)), 200)
	p.entry(p.wang, team, "桥")
	for _, step := range []struct {
		goes   *core.Record
		leader string
		size   int
	}{{p.wang, p.chen.Id, 1}, {p.chen, "", 0}} {
		if err := p.app.Delete(testkit.Fresh(t, p.app, step.goes)); err != nil {
			t.Fatal(err)
		}
		if r := testkit.Fresh(t, p.app, team); r.GetString("leader") != step.leader || r.GetInt("size") != step.size {
			t.Errorf("after %s: %v", step.goes.GetString("handle"), r.PublicExport())
		}
	}
	if p.Number("SELECT count(*) FROM entries") != 1 {
		t.Error("the entry is gone")
	}
}
