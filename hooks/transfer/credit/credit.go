// Package credit reads who wrote, translated and reviewed a translated article from the text itself: from the
// quoted list that opens an article ("> * 原文地址：…"), from LCTT's comment block and footer, and from GCTT's
// footer. It gives the credit, the title and the text without either, and knows nothing about storage.
package credit

import (
	"slices"
	"strings"
)

// Person is somebody named in a credit. URL is empty when the text gives no address.
type Person struct {
	Name string
	URL  string
}

// Credit says where a translated article comes from. Every field may be empty.
type Credit struct {
	// Title is the original's title.
	Title string
	// URL is the original's address, as written.
	URL string
	// Licence is the licence the text names for the original, such as "CC BY-SA 4.0".
	Licence string
	// Permalink is the address under which the translation says it lives.
	Permalink string

	Authors     []Person
	Translators []Person
	Reviewers   []Person
}

// Empty reports whether the credit says nothing at all.
func (c Credit) Empty() bool {
	return c.Title == "" && c.URL == "" && c.Licence == "" && c.Permalink == "" &&
		len(c.Authors) == 0 && len(c.Translators) == 0 && len(c.Reviewers) == 0
}

// Result is what Parse finds in a text.
type Result struct {
	// Title is the article's own title, as plain text; empty when the text has none.
	Title string
	// Credit is empty when the text has no credit.
	Credit Credit
	// Body is the Markdown without the credit and without the title, with LF line ends.
	Body string
}

// maxLine bounds a line that is searched for labels: no credit line is longer, and a text of one line of
// megabytes costs nothing.
const maxLine = 8192

// Parse reads the credit and the title of a Markdown text without front matter. It accepts any input and never
// fails: a text in which nothing is recognised comes back as its own body.
func Parse(text string) Result {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	lines := strings.Split(text, "\n")

	refs := references(lines)
	var c Credit
	found := false
	if !slices.ContainsFunc(lines, isClosing) {
		// The footer of a short text is near the top too; its closing sentence tells them apart.
		lines, found = takeHeader(lines, refs, &c)
	}
	if !found {
		lines = takeComments(lines, &c)
		lines = takeFooter(lines, refs, &c)
	}
	title, lines := takeTitle(lines)
	return Result{Title: title, Credit: c, Body: strings.TrimRight(strings.Join(trimLeading(lines), "\n"), " \t\n") + "\n"}
}

// trimLeading drops blank lines at the start, and thematic breaks that only closed a credit block.
func trimLeading(lines []string) []string {
	for len(lines) > 0 {
		s := strings.TrimSpace(lines[0])
		if s != "" && !isBreak(s) {
			break
		}
		lines = lines[1:]
	}
	return lines
}

// isBreak reports whether a trimmed line is a thematic break.
func isBreak(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	return len(s) >= 3 && (strings.Trim(s, "-") == "" || strings.Trim(s, "*") == "" || strings.Trim(s, "_") == "")
}

// references collects link reference definitions ("[1]: https://…"), because people are often named through them.
func references(lines []string) map[string]string {
	refs := map[string]string{}
	for _, l := range lines {
		l = strings.TrimLeft(l, " ")
		if !strings.HasPrefix(l, "[") || len(l) > maxLine {
			continue
		}
		name, rest, ok := strings.Cut(l[1:], "]:")
		if !ok || strings.ContainsAny(name, "[]") {
			continue
		}
		address, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		key := strings.ToLower(strings.TrimSpace(name))
		if _, seen := refs[key]; !seen && address != "" && key != "#" {
			refs[key] = strings.Trim(address, "<>")
		}
	}
	return refs
}
