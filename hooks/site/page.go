package site

import (
	"html/template"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
)

// Page is what a handler gives: the data of one template, and what the head of the document says about it.
type Page struct {
	Template string // the template's name, "feature/name"
	Data     any    // the template's dot

	Title       string // without the site's name; empty on the home page
	Description string // one or two sentences, plain text
	Canonical   string // path or URL of the original; the page itself when empty
	Image       string // path or URL of the picture for cards elsewhere; the site's own when empty
	ImageAlt    string
	Type        string // Open Graph type; "website" when empty
	JSONLD      []any  // structured data; see jsonld.go for builders
	Feeds       []FeedLink
	Authors     []string
	Section     string
	Tags        []string
	Published   time.Time
	Modified    time.Time

	// OneLanguage says that the page doesn't exist in the other language: no alternate is named and the switch leads home.
	OneLanguage bool
	NoIndex     bool          // not for search engines
	NoStore     bool          // not kept in the cache
	Status      int           // 200 when zero
	MaxAge      time.Duration // how long the cache may keep it without having heard of a change; 10 minutes when zero
	View        string        // what a reading of the page counts for, "article:RECORD_ID"
	Styles      []string      // further style sheets of pb_public, such as "css/article.css"
	Scripts     []string      // further modules of pb_public, such as "js/article.js"
	Prev, Next  string        // links for rel=prev and rel=next, of a page in a sequence
}

// FeedLink names a feed that belongs to a page.
type FeedLink struct {
	Title string
	Type  string // "application/rss+xml", "application/atom+xml" or "application/feed+json"
	URL   string // path or URL
}

// Document is anything but a page: a feed, a sitemap, a text.
type Document struct {
	ContentType string
	Body        []byte
	Modified    time.Time     // for Last-Modified; may be zero
	MaxAge      time.Duration // as in Page
	NoStore     bool
	NoIndex     bool
}

// Link is a text that leads somewhere.
type Link struct {
	Label string
	URL   string
	// Count is how many things are there, 0 when that isn't said.
	Count int
	// Current marks the page that is shown.
	Current bool
	// Outside says that it leads to another site, which nobody here answers for: rel="nofollow ugc noopener".
	Outside bool
}

// Image is a picture with the size it has, in pixels, so that the page doesn't move when it loads.
type Image struct {
	URL           string
	Alt           string
	Width, Height int // 0 when unknown
}

// Card is one article in a list.
type Card struct {
	URL       string
	Title     string
	Excerpt   string
	Cover     *Image
	Kind      string // the kind's name in the reader's language
	KindURL   string
	Lang      string // BCP 47 tag of the article's own language, for its lang attribute
	Authors   []Link // the first one is the author, the others co-authors
	Avatar    string
	Column    Link
	Tags      []Link
	Published time.Time
	Minutes   int
	Votes     int64
	Comments  int64
	Views     int64
	// Translated says that the article is a translation.
	Translated bool
}

// SiteInfo is what every page shows of the site, in one language.
type SiteInfo struct {
	Name       string
	Tagline    string
	Logo       string        // URL; the built-in mark when empty
	Footer     template.HTML // rendered by the provider, which vouches for it
	ICP        string        // filing number with the Ministry of Industry and Information Technology
	Police     string        // filing number with the public security organs
	Contact    string        // e-mail address or URL
	Agreements []Link        // the terms and the privacy policy, where there are some; paths without the language's prefix
	Navigation []Link        // paths without the language's prefix, or URLs
}

// InfoFunc reads the site's information in a language. It is asked again after a change of the "site" collection.
type InfoFunc func(app core.App, lang i18n.Lang) (SiteInfo, error)

func (f *Frame) siteInfo(l i18n.Lang) *SiteInfo {
	if info := f.infos[l].Load(); info != nil {
		return info
	}
	// reading and storing under one lock: forgetInfo comes before or after both, so nothing outdated stays
	f.infoMu.Lock()
	defer f.infoMu.Unlock()
	var info SiteInfo
	if f.info != nil {
		var err error
		if info, err = f.info(f.app, l); err != nil {
			f.app.Logger().Error("the site's information can't be read", "error", err)
			info = SiteInfo{}
		}
	}
	if info.Name == "" {
		info.Name = i18n.T(l, "site.name")
	}
	if info.Tagline == "" {
		info.Tagline = i18n.T(l, "site.tagline")
	}
	if len(info.Navigation) == 0 {
		info.Navigation = []Link{
			{Label: i18n.T(l, "site.nav.articles"), URL: "/articles"},
			{Label: i18n.T(l, "site.nav.questions"), URL: "/questions"},
			{Label: i18n.T(l, "site.nav.events"), URL: "/events"},
			{Label: i18n.T(l, "site.nav.columns"), URL: "/columns"},
			{Label: i18n.T(l, "site.nav.tags"), URL: "/tags"},
			{Label: i18n.T(l, "site.nav.communities"), URL: "/communities"},
			{Label: i18n.T(l, "site.nav.about"), URL: "/about"},
		}
	}
	f.infos[l].Store(&info)
	return &info
}

func (f *Frame) forgetInfo() {
	f.infoMu.Lock()
	defer f.infoMu.Unlock()
	for l := range f.infos {
		f.infos[l].Store(nil)
	}
}
