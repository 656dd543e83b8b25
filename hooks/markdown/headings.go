package markdown

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

const (
	maxIDChars = 80
	// authorIDPrefix keeps ids that authors wrote apart from headings' and the page's.
	authorIDPrefix = "u-"
)

// pageIDs are names that a page around the document may use for itself.
var pageIDs = map[string]bool{
	"main": true, "content": true, "top": true, "nav": true, "menu": true, "header": true,
	"footer": true, "search": true, "toc": true, "comments": true, "comment": true, "theme": true,
	"login": true, "article": true, "body": true, "form": true, "document": true, "location": true,
	"language": true, "share": true, "related": true, "vote": true, "bookmark": true, "follow": true,
}

// slug makes a heading's text into a readable id: letters and digits of every
// script stay (lower case), runs of anything else between them become "-".
func slug(text string) string {
	var b strings.Builder
	chars, gap := 0, false
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
			if chars++; chars == maxIDChars {
				return b.String()
			}
		case r != '\'' && r != '’':
			gap = true
		}
	}
	return b.String()
}

// newID gives a heading's id, which no other element of the page has.
func (p *pass) newID(text string) string {
	base := slug(text)
	if base == "" {
		base = "section"
	}
	id := base
	for n := p.ids[base]; p.taken(id); {
		n++
		p.ids[base] = n
		id = base + "-" + strconv.Itoa(n)
	}
	p.ids[id] += 0
	return id
}

func (p *pass) isHeading(id string) bool {
	_, ok := p.ids[id]
	return ok
}

func (p *pass) taken(id string) bool {
	return p.isHeading(id) || pageIDs[id] || strings.HasPrefix(id, authorIDPrefix)
}

// findHeadings lists the headings before anything is rewritten, because links
// may lead forward. A page has its own h1: where a body has one, all its
// headings go down a level.
func (p *pass) findHeadings(root ast.Node) {
	shift := 0
	var all []*ast.Heading
	walk(root, func(n ast.Node) {
		if h, ok := n.(*ast.Heading); ok {
			all = append(all, h)
			if h.Level == 1 {
				shift = 1
			}
		}
	})
	for _, h := range all {
		text := strings.Join(strings.Fields(p.plain(h)), " ")
		entry := Heading{Level: min(h.Level+shift, 6), ID: p.newID(text), Text: withoutBidi(text)}
		p.anchors = append(p.anchors, entry)
		if text != "" {
			p.doc.TOC = append(p.doc.TOC, entry)
		}
	}
}

// heading writes a heading with a link to itself, which has a name of its own.
func (p *pass) heading(n *ast.Heading) *markup {
	entry := p.anchors[0]
	p.anchors = p.anchors[1:]
	p.children(n)
	level, id := strconv.Itoa(entry.Level), html.EscapeString(entry.ID)
	m := &markup{open: "<h" + level + ` id="` + id + `">`}
	m.close = ` <a class="anchor" href="#` + id + `" aria-label="` +
		html.EscapeString(p.labels.heading+entry.Text) + `"></a></h` + level + ">\n"
	return m.adopt(n)
}

// authorID gives what becomes of an id that an author wrote in raw HTML.
func authorID(id string) (string, bool) {
	id = strings.TrimSpace(id)
	if id == "" || utf8.RuneCountInString(id) > maxIDChars || strings.ContainsFunc(id, unicode.IsSpace) {
		return "", false
	}
	return authorIDPrefix + id, true
}
