package credit

import (
	"regexp"
	"strings"
)

// link is a Markdown link, or a name with an address in another notation.
type link struct {
	text, url string
	begin     int
	end       int
}

// bracketed matches "name(https://…)" in all its broken forms: without or with only one square bracket, with
// full-width brackets, and reStructuredText's `name <https://…>`_.
var bracketed = regexp.MustCompile("\\[?([^\\[\\]()（）<>、，,;；`]{1,80}?)\\]?\\s*[(（<]\\s*(https?:/{1,2}[^\\s)）>]+)\\s*[)）>]`?_?")

// links finds every link of s from left to right.
func links(s string, refs map[string]string) []link {
	var out []link
	for i := 0; i < len(s); i++ {
		if s[i] != '[' || i > 0 && s[i-1] == '\\' {
			continue
		}
		if l, ok := linkAt(s, i, refs); ok {
			if i > 0 && s[i-1] == '!' {
				l.begin--
			}
			out = append(out, l)
			i = l.end - 1
		}
	}
	if len(out) == 0 {
		for _, m := range bracketed.FindAllStringSubmatchIndex(s, -1) {
			out = append(out, link{text: strings.Trim(s[m[2]:m[3]], "` "), url: s[m[4]:m[5]], begin: m[0], end: m[1]})
		}
	}
	return out
}

// linkAt reads the link that begins with the bracket at i: [text](url), [text](url "title"), [text][ref], [text][].
func linkAt(s string, i int, refs map[string]string) (link, bool) {
	end := closing(s, i, '[', ']')
	if end < 0 {
		return link{}, false
	}
	text, next := s[i+1:end], end+1
	if gap := strings.TrimLeft(s[next:], " "); gap != "" && (gap[0] == '(' || gap[0] == '[') && len(s[next:])-len(gap) <= 1 {
		next = len(s) - len(gap)
	}
	switch {
	case strings.HasPrefix(s[next:], "("):
		end := closing(s, next, '(', ')')
		if end < 0 {
			end = len(s)
			if sp := strings.IndexAny(s[next:], " \t"); sp > 0 {
				end = next + sp
			}
			return link{text: text, url: address(s[next+1 : end]), begin: i, end: end}, true
		}
		return link{text: text, url: address(s[next+1 : end]), begin: i, end: end + 1}, true
	case strings.HasPrefix(s[next:], "（"):
		if end := strings.Index(s[next:], "）"); end > 0 {
			return link{text: text, url: address(s[next+len("（") : next+end]), begin: i, end: next + end + len("）")}, true
		}
	case strings.HasPrefix(s[next:], "["):
		end := closing(s, next, '[', ']')
		if end < 0 {
			return link{}, false
		}
		key := s[next+1 : end]
		if key == "" {
			key = text
		}
		return link{text: text, url: refs[strings.ToLower(strings.TrimSpace(key))], begin: i, end: end + 1}, true
	}
	return link{text: text, url: refs[strings.ToLower(strings.TrimSpace(text))], begin: i, end: end + 1}, true
}

// closing returns the index of the bracket that closes the one at i, or -1.
func closing(s string, i int, open, shut byte) int {
	n := 0
	for j := i; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case open:
			n++
		case shut:
			if n--; n == 0 {
				return j
			}
		}
	}
	return -1
}

// address takes the URL out of a link's round brackets, without title and angle brackets.
func address(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, " \t\n"); i > 0 && strings.ContainsAny(s[i:], "\"'(") {
		s = s[:i]
	}
	return strings.Trim(strings.TrimSpace(s), "<>")
}

// between separates names written without links.
var between = regexp.MustCompile(`\s*[、，,;；|&＆]\s*|\s+/\s+|\s+(?:and|和|与|及)\s+|\s{3,}`)

// noise is what stands beside names and names nobody.
var noise = regexp.MustCompile(`(?i)授权|授權|已获|获得|原作者|转载|^(?:and|by|和|与|及|以及|等|等人|等等|无|暂无|none|n/a|null|待定|待认领|认领中|作者|完成|译者id|校对者id|翻译者id|（.*）|\(.*\)|[\p{P}\p{S}\s]*)$`)

// people reads the names of a credit line, with their addresses.
func people(rest string, refs map[string]string) []Person {
	var out []Person
	add := func(name, url string) {
		name = plain(name)
		name = strings.Trim(name, " \t*_、，,;；:：|\u3000")
		name = strings.TrimPrefix(name, "and ")
		if name == "" && strings.Contains(url, "://") {
			return
		}
		if noise.MatchString(name) || len(name) > 120 {
			return
		}
		for _, p := range out {
			if p.Name == name {
				return
			}
		}
		out = append(out, Person{Name: name, URL: url})
	}
	words := func(s string) {
		for _, w := range between.Split(s, -1) {
			add(w, "")
		}
	}
	at := 0
	for _, l := range links(rest, refs) {
		words(rest[at:l.begin])
		add(l.text, l.url)
		at = l.end
	}
	words(rest[at:])
	return out
}

// source reads the original's title and address.
func source(rest string, refs map[string]string) (title, url string) {
	if i := strings.LastIndex(rest, "]("); i > 0 && strings.HasPrefix(rest, "[") && closing(rest, 0, '[', ']') != i {
		// A title with an unbalanced bracket of its own: the last "](" divides.
		end := closing(rest, i+1, '(', ')')
		if end < 0 {
			end = len(rest)
		}
		return plain(rest[1:i]), address(rest[i+2 : end])
	}
	if ls := links(rest, refs); len(ls) > 0 && !strings.HasPrefix(rest[ls[0].begin:], "!") {
		title, url = plain(ls[0].text), ls[0].url
		if title == "" || strings.HasPrefix(title, "http") && title == url {
			title = ""
		}
		return title, url
	}
	if i := strings.Index(rest, "http"); i >= 0 {
		url, _, _ = strings.Cut(rest[i:], " ")
		return plain(strings.Trim(rest[:i], " ,，、<(（:：-")), strings.Trim(url, "<>)）")
	}
	return plain(rest), ""
}

var (
	inlineLink  = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()]*\)`)
	inlineRef   = regexp.MustCompile(`\[([^\[\]]+)\]\[[^\[\]]*\]`)
	tag         = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	escaped     = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)
	strongMarks = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

// plain takes the Markdown out of a title or a name.
func plain(s string) string {
	s = inlineLink.ReplaceAllString(s, "$1")
	s = inlineRef.ReplaceAllString(s, "$1")
	s = tag.ReplaceAllString(s, "")
	s = strongMarks.ReplaceAllString(s, "$1")
	s = escaped.ReplaceAllString(s, "$1")
	return strings.Join(strings.Fields(s), " ")
}
