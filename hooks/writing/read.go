package writing

import (
	"bytes"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"qiao/hooks/fetch"
)

// A Found is an article as a page of another site has it.
type Found struct {
	Title     string `json:"title"`
	Body      string `json:"body"`      // Markdown
	Excerpt   string `json:"excerpt"`   // as the page describes itself
	URL       string `json:"url"`       // where it was read
	Canonical string `json:"canonical"` // what the page calls its own address
	Author    string `json:"author"`
	Site      string `json:"site"`
	Licence   string `json:"licence"` // a short name such as "CC BY-SA 4.0", or the address of its terms
	Lang      string `json:"lang"`    // one of the languages of articles, or empty
}

// Bounds of what is taken from a page; those of the fields that it goes into.
const (
	maxElements = 60_000
	maxTitle    = 200
	maxExcerpt  = 500
	maxName     = 120
	maxBody     = 1_000_000
)

var errNoText = errors.New("writing: no article on the page")

// read finds the article on a page and converts it.
func read(page *fetch.Response, convert Converter) (*Found, error) {
	text, err := charset.NewReader(bytes.NewReader(page.Body), page.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	doc, err := html.Parse(text)
	if err != nil {
		return nil, err
	}
	found := &Found{URL: page.URL.String()}
	base := page.URL
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Base {
			if u, err := page.URL.Parse(attribute(n, "href")); err == nil {
				base = u
			}
			break
		}
	}
	found.describe(doc, base)

	parser := readability.NewParser()
	parser.MaxElemsToParse = maxElements
	parser.KeepClasses = true // the classes of code blocks name their language
	article, err := parser.ParseAndMutate(doc, base)
	if err != nil {
		return nil, err
	}
	if article.Node == nil {
		return nil, errNoText
	}
	var source bytes.Buffer
	if err := article.RenderHTML(&source); err != nil {
		return nil, err
	}
	if found.Body, err = convert(source.String()); err != nil {
		return nil, err
	}
	if strings.TrimSpace(found.Body) == "" || len(found.Body) > maxBody {
		return nil, errNoText
	}
	found.Title = line(article.Title(), maxTitle)
	found.Author = line(strings.TrimPrefix(article.Byline(), "By "), maxName)
	found.Site = line(article.SiteName(), maxName)
	found.Excerpt = line(article.Excerpt(), maxExcerpt)
	if found.Lang == "" {
		found.Lang = language(article.Language())
	}
	if found.Site == "" {
		found.Site = page.URL.Hostname()
	}
	return found, nil
}

// describe reads what the page says about itself beside its text.
func (f *Found) describe(doc *html.Node, base *url.URL) {
	var openGraph string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		rels := strings.Fields(strings.ToLower(attribute(n, "rel")))
		for _, rel := range rels {
			switch {
			case rel == "canonical" && n.DataAtom == atom.Link && f.Canonical == "":
				f.Canonical = webAddress(base, attribute(n, "href"))
			case rel == "license" && f.Licence == "":
				f.Licence = licence(webAddress(base, attribute(n, "href")))
			}
		}
		switch {
		case n.DataAtom == atom.Html:
			f.Lang = language(attribute(n, "lang"))
		case n.DataAtom == atom.Meta && attribute(n, "property") == "og:url":
			openGraph = webAddress(base, attribute(n, "content"))
		}
	}
	for _, address := range []string{openGraph, f.URL} {
		if f.Canonical == "" {
			f.Canonical = address
		}
	}
}

// webAddress makes an address of a page absolute; empty unless it is one of the web.
func webAddress(base *url.URL, ref string) string {
	if ref = strings.TrimSpace(ref); ref == "" {
		return ""
	}
	u, err := base.Parse(ref)
	if err != nil {
		return ""
	}
	u.Fragment = ""
	if u, err = fetch.Parse(u.String()); err != nil {
		return ""
	}
	return u.String()
}

var creativeCommons = regexp.MustCompile(`^https?://creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/(zero))/(\d\.\d)`)

// licence gives a licence its short name (https://spdx.org names them alike), or keeps
// the address of its terms.
func licence(address string) string {
	switch m := creativeCommons.FindStringSubmatch(address); {
	case m == nil:
		return line(address, maxName)
	case m[2] != "":
		return "CC0 " + m[3]
	default:
		return "CC " + strings.ToUpper(m[1]) + " " + m[3]
	}
}

// languages are those that an article can be in; see migrations.
var languages = []string{"zh", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}

// language gives one of the articles' languages for a BCP 47 tag, empty for others.
func language(tag string) string {
	tag = strings.ToLower(strings.ReplaceAll(tag, "_", "-"))
	for _, traditional := range []string{"zh-hant", "zh-tw", "zh-hk", "zh-mo"} {
		if strings.HasPrefix(tag, traditional) {
			return "zh-Hant"
		}
	}
	main, _, _ := strings.Cut(tag, "-")
	for _, l := range languages {
		if l == main {
			return l
		}
	}
	return ""
}

// line puts a text on one line without control characters, cut to a number of characters.
func line(s string, most int) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= 0x20 || r >= 0x7f && r <= 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError
	}), " ")
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most])
	}
	return s
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
