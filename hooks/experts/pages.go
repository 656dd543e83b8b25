package experts

import (
	"embed"

	"github.com/pocketbase/dbx"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

const (
	// tagPlace is the place of a tag's page of questions that shows who answers there, and what is asked along with it.
	tagPlace = "tag.questions"

	shownAnswerers = 8
	shownRelated   = 16
	// relatedAmong is how many questions of a tag, the latest active ones, are looked at for the tags beside it.
	relatedAmong = 500
)

// Pages adds to a tag's page of questions who answers there.
func Pages(f *site.Frame) {
	f.Views(views)
	f.Section(tagPlace, tagSection)
}

// tagView is what experts/tag shows.
type tagView struct {
	Answerers []answerer
	Related   []site.Link
}

type answerer struct {
	site.Link
	Avatar string
	Say    string
}

func tagSection(r *site.Request, tag string) (*site.Section, error) {
	r.Reads(schema.Answers, schema.Questions)
	found, err := answerers(r.Context(), r.App(), []string{tag}, exclusion{}, shownAnswerers)
	if err != nil {
		return nil, err
	}
	var v tagView
	for _, x := range found {
		r.Reads(schema.Users + "/" + x.ID)
		v.Answerers = append(v.Answerers, answerer{
			site.Link{Label: x.Name, URL: r.Link("/people/" + x.Handle)}, x.Avatar,
			r.T("experts.answered", "answers", x.Answers, "accepted", x.Accepted),
		})
	}
	if v.Related, err = related(r, tag); err != nil || len(v.Answerers) == 0 && len(v.Related) == 0 {
		return nil, err
	}
	return &site.Section{Template: "experts/tag", Data: v}, nil
}

// related gives the tags that questions of a tag have most often beside it.
func related(r *site.Request, tag string) ([]site.Link, error) {
	var rows []struct {
		Slug   string `db:"slug"`
		Name   string `db:"name"`
		NameEn string `db:"name_en"`
		Count  int    `db:"n"`
	}
	err := r.App().DB().NewQuery(`SELECT t.slug, t.name, t.name_en, count(*) n
		FROM (SELECT question FROM question_shelves WHERE shelf = {:shelf} ORDER BY active DESC, question LIMIT {:among}) q
			JOIN question_shelves o ON o.question = q.question AND o.shelf != {:shelf} AND o.shelf LIKE 'tag:%' JOIN tags t ON t.id = substr(o.shelf, 5)
		GROUP BY t.id ORDER BY n DESC, t.slug LIMIT {:most}`).
		WithContext(r.Context()).Bind(dbx.Params{"shelf": cards.Shelf("tag", tag), "among": relatedAmong, "most": shownRelated}).All(&rows)
	if len(rows) > 0 {
		r.Reads(schema.Tags)
	}
	links := make([]site.Link, len(rows))
	for i, row := range rows {
		links[i] = site.Link{Label: cards.Named(r.Lang, row.Name, row.NameEn), URL: r.Link("/tags/" + row.Slug + "/questions"), Count: row.Count}
	}
	return links, err
}
