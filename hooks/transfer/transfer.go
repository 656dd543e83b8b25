// Package transfer is the room of what comes in from other systems and goes out again: imports of Markdown folders,
// WordPress and Ghost, and the export that loses nothing.
//
// Reading foreign formats is done by the packages below this one, which know nothing of records; they all make the
// one neutral [Article]. Here articles become records, through the same hooks as every other write.
package transfer

import (
	"context"
	"io"
	"runtime"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/transfer/article"
)

// Article is an article as another system had it.
type Article = article.Article

// Source is an article that can be read when it is its turn.
type Source = article.Source

// Needs is what an import asks of other rooms.
type Needs struct {
	// Prepare renders an article that is about to be saved; it is called in parallel, ahead of the write. May be nil:
	// then the save does it.
	Prepare func(core.App, *core.Record) error
	// Together runs what writes a batch, in the transaction of app, and has all of it indexed at its end. May be nil: then
	// each save does it.
	Together func(app core.App, write func() error) error
	// Rescore brings the order of hot lists up to date after counters were set. May be nil.
	Rescore func(core.App, []string) error
}

// Options say how to import. The zero value is good.
type Options struct {
	Needs
	// Author is the handle of who gets articles that name nobody known; empty means an account made for imports.
	Author string
	// Column and Series are slugs that all articles without their own get.
	Column string
	Series string
	// Drafts keeps everything unpublished.
	Drafts bool
	// Lang and Zone are taken where a text doesn't tell; see folder.Options.
	Lang string
	Zone *time.Location
	// DryRun tries everything and writes nothing.
	DryRun bool
	// Batch is how many articles share a transaction; 0 means 120. As many more are read and rendered ahead, with their pictures.
	Batch int
	// Workers read and render ahead of the writer; 0 means one for each processor.
	Workers int
	// Report gets a JSON line for each file once its outcome is certain; may be nil.
	Report io.Writer
	// Progress is told after each batch how many sources are done; may be nil.
	Progress func(done int)
}

func (o Options) filled() Options {
	if o.Batch <= 0 {
		o.Batch = 120
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}

// interrupted says that an import was asked to stop; what was reported is committed.
func interrupted(ctx context.Context) bool { return ctx.Err() != nil }
