package credit_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"qiao/hooks/transfer/credit"
)

func p(pairs ...string) []credit.Person {
	var out []credit.Person
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, credit.Person{Name: pairs[i], URL: pairs[i+1]})
	}
	return out
}

func TestParse(t *testing.T) {
	full := credit.Credit{
		Title: "How Bridges Sing", URL: "https://example.com/sing",
		Authors:     p("Ada Byron", "https://example.com/ada"),
		Translators: p("林桥", "https://example.org/lin"),
		Reviewers:   p("陈默", "https://example.org/chen", "su-he", "https://example.org/su"),
	}
	tests := []struct {
		name, in, title, body string
		want                  credit.Credit
	}{
		{"the usual form", `> * 原文地址：[How Bridges Sing](https://example.com/sing)
> * 原文作者：[Ada Byron](https://example.com/ada)
> * 译文出自：[某翻译计划](https://example.org/plan)
> * 译者：[林桥](https://example.org/lin)
> * 校对者：[陈默](https://example.org/chen)、[su-he](https://example.org/su)

# 桥会唱歌

正文。
`, "桥会唱歌", "正文。\n", full},
		{"ascii colons, spaces, only the first line quoted, CRLF and a byte order mark",
			"\ufeff>* 原文链接 : [How Bridges Sing](https://example.com/sing)\r\n* 原文作者 : [Ada Byron](https://example.com/ada)\r\n" +
				"* 译者 :[林桥](https://example.org/lin)\r\n* 校对者: [陈默](https://example.org/chen) [su-he](https://example.org/su)\r\n* 状态 :  完成\r\n\r\n# 桥会唱歌 #\r\n\r\n正文。\r\n",
			"桥会唱歌", "正文。\n", full},
		{"no marks at all, full-width brackets", `原文地址：[How Bridges Sing]（https://example.com/sing）
原文作者：[Ada Byron](https://example.com/ada)
译者：[林桥](https://example.org/lin) * 校对者：[陈默](https://example.org/chen)，[su-he](https://example.org/su)

桥会唱歌
=====

正文。`, "桥会唱歌", "正文。\n", full},
		{"behind the title", `# 桥会唱歌

> - **原文地址：** [How Bridges Sing](https://example.com/sing)
> - **原文作者**：[Ada Byron](https://example.com/ada)
> - 主持人：甲
> - 译者：[林桥](https://example.org/lin)
> - 审校：[陈默](https://example.org/chen) / [su-he](https://example.org/su)

---

正文。`, "桥会唱歌", "正文。\n", full},
		{"references and a permission", `> * 原文地址：[How Bridges Sing][1]
> * 原文作者：本文已获原作者 [Ada Byron][a] 授权，转载请注明出处
> * 译者：[林桥][lin]
> * 校对者：[陈默](https://example.org/chen) 和 [su-he](https://example.org/su)

# 桥会唱歌

正文。

[1]: https://example.com/sing
[a]: https://example.com/ada
[lin]: https://example.org/lin`, "桥会唱歌", "正文。\n\n[1]: https://example.com/sing\n[a]: https://example.com/ada\n[lin]: https://example.org/lin\n", full},
		{"brackets and a line break in a link", `> * 原文地址：[Arrays [0] (again
](https://example.com/a_(b))
> * 原文作者：Ada Byron, Mary Shelley and Li Wei
> * 译者：
> * 校对者：

## 数组

正文。`, "数组", "正文。\n", credit.Credit{Title: "Arrays [0] (again", URL: "https://example.com/a_(b)", Authors: p("Ada Byron", "", "Mary Shelley", "", "Li Wei", "")}},
		{"a link that is never closed", "> * 原文地址：[A](https://example.com/a)\n> * 译者：[甲](https://example.com/j\n\n# 题\n\n文", "题", "文\n",
			credit.Credit{Title: "A", URL: "https://example.com/a", Translators: p("甲", "https://example.com/j")}},
		{"a name with its address in one bracket", "> * 原文地址：[A](https://example.com/a)\n> * 译者：[甲(https://example.com/j)\n\n# 题\n\n文", "题", "文\n",
			credit.Credit{Title: "A", URL: "https://example.com/a", Translators: p("甲", "https://example.com/j")}},
		{"reStructuredText links", "  - 原文链接: `A <https://example.com/a>`_\n  - 原文作者 : `b <https://example.com/b>`_\n  - 译者 : `c <https://example.com/c>`_\n\n题\n=====\n\n文", "题", "文\n",
			credit.Credit{Title: "A", URL: "https://example.com/a", Authors: p("b", "https://example.com/b"), Translators: p("c", "https://example.com/c")}},
		{"LCTT", `[#]: collector: (pick)
[#]: translator: (lin)
[#]: reviewer: (chen)
[#]: publisher: ( )
[#]: url: (https://example.org/42)
[#]: subject: (How Bridges Sing)
[#]: via: (https://example.com/sing)
[#]: author: (Ada Byron https://example.com/ada)

桥会唱歌
======

正文 [1][1]。

--------------------------------------------------------------------------------

via: https://example.com/sing

作者：[Ada Byron][a]
选题：[pick][b]
译者：[林桥](https://example.org/lin)
校对：[陈默](https://example.org/chen)、[su-he](https://example.org/su)

本文由 [LCTT](https://example.org/lctt) 原创编译，[某站](https://example.org/) 荣誉推出

[a]: https://example.com/ada
[1]: https://example.com/one`, "桥会唱歌", "正文 [1][1]。\n\n[a]: https://example.com/ada\n[1]: https://example.com/one\n",
			credit.Credit{Title: full.Title, URL: full.URL, Permalink: "https://example.org/42", Authors: full.Authors, Translators: full.Translators, Reviewers: full.Reviewers}},
		{"GCTT", `首发于：https://example.org/42

# 桥会唱歌

正文。

---

via：https://example.com/sing

作者：[Ada Byron](https://example.com/ada)
译者：[林桥](https://example.org/lin)
校对：[校对者ID](https://example.org/x)

本文由 [GCTT](https://example.org/gctt) 原创编译，[某站](https://example.org/) 荣誉推出`, "桥会唱歌", "正文。\n",
			credit.Credit{URL: full.URL, Permalink: "https://example.org/42", Authors: full.Authors, Translators: full.Translators}},
		{"an ordinary article", "# 题\n\n作者：很多人会问为什么。\n\n状态：进行中\n", "题", "作者：很多人会问为什么。\n\n状态：进行中\n", credit.Credit{}},
		{"no title", "只有正文。\n\n```sh\n# 不是标题\n```\n", "", "只有正文。\n\n```sh\n# 不是标题\n```\n", credit.Credit{}},
		{"a later H2 is no title", "先说几句。\n\n## 第一节\n\n文", "", "先说几句。\n\n## 第一节\n\n文\n", credit.Credit{}},
		{"marks in the title", "# [桥](https://example.com) 与 **河** \\#1\n\n文", "桥 与 河 #1", "文\n", credit.Credit{}},
		{"nothing", "", "", "\n", credit.Credit{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := credit.Parse(tt.in)
			if got.Title != tt.title || got.Body != tt.body {
				t.Errorf("title %q, body %q\nwant  %q, body %q", got.Title, got.Body, tt.title, tt.body)
			}
			if !reflect.DeepEqual(got.Credit, tt.want) {
				t.Errorf("credit\n got %+v\nwant %+v", got.Credit, tt.want)
			}
		})
	}
}

// TestHostile reads texts made to be slow or to break a reader. A quadratic reading of them takes minutes.
func TestHostile(t *testing.T) {
	for name, in := range map[string]string{
		"brackets":    "> * 原文地址：" + strings.Repeat("[", 500_000),
		"pairs":       "> * 译者：" + strings.Repeat("[a](", 200_000),
		"labels":      strings.Repeat("> * 译者：甲\n", 200_000),
		"one line":    strings.Repeat("译者：", 500_000),
		"open links":  "> * 原文地址：[a\n" + strings.Repeat("> [a\n", 200_000),
		"headings":    strings.Repeat("#\n", 500_000),
		"references":  strings.Repeat("[a]: x\n", 200_000),
		"not UTF-8":   "> * 译者：\xff\xfe\n> * 原文作者：\x00\n\n# \xff\n",
		"underlines":  strings.Repeat("=\n", 500_000),
		"breaks":      strings.Repeat("---\n", 200_000) + "译者：甲\n校对：乙",
		"bidi":        "> * 译者：\u202e甲\n> * 校对者：\u2066乙\n# \u202e题",
		"image title": "# ![" + strings.Repeat("![", 100_000),
	} {
		t.Run(name, func(t *testing.T) { credit.Parse(in) })
	}
}

func FuzzParse(f *testing.F) {
	f.Add("> * 原文地址：[A](https://example.com/a)\n> * 译者：[甲](https://example.com/j)、乙\n\n# 题\n\n文")
	f.Add("[#]: subject: (A)\n\n题\n===\n\nvia: x\n\n作者：[a][a]\n译者：b 校对：c\n\n本文由 LCTT 荣誉推出\n\n[a]: b")
	f.Add("原文[A](b)\n译者 : `c <https://d>`_\n")
	f.Add("> * 译者：[\n> 甲](\n> * 校对者：](")
	f.Fuzz(func(t *testing.T, s string) {
		r := credit.Parse(s)
		if utf8.ValidString(s) && !utf8.ValidString(r.Title+r.Body+r.Credit.Title) {
			t.Errorf("valid text gave invalid UTF-8: %q", r)
		}
		if strings.Contains(r.Title, "\n") {
			t.Errorf("a title of two lines: %q", r.Title)
		}
		if len(r.Body) > len(s)+2 {
			t.Errorf("the body grew from %d to %d bytes", len(s), len(r.Body))
		}
	})
}
