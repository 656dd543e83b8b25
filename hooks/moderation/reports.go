package moderation

import (
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// How many reports an account may make in a day, and a silenced one.
const (
	reportsADay         = 30
	reportsADaySilenced = 3
)

// mayReport lets a member report what they can see, in their own name, and nothing of their own.
func mayReport(e *core.RecordRequestEvent) error {
	r := e.Record
	if e.Auth == nil || e.Auth.Collection().Name != schema.Users {
		return i18n.NewError("moderation.members_only").WithStatus(http.StatusForbidden)
	}
	for field, value := range map[string]any{
		schema.ReportReporter: e.Auth.Id, schema.ReportState: Open, schema.ReportHandler: "", schema.ReportDecided: "",
		schema.ReportAnswer: "", schema.ReportAffected: "",
	} {
		r.Set(field, value)
	}
	report := schema.AsReport(r)
	t, err := find(e.App, report.Kind(), report.Target())
	if err != nil {
		return validation.Errors{schema.ReportTarget: i18n.NewError("moderation.nothing")}
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	if sees, err := e.App.CanAccessRecord(t.Record, info, t.Collection().ViewRule); err != nil || !sees {
		return validation.Errors{schema.ReportTarget: i18n.NewError("moderation.nothing")}
	}
	if t.owner() == e.Auth.Id {
		return validation.Errors{schema.ReportTarget: i18n.NewError("moderation.own")}
	}
	return e.Next()
}

// mayDecideReport writes who decides into a report that is closed by its record.
func mayDecideReport(e *core.RecordRequestEvent) error {
	affected, err := account(e.App, schema.AsReport(e.Record).Affected())
	if err != nil {
		return err
	}
	if !MayAct(e.Auth, affected, false) {
		return i18n.NewError("moderation.not_yours").WithStatus(http.StatusForbidden)
	}
	e.Record.Set(schema.ReportHandler, actorOf(e.Auth).id)
	return e.Next()
}

// validateReport fills in whose the thing is, and holds a closed report to an answer.
func validateReport(e *core.RecordEvent) error {
	r := e.Record
	report := schema.AsReport(r)
	errs := validation.Errors{}
	if r.IsNew() {
		t, err := find(e.App, report.Kind(), report.Target())
		if err != nil {
			return validation.Errors{schema.ReportTarget: i18n.NewError("moderation.nothing")}
		}
		r.Set(schema.ReportAffected, t.owner())
		if report.Reason() == "other" && strings.TrimSpace(report.Text()) == "" {
			errs[schema.ReportText] = i18n.NewError("moderation.say_why")
		}
	}
	if report.State() != Open && strings.TrimSpace(report.Answer()) == "" {
		errs[schema.ReportAnswer] = i18n.NewError("moderation.answer_needed")
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// boundReports refuses a second open report by the same member about the same thing, and
// more of them than a day may have. Writes wait for each other, so neither can be outrun.
func boundReports(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		report := schema.AsReport(e.Record)
		var open, today int
		var silenced string
		err := e.App.DB().NewQuery(`SELECT
				(SELECT count(*) FROM reports WHERE reporter = {:reporter} AND kind = {:kind} AND target = {:target} AND state = 'open'),
				(SELECT count(*) FROM reports WHERE reporter = {:reporter} AND created > {:since}),
				coalesce((SELECT silenced_until FROM users WHERE id = {:reporter}), '')`).
			Bind(dbx.Params{"reporter": report.Reporter(), "kind": report.Kind(), "target": report.Target(),
				"since": types.NowDateTime().Add(-24 * time.Hour).String()}).Row(&open, &today, &silenced)
		if err != nil {
			return err
		}
		most := reportsADay
		if end, err := types.ParseDateTime(silenced); err == nil && active(end) {
			most = reportsADaySilenced
		}
		switch {
		case report.Reporter() == "":
		case open > 0:
			return i18n.NewError("moderation.reported_already")
		case today >= most:
			return i18n.NewError("moderation.too_many_reports", "count", most).WithStatus(http.StatusTooManyRequests)
		}
		return e.Next()
	})
}

// closeReport dates the decision and writes it into the audit log, unless a decision about
// the thing does. Whoever comes second hears so.
func closeReport(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		report := schema.AsReport(e.Record)
		was, err := e.App.FindRecordById(schema.Reports, e.Record.Id)
		if err != nil {
			return err
		}
		before := schema.AsReport(was)
		if before.State() == report.State() {
			return e.Next()
		}
		if before.State() != Open {
			return decidedAlready(e.App, before.Handler())
		}
		e.Record.Set(schema.ReportDecided, types.NowDateTime())
		if err := e.Next(); err != nil || isQuiet(e.Record) {
			return err
		}
		by, err := decider(e.App, e.Record, report.Handler())
		if err != nil {
			return err
		}
		_, err = write(e.App, entry{
			by: by, action: "report." + report.State(), kind: report.Kind(), target: report.Target(),
			reason: report.Answer(), before: values{"report": report.Id, "state": Open}, after: values{"state": report.State()},
		})
		return err
	})
}

// decidedAlready says that another moderator was faster, and who.
func decidedAlready(app core.App, by string) error {
	who, err := account(app, by)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if who == nil {
		return i18n.NewError("moderation.decided").WithStatus(http.StatusConflict)
	}
	return i18n.NewError("moderation.decided_by", "Name", (&thing{kind: Person, Record: who}).title()).WithStatus(http.StatusConflict)
}
