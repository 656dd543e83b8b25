package contests_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// hall is a hackathon after its deadline with three teams, their entries and two judges.
type hall struct {
	*portal
	teams, entries []*core.Record
	leaders        []*core.Record
	li, zhao       *core.Record // who judge
	liJ, zhaoJ     *core.Record // their records
}

func newHall(t *testing.T, settings fields) *hall {
	t.Helper()
	h := &hall{portal: newPortal(t, "hackathon", settings)}
	for _, name := range []string{"甲队", "乙队", "丙队"} {
		leader := h.somebody()
		team := h.team(leader, name)
		h.leaders, h.teams, h.entries = append(h.leaders, leader), append(h.teams, team), append(h.entries, h.entry(leader, team, name+"的作品"))
	}
	h.li, h.zhao = testkit.User(t, h.app, "li"), testkit.User(t, h.app, "zhao")
	h.liJ, h.zhaoJ = h.judge(h.li), h.judge(h.zhao)
	h.due(-time.Second)
	return h
}

// Judges score each criterion within its range, once, in time, and in nobody else's name.
func TestScores(t *testing.T) {
	h := newHall(t, nil)
	path := testkit.At(schema.Scores)
	id := h.Expect("score", h.score(h.li, h.liJ, h.entries[0], 8, 4.25), 200).JSON("id").(string)
	h.Refused("once more", h.score(h.li, h.liJ, h.entries[0], 1, 1), "entry", "contests.scored")
	h.Expect("mend", h.api.Send(h.li, "PATCH", path+"/"+id, fields{"values": fields{"idea": 9, "craft": 4}, "notes": fields{"idea": "有意思"}}), 200)
	for what, values := range map[string]any{
		"too much": fields{"idea": 10.5, "craft": 1}, "too little": fields{"idea": -1, "craft": 1}, "three decimals": fields{"idea": 1.234, "craft": 1},
	} {
		h.Refused(what, h.api.Send(h.li, "PATCH", path+"/"+id, fields{"values": values}), "values", "contests.score_range")
	}
	for what, values := range map[string]any{
		"one missing": fields{"idea": 1}, "one that isn't there": fields{"idea": 1, "craft": 1, "luck": 1}, "another one": fields{"idea": 1, "luck": 1},
		"text": fields{"idea": "9", "craft": 1}, "a list": []int{1, 2}, "nothing": nil, "null": fields{"idea": nil, "craft": "x"},
	} {
		h.Refused(what, h.api.Send(h.li, "PATCH", path+"/"+id, fields{"values": values}), "values", "contests.score_all")
	}
	h.Refused("notes of no criterion", h.api.Send(h.li, "PATCH", path+"/"+id, fields{"notes": fields{"luck": "x"}}), "notes", "contests.notes_shape")
	for name, who := range map[string]*core.Record{"another judge": h.zhao, "the organiser": h.organiser, "the team": h.leaders[0], "a member": h.chen, "a guest": nil} {
		if a := h.score(who, h.liJ, h.entries[1], 10, 5); a.Status < 400 {
			t.Errorf("%s scored in a judge's name: %d", name, a.Status)
		}
		if a := h.api.Send(who, "PATCH", path+"/"+id, fields{"note": "改"}); a.Status < 400 {
			t.Errorf("%s changed a judge's score: %d", name, a.Status)
		}
		sees := h.get(who, path+"/"+id).Status == 200
		if sees != (name == "the organiser") {
			t.Errorf("%s sees the score: %v", name, sees)
		}
	}
	for field, value := range map[string]string{"entry": h.entries[1].Id, "judge": h.zhaoJ.Id, "event": h.contest.Id} {
		if a := h.api.Send(h.li, "PATCH", path+"/"+id, fields{field: value}); a.Status < 400 {
			t.Errorf("%s changed: %d", field, a.Status)
		}
	}
	// the frame of what was scored stays
	h.Refused("another range", h.set(fields{"criteria": []fields{{"id": "idea", "name": "创意", "weight": 60, "min": 0, "max": 20}, criteria[1]}}), "criteria", "contests.criteria_stay")
	h.Expect("another weight", h.set(fields{"criteria": []fields{{"id": "idea", "name": "想法", "weight": 10, "min": 0, "max": 10}, criteria[1]}}), 200)
	h.Refused("another kind", h.set(fields{"kind": "race"}), "kind", "contests.kind_stays")
	// time
	h.due(time.Hour)
	if a := h.score(h.li, h.liJ, h.entries[1], 1, 1); a.Status != 400 {
		t.Errorf("scored before all entries were there: %d", a.Status)
	}
	h.due(-time.Hour)
	h.SQL("UPDATE contests SET judging_until = {:at}", dbx.Params{"at": in(-time.Second).String()})
	if a := h.api.Send(h.li, "PATCH", path+"/"+id, fields{"note": "迟了"}); a.Status != 400 {
		t.Errorf("scored too late: %d", a.Status)
	}
}

// Who has to do with a team doesn't score it.
func TestConflicts(t *testing.T) {
	h := newHall(t, fields{"same_company": true})
	h.Expect("score", h.score(h.li, h.liJ, h.entries[0], 8, 4), 200)
	path := testkit.At(schema.ContestConflicts)
	h.Expect("declare", h.api.Send(h.li, "POST", path, fields{"event": h.event.Id, "judge": h.liJ.Id, "team": h.teams[0].Id, "reason": "以前的同事"}), 200)
	if h.Number("SELECT count(*) FROM scores") != 0 {
		t.Error("the score still counts")
	}
	h.Refused("declared", h.score(h.li, h.liJ, h.entries[0], 8, 4), "entry", "contests.conflict.declared")
	h.Refused("twice", h.api.Send(h.li, "POST", path, fields{"event": h.event.Id, "judge": h.liJ.Id, "team": h.teams[0].Id}), "team", "contests.conflict_there")
	if a := h.api.Send(h.zhao, "POST", path, fields{"event": h.event.Id, "judge": h.liJ.Id, "team": h.teams[1].Id}); a.Status < 400 {
		t.Errorf("declared for another judge: %d", a.Status)
	}
	var id string
	if err := h.app.DB().NewQuery("SELECT id FROM contest_conflicts").Row(&id); err != nil {
		t.Fatal(err)
	}
	h.Expect("taken back by the judge", h.api.Send(h.li, "DELETE", path+"/"+id, nil), 404)
	// the organiser of another event has no say in this one
	other := testkit.Create(t, h.app, schema.Events, fields{"title": "别的", "slug": "other", "kind": "hackathon", "mode": "online", "status": "published", "lang": "zh", "zone": "UTC",
		"starts": in(time.Hour), "ends": in(2 * time.Hour), "author": h.chen.Id})
	h.Refused("an event for another one", h.api.Send(h.chen, "POST", path, fields{"event": other.Id, "judge": h.zhaoJ.Id, "team": h.teams[1].Id}), "event", "contests.elsewhere")
	// the same company, however it is written; and a judge in a team
	for user, company := range map[*core.Record]string{h.zhao: "星桥 科技", h.leaders[1]: "星桥科技 ", h.li: ""} {
		h.SQL("UPDATE users SET company = {:company} WHERE id = {:id}", dbx.Params{"company": company, "id": user.Id})
	}
	h.Refused("same company", h.score(h.zhao, h.zhaoJ, h.entries[1], 8, 4), "entry", "contests.conflict.company")
	h.Expect("another team", h.score(h.zhao, h.zhaoJ, h.entries[2], 8, 4), 200)
	h.Refused("in the team", h.score(h.leaders[2], h.judge(h.leaders[2]), h.entries[2], 10, 5), "entry", "contests.conflict.member")
	list := h.Expect("the judge's list", h.get(h.zhao, mine+"/judging"), 200)
	if list.JSON("judging", "entries", 1, "conflict") == nil || !strings.Contains(list.Body, `"conflict":"company"`) {
		t.Errorf("%s", list.Body)
	}
	h.Expect("no judge", h.get(h.chen, mine+"/judging"), 403)
	h.Expect("without the rule", h.set(fields{"same_company": false}), 200)
	h.Expect("same company", h.score(h.zhao, h.zhaoJ, h.entries[1], 8, 4), 200)
}

// While the leaderboard is sealed nobody but organisers sees a score, whichever way they look; then everybody does.
func TestSealed(t *testing.T) {
	h := newHall(t, nil)
	h.Expect("score", h.score(h.li, h.liJ, h.entries[0], 9.75, 4), 200)
	h.Expect("score", h.score(h.zhao, h.zhaoJ, h.entries[1], 1.25, 1), 200)
	award := testkit.Create(t, h.app, schema.Awards, fields{"event": h.event.Id, "team": h.teams[0].Id, "rank": 1, "title": "暗号一等奖"})
	profile := "/people/" + h.leaders[0].GetString("handle")
	outsiders := []*core.Record{nil, h.chen, h.leaders[0], h.gate, h.li}
	given := regexp.MustCompile(`\b9\.75`) // the score, not the seconds of a time: 12:00:59.750Z
	for _, who := range outsiders {
		for _, path := range []string{
			board, page, "/en" + page, page + "/" + h.entries[0].Id, "/events/qiao-hack", profile, mine,
			testkit.At(schema.Scores), testkit.At(schema.Awards), testkit.At(schema.Awards, award.Id),
			testkit.At(schema.Entries) + "?expand=scores_via_entry", testkit.At(schema.Teams) + "?expand=awards_via_team,entries_via_team.scores_via_entry",
			testkit.At(schema.Events) + "?expand=scores_via_event,awards_via_event", testkit.At(schema.ContestJudges) + "?expand=scores_via_judge",
		} {
			a := h.get(who, path)
			if strings.Contains(a.Body, "暗号一等奖") || strings.Contains(a.Body, "90.5") || who != h.li && (strings.Contains(a.Body, "暗号") || given.MatchString(a.Body)) {
				t.Errorf("%s tells: %.600s", path, a.Body)
			}
		}
		// nor does the order of a list, or what a filter finds
		for _, query := range []string{
			"?filter=scores_via_entry.note~%22%E6%9A%97%22", "?filter=scores_via_entry.values~%229.75%22", "?filter=team.awards_via_team.rank=1", "?filter=@collection.scores.note~%22%E6%9A%97%22",
		} {
			if who == h.li {
				continue // sees what they gave themselves
			}
			if a := h.get(who, testkit.At(schema.Entries)+query); a.Status == 200 && strings.Contains(a.Body, h.entries[0].Id) {
				t.Errorf("%s finds it", query)
			}
		}
		down, up := h.get(who, testkit.At(schema.Entries)+"?sort=-scores_via_entry.values&fields=id"), h.get(who, testkit.At(schema.Entries)+"?sort=scores_via_entry.values&fields=id")
		if down.Status == 200 && down.Body != up.Body && who != h.li {
			t.Errorf("the order tells: %s %s", down.Body, up.Body)
		}
	}
	h.Expect("the organiser", h.get(h.organiser, board), 200)
	etag := h.get(nil, page).Header.Get("ETag")
	h.Expect("another score", h.score(h.zhao, h.zhaoJ, h.entries[2], 10, 5), 200)
	if h.get(nil, page).Header.Get("ETag") != etag {
		t.Error("the page changes with the scores")
	}
	// a time opens it
	h.Expect("a time", h.set(fields{"reveal_at": in(time.Hour)}), 200)
	reveal(t, h.portal)
	h.Expect("not yet", h.get(nil, board), 403)
	h.Expect("a time", h.set(fields{"reveal_at": in(0)}), 200)
	h.Expect("nor before the job", h.get(nil, board), 403)
	reveal(t, h.portal)
	a := h.Expect("everybody", h.get(nil, board), 200)
	if a.JSON("lines", 0, "name") != "丙队" || a.JSON("lines", 0, "score") != 100.0 || a.JSON("lines", 1, "score") != 90.5 || a.JSON("lines", 2, "rank") != 3.0 {
		t.Errorf("%s", a.Body)
	}
	for _, path := range []string{page, "/en" + page, profile, testkit.At(schema.Awards)} {
		if !strings.Contains(h.get(nil, path).Body, "暗号一等奖") {
			t.Errorf("%s doesn't tell of the award", path)
		}
	}
	if !strings.Contains(h.get(nil, page).Body, "90.5") {
		t.Error("the page has no score")
	}
	if strings.Contains(h.get(h.chen, testkit.At(schema.Scores)).Body, "暗号") {
		t.Error("what judges noted is public")
	}
	if a := h.score(h.li, h.liJ, h.entries[1], 10, 5); a.Status != 400 {
		t.Errorf("scored after the end: %d", a.Status)
	}
	// and a switch seals it again
	h.Expect("seal", h.set(fields{"revealed": false, "reveal_at": ""}), 200)
	h.Expect("sealed again", h.get(nil, board), 403)
	if strings.Contains(h.get(nil, page).Body, "90.5") || strings.Contains(h.get(nil, profile).Body, "暗号") {
		t.Error("the cache tells")
	}
}

func reveal(t *testing.T, p *portal) {
	t.Helper()
	for _, j := range p.app.Cron().Jobs() {
		if j.Id() == "contests.reveal" {
			j.Run()
			j.Run() // once more changes nothing
			return
		}
	}
	t.Fatal("there is no job")
}

// What an organiser sets is checked.
func TestSettings(t *testing.T) {
	p := newPortal(t, "challenge", nil)
	c := schema.AsContest(p.contest)
	if c.EntriesDue().String() != p.event.GetDateTime("ends").String() || c.TeamsUntil().String() != c.EntriesDue().String() {
		t.Errorf("times: %v %v", c.TeamsUntil(), c.EntriesDue())
	}
	for what, one := range map[string]struct {
		change      fields
		field, code string
	}{
		"sizes":         {fields{"team_min": 6, "team_max": 3}, "team_max", "contests.size_range"},
		"size":          {fields{"team_min": -1}, "team_min", "contests.range"},
		"teams":         {fields{"teams_until": in(100 * time.Hour)}, "teams_until", "contests.teams_late"},
		"judging":       {fields{"judging_until": in(time.Hour)}, "judging_until", "contests.judging_first"},
		"revealing":     {fields{"reveal_at": in(time.Hour)}, "reveal_at", "contests.reveal_first"},
		"an id":         {fields{"criteria": []fields{{"id": "Ä", "name": "甲", "weight": 1, "max": 5}}}, "criteria", "contests.criterion_id"},
		"twice":         {fields{"criteria": []fields{criteria[0], criteria[0]}}, "criteria", "contests.criterion_id"},
		"a name":        {fields{"criteria": []fields{{"id": "a", "name": " ", "weight": 1, "max": 5}}}, "criteria", "contests.criterion_name"},
		"a weight":      {fields{"criteria": []fields{{"id": "a", "name": "甲", "weight": 0, "max": 5}}}, "criteria", "contests.criterion_weight"},
		"a range":       {fields{"criteria": []fields{{"id": "a", "name": "甲", "weight": 1, "min": 5, "max": 5}}}, "criteria", "contests.criterion_range"},
		"no list":       {fields{"criteria": "idea"}, "criteria", "contests.criteria_shape"},
		"rules too big": {fields{"rules": strings.Repeat("长", 20_001)}, "rules", "validation_max_text_constraint"},
	} {
		p.Refused(what, p.set(one.change), one.field, one.code)
	}
	p.Expect("rules", p.set(fields{"rules": "**守时** <img src=x onerror=alert(1)>", "html": "<script>"}), 200)
	if html := p.Read(schema.Contests, p.contest.Id).GetString("html"); !strings.Contains(html, "<strong>") || strings.Contains(html, "<script") || strings.Contains(html, "onerror") {
		t.Error(html)
	}
	talk := testkit.Create(t, p.app, schema.Events, fields{"title": "沙龙", "slug": "talk", "kind": "talk", "mode": "online", "status": "published", "lang": "zh", "zone": "UTC", "starts": in(time.Hour), "ends": in(2 * time.Hour), "author": p.author.Id})
	p.Refused("a talk", p.api.Send(p.author, "POST", testkit.At(schema.Contests), fields{"event": talk.Id, "kind": "judged", "leaderboard": "live"}), "event", "contests.event_kind")
	for name, who := range map[string]*core.Record{"guest": nil, "member": p.chen, "gate": p.gate} {
		if a := p.api.Send(who, "PATCH", testkit.At(schema.Contests, p.contest.Id), fields{"revealed": true}); a.Status != 404 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	p.team(p.wang, "桥队")
	if a := p.api.Send(p.organiser, "DELETE", testkit.At(schema.Contests, p.contest.Id), nil); a.Status != 400 {
		t.Errorf("a competition with teams is gone: %d", a.Status)
	}
	p.SQL("UPDATE events SET status = 'cancelled'", nil)
	if a := p.api.Send(p.chen, "POST", testkit.At(schema.Teams), fields{"event": p.event.Id, "name": "甲", "leader": p.chen.Id}); a.Status != 400 {
		t.Errorf("a team for an event that is off: %d", a.Status)
	}
}
