package edits

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// actorKey holds, on an edit being saved for a request, who asks. Keys that begin with @ are no columns and stay in memory.
const actorKey = "@edits.actor"

// maySuggest lets members with the ability suggest an edit of somebody else's post. What the system keeps is set anew, whatever
// the request says.
func maySuggest(e *core.RecordRequestEvent) error {
	r := e.Record
	r.Set(schema.PostEditState, Open)
	r.Set(schema.PostEditReviewer, "")
	r.Set(schema.PostEditReason, "")
	r.Set(schema.PostEditDecided, "")
	p, err := find(e.App, r.GetString(schema.PostEditKind), r.GetString(schema.PostEditTarget))
	if missing(err) || err == nil && !p.Public {
		return i18n.FieldError(schema.PostEditTarget, "edits.no_post")
	}
	if err != nil {
		return err
	}
	r.Set(schema.PostEditQuestion, p.Question)
	r.Set(schema.PostEditBase, p.Number)
	if e.HasSuperuserAuth() {
		return e.Next()
	}
	if p.Author == e.Auth.Id {
		return i18n.FieldError(schema.PostEditTarget, "edits.own")
	}
	may, err := access.May(e.App, e.Auth, access.Edit)
	if err != nil {
		return err
	}
	if !may {
		needs, err := access.Needs(e.App, access.Edit)
		if err != nil {
			return err
		}
		return i18n.NewError("edits.needs", "N", needs).WithStatus(http.StatusForbidden)
	}
	return e.Next()
}

// mayDecide lets who suggested an edit change or withdraw it, and who may decide approve or reject it, while it is open.
func mayDecide(e *core.RecordRequestEvent) error {
	r, was := e.Record, schema.AsPostEdit(e.Record.Original())
	for _, field := range []string{schema.PostEditKind, schema.PostEditTarget, schema.PostEditQuestion, schema.PostEditAuthor, schema.PostEditBase, schema.PostEditReviewer, schema.PostEditDecided} {
		if r.GetString(field) != was.GetString(field) {
			return i18n.FieldError(field, "edits.fixed")
		}
	}
	r.SetRaw(actorKey, e.Auth)
	state := r.GetString(schema.PostEditState)
	changesText := !sameSet(r.GetStringSlice(schema.PostEditTags), was.Tags()) ||
		slices.ContainsFunc(own, func(field string) bool { return r.GetString(field) != was.GetString(field) })
	switch {
	case e.HasSuperuserAuth():
		return e.Next()
	case e.Auth.Id == was.Author() && (state == Open || state == Withdrawn):
		if r.GetString(schema.PostEditReason) != was.Reason() {
			return i18n.FieldError(schema.PostEditReason, "edits.fixed")
		}
		if state == Open {
			p, err := find(e.App, was.Kind(), was.Target())
			if err != nil {
				return err
			}
			r.Set(schema.PostEditBase, p.Number) // it was written over the text of now
		}
		return e.Next()
	case changesText:
		return i18n.NewError("edits.not_yours").WithStatus(http.StatusForbidden)
	case state == Approved || state == Rejected:
		may, err := decides(e.App, e.Auth, was)
		if err != nil {
			return err
		}
		if !may {
			return i18n.NewError("edits.not_reviewer").WithStatus(http.StatusForbidden)
		}
		return e.Next()
	}
	return i18n.FieldError(schema.PostEditState, "edits.how")
}

// decides says whether an account may decide about an edit: the author of the post, who may review, and who keeps order; nobody
// about their own.
func decides(app core.App, auth *core.Record, e *schema.PostEdit) (bool, error) {
	if auth.IsSuperuser() {
		return true, nil
	}
	if auth.Id == e.Author() {
		return false, nil
	}
	p, err := find(app, e.Kind(), e.Target())
	if missing(err) {
		return access.IsModerator(auth), nil
	}
	if err != nil {
		return false, err
	}
	if p.Author == auth.Id {
		return true, nil
	}
	return access.May(app, auth, access.Review)
}

// validate holds what is true of every edit, whoever writes it.
func validate(e *core.RecordEvent) error {
	r := e.Record
	edit := schema.AsPostEdit(r)
	errs := validation.Errors{}
	if strings.TrimSpace(edit.Body()) == "" {
		errs[schema.PostEditBody] = i18n.NewError("edits.body_needed")
	}
	if schema.Blank(edit.Note()) {
		errs[schema.PostEditNote] = i18n.NewError("edits.note_needed")
	}
	if edit.Kind() == question {
		r.Set(schema.PostEditTitle, strings.TrimSpace(edit.Title()))
		if schema.Blank(edit.Title()) {
			errs[schema.PostEditTitle] = i18n.NewError("edits.title_needed")
		}
		if n := len(edit.Tags()); n < 1 || n > 5 {
			errs[schema.PostEditTags] = i18n.NewError("edits.tags_needed")
		}
	} else {
		r.Set(schema.PostEditTitle, "")
		r.Set(schema.PostEditTags, nil)
	}
	if edit.State() == Rejected && schema.Blank(edit.Reason()) {
		errs[schema.PostEditReason] = i18n.NewError("edits.reason_needed")
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// create refuses what changes nothing, what can't be changed, and more than reviewers can read.
func create(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		edit := schema.AsPostEdit(e.Record)
		p, err := find(e.App, edit.Kind(), edit.Target())
		if missing(err) {
			return i18n.FieldError(schema.PostEditTarget, "edits.no_post")
		}
		if err != nil {
			return err
		}
		if edit.State() != Open {
			return e.Next()
		}
		if !p.changes(edit) {
			return i18n.FieldError(schema.PostEditBody, "edits.same")
		}
		var open struct {
			Mine int `db:"mine"`
			Here int `db:"here"`
		}
		if err := e.App.DB().NewQuery("SELECT count(*) mine, coalesce(sum(target = {:target}), 0) here FROM post_edits WHERE author = {:author} AND state = 'open'").
			Bind(dbx.Params{"author": edit.Author(), "target": edit.Target()}).One(&open); err != nil {
			return err
		}
		if open.Here > 0 {
			return i18n.FieldError(schema.PostEditTarget, "edits.again")
		}
		if open.Mine >= mostOpen {
			return i18n.NewError("edits.many", "N", mostOpen)
		}
		return e.Next()
	})
}

// decide carries a decision out: an approved edit is in the text when its record says so. Of two who decide at once the second
// hears that somebody was faster.
func (m *room) decide(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		edit := schema.AsPostEdit(e.Record)
		var was string
		if err := e.App.DB().NewQuery("SELECT state FROM post_edits WHERE id = {:id}").Bind(dbx.Params{"id": edit.Id}).Row(&was); err != nil {
			return err
		}
		if was != Open {
			if was == edit.State() && e.Record.GetRaw(actorKey) == nil {
				return e.Next() // the system's own saves, such as an account that goes
			}
			return i18n.NewError("edits.decided").WithStatus(http.StatusConflict)
		}
		if edit.State() == Open {
			return e.Next()
		}
		e.Record.Set(schema.PostEditDecided, types.NowDateTime())
		if auth, ok := e.Record.GetRaw(actorKey).(*core.Record); ok && edit.State() != Withdrawn && !auth.IsSuperuser() {
			e.Record.Set(schema.PostEditReviewer, auth.Id)
		}
		if edit.State() == Approved {
			if err := m.put(e.App, edit); err != nil {
				return err
			}
		}
		return e.Next()
	})
}

// put brings an approved edit into the text, unless that has changed since it was suggested.
func (m *room) put(app core.App, edit *schema.PostEdit) error {
	p, err := find(app, edit.Kind(), edit.Target())
	switch {
	case missing(err) || err == nil && !p.Public:
		return i18n.FieldError(schema.PostEditState, "edits.no_post")
	case err != nil:
		return err
	case p.Locked:
		return i18n.FieldError(schema.PostEditState, "edits.locked")
	case p.Number != edit.Base():
		return i18n.NewError("edits.stale").WithStatus(http.StatusConflict)
	}
	return m.apply(app, Change{
		Kind: edit.Kind(), ID: edit.Target(), Editor: edit.Author(), Note: edit.Note(), Title: edit.Title(), Tags: edit.Tags(), Body: edit.Body(),
	})
}
