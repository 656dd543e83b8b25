package guard

import (
	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/words"
)

// readRegistration looks for words in what a member writes who takes part in an event, or brings somebody along.
func (g *Guard) readRegistration(e *core.RecordRequestEvent) error {
	if e.Auth == nil || !e.Auth.IsSuperuser() {
		if err := g.Registration(e.App, e.Auth, e.Record); err != nil {
			return err
		}
	}
	return e.Next()
}

// Registration looks for words in a registration that somebody asks to be saved: in the name, which stands on badges, and in
// answers that are written. Organisers read those and nobody else, so what would have to wait passes there. by is who asks,
// nil for a guest. Guests, the door and who is given a seat come by no request about a record: their room asks for this.
func (g *Guard) Registration(app core.App, by, r *core.Record) error {
	book, err := g.rules.current()
	if err != nil || book.matcher.Len() == 0 {
		return err
	}
	refused := validation.Errors{}
	if name := r.GetString(schema.RegistrationName); r.IsNew() || name != r.Original().GetString(schema.RegistrationName) {
		found := book.find(name, "")
		if err := (writing{}).refuses(schema.RegistrationName, name, found, access.IsModerator(by)); err != nil {
			refused[schema.RegistrationName] = err
		} else if len(found[Mask]) > 0 {
			r.Set(schema.RegistrationName, words.Mask(name, found[Mask]))
		}
	}
	if r.IsNew() { // it comes with the link that somebody followed: who registers can't mend it
		if found := book.find(r.GetString(schema.RegistrationSource), ""); len(found[Block]) > 0 || len(found[Mask]) > 0 {
			r.Set(schema.RegistrationSource, "")
		}
	}
	if err := book.readAnswers(app, r, refused); err != nil {
		return err
	}
	if len(refused) > 0 {
		return refused
	}
	return nil
}

// readAnswers looks at the answers that are new or changed: what stood there before its rule did stays until somebody touches it.
func (b *rules) readAnswers(app core.App, r *core.Record, refused validation.Errors) error {
	answers, before := map[string]any{}, map[string]any{}
	if r.UnmarshalJSONField(schema.RegistrationAnswers, &answers) != nil || len(answers) == 0 {
		return nil // what is no list of answers isn't saved
	}
	if !r.IsNew() && r.Original().UnmarshalJSONField(schema.RegistrationAnswers, &before) != nil {
		clear(before)
	}
	var asked []struct { // what is chosen is the organisers' words
		ID    string `db:"id"`
		Label string `db:"label"`
	}
	if err := app.DB().NewQuery("SELECT id, label FROM event_questions WHERE event = {:event} AND kind IN ('text', 'long') ORDER BY position, created, id").
		Bind(dbx.Params{"event": r.GetString(schema.RegistrationEvent)}).All(&asked); err != nil {
		return err
	}
	masked := false
	for _, question := range asked {
		text, _ := answers[question.ID].(string)
		if text == "" || text == before[question.ID] {
			continue
		}
		found := b.find(text, "")
		if blocked := found[Block]; len(blocked) > 0 && refused[schema.RegistrationAnswers] == nil {
			line, column := place(text, blocked[0].Start)
			refused[schema.RegistrationAnswers] = i18n.NewError("guard.blocked_answer",
				"Question", question.Label, "Word", clip(text[blocked[0].Start:blocked[0].End], 40), "line", line, "column", column)
		} else if len(found[Mask]) > 0 {
			answers[question.ID], masked = words.Mask(text, found[Mask]), true
		}
	}
	if masked {
		r.Set(schema.RegistrationAnswers, answers)
	}
	return nil
}
