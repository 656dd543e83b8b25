package guard

import (
	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/words"
)

// What people write who come by the link of their registration, mostly without an account: no request is about a record of
// theirs, so words are looked for when it is made. Only they make these records; what is changed later is erased.

// readAnswers looks for words in what somebody answers to a survey. Organisers read it and nobody else, so nothing waits.
func (g *Guard) readAnswers(e *core.RecordEvent) error {
	book, err := g.rules.current()
	if err != nil {
		return err
	}
	answers := map[string]any{}
	if book.matcher.Len() == 0 || e.Record.UnmarshalJSONField(schema.SurveyResponseAnswers, &answers) != nil {
		return e.Next() // what is no list of answers isn't saved
	}
	var asked []string // what is chosen is the organisers' words
	if err := e.App.DB().NewQuery("SELECT id FROM survey_questions WHERE event = {:event} AND kind = 'text'").
		Bind(dbx.Params{"event": e.Record.GetString(schema.SurveyResponseEvent)}).Column(&asked); err != nil {
		return err
	}
	w, refused, masked := writing{free: true}, validation.Errors{}, false
	for _, question := range asked {
		text, _ := answers[question].(string)
		found := book.find(text, "")
		if err := w.refuses(question, text, found, false); err != nil {
			refused[question] = err
		} else if len(found[Mask]) > 0 {
			answers[question], masked = words.Mask(text, found[Mask]), true
		}
	}
	if len(refused) > 0 {
		return refused
	}
	if masked {
		e.Record.Set(schema.SurveyResponseAnswers, answers)
	}
	return e.Next()
}

// readName looks for words in the name on a certificate, which anybody may look at who has its code. With ＊ in it it would be
// good for nothing, and there is one only.
func (g *Guard) readName(e *core.RecordEvent) error {
	book, err := g.rules.current()
	if err != nil {
		return err
	}
	name := schema.AsCertificate(e.Record).Name()
	w := writing{fixed: []string{schema.CertificateName}}
	if err := w.refuses(schema.CertificateName, name, book.find(name, ""), false); err != nil {
		return validation.Errors{schema.CertificateName: err}
	}
	return e.Next()
}
