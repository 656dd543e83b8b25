package site

import (
	"strings"
	"time"

	"qiao/hooks/i18n"
)

// The builders return schema.org data for [Page].JSONLD. Empty values are left out, because validators complain about
// them. All URLs are absolute: use [Request.Abs].

// Thing is a schema.org object.
type Thing map[string]any

const schemaOrg = "https://schema.org"

// thing makes an object of the pairs that have a value.
func thing(kind string, pairs ...any) Thing {
	t := Thing{"@type": kind}
	for i := 0; i+1 < len(pairs); i += 2 {
		switch v := pairs[i+1].(type) {
		case string:
			if v == "" {
				continue
			}
		case []string:
			if len(v) == 0 {
				continue
			}
		case []Thing:
			if len(v) == 0 {
				continue
			}
		case Thing:
			if len(v) == 0 {
				continue
			}
		case time.Time:
			if v.IsZero() {
				continue
			}
			t[pairs[i].(string)] = i18n.ISODate(v)
			continue
		case int:
			if v == 0 {
				continue
			}
		}
		t[pairs[i].(string)] = pairs[i+1]
	}
	return t
}

// Root makes an object one that stands by itself in a page.
func (t Thing) Root() Thing {
	t["@context"] = schemaOrg
	return t
}

// PersonLD describes an author. SameAs are the person's pages elsewhere.
func PersonLD(name, url, image string, sameAs ...string) Thing {
	return thing("Person", "name", name, "url", url, "image", image, "sameAs", sameAs)
}

// OrganizationLD describes the site's owner, or a column of an organization.
func OrganizationLD(name, url, logo string, sameAs ...string) Thing {
	return thing("Organization", "name", name, "url", url, "logo", logo, "sameAs", sameAs)
}

// Publisher is the site itself as the publisher of what is on it.
func (r *Request) Publisher() Thing {
	info := r.Site()
	logo := info.Logo
	if logo == "" {
		logo = r.Asset("img/icon-512.png")
	}
	return OrganizationLD(info.Name, r.Abs(r.Link("/")), r.Abs(logo))
}

// ArticleLD is what an article's structured data says.
type ArticleLD struct {
	Type        string // "Article", "TechArticle", "BlogPosting" or "NewsArticle"; "Article" when empty
	URL         string
	Headline    string
	Description string
	Image       string
	Language    string // BCP 47
	Section     string
	Keywords    []string
	Words       int
	Published   time.Time
	Modified    time.Time
	Authors     []Thing
	Translators []Thing
	Publisher   Thing
	Licence     string // URL
	BasedOn     Thing  // the original of a translation
	PartOf      Thing  // the series or the column
}

// Article returns the data as a root object.
func (a ArticleLD) Article() Thing {
	kind := a.Type
	if kind == "" {
		kind = "Article"
	}
	t := thing(kind,
		"@id", a.URL, "url", a.URL, "mainEntityOfPage", a.URL, "headline", firstRunes(a.Headline, 110), "description", a.Description,
		"image", a.Image, "inLanguage", a.Language, "articleSection", a.Section, "keywords", strings.Join(a.Keywords, ", "),
		"wordCount", a.Words, "datePublished", a.Published, "dateModified", a.Modified, "author", a.Authors,
		"translator", a.Translators, "publisher", a.Publisher, "license", a.Licence, "isPartOf", a.PartOf)
	if len(a.BasedOn) > 0 {
		t["isBasedOn"] = a.BasedOn
		t["translationOfWork"] = a.BasedOn
	}
	return t.Root()
}

// WorkLD names another work: the original of a translation, or the series that an article is part of. Kind is a
// schema.org type such as "CreativeWork" or "CreativeWorkSeries".
func WorkLD(kind, name, url string, authors ...Thing) Thing {
	return thing(kind, "name", name, "url", url, "author", authors)
}

// BreadcrumbLD describes the way from the home page to this page; the URLs are paths of this site.
func (r *Request) BreadcrumbLD(way ...Link) Thing {
	items := make([]Thing, 0, len(way)+1)
	add := func(name, path string) {
		items = append(items, thing("ListItem", "position", len(items)+1, "name", name, "item", r.Abs(path)))
	}
	add(r.Site().Name, r.Link("/"))
	for _, step := range way {
		add(step.Label, step.URL)
	}
	return thing("BreadcrumbList", "itemListElement", items).Root()
}

// WebSiteLD describes the site with its search, for the home page.
func (r *Request) WebSiteLD() Thing {
	info := r.Site()
	home := r.Abs(r.Link("/"))
	t := thing("WebSite", "@id", home+"#website", "url", home, "name", info.Name, "description", info.Tagline,
		"inLanguage", r.Lang.Tag(), "publisher", r.Publisher())
	t["potentialAction"] = Thing{
		"@type":       "SearchAction",
		"target":      Thing{"@type": "EntryPoint", "urlTemplate": r.Abs(r.Link("/search")) + "?q={search_term_string}"},
		"query-input": "required name=search_term_string",
	}
	return t.Root()
}

// CollectionLD describes a page that lists things; the links are paths of this site, in the order shown.
func (r *Request) CollectionLD(name, description, path string, items []Link) Thing {
	list := make([]Thing, 0, len(items))
	for i, item := range items {
		list = append(list, thing("ListItem", "position", i+1, "url", r.Abs(item.URL), "name", item.Label))
	}
	t := thing("CollectionPage", "@id", r.Abs(path), "url", r.Abs(path), "name", name,
		"description", description, "inLanguage", r.Lang.Tag())
	if len(list) > 0 {
		t["mainEntity"] = thing("ItemList", "itemListElement", list)
	}
	return t.Root()
}

// ProfileLD is the page about a person.
func (r *Request) ProfileLD(person Thing, path string) Thing {
	return thing("ProfilePage", "url", r.Abs(path), "inLanguage", r.Lang.Tag(), "mainEntity", person).Root()
}
