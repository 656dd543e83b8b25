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

// Pages adds to a tag's page of questions who answers there.
func Pages(f *site.Frame) {
	f.Views(views)
	f.Section(tagPlace, tagSection)
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
