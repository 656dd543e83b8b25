// Package frontmatter splits a Markdown file into its front matter and its text, and reads the front matter that
// Hugo (YAML, TOML, JSON), Jekyll, Hexo (also without the opening line) and Pelican write. Values are read
// tolerantly, errors name the line, and input made to exhaust memory or time is refused. It also writes YAML.
package frontmatter

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Format is how front matter was written.
type Format string

// The formats Split knows.
const (
	None    Format = ""
	YAML    Format = "yaml"
	TOML    Format = "toml"
	JSON    Format = "json"
	Hexo    Format = "hexo"    // YAML without an opening line
	Pelican Format = "pelican" // "Key: value" lines up to a blank line
)

// MaxBytes is the longest front matter that is read.
const MaxBytes = 64 << 10

// Document is a Markdown file in its two parts.
type Document struct {
	Format Format
	// Matter is the front matter, a Map; it has no pairs when the file has none.
	Matter Node
	// Body is the text behind the front matter, without a byte order mark; with LF line ends if the file had others throughout.
	Body string
}

var (
	keyLine = regexp.MustCompile(`^[A-Za-z_][\w-]{0,40}[ \t]*:(?:[ \t]|$)`)
	// known are the keys of which one must stand in front matter that has no opening mark.
	known = regexp.MustCompile(`(?i)^(?:title|date|tags?|categor(?:y|ies)|layout|permalink|slug|authors?|updated)[ \t]*:`)
)

// Parse splits and reads a file. It fails with an *Error when the front matter can't be read, when it is longer
// than MaxBytes, and when the file is not UTF-8 or holds a NUL.
func Parse(file []byte) (Document, error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	// A file whose first line ends with a carriage return has them all over; single ones in a text belong to it.
	if i := bytes.IndexAny(file, "\r\n"); i >= 0 && file[i] == '\r' {
		file = bytes.ReplaceAll(bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	if i := bytes.IndexByte(file, 0); i >= 0 {
		return Document{}, &Error{Line: lineOf(file, i), Reason: "the file holds a NUL byte, it is not text"}
	}
	if !utf8.Valid(file) {
		return Document{}, &Error{Line: lineOf(file, invalidAt(file)), Reason: "the file is not UTF-8"}
	}
	text := string(file)
	format, matter, body, line, err := split(text)
	if err != nil {
		return Document{}, err
	}
	doc := Document{Format: format, Body: body, Matter: Node{Kind: Map, Line: 1}}
	if format == None {
		return doc, nil
	}
	if format != JSON && len(matter) > MaxBytes {
		return Document{}, &Error{Line: line, Reason: "is longer than 64 KB"}
	}
	switch format {
	case TOML:
		doc.Matter, err = decodeTOML(matter, line)
	case JSON:
		var end int
		if doc.Matter, end, err = decodeJSON(matter, line, MaxBytes); err == nil {
			doc.Body = strings.TrimPrefix(strings.TrimLeft(matter[end:], " \t"), "\n")
		}
	case Pelican:
		doc.Matter = decodePelican(matter)
	default:
		doc.Matter, err = decodeYAML(matter, line)
		if err == nil && doc.Matter.Kind == Null {
			doc.Matter.Kind = Map
		}
		if err == nil && doc.Matter.Kind != Map {
			err = &Error{Line: line, Reason: "must be a map of keys and values"}
		}
	}
	return doc, err
}

// split finds the front matter. line is the number of the line on which matter begins.
func split(text string) (format Format, matter, body string, line int, err error) {
	start := strings.TrimLeft(text, "\n\t ")
	skipped := strings.Count(text[:len(text)-len(start)], "\n")
	first, rest, _ := strings.Cut(start, "\n")
	first = strings.TrimRight(first, " \t")
	switch {
	case first == "---" || first == "+++":
		format = YAML
		if first == "+++" {
			format = TOML
		}
		matter, body, ok := untilMark(rest, first)
		if ok {
			return format, matter, body, skipped + 2, nil
		}
		if next, _, _ := strings.Cut(rest, "\n"); keyLine.MatchString(next) || format == TOML {
			return None, "", "", 0, &Error{Line: skipped + 1, Reason: "begins with " + first + " and never ends"}
		}
	case strings.HasPrefix(start, "{"):
		if inner := strings.TrimLeft(start[1:], " \t\n"); strings.HasPrefix(inner, `"`) {
			return JSON, start, "", skipped + 1, nil
		}
	case keyLine.MatchString(start):
		if matter, body, ok := untilMark(start, "---"); ok && allKeys(matter) {
			return Hexo, matter, body, skipped + 1, nil
		}
		if matter, body, _ := strings.Cut(start, "\n\n"); pelican(matter) {
			return Pelican, matter, body, skipped + 1, nil
		}
	}
	return None, "", text, 0, nil
}

// untilMark cuts at the first line that is only the mark. YAML may also end with "...".
func untilMark(s, mark string) (before, after string, ok bool) {
	for at := 0; at < len(s) && at <= MaxBytes+8; {
		end := strings.IndexByte(s[at:], '\n')
		next := at + end + 1
		if end < 0 {
			end, next = len(s)-at, len(s)
		}
		l := strings.TrimRight(s[at:at+end], " \t")
		if l == mark || mark == "---" && (l == "..." || len(l) > 3 && strings.Trim(l, "-") == "") {
			return s[:at], s[next:], true
		}
		at = next
	}
	if len(s) > MaxBytes {
		// Too long to be read; the caller says so with the length.
		if i := strings.Index(s, "\n"+mark+"\n"); i >= 0 {
			return s[:i], s[i+len(mark)+2:], true
		}
	}
	return "", "", false
}

// allKeys reports whether every line can be YAML of Hexo's kind and one of them is a key that articles have.
func allKeys(s string) bool {
	title := false
	for _, l := range strings.Split(s, "\n") {
		switch {
		case l == "" || l[0] == ' ' || l[0] == '\t' || l[0] == '#' || strings.HasPrefix(l, "- "):
		case keyLine.MatchString(l):
			title = title || known.MatchString(l)
		default:
			return false
		}
	}
	return title
}

// pelican reports whether a first paragraph is Pelican's metadata: it names a title and has nothing but keys.
func pelican(s string) bool {
	title := false
	for _, l := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		if l != "" && (l[0] == ' ' || l[0] == '\t') {
			continue
		}
		if !keyLine.MatchString(l) {
			return false
		}
		title = title || len(l) > 6 && strings.EqualFold(l[:6], "title:")
	}
	return title
}

// decodePelican reads "Key: value" lines; an indented line goes on with the value above.
func decodePelican(s string) Node {
	n := Node{Kind: Map, Line: 1}
	for i, l := range strings.Split(s, "\n") {
		if l == "" {
			continue
		}
		if l[0] == ' ' || l[0] == '\t' {
			if k := len(n.Pairs); k > 0 {
				n.Pairs[k-1].Value.Text += " " + strings.TrimSpace(l)
			}
			continue
		}
		key, value, _ := strings.Cut(l, ":")
		n.Pairs = append(n.Pairs, Pair{strings.TrimSpace(key), Node{Kind: Text, Line: i + 1, Text: strings.TrimSpace(value)}})
	}
	return n
}

func lineOf(b []byte, at int) int { return bytes.Count(b[:at], []byte("\n")) + 1 }

// invalidAt returns where the first byte is that is not UTF-8.
func invalidAt(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return len(b)
}
