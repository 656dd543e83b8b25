package site_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"qiao/hooks/site"
)

var feed = site.Feed{
	Title: "桥 & friends", Description: "what's <new>", Home: "https://example.org/", Self: "https://example.org/feed.xml",
	Language: "zh-CN", Icon: "https://example.org/icon.png",
	Items: []site.FeedItem{
		{
			URL: "https://example.org/articles/a", Title: "标题 <b> & \x00\x1bcontrol", Summary: "a ]]> b",
			HTML: "<p>正文 &amp; ]]> more \x08</p>", Language: "zh-CN",
			Authors:    []site.FeedAuthor{{Name: "李雷", URL: "https://example.org/people/lilei"}, {Name: "Han"}},
			Categories: []string{"go", "数据库"},
			Published:  time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC), Updated: time.Date(2026, 3, 15, 8, 0, 0, 0, time.UTC),
			Source: site.FeedSource{Title: "The original", URL: "https://example.com/o"}, Rights: "CC BY 4.0",
		},
		{ID: "urn:x", URL: "https://example.org/articles/b", Title: "bare"},
	},
}

// Every format is read back by a parser that isn't ours.
func TestFeedsAreReadByOthers(t *testing.T) {
	for name, encode := range map[string]func() (*site.Document, error){"rss": feed.RSS, "atom": feed.Atom, "json": feed.JSON} {
		t.Run(name, func(t *testing.T) {
			d, err := encode()
			if err != nil {
				t.Fatal(err)
			}
			if !d.Modified.Equal(feed.Items[0].Updated) {
				t.Errorf("modified %v", d.Modified)
			}
			got, err := gofeed.NewParser().ParseString(string(d.Body))
			if err != nil {
				t.Fatalf("%v\n%s", err, d.Body)
			}
			if got.FeedType != name || got.Title != feed.Title || got.Description != feed.Description || got.Link != feed.Home ||
				got.Language != "zh-CN" || len(got.Items) != 2 {
				t.Errorf("%+v", got)
			}
			if name != "json" && got.FeedLink != feed.Self {
				t.Errorf("the feed's own link is %q", got.FeedLink)
			}
			i := got.Items[0]
			if i.Link != feed.Items[0].URL || !strings.HasPrefix(i.Title, "标题 <b> & ") || i.Description != "a ]]> b" ||
				!strings.HasPrefix(i.Content, "<p>正文 &amp; ]]> more ") {
				t.Errorf("%+v", i)
			}
			authors := len(i.Authors)
			if name == "rss" { // the parser keeps the first of several
				authors = strings.Count(string(d.Body), "<dc:creator>")
			}
			if authors != 2 || i.Authors[0].Name != "李雷" || len(i.Categories) != 2 || i.Categories[1] != "数据库" {
				t.Errorf("authors %v, categories %v", i.Authors, i.Categories)
			}
			if i.PublishedParsed == nil || !i.PublishedParsed.Equal(feed.Items[0].Published) {
				t.Errorf("published %v", i.Published)
			}
			if got.Items[1].GUID != "urn:x" {
				t.Errorf("id %q", got.Items[1].GUID)
			}
		})
	}
}

func TestEmptyFeedsAreValid(t *testing.T) {
	empty := site.Feed{Title: "x", Home: "https://example.org/", Self: "https://example.org/atom.xml"}
	for name, encode := range map[string]func() (*site.Document, error){"rss": empty.RSS, "atom": empty.Atom, "json": empty.JSON} {
		d, err := encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gofeed.NewParser().ParseString(string(d.Body)); err != nil {
			t.Errorf("%s: %v\n%s", name, err, d.Body)
		}
	}
}

func TestSitemaps(t *testing.T) {
	app := newApp(t)
	f := site.New(app, public, site.Config{BaseURL: func() string { return "https://example.org/" }})
	f.Views(views(testViews))
	changed := time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC)
	f.Document("/sitemap.xml", func(r *site.Request) (*site.Document, error) {
		return site.SitemapIndex(r, []site.SitemapFile{{Path: "/sitemaps/1.xml", Modified: changed}})
	})
	f.Document("/sitemaps/1.xml", func(r *site.Request) (*site.Document, error) {
		return site.Sitemap(r, []site.SitemapEntry{{Path: "/"}, {Path: "/tags/中文", Modified: changed}, {Path: "/zh", OneLanguage: true}})
	})
	f.Document("/opensearch.xml", site.OpenSearch, site.Localized())
	h := serve(t, app)

	var index struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Loc     []string `xml:"sitemap>loc"`
	}
	decode(t, get(h, "/sitemap.xml").Body.Bytes(), &index)
	if len(index.Loc) != 1 || index.Loc[0] != "https://example.org/sitemaps/1.xml" {
		t.Errorf("%v", index)
	}
	var set struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			Lastmod string `xml:"lastmod"`
			Links   []struct {
				Lang string `xml:"hreflang,attr"`
				Href string `xml:"href,attr"`
			} `xml:"http://www.w3.org/1999/xhtml link"`
		} `xml:"url"`
	}
	w := get(h, "/sitemaps/1.xml")
	decode(t, w.Body.Bytes(), &set)
	if len(set.URLs) != 5 {
		t.Fatalf("%d URLs in %s", len(set.URLs), w.Body)
	}
	tag := set.URLs[3]
	if tag.Loc != "https://example.org/en/tags/%E4%B8%AD%E6%96%87" || tag.Lastmod != "2026-03-14T08:00:00Z" || len(tag.Links) != 3 ||
		tag.Links[2].Lang != "x-default" || tag.Links[2].Href != "https://example.org/tags/%E4%B8%AD%E6%96%87" {
		t.Errorf("%+v", tag)
	}
	if w.Header().Get("Last-Modified") != "Sat, 14 Mar 2026 08:00:00 GMT" {
		t.Errorf("Last-Modified %q", w.Header().Get("Last-Modified"))
	}
	if w := get(h, "/en/opensearch.xml"); !strings.Contains(w.Body.String(), "https://example.org/en/search?q={searchTerms}") {
		t.Errorf("%s", w.Body)
	}
}

func TestSitemapRefusesTooMany(t *testing.T) {
	if _, err := site.Sitemap(nil, make([]site.SitemapEntry, site.SitemapSize+1)); err == nil {
		t.Error("no error")
	}
}

func TestArticleData(t *testing.T) {
	data := site.ArticleLD{
		URL: "https://example.org/articles/a", Headline: strings.Repeat("长", 200), Keywords: []string{"go", "db"},
		Authors: []site.Thing{site.PersonLD("李雷", "https://example.org/people/lilei", "")},
		BasedOn: site.WorkLD("CreativeWork", "The original", "https://example.com/o", site.PersonLD("Ann", "", "")),
	}.Article()
	text, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got["@context"] != "https://schema.org" || got["@type"] != "Article" || len([]rune(got["headline"].(string))) != 110 ||
		got["keywords"] != "go, db" || got["isBasedOn"].(map[string]any)["name"] != "The original" {
		t.Errorf("%s", text)
	}
	for _, absent := range []string{"image", "wordCount", "datePublished", "translator", "license"} {
		if _, ok := got[absent]; ok {
			t.Errorf("%s has no value and must be left out", absent)
		}
	}
}

func decode(t *testing.T, body []byte, into any) {
	t.Helper()
	if err := xml.Unmarshal(body, into); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
}
