package moderation

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// maxReason is the length of the longest reason and answer, in characters.
const maxReason = 2000

// A wish is what a moderator asks for.
type wish struct {
	Action string `json:"action"`
	Kind   string `json:"kind"`
	Target string `json:"target"`
	Reason string `json:"reason"` // the person concerned reads it
	Answer string `json:"answer"` // those who reported read it; the reason when empty
	Days   int    `json:"days"`   // of a silence or suspension, if shorter than its term
	Into   struct {
		Kind string `json:"kind"`
		ID   string `json:"id"`
	} `json:"into"` // of a merge
	Column string `json:"column"` // of a move; empty is out of any
	Seen   string `json:"seen"`   // the newest entry of the audit log that the moderator knew of
}

// A decision is a wish being carried out.
type decision struct {
	wish
	auth *core.Record
	by   actor
	*thing
	changed []bus.Event // what changed by SQL
}

// outcome is what an action did, for the audit log.
type outcome struct {
	entry         string // written already
	before, after values
	kind, target  string // what it is about, if not the thing itself
}

// carryOut has what each action does, in the transaction of its decision.
var carryOut = map[string]func(core.App, *decision) (outcome, error){
	Hide: hide, Restore: restore, Lock: lock(true), Unlock: lock(false), Merge: merge, Move: move,
	Warn: sanction, Silence: sanction, Suspend: sanction,
	Dismiss: func(core.App, *decision) (outcome, error) { return outcome{}, nil },
}

// decide answers POST /api/qiao/moderation/decide: one decision about one thing, its audit
// entry, and an answer to everybody who reported the thing, all or nothing. Of two who
// decide at once the second hears that somebody was faster (409).
func decide(e *core.RequestEvent) error {
	d := &decision{auth: e.Auth, by: actorOf(e.Auth)}
	if err := e.BindBody(&d.wish); err != nil {
		return i18n.NewError("moderation.unreadable").Because(err)
	}
	if err := d.check(e.App); err != nil {
		return err
	}
	var id string
	var closed int
	err := e.App.RunInTransaction(func(app core.App) (err error) {
		id, closed, err = d.run(app)
		return err
	})
	if err != nil {
		return err
	}
	for _, changed := range d.changed {
		bus.Of(e.App).Publish(changed)
	}
	return e.JSON(http.StatusOK, map[string]any{"entry": id, "reports": closed})
}

// check refuses what can be refused without the database.
func (d *decision) check(app core.App) error {
	if d.Reason, d.Answer = strings.TrimSpace(d.Reason), strings.TrimSpace(d.Answer); d.Answer == "" {
		d.Answer = d.Reason
	}
	errs := validation.Errors{}
	if !slices.Contains(possible(app, d.Kind), d.Action) {
		errs["action"] = i18n.NewError("moderation.no_such_action")
	}
	switch {
	case d.Reason == "":
		errs["reason"] = i18n.NewError("moderation.reason_needed")
	case utf8.RuneCountInString(d.Reason) > maxReason || utf8.RuneCountInString(d.Answer) > maxReason:
		errs["reason"] = i18n.NewError("moderation.reason_long", "count", maxReason)
	}
	if d.Days < 0 {
		errs["days"] = i18n.NewError("moderation.too_long")
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

// run does it all in a transaction, and gives the audit entry and how many reports it closed.
func (d *decision) run(app core.App) (string, int, error) {
	var err error
	if d.thing, err = find(app, d.Kind, d.Target); err != nil {
		return "", 0, err
	}
	affected, err := account(app, d.owner())
	if err != nil {
		return "", 0, err
	}
	if !MayAct(d.auth, affected, dates[d.Action] != "" || d.Action == Warn) {
		return "", 0, i18n.NewError("moderation.not_yours").WithStatus(http.StatusForbidden)
	}
	seen, err := latest(app, d.Kind, d.Target, d.owner())
	if err != nil {
		return "", 0, err
	}
	if seen != d.Seen {
		by := ""
		if newest, err := app.FindRecordById(schema.AuditLog, seen); err == nil {
			by = schema.AsAuditEntry(newest).Actor()
		}
		return "", 0, decidedAlready(app, by)
	}
	var done outcome
	if act := actsOf(app, d.Kind)[d.Action]; act != nil {
		done, err = d.otherRoom(app, act)
	} else {
		done, err = carryOut[d.Action](app, d)
	}
	if err != nil {
		return "", 0, err
	}
	if done.entry == "" {
		line := entry{
			by: d.by, action: d.Action, kind: d.Kind, target: d.Target, affected: d.owner(), reason: d.Reason, before: done.before, after: done.after,
		}
		if done.kind != "" {
			line.kind, line.target = done.kind, done.target
		}
		if d.Action == Dismiss {
			line.affected = "" // nothing happened to them
		}
		if done.entry, err = write(app, line); err != nil {
			return "", 0, err
		}
	}
	closed, err := d.closeReports(app)
	return done.entry, closed, err
}

// closeReports answers everybody who reported the thing.
func (d *decision) closeReports(app core.App) (int, error) {
	state := Accepted
	if d.Action == Dismiss || d.Action == Restore || d.Action == Unlock || d.Action == Unprotect {
		state = Declined
	}
	return answerReports(app, d.Kind, d.Target, state, d.Answer, d.auth)
}

// answerReports closes the open reports about a thing. Who reported reads the answer; where
// none is given, what became of the thing, in their language.
func answerReports(app core.App, kind, target, state, answer string, auth *core.Record) (int, error) {
	open, err := app.FindAllRecords(schema.Reports, dbx.HashExp{
		schema.ReportKind: kind, schema.ReportTarget: target, schema.ReportState: Open,
	})
	if err != nil {
		return 0, err
	}
	for _, r := range open {
		words := answer
		if words == "" {
			reporter, err := account(app, schema.AsReport(r).Reporter())
			if err != nil {
				return 0, err
			}
			lang := i18n.ZH
			if reporter != nil && schema.AsUser(reporter).Locale() == i18n.EN.Tag() {
				lang = i18n.EN
			}
			words = i18n.T(lang, "moderation.answered."+state)
		}
		r.Set(schema.ReportState, state)
		r.Set(schema.ReportHandler, actorOf(auth).id)
		r.Set(schema.ReportAnswer, words)
		r.SetRaw(authKey, auth)
		if err := app.Save(quiet(r)); err != nil {
			return 0, err
		}
	}
	return len(open), nil
}

// sanction imposes a warning, a silence or a suspension on the person whose thing it is.
func sanction(app core.App, d *decision) (outcome, error) {
	if d.owner() == "" {
		return outcome{}, nothing()
	}
	c, err := app.FindCachedCollectionByNameOrId(schema.Sanctions)
	if err != nil {
		return outcome{}, err
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{
		schema.SanctionUser: d.owner(), schema.SanctionKind: d.Action, schema.SanctionReason: d.Reason, schema.SanctionModerator: d.by.id,
	})
	if d.Days > 0 && d.Action != Warn {
		most, err := longest(app, d.owner(), d.Action)
		if err != nil {
			return outcome{}, err
		}
		end := until(d.Days)
		if end.Time().After(most.Time()) && most.Time().Before(forGood.Time()) && end.Time().Sub(most.Time()) > 1e9 {
			return outcome{}, validation.Errors{"days": i18n.NewError("moderation.too_long")}
		}
		r.Set(schema.SanctionUntil, end)
	}
	reports, err := app.FindRecordsByFilter(schema.Reports, "kind = {:kind} && target = {:target} && state = 'open'", "created", 1, 0,
		dbx.Params{"kind": d.Kind, "target": d.Target})
	if err != nil {
		return outcome{}, err
	}
	for _, report := range reports {
		r.Set(schema.SanctionReport, report.Id)
	}
	r.SetRaw(authKey, d.auth)
	r.SetRaw(aboutKey, d.thing)
	if err := app.Save(r); err != nil {
		return outcome{}, err
	}
	d.changed = append(d.changed, bus.Event{Action: bus.Update, Collection: schema.Users, ID: d.owner()})
	id, _ := r.GetRaw(entryKey).(string)
	return outcome{entry: id}, nil
}
