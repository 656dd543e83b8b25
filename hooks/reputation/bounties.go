package reputation

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// A bounty is what the ledger needs of one.
type bounty struct {
	ID       string `db:"id"`
	Question string `db:"question"`
	User     string `db:"user"`
	Winner   string `db:"winner"`
	State    string `db:"state"`
	Created  string `db:"created"`
	Decided  string `db:"decided"`
	Amount   int    `db:"amount"`
	Paid     int    `db:"paid"`
}

const bountyColumns = "id, question, user, winner, state, created, decided, amount, paid"

// causes gives what follows from a bounty: it leaves the reputation of who offers it at once, and goes to an answer's
// author or back.
func (b bounty) causes() (list []Cause) {
	if b.User != "" {
		list = append(list, Cause{b.User, BountyOffered, "bounty:" + b.ID, "question", b.Question, -b.Amount, b.Created})
	}
	if b.User != "" && b.State == "refunded" {
		list = append(list, Cause{b.User, BountyRefunded, "bounty_back:" + b.ID, "question", b.Question, b.Amount, b.Decided})
	}
	if b.Winner != "" && b.State == "awarded" {
		list = append(list, Cause{b.Winner, BountyWon, "bounty_won:" + b.ID, "question", b.Question, b.Paid, b.Decided})
	}
	return list
}

// followBounty writes into the ledger what follows from a bounty now; of one that is gone nothing does.
func followBounty(app core.App, id string) error {
	var b bounty
	err := app.DB().NewQuery("SELECT " + bountyColumns + " FROM bounties WHERE id = {:id}").Bind(dbx.Params{"id": id}).One(&b)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return replace(app, b.causes(), "bounty:"+id, "bounty_back:"+id, "bounty_won:"+id)
}

func saveBounty(e *core.RecordEvent) error {
	return inTransaction(e, func() error { return followBounty(e.App, e.Record.Id) })
}

// appendBounties adds what an account offered, got back and won.
func appendBounties(app core.App, list []Cause, user string) ([]Cause, error) {
	var bounties []bounty
	if err := app.DB().NewQuery("SELECT " + bountyColumns + " FROM bounties WHERE user = {:user} UNION SELECT " + bountyColumns + " FROM bounties WHERE winner = {:user}").
		Bind(dbx.Params{"user": user}).All(&bounties); err != nil {
		return nil, err
	}
	for _, b := range bounties {
		for _, c := range b.causes() {
			if c.User == user {
				list = append(list, c)
			}
		}
	}
	return list, nil
}

// Owned gives what follows from votes to whoever owns what they are for now: they were moved to something else.
func Owned(app core.App, votes []string) error {
	for _, id := range votes {
		var v vote
		err := app.DB().NewQuery("SELECT id, user, kind, target, value, created FROM votes WHERE id = {:id}").Bind(dbx.Params{"id": id}).One(&v)
		if err != nil {
			return err
		}
		if v.Owner, err = owner(app, v.Kind, v.Target); err != nil {
			return err
		}
		if err := v.follow(app); err != nil {
			return err
		}
	}
	return nil
}
