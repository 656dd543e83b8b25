package main

import (
	"fmt"
	"strings"
	"time"

	"qiao/hooks/words"
)

// wordRules is how many word rules a text is compared with.
const wordRules = 50_000

// wordsRow looks for as many words as communities import in a megabyte of Chinese text, and
// in one of English, and gives the slower of the two.
func wordsRow() (row, error) {
	next := uint64(1)
	random := func(n int) int { // the same words in every run
		next = next*6364136223846793005 + 1442695040888963407
		return int((next >> 33) % uint64(n))
	}
	rules := make([]words.Rule, wordRules)
	for i := range rules {
		var b strings.Builder
		if i%5 == 0 {
			for range 4 + random(7) {
				b.WriteByte(byte('a' + random(26)))
			}
		} else {
			for range 2 + random(5) {
				b.WriteRune(rune(0x4e00 + random(5000)))
			}
		}
		rules[i] = words.Rule{Word: b.String(), Whole: i%7 == 0}
	}
	m := words.New(rules)
	const size = 1 << 20
	chinese := []string{"云上的数据库怎样在一台机器上", "，", "扩展到一百台机器？", "我们把测量写在这里", "。\n"}
	english := []string{"the quick brown fox ", "jumps over ", "a lazy dog, ", "and measures it.\n"}
	var slowest time.Duration
	for _, pieces := range [][]string{chinese, english} {
		var b strings.Builder
		for b.Len() < size {
			b.WriteString(pieces[random(len(pieces))])
		}
		text := b.String()[:size]
		took := make([]time.Duration, runs)
		for i := range took {
			begin := time.Now()
			m.Find(text, "", 1000)
			took[i] = time.Since(begin)
		}
		slowest = max(slowest, median(took))
	}
	return row{fmt.Sprintf("word rules, 1 MB against %d words", wordRules), "-", "<= 20 ms", ms(slowest), slowest <= 20*time.Millisecond}, nil
}
