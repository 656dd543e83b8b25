package search

import "sync"

// fieldTerms counts the terms of the texts given to it. Most terms of a Chinese text are single characters and pairs,
// some ten thousand of them: those are counted in a table of their own, several times faster than a Go map.
type fieldTerms struct {
	pairs pairTable
	words map[string]uint32
	add   func(uint32) uint32 // what one more occurrence makes of a count
	total int
}

func (f *fieldTerms) pair(k pairKey) {
	n := f.pairs.at(k)
	*n = f.add(*n)
	f.total++
}

func (f *fieldTerms) word(term string) { f.words[term] = f.add(f.words[term]); f.total++ }

// fieldPool keeps counters between documents.
var fieldPool = sync.Pool{New: func() any { return &fieldTerms{words: map[string]uint32{}} }}

func newFieldTerms() *fieldTerms { return fieldPool.Get().(*fieldTerms) }

// release empties the counter for the next document.
func (f *fieldTerms) release() {
	f.pairs.clear()
	clear(f.words)
	f.total = 0
	if len(f.pairs.keys) <= 1<<16 { // that of an extraordinary document is better forgotten
		fieldPool.Put(f)
	}
}

// pairTable is a hash table from pairs to counts with open addressing. No key is zero.
type pairTable struct {
	keys   []pairKey
	counts []uint32
	used   []uint32 // places in keys, as they were filled
}

// at gives the count of a key, a new one if need be. It is valid until the next call.
func (t *pairTable) at(k pairKey) *uint32 {
	if len(t.used)*2 >= len(t.keys) {
		t.grow()
	}
	mask := uint32(len(t.keys) - 1)
	for i := uint32(uint64(k)*0x9e3779b97f4a7c15>>32) & mask; ; i = (i + 1) & mask {
		switch t.keys[i] {
		case k:
			return &t.counts[i]
		case 0:
			t.keys[i] = k
			t.used = append(t.used, i)
			return &t.counts[i]
		}
	}
}

func (t *pairTable) grow() {
	old := *t
	n := max(2*len(old.keys), 1<<12)
	*t = pairTable{keys: make([]pairKey, n), counts: make([]uint32, n), used: make([]uint32, 0, n/2)}
	for _, i := range old.used {
		*t.at(old.keys[i]) = old.counts[i]
	}
}

func (t *pairTable) clear() {
	for _, i := range t.used {
		t.keys[i], t.counts[i] = 0, 0
	}
	t.used = t.used[:0]
}

// sorted gives the keys in order.
func (t *pairTable) sorted() []pairKey {
	out := make([]pairKey, len(t.used))
	for n, i := range t.used {
		out[n] = t.keys[i]
	}
	return sortPairs(out)
}

// sortPairs sorts by radix, 11 bits at a time: a document has thousands of pairs, and comparing them was the largest
// part of indexing it.
func sortPairs(keys []pairKey) []pairKey {
	const bits, buckets = 11, 1 << 11
	spare := make([]pairKey, len(keys))
	for shift := 0; shift < 42; shift += bits {
		var ends [buckets]int32
		for _, k := range keys {
			ends[k>>shift&(buckets-1)]++
		}
		total := int32(0)
		for i, n := range ends {
			ends[i] = total
			total += n
		}
		for _, k := range keys {
			at := &ends[k>>shift&(buckets-1)]
			spare[*at] = k
			*at++
		}
		keys, spare = spare, keys
	}
	return keys
}

func increment(n uint32) uint32 { return n + 1 }

// countAt adds up to 3 in the two bits at shift, the form of a head payload.
func countAt(shift uint) func(uint32) uint32 {
	return func(n uint32) uint32 {
		if n>>shift&3 < 3 {
			n += 1 << shift
		}
		return n
	}
}

func mark(bit uint32) func(uint32) uint32 { return func(n uint32) uint32 { return n | bit } }

// terms gives the keys of the document with their payloads, encoded, and the number of terms of its text.
func (d *Document) terms(a *Analyzer) (encoded []byte, length int) {
	head, body := newFieldTerms(), newFieldTerms()
	defer head.release()
	defer body.release()
	for _, field := range []struct {
		add   func(uint32) uint32
		texts []string
	}{
		{countAt(titleShift), []string{d.Title}},
		{countAt(headingShift), []string{d.Headings}},
		{mark(nameBit), d.Names},
		{mark(sourceBit), []string{d.SourceTitle}},
		{mark(tagBit), d.Tags},
	} {
		head.add = field.add
		for _, text := range field.texts {
			a.terms(text, head)
		}
	}
	body.add = increment
	a.terms(d.Text, body)

	// A key begins with its space, and the spaces are written in the order in which they sort.
	w := &freshWriter{out: make([]byte, 0, 8*(len(body.pairs.used)+len(body.words)))}
	w.values(spaceAuthor, d.Authors)
	body.write(w, spaceBody, func(n uint32) uint8 { return frequencyLevel(int(n)) })
	w.values(spaceTag, d.Tags, d.TagSlugs)
	head.write(w, spaceHead, func(n uint32) uint8 { return uint8(n) })
	sounds := map[string]bool{}
	for _, text := range []string{d.Title, d.Headings} {
		eachSoundPair(text, func(key string) { sounds[key] = true })
	}
	for _, key := range sortedKeys(sounds) {
		w.add(append([]byte{spaceSound}, key...), 0)
	}
	return w.out, body.total
}

// values writes the values of a filter.
func (w *freshWriter) values(space byte, lists ...[]string) {
	set := map[string]bool{}
	for _, list := range lists {
		for _, v := range list {
			set[filterValue(v)] = true
		}
	}
	for _, v := range sortedKeys(set) {
		w.add(append([]byte{space}, v...), 0)
	}
}

// write writes the terms in order, as keys of a space.
func (f *fieldTerms) write(w *freshWriter, space byte, payload func(uint32) uint8) {
	pairs, words := f.pairs.sorted(), sortedKeys(f.words)
	key := make([]byte, 0, 64)
	for len(pairs) > 0 || len(words) > 0 {
		key = append(key[:0], space)
		if len(pairs) > 0 {
			key = pairs[0].append(key)
		}
		if len(pairs) == 0 || len(words) > 0 && words[0] < string(key[1:]) {
			w.add(append(append(key[:0], space), words[0]...), payload(f.words[words[0]]))
			words = words[1:]
			continue
		}
		n := *f.pairs.at(pairs[0])
		if len(words) > 0 && words[0] == string(key[1:]) { // a segmenter's word of two characters
			n = max(n, f.words[words[0]])
			words = words[1:]
		}
		w.add(key, payload(n))
		pairs = pairs[1:]
	}
}
