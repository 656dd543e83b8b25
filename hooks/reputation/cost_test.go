package reputation_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"qiao/hooks/reputation"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Who is voted for all day long waits no longer for the last vote than for the first: what comes after all of its day
// counts no other row of the day anew. What comes between does.
func TestLaterVotesTouchNoEarlierOnes(t *testing.T) {
	app := testkit.NewApp(t, register)
	author := testkit.User(t, app, "chen-mo")
	var anew atomic.Int64
	app.NonconcurrentDB().(*dbx.DB).ExecLogFunc = func(_ context.Context, _ time.Duration, statement string, _ sql.Result, _ error) {
		if strings.HasPrefix(statement, "UPDATE reputation_events SET applied") {
			anew.Add(1)
		}
	}
	award := func(n int, at string) {
		t.Helper()
		err := reputation.Award(app, reputation.Cause{User: author.Id, Rule: reputation.Upvoted, Name: fmt.Sprintf("test:%d", n), Kind: "article", Target: "a", Points: 15, At: at})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 40 {
		award(i, fmt.Sprintf("2026-03-01 10:00:%02d.000Z", i))
	}
	if n := anew.Load(); n != 0 {
		t.Errorf("the day was counted anew %d times", n)
	}
	if n := points(t, app, author); n != 200 {
		t.Errorf("%d, want the cap of a day, 200", n)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM reputation_events WHERE applied = 15") + testkit.Number(t, app, "SELECT applied FROM reputation_events WHERE cause = 'test:13'"); n != 13+5 {
		t.Errorf("what counts is %d", n)
	}
	award(40, "2026-03-01 09:00:00.000Z")
	if n := anew.Load(); n != 1 {
		t.Errorf("with one before them the day was counted anew %d times", n)
	}
	if n := testkit.Number(t, app, "SELECT applied FROM reputation_events WHERE cause = 'test:13'"); n != 0 {
		t.Errorf("the last that counted still counts %d", n)
	}
	if n := points(t, app, author); n != 200 {
		t.Errorf("%d, want 200 still", n)
	}
}

// Who is far from a badge isn't counted with each vote and comment, and gets it in time all the same.
func TestWhoIsFarFromABadgeIsNotCounted(t *testing.T) {
	app := testkit.NewApp(t, register)
	author, reader := testkit.User(t, app, "chen-mo"), testkit.User(t, app, "su-he")
	article := testkit.Article(t, app, author, map[string]any{"status": "published"})
	var counted atomic.Int64
	app.NonconcurrentDB().(*dbx.DB).QueryLogFunc = func(_ context.Context, _ time.Duration, statement string, _ *sql.Rows, _ error) {
		if strings.Contains(statement, "FROM comments WHERE author") {
			counted.Add(1)
		}
	}
	rule := badge(t, app, "noticed")
	rule.Set(schema.BadgeRule, `{"count": "comments", "at_least": 12}`)
	testkit.Save(t, app, rule)
	for n := 1; n <= 14; n++ {
		comment(t, app, reader, article)
		if holds(t, app, reader, "noticed") != (n >= 12) {
			t.Errorf("after %d comments", n)
		}
		if n == 2 {
			counted.Store(0)
		}
		if n == 11 && counted.Load() > 0 {
			t.Errorf("counted %d times though far from it", counted.Load())
		}
	}
	if counted.Load() == 0 {
		t.Error("nothing was ever counted")
	}
}
