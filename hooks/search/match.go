package search

import (
	"encoding/binary"
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
	return tf * 2.2 / (tf + 0.6 + 0.6*l)
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
	rarities := make([]float32, len(slots))
	for n := range slots {
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
		rarities[n] = v.rarity(count)
		for i := range all {
			w := all[i].weight * rarities[n]
			if err := v.addHeads(a, &all[i].head, 1<<n, w); err != nil {
				return nil, err
			}
			if err := v.addBodies(a, &all[i].body, 1<<n, w*bodyWeight); err != nil {
				return nil, err
			}
		}
	}
	return rarities, nil
}

// addHeads counts the documents that have a term in their head.
func (v *view) addHeads(a *accumulator, p *postingLists, bit uint64, weight float32) error {
	return v.each(p, func(i uint32, payload uint8) {
		if a.mask[i] == 0 {
			a.touched = append(a.touched, i)
		}
		a.mask[i] |= bit
		a.head[i] |= bit
		a.score[i] += weight * headScore(payload, v.docs[i].titleLength)
	})
}

// addBodies counts the documents that have a term in their text. These lists can have every document of
// the site in them, so they are read here without a call for each posting.
func (v *view) addBodies(a *accumulator, p *postingLists, bit uint64, weight float32) error {
	perLength := float32(max(v.live, 1)) / (float32(v.lengths) + 1)
	docs, n, touched := v.docs, uint32(len(v.docs)), a.touched
	add := func(i uint32, level uint8) {
		if i >= n {
			return
		}
		if a.mask[i] == 0 {
			touched = append(touched, i)
		}
		a.mask[i] |= bit
		a.score[i] += weight * frequency(level, float32(docs[i].length)*perLength)
	}
	for j, list := range p.lists {
		i := p.bases[j] - v.base
		for k := 0; k < len(list); {
			delta := uint64(list[k])
			if k++; delta >= 0x80 {
				rest, size := binary.Uvarint(list[k:])
				if size <= 0 {
					return errCorrupt
				}
				delta = delta&0x7f | rest<<7
				k += size
			}
			i += uint32(delta >> 3)
			add(i, uint8(delta&7))
		}
	}
	for _, q := range p.fresh {
		add(q.doc-v.base, q.payload)
	}
	a.touched = touched
	return nil
}
