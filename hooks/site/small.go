package site

import (
	"bytes"
	"html/template"
	"strings"
	"time"

	"qiao/hooks/i18n"
)

// The smallest parts of pages stand on them a hundred times: a moment, a face, who did something. They are written here
// without a template where nothing in them needs escaping, and otherwise by the template of the same name.

// when is the partial "site/time".
func when(l i18n.Lang, t time.Time) template.HTML {
	return template.HTML(`<time datetime="` + i18n.ISODate(t) + `" data-ago>` + i18n.Date(l, t) + `</time>`)
}

// who is the partial "site/who".
func (f *Frame) who(l i18n.Lang) func(Link) (template.HTML, error) {
	return func(link Link) (template.HTML, error) {
		if strings.ContainsFunc(link.Label, special) || link.URL != "" && !plainAddress(link.URL) {
			return f.partial(l, "site/who", link)
		}
		lang := ""
		if tag := chinese(l, link.Label); tag != "" {
			lang = ` lang="` + tag + `"`
		}
		switch {
		case link.URL == "":
			return template.HTML("<span" + lang + ">" + link.Label + "</span>"), nil
		case link.Outside:
			return template.HTML(`<a href="` + link.URL + `" rel="nofollow ugc noopener"` + lang + ">" + link.Label + "</a>"), nil
		}
		return template.HTML(`<a href="` + link.URL + `"` + lang + ">" + link.Label + "</a>"), nil
	}
}

// outside is the partial "site/outside": a link that nobody here answers for.
func (f *Frame) outside(l i18n.Lang) func(url, label string) (template.HTML, error) {
	return func(url, label string) (template.HTML, error) {
		if !plainAddress(url) || strings.ContainsFunc(label, special) {
			return f.partial(l, "site/outside", Link{Label: label, URL: url})
		}
		return template.HTML(`<a href="` + url + `" rel="nofollow ugc noopener">` + label + "</a>"), nil
	}
}

// portrait is the partial "site/face" with what [face] takes.
func (f *Frame) portrait(l i18n.Lang) func(image, name string, classes ...string) (template.HTML, error) {
	return func(image, name string, classes ...string) (template.HTML, error) {
		v := face(image, name, classes...)
		if strings.ContainsFunc(v.Letter, special) || strings.ContainsFunc(v.Class, special) || v.Image != "" && !plainAddress(v.Image) {
			return f.partial(l, "site/face", v)
		}
		if v.Image != "" {
			return template.HTML(`<span class="` + v.Class + `"><img src="` + v.Image + `" alt="" width="88" height="88" loading="lazy" decoding="async"></span>`), nil
		}
		return template.HTML(`<span class="` + v.Class + `"><span aria-hidden="true">` + v.Letter + `</span></span>`), nil
	}
}

// partial writes one of the templates.
func (f *Frame) partial(l i18n.Lang, name string, data any) (template.HTML, error) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	err := f.pages[l].Load().ExecuteTemplate(buf, name, data)
	return template.HTML(buf.String()), err
}

// plainAddress says that html/template takes an address over as it is.
func plainAddress(address string) bool {
	rest, ok := strings.CutPrefix(address, "https://")
	return (ok || strings.HasPrefix(address, "/")) && !strings.ContainsFunc(rest, notInPath)
}

// chinese is the tag of a text in Chinese on a page that isn't.
func chinese(l i18n.Lang, text string) string {
	if l != i18n.ZH && strings.ContainsFunc(text, han) {
		return i18n.ZH.Tag()
	}
	return ""
}
