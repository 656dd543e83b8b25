// Package i18n holds what Qiao says to people, in Chinese and in English: the message catalogues, the forms of dates,
// numbers and durations, and errors that are safe to show.
//
// A room keeps its messages in two files of its own, locales/<room>.zh-CN.toml and locales/<room>.en.toml; a test fails
// when a key is missing in either or when nothing uses it.
package i18n

import (
	"net/http"

	"golang.org/x/text/language"
)

// Lang is a language of the user interface. Content may be in many more.
type Lang uint8

// The languages of the user interface. Chinese is the zero value: it is what a visitor gets who asks for nothing.
const (
	ZH Lang = iota
	EN
)

// All lists the languages in the order in which they are offered.
var All = [...]Lang{ZH, EN}

var langs = [...]struct{ tag, prefix, name, og string }{
	ZH: {"zh-CN", "", "中文", "zh_CN"},
	EN: {"en", "/en", "English", "en_US"},
}

// Tag is the BCP 47 tag: "zh-CN" or "en".
func (l Lang) Tag() string { return langs[l].tag }

// String is the same as Tag.
func (l Lang) String() string { return langs[l].tag }

// Prefix is what the paths of pages in this language begin with: "" or "/en".
func (l Lang) Prefix() string { return langs[l].prefix }

// Name is the language's name in itself: 中文 or English.
func (l Lang) Name() string { return langs[l].name }

// Locale is the name that the Open Graph protocol uses: "zh_CN" or "en_US".
func (l Lang) Locale() string { return langs[l].og }

// Other is the one that this one is not: the target of a language switch.
func (l Lang) Other() Lang { return 1 - l }

// Path puts the language's prefix before a path that begins with a slash: "/articles" becomes "/en/articles" in English,
// and "/" becomes "/en".
func (l Lang) Path(path string) string {
	if path == "/" && l.Prefix() != "" {
		return l.Prefix()
	}
	return l.Prefix() + path
}

// Pick returns zh or en, and the other one where the wanted one is empty: a name that exists in one language alone is
// better than none.
func (l Lang) Pick(zh, en string) string {
	if l == EN && en != "" || zh == "" {
		return en
	}
	return zh
}

var matcher = language.NewMatcher([]language.Tag{language.MustParse("zh-CN"), language.English})

// Parse returns the language that a BCP 47 tag such as "en-GB" or "zh-Hant" asks for, and false when it asks for
// neither of ours.
func Parse(tag string) (Lang, bool) {
	t, err := language.Parse(tag)
	if err != nil {
		return ZH, false
	}
	_, i, confidence := matcher.Match(t)
	if confidence == language.No {
		return ZH, false
	}
	return All[i], true
}

// Negotiate returns the language for an Accept-Language header (RFC 9110, section 12.5.4), Chinese when it names neither.
func Negotiate(header string) Lang {
	if len(header) > 500 {
		return ZH // nobody's list of languages is that long
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return ZH
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return ZH
	}
	return All[i]
}

// Of returns the language of a request to the API: its "lang" query parameter, otherwise its Accept-Language header.
func Of(r *http.Request) Lang {
	if r.URL != nil && r.URL.RawQuery != "" {
		if l, ok := Parse(r.URL.Query().Get("lang")); ok {
			return l
		}
	}
	return Negotiate(r.Header.Get("Accept-Language"))
}
