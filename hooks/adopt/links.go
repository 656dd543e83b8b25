package adopt

import (
	"database/sql"
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

const (
	// linkedADay is how many answers elsewhere a member may add in a day.
	linkedADay = 20
	// mostLinks bounds the answers elsewhere that a question has.
	mostLinks = 30
)

// mayLink makes a link the sender's own.
func mayLink(e *core.RecordRequestEvent) error {
	if id := member(e.Auth); id != "" {
		e.Record.Set(schema.AnswerLinkUser, id)
	}
	if !access.IsModerator(e.Auth) {
		if !e.Auth.Verified() {
			return i18n.NewError("adopt.verify_first").WithStatus(http.StatusForbidden)
		}
		e.Record.SetRaw(countedKey, true)
	}
	return e.Next()
}

func prepareLink(e *core.RecordEvent) error {
	e.Record.Set(schema.AnswerLinkURL, link(e.Record.GetString(schema.AnswerLinkURL)))
	if strings.TrimSpace(e.Record.GetString(schema.AnswerLinkSite)) == "" {
		e.Record.Set(schema.AnswerLinkSite, siteOf(e.Record.GetString(schema.AnswerLinkURL)))
	}
	return e.Next()
}

func validateLink(e *core.RecordEvent) error {
	l := schema.AsAnswerLink(e.Record)
	errs := validation.Errors{}
	if _, ok := Normal(l.URL()); !ok {
		errs[schema.AnswerLinkURL] = i18n.NewError("adopt.url_wrong")
	}
	if strings.TrimSpace(l.Title()) == "" {
		errs[schema.AnswerLinkTitle] = i18n.NewError("adopt.title_needed")
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// createLink adds an answer elsewhere to a question that is public and open to it, once an address.
func createLink(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		l := schema.AsAnswerLink(e.Record)
		var question struct {
			Status string `db:"status"`
			Source string `db:"source_url"`
		}
		err := e.App.DB().NewQuery("SELECT status, source_url FROM questions WHERE id = {:id}").Bind(dbx.Params{"id": l.Question()}).One(&question)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err != nil || question.Status != published {
			return i18n.FieldError(schema.AnswerLinkQuestion, "adopt.no_question")
		}
		if link(question.Source) == l.URL() {
			return i18n.FieldError(schema.AnswerLinkURL, "adopt.link_is_source")
		}
		var there struct {
			All  int `db:"every"`
			Same int `db:"same"`
		}
		if err := e.App.DB().NewQuery("SELECT count(*) every, coalesce(sum(url = {:url}), 0) same FROM answer_links WHERE question = {:question}").
			Bind(dbx.Params{"url": l.URL(), "question": l.Question()}).One(&there); err != nil {
			return err
		}
		if there.Same > 0 {
			return i18n.FieldError(schema.AnswerLinkURL, "adopt.link_known")
		}
		if there.All >= mostLinks {
			return i18n.FieldError(schema.AnswerLinkURL, "adopt.links_full", "Most", mostLinks)
		}
		if l.GetRaw(countedKey) != nil {
			if err := mayAddMore(e.App, schema.AnswerLinks, schema.AnswerLinkUser, l.User(), linkedADay); err != nil {
				return err
			}
		}
		return e.Next()
	})
}

// validatePosted holds that an answer is said to stand only on the site that its question came from.
func validatePosted(e *core.RecordEvent) error {
	a := schema.AsAnswer(e.Record)
	posted := a.PostedURL()
	if posted == "" || !a.IsNew() && posted == a.Original().GetString(schema.AnswerPostedURL) {
		return e.Next()
	}
	normal, ok := Normal(posted)
	if !ok {
		return i18n.FieldError(schema.AnswerPostedURL, "adopt.url_wrong")
	}
	var source string
	err := e.App.DB().Select("source_url").From(schema.Questions).Where(dbx.HashExp{"id": a.Question()}).Row(&source)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if source == "" {
		return i18n.FieldError(schema.AnswerPostedURL, "adopt.not_from_elsewhere")
	}
	if !sameSite(normal, source) {
		return i18n.FieldError(schema.AnswerPostedURL, "adopt.other_site", "Site", siteOf(source))
	}
	return e.Next()
}
