package reputation

import (
	"errors"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// validatePolicy refuses a policy that can't be, and writes the values in force into the
// record: front ends and API rules read them there whatever the preset.
func validatePolicy(e *core.RecordEvent) error {
	r := e.Record
	policy, err := access.NewPolicy(r.GetString(schema.PolicyPreset), []byte(r.GetString(schema.PolicyAbilities)), []byte(r.GetString(schema.PolicyPoints)))
	var wrong *access.PolicyError
	if errors.As(err, &wrong) {
		return validation.Errors{wrong.Field: i18n.NewError("reputation.policy."+wrong.Problem, "Name", wrong.Name)}
	}
	if err != nil {
		return err
	}
	r.Set(schema.PolicyAbilities, policy.Abilities)
	r.Set(schema.PolicyPoints, policy.Points)
	return e.Next()
}

// savePolicy has reputation and levels counted anew when the numbers changed.
func savePolicy(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		read := func() (values struct {
			Abilities string `db:"abilities"`
			Points    string `db:"points"`
		}, err error) {
			err = e.App.DB().NewQuery("SELECT abilities, points FROM policy WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).One(&values)
			return values, err
		}
		before, err := read()
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		now, err := read()
		if err == nil && now != before {
			tx.After(e.App, func() { owe(e.App) })
		}
		return err
	})
}

const debtKey = "reputation.owed"

// owe notes that everything is to be recounted. Should the program end before, the
// nightly recount does it.
func owe(app core.App) { app.Store().Set(debtKey, true) }

func payDebt(app core.App) error {
	if owed, _ := app.Store().Get(debtKey).(bool); !owed {
		return nil
	}
	app.Store().Remove(debtKey)
	return jobs.Run(app, "reputation.recount", func(app core.App) error {
		_, err := Recount(app, nil)
		return err
	})
}
