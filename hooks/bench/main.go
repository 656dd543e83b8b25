// Command bench prints the figures of the portal as a table: each row a measurement on this
// machine in this run, against something measured beside it where that says more.
//
//	go run ./hooks/bench             everything; takes about half an hour
//	go run ./hooks/bench -large 0    without the rows that need large databases
//	go run ./hooks/bench -only page  the rows whose name contains a word; -only question those of questions, -only event those of events, -only talk those of conversation
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

func main() {
	large := flag.Int("large", 100_000, "articles, and questions, of the large databases; 0 leaves their rows out")
	keep := flag.String("large-dir", "", "folder to keep the large database in, and to find it again")
	only := flag.String("only", "", "measure only the rows whose name contains this")
	profile := flag.String("profile", "", "file for a profile of the processor's time")
	flag.Parse()
	log.SetFlags(0)
	if err := profiled(*profile, func() error { return run(*large, *keep, *only) }); err != nil {
		log.Fatal("bench: ", err)
	}
}

// profiled measures with a profile of the processor's time in a file, if one is named.
func profiled(name string, measure func() error) error {
	if name == "" {
		return measure()
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = measure()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

// A bench measures one thing after another and keeps the table.
type bench struct {
	in    *input
	only  string
	table []row
}

func run(large int, keep, only string) error {
	in, err := openInput()
	if err != nil {
		return err
	}
	defer in.folder.Close()
	fmt.Printf("%s, %d processors, %s, %s\n", machine(), runtime.NumCPU(), runtime.Version(), time.Now().UTC().Format(time.DateOnly))
	b := &bench{in: in, only: only}
	if err := b.add("word rules", wordsRow); err != nil {
		return err
	}
	if err := b.door(); err != nil {
		return err
	}
	if err := b.talk(); err != nil {
		return err
	}
	if large > 0 {
		if err := b.gatherings(); err != nil {
			return err
		}
	}
	if !strings.HasPrefix(only, "question") && !strings.HasPrefix(only, "event") && !strings.HasPrefix(only, "talk") {
		small, err := b.small()
		if err != nil {
			return err
		}
		if large > 0 {
			if err := b.large(large, keep, small); err != nil {
				return err
			}
		}
	}
	if strings.HasPrefix(only, "event") || strings.HasPrefix(only, "talk") {
		b.print()
		return nil
	}
	if keep != "" {
		keep = filepath.Join(keep, "questions")
	}
	if err := b.questions(large, keep); err != nil {
		return err
	}
	b.print()
	return nil
}

// asked says whether a row of that name is to be measured.
func (b *bench) asked(name string) bool { return strings.Contains(name, b.only) }

// add measures a row unless it wasn't asked for.
func (b *bench) add(name string, measure func() (row, error)) error {
	if !b.asked(name) {
		return nil
	}
	fmt.Printf("… %s\n", name)
	r, err := measure()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.put(r)
	return nil
}

// put adds rows to the table, and shows what was measured: a later row may fail.
func (b *bench) put(rows ...row) {
	for _, r := range rows {
		fmt.Printf("  %s: %s\n", r.what, r.got)
	}
	b.table = append(b.table, rows...)
}

// latencies are the uncached figures that are compared between the two sizes.
type latencies struct{ article, list, find time.Duration }

// sample is how many article pages a latency is taken over.
const sample = 200

// small measures everything but the large database.
func (b *bench) small() (latencies, error) {
	var l latencies
	dir, remove, err := scratch("small")
	if err != nil {
		return l, err
	}
	defer remove()
	p, err := openPortal(dir)
	if err != nil {
		return l, err
	}
	if _, err := b.in.load(p, 2500); err != nil {
		return l, err
	}
	if err := p.serve(); err != nil {
		return l, err
	}
	slugs, err := p.slugs(sample)
	if err != nil {
		return l, err
	}
	if l.article, err = uncached(p, articlePaths(slugs)); err != nil {
		return l, err
	}
	if l.list, err = uncached(p, repeat("/articles", 50)); err != nil {
		return l, err
	}
	const fast, home = 3 * time.Millisecond, 10 * time.Millisecond
	for _, m := range []struct {
		name    string
		measure func() (row, error)
	}{
		{"cached page", func() (row, error) { return cachedPage(p, slugs[0]) }},
		{"uncached article page", func() (row, error) {
			return row{"article page that misses the cache", "-", "<= 3 ms median", ms(l.article), l.article <= fast}, nil
		}},
		{"uncached home page", func() (row, error) { return latencyRow(p, "home page that misses the cache", repeat("/", 50), home) }},
		{"rest cards", func() (row, error) { return cardsList(p) }},
		{"rest cards uncached", func() (row, error) { return cardsUncached(p) }},
	} {
		if err := b.add(m.name, m.measure); err != nil {
			return l, err
		}
	}
	if err := p.close(); err != nil {
		return l, err
	}
	if err := b.binary(dir); err != nil {
		return l, err
	}
	if err := b.find(&l); err != nil {
		return l, err
	}
	return l, b.imports()
}

func (b *bench) imports() error {
	if !b.asked("import") {
		return nil
	}
	fmt.Println("… import")
	rows, err := importRows(b.in)
	b.put(rows...)
	return err
}

// binary measures the program as it is shipped, over the small database.
func (b *bench) binary(dir string) error {
	bin, remove, err := scratch("bin")
	if err != nil {
		return err
	}
	defer remove()
	path, size, err := build(bin, "qiao")
	if err != nil {
		return err
	}
	p, err := openPortal(dir)
	if err != nil {
		return err
	}
	slugs, err := p.slugs(1 << 20)
	if err != nil {
		return err
	}
	if err := p.close(); err != nil {
		return err
	}
	if err := b.add("start", func() (row, error) { return startRow(path, dir, len(slugs)) }); err != nil {
		return err
	}
	if err := b.add("memory", func() (row, error) {
		return memoryRow(path, dir, append(articlePaths(slugs), "/", "/articles", "/tags", "/columns"))
	}); err != nil {
		return err
	}
	return b.add("binary", func() (row, error) {
		mb := float64(size) / (1 << 20)
		return row{"the binary", "-", "<= 60 MB", fmt.Sprintf("%.1f MB", mb), mb <= 60}, nil
	})
}

// find measures the search over the input as it is.
func (b *bench) find(l *latencies) error {
	if b.in.queries == "" || !b.asked("search quality") && !b.asked("search latency") {
		return nil
	}
	questions, err := readQuestions(b.in.queries)
	if err != nil {
		return err
	}
	dir, remove, err := scratch("search")
	if err != nil {
		return err
	}
	defer remove()
	p, err := openPortal(dir)
	if err != nil {
		return err
	}
	ids, err := b.in.load(p, 0)
	if err != nil {
		return err
	}
	if err := p.serve(); err != nil {
		return err
	}
	var byKind map[string]*quality
	if err := b.add("search quality", func() (row, error) {
		if byKind, _, err = ask(p, questions, ids); err != nil {
			return row{}, err
		}
		all := byKind["all"]
		mrr := all.mean(all.mrr)
		return row{"search, MRR@10 over all judged queries", "-", ">= 0.90", fmt.Sprintf("%.3f", mrr), mrr >= 0.90}, nil
	}); err != nil {
		return err
	}
	if err := b.add("search latency", func() (row, error) {
		l.find, err = latency(p, questions)
		return row{"search, whole request", "-", "<= 10 ms p99", ms(l.find), l.find <= 10*time.Millisecond}, err
	}); err != nil {
		return err
	}
	printQuality(byKind)
	return p.close()
}

// large measures what must not grow with the site.
func (b *bench) large(n int, dir string, small latencies) error {
	if dir == "" {
		scratchDir, remove, err := scratch("large")
		if err != nil {
			return err
		}
		defer remove()
		dir = scratchDir
	}
	p, err := openPortal(dir)
	if err != nil {
		return err
	}
	had, err := count(p.App)
	if err != nil {
		return err
	}
	if had < n {
		fmt.Printf("… importing %d articles\n", n)
		begin := time.Now()
		if _, err := b.in.load(p, n); err != nil {
			return err
		}
		fmt.Printf("  %.0f articles/s\n", float64(n)/time.Since(begin).Seconds())
	}
	if err := p.serve(); err != nil {
		return err
	}
	slugs, err := p.slugs(sample)
	if err != nil {
		return err
	}
	compare := func(what string, paths []string, before time.Duration) func() (row, error) {
		return func() (row, error) {
			d, err := uncached(p, paths)
			ratio := float64(d) / float64(before)
			return row{fmt.Sprintf("%s uncached, %d articles", what, n), "the same at 2,500", "<= 1.5", fmt.Sprintf("%.2f  (%s)", ratio, ms(d)), ratio <= 1.5}, err
		}
	}
	if err := b.add("large article page", compare("article page", articlePaths(slugs), small.article)); err != nil {
		return err
	}
	if err := b.add("large list", compare("list", repeat("/articles", 50), small.list)); err != nil {
		return err
	}
	if b.in.queries == "" {
		return p.close()
	}
	questions, err := readQuestions(b.in.queries)
	if err != nil {
		return err
	}
	if err := b.add("large search", func() (row, error) {
		d, err := latency(p, questions)
		return row{fmt.Sprintf("search, whole request, %d articles", n), "-", "<= 60 ms p99", ms(d), d <= 60*time.Millisecond}, err
	}); err != nil {
		return err
	}
	return p.close()
}

func (b *bench) print() {
	fmt.Println("\n| what | against | reach | measured | |\n| --- | --- | --- | --- | --- |")
	for _, r := range b.table {
		verdict := "ok"
		if !r.ok {
			verdict = "**short**"
		}
		fmt.Printf("| %s | %s | %s | %s | %s |\n", r.what, r.against, r.reach, r.got, verdict)
	}
}

// machine names the processor.
func machine() string {
	data, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(data)) {
			if name, ok := strings.CutPrefix(line, "model name"); ok {
				return strings.TrimSpace(strings.TrimLeft(name, "\t: "))
			}
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}
