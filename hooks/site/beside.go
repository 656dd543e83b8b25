package site

import (
	"fmt"
	"html/template"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// Beside does parts of a page at the same time, as far as there are processors: queries that don't wait for each other.
// It returns when all of it is done, with the first error. The parts may use the request, and write what they read where no
// other part does.
func (r *Request) Beside(parts ...func() error) error {
	var group errgroup.Group
	for _, part := range parts {
		group.Go(func() error { return guarded(part) })
	}
	return group.Wait()
}

// each does something for the numbers below n at the same time, in as many stretches as there are processors.
func (r *Request) each(n int, do func(i int) error) error {
	stretches := min(n, runtime.GOMAXPROCS(0))
	parts := make([]func() error, stretches)
	for s := range parts {
		parts[s] = func() (err error) {
			for i := s * n / stretches; i < (s+1)*n/stretches && err == nil; i++ {
				err = do(i)
			}
			return err
		}
	}
	return r.Beside(parts...)
}

// guarded turns a panic into an error: outside of the request's own goroutine nobody would catch it.
func guarded(part func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return part()
}

// Parts renders a template for each of the things that make up most of a page, such as the answers to a question.
func Parts[T any](r *Request, name string, things []T) ([]template.HTML, error) {
	out := make([]template.HTML, len(things))
	err := r.each(len(things), func(i int) (err error) {
		out[i], err = r.frame.partial(r.Lang, name, things[i])
		return err
	})
	return out, err
}
