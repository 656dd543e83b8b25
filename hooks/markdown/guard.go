package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// normalise checks a source and gives the form that the parser sees: newlines
// are "\n", there is no byte order mark and no control character that turns
// the direction of text (Unicode's embeddings, overrides and isolates), which
// could make code and addresses read otherwise than they are.
func normalise(src string) (string, error) {
	if len(src) > 4*MaxChars || len(src) > MaxChars && utf8.RuneCountInString(src) > MaxChars {
		return "", ErrTooLong
	}
	if !utf8.ValidString(src) || strings.IndexByte(src, 0) >= 0 {
		return "", ErrNotText
	}
	src = strings.TrimPrefix(src, "\ufeff")
	if strings.IndexByte(src, '\r') >= 0 {
		src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	}
	src = withoutBidi(src)
	if deepLine(src) {
		return "", ErrTooDeep
	}
	if manyCells(src) || manyBrackets(src) || strings.Count(src, "[^") > MaxFootnotes {
		return "", ErrTooComplex
	}
	return src, nil
}

// withoutBidi takes out U+202A to U+202E and U+2066 to U+2069. The marks
// (LRM, RLM, ALM), which only help, stay.
func withoutBidi(s string) string {
	const lead = 0xE2 // the first byte of them all in UTF-8
	for i := strings.IndexByte(s, lead); i >= 0; {
		if r, _ := utf8.DecodeRuneInString(s[i:]); turnsText(r) {
			return strings.Map(func(r rune) rune {
				if turnsText(r) {
					return -1
				}
				return r
			}, s)
		}
		next := strings.IndexByte(s[i+1:], lead)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return s
}

func turnsText(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// deepLine says whether a line begins with more marks of quotes and lists than
// may be nested. The parser's work grows with the square of such a prefix, so
// it is refused before.
func deepLine(src string) bool {
	for line := range strings.Lines(src) {
		marks, digits := 0, 0
		for i := range len(line) {
			c := line[i]
			if c == '>' || c == '-' || c == '*' || c == '+' {
				// A row of one sign is a rule or text, not lists in lists.
				if c == '>' || i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t') {
					marks++
				}
				digits = 0
			} else if c >= '0' && c <= '9' && digits < 9 {
				digits++
			} else if (c == '.' || c == ')') && digits > 0 {
				marks++
				digits = 0
			} else if c != ' ' && c != '\t' || digits > 0 {
				break
			}
		}
		if marks > MaxDepth {
			return true
		}
	}
	return false
}

// manyCells says whether the tables of a source may have more than MaxCells
// cells. The parser fills every row up to the number of columns, so that a
// short source could make millions of cells.
func manyCells(src string) bool {
	cells, columns := 0, 0
	for line := range strings.Lines(src) {
		rest := strings.Trim(line, "|-: \t>\n")
		if rest == "" && strings.Contains(line, "-") {
			columns = max(columns, strings.Count(line, "|")+1)
		} else if strings.Trim(line, "> \t\n") == "" {
			columns = 0
		}
		if columns > 1 {
			cells += columns
		}
		if cells > MaxCells {
			return true
		}
	}
	return false
}

// manyBrackets says whether a line has more than MaxBrackets opening brackets.
func manyBrackets(src string) bool {
	if strings.Count(src, "[") <= MaxBrackets {
		return false
	}
	for line := range strings.Lines(src) {
		if strings.Count(line, "[") > MaxBrackets {
			return true
		}
	}
	return false
}

// bracketGuard does the same for paragraphs of many lines, before the parser
// reads what is in them: it compares each bracket with those before it.
type bracketGuard struct{}

var tooManyBrackets = parser.NewContextKey()

func (bracketGuard) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	brackets := 0
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		brackets += bytes.Count(line.Value(reader.Source()), []byte("["))
	}
	if brackets > MaxBrackets {
		pc.Set(tooManyBrackets, true)
		n.SetLines(text.NewSegments()) // nothing left to read
	}
}

// tooDeep says whether a tree is deeper than the renderer should follow. It
// walks without recursion.
func tooDeep(root ast.Node) bool {
	depth := 0
	for n := root; n != nil; {
		if c := n.FirstChild(); c != nil {
			if depth++; depth > MaxDepth {
				return true
			}
			n = c
			continue
		}
		for n != nil && n != root && n.NextSibling() == nil {
			n = n.Parent()
			depth--
		}
		if n == nil || n == root {
			return false
		}
		n = n.NextSibling()
	}
	return false
}
