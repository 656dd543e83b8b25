package people

import (
	"slices"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/tx"
)

// reserved are handles that could be taken for the site's own voice.
var reserved = []string{"admin", "administrator", "root", "system", "support", "official", "moderator", "qiao", "api", "www", "me", "null", "undefined"}

func validateUser(e *core.RecordEvent) error {
	u := schema.AsUser(e.Record)
	errs := validation.Errors{}
	if slices.Contains(reserved, u.Handle()) {
		errs[schema.UserHandle] = i18n.NewError("people.handle_reserved")
	}
	if _, ok := schema.Links(e.Record.GetString(schema.UserLinks)); !ok {
		errs[schema.UserLinks] = i18n.NewError("people.links_wrong")
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// collections gives the collection that a kind of follow points into.
var collections = map[string]string{
	"user": schema.Users, "column": schema.Columns, "tag": schema.Tags, "series": schema.SeriesList, "community": schema.Communities,
	"article":  schema.Articles, // its discussion
	"question": schema.Questions,
}

func validateFollow(e *core.RecordEvent) error {
	f := schema.AsFollow(e.Record)
	if _, err := e.App.FindRecordById(collections[f.Kind()], f.Target()); err != nil {
		return validation.Errors{schema.FollowTarget: i18n.NewError("people.follow_nothing")}
	}
	if f.Kind() == "user" && f.Target() == f.User() {
		return validation.Errors{schema.FollowTarget: i18n.NewError("people.follow_self")}
	}
	return e.Next()
}

// countFollow keeps the followers count of the thing followed in the follow's transaction.
func countFollow(delta int) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			if err := e.Next(); err != nil {
				return err
			}
			f := schema.AsFollow(e.Record)
			return stats.Add(e.App, collections[f.Kind()], f.Target(), schema.StatsFollowers, delta)
		})
	}
}

// forgetFollowers removes the follows of a record that is deleted, which no relation's
// cascade reaches, and its counters.
func forgetFollowers(kind string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			if err := e.Next(); err != nil {
				return err
			}
			if _, err := e.App.DB().NewQuery("DELETE FROM follows WHERE kind = {:kind} AND target = {:id}").
				Bind(dbx.Params{"kind": kind, "id": e.Record.Id}).Execute(); err != nil {
				return err
			}
			return stats.Remove(e.App, e.Record.Id)
		})
	}
}
