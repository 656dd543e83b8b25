package markdown

import (
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emphasisParser is CommonMark's emphasis with one amendment: CommonMark asks
// for a space or a mark outside "**" where a mark stands inside, which scripts
// without spaces don't have, so that **“引用”**后面 would stay as typed. Beside
// a CJK character the mark inside is no obstacle.
type emphasisParser struct{}

func (emphasisParser) Trigger() []byte { return []byte{'*', '_'} }

func (emphasisParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, emphasisDelimiters{})
	if d == nil {
		return nil
	}
	if d.Char == '*' {
		after := rune(' ')
		if d.OriginalLength < len(line) {
			after = util.ToRune(line, d.OriginalLength)
		}
		d.CanOpen = d.CanOpen || isCJK(before) && !util.IsSpaceRune(after)
		d.CanClose = d.CanClose || isCJK(after) && !util.IsSpaceRune(before)
	}
	d.Segment = segment.WithStop(segment.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

type emphasisDelimiters struct{}

func (emphasisDelimiters) IsDelimiter(b byte) bool { return b == '*' || b == '_' }

func (emphasisDelimiters) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (emphasisDelimiters) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }

// spaceless says whether a character is of a script written without spaces,
// or one of its marks.
func spaceless(r rune) bool {
	return r >= 0x2E80 && (isHan(r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF)
}

// isCJK says the same, and counts Korean in, where marks cling to words too.
func isCJK(r rune) bool {
	return spaceless(r) || r >= 0x1100 && unicode.Is(unicode.Hangul, r)
}
