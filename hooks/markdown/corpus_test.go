package markdown

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// articles gives real articles of the corpus, every step-th of them.
func articles(t testing.TB, step int) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(corpus, "articles", "*.md"))
	if err != nil || len(paths) == 0 {
		t.Skip("the corpus is not there")
	}
	var all []string
	for i := 0; i < len(paths); i += step {
		b, err := os.ReadFile(paths[i])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	return all
}

// Every real article renders, safely, with text and counts to show for it.
func TestArticles(t *testing.T) {
	for i, src := range articles(t, sample) {
		d, err := Render(src, Options{Host: "example.com"})
		if err != nil {
			t.Errorf("article %d: %v", i, err)
			continue
		}
		if i%3 == 0 { // the costly part, on enough of them
			checkSafe(t, "article", d.HTML)
		}
		if d.Text == "" || d.Excerpt == "" || d.Han == 0 || d.Minutes < 1 || utf8.RuneCountInString(d.Excerpt) > ExcerptChars {
			t.Errorf("article %d: %d bytes of text, excerpt %q, %d characters, %d minutes", i, len(d.Text), d.Excerpt, d.Han, d.Minutes)
		}
		if len(d.TOC) > 0 && !strings.Contains(d.HTML, ` id="`+d.TOC[0].ID+`"`) {
			t.Errorf("article %d: the anchor %q is missing", i, d.TOC[0].ID)
		}
		if t.Failed() && i > 50 {
			t.FailNow()
		}
	}
}

// BenchmarkRender renders an article of this package's own.
func BenchmarkRender(b *testing.B) {
	src, err := os.ReadFile("testdata/article.md")
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, []string{string(src)})
}

// BenchmarkRenderCorpus renders real articles, one an iteration.
func BenchmarkRenderCorpus(b *testing.B) { benchmark(b, articles(b, 7)) }

func benchmark(b *testing.B, sources []string) {
	for _, src := range sources { // lexers are read when first used
		if _, err := Render(src, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	size := 0
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		src := sources[i%len(sources)]
		i++
		size += len(src)
		if _, err := Render(src, Options{Host: "example.com"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(size)/float64(i), "B/doc")
}
