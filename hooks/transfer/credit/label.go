package credit

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// role is what a label such as 译者 introduces.
type role int

const (
	roleNone role = iota
	roleSource
	roleVia
	roleAuthor
	roleTranslator
	roleReviewer
	rolePermalink
	roleLicence
	roleOther // belongs to the credit, says nothing that is kept
)

// labels maps each spelling to its role. Spellings are compared in lower case without inner spaces.
var labels = map[string]role{
	"原文地址": roleSource, "原文链接": roleSource, "原文标题": roleSource, "原文": roleSource, "原文网址": roleSource,
	"英文原文": roleSource, "原文出处": roleSource, "原视频地址": roleSource, "原视频链接": roleSource, "原地址": roleSource,
	"原链接": roleSource, "原文連結": roleSource, "原文鏈接": roleSource, "视频地址": roleSource, "原文来源": roleSource,
	"via":  roleVia,
	"原文作者": roleAuthor, "原作者": roleAuthor, "作者": roleAuthor, "英文作者": roleAuthor, "author": roleAuthor,
	"译者": roleTranslator, "翻译": roleTranslator, "翻译者": roleTranslator, "译者组": roleTranslator, "本文译者": roleTranslator,
	"譯者": roleTranslator, "翻譯": roleTranslator, "翻譯者": roleTranslator, "译文作者": roleTranslator,
	"translator": roleTranslator, "translators": roleTranslator, "translaters": roleTranslator, "translater": roleTranslator,
	"校对者": roleReviewer, "校对": roleReviewer, "校對者": roleReviewer, "校對": roleReviewer, "审校": roleReviewer,
	"审校者": roleReviewer, "審校": roleReviewer, "校验者": roleReviewer, "校正者": roleReviewer, "校者": roleReviewer,
	"审阅": roleReviewer, "审阅者": roleReviewer, "校稿": roleReviewer, "校稿者": roleReviewer, "校审": roleReviewer,
	"reviewer": roleReviewer, "reviewers": roleReviewer, "proofreader": roleReviewer, "proofreaders": roleReviewer,
	"本文永久链接": rolePermalink, "永久链接": rolePermalink, "译文链接": rolePermalink, "译文地址": rolePermalink,
	"本文永久連結": rolePermalink, "中文文档地址": rolePermalink, "首发于": rolePermalink, "已发布": rolePermalink,
	"许可": roleLicence, "协议": roleLicence, "许可证": roleLicence, "许可协议": roleLicence, "原文许可": roleLicence, "license": roleLicence, "licence": roleLicence,
	"译文出自": roleOther, "譯文出自": roleOther, "译文来源": roleOther, "状态": roleOther, "狀態": roleOther, "选题": roleOther, "編排": roleOther,
	"编排": roleOther, "eventorganizer": roleOther, "发布": roleOther, "组织者": roleOther, "推荐者": roleOther, "推荐": roleOther, "责编": roleOther, "编辑": roleOther,
}

// strong holds the labels that alone show a credit; 作者 or 状态 also open many a line of ordinary text.
var strong = map[string]bool{
	"原文地址": true, "原文链接": true, "原文作者": true, "译文出自": true, "本文永久链接": true, "译者": true, "校对者": true, "原文標題": true,
	"原文标题": true, "譯者": true, "校對者": true, "原文": true, "校对": true,
}

// labelAt finds a label and its colon. Bold marks around the label are allowed, and 原文[…] needs no colon.
var labelAt = regexp.MustCompile(`(?i)(\*\*|__)?\s*([\p{Han}]{2,6}|via|author|licen[sc]e|event organizer|translat[eo]rs?|reviewers?|proofreaders?)\s*(\*\*|__)?\s*(?:[：:]|[\[])\s*(\*\*|__)?`)

// item is one labelled part of a credit line.
type item struct {
	role  role
	label string
	rest  string
}

// items splits a line into its labelled parts: usually one, several in "译者：甲 校对：乙". It returns nil for a
// line that does not begin with a known label, behind quote and list marks.
func items(line string) []item {
	if len(line) > maxLine {
		return nil
	}
	s := strings.TrimLeft(line, " \t>*-+•·|\u3000\u00a0")
	if s == "" || s == line && strings.HasPrefix(s, "#") {
		return nil
	}
	// Most lines of an article end here, before anything slow looks at them.
	if first, _ := utf8.DecodeRuneInString(s); first < 0x2e80 && !strings.ContainsRune("*_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", first) || !strings.ContainsAny(s[:min(len(s), 60)], "：:[") {
		return nil
	}
	var out []item
	var starts []int
	limit := -1
	if !severalLabels(s) {
		limit = 1 // searching the rest of a line, with its long addresses, is what costs time
	}
	for _, m := range labelAt.FindAllStringSubmatchIndex(s, limit) {
		label := normalise(s[m[4]:m[5]])
		r, known := labels[label]
		begin, end := m[0], m[1]
		if len(out) == 0 && begin != 0 {
			return nil
		}
		if len(out) > 0 && (!known || depth(s[:begin]) != 0 || !startsWord(s[:m[4]])) {
			continue
		}
		if !known {
			return nil
		}
		if s[end-1] == '[' {
			if label != "原文" || len(out) > 0 {
				if len(out) > 0 {
					continue
				}
				return nil
			}
			end--
		}
		out = append(out, item{role: r, label: label, rest: s[end:]})
		starts = append(starts, begin)
	}
	for i := range out {
		rest := out[i].rest
		if i+1 < len(out) {
			rest = rest[:len(rest)-(len(s)-starts[i+1])]
		}
		out[i].rest = strings.TrimSpace(strings.TrimRight(rest, " \t*|>-\u3000\u00a0\\"))
	}
	return out
}

// severalLabels reports whether a line may hold a second label behind its first.
func severalLabels(s string) bool {
	n := 0
	for _, word := range []string{"译者", "校对", "审校", "作者", "翻译", "譯者", "校對", "选题", "原文", "译文", "via", "ranslat", "eviewer"} {
		n += strings.Count(s, word)
	}
	return n > 1
}

// startsWord reports whether a label may begin after s: at the start, or after a space or punctuation.
func startsWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == utf8.RuneError || strings.ContainsRune(" \t*_|)）]】>,，;；、.。/\u3000", r)
}

// depth counts the round and square brackets that are open at the end of s.
func depth(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case '[', '(':
			n++
		case ']', ')':
			if n > 0 {
				n--
			}
		}
	}
	return n
}

// normalise lowers a label and takes its spaces out.
func normalise(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}
