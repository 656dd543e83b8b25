package experts

import (
	"embed"

	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

const (
	// tagPlace is the place of a tag's page of questions that shows who answers there.
	tagPlace = "tag.questions"

	shownAnswerers = 8
)

// Pages adds to a tag's page of questions who answers there, and the page on which site editors merge tags.
func Pages(f *site.Frame) {
	f.Views(views)
	f.Section(tagPlace, tagSection)
	f.GET("/tag-merges", mergePage)
}

// mergeView is what experts/merges shows.
type mergeView struct{ Heading, Lead string }

// mergePage is the same document for everybody, which a script fills for site editors. The tag to begin with stands behind
// the # of its address.
func mergePage(r *site.Request) (*site.Page, error) {
	v := mergeView{r.T("experts.merge.heading"), r.T("experts.merge.lead")}
	return &site.Page{
		Template: "experts/merges", Data: v, Title: v.Heading, NoIndex: true,
		Styles: []string{"css/forms.css", "css/review.css", "css/tag-merges.css"}, Scripts: []string{"js/tag-merges.js"},
	}, nil
}

// tagView is what experts/tag shows.
type tagView struct {
	Answerers []answerer
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
	if len(v.Answerers) == 0 {
		return nil, nil
	}
	return &site.Section{Template: "experts/tag", Data: v}, nil
}
