// Package words finds tens of thousands of words in a text at once, however they are
// disguised: by case, full width, circles and brackets, styled and accented letters,
// traditional Chinese, letters that look like others, characters put in between, HTML and
// Markdown. It says where in the original text each of them stands.
//
// Rules and texts are brought to the same symbols: one for each letter, digit or ideograph,
// where all that look alike are one symbol. Aho and Corasick's automaton runs over the
// symbols of the text in one pass; what it finds is then checked against what stood between
// the letters and beside them (see accept).
//
// A rule for the whole word asks, at an end that is a letter of an alphabet, that no further
// letter or digit follows. Chinese puts no space between words: there, and for every rule, an
// exception (a longer word or a phrase that is fine) takes out what it contains.
package words

import (
	"cmp"
	"slices"
	"strings"
)

// A Rule is a word to be found.
type Rule struct {
	Word   string
	Lang   string // language of the texts it is for, such as zh or en; empty for all
	Whole  bool   // not inside a longer word
	Except bool   // a word that is fine: what it contains is no match
}

// A Match is where a rule's word stands in a text: the bytes from Start to End.
type Match struct {
	Rule       int // index in the rules that the matcher was made of
	Start, End int
}

// longest is how many symbols a rule may have.
const longest = 120

// word is a rule as it is compared.
type word struct {
	Rule
	index  int
	plain  []rune    // its symbols before lookalikes become one
	parted [3]uint64 // bit i: something stands before symbol i in the rule itself
	digits bool      // nothing but digits
}

// A Matcher finds the words of its rules. It never changes and may be used by many
// goroutines.
type Matcher struct {
	automaton *automaton
	words     []word
	of        [][]int32 // the words of each pattern of the automaton
	codes     *[1 << 16]uint16
	beyond    map[rune]uint16 // codes of characters beyond the basic plane
	alphabet  int             // how many codes there are
}

// Normal gives the form in which a rule's word is compared: two words with the same one
// match the same texts. It is empty for a word without a letter, digit or ideograph, and for
// one that is too long.
func Normal(s string) string {
	w, ok := newWord(s)
	if !ok {
		return ""
	}
	var b strings.Builder
	for _, r := range w.plain {
		b.WriteRune(alike(r))
	}
	return b.String()
}

// Symbols is how many letters, digits and ideographs a word has.
func Symbols(s string) int {
	n := 0
	read(s, false, func(symbol) bool { n++; return true })
	return n
}

func newWord(s string) (word, bool) {
	var w word
	w.digits = true
	read(s, false, func(y symbol) bool {
		if len(w.plain) == longest {
			w.plain = append(w.plain, 0)
			return false
		}
		if i := len(w.plain); i > 0 && y.gap != 0 {
			w.parted[i/64] |= 1 << (i % 64)
		}
		w.plain = append(w.plain, plain(y.raw))
		w.digits = w.digits && isDigit(plain(y.raw))
		return true
	})
	return w, len(w.plain) > 0 && len(w.plain) <= longest
}

// New makes a matcher. A rule whose word has no symbol or too many is left out.
func New(rules []Rule) *Matcher {
	m := &Matcher{codes: new([1 << 16]uint16), beyond: map[rune]uint16{}}
	byPattern := map[string]int32{}
	var patterns [][]uint16
	for i, rule := range rules {
		w, ok := newWord(rule.Word)
		if !ok {
			continue
		}
		w.Rule, w.index = rule, i
		pattern := make([]uint16, len(w.plain))
		var key strings.Builder
		for j, r := range w.plain {
			pattern[j] = m.give(alike(r))
			key.WriteRune(alike(r))
		}
		p, known := byPattern[key.String()]
		if !known {
			p = int32(len(patterns))
			byPattern[key.String()] = p
			patterns = append(patterns, pattern)
			m.of = append(m.of, nil)
		}
		m.of[p] = append(m.of[p], int32(len(m.words)))
		m.words = append(m.words, w)
	}
	m.automaton = newAutomaton(patterns)
	return m
}

// give is the code of a character, a new one where it has none yet.
func (m *Matcher) give(like rune) uint16 {
	code := m.beyond[like]
	if like <= 0xffff {
		code = m.codes[like]
	}
	if code != 0 {
		return code
	}
	m.alphabet++
	code = uint16(min(m.alphabet, 1<<16-1)) // more characters than that aren't in use
	if like <= 0xffff {
		m.codes[like] = code
	} else {
		m.beyond[like] = code
	}
	return code
}

// Len is how many rules can match.
func (m *Matcher) Len() int { return len(m.words) }

// Find gives where the rules for a language match in text, in the order of their beginnings.
// An empty lang means every rule. It stops when it has found limit matches.
func (m *Matcher) Find(text, lang string, limit int) []Match {
	if len(m.words) == 0 || limit <= 0 {
		return nil
	}
	var found, excepted []Match
	f := finder{m: m, text: text, right: -1}
	f.run(func(w *word, start, end int) bool {
		if !speaks(w.Lang, lang) {
			return true
		}
		hit := Match{w.index, start, end}
		if w.Except {
			if len(excepted) < maxExcepted {
				excepted = append(excepted, hit)
			}
			return true
		}
		found = append(found, hit)
		return len(found) < limit
	})
	slices.SortFunc(found, order)
	return without(found, excepted)
}

const maxExcepted = 100_000

func order(a, b Match) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.Rule, b.Rule))
}

// speaks says whether a rule for one language is for texts in another: zh is for zh-Hant too.
func speaks(rule, text string) bool {
	return rule == "" || text == "" || rule == text || strings.HasPrefix(text, rule+"-")
}

// without drops the matches that lie inside of an exception's.
func without(found, excepted []Match) []Match {
	if len(excepted) == 0 || len(found) == 0 {
		return found
	}
	slices.SortFunc(excepted, order)
	kept, next, reach := found[:0], 0, 0
	for _, f := range found {
		for next < len(excepted) && excepted[next].Start <= f.Start {
			reach = max(reach, excepted[next].End)
			next++
		}
		if f.End > reach {
			kept = append(kept, f)
		}
	}
	return kept
}

// maskWith stands for each letter of a masked word.
const maskWith = "＊"

// Mask replaces the letters of the matches by ＊ and leaves the rest of the text as it is.
func Mask(text string, matches []Match) string {
	if len(matches) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, m := range matches {
		start := max(m.Start, at)
		if start >= m.End {
			continue
		}
		read(text[start:m.End], true, func(y symbol) bool {
			if from := start + int(y.start); from >= at {
				b.WriteString(text[at:from])
				b.WriteString(maskWith)
				at = start + int(y.end)
			}
			return true
		})
	}
	return b.String() + text[at:]
}

// Flat gives a text's symbols alone, at most so many: two texts with the same ones say the
// same, whatever was done to make them look different.
func Flat(text string, most int) string {
	var b strings.Builder
	n := 0
	read(text, true, func(y symbol) bool {
		b.WriteRune(y.like)
		n++
		return n < most
	})
	return b.String()
}
