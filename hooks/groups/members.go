package groups

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/tx"
)

// validateMember lets the owner's role follow from the group alone, and members join what is active.
func validateMember(e *core.RecordEvent) error {
	m := schema.AsGroupMember(e.Record)
	record, err := e.App.FindRecordById(schema.Groups, m.Group())
	if err != nil {
		return validation.Errors{schema.GroupMemberGroup: i18n.NewError("groups.none")}
	}
	g := schema.AsGroup(record)
	if owns := g.Owner() == m.User(); owns != (m.Role() == access.GroupOwner) {
		return validation.Errors{schema.GroupMemberRole: i18n.NewError("groups.owner_role")}
	}
	if e.Record.IsNew() && m.Role() != access.GroupOwner && (g.Status() != Active || g.Hidden()) {
		return validation.Errors{schema.GroupMemberGroup: i18n.NewError("groups.closed")}
	}
	return e.Next()
}

// saveMember writes a seat and, in the same transaction, how many there are and who organises the group.
func saveMember(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		isNew := e.Record.IsNew()
		if was, err := tx.Before(e.App, e.Record); err != nil {
			return err
		} else if was != nil && schema.IsTogether(e.Record) {
			schema.Join(e.Record, was)
		}
		if err := e.Next(); err != nil {
			return err
		}
		m := schema.AsGroupMember(e.Record)
		if isNew {
			if err := stats.Add(e.App, schema.Groups, m.Group(), schema.StatsFollowers, 1); err != nil {
				return err
			}
		}
		return follow(e.App, m.Group())
	})
}

// follow has a group name those who organise it.
func follow(app core.App, group string) error {
	if _, err := app.DB().NewQuery(`UPDATE groups SET organisers = (SELECT json_group_array(user) FROM
			(SELECT user FROM group_members WHERE [[group]] = {:group} AND role != 'member' ORDER BY role != 'owner', created, id)) WHERE id = {:group}`).
		Bind(dbx.Params{"group": group}).Execute(); err != nil {
		return err
	}
	var n int
	if err := app.DB().NewQuery("SELECT count(*) FROM group_members WHERE [[group]] = {:group} AND role != 'member'").Bind(dbx.Params{"group": group}).Row(&n); err != nil {
		return err
	}
	if n > mostOrganisers {
		return i18n.FieldError(schema.GroupMemberRole, "groups.organisers_full", "Most", mostOrganisers-1)
	}
	return nil
}

// removeMember keeps the owner's seat as long as the group is theirs.
func removeMember(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		m := schema.AsGroupMember(e.Record)
		record, err := e.App.FindRecordById(schema.Groups, m.Group())
		if errors.Is(err, sql.ErrNoRows) {
			return e.Next() // it goes with the group
		}
		if err != nil {
			return err
		}
		if schema.AsGroup(record).Owner() == m.User() {
			return i18n.NewError("groups.owner_stays")
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := stats.Add(e.App, schema.Groups, m.Group(), schema.StatsFollowers, -1); err != nil {
			return err
		}
		return follow(e.App, m.Group())
	})
}
