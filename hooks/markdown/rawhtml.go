package markdown

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	xhtml "golang.org/x/net/html"
)

// Raw HTML is cleaned where it stands: Markdown's own output is safe by
// construction, so only what an author typed as tags needs judging. Each
// parent node has one cleaner, which keeps the elements an author opened in
// it balanced and closes them before the parent ends. A tag can thus neither
// reach out of its parent nor swallow what follows. (A sanitiser of whole
// documents would judge our own output too, know no MathML, and cost more than
// everything else.)

// tagRule says where an element may stand and what it may carry beside the
// global attributes.
type tagRule struct {
	block bool   // only between blocks, not inside a line
	void  bool   // has no end tag
	attrs string // names, separated by spaces
}

var allowedTags = map[string]tagRule{
	"a": {attrs: "href"}, "abbr": {}, "b": {}, "bdi": {}, "br": {void: true}, "cite": {}, "code": {},
	"del": {}, "dfn": {}, "em": {}, "i": {}, "img": {void: true}, "ins": {}, "kbd": {}, "mark": {},
	"q": {}, "rp": {}, "rt": {}, "ruby": {}, "s": {}, "samp": {}, "small": {}, "span": {}, "strong": {},
	"sub": {}, "sup": {}, "time": {attrs: "datetime"}, "u": {}, "var": {}, "wbr": {void: true},

	"blockquote": {block: true}, "caption": {block: true}, "col": {block: true, void: true, attrs: "span"},
	"colgroup": {block: true, attrs: "span"}, "dd": {block: true}, "details": {block: true, attrs: "open"},
	"div": {block: true}, "dl": {block: true}, "dt": {block: true}, "figcaption": {block: true}, "figure": {block: true},
	"h2": {block: true}, "h3": {block: true}, "h4": {block: true}, "h5": {block: true}, "h6": {block: true},
	"hr": {block: true, void: true}, "li": {block: true, attrs: "value"}, "ol": {block: true, attrs: "start reversed"},
	"p": {block: true}, "pre": {block: true}, "summary": {block: true}, "table": {block: true}, "tbody": {block: true},
	"td": {block: true, attrs: "colspan rowspan"}, "tfoot": {block: true}, "th": {block: true, attrs: "colspan rowspan scope"},
	"thead": {block: true}, "tr": {block: true}, "ul": {block: true},
}

// droppedTags are elements of HTML that vanish; their content stays. Names
// that are neither here nor allowed are no HTML: "List<String>" is text.
var droppedTags = words(`html head body base link meta address article aside main nav section header footer hgroup
	search font center big tt strike acronym marquee blink nobr form input button label fieldset legend option optgroup
	output progress meter datalist dialog menu slot param source track area map picture embed image keygen bgsound
	basefont frame frameset rb rtc data bdo doctype`)

// droppedWhole vanish with their content.
var droppedWhole = words(`script style iframe object noscript template textarea title xmp noembed noframes plaintext
	svg math select audio video canvas applet portal listing`)

// flowTags may hold Markdown blocks between their two tags.
var flowTags = words(`details div blockquote td th li dd figure`)

// tableFrame elements hold only parts of tables.
var tableFrame = words(`table thead tbody tfoot tr colgroup`)

var tableParts = words(`caption colgroup col thead tbody tfoot tr td th`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

const maxOpenTags = 32

type openTag struct{ name, written string }

// A cleaner rewrites the raw HTML among one node's children.
type cleaner struct {
	p      *pass
	inline bool
	stack  []openTag
	out    strings.Builder
}

// clean gives the safe form of one raw piece. A piece between blocks leaves
// only such elements open as may hold Markdown.
func (c *cleaner) clean(raw string) string {
	c.out.Reset()
	z := xhtml.NewTokenizer(strings.NewReader(raw))
	skip := ""
	for {
		kind := z.Next()
		if kind == xhtml.ErrorToken {
			break
		}
		if kind == xhtml.TextToken {
			if skip == "" {
				c.text(html.UnescapeString(string(z.Raw())))
			}
			continue
		}
		if kind != xhtml.StartTagToken && kind != xhtml.EndTagToken && kind != xhtml.SelfClosingTagToken {
			continue // comments, declarations
		}
		written := string(z.Raw())
		t := z.Token()
		switch {
		case skip != "":
			if kind == xhtml.EndTagToken && t.Data == skip {
				skip = ""
			}
		case droppedWhole[t.Data]:
			if kind == xhtml.StartTagToken && !c.inline {
				skip = t.Data
			}
			if t.Data == "iframe" && kind != xhtml.EndTagToken && !c.inline {
				c.player(t)
			}
		case kind == xhtml.EndTagToken:
			c.end(t.Data, written)
		default:
			c.start(t, written)
		}
	}
	if !c.inline {
		for len(c.stack) > 0 && !flowTags[c.top()] {
			c.pop()
		}
	}
	return c.out.String()
}

// finish closes what is still open.
func (c *cleaner) finish() string {
	c.out.Reset()
	for len(c.stack) > 0 {
		c.pop()
	}
	return c.out.String()
}

func (c *cleaner) text(s string) {
	if tableFrame[c.top()] && strings.TrimSpace(s) != "" {
		return // misplaced: a browser would move it out of the table
	}
	c.out.WriteString(html.EscapeString(s))
}

func (c *cleaner) top() string {
	if len(c.stack) == 0 {
		return ""
	}
	return c.stack[len(c.stack)-1].name
}

func (c *cleaner) pop() {
	last := c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
	c.out.WriteString("</" + last.written + ">")
	if last.written == "a" {
		c.p.links--
	}
}

// close closes the nearest open element of one of the names, with all inside
// it, unless one of the fences stands between.
func (c *cleaner) close(fences string, names ...string) bool {
	for i := len(c.stack) - 1; i >= 0; i-- {
		if slices.Contains(names, c.stack[i].name) {
			for len(c.stack) > i {
				c.pop()
			}
			return true
		}
		if slices.Contains(strings.Fields(fences), c.stack[i].name) {
			return false
		}
	}
	return false
}

// within says whether one of the names is open with none of the fences inside it.
func (c *cleaner) within(fences string, names ...string) bool {
	for i := len(c.stack) - 1; i >= 0; i-- {
		if slices.Contains(names, c.stack[i].name) {
			return true
		}
		if slices.Contains(strings.Fields(fences), c.stack[i].name) {
			return false
		}
	}
	return false
}

func (c *cleaner) end(name, written string) {
	if name == "h1" {
		name = "h2"
	}
	if _, ok := allowedTags[name]; !ok {
		if !droppedTags[name] {
			c.text(written)
		}
		return
	}
	fences := "td th table"
	if tableParts[name] || name == "table" {
		fences = "table"
		if name == "table" {
			fences = ""
		}
	}
	c.close(fences, name)
}

func (c *cleaner) start(t xhtml.Token, written string) {
	if t.Data == "h1" {
		t.Data = "h2" // the page has its own
	}
	rule, ok := allowedTags[t.Data]
	if !ok {
		if !droppedTags[t.Data] {
			c.text(written)
		}
		return
	}
	if c.inline && rule.block || !c.makeRoom(t.Data) {
		return
	}
	if t.Data == "img" {
		c.out.WriteString(c.p.imageTag(attribute(t, "src"), attribute(t, "alt"), attribute(t, "title"),
			number(attribute(t, "width"), 9999), number(attribute(t, "height"), 9999)))
		return
	}
	if len(c.stack) >= maxOpenTags && !rule.void {
		return
	}
	tag, name := c.tag(t, rule)
	c.out.WriteString(tag)
	if !rule.void {
		c.stack = append(c.stack, openTag{t.Data, name})
		if name == "a" {
			c.p.links++
		}
	}
}

// makeRoom closes the elements that HTML lets a start tag end, and says
// whether the element may stand here.
func (c *cleaner) makeRoom(name string) bool {
	if tableFrame[c.top()] && !tableParts[name] {
		return false
	}
	rule := allowedTags[name]
	if rule.block && !tableParts[name] {
		c.close("td th table li dd div details blockquote figure", "p")
		c.close("td th table li dd div details blockquote figure", "h2", "h3", "h4", "h5", "h6", "summary")
	}
	switch name {
	case "a":
		return c.p.links == 0
	case "li":
		c.close("ul ol table", "li")
		return c.within("table", "ul", "ol")
	case "dt", "dd":
		c.close("dl table", "dt", "dd")
		return c.within("table", "dl")
	case "rt", "rp":
		c.close("ruby", "rt", "rp")
		return c.within("td th", "ruby")
	case "summary":
		return c.top() == "details"
	case "figcaption":
		return c.top() == "figure"
	case "td", "th":
		c.close("table tr", "td", "th")
		return c.top() == "tr"
	case "tr":
		c.close("table", "tr", "caption", "colgroup")
		return c.top() == "table" || c.top() == "thead" || c.top() == "tbody" || c.top() == "tfoot"
	case "caption", "colgroup", "thead", "tbody", "tfoot":
		c.close("table", "thead", "tbody", "tfoot", "tr", "caption", "colgroup")
		return c.top() == "table"
	case "col":
		return c.top() == "colgroup"
	}
	return true
}

// tag writes a start tag with the attributes it may have, and gives the name
// it was written with.
func (c *cleaner) tag(t xhtml.Token, rule tagRule) (tag, name string) {
	var attrs strings.Builder
	add := func(key, value string) { attrs.WriteString(" " + key + `="` + html.EscapeString(value) + `"`) }
	seen := map[string]bool{}
	open := "<" + t.Data
	name = t.Data
	if name == "a" {
		name, open = "span", "<span"
		if link := c.p.linkTag(attribute(t, "href"), "", false); link != "" && attribute(t, "href") != "" {
			name, open = "a", strings.TrimSuffix(link, ">")
		}
	}
	for _, a := range t.Attr {
		key := a.Key
		if key == "name" && t.Data == "a" {
			key = "id"
		}
		if seen[key] || a.Namespace != "" {
			continue
		}
		seen[key] = true
		switch key {
		case "id":
			if id, ok := authorID(a.Val); ok && !c.p.authorUsed[id] {
				c.p.authorUsed[id] = true
				add("id", id)
			}
		case "title":
			add("title", a.Val)
		case "lang":
			if isLanguage(a.Val) {
				add("lang", a.Val)
			}
		case "dir":
			if v := strings.ToLower(a.Val); v == "ltr" || v == "rtl" || v == "auto" {
				add("dir", v)
			}
		default:
			if slices.Contains(strings.Fields(rule.attrs), key) && key != "href" {
				if v, ok := attributeValue(key, a.Val); ok {
					add(key, v)
				}
			}
		}
	}
	return open + attrs.String() + ">", name
}

// player puts a facade where an author pasted a known video site's frame.
func (c *cleaner) player(t xhtml.Token) {
	if v, ok := findVideo(attribute(t, "src")); ok && !tableFrame[c.top()] && c.p.links == 0 {
		c.close("td th table li dd div details blockquote figure", "p")
		c.out.WriteString(c.p.facade(v, attribute(t, "title")))
	}
}

func attribute(t xhtml.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// attributeValue checks the value of an element's own attribute.
func attributeValue(key, value string) (string, bool) {
	switch key {
	case "open", "reversed":
		return "", true
	case "colspan", "rowspan", "span":
		value = number(value, 100)
		return value, value != ""
	case "start", "value":
		value = number(value, 999_999)
		return value, value != ""
	case "scope":
		value = strings.ToLower(value)
		return value, value == "row" || value == "col" || value == "rowgroup" || value == "colgroup"
	case "datetime":
		return value, len(value) <= 40
	}
	return "", false
}

// number gives a whole number from 1 to limit in its plain form, or "".
func number(s string, limit int) string {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 1 || n > limit {
		return ""
	}
	return strconv.Itoa(n)
}

func isLanguage(s string) bool {
	return s != "" && len(s) <= 35 && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '-' || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z')
	})
}

// rawSource gives the text of a node of raw HTML.
func rawSource(n ast.Node, source []byte) string {
	var b strings.Builder
	switch n := n.(type) {
	case *ast.RawHTML:
		for i := range n.Segments.Len() {
			segment := n.Segments.At(i)
			b.Write(segment.Value(source))
		}
	case *ast.HTMLBlock:
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			b.Write(line.Value(source))
		}
		if n.HasClosure() {
			b.Write(n.ClosureLine.Value(source))
		}
	}
	return b.String()
}

// findAuthorIDs notes the ids in a raw piece, so that links to them, also
// earlier ones, follow their new names.
func (p *pass) findAuthorIDs(raw string) {
	if !strings.Contains(raw, "id") && !strings.Contains(raw, "name") && !strings.Contains(raw, "ID") && !strings.Contains(raw, "NAME") {
		return
	}
	z := xhtml.NewTokenizer(strings.NewReader(raw))
	for kind := z.Next(); kind != xhtml.ErrorToken; kind = z.Next() {
		if kind != xhtml.StartTagToken && kind != xhtml.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		for _, a := range t.Attr {
			if a.Key == "id" || a.Key == "name" && t.Data == "a" {
				p.authorIDs[strings.TrimSpace(a.Val)] = true
			}
		}
	}
}
