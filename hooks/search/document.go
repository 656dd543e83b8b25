package search

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// indexVersion is part of every document's hash: raise it when the same document gives other terms, and the next
// save or reindex writes it anew.
const indexVersion = 1

// Limits on what one document may bring in; anything beyond is not indexed.
const (
	maxText     = 3 << 20
	maxHeadText = 20_000
	maxValue    = 120
)

// bound cuts s to at most n bytes at a character's border and makes it valid UTF-8 without NULs.
func bound(s string, n int) string {
	if len(s) > n {
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", " ")
}

func boundAll(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list[:min(len(list), 200)] {
		if s = strings.TrimSpace(bound(s, maxValue)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// bounded is a copy of d within the limits.
func (d *Document) bounded() *Document {
	c := *d
	c.Title, c.SourceTitle, c.URL = bound(d.Title, 2000), bound(d.SourceTitle, 2000), bound(d.URL, 2000)
	c.Headings, c.Text = bound(d.Headings, maxHeadText), bound(d.Text, maxText)
	c.Names, c.Authors, c.Tags, c.TagSlugs = boundAll(d.Names), boundAll(d.Authors), boundAll(d.Tags), boundAll(d.TagSlugs)
	c.Lang, c.ArticleKind = bound(d.Lang, 40), bound(d.ArticleKind, 40)
	if c.Boost <= 0 {
		c.Boost = 1
	}
	return &c
}

// hash changes whenever anything of the document does.
func (d *Document) hash() []byte {
	h := sha256.New()
	field := func(parts ...string) {
		_ = binary.Write(h, binary.LittleEndian, int64(len(parts))) // a hash never fails
		for _, s := range parts {
			_ = binary.Write(h, binary.LittleEndian, int64(len(s)))
			_, _ = io.WriteString(h, s)
		}
	}
	_ = binary.Write(h, binary.LittleEndian, []int64{indexVersion, d.Published.Unix(), int64(math.Float64bits(d.Boost))})
	field(d.URL, d.Title, d.Headings, d.Text, d.SourceTitle, d.Lang, d.ArticleKind)
	field(d.Names...)
	field(d.Authors...)
	field(d.Tags...)
	field(d.TagSlugs...)
	return h.Sum(nil)[:16]
}

// fieldTerms counts the terms of the texts given to it.
type fieldTerms struct {
	pairs map[pairKey]uint32
	words map[string]uint32
	add   func(uint32) uint32 // what one more occurrence makes of a count
	total int
}

func newFieldTerms(size int) *fieldTerms {
	return &fieldTerms{pairs: make(map[pairKey]uint32, size), words: make(map[string]uint32, size/8)}
}

func (f *fieldTerms) pair(k pairKey)   { f.pairs[k] = f.add(f.pairs[k]); f.total++ }
func (f *fieldTerms) word(term string) { f.words[term] = f.add(f.words[term]); f.total++ }

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

// terms gives the sorted keys of the document and the number of terms of its text.
func (d *Document) terms(a *Analyzer) (f *freshTerms, length int) {
	head, body := newFieldTerms(256), newFieldTerms(2048)
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

	rest := map[string]uint8{}
	for _, v := range d.Authors {
		rest[string(rune(spaceAuthor))+filterValue(v)] = 0
	}
	for _, list := range [][]string{d.Tags, d.TagSlugs} {
		for _, v := range list {
			rest[string(rune(spaceTag))+filterValue(v)] = 0
		}
	}
	for _, text := range []string{d.Title, d.Headings} {
		eachSoundPair(text, func(key string) { rest[string(rune(spaceSound))+key] = 0 })
	}

	f = &freshTerms{}
	others := sortedKeys(rest)
	before := func(space byte) { // keys of the spaces that sort before this one
		for len(others) > 0 && others[0][0] < space {
			f.add(others[0], 0)
			others = others[1:]
		}
	}
	before(spaceBody)
	body.appendTo(f, spaceBody, func(n uint32) uint8 { return frequencyLevel(int(n)) })
	before(spaceHead)
	head.appendTo(f, spaceHead, func(n uint32) uint8 { return uint8(n) })
	before(0xff)
	return f, body.total
}

// appendTo appends the terms in order, as keys of a space.
func (t *fieldTerms) appendTo(f *freshTerms, space byte, payload func(uint32) uint8) {
	pairs, words := slices.Sorted(maps.Keys(t.pairs)), sortedKeys(t.words)
	b := make([]byte, 0, 16)
	for len(pairs) > 0 || len(words) > 0 {
		b = append(b[:0], space)
		if len(pairs) > 0 {
			b = pairs[0].append(b)
		}
		if len(pairs) == 0 || len(words) > 0 && words[0] < string(b[1:]) {
			f.add(string(rune(space))+words[0], payload(t.words[words[0]]))
			words = words[1:]
			continue
		}
		n := t.pairs[pairs[0]]
		if len(words) > 0 && words[0] == string(b[1:]) { // a segmenter's word of two characters
			n = max(n, t.words[words[0]])
			words = words[1:]
		}
		f.add(string(b), payload(n))
		pairs = pairs[1:]
	}
}

// filterValue is the form in which values of author: and tag: are compared.
func filterValue(s string) string {
	return bound(Fold(strings.Join(strings.Fields(s), " ")), maxValue)
}
