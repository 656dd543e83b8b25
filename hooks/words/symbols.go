package words

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"qiao/hooks/fold"
)

// kind is what a character is to a word in the text.
type kind uint8

const (
	letter  kind = iota + 1 // a letter or digit of a script whose words are set apart
	han                     // an ideograph, kana or Hangul: its words stand side by side
	clear                   // nothing to the eye: zero width, combining, emphasis marks
	between                 // a sign, space or stop
	markup                  // may begin a tag or an entity
	several                 // stands for several characters, such as ⑴ and ㎏
)

// What stands between two letters of a match, as bits.
type gap uint8

const (
	sign       gap = 1 << iota // a mark of any sort
	blank                      // a space
	dot                        // a full stop that may as well be part of a word
	comma                      // , ; : ! ? in half width
	stop                       // ends a phrase: a line break, full-width stops, brackets, quotes
	apostrophe                 // joins: it's
)

// lookalikes gives letters and digits that are drawn like another letter. What a Latin
// letter is drawn like is the Latin letter; i, l and 1 are one, o and 0 are one.
var lookalikes = func() map[rune]rune {
	m := map[rune]rune{}
	for _, pair := range strings.Fields(
		"0o 1l il 3e 4a 5s 7t " +
			"аa вb сc ԁd еe ԍg һh нh іl јj кk ӏl мm пn оo рp ԛq гr ѕs тt ѵv ԝw хx уy үy " +
			"αa βb γy εe ηn ιl κk νv οo ρp τt υu χx ωw ϲc ϳj " +
			"ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪl ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ıl łl øo đd ħh ŧt ɑa ɡg ɩl") {
		r := []rune(pair)
		m[r[0]] = r[1]
	}
	return m
}()

// fancy are the letters and digits in signs that Unicode gives no plain form of.
func fancy(r rune) rune {
	switch {
	case r >= 0x1f150 && r <= 0x1f169:
		return 'a' + r - 0x1f150 // 🅐
	case r >= 0x1f170 && r <= 0x1f189:
		return 'a' + r - 0x1f170 // 🅰
	case r >= 0x1f1e6 && r <= 0x1f1ff:
		return 'a' + r - 0x1f1e6 // regional indicators
	case r >= 0x2776 && r <= 0x277e:
		return '1' + r - 0x2776 // ❶
	case r >= 0x2780 && r <= 0x2788:
		return '1' + r - 0x2780 // ➀
	case r >= 0x278a && r <= 0x2792:
		return '1' + r - 0x278a // ➊
	case r >= 0x24f5 && r <= 0x24fd:
		return '1' + r - 0x24f5 // ⓵
	case r == 0x24ff:
		return '0' // ⓿
	}
	return r
}

// plain is the character that a character is read as: its folded form, without what
// lookalikes make equal.
func plain(r rune) rune { return fold.Rune(fancy(r)) }

// alike is the character that all those drawn like it share.
func alike(plain rune) rune {
	if plain >= 'a' && plain <= 'z' && plain != 'i' {
		return plain
	}
	if to, found := lookalikes[plain]; found {
		return to
	}
	return plain
}

func isHan(r rune) bool {
	switch {
	case r < 0x2e80:
		return false
	case r >= 0x4e00 && r <= 0x9fff, r >= 0x3400 && r <= 0x4dbf, r >= 0x20000 && r <= 0x3ffff, r >= 0x3041 && r <= 0x3096,
		r >= 0x30a1 && r <= 0x30fa, r >= 0xac00 && r <= 0xd7a3, r == 0x3005, r == 0x3007, r == 0x30fc, r >= 0xf900 && r <= 0xfaff:
		return true
	}
	return false
}

// class says what a character is; for what stands between letters, g says how it parts them.
func class(r rune) (k kind, g gap) {
	switch r {
	case '<', '&', ']':
		return markup, sign
	case '*', '~', '`', 0xad, 0x34f, 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800:
		return clear, 0
	case '\n', '\r', '\v', '\f', 0x85, 0x2028, 0x2029,
		'，', '。', '、', '；', '：', '！', '？', '…', '—', '“', '”', '‘', '「', '」', '『', '』', '《', '》', '〈', '〉',
		'（', '）', '【', '】', '(', ')', '"', '{', '}':
		return between, stop
	case ',', ';', ':', '!', '?':
		return between, comma
	case '.':
		return between, dot
	case '\'', '’', 'ʼ':
		return between, sign | apostrophe
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Variation_Selector) || r >= 0xe0000 && r <= 0xe0fff {
		return clear, 0
	}
	if unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) {
		return between, blank
	}
	p := plain(r)
	if p == r {
		if e := expand(r); len(e) > 0 && (len(e) > 1 || e[0] != r) {
			return several, 0 // ⒜, ㊙, ㎏, 𝒜
		}
	}
	switch {
	case isHan(p):
		return han, 0
	case unicode.IsLetter(p), unicode.IsDigit(p):
		return letter, 0
	}
	return between, sign
}

// expand gives the letters and digits that a character stands for.
func expand(r rune) []rune {
	if unicode.Is(unicode.Hangul, r) {
		return []rune{r}
	}
	var out []rune
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.IsLetter(d) || unicode.IsNumber(d) {
			out = append(out, d)
		}
	}
	return out
}

// entry is what the tables know of a character: what it is, how it parts letters, and the
// character that stands for all like it, where that is of the basic plane.
type entry struct {
	kind  kind
	gap   gap
	alike uint16
}

// planes is how many characters the table knows: those of the first two planes.
const planes = 1 << 17

// tables are made once: class and expand are too slow for every character of a text.
type tables struct {
	entries    [planes]entry
	expansions map[rune][]rune
}

var known = sync.OnceValue(func() *tables {
	t := &tables{expansions: map[rune][]rune{}}
	for i := range t.entries {
		r := rune(i)
		if !utf8.ValidRune(r) {
			r = utf8.RuneError
		}
		e := &t.entries[i]
		e.kind, e.gap = class(r)
		switch e.kind {
		case several:
			t.expansions[r] = expand(r)
		case letter, han:
			if like := alike(plain(r)); like <= 0xffff {
				e.alike = uint16(like)
			}
		}
	}
	return t
})

// look gives what a character is, how it parts letters, and the one that stands for all
// like it.
func (t *tables) look(r rune) (k kind, g gap, like rune) {
	if r >= 0 && r < planes {
		if e := t.entries[r]; e.alike != 0 {
			return e.kind, e.gap, rune(e.alike)
		} else if e.kind != letter && e.kind != han {
			return e.kind, e.gap, 0
		}
		return t.entries[r].kind, 0, alike(plain(r))
	}
	k, g = class(r)
	return k, g, alike(plain(r))
}

// expand is the same as expand, from memory.
func (t *tables) expand(r rune) []rune {
	if e, found := t.expansions[r]; found {
		return e
	}
	return expand(r)
}
