package search

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// hit is a document that matches, by its place in docs.
type hit struct {
	i     uint32
	score float32
}

// rerank is how many of the best by terms are compared with the query as a phrase.
const rerank = 100

// recency is the factor a new document has over an old one.
func recency(published int32, today int32) float32 {
	if published == 0 {
		return 1
	}
	age := float64(max(today-published, 0))
	return 1 + 0.12*float32(math.Exp(-age/730))
}

func today() int32 { return int32(time.Now().Unix() / 86400) }

// better orders hits: score, then newer, then as they were added last.
func (s *snapshot) better(a, b hit) int {
	switch {
	case a.score != b.score:
		if a.score > b.score {
			return -1
		}
		return 1
	case s.docs[a.i].published != s.docs[b.i].published:
		return int(s.docs[b.i].published) - int(s.docs[a.i].published)
	}
	return int(b.i) - int(a.i)
}

// best moves the n best hits to the front, in order. The rest stays in no order.
func (s *snapshot) best(hits []hit, n int) []hit {
	if n >= len(hits) || n*4 > len(hits) {
		slices.SortFunc(hits, s.better)
		return hits[:min(n, len(hits))]
	}
	// A heap of the n best so far, the worst of them on top.
	top := hits[:n]
	down := func(at int) {
		for {
			worst := at
			for _, child := range [2]int{2*at + 1, 2*at + 2} {
				if child < n && s.better(top[child], top[worst]) > 0 {
					worst = child
				}
			}
			if worst == at {
				return
			}
			top[at], top[worst] = top[worst], top[at]
			at = worst
		}
	}
	for at := n/2 - 1; at >= 0; at-- {
		down(at)
	}
	for j := n; j < len(hits); j++ {
		if s.better(hits[j], top[0]) < 0 {
			top[0], hits[j] = hits[j], top[0]
			down(0)
		}
	}
	slices.SortFunc(top, s.better)
	return top
}

// head is what ranking and results read of a document.
type head struct {
	url, title, names, source, tags, headings string
}

// heads reads the heads of hits.
func (v *view) heads(hits []hit) (map[uint32]*head, error) {
	out := make(map[uint32]*head, len(hits))
	if len(hits) == 0 {
		return out, nil
	}
	q := []byte(`SELECT doc, url, title, names, source_title, tags, headings FROM search_texts WHERE doc IN (`)
	for n, h := range hits {
		if n > 0 {
			q = append(q, ',')
		}
		q = strconv.AppendUint(q, uint64(h.i+v.base), 10)
	}
	rows, err := v.conn.QueryContext(v.ctx, string(append(q, ')')))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var doc uint32
		h := &head{}
		if err := rows.Scan(&doc, &h.url, &h.title, &h.names, &h.source, &h.tags, &h.headings); err != nil {
			return nil, err
		}
		out[doc-v.base] = h
	}
	return out, rows.Err()
}

// allInTitle is the worth of a title that has every clause of a query of several, though apart.
const allInTitle = 2.2

// phraseScore compares the query as a whole, and clause by clause, with the fields of a head. The
// result is in units of the query's total rarity.
func (p *plan) phraseScore(h *head, rarities []float32, total float32) float32 {
	title, source := normal(h.title), normal(h.source)
	want := needle(p.whole)
	length := float32(utf8.RuneCountInString(want))
	ratio := func(field string) float32 {
		return length / float32(max(utf8.RuneCountInString(field), 1))
	}
	var scores [6]float32
	switch {
	case title == p.whole:
		scores[0] = 4
	case strings.Contains(title, want):
		scores[0] = 1.5 + 1.5*ratio(title)
	}
	for line := range strings.Lines(h.headings) {
		line = normal(line)
		switch {
		case line == p.whole:
			scores[1] = max(scores[1], 2.5)
		case strings.Contains(line, want):
			scores[1] = max(scores[1], 0.7+0.8*ratio(line))
		}
	}
	place := float32(0)
	for line := range strings.Lines(h.names) {
		line = normal(line)
		switch {
		case line == p.whole:
			scores[2] = max(scores[2], 4-0.3*min(place, 5))
		case strings.Contains(line, want):
			scores[2] = max(scores[2], 1-0.1*min(place, 5))
		}
		place++
	}
	switch {
	case source == p.whole:
		scores[3] = 4
	case strings.Contains(source, want):
		scores[3] = 0.9 + 1.2*ratio(source)
	}
	for line := range strings.Lines(h.tags) {
		if normal(line) == p.whole {
			scores[4] = 1.2
		}
	}
	if len(p.clauses) > 1 && scores[0] == 0 {
		for _, c := range p.clauses {
			if strings.Contains(title, needle(c.text)) {
				scores[5] += sum(rarities, c.slots) / total
			}
		}
		if scores[5] > 0.999 {
			scores[5] = allInTitle
		} else {
			scores[5] *= scores[5]
		}
	}
	best, rest := float32(0), float32(0)
	for _, s := range scores {
		best, rest = max(best, s), rest+s
	}
	return best + 0.2*(rest-best)
}

// sum adds the rarities of the slots in mask.
func sum(rarities []float32, mask uint64) (s float32) {
	for n, r := range rarities {
		if mask&(1<<n) != 0 {
			s += r
		}
	}
	return s
}
