package questionlist

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"qiao/hooks/transfer/article"
)

// Markdown collections of questions have one of three shapes: a question a file, whose title is the file's first
// heading; many headings of one level, each a question; or lists of links to questions. Within a question, headings or
// labels tell what is asked from the answer.
var (
	atx     = regexp.MustCompile(`^(#{1,6})[ \t]*([^#\s].*?)[ \t]*#*[ \t]*$`)
	fence   = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	linked  = regexp.MustCompile(`^\s*(?:[-*+]|\d+[.)])\s+(?:\[([^\]\[]{1,40})\]\s+)?\[(.+)\]\((https?://[^\s)]+)\)\s*$`)
	numbers = regexp.MustCompile(`^(?:第\s*\d+\s*题|Day\s*\d+|Q?\d+)\s*[:：.、]\s*`)

	asks      = regexp.MustCompile(`(?i)^(?:问题|问题描述|描述|提问|question|q)\s*[:：]?$`)
	answers   = regexp.MustCompile(`(?i)^(?:回答|答案|解答|解析|参考答案|最佳回答|answer|answers|a)\s*\d*\s*[:：]?$`)
	asksQuote = regexp.MustCompile(`^>\s*\**(?:问题|question)\**\s*[:：]\s*\**\s*`)
	elsewhere = regexp.MustCompile(`(?i)^(?:解析[:：]\s*)?\[(?:答案|解析|第\s*\d+\s*题)[^\]]*\]\((https?://[^\s)]+)\)\s*$`)
	via       = regexp.MustCompile(`(?i)^(?:via|原文|原文链接|来源|链接|stackoverflow\s*(?:原址|原文)?链接)\s*[:：]?\s*<?(?:\[[^\]]*\]\()?(https?://[^\s)>]+)?\)?>?\s*$`)
	bareURL   = regexp.MustCompile(`^<?(https?://\S+?)>?$`)
	classes   = regexp.MustCompile(`^(?:分类|标签|tags?)\s*[:：]\s*(.+)$`)
	lineBreak = regexp.MustCompile(`(?i)^<br\s*/?>$`)
)

// section is a heading and the lines below it.
type section struct {
	level int
	title string
	lines []string
}

// sections cuts a text at its headings; the first may have none.
func sections(text string) (list []section) {
	list = append(list, section{})
	open := ""
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		last := &list[len(list)-1]
		if m := fence.FindStringSubmatch(line); m != nil && (open == "" || strings.HasPrefix(m[1], open)) {
			if open == "" {
				open = m[1]
			} else {
				open = ""
			}
		} else if open == "" {
			if m := atx.FindStringSubmatch(line); m != nil && (len(m[1]) > 1 || line[1] == ' ' || line[1] == '\t' || line[1] >= 0x80) { // "#include" is none
				list = append(list, section{level: len(m[1]), title: m[2]})
				continue
			}
			if i+1 < len(lines) && strings.TrimSpace(line) != "" && lastBlank(last.lines) {
				if rule := strings.TrimSpace(lines[i+1]); len(rule) >= 3 && strings.Trim(rule, "=") == "" {
					list = append(list, section{level: 1, title: strings.TrimSpace(line)})
					i++
					continue
				}
			}
		}
		last.lines = append(last.lines, line)
	}
	return list
}

func lastBlank(lines []string) bool {
	return len(lines) == 0 || strings.TrimSpace(lines[len(lines)-1]) == ""
}

// markdown reads a file.
func (l *List) markdown(file, text string) {
	list := sections(text)
	seen := map[string]int{}
	add := func(q *item) {
		if q.Title == "" {
			l.entries = append(l.entries, entry{at: file, err: errNoTitle})
			return
		}
		q.ID = file + "#" + article.Digest(q.Title)[:12]
		if seen[q.Title]++; seen[q.Title] > 1 { // titles such as "what does this print" come again
			q.ID += fmt.Sprintf("-%d", seen[q.Title])
		}
		l.entries = append(l.entries, entry{at: file + ": " + cut(q.Title, 60), q: q})
	}
	if links := linkedQuestions(list); len(links) >= 3 {
		for _, q := range links {
			add(q)
		}
		return
	}
	heads := list[1:]
	if len(heads) == 0 {
		heads = labelled(list[0].lines)
	}
	if len(heads) == 0 {
		l.entries = append(l.entries, entry{at: file, err: &article.Skip{Reason: "it has no heading that could be a question"}})
		return
	}
	top := heads[0].level
	for _, h := range heads {
		top = min(top, h.level)
	}
	tops := 0
	for _, h := range heads {
		if h.level == top {
			tops++
		}
	}
	if tops == 1 && heads[0].level == top {
		add(one(heads))
		return
	}
	for i := 0; i < len(heads); {
		end := i + 1
		for end < len(heads) && heads[end].level > top {
			end++
		}
		if heads[i].level == top {
			q := one(heads[i:end])
			if len(q.Answers) == 1 && q.Body == "" {
				q.Body, q.Answers = q.Answers[0].Body, nil // in a list, what follows is what is asked
			}
			add(q)
		}
		i = end
	}
}

// asksLabel and answersLabel begin the two parts of a text without headings.
var (
	asksLabel    = regexp.MustCompile(`^\**(?:问题|提问)\**\s*[:：，]`)
	answersLabel = regexp.MustCompile(`^\**(?:回答|答案|解答|答)\d*\**\s*(?:[:：，]|$)`)
)

// labelled makes sections of a text without headings: its first line, where the next one says that it asks, and what is
// asked and answered by their labels.
func labelled(lines []string) []section {
	lines = slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(lines) < 2 || !asksLabel.MatchString(lines[1]) || len([]rune(lines[0])) > 120 {
		return nil
	}
	list := []section{{level: 1, title: strings.TrimSpace(lines[0])}}
	for _, line := range lines[1:] {
		for title, label := range map[string]*regexp.Regexp{"问题": asksLabel, "回答": answersLabel} {
			if at := label.FindStringIndex(line); at != nil {
				list = append(list, section{level: 2, title: title})
				line = strings.TrimSpace(line[at[1]:])
				break
			}
		}
		last := &list[len(list)-1]
		last.lines = append(last.lines, line, "")
	}
	return list
}

// linkedQuestions reads lists of links to questions, if a file is one.
func linkedQuestions(list []section) (out []*item) {
	others := 0
	for _, s := range list {
		for _, line := range s.lines {
			m := linked.FindStringSubmatch(line)
			if m == nil {
				if t := strings.TrimSpace(line); t != "" && !strings.HasPrefix(t, "- 第") && !strings.HasPrefix(t, ">") {
					others++
				}
				continue
			}
			q := &item{Title: plain(m[2]), Body: strings.TrimSpace(strings.TrimLeft(line, "-*+ \t")), URL: m[3]}
			if m[1] != "" {
				q.Tags = tagList{m[1]}
			} else if s.title != "" && len([]rune(s.title)) <= 20 {
				q.Tags = tagList{s.title}
			}
			if !slices.ContainsFunc(out, func(o *item) bool { return o.Title == q.Title }) {
				out = append(out, q)
			}
		}
	}
	if len(out) < others {
		return nil
	}
	return out
}

// one makes a question of a heading and those below it.
func one(heads []section) *item {
	q := &item{Title: plain(numbers.ReplaceAllString(heads[0].title, ""))}
	if q.Title == "" {
		q.Title = plain(heads[0].title)
	}
	var asked, said []string
	into := &said
	explicit := false
	for i, h := range heads {
		if i > 0 {
			switch title := strings.Trim(h.title, " *:："); {
			case asks.MatchString(title):
				into, explicit = &asked, true
			case answers.MatchString(title):
				into, explicit = &said, true
			default:
				*into = append(*into, strings.Repeat("#", h.level)+" "+h.title)
			}
		}
		if i == 0 {
			said = append(said, q.head(h.lines, &asked)...)
			continue
		}
		*into = append(*into, q.head(h.lines, &asked)...)
	}
	if explicit && len(asked) == 0 {
		// what stands before the heading of the answer is the question
		asked, said = splitAt(heads, q)
	}
	q.Body = strings.TrimSpace(strings.Join(asked, "\n"))
	if text := strings.TrimSpace(strings.Join(said, "\n")); text != "" {
		q.Answers = []item{{ID: "1", Body: text}}
	}
	return q
}

// splitAt gives what stands before the first heading of an answer, and from there.
func splitAt(heads []section, q *item) (asked, said []string) {
	at := slices.IndexFunc(heads[1:], func(h section) bool { return answers.MatchString(strings.Trim(h.title, " *:：")) }) + 1
	for i, h := range heads {
		lines := q.head(h.lines, &asked)
		if i > 0 && i != at {
			lines = append([]string{strings.Repeat("#", h.level) + " " + h.title}, lines...)
		}
		if i < at {
			asked = append(asked, lines...)
		} else {
			said = append(said, lines...)
		}
	}
	return asked, said
}

// head takes labels out of lines: where the question is from, its tags, and what a quotation asks.
func (q *item) head(lines []string, asked *[]string) (rest []string) {
	open, quoted, wantURL := false, false, false
	for _, line := range lines {
		t := strings.TrimSpace(line)
		if fence.MatchString(line) {
			open = !open
		}
		if open {
			rest = append(rest, line)
			continue
		}
		switch {
		case wantURL && bareURL.MatchString(t):
			q.URL, wantURL = first(q.URL, bareURL.FindStringSubmatch(t)[1]), false
			continue
		case elsewhere.MatchString(t):
			q.URL = first(q.URL, elsewhere.FindStringSubmatch(t)[1])
			continue
		case via.MatchString(t):
			if m := via.FindStringSubmatch(t); m[1] != "" {
				q.URL = first(q.URL, m[1])
			} else {
				wantURL = true
			}
			continue
		case classes.MatchString(t):
			q.Tags = append(q.Tags, splitTags(classes.FindStringSubmatch(t)[1])...)
			continue
		case lineBreak.MatchString(t):
			continue
		case asksQuote.MatchString(t):
			quoted = true
			*asked = append(*asked, asksQuote.ReplaceAllString(t, ""))
			continue
		case quoted && strings.HasPrefix(t, ">"):
			*asked = append(*asked, strings.TrimSpace(strings.TrimPrefix(t, ">")))
			continue
		}
		quoted = false
		if t != "" {
			wantURL = false
		}
		rest = append(rest, line)
	}
	return rest
}

// plain takes the signs of Markdown out of a title.
func plain(s string) string {
	return strings.TrimSpace(strings.NewReplacer("**", "", "`", "", `\`, "").Replace(s))
}
