package search

import (
	"strings"
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
func chunks(text string) []chunk {
	var out []chunk
	runes := make([]rune, 0, len(text)/2+1)
	for _, r := range text {
		runes = append(runes, fold(r))
	}
	glued := false
	for i := 0; i < len(runes); {
		switch classOf(runes[i]) {
		case ideograph:
			j := i + 1
			for j < len(runes) && classOf(runes[j]) == ideograph {
				j++
			}
			out = append(out, chunk{han: true, text: runes[i:j:j]})
			i, glued = j, false
		case wordChar:
			w, j := latinWord(runes, i)
			out = append(out, chunk{text: w, joined: glued})
			i = j
			glued = i+1 < len(runes) && isGlue(runes[i]) && classOf(runes[i+1]) == wordChar
		default:
			i++
		}
	}
	return out
}

func isGlue(r rune) bool { return r == '-' || r == '.' || r == '_' }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' }

// latinWord reads the word that starts at i: letters and digits, apostrophes dropped with a
// following s, and the signs that make c++, c# and f# words.
func latinWord(runes []rune, i int) (word []rune, end int) {
	j := i
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

// terms calls emit for every term of text to be indexed.
func (a *Analyzer) terms(text string, emit func(term string)) {
	parts := chunks(text)
	for i, c := range parts {
		if c.han {
			a.hanTerms(c.text, true, emit)
			continue
		}
		emit(string(c.text))
		if c.joined && !parts[i-1].han {
			if w := string(parts[i-1].text) + string(c.text); len(w) <= maxWord {
				emit(w) // front-end is found as frontend, node.js as nodejs
			}
		}
	}
}

// hanTerms emits the terms of a run of ideographs. For indexing, single characters are terms too;
// for a query they are only when the run is a single character.
func (a *Analyzer) hanTerms(run []rune, index bool, emit func(term string)) {
	if index || len(run) == 1 {
		for _, r := range run {
			emit(string(r))
		}
	}
	if a.Bigrams {
		for i := 0; i+1 < len(run); i++ {
			emit(string(run[i : i+2]))
		}
	}
	if a.Words != nil && len(run) > 1 {
		for _, w := range a.Words(string(run)) {
			n := len([]rune(w))
			if n == 1 && !index || n > 2 && a.Bigrams || n > 1 && !a.Bigrams {
				emit(w)
			}
		}
	}
}

// joinWords writes the words of a query chunk list back as text, for messages and suggestions.
func joinWords(words []string) string { return strings.Join(words, " ") }

// Terms gives the terms text is indexed under, in order.
func (a *Analyzer) Terms(text string) (out []string) {
	a.terms(text, func(t string) { out = append(out, t) })
	return out
}

// QueryTerms gives the terms a query text is looked up by.
func (a *Analyzer) QueryTerms(text string) (out []string) {
	for _, c := range chunks(text) {
		if c.han {
			a.hanTerms(c.text, false, func(t string) { out = append(out, t) })
		} else {
			out = append(out, string(c.text))
		}
	}
	return out
}
