package moderation

import (
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// kept is how long the audit log and closed reports are kept.
const kept = 3 * 365 * 24 * time.Hour

// An actor is who does something, and in what role.
type actor struct{ id, role string }

// actorOf tells who acts. A superuser isn't among the accounts and has no id here; nil is the system.
func actorOf(auth *core.Record) actor {
	switch {
	case auth == nil:
		return actor{"", "system"}
	case auth.IsSuperuser():
		return actor{"", "superuser"}
	case access.IsEditor(auth):
		return actor{auth.Id, "editor"}
	case access.IsModerator(auth):
		return actor{auth.Id, "moderator"}
	}
	return actor{auth.Id, ""}
}

// decider is who asked for a decision to be saved or, where nobody did, who it names.
func decider(app core.App, r *core.Record, named string) (actor, error) {
	if auth := authOf(r); auth != nil {
		return actorOf(auth), nil
	}
	auth, err := account(app, named)
	return actorOf(auth), err
}

// special says whether the role is one with rights over what others made.
func (a actor) special() bool { return a.role != "" }

// Keys in memory of a record being saved: who asks for it, and that the decision which
// saves it writes the audit log itself.
const (
	authKey  = "@moderation.auth"
	quietKey = "@moderation.quiet"
	entryKey = "@moderation.entry"
)

// authOf is who asked for a record to be saved, nil for the system.
func authOf(r *core.Record) *core.Record {
	auth, _ := r.GetRaw(authKey).(*core.Record)
	return auth
}

// quiet keeps the audit log silent about the next save of a record.
func quiet(r *core.Record) *core.Record {
	r.SetRaw(quietKey, true)
	return r
}

func isQuiet(r *core.Record) bool {
	silent, _ := r.GetRaw(quietKey).(bool)
	return silent
}

// values are what an entry keeps of a thing before and after.
type values map[string]any

// An entry is a line of the audit log to be written.
type entry struct {
	by            actor
	action        string
	kind, target  string
	affected      string
	reason        string
	before, after values
}

// write adds an entry in the transaction of its cause and gives its id.
func write(app core.App, e entry) (string, error) {
	c, err := app.FindCachedCollectionByNameOrId(schema.AuditLog)
	if err != nil {
		return "", err
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{
		schema.AuditEntryActor: e.by.id, schema.AuditEntryRole: e.by.role, schema.AuditEntryAction: e.action,
		schema.AuditEntryKind: e.kind, schema.AuditEntryTarget: e.target, schema.AuditEntryAffected: e.affected,
		schema.AuditEntryReason: e.reason, schema.AuditEntryBefore: e.before, schema.AuditEntryAfter: e.after,
	})
	if err := app.Save(r); err != nil {
		return "", err
	}
	return r.Id, nil
}

// latest is the id of the newest entry about a thing or about the account whose it is,
// empty for none: who decides says with it what they knew.
func latest(app core.App, kind, target, affected string) (string, error) {
	var id string
	err := app.DB().NewQuery(`SELECT id FROM (
			SELECT id, created, rowid FROM audit_log WHERE target = {:target} AND kind = {:kind}
			UNION SELECT id, created, rowid FROM audit_log WHERE affected = {:affected} AND affected != '')
		ORDER BY created DESC, rowid DESC LIMIT 1`).
		Bind(dbx.Params{"kind": kind, "target": target, "affected": affected}).Row(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// neverByRequest refuses what nobody does by hand, superusers included.
func neverByRequest(*core.RecordRequestEvent) error {
	return i18n.NewError("moderation.append_only").WithStatus(http.StatusForbidden)
}

// keepEntry lets an entry lose the link to an account that is deleted, and change in
// nothing else.
func keepEntry(e *core.RecordEvent) error {
	was, err := e.App.FindRecordById(schema.AuditLog, e.Record.Id)
	if err != nil {
		return err
	}
	for _, field := range schema.Fields[schema.AuditLog] {
		unlinked := (field == schema.AuditEntryActor || field == schema.AuditEntryAffected) && e.Record.GetString(field) == ""
		if !unlinked && e.Record.GetString(field) != was.GetString(field) {
			return i18n.NewError("moderation.append_only").WithStatus(http.StatusForbidden)
		}
	}
	return e.Next()
}

func neverDelete(*core.RecordEvent) error {
	return i18n.NewError("moderation.append_only").WithStatus(http.StatusForbidden)
}

// Retain deletes what is older than three years: entries of the audit log whose appeal, if
// there was one, is answered, and closed reports. Sanctions stay as long as the account.
func Retain(app core.App) error {
	before := types.NowDateTime().Add(-kept).String()
	return app.RunInTransaction(func(app core.App) error {
		for _, statement := range []string{
			`DELETE FROM appeals WHERE state != 'open' AND entry IN (SELECT id FROM audit_log WHERE created < {:before})`,
			`DELETE FROM audit_log WHERE created < {:before} AND id NOT IN (SELECT entry FROM appeals)`,
			`UPDATE sanctions SET report = '' WHERE report IN (SELECT id FROM reports WHERE state != 'open' AND created < {:before})`,
			`DELETE FROM reports WHERE state != 'open' AND created < {:before}`,
		} {
			if _, err := app.DB().NewQuery(statement).Bind(dbx.Params{"before": before}).Execute(); err != nil {
				return err
			}
		}
		return nil
	})
}
