package moderation

import (
	"database/sql"
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// mayAppeal lets the person concerned ask for another look, in their own name.
func mayAppeal(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.Collection().Name != schema.Users {
		return i18n.NewError("moderation.members_only").WithStatus(http.StatusForbidden)
	}
	for field, value := range map[string]any{
		schema.AppealUser: e.Auth.Id, schema.AppealState: Open, schema.AppealHandler: "", schema.AppealAnswer: "",
	} {
		e.Record.Set(field, value)
	}
	return e.Next()
}

// mayAnswer refuses an answer by who decided while somebody else can give it, and by who
// mayn't decide about the person.
func mayAnswer(e *core.RecordRequestEvent) error {
	appeal := schema.AsAppeal(e.Record)
	affected, err := account(e.App, appeal.User())
	if err != nil {
		return err
	}
	if !MayAct(e.Auth, affected, false) {
		return i18n.NewError("moderation.not_yours").WithStatus(http.StatusForbidden)
	}
	decided, err := e.App.FindRecordById(schema.AuditLog, appeal.Entry())
	if err != nil {
		return err
	}
	if schema.AsAuditEntry(decided).Actor() == e.Auth.Id {
		other, err := anotherModerator(e.App, e.Auth.Id, appeal.User())
		if err != nil {
			return err
		}
		if other {
			return i18n.NewError("moderation.another_answers").WithStatus(http.StatusForbidden)
		}
	}
	e.Record.Set(schema.AppealHandler, actorOf(e.Auth).id)
	return e.Next()
}

// anotherModerator says whether somebody else than these two could answer an appeal.
func anotherModerator(app core.App, decided, appeals string) (bool, error) {
	var n int
	err := app.DB().NewQuery(`SELECT count(*) FROM users WHERE id NOT IN ({:decided}, {:appeals}) AND suspended_until < {:now}
		AND EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(roles) THEN roles ELSE '[]' END) r WHERE r.value IN ({:moderator}, {:editor}))`).
		Bind(dbx.Params{"decided": decided, "appeals": appeals, "now": types.NowDateTime().String(), "moderator": access.Moderator, "editor": access.Editor}).Row(&n)
	return n > 0, err
}

// validateAppeal holds an appeal to a decision that can be undone and concerns who appeals,
// and an answer to some words.
func validateAppeal(e *core.RecordEvent) error {
	appeal := schema.AsAppeal(e.Record)
	if e.Record.IsNew() {
		found, err := e.App.FindRecordById(schema.AuditLog, appeal.Entry())
		if err != nil {
			return validation.Errors{schema.AppealEntry: i18n.NewError("moderation.nothing")}
		}
		decided := schema.AsAuditEntry(found)
		if decided.Affected() != appeal.User() || !isAppealable(e.App, decided) {
			return validation.Errors{schema.AppealEntry: i18n.NewError("moderation.no_appeal")}
		}
		_, err = e.App.FindFirstRecordByData(schema.Appeals, schema.AppealEntry, decided.Id)
		if err == nil {
			return validation.Errors{schema.AppealEntry: i18n.NewError("moderation.appealed_already")}
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	if strings.TrimSpace(appeal.Text()) == "" {
		return validation.Errors{schema.AppealText: i18n.NewError("moderation.say_why")}
	}
	if appeal.State() != Open && strings.TrimSpace(appeal.Answer()) == "" {
		return validation.Errors{schema.AppealAnswer: i18n.NewError("moderation.answer_needed")}
	}
	return e.Next()
}

// answerAppeal undoes the decision when an appeal is granted, and writes the answer into
// the audit log, in one transaction. An appeal is answered once.
func answerAppeal(e *core.RecordEvent) error {
	var undo *decision
	err := tx.Around(e, func() error {
		appeal := schema.AsAppeal(e.Record)
		found, err := e.App.FindRecordById(schema.Appeals, e.Record.Id)
		if err != nil {
			return err
		}
		was := schema.AsAppeal(found)
		if was.State() != Open {
			return decidedAlready(e.App, was.Handler())
		}
		if err := e.Next(); err != nil || appeal.State() == Open {
			return err
		}
		record, err := e.App.FindRecordById(schema.AuditLog, appeal.Entry())
		if err != nil {
			return err
		}
		decided := schema.AsAuditEntry(record)
		undo = &decision{auth: authOf(e.Record), by: actorOf(authOf(e.Record))}
		undo.Action, undo.Kind, undo.Target, undo.Reason = decided.Action(), decided.Kind(), decided.Target(), appeal.Answer()
		var done outcome
		if appeal.State() == Granted {
			if done, err = undo.undo(e.App, decided); err != nil {
				return err
			}
		}
		if done.after == nil {
			done.after = values{}
		}
		done.after["appeal"], done.after["entry"] = appeal.Id, decided.Id
		_, err = write(e.App, entry{
			by: undo.by, action: "appeal." + appeal.State(), kind: decided.Kind(), target: decided.Target(), affected: appeal.User(),
			reason: appeal.Answer(), before: done.before, after: done.after,
		})
		return err
	})
	if err == nil && undo != nil && !e.App.IsTransactional() {
		for _, changed := range undo.changed {
			bus.Of(e.App).Publish(changed)
		}
	}
	return err
}

// undo takes a decision back. What was undone since, or is gone, stays as it is.
func (d *decision) undo(app core.App, decided *schema.AuditEntry) (outcome, error) {
	if dates[d.Action] != "" || d.Action == Warn {
		return d.liftOne(app, decided)
	}
	var err error
	if d.thing, err = find(app, d.Kind, d.Target); err != nil {
		return outcome{}, nil
	}
	var was struct {
		Column string       `json:"column"`
		Place  *threadPlace `json:"place"`
	}
	if err := decided.UnmarshalJSONField(schema.AuditEntryBefore, &was); err != nil {
		return outcome{}, err
	}
	if act := actsOf(app, d.Kind)[opposite[d.Action]]; act != nil {
		done, err := d.otherRoom(app, act)
		if isConflict(err) {
			return outcome{}, nil
		}
		return done, err
	}
	switch {
	case d.Action == Merge && d.Kind == Comment && was.Place != nil:
		from := placeOf(d.Record)
		return outcome{before: values{"place": from}, after: values{"place": was.Place}}, relocate(app, d, *was.Place)
	case d.Action == Hide || d.Action == Merge:
		if !d.hidden() {
			return outcome{}, nil
		}
		if d.Kind == Person {
			return showProfile(app, d, decided)
		}
		return bringBack(app, d, decided)
	case d.Action == Lock:
		done, err := lock(false)(app, d)
		if nothingToDo(err) {
			return outcome{}, nil
		}
		return done, err
	case d.Action == Move:
		d.Column = was.Column
		done, err := move(app, d)
		if nothingToDo(err) {
			return outcome{}, nil
		}
		return done, err
	}
	return outcome{}, nil
}

// nothingToDo tells the error of a decision that would change nothing.
func nothingToDo(err error) bool {
	var own *i18n.Error
	return errors.As(err, &own) && own.Key == "moderation.already"
}

// isConflict tells the error of another room's action that would change nothing today.
func isConflict(err error) bool {
	var own *i18n.Error
	return errors.As(err, &own) && own.Status == http.StatusConflict
}

// liftOne ends the sanction that a decision imposed.
func (d *decision) liftOne(app core.App, decided *schema.AuditEntry) (outcome, error) {
	var imposed struct {
		Sanction string `json:"sanction"`
	}
	if err := decided.UnmarshalJSONField(schema.AuditEntryAfter, &imposed); err != nil {
		return outcome{}, err
	}
	r, err := app.FindRecordById(schema.Sanctions, imposed.Sanction)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !schema.AsSanction(r).Lifted().IsZero() {
		return outcome{}, nil
	}
	if err != nil {
		return outcome{}, err
	}
	r.Set(schema.SanctionLifted, types.NowDateTime())
	r.SetRaw(authKey, d.auth)
	d.changed = append(d.changed, bus.Event{Action: bus.Update, Collection: schema.Users, ID: schema.AsSanction(r).User()})
	return outcome{before: values{"sanction": r.Id}, after: values{"lifted": schema.AsSanction(r).Lifted().String()}}, app.Save(quiet(r))
}
