// Package language tells in which language a text is written, from its script alone.
package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// traditional and simplified hold the frequent characters that only one of the two scripts uses.
var traditional, simplified = set("這個們為說時對來會開學過還發無國實現應種點關問題與從進當間樣設計讓數據碼網頁資訊檔體檢測試執變構類項結給經號寫將處係統務檢視隊環線錄選擇擊連絡雖覺聽讀嗎錯誤運動續鍵總節組織機構標準確認識別單雙後簡繁圖書館論壇級轉換區塊鏈層歲專業歷記憶遠義庫輸齊東車門電話語詞許請該軟硬體滿"),
	set("这个们为说时对来会开学过还发无国实现应种点关问题与从进当间样设计让数据码网页资讯档体检测试执变构类项结给经号写将处系统务视队环线录选择击连络虽觉听读吗错误运动续键总节组织机标准确认识别单双简图书馆论坛级转换区块链层岁专业历记忆远义库输齐东车门电话语词许请该软满")

// set makes a set of characters; those in both lists are taken out by init.
func set(s string) map[rune]bool {
	m := map[rune]bool{}
	for _, r := range s {
		m[r] = true
	}
	return m
}

func init() {
	for r := range traditional {
		if simplified[r] {
			delete(traditional, r)
			delete(simplified, r)
		}
	}
}

// Guess returns the language of a Markdown text as the data model names it: zh, zh-Hant, en, ja, ko, or ru. Code,
// addresses and tags don't count. A text with other Latin letters is taken for English; so is an empty one only
// when fallback is empty.
func Guess(text, fallback string) string {
	if len(text) > sample {
		text = strings.ToValidUTF8(text[:sample], "")
	}
	var han, kana, hangul, words, cyrillic, trad, simp int
	inWord := false
	skip := skipper{}
	for i := 0; i < len(text); {
		if n := skip.at(text, i); n > 0 {
			i += n
			inWord = false
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		latin := false
		switch {
		case r < 0x80:
			if latin = r|0x20 >= 'a' && r|0x20 <= 'z'; latin && !inWord {
				words++
			}
		case r >= 0x4e00 && r <= 0x9fff:
			han++
			if traditional[r] {
				trad++
			} else if simplified[r] {
				simp++
			}
		case unicode.Is(unicode.Han, r):
			han++ // rare ones, the same in both scripts
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		case unicode.Is(unicode.Cyrillic, r):
			latin = true
			if !inWord {
				cyrillic++
			}
		case unicode.Is(unicode.Latin, r):
			latin = true
			if !inWord {
				words++
			}
		}
		inWord = latin || inWord && (r == '\'' || r == '’' || r == '-')
	}
	// A Latin word carries about as much as two Chinese characters.
	switch total := han + kana + hangul + 2*words + 2*cyrillic; {
	case total == 0:
		if fallback != "" {
			return fallback
		}
		return "en"
	case kana*8 > total:
		return "ja"
	case hangul*4 > total:
		return "ko"
	case cyrillic*4 > total:
		return "ru"
	case han*4 < total:
		return "en"
	case trad > simp:
		return "zh-Hant"
	}
	return "zh"
}

// sample is how much of a text is looked at; what language it is in shows long before.
const sample = 32 << 10

// skipper finds what is no prose: code, addresses and tags.
type skipper struct{ fence string }

// at returns how many bytes to skip at i.
func (k *skipper) at(s string, i int) int {
	rest := s[i:]
	if i == 0 || s[i-1] == '\n' {
		line := rest
		if end := strings.IndexByte(rest, '\n'); end >= 0 {
			line = rest[:end+1]
		}
		trimmed := strings.TrimLeft(line, " ")
		switch {
		case k.fence != "":
			if strings.HasPrefix(trimmed, k.fence) {
				k.fence = ""
			}
			return len(line)
		case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
			k.fence = trimmed[:3]
			return len(line)
		case strings.HasPrefix(line, "    "), strings.HasPrefix(line, "\t"):
			return len(line) // indented code
		case strings.HasPrefix(trimmed, "[") && strings.Contains(line, "]:"):
			return len(line) // a link definition
		}
	}
	within := func(end string, limit int) int {
		if n := strings.Index(rest[1:min(len(rest), limit)], end); n >= 0 && !strings.Contains(rest[1:1+n], "\n") {
			return 1 + n + len(end)
		}
		return 0
	}
	switch rest[0] {
	case '`':
		return within("`", 400)
	case '<':
		return within(">", 400)
	case ']':
		if strings.HasPrefix(rest, "](") {
			return within(")", 1000)
		}
	case 'h':
		if strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://") {
			if n := strings.IndexAny(rest, " \n\t)>，。）"); n > 0 {
				return n
			}
			return len(rest)
		}
	}
	return 0
}
