package moderation

import (
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// aboutKey holds, on a sanction being saved, the thing that it is for.
const aboutKey = "@moderation.about"

// dates is the field of an account that a kind of sanction sets; a warning sets none.
var dates = map[string]string{Silence: schema.UserSilencedUntil, Suspend: schema.UserSuspendedUntil}

// maySanction writes who decides into a sanction, and refuses those who may not.
func maySanction(e *core.RecordRequestEvent) error {
	affected, err := account(e.App, schema.AsSanction(e.Record).User())
	if err != nil {
		return err
	}
	if !MayAct(e.Auth, affected, true) {
		return i18n.NewError("moderation.not_yours").WithStatus(http.StatusForbidden)
	}
	if e.Record.IsNew() {
		e.Record.Set(schema.SanctionModerator, actorOf(e.Auth).id)
		e.Record.Set(schema.SanctionLifted, "")
		sanction := schema.AsSanction(e.Record)
		if end := sanction.Until(); !end.IsZero() && !e.Auth.IsSuperuser() {
			most, err := longest(e.App, sanction.User(), sanction.Kind())
			if err != nil {
				return err
			}
			if end.Time().After(most.Time()) {
				return validation.Errors{schema.SanctionUntil: i18n.NewError("moderation.too_long")}
			}
		}
	} else if !schema.AsSanction(e.Record).Lifted().IsZero() {
		e.Record.Set(schema.SanctionLifted, types.NowDateTime())
	}
	return e.Next()
}

// longest is until when the next sanction of a kind may last.
func longest(app core.App, user, kind string) (types.DateTime, error) {
	n, err := earlier(app, user, kind)
	return until(Term(n)), err
}

// earlier counts the sanctions of a kind that an account had and that weren't lifted.
func earlier(app core.App, user, kind string) (int, error) {
	var n int
	err := app.DB().NewQuery("SELECT count(*) FROM sanctions WHERE user = {:user} AND kind = {:kind} AND lifted = ''").
		Bind(dbx.Params{"user": user, "kind": kind}).Row(&n)
	return n, err
}

// validateSanction holds what is true of every sanction: it says why, ends in the future,
// and changes in nothing but that it is lifted, once.
func validateSanction(e *core.RecordEvent) error {
	r := e.Record
	sanction := schema.AsSanction(r)
	if strings.TrimSpace(sanction.Reason()) == "" {
		return validation.Errors{schema.SanctionReason: i18n.NewError("moderation.reason_needed")}
	}
	if r.IsNew() {
		if end := sanction.Until(); !end.IsZero() && !active(end) {
			return validation.Errors{schema.SanctionUntil: i18n.NewError("moderation.until_past")}
		}
		return e.Next()
	}
	was, err := e.App.FindRecordById(schema.Sanctions, r.Id)
	if err != nil {
		return err
	}
	for _, field := range []string{schema.SanctionUser, schema.SanctionKind, schema.SanctionUntil, schema.SanctionReason} {
		if r.GetString(field) != was.GetString(field) {
			return validation.Errors{field: i18n.NewError("moderation.sanction_fixed")}
		}
	}
	return e.Next()
}

// imposeSanction gives a sanction its term, sets the account's date and writes the audit log.
func imposeSanction(e *core.RecordEvent) error {
	err := tx.Around(e, func() error {
		sanction := schema.AsSanction(e.Record)
		date, timed := dates[sanction.Kind()]
		switch {
		case !timed:
			e.Record.Set(schema.SanctionUntil, "")
		case sanction.Until().IsZero():
			end, err := longest(e.App, sanction.User(), sanction.Kind())
			if err != nil {
				return err
			}
			e.Record.Set(schema.SanctionUntil, end)
		}
		if err := e.Next(); err != nil {
			return err
		}
		before, after := values{}, values{"sanction": sanction.Id}
		if timed {
			was, err := account(e.App, sanction.User())
			if err != nil {
				return err
			}
			if was != nil {
				before[date] = was.GetString(date)
			}
			if err := setDate(e.App, sanction.User(), sanction.Kind()); err != nil {
				return err
			}
			after["until"] = sanction.Until().String()
		}
		by, err := decider(e.App, e.Record, sanction.Moderator())
		if err != nil {
			return err
		}
		line := entry{
			by: by, action: sanction.Kind(), kind: Person, target: sanction.User(), affected: sanction.User(),
			reason: sanction.Reason(), before: before, after: after,
		}
		if about, ok := e.Record.GetRaw(aboutKey).(*thing); ok && about != nil {
			line.kind, line.target = about.kind, about.Id
		}
		id, err := write(e.App, line)
		e.Record.SetRaw(entryKey, id)
		return err
	})
	tellAccount(e, err)
	return err
}

// liftSanction brings the account's date up to date when a sanction is lifted.
func liftSanction(e *core.RecordEvent) error {
	err := tx.Around(e, func() error {
		sanction := schema.AsSanction(e.Record)
		was, err := e.App.FindRecordById(schema.Sanctions, e.Record.Id)
		if err != nil {
			return err
		}
		before := schema.AsSanction(was)
		if before.Lifted().IsZero() == sanction.Lifted().IsZero() {
			e.Record.Set(schema.SanctionLifted, before.Lifted())
			return e.Next()
		}
		if !before.Lifted().IsZero() {
			return i18n.NewError("moderation.sanction_fixed")
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := setDate(e.App, sanction.User(), sanction.Kind()); err != nil || isQuiet(e.Record) {
			return err
		}
		_, err = write(e.App, entry{
			by: actorOf(authOf(e.Record)), action: Lift, kind: Person, target: sanction.User(), affected: sanction.User(),
			reason: sanction.Reason(), before: values{"sanction": sanction.Id, "kind": sanction.Kind(), "until": sanction.Until().String()},
			after: values{"lifted": sanction.Lifted().String()},
		})
		return err
	})
	tellAccount(e, err)
	return err
}

// setDate makes the account's date that of its longest sanction in force. It is one
// statement beside the sanction: nothing else of the account may change with it.
func setDate(app core.App, user, kind string) error {
	date, timed := dates[kind]
	if !timed {
		return nil
	}
	_, err := app.DB().NewQuery("UPDATE users SET [[" + date + "]] = coalesce((SELECT max(until) FROM sanctions" +
		" WHERE user = {:user} AND kind = {:kind} AND lifted = ''), '') WHERE id = {:user}").
		Bind(dbx.Params{"user": user, "kind": kind}).Execute()
	return err
}

// tellAccount lets pages and lists know that an account changed by SQL.
func tellAccount(e *core.RecordEvent, err error) {
	if err == nil && !e.App.IsTransactional() {
		bus.Of(e.App).Publish(bus.Event{Action: bus.Update, Collection: schema.Users, ID: schema.AsSanction(e.Record).User()})
	}
}
