package markup_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"qiao/hooks/transfer/markup"
)

func TestToMarkdown(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"paragraphs", "<p>一<br>二</p><p><strong>三</strong> <em>四</em></p>", "一  \n二\n\n**三** *四*"},
		{"code", `<pre class="lang:java decode:true ">int a = 1;<br/>a &lt; 2;</pre>`, "```java\nint a = 1;\na < 2;\n```"},
		{"code inside", `<pre><code class="language-go">a := "*x*"` + "\n" + `</code></pre>`, "```go\na := \"*x*\"\n```"},
		{"figure", `<figure class="kg-card"><img src="a.png" alt="桥"><figcaption>图 <b>一</b></figcaption></figure>`, `![桥](a.png "图 一")`},
		{"video", `<iframe src="//player.bilibili.com/player.html?aid=1&bvid=BV1xx"></iframe>`, "[https://www.bilibili.com/video/BV1xx](https://www.bilibili.com/video/BV1xx)"},
		{"script", `<p>a</p><script>alert(1)</script><style>p{}</style><!-- x -->`, "a"},
		{"table", `<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>`, "| a | b |\n|---|---|\n| 1 | 2 |"},
		{"escapes", `<p>1 * 2 _x_ # y</p>`, `1 * 2 \_x_ # y`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := markup.ToMarkdown(tt.in)
			if err != nil || got != tt.want {
				t.Errorf("got %q %v\nwant %q", got, err, tt.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	for name, in := range map[string]string{
		"long":  strings.Repeat("a", markup.MaxBytes+1),
		"deep":  strings.Repeat("<div>", 100_000),
		"quote": strings.Repeat("<blockquote>", 5_000) + "x",
		"many":  strings.Repeat("<b></b>", 250_000),
	} {
		if _, err := markup.ToMarkdown(in); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestPlainText(t *testing.T) {
	if got := markup.PlainText("A &amp; B <b>c</b>\n<br>d &#8217;"); got != "A & B c d ’" {
		t.Errorf("got %q", got)
	}
}

func FuzzToMarkdown(f *testing.F) {
	f.Add("<p>a<pre>b<br></p><figure><img><figcaption>")
	f.Add("<table><tr><td><iframe src=//x>")
	f.Fuzz(func(t *testing.T, s string) {
		out, err := markup.ToMarkdown(s)
		if err == nil && !utf8.ValidString(out) {
			t.Errorf("%q is not UTF-8", out)
		}
	})
}
