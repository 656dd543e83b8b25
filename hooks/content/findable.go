package content

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Sources are what this room adds to the search index: articles and tags.
func Sources() []search.Source {
	return []search.Source{
		{
			Kind: "article", Collections: []string{schema.Articles}, Load: search.OneByOne(articleDoc),
			Each: search.Each(schema.Articles, dbx.HashExp{schema.ArticleStatus: Published}),
			Affects: map[string]func(core.App, *core.Record) ([]*core.Record, error){
				schema.Users: articlesOfUser,
				schema.Tags:  articlesOfTag,
			},
			Named: []string{schema.Users, schema.Tags},
		},
		{
			Kind: "tag", Collections: []string{schema.Tags}, Load: search.OneByOne(tagDoc), Each: search.Each(schema.Tags),
		},
	}
}

func articleDoc(app core.App, r *core.Record) (*search.Document, error) {
	a := schema.AsArticle(r)
	if a.Status() != Published {
		return nil, nil
	}
	text, headings, err := textOf(app, r)
	if err != nil {
		return nil, err
	}
	d := &search.Document{
		Kind: "article", ID: a.Id, URL: "/articles/" + a.Slug(), Title: a.Title(), Headings: headings, Text: text,
		SourceTitle: a.SourceTitle(), Lang: a.Lang(), ArticleKind: a.Kind(), Published: a.Published().Time(),
	}
	users, err := app.FindRecordsByIds(schema.Users, authorsOf(a))
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		d.Names = append(d.Names, u.GetString(schema.UserName), u.GetString(schema.UserHandle))
	}
	credits, _ := parseCredits(r.GetString(schema.ArticleCredits))
	for _, c := range credits {
		d.Names = append(d.Names, c.Name)
	}
	d.Authors = d.Names
	tags, err := app.FindRecordsByIds(schema.Tags, a.Tags())
	if err != nil {
		return nil, err
	}
	for _, t := range tags {
		d.Tags = append(d.Tags, schema.AsTag(t).Names()...)
		d.TagSlugs = append(d.TagSlugs, t.GetString(schema.TagSlug))
	}
	return d, nil
}

// textOf gives an article's plain text: that of the save in progress, or the stored one.
func textOf(app core.App, r *core.Record) (text, headings string, err error) {
	if held, ok := r.GetRaw(renditionKey).(*rendition); ok {
		return held.doc.Text, held.doc.Headings, nil
	}
	var row struct {
		Text     string `db:"text"`
		Headings string `db:"headings"`
	}
	err = app.DB().NewQuery("SELECT text, headings FROM renditions WHERE id = {:id}").Bind(dbx.Params{"id": r.Id}).One(&row)
	return row.Text, row.Headings, err
}

func tagDoc(_ core.App, r *core.Record) (*search.Document, error) {
	t := schema.AsTag(r)
	return &search.Document{
		Kind: "tag", ID: t.Id, URL: "/tags/" + t.Slug(), Title: t.Name(), Names: t.Names()[2:],
		Text: strings.TrimSpace(t.Description() + "\n" + t.DescriptionEn()),
	}, nil
}

// mostAffected bounds the articles that are indexed again in the transaction of a renamed
// tag or author; a rename that touches more is completed by qiao reindex.
const mostAffected = 500

func articlesOfUser(app core.App, u *core.Record) ([]*core.Record, error) {
	if !u.IsNew() && u.GetString(schema.UserName) == u.Original().GetString(schema.UserName) &&
		u.GetString(schema.UserHandle) == u.Original().GetString(schema.UserHandle) {
		return nil, nil
	}
	return shelved(app, "author:"+u.Id)
}

func articlesOfTag(app core.App, t *core.Record) ([]*core.Record, error) {
	return shelved(app, "tag:"+t.Id)
}

func shelved(app core.App, shelf string) ([]*core.Record, error) {
	var records []*core.Record
	err := app.RecordQuery(schema.Articles).
		AndWhere(dbx.NewExp("id IN (SELECT article FROM article_shelves WHERE shelf = {:shelf} ORDER BY published DESC LIMIT {:most})",
			dbx.Params{"shelf": shelf, "most": mostAffected})).
		All(&records)
	return records, err
}
