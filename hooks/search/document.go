package search

import (
	"crypto/sha256"
	"encoding/json"
	"sort"
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
	e := json.NewEncoder(h)
	_ = e.Encode(indexVersion)
	_ = e.Encode(d) // plain strings and numbers: can't fail
	return h.Sum(nil)[:16]
}

// termCounter gathers the terms of a document.
type termCounter struct {
	head map[string]uint8
	body map[string]int
}

// terms gives the sorted keys of the document and the number of terms of its text.
func (d *Document) terms(a *Analyzer) (f *freshTerms, length int) {
	c := termCounter{head: make(map[string]uint8, 256), body: make(map[string]int, 2048)}
	count := func(shift uint) func(string) {
		return func(term string) {
			if v := c.head[term]; v>>shift&3 < 3 {
				c.head[term] = v + 1<<shift
			}
		}
	}
	mark := func(bit uint8) func(string) {
		return func(term string) { c.head[term] |= bit }
	}
	a.terms(d.Title, count(titleShift))
	a.terms(d.Headings, count(headingShift))
	for _, n := range d.Names {
		a.terms(n, mark(nameBit))
	}
	a.terms(d.SourceTitle, mark(sourceBit))
	for _, t := range d.Tags {
		a.terms(t, mark(tagBit))
	}
	a.terms(d.Text, func(term string) { c.body[term]++; length++ })

	keys := make(map[string]uint8, len(c.head)+len(c.body)+64)
	for t, v := range c.head {
		keys[string(spaceHead)+t] = v
	}
	for t, n := range c.body {
		keys[string(spaceBody)+t] = frequencyLevel(n)
	}
	for _, v := range d.Authors {
		keys[string(spaceAuthor)+filterValue(v)] = 0
	}
	for _, v := range append(d.Tags[:len(d.Tags):len(d.Tags)], d.TagSlugs...) {
		keys[string(spaceTag)+filterValue(v)] = 0
	}
	for _, text := range []string{d.Title, d.Headings} {
		eachSoundPair(text, func(key string) { keys[string(spaceSound)+key] = 0 })
	}
	f = &freshTerms{keys: make([]string, 0, len(keys)), payloads: make([]uint8, 0, len(keys))}
	for k := range keys {
		f.keys = append(f.keys, k)
	}
	sort.Strings(f.keys)
	for _, k := range f.keys {
		f.payloads = append(f.payloads, keys[k])
	}
	return f, length
}

// filterValue is the form in which values of author: and tag: are compared.
func filterValue(s string) string {
	return bound(Fold(strings.Join(strings.Fields(s), " ")), maxValue)
}
