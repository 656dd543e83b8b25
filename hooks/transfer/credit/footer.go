package credit

import (
	"regexp"
	"strings"
)

// comment is one line of LCTT's opening block, "[#]: translator: (name)".
var comment = regexp.MustCompile(`^\s*\[#\]\s*[:：]\s*([a-zA-Z]+)\s*[:：]?\s*(.*?)\s*$`)

// takeComments reads LCTT's opening block of link reference comments.
func takeComments(lines []string, c *Credit) []string {
	i := 0
	for i < len(lines) && strings.TrimSpace(lines[i]) == "" {
		i++
	}
	begin := i
	for i < len(lines) && len(lines[i]) <= maxLine {
		m := comment.FindStringSubmatch(lines[i])
		if m == nil {
			break
		}
		value := strings.TrimSpace(strings.Trim(m[2], `()"' `))
		switch strings.ToLower(m[1]) {
		case "subject":
			c.Title = plain(strings.TrimSpace(trimPair(m[2])))
		case "via":
			c.URL = value
		case "author":
			if p, ok := named(value); ok {
				c.Authors = []Person{p}
			}
		case "translator":
			c.Translators = people(value, nil)
		case "reviewer":
			c.Reviewers = people(value, nil)
		case "url":
			c.Permalink = value
		}
		i++
	}
	if i == begin {
		return lines
	}
	return lines[i:]
}

// trimPair takes one pair of brackets or quotes off a value.
func trimPair(s string) string {
	if len(s) >= 2 && (s[0] == '(' && s[len(s)-1] == ')' || s[0] == '"' && s[len(s)-1] == '"') {
		return s[1 : len(s)-1]
	}
	return s
}

// named splits "Sagar Sharma https://example.com/author" into name and address.
func named(s string) (Person, bool) {
	name, url := s, ""
	if i := strings.Index(s, "http"); i >= 0 {
		name, url = strings.TrimSpace(s[:i]), strings.TrimSpace(s[i:])
	}
	if name == "" {
		return Person{}, false
	}
	return Person{Name: name, URL: url}, true
}

// footerWithin is how many lines from the end, link definitions not counted, a credit footer may begin.
const footerWithin = 25

// closingLine is the sentence with which both translation projects end their footers.
var closingLine = regexp.MustCompile(`(?i)^\s*(?:本文由|原文\s*作者).*(?:LCTT|GCTT|荣誉推出)`)

func isClosing(line string) bool {
	return len(line) <= maxLine && (strings.Contains(line, "推出") || strings.Contains(line, "CTT")) && closingLine.MatchString(line)
}

// takeFooter reads the footer with which LCTT and GCTT sign their translations. Link definitions behind it stay,
// for the text uses them.
func takeFooter(lines []string, refs map[string]string, c *Credit) []string {
	seen, first, last := 0, -1, -1
	roles := map[role]bool{}
	for i := len(lines) - 1; i >= 0 && seen < footerWithin; i-- {
		s := strings.TrimSpace(lines[i])
		if s == "" || strings.HasPrefix(s, "[") && strings.Contains(s, "]:") {
			continue
		}
		seen++
		parts := items(lines[i])
		if parts == nil {
			if isClosing(lines[i]) {
				last = max(last, i)
			} else if first >= 0 {
				break
			}
			continue
		}
		for _, p := range parts {
			roles[p.role] = true
		}
		first = i
		if last < 0 {
			last = i
		}
	}
	if first < 0 || !(roles[roleTranslator] || roles[roleVia]) || len(roles) < 2 {
		return lines
	}
	var footer Credit
	for i := first; i <= last; i++ {
		for _, p := range items(lines[i]) {
			footer.add(p, refs)
		}
	}
	// The footer links its people; the opening block only has their account names.
	if footer.URL != "" && c.URL == "" {
		c.URL = footer.URL
	}
	if c.Permalink == "" {
		c.Permalink = footer.Permalink
	}
	c.Authors = prefer(footer.Authors, c.Authors)
	c.Translators = prefer(footer.Translators, c.Translators)
	c.Reviewers = prefer(footer.Reviewers, c.Reviewers)

	begin := first
	for begin > 0 {
		s := strings.TrimSpace(lines[begin-1])
		if s != "" && !isBreak(s) {
			break
		}
		begin--
		if s != "" {
			break
		}
	}
	rest := lines[last+1:]
	for len(rest) > 0 && strings.TrimSpace(rest[0]) == "" {
		rest = rest[1:]
	}
	for begin > 0 && strings.TrimSpace(lines[begin-1]) == "" {
		begin--
	}
	out := append([]string{}, lines[:begin]...)
	out = append(out, "")
	return takePublished(append(out, rest...), c)
}

// takePublished removes GCTT's opening line "首发于：https://…".
func takePublished(lines []string, c *Credit) []string {
	for i := 0; i < len(lines) && i < 5; i++ {
		p := items(lines[i])
		if len(p) == 1 && p[0].role == rolePermalink {
			c.add(p[0], nil)
			return append(append([]string{}, lines[:i]...), lines[i+1:]...)
		}
	}
	return lines
}

func prefer(a, b []Person) []Person {
	if len(a) > 0 {
		return a
	}
	return b
}
