package markup

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Between these two, which no text has a use for, stands the number of what is held back.
const heldBegin, heldEnd = "\ue000", "\ue001"

var held = regexp.MustCompile(heldBegin + `(\d+)` + heldEnd)

// hold keeps a text from the conversion and gives what stands for it.
func (t *tidier) hold(s string) string {
	t.held = append(t.held, s)
	return heldBegin + strconv.Itoa(len(t.held)-1) + heldEnd
}

// restore puts back what was held.
func (t *tidier) restore(s string) string {
	if len(t.held) == 0 {
		return s
	}
	return held.ReplaceAllStringFunc(s, func(mark string) string {
		n, err := strconv.Atoi(mark[len(heldBegin) : len(mark)-len(heldEnd)])
		if err != nil || n >= len(t.held) {
			return ""
		}
		return t.held[n]
	})
}

// formulas finds what is a formula where pages show formulas: between double dollars, or single ones that hug it.
var formulas = regexp.MustCompile(`\$\$[^$]+\$\$|\$(?:[^\s$\\]|\\[^\n])(?:(?:[^$\\\n]|\\[^\n])*(?:[^\s$\\]|\\[^\n]))?\$`)

// unmarked takes the marks out of a text that has them of its own.
var unmarked = strings.NewReplacer(heldBegin, "", heldEnd, "")

// holdFormulas holds the formulas of a text back: their backslashes and underlines would be escaped.
func (t *tidier) holdFormulas(s string) string {
	s = unmarked.Replace(s)
	if !strings.ContainsRune(s, '$') {
		return s
	}
	var b strings.Builder
	for s != "" {
		at := formulas.FindStringIndex(s)
		if at == nil {
			break
		}
		tex, end := s[at[0]:at[1]], at[1]
		if single := tex[1] != '$'; single && (at[0] > 0 && wordByte(s[at[0]-1]) || end < len(s) && (wordByte(s[end]) || s[end] == '$')) {
			end = at[0] + 1 // money, or a name
			b.WriteString(s[:end])
		} else if b.WriteString(s[:at[0]]); strings.ContainsAny(tex, `\_^*<>&`) {
			b.WriteString(t.hold(tex))
		} else {
			b.WriteString(tex)
		}
		s = s[end:]
	}
	return b.String() + s
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
}

// keepTags puts the tags of an element around its content as text that stays as it is.
func (t *tidier) keepTags(n *html.Node) {
	text := func(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }
	open, end := text(t.hold("<"+n.Data+">")), text(t.hold("</"+n.Data+">"))
	n.Parent.InsertBefore(open, n)
	n.Parent.InsertBefore(end, n.NextSibling)
}
