package site

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

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
//	{{script "js/site.js"}}            a module of pb_public, put together for the language, with its fingerprint
//	{{icon "search"}}                  an inline icon from img/icons.svg, hidden from screen readers
//	{{scene "bridge"}}                 a drawing from img/scenes.svg, hidden from screen readers
//	{{host .Website}}                  example.com, for the text of a link to https://www.example.com/
//	{{lang}}                           the language's tag
//	{{when .At}}                       a moment, as the partial "site/time"
//	{{who .Author}}                    a link to somebody, as the partial "site/who"
//	{{outside .URL .Site}}             a link to another site, as the partial "site/outside"
//	{{portrait .Logo .Name "sq"}}      a picture of somebody, as the partial "site/face"
//	{{with foreign .Lang}} lang="{{.}}"{{end}}   the tag of a text's language when it isn't the page's
//	{{with chinese .Bio}} lang="{{.}}"{{end}}    the tag of a text in Chinese on a page that isn't
//	{{template "site/rows" (rows .Cards "h2")}}  articles in a list; see rows
//	{{template "site/face" (face .Logo .Name "sq")}}  a picture of somebody, or the first letter of the name
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
		"script":    func(name string) string { return f.assets.script(name, l) },
		"icon":      f.icon,
		"scene":     f.scene,
		"rows":      rows,
		"face":      face,
		"host":      host,
		"foreign": func(tag string) string {
			if tag == l.Tag() {
				return ""
			}
			return tag
		},
		"chinese":  func(text string) string { return chinese(l, text) },
		"lang":     func() string { return l.Tag() },
		"when":     func(t time.Time) template.HTML { return when(l, t) },
		"who":      f.who(l),
		"portrait": f.portrait(l),
		"outside":  f.outside(l),
	}
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// host is the part of an address that tells people where it leads.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return strings.TrimPrefix(u.Host, "www.")
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
	return f.drawing(`<svg class="i`, "img/icons.svg", name)
}

func (f *Frame) scene(name string) template.HTML {
	return f.drawing(`<svg viewBox="0 0 1200 215" class="scene`, "img/scenes.svg", name)
}

// drawing refers to a symbol of a picture. Its name is also a class where two of them take turns, as sun and moon do.
func (f *Frame) drawing(open, file, name string) template.HTML {
	name = template.HTMLEscapeString(name)
	if name == "sun" || name == "moon" {
		open += " " + name
	}
	return template.HTML(open + `" aria-hidden="true"><use href="` + template.HTMLEscapeString(f.assets.url(file)) + "#" + name + `"/></svg>`)
}

// Rows are articles in a list, as the partial "site/rows" shows them.
type Rows struct {
	Cards    []Card
	H2       bool // the titles are headings right below the page's own
	NoColumn bool // the page is the column's, so the rows don't name it
	NoThumb  bool
}

// rows takes the options "h2", "no-column" and "no-thumb".
func rows(cards []Card, options ...string) Rows {
	has := func(option string) bool { return slices.Contains(options, option) }
	return Rows{cards, has("h2"), has("no-column"), has("no-thumb")}
}

// Each gives the rows one by one, each with the options of all.
func (r Rows) Each() []Row {
	list := make([]Row, len(r.Cards))
	for i, c := range r.Cards {
		list[i] = Row{c, r.H2, !r.NoColumn, !r.NoThumb}
	}
	return list
}

// Row is one of [Rows].
type Row struct {
	Card
	H2, WithColumn, WithThumb bool
}

// Face is a person's or an organisation's picture; see the partial "site/face".
type Face struct{ Image, Letter, Class string }

// face takes the classes of the style sheet: "sq" for logos, "big" for the head of a page.
func face(image, name string, classes ...string) Face {
	letter, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
	f := Face{Image: image, Class: strings.Join(append([]string{"face"}, classes...), " ")}
	if letter != utf8.RuneError {
		f.Letter = string(unicode.ToUpper(letter))
	}
	return f
}
