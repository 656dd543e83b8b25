package afterwards

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// The kinds of questions.
const (
	rateKind = "rating" // 1 to 5
	oneKind  = "choice"
	someKind = "choices"
	textKind = "text"
)

const (
	bestRating  = 5
	textLetters = 2000
)

// question is what a survey asks. Those of registration are another kind: they depend on each other, and are about a person.
type question struct {
	ID       string `db:"id" json:"id"`
	Label    string `db:"label" json:"label"`
	Help     string `db:"help" json:"help"`
	Kind     string `db:"kind" json:"kind"`
	Raw      string `db:"options" json:"-"`
	Required bool   `db:"required" json:"required"`

	Options []string `db:"-" json:"options"`
}

func questionsOf(app core.App, event string) ([]*question, error) {
	list := []*question{}
	err := app.DB().NewQuery("SELECT id, label, help, kind, coalesce(options, '') options, required FROM survey_questions WHERE event = {:event} ORDER BY position, created, id LIMIT {:n}").
		Bind(dbx.Params{"event": event, "n": mostQuestions}).All(&list)
	for _, q := range list {
		if json.Unmarshal([]byte(q.Raw), &q.Options) != nil || q.Options == nil {
			q.Options = []string{}
		}
	}
	return list, err
}

// accept gives an answer as it is kept, nil for none.
func (q *question) accept(given any) (any, error) {
	refused := func(key string, args ...any) error {
		return i18n.FieldError(q.ID, key, append([]any{"Question", q.Label}, args...)...)
	}
	var value any
	switch q.Kind {
	case rateKind:
		n, ok := given.(float64)
		if !ok && given != nil || ok && (n != float64(int(n)) || n < 1 || n > bestRating) {
			return nil, refused("afterwards.answer_rating")
		}
		if ok {
			value = int(n)
		}
	case oneKind:
		chosen, ok := schema.Choice(given, q.Options)
		if !ok {
			return nil, refused("afterwards.answer_choice")
		}
		if chosen != "" {
			value = chosen
		}
	case someKind:
		chosen, ok := schema.Choices(given, q.Options)
		if !ok {
			return nil, refused("afterwards.answer_choice")
		}
		if len(chosen) > 0 {
			value = chosen
		}
	case textKind:
		text, ok := given.(string)
		if !ok && given != nil {
			return nil, refused("afterwards.answer_text", "Most", textLetters)
		}
		text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n"))
		if utf8.RuneCountInString(text) > textLetters || schema.HasControls(strings.NewReplacer("\n", "", "\t", "").Replace(text)) {
			return nil, refused("afterwards.answer_text", "Most", textLetters)
		}
		if !schema.Blank(text) {
			value = text
		}
	}
	if value == nil && q.Required {
		return nil, refused("afterwards.answer_missing")
	}
	return value, nil
}

// asks refuses who isn't asked, or not now.
func (e *event) asks(a *attendee, questions []*question, at time.Time) error {
	switch {
	case !e.Survey || len(questions) == 0:
		return i18n.NewError("afterwards.no_survey")
	case !e.tookPlace(at):
		return errEarly
	case !at.Before(e.surveyEnds()):
		return i18n.NewError("afterwards.survey_over", "When", i18n.Clock(e.surveyEnds(), e.Zone))
	case !a.registered():
		return i18n.NewError("afterwards.not_registered").WithStatus(http.StatusForbidden)
	}
	return nil
}

// answer takes the answers of who comes by a link, once: POST /api/qiao/afterwards/{key}/survey {answers: {QUESTION: …}}.
// That somebody has answered is noted apart from what was said.
func (r *room) answer(e *core.RequestEvent) error {
	var in struct {
		Answers map[string]any `json:"answers" form:"answers"`
	}
	if err := e.BindBody(&in); err != nil {
		return errUnreadable
	}
	err := e.App.RunInTransaction(func(app core.App) error {
		a, ev, err := r.keyed(app, e.Request.PathValue("key"))
		if err != nil {
			return err
		}
		questions, err := questionsOf(app, ev.ID)
		if err != nil {
			return err
		}
		if err := ev.asks(a, questions, now()); err != nil {
			return err
		}
		if done, err := answered(app, a.ID); err != nil || done {
			if done {
				err = errAnswered
			}
			return err
		}
		kept, err := accepted(questions, in.Answers)
		if err != nil {
			return err
		}
		if err := create(app, schema.SurveyTurns, map[string]any{schema.SurveyTurnEvent: ev.ID, schema.SurveyTurnRegistration: a.ID}); err != nil {
			return err
		}
		return create(app, schema.SurveyResponses, map[string]any{schema.SurveyResponseEvent: ev.ID, schema.SurveyResponseTicket: a.Ticket, schema.SurveyResponseAnswers: kept})
	})
	if err != nil {
		return err
	}
	return e.NoContent(http.StatusNoContent)
}

var errAnswered = i18n.NewError("afterwards.answered").WithStatus(http.StatusConflict)

// accepted keeps what was asked.
func accepted(questions []*question, given map[string]any) (map[string]any, error) {
	kept := map[string]any{}
	for _, q := range questions {
		value, err := q.accept(given[q.ID])
		if err != nil {
			return nil, err
		}
		if value != nil {
			kept[q.ID] = value
		}
	}
	for id := range given {
		if !slices.ContainsFunc(questions, func(q *question) bool { return q.ID == id }) {
			return nil, i18n.FieldError(schema.SurveyResponseAnswers, "afterwards.answers_unknown")
		}
	}
	if len(kept) == 0 {
		return nil, i18n.FieldError(schema.SurveyResponseAnswers, "afterwards.answers_none")
	}
	return kept, nil
}

// answered says whether somebody has.
func answered(app core.App, registration string) (done bool, err error) {
	err = app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM survey_turns WHERE registration = {:id})").Bind(dbx.Params{"id": registration}).Row(&done)
	return done, err
}

func create(app core.App, collection string, fields map[string]any) error {
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	r := core.NewRecord(c)
	r.Load(fields)
	return app.Save(r)
}

// pageView is what GET /api/qiao/afterwards/{key} answers: what there is after an event for who comes by a link.
type pageView struct {
	Event       *event           `json:"event"`
	Over        bool             `json:"over"` // and not cancelled
	Name        string           `json:"name"`
	Came        bool             `json:"came"`
	Materials   []material       `json:"materials"`
	Recap       *recap           `json:"recap"`
	Offered     bool             `json:"offered"` // whether there is a certificate to be had
	Certificate *certificateView `json:"certificate"`
	Survey      *surveyView      `json:"survey"`
}

type surveyView struct {
	Answered  bool        `json:"answered"`
	Until     string      `json:"until"`
	About     string      `json:"about"`
	Questions []*question `json:"questions"`
}

// show changes nothing: mail scanners follow links.
func (r *room) show(e *core.RequestEvent) error {
	a, ev, err := r.keyed(e.App, e.Request.PathValue("key"))
	if err != nil {
		return err
	}
	at := now()
	v := pageView{Event: ev, Over: ev.tookPlace(at), Name: a.Name, Came: a.came()}
	if v.Materials, v.Recap, err = ev.materials(e.App); err != nil {
		return err
	}
	v.Offered = ev.certifies(a) == nil
	c, err := certificateOf(e.App, a.ID)
	if err != nil {
		return err
	}
	v.Certificate = viewOf(c)
	questions, err := questionsOf(e.App, ev.ID)
	if err != nil {
		return err
	}
	if ev.asks(a, questions, at) == nil {
		v.Survey = &surveyView{Until: stamp(ev.surveyEnds()), About: ev.About, Questions: questions}
		if v.Survey.Answered, err = answered(e.App, a.ID); err != nil {
			return err
		}
	}
	return private(e, v)
}
