package markdown

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// GFM links a bare address only after a blank or certain ASCII marks. Chinese
// has neither before it: 详见https://go.dev/doc。 So the text that is left
// after parsing is searched for addresses beside CJK characters.

var bareAddress = regexp.MustCompile("https?://[-a-zA-Z0-9.]+\\.[a-zA-Z]{2,}(?::[0-9]{1,5})?(?:[/?#][^\\s<>\"`\\\\^{|}\u0080-\U0010FFFF]*)?")

// linkAddresses finds addresses in a node's text children.
func (p *pass) linkAddresses(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		t, ok := n.(*ast.Text)
		if !ok || t.IsRaw() {
			continue
		}
		for next, ok := t.NextSibling().(*ast.Text); ok && t.Merge(next, p.source); next, ok = t.NextSibling().(*ast.Text) {
			parent.RemoveChild(parent, next)
		}
		value := t.Segment.Value(p.source)
		at := bareAddress.FindIndex(value)
		if at == nil || at[0] == 0 || !isCJK(util.ToRune(value, at[0]-1)) {
			continue
		}
		start, stop := t.Segment.Start+at[0], t.Segment.Start+at[0]+len(withoutTail(string(value[at[0]:at[1]])))
		link := ast.NewAutoLink(ast.AutoLinkURL, ast.NewTextSegment(text.NewSegment(start, stop)))
		rest := ast.NewTextSegment(text.NewSegment(stop, t.Segment.Stop))
		rest.SetSoftLineBreak(t.SoftLineBreak())
		rest.SetHardLineBreak(t.HardLineBreak())
		t.SetSoftLineBreak(false)
		t.SetHardLineBreak(false)
		t.Segment = t.Segment.WithStop(start)
		parent.InsertAfter(parent, t, link)
		parent.InsertAfter(parent, link, rest)
		n = link // the rest is next
	}
}

// withoutTail takes off the marks that end a sentence rather than an address,
// and a closing bracket that none opens, as GFM does.
func withoutTail(address string) string {
	for address != "" {
		last := address[len(address)-1]
		if !strings.ContainsRune("?!.,:*_~'\";&", rune(last)) &&
			!(last == ')' && strings.Count(address, ")") > strings.Count(address, "(")) &&
			!(last == ']' && strings.Count(address, "]") > strings.Count(address, "[")) {
			break
		}
		address = address[:len(address)-1]
	}
	return address
}
