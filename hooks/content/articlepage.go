package content

import (
	"database/sql"
	"encoding/json"
	"errors"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"

	"qiao/hooks/cards"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// articleView is what content/article shows.
type articleView struct {
	ID        string
	Title     string
	Lang      string // BCP 47 tag of the article's language
	Excerpt   string // as given by the author; a derived one would say the beginning twice
	Kind      site.Link
	Column    site.Link
	Series    *seriesNav
	Authors   []authorView
	Published time.Time
	Edited    time.Time
	Minutes   int
	Views     int
	Cover     *site.Image
	TOC       []tocEntry
	HTML      template.HTML
	Tags      []tagLink
	Source    *sourceView
	Canonical string // where it first appeared, when that is elsewhere
	Permalink string
	Related   []site.Card

	Bar, Discussion template.HTML // what other rooms add
}

type authorView struct {
	site.Link
	ID, Bio, Avatar string
}

type tagLink struct {
	site.Link
	ID string
}

// tocEntry is a heading with those below it.
type tocEntry struct {
	markdown.Heading
	Below []tocEntry
}

// seriesNav leads through the parts of a series.
type seriesNav struct {
	site.Link
	Part  int // this article's place, from 1
	Parts []site.Link
	Prev  *site.Link
	Next  *site.Link
}

// sourceView credits the original of a translation.
type sourceView struct {
	Title, URL, Licence             string
	Authors, Translators, Reviewers []Credit
}

func articlePage(r *site.Request) (*site.Page, error) {
	record, err := articleAt.Find(r, r.Param("slug"))
	if err != nil {
		return nil, err
	}
	a := schema.AsArticle(record)
	doc, err := readShown(r.Context(), r.App(), a.Id)
	if err != nil {
		return nil, err
	}
	v := articleView{
		ID: a.Id, Title: a.Title(), Lang: cards.Tag(a.Lang()), Excerpt: a.Excerpt(),
		Kind:      site.Link{Label: r.T("kind." + a.Kind()), URL: r.Link("/articles") + "?kind=" + a.Kind()},
		Published: cards.Time(a.Published()), Edited: cards.Time(a.Edited()), Minutes: doc.Minutes,
		HTML: trusted(doc.HTML), Source: sourceOf(a), Permalink: r.Abs(r.Link(r.Path())),
	}
	if a.Canonical() != "" && a.Canonical() != v.Permalink {
		v.Canonical = a.Canonical()
	}
	if a.Cover() != "" {
		v.Cover = &site.Image{URL: cards.File(schema.Articles, a.Id, a.Cover(), "1280x0"), Alt: a.CoverAlt(), Width: doc.CoverWidth, Height: doc.CoverHeight}
	}
	if v.TOC, err = contents(doc.TOC); err != nil {
		return nil, err
	}
	if err := v.read(r, a); err != nil {
		return nil, err
	}
	p := articleDocument(r, a, doc, &v)
	if v.Bar, err = r.Sections(p, barPlace, a.Id); err != nil {
		return nil, err
	}
	v.Discussion, err = r.Sections(p, discussionPlace, a.Id)
	return p, err
}

// read fills in what comes from other records.
func (v *articleView) read(r *site.Request, a *schema.Article) (err error) {
	if v.Authors, err = authorCards(r, authorsOf(a)); err != nil {
		return err
	}
	if v.Column, err = columnLink(r, a.Column()); err != nil {
		return err
	}
	tags, err := r.App().FindRecordsByIds(schema.Tags, a.Tags())
	if err != nil {
		return err
	}
	for _, id := range a.Tags() {
		for _, record := range tags {
			if record.Id == id {
				t := schema.AsTag(record)
				v.Tags = append(v.Tags, tagLink{site.Link{Label: tagName(r, t), URL: r.Link("/tags/" + t.Slug())}, id})
				r.Reads(schema.Tags + "/" + id)
			}
		}
	}
	r.Reads(schema.StatsRows + "/" + a.Id)
	stats, err := r.App().FindRecordById(schema.StatsRows, a.Id)
	if err == nil {
		s := schema.AsStats(stats)
		v.Views = s.Views()
	} else if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if v.Series, err = seriesOf(r, a); err != nil {
		return err
	}
	v.Related, err = related(r, a)
	return err
}

// authorCards gives what is shown of accounts, in their order, each once.
func authorCards(r *site.Request, ids []string) ([]authorView, error) {
	records, err := r.App().FindRecordsByIds(schema.Users, ids)
	if err != nil {
		return nil, err
	}
	var list []authorView
	for i, id := range ids {
		for _, record := range records {
			if record.Id == id && !slices.Contains(ids[:i], id) {
				u := schema.AsUser(record)
				r.Reads(schema.Users + "/" + id)
				list = append(list, authorView{cards.Person(r, u.Handle(), u.Name()), id, u.Bio(), cards.File(schema.Users, id, u.Avatar(), "96x96")})
			}
		}
	}
	return list, nil
}

// contents nests the headings of a rendition, those of the first two levels in use.
func contents(raw string) ([]tocEntry, error) {
	var headings []markdown.Heading
	if raw == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(raw), &headings); err != nil {
		return nil, err
	}
	if len(headings) == 0 {
		return nil, nil
	}
	top := slices.MinFunc(headings, func(a, b markdown.Heading) int { return a.Level - b.Level }).Level
	var list []tocEntry
	for _, h := range headings {
		switch {
		case h.Level == top || len(list) == 0:
			list = append(list, tocEntry{Heading: h})
		case h.Level == top+1:
			last := &list[len(list)-1]
			last.Below = append(last.Below, tocEntry{Heading: h})
		}
	}
	return list, nil
}

func sourceOf(a *schema.Article) *sourceView {
	credits, _ := parseCredits(a.GetString(schema.ArticleCredits))
	if a.SourceURL() == "" && a.SourceTitle() == "" && len(credits) == 0 {
		return nil
	}
	s := &sourceView{Title: a.SourceTitle(), URL: a.SourceURL(), Licence: a.SourceLicence()}
	for _, c := range credits {
		switch c.Role {
		case CreditAuthor:
			s.Authors = append(s.Authors, c)
		case CreditTranslator:
			s.Translators = append(s.Translators, c)
		case CreditReviewer:
			s.Reviewers = append(s.Reviewers, c)
		}
	}
	return s
}

func seriesOf(r *site.Request, a *schema.Article) (*seriesNav, error) {
	if a.Series() == "" {
		return nil, nil
	}
	r.Reads(schema.SeriesList+"/"+a.Series(), seriesTag(a.Series()))
	record, err := r.App().FindRecordById(schema.SeriesList, a.Series())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := schema.AsSeries(record)
	nav := &seriesNav{Link: site.Link{Label: s.Title(), URL: r.Link("/series/" + s.Slug())}}
	var parts []struct {
		ID    string `db:"id"`
		Slug  string `db:"slug"`
		Title string `db:"title"`
	}
	if err := r.App().DB().NewQuery("SELECT id, slug, title FROM articles WHERE series = {:series} AND series != '' AND +status = 'published' " + partOrder).
		WithContext(r.Context()).Bind(dbx.Params{"series": s.Id, "most": maxParts}).All(&parts); err != nil {
		return nil, err
	}
	for i, part := range parts {
		r.Reads(schema.Articles + "/" + part.ID)
		link := site.Link{Label: part.Title, URL: r.Link("/articles/" + part.Slug), Current: part.ID == a.Id}
		nav.Parts = append(nav.Parts, link)
		if link.Current {
			nav.Part = i + 1
		}
	}
	if i := nav.Part - 1; i > 0 {
		nav.Prev = &nav.Parts[i-1]
	}
	if i := nav.Part; i > 0 && i < len(nav.Parts) {
		nav.Next = &nav.Parts[i]
	}
	return nav, nil
}

// relatedCount is how many articles are offered to read on.
const relatedCount = 4

// related offers what is new on the article's tags, the first tag first, then in its column.
func related(r *site.Request, a *schema.Article) ([]site.Card, error) {
	var shelves []string
	for _, tag := range a.Tags() {
		shelves = append(shelves, cards.Shelf("tag", tag))
	}
	if a.Column() != "" {
		shelves = append(shelves, cards.Shelf("column", a.Column()))
	}
	shelves = append(shelves, cards.ShelfAll)
	var ids []string
	for _, shelf := range shelves {
		if len(ids) >= relatedCount {
			break
		}
		next, err := cards.List{Shelf: shelf, Sort: cards.Hot}.IDs(r.Context(), r.App(), 0, 2*relatedCount)
		if err != nil {
			return nil, err
		}
		for _, id := range next {
			if id != a.Id && !slices.Contains(ids, id) && len(ids) < relatedCount {
				ids = append(ids, id)
			}
		}
	}
	return cards.Load(r, ids)
}

// articleDocument is what the head of the page and structured data say of an article.
func articleDocument(r *site.Request, a *schema.Article, doc *shown, v *articleView) *site.Page {
	p := &site.Page{
		Template: "content/article", Data: v, View: "article:" + v.ID, Styles: []string{"css/article.css"}, Title: v.Title, Description: doc.Excerpt, Type: "article",
		Canonical: v.Canonical, Published: v.Published, Modified: v.Edited, Section: v.Kind.Label, Feeds: cards.FeedLinks(r, "", ""),
	}
	if a.Cover() != "" && !strings.HasSuffix(a.Cover(), ".svg") {
		p.Image, p.ImageAlt = cards.File(schema.Articles, a.Id, a.Cover(), "1280x0"), a.CoverAlt()
	}
	ld := site.ArticleLD{
		Type: ldTypes[a.Kind()], Headline: v.Title, Description: doc.Excerpt, URL: v.Permalink, Language: v.Lang,
		Published: v.Published, Modified: v.Edited, Words: doc.Words, Section: v.Kind.Label, Publisher: r.Publisher(),
	}
	if p.Image != "" {
		ld.Image = r.Abs(p.Image)
	}
	for _, author := range v.Authors {
		p.Authors = append(p.Authors, author.Label)
		ld.Authors = append(ld.Authors, personLD(r, author.Link))
	}
	for _, tag := range v.Tags {
		p.Tags = append(p.Tags, tag.Label)
		ld.Keywords = append(ld.Keywords, tag.Label)
	}
	if v.Series != nil {
		ld.PartOf = site.WorkLD("CreativeWorkSeries", v.Series.Label, r.Abs(v.Series.URL))
	}
	if s := v.Source; s != nil {
		original := make([]site.Thing, 0, len(s.Authors))
		for _, c := range s.Authors {
			original = append(original, site.PersonLD(c.Name, c.URL, ""))
		}
		ld.BasedOn = site.WorkLD("CreativeWork", s.Title, s.URL, original...)
		if isWebURL(s.Licence) {
			ld.Licence = s.Licence
		}
		for _, c := range s.Translators {
			ld.Translators = append(ld.Translators, site.PersonLD(c.Name, c.URL, ""))
		}
	}
	crumbs := []site.Link{{Label: r.T("list.articles"), URL: r.Link("/articles")}}
	if v.Column.URL != "" {
		crumbs = append(crumbs, v.Column)
	}
	crumbs = append(crumbs, site.Link{Label: v.Title, URL: r.Link(r.Path())})
	p.JSONLD = []any{ld.Article(), r.BreadcrumbLD(crumbs...)}
	return p
}

// ldTypes are the schema.org types of the kinds that have one of their own.
var ldTypes = map[string]string{"tutorial": "TechArticle", "doc": "TechArticle", "news": "NewsArticle"}

func personLD(r *site.Request, who site.Link) site.Thing {
	if who.URL == "" {
		return site.PersonLD(who.Label, "", "")
	}
	return site.PersonLD(who.Label, r.Abs(who.URL), "")
}
