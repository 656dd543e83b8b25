// Package jobs runs what happens by the clock, once however many nodes there are.
package jobs

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/types"
)

// lease is how long a job may take before another node may start it again. A job is
// idempotent, so a second run after a crash does no harm.
const lease = 5 * time.Minute

// node names this process among those that share a database.
var node = security.RandomString(12)

// Every runs job by a cron expression (five fields, UTC), on the one node that gets its
// lease. name is unique; an error goes to the log and the job is tried at its next time.
func Every(app core.App, name, expr string, job func(core.App) error) {
	app.Cron().MustAdd(name, expr, func() {
		if err := Run(app, name, job); err != nil {
			app.Logger().Error("a scheduled job failed", "job", name, "error", err)
		}
	})
}

// Run does the job now if no other node holds its lease, and does nothing otherwise.
func Run(app core.App, name string, job func(core.App) error) error {
	held, err := take(app, name)
	if err != nil || !held {
		return err
	}
	defer func() {
		if err := give(app, name); err != nil {
			app.Logger().Error("a job's lease wasn't returned and will run out", "job", name, "error", err)
		}
	}()
	return job(app)
}

func take(app core.App, name string) (bool, error) {
	now := types.NowDateTime()
	res, err := app.DB().NewQuery(`INSERT INTO leases (job, node, until) VALUES ({:job}, {:node}, {:until})
		ON CONFLICT (job) DO UPDATE SET node = excluded.node, until = excluded.until WHERE leases.until < {:now}`).
		Bind(dbx.Params{"job": name, "node": node, "now": now.String(), "until": now.Add(lease).String()}).Execute()
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func give(app core.App, name string) error {
	_, err := app.DB().NewQuery("DELETE FROM leases WHERE job = {:job} AND node = {:node}").
		Bind(dbx.Params{"job": name, "node": node}).Execute()
	return err
}
