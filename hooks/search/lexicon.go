package search

import (
	"sort"
	"strings"
	"sync"
)

// lexicon is the Latin words of a segment's heads, sorted, with the number of documents of each.
// Typing errors and prefixes are resolved against it.
type lexicon struct {
	mu     sync.Mutex
	loaded bool
	words  []string
	masks  []uint32 // letters of each word, to skip the hopeless quickly
	counts []uint32
}

// latinEnd is behind every head key of an alphabetic script: where the CJK blocks begin.
const latinEnd = string(rune(spaceHead)) + "\u2e80"

// letters is a set of the letters and digits of a word.
func letters(word string) (mask uint32) {
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case 'a' <= c && c <= 'z':
			mask |= 1 << (c - 'a')
		case '0' <= c && c <= '9':
			mask |= 1 << (26 + c%5)
		default:
			mask |= 1 << 31
		}
	}
	return mask
}

// lexiconOf gives the lexicon of a segment, reading it the first time.
func (v *view) lexiconOf(g *segment) (*lexicon, error) {
	l := &g.lexicon
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.loaded {
		return l, nil
	}
	l.words, l.masks, l.counts = nil, nil, nil
	for n := max(g.blockOf(string(rune(spaceHead))), 0); n < len(g.firsts) && g.firsts[n] < latinEnd; n++ {
		data, err := v.readBlock(blockID(g.seg, n))
		if err != nil {
			return nil, err
		}
		e := entries{rest: data}
		for e.next() {
			if e.key[0] != spaceHead || string(e.key) >= latinEnd {
				continue
			}
			w := string(e.key[1:])
			l.words = append(l.words, w)
			l.masks = append(l.masks, letters(w))
			l.counts = append(l.counts, uint32(countPostings(e.list, spaceHead)))
		}
		if e.err != nil {
			return nil, e.err
		}
	}
	l.loaded = true
	return l, nil
}

// eachHeadWord calls yield with the Latin head words of the whole index, some more than once.
func (v *view) eachHeadWord(prefix string, yield func(word string, mask uint32, count uint32)) error {
	for _, g := range v.segs {
		l, err := v.lexiconOf(g)
		if err != nil {
			return err
		}
		for i := sort.SearchStrings(l.words, prefix); i < len(l.words) && strings.HasPrefix(l.words[i], prefix); i++ {
			yield(l.words[i], l.masks[i], l.counts[i])
		}
	}
	from := string(rune(spaceHead)) + prefix
	for _, f := range v.fresh {
		for i := sort.SearchStrings(f.terms.keys, from); i < len(f.terms.keys); i++ {
			k := f.terms.keys[i]
			if k >= latinEnd || !strings.HasPrefix(k, from) {
				break
			}
			yield(k[1:], letters(k[1:]), 1)
		}
	}
	return nil
}
