package main

import (
	"fmt"
	"time"
)

// sample is how many article pages a latency is taken over.
const sample = 200

// An articleBench is what the rows of articles are taken over: a small portal, the program over its data, and a large portal.
type articleBench struct {
	*portal
	in    *input
	slugs []string

	dir     string // of the small portal
	program string
	size    int64 // of the program

	n           int    // articles of the large portal
	keep        string // folder that keeps it
	page, lists time.Duration
}

// articles measures what there is to read: over a small portal, the search, imports, and what must not grow with the site.
func (b *bench) articles(large int, keep string) error {
	a := &articleBench{in: b.in, n: large, keep: keep}
	small := []measure{
		{"cached page", func() (row, error) { return cachedPage(a.portal, a.slugs[0]) }},
		{"uncached article page", a.pageRow},
		{"uncached home page", func() (row, error) {
			return latencyRow(a.portal, "home page that misses the cache", repeat("/", 50), 10*time.Millisecond)
		}},
		{"rest cards", func() (row, error) { return cardsList(a.portal) }},
		{"rest cards uncached", func() (row, error) { return cardsUncached(a.portal) }},
	}
	program := []measure{
		{"start", func() (row, error) { return startRow(a.program, a.dir, len(a.slugs)) }},
		{"memory", func() (row, error) {
			return memoryRow(a.program, a.dir, append(articlePaths(a.slugs), "/", "/articles", "/tags", "/columns"))
		}},
		{"binary", a.binaryRow},
	}
	var compared, searched []measure
	if large > 0 {
		compared = []measure{
			{"large article page", func() (row, error) { return a.compare("article page", articlePaths(a.slugs), a.page) }},
			{"large list", func() (row, error) { return a.compare("list", repeat("/articles", 50), a.lists) }},
		}
		if b.in.queries != "" {
			searched = []measure{{"large search", a.searchRow}}
		}
	}
	compares := b.asksAny(compared...)
	if compares || b.asksAny(small...) || b.asksAny(program...) {
		if err := b.small(a, compares, small, program); err != nil {
			return err
		}
	}
	if err := b.find(); err != nil {
		return err
	}
	if err := b.imports(); err != nil {
		return err
	}
	return b.large(a, append(compared, searched...))
}

// small measures over a small portal, and then the program as it is shipped over the same data. What the large one is compared
// with is measured here.
func (b *bench) small(a *articleBench, compares bool, rows, program []measure) error {
	dir, remove, err := scratch("small")
	if err != nil {
		return err
	}
	defer remove()
	a.dir = dir
	if a.portal, err = openPortal(dir); err != nil {
		return err
	}
	if _, err := b.in.load(a.portal, 2500); err != nil {
		return err
	}
	if err := a.serve(); err != nil {
		return err
	}
	if a.slugs, err = a.portal.slugs(sample); err != nil {
		return err
	}
	if compares || b.asked("uncached article page") {
		if a.page, err = uncached(a.portal, articlePaths(a.slugs)); err != nil {
			return err
		}
	}
	if compares {
		if a.lists, err = uncached(a.portal, repeat("/articles", 50)); err != nil {
			return err
		}
	}
	if err := b.addAll(rows...); err != nil {
		return err
	}
	if a.slugs, err = a.portal.slugs(1 << 20); err != nil {
		return err
	}
	if err := a.close(); err != nil || !b.asksAny(program...) {
		return err
	}
	bin, remove, err := scratch("bin")
	if err != nil {
		return err
	}
	defer remove()
	if a.program, a.size, err = build(bin, "qiao"); err != nil {
		return err
	}
	return b.addAll(program...)
}

func (a *articleBench) pageRow() (row, error) {
	return row{"article page that misses the cache", "-", "<= 3 ms median", ms(a.page), a.page <= 3*time.Millisecond}, nil
}

func (a *articleBench) binaryRow() (row, error) {
	mb := float64(a.size) / (1 << 20)
	return row{"the binary", "-", "<= 60 MB", fmt.Sprintf("%.1f MB", mb), mb <= 60}, nil
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

// find measures the search over the input as it is.
func (b *bench) find() error {
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
		d, err := latency(p, questions)
		return row{"search, whole request", "-", "<= 10 ms p99", ms(d), d <= 10*time.Millisecond}, err
	}); err != nil {
		return err
	}
	printQuality(byKind)
	return p.close()
}

// large measures what must not grow with the site.
func (b *bench) large(a *articleBench, rows []measure) error {
	if !b.asksAny(rows...) {
		return nil
	}
	dir := a.keep
	if dir == "" {
		scratchDir, remove, err := scratch("large")
		if err != nil {
			return err
		}
		defer remove()
		dir = scratchDir
	}
	var err error
	if a.portal, err = openPortal(dir); err != nil {
		return err
	}
	had, err := count(a.App)
	if err != nil {
		return err
	}
	if had < a.n {
		fmt.Printf("… importing %d articles\n", a.n)
		begin := time.Now()
		if _, err := b.in.load(a.portal, a.n); err != nil {
			return err
		}
		fmt.Printf("  %.0f articles/s\n", float64(a.n)/time.Since(begin).Seconds())
	}
	if err := a.serve(); err != nil {
		return err
	}
	if a.slugs, err = a.portal.slugs(sample); err != nil {
		return err
	}
	if err := b.addAll(rows...); err != nil {
		return err
	}
	return a.close()
}

// compare measures on the large portal what took so long on the small one.
func (a *articleBench) compare(what string, paths []string, before time.Duration) (row, error) {
	d, err := uncached(a.portal, paths)
	ratio := float64(d) / float64(before)
	return row{fmt.Sprintf("%s uncached, %d articles", what, a.n), "the same at 2,500", "<= 1.5", fmt.Sprintf("%.2f  (%s)", ratio, ms(d)), ratio <= 1.5}, err
}

func (a *articleBench) searchRow() (row, error) {
	questions, err := readQuestions(a.in.queries)
	if err != nil {
		return row{}, err
	}
	d, err := latency(a.portal, questions)
	return row{fmt.Sprintf("search, whole request, %d articles", a.n), "-", "<= 60 ms p99", ms(d), d <= 60*time.Millisecond}, err
}
