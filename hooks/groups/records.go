package groups

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/tx"
)

// prepare fills in what follows from the rest.
func prepare(e *core.RecordEvent) error {
	r := e.Record
	for field, standard := range map[string]string{schema.GroupStatus: Active, schema.GroupLang: "zh"} {
		if r.GetString(field) == "" {
			r.Set(field, standard)
		}
	}
	for _, field := range []string{schema.GroupName, schema.GroupCity, schema.GroupSummary} {
		r.Set(field, strings.TrimSpace(r.GetString(field)))
	}
	r.Set(schema.GroupCountry, strings.ToUpper(r.GetString(schema.GroupCountry)))
	if Shown(r.GetString(schema.GroupStatus)) {
		r.Set(schema.GroupReason, "") // it was for who proposed it
	}
	return e.Next()
}

var country = regexp.MustCompile(`^[A-Z]{2}$`)

// validate holds what is true of every group, and renders its text after everybody else has had their say about it.
func validate(e *core.RecordEvent) error {
	g := schema.AsGroup(e.Record)
	errs := validation.Errors{}
	if schema.Blank(g.Name()) {
		errs[schema.GroupName] = i18n.NewError("groups.name_needed")
	}
	if slices.Contains(reserved, g.Slug()) {
		errs[schema.GroupSlug] = i18n.NewError("address.taken", "Slug", g.Slug())
	}
	if g.Kind() == "city" && schema.Blank(g.City()) {
		errs[schema.GroupCity] = i18n.NewError("groups.city_needed")
	}
	if c := g.Country(); c != "" && !country.MatchString(c) {
		errs[schema.GroupCountry] = i18n.NewError("groups.country_wrong")
	}
	if z := g.Zone(); z != "" {
		if _, err := time.LoadLocation(z); err != nil || z == "Local" {
			errs[schema.GroupZone] = i18n.NewError("groups.zone_unknown", "Zone", z)
		}
	}
	if s := strings.ToLower(g.Website()); s != "" && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		errs[schema.GroupWebsite] = i18n.NewError("groups.not_web")
	}
	if _, ok := schema.Links(g.GetString(schema.GroupLinks)); !ok {
		errs[schema.GroupLinks] = i18n.NewError("groups.links_wrong")
	}
	if g.Status() == Declined && schema.Blank(g.Reason()) {
		errs[schema.GroupReason] = i18n.NewError("groups.reason_needed")
	}
	if len(errs) > 0 {
		return errs
	}
	if err := e.Next(); err != nil {
		return err
	}
	return render(e.Record)
}

// maxHTML is the size of the rendered text, as its field has it.
const maxHTML = 200_000

// render fills in the HTML of a group's text.
func render(r *core.Record) error {
	doc, err := markdown.Render(r.GetString(schema.GroupBody), markdown.Options{Lang: r.GetString(schema.GroupLang)})
	var wrong markdown.Error
	switch {
	case errors.As(err, &wrong):
		return i18n.FieldError(schema.GroupBody, string(wrong))
	case err != nil:
		return err
	case utf8.RuneCountInString(doc.HTML) > maxHTML:
		return i18n.FieldError(schema.GroupBody, "groups.text_too_long")
	}
	r.Set(schema.GroupHTML, doc.HTML)
	return nil
}

// save writes a group and, in the same transaction, seats its owner: alone as such, whoever it is handed to.
func save(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := e.Record
		was, err := tx.Before(e.App, r)
		if err != nil {
			return err
		}
		if was == nil && askOf(r) != nil && r.GetString(schema.GroupStatus) == Proposed && !access.IsEditor(askOf(r)) {
			if err := fewProposed(e.App, r); err != nil {
				return err
			}
		}
		if was != nil {
			if err := together(e.App, r, was); err != nil {
				return err
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		if was == nil {
			if err := stats.Ensure(e.App, schema.Groups, r.Id); err != nil {
				return err
			}
		}
		if err := access.GroupSeats.SeatOwner(e.App, r.Id, r.GetString(schema.GroupOwner)); err != nil {
			return err
		}
		return know(e.App, r)
	})
}

// together joins what is saved with what others saved meanwhile, and judges it by that.
func together(app core.App, r, was *core.Record) error {
	if schema.IsTogether(r) {
		if taken := schema.Join(r, was); slices.Contains(taken, schema.GroupBody) || slices.Contains(taken, schema.GroupLang) {
			if err := render(r); err != nil {
				return err
			}
		}
		if by := askOf(r); by != nil {
			if err := mayNow(app, by, r, was); err != nil {
				return err
			}
		}
	}
	if from, to := was.GetString(schema.GroupStatus), r.GetString(schema.GroupStatus); Shown(from) && !Shown(to) {
		return i18n.FieldError(schema.GroupStatus, "groups.status_move", "From", from, "To", to)
	}
	r.Set(schema.GroupOrganisers, was.Get(schema.GroupOrganisers)) // as the seats say it, whatever was loaded
	return nil
}

// know has a group's record say what the database says of its organisers, so that an answer to a request is true.
func know(app core.App, r *core.Record) error {
	now, err := app.FindRecordById(r.Collection(), r.Id)
	if err != nil {
		return err
	}
	r.Set(schema.GroupOrganisers, now.Get(schema.GroupOrganisers))
	return nil
}

func remove(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return stats.Remove(e.App, e.Record.Id)
	})
}
