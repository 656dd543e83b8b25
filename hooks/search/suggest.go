package search

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
)

// Suggestion is a completion of what is being typed: the title of a document and where it is.
type Suggestion struct {
	Text string `json:"text"`
	Kind string `json:"kind"`
	URL  string `json:"url"`
}

// maxSuggestions is the most Suggest gives.
const maxSuggestions = 10

// Suggest gives up to n documents whose title, headings, names or tags have all words of what was typed, the
// last of which may be unfinished.
func (x *Index) Suggest(ctx context.Context, app core.App, prefix string, n int) ([]Suggestion, error) {
	v, err := x.open(ctx, app)
	if err != nil {
		return nil, err
	}
	defer v.close()
	a := x.scratch.Get().(*accumulator)
	defer x.scratch.Put(a)

	s := &search{x: x, view: v, acc: a}
	s.plan = x.plan(ParseQuery(prefix))
	out := []Suggestion{}
	if len(s.plan.slots) == 0 {
		return out, nil
	}
	last := &s.plan.clauses[len(s.plan.clauses)-1]
	if !last.chunks[len(last.chunks)-1].han {
		if err := s.complete(last); err != nil {
			return nil, err
		}
	}
	a.headOnly = true
	defer func() { a.headOnly = false }()
	if err := s.match(); err != nil {
		return nil, err
	}
	hits, _, err := s.collect()
	if err != nil || s.relaxed {
		return out, err
	}
	top, err := s.rerank(s.best(hits, rerank))
	if err != nil {
		return nil, err
	}
	for _, h := range top {
		if head := s.found[h.i]; head != nil && len(out) < min(n, maxSuggestions) {
			out = append(out, Suggestion{Text: head.title, Kind: s.values[s.docs[h.i].kind], URL: head.url})
		}
	}
	return out, nil
}

// maxCompletions is how many words an unfinished one may stand for.
const maxCompletions = 12

// complete adds to the last term of a clause the words it begins, the most frequent ones.
func (s *search) complete(c *planClause) error {
	n := len(s.plan.slots) - 1
	word := s.plan.slots[n].forms[0].text
	if c.slots&(1<<n) == 0 || len(word) < 2 {
		return nil
	}
	counts := map[string]uint32{}
	if err := s.eachHeadWord(word, func(w string, _ uint32, count uint32) { counts[w] += count }); err != nil {
		return err
	}
	delete(counts, word)
	for len(s.plan.slots[n].forms) <= maxCompletions && len(counts) > 0 {
		best := ""
		for w, k := range counts {
			if best == "" || k > counts[best] || k == counts[best] && w < best {
				best = w
			}
		}
		s.plan.slots[n].forms = append(s.plan.slots[n].forms, form{best, prefixWeight})
		delete(counts, best)
	}
	return nil
}
