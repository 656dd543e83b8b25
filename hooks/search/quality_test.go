package search

import (
	"os"
	"sort"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// TestCorpusQuality asserts the figure the site promises for its search, over judged queries.
func TestCorpusQuality(t *testing.T) {
	docs, queries := corpusDocs(t), corpusQueries(t)
	app := newApp(t)
	x := newIndex(t, app)
	start := time.Now()
	if err := app.RunInTransaction(func(tx core.App) error {
		for _, d := range docs {
			if err := x.Put(tx, d); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents indexed in %v", len(docs), time.Since(start))
	start = time.Now()
	if err := x.Tend(t.Context(), app); err != nil {
		t.Fatal(err)
	}
	t.Logf("tended in %v", time.Since(start))

	type figures struct{ n, mrr, recall, success float64 }
	per := map[string]*figures{}
	all := &figures{}
	var times []time.Duration
	for _, q := range queries {
		begun := time.Now()
		r := find_(t, x, Request{Query: q.query})
		times = append(times, time.Since(begun))
		if per[q.kind] == nil {
			per[q.kind] = &figures{}
		}
		first, found := 0, 0
		for i, item := range r.Items[:min(10, len(r.Items))] {
			if q.relevant[item.ID] {
				found++
				if first == 0 {
					first = i + 1
				}
			}
		}
		for _, f := range []*figures{per[q.kind], all} {
			f.n++
			if first > 0 {
				f.mrr += 1 / float64(first)
				f.success++
			}
			f.recall += float64(found) / float64(min(len(q.relevant), 10))
		}
		if os.Getenv("SEARCH_VERBOSE") != "" && first != 1 {
			got := ""
			for _, item := range r.Items[:min(3, len(r.Items))] {
				got += " | " + item.Title
			}
			want := ""
			for _, d := range docs {
				if d.ID == q.target {
					want = d.Title
				}
			}
			t.Logf("%-14s rank %2d of %4d %q (meant %q) want %q got%s", q.kind, first, r.Total, q.query, r.Suggestion, want, got)
		}
	}
	t.Logf("%-14s %4s %6s %9s %10s", "type", "n", "MRR@10", "recall@10", "success@10")
	for _, k := range sortedKeys(per) {
		f := per[k]
		t.Logf("%-14s %4.0f %6.3f %9.3f %10.3f", k, f.n, f.mrr/f.n, f.recall/f.n, f.success/f.n)
	}
	t.Logf("%-14s %4.0f %6.3f %9.3f %10.3f", "all", all.n, all.mrr/all.n, all.recall/all.n, all.success/all.n)
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	t.Logf("p50 %v p99 %v max %v", times[len(times)/2], times[len(times)*99/100], times[len(times)-1])
	if mrr := all.mrr / all.n; mrr < 0.90 {
		t.Errorf("MRR@10 is %.3f, promised is 0.90", mrr)
	}
}
