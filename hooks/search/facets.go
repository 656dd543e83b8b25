package search

import (
	"cmp"
	"slices"
	"strings"
)

// maxTagFacets is how many tags a facet lists.
const maxTagFacets = 20

// The dimensions documents are filtered and counted by.
const (
	byKind = 1 << iota
	byTag
	byLang
	byAuthor
	byState // answers, accepted and state
	byScore
)

// filterSet is one filter made ready: the documents it lets through, or the numbers of values.
type filterSet struct {
	dimension uint8
	not       bool
	number    uint16 // kind or lang
	docs      bitset // tag or author
	figures   Filter // of byState and byScore
}

// filterSets prepares the filters of a query and a request.
func (s *search) filterSets(filters []Filter) ([]filterSet, error) {
	for _, f := range []Filter{{"kind", s.req.Kind, false}, {"tag", s.req.Tag, false}, {"lang", s.req.Lang, false}, {"author", s.req.Author, false}, {"state", s.req.State, false}} {
		if f.Value != "" {
			filters = append(filters[:len(filters):len(filters)], f)
		}
	}
	var out []filterSet
	for _, f := range filters {
		set := filterSet{not: f.Not}
		var err error
		switch f.Field {
		case "kind":
			set.dimension, set.number = byKind, s.numberOf(f.Value)
		case "lang":
			set.dimension, set.number = byLang, s.numberOf(f.Value)
		case "tag":
			set.dimension = byTag
			set.docs, err = s.allOf(spaceTag, spaceTag, []string{filterValue(f.Value)})
		case "author":
			set.dimension = byAuthor
			set.docs, err = s.allOf(spaceAuthor, spaceAuthor, []string{filterValue(f.Value)})
		case "score":
			set.dimension, set.figures = byScore, f
		case "answers", "accepted", "state":
			set.dimension, set.figures = byState, f
		}
		if err != nil {
			return nil, err
		}
		out = append(out, set)
	}
	return out, nil
}

// nobody is the number of a kind or language that no document has.
const nobody = 65535

// numberOf finds a kind or language without regard to case, or nobody.
func (s *snapshot) numberOf(value string) uint16 {
	if n, ok := s.ids[value]; ok {
		return n
	}
	for _, d := range s.values {
		if d != "" && strings.EqualFold(d, value) {
			return s.ids[d]
		}
	}
	return nobody
}

// failing gives the dimensions whose filters docs[i] doesn't pass. Filters of one dimension are alternatives,
// except excluding ones.
func (s *search) failing(i uint32) (failed uint8) {
	var wanted, passed uint8
	d := &s.docs[i]
	for _, f := range s.filters {
		var ok bool
		switch f.dimension {
		case byKind:
			ok = d.kind == f.number || d.subKind == f.number
		case byLang:
			ok = d.lang == f.number
		case byState, byScore:
			ok = s.numbers.at(i + s.base).passes(f.figures)
		default:
			ok = f.docs.has(i)
		}
		switch {
		case f.not && ok:
			failed |= f.dimension
		case !f.not:
			wanted |= f.dimension
			if ok {
				passed |= f.dimension
			}
		}
	}
	return failed | wanted&^passed
}

// facetCounter counts documents by kind, tag and language, and questions by state.
type facetCounter struct {
	s               *snapshot
	kind, tag, lang []int32
	numbers         *figureTable
	state           [3]int32 // in the order of states
	any             bool     // some document matched the words, though perhaps not the filters
}

func newFacetCounter(s *snapshot, numbers *figureTable) *facetCounter {
	n := len(s.values)
	all := make([]int32, 3*n)
	return &facetCounter{s: s, numbers: numbers, kind: all[:n], tag: all[n : 2*n], lang: all[2*n:]}
}

// count adds a document that fails the given dimensions, and says whether it is a result. A document
// that only fails one dimension is still counted in that dimension's facet.
func (f *facetCounter) count(i uint32, failing uint8) bool {
	f.any = true
	d := &f.s.docs[i]
	if failing&^byKind == 0 {
		f.kind[d.kind]++
		if d.subKind != 0 && d.subKind != d.kind {
			f.kind[d.subKind]++
		}
	}
	if failing&^byLang == 0 && d.lang != 0 {
		f.lang[d.lang]++
	}
	if failing&^byTag == 0 {
		for _, t := range f.s.tags[d.tagsAt : d.tagsAt+uint32(d.tagsCount)] {
			f.tag[t]++
		}
	}
	if f.numbers != nil && failing&^byState == 0 {
		own := f.numbers.at(i + f.s.base)
		for n, state := range states {
			if own.in(state) {
				f.state[n]++
			}
		}
	}
	return failing == 0
}

func (f *facetCounter) result() map[string][]Facet {
	list := func(counts []int32, n int) []Facet {
		out := []Facet{}
		for value, c := range counts {
			if c > 0 && value > 0 {
				out = append(out, Facet{f.s.values[value], int(c)})
			}
		}
		slices.SortFunc(out, func(a, b Facet) int {
			return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value))
		})
		return out[:min(n, len(out))]
	}
	facets := map[string][]Facet{"kind": list(f.kind, 50), "tag": list(f.tag, maxTagFacets), "lang": list(f.lang, 50)}
	if f.numbers != nil {
		facets["state"] = []Facet{}
		for n, state := range states {
			if f.state[n] > 0 {
				facets["state"] = append(facets["state"], Facet{state, int(f.state[n])})
			}
		}
	}
	return facets
}
