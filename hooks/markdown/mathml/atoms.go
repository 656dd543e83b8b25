package mathml

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// atom reads one piece without its scripts. It always moves on.
func (p *parser) atom() node {
	c := p.src[p.pos]
	switch {
	case c == '\\':
		return p.named(p.command())
	case c == '{':
		return node{s: group(p.braces())}
	case c >= '0' && c <= '9' || c == '.' && p.pos+1 < len(p.src) && isDigit(p.src[p.pos+1]):
		return node{s: p.number()}
	case isLetter(c):
		return node{s: p.letters()}
	}
	r, size := utf8.DecodeRuneInString(p.src[p.pos:])
	p.pos += size
	switch {
	case r == '~':
		return node{s: "<mtext>\u00a0</mtext>"}
	case r == '#' || r == '$' || r == '"' || r == utf8.RuneError && size <= 1:
		return node{s: fault(p.src[p.pos-size : p.pos])}
	case r < utf8.RuneSelf:
		return node{s: operator(string(r))}
	case isIdeograph(r):
		start := p.pos - size
		for p.pos < len(p.src) {
			r, size := utf8.DecodeRuneInString(p.src[p.pos:])
			if !isIdeograph(r) {
				break
			}
			p.pos += size
		}
		return node{s: "<mtext>" + html.EscapeString(p.src[start:p.pos]) + "</mtext>"}
	case unicode.IsLetter(r):
		return node{s: "<mi>" + p.inFont(r) + "</mi>"}
	case unicode.IsDigit(r):
		return node{s: "<mn>" + string(r) + "</mn>"}
	case strings.ContainsRune("∑∏∐⋃⋂⋁⋀⨁⨂⨀", r):
		return node{s: `<mo movablelimits="true">` + string(r) + "</mo>", limits: true}
	}
	return node{s: "<mo>" + html.EscapeString(string(r)) + "</mo>"}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isIdeograph says whether a character is written as text in a formula:
// Chinese, Japanese, Korean and their marks.
func isIdeograph(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF)
}

func (p *parser) number() string {
	start := p.pos
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		if !isDigit(c) && !((c == '.' || c == ',') && p.pos+1 < len(p.src) && isDigit(p.src[p.pos+1]) && c == '.') {
			break
		}
		p.pos++
	}
	return p.digits(p.src[start:p.pos])
}

func (p *parser) digits(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(p.inFont(r))
	}
	return "<mn>" + b.String() + "</mn>"
}

// letters gives one letter, or the whole run in an upright font, which is one word.
func (p *parser) letters() string {
	if p.font != "rm" {
		p.pos++
		return "<mi>" + p.inFont(rune(p.src[p.pos-1])) + "</mi>"
	}
	start := p.pos
	for p.pos < len(p.src) && isLetter(p.src[p.pos]) {
		p.pos++
	}
	return upright(p.src[start:p.pos])
}

// upright gives an identifier that isn't slanted; MathML slants single letters.
func upright(name string) string {
	if utf8.RuneCountInString(name) == 1 {
		return `<mi mathvariant="normal">` + html.EscapeString(name) + "</mi>"
	}
	return "<mi>" + html.EscapeString(name) + "</mi>"
}

// operator gives an ASCII sign as TeX shows it. Fences don't grow by
// themselves in TeX, as they would in MathML.
func operator(s string) string {
	switch s {
	case "-":
		s = "−"
	case "*":
		s = "∗"
	case "(", ")", "[", "]", "|", "/":
		return `<mo stretchy="false">` + s + "</mo>"
	case ":":
		return `<mo lspace="0.2222em" rspace="0.2222em">:</mo>`
	}
	return "<mo>" + html.EscapeString(s) + "</mo>"
}

// named gives what a command stands for.
func (p *parser) named(name string) node {
	if s, ok := identifiers[name]; ok {
		r, _ := utf8.DecodeRuneInString(s)
		if p.font == "bold" || p.font == "bolditalic" {
			return node{s: "<mi>" + p.inFont(r) + "</mi>"}
		}
		if unicode.IsUpper(r) && len(name) > 2 && r >= 0x391 && r <= 0x3A9 {
			return node{s: upright(s)} // TeX's capital Greek stands upright
		}
		return node{s: "<mi>" + s + "</mi>"}
	}
	if s, ok := operators[name]; ok {
		return node{s: "<mo>" + html.EscapeString(s) + "</mo>"}
	}
	if s, ok := delimiters[name]; ok {
		return node{s: `<mo stretchy="false">` + html.EscapeString(s) + "</mo>"}
	}
	if s, ok := bigOperators[name]; ok {
		return node{s: `<mo movablelimits="true">` + s + "</mo>", limits: true}
	}
	if s, ok := integrals[name]; ok {
		return node{s: "<mo>" + s + "</mo>"}
	}
	if functions[name] {
		return node{s: upright(name), function: true}
	}
	if s, ok := limitFunctions[name]; ok {
		return node{s: `<mo movablelimits="true">` + s + "</mo>", limits: true, function: true}
	}
	if width, ok := spaces[name]; ok {
		return node{s: `<mspace width="` + width + `"></mspace>`}
	}
	if a, ok := accents[name]; ok {
		return node{s: a.over(p.argument()), limits: a.brace}
	}
	if font, ok := fonts[name]; ok {
		outer := p.font
		p.font = font
		s := p.argument()
		p.font = outer
		return node{s: s}
	}
	if font, ok := fontSwitches[name]; ok {
		p.font = font // until the group ends
		return node{}
	}
	if texts[name] {
		return node{s: p.text(p.raw())}
	}
	if size, ok := sizes[name]; ok {
		return node{s: p.sized(size)}
	}
	if ignored[name] {
		return node{}
	}
	return p.structure(name)
}

// text gives the content of \text{...}: words with their spaces; a formula
// between dollars inside is a formula.
func (p *parser) text(raw string) string {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.tooDeep = true
		return ""
	}
	var b strings.Builder
	for i, part := range strings.Split(raw, "$") {
		if i%2 == 1 {
			inner := &parser{src: part, depth: p.depth}
			b.WriteString(group(inner.formula()))
			p.tooDeep = p.tooDeep || inner.tooDeep
			continue
		}
		if part != "" {
			b.WriteString("<mtext>" + html.EscapeString(plainText.Replace(part)) + "</mtext>")
		}
	}
	return group(b.String())
}

// plainText undoes escapes in text and keeps outer spaces, which MathML drops.
var plainText = strings.NewReplacer(`\{`, "{", `\}`, "}", `\%`, "%", `\_`, "_", `\&`, "&", `\#`, "#", `\ `, "\u00a0",
	"~", "\u00a0", " ", "\u00a0", "\n", "\u00a0", `\textbf`, "", `\textit`, "", `\texttt`, "", `\text`, "", `\,`, "\u2009", "{", "", "}", "")
