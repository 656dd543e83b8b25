package words

import (
	"html"
	"strings"
	"unicode/utf8"
)

// A symbol is a letter, digit or ideograph of a text.
type symbol struct {
	start, end int32 // the bytes of the text that it is written in
	raw        rune  // as it is written
	like       rune  // what stands for all that look alike
	kind       kind
	gap        gap    // what stands between it and the symbol before
	gaps       uint8  // how many visible characters stand there, 255 for more
	joined     joined // whether it goes on a word
}

// joined is how a symbol hangs together with a letter right before it.
type joined uint8

const (
	apart  joined = iota
	goesOn        // a letter of the same word
	elided        // the s of it's
)

// maxGap is how many visible characters may be put between two letters of a word.
const maxGap = 8

// A reader gives the symbols of a text one after another. With markup, tags and entities of
// HTML and the targets of Markdown links are no part of the words around them; what stands in
// them is read after the rest.
type reader struct {
	text   string
	at     int
	end    int
	markup bool
	known  *tables
	y      symbol // the symbol read last

	gap     gap
	gaps    uint8
	before  kind // of the character before the gap
	pending []rune
	later   [][2]int // what stands in tags
	peeking bool
}

func newReader(text string, markup bool) reader {
	return reader{text: text, end: len(text), markup: markup, known: known()}
}

// read calls yield with every symbol until it gives false.
func read(text string, markup bool, yield func(symbol) bool) {
	for r := newReader(text, markup); r.next(); {
		if !yield(r.y) {
			return
		}
	}
}

// far is the gap between parts that don't belong together.
const far = 255

// next reads one symbol into r.y. It is false at the end.
func (r *reader) next() bool {
	if len(r.pending) > 0 {
		raw := r.pending[0]
		r.pending = r.pending[1:]
		r.emit(raw, int(r.y.start), int(r.y.end))
		return true
	}
	for {
		if r.at >= r.end {
			if len(r.later) == 0 || r.peeking {
				return false
			}
			r.at, r.end = r.later[0][0], r.later[0][1]
			r.later = r.later[1:]
			r.markup, r.before, r.gap, r.gaps = false, 0, stop, far
			continue
		}
		start := r.at
		c, size := rune(r.text[start]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(r.text[start:])
		}
		r.at = start + size
		if c >= planes {
			k, g, like := r.known.look(c)
			if k == letter || k == han {
				r.y = symbol{start: int32(start), end: int32(r.at), raw: c, like: like, kind: k, gap: r.gap, gaps: r.gaps}
				r.join()
				return true
			}
			if k == between {
				r.part(g)
			} else if k == several && r.several(expand(c), start) {
				return true
			}
			continue
		}
		e := r.known.entries[c]
		switch e.kind {
		case letter, han:
			r.y = symbol{start: int32(start), end: int32(r.at), raw: c, like: rune(e.alike), kind: e.kind, gap: r.gap, gaps: r.gaps}
			if e.alike == 0 {
				r.y.like = alike(plain(c))
			}
			r.join()
			return true
		case clear:
		case between:
			r.part(e.gap)
		case several:
			if r.several(r.known.expand(c), start) {
				return true
			}
		case markup:
			if !r.markup {
				r.part(e.gap)
			} else if r.special(byte(c), start) {
				return true
			}
		}
	}
}

// join finishes the symbol at hand: how it hangs together with what was before.
func (r *reader) join() {
	if r.before == letter && r.y.kind == letter {
		if r.gap == 0 {
			r.y.joined = goesOn
		} else if r.gap == sign|apostrophe && r.gaps == 1 {
			r.y.joined = elided
		}
	}
	r.before, r.gap, r.gaps = r.y.kind, 0, 0
}

func (r *reader) emit(raw rune, start, end int) {
	k, _, like := r.known.look(raw)
	r.y = symbol{start: int32(start), end: int32(end), raw: raw, like: like, kind: k, gap: r.gap, gaps: r.gaps}
	r.join()
}

// part notes a visible character between the symbols.
func (r *reader) part(g gap) {
	r.gap |= g
	if r.gaps < far {
		r.gaps++
	}
}

// several reads characters that one character or entity stands for. It says whether there
// is a symbol among them.
func (r *reader) several(runes []rune, start int) bool {
	var letters []rune
	for _, c := range runes {
		switch k, g, _ := r.known.look(c); k {
		case letter, han:
			letters = append(letters, c)
		case several:
			letters = append(letters, r.known.expand(c)...)
		case between, markup:
			r.part(g)
		}
	}
	if len(letters) == 0 {
		return false
	}
	r.emit(letters[0], start, r.at)
	r.pending = letters[1:]
	return true
}

// special reads what may begin markup. It says whether a symbol came of it.
func (r *reader) special(c byte, start int) bool {
	switch c {
	case '&':
		if runes, size := entity(r.text[start:r.end]); size > 0 {
			r.at = start + size
			return r.several(runes, start)
		}
	case '<':
		if size, block := tag(r.text[start:r.end]); size > 0 {
			r.at = start + size
			inside := start + 1
			for inside < r.at-1 && isName(r.text[inside]) {
				inside++
			}
			if inside < r.at-2 && !r.peeking {
				r.later = append(r.later, [2]int{inside, r.at - 1})
			}
			if block {
				r.part(stop)
			}
			return false
		}
	case ']':
		if rest := r.text[r.at:r.end]; strings.HasPrefix(rest, "(") {
			if n := strings.IndexAny(rest[1:], ")( \n"); n >= 0 && rest[1+n] == ')' {
				if !r.peeking {
					r.later = append(r.later, [2]int{r.at + 1, r.at + 1 + n})
				}
				r.at += n + 2
			}
		}
	}
	r.part(sign)
	return false
}

func isName(c byte) bool {
	return c == '/' || c == '!' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// entity reads a character reference of HTML at the beginning of s; size is 0 for none.
func entity(s string) (runes []rune, size int) {
	const longestName = 33 // of the names that HTML knows
	for i := 1; i < len(s) && i < longestName; i++ {
		c := s[i]
		if c == ';' {
			if plain := html.UnescapeString(s[:i+1]); plain != s[:i+1] {
				return []rune(plain), i + 1
			}
			return nil, 0
		}
		if c != '#' && (c == '/' || c == '!' || !isName(c)) {
			break
		}
	}
	return nil, 0
}

// blocks are the elements that begin a new line.
const blocks = " br p div li ul ol td th tr table h1 h2 h3 h4 h5 h6 hr blockquote pre "

// tag reads a tag or comment of HTML at the beginning of s; size is 0 for none. It ends
// before the next "<", so that no text is looked at twice.
func tag(s string) (size int, block bool) {
	if len(s) < 3 || !isName(s[1]) || '0' <= s[1] && s[1] <= '9' {
		return 0, false
	}
	n := strings.IndexAny(s[1:], "<>")
	if n < 0 || s[1+n] == '<' {
		return 0, false
	}
	name := 1
	if s[name] == '/' {
		name++
	}
	last := name
	for isName(s[last]) && s[last] != '/' {
		last++
	}
	return n + 2, last-name < 12 && strings.Contains(blocks, " "+strings.ToLower(s[name:last])+" ")
}
