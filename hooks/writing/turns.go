package writing

import (
	"sync"
	"time"
)

// turns lets each account do something a few times within a window, and one at a time.
// It lives in memory: what it protects is this process and the sites that it asks.
type turns struct {
	most   int
	window time.Duration
	now    func() time.Time

	mu   sync.Mutex
	past map[string][]time.Time
	busy map[string]bool
}

func newTurns(most int, window time.Duration) *turns {
	return &turns{most: most, window: window, now: time.Now, past: map[string][]time.Time{}, busy: map[string]bool{}}
}

// take gives the account a turn, which done ends, or says that it has to wait.
func (t *turns) take(account string) (done func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	since := t.now().Add(-t.window)
	for id, times := range t.past { // few accounts import at once, so looking at all of them is cheap
		for len(times) > 0 && times[0].Before(since) {
			times = times[1:]
		}
		if t.past[id] = times; len(times) == 0 {
			delete(t.past, id)
		}
	}
	if t.busy[account] || len(t.past[account]) >= t.most {
		return nil, false
	}
	t.busy[account] = true
	t.past[account] = append(t.past[account], t.now())
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.busy, account)
	}, true
}
