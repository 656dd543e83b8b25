package qa

import (
	"qiao/hooks/markdown"
	"qiao/hooks/site"
)

// What structured data says of a question is bounded: search engines show a few answers, and cut long ones.
const (
	ldAnswers = 6
	ldText    = 3000 // characters of each text
)

// structured is the question as schema.org's QAPage, with the answers that the page shows first.
func (v *questionView) structured(r *site.Request) site.Thing {
	q := site.QuestionLD{
		URL: r.Abs(v.Path), Name: v.Title, Text: beginning(string(v.HTML)), Language: v.Lang, Answers: v.Answers, Votes: v.Votes,
		Asked: v.At, Edited: v.Edited, Author: v.Author.ld(r),
	}
	for _, tag := range v.Tags {
		q.Keywords = append(q.Keywords, tag.Label)
	}
	for _, a := range v.List[:min(len(v.List), ldAnswers)] {
		answer := site.AnswerLD{
			URL: r.Abs(v.Path) + "#a-" + a.ID, Text: beginning(string(a.HTML)), Language: a.Lang, Votes: a.Votes, Answered: a.At, Edited: a.Edited, Author: a.Author.ld(r),
		}
		if a.Source != nil {
			answer.Licence, answer.BasedOn = a.Source.LicenceURL, a.Source.URL
		}
		if a.Accepted {
			q.Accepted = &answer
		} else {
			q.Suggested = append(q.Suggested, answer)
		}
	}
	if v.Source != nil {
		q.Licence, q.BasedOn = v.Source.LicenceURL, v.Source.URL
	}
	return q.Page()
}

func (p *person) ld(r *site.Request) site.Thing {
	url := p.URL
	if url != "" {
		url = r.Abs(url)
	}
	return site.PersonLD(p.Label, url, "")
}

// beginning is the text of a rendered post, cut where search engines stop reading.
func beginning(rendered string) string {
	text := []rune(markdown.TextOf(rendered))
	return string(text[:min(len(text), ldText)])
}
