package markdown

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	emoji "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"qiao/hooks/markdown/mathml"
)

var kindMarkup = ast.NewNodeKind("Markup")

// A markup node is finished HTML around its children. The pass below puts
// them in place of the nodes that depend on the document's surroundings, so
// that parser and renderer know nothing of these and are shared by all.
type markup struct {
	ast.BaseBlock
	open, close string
}

func (m *markup) Kind() ast.NodeKind            { return kindMarkup }
func (m *markup) Dump(source []byte, level int) { ast.DumpHelper(m, source, level, nil, nil) }

// adopt moves a node's children into the markup.
func (m *markup) adopt(n ast.Node) *markup {
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		m.AppendChild(m, c)
	}
	return m
}

type markupRenderer struct{}

func (markupRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindMarkup, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		m := n.(*markup)
		s := m.close
		if entering {
			s = m.open
		}
		_, err := w.WriteString(s)
		return ast.WalkContinue, err
	})
}

// A pass is what is known of one document while it is rendered.
type pass struct {
	o      Options
	labels *labels
	source []byte
	doc    *Document
	seen   map[string]bool // targets listed already, with a letter for their kind

	anchors    []Heading       // of the headings not yet rewritten, in order
	ids        map[string]int  // headings' ids and the last number given after each
	authorIDs  map[string]bool // ids in raw HTML, as written
	authorUsed map[string]bool // those written out, with their prefix

	links         int // how many links are open here: 0 or 1
	tables        int
	highlighted   int
	highlightTime time.Duration
}

// once appends a target unless it is there already or is nothing.
func (p *pass) once(list []string, kind, target string) []string {
	if target == "" || p.seen[kind+target] {
		return list
	}
	p.seen[kind+target] = true
	return append(list, target)
}

// children rewrites all children of a node.
func (p *pass) children(parent ast.Node) {
	var c *cleaner
	for n := parent.FirstChild(); n != nil; {
		next := n.NextSibling()
		switch n.Kind() {
		case ast.KindHTMLBlock, ast.KindRawHTML:
			if c == nil {
				c = &cleaner{p: p, inline: n.Kind() == ast.KindRawHTML}
			}
			parent.ReplaceChild(parent, n, &markup{open: c.clean(rawSource(n, p.source))})
		default:
			if m := p.rewrite(n); m != nil {
				parent.ReplaceChild(parent, n, m)
			}
		}
		n = next
	}
	if c != nil && len(c.stack) > 0 {
		parent.AppendChild(parent, &markup{open: c.finish()})
	}
}

// rewrite gives what a node is replaced by, or nil when it stays.
func (p *pass) rewrite(node ast.Node) ast.Node {
	switch n := node.(type) {
	case *ast.Heading:
		return p.heading(n)
	case *ast.Link:
		return p.link(n)
	case *ast.AutoLink:
		return p.autoLink(n)
	case *ast.Image:
		if p.o.Comment != nil {
			return p.anchor(n, unescape(n.Destination), unescape(n.Title), false)
		}
		return p.image(n)
	case *ast.Paragraph:
		if p.o.Comment != nil {
			break
		}
		if m := p.alone(n); m != nil {
			return m
		}
	case *ast.Blockquote:
		if p.o.Comment != nil {
			break
		}
		if m := p.alert(n); m != nil {
			return m
		}
	case *ast.FencedCodeBlock:
		info := ""
		if n.Info != nil {
			info = unescape(n.Info.Segment.Value(p.source))
		}
		if info == "math" && p.o.Comment == nil {
			m := p.math(p.lines(n), true)
			m.open = mathOpen + m.open + mathClose
			return m
		}
		return p.code(n, info)
	case *ast.CodeBlock:
		return p.code(n, "")
	case *mathNode:
		m := p.math(n.tex, n.display)
		if n.display && inFlow(n.Parent()) {
			m.open = mathOpen + m.open + mathClose
		}
		return m
	case *east.Table:
		return p.table(n)
	case *east.TableCell:
		if class := alignClass[n.Alignment]; class != "" {
			n.SetAttributeString("class", []byte(class))
		}
	case *east.TaskCheckBox:
		label, state := p.labels.open, ""
		if n.IsChecked {
			label, state = p.labels.done, " checked"
		}
		return &markup{open: `<input type="checkbox" disabled` + state + ` aria-label="` + label + `"> `}
	case *east.FootnoteLink:
		index, ref := strconv.Itoa(n.Index), reference(n.RefIndex)
		return &markup{open: `<sup id="fnref` + ref + ":" + index + `"><a href="#fn:` + index + `" class="footnote-ref" role="doc-noteref" aria-label="` +
			p.labels.footnote + index + `">` + index + `</a></sup>`}
	case *east.FootnoteBacklink:
		index, ref := strconv.Itoa(n.Index), reference(n.RefIndex)
		return &markup{open: ` <a href="#fnref` + ref + ":" + index + `" class="footnote-back" role="doc-backlink" aria-label="` + p.labels.back + index + `">↩︎</a>`}
	case *east.FootnoteList:
		p.children(n)
		return (&markup{open: `<section class="footnotes" role="doc-endnotes" aria-label="` + p.labels.footnotes + "\">\n<ol>\n", close: "</ol>\n</section>\n"}).adopt(n)
	}
	p.children(node)
	return nil
}

// reference numbers the second and later references to a footnote.
func reference(index int) string {
	if index == 0 {
		return ""
	}
	return strconv.Itoa(index)
}

// inFlow says whether blocks may stand among a node's children.
func inFlow(parent ast.Node) bool {
	switch parent.Kind() {
	case ast.KindDocument, ast.KindBlockquote, ast.KindListItem, east.KindFootnote, east.KindDefinitionDescription:
		return true
	}
	return false
}

const (
	mathOpen  = `<div class="math" tabindex="0">`
	mathClose = "</div>\n"
)

func (p *pass) math(tex string, display bool) *markup {
	p.doc.HasMath = true
	return &markup{open: mathml.Convert(strings.TrimSpace(tex), display)}
}

var alignClass = map[east.Alignment]string{
	east.AlignLeft: "align-left", east.AlignCenter: "align-center", east.AlignRight: "align-right",
}

// table puts a table into a frame that scrolls by itself, also by keyboard.
// The frames are numbered because two landmarks must not have one name.
func (p *pass) table(n *east.Table) ast.Node {
	p.tables++
	frame := &markup{
		open:  `<div class="table" tabindex="0" role="region" aria-label="` + p.labels.table + strconv.Itoa(p.tables) + "\">\n",
		close: "</div>\n",
	}
	p.children(n)
	inner := (&markup{open: "<table>\n", close: "</table>\n"}).adopt(n)
	frame.AppendChild(frame, inner)
	return frame
}

// alone rewrites a paragraph that is only an image with a title, or only a
// link to a video.
func (p *pass) alone(n *ast.Paragraph) ast.Node {
	child := n.FirstChild()
	if child == nil || child.NextSibling() != nil {
		return nil
	}
	switch c := child.(type) {
	case *ast.Image:
		title := unescape(c.Title)
		if title == "" {
			return nil
		}
		tag := p.imageTag(unescape(c.Destination), p.plain(c), "", "", "")
		return &markup{open: `<figure class="figure">` + tag + `<figcaption>` + html.EscapeString(title) + "</figcaption></figure>\n"}
	case *ast.Link:
		if v, ok := findVideo(unescape(c.Destination)); ok && p.links == 0 {
			return &markup{open: p.facade(v, p.plain(c))}
		}
	case *ast.AutoLink:
		if v, ok := findVideo(string(c.URL(p.source))); ok && p.links == 0 {
			return &markup{open: p.facade(v, "")}
		}
	}
	return nil
}

var (
	alertMark = regexp.MustCompile(`^[ \t]*\[!([A-Za-z]{3,9})\][ \t]*\n?$`)
	alertWord = regexp.MustCompile(`^\[!(?i:note|tip|important|warning|caution)\] ?`)
)

// alert rewrites a quotation that begins with a line such as "[!NOTE]". The
// mark is plain text here: no link definition can bear its name, because the
// line is compared as it was typed.
func (p *pass) alert(n *ast.Blockquote) ast.Node {
	first, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 0 {
		return nil
	}
	line := first.Lines().At(0)
	match := alertMark.FindSubmatch(line.Value(p.source))
	if match == nil {
		return nil
	}
	kind := strings.ToLower(string(match[1]))
	title, ok := p.labels.alerts[kind]
	if !ok {
		return nil
	}
	for c := first.FirstChild(); c != nil; c = first.FirstChild() {
		t, isText := c.(*ast.Text)
		if isText && t.Segment.Start >= line.Stop {
			break
		}
		last := isText && (t.SoftLineBreak() || t.HardLineBreak())
		first.RemoveChild(first, c)
		if last {
			break
		}
	}
	if first.FirstChild() == nil {
		n.RemoveChild(n, first)
	}
	p.children(n)
	m := &markup{open: `<div class="alert alert-` + kind + `" role="note"><p class="alert-title">` + title + "</p>\n", close: "</div>\n"}
	return m.adopt(n)
}

// lines gives a block's source lines.
func (p *pass) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.Write(segment.Value(p.source))
	}
	return b.String()
}

// plain gives the text of a node's inline children, without markup.
func (p *pass) plain(node ast.Node) string {
	var b strings.Builder
	for c := node.FirstChild(); c != nil; c = c.NextSibling() {
		p.writePlain(&b, c)
	}
	return b.String()
}

// plainOf gives the text of one inline node.
func (p *pass) plainOf(n ast.Node) string {
	var b strings.Builder
	p.writePlain(&b, n)
	return b.String()
}

func (p *pass) writePlain(b *strings.Builder, node ast.Node) {
	switch n := node.(type) {
	case *ast.Text:
		value := n.Segment.Value(p.source)
		if n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan {
			b.Write(value)
		} else {
			b.WriteString(unescape(value))
		}
		if n.HardLineBreak() || n.SoftLineBreak() {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(p.source))
	case *emoji.Emoji:
		b.WriteString(string(n.Value.Unicode))
	case *mathNode:
		b.WriteString(strings.TrimSpace(n.tex))
	default:
		for c := node.FirstChild(); c != nil; c = c.NextSibling() {
			p.writePlain(b, c)
		}
	}
}

// settleText mends the text that parsing leaves: addresses beside Chinese
// become links, names of emoji inside words don't become emoji, blanks before
// line breaks go, and so do line breaks between characters of scripts written
// without spaces.
func (p *pass) settleText(root ast.Node) {
	walk(root, func(node ast.Node) {
		if node.Type() == ast.TypeBlock || node.Kind() == ast.KindEmphasis {
			p.linkAddresses(node)
		}
		if e, ok := node.(*emoji.Emoji); ok && p.insideWord(e) {
			value := *e.Value // the definition is everyone's
			value.Unicode = []rune(":" + string(e.ShortName) + ":")
			e.Value = &value
		}
		n, ok := node.(*ast.Text)
		if !ok || !n.SoftLineBreak() && !n.HardLineBreak() {
			return
		}
		n.Segment = n.Segment.TrimRightSpace(p.source)
		if p.o.Comment != nil {
			return // lines stay as they were typed
		}
		if before, ok := n.PreviousSibling().(*ast.Text); ok && n.Segment.IsEmpty() {
			before.Segment = before.Segment.TrimRightSpace(p.source)
		}
		if !n.HardLineBreak() && p.joinsLines(n) {
			n.SetSoftLineBreak(false)
		}
	})
}

// joinsLines says whether the line break after a text is none for readers,
// because both sides are of a script written without spaces.
func (p *pass) joinsLines(n *ast.Text) bool {
	before, after := string(n.Segment.Value(p.source)), ""
	if before == "" && n.PreviousSibling() != nil {
		before = p.plainOf(n.PreviousSibling())
	}
	if n.NextSibling() != nil {
		after = p.plainOf(n.NextSibling())
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return spaceless(last) && spaceless(first)
}

// insideWord says whether letters or digits touch an emoji's name, as in
// "key:x:1", where none is meant.
func (p *pass) insideWord(n ast.Node) bool {
	if before, ok := n.PreviousSibling().(*ast.Text); ok && !before.Segment.IsEmpty() && isWordByte(p.source[before.Segment.Stop-1]) {
		return true
	}
	after, ok := n.NextSibling().(*ast.Text)
	return ok && !after.Segment.IsEmpty() && isWordByte(p.source[after.Segment.Start])
}

// walk visits a tree's nodes in order.
func walk(n ast.Node, visit func(ast.Node)) {
	visit(n)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		walk(c, visit)
	}
}
