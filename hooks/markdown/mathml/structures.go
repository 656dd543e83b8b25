package mathml

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// structure gives commands that take arguments in a way of their own.
func (p *parser) structure(name string) node {
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom":
		above := p.argument()
		return node{s: fraction(name, above, p.argument())}
	case "sqrt":
		if index := p.option(); index != "" {
			return node{s: element("mroot", p.argument()+index)}
		}
		return node{s: element("msqrt", p.argument())}
	case "left":
		return node{s: p.fenced()}
	case "begin":
		return p.environment(strings.TrimSpace(p.raw()))
	case "matrix", "pmatrix", "cases", "bmatrix", "vmatrix": // TeX's own form: \matrix{a & b \\ c & d}
		return p.bracedArray(name)
	case "not":
		return node{s: p.negated()}
	case "overset", "stackrel":
		above := p.argument()
		return node{s: element("mover", p.argument()+above)}
	case "underset":
		below := p.argument()
		return node{s: element("munder", p.argument()+below)}
	case "operatorname", "operatorname*":
		word := strings.Trim(p.text(p.raw()), " ")
		word = strings.NewReplacer("<mtext>", "<mi>", "</mtext>", "</mi>").Replace(word)
		if strings.HasSuffix(name, "*") {
			return node{s: word, limits: true, function: true}
		}
		return node{s: word, function: true}
	case "mathop":
		return node{s: p.argument(), limits: true}
	case "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "mathpunct", "mathinner", "smash", "mathstrut":
		return node{s: p.argument()}
	case "phantom", "hphantom", "vphantom":
		return node{s: element("mphantom", p.argument())}
	case "boxed", "fbox":
		return node{s: `<mrow class="boxed">` + p.argument() + "</mrow>"}
	case "textcolor", "colorbox":
		p.raw()
		return node{s: p.argument()}
	case "color", "label", "hspace*", "vspace", "rule":
		p.raw()
		return node{}
	case "hspace", "kern", "mspace", "mkern":
		return node{s: `<mspace width="` + length(p.raw()) + `"></mspace>`}
	case "tag", "tag*":
		text := p.raw()
		if name == "tag" {
			text = "(" + text + ")"
		}
		return node{s: `<mspace width="2em"></mspace>` + "<mtext>" + html.EscapeString(text) + "</mtext>"}
	case "substack":
		return node{s: p.substack()}
	case "bmod":
		return node{s: `<mo lspace="0.2222em" rspace="0.2222em">mod</mo>`}
	case "pmod":
		return node{s: `<mrow><mspace width="0.6667em"></mspace><mo stretchy="false">(</mo><mi>mod</mi><mspace width="0.3333em"></mspace>` +
			p.argument() + `<mo stretchy="false">)</mo></mrow>`}
	case "mod":
		return node{s: `<mspace width="0.6667em"></mspace><mi>mod</mi><mspace width="0.3333em"></mspace>`}
	case "xrightarrow", "xleftarrow", "xRightarrow", "xLeftarrow", "xleftrightarrow", "xmapsto", "xlongequal":
		below := p.option()
		return node{s: attach(`<mo stretchy="true">`+longArrows[name]+"</mo>", below, p.argument(), true)}
	}
	return node{s: fault(`\` + name)}
}

// infix takes \over and its kin.
func (p *parser) infix() string {
	for _, name := range [...]string{"over", "choose", "atop"} {
		if p.take(`\` + name) {
			return name
		}
	}
	return ""
}

func fraction(kind, above, below string) string {
	switch kind {
	case "binom", "choose":
		return `<mrow><mo>(</mo><mfrac linethickness="0">` + above + below + "</mfrac><mo>)</mo></mrow>"
	case "dbinom":
		return `<mrow><mo>(</mo><mfrac displaystyle="true" scriptlevel="0" linethickness="0">` + above + below + "</mfrac><mo>)</mo></mrow>"
	case "tbinom":
		return `<mrow><mo>(</mo><mfrac displaystyle="false" scriptlevel="0" linethickness="0">` + above + below + "</mfrac><mo>)</mo></mrow>"
	case "atop":
		return `<mfrac linethickness="0">` + above + below + "</mfrac>"
	case "dfrac", "cfrac":
		return `<mfrac displaystyle="true" scriptlevel="0">` + above + below + "</mfrac>"
	case "tfrac":
		return `<mfrac displaystyle="false" scriptlevel="0">` + above + below + "</mfrac>"
	}
	return "<mfrac>" + above + below + "</mfrac>"
}

// style takes a switch that holds until the group ends.
func (p *parser) style() string {
	switch {
	case p.take(`\displaystyle`):
		return `<mstyle displaystyle="true" scriptlevel="0">`
	case p.take(`\textstyle`):
		return `<mstyle displaystyle="false" scriptlevel="0">`
	case p.take(`\scriptstyle`):
		return `<mstyle displaystyle="false" scriptlevel="1">`
	case p.take(`\scriptscriptstyle`):
		return `<mstyle displaystyle="false" scriptlevel="2">`
	}
	return ""
}

// delimiter takes the fence after \left, \big and the like; "." is none.
func (p *parser) delimiter() (string, bool) {
	p.blanks()
	if p.pos >= len(p.src) {
		return "", false
	}
	if p.src[p.pos] == '\\' {
		start := p.pos
		name := p.command()
		if s, ok := delimiters[name]; ok {
			return s, true
		}
		if s, ok := operators[name]; ok && strings.Contains(name, "arrow") {
			return s, true
		}
		p.pos = start
		return "", false
	}
	switch c := p.src[p.pos]; c {
	case '.':
		p.pos++
		return "", true
	case '(', ')', '[', ']', '|', '/':
		p.pos++
		return string(c), true
	case '<', '>':
		p.pos++
		return map[byte]string{'<': "⟨", '>': "⟩"}[c], true
	}
	return "", false
}

func fence(s, form string) string {
	if s == "" {
		return ""
	}
	return `<mo fence="true" stretchy="true" form="` + form + `">` + html.EscapeString(s) + "</mo>"
}

// fenced reads what follows \left, up to its \right.
func (p *parser) fenced() string {
	open, ok := p.delimiter()
	if !ok {
		return fault(`\left`)
	}
	var b strings.Builder
	b.WriteString("<mrow>" + fence(open, "prefix"))
	for {
		b.WriteString(p.row(""))
		switch {
		case p.pos >= len(p.src) || p.src[p.pos] == '}' || p.src[p.pos] == '&' || p.at(`\end`) || p.at(`\\`) || p.at(`\cr`):
			return b.String() + "</mrow>" // never closed
		case p.take(`\middle`):
			s, ok := p.delimiter()
			if !ok {
				b.WriteString(fault(`\middle`))
			}
			b.WriteString(fence(s, "infix"))
		case p.take(`\right`):
			s, ok := p.delimiter()
			if !ok {
				b.WriteString(fault(`\right`))
			}
			return b.String() + fence(s, "postfix") + "</mrow>"
		}
	}
}

func (p *parser) sized(size string) string {
	s, ok := p.delimiter()
	if !ok {
		return fault(`\big`)
	}
	if s == "" {
		return ""
	}
	return `<mo stretchy="true" symmetric="true" minsize="` + size + `" maxsize="` + size + `">` + html.EscapeString(s) + "</mo>"
}

// negated strikes through the sign after \not.
func (p *parser) negated() string {
	p.blanks()
	if p.pos >= len(p.src) {
		return fault(`\not`)
	}
	s := ""
	if p.src[p.pos] == '\\' {
		start := p.pos
		if s = operators[p.command()]; s == "" {
			p.pos = start
		}
	} else if c := p.src[p.pos]; c < utf8.RuneSelf && !isLetter(c) && strings.IndexByte(`{}&^_'`, c) < 0 {
		p.pos++
		s = string(c)
	}
	if s == "" {
		return fault(`\not`)
	}
	if n, ok := negations[s]; ok {
		return "<mo>" + n + "</mo>"
	}
	return "<mo>" + html.EscapeString(s) + "\u0338</mo>"
}

// length turns a TeX length into one of CSS; what it can't read is nothing.
func length(s string) string {
	s = strings.TrimSpace(s)
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz ")
	factor, ok := map[string]float64{"em": 1, "ex": 0.43, "pt": 0.1, "px": 0.0625, "mu": 1.0 / 18, "cm": 2.85, "mm": 0.285}[strings.TrimSpace(s[len(number):])]
	value, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || value*factor > 20 || value*factor < -5 || value != value {
		return "0em"
	}
	return strconv.FormatFloat(value*factor, 'f', 3, 64) + "em"
}

// substack reads {a \\ b} as small rows.
func (p *parser) substack() string {
	p.blanks()
	if p.pos >= len(p.src) || p.src[p.pos] != '{' {
		return fault(`\substack`)
	}
	p.pos++
	var b strings.Builder
	b.WriteString("<mtable>")
	for {
		b.WriteString("<mtr><mtd>" + p.row("") + "</mtd></mtr>")
		if p.pos >= len(p.src) || !p.take(`\\`) {
			break
		}
	}
	if p.pos < len(p.src) && p.src[p.pos] == '}' {
		p.pos++
	}
	return b.String() + "</mtable>"
}

// An array is an environment of rows and cells.
type array struct {
	open, close string // fences
	class       string // alignment, by the style sheet
	display     bool   // cells as large as displayed formulas
	columns     bool   // begins with a column specification
}

var arrays = map[string]array{
	"matrix": {}, "pmatrix": {open: "(", close: ")"}, "bmatrix": {open: "[", close: "]"},
	"Bmatrix": {open: "{", close: "}"}, "vmatrix": {open: "|", close: "|"}, "Vmatrix": {open: "‖", close: "‖"},
	"smallmatrix": {}, "array": {columns: true}, "subarray": {columns: true},
	"cases": {open: "{", class: "cases"}, "dcases": {open: "{", class: "cases", display: true},
	"rcases":  {close: "}", class: "cases"},
	"aligned": {class: "aligned", display: true}, "align": {class: "aligned", display: true}, "align*": {class: "aligned", display: true},
	"alignat": {class: "aligned", display: true, columns: true}, "alignat*": {class: "aligned", display: true, columns: true},
	"alignedat": {class: "aligned", display: true, columns: true},
	"split":     {class: "aligned", display: true}, "eqnarray": {class: "aligned", display: true}, "eqnarray*": {class: "aligned", display: true},
	"gathered": {display: true}, "gather": {display: true}, "gather*": {display: true},
	"multline": {display: true}, "multline*": {display: true}, "equation": {display: true}, "equation*": {display: true},
	"displaymath": {display: true}, "math": {},
}

// environment reads up to \end{name}.
func (p *parser) environment(name string) node {
	a, ok := arrays[name]
	if !ok {
		return node{s: fault(`\begin{` + name + `}`)}
	}
	var aligns []string
	if a.columns {
		for _, c := range p.raw() {
			if class := map[rune]string{'l': "left", 'r': "right", 'c': "center"}[c]; class != "" {
				aligns = append(aligns, class)
			}
		}
		if name != "array" {
			aligns = nil
		}
	} else {
		p.skipOption()
	}
	return node{s: p.table(a, aligns)}
}

// bracedArray reads an array in braces.
func (p *parser) bracedArray(name string) node {
	p.blanks()
	if p.pos >= len(p.src) || p.src[p.pos] != '{' {
		return node{s: fault(`\` + name)}
	}
	p.pos++
	s := p.table(arrays[name], nil)
	if p.pos < len(p.src) && p.src[p.pos] == '}' {
		p.pos++
	}
	return node{s: s}
}

func (p *parser) table(a array, aligns []string) string {
	var b strings.Builder
	b.WriteString("<mrow>" + fence(a.open, "prefix") + "<mtable")
	if a.class != "" {
		b.WriteString(` class="` + a.class + `"`)
	}
	if a.display {
		b.WriteString(` displaystyle="true"`)
	}
	b.WriteString(">")
	p.cells(&b, aligns)
	b.WriteString("</mtable>" + fence(a.close, "postfix") + "</mrow>")
	return b.String()
}

func (p *parser) cells(b *strings.Builder, aligns []string) {
	column := 0
	cell := func() {
		b.WriteString("<mtd")
		if column < len(aligns) && aligns[column] != "center" {
			b.WriteString(` class="` + aligns[column] + `"`)
		}
		b.WriteString(">" + p.row("") + "</mtd>")
		column++
	}
	b.WriteString("<mtr>")
	cell()
	for {
		switch {
		case p.pos >= len(p.src):
			b.WriteString("</mtr>")
			return
		case p.src[p.pos] == '&':
			p.pos++
			cell()
		case p.take(`\\`) || p.take(`\cr`):
			p.skipOption()
			if p.blanks(); p.at(`\end`) || p.pos >= len(p.src) {
				continue // a break at the end opens no row
			}
			b.WriteString("</mtr><mtr>")
			column = 0
			cell()
		case p.take(`\end`):
			p.raw()
			b.WriteString("</mtr>")
			return
		case p.src[p.pos] == '}':
			b.WriteString("</mtr>") // the group around ends first
			return
		default:
			b.WriteString("<mtd>" + fault(p.stray()) + "</mtd>")
		}
	}
}
