package qa

import (
	"html/template"

	"qiao/hooks/cards"
	"qiao/hooks/site"
)

// talkView is what qa/talk shows: a post, and all that is said about it.
type talkView struct {
	Post
	Title      string
	Question   string // the question's page
	Crumbs     []site.Link
	Discussion template.HTML
}

func questionTalkPage(r *site.Request) (*site.Page, error) {
	row, err := findQuestion(r, r.Param("id"))
	if err != nil {
		return nil, err
	}
	path := questionPath(row.ID, row.Slug)
	v := &talkView{Post: row.post(r, "question", path), Title: row.Title, Question: r.Link(path)}
	v.Lang, v.At = cards.Tag(row.Lang), cards.Time(row.Asked)
	return v.page(r, questionTalk)
}

func answerTalkPage(r *site.Request) (*site.Page, error) {
	id := r.Param("id")
	at, err := findAnswer(r, id)
	if err != nil {
		return nil, err
	}
	path := questionPath(at.Question, at.Slug)
	posts, err := postsByID(r, &answerList{question: at.Question, path: path, accepted: at.Accepted, asker: at.Author}, []string{id})
	if err != nil {
		return nil, err
	}
	v := &talkView{Post: posts[0], Title: at.Title, Question: r.Link(path)}
	v.Lang, v.Link = cards.Tag(at.Lang), r.Link("/answers/"+id)
	return v.page(r, answerTalk)
}

func (v *talkView) page(r *site.Request, place string) (*site.Page, error) {
	v.Crumbs = []site.Link{{Label: r.T("questions.heading"), URL: r.Link("/questions")}, {Label: v.Title, URL: v.Link}}
	p := &site.Page{
		Template: "qa/talk", Data: v, Styles: []string{pageStyle}, Title: r.T("questions.talk_of", "Title", v.Title), Description: v.Excerpt,
		// what is said belongs to the question's page, which search engines know
		NoIndex: true,
	}
	var err error
	v.Discussion, err = r.Sections(p, place, v.ID)
	return p, err
}
