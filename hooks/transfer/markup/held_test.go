package markup_test

import (
	"testing"

	"qiao/hooks/transfer/markup"
)

func TestHeldBack(t *testing.T) {
	for html, want := range map[string]string{
		`<p>Let $|0\rangle$ and $a_1 * b_2$ be.</p>`:                          `Let $|0\rangle$ and $a_1 * b_2$ be.`,
		"<p>$$\\begin{pmatrix} 1 &amp; 0\\\\ 0\n&amp; 1\\end{pmatrix}$$</p>":  "$$\\begin{pmatrix} 1 & 0\\\\ 0\n& 1\\end{pmatrix}$$",
		`<p>It costs $5_0 and *$6* each.</p>`:                                 `It costs $5\_0 and \*$6* each.`,
		`<p>x<sup>2</sup> and H<sub>2</sub>O, <code>a<sup>b</sup></code></p>`: "x<sup>2</sup> and H<sub>2</sub>O, `ab`",
		"<p>\ue0000\ue001 stays, x<sup>\ue0000\ue001</sup></p>":               "0 stays, x<sup>0</sup>",
		`<pre><code>$a_1 \to b$</code></pre>`:                                 "```\n$a_1 \\to b$\n```",
		`<p><a href="/x">one</a> <a href="https://e.example/y">two</a></p>`:   "[one](/x!) [two](https://e.example/y!)",
	} {
		got, err := markup.Convert(html, markup.Options{Link: func(s string) string { return s + "!" }})
		if err != nil || got != want {
			t.Errorf("%s\n got %q, %v\nwant %q", html, got, err, want)
		}
	}
}
