package review

import (
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/address"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// stampApplication makes an application its sender's own and undecided.
func stampApplication(e *core.RecordRequestEvent) error {
	if id := person(e.Auth); id != "" {
		e.Record.Set(schema.ColumnApplicationApplicant, id)
	}
	e.Record.Set(schema.ColumnApplicationState, ApplicationPending)
	for _, field := range []string{schema.ColumnApplicationReviewer, schema.ColumnApplicationAnswer, schema.ColumnApplicationColumn} {
		e.Record.Set(field, "")
	}
	return e.Next()
}

func stampDecision(e *core.RecordRequestEvent) error {
	e.Record.SetRaw(access.ByKey, person(e.Auth))
	return e.Next()
}

func prepareApplication(e *core.RecordEvent) error {
	r := e.Record
	if r.GetString(schema.ColumnApplicationState) == "" {
		r.Set(schema.ColumnApplicationState, ApplicationPending)
	}
	if r.GetString(schema.ColumnApplicationSlug) == "" && strings.TrimSpace(r.GetString(schema.ColumnApplicationName)) != "" {
		free, err := address.Free(e.App, schema.Columns, address.Slugify(r.GetString(schema.ColumnApplicationName)))
		if err != nil {
			return err
		}
		r.Set(schema.ColumnApplicationSlug, free)
	}
	return e.Next()
}

// validateApplication asks of a new application what will be asked of its column, so that
// what is promised at its approval can be kept.
func validateApplication(e *core.RecordEvent) error {
	a := schema.AsColumnApplication(e.Record)
	errs := validation.Errors{}
	if strings.TrimSpace(a.Name()) == "" {
		errs[schema.ColumnApplicationName] = i18n.NewError("review.name_needed")
	}
	if a.IsNew() {
		if a.State() != ApplicationPending {
			errs[schema.ColumnApplicationState] = i18n.NewError("review.application_state")
		}
		column, err := columnOf(e.App, a)
		if err != nil {
			return err
		}
		if err := e.App.Validate(column); err != nil {
			var fields validation.Errors
			if !errors.As(err, &fields) {
				return err
			}
			for _, field := range []string{schema.ColumnName, schema.ColumnSlug, schema.ColumnKind, schema.ColumnTagline} {
				if fields[field] != nil {
					errs[field] = fields[field]
				}
			}
		}
	}
	if a.State() == ApplicationRejected && strings.TrimSpace(a.Answer()) == "" {
		errs[schema.ColumnApplicationAnswer] = i18n.NewError("review.answer_needed")
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// columnOf makes, without saving it, the column that an application asks for. Nobody is
// verified by asking: that mark is the site editors' to give.
func columnOf(app core.App, a *schema.ColumnApplication) (*core.Record, error) {
	collection, err := app.FindCachedCollectionByNameOrId(schema.Columns)
	if err != nil {
		return nil, err
	}
	column := core.NewRecord(collection)
	column.Load(map[string]any{
		schema.ColumnName: a.Name(), schema.ColumnSlug: a.Slug(), schema.ColumnKind: a.Kind(), schema.ColumnTagline: a.Tagline(),
		schema.ColumnStatus: "active", schema.ColumnLang: "zh", schema.ColumnOwner: a.Applicant(),
	})
	return column, nil
}

// createApplication holds the bound of open applications, also against those sent at once.
func createApplication(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		a := schema.AsColumnApplication(e.Record)
		waiting, err := e.App.CountRecords(schema.ColumnApplications,
			dbx.HashExp{schema.ColumnApplicationApplicant: a.Applicant(), schema.ColumnApplicationState: ApplicationPending})
		if err != nil {
			return err
		}
		if waiting >= mostApplications {
			return i18n.NewError("review.too_many_applications", "Most", mostApplications)
		}
		return e.Next()
	})
}

// decideApplication makes the column in the transaction of its approval. A decision made
// twice is made once; one that was made otherwise stays.
func decideApplication(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		found, err := e.App.FindRecordById(schema.ColumnApplications, e.Record.Id)
		if err != nil {
			return err
		}
		was, a := schema.AsColumnApplication(found), schema.AsColumnApplication(e.Record)
		switch {
		case was.State() != ApplicationPending && a.State() != was.State():
			return i18n.NewError("review.application_decided").WithStatus(http.StatusConflict)
		case was.State() != ApplicationPending && a.GetRaw(access.ByKey) != nil:
			for _, field := range []string{schema.ColumnApplicationReviewer, schema.ColumnApplicationAnswer, schema.ColumnApplicationColumn} {
				a.Set(field, was.Get(field))
			}
		case was.State() == ApplicationPending && a.State() != ApplicationPending:
			a.Set(schema.ColumnApplicationReviewer, by(e.Record, access.ByKey))
			if a.State() == ApplicationApproved {
				column, err := columnOf(e.App, a)
				if err != nil {
					return err
				}
				if err := e.App.Save(column); err != nil {
					return err
				}
				a.Set(schema.ColumnApplicationColumn, column.Id)
			}
		}
		return e.Next()
	})
}
