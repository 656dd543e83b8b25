// Command compare is the measurement behind docs/search.md: it indexes the test corpus in several ways, asks all
// judged queries, and prints quality, speed and size side by side.
//
//	go run ./hooks/search/compare -corpus ../shared/corpus
//	go run ./hooks/search/compare -engines bigrams -copies 77
//
// The dictionary segmenter lives here only, so that the server doesn't carry its words.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/search"
	"qiao/hooks/search/judged"
)

type options struct {
	corpus  string
	engines string
	copies  int
	rounds  int
	clients int
	types   bool
	dir     string
	profile string
}

func main() {
	var o options
	flag.StringVar(&o.corpus, "corpus", "../shared/corpus", "folder of the test corpus")
	flag.StringVar(&o.engines, "engines", "bigrams,words,both,fts5", "which to compare")
	flag.IntVar(&o.copies, "copies", 1, "how often the corpus is repeated")
	flag.IntVar(&o.rounds, "rounds", 5, "how often all queries are asked for the times")
	flag.IntVar(&o.clients, "clients", 1, "how many ask at once")
	flag.BoolVar(&o.types, "types", false, "print the figures of each query type")
	flag.StringVar(&o.dir, "dir", "", "keep the index of one engine in this folder, and use the one that is there")
	flag.StringVar(&o.profile, "profile", "", "write a CPU profile of the searches to this file")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(o options) error {
	docs, err := judged.Documents(o.corpus)
	if errors.Is(err, os.ErrNotExist) {
		fmt.Printf("There is no test corpus at %s: nothing to compare.\n", o.corpus)
		return nil
	}
	if err != nil {
		return err
	}
	queries, err := judged.Queries(o.corpus)
	if err != nil {
		return err
	}
	fmt.Printf("%d documents x %d, %d judged queries, %s, %d CPUs\n\n", len(docs), o.copies, len(queries), runtime.Version(), runtime.NumCPU())
	fmt.Println("| engine | MRR@10 | recall@10 | success@10 | docs/s indexed | bytes/doc | p50 | p99 | max | CPU each | start | heap |")
	fmt.Println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
	var reports []string
	for _, name := range strings.Split(o.engines, ",") {
		report, err := measure(o, name, docs, queries)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "\n%s\n", name)
		report.Print(&b)
		reports = append(reports, b.String())
	}
	if o.types {
		fmt.Println(strings.Join(reports, ""))
	}
	return nil
}

// engine is a way to index and search.
type engine interface {
	// put indexes documents in one transaction.
	put(app core.App, docs []*search.Document) error
	// settle does what a quiet moment would.
	settle(app core.App) error
	// ask gives the ids of the first results.
	ask(app core.App, text string) ([]string, error)
	close()
}

func open(name string, app core.App) (engine, error) {
	switch name {
	case "bigrams":
		return &ours{search.New(app)}, nil
	case "words":
		return &ours{search.NewWith(app, &search.Analyzer{Words: segmenter()})}, nil
	case "both":
		return &ours{search.NewWith(app, &search.Analyzer{Bigrams: true, Words: segmenter()})}, nil
	case "fts5":
		return newFTS5(app)
	}
	return nil, fmt.Errorf("there is no engine %q", name)
}

func measure(o options, name string, docs []*search.Document, queries []judged.Query) (judged.Report, error) {
	dir := o.dir
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "qiao-search"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
	}
	_, err := os.Stat(filepath.Join(dir, "data.db"))
	built := err == nil
	app, err := judged.App(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = app.ResetBootstrapState() }()
	e, err := open(name, app)
	if err != nil {
		return nil, err
	}
	before := size(dir)
	begun := time.Now()
	for n := range o.copies {
		if built {
			break
		}
		if err := e.put(app, copies(docs, n)); err != nil {
			return nil, err
		}
		if n%8 == 7 { // the worker of a server would have run meanwhile
			if err := e.settle(app); err != nil {
				return nil, err
			}
		}
	}
	if err := e.settle(app); err != nil {
		return nil, err
	}
	took := time.Since(begun)
	if _, err := app.DB().NewQuery("PRAGMA wal_checkpoint(TRUNCATE)").Execute(); err != nil {
		return nil, err
	}
	total := len(docs) * o.copies
	bytes := size(dir) - before
	e.close()

	if e, err = open(name, app); err != nil { // as after a restart
		return nil, err
	}
	defer e.close()
	begun = time.Now()
	if _, err := e.ask(app, "性能"); err != nil {
		return nil, err
	}
	start := time.Since(begun)
	report, err := judged.Evaluate(queries, func(text string) ([]string, error) {
		ids, err := e.ask(app, text)
		for i := range ids {
			ids[i], _, _ = strings.Cut(ids[i], "+")
		}
		return slices.Compact(ids), err
	})
	if err != nil {
		return nil, err
	}
	if o.profile != "" {
		f, err := os.Create(o.profile)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return nil, err
		}
		defer pprof.StopCPUProfile()
	}
	spent := processorTime()
	times, err := load(o, app, e, queries)
	spent = (processorTime() - spent) / time.Duration(max(len(times), 1))
	if err != nil {
		return nil, err
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	all := report["all"]
	quality := fmt.Sprintf("%.3f | %.3f | %.3f", all.MRR, all.Recall, all.Success)
	if o.copies > 1 {
		quality = "- | - | -" // one document's copies fill the first page
	}
	fmt.Printf("| %s | %s | %.0f | %d | %v | %v | %v | %v | %v | %d MB |\n", name, quality,
		float64(total)/took.Seconds(), bytes/int64(total), at(times, 0.5), at(times, 0.99), at(times, 1), spent.Round(10*time.Microsecond), start.Round(time.Millisecond), m.HeapAlloc>>20)
	return report, nil
}

// load asks all queries again and again, in random order, and gives the sorted times.
func load(o options, app core.App, e engine, queries []judged.Query) ([]time.Duration, error) {
	var (
		mu     sync.Mutex
		all    []time.Duration
		failed error
		group  sync.WaitGroup
	)
	for c := range o.clients {
		group.Go(func() {
			random := rand.New(rand.NewSource(int64(c)))
			var times []time.Duration
			for range o.rounds {
				for _, i := range random.Perm(len(queries)) {
					begun := time.Now()
					if _, err := e.ask(app, queries[i].Text); err != nil {
						mu.Lock()
						failed = err
						mu.Unlock()
						return
					}
					times = append(times, time.Since(begun))
				}
			}
			mu.Lock()
			all = append(all, times...)
			mu.Unlock()
		})
	}
	group.Wait()
	slices.Sort(all)
	return all, failed
}

// processorTime is what this process has used so far: unlike the times, it doesn't depend on what else runs.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func at(times []time.Duration, p float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return times[min(int(p*float64(len(times))), len(times)-1)].Round(10 * time.Microsecond)
}

// copies gives the documents with ids of their own.
func copies(docs []*search.Document, n int) []*search.Document {
	out := make([]*search.Document, len(docs))
	for i, d := range docs {
		c := *d
		if n > 0 {
			c.ID = fmt.Sprintf("%s+%d", d.ID, n)
		}
		out[i] = &c
	}
	return out
}

// size adds up the files of a folder.
func size(dir string) (n int64) {
	files, _ := filepath.Glob(filepath.Join(dir, "data.db*"))
	for _, f := range files {
		if info, err := os.Stat(f); err == nil {
			n += info.Size()
		}
	}
	return n
}

// ours is the index of package search.
type ours struct{ *search.Index }

func (o *ours) put(app core.App, docs []*search.Document) error {
	return app.RunInTransaction(func(tx core.App) error {
		for _, d := range docs {
			if err := o.Put(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *ours) settle(app core.App) error { return o.Tend(context.Background(), app) }

func (o *ours) ask(app core.App, text string) ([]string, error) {
	r, err := o.Search(context.Background(), app, search.Request{Query: text})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, item := range r.Items {
		ids = append(ids, item.ID)
	}
	return ids, nil
}

func (o *ours) close() { o.Close() }
