package qa

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// A kind is one of the two kinds of posts, with what a request may do to their fields.
type kind struct {
	name       string
	collection string
	text       []string // fields that an edit changes
	owned      []string // fields that the author and the staff change too
	ruled      []string // fields that the staff alone changes
	kept       []string // fields that nobody changes by request
	derived    []string // fields that follow from others: what a request says of them doesn't count
}

var question = kind{
	name: "question", collection: schema.Questions,
	text:    []string{schema.QuestionTitle, schema.QuestionTags, schema.QuestionBody, schema.QuestionLang, schema.QuestionFiles},
	owned:   []string{schema.QuestionStatus, schema.QuestionAccepted, schema.QuestionColumn, schema.QuestionEvent, schema.QuestionWiki},
	ruled:   []string{schema.QuestionClosed, schema.QuestionClosedAt, schema.QuestionDuplicateOf, schema.QuestionLocked, schema.QuestionProtected},
	kept:    []string{schema.QuestionAuthor, schema.QuestionAsked, schema.QuestionAcceptedAt, schema.QuestionSourceSite, schema.QuestionSourceURL, schema.QuestionSourceAuthor, schema.QuestionSourceAuthorURL, schema.QuestionSourceLicence},
	derived: []string{schema.QuestionSlug, schema.QuestionExcerpt, schema.QuestionHTML, schema.QuestionRendered, schema.QuestionEdited},
}

var answer = kind{
	name: "answer", collection: schema.Answers,
	text:    []string{schema.AnswerBody, schema.AnswerFiles},
	owned:   []string{schema.AnswerStatus, schema.AnswerWiki, schema.AnswerPostedURL},
	kept:    []string{schema.AnswerQuestion, schema.AnswerAuthor, schema.AnswerAnswered, schema.AnswerSourceSite, schema.AnswerSourceURL, schema.AnswerSourceAuthor, schema.AnswerSourceAuthorURL, schema.AnswerSourceLicence},
	derived: []string{schema.AnswerExcerpt, schema.AnswerHTML, schema.AnswerRendered, schema.AnswerEdited},
}

// asked is who asks for a post to be saved, and what beside its fields the request says.
type asked struct {
	by    *core.Record
	own   bool // it is theirs
	staff bool // keeps order on the site
	note  string
	base  int // number of the revision that the change began with; 0 for whatever is there
}

const askedKey = "@qa.asked"

// askOf gives who asks for a record to be saved; nil where the system, an import or a superuser does.
func askOf(r *core.Record) *asked {
	a, _ := r.GetRaw(askedKey).(*asked)
	return a
}

// changes says whether a request changes a field.
func changes(r *core.Record, field string) bool {
	return !schema.Same(r.Get(field), r.Original().Get(field))
}

// mayAsk settles what a person can't say about a new question.
func mayAsk(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	q := schema.AsQuestion(e.Record)
	if q.Status() == "" {
		q.Set(schema.QuestionStatus, Draft)
	}
	if q.Status() != Draft && q.Status() != Published {
		return i18n.FieldError(schema.QuestionStatus, "qa.status_new")
	}
	if err := settle(e, question); err != nil {
		return err
	}
	if changes(e.Record, schema.QuestionAccepted) {
		return i18n.FieldError(schema.QuestionAccepted, "qa.kept")
	}
	if err := inColumn(e); err != nil {
		return err
	}
	if err := inEvent(e); err != nil {
		return err
	}
	return e.Next()
}

// mayAnswer settles what a person can't say about a new answer.
func mayAnswer(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	a := schema.AsAnswer(e.Record)
	if a.Status() == "" {
		a.Set(schema.AnswerStatus, Published)
	}
	if a.Status() != Published {
		return i18n.FieldError(schema.AnswerStatus, "qa.status_new")
	}
	if err := settle(e, answer, schema.AnswerQuestion); err != nil {
		return err
	}
	return e.Next()
}

// settle empties what follows from others in a new post, and refuses what isn't its author's to say.
func settle(e *core.RecordRequestEvent, k kind, given ...string) error {
	for _, field := range k.derived {
		e.Record.Set(field, "")
	}
	for _, field := range append(k.kept, k.ruled...) {
		if changes(e.Record, field) && !slices.Contains(given, field) && field != schema.QuestionAuthor {
			return i18n.FieldError(field, "qa.kept")
		}
	}
	e.Record.SetRaw(access.ByKey, e.Auth.Id)
	e.Record.SetRaw(askedKey, &asked{by: e.Auth, own: true, staff: access.IsModerator(e.Auth)})
	return nil
}

// mayChange refuses what somebody's part in a post doesn't let them change. Its state is judged in the transaction.
func mayChange(k kind) func(*core.RecordRequestEvent) error {
	return func(e *core.RecordRequestEvent) error {
		if e.Auth == nil || e.Auth.IsSuperuser() {
			return e.Next()
		}
		r, before := e.Record, e.Record.Original()
		ask := &asked{by: e.Auth, own: before.GetString(schema.QuestionAuthor) == e.Auth.Id, staff: access.IsModerator(e.Auth)}
		if err := ask.read(e, k); err != nil {
			return err
		}
		for _, field := range k.derived {
			r.Set(field, before.Get(field))
		}
		for _, field := range k.kept {
			if changes(r, field) {
				return i18n.FieldError(field, "qa.kept")
			}
		}
		for _, field := range k.ruled {
			if changes(r, field) && !ask.staff {
				return i18n.FieldError(field, "qa.staff_only")
			}
		}
		if from, to := before.GetString(schema.QuestionStatus), r.GetString(schema.QuestionStatus); !MayMove(ask.own, ask.staff, from, to) {
			return i18n.FieldError(schema.QuestionStatus, "qa.not_allowed_status", "Status", to)
		}
		if !ask.own && !ask.staff {
			for _, field := range k.owned {
				if changes(r, field) {
					return i18n.FieldError(field, "qa.not_yours")
				}
			}
			if err := mayEdit(e, k, before); err != nil {
				return err
			}
		}
		if before.GetBool(schema.QuestionWiki) && !r.GetBool(schema.QuestionWiki) && !ask.staff {
			return i18n.FieldError(schema.QuestionWiki, "qa.staff_only") // what others worked on stays everybody's
		}
		if k.name == question.name && changes(r, schema.QuestionColumn) {
			if err := inColumn(e); err != nil {
				return err
			}
		}
		if k.name == question.name && changes(r, schema.QuestionEvent) {
			if err := inEvent(e); err != nil {
				return err
			}
		}
		r.SetRaw(access.ByKey, e.Auth.Id)
		r.SetRaw(access.ReasonKey, ask.note)
		r.SetRaw(askedKey, ask)
		return e.Next()
	}
}

// mayEdit lets members with enough reputation change the texts of others at once; what everybody keeps takes less.
func mayEdit(e *core.RecordRequestEvent, k kind, before *core.Record) error {
	if before.GetString(schema.QuestionStatus) != Published {
		return i18n.NewError("qa.not_yours").WithStatus(http.StatusForbidden)
	}
	ability := access.EditUnreviewed
	switch {
	case before.GetBool(schema.QuestionWiki):
		ability = access.Edit
	case !slices.ContainsFunc(k.text, func(field string) bool { return field != schema.QuestionTags && changes(e.Record, field) }):
		ability = access.Retag
	}
	may, err := access.May(e.App, e.Auth, ability)
	if err != nil || may {
		return err
	}
	needs, err := access.Needs(e.App, ability)
	if err != nil {
		return err
	}
	have := e.Auth.GetInt(schema.UserReputation)
	if have >= needs {
		return access.Require(e.App, e.Auth, ability) // it isn't the reputation
	}
	return i18n.NewError("qa.suggest", "Needs", needs, "Have", have).WithStatus(http.StatusForbidden)
}

// mostNote is the length of a note about a change, in characters.
const mostNote = 300

// read takes what a request says beside the fields: "note" is why something was changed, "base" the revision that the
// change began with, and "restore" the revision whose text comes back.
func (a *asked) read(e *core.RecordRequestEvent, k kind) error {
	var said struct {
		Note    string `json:"note" form:"note"`
		Base    int    `json:"base" form:"base"`
		Restore int    `json:"restore" form:"restore"`
	}
	if err := e.BindBody(&said); err != nil {
		return e.BadRequestError("", err)
	}
	if a.note, a.base = strings.TrimSpace(said.Note), said.Base; utf8.RuneCountInString(a.note) > mostNote || schema.HasControls(a.note) {
		return i18n.FieldError("note", "qa.note_wrong", "Most", mostNote)
	}
	if said.Restore == 0 {
		return nil
	}
	rev, err := FindRevision(e.App, k.name, e.Record.Id, said.Restore)
	if err != nil {
		return i18n.FieldError("restore", "qa.no_revision")
	}
	e.Record.Set(schema.QuestionBody, rev.Body)
	if k.name == question.name {
		lost, err := gone(e.App, rev.Tags)
		if err != nil {
			return err
		}
		e.Record.Set(schema.QuestionTitle, rev.Title)
		e.Record.Set(schema.QuestionTags, without(rev.Tags, lost))
	}
	return nil
}

// inColumn lets questions be asked in columns that are open.
func inColumn(e *core.RecordRequestEvent) error {
	id := e.Record.GetString(schema.QuestionColumn)
	if id == "" {
		return nil
	}
	column, err := e.App.FindRecordById(schema.Columns, id)
	if err != nil || schema.AsColumn(column).Status() != "active" {
		return i18n.FieldError(schema.QuestionColumn, "qa.no_column")
	}
	return nil
}
