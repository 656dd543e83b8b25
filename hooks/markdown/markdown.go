// Package markdown is the one way from an author's Markdown to what the portal
// shows, indexes and sends out: CommonMark and GFM with footnotes, definition
// lists, alerts, highlighted code, math as MathML, figures, video embeds and
// sanitised raw HTML.
//
// A source goes through four steps. It is checked and normalised (guard.go);
// goldmark parses it, with the house's syntax for math and emphasis beside
// Chinese; a pass over the tree settles all that depends on the document and
// its surroundings: headings and their ids, links, images, code, tables,
// alerts, embeds, raw HTML (rewrite.go), and reads off text and counts
// (extract.go); goldmark's renderer writes what is left, which escapes all
// text. What a page's styles and scripts may rely on in the HTML:
//
//	h2 to h6 with an id > a.anchor              figure.figure > img + figcaption
//	figure.code > figcaption (.code-title, .code-lang, button[data-copy]) + pre.chroma > code > .l(.hl)
//	div.table > table (.align-left, ...)        div.math > math[display=block]
//	div.alert.alert-note > p.alert-title        a.ext, for links to other hosts
//	div.embed[data-embed-provider][data-embed-src] > a
//	section.footnotes, a.footnote-ref, a.footnote-back
//
// Authors' own tags never carry a class, a style or a data attribute, and
// their ids begin with "u-".
package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Version names the output of this pipeline. It changes whenever the same
// source gives other HTML or text, so that stored renditions can be told stale.
const Version = "2"

// Limits of a document.
const (
	MaxChars     = 1_000_000 // characters (code points) of source
	MaxDepth     = 100       // blocks and inlines within each other
	MaxCells     = 200_000   // cells of all tables
	MaxBrackets  = 3_000     // opening brackets in a paragraph
	MaxFootnotes = 3_000     // footnotes and references to them

	maxOutput = 32 << 20 // bytes of HTML; twenty times what prose makes
)

// An Error is the reason why a source can't be rendered. Its text is a key of
// the message catalogues, safe to show after translation.
type Error string

// Error gives the message key.
func (e Error) Error() string { return string(e) }

// The errors of Render.
const (
	ErrTooLong    Error = "markdown.too_long"    // more than MaxChars characters
	ErrTooDeep    Error = "markdown.too_deep"    // nested more than MaxDepth deep
	ErrTooComplex Error = "markdown.too_complex" // over MaxCells, MaxBrackets or MaxFootnotes
	ErrNotText    Error = "markdown.not_text"    // not UTF-8, or holds NUL characters
)

// Options say in what surroundings a document is rendered. The zero value is
// usable: every absolute link is then external and labels are Chinese.
type Options struct {
	// Host is the portal's own host ("example.com"); links to others are external.
	Host string
	// Resolve rewrites relative link and image targets, such as attachments.
	// Fragments ("#x") don't pass through it. Nil leaves targets as they are.
	Resolve func(dest string) string
	// ImageSize gives an image's size in pixels, by its target as written. Nil: unknown.
	ImageSize func(dest string) (w, h int, ok bool)
	// Lang is the language of labels: "en", or Chinese for anything else.
	Lang string
	// Comment renders the subset that comments are written in; see [Comment]. Nil is a whole document.
	Comment *Comment
}

// A Heading is an entry of the table of contents.
type Heading struct {
	Level int    `json:"level"` // 2 to 6
	ID    string `json:"id"`    // the anchor, without "#"
	Text  string `json:"text"`  // plain text
}

// A Document is a rendered source.
type Document struct {
	HTML     string    // safe to put into a page as it is
	TOC      []Heading // in order; headings in quotes and lists too
	Text     string    // plain text for search, a block a line
	Headings string    // the headings' plain text, one a line
	Excerpt  string    // from the first paragraphs, at most ExcerptChars characters
	Minutes  int       // reading time
	Han      int       // Chinese characters in the prose (code not counted)
	Words    int       // words of other scripts in the prose
	Images   []string  // image targets as written, each once
	Links    []string  // link targets as written, each once
	HasMath  bool
	Mentions []string `json:",omitempty"` // handles of people whom a comment mentions, each once
}

// ExcerptChars bounds Document.Excerpt.
const ExcerptChars = 160

// house is the parser and renderer of every document. What depends on one
// document is settled between the two, by a pass over its tree.
var house = goldmark.New(
	goldmark.WithExtensions(
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
		extension.Strikethrough,
		extension.Linkify,
		extension.TaskList,
		extension.Footnote,
		extension.DefinitionList,
		emoji.New(emoji.WithRenderingMethod(emoji.Unicode)),
	),
	goldmark.WithParserOptions(
		parser.WithBlockParsers(util.Prioritized(blockMath{}, 650)),
		parser.WithParagraphTransformers(util.Prioritized(bracketGuard{}, 50)),
		parser.WithInlineParsers(
			util.Prioritized(inlineMath{}, 150),
			util.Prioritized(emphasisParser{}, 450), // before goldmark's own
		),
	),
	goldmark.WithRendererOptions(
		renderer.WithNodeRenderers(util.Prioritized(markupRenderer{}, 100)),
	),
)

// Render turns Markdown into a Document. It is safe for concurrent use.
// Errors: ErrTooLong, ErrTooDeep, ErrTooComplex, ErrNotText.
func Render(src string, o Options) (*Document, error) {
	src, err := normalise(src)
	if err != nil {
		return nil, err
	}
	source := []byte(src)
	pc := parser.NewContext()
	dialect := house
	if o.Comment != nil {
		dialect = talk
	}
	root := dialect.Parser().Parse(text.NewReader(source), parser.WithContext(pc))
	if pc.Get(tooManyBrackets) != nil {
		return nil, ErrTooComplex
	}
	if tooDeep(root) {
		return nil, ErrTooDeep
	}
	p := &pass{
		o: o, labels: labelsOf(o.Lang), source: source, doc: &Document{},
		seen: map[string]bool{}, ids: map[string]int{}, authorIDs: map[string]bool{}, authorUsed: map[string]bool{},
	}
	p.settleText(root)
	p.findMentions(root)
	p.findHeadings(root)
	p.extract(root)
	p.children(root)

	var out output
	out.Grow(2 * len(source))
	if err := dialect.Renderer().Render(&out, source, root); err != nil {
		return nil, err
	}
	if out.Len() > maxOutput {
		return nil, ErrTooLong
	}
	// Character references can bring back what normalise took out.
	p.doc.HTML = withoutBidi(out.String())
	titles := make([]string, len(p.doc.TOC))
	for i, h := range p.doc.TOC {
		titles[i] = h.Text
	}
	p.doc.Headings = strings.Join(titles, "\n")
	return p.doc, nil
}

// output is a buffer that goldmark writes to as it is; it would put one of its own before any other writer.
type output struct{ bytes.Buffer }

// Buffered is how much isn't written yet.
func (*output) Buffered() int { return 0 }

// Flush has nothing to do.
func (*output) Flush() error { return nil }
