package markdown

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"
)

// bombs are sources made to cost time or memory out of all proportion. Each
// must end, in a document or in an error of ours.
func bombs() map[string]string {
	repeat := func(s string, total int) string { return strings.Repeat(s, total/len(s)) }
	const full = 200_000 / min(sample, 4) // enough for what is quadratic to show
	return map[string]string{
		"quotes in one line":     repeat(">", full),
		"quotes with spaces":     repeat("> ", full),
		"quotes over lines":      repeat(strings.Repeat("> ", 90)+"a\n", full),
		"lists in one line":      repeat("- ", full),
		"lists over lines":       staircase("- a", 1300),
		"numbers over lines":     staircase("1. a", 1000),
		"quotes growing":         growing("> ", 900),
		"stars":                  repeat("*", full),
		"emphasis opened":        repeat("*a ", full),
		"emphasis strong opened": repeat("**a ", full),
		"emphasis closed":        repeat("a* ", full),
		"emphasis mixed":         repeat("*a_b ", full),
		"emphasis nested":        strings.Repeat("*a **b ", 60000) + strings.Repeat("** *", 60000),
		"emphasis three":         repeat("***a** ", full),
		"emphasis CJK":           repeat("中**文", full),
		"underscores":            repeat("_", full),
		"tildes":                 repeat("~~a ", full),
		"brackets open":          repeat("[", full),
		"brackets closed":        repeat("]", full),
		"brackets nested":        strings.Repeat("[", 100_000) + "a" + strings.Repeat("]", 100_000),
		"links open":             repeat("[a](", full),
		"links open target":      repeat("[a](<b", full),
		"links nested":           strings.Repeat("[", 100_000) + "a" + strings.Repeat("](b)", 100_000),
		"images nested":          strings.Repeat("![", 100_000) + "a" + strings.Repeat("](b)", 100_000),
		"links title":            repeat(`[a](b "`, full),
		"references":             repeat("[a]: b\n", full),
		"references distinct":    distinct("[a%]: b\n", 60_000) + distinct("[a%] ", 60_000),
		"references unfinished":  repeat("[a]: ", full),
		"backticks":              repeat("`", full),
		"backticks growing":      growingRuns("`", 1200),
		"backticks alternating":  repeat("` `` ", full),
		"fences":                 repeat("```\n", full),
		"fence unclosed":         "```\n" + repeat("a\n", full),
		"backslashes":            repeat("\\", full),
		"entities":               repeat("&amp;", full),
		"entities unfinished":    repeat("&", full),
		"angles":                 repeat("<", full),
		"tags unclosed":          repeat("<a ", full),
		"tags open inline":       "x " + repeat("<b>", full),
		"tags open with text":    repeat("x <b> ", full),
		"tags closed":            "x " + repeat("</b>", full),
		"divs":                   repeat("<div>", full),
		"divs over blocks":       repeat("<div>\n\n", full),
		"details over blocks":    repeat("<details>\n\n", full),
		"tables raw":             repeat("<table><tr><td>", full),
		"attributes":             "<a " + repeat("a=b ", full) + ">",
		"comments":               repeat("<!--", full),
		"comments inline":        "x " + repeat("<!--", full),
		"processing inline":      "x " + repeat("<?", full),
		"cdata inline":           "x " + repeat("<![CDATA[", full),
		"declarations inline":    "x " + repeat("<!A ", full),
		"scripts":                repeat("<script>\n\n", full),
		"autolinks":              repeat("<http://a>", full),
		"autolinks unclosed":     repeat("<http://", full),
		"addresses":              repeat("http://a.b ", full),
		"addresses run together": repeat("http://a.b", full),
		"addresses www":          repeat("www.a ", full),
		"addresses parentheses":  repeat("http://a.b/(", full),
		"addresses in Chinese":   repeat("中http://a.b中", full),
		"e-mail":                 repeat("a@", full),
		"e-mail dots":            "a@" + repeat("a.", full),
		"emoji":                  repeat(":smile:", full),
		"emoji unfinished":       repeat(":a", full),
		"colons":                 repeat(":", full),
		"math":                   repeat("$a$ ", full),
		"math unclosed":          repeat("$a ", full),
		"math dollars":           repeat("$", full),
		"math parentheses":       repeat(`\(`, full),
		"math brackets":          repeat(`\[`, full),
		"math blocks":            repeat("$$\na\n$$\n", full),
		"math blocks unclosed":   repeat("- $$a\n", full),
		"math carets":            repeat("$"+strings.Repeat("^", 1900)+"$\n", full),
		"math braces":            "$$\n" + repeat("{", 19_000) + "\n$$",
		"headings":               repeat("# a\n", full),
		"headings empty":         repeat("#\n", full),
		"headings setext":        repeat("a\n=\n", full),
		"rules":                  repeat("---\n", full),
		"footnotes":              repeat("[^a]", full) + "\n\n[^a]: b",
		"footnotes distinct":     distinct("[^%]", 30_000) + "\n\n" + distinct("[^%]: b\n", 30_000),
		"footnotes undefined":    repeat("[^a]", full),
		"footnotes nested":       distinctPairs("[^%]: [^%]\n\n", 20_000),
		"terms":                  repeat("a\n: b\n\n", full),
		"tasks":                  repeat("- [ ] a\n", full),
		"table wide":             "|" + repeat("a|", 20_000) + "\n|" + repeat("-|", 20_000) + "\n" + repeat("|"+"\n", 20_000),
		"table wider":            "|" + repeat("a|", 300_000) + "\n|" + repeat("-|", 300_000) + "\n" + repeat("|"+strings.Repeat("a|", 50)+"\n", 100_000),
		"table long":             "|a|b|\n|-|-|\n" + repeat("|a|b|\n", full),
		"tables":                 repeat("|a|\n|-|\n\n", full),
		"pipes":                  repeat("|", full),
		"blank lines":            repeat("\n", full),
		"spaces":                 repeat(" ", full),
		"tabs":                   repeat("\t", full),
		"one line":               repeat("长", full),
		"line breaks":            repeat("字\n", full),
		"hard breaks":            repeat("a  \n", full),
		"alerts":                 repeat("> [!NOTE]\n\n", full),
		"videos":                 repeat("https://youtu.be/aaaaaaaaaaa\n\n", full),
		"iframes":                repeat("<iframe src=https://youtu.be/aaaaaaaaaaa></iframe>\n\n", full),
		"languages unknown":      distinct("```x%\na\n```\n", 30_000),
		"highlight marks":        "```go {1-999999}\n" + repeat("a\n", full) + "```",
		"code in every language": allLanguages(),
		"code hard for lexers":   hardCode(),
		"ids":                    distinct("<a id=x%></a>\n\n", 30_000) + distinct("[x](#x%)\n", 20_000),
		"images":                 repeat("![a](b)", full),
		"images with long alt":   "![" + repeat("a", 100_000) + "](b)",
		"direction":              repeat("\u202e", full),
		"marks":                  "a" + repeat("\u0301", full),
	}
}

// staircase nests a list item by item, each line deeper than the last.
func staircase(item string, lines int) string {
	var b strings.Builder
	for i := range lines {
		b.WriteString(strings.Repeat(" ", i*(len(item)-1)) + item + "\n")
	}
	return b.String()
}

func growing(mark string, lines int) string {
	var b strings.Builder
	for i := range lines {
		b.WriteString(strings.Repeat(mark, i) + "a\n")
	}
	return b.String()
}

func growingRuns(mark string, runs int) string {
	var b strings.Builder
	for i := range runs {
		b.WriteString(strings.Repeat(mark, i+1) + " ")
	}
	return b.String()
}

func distinct(pattern string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(pattern, "%", strconv.Itoa(i)))
	}
	return b.String()
}

func distinctPairs(pattern string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Replace(strings.Replace(pattern, "%", strconv.Itoa(i), 1), "%", strconv.Itoa(i+1), 1))
	}
	return "[^0]\n\n" + b.String()
}

func allLanguages() string {
	var b strings.Builder
	for name := range lexersByName() {
		b.WriteString("```" + name + "\n" + strings.Repeat("<a b=\"c\">{d(e)} /* f */ // g\n", 4) + "```\n\n")
	}
	return b.String()
}

func hardCode() string {
	var b strings.Builder
	for _, language := range []string{"js", "html", "markdown", "perl", "php", "ruby", "scala", "rst", "bash", "cpp"} {
		for _, hard := range []string{"(", "\"", "<!--", "/*", "aaaa ", "\\", "{{", "<a ", "[["} {
			b.WriteString("```" + language + "\n" + strings.Repeat(strings.Repeat(hard, 100)+"\n", 40) + "\n```\n\n")
		}
	}
	return b.String()
}

func TestBombs(t *testing.T) {
	patience := maxHighlightTime
	maxHighlightTime = time.Second
	defer func() { maxHighlightTime = patience }()
	for name, src := range bombs() {
		t.Run(name, func(t *testing.T) {
			d, err := Render(src, Options{})
			var ours Error
			if err != nil && !errors.As(err, &ours) {
				t.Fatal(err)
			}
			if err == nil && len(d.HTML) > maxOutput {
				t.Errorf("%d bytes of source make %d of HTML", len(src), len(d.HTML))
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		want error
	}{
		"ten megabytes":         {strings.Repeat("a", 10<<20), ErrTooLong},
		"a character too many":  {strings.Repeat("字", MaxChars+1), ErrTooLong},
		"the last character":    {strings.Repeat("字", MaxChars), nil},
		"invalid UTF-8":         {"a\xffb", ErrNotText},
		"surrogates":            {"a\xed\xa0\x80b", ErrNotText},
		"NUL":                   {"a\x00b", ErrNotText},
		"deep quotes":           {strings.Repeat(">", MaxDepth+1) + " a", ErrTooDeep},
		"deep lists":            {staircase("- a", MaxDepth), ErrTooDeep},
		"deep emphasis":         {strings.Repeat("*a _b ", 80) + strings.Repeat("c_ d* ", 80), ErrTooDeep},
		"wide tables":           {"|" + strings.Repeat("a|", 1000) + "\n|" + strings.Repeat("-|", 1000) + "\n" + strings.Repeat("|a|\n", 200), ErrTooComplex},
		"brackets":              {strings.Repeat("[a](", MaxBrackets+1), ErrTooComplex},
		"brackets over lines":   {strings.Repeat("> [a](\n", MaxBrackets+1), ErrTooComplex},
		"brackets in a heading": {strings.Repeat("[a](\n", MaxBrackets+1) + "===", ErrTooComplex},
		"brackets in code":      {"```\n" + strings.Repeat("[1],\n", 2*MaxBrackets) + "```", nil},
		"many links":            {strings.Repeat("- [a](b)\n", 2*MaxBrackets), nil},
		"many footnotes":        {strings.Repeat("a[^1]\n\n", MaxFootnotes+1), ErrTooComplex},
		"empty":                 {"", nil},
	} {
		if _, err := Render(c.src, Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
