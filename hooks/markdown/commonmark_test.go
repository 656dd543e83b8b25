package markdown

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	xhtml "golang.org/x/net/html"
)

// corpus is where foreign test material lies, beside the repository. It is not
// part of it, so tests that use it are skipped where it is absent.
const corpus = "../../../shared/corpus"

// readLines reads a file of JSON lines from the corpus into one value a line.
func readLines[T any](t testing.TB, path string) []T {
	t.Helper()
	file, err := os.Open(filepath.Join(corpus, path))
	if err != nil {
		t.Skipf("the corpus is not there: %v", err)
	}
	defer file.Close()
	var all []T
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 10<<20)
	for lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, v)
	}
	if err := lines.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%s: %d lines, %v", path, len(all), err)
	}
	return all
}

// The examples of the CommonMark specification. Left out are those which
// CommonMark reads as holding raw HTML, because here that is sanitised;
// each of those must still come out safe and balanced (see checkSafe).
//
// Before comparing, both sides lose what is the house's own and not
// CommonMark's business, and nothing else:
//   - ids, anchors and the shift of headings: the expected levels are shifted
//     as the house would, and our ids and anchors are taken off
//   - code's figure, line spans and colours become <pre><code> again
//   - class and rel of external links, loading and decoding of images
//   - a figure with a caption becomes the paragraph with an image it came from
//
// GFM, emoji, footnotes and math stay switched on: the examples must not
// trigger them. The exceptions are listed with their reasons.
func TestCommonMark(t *testing.T) {
	type example struct{ ID, Section, Markdown, HTML string }
	compared, raw, excepted := 0, 0, 0
	for _, e := range readLines[example](t, "attack/commonmark.jsonl") {
		d, err := Render(e.Markdown, Options{})
		if err != nil {
			t.Errorf("%s (%s): %v", e.ID, e.Section, err)
			continue
		}
		checkSafe(t, e.ID, d.HTML)
		if concernsRawHTML(e.Markdown) {
			raw++
			continue
		}
		if reason := exceptions[e.ID]; reason != "" {
			excepted++
			continue
		}
		compared++
		got, want := houseless(t, d.HTML), expected(t, e.HTML)
		if got != want {
			t.Errorf("%s (%s) %q\n got %q\nwant %q", e.ID, e.Section, e.Markdown, got, want)
		}
	}
	t.Logf("%d examples compared, %d concern raw HTML, %d excepted", compared, raw, excepted)
}

// exceptions are examples that an extension or a rule of the house answers
// differently on purpose.
var exceptions = map[string]string{
	"cm-610": "GFM's extended autolinks link a bare address",
	"cm-613": "GFM's extended autolinks link a bare address",
	"cm-614": "GFM's extended autolinks link a bare e-mail address",
}

// concernsRawHTML says whether CommonMark reads an example as holding raw HTML.
func concernsRawHTML(markdown string) bool {
	found := false
	walk(goldmark.DefaultParser().Parse(text.NewReader([]byte(markdown))), func(n ast.Node) {
		found = found || n.Kind() == ast.KindHTMLBlock || n.Kind() == ast.KindRawHTML
	})
	return found
}

var (
	anchorLink = regexp.MustCompile(` <a class="anchor"[^>]*></a>`)
	lineSpan   = regexp.MustCompile(`</?span[^>]*>`)
	codeFigure = regexp.MustCompile(`(?s)<figure class="code">.*?</figcaption><pre class="chroma" tabindex="0">(.*?)</pre></figure>`)
	headingTag = regexp.MustCompile(`<(/?)h([1-6])(?: id="[^"]*")?>`)
	captioned  = regexp.MustCompile(`<figure class="figure">(<img src="[^"]*" alt="[^"]*")([^>]*)><figcaption>(.*?)</figcaption></figure>`)
)

// houseless takes off what the house adds to CommonMark.
func houseless(t *testing.T, s string) string {
	s = anchorLink.ReplaceAllString(s, "")
	s = codeFigure.ReplaceAllStringFunc(s, func(figure string) string {
		return "<pre>" + lineSpan.ReplaceAllString(codeFigure.FindStringSubmatch(figure)[1], "") + "</pre>"
	})
	s = captioned.ReplaceAllString(s, `<p>$1 title="$3"$2></p>`)
	s = headingTag.ReplaceAllString(s, "<${1}h$2>")
	s = strings.ReplaceAll(s, external, "")
	s = strings.ReplaceAll(s, ` loading="lazy" decoding="async"`, "")
	return canonical(t, s)
}

// expected gives the specification's output with headings as far down as the
// house moves them.
func expected(t *testing.T, s string) string {
	if strings.Contains(s, "<h1>") {
		s = headingTag.ReplaceAllStringFunc(s, func(tag string) string {
			m := headingTag.FindStringSubmatch(tag)
			return "<" + m[1] + "h" + string(min(m[2][0]+1, '6')) + ">"
		})
	}
	return canonical(t, s)
}

// canonical parses and writes HTML anew, so that spelling (quotes, references,
// XHTML slashes) doesn't matter, and drops blanks between blocks.
func canonical(t *testing.T, s string) string {
	nodes, err := parseFragment(s)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range nodes {
		if err := xhtml.Render(&b, n); err != nil {
			t.Fatal(err)
		}
	}
	return betweenTags.ReplaceAllString(strings.TrimSpace(b.String()), "$1$2")
}

var betweenTags = regexp.MustCompile(`(</?(?:p|h[1-6]|ul|ol|li|blockquote|hr|pre|div|table|thead|tbody|tr|td|th)[^>]*>)\n+|\n+(</?(?:p|h[1-6]|ul|ol|li|blockquote|hr|div|table)[^>]*>)`)
