package search

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseQuery(t *testing.T) {
	word := func(s string) Clause { return Clause{Text: s} }
	phrase := func(s string) Clause { return Clause{Text: s, Phrase: true} }
	tests := []struct {
		in      string
		clauses []Clause
		filters []Filter
	}{
		{"", nil, nil},
		{" \t　", nil, nil},
		{"性能 优化", []Clause{word("性能"), word("优化")}, nil},
		{"性能　优化", []Clause{word("性能"), word("优化")}, nil},
		{`"内存 泄漏" go`, []Clause{phrase("内存 泄漏"), word("go")}, nil},
		{"“内存泄漏”", []Clause{phrase("内存泄漏")}, nil},
		{"「記憶體」", []Clause{phrase("記憶體")}, nil},
		{`前"中 间`, []Clause{word("前"), phrase("中 间")}, nil},
		{`""`, nil, nil},
		{"go -rust", []Clause{word("go"), {Text: "rust", Not: true}}, nil},
		{`go -"web assembly"`, []Clause{word("go"), {Text: "web assembly", Phrase: true, Not: true}}, nil},
		{"npm --save-dev", []Clause{word("npm"), word("save-dev")}, nil},
		{"- go", []Clause{word("go")}, nil},
		{"-", nil, nil},
		{"front-end", []Clause{word("front-end")}, nil},
		{"tag:go", nil, []Filter{{"tag", "go", false}}},
		{"Tag：Go", nil, []Filter{{"tag", "go", false}}},
		{"标签:前端 作者：张三", nil, []Filter{{"tag", "前端", false}, {"author", "张三", false}}},
		{`author:"Chris Coyier" css`, []Clause{word("css")}, []Filter{{"author", "chris coyier", false}}},
		{"-kind:news lang:zh-Hant", nil, []Filter{{"kind", "news", true}, {"lang", "zh-hant", false}}},
		{"tag:", nil, nil},
		{"https://go.dev", []Clause{word("https://go.dev")}, nil},
		{"std::vector", []Clause{word("std::vector")}, nil},
		{"a\x00b\u202ec\xff", []Clause{word("abc")}, nil},
	}
	for _, tt := range tests {
		got := ParseQuery(tt.in)
		if !reflect.DeepEqual(got.Clauses, tt.clauses) || !reflect.DeepEqual(got.Filters, tt.filters) {
			t.Errorf("ParseQuery(%q) = %+v, want %+v %+v", tt.in, got, tt.clauses, tt.filters)
		}
	}
	if got := ParseQuery(strings.Repeat("长", MaxQuery+50)); utf8.RuneCountInString(got.Clauses[0].Text) != MaxQuery {
		t.Errorf("a long query is not cut to %d characters", MaxQuery)
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"性能 -tag:go", `author:"a b" "c`, "--x -y:z", "“”\"", "tag:\"a\"b", "：:", "lang::x", "-\"-\"", "kind:-a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := ParseQuery(s)
		text := q.String()
		if utf8.RuneCountInString(text) > MaxQuery {
			return // its own rest would be cut
		}
		if again := ParseQuery(text); !reflect.DeepEqual(again, q) {
			t.Errorf("%q is read as %+v, written as %q and read as %+v", s, q, text, again)
		}
		for _, c := range q.Clauses {
			if c.Text == "" || !utf8.ValidString(c.Text) {
				t.Errorf("%q has the clause %q", s, c.Text)
			}
		}
	})
}
