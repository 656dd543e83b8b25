package bounties

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Keys in memory of a bounty being saved: this room settles it; a request names the answer that gets it.
const (
	settleKey = "@bounties.settle"
	namesKey  = "@bounties.names"
)

// award gives a bounty to the answer that who offers it names. Everything else of the record stays as the database has it:
// an update writes every column as it was loaded, and the bounty may have ended in between.
func (b *room) award(e *core.RecordEvent) error {
	meant := e.Record.GetRaw(settleKey) != nil
	e.Record.SetRaw(settleKey, nil)
	return tx.Around(e, func() error {
		found, err := e.App.FindRecordById(schema.Bounties, e.Record.Id)
		if err != nil {
			return err
		}
		was := schema.AsBounty(found)
		if !meant {
			if err := keep(e.App, e.Record, was); err != nil {
				return err
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		publish(e.App, was.Question())
		return b.Reshelve(e.App, []string{was.Question()})
	})
}

// keep undoes what a save would change but the answer that gets the bounty, and names its author the winner. A link to
// what was deleted may go.
func keep(app core.App, r *core.Record, was *schema.Bounty) error {
	named := r.GetString(schema.BountyAnswer)
	for _, field := range append(kept, schema.BountyAnswer) {
		if table := links[field]; table != "" && r.GetString(field) == "" {
			gone, err := missing(app, table, was.GetString(field))
			if err != nil {
				return err
			}
			if gone {
				continue
			}
		}
		r.Set(field, was.Get(field))
	}
	asked := r.GetRaw(namesKey) == true
	r.SetRaw(namesKey, nil)
	// the clock may have chosen the same answer, for half of it: that isn't what was asked
	if named == "" || named == was.Answer() && !asked {
		return nil
	}
	if settled(was.State()) {
		return i18n.NewError("bounties.over").WithStatus(http.StatusConflict)
	}
	var answer struct {
		Question string `db:"question"`
		Status   string `db:"status"`
		Author   string `db:"author"`
	}
	err := app.DB().NewQuery("SELECT question, status, author FROM answers WHERE id = {:id}").Bind(dbx.Params{"id": named}).One(&answer)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	switch {
	case answer.Question != was.Question() || answer.Status != published:
		return i18n.FieldError(schema.BountyAnswer, "bounties.no_answer")
	case answer.Author == was.User():
		return i18n.FieldError(schema.BountyAnswer, "bounties.own_answer")
	case answer.Author == "":
		return i18n.FieldError(schema.BountyAnswer, "bounties.nobodys_answer")
	}
	r.Load(won(named, answer.Author, was.Amount()))
	return nil
}

// links are the fields that name a record of another table.
var links = map[string]string{schema.BountyUser: schema.Users, schema.BountyWinner: schema.Users, schema.BountyAnswer: schema.Answers}

func missing(app core.App, table, id string) (gone bool, err error) {
	err = app.DB().NewQuery("SELECT NOT EXISTS (SELECT 1 FROM [[" + table + "]] WHERE id = {:id})").Bind(dbx.Params{"id": id}).Row(&gone)
	return gone, err
}

// won and back are the two ends of a bounty.
func won(answer, winner string, paid int) map[string]any {
	return map[string]any{
		schema.BountyState: Awarded, schema.BountyAnswer: answer, schema.BountyWinner: winner, schema.BountyPaid: paid, schema.BountyDecided: types.NowDateTime(),
	}
}

func back() map[string]any {
	return map[string]any{schema.BountyState: Refunded, schema.BountyDecided: types.NowDateTime()}
}

// change writes what becomes of a bounty, as it is in this transaction, unless it is over: done twice is done once.
func change(app core.App, id string, to func(app core.App, b *schema.Bounty) (map[string]any, error)) error {
	return app.RunInTransaction(func(app core.App) error {
		r, err := app.FindRecordById(schema.Bounties, id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil || settled(r.GetString(schema.BountyState)) {
			return err
		}
		fields, err := to(app, schema.AsBounty(r))
		if err != nil || fields == nil {
			return err
		}
		r.Load(fields)
		r.SetRaw(settleKey, true)
		return app.SaveNoValidate(r)
	})
}

// questionChanged gives a bounty back when its question can't be answered any more.
func questionChanged(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		var running []string
		if err := e.App.DB().NewQuery(`SELECT b.id FROM bounties b JOIN questions q ON q.id = b.question WHERE b.question = {:id} AND b.state IN ('open', 'grace')
			AND (q.status IN ('hidden', 'deleted') OR q.closed != '' OR q.locked)`).Bind(dbx.Params{"id": e.Record.Id}).Column(&running); err != nil {
			return err
		}
		for _, id := range running {
			if err := change(e.App, id, func(core.App, *schema.Bounty) (map[string]any, error) { return back(), nil }); err != nil {
				return err
			}
		}
		return nil
	})
}

// perTurn bounds what one run of the job settles; the next one goes on.
const perTurn = 500

// End begins the time of grace of the bounties whose days are over, and settles those whose time of grace is. Each is a
// transaction of its own that looks again at what it finds: the job can be stopped anywhere and run as often as one likes.
func End(app core.App) error {
	now := types.NowDateTime()
	var failed []error
	for _, step := range []struct {
		due string
		to  func(core.App, *schema.Bounty) (map[string]any, error)
	}{
		{"state = 'open' AND ends <= {:now}", pause},
		{"state = 'grace' AND grace_ends <= {:now}", conclude},
	} {
		var due []string
		if err := app.DB().NewQuery("SELECT id FROM bounties WHERE " + step.due + " ORDER BY ends LIMIT {:most}").
			Bind(dbx.Params{"now": now.String(), "most": perTurn}).Column(&due); err != nil {
			return err
		}
		for _, id := range due {
			if err := change(app, id, step.to); err != nil {
				failed = append(failed, fmt.Errorf("the bounty %s: %w", id, err)) // one that can't be settled holds up none
			}
		}
	}
	return errors.Join(failed...)
}

func pause(_ core.App, b *schema.Bounty) (map[string]any, error) {
	if b.State() != Open {
		return nil, nil
	}
	return map[string]any{schema.BountyState: Grace}, nil
}

// conclude gives half of a bounty that nobody awarded to the best answer since it began, or all of it back.
func conclude(app core.App, b *schema.Bounty) (map[string]any, error) {
	settings, err := settingsOf(app)
	if err != nil {
		return nil, err
	}
	var best struct {
		ID     string `db:"id"`
		Author string `db:"author"`
	}
	err = app.DB().NewQuery(`SELECT a.id, a.author FROM answers a LEFT JOIN stats s ON s.id = a.id
		WHERE a.question = {:question} AND a.status = 'published' AND a.author != '' AND a.author != {:user} AND a.answered >= {:since}
			AND coalesce(s.votes, 0) >= {:score} ORDER BY coalesce(s.votes, 0) DESC, a.answered, a.id LIMIT 1`).
		Bind(dbx.Params{"question": b.Question(), "user": b.User(), "since": b.GetString("created"), "score": settings.BountyScore()}).One(&best)
	if errors.Is(err, sql.ErrNoRows) {
		return back(), nil
	}
	if err != nil {
		return nil, err
	}
	return won(best.ID, best.Author, max(1, b.Amount()/2)), nil
}
