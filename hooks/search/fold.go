package search

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folding maps every character of the basic plane to the form it is searched by.
var folding = sync.OnceValue(func() *[1 << 16]uint16 {
	table := new([1 << 16]uint16)
	for i := range table {
		table[i] = uint16(foldSlow(rune(i)))
	}
	for _, group := range strings.Fields(variantGroups) {
		keep, size := utf8.DecodeRuneInString(group)
		for _, r := range group[size:] {
			table[r] = uint16(keep)
		}
	}
	return table
})

// foldSlow lowers a character and replaces compatibility forms and accented letters by their
// base, where that is one character.
func foldSlow(r rune) rune {
	if unicode.In(r, unicode.Cs, unicode.Co) || unicode.Is(unicode.Hangul, r) {
		return r
	}
	var base rune
	for i, d := range norm.NFKD.String(string(r)) {
		switch {
		case i == 0:
			base = d
		case !unicode.Is(unicode.Mn, d):
			return unicode.ToLower(r)
		}
	}
	if base == 0 || base > 0xffff {
		return r
	}
	return unicode.ToLower(base)
}

// fold gives the form a character is searched by: lower case, half width, without accent, and
// simplified. It never changes the number of characters, so positions stay comparable.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	if r > 0xffff {
		return r
	}
	return rune(folding()[r])
}

// Fold gives the form a text is searched by, character by character: lower case, half width,
// without accents, traditional Chinese as simplified. Bytes that aren't UTF-8 become U+FFFD.
func Fold(s string) string { return strings.Map(fold, s) }

// foldRunes appends the folded characters of text.
func foldRunes(out []rune, text string) []rune {
	table := folding()
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
		case r <= 0xffff:
			r = rune(table[r])
		}
		out = append(out, r)
	}
	return out
}

// class is what a character does in a text: stand alone, build a word, or separate.
type class uint8

const (
	other class = iota
	wordChar
	ideograph
)

func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' {
			return wordChar
		}
		return other
	case 0x4e00 <= r && r <= 0x9fff, 0x3400 <= r && r <= 0x4dbf, 0x20000 <= r && r <= 0x3ffff,
		0x3041 <= r && r <= 0x30ff && r != 0x30fb, 0xac00 <= r && r <= 0xd7a3, r == 0x3005, r == 0x3007,
		0xf900 <= r && r <= 0xfaff:
		return ideograph
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
		return wordChar
	}
	return other
}
