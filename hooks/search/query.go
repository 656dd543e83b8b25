package search

import (
	"strings"
	"unicode"
)

// MaxQuery is the longest query looked at, in characters.
const MaxQuery = 200

// Query is a parsed query: what is looked for, and what the results are limited to.
type Query struct {
	Clauses []Clause
	Filters []Filter
}

// Clause is a word or a quoted phrase of a query.
type Clause struct {
	Text   string // as typed, without quotes
	Phrase bool   // quoted: the words must stand together
	Not    bool   // preceded by -: results must not have it
}

// Filter limits results by a field: tag, author, kind or lang, or for questions answers, score, accepted or state.
type Filter struct {
	Field string // one of those
	Value string // lower case
	Not   bool
}

// filterNames are the spellings of filter fields people may type.
var filterNames = map[string]string{
	"tag": "tag", "author": "author", "kind": "kind", "lang": "lang",
	"标签": "tag", "作者": "author", "类型": "kind", "语言": "lang",
	"標籤": "tag", "類型": "kind", "語言": "lang",
	"is": "kind", "answers": "answers", "score": "score", "accepted": "accepted",
	"回答": "answers", "得分": "score", "采纳": "accepted", "採納": "accepted",
}

const quotes = "\"“”„‟「」『』«»〝〞＂"

func isQuote(r rune) bool { return strings.ContainsRune(quotes, r) }

// ParseQuery reads a query as people type it: words, "quoted phrases" (Chinese quotation marks too), -word or
// -"phrase" to exclude, the filters tag:, author:, kind: (or is:) and lang: with a word or a quoted phrase (a full-width
// colon will do), and for questions answers:0, answers:3 (at least), score:5 (at least), accepted:yes and accepted:no. It accepts any input; what makes no sense as syntax is text. Characters after the first
// [MaxQuery] are ignored.
func ParseQuery(q string) Query {
	p := queryParser{in: cleanQuery(q)}
	var out Query
	for p.skipSpace(); p.at < len(p.in); p.skipSpace() {
		not := p.minus()
		if p.at >= len(p.in) {
			break
		}
		if isQuote(p.in[p.at]) {
			if text := p.phrase(); text != "" {
				out.Clauses = append(out.Clauses, Clause{Text: text, Phrase: true, Not: not})
			}
			continue
		}
		word := p.word()
		if name, rest, ok := strings.Cut(strings.ReplaceAll(word, "：", ":"), ":"); ok && filterNames[strings.ToLower(name)] != "" {
			if rest == "" && p.at < len(p.in) && isQuote(p.in[p.at]) {
				rest = p.phrase()
			}
			rest, valid := strings.ToLower(rest), true
			switch field := filterNames[strings.ToLower(name)]; field {
			case "answers", "score", "accepted":
				rest, valid = figureValue(field, rest)
			}
			if !valid {
				out.Clauses = append(out.Clauses, Clause{Text: word, Not: not})
			} else if rest != "" {
				out.Filters = append(out.Filters, Filter{Field: filterNames[strings.ToLower(name)], Value: rest, Not: not})
			}
			continue
		}
		if word = strings.TrimLeft(word, "-"); word != "" {
			out.Clauses = append(out.Clauses, Clause{Text: word, Not: not})
		}
	}
	return out
}

// String writes the query so that ParseQuery reads the same again.
func (q Query) String() string {
	var b strings.Builder
	sign := func(not bool) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if not {
			b.WriteByte('-')
		}
	}
	for _, c := range q.Clauses {
		sign(c.Not)
		if c.Phrase {
			b.WriteString(`"` + c.Text + `"`)
		} else {
			b.WriteString(c.Text)
		}
	}
	for _, f := range q.Filters {
		sign(f.Not)
		if strings.ContainsRune(f.Value, ' ') {
			b.WriteString(f.Field + `:"` + f.Value + `"`)
		} else {
			b.WriteString(f.Field + ":" + f.Value)
		}
	}
	return b.String()
}

// cleanQuery cuts a query to size, makes every space a plain one and drops what can't be seen.
func cleanQuery(q string) []rune {
	out := make([]rune, 0, min(len(q), MaxQuery))
	for _, r := range q {
		if len(out) == MaxQuery {
			break
		}
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Z, r):
			out = append(out, ' ')
		case r == unicode.ReplacementChar || unicode.Is(unicode.C, r) || r == 0xfeff:
			// control, format, bidi and private characters carry nothing to search for
		default:
			out = append(out, r)
		}
	}
	return out
}

type queryParser struct {
	in []rune
	at int
}

func (p *queryParser) skipSpace() {
	for p.at < len(p.in) && p.in[p.at] == ' ' {
		p.at++
	}
}

// minus reads the sign of exclusion. Two or more hyphens are a command line flag: text.
func (p *queryParser) minus() bool {
	start := p.at
	for p.at < len(p.in) && (p.in[p.at] == '-' || p.in[p.at] == '－') {
		p.at++
	}
	return p.at-start == 1 && p.at < len(p.in) && p.in[p.at] != ' '
}

// word reads up to a space or a quotation mark.
func (p *queryParser) word() string {
	start := p.at
	for p.at < len(p.in) && p.in[p.at] != ' ' && !isQuote(p.in[p.at]) {
		p.at++
	}
	return string(p.in[start:p.at])
}

// phrase reads from an opening quotation mark to the next one or the end.
func (p *queryParser) phrase() string {
	p.at++
	start := p.at
	for p.at < len(p.in) && !isQuote(p.in[p.at]) {
		p.at++
	}
	text := string(p.in[start:p.at])
	if p.at < len(p.in) {
		p.at++
	}
	return strings.Join(strings.Fields(text), " ")
}
