package markdown

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Math is written $x$, \(x\), $$x$$, between lines that are \[ and \], or as a
// block of code in the language "math". Dollars are money first: $x$ is math
// only when nothing speaks against it (see inlineDollars). \[x\] in a line is
// not math, because many programs escape brackets of text so.

var kindMath = ast.NewNodeKind("Math")

// A mathNode holds LaTeX between parsing and rewriting.
type mathNode struct {
	ast.BaseBlock
	tex     string
	display bool
	open    []byte // how a block began, while it is being read
}

func (n *mathNode) Kind() ast.NodeKind            { return kindMath }
func (n *mathNode) IsRaw() bool                   { return true }
func (n *mathNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// wordPair is prose: two words with a blank between.
var wordPair = regexp.MustCompile(`[A-Za-z]{2,} +[A-Za-z]{2,}`)

type inlineMath struct{}

func (inlineMath) Trigger() []byte { return []byte{'$', '\\'} }

func (inlineMath) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, _ := block.PeekLine()
	var tex []byte
	length, display := 0, false
	switch {
	case bytes.HasPrefix(line, []byte(`\(`)):
		if tex, length = between(line, 2, `\)`); chineseOutsideText(tex) || wordPair.Match(tex) && bytes.IndexByte(tex, '\\') < 0 {
			return nil // brackets, escaped though they needn't be
		}
	case bytes.HasPrefix(line, []byte(`$$`)):
		tex, length = between(line, 2, `$$`)
		display = true
	case line[0] == '$':
		tex, length = inlineDollars(before, line)
	}
	if length == 0 || len(bytes.TrimSpace(tex)) == 0 {
		return nil
	}
	block.Advance(length)
	return &mathNode{tex: string(tex), display: display}
}

// maxInlineMath bounds the search for the end, in bytes.
const maxInlineMath = 2000

func between(line []byte, from int, end string) (tex []byte, length int) {
	rest := line[from:min(len(line), maxInlineMath)]
	i := bytes.Index(rest, []byte(end))
	if i < 0 {
		return nil, 0
	}
	return rest[:i], from + i + len(end)
}

// inlineDollars finds the end of $x$. The opening dollar follows no letter,
// digit or dollar and precedes no space; the closing one follows no space and
// precedes no letter, digit or brace; there is no code between them, and Chinese
// characters only within a LaTeX command's braces. So "$5 and $6",
// "从$100涨到了$N", "$HOME/$USER" and "US$5, US$6" stay as they are.
func inlineDollars(before rune, line []byte) (tex []byte, length int) {
	if before < utf8.RuneSelf && isWordByte(byte(before)) || before == '$' || len(line) < 3 || util.IsSpace(line[1]) {
		return nil, 0
	}
	limit := min(len(line), maxInlineMath)
	for i := 1; i < limit; i++ {
		switch line[i] {
		case '\\':
			i++
		case '`', '\n':
			return nil, 0
		case '$':
			if i == 1 || util.IsSpace(line[i-1]) || i+1 < len(line) && (isWordByte(line[i+1]) || line[i+1] == '$' || line[i+1] == '{') || chineseOutsideText(line[1:i]) {
				return nil, 0
			}
			return line[1:i], i + 1
		}
	}
	return nil, 0
}

// chineseOutsideText says whether a would-be formula has Chinese characters
// other than in the braces of a command such as \text.
func chineseOutsideText(tex []byte) bool {
	depth, command := 0, false
	for i, r := range string(tex) {
		switch {
		case r == '\\':
			command = true
		case r == '{' && (i == 0 || tex[i-1] != '\\'):
			depth++
		case r == '}' && (i == 0 || tex[i-1] != '\\'):
			depth--
		case isCJK(r) && (depth <= 0 || !command):
			return true
		}
	}
	return false
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
}

type blockMath struct{}

func (blockMath) Trigger() []byte             { return []byte{'$', '\\'} }
func (blockMath) CanInterruptParagraph() bool { return true }
func (blockMath) CanAcceptIndentedLine() bool { return false }

// maxBlockMath bounds a formula, in bytes.
const maxBlockMath = 20_000

// Open begins a formula only when its end is in sight, before a blank line.
func (blockMath) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	trimmed := bytes.TrimSpace(line)
	var end []byte
	switch {
	case bytes.HasPrefix(trimmed, []byte(`$$`)):
		end = []byte(`$$`)
	case string(trimmed) == `\[`:
		end = []byte(`\]`)
	default:
		return nil, parser.NoChildren
	}
	n := &mathNode{display: true, open: end}
	if first := trimmed[2:]; bytes.HasSuffix(first, end) {
		if n.tex = string(first[:len(first)-2]); len(bytes.TrimSpace([]byte(n.tex))) == 0 {
			return nil, parser.NoChildren
		}
		n.open = nil
		reader.AdvanceToEOL()
		return n, parser.NoChildren
	} else if bytes.Contains(first, end) {
		return nil, parser.NoChildren // text follows: inline
	}
	if !endsSoon(reader.Source()[segment.Stop:], end, pc) {
		return nil, parser.NoChildren
	}
	n.tex = string(trimmed[2:]) + "\n"
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// lookedAhead counts the bytes of a document read in search of formulas' ends.
var lookedAhead = parser.NewContextKey()

const maxLookAhead = 4 << 20

func endsSoon(rest, end []byte, pc parser.Context) bool {
	looked, _ := pc.Get(lookedAhead).(int)
	found := false
	for line := range bytes.Lines(rest[:min(len(rest), maxBlockMath, max(0, maxLookAhead-looked))]) {
		looked += len(line)
		line = bytes.TrimSpace(line)
		if found = bytes.HasSuffix(line, end); found || len(bytes.Trim(line, "> \t")) == 0 {
			break
		}
	}
	pc.Set(lookedAhead, looked)
	return found
}

func (blockMath) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*mathNode)
	if n.open == nil {
		return parser.Close
	}
	line, _ := reader.PeekLine()
	trimmed := bytes.TrimSpace(line)
	if len(trimmed) == 0 || len(n.tex) > maxBlockMath {
		return parser.Close
	}
	reader.AdvanceToEOL()
	if bytes.HasSuffix(trimmed, n.open) {
		n.tex += string(trimmed[:len(trimmed)-2])
		n.open = nil
		return parser.Close
	}
	n.tex += string(trimmed) + "\n"
	return parser.Continue | parser.NoChildren
}

func (blockMath) Close(ast.Node, text.Reader, parser.Context) {}
