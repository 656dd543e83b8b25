package bounties

import (
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// offer begins a bounty. Whether the question takes one and the member has the reputation is looked at in the transaction
// in which the ledger takes it, so that fifty offers at once never spend the same points twice.
func (b *room) offer(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		offered := schema.AsBounty(e.Record)
		if err := takes(e.App, offered.Question()); err != nil {
			return err
		}
		var have int
		err := e.App.DB().NewQuery("SELECT reputation FROM users WHERE id = {:id}").Bind(dbx.Params{"id": offered.User()}).Row(&have)
		if err != nil {
			return err
		}
		if have < offered.Amount() {
			return i18n.FieldError(schema.BountyAmount, "bounties.not_enough", "Have", have, "Amount", offered.Amount())
		}
		settings, err := settingsOf(e.App)
		if err != nil {
			return err
		}
		ends := types.NowDateTime().AddDate(0, 0, settings.BountyDays())
		e.Record.Load(map[string]any{
			schema.BountyState: Open, schema.BountyEnds: ends, schema.BountyGraceEnds: ends.Add(time.Duration(settings.BountyGrace()) * time.Hour),
			schema.BountyAnswer: "", schema.BountyWinner: "", schema.BountyPaid: 0, schema.BountyDecided: "",
		})
		if err := e.Next(); err != nil {
			return err
		}
		publish(e.App, offered.Question())
		return b.Active(e.App, offered.Question())
	})
}

// takes refuses a question that nobody can answer now, or that has a bounty.
func takes(app core.App, question string) error {
	var q struct {
		Status string `db:"status"`
		Closed string `db:"closed"`
		Locked bool   `db:"locked"`
		Bounty bool   `db:"bounty"`
	}
	err := app.DB().NewQuery(`SELECT status, closed, locked, EXISTS (SELECT 1 FROM bounties b WHERE b.question = q.id AND b.state IN ('open', 'grace')) bounty
		FROM questions q WHERE id = {:id}`).Bind(dbx.Params{"id": question}).One(&q)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	switch {
	case q.Status != published:
		return i18n.FieldError(schema.BountyQuestion, "bounties.no_question")
	case q.Closed != "" || q.Locked:
		return i18n.FieldError(schema.BountyQuestion, "bounties.closed_question")
	case q.Bounty:
		return i18n.NewError("bounties.has_one").WithStatus(http.StatusConflict)
	}
	return nil
}

// gone has the lists follow a bounty that is deleted, which happens with its question. The ledger forgets it: what was
// offered comes back, and what was won goes.
func (b *room) gone(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return b.Reshelve(e.App, []string{schema.AsBounty(e.Record).Question()})
	})
}

// publish has the pages of a question made anew once the transaction is through.
func publish(app core.App, question string) {
	tx.After(app, func() { bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: schema.Questions, ID: question}) })
}
