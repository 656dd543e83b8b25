package language_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qiao/hooks/transfer/credit"
	"qiao/hooks/transfer/language"
)

func TestGuess(t *testing.T) {
	for _, tt := range []struct{ want, in string }{
		{"zh", "用 Go 写一个 HTTP 服务，再把它 deploy 到 Kubernetes 上。"},
		{"zh-Hant", "用 Go 寫一個 HTTP 服務，這樣我們就能學會從頭開始。"},
		{"en", "Writing an HTTP server in Go, with a word of Chinese: 桥."},
		{"ja", "Goでサーバーを書く方法について説明します。"},
		{"ko", "Go로 서버를 작성하는 방법"},
		{"ru", "Как написать сервер на Go"},
		{"zh", "看代码：\n\n```go\nfunc main() { println(\"only code has many words here and it must not count at all\") }\n```\n\n就这样。"},
		{"zh", "见 [文档](https://example.com/a/very/long/address/with/many/words-in-it) 。"},
		{"zh", ""},
	} {
		if got := language.Guess(tt.in, "zh"); got != tt.want {
			t.Errorf("%.20s: got %s, want %s", tt.in, got, tt.want)
		}
	}
	if got := language.Guess("", ""); got != "en" {
		t.Errorf("an empty text without fallback: %s", got)
	}
}

// TestArticles compares the guess with the corpus's index.
func TestArticles(t *testing.T) {
	const corpus = "../../../../shared/corpus/articles"
	index, err := os.ReadFile(filepath.Join(corpus, "index.tsv"))
	if err != nil {
		t.Skip("the article corpus is not here: ", err)
	}
	ok, n := 0, 0
	for _, line := range strings.Split(strings.TrimRight(string(index), "\n"), "\n")[1:] {
		row := strings.Split(line, "\t")
		text, err := os.ReadFile(filepath.Join(corpus, row[1]))
		if err != nil {
			t.Fatal(err)
		}
		n++
		if got := language.Guess(credit.Parse(string(text)).Body, "zh"); got == row[6] {
			ok++
		} else {
			t.Logf("%s: got %s, the index says %s (%s Chinese characters in %s bytes)", row[1], got, row[6], row[18], row[17])
		}
	}
	t.Logf("%d of %d agree", ok, n)
	if ok*1000 < n*995 {
		t.Errorf("only %d of %d agree", ok, n)
	}
}
