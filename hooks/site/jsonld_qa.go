package site

import (
	"strings"
	"time"
)

// QuestionLD is what the structured data of a question's page says.
type QuestionLD struct {
	URL       string
	Name      string
	Text      string
	Language  string // BCP 47
	Keywords  []string
	Answers   int // in all
	Votes     int
	Asked     time.Time
	Edited    time.Time
	Author    Thing
	Licence   string // URL
	BasedOn   string // URL of the original
	Accepted  *AnswerLD
	Suggested []AnswerLD
}

// AnswerLD is what it says of an answer.
type AnswerLD struct {
	URL, Text, Language string
	Votes               int
	Answered, Edited    time.Time
	Author              Thing
	Licence, BasedOn    string
}

// Page returns the data as a root object: a QAPage. The counts are said even when they are zero, as search engines ask.
func (q QuestionLD) Page() Thing {
	t := thing("Question", "@id", q.URL, "url", q.URL, "name", q.Name, "text", q.Text, "inLanguage", q.Language, "keywords", strings.Join(q.Keywords, ", "),
		"datePublished", q.Asked, "dateModified", q.Edited, "author", q.Author, "license", q.Licence, "isBasedOn", q.BasedOn)
	t["answerCount"], t["upvoteCount"] = q.Answers, q.Votes
	if q.Accepted != nil {
		t["acceptedAnswer"] = q.Accepted.thing()
	}
	if len(q.Suggested) > 0 {
		list := make([]Thing, len(q.Suggested))
		for i := range q.Suggested {
			list[i] = q.Suggested[i].thing()
		}
		t["suggestedAnswer"] = list
	}
	return thing("QAPage", "url", q.URL, "inLanguage", q.Language, "mainEntity", t).Root()
}

func (a *AnswerLD) thing() Thing {
	t := thing("Answer", "@id", a.URL, "url", a.URL, "text", a.Text, "inLanguage", a.Language, "datePublished", a.Answered, "dateModified", a.Edited,
		"author", a.Author, "license", a.Licence, "isBasedOn", a.BasedOn)
	t["upvoteCount"] = a.Votes
	return t
}
