package talk

import (
	"database/sql"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// A settle brings the record that is there already to what was asked for again, and says whether it changed.
type settle func(there, asked *core.Record) bool

func sameVote(there, asked *core.Record) bool {
	if there.GetInt(schema.VoteValue) == asked.GetInt(schema.VoteValue) || there.GetInt(schema.VoteValue) == 0 {
		return false // a vote that was taken out of the count isn't cast again
	}
	there.Set(schema.VoteValue, asked.GetInt(schema.VoteValue))
	return true
}

// again answers a request that creates a record which is there already, told by these fields, with that record: asking
// twice is asking once. Of requests at the same moment one creates it; the unique index sees to that.
func (t *Talk) again(to settle, fields ...string) func(*core.RecordRequestEvent) error {
	conditions := make([]string, len(fields))
	for i, field := range fields {
		conditions[i] = "[[" + field + "]] = {:" + field + "}"
	}
	condition := strings.Join(conditions, " AND ")
	answer := func(e *core.RecordRequestEvent) (found bool, err error) {
		params := dbx.Params{}
		for _, field := range fields {
			params[field] = e.Record.GetString(field)
		}
		there := &core.Record{}
		err = e.App.RecordQuery(e.Collection).AndWhere(dbx.NewExp(condition, params)).Limit(1).One(there)
		if errors.Is(err, sql.ErrNoRows) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if to(there, e.Record) {
			if err := e.App.Save(there); err != nil {
				return true, e.BadRequestError("", err)
			}
		}
		if err := apis.EnrichRecord(e.RequestEvent, there); err != nil {
			return true, err
		}
		return true, e.JSON(http.StatusOK, there)
	}
	return func(e *core.RecordRequestEvent) error {
		if found, err := answer(e); found || err != nil {
			return err
		}
		refused := e.Next()
		if refused == nil || e.Written() || e.App.IsTransactional() {
			return refused
		}
		if found, err := answer(e); found {
			return err
		}
		return refused
	}
}

// mayVote lets members vote for or against, and leaves a vote that was taken out of the count where it is: who casts votes for
// one author by the dozen can't cast them again.
func mayVote(e *core.RecordRequestEvent) error {
	if e.HasSuperuserAuth() {
		return e.Next()
	}
	if !e.Record.IsNew() && e.Record.Original().GetInt(schema.VoteValue) == 0 {
		return i18n.NewError("talk.vote_void").WithStatus(http.StatusForbidden)
	}
	if e.Record.GetInt(schema.VoteValue) == 0 {
		return i18n.FieldError(schema.VoteValue, "talk.vote_wrong")
	}
	return e.Next()
}

// mayTakeBack lets members take a vote back that counts.
func mayTakeBack(e *core.RecordRequestEvent) error {
	if !e.HasSuperuserAuth() && e.Record.GetInt(schema.VoteValue) == 0 {
		return i18n.NewError("talk.vote_void").WithStatus(http.StatusForbidden)
	}
	return e.Next()
}

// validateVote holds what is true of every vote. One of 0 was taken out of the count.
func (t *Talk) validateVote(e *core.RecordEvent) error {
	v := schema.AsVote(e.Record)
	if v.Value() < -1 || v.Value() > 1 {
		return i18n.FieldError(schema.VoteValue, "talk.vote_wrong")
	}
	if e.Record.IsNew() {
		on, err := t.mustFind(e.App, e.Record)
		if err != nil {
			return err
		}
		if !on.public {
			return i18n.FieldError(schema.VoteTarget, "talk.no_target")
		}
		if slices.Contains(on.authors, v.User()) {
			return i18n.FieldError(schema.VoteTarget, "talk.vote_own")
		}
	} else if moved(e.App, e.Record) {
		return i18n.FieldError(schema.VoteTarget, "talk.kept")
	}
	return e.Next()
}

// moved tells whether a vote or a bookmark points elsewhere than its row: a record that was just created has no original.
func moved(app core.App, r *core.Record) bool {
	var same int
	err := app.DB().NewQuery("SELECT count(*) FROM [[" + r.Collection().Name + "]] WHERE id = {:id} AND kind = {:kind} AND target = {:target}").
		Bind(dbx.Params{"id": r.Id, "kind": r.GetString("kind"), "target": r.GetString("target")}).Row(&same)
	return err != nil || same == 0
}

// countVote keeps the sum of votes: what the vote was counts minus times, what it is now plus times.
func (t *Talk) countVote(minus, plus int) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			delta := plus * e.Record.GetInt(schema.VoteValue)
			if minus != 0 {
				var old int
				if err := e.App.DB().NewQuery("SELECT value FROM votes WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Row(&old); err != nil {
					return err
				}
				delta += minus * old
			}
			if err := e.Next(); err != nil {
				return err
			}
			return t.countOn(e, schema.StatsVotes, delta)
		})
	}
}

// countOn changes a counter of what a record is about, unless that is gone.
func (t *Talk) countOn(e *core.RecordEvent, counter string, delta int) error {
	on, err := t.find(e.App, e.Record.GetString("kind"), e.Record.GetString("target"))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	e.Record.SetRaw(pageKey, on.page)
	return t.count(e.App, on, counter, delta)
}
