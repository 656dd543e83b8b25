package search

import (
	"math"
)

// maxSlots is how many terms of a query count; more can't come from a query of ordinary length.
const maxSlots = 64

// slot is one term of a query: a word or a pair of characters, with the forms that count as it.
type slot struct {
	forms  []form
	clause int // index of the clause it belongs to
}

// form is a spelling of a slot's term. Weight is 1 for the term as typed, less for a guess.
type form struct {
	text   string
	weight float32
}

// Weights of the fields, in units of a term's rarity.
const (
	titleWeight   = 3.0
	headingWeight = 1.1
	nameWeight    = 2.0
	sourceWeight  = 1.6
	tagWeight     = 1.6
	bodyWeight    = 1.0
)

// accumulator collects scores of documents while lists are read. It is reused between searches.
type accumulator struct {
	score   []float32
	mask    []uint64 // slots found
	head    []uint64 // slots found in the head
	touched []uint32

	headOnly bool // leave the texts out: for completions
}

func (a *accumulator) reset(n int) {
	if cap(a.score) < n {
		a.score, a.mask, a.head = make([]float32, n+n/8), make([]uint64, n+n/8), make([]uint64, n+n/8)
		a.touched = make([]uint32, 0, 1024)
		return
	}
	a.score, a.mask, a.head = a.score[:cap(a.score)], a.mask[:cap(a.mask)], a.head[:cap(a.head)]
	for _, i := range a.touched {
		a.score[i], a.mask[i], a.head[i] = 0, 0, 0
	}
	a.touched = a.touched[:0]
}

// postingLists is what the index has for one key.
type postingLists struct {
	space byte
	lists [][]byte // per segment
	bases []uint32
	fresh []posting
	count int
}

// lookup gathers the lists of a key from all segments and waiting documents.
func (v *view) lookup(space byte, text string) (p postingLists, err error) {
	key := string(rune(space)) + text
	p.space = space
	for _, g := range v.segs {
		n := g.blockOf(key)
		if n < 0 {
			continue
		}
		data, err := v.readBlock(blockID(g.seg, n))
		if err != nil {
			return p, err
		}
		list, err := find(data, key)
		if err != nil {
			return p, err
		}
		if list != nil {
			p.lists, p.bases = append(p.lists, list), append(p.bases, g.base)
			p.count += countPostings(list, space)
		}
	}
	for _, f := range v.fresh {
		if payload, ok := f.terms.lookup(key); ok {
			p.fresh = append(p.fresh, posting{doc: f.doc, payload: payload})
			p.count++
		}
	}
	return p, nil
}

// each calls yield with the place in docs and the payload of every document of the lists, also dead ones.
func (v *view) each(p *postingLists, yield func(i uint32, payload uint8)) error {
	n := uint32(len(v.docs))
	visit := func(q posting) {
		if i := q.doc - v.base; i < n {
			yield(i, q.payload)
		}
	}
	for j, list := range p.lists {
		if err := eachPosting(list, p.space, p.bases[j], visit); err != nil {
			return err
		}
	}
	for _, q := range p.fresh {
		visit(q)
	}
	return nil
}

// alive says whether docs[i] is a document that still exists.
func (s *snapshot) alive(i uint32) bool { return s.docs[i].kind != 0 && !s.dead.has(i) }

// rarity is the weight of a term found in count documents.
func (s *snapshot) rarity(count int) float32 {
	n := float64(max(s.live, 1))
	c := min(float64(count), n)
	return float32(math.Log(1 + (n-c+0.5)/(c+0.5)))
}

// frequency tells what a level of frequency is worth in a text of relative length l: BM25 with k1 = 1.2, b = 0.5.
func frequency(level uint8, l float32) float32 {
	tf := float32(int(1) << level)
	return tf * 2.2 / (tf + 1.2*(0.5+0.5*l))
}

// headScore is the worth of a head payload, in units of rarity.
func headScore(payload uint8, titleLength uint8) float32 {
	var s float32
	if payload>>titleShift&3 > 0 {
		s += titleWeight / (0.7 + 0.3*float32(titleLength)/24)
	}
	if h := payload >> headingShift & 3; h > 0 {
		s += headingWeight * (0.8 + 0.2*float32(h))
	}
	if payload&nameBit != 0 {
		s += nameWeight
	}
	if payload&sourceBit != 0 {
		s += sourceWeight
	}
	if payload&tagBit != 0 {
		s += tagWeight
	}
	return s
}

// gather reads the lists of all slots into the accumulator. It gives each slot's rarity.
func (v *view) gather(a *accumulator, slots []slot) ([]float32, error) {
	a.reset(len(v.docs))
	average := float32(v.lengths)/float32(max(v.live, 1)) + 1
	rarities := make([]float32, len(slots))
	for n := range slots {
		bit := uint64(1) << n
		type found struct {
			weight     float32
			body, head postingLists
		}
		var all []found
		count := 0
		for _, f := range slots[n].forms {
			body := postingLists{space: spaceBody}
			var err error
			if !a.headOnly {
				if body, err = v.lookup(spaceBody, f.text); err != nil {
					return nil, err
				}
			}
			head, err := v.lookup(spaceHead, f.text)
			if err != nil {
				return nil, err
			}
			count = max(count, body.count, head.count)
			all = append(all, found{f.weight, body, head})
		}
		rarity := v.rarity(count)
		rarities[n] = rarity
		for _, f := range all {
			w := f.weight * rarity
			err := v.each(&f.head, func(i uint32, payload uint8) {
				if a.mask[i] == 0 {
					a.touched = append(a.touched, i)
				}
				a.mask[i] |= bit
				a.head[i] |= bit
				a.score[i] += w * headScore(payload, v.docs[i].titleLength)
			})
			if err != nil {
				return nil, err
			}
			err = v.each(&f.body, func(i uint32, payload uint8) {
				if a.mask[i] == 0 {
					a.touched = append(a.touched, i)
				}
				a.mask[i] |= bit
				a.score[i] += w * bodyWeight * frequency(payload, float32(v.docs[i].length)/average)
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return rarities, nil
}
