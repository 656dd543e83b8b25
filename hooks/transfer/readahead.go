package transfer

import (
	"context"
	"iter"
	"sync"
)

// readAhead gives what prepare makes of sources, in their order; several workers make it, never more than a window ahead. One
// of the workers is who takes it: while there is something to write, that has a processor for itself, and who would wait for a
// source helps to prepare.
func readAhead[S, R any](ctx context.Context, sources iter.Seq[S], workers, window int, prepare func(S) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		ctx, stop := context.WithCancel(ctx)
		type job struct {
			source S
			done   chan R
		}
		work := make(chan job)
		order := make(chan job, window)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer stop()
		for range workers - 1 {
			wg.Go(func() {
				for j := range work {
					j.done <- prepare(j.source)
				}
			})
		}
		wg.Go(func() {
			defer close(order)
			defer close(work)
			for s := range sources {
				j := job{s, make(chan R, 1)}
				select {
				case order <- j:
				case <-ctx.Done():
					return
				}
				select {
				case work <- j:
				case <-ctx.Done():
					close(j.done) // nobody will read it
					return
				}
			}
		})
		for j := range order {
			r, ok := await(j.done, work, func(other job) { other.done <- prepare(other.source) })
			if !ok || !yield(r) {
				return
			}
		}
	}
}

// await waits for done and does other work until then; false when done was closed.
func await[R, J any](done <-chan R, work <-chan J, do func(J)) (R, bool) {
	for {
		select {
		case r, ok := <-done:
			return r, ok
		case j, ok := <-work:
			if ok {
				do(j)
			} else {
				work = nil // all is in hand
			}
		}
	}
}
