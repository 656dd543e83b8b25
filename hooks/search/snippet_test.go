package search

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSnippet(t *testing.T) {
	long := strings.Repeat("前面有很多不相干的话。", 100)
	tests := []struct {
		name, query, text string
		want              []string // parts that must be there
		not               []string
	}{
		{"a word", "缓存", "先看缓存再看网络", []string{"先看<mark>缓存</mark>再看网络"}, nil},
		{"far inside", "缓存", long + "这里讲缓存的事。" + long, []string{"<mark>缓存</mark>", "…"}, nil},
		{"case and width", "http", "ＨＴＴＰ 与 HTTP", []string{"<mark>ＨＴＴＰ</mark> 与 <mark>HTTP</mark>"}, nil},
		{"traditional", "缓存", "瀏覽器的緩存", []string{"<mark>緩存</mark>"}, nil},
		{"whole words only", "go", "golang 与 go 和 mongo", []string{"golang 与 <mark>go</mark> 和 mongo"}, nil},
		{"escaped", "缓存", `<b title="x">缓存</b> & '引号'`, []string{"&lt;b title=&#34;x&#34;&gt;<mark>缓存</mark>&lt;/b&gt; &amp; &#39;引号&#39;"}, nil},
		{"white space", "缓存", "一\n\n  二\t缓存\u00a0三", []string{"一 二 <mark>缓存</mark> 三"}, []string{"\n", "  "}},
		{"both together win", "缓存 索引", "缓存在前。" + long + "缓存和索引在一起。", []string{"<mark>缓存</mark>和<mark>索引</mark>"}, nil},
		{"touching marks are one", "缓存 索引", "缓存索引", []string{"<mark>缓存索引</mark>"}, nil},
		{"parts of a run", "缓存失效策略", "谈缓存，也谈失效。", []string{"<mark>缓存</mark>", "<mark>失效</mark>"}, nil},
		{"nothing found", "缓存", "开头的话", []string{"开头的话"}, []string{"<mark>"}},
		{"empty", "缓存", "", []string{""}, []string{"<mark>", "…"}},
		{"no direction marks", "缓存", "a\u202eb缓存", []string{"ab<mark>缓存</mark>"}, nil},
	}
	x := &Index{analyzer: &Analyzer{Bigrams: true}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := x.plan(ParseQuery(tt.query))
			rarities := make([]float32, len(p.slots))
			for i := range rarities {
				rarities[i] = 1
			}
			got := p.snippet(tt.text, rarities)
			for _, part := range tt.want {
				if !strings.Contains(got, part) {
					t.Errorf("%q is not in %q", part, got)
				}
			}
			for _, part := range tt.not {
				if strings.Contains(got, part) {
					t.Errorf("%q is in %q", part, got)
				}
			}
			if n := utf8.RuneCountInString(got); n > 3*snippetLength {
				t.Errorf("%d characters long", n)
			}
		})
	}
}

func TestSnippetDoesNotCutWords(t *testing.T) {
	x := &Index{analyzer: &Analyzer{Bigrams: true}}
	p := x.plan(ParseQuery("needle"))
	text := strings.Repeat("haystack ", 60) + "needle " + strings.Repeat("haystack ", 60)
	got := strings.Trim(strings.NewReplacer("<mark>", "", "</mark>", "").Replace(p.snippet(text, []float32{1})), "…")
	for _, w := range strings.Fields(got) {
		if w != "haystack" && w != "needle" {
			t.Errorf("%q is cut in %q", w, got)
		}
	}
}

func FuzzSnippet(f *testing.F) {
	f.Add("缓存 go", "先看缓存 <b>go</b>")
	x := &Index{analyzer: &Analyzer{Bigrams: true}}
	f.Fuzz(func(t *testing.T, query, text string) {
		p := x.plan(ParseQuery(query))
		got := p.snippet(text, make([]float32, len(p.slots)))
		rest := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(got)
		if strings.ContainsAny(rest, "<>\"'") || !utf8.ValidString(got) || strings.Count(got, "<mark>") != strings.Count(got, "</mark>") {
			t.Errorf("query %q in %q gives %q", query, text, got)
		}
	})
}
