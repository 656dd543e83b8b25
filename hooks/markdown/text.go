package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reading speeds behind ReadingMinutes: comfortable silent reading of
// technical prose. A Chinese character and an English word don't weigh the
// same, so a text in both is the sum of two times.
const (
	HanPerMinute   = 400
	WordsPerMinute = 220
)

// ReadingMinutes gives the whole minutes, at least one, that a reader needs
// for han Chinese characters and words words of other scripts.
func ReadingMinutes(han, words int) int {
	minutes := float64(max(han, 0))/HanPerMinute + float64(max(words, 0))/WordsPerMinute
	whole := int(minutes)
	if minutes > float64(whole) {
		whole++
	}
	return max(whole, 1)
}

// count gives the number of Chinese characters (with kana, which are written
// without spaces too) and of words in other scripts. A word is a run of
// letters, digits and the marks that join them, so "don't" and "x86-64" are
// one each.
func count(text string) (han, words int) {
	inWord := false
	for _, r := range text {
		switch {
		case isHan(r):
			han++
			inWord = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inWord {
				words++
			}
			inWord = true
		case r == '\'' || r == '’' || r == '-' || r == '_' || r == '.' || unicode.IsMark(r):
			// Joins two halves of a word, and starts none.
		default:
			inWord = false
		}
	}
	return han, words
}

func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

const (
	sentenceEnds = "。！？!?…"
	afterEnds    = "”’」』）)\"'"
)

// Excerpt shortens plain text to at most max characters (Unicode code points,
// the ellipsis included) on one line. It ends at a sentence when one ends in
// the last half of the room, else between words with an ellipsis; it never
// cuts inside a character, a combining sequence or a Latin word that fits.
func Excerpt(text string, max int) string {
	text = strings.Join(strings.Fields(text), " ")
	if max <= 0 {
		return ""
	}
	if utf8.RuneCountInString(text) <= max {
		return text
	}
	runes := []rune(text[:byteOffset(text, max+1)])
	if end := sentenceEnd(runes, max); end > 0 {
		return string(runes[:end])
	}
	cut := max - 1 // room for the ellipsis
	for i := cut; i > max/2; i-- {
		if breaksBefore(runes[i-1], runes[i]) {
			cut = i
			break
		}
	}
	for cut > 0 && joins(runes, cut) {
		cut--
	}
	return strings.TrimRight(string(runes[:cut]), " ,，、;；:：—-") + "…"
}

// byteOffset gives the offset of the n-th character, or the length.
func byteOffset(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// sentenceEnd gives the last place in the second half of the room where a
// sentence ends, or 0.
func sentenceEnd(runes []rune, max int) int {
	for i := max; i > max/2; i-- {
		last := i - 1
		for last > 0 && strings.ContainsRune(afterEnds, runes[last]) {
			last--
		}
		if strings.ContainsRune(sentenceEnds, runes[last]) || runes[last] == '.' && runes[i] == ' ' {
			return i
		}
	}
	return 0
}

// breaksBefore says whether a text may be cut between two characters.
func breaksBefore(a, b rune) bool {
	if unicode.IsSpace(b) || unicode.IsSpace(a) {
		return true
	}
	return (isHan(a) || isHan(b)) && !unicode.IsPunct(b)
}

// joins says whether the character at i belongs to the one before it.
func joins(runes []rune, i int) bool {
	const zeroWidthJoiner = '\u200d'
	r := runes[i]
	return unicode.IsMark(r) || r == zeroWidthJoiner || runes[i-1] == zeroWidthJoiner ||
		r >= 0x1F3FB && r <= 0x1F3FF // skin tones
}
