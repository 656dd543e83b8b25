package site

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// The encoders are our own: of the feed libraries that write, none gives an RSS channel a link to itself, several
// categories and authors for an item, and dc:creator.

// Feed is a list of recent things, in any of the three formats. All URLs are absolute.
type Feed struct {
	Title       string
	Description string
	Home        string // the page that the feed belongs to
	Self        string // the feed itself
	Language    string // BCP 47
	Icon        string
	Items       []FeedItem // newest first
}

// FeedItem is an entry of a feed.
type FeedItem struct {
	ID         string // never changes; the URL when empty
	URL        string
	Title      string
	Summary    string // plain text
	HTML       string // the whole text, with absolute URLs
	Language   string
	Authors    []FeedAuthor
	Categories []string
	Image      string
	Published  time.Time
	Updated    time.Time
	Source     FeedSource // the original of a translation
	Rights     string     // the licence
}

// FeedAuthor is who wrote an item.
type FeedAuthor struct{ Name, URL string }

// FeedSource names where an item comes from.
type FeedSource struct{ Title, URL string }

func (i FeedItem) id() string {
	if i.ID != "" {
		return i.ID
	}
	return i.URL
}

func (i FeedItem) updated() time.Time {
	if i.Updated.After(i.Published) {
		return i.Updated
	}
	return i.Published
}

// Modified is when the newest item changed, for [Document].
func (f Feed) Modified() time.Time {
	var newest time.Time
	for _, i := range f.Items {
		if t := i.updated(); t.After(newest) {
			newest = t
		}
	}
	return newest
}

// The media types of the formats, as [FeedLink] and a document's Content-Type name them.
const (
	RSSType  = "application/rss+xml"
	AtomType = "application/atom+xml"
	JSONType = "application/feed+json"
)

// RSS encodes a feed as RSS 2.0 with the content, dc and atom extensions that readers expect.
func (f Feed) RSS() (*Document, error) {
	type guid struct {
		Permalink bool   `xml:"isPermaLink,attr"`
		ID        string `xml:",chardata"`
	}
	type source struct {
		URL   string `xml:"url,attr"`
		Title string `xml:",chardata"`
	}
	type item struct {
		Title       string   `xml:"title"`
		Link        string   `xml:"link"`
		GUID        guid     `xml:"guid"`
		Description string   `xml:"description,omitempty"`
		Content     *cdata   `xml:"content:encoded"`
		Creators    []string `xml:"dc:creator"`
		Language    string   `xml:"dc:language,omitempty"`
		Rights      string   `xml:"dc:rights,omitempty"`
		Categories  []string `xml:"category"`
		PubDate     string   `xml:"pubDate,omitempty"`
		Source      *source  `xml:"source"`
	}
	type self struct {
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
	}
	type image struct {
		URL   string `xml:"url"`
		Title string `xml:"title"`
		Link  string `xml:"link"`
	}
	type channel struct {
		Title       string `xml:"title"`
		Link        string `xml:"link"`
		Description string `xml:"description"`
		Self        self   `xml:"atom:link"`
		Language    string `xml:"language,omitempty"`
		Built       string `xml:"lastBuildDate,omitempty"`
		Image       *image `xml:"image"`
		Items       []item `xml:"item"`
	}
	out := struct {
		XMLName xml.Name `xml:"rss"`
		Version string   `xml:"version,attr"`
		Content string   `xml:"xmlns:content,attr"`
		DC      string   `xml:"xmlns:dc,attr"`
		Atom    string   `xml:"xmlns:atom,attr"`
		Channel channel  `xml:"channel"`
	}{
		Version: "2.0", Content: "http://purl.org/rss/1.0/modules/content/", DC: "http://purl.org/dc/elements/1.1/",
		Atom: "http://www.w3.org/2005/Atom",
		Channel: channel{
			Title: xmlText(f.Title), Link: f.Home, Description: xmlText(f.Description), Self: self{f.Self, "self", RSSType},
			Language: f.Language, Built: rssTime(f.Modified()),
		},
	}
	if f.Icon != "" {
		out.Channel.Image = &image{f.Icon, xmlText(f.Title), f.Home}
	}
	for _, i := range f.Items {
		one := item{
			Title: xmlText(i.Title), Link: i.URL, GUID: guid{i.ID == "", i.id()}, Description: xmlText(i.Summary),
			Content: newCDATA(i.HTML), Language: i.Language, Rights: xmlText(i.Rights), PubDate: rssTime(i.Published),
		}
		for _, a := range i.Authors {
			one.Creators = append(one.Creators, xmlText(a.Name))
		}
		for _, c := range i.Categories {
			one.Categories = append(one.Categories, xmlText(c))
		}
		if i.Source.URL != "" {
			one.Source = &source{i.Source.URL, xmlText(i.Source.Title)}
		}
		out.Channel.Items = append(out.Channel.Items, one)
	}
	return f.xmlDocument(RSSType, out)
}

// Atom encodes a feed as Atom (RFC 4287).
func (f Feed) Atom() (*Document, error) {
	type link struct {
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
	}
	type text struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
	type person struct {
		Name string `xml:"name"`
		URI  string `xml:"uri,omitempty"`
	}
	type category struct {
		Term string `xml:"term,attr"`
	}
	type entry struct {
		Lang       string     `xml:"xml:lang,attr,omitempty"`
		ID         string     `xml:"id"`
		Title      string     `xml:"title"`
		Links      []link     `xml:"link"`
		Published  string     `xml:"published,omitempty"`
		Updated    string     `xml:"updated"`
		Authors    []person   `xml:"author"`
		Categories []category `xml:"category"`
		Rights     string     `xml:"rights,omitempty"`
		Summary    string     `xml:"summary,omitempty"`
		Content    *text      `xml:"content"`
	}
	out := struct {
		XMLName  xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Lang     string   `xml:"xml:lang,attr,omitempty"`
		ID       string   `xml:"id"`
		Title    string   `xml:"title"`
		Subtitle string   `xml:"subtitle,omitempty"`
		Updated  string   `xml:"updated"`
		Links    []link   `xml:"link"`
		Author   person   `xml:"author"`
		Icon     string   `xml:"icon,omitempty"`
		Entries  []entry  `xml:"entry"`
	}{
		Lang: f.Language, ID: f.Home, Title: xmlText(f.Title), Subtitle: xmlText(f.Description), Updated: atomTime(f.Modified()),
		Links: []link{{f.Self, "self", AtomType}, {f.Home, "alternate", "text/html"}},
		// an entry without an author of its own takes the feed's, which the RFC then demands
		Author: person{Name: xmlText(f.Title), URI: f.Home}, Icon: f.Icon,
	}
	for _, i := range f.Items {
		one := entry{
			Lang: i.Language, ID: i.id(), Title: xmlText(i.Title), Links: []link{{i.URL, "alternate", "text/html"}},
			Updated: atomTime(i.updated()), Summary: xmlText(i.Summary), Rights: xmlText(i.Rights),
		}
		if !i.Published.IsZero() {
			one.Published = atomTime(i.Published)
		}
		if i.Source.URL != "" {
			one.Links = append(one.Links, link{i.Source.URL, "via", ""})
		}
		for _, a := range i.Authors {
			one.Authors = append(one.Authors, person{xmlText(a.Name), a.URL})
		}
		for _, c := range i.Categories {
			one.Categories = append(one.Categories, category{xmlText(c)})
		}
		if i.HTML != "" {
			one.Content = &text{"html", xmlText(i.HTML)}
		}
		out.Entries = append(out.Entries, one)
	}
	return f.xmlDocument(AtomType, out)
}

// JSON encodes a feed as JSON Feed 1.1.
func (f Feed) JSON() (*Document, error) {
	type author struct {
		Name string `json:"name"`
		URL  string `json:"url,omitempty"`
	}
	type item struct {
		ID          string   `json:"id"`
		URL         string   `json:"url"`
		ExternalURL string   `json:"external_url,omitempty"`
		Title       string   `json:"title"`
		HTML        string   `json:"content_html,omitempty"`
		Text        string   `json:"content_text,omitempty"`
		Summary     string   `json:"summary,omitempty"`
		Image       string   `json:"image,omitempty"`
		Published   string   `json:"date_published,omitempty"`
		Modified    string   `json:"date_modified,omitempty"`
		Authors     []author `json:"authors,omitempty"`
		Tags        []string `json:"tags,omitempty"`
		Language    string   `json:"language,omitempty"`
	}
	out := struct {
		Version     string `json:"version"`
		Title       string `json:"title"`
		Home        string `json:"home_page_url"`
		Self        string `json:"feed_url"`
		Description string `json:"description,omitempty"`
		Icon        string `json:"icon,omitempty"`
		Language    string `json:"language,omitempty"`
		Items       []item `json:"items"`
	}{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self, Description: f.Description,
		Icon: f.Icon, Language: f.Language, Items: []item{},
	}
	for _, i := range f.Items {
		one := item{
			ID: i.id(), URL: i.URL, ExternalURL: i.Source.URL, Title: i.Title, HTML: i.HTML, Summary: i.Summary, Image: i.Image,
			Tags: i.Categories, Language: i.Language,
		}
		if i.HTML == "" {
			one.Text = i.Summary // an item needs one of the two
			if one.Text == "" {
				one.Text = i.Title
			}
		}
		if !i.Published.IsZero() {
			one.Published = atomTime(i.Published)
		}
		if i.Updated.After(i.Published) {
			one.Modified = atomTime(i.Updated)
		}
		for _, a := range i.Authors {
			one.Authors = append(one.Authors, author(a))
		}
		out.Items = append(out.Items, one)
	}
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		return nil, err
	}
	return &Document{ContentType: JSONType, Body: buf.Bytes(), Modified: f.Modified()}, nil
}

// FeedLinks names the three formats of a feed whose files are base + "feed.xml", "atom.xml" and "feed.json"; base is a
// path that ends with a slash.
func FeedLinks(title, base string) []FeedLink {
	return []FeedLink{
		{title + " (RSS)", RSSType, base + "feed.xml"},
		{title + " (Atom)", AtomType, base + "atom.xml"},
		{title + " (JSON Feed)", JSONType, base + "feed.json"},
	}
}

func (f Feed) xmlDocument(contentType string, value any) (*Document, error) {
	body, err := xml.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("site: feed %s: %w", f.Self, err)
	}
	return &Document{ContentType: contentType + "; charset=utf-8", Body: append([]byte(xml.Header), body...), Modified: f.Modified()}, nil
}

// cdata is text that is written without escapes.
type cdata struct {
	Text string `xml:",cdata"`
}

func newCDATA(s string) *cdata {
	if s == "" {
		return nil
	}
	return &cdata{xmlText(s)}
}

// xmlText drops what XML 1.0 can't hold at all: one control character would make a feed unreadable as a whole.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD && r != utf8.RuneError,
			r >= 0x10000 && r <= 0x10FFFF:
			return r
		}
		return -1
	}, s)
}

func rssTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC1123Z)
}

// atomTime is RFC 3339; a feed without items has to be of some time all the same.
func atomTime(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format(time.RFC3339)
}
