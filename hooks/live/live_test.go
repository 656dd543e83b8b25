package live

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// portal is an app of which only the readers are asked.
func portal() *core.BaseApp { return core.NewBaseApp(core.BaseAppConfig{}) }

func TestMessagesKeepTheirOrder(t *testing.T) {
	app := portal()
	readers := []subscriptions.Client{subscriptions.NewDefaultClient(), subscriptions.NewDefaultClient()}
	for _, reader := range readers {
		reader.Subscribe("seats/e")
		app.SubscriptionsBroker().Register(reader)
	}
	other := subscriptions.NewDefaultClient()
	other.Subscribe("seats/f")
	app.SubscriptionsBroker().Register(other)

	var want []int
	for i := range Patience {
		want = append(want, i)
		Send(app, "seats/e", i)
	}
	for _, reader := range readers {
		var got []int
		for range want {
			m := <-reader.Channel()
			var n int
			if err := json.Unmarshal(m.Data, &n); err != nil || m.Name != "seats/e" {
				t.Fatal(m.Name, err)
			}
			got = append(got, n)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("out of order: %v", got)
		}
	}
	select {
	case m := <-other.Channel():
		t.Fatalf("a reader of something else was told %s", m.Data)
	default:
	}
}

func TestTheNewestStateIsToldLast(t *testing.T) {
	app := portal()
	reader := subscriptions.NewDefaultClient()
	reader.Subscribe("seats/e")
	app.SubscriptionsBroker().Register(reader)

	var mu sync.Mutex
	state := 0
	var changes sync.WaitGroup
	const n = 100
	for range n {
		changes.Go(func() {
			mu.Lock()
			state++
			mu.Unlock()
			Tell(app, "seats/e", func() (any, error) {
				mu.Lock()
				defer mu.Unlock()
				return state, nil
			})
		})
	}
	changes.Wait()
	last := 0
	for range n {
		var told int
		if err := json.Unmarshal((<-reader.Channel()).Data, &told); err != nil {
			t.Fatal(err)
		}
		if told < last {
			t.Fatalf("%d was told after %d", told, last)
		}
		last = told
	}
	if last != n {
		t.Errorf("the last state told is %d, not %d", last, n)
	}
}

func TestNobodyIsAskedForWhatNobodyHears(t *testing.T) {
	Tell(portal(), "seats/e", func() (any, error) {
		t.Error("asked")
		return nil, nil
	})
}

func TestWhoIsSlowMissesTheOldest(t *testing.T) {
	app := portal()
	reader := subscriptions.NewDefaultClient()
	reader.Subscribe("seats/e")
	app.SubscriptionsBroker().Register(reader)
	const sent = 3 * Patience
	for i := range sent {
		Send(app, "seats/e", i)
	}
	taken, last := 0, -1
	for last != sent-1 {
		var n int
		if err := json.Unmarshal((<-reader.Channel()).Data, &n); err != nil {
			t.Fatal(err)
		}
		if n <= last {
			t.Fatalf("%d came after %d", n, last)
		}
		taken, last = taken+1, n
	}
	if taken > Patience+1 { // one is on its way
		t.Errorf("%d messages waited for a reader who took none", taken)
	}
}
