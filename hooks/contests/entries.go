package contests

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

const (
	mostVersions = 200 // of an entry
	maxEntryHTML = 300_000
	baseKey      = "@contests.base"
)

// derived are the fields of an entry that the room alone writes.
var derived = []string{schema.EntryVersion, schema.EntrySubmitted, schema.EntryUser, schema.EntryHTML, schema.EntryHidden}

// mayHandIn notes who hands an entry in and when. A request may name the version that it goes out from: "base".
func mayHandIn(e *core.RecordRequestEvent) error {
	for _, field := range derived {
		e.Record.Set(field, e.Record.Original().Get(field))
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	if base, said := info.Body["base"]; said { // a number, or in a form with files its digits
		n, err := strconv.Atoi(fmt.Sprint(base))
		if err != nil {
			return i18n.FieldError("base", "contests.base")
		}
		e.Record.SetRaw(baseKey, n)
	}
	if byMember(e) {
		e.Record.Set(schema.EntryUser, e.Auth.Id)
		arrive(e.Record)
	}
	return e.Next()
}

// mayWithdraw lets the leader take an entry back until entries are due, and organisers always.
func mayWithdraw(e *core.RecordRequestEvent) error {
	if err := mayTakeApart(e, e.Record.GetString(schema.EntryEvent)); err != nil {
		return err
	}
	return e.Next()
}

// validateEntry holds what is true of every entry, and renders it.
func validateEntry(e *core.RecordEvent) error {
	en := schema.AsEntry(e.Record)
	errs := validation.Errors{}
	if schema.Blank(en.Title()) || schema.HasControls(en.Title()) {
		errs[schema.EntryTitle] = i18n.NewError("contests.entry_title")
	}
	for _, field := range []string{schema.EntryRepoURL, schema.EntryVideoURL} {
		if s := strings.ToLower(e.Record.GetString(field)); s != "" && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
			errs[field] = i18n.NewError("contests.not_web")
		}
	}
	if len(errs) > 0 {
		return errs
	}
	if err := e.Next(); err != nil {
		return err
	}
	return renderEntry(e.App, e.Record)
}

func renderEntry(app core.App, r *core.Record) error {
	html, err := htmlOf(app, r.GetString(schema.EntryBody), schema.EntryBody, maxEntryHTML)
	if err == nil {
		r.Set(schema.EntryHTML, html)
	}
	return err
}

// handIn saves an entry as its next version, which stays as it is handed in now.
func handIn(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := e.App.FindRecordById(schema.Entries, e.Record.Id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		version := 0
		if err == nil {
			version = was.GetInt(schema.EntryVersion)
			if err := follows(e.Record, version); err != nil {
				return err
			}
			e.Record.Set(schema.EntryTeam, was.GetString(schema.EntryTeam))
			if len(schema.Join(e.Record, was)) > 0 {
				if err := renderEntry(e.App, e.Record); err != nil {
					return err
				}
			}
		}
		en := schema.AsEntry(e.Record)
		team, err := e.App.FindRecordById(schema.Teams, en.Team())
		if err != nil {
			return err
		}
		t := schema.AsTeam(team)
		e.Record.Set(schema.EntryEvent, t.Event()) // whatever a stale record says
		if at, asked := arrived(e.Record); asked {
			if err := mayNow(e.App, e.Record, t); err != nil {
				return err
			}
			e.Record.Set(schema.EntrySubmitted, at)
		} else if en.Submitted().IsZero() {
			e.Record.Set(schema.EntrySubmitted, now())
		}
		if version >= mostVersions {
			return i18n.NewError("contests.versions", "Most", mostVersions)
		}
		if was == nil {
			if other, err := entryOf(e.App, t.Id); err != nil {
				return err
			} else if other != "" {
				return i18n.FieldError(schema.EntryTeam, "contests.one_entry")
			}
		}
		e.Record.Set(schema.EntryVersion, version+1)
		if err := e.Next(); err != nil {
			return err
		}
		return keep(e.App, en)
	})
}

// follows refuses what goes out from another version than the present one: somebody else of the team was quicker.
func follows(r *core.Record, version int) error {
	if base, said := r.GetRaw(baseKey).(int); said && base != version {
		return i18n.NewError("contests.entry_changed").WithStatus(http.StatusConflict)
	}
	return nil
}

// mayNow judges who hands in, and when, in the transaction.
func mayNow(app core.App, r *core.Record, t *schema.Team) error {
	c, err := judgedContest(app, t.Event())
	if err != nil {
		return err
	}
	at, _ := arrived(r)
	if err := c.entriesOpen(at); err != nil {
		return err
	}
	team, err := teamOf(app, t.Event(), r.GetString(schema.EntryUser))
	if err != nil {
		return err
	}
	if team != t.Id {
		return i18n.NewError("contests.not_member").WithStatus(http.StatusForbidden)
	}
	if t.Size() < c.Min {
		return i18n.NewError("contests.team_small", "Least", c.Min)
	}
	return nil
}

func entryOf(app core.App, team string) (id string, err error) {
	err = app.DB().NewQuery("SELECT id FROM entries WHERE team = {:team}").Bind(dbx.Params{"team": team}).Row(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// keep writes down the version that was just saved.
func keep(app core.App, en *schema.Entry) error {
	versions, err := app.FindCollectionByNameOrId(schema.EntryVersions)
	if err != nil {
		return err
	}
	v := core.NewRecord(versions)
	v.Load(map[string]any{
		schema.EntryRevisionEvent: en.Event(), schema.EntryRevisionEntry: en.Id, schema.EntryRevisionNumber: en.Version(), schema.EntryRevisionTitle: en.Title(),
		schema.EntryRevisionRepoURL: en.RepoURL(), schema.EntryRevisionVideoURL: en.VideoURL(), schema.EntryRevisionFiles: en.GetStringSlice(schema.EntryFiles),
		schema.EntryRevisionUser: en.User(), schema.EntryRevisionBody: en.Body(),
	})
	return app.Save(v)
}
