package review

import (
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// mayAssign lets every reviewer claim what nobody has claimed and give back what they have;
// to hand over what somebody else reviews takes the column's owner or a site editor.
func mayAssign(e *core.RecordRequestEvent) error {
	see(e.Record, schema.SubmissionReviewer, schema.SubmissionMessage)
	before := schema.AsSubmission(e.Record.Original())
	holder := before.Reviewer()
	if holder == "" || holder == person(e.Auth) || holder == schema.AsSubmission(e.Record).Reviewer() || access.IsEditor(e.Auth) {
		return e.Next()
	}
	role, err := access.ColumnSeats.Role(e.App, e.Auth, before.Column())
	if err != nil {
		return err
	}
	if role != access.ColumnOwner {
		return i18n.FieldError(schema.SubmissionReviewer, "review.claimed")
	}
	return e.Next()
}

// validateSubmission holds that whoever reviews may do so, and that a submission is open
// exactly as long as its article waits.
func validateSubmission(e *core.RecordEvent) error {
	s := schema.AsSubmission(e.Record)
	article, err := e.App.FindRecordById(schema.Articles, s.Article())
	if err != nil {
		return i18n.FieldError(schema.SubmissionArticle, "review.no_article")
	}
	waits := article.GetString(schema.ArticleStatus) == pending && article.GetString(schema.ArticleColumn) == s.Column()
	open, err := openSubmission(e.App, s.Article())
	if err != nil {
		return err
	}
	isOpen := open != nil && open.Id == s.Id
	if isOpen && waits && s.State() != Open || !isOpen && s.State() == Open {
		return i18n.FieldError(schema.SubmissionState, "review.decide_article")
	}
	if s.Reviewer() != "" && s.State() == Open {
		user, err := e.App.FindRecordById(schema.Users, s.Reviewer())
		if err != nil {
			return i18n.FieldError(schema.SubmissionReviewer, "review.no_reviewer")
		}
		role, err := access.ColumnSeats.Role(e.App, user, s.Column())
		if err != nil {
			return err
		}
		reviews := slices.Contains([]string{access.ColumnOwner, access.ColumnEditor}, role) || access.IsEditor(user)
		if was := open.Reviewer(); !reviews && was != s.Reviewer() {
			return i18n.FieldError(schema.SubmissionReviewer, "review.no_reviewer")
		}
	}
	return e.Next()
}

// saveSubmission keeps what a request didn't ask to change as it is by now, and lets one of
// two who claim at once have it.
func saveSubmission(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		found, err := e.App.FindRecordById(schema.Submissions, e.Record.Id)
		if err != nil {
			return err
		}
		if _, asked := seen(e.Record, schema.SubmissionReviewer); asked {
			was, s := schema.AsSubmission(found), schema.AsSubmission(e.Record)
			if was.State() != s.State() {
				return i18n.NewError("review.decided_meanwhile").WithStatus(http.StatusConflict)
			}
			if held, _ := seen(e.Record, schema.SubmissionReviewer); held != was.Reviewer() && s.Reviewer() != held {
				return i18n.NewError("review.claimed").WithStatus(http.StatusConflict)
			}
			keepUnasked(e.Record, found, schema.SubmissionReviewer, schema.SubmissionMessage)
		}
		return e.Next()
	})
}

// keepUnasked sets the fields that a request left alone to what they are in the database now.
func keepUnasked(r, now *core.Record, fields ...string) {
	for _, field := range fields {
		if before, ok := seen(r, field); ok && before == r.GetString(field) {
			r.Set(field, now.Get(field))
		}
	}
}

// deleteSubmission keeps the open one for as long as its article waits.
func deleteSubmission(e *core.RecordEvent) error {
	s := schema.AsSubmission(e.Record)
	article, err := e.App.FindRecordById(schema.Articles, s.Article())
	if err == nil && s.State() == Open && article.GetString(schema.ArticleStatus) == pending {
		return i18n.NewError("review.decide_article")
	}
	return e.Next()
}
