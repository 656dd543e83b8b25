package search

import (
	"context"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// article makes a document of about 8,000 characters, of words as frequent as those of real text.
func article(n int) *Document {
	random := rand.New(rand.NewSource(int64(n)))
	words := rand.NewZipf(random, 1.3, 4, 20_000)
	var text, heads strings.Builder
	for i := range 4000 {
		w := rand.New(rand.NewSource(int64(words.Uint64())))
		text.WriteRune(rune(0x4e00 + w.Intn(3000)))
		text.WriteRune(rune(0x4e00 + w.Intn(3000)))
		if w.Intn(12) == 0 {
			fmt.Fprintf(&text, " word%d ", w.Intn(5000))
		}
		if i%400 == 0 {
			fmt.Fprintf(&heads, "第 %d 节 %c%c\n", i, 0x4e00+w.Intn(3000), 0x4e00+w.Intn(3000))
		}
		if i%15 == 0 {
			text.WriteString("，\n")
		}
	}
	return &Document{Kind: "article", ID: fmt.Sprint(n), URL: fmt.Sprint("/articles/", n), Title: fmt.Sprintf("第 %d 篇文章", n), Headings: heads.String(),
		Text: text.String(), Names: []string{"作者", "译者"}, Tags: []string{"go", "后端"}, TagSlugs: []string{"go"}, Lang: "zh"}
}

func BenchmarkTerms(b *testing.B) {
	d, a := article(1), &Analyzer{Bigrams: true}
	b.SetBytes(int64(len(d.Text)))
	b.ReportAllocs()
	for b.Loop() {
		d.terms(a)
	}
}

func BenchmarkPut(b *testing.B) {
	x := newIndex(b, newApp(b))
	docs := make([]*Document, 200)
	for i := range docs {
		docs[i] = article(i)
	}
	n := 0
	b.ResetTimer()
	err := x.app.RunInTransaction(func(tx core.App) error {
		for b.Loop() {
			d := *docs[n%len(docs)]
			d.ID = fmt.Sprint(n)
			n++
			if err := x.Put(tx, &d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkSearch(b *testing.B) {
	x := newIndex(b, newApp(b))
	for i := range 1000 {
		put(b, x, article(i))
	}
	title := []rune(article(1).Text)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := x.Search(context.Background(), x.app, Request{Query: string(title[10:14])}); err != nil {
			b.Fatal(err)
		}
	}
}
