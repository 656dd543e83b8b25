package contests_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/live"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// listener is a reader of the competition's page. told gives what it was told until now: a message of our own is the last.
func (p *portal) listener() (told func() []string) {
	p.t.Helper()
	reader := subscriptions.NewDefaultClient()
	reader.Subscribe("board/"+p.event.Id, "end")
	p.app.SubscriptionsBroker().Register(reader)
	return func() (list []string) {
		live.Send(p.app, "end", "end")
		for m := range reader.Channel() {
			if m.Name == "end" {
				return list
			}
			list = append(list, string(m.Data))
		}
		return list
	}
}

// A leaderboard that is live is told of; one that is sealed tells nothing, until it is revealed.
func TestTheLeaderboardIsLive(t *testing.T) {
	p := newPortal(t, "hackathon", fields{"leaderboard": "live"})
	team := p.team(p.wang, "桥队")
	judge := p.somebody()
	seat := p.judge(judge)
	entry := p.entry(p.wang, team, "桥")
	p.due(-time.Minute)
	told := p.listener()
	id := p.Expect("score", p.score(judge, seat, entry, 8, 4), 200).JSON("id").(string)
	if got := told(); len(got) != 1 || !strings.Contains(got[0], p.event.Id) || strings.Contains(got[0], "score") {
		t.Errorf("told %q", got)
	}
	page1 := p.get(nil, page).Body
	if !strings.Contains(page1, `data-board="`+p.event.Id+`"`) || !strings.Contains(page1, "contest/live") {
		t.Error("the page doesn't listen")
	}
	p.Expect("sealed", p.set(fields{"leaderboard": "sealed"}), 200)
	told()
	p.Expect("another score", p.api.Send(judge, "PATCH", testkit.At(schema.Scores, id), fields{"values": fields{"idea": 2, "craft": 1}}), 200)
	if got := told(); len(got) != 0 {
		t.Errorf("a sealed board told %q", got)
	}
	if sealed := p.get(nil, page).Body; strings.Contains(sealed, "data-board") || strings.Contains(sealed, "contest/live") {
		t.Error("the page of a sealed board listens")
	}
	p.Expect("revealed", p.set(fields{"revealed": true}), 200)
	if got := told(); len(got) != 1 {
		t.Errorf("revealing told %q", got)
	}
	// what fails is told to nobody
	p.Expect("refused", p.score(judge, seat, entry, 99, 4), 400)
	if got := told(); len(got) != 0 {
		t.Errorf("what was refused told %q", got)
	}
}

// An import of many times is one change, and a refused one is none.
func TestARaceIsToldOfOnce(t *testing.T) {
	p := newPortal(t, "race", fields{"leaderboard": "live"})
	told := p.listener()
	rows := "number,name,lap 1\n"
	for i := range 30 {
		rows += fmt.Sprintf("%d,车手 %d,1:0%d.%03d\n", i+1, i+1, i%10, i)
	}
	p.Expect("import", p.api.Send(p.organiser, "POST", table, rows, "Content-Type", "text/csv"), 200)
	got := told()
	var message map[string]string
	if len(got) != 1 || json.Unmarshal([]byte(got[0]), &message) != nil || message["kind"] != "race" {
		t.Errorf("told %q", got)
	}
	p.Expect("the same", p.api.Send(p.organiser, "POST", table, rows, "Content-Type", "text/csv"), 200)
	p.Expect("formulas", p.api.Send(p.organiser, "POST", table, "number,name\n1,=1+1\n", "Content-Type", "text/csv"), 400)
	if got := told(); len(got) != 0 {
		t.Errorf("nothing changed, and it was told %q", got)
	}
	p.SQL("UPDATE contests SET leaderboard = 'sealed' WHERE id = {:id}", dbx.Params{"id": p.contest.Id})
	p.Expect("sealed", p.api.Send(p.organiser, "POST", table, rows+"99,迟到,0:59.000\n", "Content-Type", "text/csv"), 200)
	if got := told(); len(got) != 0 {
		t.Errorf("a sealed race told %q", got)
	}
}
