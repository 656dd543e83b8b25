package search

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// Bounds of a request.
const (
	DefaultPerPage = 20
	MaxPerPage     = 50
	maxPage        = 100_000
)

// Search answers a request. It reads what is committed; an empty query with a filter lists by date, newest first.
// Any query is valid; an error means the database failed or ctx ended.
func (x *Index) Search(ctx context.Context, app core.App, req Request) (*Response, error) {
	v, err := x.open(ctx, app)
	if err != nil {
		return nil, err
	}
	defer v.close()
	a := x.scratch.Get().(*accumulator)
	defer x.scratch.Put(a)

	s := &search{x: x, view: v, acc: a, req: req}
	return s.run()
}

// search is one request being answered.
type search struct {
	*view
	x   *Index
	acc *accumulator
	req Request

	plan     *plan
	rarities []float32
	total    float32 // sum of rarities
	relaxed  bool    // no document had all terms
	filters  []filterSet
	numbers  *figureTable // nil where nothing has figures
	found    map[uint32]*head
}

func (s *search) run() (*Response, error) {
	page, perPage := min(max(s.req.Page, 1), maxPage), s.req.PerPage
	if perPage < 1 {
		perPage = DefaultPerPage
	}
	perPage = min(perPage, MaxPerPage)

	q := ParseQuery(s.req.Query)
	var err error
	if s.filters, err = s.filterSets(q.Filters); err != nil {
		return nil, err
	}
	if s.numbers, err = s.figures(); err != nil {
		return nil, err
	}
	s.plan = s.x.plan(q)
	r := &Response{Page: page, PerPage: perPage, Items: []Item{}}
	if err := s.match(); err != nil {
		return nil, err
	}
	if len(s.plan.slots) > 0 {
		if err := s.correct(r); err != nil {
			return nil, err
		}
	}
	hits, facets, err := s.collect()
	if err != nil {
		return nil, err
	}
	r.Total, r.Facets = len(hits), facets
	offset := min((page-1)*perPage, len(hits))
	if (len(hits) == 0 || s.relaxed) && len(s.filters) == 0 && page == 1 {
		s.x.miss(q, len(hits))
	}
	top := s.best(hits, max(offset+perPage, rerank))
	if top, err = s.rerank(top); err != nil {
		return nil, err
	}
	if s.hasPhrase() {
		if top, err = s.verify(top, r); err != nil {
			return nil, err
		}
		offset = min(offset, len(top))
	}
	if offset < len(top) {
		err = s.items(r, top[offset:min(offset+perPage, len(top))])
	}
	return r, err
}

func (s *search) match() (err error) {
	s.rarities, err = s.gather(s.acc, s.plan.slots)
	s.total = sum(s.rarities, s.plan.full())
	return err
}

// collect gives the documents that match, in no order, and the facets.
func (s *search) collect() ([]hit, map[string][]Facet, error) {
	excluded, err := s.excluded()
	if err != nil {
		return nil, nil, err
	}
	now := today()
	full := s.plan.full()
	facets := newFacetCounter(s.snapshot, s.numbers)
	var hits []hit
	add := func(i uint32, score float32) {
		if !s.alive(i) || excluded.has(i) {
			return
		}
		if !facets.count(i, s.failing(i)) {
			return
		}
		d := &s.docs[i]
		hits = append(hits, hit{i, score * recency(d.published, now) * d.boost})
	}
	if len(s.plan.slots) == 0 {
		if len(s.plan.nots) == 0 && len(s.filters) == 0 {
			return nil, facets.result(), nil
		}
		for i := range s.docs {
			add(uint32(i), 1+float32(s.docs[i].published)/1e5)
		}
		return hits, facets.result(), nil
	}
	for _, i := range s.acc.touched {
		if s.acc.mask[i] == full {
			add(i, s.acc.score[i])
		}
	}
	if len(hits) > 0 || len(s.plan.slots) <= 1 || facets.any {
		return hits, facets.result(), nil
	}
	// Nothing has it all: what has most of it will do.
	s.relaxed = true
	for _, i := range s.acc.touched {
		if share := s.plan.coverage(s.acc.mask[i]); share >= leastCoverage {
			add(i, s.acc.score[i]*share*share)
		}
	}
	return hits, facets.result(), nil
}

// leastCoverage is how much of a query a document must have to be shown when none has all of it.
const leastCoverage = 0.5

// rerank reorders the best hits by how well the query stands in them as a phrase.
func (s *search) rerank(top []hit) (_ []hit, err error) {
	n := min(len(top), rerank)
	if s.found, err = s.heads(top[:n]); err != nil {
		return nil, err
	}
	if len(s.plan.slots) == 0 {
		return top, nil
	}
	now := today()
	for j := range top[:n] {
		if h := s.found[top[j].i]; h != nil {
			d := &s.docs[top[j].i]
			top[j].score += s.plan.phraseScore(h, s.rarities, s.total) * s.total * recency(d.published, now) * d.boost
		}
	}
	slices.SortFunc(top[:n], s.better)
	return top, nil
}

func (s *search) hasPhrase() bool {
	return slices.ContainsFunc(s.plan.clauses, func(c planClause) bool { return c.phrase && strings.Count(c.text, "") > 4 })
}

// excluded gives the documents that have all terms of a clause with a minus.
func (s *search) excluded() (bitset, error) {
	var out bitset
	for _, c := range s.plan.nots {
		all, err := s.allOf(spaceBody, spaceHead, s.x.analyzer.queryTerms(c.chunks))
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = all
			continue
		}
		for i := range out {
			out[i] |= all[i]
		}
	}
	return out, nil
}

// allOf gives the documents that have every term in one of two spaces.
func (v *view) allOf(space1, space2 byte, terms []string) (bitset, error) {
	var out bitset
	for _, t := range terms {
		one := newBitset(len(v.docs))
		for _, space := range []byte{space1, space2} {
			p, err := v.lookup(space, t)
			if err != nil {
				return nil, err
			}
			if err := v.each(&p, func(i uint32, _ uint8) { one.set(i) }); err != nil {
				return nil, err
			}
		}
		if out == nil {
			out = one
			continue
		}
		for i := range out {
			out[i] &= one[i]
		}
	}
	return out, nil
}
