package markdown

import (
	"html"
	"strings"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Comment renders what people say to each other: paragraphs whose lines break where they were
// typed, emphasis, links, lists, quotations and code. Headings, tables, footnotes, formulas and
// tags are plain text, an image is a link to it, a video is a link, and every link says that a
// member wrote it.
type Comment struct {
	// Mention says whether a handle ("lin-qiao", without "@") is somebody's, and where the link
	// to them leads. It is asked for at most MaxMentions different handles, never for those in code.
	Mention func(handle string) (href string, ok bool)
}

// MaxMentions is how many people a comment can mention.
const MaxMentions = 20

// maxAsked is how many names are looked up to find them: most that aren't anybody's are mistakes.
const maxAsked = 2 * MaxMentions

// talk is the parser and renderer of comments.
var talk = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(emphasisParser{}, 450),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(bracketGuard{}, 50),
			util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
		),
	)),
	goldmark.WithExtensions(extension.Strikethrough, extension.Linkify, emoji.New(emoji.WithRenderingMethod(emoji.Unicode))),
	goldmark.WithRendererOptions(ghtml.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(markupRenderer{}, 100))),
)

// isHandleByte tells the characters that handles are made of.
func isHandleByte(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' }

// findMentions turns the handles in a comment's text into links to whom they name.
func (p *pass) findMentions(root ast.Node) {
	if p.o.Comment == nil || p.o.Comment.Mention == nil {
		return
	}
	known := map[string]string{} // "" is nobody
	var texts []*ast.Text
	walk(root, func(n ast.Node) {
		if t, ok := n.(*ast.Text); ok && !t.IsRaw() && !within(t, ast.KindCodeSpan, ast.KindLink, ast.KindImage, ast.KindAutoLink) {
			texts = append(texts, t)
		}
	})
	for _, t := range texts {
		for t != nil {
			t = p.mention(t, known)
		}
	}
}

func within(n ast.Node, kinds ...ast.NodeKind) bool {
	for n = n.Parent(); n != nil; n = n.Parent() {
		for _, kind := range kinds {
			if n.Kind() == kind {
				return true
			}
		}
	}
	return false
}

// mention links the first handle in a text and gives the text behind it, nil when there is none.
func (p *pass) mention(t *ast.Text, known map[string]string) *ast.Text {
	value := t.Segment.Value(p.source)
	for i := 0; i < len(value); i++ {
		if value[i] != '@' || i > 0 && (isHandleByte(value[i-1]|0x20) || strings.IndexByte("@./_", value[i-1]) >= 0) {
			continue
		}
		end := i + 1
		for end < len(value) && isHandleByte(value[end]) {
			end++
		}
		handle := strings.TrimRight(string(value[i+1:end]), "-")
		end = i + 1 + len(handle)
		if handle == "" || len(handle) > 40 || end < len(value) && value[end] == '_' {
			continue
		}
		href := p.named(handle, known)
		if href == "" {
			continue
		}
		link := &markup{open: `<a class="mention" href="` + html.EscapeString(href) + `">@` + handle + `</a>`}
		rest := ast.NewTextSegment(text.NewSegment(t.Segment.Start+end, t.Segment.Stop))
		rest.SetSoftLineBreak(t.SoftLineBreak())
		rest.SetHardLineBreak(t.HardLineBreak())
		t.SetSoftLineBreak(false)
		t.SetHardLineBreak(false)
		t.Segment = t.Segment.WithStop(t.Segment.Start + i)
		t.Parent().InsertAfter(t.Parent(), t, link)
		t.Parent().InsertAfter(t.Parent(), link, rest)
		return rest
	}
	return nil
}

// named gives where a handle leads, "" for nobody's and for those over the limit.
func (p *pass) named(handle string, known map[string]string) string {
	if href, asked := known[handle]; asked {
		return href
	}
	if len(known) >= maxAsked || len(p.doc.Mentions) >= MaxMentions {
		return ""
	}
	href, ok := p.o.Comment.Mention(handle)
	if !ok {
		href = ""
	} else {
		p.doc.Mentions = append(p.doc.Mentions, handle)
	}
	known[handle] = href
	return href
}
