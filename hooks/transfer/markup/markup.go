// Package markup turns the HTML of blog engines into Markdown.
package markup

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// MaxBytes is the longest HTML that is converted.
const MaxBytes = 4 << 20

// ErrTooLong is given for HTML longer than MaxBytes.
var ErrTooLong = errors.New("the text is longer than 4 MB")

// maxNodes bounds the tree: more elements than any article has, fewer than make the conversion slow.
const maxNodes = 200_000

// Options say how to convert. The zero value is good.
type Options struct {
	// Link gives the targets of links; nil leaves them.
	Link func(dest string) string
}

// ToMarkdown converts with the zero [Options].
func ToMarkdown(source string) (string, error) { return Convert(source, Options{}) }

// Convert converts the HTML of a text. Figures become images with a title, embedded players become links, code blocks
// keep their language, formulas between dollars their backslashes; what Markdown has no sign for and our pages show
// (raised and lowered text) stays HTML; scripts and styles are dropped. It fails when the text is too long or nested
// too deep.
func Convert(source string, o Options) (string, error) {
	if len(source) > MaxBytes {
		return "", ErrTooLong
	}
	if !utf8.ValidString(source) {
		source = strings.ToValidUTF8(source, "\ufffd")
	}
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), context)
	if err != nil {
		return "", fmt.Errorf("the HTML can't be read: %w", err)
	}
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	t := tidier{link: o.Link}
	if err := t.tidy(root, 0, false); err != nil {
		return "", err
	}
	conv := converters.Get().(*converter.Converter)
	defer converters.Put(conv)
	out, err := conv.ConvertNode(root)
	if err != nil {
		return "", fmt.Errorf("the HTML can't be converted: %w", err)
	}
	return t.restore(string(bytes.TrimSpace(out))), nil
}

// converters are kept, because making one costs as much as converting a short text.
var converters = sync.Pool{New: func() any {
	return converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(commonmark.WithHorizontalRule("---"), commonmark.WithListEndComment(false)),
		table.NewTablePlugin(),
		strikethrough.NewStrikethroughPlugin(),
	))
}}

// maxDepth is how deep elements may nest.
const maxDepth = 400

// tidier rewrites what has no direct Markdown. What the conversion must not touch is held back meanwhile.
type tidier struct {
	link  func(string) string
	nodes int
	held  []string
}

// tidy rewrites what is under n; code says that it is within code.
func (t *tidier) tidy(n *html.Node, depth int, code bool) error {
	if t.nodes++; depth > maxDepth || t.nodes > maxNodes {
		return errors.New("the HTML nests too deep or has too many elements")
	}
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode {
			switch c.DataAtom {
			case atom.Script, atom.Style, atom.Noscript, atom.Object, atom.Form, atom.Svg, atom.Template:
				n.RemoveChild(c)
				c = next
				continue
			case atom.Figure:
				figure(c)
			case atom.Iframe, atom.Video, atom.Audio, atom.Embed:
				player(c)
			case atom.Pre:
				pre(c)
			case atom.A:
				if dest := get(c, "href"); dest != "" && t.link != nil {
					set(c, "href", t.link(dest))
				}
			case atom.Sup, atom.Sub:
				if !code {
					t.keepTags(c)
				}
			}
			if err := t.tidy(c, depth+1, code || c.DataAtom == atom.Code || c.DataAtom == atom.Pre); err != nil {
				return err
			}
		} else if c.Type == html.CommentNode {
			n.RemoveChild(c)
		} else if c.Type == html.TextNode && !code {
			c.Data = t.holdFormulas(c.Data)
		}
		c = next
	}
	return nil
}

// figure moves a caption into the title of its only image, where our Markdown keeps captions.
func figure(n *html.Node) {
	images, captions := find(n, atom.Img), find(n, atom.Figcaption)
	if len(images) == 1 && len(captions) == 1 {
		if text := strings.Join(strings.Fields(textOf(captions[0])), " "); text != "" {
			set(images[0], "title", text)
		}
		captions[0].Parent.RemoveChild(captions[0])
	}
	n.Data, n.DataAtom = "p", atom.P
}

// player puts a link in the place of an embedded player; pages make players of such links again.
func player(n *html.Node) {
	src := get(n, "src")
	if src == "" {
		if sources := find(n, atom.Source); len(sources) > 0 {
			src = get(sources[0], "src")
		}
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	n.Data, n.DataAtom, n.Attr = "p", atom.P, nil
	if src = Watch(src); src == "" {
		return
	}
	link := &html.Node{Type: html.ElementNode, Data: "a", DataAtom: atom.A, Attr: []html.Attribute{{Key: "href", Val: src}}}
	link.AppendChild(&html.Node{Type: html.TextNode, Data: src})
	n.AppendChild(link)
}

var (
	youtube  = regexp.MustCompile(`^(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)`)
	bilibili = regexp.MustCompile(`^(?:https?:)?//player\.bilibili\.com/player\.html\?.*bvid=(BV\w+)`)
	vimeo    = regexp.MustCompile(`^(?:https?:)?//player\.vimeo\.com/video/(\d+)`)
)

// Watch turns the address of an embedded player into that of the video's page; other addresses stay.
func Watch(src string) string {
	if m := youtube.FindStringSubmatch(src); m != nil {
		return "https://www.youtube.com/watch?v=" + m[1]
	}
	if m := bilibili.FindStringSubmatch(src); m != nil {
		return "https://www.bilibili.com/video/" + m[1]
	}
	if m := vimeo.FindStringSubmatch(src); m != nil {
		return "https://vimeo.com/" + m[1]
	}
	if strings.HasPrefix(src, "//") {
		return "https:" + src
	}
	return src
}

// language finds the language of a code block in the class names of the highlighters in use.
var language = regexp.MustCompile(`(?i)(?:^|\s)(?:language-|lang-|lang:|brush:\s*|highlight-source-|syntax-?)([a-z0-9+#.-]+)`)

// pre gives a code block the class that conversion reads, and makes line breaks of <br>.
func pre(n *html.Node) {
	classes := get(n, "class") + " " + get(n, "data-language") + " "
	inner := find(n, atom.Code)
	if len(inner) > 0 {
		classes += get(inner[0], "class")
	}
	lang := get(n, "lang")
	if lang == "" {
		lang = get(n, "data-lang")
	}
	if m := language.FindStringSubmatch(classes); m != nil && lang == "" {
		lang = m[1]
	}
	lang = strings.ToLower(strings.Trim(lang, "\"' ;"))
	if lang == "default" || lang == "plain" || lang == "text" || lang == "none" {
		lang = ""
	}
	for _, br := range find(n, atom.Br) {
		br.Type, br.Data, br.DataAtom = html.TextNode, "\n", 0
	}
	text := textOf(n)
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	code := &html.Node{Type: html.ElementNode, Data: "code", DataAtom: atom.Code}
	if lang != "" {
		set(code, "class", "language-"+lang)
	}
	code.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	n.Attr = nil
	n.AppendChild(code)
}

// find lists the elements of a kind under n, n itself not among them.
func find(n *html.Node, a atom.Atom) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == a {
			out = append(out, d)
		}
	}
	return out
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func get(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func set(n *html.Node, key, value string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

// PlainText gives the text of a piece of HTML on one line, as titles and excerpts need it.
func PlainText(source string) string {
	if !strings.ContainsAny(source, "<&") {
		return strings.Join(strings.Fields(source), " ")
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), " ")
		case html.TextToken:
			b.WriteString(html.UnescapeString(string(z.Raw())))
		default:
			b.WriteByte(' ')
		}
	}
}
