package markdown

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark/ast"
)

// Chroma is called directly, not through goldmark-highlighting, for the sake of
// these bounds, of text that is nothing but the code, and of HTML half as long.

// Bounds of highlighting. Beyond them code is shown plain: a lexer is a heap
// of backtracking expressions, and nobody reads colours in a dump.
const (
	maxHighlight    = 200 << 10 // bytes of one block
	maxHighlightAll = 400 << 10 // bytes of all blocks of a document
	maxLanguage     = 40
)

// maxHighlightTime is the last resort, for a document whose code is made to
// send lexers into endless backtracking. Honest code takes milliseconds.
var maxHighlightTime = 4 * time.Second

// A fence is what the info string of fenced code says: a language, a title
// and the lines to point out, as in ```go title="main.go" {1,3-5}.
type fence struct {
	language, title string
	marked          map[int]bool
}

var (
	fenceTitle = regexp.MustCompile(`(?:^|[\s{,])title=(?:"([^"]*)"|'([^']*)'|([^\s}]+))`)
	fenceLines = regexp.MustCompile(`\{([^}]*)\}|hl_lines=["\[]([^"\]]*)["\]]`)
	lineRange  = regexp.MustCompile(`(\d{1,6})(?:-(\d{1,6}))?`)
)

func readFence(info string) fence {
	f := fence{marked: map[int]bool{}}
	info = strings.TrimSpace(info)
	end := strings.IndexFunc(info, func(r rune) bool { return r == '{' || r == ',' || unicode.IsSpace(r) || unicode.IsControl(r) })
	if end < 0 {
		end = len(info)
	}
	f.language = info[:end]
	if i := strings.IndexByte(f.language, ':'); i > 0 {
		f.language, f.title = f.language[:i], f.language[i+1:]
	}
	rest := info[end:]
	if m := fenceTitle.FindStringSubmatch(rest); m != nil {
		f.title = m[1] + m[2] + m[3]
		rest = strings.Replace(rest, m[0], "", 1)
	}
	if m := fenceLines.FindStringSubmatch(rest); m != nil {
		for _, r := range lineRange.FindAllStringSubmatch(m[1]+m[2], 100) {
			from, _ := strconv.Atoi(r[1])
			to, _ := strconv.Atoi(r[2])
			for n := from; n <= max(from, min(to, from+10_000)); n++ {
				f.marked[n] = true
			}
		}
	}
	return f
}

// code writes a block of code: the language or title, a button for the page's
// script, and the lines. Line numbers are drawn by the style sheet from a
// counter, so that neither selecting nor copying ever catches them.
func (p *pass) code(n ast.Node, info string) *markup {
	f := readFence(info)
	source := p.lines(n)
	name, lines := p.highlight(f.language, source)

	var b strings.Builder
	b.Grow(len(source)*3 + 300)
	b.WriteString(`<figure class="code"><figcaption>`)
	if f.title != "" {
		b.WriteString(`<span class="code-title">` + html.EscapeString(f.title) + `</span>`)
	}
	if name != "" {
		b.WriteString(`<span class="code-lang">` + html.EscapeString(name) + `</span>`)
	}
	b.WriteString(`<button type="button" data-copy hidden>` + p.labels.copy + `</button></figcaption>`)
	b.WriteString(`<pre class="chroma" tabindex="0"><code`)
	if f.language != "" {
		b.WriteString(` class="language-` + html.EscapeString(f.language) + `"`)
	}
	b.WriteByte('>')
	if lines == nil && len(source) <= maxHighlight {
		lines = plainLines(source)
	}
	if lines == nil {
		b.WriteString(html.EscapeString(source))
	}
	for i, line := range lines {
		if f.marked[i+1] {
			b.WriteString(`<span class="l hl">`)
		} else {
			b.WriteString(`<span class="l">`)
		}
		b.WriteString(line)
		b.WriteString("</span>")
	}
	b.WriteString("</code></pre></figure>\n")
	return &markup{open: b.String()}
}

func plainLines(source string) []string {
	var lines []string
	for line := range strings.Lines(source) {
		lines = append(lines, html.EscapeString(line))
	}
	return lines
}

// highlight gives the language's name for people and the lines as HTML, each
// with its newline; no lines when the language is unknown or a bound is met.
func (p *pass) highlight(language, source string) (name string, lines []string) {
	if language == "" || len(language) > maxLanguage {
		return "", nil
	}
	lexer := lexerOf(language)
	if lexer == nil {
		return language, nil
	}
	name = lexer.Config().Name
	if len(source) > maxHighlight || p.highlighted+len(source) > maxHighlightAll || p.highlightTime > maxHighlightTime {
		return name, nil
	}
	p.highlighted += len(source)
	started := time.Now()
	defer func() {
		p.highlightTime += time.Since(started)
		if recover() != nil { // how chroma's iterators report an error
			lines = nil
		}
	}()
	tokens, err := lexer.Tokenise(nil, source)
	if err != nil {
		return name, nil
	}
	w := lineWriter{}
	size := 0
	for token := tokens(); token != chroma.EOF; token = tokens() {
		if p.highlightTime+time.Since(started) > maxHighlightTime {
			return name, nil
		}
		size += len(token.Value)
		w.write(classOf(token.Type), token.Value)
	}
	if lines = w.finish(); size < len(source) || size > len(source)+1 {
		return name, nil // a lexer that loses text is worth less than plain text
	}
	return name, lines
}

// A lineWriter joins neighbouring tokens of one class and splits at newlines.
type lineWriter struct {
	lines []string
	line  strings.Builder
	class string
	text  strings.Builder
}

func (w *lineWriter) write(class, value string) {
	for part := range strings.Lines(value) {
		if class != w.class && strings.Trim(part, " \t\n") != "" {
			w.flush()
			w.class = class
		}
		w.text.WriteString(part)
		if strings.HasSuffix(part, "\n") {
			w.flush()
			w.lines = append(w.lines, w.line.String())
			w.line.Reset()
		}
	}
}

func (w *lineWriter) flush() {
	text := w.text.String()
	w.text.Reset()
	if text == "" {
		return
	}
	tail := text[len(strings.TrimRight(text, " \t\n")):]
	if text = text[:len(text)-len(tail)]; w.class == "" || text == "" {
		w.line.WriteString(html.EscapeString(text))
	} else {
		w.line.WriteString(`<span class="` + w.class + `">` + html.EscapeString(text) + `</span>`)
	}
	w.line.WriteString(tail)
}

func (w *lineWriter) finish() []string {
	w.flush()
	if w.line.Len() > 0 {
		w.lines = append(w.lines, w.line.String())
	}
	return w.lines
}

// lexersByName holds chroma's lexers by lower-case name and alias.
var lexersByName = sync.OnceValue(func() map[string]chroma.Lexer {
	all := map[string]chroma.Lexer{}
	for _, l := range lexers.GlobalLexerRegistry.Lexers {
		for _, name := range append([]string{l.Config().Name}, l.Config().Aliases...) {
			all[strings.ToLower(name)] = l
		}
	}
	return all
})

// lexerOf gives the lexer of a language, or nil.
func lexerOf(language string) chroma.Lexer {
	return lexersByName()[strings.ToLower(language)]
}

// classOf maps chroma's hundred kinds of token to the few that have a colour.
func classOf(t chroma.TokenType) string {
	switch {
	case t.InCategory(chroma.Comment):
		if t == chroma.CommentPreproc || t == chroma.CommentPreprocFile {
			return "cp"
		}
		return "c"
	case t == chroma.KeywordType:
		return "kt"
	case t == chroma.KeywordConstant:
		return "m"
	case t.InCategory(chroma.Keyword), t == chroma.OperatorWord:
		return "k"
	case t.InSubCategory(chroma.LiteralString):
		if t == chroma.LiteralStringEscape || t == chroma.LiteralStringInterpol || t == chroma.LiteralStringRegex {
			return "se"
		}
		return "s"
	case t.InCategory(chroma.Literal):
		return "m"
	case t == chroma.NameFunction, t == chroma.NameFunctionMagic, t == chroma.NameDecorator:
		return "nf"
	case t == chroma.NameClass, t == chroma.NameException, t == chroma.NameNamespace:
		return "nc"
	case t == chroma.NameBuiltin, t == chroma.NameBuiltinPseudo:
		return "nb"
	case t == chroma.NameTag:
		return "nt"
	case t == chroma.NameAttribute, t == chroma.NameProperty:
		return "na"
	case t.InSubCategory(chroma.NameVariable), t == chroma.NameConstant:
		return "nv"
	case t == chroma.GenericDeleted:
		return "gd"
	case t == chroma.GenericInserted:
		return "gi"
	case t == chroma.GenericHeading, t == chroma.GenericSubheading:
		return "gh"
	case t == chroma.GenericPrompt, t == chroma.GenericOutput:
		return "go"
	}
	return ""
}
