// Package mathml turns LaTeX formulas into MathML Core, the part of MathML
// that browsers draw by themselves (https://www.w3.org/TR/mathml-core/).
//
// It knows the common language of formulas: fractions, roots, scripts, Greek
// and other symbols, operators with limits, fences, accents, fonts, text,
// matrices, cases and aligned equations. What it doesn't know stays visible
// as text in an <merror>, so that an author sees what to mend and the reader
// still sees something. No input makes it panic or run away.
package mathml

import (
	"html"
	"strings"
	"unicode/utf8"
)

// Bounds of a formula.
const (
	maxBytes = 20_000
	maxDepth = 50
)

// Convert gives the <math> element of a formula in LaTeX's math mode, without
// its delimiters. display asks for the larger form that stands by itself. The
// result is well-formed and escaped for HTML; the source is its alttext.
func Convert(tex string, display bool) string {
	open := "<math"
	if display {
		open += ` display="block"`
	}
	tex = strings.ToValidUTF8(tex, "\ufffd")
	if len(tex) > maxBytes {
		return open + ">" + fault(tex) + "</math>"
	}
	open += ` alttext="` + html.EscapeString(tex) + `">`
	p := &parser{src: tex}
	body := p.formula()
	if p.tooDeep {
		body = fault(tex)
	}
	return open + body + "</math>"
}

func fault(text string) string {
	return "<merror><mtext>" + html.EscapeString(text) + "</mtext></merror>"
}

// A node is one finished piece of a formula.
type node struct {
	s        string // its MathML: one element, or none
	limits   bool   // scripts go under and over it
	function bool   // a name such as sin, set apart from what follows
}

// A parser reads a formula from left to right.
type parser struct {
	src     string
	pos     int
	depth   int
	tooDeep bool
	font    string // the alphabet letters are in: a key of alphabets, "rm", or ""
}

// formula reads the whole source. Rows divided by \\ stand under each other.
func (p *parser) formula() string {
	var b strings.Builder
	b.WriteString(p.row(""))
	rows := 1
	for p.pos < len(p.src) {
		if p.take(`\\`) {
			p.skipOption()
			b.WriteString("</mtd></mtr><mtr><mtd>")
			rows++
		} else {
			b.WriteString(fault(p.stray())) // what ends a row elsewhere ends nothing here
		}
		b.WriteString(p.row(""))
	}
	if rows == 1 {
		return group(b.String())
	}
	return `<mtable displaystyle="true"><mtr><mtd>` + b.String() + "</mtd></mtr></mtable>"
}

// stray takes one token that has no sense where it stands.
func (p *parser) stray() string {
	if p.src[p.pos] == '\\' {
		return `\` + p.command()
	}
	p.pos++
	return p.src[p.pos-1 : p.pos]
}

// row reads until the end of the group, cell, row or environment it stands
// in, or until the character in stop. It gives any number of elements.
func (p *parser) row(stop string) string {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.tooDeep = true
		p.pos = len(p.src)
	}
	font := p.font
	defer func() { p.font = font }()

	var b strings.Builder
	for !p.atEnd(stop) {
		if infix := p.infix(); infix != "" {
			before := group(b.String())
			after := group(p.row(stop))
			return fraction(infix, before, after)
		}
		if style := p.style(); style != "" {
			return b.String() + style + p.row(stop) + "</mstyle>"
		}
		n := p.scripted()
		b.WriteString(n.s)
		if n.function && !p.atEnd(stop) {
			b.WriteString("<mo>&#x2061;</mo>")
			if !strings.ContainsRune("([{^_", rune(p.src[p.pos])) && !p.at(`\left`) {
				b.WriteString(`<mspace width="0.1667em"></mspace>`)
			}
		}
	}
	return b.String()
}

// atEnd skips blanks and comments and says whether the row is over.
func (p *parser) atEnd(stop string) bool {
	p.blanks()
	if p.pos >= len(p.src) || stop != "" && strings.HasPrefix(p.src[p.pos:], stop) {
		return true
	}
	switch p.src[p.pos] {
	case '}', '&':
		return true
	case '\\':
		return p.at(`\\`) || p.at(`\right`) || p.at(`\end`) || p.at(`\cr`) || p.at(`\middle`)
	}
	return false
}

func (p *parser) blanks() {
	for p.pos < len(p.src) {
		switch p.src[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		case '%':
			end := strings.IndexByte(p.src[p.pos:], '\n')
			if end < 0 {
				p.pos = len(p.src)
				return
			}
			p.pos += end + 1
		default:
			return
		}
	}
}

// at says whether a token stands here; a command's name must end with it.
func (p *parser) at(token string) bool {
	rest := p.src[p.pos:]
	if !strings.HasPrefix(rest, token) {
		return false
	}
	last := token[len(token)-1]
	return !isLetter(last) || len(rest) == len(token) || !isLetter(rest[len(token)])
}

func (p *parser) take(token string) bool {
	if !p.at(token) {
		return false
	}
	p.pos += len(token)
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// command takes a backslash and the name after it: letters, or one character.
func (p *parser) command() string {
	p.pos++
	start := p.pos
	for p.pos < len(p.src) && isLetter(p.src[p.pos]) {
		p.pos++
	}
	if p.pos == start {
		_, size := utf8.DecodeRuneInString(p.src[p.pos:])
		p.pos += size
	}
	name := p.src[start:p.pos]
	if p.pos < len(p.src) && p.src[p.pos] == '*' && starred[name] {
		p.pos++
		name += "*"
	}
	return name
}

// scripted reads a piece with its primes, subscript and superscript.
func (p *parser) scripted() node {
	base := node{s: "<mrow></mrow>"}
	if c := p.src[p.pos]; c != '^' && c != '_' && c != '\'' {
		base = p.atom()
	}
	var sub, sup, primes string
	limits := base.limits
	for {
		p.blanks()
		switch {
		case p.take(`\limits`):
			limits = true
			base.s = strings.Replace(base.s, ` movablelimits="true"`, "", 1)
			base.s = strings.Replace(base.s, "<mo", `<mo movablelimits="false"`, 1)
			continue
		case p.take(`\nolimits`):
			limits = false
			continue
		case p.pos < len(p.src) && p.src[p.pos] == '\'':
			p.pos++
			primes += "′"
			continue
		case p.pos < len(p.src) && p.src[p.pos] == '_' && sub == "":
			p.pos++
			sub = p.argument()
			continue
		case p.pos < len(p.src) && p.src[p.pos] == '^' && sup == "":
			p.pos++
			sup = p.argument()
			continue
		}
		break
	}
	if primes != "" {
		mark := "<mo>" + primes + "</mo>"
		if sup != "" {
			mark = "<mrow>" + mark + sup + "</mrow>"
		}
		sup = mark
	}
	if base.s == "" {
		base.s = "<mrow></mrow>"
	}
	base.s = attach(base.s, sub, sup, limits)
	return base
}

// attach puts scripts to a base, beside it or under and over it.
func attach(base, sub, sup string, limits bool) string {
	names := [3]string{"msub", "msup", "msubsup"}
	if limits {
		names = [3]string{"munder", "mover", "munderover"}
	}
	switch {
	case sub != "" && sup != "":
		return element(names[2], base+sub+sup)
	case sub != "":
		return element(names[0], base+sub)
	case sup != "":
		return element(names[1], base+sup)
	}
	return base
}

// argument reads a group in braces or one piece, and gives one element.
func (p *parser) argument() string {
	p.blanks()
	if p.pos >= len(p.src) || p.src[p.pos] == '&' || p.src[p.pos] == '}' || p.at(`\\`) || p.at(`\right`) || p.at(`\end`) {
		return "<mrow></mrow>"
	}
	if p.src[p.pos] == '{' {
		return group(p.braces())
	}
	if c := p.src[p.pos]; c >= '0' && c <= '9' {
		p.pos++
		return p.digits(string(c))
	}
	if c := p.src[p.pos]; c == '^' || c == '_' || c == '\'' {
		return "<mrow></mrow>"
	}
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.tooDeep = true
		p.pos = len(p.src)
		return "<mrow></mrow>"
	}
	return group(p.atom().s)
}

// braces reads {...} and gives its content.
func (p *parser) braces() string {
	p.pos++
	var b strings.Builder
	for {
		b.WriteString(p.row(""))
		if p.pos >= len(p.src) {
			return b.String()
		}
		if p.src[p.pos] == '}' {
			p.pos++
			return b.String()
		}
		b.WriteString(fault(p.stray()))
	}
}

// raw reads {...} without interpreting it, with braces balanced; the braces
// themselves are left out. Without a brace it gives one character.
func (p *parser) raw() string {
	p.blanks()
	if p.pos >= len(p.src) {
		return ""
	}
	if p.src[p.pos] != '{' {
		_, size := utf8.DecodeRuneInString(p.src[p.pos:])
		p.pos += size
		return p.src[p.pos-size : p.pos]
	}
	p.pos++
	start, open := p.pos, 1
	for ; p.pos < len(p.src); p.pos++ {
		switch p.src[p.pos] {
		case '\\':
			p.pos++
		case '{':
			open++
		case '}':
			if open--; open == 0 {
				p.pos++
				return p.src[start : p.pos-1]
			}
		}
	}
	p.pos = len(p.src)
	return p.src[start:]
}

// option reads [...] as a formula, or gives "".
func (p *parser) option() string {
	p.blanks()
	if p.pos >= len(p.src) || p.src[p.pos] != '[' {
		return ""
	}
	p.pos++
	s := p.row("]")
	if p.pos < len(p.src) && p.src[p.pos] == ']' {
		p.pos++
	}
	return group(s)
}

// skipOption passes over [...] after \\.
func (p *parser) skipOption() {
	if p.pos < len(p.src) && p.src[p.pos] == '[' {
		if end := strings.IndexByte(p.src[p.pos:], ']'); end > 0 && end < 12 {
			p.pos += end + 1
		}
	}
}

func element(name, content string) string {
	return "<" + name + ">" + content + "</" + name + ">"
}

// group makes one element of any number: MathML's fractions and scripts count
// their children.
func group(s string) string {
	if single(s) {
		return s
	}
	return "<mrow>" + s + "</mrow>"
}

// single says whether a string of elements is exactly one.
func single(s string) bool {
	depth := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '<' {
			continue
		}
		if s[i+1] == '/' {
			depth--
		} else {
			depth++
		}
		if depth == 0 {
			end := strings.IndexByte(s[i:], '>')
			return i+end+1 == len(s)
		}
	}
	return false
}
