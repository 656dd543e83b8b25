package site

import (
	"fmt"
	"html/template"
	"time"

	"qiao/hooks/i18n"
)

// funcs are the functions of all templates, in one language:
//
//	{{t "site.pager.page" "page" 3}}  the message with that key; see i18n.T
//	{{date .Published}}                2026年3月14日
//	{{shortdate .Published}}           3月14日
//	{{datetime .Starts}}               2026年3月14日 19:30 (CST)
//	{{isodate .Published}}             2026-03-14T11:30:00Z, for <time datetime>
//	{{number .Views}}                  1.2 万
//	{{count .Views}}                   12,345
//	{{duration .Length}}               1 小时 5 分钟
//	{{url "/articles"}}                the path in this language
//	{{asset "css/site.css"}}           a file of pb_public, with its fingerprint
//	{{icon "search"}}                  an inline icon from img/icons.svg, hidden from screen readers
//	{{lang}}                           the language's tag
//
// HTML that is known to be safe comes in the data as template.HTML; there is no function to declare it so.
func (f *Frame) funcs(l i18n.Lang) template.FuncMap {
	return template.FuncMap{
		"t":         func(key string, args ...any) string { return i18n.T(l, key, args...) },
		"date":      func(t time.Time) string { return i18n.Date(l, t) },
		"shortdate": func(t time.Time) string { return i18n.ShortDate(l, t) },
		"datetime":  func(t time.Time) string { return i18n.DateTime(l, t) },
		"isodate":   i18n.ISODate,
		"number":    func(n any) (string, error) { return integer(n, func(i int64) string { return i18n.Number(l, i) }) },
		"count":     func(n any) (string, error) { return integer(n, i18n.Count) },
		"duration":  func(d time.Duration) string { return i18n.Duration(l, d) },
		"url":       func(path string) string { return l.Path(path) },
		"asset":     func(name string) string { return f.assets.url(name) },
		"icon":      f.icon,
		"lang":      func() string { return l.Tag() },
	}
}

// integer lets templates format counts of any integer type.
func integer(n any, format func(int64) string) (string, error) {
	switch n := n.(type) {
	case int:
		return format(int64(n)), nil
	case int64:
		return format(n), nil
	case int32:
		return format(int64(n)), nil
	}
	return "", fmt.Errorf("%v (%T) is no integer", n, n)
}

func (f *Frame) icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true" focusable="false"><use href="` +
		template.HTMLEscapeString(f.assets.url("img/icons.svg")) + "#" + template.HTMLEscapeString(name) + `"/></svg>`)
}
