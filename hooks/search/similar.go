package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// Similar is a document that may be about the same as what somebody is about to write.
type Similar struct {
	Kind    string   `json:"kind"`
	ID      string   `json:"id"`
	URL     string   `json:"url"`
	Title   string   `json:"title"`
	Lang    string   `json:"lang,omitempty"`
	Figures *Figures `json:"figures,omitempty"` // of a question
}

// Bounds of what is offered as similar.
const (
	MaxSimilar   = 20
	leastSimilar = 0.3 // share of the words that a title must have
	rareSlots    = 8   // how many of the rarest words are looked for in the texts
	sameTag      = 1.2 // factor on documents with one of the tags
)

// Similar gives up to n documents of the kinds given whose titles, headings or tags have most of the words of a text, such as a
// title in the making; where these are too few, those whose texts have most of its rarest words. tags are slugs that count in
// favour of a document. Any text will do; an error means the database failed or ctx ended.
func (x *Index) Similar(ctx context.Context, app core.App, text string, kinds, tags []string, n int) ([]Similar, error) {
	v, err := x.open(ctx, app)
	if err != nil {
		return nil, err
	}
	defer v.close()
	a := x.scratch.Get().(*accumulator)
	defer x.scratch.Put(a)

	s := &search{x: x, view: v, acc: a}
	s.plan = x.plan(Query{Clauses: []Clause{{Text: string(cleanQuery(text))}}})
	out := []Similar{}
	if len(s.plan.slots) == 0 {
		return out, nil
	}
	near := s.nearness(kinds, tags)
	n = max(1, min(n, MaxSimilar))
	hits, err := s.likeTitle(near)
	if err != nil {
		return nil, err
	}
	top, err := s.rerank(s.best(hits, rerank))
	if err != nil {
		return nil, err
	}
	if len(top) < n {
		more, err := s.likeText(near, top)
		if err != nil {
			return nil, err
		}
		top = append(top, s.best(more, n-len(top))...)
	}
	r := &Response{}
	if err := s.items(r, top[:min(n, len(top))]); err != nil {
		return nil, err
	}
	for _, item := range r.Items {
		out = append(out, Similar{item.Kind, item.ID, item.URL, item.Title, item.Lang, item.Figures})
	}
	return out, nil
}

// nearness gives a function that tells how much a document counts: 0 if it is of no kind that is asked for.
func (s *search) nearness(kinds, tags []string) func(i uint32) float32 {
	var wanted, favoured []uint16
	for _, kind := range kinds {
		wanted = append(wanted, s.numberOf(kind))
	}
	for _, tag := range tags {
		if number := s.numberOf(tag); number != nobody {
			favoured = append(favoured, number)
		}
	}
	return func(i uint32) float32 {
		d := &s.docs[i]
		if !s.alive(i) || !slices.Contains(wanted, d.kind) {
			return 0
		}
		for _, t := range s.tags[d.tagsAt : d.tagsAt+uint32(d.tagsCount)] {
			if slices.Contains(favoured, t) {
				return sameTag
			}
		}
		return 1
	}
}

// likeTitle gives the documents whose head has a good part of the plan.
func (s *search) likeTitle(near func(uint32) float32) ([]hit, error) {
	s.acc.headOnly = true
	defer func() { s.acc.headOnly = false }()
	if err := s.match(); err != nil {
		return nil, err
	}
	var hits []hit
	for _, i := range s.acc.touched {
		share := s.plan.coverage(s.acc.mask[i])
		if share < leastSimilar {
			continue
		}
		if factor := near(i); factor > 0 {
			hits = append(hits, hit{i, s.acc.score[i] * share * share * factor})
		}
	}
	return hits, nil
}

// likeText gives the documents whose text has most of the rarest words of the plan, but for those that are there.
func (s *search) likeText(near func(uint32) float32, there []hit) ([]hit, error) {
	type counted struct {
		slot
		count int
	}
	var known []counted // words that some text has
	for _, slot := range s.plan.slots {
		lists, err := s.lookup(spaceBody, slot.forms[0].text)
		if err != nil {
			return nil, err
		}
		if lists.count > 0 {
			known = append(known, counted{slot, lists.count})
		}
	}
	slices.SortStableFunc(known, func(a, b counted) int { return cmp.Compare(a.count, b.count) })
	var rarest []slot
	for _, k := range known[:min(rareSlots, len(known))] {
		rarest = append(rarest, k.slot)
	}
	rarities, err := s.gather(s.acc, rarest)
	if err != nil {
		return nil, err
	}
	var all float32
	for _, r := range rarities {
		all += r
	}
	var hits []hit
	for _, i := range s.acc.touched {
		if sum(rarities, s.acc.mask[i]) < all/2 || slices.ContainsFunc(there, func(h hit) bool { return h.i == i }) {
			continue
		}
		if factor := near(i); factor > 0 {
			hits = append(hits, hit{i, s.acc.score[i] * factor})
		}
	}
	return hits, nil
}
