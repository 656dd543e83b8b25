package guard

import (
	"database/sql"
	"errors"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// actorKey is where the moderation room looks for who has a record saved, for its audit log.
const actorKey = "@moderation.auth"

// mayDecide settles who decided and when, whatever the request says.
func mayDecide(e *core.RecordRequestEvent) error {
	r := e.Record
	if !access.IsModerator(e.Auth) {
		if err := mayReview(e); err != nil {
			return err
		}
	}
	handler := ""
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		handler = e.Auth.Id
	}
	r.Set(schema.HoldHandler, handler)
	r.Set(schema.HoldDecided, types.NowDateTime())
	r.SetRaw(actorKey, e.Auth)
	if state := r.GetString(schema.HoldState); state != released && state != refused {
		return i18n.FieldError(schema.HoldState, "guard.decide_how")
	}
	return e.Next()
}

// mayReview lets members who have the reputation for it decide about first posts that wait for
// no other reason, once: what was decided is for moderators to change. The collection's rule
// says the same; this one says why.
func mayReview(e *core.RecordRequestEvent) error {
	before := schema.AsHold(e.Record.Original())
	if before.State() != open {
		return i18n.NewError("guard.decided").WithStatus(http.StatusConflict)
	}
	if reasons := before.Reasons(); len(reasons) != 1 || reasons[0] != forFirst {
		return i18n.NewError("guard.moderators_decide").WithStatus(http.StatusForbidden)
	}
	return access.Require(e.App, e.Auth, access.Review)
}

// decide carries out what a moderator decided, in one transaction.
func decide(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		var before string
		if err := e.App.DB().NewQuery("SELECT state FROM holds WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Row(&before); err != nil {
			return err
		}
		h := schema.AsHold(e.Record)
		if before != open && h.State() != before {
			return i18n.NewError("guard.decided").WithStatus(http.StatusConflict)
		}
		if err := e.Next(); err != nil {
			return err
		}
		if before != open || h.State() == open {
			return nil
		}
		auth, _ := e.Record.GetRaw(actorKey).(*core.Record)
		if h.Kind() == comment {
			return decideComment(e.App, h, auth)
		}
		if postKinds[h.Kind()] != "" {
			return decidePost(e.App, h, auth)
		}
		return decideArticle(e.App, h, auth)
	})
}

// waiting reads what a hold is about; nil when it is gone or no longer waits.
func waiting(app core.App, collection, id, field string) (*core.Record, error) {
	r, err := app.FindRecordById(collection, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && r.GetString(field) != "pending" {
		return nil, nil
	}
	return r, err
}

func decideComment(app core.App, h *schema.Hold, auth *core.Record) error {
	r, err := waiting(app, schema.Comments, h.Target(), schema.CommentState)
	if r == nil || err != nil {
		return err
	}
	state := "visible"
	if h.State() == refused {
		state = "hidden"
	}
	r.Set(schema.CommentState, state)
	r.SetRaw(actorKey, auth)
	return app.Save(r)
}

func decideArticle(app core.App, h *schema.Hold, auth *core.Record) error {
	r, err := waiting(app, schema.Articles, h.Target(), schema.ArticleStatus)
	if r == nil || err != nil {
		return err
	}
	if h.State() == refused {
		reason := h.Note()
		if reason == "" {
			lang := i18n.ZH
			if r.GetString(schema.ArticleLang) == "en" {
				lang = i18n.EN
			}
			reason = i18n.T(lang, "guard.refused_article")
		}
		r.Set(schema.ArticleStatus, "rejected")
		r.Set(schema.ArticleReason, reason)
	} else if wanted := h.Wanted(); wanted == "published" || wanted == "scheduled" {
		r.Set(schema.ArticleStatus, wanted)
	} else {
		return nil // it goes on waiting for its reviewers
	}
	r.SetRaw(freeKey, true)
	r.SetRaw(actorKey, auth)
	return app.Save(r)
}
