package access_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestPresets(t *testing.T) {
	open, _ := access.NewPolicy(access.Open, []byte(`{"vote_up": 9999}`), []byte("nonsense"))
	standard, _ := access.NewPolicy(access.Standard, nil, nil)
	strict, _ := access.NewPolicy(access.Strict, nil, nil)
	for name, n := range standard.Abilities {
		if open.Abilities[name] > n || strict.Abilities[name] < n {
			t.Errorf("%s: open %d, standard %d, strict %d: not in that order", name, open.Abilities[name], n, strict.Abilities[name])
		}
	}
	// what a portal needs on its first day, when nobody has anything
	for _, a := range []access.Ability{access.Comment, access.CommentUnreviewed, access.VoteUp, access.VoteDown} {
		if n := open.Abilities[string(a)]; n != 0 {
			t.Errorf("the open preset asks %d for %s", n, a)
		}
	}
	// the numbers that are named in the documentation
	for name, want := range map[string]int{"vote_up": 15, "comment_unreviewed": 50, "vote_down": 125, "edit": 200, "tag_new": 1500, "edit_unreviewed": 2000} {
		if got := standard.Abilities[name]; got != want {
			t.Errorf("standard asks %d for %s, want %d", got, name, want)
		}
	}
	for reputation, want := range map[int]int{0: 0, 14: 0, 15: 1, 124: 1, 125: 2, 500: 3, 1999: 3, 2000: 4, 1 << 30: 4} {
		if got := standard.Level(reputation); got != want {
			t.Errorf("level %d at %d, want %d", got, reputation, want)
		}
	}
	for level := range access.Levels {
		if got := standard.Level(standard.LevelFrom(level)); got != level {
			t.Errorf("level %d begins at %d, which is level %d", level, standard.LevelFrom(level), got)
		}
	}
}

func TestCustomPolicy(t *testing.T) {
	for _, test := range []struct{ preset, abilities, points, field, problem string }{
		{"custom", ``, ``, "", ""},
		{"custom", `null`, `{}`, "", ""},
		{"custom", `{"vote_up": 3, "level_1": 5}`, `{"article_upvoted": 5, "day_cap": 50}`, "", ""},
		{"loose", ``, ``, "preset", "preset"},
		{"", ``, ``, "preset", "preset"},
		{"custom", `[15]`, ``, "abilities", "shape"},
		{"custom", `{"vote_up": "15"}`, ``, "abilities", "shape"},
		{"custom", `{"vote_up": 1.5}`, ``, "abilities", "shape"},
		{"custom", `{"vote_up": null}`, ``, "abilities", "shape"},
		{"custom", `{"vote_up": -1}`, ``, "abilities", "negative"},
		{"custom", `{"vote_up": 1000001}`, ``, "abilities", "range"},
		{"custom", `{"fly": 1}`, ``, "abilities", "unknown"},
		{"custom", `{"article_upvoted": 1}`, ``, "abilities", "unknown"},
		{"custom", `{"level_2": 15}`, ``, "abilities", "order"},
		{"custom", `{"level_1": 0}`, ``, "abilities", "order"},
		{"custom", ``, `{"article_upvoted": -10}`, "points", "range"},
		{"custom", ``, `{"article_downvoted": 2}`, "points", "range"},
		{"custom", ``, `{"day_cap": 100001}`, "points", "range"},
		{"custom", ``, `{"vote_up": 1}`, "points", "unknown"},
	} {
		policy, err := access.NewPolicy(test.preset, []byte(test.abilities), []byte(test.points))
		var wrong *access.PolicyError
		switch {
		case test.problem == "" && err != nil:
			t.Errorf("%+v: %v", test, err)
		case test.problem == "":
		case !errors.As(err, &wrong) || wrong.Problem != test.problem || wrong.Field != test.field:
			t.Errorf("%+v: %+v, %v", test, policy, err)
		}
	}
	policy, err := access.NewPolicy("custom", []byte(`{"vote_up": 3}`), []byte(`{"day_cap": 50}`))
	if err != nil || policy.Abilities["vote_up"] != 3 || policy.Abilities["vote_down"] != 125 || policy.Points["day_cap"] != 50 || policy.Points["article_upvoted"] != 10 {
		t.Errorf("%+v, %v", policy, err)
	}
	if again, _ := access.NewPolicy("standard", nil, nil); again.Abilities["vote_up"] != 15 {
		t.Error("a custom policy changed the preset that it began with")
	}
}

func TestMay(t *testing.T) {
	app := testkit.NewApp(t, register)
	choose := func(preset string) {
		t.Helper()
		policy, err := app.FindRecordById(schema.PolicySettings, schema.PolicyID)
		if err != nil {
			t.Fatal(err)
		}
		policy.Set("preset", preset)
		testkit.Save(t, app, policy)
	}
	may := func(who *core.Record, a access.Ability) bool {
		t.Helper()
		ok, err := access.May(app, who, a)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	member, editor, mod, root := testkit.User(t, app, "member"), testkit.User(t, app, "ed", "editor"), testkit.User(t, app, "mod-a", "moderator"), testkit.Superuser(t, app)
	if may(nil, access.VoteUp) || !may(member, access.VoteUp) || may(member, access.Edit) {
		t.Error("under the preset of a new portal a member may vote and not edit, and a guest nothing")
	}
	choose(access.Standard)
	if may(member, access.VoteUp) {
		t.Error("the policy of before is still in memory")
	}
	for _, who := range []*core.Record{editor, mod, root} {
		if !may(who, access.EditUnreviewed) {
			t.Errorf("%s may not everything", who.GetString("handle"))
		}
	}
	for n, want := range map[int]bool{14: false, 15: true, 16: true} {
		member.Set(schema.UserReputation, n)
		if may(member, access.VoteUp) != want {
			t.Errorf("with %d: %v", n, !want)
		}
	}
	if _, err := access.Needs(app, "fly"); err == nil {
		t.Error("an ability that nobody knows")
	}
	// read and changed at once, the last word counts
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if i%5 == 0 {
				choose([]string{access.Strict, access.Open}[i/5])
				return
			}
			for range 20 {
				if _, err := access.Needs(app, access.Edit); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	choose(access.Strict)
	if n, err := access.Needs(app, access.Edit); n != 400 || err != nil {
		t.Error(fmt.Sprint("afterwards ", n, err))
	}
}
