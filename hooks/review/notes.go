package review

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// stampNote makes a note its sender's own, open and of the submission that waits.
func stampNote(e *core.RecordRequestEvent) error {
	if id := person(e.Auth); id != "" {
		e.Record.Set(schema.ReviewNoteAuthor, id)
	}
	e.Record.Set(schema.ReviewNoteState, NoteOpen)
	return e.Next()
}

// mayUpdateNote refuses to apply a suggestion to what its authors must leave alone.
func mayUpdateNote(e *core.RecordRequestEvent) error {
	e.Record.SetRaw(access.ByKey, person(e.Auth))
	see(e.Record, schema.ReviewNoteState, schema.ReviewNoteBody)
	n := schema.AsReviewNote(e.Record)
	if n.State() != NoteApplied || e.Record.Original().GetString(schema.ReviewNoteState) == NoteApplied {
		return e.Next()
	}
	found, err := e.App.FindRecordById(schema.Articles, n.Article())
	if err != nil {
		return i18n.NewError("review.no_article").WithStatus(http.StatusNotFound).Because(err)
	}
	article := schema.AsArticle(found)
	part, err := access.PartIn(e.App, e.Auth, article)
	if err != nil {
		return err
	}
	if article.Status() == scheduled && part < access.Reviewer {
		return i18n.FieldError(schema.ReviewNoteState, "review.scheduled_rests")
	}
	// who applies it must not be overtaken by a reviewer's decision; updateNote looks again
	e.Record.SetRaw(partKey, part)
	return e.Next()
}

// partKey holds, on a note being applied for a request, the part of who asks.
const partKey = "@review.part"

// mayDeleteNote keeps what somebody has answered.
func mayDeleteNote(e *core.RecordRequestEvent) error {
	replies, err := e.App.CountRecords(schema.ReviewNotes, dbx.HashExp{schema.ReviewNoteParent: e.Record.Id})
	if err != nil {
		return err
	}
	if replies > 0 && !access.IsEditor(e.Auth) {
		return i18n.NewError("review.note_answered")
	}
	return e.Next()
}

func prepareNote(e *core.RecordEvent) error {
	if e.Record.GetString(schema.ReviewNoteState) == "" {
		e.Record.Set(schema.ReviewNoteState, NoteOpen)
	}
	e.Record.Set(schema.ReviewNoteSubmission, "")
	return e.Next()
}

// validateNote holds what is true of every note: it says something, it stands at a passage
// that is there when it is written, and a reply is a reply and no more.
func validateNote(e *core.RecordEvent) error {
	n := schema.AsReviewNote(e.Record)
	errs := validation.Errors{}
	found, err := e.App.FindRecordById(schema.Articles, n.Article())
	if err != nil {
		return i18n.FieldError(schema.ReviewNoteArticle, "review.no_article")
	}
	reply := n.Parent() != ""
	if strings.TrimSpace(n.Body()) == "" && !n.Suggests() {
		errs[schema.ReviewNoteBody] = i18n.NewError("review.note_empty")
	}
	if reply {
		parent, err := e.App.FindRecordById(schema.ReviewNotes, n.Parent())
		if err != nil || schema.AsReviewNote(parent).Article() != n.Article() || schema.AsReviewNote(parent).Parent() != "" {
			errs[schema.ReviewNoteParent] = i18n.NewError("review.no_note")
		}
		if n.Quote() != "" || n.Suggests() {
			errs[schema.ReviewNoteQuote] = i18n.NewError("review.reply_plain")
		}
	}
	if n.Suggests() && n.Quote() == "" || !n.Suggests() && n.Suggestion() != "" {
		errs[schema.ReviewNoteSuggestion] = i18n.NewError("review.suggests_nothing")
	}
	if n.Suggests() && n.Suggestion() == n.Quote() {
		errs[schema.ReviewNoteSuggestion] = i18n.NewError("review.suggests_same")
	}
	if n.Quote() != "" && n.IsNew() {
		body := schema.AsArticle(found).Body()
		at, ok := locate(body, n.Quote(), n.Start())
		if !ok || strings.TrimSpace(n.Quote()) == "" {
			errs[schema.ReviewNoteQuote] = i18n.NewError("review.quote_missing")
		} else {
			n.Set(schema.ReviewNoteStart, utf8.RuneCountInString(body[:at]))
		}
	}
	if n.IsNew() && n.State() != NoteOpen {
		errs[schema.ReviewNoteState] = i18n.NewError("review.note_state")
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// createNote writes a note into the submission that waits, as long as there is room.
func createNote(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		article := schema.AsReviewNote(e.Record).Article()
		count, err := e.App.CountRecords(schema.ReviewNotes, dbx.HashExp{schema.ReviewNoteArticle: article})
		if err != nil {
			return err
		}
		if count >= mostNotes {
			return i18n.NewError("review.too_many_notes", "Most", mostNotes)
		}
		open, err := openSubmission(e.App, article)
		if err != nil {
			return err
		}
		if open != nil {
			e.Record.Set(schema.ReviewNoteSubmission, open.Id)
		}
		return e.Next()
	})
}

// updateNote lets a note's state go its way, and changes the article's text in the same
// transaction when its suggestion is applied.
func updateNote(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		found, err := e.App.FindRecordById(schema.ReviewNotes, e.Record.Id)
		if err != nil {
			return err
		}
		keepUnasked(e.Record, found, schema.ReviewNoteState, schema.ReviewNoteBody)
		was, n := schema.AsReviewNote(found), schema.AsReviewNote(e.Record)
		n.Set(schema.ReviewNoteStart, was.Start()) // edits of the text move it
		if !mayBecome(was.State(), n.State(), n.Suggests(), n.Parent() != "") {
			return i18n.FieldError(schema.ReviewNoteState, "review.note_state")
		}
		if n.State() == NoteApplied && was.State() != NoteApplied {
			if err := apply(e.App, n, was.Start()); err != nil {
				return err
			}
		}
		return e.Next()
	})
}

// apply replaces the passage of a note by its suggestion. A passage that has changed since is
// left alone.
func apply(app core.App, n *schema.ReviewNote, start int) error {
	found, err := app.FindRecordById(schema.Articles, n.Article())
	if err != nil {
		return err
	}
	article := schema.AsArticle(found)
	if part, asked := n.GetRaw(partKey).(access.Part); asked && part < access.Reviewer && article.Status() == scheduled {
		return i18n.FieldError(schema.ReviewNoteState, "review.scheduled_rests")
	}
	body := article.Body()
	at, ok := locate(body, n.Quote(), start)
	if !ok {
		return i18n.NewError("review.passage_changed").WithStatus(http.StatusConflict)
	}
	article.Set(schema.ArticleBody, body[:at]+n.Suggestion()+body[at+len(n.Quote()):])
	article.SetRaw(access.ByKey, by(n.ProxyRecord(), access.ByKey))
	return app.Save(found)
}

// deleteNote takes the replies along.
func deleteNote(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		replies, err := e.App.FindAllRecords(schema.ReviewNotes, dbx.HashExp{schema.ReviewNoteParent: e.Record.Id})
		if err != nil {
			return err
		}
		for _, reply := range replies {
			if err := e.App.Delete(reply); err != nil {
				return err
			}
		}
		return nil
	})
}
