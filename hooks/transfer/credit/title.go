package credit

import (
	"regexp"
	"strings"
)

var (
	atx    = regexp.MustCompile(`^[ \x{a0}]{0,3}(#{1,6})[ \t\x{3000}]*(.*?)[ \t]*#*[ \t]*$`)
	setext = regexp.MustCompile(`^ {0,3}=+[ \t]*$`)
	dashes = regexp.MustCompile(`^ {0,3}-{4,}[ \t]*$`)
	fence  = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	// anchor is the empty link some sites put into their headings.
	anchor = regexp.MustCompile(`\[\]\(#[^)]*\)`)
	image  = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
)

// takeTitle finds the title and returns the lines without it. The title is the first heading of level one that
// no more than an introduction precedes; without one, a heading of any level that opens the text.
func takeTitle(lines []string) (string, []string) {
	if at, n, title := firstHeading(lines, 1); title != "" && proseBefore(lines[:at]) <= 2000 {
		return title, cut(lines, at, n)
	}
	if at, n, title := firstHeading(lines, 6); title != "" && proseBefore(lines[:at]) == 0 {
		return title, cut(lines, at, n)
	}
	return "", lines
}

// firstHeading finds the first heading of at most the given level outside code: its line, how many lines it
// takes, and its text.
func firstHeading(lines []string, level int) (at, n int, title string) {
	fenced := ""
	for i, l := range lines {
		if len(l) > maxLine {
			continue
		}
		if !strings.ContainsAny(l, "#=-`~") {
			continue
		}
		if m := fence.FindStringSubmatch(l); m != nil {
			switch {
			case fenced == "":
				fenced = m[1]
			case strings.HasPrefix(m[1], fenced) && strings.TrimSpace(l) == m[1]:
				fenced = ""
			}
			continue
		}
		if fenced != "" {
			continue
		}
		if m := atx.FindStringSubmatch(l); m != nil && len(m[1]) <= level && !shebang(l) {
			if t := headingText(m[2]); t != "" {
				return i, 1, t
			}
			continue
		}
		if i > 0 && (setext.MatchString(l) || level > 1 && dashes.MatchString(l)) && underlined(lines, i) {
			if t := headingText(lines[i-1]); t != "" {
				return i - 1, 2, t
			}
		}
	}
	return 0, 0, ""
}

// underlined reports whether the line above an underline is a heading: a single short line of text, not the
// last of a paragraph.
func underlined(lines []string, i int) bool {
	above := strings.TrimSpace(lines[i-1])
	if above == "" || len(above) > 300 || strings.HasPrefix(above, ">") || strings.HasPrefix(above, "|") {
		return false
	}
	return i < 2 || strings.TrimSpace(lines[i-2]) == ""
}

// shebang tells "#!/bin/sh" and "#include" of unfenced code from headings.
func shebang(l string) bool {
	l = strings.TrimSpace(l)
	return strings.HasPrefix(l, "#!/") || strings.HasPrefix(l, "#include") || strings.HasPrefix(l, "#define") || strings.HasPrefix(l, "#import")
}

// headingText gives a heading's text without marks; empty for a heading that is only a picture.
func headingText(s string) string {
	s = anchor.ReplaceAllString(s, "")
	s = image.ReplaceAllString(s, "")
	return strings.Trim(plain(s), " *_")
}

// proseBefore counts the bytes of text before a heading, pictures and tags not counted.
func proseBefore(lines []string) int {
	n := 0
	for _, l := range lines {
		l = tag.ReplaceAllString(image.ReplaceAllString(l, ""), "")
		if l = strings.Trim(l, " \t>*-_=|[]()"); l != "" && !isBreak(l) {
			n += len(l)
		}
	}
	return n
}

func cut(lines []string, at, n int) []string {
	out := append([]string{}, lines[:at]...)
	return append(out, lines[at+n:]...)
}
