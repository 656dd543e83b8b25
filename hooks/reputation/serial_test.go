package reputation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/reputation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Votes for one author by the number are reversed once the day is over, once; those of others stay.
func TestSerialVotesAreReversed(t *testing.T) {
	app := testkit.NewApp(t, register)
	api := testkit.NewAPI(t, app)
	author, fan, reader, asker := testkit.User(t, app, "author"), testkit.User(t, app, "fan"), testkit.User(t, app, "reader"), testkit.User(t, app, "asker")
	tag := testkit.Tag(t, app, "go", "Go 语言")
	var answers []string
	for i := range 6 {
		q := testkit.Create(t, app, schema.Questions, map[string]any{"title": fmt.Sprintf("第 %d 个问题", i), "status": "published", "author": asker.Id, "tags": []string{tag.Id}, "body": "怎么办？"})
		answers = append(answers, testkit.Create(t, app, schema.Answers, map[string]any{"question": q.Id, "author": author.Id, "status": "published", "body": "这么办。"}).Id)
	}
	vote := func(who *core.Record, answer string, day string) string {
		v := testkit.Create(t, app, schema.Votes, map[string]any{"user": who.Id, "kind": "answer", "target": answer, "value": 1})
		if _, err := app.DB().NewQuery("UPDATE votes SET created = {:at} WHERE id = {:id}").Bind(dbx.Params{"id": v.Id, "at": day + " 10:00:00.000Z"}).Execute(); err != nil {
			t.Fatal(err)
		}
		return v.Id
	}
	first := ""
	for i, answer := range answers[:5] {
		id := vote(fan, answer, "2026-03-02")
		if i == 0 {
			first = id
		}
	}
	vote(reader, answers[0], "2026-03-02")
	vote(reader, answers[1], "2026-03-02")
	sums := func() (votes, points int) {
		return testkit.Number(t, app, "SELECT sum(votes) FROM stats WHERE kind = 'answers'", nil),
			testkit.Number(t, app, "SELECT count(*) FROM reputation_events WHERE user = {:id} AND rule = 'upvoted'", dbx.Params{"id": author.Id})
	}
	run := func(at string) {
		t.Helper()
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if err := reputation.ReverseSerial(app, now); err != nil {
			t.Fatal(err)
		}
	}
	_, earned := sums()
	run("2026-03-02T23:00:00Z")
	if votes, points := sums(); votes != 7 || points != earned {
		t.Fatalf("before the day is over: %d votes, %d of %d causes", votes, points, earned)
	}
	run("2026-03-03T03:10:00Z")
	if votes, points := sums(); votes != 2 || earned > 0 && points != 2 {
		t.Errorf("reversed, %d votes and %d causes are left", votes, points)
	}
	entries := func() int {
		return testkit.Number(t, app, "SELECT count(*) FROM audit_log WHERE action = 'serial' AND target = {:id}", dbx.Params{"id": fan.Id})
	}
	run("2026-03-03T03:10:00Z")
	run("2026-03-05T03:10:00Z")
	if votes, _ := sums(); votes != 2 || entries() != 1 {
		t.Errorf("run again, %d votes are left and the log has %d entries", votes, entries())
	}
	sum := testkit.Number(t, app, "SELECT count(*) FROM stats s WHERE s.kind = 'answers' AND s.votes != coalesce((SELECT sum(value) FROM votes WHERE target = s.id), 0)", nil)
	if sum != 0 {
		t.Errorf("%d counters don't equal their rows", sum)
	}

	// they aren't cast again
	at := "/api/collections/votes/records"
	if a := api.Send(fan, "PATCH", at+"/"+first, map[string]any{"value": 1}); a.Status != 403 {
		t.Errorf("changed: %d %s", a.Status, a.Body)
	}
	if a := api.Send(fan, "DELETE", at+"/"+first, nil); a.Status != 403 {
		t.Errorf("taken back: %d %s", a.Status, a.Body)
	}
	if a := api.Send(fan, "POST", at, map[string]any{"user": fan.Id, "kind": "answer", "target": answers[0], "value": 1}); a.Status == 200 && a.JSON("value") != 0.0 {
		t.Errorf("cast again: %d %s", a.Status, a.Body)
	}
	if votes, _ := sums(); votes != 2 {
		t.Errorf("afterwards there are %d votes", votes)
	}
	if a := api.Send(fan, "POST", at, map[string]any{"user": fan.Id, "kind": "answer", "target": answers[5], "value": 0}); a.Status != 400 {
		t.Errorf("a vote of nothing: %d %s", a.Status, a.Body)
	}
}

func TestSerialVotesCanBeLeftAlone(t *testing.T) {
	app := testkit.NewApp(t, register)
	if _, err := app.DB().NewQuery("UPDATE qa_settings SET serial_votes = 0").Execute(); err != nil {
		t.Fatal(err)
	}
	if err := reputation.ReverseSerial(app, time.Now()); err != nil {
		t.Fatal(err)
	}
}
