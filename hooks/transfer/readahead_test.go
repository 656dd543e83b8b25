package transfer

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// upTo gives the numbers below n.
func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestReadAheadKeepsTheOrder(t *testing.T) {
	for _, workers := range []int{1, 2, 5} {
		for _, window := range []int{1, 7, 1000} {
			t.Run(fmt.Sprintf("%d workers, %d ahead", workers, window), func(t *testing.T) {
				got := slices.Collect(readAhead(t.Context(), upTo(300), workers, window, func(i int) int {
					if i%50 == 0 {
						time.Sleep(time.Millisecond) // the ones after it are ready earlier
					}
					return -i
				}))
				if want := slices.Collect(upTo(300)); len(got) != len(want) || !slices.IsSortedFunc(got, func(a, b int) int { return b - a }) {
					t.Errorf("%v", got)
				}
			})
		}
	}
}

func TestWhoWaitsHelpsToPrepare(t *testing.T) {
	busy := make(chan bool)
	var got []int
	for n := range readAhead(t.Context(), upTo(2), 2, 2, func(i int) int {
		// each of the two sources is ready once the other is being prepared: one worker alone would never be
		select {
		case busy <- true:
		case <-busy:
		}
		return i
	}) {
		got = append(got, n)
	}
	if !slices.Equal(got, []int{0, 1}) {
		t.Errorf("%v", got)
	}
}

func TestReadAheadGoesNoFurtherThanItsWindow(t *testing.T) {
	const workers, window = 3, 10
	var begun, taken atomic.Int32
	for range readAhead(t.Context(), upTo(200), workers, window, func(i int) int { begun.Add(1); return i }) {
		if taken.Add(1) == 1 {
			time.Sleep(20 * time.Millisecond) // the workers go on as far as they may
		}
		// those in the window, the one that was taken before it, and the one that the reader holds
		if ahead := begun.Load() - taken.Load(); ahead > window+2 {
			t.Fatalf("%d are prepared ahead", ahead)
		}
	}
	if begun.Load() != 200 || taken.Load() != 200 {
		t.Errorf("%d prepared, %d taken", begun.Load(), taken.Load())
	}
}

func TestReadAheadEndsWithWhoTakesItAndWithTheContext(t *testing.T) {
	for _, workers := range []int{1, 4} {
		for n := range readAhead(t.Context(), upTo(1000), workers, 20, func(i int) int { return i }) {
			if n == 3 {
				break
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		count := 0
		for range readAhead(ctx, upTo(1_000_000), workers, 20, func(i int) int { return i }) {
			if count++; count == 5 {
				stop()
			}
		}
		if count >= 1_000_000 {
			t.Error("it went on after the context had ended")
		}
		stop()
	}
}
