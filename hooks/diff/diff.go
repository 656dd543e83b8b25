// Package diff says how two versions of a text differ, in pieces that people can read: Latin words change as a whole, Chinese
// characters one by one.
package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"
)

// What became of a piece of text.
const (
	Same = "="
	Gone = "-"
	New  = "+"
)

// A Piece is a part of both texts, of the old one or of the new one. Its JSON is ["=", "text"].
type Piece [2]string

// Op tells what became of it: [Same], [Gone] or [New].
func (p Piece) Op() string { return p[0] }

// Text is what it says.
func (p Piece) Text() string { return p[1] }

// Pieces gives the pieces of two texts, in order: those that aren't [New] make up the old text, those that aren't [Gone] the
// new one. Equal texts are one piece, empty ones none.
func Pieces(old, now string) []Piece {
	if old == now {
		return add(nil, Same, old)
	}
	// Each word gets a character of its own, so that texts are compared by words.
	words := &lexicon{runes: map[string]rune{}}
	before, after := words.encode(old), words.encode(now)
	var out []Piece
	at := 0
	for _, edit := range udiff.Strings(before, after) {
		out = add(out, Same, words.decode(before[at:edit.Start]))
		out = add(out, Gone, words.decode(before[edit.Start:edit.End]))
		out = add(out, New, words.decode(edit.New))
		at = edit.End
	}
	return joined(add(out, Same, words.decode(before[at:])))
}

// add appends a piece to the one before if it is of the same kind; an empty one is left out.
func add(list []Piece, op, text string) []Piece {
	if text == "" {
		return list
	}
	if n := len(list); n > 0 && list[n-1].Op() == op {
		list[n-1][1] += text
		return list
	}
	return append(list, Piece{op, text})
}

// joined makes one change of two that only a space lies between: "one two" that becomes "three four" reads better than word by
// word. What went comes before what came.
func joined(list []Piece) []Piece {
	var out []Piece
	for i := 0; i < len(list); {
		if list[i].Op() == Same {
			out = append(out, list[i])
			i++
			continue
		}
		var gone, came strings.Builder
		for ; i < len(list); i++ {
			p := list[i]
			if p.Op() == Same && (i+1 == len(list) || strings.TrimLeft(p.Text(), " ") != "") {
				break
			}
			if p.Op() != New {
				gone.WriteString(p.Text())
			}
			if p.Op() != Gone {
				came.WriteString(p.Text())
			}
		}
		out = add(out, Gone, gone.String())
		out = add(out, New, came.String())
	}
	return out
}

// lexicon numbers words by characters.
type lexicon struct {
	runes map[string]rune
	words []string
}

// surrogates are no characters of their own.
const (
	firstSurrogate = 0xD800
	surrogates     = 0x800
	mostWords      = unicode.MaxRune - surrogates
)

func (l *lexicon) encode(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		n := wordLength(text)
		b.WriteRune(l.rune(text[:n]))
		text = text[n:]
	}
	return b.String()
}

func (l *lexicon) rune(word string) rune {
	if r, ok := l.runes[word]; ok {
		return r
	}
	n := min(len(l.words), mostWords) // more different words than there are characters don't fit in any text we keep
	l.words = append(l.words, word)
	r := rune(n)
	if r >= firstSurrogate {
		r += surrogates
	}
	l.runes[word] = r
	return r
}

func (l *lexicon) decode(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r >= firstSurrogate {
			r -= surrogates
		}
		b.WriteString(l.words[r])
	}
	return b.String()
}

// wordLength is the length in bytes of the word that a text begins with: letters and digits of scripts with spaces between
// words, spaces, or any one other character.
func wordLength(text string) int {
	first, n := utf8.DecodeRuneInString(text)
	same := func(rune) bool { return false }
	switch {
	case inWord(first):
		same = inWord
	case first == ' ':
		same = func(r rune) bool { return r == ' ' }
	}
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if !same(r) {
			break
		}
		n += size
	}
	return n
}

func inWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_') &&
		!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
