// Package language tells in which language a text is written, from its script alone.
package language

import (
	"regexp"
	"strings"
	"unicode"
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

var (
	fenced = regexp.MustCompile("(?ms)^ {0,3}(?:```|~~~).*?^ {0,3}(?:```|~~~)[ \t]*$")
	code   = regexp.MustCompile("`[^`\n]*`")
	target = regexp.MustCompile(`\]\([^)\n]*\)|<[^>\n]{1,200}>|https?://\S+|(?m)^\s*\[[^\]\n]+\]:.*$`)
)

// Guess returns the language of a Markdown text as the data model names it: zh, zh-Hant, en, ja, ko, or ru. Code,
// addresses and tags don't count. A text with other Latin letters is taken for English; so is an empty one only
// when fallback is empty.
func Guess(text, fallback string) string {
	if len(text) > 1<<20 {
		text = strings.ToValidUTF8(text[:1<<20], "")
	}
	text = fenced.ReplaceAllString(text, " ")
	text = code.ReplaceAllString(text, " ")
	text = target.ReplaceAllString(text, " ")
	var han, kana, hangul, words, cyrillic, trad, simp int
	inWord := false
	for _, r := range text {
		latin := false
		switch {
		case unicode.Is(unicode.Han, r):
			han++
			if traditional[r] {
				trad++
			} else if simplified[r] {
				simp++
			}
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
