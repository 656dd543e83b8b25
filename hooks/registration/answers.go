package registration

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// The kinds of questions.
const (
	lineKind    = "text"
	longKind    = "long"
	choiceKind  = "choice"
	choicesKind = "choices"
	consentKind = "consent"
	fileKind    = "file"
)

const (
	lineLetters = 300
	longLetters = 4000
)

// question is what is asked of who registers.
type question struct {
	ID       string `db:"id" json:"id"`
	Label    string `db:"label" json:"label"`
	Help     string `db:"help" json:"help"`
	Kind     string `db:"kind" json:"kind"`
	Raw      string `db:"options" json:"-"`
	RawScore string `db:"points" json:"-"`
	Required bool   `db:"required" json:"required"`
	OnlyIf   string `db:"only_if" json:"onlyIf"`
	Value    string `db:"only_if_value" json:"onlyIfValue"`

	Options []string       `db:"-" json:"options"`
	Points  map[string]int `db:"-" json:"points,omitempty"` // what choices give on a waiting list by priority
}

func questionsOf(app core.App, event string) ([]*question, error) {
	var list []*question
	err := app.DB().NewQuery(`SELECT id, label, help, kind, coalesce(options, '') options, coalesce(points, '') points, required, only_if, only_if_value
		FROM event_questions WHERE event = {:event} ORDER BY position, created, id LIMIT 100`).Bind(dbx.Params{"event": event}).All(&list)
	for _, q := range list {
		q.Options = []string{}
		if q.Raw != "" && json.Unmarshal([]byte(q.Raw), &q.Options) != nil {
			q.Options = []string{}
		}
		if q.RawScore != "" && json.Unmarshal([]byte(q.RawScore), &q.Points) != nil {
			q.Points = nil
		}
	}
	return list, err
}

func clean(s string) string { return strings.TrimSpace(s) }

// checkAnswers compares the answers of a registration with its event's questions and keeps only what was asked.
func checkAnswers(app core.App, record *core.Record) error {
	questions, err := questionsOf(app, record.GetString(schema.RegistrationEvent))
	if err != nil {
		return err
	}
	given := map[string]any{}
	if raw := record.GetString(schema.RegistrationAnswers); raw != "" && raw != "null" {
		if err := record.UnmarshalJSONField(schema.RegistrationAnswers, &given); err != nil {
			return i18n.FieldError(schema.RegistrationAnswers, "registration.answers_shape")
		}
	}
	kept, files := map[string]any{}, filesOf(record)
	slices.SortStableFunc(questions, func(a, b *question) int { return cmp.Compare(len(a.OnlyIf), len(b.OnlyIf)) }) // those that others depend on first
	for _, q := range questions {
		if !q.asked(questions, kept) {
			continue
		}
		value, err := q.accept(given[q.ID], files)
		if err != nil {
			return err
		}
		if value != nil {
			kept[q.ID] = value
		}
		if len(q.Points) > 0 {
			record.SetRaw(weighKey, true)
		}
	}
	for id := range given {
		if !slices.ContainsFunc(questions, func(q *question) bool { return q.ID == id }) {
			return i18n.FieldError(schema.RegistrationAnswers, "registration.answers_unknown")
		}
	}
	record.Set(schema.RegistrationAnswers, kept)
	return files.settle()
}

// asked says whether a question is asked, given the answers to those before it.
func (q *question) asked(all []*question, answers map[string]any) bool {
	if q.OnlyIf == "" || !slices.ContainsFunc(all, func(other *question) bool { return other.ID == q.OnlyIf }) {
		return true
	}
	switch a := answers[q.OnlyIf].(type) {
	case string:
		return a == q.Value
	case []string:
		return slices.Contains(a, q.Value)
	case bool:
		return a
	}
	return false
}

// accept gives an answer as it is kept, nil for none.
func (q *question) accept(given any, files *answerFiles) (any, error) {
	if q.Kind == fileKind {
		return files.accept(q, given)
	}
	refused := func(key string, args ...any) error {
		return i18n.FieldError(schema.RegistrationAnswers, key, append([]any{"Question", q.Label}, args...)...)
	}
	var value any
	switch q.Kind {
	case lineKind, longKind:
		text, ok := given.(string)
		if !ok && given != nil {
			return nil, refused("registration.answer_wrong")
		}
		most := lineLetters
		if q.Kind == longKind {
			most = longLetters
		}
		text = clean(strings.ToValidUTF8(text, ""))
		if utf8.RuneCountInString(text) > most {
			return nil, refused("registration.answer_long", "Most", most)
		}
		if schema.HasControls(strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(text)) || q.Kind == lineKind && strings.ContainsAny(text, "\r\n") {
			return nil, refused("registration.answer_wrong")
		}
		if !schema.Blank(text) {
			value = text
		}
	case choiceKind:
		chosen, ok := schema.Choice(given, q.Options)
		if !ok {
			return nil, refused("registration.answer_choice")
		}
		if chosen != "" {
			value = chosen
		}
	case choicesKind:
		chosen, ok := schema.Choices(given, q.Options)
		if !ok {
			return nil, refused("registration.answer_choice")
		}
		if len(chosen) > 0 {
			value = chosen
		}
	case consentKind:
		yes, ok := given.(bool)
		if !ok && given != nil {
			return nil, refused("registration.answer_wrong")
		}
		if yes {
			value = true
		}
	}
	if value == nil && q.Required {
		if q.Kind == consentKind {
			return nil, refused("registration.answer_consent")
		}
		return nil, refused("registration.answer_missing")
	}
	return value, nil
}
