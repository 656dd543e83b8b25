package site

import (
	"encoding/xml"
	"fmt"
	"time"

	"qiao/hooks/i18n"
)

// SitemapSize is how many pages one sitemap names. The protocol allows 50,000; with the alternates of each, a fifth of
// that stays well below its 50 MB.
const SitemapSize = 10000

// SitemapEntry is a page in a sitemap.
type SitemapEntry struct {
	Path     string // in Chinese, without a prefix
	Modified time.Time
	// OneLanguage says that the page exists in Chinese alone.
	OneLanguage bool
}

// Sitemap encodes up to [SitemapSize] pages, each in all its languages with the alternates named (sitemaps.org 0.9 with
// Google's xhtml:link extension).
func Sitemap(r *Request, entries []SitemapEntry) (*Document, error) {
	type link struct {
		Rel  string `xml:"rel,attr"`
		Lang string `xml:"hreflang,attr"`
		Href string `xml:"href,attr"`
	}
	type url struct {
		Loc     string `xml:"loc"`
		Lastmod string `xml:"lastmod,omitempty"`
		Links   []link `xml:"xhtml:link"`
	}
	out := struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		XHTML   string   `xml:"xmlns:xhtml,attr"`
		URLs    []url    `xml:"url"`
	}{XHTML: "http://www.w3.org/1999/xhtml"}
	if len(entries) > SitemapSize {
		return nil, fmt.Errorf("site: a sitemap of %d pages; %d is the most", len(entries), SitemapSize)
	}
	var newest time.Time
	for _, e := range entries {
		if e.Modified.After(newest) {
			newest = e.Modified
		}
		var links []link
		if !e.OneLanguage {
			for _, l := range i18n.All {
				links = append(links, link{"alternate", l.Tag(), r.Abs(l.Path(e.Path))})
			}
			links = append(links, link{"alternate", "x-default", r.Abs(e.Path)})
		}
		for _, l := range i18n.All {
			if l != i18n.ZH && e.OneLanguage {
				continue
			}
			out.URLs = append(out.URLs, url{r.Abs(l.Path(e.Path)), i18n.ISODate(e.Modified), links})
		}
	}
	return sitemapDocument(out, newest)
}

// SitemapFile is one sitemap in the index.
type SitemapFile struct {
	Path     string
	Modified time.Time
}

// SitemapIndex encodes the list of all sitemaps.
func SitemapIndex(r *Request, files []SitemapFile) (*Document, error) {
	type sitemap struct {
		Loc     string `xml:"loc"`
		Lastmod string `xml:"lastmod,omitempty"`
	}
	out := struct {
		XMLName  xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Sitemaps []sitemap `xml:"sitemap"`
	}{}
	var newest time.Time
	for _, f := range files {
		if f.Modified.After(newest) {
			newest = f.Modified
		}
		out.Sitemaps = append(out.Sitemaps, sitemap{r.Abs(f.Path), i18n.ISODate(f.Modified)})
	}
	return sitemapDocument(out, newest)
}

func sitemapDocument(value any, modified time.Time) (*Document, error) {
	body, err := xml.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("site: sitemap: %w", err)
	}
	return &Document{ContentType: "application/xml; charset=utf-8", Body: append([]byte(xml.Header), body...), Modified: modified}, nil
}

// OpenSearch encodes the OpenSearch 1.1 description that lets a browser search the site from its address bar.
func OpenSearch(r *Request) (*Document, error) {
	type url struct {
		Type     string `xml:"type,attr"`
		Method   string `xml:"method,attr"`
		Template string `xml:"template,attr"`
	}
	type image struct {
		Width  int    `xml:"width,attr"`
		Height int    `xml:"height,attr"`
		Type   string `xml:"type,attr"`
		URL    string `xml:",chardata"`
	}
	info := r.Site()
	body, err := xml.Marshal(struct {
		XMLName     xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
		Name        string   `xml:"ShortName"`
		Description string   `xml:"Description"`
		Encoding    string   `xml:"InputEncoding"`
		Language    string   `xml:"Language"`
		Image       image    `xml:"Image"`
		URL         url      `xml:"Url"`
	}{
		Name: firstRunes(xmlText(info.Name), 16), Description: firstRunes(xmlText(info.Name+" · "+info.Tagline), 1024),
		Encoding: "UTF-8", Language: r.Lang.Tag(), Image: image{192, 192, "image/png", r.Abs(r.Asset("img/icon-192.png"))},
		URL: url{"text/html", "get", r.Abs(r.Link("/search")) + "?q={searchTerms}"},
	})
	if err != nil {
		return nil, fmt.Errorf("site: opensearch: %w", err)
	}
	return &Document{ContentType: "application/opensearchdescription+xml; charset=utf-8", Body: append([]byte(xml.Header), body...)}, nil
}

// firstRunes cuts a text to what the specification allows, in characters.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
