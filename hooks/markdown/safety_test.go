package markdown

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func parseFragment(s string) ([]*xhtml.Node, error) {
	return xhtml.ParseFragment(strings.NewReader(s), &xhtml.Node{Type: xhtml.ElementNode, Data: "div", DataAtom: atom.Div})
}

// pageElements are all elements that a rendered document may hold, with the
// attributes each may have. This list is the promise; it is written by hand
// and not derived from the code it tests.
var pageElements = map[string]string{
	"p": "", "h2": "", "h3": "", "h4": "", "h5": "", "h6": "", "em": "", "strong": "", "code": "", "pre": "tabindex", "ul": "", "ol": "start reversed",
	"li": "value", "blockquote": "", "hr": "", "br": "", "a": "href rel role aria-label", "img": "src alt width height loading decoding",
	"del": "", "ins": "", "table": "", "thead": "", "tbody": "", "tfoot": "", "tr": "", "th": "colspan rowspan scope", "td": "colspan rowspan",
	"caption": "", "colgroup": "span", "col": "span", "input": "type disabled checked aria-label", "sup": "", "sub": "", "dl": "", "dt": "", "dd": "",
	"section": "role aria-label", "figure": "", "figcaption": "", "button": "type data-copy hidden", "span": "",
	"div": "role tabindex aria-label data-embed-provider data-embed-src", "details": "open", "summary": "", "kbd": "", "mark": "", "abbr": "",
	"ruby": "", "rt": "", "rp": "", "b": "", "i": "", "u": "", "s": "", "small": "", "samp": "", "var": "", "cite": "", "q": "", "dfn": "", "bdi": "",
	"time": "datetime", "wbr": "",
	"math": "display alttext", "mrow": "", "mi": "mathvariant", "mn": "", "mo": "stretchy movablelimits fence form minsize maxsize symmetric lspace rspace",
	"mtext": "", "mspace": "width", "mfrac": "linethickness displaystyle scriptlevel", "msqrt": "", "mroot": "", "msub": "", "msup": "", "msubsup": "",
	"munder": "accentunder", "mover": "accent", "munderover": "", "mtable": "displaystyle", "mtr": "", "mtd": "", "mstyle": "displaystyle scriptlevel",
	"merror": "", "mphantom": "",
}

const anywhere = " id class title lang dir "

var (
	ownClass   = regexp.MustCompile(`^(ext|anchor|code|code-title|code-lang|chroma|language-\S*|l|l hl|c|cp|k|kt|m|s|se|nf|nc|nb|nt|na|nv|gd|gi|gh|go|figure|embed|table|math|align-(left|center|right)|alert alert-(note|tip|important|warning|caution)|alert-title|footnotes|footnote-ref|footnote-back|left|right|cases|aligned|boxed)$`)
	ownID      = regexp.MustCompile(`^(u-\S+|fn(ref\d*)?:\d+|[\p{L}\p{N}\p{M}-]+)$`)
	schemeForm = regexp.MustCompile(`^[a-z][a-z0-9+.-]*$`)
	player     = regexp.MustCompile(`^https://(player\.bilibili\.com/player\.html\?(bvid|aid)=\w+(&p=\d+)?|www\.youtube-nocookie\.com/embed/[\w-]{11}(\?start=\d+)?|player\.vimeo\.com/video/\d+|player\.youku\.com/embed/[\w=]+|v\.qq\.com/txp/iframe/player\.html\?vid=\w+)$`)
)

// checkSafe parses a rendered document as a browser would and holds it
// against the list. It also demands that parsing changes nothing: what the
// parser had to move, close or reopen could mean something else elsewhere.
func checkSafe(t testing.TB, name, s string) {
	t.Helper()
	nodes, err := parseFragment(s)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	ids := map[string]bool{}
	var visit func(*xhtml.Node)
	visit = func(n *xhtml.Node) {
		switch n.Type {
		case xhtml.TextNode:
			if strings.ContainsAny(n.Data, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00") {
				t.Errorf("%s: direction controls in %q", name, n.Data)
			}
		case xhtml.ElementNode:
			checkElement(t, name, n, ids)
		default:
			t.Errorf("%s: node of type %d: %q", name, n.Type, n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	for _, n := range nodes {
		visit(n)
	}
	if problem := unbalanced(s); problem != "" {
		t.Errorf("%s: %s in %q", name, problem, s)
	}
}

func checkElement(t testing.TB, name string, n *xhtml.Node, ids map[string]bool) {
	t.Helper()
	own, ok := pageElements[n.Data]
	if !ok {
		t.Errorf("%s: element <%s>", name, n.Data)
	}
	for _, a := range n.Attr {
		if !strings.Contains(anywhere, " "+a.Key+" ") && !slices.Contains(strings.Fields(own), a.Key) {
			t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
		}
		switch a.Key {
		case "class":
			if !ownClass.MatchString(a.Val) {
				t.Errorf("%s: <%s class=%q>", name, n.Data, a.Val)
			}
		case "id":
			if !ownID.MatchString(a.Val) || ids[a.Val] || pageIDs[a.Val] {
				t.Errorf("%s: id %q", name, a.Val)
			}
			ids[a.Val] = true
		case "href", "src":
			if problem := badTarget(a.Val, a.Key == "src"); problem != "" {
				t.Errorf("%s: <%s %s=%q>: %s", name, n.Data, a.Key, a.Val, problem)
			}
		case "data-embed-src":
			if !player.MatchString(a.Val) {
				t.Errorf("%s: player %q", name, a.Val)
			}
		}
	}
}

// badTarget reads an address as the WHATWG URL parser does before the scheme.
func badTarget(s string, image bool) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r <= 0x20 || r == 0x7f }) {
		return "blank or control"
	}
	colon := strings.IndexByte(s, ':')
	if colon < 0 || strings.ContainsAny(s[:colon], "/?#") {
		return ""
	}
	scheme := strings.ToLower(s[:colon])
	if decoded, err := url.PathUnescape(scheme); err == nil {
		scheme = strings.TrimSpace(decoded)
	}
	if !schemeForm.MatchString(scheme) {
		return "" // relative, however odd
	}
	switch scheme {
	case "javascript", "vbscript", "livescript", "data", "file", "blob", "filesystem", "about", "view-source":
		return "scheme"
	}
	if image && scheme != "http" && scheme != "https" {
		return "scheme of an image"
	}
	return ""
}

var voidElements = words(`br hr img wbr col input`)

// unbalanced says what is wrong with the nesting of tags as written.
func unbalanced(s string) string {
	var stack []string
	z := xhtml.NewTokenizer(strings.NewReader(s))
	for kind := z.Next(); kind != xhtml.ErrorToken; kind = z.Next() {
		switch kind {
		case xhtml.StartTagToken:
			name, _ := z.TagName()
			if !voidElements[string(name)] {
				stack = append(stack, string(name))
			}
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			if len(stack) == 0 || stack[len(stack)-1] != string(name) {
				return "stray </" + string(name) + ">"
			}
			stack = stack[:len(stack)-1]
		case xhtml.CommentToken, xhtml.DoctypeToken, xhtml.SelfClosingTagToken:
			return "a comment, doctype or self-closing tag"
		}
	}
	if len(stack) > 0 {
		return "open <" + stack[len(stack)-1] + ">"
	}
	return ""
}

// surroundings are ways to bring one payload into a document.
var surroundings = []struct{ name, before, after string }{
	{"alone", "", ""}, {"in text", "文字 ", " 文字"}, {"after text", "a\n\n", "\n\nb"}, {"in a quote", "> ", ""}, {"in a list", "- x\n\n  ", ""},
	{"in an alert", "> [!NOTE]\n> ", ""}, {"in a heading", "# ", ""}, {"in a cell", "| a |\n|---|\n| ", " |"}, {"as link text", "[", "](https://example.com)"},
	{"as target", "[x](", ")"}, {"as bracketed target", "[x](<", ">)"}, {"as image", "![x](", ")"}, {"as title", `![x](a.png "`, `")`}, {"as alt", "![", "](a.png)"},
	{"as reference", "[x]\n\n[x]: ", ""}, {"as autolink", "<", ">"}, {"in code", "`", "`"}, {"as language", "```", "\nx\n```"}, {"as title of code", "```go title=\"", "\"\nx\n```"},
	{"as formula", "$", "$"}, {"as block formula", "$$\n", "\n$$"}, {"as text of a formula", `\(\text{`, `}\)`}, {"in details", "<details><summary>", "</summary>\n\nx\n\n</details>"},
	{"in a raw table", "<table><tr><td>", "</td></tr></table>"}, {"in raw pre", "<pre>", "</pre>"}, {"as attribute", `<a title="`, `">x</a>`},
	{"as raw target", `<a href="`, `">x</a>`}, {"as raw image", `<img src="`, `">`}, {"as frame", `<div><iframe src="`, `"></iframe></div>`}, {"in a footnote", "x[^1]\n\n[^1]: ", ""},
	{"in a term", "term\n: ", ""}, {"as comment", "<!-- ", " -->"},
}

// checkPayload renders a payload in every step-th of the surroundings, from
// the first-th on.
func checkPayload(t *testing.T, id, payload string, first, step int) {
	t.Helper()
	for i := first % step; i < len(surroundings); i += step {
		around := surroundings[i]
		d, err := Render(around.before+payload+around.after, Options{Host: "example.com"})
		if err != nil {
			if _, ours := err.(Error); !ours {
				t.Errorf("%s %s: %v", id, around.name, err)
			}
			continue
		}
		checkSafe(t, id+" "+around.name+": "+payload, d.HTML)
	}
}

// Payloads of our own, one for each way in that we know of.
func TestHostile(t *testing.T) {
	for _, payload := range []string{
		`<script>alert(1)</script>`, `<ScRiPt src=//x>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`,
		`<math><mtext><style><img src=x onerror=alert(1)>`, `<iframe src=javascript:alert(1)>`, `<object data=x>`, `<style>*{x:expression(1)}</style>`,
		`<form action=x><input name=y><button>z</button></form>`, `<a href="javascript:alert(1)">x</a>`, `<a href=" java&#x0a;script:alert(1)">x</a>`,
		`<a href="&#1;javascript:alert(1)">x</a>`, `[x](javascript:alert(1))`, `[x](JaVaScRiPt&colon;alert(1))`, `[x](&#106;avascript:alert(1))`,
		"[x](java\tscript:alert(1))", `[x](\javascript:alert(1))`, `[x](data:text/html;base64,PHNjcmlwdD4=)`, `![x](data:image/svg+xml,<svg>)`, `<vbscript:x>`, `<javascript:alert(1)>`,
		`<data:text/html,x>`, `[x](vbscript:x)`, `[x](file:///etc/passwd)`, `[x](ms-msdt:x)`, `<div data-copy data-embed-src="https://evil" class="embed" id="main" style="x" onclick="y">z</div>`,
		`<button data-copy>x</button>`, `<div id=main>`, `<a name=main>`, `</div></article></body>`, `<p><p><p></div></p>`, `<table><div><tr><td>x<table>y`, `<td>x`, `<li>x`, `<b><i></b></i>`,
		`<a href=x><a href=y>z</a></a>`, `<a href=x>[y](z)</a>`, `[<a href=x>y</a>](z)`, `[![<b>](x)](y)`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<textarea><img title="</textarea><script>">`,
		`<template><script>x</script></template>`, `<title><img title="</title><script>">`, `<xmp><p title="</xmp><script>">`, `<!--><script>alert(1)</script>-->`, `<!-- --!><img src=x onerror=y> -->`, `<![CDATA[<script>]]>`,
		`<?php <script> ?>`, `<plaintext>`, `<details open ontoggle=x>`, `<base href=//evil>`, `<meta http-equiv=refresh content=0>`, `<link rel=stylesheet href=x>`, `<embed src=x>`, `<video src=x onerror=y>`,
		`<select><style></select><img src=x onerror=y>`, `<h1 id=x>`, `<img srcset="x" sizes=y usemap=#z>`, `<img src="x" width="9999999" height="-1">`, `<td colspan=65534>`, `<table><td rowspan=9999>`,
		`<qiao-vote for=x>`, `<span lang='"><script>'>`, "<a title='`'>", "``` \"><script>\nx\n```", "# \"><script>", "x[^\"><script>]\n\n[^\"><script>]: y", `$\text{</mtext></math><script>}$`,
		`$\unicode{"><script>}$`, `$"><script>alert(1)</script>$`, "\u202eevil\u202c &#x202e; &#8238;", "&lt;script&gt;", `<bdo dir=rtl>x</bdo>`, `<ruby>a<rt>b<rt>c<rp>(</ruby>`, `<ol start=5 reversed type=a><li value=3>x</ol>`,
		`<p>a<table><tr><td>b</table>c</p>`, `<summary>x</summary>`, `<details><div><summary>x`, `<figure><figcaption>a<figcaption>b</figure>`, `<h2>a<h3>b`, `<dl><dt>a<dd>b<dt>c</dl>`, `<ul><li>a<ul><li>b</ul><li>c</ul>`,
	} {
		checkPayload(t, "own", payload, 0, 1)
	}
}

func TestHostileCorpus(t *testing.T) {
	type line struct {
		ID      string
		Payload string
		Base64  string `json:"payload_base64"`
	}
	for _, path := range []string{"attack/xss-markdown.jsonl", "attack/xss-owasp.jsonl", "attack/xss.jsonl", "attack/dompurify-expectations.jsonl", "attack/naughty-strings.jsonl", "attack/unicode.jsonl"} {
		for i, l := range readLines[line](t, path) {
			if l.Base64 != "" {
				b, err := base64.StdEncoding.DecodeString(l.Base64)
				if err != nil {
					t.Fatal(err)
				}
				l.Payload = string(b)
			}
			if i%sample == 0 {
				checkPayload(t, l.ID, l.Payload, i/sample, 4)
			}
			if t.Failed() {
				t.FailNow() // one is enough to read
			}
		}
	}
}
