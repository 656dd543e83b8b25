package qa

import (
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/address"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/tx"
)

// prepareQuestion fills in what follows from the rest: an id, which the addresses of its files need, defaults, the
// title as the address has it, and when it was asked. The id is in the address, so a title may come twice.
func prepareQuestion(e *core.RecordEvent) error {
	r := e.Record
	if r.Id == "" {
		r.Id = core.GenerateDefaultRandomId()
	}
	for field, value := range map[string]string{schema.QuestionLang: "zh", schema.QuestionStatus: Draft} {
		if r.GetString(field) == "" {
			r.Set(field, value)
		}
	}
	q := schema.AsQuestion(r)
	slug := address.Slugify(q.Title())
	if slices.Contains(pagesBelow, slug) {
		slug += "-1" // its page has another one below it by that name
	}
	r.Set(schema.QuestionSlug, slug)
	if q.Status() == Published && q.Asked().IsZero() {
		r.Set(schema.QuestionAsked, types.NowDateTime())
	}
	nameFiles(e.App, r)
	return e.Next()
}

// validateQuestion holds what is true of every question, whoever writes it, and renders it after everybody else has had
// their say about the text.
func validateQuestion(e *core.RecordEvent) error {
	r := e.Record
	q := schema.AsQuestion(r)
	errs := validation.Errors{}
	if schema.Blank(q.Title()) {
		errs[schema.QuestionTitle] = i18n.NewError("qa.title_needed")
	}
	if public := q.Status() == Published || q.Status() == Pending; public {
		if schema.Blank(q.Body()) {
			errs[schema.QuestionBody] = i18n.NewError("qa.body_needed")
		}
		// that the last of its tags is deleted later takes nothing from the public
		was := r.Original().GetString(schema.QuestionStatus)
		if len(q.Tags()) == 0 && (r.IsNew() || askOf(r) != nil || was != Published && was != Pending) {
			errs[schema.QuestionTags] = i18n.NewError("qa.tags_needed")
		}
	}
	if q.DuplicateOf() == r.Id {
		errs[schema.QuestionDuplicateOf] = i18n.NewError("qa.duplicate_itself")
	}
	if len(errs) > 0 {
		return errs
	}
	if err := e.Next(); err != nil {
		return err
	}
	return render(e.App, r, q.Lang())
}

// saveQuestion writes the row and, in the same transaction, everything that follows from it.
func saveQuestion(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r, ask := e.Record, askOf(e.Record)
		was, err := before(e.App, r)
		if err != nil {
			return err
		}
		q := schema.AsQuestion(r)
		if ask != nil {
			if was != nil {
				if err := join(e.App, r, was, q.Lang()); err != nil {
					return err
				}
				if err := mayNow(e.App, ask, question, r, was); err != nil {
					return err
				}
			}
			lost, err := gone(e.App, q.Tags())
			if err != nil {
				return err
			}
			if len(lost) > 0 {
				return i18n.FieldError(schema.QuestionTags, "qa.tag_gone")
			}
		}
		if err := settleAccepted(e.App, r, was); err != nil {
			return err
		}
		edited, err := isEdit(e.App, question, r, was)
		if err != nil {
			return err
		}
		if edited && q.Edited().String() == was.GetString(schema.QuestionEdited) {
			r.Set(schema.QuestionEdited, types.NowDateTime())
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := stats.Ensure(e.App, schema.Questions, r.Id); err != nil {
			return err
		}
		if err := keepRevision(e.App, question, r, edited); err != nil {
			return err
		}
		for _, at := range []types.DateTime{q.Asked(), q.Edited()} {
			if err := move(e.App, r.Id, at); err != nil {
				return err
			}
		}
		return Reshelve(e.App, []string{r.Id})
	})
}

// mayNow judges a request by what the post is at this moment: somebody may have locked, hidden or answered it since it
// was read.
func mayNow(app core.App, ask *asked, k kind, r, was *core.Record) error {
	from, to := was.GetString(schema.QuestionStatus), r.GetString(schema.QuestionStatus)
	// a text that has to be looked at first is held back whoever changes it
	heldBack := to == Pending && (from == Draft || from == Published)
	if !heldBack && !MayMove(ask.own, ask.staff, from, to) {
		return i18n.FieldError(schema.QuestionStatus, "qa.not_allowed_status", "Status", to)
	}
	if (from == Hidden || from == Deleted) && !ask.staff {
		return i18n.NewError("qa.taken_down").WithStatus(http.StatusForbidden)
	}
	about := was
	if k.name == answer.name {
		found, err := app.FindRecordById(schema.Questions, was.GetString(schema.AnswerQuestion))
		if err != nil {
			return err
		}
		about = found
	}
	if about.GetBool(schema.QuestionLocked) && !ask.staff {
		return i18n.NewError("qa.locked").WithStatus(http.StatusForbidden)
	}
	if ask.base > 0 {
		last, err := lastRevision(app, r.Id)
		if err != nil {
			return err
		}
		if last != ask.base {
			return i18n.NewError("qa.edited_meanwhile", "Number", last).WithStatus(http.StatusConflict)
		}
	}
	if k.name != question.name {
		return nil
	}
	if !ask.staff && from != Draft && r.GetString(schema.QuestionEvent) != was.GetString(schema.QuestionEvent) {
		return i18n.FieldError(schema.QuestionEvent, "qa.staff_only") // its organisers were told, and it stands on the event's page
	}
	if from == to || to != Deleted || !ask.own {
		return nil
	}
	// what others gave good answers to isn't the asker's alone any more
	kept, err := exists(app, `SELECT 1 FROM answers a LEFT JOIN stats s ON s.id = a.id
		WHERE a.question = {:id} AND a.status = 'published' AND (coalesce(s.votes, 0) > 0 OR a.id = {:accepted})`,
		dbx.Params{"id": r.Id, "accepted": was.GetString(schema.QuestionAccepted)})
	if err != nil {
		return err
	}
	if kept {
		return i18n.FieldError(schema.QuestionStatus, "qa.answered_stays")
	}
	return nil
}

// isEdit says whether a save changes what readers of a public post see of its text. That a tag was deleted is no edit of
// the questions it was on.
func isEdit(app core.App, k kind, r, was *core.Record) (bool, error) {
	if was == nil || was.GetString(schema.QuestionStatus) != Published {
		return false, nil
	}
	for _, field := range k.text {
		if field == schema.QuestionFiles || schema.Same(r.Get(field), was.Get(field)) {
			continue
		}
		if field != schema.QuestionTags {
			return true, nil
		}
		old := was.GetStringSlice(field)
		lost, err := gone(app, old)
		if err != nil {
			return false, err
		}
		left := slices.DeleteFunc(slices.Clone(old), func(id string) bool { return slices.Contains(lost, id) })
		if !slices.Equal(left, r.GetStringSlice(field)) {
			return true, nil
		}
	}
	return false, nil
}

// mostErased bounds the answers that a question may have when it is deleted for good: each goes with all that hangs on
// it, in one transaction, while nobody else writes. One with more is taken down by its status.
const mostErased = 1000

// deleteQuestion removes the row and what no relation's cascade reaches.
func deleteQuestion(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		more, err := exists(e.App, "SELECT 1 FROM answers WHERE question = {:id} LIMIT 1 OFFSET {:most}", dbx.Params{"id": e.Record.Id, "most": mostErased})
		if err != nil {
			return err
		}
		if more {
			return i18n.NewError("qa.too_many_answers", "Most", mostErased).WithStatus(http.StatusConflict)
		}
		if err := e.Next(); err != nil {
			return err
		}
		if _, err := e.App.DB().NewQuery("DELETE FROM question_shelves WHERE question = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Execute(); err != nil {
			return err
		}
		forgetMarks(e.App)
		return stats.Remove(e.App, e.Record.Id)
	})
}
