package afterwards

import (
	"math"
	"slices"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Bounds of what organisers set.
const (
	mostHours     = 1000
	mostSendHours = 24 * 30
	mostQuestions = 40
	mostOptions   = 30
	optionLetters = 100
)

// settingsAsked keeps what the room alone writes: when the mail went out.
func settingsAsked(e *core.RecordRequestEvent) error {
	e.Record.Set(schema.EventAfterwardsSent, e.Record.Original().Get(schema.EventAfterwardsSent))
	return e.Next()
}

func validateSettings(e *core.RecordEvent) error {
	if errs := wrongSettings(e.Record); len(errs) > 0 {
		return errs
	}
	return e.Next()
}

func wrongSettings(r *core.Record) validation.Errors {
	s, errs := schema.AsEventAfterwards(r), validation.Errors{}
	if s.Hours() < 0 || s.Hours() > mostHours || math.Abs(s.Hours()*10-math.Round(s.Hours()*10)) > 1e-9 {
		errs[schema.EventAfterwardsHours] = i18n.NewError("afterwards.hours", "Most", mostHours)
	}
	if s.SendHours() < 0 || s.SendHours() > mostSendHours {
		errs[schema.EventAfterwardsSendHours] = i18n.NewError("afterwards.send_hours", "Most", mostSendHours)
	}
	if schema.HasControls(s.Issuer()) {
		errs[schema.EventAfterwardsIssuer] = i18n.NewError("afterwards.issuer")
	}
	return errs
}

// saveSettings lets two organisers who change different fields both count, and keeps when the mail went out as it stands in
// the database, whatever a stale record says: it would go out again.
func saveSettings(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := e.App.FindRecordById(schema.EventAfterwardsList, e.Record.Id)
		if err != nil {
			return err
		}
		if schema.IsTogether(e.Record) {
			schema.Join(e.Record, was)
			if errs := wrongSettings(e.Record); len(errs) > 0 {
				return errs
			}
		}
		for _, field := range []string{schema.EventAfterwardsEvent, schema.EventAfterwardsSent} {
			e.Record.Set(field, was.Get(field))
		}
		return e.Next()
	})
}

// validateQuestion refuses what nobody could answer.
func validateQuestion(e *core.RecordEvent) error {
	if errs := wrongQuestion(e.Record); len(errs) > 0 {
		return errs
	}
	return e.Next()
}

func wrongQuestion(r *core.Record) validation.Errors {
	q, errs := schema.AsSurveyQuestion(r), validation.Errors{}
	if schema.Blank(q.Label()) {
		errs[schema.SurveyQuestionLabel] = i18n.NewError("afterwards.question_label")
	}
	options, ok := optionsOf(r)
	switch choice := q.Kind() == oneKind || q.Kind() == someKind; {
	case !ok, choice && len(options) == 0:
		errs[schema.SurveyQuestionOptions] = i18n.NewError("afterwards.question_options", "Most", mostOptions)
	case choice:
		r.Set(schema.SurveyQuestionOptions, options)
	default:
		r.Set(schema.SurveyQuestionOptions, []string{})
	}
	return errs
}

// optionsOf reads what can be chosen; false when that isn't a list of different short texts.
func optionsOf(r *core.Record) ([]string, bool) {
	return schema.Options(r, schema.SurveyQuestionOptions, mostOptions, optionLetters)
}

func createQuestion(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		var n int
		if err := e.App.DB().NewQuery("SELECT count(*) FROM survey_questions WHERE event = {:event}").
			Bind(dbx.Params{"event": e.Record.GetString(schema.SurveyQuestionEvent)}).Row(&n); err != nil {
			return err
		}
		if n >= mostQuestions {
			return i18n.FieldError(schema.SurveyQuestionEvent, "afterwards.too_many_questions", "Most", mostQuestions)
		}
		return e.Next()
	})
}

// saveQuestion keeps answers what they were: once there are some, the kind of a question and what could be chosen stay; more
// may be offered.
func saveQuestion(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := e.App.FindRecordById(schema.SurveyQuestions, e.Record.Id)
		if err != nil {
			return err
		}
		if schema.IsTogether(e.Record) {
			schema.Join(e.Record, was)
			if errs := wrongQuestion(e.Record); len(errs) > 0 {
				return errs
			}
		}
		e.Record.Set(schema.SurveyQuestionEvent, was.Get(schema.SurveyQuestionEvent))
		var answered bool
		if err := e.App.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM survey_responses WHERE event = {:event})").
			Bind(dbx.Params{"event": was.GetString(schema.SurveyQuestionEvent)}).Row(&answered); err != nil {
			return err
		}
		if answered {
			before, _ := optionsOf(was)
			after, _ := optionsOf(e.Record)
			switch {
			case was.GetString(schema.SurveyQuestionKind) != e.Record.GetString(schema.SurveyQuestionKind):
				return i18n.FieldError(schema.SurveyQuestionKind, "afterwards.question_stays")
			case slices.ContainsFunc(before, func(o string) bool { return !slices.Contains(after, o) }):
				return i18n.FieldError(schema.SurveyQuestionOptions, "afterwards.question_stays")
			}
		}
		return e.Next()
	})
}
