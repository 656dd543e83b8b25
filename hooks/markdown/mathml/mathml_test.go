package mathml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestConvert(t *testing.T) {
	for _, c := range []struct{ tex, want string }{
		{`x`, `<mi>x</mi>`},
		{`3.14`, `<mn>3.14</mn>`},
		{`a-b`, `<mrow><mi>a</mi><mo>−</mo><mi>b</mi></mrow>`},
		{`x^2`, `<msup><mi>x</mi><mn>2</mn></msup>`},
		{`x^{2n}_i`, `<msubsup><mi>x</mi><mi>i</mi><mrow><mn>2</mn><mi>n</mi></mrow></msubsup>`},
		{`x^10`, `<mrow><msup><mi>x</mi><mn>1</mn></msup><mn>0</mn></mrow>`},
		{`f'`, `<msup><mi>f</mi><mo>′</mo></msup>`},
		{`f''^2`, `<msup><mi>f</mi><mrow><mo>′′</mo><mn>2</mn></mrow></msup>`},
		{`\frac12`, `<mfrac><mn>1</mn><mn>2</mn></mfrac>`},
		{`\frac{a+b}{c}`, `<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>`},
		{`{a \over b}`, `<mfrac><mi>a</mi><mi>b</mi></mfrac>`},
		{`\sqrt x`, `<msqrt><mi>x</mi></msqrt>`},
		{`\sqrt[3]{x}`, `<mroot><mi>x</mi><mn>3</mn></mroot>`},
		{`\alpha\Gamma`, `<mrow><mi>α</mi><mi mathvariant="normal">Γ</mi></mrow>`},
		{`\sum_{i=1}^n`, `<munderover><mo movablelimits="true">∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>`},
		{`\int_0^1`, `<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>`},
		{`\int\limits_0`, `<munder><mo movablelimits="false">∫</mo><mn>0</mn></munder>`},
		{`\sum\nolimits_i`, `<msub><mo movablelimits="true">∑</mo><mi>i</mi></msub>`},
		{`\sin x`, `<mrow><mi>sin</mi><mo>&#x2061;</mo><mspace width="0.1667em"></mspace><mi>x</mi></mrow>`},
		{`\sin(x)`, `<mrow><mi>sin</mi><mo>&#x2061;</mo><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></mrow>`},
		{`\hat{x}`, `<mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover>`},
		{`\mathbb{R}`, `<mi>ℝ</mi>`},
		{`\mathbf{x}`, `<mi>𝐱</mi>`},
		{`\boldsymbol{\alpha}`, `<mi>𝜶</mi>`},
		{`\mathrm{d}x`, `<mrow><mi mathvariant="normal">d</mi><mi>x</mi></mrow>`},
		{`\mathrm{softmax}`, `<mi>softmax</mi>`},
		{`\text{若 } x`, "<mrow><mtext>若\u00a0</mtext><mi>x</mi></mrow>"},
		{`\text{if $x$}`, "<mrow><mtext>if\u00a0</mtext><mi>x</mi></mrow>"},
		{`速度=v`, `<mrow><mtext>速度</mtext><mo>=</mo><mi>v</mi></mrow>`},
		{`\left(x\right]`, `<mrow><mo fence="true" stretchy="true" form="prefix">(</mo><mi>x</mi><mo fence="true" stretchy="true" form="postfix">]</mo></mrow>`},
		{`\left.x\right|`, `<mrow><mi>x</mi><mo fence="true" stretchy="true" form="postfix">|</mo></mrow>`},
		{`\begin{pmatrix}1&2\\3&4\end{pmatrix}`, `<mrow><mo fence="true" stretchy="true" form="prefix">(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable><mo fence="true" stretchy="true" form="postfix">)</mo></mrow>`},
		{`\begin{cases}1\\\end{cases}`, `<mrow><mo fence="true" stretchy="true" form="prefix">{</mo><mtable class="cases"><mtr><mtd><mn>1</mn></mtd></mtr></mtable></mrow>`},
		{`\begin{array}{l|r}a&b\end{array}`, `<mrow><mtable><mtr><mtd class="left"><mi>a</mi></mtd><mtd class="right"><mi>b</mi></mtd></mtr></mtable></mrow>`},
		{`a\\b`, `<mtable displaystyle="true"><mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr></mtable>`},
		{`\not=`, `<mo>≠</mo>`},
		{`\overset{!}{=}`, `<mover><mo>=</mo><mo>!</mo></mover>`},
		{`\underbrace{x}_n`, `<munder><munder accentunder="true"><mi>x</mi><mo stretchy="true">⏟</mo></munder><mi>n</mi></munder>`},
		{`a<b`, `<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>`},
		{`\&\lt`, `<mrow><mo>&amp;</mo><mo>&lt;</mo></mrow>`},
		{`x % comment`, `<mi>x</mi>`},
		{``, `<mrow></mrow>`},
		// What isn't known stays visible.
		{`\nosuch{x}`, `<mrow><merror><mtext>\nosuch</mtext></merror><mi>x</mi></mrow>`},
		{`a}b`, `<mi>a</mi><merror><mtext>}</mtext></merror><mi>b</mi>`},
		{`\right)`, `<merror><mtext>\right</mtext></merror><mo stretchy="false">)</mo>`},
		{`\begin{tikz}`, `<merror><mtext>\begin{tikz}</mtext></merror>`},
		{`<script>`, `<mrow><mo>&lt;</mo><mi>s</mi><mi>c</mi><mi>r</mi><mi>i</mi><mi>p</mi><mi>t</mi><mo>&gt;</mo></mrow>`},
	} {
		want := "<math alttext=\"" + escaped(c.tex) + "\">" + c.want + "</math>"
		if strings.HasPrefix(c.tex, "a}") || strings.HasPrefix(c.tex, `\right`) {
			want = "<math alttext=\"" + escaped(c.tex) + "\"><mrow>" + c.want + "</mrow></math>"
		}
		if got := Convert(c.tex, false); got != want {
			t.Errorf("%s\n got %s\nwant %s", c.tex, got, want)
		}
	}
}

func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(s)
}

// Formulas as people write them must come out without any error element.
func TestCommonFormulas(t *testing.T) {
	for _, tex := range common {
		got := Convert(tex, true)
		if strings.Contains(got, "<merror") {
			t.Errorf("%s\n gives an error: %s", tex, got)
		}
		if err := wellFormed(got); err != nil {
			t.Errorf("%s: %v\n%s", tex, err, got)
		}
	}
}

var common = []string{
	`E = mc^2`,
	`x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}`,
	`\int_{-\infty}^{\infty} e^{-x^2}\,\mathrm{d}x = \sqrt{\pi}`,
	`\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}`,
	`\lim_{x \to 0} \frac{\sin x}{x} = 1`,
	`\mathcal{L}(\theta) = -\frac{1}{N}\sum_{i=1}^{N}\left[y_i\log\hat{y}_i + (1-y_i)\log(1-\hat{y}_i)\right]`,
	`\operatorname{Attention}(Q,K,V)=\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V`,
	`f(x) = \begin{cases} 1, & \text{若 } x \ge 0 \\ 0, & \text{否则} \end{cases}`,
	`\begin{aligned} a &= b + c \\ &= d \end{aligned}`,
	`\begin{bmatrix} a_{11} & \cdots & a_{1n} \\ \vdots & \ddots & \vdots \\ a_{m1} & \cdots & a_{mn} \end{bmatrix}`,
	`P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}`,
	`O(n \log n)`, `\Theta(n^{\log_2 3})`, `\lceil \frac{n}{2} \rceil + \lfloor x \rfloor`,
	`\forall x \in \mathbb{R}, \exists y \notin \mathbb{Q} : x \neq y`,
	`\vec{F} = m\vec{a}, \quad \overline{AB} \parallel \widehat{CD}`,
	`\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}`,
	`\binom{n}{k} = \frac{n!}{k!(n-k)!}`,
	`a \equiv b \pmod{n}`, `a \bmod b`,
	`\underbrace{1+1+\cdots+1}_{n\text{ 个}}`, `\overbrace{a+b}^{c}`,
	`\Bigl( \sum_{i} x_i \Bigr)^2`, `\left. \frac{df}{dx} \right|_{x=0}`, `\left\{ x \middle| x > 0 \right\}`,
	`A \xrightarrow[\Delta]{\text{加热}} B`, `\sum_{\substack{i<j \\ j<k}} a_{ij}`,
	`\arg\max_{\theta} p(x;\theta)`, `\operatorname*{argmin}_{w}`, `\|x\|_2 \leqslant \epsilon`,
	`\begin{array}{c|c} p & q \\ \hline 1 & 0 \end{array}`, `{n \choose k}`, `\displaystyle\sum_{i}`,
	`\mathbb{E}_{x\sim p}[f(x)] \approx 0`, `\hat{\beta} = (X^{\mathsf T}X)^{-1}X^{\mathsf T}y`, `\tilde{O}(n)`,
	`\oint_C \vec{B}\cdot d\vec{l} = \mu_0 I`, `x'_i + y''`, `{\rm d}x`, `\mathfrak{g}`, `\mathscr{F}`, `\ldots, \dots`,
	`\matrix{a & b \\ c & d}`, `\left[\matrix{1 & 2}\right]`, `2^{2^{2^x}}`, `a_{b_{c_d}}`, `\boxed{x=1}`, `x \tag{1}`, `50\%`, `\not\in`, `\big|x\big|`, `\angle ABC = 90^\circ`,
}

func TestBounds(t *testing.T) {
	for name, tex := range map[string]string{
		"braces":  strings.Repeat("{", 9000) + strings.Repeat("}", 9000),
		"open":    strings.Repeat("{", 20000),
		"closed":  strings.Repeat("}", 20000),
		"roots":   strings.Repeat(`\sqrt`, 3900),
		"scripts": strings.Repeat("x^", 9000),
		"carets":  strings.Repeat("^", 20000),
		"left":    strings.Repeat(`\left(`, 3000),
		"begin":   strings.Repeat(`\begin{matrix}`, 1400),
		"over":    strings.Repeat(`a\over `, 2500),
		"text":    strings.Repeat(`\text{$`, 2500),
		"style":   strings.Repeat(`\displaystyle`, 1500),
		"not":     strings.Repeat(`\not`, 4000),
		"long":    strings.Repeat("x", 20001),
	} {
		got := Convert(tex, true)
		if err := wellFormed(got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(got) > 100*len(tex) {
			t.Errorf("%s: %d bytes make %d", name, len(tex), len(got))
		}
	}
}

func FuzzConvert(f *testing.F) {
	for _, tex := range common {
		f.Add(tex)
	}
	for _, tex := range []string{`\`, `\left`, `\begin`, `\begin{cases}`, `x^`, `\not\`, `\text{`, `{\over}`, `\sqrt[`, `\middle|`, `\left(\middle`, `&`, `\end{x}`} {
		f.Add(tex)
	}
	f.Fuzz(func(t *testing.T, tex string) {
		got := Convert(tex, true)
		if !utf8.ValidString(tex) || strings.ContainsFunc(tex, func(r rune) bool { return unicode.IsControl(r) || r >= 0xFFFE && r <= 0xFFFF }) {
			return // not text that XML could hold
		}
		if err := wellFormed(got); err != nil {
			t.Fatalf("%q: %v\n%s", tex, err, got)
		}
	})
}

// wellFormed checks nesting, and that elements have as many children as
// MathML asks for.
func wellFormed(s string) error {
	arity := map[string]int{"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mroot": 2}
	type open struct {
		name     string
		children int
	}
	stack := []open{{}}
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			stack[len(stack)-1].children++
			stack = append(stack, open{name: token.Name.Local})
		case xml.EndElement:
			last := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if n, ok := arity[last.name]; ok && n != last.children {
				return fmt.Errorf("<%s> has %d children", last.name, last.children)
			}
		}
	}
	if len(stack) != 1 || stack[0].children != 1 {
		return fmt.Errorf("not one element")
	}
	return nil
}
