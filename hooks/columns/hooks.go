package columns

import (
	"database/sql"
	"errors"
	"slices"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/tx"
)

// The statuses of a column.
const (
	Active   = "active"
	Archived = "archived"
)

// reserved are addresses below /columns/ that are pages of the site.
var reserved = []string{"apply", "manage"}

func prepareColumn(e *core.RecordEvent) error {
	if e.Record.GetString(schema.ColumnStatus) == "" {
		e.Record.Set(schema.ColumnStatus, Active)
	}
	return e.Next()
}

func validateColumn(e *core.RecordEvent) error {
	c := schema.AsColumn(e.Record)
	errs := validation.Errors{}
	// the mark says that editors checked who writes here, which is only done for these two
	if c.Verified() && !slices.Contains([]string{"partner", "official"}, c.Kind()) {
		errs[schema.ColumnVerified] = i18n.NewError("columns.verified_kind")
	}
	if slices.Contains(reserved, c.Slug()) {
		errs[schema.ColumnSlug] = i18n.NewError("columns.slug_reserved")
	}
	strange, err := pinsElsewhere(e.App, c)
	if err != nil {
		return err
	}
	if strange {
		errs[schema.ColumnPinned] = i18n.NewError("columns.pinned_elsewhere")
	}
	if _, err := markdown.Render(c.Description(), markdown.Options{}); err != nil {
		var cause markdown.Error
		if !errors.As(err, &cause) {
			return err
		}
		errs[schema.ColumnDescription] = i18n.NewError(string(cause))
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// pinsElsewhere says whether an article is newly pinned that doesn't appear in the column.
func pinsElsewhere(app core.App, c *schema.Column) (bool, error) {
	before := c.Original().GetStringSlice(schema.ColumnPinned)
	pins := slices.DeleteFunc(slices.Clone(c.Pinned()), func(id string) bool { return slices.Contains(before, id) })
	articles, err := app.FindRecordsByIds(schema.Articles, pins)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(articles, func(a *core.Record) bool { return schema.AsArticle(a).Column() != c.Id }), nil
}

// saveColumn keeps the owner among the members, as such and alone.
func saveColumn(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		isNew := e.Record.IsNew()
		if err := e.Next(); err != nil {
			return err
		}
		c := schema.AsColumn(e.Record)
		if isNew {
			if err := stats.Ensure(e.App, schema.Columns, c.Id); err != nil {
				return err
			}
		}
		return access.ColumnSeats.SeatOwner(e.App, c.Id, c.Owner())
	})
}

func deleteColumn(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return stats.Remove(e.App, e.Record.Id)
	})
}

// validateMember lets the owner's role follow from the column alone.
func validateMember(e *core.RecordEvent) error {
	m := schema.AsColumnMember(e.Record)
	column, err := e.App.FindRecordById(schema.Columns, m.Column())
	if err != nil {
		return validation.Errors{schema.ColumnMemberColumn: i18n.NewError("columns.none")}
	}
	owns := schema.AsColumn(column).Owner() == m.User()
	if owns != (m.Role() == access.ColumnOwner) {
		return validation.Errors{schema.ColumnMemberRole: i18n.NewError("columns.owner_role")}
	}
	return e.Next()
}

// deleteMember keeps the owner's seat as long as the column is theirs.
func deleteMember(e *core.RecordEvent) error {
	m := schema.AsColumnMember(e.Record)
	if m.Role() == access.ColumnOwner {
		column, err := e.App.FindRecordById(schema.Columns, m.Column())
		if err == nil && schema.AsColumn(column).Owner() == m.User() {
			return i18n.NewError("columns.owner_stays")
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	return e.Next()
}
