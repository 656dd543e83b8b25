package qa

import (
	"bytes"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// matter is what stands before the text of a question or an answer in a Markdown file.
type matter struct {
	Title    string   `yaml:"title,omitempty"`
	Question string   `yaml:"question,omitempty"` // title of what is answered
	URL      string   `yaml:"url"`
	Status   string   `yaml:"status"`
	Tags     []string `yaml:"tags,omitempty"`
	Event    string   `yaml:"event,omitempty"` // title of the one that it was asked in
	At       string   `yaml:"date,omitempty"`
	Edited   string   `yaml:"edited,omitempty"`
	Accepted bool     `yaml:"accepted,omitempty"`
}

// Markdown writes a question or an answer as a Markdown file with front matter.
func Markdown(app core.App, r *core.Record) ([]byte, error) {
	m := matter{Status: r.GetString(schema.QuestionStatus), Edited: r.GetString(schema.QuestionEdited)}
	if r.Collection().Name == schema.Questions {
		q := schema.AsQuestion(r)
		m.Title, m.URL, m.At, m.Accepted = q.Title(), "/questions/"+q.Id+"/"+q.Slug(), q.Asked().String(), q.Accepted() != ""
		tags, err := app.FindRecordsByIds(schema.Tags, q.Tags())
		if err != nil {
			return nil, err
		}
		for _, t := range tags {
			m.Tags = append(m.Tags, t.GetString(schema.TagSlug))
		}
		if id := r.GetString(schema.QuestionEvent); id != "" {
			event, err := app.FindRecordById(schema.Events, id)
			if err != nil {
				return nil, err
			}
			m.Event = event.GetString(schema.EventTitle)
		}
	} else {
		about, err := app.FindRecordById(schema.Questions, r.GetString(schema.AnswerQuestion))
		if err != nil {
			return nil, err
		}
		m.Question, m.URL, m.At = about.GetString(schema.QuestionTitle), "/answers/"+r.Id, r.GetString(schema.AnswerAnswered)
		m.Accepted = about.GetString(schema.QuestionAccepted) == r.Id
	}
	front, err := yaml.Marshal(m)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("---\n")
	b.Write(front)
	b.WriteString("---\n\n")
	b.WriteString(r.GetString(schema.QuestionBody))
	b.WriteString("\n")
	return b.Bytes(), nil
}
