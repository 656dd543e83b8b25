package stats_test

import (
	"sync"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestAdd(t *testing.T) {
	app := testkit.NewApp(t, nil)
	count := func(column string) int {
		return testkit.Number(t, app, "SELECT "+column+" FROM stats WHERE id = 'tag000000000001'")
	}
	add := func(counter string, delta int) error {
		return stats.Add(app, schema.Tags, "tag000000000001", counter, delta)
	}
	for _, step := range []struct{ delta, want int }{{-1, 0}, {1, 1}, {2, 3}, {-1, 2}, {-9, 0}, {1, 1}} {
		if err := add(schema.StatsFollowers, step.delta); err != nil {
			t.Fatal(err)
		}
		if got := count("followers"); got != step.want {
			t.Errorf("after %+d: %d, want %d", step.delta, got, step.want)
		}
	}
	for _, counter := range []string{"hot", "kind", "", "votes = 99 --", "nothing"} {
		if err := add(counter, 1); err == nil {
			t.Errorf("%q was taken for a counter", counter)
		}
	}
	if err := stats.Ensure(app, schema.Tags, "tag000000000001"); err != nil || count("followers") != 1 {
		t.Errorf("Ensure changed the count to %d, %v", count("followers"), err)
	}
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if err := add(schema.StatsViews, 1); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := count("views"); got != 50 {
		t.Errorf("%d of 50 at once", got)
	}
	if err := stats.Remove(app, "tag000000000001"); err != nil || testkit.Number(t, app, "SELECT count(*) FROM stats") != 0 {
		t.Errorf("the row stays, %v", err)
	}
}
