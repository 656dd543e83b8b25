package search

import (
	"unicode"
	"unicode/utf8"

	"qiao/hooks/fold"
)

// Fold gives the form a text is searched by, character by character; see [fold.String].
func Fold(s string) string { return fold.String(s) }

// foldRunes appends the folded characters of text.
func foldRunes(out []rune, text string) []rune {
	table := fold.Table()
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
