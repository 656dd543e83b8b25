package search

import (
	"unicode/utf8"
)

// maxWord is the longest Latin word kept, in characters; the rest of a longer one is dropped.
const maxWord = 32

// Analyzer cuts text into the terms that are indexed and looked up. Latin words are kept whole;
// Chinese, Japanese and Korean runs are cut as its fields say.
type Analyzer struct {
	// Bigrams keeps every pair of neighbouring characters.
	Bigrams bool
	// Words, if set, cuts a run of characters into words (a dictionary segmenter).
	Words func(run string) []string
}

// chunk is a stretch of text of one script.
type chunk struct {
	han  bool
	text []rune // folded
	// joined is set for a Latin word glued to the one before by a hyphen, dot or underscore.
	joined bool
}

// chunks cuts text into runs of ideographs and Latin words, all folded.
func chunks(text string) (out []chunk) {
	eachChunk(text, func(c chunk) { out = append(out, c) })
	return out
}

// eachChunk is chunks without the list. A chunk's text is the caller's to keep.
func eachChunk(text string, yield func(chunk)) {
	runes := foldRunes(make([]rune, 0, len(text)/2+1), text)
	glued := false
	for i := 0; i < len(runes); {
		switch classOf(runes[i]) {
		case ideograph:
			j := i + 1
			for j < len(runes) && classOf(runes[j]) == ideograph {
				j++
			}
			yield(chunk{han: true, text: runes[i:j:j]})
			i, glued = j, false
		case wordChar:
			w, j := latinWord(runes, i)
			yield(chunk{text: w, joined: glued})
			i = j
			glued = i+1 < len(runes) && isGlue(runes[i]) && classOf(runes[i+1]) == wordChar
		default:
			i++
		}
	}
}

func isGlue(r rune) bool { return r == '-' || r == '.' || r == '_' }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' }

// latinWord reads the word that starts at i: letters and digits, apostrophes dropped with a
// following s, and the signs that make c++, c# and f# words.
func latinWord(runes []rune, i int) (word []rune, end int) {
	j := i
	for j < len(runes) && classOf(runes[j]) == wordChar {
		j++
	}
	word = runes[i:j:j]
	for j < len(runes) {
		switch r := runes[j]; {
		case classOf(r) == wordChar:
			word = append(word, r)
			j++
			continue
		case isApostrophe(r) && j+1 < len(runes) && classOf(runes[j+1]) == wordChar:
			last := j+2 >= len(runes) || classOf(runes[j+2]) != wordChar
			if runes[j+1] == 's' && last {
				j += 2
				continue
			}
			j++
			continue
		}
		break
	}
	if len(word) == 1 && j < len(runes) {
		switch {
		case runes[j] == '#':
			return append(word, '#'), j + 1
		case j+1 < len(runes) && runes[j] == '+' && runes[j+1] == '+':
			return append(word, '+', '+'), j + 2
		}
	}
	if len(word) > maxWord {
		word = word[:maxWord]
	}
	return word, j
}

// sink takes the terms of a text. Single characters and pairs come as numbers, because they are many and a
// string for each would be garbage at once.
type sink interface {
	pair(key pairKey)
	word(term string)
}

// pairKey is one character, or two neighbouring ones, as a number that sorts as their UTF-8 does.
type pairKey uint64

func single(r rune) pairKey      { return pairKey(r) << 21 }
func double(a, b rune) pairKey   { return pairKey(a)<<21 | pairKey(b) }
func (k pairKey) String() string { return string(k.append(nil)) }

func (k pairKey) append(b []byte) []byte {
	b = utf8.AppendRune(b, rune(k>>21))
	if second := rune(k & (1<<21 - 1)); second != 0 {
		b = utf8.AppendRune(b, second)
	}
	return b
}

// terms gives every term of text to be indexed.
func (a *Analyzer) terms(text string, to sink) {
	var glued []rune // the Latin word before, when the next one hangs on to it
	eachChunk(text, func(c chunk) {
		if c.han {
			a.hanTerms(c.text, true, to)
			glued = nil
			return
		}
		to.word(string(c.text))
		if c.joined && glued != nil && len(glued)+len(c.text) <= maxWord {
			to.word(string(glued) + string(c.text)) // front-end is found as frontend, node.js as nodejs
		}
		glued = append(glued[:0:0], c.text...)
	})
}

// hanTerms gives the terms of a run of ideographs. For indexing, single characters are terms too; for a query they
// are only when the run is a single character.
func (a *Analyzer) hanTerms(run []rune, index bool, to sink) {
	if index || len(run) == 1 {
		for _, r := range run {
			to.pair(single(r))
		}
	}
	if a.Bigrams {
		for i := 0; i+1 < len(run); i++ {
			to.pair(double(run[i], run[i+1]))
		}
	}
	if a.Words != nil && len(run) > 1 {
		for _, w := range a.Words(string(run)) {
			n := utf8.RuneCountInString(w)
			if n == 1 && !index || n > 2 && a.Bigrams || n > 1 && !a.Bigrams {
				to.word(w)
			}
		}
	}
}

// termList is a sink that keeps the terms in order.
type termList []string

func (l *termList) pair(k pairKey)   { *l = append(*l, k.String()) }
func (l *termList) word(term string) { *l = append(*l, term) }

// Terms gives the terms text is indexed under, in order.
func (a *Analyzer) Terms(text string) []string {
	var out termList
	a.terms(text, &out)
	return out
}

// QueryTerms gives the terms a query text is looked up by.
func (a *Analyzer) QueryTerms(text string) []string { return a.queryTerms(chunks(text)) }

func (a *Analyzer) queryTerms(parts []chunk) []string {
	var out termList
	for _, c := range parts {
		if !c.han {
			out.word(string(c.text))
			continue
		}
		n := len(out)
		if a.hanTerms(c.text, false, &out); len(out) > n {
			continue
		}
		for _, r := range c.text { // a segmenter that drops what it doesn't know
			out.pair(single(r))
		}
	}
	return out
}
