package closing

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// What a vote carries in memory while it is saved on request.
const (
	byKey   = "@closing.by"      // the account that asks
	ownsKey = "@closing.retract" // who votes takes the vote back
)

// mayVote refuses votes of members who may not vote yet, and notes who asks.
func (c *Closing) mayVote(e *core.RecordRequestEvent) error {
	if err := access.Require(e.App, e.Auth, access.Close); err != nil {
		return err
	}
	e.Record.Set(schema.CloseVoteSettled, false)
	e.Record.SetRaw(byKey, e.Auth)
	return e.Next()
}

// saveVote counts a vote, and closes or reopens the question with the one that decides, in one transaction: of votes at
// the same moment exactly one does. A settled vote is history being imported and decides nothing.
func (c *Closing) saveVote(e *core.RecordEvent) error {
	if e.Record.GetBool(schema.CloseVoteSettled) {
		return e.Next()
	}
	return tx.Around(e, func() error {
		v := schema.AsCloseVote(e.Record)
		q, err := stateOf(e.App, v.Question())
		if err != nil {
			return err
		}
		by, _ := e.Record.GetRaw(byKey).(*core.Record)
		decides := q != nil && decidesAbout(by, q.Author)
		if err := fits(e.App, v, q, decides); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		if !decides {
			enough, err := enough(e.App, q.ID, v.Kind())
			if err != nil || !enough {
				return err
			}
		}
		e.Record.Set(schema.CloseVoteSettled, true)
		return c.settle(e.App, v, q, by, decides)
	})
}

// fits refuses a vote that comes too late, twice, or names no question that this one could repeat.
func fits(app core.App, v *schema.CloseVote, q *state, decides bool) error {
	switch {
	case !q.public():
		return i18n.FieldError(schema.CloseVoteQuestion, "closing.no_question")
	case q.Locked && !decides:
		return i18n.NewError("closing.locked").WithStatus(http.StatusForbidden)
	case v.Kind() == Close && q.Closed != "":
		return i18n.NewError("closing.closed_already").WithStatus(http.StatusConflict)
	case v.Kind() == Reopen && q.Closed == "":
		return i18n.NewError("closing.open_already").WithStatus(http.StatusConflict)
	}
	var voted bool
	if err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM close_votes WHERE question = {:question} AND user = {:user} AND kind = {:kind} AND settled = FALSE)").
		Bind(dbx.Params{"question": v.Question(), "user": v.User(), "kind": v.Kind()}).Row(&voted); err != nil {
		return err
	}
	if voted {
		return i18n.NewError("closing.voted_already").WithStatus(http.StatusConflict)
	}
	if v.Reason() != Duplicate {
		return nil
	}
	if v.DuplicateOf() == q.ID {
		return i18n.FieldError(schema.CloseVoteDuplicateOf, "closing.itself")
	}
	original, err := canonical(app, v.DuplicateOf())
	switch {
	case err != nil:
		return err
	case original != nil && original.ID == q.ID:
		return i18n.FieldError(schema.CloseVoteDuplicateOf, "closing.circle")
	case !original.public():
		return i18n.FieldError(schema.CloseVoteDuplicateOf, "closing.no_original")
	}
	return nil
}

// enough says whether as many members want the same as the settings ask for.
func enough(app core.App, question, kind string) (bool, error) {
	var wanted, needed int
	err := app.DB().NewQuery(`SELECT (SELECT count(*) FROM close_votes WHERE question = {:question} AND kind = {:kind} AND settled = FALSE),
			(SELECT close_votes FROM qa_settings WHERE id = {:settings})`).
		Bind(dbx.Params{"question": question, "kind": kind, "settings": schema.QASettingsID}).Row(&wanted, &needed)
	return wanted >= max(1, needed), err
}

// settle closes or reopens the question as the votes say, the last of which is v. A moderator's vote says it alone.
func (c *Closing) settle(app core.App, v *schema.CloseVote, q *state, by *core.Record, decides bool) error {
	set := map[string]any{schema.QuestionClosed: "", schema.QuestionClosedAt: "", schema.QuestionDuplicateOf: ""}
	var led []string
	if v.Kind() == Close {
		reason, original, err := verdict(app, v, q, decides)
		if err != nil {
			return err
		}
		set = map[string]any{schema.QuestionClosed: reason, schema.QuestionClosedAt: types.NowDateTime(), schema.QuestionDuplicateOf: original}
		if original != "" {
			if led, err = redirect(app, q.ID, original); err != nil {
				return err
			}
			// who reads the original learns of it
			led = append(led, original)
		}
	}
	if _, err := app.DB().NewQuery("UPDATE close_votes SET settled = TRUE, updated = {:now} WHERE question = {:question} AND settled = FALSE").
		Bind(dbx.Params{"question": q.ID, "now": types.NowDateTime().String()}).Execute(); err != nil {
		return err
	}
	if err := c.change(app, q.ID, set, led...); err != nil {
		return err
	}
	if !decides {
		return nil
	}
	was, is := map[string]any{schema.QuestionClosed: q.Closed, schema.QuestionDuplicateOf: q.DuplicateOf}, map[string]any{"vote": v.Id}
	for _, field := range []string{schema.QuestionClosed, schema.QuestionDuplicateOf} {
		is[field] = set[field]
	}
	return c.Note(app, by, v.Kind(), "question", q.ID, q.Author, v.Note(), was, is)
}

// verdict is the reason that most votes give, and for a duplicate the original that they name: the last one of its chain
// today. What is tied, the later vote decides.
func verdict(app core.App, v *schema.CloseVote, q *state, decides bool) (reason, original string, err error) {
	var votes []struct {
		ID          string `db:"id"`
		Reason      string `db:"reason"`
		DuplicateOf string `db:"duplicate_of"`
	}
	if err := app.DB().NewQuery("SELECT id, reason, duplicate_of FROM close_votes WHERE question = {:question} AND kind = 'close' AND settled = FALSE ORDER BY created, rowid").
		Bind(dbx.Params{"question": q.ID}).All(&votes); err != nil {
		return "", "", err
	}
	type choice struct{ reason, original string }
	counts := map[choice]int{}
	best := choice{}
	for _, vote := range votes {
		if decides && vote.ID != v.Id {
			continue
		}
		one := choice{reason: vote.Reason}
		if vote.Reason == Duplicate {
			found, err := canonical(app, vote.DuplicateOf)
			if err != nil {
				return "", "", err
			}
			// since it was named, it was taken away or became a duplicate of this one
			if !found.public() || found.ID == q.ID {
				continue
			}
			one.original = found.ID
		}
		counts[one]++
		if counts[one] >= counts[best] {
			best = one
		}
	}
	return best.reason, best.original, nil
}

// change writes the state of a question, past what its text has to be today, and has the lists follow. The pages of
// related questions are made anew as well.
func (c *Closing) change(app core.App, id string, set map[string]any, related ...string) error {
	r, err := app.FindRecordById(schema.Questions, id)
	if err != nil {
		return err
	}
	r.Load(set)
	r.SetRaw(stateKey, true)
	if err := app.SaveNoValidate(r); err != nil {
		return err
	}
	if set[schema.QuestionClosed] == "" {
		if err := c.Active(app, id); err != nil {
			return err
		}
	}
	publish(app, schema.Questions, related...)
	return c.Reshelve(app, append([]string{id}, related...))
}

// publish tells the bus of records that changed by SQL, once the transaction is through.
func publish(app core.App, collection string, ids ...string) {
	tx.After(app, func() {
		for _, id := range ids {
			bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: collection, ID: id})
		}
	})
}

// mayWithdraw marks a vote as taken back by who gave it.
func mayWithdraw(e *core.RecordRequestEvent) error {
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		e.Record.SetRaw(ownsKey, true)
	}
	return e.Next()
}

// withdraw keeps a vote that has decided meanwhile; it goes only with the question or the account.
func withdraw(e *core.RecordEvent) error {
	if e.Record.GetRaw(ownsKey) == nil {
		return e.Next()
	}
	return tx.Around(e, func() error {
		var settled bool
		if err := e.App.DB().NewQuery("SELECT settled FROM close_votes WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Row(&settled); err != nil {
			return err
		}
		if settled {
			return i18n.NewError("closing.settled").WithStatus(http.StatusConflict)
		}
		return e.Next()
	})
}
