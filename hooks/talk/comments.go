package talk

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// States of a comment, in comments.state. All but the first are for its author and who keeps order.
const (
	Visible = "visible"
	Pending = "pending" // waits for review
	Hidden  = "hidden"  // taken down, may come back
	Deleted = "deleted" // taken down for good, kept for the record
)

// EditWindow is how long its author may change a comment. Who keeps order always may.
const EditWindow = 30 * time.Minute

// maxHTML is the size of a rendered comment, as the field has it: code of a line a character would make more.
const maxHTML = 100_000

// What a record carries in memory while it is saved on request.
const (
	askedKey  = "@asked"  // a person asks, who can only comment on what is public
	boundKey  = "@bound"  // and is bound by closed and slow discussions
	editorKey = "@editor" // who changes a comment
)

// kept are the fields of a comment that follow from others or never change once it is made.
var kept = []string{
	schema.CommentKind, schema.CommentTarget, schema.CommentParent, schema.CommentRoot, schema.CommentAuthor,
	schema.CommentHTML, schema.CommentMentions, schema.CommentEdited, schema.CommentPublic, schema.CommentSourceAuthor, schema.CommentSourceURL,
}

// mayComment settles what a person can't say about a new comment.
func (t *Talk) mayComment(e *core.RecordRequestEvent) error {
	if e.Auth != nil && e.Auth.IsSuperuser() {
		if e.Record.GetString(schema.CommentState) == "" {
			e.Record.Set(schema.CommentState, Visible)
		}
		return e.Next()
	}
	e.Record.Set(schema.CommentState, Visible)
	e.Record.Set(schema.CommentEdited, "")
	e.Record.Set(schema.CommentSourceAuthor, "")
	e.Record.Set(schema.CommentSourceURL, "")
	e.Record.SetRaw(askedKey, true)
	e.Record.SetRaw(boundKey, !keepsOrder(e.Auth))
	return e.Next()
}

// mayChangeComment refuses what a person can't change.
func (t *Talk) mayChangeComment(e *core.RecordRequestEvent) error {
	before, now := schema.AsComment(e.Record.Original()), schema.AsComment(e.Record)
	for _, field := range kept {
		if fmt.Sprint(e.Record.Get(field)) != fmt.Sprint(e.Record.Original().Get(field)) {
			return i18n.FieldError(field, "talk.kept")
		}
	}
	if e.Auth != nil {
		e.Record.SetRaw(editorKey, e.Auth.Id)
	}
	if keepsOrder(e.Auth) {
		return e.Next()
	}
	switch {
	case now.State() != before.State():
		return i18n.FieldError(schema.CommentState, "talk.kept")
	case now.Body() == before.Body():
	case before.State() == Hidden || before.State() == Deleted:
		return i18n.FieldError(schema.CommentBody, "talk.taken_down")
	case time.Since(before.GetDateTime("created").Time()) > EditWindow:
		return i18n.FieldError(schema.CommentBody, "talk.too_late", "minutes", int(EditWindow.Minutes()))
	}
	return e.Next()
}

// validateComment renders the text after everybody else has had their say about it.
func (t *Talk) validateComment(e *core.RecordEvent) error {
	c := schema.AsComment(e.Record)
	if e.Record.IsNew() {
		if c.Author() == "" {
			return i18n.FieldError(schema.CommentAuthor, "talk.no_author")
		}
		if e.Record.Id == "" {
			e.Record.Id = core.GenerateDefaultRandomId()
		}
	}
	if strings.TrimSpace(c.Body()) == "" {
		return i18n.FieldError(schema.CommentBody, "talk.empty")
	}
	if err := e.Next(); err != nil {
		return err
	}
	if !e.Record.IsNew() && c.HTML() != "" && c.Body() == e.Record.Original().GetString(schema.CommentBody) {
		return nil
	}
	return render(e.App, c)
}

// render fills what follows from a comment's text: its HTML, and who is mentioned.
func render(app core.App, c *schema.Comment) error {
	var mentioned []string
	doc, err := markdown.Render(c.Body(), markdown.Options{Comment: &markdown.Comment{Mention: func(handle string) (string, bool) {
		var id string
		if err := app.DB().NewQuery("SELECT id FROM users WHERE handle = {:handle}").Bind(dbx.Params{"handle": handle}).Row(&id); err != nil {
			return "", false
		}
		mentioned = append(mentioned, id)
		return "/people/" + handle, true
	}}})
	var wrong markdown.Error
	switch {
	case errors.As(err, &wrong):
		return i18n.FieldError(schema.CommentBody, string(wrong))
	case err != nil:
		return err
	case len(doc.HTML) > maxHTML:
		return i18n.FieldError(schema.CommentBody, "talk.too_long")
	case strings.TrimSpace(doc.Text) == "" && !strings.Contains(doc.HTML, "<hr"):
		return i18n.FieldError(schema.CommentBody, "talk.empty")
	}
	c.Set(schema.CommentHTML, doc.HTML)
	c.Set(schema.CommentMentions, mentioned)
	return nil
}

// createComment puts a comment into its thread and counts it.
func (t *Talk) createComment(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		c := schema.AsComment(e.Record)
		about, err := t.mustFind(e.App, e.Record)
		if err != nil {
			return err
		}
		e.Record.Set(schema.CommentPublic, about.public)
		if err := thread(e.App, c); err != nil {
			return err
		}
		if e.Record.GetBool(askedKey) && !about.public {
			return i18n.FieldError(schema.CommentTarget, "talk.no_target")
		}
		if e.Record.GetBool(boundKey) {
			if err := isOpen(e.App, c); err != nil {
				return err
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		if c.State() != Visible {
			return nil
		}
		return t.count(e.App, about, schema.StatsComments, 1)
	})
}

// thread finds a comment's place. A thread has two levels: an answer to an answer stays in it.
func thread(app core.App, c *schema.Comment) error {
	c.Set(schema.CommentRoot, c.Id)
	if c.Parent() == "" {
		return nil
	}
	var parent struct {
		Kind   string `db:"kind"`
		Target string `db:"target"`
		Root   string `db:"root"`
		State  string `db:"state"`
	}
	err := app.DB().NewQuery("SELECT kind, target, root, state FROM comments WHERE id = {:id}").Bind(dbx.Params{"id": c.Parent()}).One(&parent)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (parent.Kind != c.Kind() || parent.Target != c.Target() || parent.State != Visible) {
		return i18n.FieldError(schema.CommentParent, "talk.no_parent")
	}
	c.Set(schema.CommentRoot, parent.Root)
	return err
}

// isOpen refuses a comment where the discussion is closed, or too soon after the member's last one where it is slow.
func isOpen(app core.App, c *schema.Comment) error {
	var d struct {
		Closed bool `db:"closed"`
		Slow   int  `db:"slow"`
	}
	err := app.DB().NewQuery("SELECT closed, slow FROM discussions WHERE kind = {:kind} AND target = {:target}").
		Bind(dbx.Params{"kind": c.Kind(), "target": c.Target()}).One(&d)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if d.Closed {
		return i18n.NewError("talk.closed")
	}
	if d.Slow <= 0 {
		return nil
	}
	var last types.DateTime
	err = app.DB().NewQuery("SELECT coalesce(max(created), '') FROM comments WHERE author = {:author} AND target = {:target} AND kind = {:kind}").
		Bind(dbx.Params{"author": c.Author(), "target": c.Target(), "kind": c.Kind()}).Row(&last)
	if err != nil {
		return err
	}
	if wait := time.Until(last.Time().Add(time.Duration(d.Slow) * time.Second)); !last.IsZero() && wait > 0 {
		return i18n.NewError("talk.slow", "seconds", int(wait.Seconds())+1).WithStatus(429)
	}
	return nil
}

// was is a comment as the database has it: what a record was loaded with may be outdated.
type was struct {
	Kind   string `db:"kind"`
	Target string `db:"target"`
	State  string `db:"state"`
	Body   string `db:"body"`
}

func before(app core.App, id string) (w was, err error) {
	err = app.DB().NewQuery("SELECT kind, target, state, body FROM comments WHERE id = {:id}").Bind(dbx.Params{"id": id}).One(&w)
	return w, err
}

// updateComment keeps the text before a change, and the count of what can be seen.
func (t *Talk) updateComment(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		c := schema.AsComment(e.Record)
		old, err := before(e.App, e.Record.Id)
		if err != nil {
			return err
		}
		if old.Body != c.Body() {
			e.Record.Set(schema.CommentEdited, types.NowDateTime())
			if err := keepEdit(e.App, e.Record, old.Body); err != nil {
				return err
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := t.recount(e.App, old.Kind, old.Target, old.State, -1); err != nil {
			return err
		}
		return t.recount(e.App, c.Kind(), c.Target(), c.State(), 1)
	})
}

// recount counts a comment in or out of what it is about, if it can be seen and that is still there.
func (t *Talk) recount(app core.App, kind, target, state string, delta int) error {
	if state != Visible {
		return nil
	}
	about, err := t.find(app, kind, target)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.count(app, about, schema.StatsComments, delta)
}

func keepEdit(app core.App, comment *core.Record, body string) error {
	edits, err := app.FindCachedCollectionByNameOrId(schema.CommentEdits)
	if err != nil {
		return err
	}
	edit := core.NewRecord(edits)
	edit.Set(schema.CommentEditComment, comment.Id)
	edit.Set(schema.CommentEditBody, body)
	if editor := comment.GetString(editorKey); editor != "" {
		if ok, err := isUser(app, editor); err != nil {
			return err
		} else if ok {
			edit.Set(schema.CommentEditEditor, editor)
		}
	}
	return app.Save(edit)
}

// isUser tells the accounts of members from superusers', which no relation leads to.
func isUser(app core.App, id string) (ok bool, err error) {
	err = app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM users WHERE id = {:id})").Bind(dbx.Params{"id": id}).Row(&ok)
	return ok, err
}

// deleteComment removes what belongs to a comment. Its answers stay: the page shows that something was there.
func (t *Talk) deleteComment(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		old, err := before(e.App, e.Record.Id)
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := execute(e.App, dbx.Params{"id": e.Record.Id},
			"DELETE FROM votes WHERE kind = 'comment' AND target = {:id}",
			"DELETE FROM bookmarks WHERE kind = 'comment' AND target = {:id}",
			"DELETE FROM stats WHERE kind = 'comments' AND id = {:id}",
		); err != nil {
			return err
		}
		return t.recount(e.App, old.Kind, old.Target, old.State, -1)
	})
}

// slowest bounds how long members can be made to wait between two comments, in seconds: a day.
const slowest = 86_400

// mayKeep lets those who may close or slow a discussion do so, and members who have the
// reputation for it close it or open it again. What a moderator closed is opened by moderators.
func (t *Talk) mayKeep(e *core.RecordRequestEvent) error {
	if keepsOrder(e.Auth) {
		return e.Next()
	}
	about, err := t.mustFind(e.App, e.Record)
	if err != nil {
		return err
	}
	d, before := schema.AsDiscussion(e.Record), schema.AsDiscussion(e.Record.Original())
	deletes := e.Request.Method == http.MethodDelete
	manages, err := about.manages(e.App, e.Auth)
	if err != nil {
		return err
	}
	if !manages {
		if !about.public || deletes || d.Slow() != before.Slow() {
			return i18n.NewError("talk.not_yours").WithStatus(http.StatusForbidden)
		}
		if err := access.Require(e.App, e.Auth, access.Close); err != nil {
			return err
		}
		e.Record.SetRaw(access.ByAbility, true)
	}
	if before.Closed() && (deletes || !d.Closed()) {
		if locked, err := lockedByStaff(e.App, about); err != nil {
			return err
		} else if locked {
			return i18n.NewError("talk.locked").WithStatus(http.StatusForbidden)
		}
	}
	return e.Next()
}

// lockedByStaff says whether a discussion was last closed by a moderator, a site editor or a
// superuser, as the audit log has it.
func lockedByStaff(app core.App, about *thing) (bool, error) {
	var last struct {
		Action string `db:"action"`
		Role   string `db:"role"`
	}
	err := app.DB().NewQuery(`SELECT action, role FROM audit_log WHERE target = {:target} AND kind = {:kind} AND action IN ('lock', 'unlock')
		ORDER BY created DESC, rowid DESC LIMIT 1`).Bind(dbx.Params{"kind": about.kind, "target": about.id}).One(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return last.Action == "lock" && last.Role != "", err
}

func (t *Talk) validateDiscussion(e *core.RecordEvent) error {
	d := schema.AsDiscussion(e.Record)
	if d.Slow() < 0 || d.Slow() > slowest {
		return i18n.FieldError(schema.DiscussionSlow, "talk.slow_wrong", "most", slowest)
	}
	if e.Record.IsNew() {
		if _, err := t.mustFind(e.App, e.Record); err != nil {
			return err
		}
	}
	return e.Next()
}

// clip shortens a title to what bookmarks keep of it.
func clip(title string) string {
	if runes := []rune(title); len(runes) > 300 {
		return string(slices.Concat(runes[:299], []rune("…")))
	}
	return title
}
