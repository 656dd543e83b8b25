package questionlist

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// number is an integer that may be written as text or with a fraction of nothing, as spreadsheets do.
type number int

// UnmarshalJSON reads a number or a text with one.
func (n *number) UnmarshalJSON(data []byte) error {
	v, err := parseNumber(strings.Trim(string(data), `"`))
	*n = v
	return err
}

func parseNumber(s string) (number, error) {
	s = strings.TrimSpace(s)
	if s == "" || s == "null" {
		return 0, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<50 {
		return 0, fmt.Errorf("%q is no whole number", cut(s, 40))
	}
	return number(f), nil
}

// boolean is true, 1, yes or 是, in any spelling.
type boolean bool

// UnmarshalJSON reads a truth value or a text with one.
func (b *boolean) UnmarshalJSON(data []byte) error {
	*b = parseBool(strings.Trim(string(data), `"`))
	return nil
}

func parseBool(s string) boolean {
	return boolean(slices.Contains([]string{"true", "1", "1.0", "yes", "y", "是"}, strings.ToLower(strings.TrimSpace(s))))
}

// tagList is a list, or a text with separators.
type tagList []string

// UnmarshalJSON reads either.
func (l *tagList) UnmarshalJSON(data []byte) error {
	var list []string
	if err := json.Unmarshal(data, &list); err == nil {
		*l = list
		return nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return errors.New("tags are neither a list nor a text")
	}
	*l = splitTags(s)
	return nil
}

// splitTags reads "a, b", "a;b", "<a><b>", "|a|b|", "['a', 'b']" and the like. Blanks separate only when nothing else does.
func splitTags(s string) (list tagList) {
	const marks = "<>|,;，、；[]\"'"
	separators := marks
	if !strings.ContainsAny(s, marks) {
		separators = " \t"
	}
	for _, tag := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if tag = strings.TrimSpace(tag); tag != "" {
			list = append(list, tag)
		}
	}
	return list
}

// columns are the names that a column may have, folded: lower case, "_" and "-" as blanks.
var columns = map[string][]string{
	"id": {"question id", "id", "qid", "key", "编号"}, "title": {"question title", "title", "question", "subject", "标题", "问题"},
	"body": {"question body", "body", "text", "content", "description", "正文", "内容", "描述"}, "tags": {"question tags", "tags", "tag", "标签", "分类"},
	"author": {"question author", "author", "asker", "owner", "提问者", "作者"}, "url": {"question url", "url", "link", "question link", "链接"},
	"created": {"question creation date", "question date", "created", "creation date", "date", "asked", "提问时间", "时间"}, "score": {"question score", "score", "votes"}, "views": {"views", "view count"},
	"lang": {"lang", "language", "语言"}, "licence": {"licence", "license", "许可"}, "site": {"site", "source", "来源"},
	"answer": {"answer body", "answer", "accepted answer", "reply", "回答", "答案"}, "answer id": {"answer id"}, "answer author": {"answer author", "answerer", "回答者"},
	"answer url": {"answer url", "answer link"}, "answer created": {"answer creation date", "answer date", "answered", "回答时间"}, "answer score": {"answer score", "answer votes"}, "accepted": {"accepted", "is accepted", "采纳"},
}

// csv reads a table with a header, a question or an answer to one a line.
func (l *List) csv(text string) error {
	header, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, comma := range []rune{';', '\t'} {
		if strings.Count(header, string(comma)) > strings.Count(header, string(r.Comma)) {
			r.Comma = comma
		}
	}
	names, err := r.Read()
	if err != nil {
		return fmt.Errorf("the header can't be read: %w", err)
	}
	at := map[string]int{}
	for what, list := range columns {
		for _, name := range list { // the first of the names wins
			i := slices.IndexFunc(names, func(s string) bool {
				return strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ").Replace(s)), " ")) == name
			})
			if _, have := at[what]; i >= 0 && !have {
				at[what] = i
			}
		}
	}
	if _, ok := at["title"]; !ok {
		return errors.New("no column is called title; the header names the columns: id, title, body, tags, author, url, created, answer, accepted …")
	}
	byID := map[string]int{}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		line, _ := r.FieldPos(0)
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			l.entries = append(l.entries, entry{at: fmt.Sprintf("line %d", wrong.StartLine), err: wrong.Err})
			continue
		}
		if err != nil {
			return err
		}
		l.tableRow(fmt.Sprintf("line %d", line), byID, func(what string) string {
			if i, ok := at[what]; ok && i < len(record) {
				return strings.TrimSpace(record[i])
			}
			return ""
		})
	}
}

// tableRow takes a line of a table: a question, or another answer to one that was there.
func (l *List) tableRow(line string, byID map[string]int, get func(string) string) {
	fail := func(err error) { l.entries = append(l.entries, entry{at: line, err: err}) }
	q := &item{ID: wholeID(get("id")), Title: get("title"), Body: get("body"), Tags: splitTags(get("tags")), Author: get("author"), URL: get("url"), Site: get("site"), Licence: get("licence"),
		Lang: get("lang"), Created: get("created")}
	var err error
	if q.Score, err = parseNumber(get("score")); err != nil {
		fail(err)
		return
	}
	if q.Views, err = parseNumber(get("views")); err != nil {
		fail(err)
		return
	}
	answer := item{ID: wholeID(get("answer id")), Body: get("answer"), Author: get("answer author"), URL: get("answer url"), Created: get("answer created"), Accepted: parseBool(get("accepted"))}
	if answer.Score, err = parseNumber(get("answer score")); err != nil {
		fail(err)
		return
	}
	if q.Title == "" {
		if q.ID == "" && q.Body == "" && answer.Body == "" {
			return // an empty line
		}
		fail(errNoTitle)
		return
	}
	id := first(q.ID, q.Title)
	i, known := byID[id]
	if !known {
		i = len(l.entries)
		byID[id] = i
		l.entries = append(l.entries, entry{at: line, q: q})
	}
	if answer.Body != "" {
		l.entries[i].q.Answers = append(l.entries[i].q.Answers, answer)
	}
}

// wholeID takes the fraction off that spreadsheets put behind a number.
func wholeID(s string) string { return strings.TrimSuffix(strings.TrimSpace(s), ".0") }

// maxLine is the longest line of a list of JSON objects, in bytes.
const maxLine = 16 << 20

// jsonLines reads an object a line; see item for its fields.
func (l *List) jsonLines(text string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		if strings.TrimSpace(line) == "" {
			continue
		}
		at := fmt.Sprintf("line %d", n)
		q := &item{}
		switch err := json.Unmarshal([]byte(line[:min(len(line), maxLine)]), q); {
		case len(line) > maxLine:
			l.entries = append(l.entries, entry{at: at, err: fmt.Errorf("the line is longer than %d MB", maxLine>>20)})
		case err != nil:
			l.entries = append(l.entries, entry{at: at, err: err})
		case strings.TrimSpace(q.Title) == "":
			l.entries = append(l.entries, entry{at: at, err: errNoTitle})
		default:
			l.entries = append(l.entries, entry{at: at, q: q})
		}
	}
}
