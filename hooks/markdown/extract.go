package markdown

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	xhtml "golang.org/x/net/html"
)

// maxCodeText bounds what each block of code gives to the plain text, in
// bytes: names and messages in it are worth finding, a dump is noise.
const maxCodeText = 1000

// extract fills the document's plain text, its counts and its excerpt. The
// text holds headings, paragraphs, list items, table rows, the words of raw
// HTML and the beginning of each block of code; formulas are left out unless
// they stand in a line. Counts and excerpt are of prose alone.
func (p *pass) extract(root ast.Node) {
	var text, lead, prose strings.Builder
	text.Grow(len(p.source))
	leadChars := 0
	add := func(n ast.Node, s string) {
		s = strings.Join(strings.Fields(s), " ")
		if s == "" {
			return
		}
		text.WriteString(s)
		text.WriteByte('\n')
		han, words := count(s)
		p.doc.Han += han
		p.doc.Words += words
		if n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock {
			return
		}
		if c := n.FirstChild(); c.Kind() == ast.KindAutoLink && c.NextSibling() == nil {
			return // a bare address says nothing
		}
		if n.Parent().Kind() == ast.KindDocument && leadChars <= 2*ExcerptChars {
			lead.WriteString(s + gap(s))
			leadChars += utf8.RuneCountInString(s)
		} else if prose.Len() < 8*ExcerptChars {
			prose.WriteString(s + gap(s))
		}
	}
	var visit func(ast.Node)
	visit = func(n ast.Node) {
		switch n.Kind() {
		case ast.KindCodeBlock, ast.KindFencedCodeBlock:
			text.WriteString(clip(p.lines(n), maxCodeText))
			text.WriteByte('\n')
			return
		case ast.KindHTMLBlock:
			raw := rawSource(n, p.source)
			p.findAuthorIDs(raw)
			add(n, htmlText(raw))
			return
		case ast.KindRawHTML:
			p.findAuthorIDs(rawSource(n, p.source))
			return
		case east.KindTableRow, east.KindTableHeader:
			var cells []string
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				cells = append(cells, p.plain(c))
			}
			add(n, strings.Join(cells, " "))
			return
		case kindMath:
			return
		default:
			if c := n.FirstChild(); c != nil && n.Type() == ast.TypeBlock && (c.Type() == ast.TypeInline || n.Kind() == ast.KindParagraph) {
				add(n, alertWord.ReplaceAllString(p.plain(n), ""))
			}
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			visit(c)
		}
	}
	visit(root)

	p.doc.Text = strings.TrimRight(withoutBidi(text.String()), "\n")
	if lead.Len() == 0 {
		lead = prose
	}
	p.doc.Excerpt = Excerpt(withoutBidi(lead.String()), ExcerptChars)
	p.doc.Minutes = ReadingMinutes(p.doc.Han, p.doc.Words)
}

// gap is what stands between a paragraph and the next one in an excerpt: full-width punctuation needs no space after it.
func gap(s string) string {
	last, _ := utf8.DecodeLastRuneInString(s)
	if last >= 0x3000 && last <= 0x303F || last >= 0xFF00 && last <= 0xFFEF {
		return ""
	}
	return " "
}

// htmlText gives the words of raw HTML that a reader would see.
func htmlText(raw string) string {
	var b strings.Builder
	z := xhtml.NewTokenizer(strings.NewReader(raw))
	skip := ""
	for kind := z.Next(); kind != xhtml.ErrorToken; kind = z.Next() {
		switch kind {
		case xhtml.TextToken:
			if skip == "" {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case xhtml.StartTagToken:
			if name, _ := z.TagName(); skip == "" && droppedWhole[string(name)] {
				skip = string(name)
			}
			b.WriteByte(' ')
		case xhtml.EndTagToken:
			if name, _ := z.TagName(); string(name) == skip {
				skip = ""
			}
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// clip cuts a text to at most size bytes, between characters.
func clip(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size > 0 && !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size]
}
