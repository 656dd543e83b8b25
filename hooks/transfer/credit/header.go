package credit

import "strings"

// headerWithin is how many lines from the top a credit block may begin: some stand behind a title and a picture.
const headerWithin = 40

// takeHeader finds the credit list near the top, fills c from it and returns the lines without it.
func takeHeader(lines []string, refs map[string]string, c *Credit) ([]string, bool) {
	for i := 0; i < len(lines) && i < headerWithin; i++ {
		if len(items(lines[i])) == 0 {
			continue
		}
		if read, end, ok := readHeader(lines, i, refs); ok {
			*c = read
			out := append([]string{}, lines[:i]...)
			return append(out, lines[end:]...), true
		}
	}
	return lines, false
}

// readHeader reads the block that begins at line i. It says where the block ends and whether it is a credit at
// all: one strong label and two labels together, or a source with its address.
func readHeader(lines []string, i int, refs map[string]string) (c Credit, end int, ok bool) {
	count, strongs := 0, 0
	end = i
	for j := i; j < len(lines) && j < i+30; j++ {
		line := lines[j]
		if strings.Trim(line, " \t>*-\u3000\u00a0") == "" {
			if isBreak(strings.TrimSpace(line)) {
				break
			}
			continue // a blank line inside the block, or behind it
		}
		parts := items(line)
		if parts == nil {
			if unknownLabel(line) && j+1 < len(lines) && items(lines[j+1]) != nil {
				continue
			}
			break
		}
		// A link broken over lines is joined, unless the next line is a part of its own.
		last := j
		for k := j + 1; k < len(lines) && k <= j+2 && openBracket(line) && continues(lines[k]); k++ {
			joined := line + strings.TrimSpace(strings.TrimLeft(lines[k], "> "))
			if len(joined) > maxLine {
				break
			}
			line, last = joined, k
		}
		if last > j {
			if parts = items(line); parts == nil {
				break
			}
		}
		for _, p := range parts {
			count++
			if strong[p.label] {
				strongs++
			}
			c.add(p, refs)
		}
		j = last
		end = j + 1
	}
	return c, end, strongs >= 1 && count >= 2
}

// continues reports whether a line can be the rest of a link that was broken over two lines.
func continues(line string) bool {
	s := strings.TrimSpace(strings.TrimLeft(line, " >"))
	return s != "" && s[0] != '#' && items(line) == nil
}

// openBracket reports whether a line ends inside a link.
func openBracket(s string) bool {
	if i := strings.IndexByte(s, '['); i < 0 {
		return false
	} else if closing(s, i, '[', ']') < 0 {
		return true
	}
	i := strings.LastIndexByte(s, '[')
	end := closing(s, i, '[', ']')
	if end < 0 {
		return true
	}
	return strings.HasPrefix(s[end+1:], "(") && closing(s, end+1, '(', ')') < 0
}

// unknownLabel reports whether a line looks like one of a credit with a label that is not known, such as
// "> * 主持人：甲", or a short label before a link.
func unknownLabel(line string) bool {
	s := strings.TrimLeft(line, " \t>")
	listed := strings.HasPrefix(s, "* ") || strings.HasPrefix(s, "- ")
	label, rest, ok := strings.Cut(strings.ReplaceAll(strings.TrimLeft(s, "*- "), "：", ":"), ":")
	return ok && label != "" && len(label) <= 40 && (listed || strings.HasPrefix(strings.TrimSpace(rest), "["))
}

// add takes one labelled part into the credit. What was said first stays.
func (c *Credit) add(p item, refs map[string]string) {
	switch p.role {
	case roleSource, roleVia:
		title, url := source(p.rest, refs)
		if c.URL == "" {
			c.URL = url
		}
		if c.Title == "" && p.role == roleSource {
			c.Title = title
		}
	case roleAuthor:
		c.Authors = merge(c.Authors, people(p.rest, refs))
	case roleTranslator:
		c.Translators = merge(c.Translators, people(p.rest, refs))
	case roleReviewer:
		c.Reviewers = merge(c.Reviewers, people(p.rest, refs))
	case rolePermalink:
		if _, url := source(p.rest, refs); c.Permalink == "" {
			c.Permalink = url
		}
	case roleLicence:
		if c.Licence == "" && len(p.rest) < 200 {
			c.Licence, _ = source(p.rest, refs)
		}
	}
}

// merge appends those who are not yet named.
func merge(have, more []Person) []Person {
next:
	for _, p := range more {
		for i := range have {
			if have[i].Name == p.Name {
				if have[i].URL == "" {
					have[i].URL = p.URL
				}
				continue next
			}
		}
		have = append(have, p)
	}
	return have
}
