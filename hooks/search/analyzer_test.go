package search

import (
	"reflect"
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Hello":       "hello",
		"ＡＢＣ１２３":      "abc123",
		"José Müller": "jose muller",
		"程式設計":        "程式设计",
		"頭髮與發現":       "头发与发现",
		"臺灣":          "台湾",
		"ДОМ":         "дом",
		"한국어":         "한국어",
		"カタカナ":        "カタカナ",
		"a\xffb":      "a\ufffdb",
		"𠀀":           "𠀀",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	tests := []struct {
		in    string
		index string
		query string
	}{
		{"社区", "社 区 社区", "社区"},
		{"锁", "锁", "锁"},
		{"内存泄漏", "内 存 泄 漏 内存 存泄 泄漏", "内存 存泄 泄漏"},
		{"用Go写", "用 go 写", "用 go 写"},
		{"Node.js", "node js nodejs", "node js"},
		{"front-end snake_case", "front end frontend snake case snakecase", "front end snake case"},
		{"C++ C# F#", "c++ c# f#", "c++ c# f#"},
		{"C+", "c", "c"},
		{"JavaScript’s don't", "javascript dont", "javascript dont"},
		{"设计，离线", "设 计 设计 离 线 离线", "设计 离线"},
		{"，。！", "", ""},
		{strings.Repeat("x", 40), strings.Repeat("x", maxWord), strings.Repeat("x", maxWord)},
		{"v1.26.8", "v1 26 v126 8 268", "v1 26 8"},
	}
	a := &Analyzer{Bigrams: true}
	for _, tt := range tests {
		if got := a.Terms(tt.in); strings.Join(got, " ") != tt.index {
			t.Errorf("Terms(%q) = %q, want %q", tt.in, got, tt.index)
		}
		if got := a.QueryTerms(tt.in); strings.Join(got, " ") != tt.query {
			t.Errorf("QueryTerms(%q) = %q, want %q", tt.in, got, tt.query)
		}
	}
}

func TestTermsOfWords(t *testing.T) {
	words := func(string) []string { return []string{"内存", "泄漏", "内存泄漏"} }
	for _, tt := range []struct {
		a    *Analyzer
		want []string
	}{
		{&Analyzer{Words: words}, []string{"内存", "泄漏", "内存泄漏"}},
		{&Analyzer{Bigrams: true, Words: words}, []string{"内存", "存泄", "泄漏", "内存泄漏"}},
	} {
		if got := tt.a.QueryTerms("内存泄漏"); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestSounds(t *testing.T) {
	for _, tt := range []struct {
		a, b rune
		want bool
	}{{'件', '剑', true}, {'行', '航', true}, {'行', '形', true}, {'件', '人', false}, {'a', 'a', false}} {
		if got := soundsAlike(tt.a, tt.b); got != tt.want {
			t.Errorf("soundsAlike(%c, %c) = %v", tt.a, tt.b, got)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"windows", "windows", 2, 0}, {"winows", "windows", 2, 1}, {"windoows", "windows", 2, 1}, {"wimdows", "windows", 2, 1},
		{"wnidows", "windows", 2, 1}, {"wndos", "windows", 2, 2}, {"abc", "xyz", 2, 3}, {"a", "abcdef", 2, 3}, {"", "ab", 2, 2},
		{"kitten", "sitting", 2, 3}, {"内存", "内村", 1, 1},
	} {
		if got := distance(tt.a, tt.b, tt.limit); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func FuzzTerms(f *testing.F) {
	f.Add("用Go写 Node.js，JavaScript’s C++")
	f.Fuzz(func(t *testing.T, s string) {
		d := (&Document{Kind: "k", ID: "i", Title: s, Headings: s, Text: s, Names: []string{s}, Tags: []string{s}, Authors: []string{s}}).bounded()
		encoded, _ := d.terms(&Analyzer{Bigrams: true})
		terms, err := decodeFresh(encoded)
		if err != nil || len(terms.keys) != len(terms.payloads) {
			t.Fatalf("the terms of %q can't be read: %v", s, err)
		}
		for i := 1; i < len(terms.keys); i++ {
			if terms.keys[i-1] >= terms.keys[i] {
				t.Fatalf("keys %q and %q are out of order", terms.keys[i-1], terms.keys[i])
			}
		}
		for _, term := range (&Analyzer{Bigrams: true}).Terms(s) {
			if _, ok := terms.lookup(string(rune(spaceBody)) + term); !ok && len(term) < 200 {
				t.Fatalf("the term %q of %q is missing", term, s)
			}
		}
	})
}
