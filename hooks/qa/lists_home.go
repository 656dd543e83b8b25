package qa

import (
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// homeQuestions is how many questions each list of the home page shows.
const homeQuestions = 5

// homeView is what qa/home shows: questions that are talked about, and those that wait.
type homeView struct {
	Hot, Waiting []Card
}

func homeSection(r *site.Request, _ string) (*site.Section, error) {
	r.Reads(schema.Questions, schema.Answers)
	read := func(l List) ([]Card, error) {
		ids, err := l.IDs(r.Context(), r.App(), 0, homeQuestions)
		if err != nil {
			return nil, err
		}
		return loadShort(r, ids)
	}
	hot, err := read(List{Shelf: ShelfAll, Sort: byHot})
	if err != nil || len(hot) == 0 {
		return nil, err
	}
	waiting, err := read(List{Shelf: ShelfAll, Filter: "unanswered", Sort: byNewest})
	if err != nil {
		return nil, err
	}
	return &site.Section{Template: "qa/home", Data: homeView{hot, waiting}, Styles: []string{style}}, nil
}
