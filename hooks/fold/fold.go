// Package fold gives texts the form in which they are compared: lower case, half width,
// without accents, traditional Chinese as simplified. The search index and the word rules
// share it, so that there is one table of what is the same character.
package fold

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Table maps every character of the basic plane to its folded form. It must not be changed.
var Table = sync.OnceValue(func() *[1 << 16]uint16 {
	table := new([1 << 16]uint16)
	for i := range table {
		table[i] = uint16(slow(rune(i)))
	}
	for _, group := range strings.Fields(variantGroups) {
		keep, size := utf8.DecodeRuneInString(group)
		for _, r := range group[size:] {
			table[r] = uint16(keep)
		}
	}
	return table
})

// slow lowers a character and replaces compatibility forms and accented letters by their
// base, where that is one character.
func slow(r rune) rune {
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

// Rune folds a character to one character: lower case, half width, without accent, and
// simplified. Those beyond the basic plane stay as they are.
func Rune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	if r > 0xffff {
		return r
	}
	return rune(Table()[r])
}

// String folds a text character by character, so that their number stays the same. Bytes
// that aren't UTF-8 become U+FFFD.
func String(s string) string { return strings.Map(Rune, s) }
