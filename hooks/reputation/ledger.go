package reputation

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/bus"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Rules of the ledger, in reputation_events.rule.
const (
	Upvoted      = "upvoted"       // somebody voted for an article, a question, an answer or a comment
	Downvoted    = "downvoted"     // or against it
	DownvoteCast = "downvote_cast" // voting against an article or an answer costs the voter too
	Accepted     = "accepted"      // an answer was accepted
	Accepting    = "accepting"     // who asked accepted an answer
	EditAccepted = "edit_accepted" // a suggested change was accepted
	Published    = "published"     // an article appeared in a column
	Moderated    = "moderated"     // a moderator hid something
	Manual       = "manual"        // a superuser's correction

	BountyOffered  = "bounty_offered"  // reputation was put on a question
	BountyWon      = "bounty_won"      // and an answer got it
	BountyRefunded = "bounty_refunded" // or it came back
)

// uncapped are the rules whose gains the cap of a day doesn't touch: they can't be farmed
// by votes.
var uncapped = []string{Accepted, Accepting, Manual, BountyWon, BountyRefunded}

// uncappedSQL is the same as a list in SQL.
var uncappedSQL = "('" + strings.Join(uncapped, "', '") + "')"

// A Cause is one reason for reputation: what Award writes into the ledger.
type Cause struct {
	User   string // whose reputation
	Rule   string // one of the rules above
	Name   string // names the cause among all, such as "vote:RECORD_ID"
	Kind   string // article, comment …
	Target string // id of the thing it is about
	Points int
	At     string // when it happened, as PocketBase writes times; it decides the day and the order
}

// id makes the same id for the same cause, however often the ledger is written anew, so
// that the order within a millisecond is always the same.
func (c Cause) id() string {
	sum := sha256.Sum256([]byte(c.User + "\n" + c.Name))
	return hex.EncodeToString(sum[:])[:15]
}

// day is the UTC day of the cause.
func (c Cause) day() string { return c.At[:10] }

// Award writes a cause into the ledger in the transaction that app is, or changes its row
// if it is there. The account's reputation and level follow at once.
func Award(app core.App, c Cause) error {
	if len(c.At) < len("2006-01-02") || c.Name == "" || c.User == "" {
		return fmt.Errorf("reputation: the cause %+v is incomplete", c)
	}
	var row struct {
		User   string `db:"user"`
		Rule   string `db:"rule"`
		Points int    `db:"points"`
		Day    string `db:"day"`
		At     string `db:"created"`
	}
	err := app.DB().NewQuery("SELECT user, rule, points, day, created FROM reputation_events WHERE cause = {:cause}").
		Bind(dbx.Params{"cause": c.Name}).One(&row)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case row.User == c.User && row.Rule == c.Rule && row.Points == c.Points && row.At == c.At:
		return nil
	case row.User != c.User || row.Day != c.day():
		if err := Revoke(app, c.Name); err != nil {
			return err
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		if last, err := latest(app, c); err != nil {
			return err
		} else if last {
			return follow(app, c)
		}
	}
	return settle(app, c.User, c.day(), func() error { return enter(app, c, 0) })
}

// enter writes the row of a cause, or changes the one that is there.
func enter(app core.App, c Cause, applied int) error {
	_, err := app.DB().NewQuery(`INSERT INTO reputation_events (id, user, rule, cause, points, applied, day, target_kind, target, created, updated)
		VALUES ({:id}, {:user}, {:rule}, {:cause}, {:points}, {:applied}, {:day}, {:kind}, {:target}, {:at}, {:at})
		ON CONFLICT (user, cause) DO UPDATE SET rule = excluded.rule, points = excluded.points, target = excluded.target, created = excluded.created, updated = strftime('%Y-%m-%d %H:%M:%fZ')`).
		Bind(dbx.Params{"id": c.id(), "user": c.User, "rule": c.Rule, "cause": c.Name, "points": c.Points, "applied": applied, "day": c.day(),
			"kind": c.Kind, "target": c.Target, "at": c.At}).Execute()
	return err
}

// latest says whether a cause comes after all that is in its user's day.
func latest(app core.App, c Cause) (last bool, err error) {
	err = app.DB().NewQuery("SELECT coalesce(max(created), '') < {:at} FROM reputation_events WHERE user = {:user} AND day = {:day}").
		Bind(dbx.Params{"user": c.User, "day": c.day(), "at": c.At}).Row(&last)
	return last, err
}

// follow writes a cause that comes after all of its day, as most do. It changes no other row, so that the thousandth vote of
// a day costs what the first one does: only gains below the cap are added up.
func follow(app core.App, c Cause) error {
	applied := c.Points
	if c.Points > 0 && !slices.Contains(uncapped, c.Rule) {
		policy, err := access.CurrentPolicy(app)
		if err != nil {
			return err
		}
		const gains = " FROM reputation_events WHERE user = {:user} AND day = {:day} AND points > 0 AND rule NOT IN "
		at := dbx.Params{"user": c.User, "day": c.day()}
		var full bool
		err = app.DB().NewQuery("SELECT applied < points" + gains + uncappedSQL + " ORDER BY created DESC, id DESC LIMIT 1").Bind(at).Row(&full)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		used := policy.Points[access.DayCap]
		if !full {
			if err := app.DB().NewQuery("SELECT coalesce(sum(points), 0)" + gains + uncappedSQL).Bind(at).Row(&used); err != nil {
				return err
			}
		}
		applied = min(c.Points, max(0, policy.Points[access.DayCap]-used))
	}
	if err := enter(app, c, applied); err != nil {
		return err
	}
	return move(app, c.User, applied)
}

// Revoke removes a cause that was undone; nothing happens where there is none.
func Revoke(app core.App, cause string) error {
	return revokeWhere(app, "cause = {:cause}", dbx.Params{"cause": cause})
}

// revokeWhere removes the rows that a condition finds.
func revokeWhere(app core.App, where string, params dbx.Params) error {
	var days []struct {
		User string `db:"user"`
		Day  string `db:"day"`
	}
	if err := app.DB().NewQuery("SELECT DISTINCT user, day FROM reputation_events WHERE " + where).Bind(params).All(&days); err != nil {
		return err
	}
	for _, d := range days {
		all := dbx.Params{"ledger_user": d.User, "ledger_day": d.Day}
		for k, v := range params {
			all[k] = v
		}
		err := settle(app, d.User, d.Day, func() error {
			_, err := app.DB().NewQuery("DELETE FROM reputation_events WHERE user = {:ledger_user} AND day = {:ledger_day} AND (" + where + ")").Bind(all).Execute()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// settle changes rows of one user's day and brings the day and the user's standing up to date.
func settle(app core.App, user, day string, change func() error) error {
	before, err := counted(app, user, day)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	if err := capDay(app, user, day); err != nil {
		return err
	}
	after, err := counted(app, user, day)
	if err != nil {
		return err
	}
	return move(app, user, after-before)
}

// counted gives what counts of a user's day.
func counted(app core.App, user, day string) (n int, err error) {
	err = app.DB().NewQuery("SELECT coalesce(sum(applied), 0) FROM reputation_events WHERE user = {:user} AND day = {:day}").
		Bind(dbx.Params{"user": user, "day": day}).Row(&n)
	return n, err
}

// capDay computes what counts of each row of a user's day: gains in their order until the
// cap is reached, losses always.
func capDay(app core.App, user, day string) error {
	policy, err := access.CurrentPolicy(app)
	if err != nil {
		return err
	}
	_, err = app.DB().NewQuery(`UPDATE reputation_events SET applied = n.applied FROM (
			SELECT id, CASE WHEN gain > 0 THEN min({:cap}, upto) - min({:cap}, upto - gain) ELSE points END applied FROM (
				SELECT id, points, gain, sum(gain) OVER (ORDER BY created, id) upto FROM (
					SELECT id, created, points, CASE WHEN points > 0 AND rule NOT IN ` + uncappedSQL + ` THEN points ELSE 0 END gain
					FROM reputation_events WHERE user = {:user} AND day = {:day})
			)) n WHERE reputation_events.id = n.id AND reputation_events.applied != n.applied`).
		Bind(dbx.Params{"cap": policy.Points[access.DayCap], "user": user, "day": day}).Execute()
	return err
}

// move changes a user's reputation by what the ledger changed, and the level with it.
func move(app core.App, user string, delta int) error {
	if delta == 0 {
		return nil
	}
	var reputation int
	err := app.DB().NewQuery("SELECT reputation FROM users WHERE id = {:user}").Bind(dbx.Params{"user": user}).Row(&reputation)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // the account is going
	}
	if err != nil {
		return err
	}
	// above the floor the reputation is the sum itself; at the floor the sum may be lower
	if reputation > 0 {
		return stand(app, user, reputation+delta)
	}
	sum, err := total(app, user)
	if err != nil {
		return err
	}
	return stand(app, user, sum)
}

// total sums what counts of a user's whole ledger.
func total(app core.App, user string) (n int, err error) {
	err = app.DB().NewQuery("SELECT coalesce(sum(applied), 0) FROM reputation_events WHERE user = {:user}").
		Bind(dbx.Params{"user": user}).Row(&n)
	return n, err
}

// stand writes a user's reputation, not below 0, and level, and tells the bus when the
// transaction is through.
func stand(app core.App, user string, sum int) error {
	policy, err := access.CurrentPolicy(app)
	if err != nil {
		return err
	}
	reputation := max(0, sum)
	done, err := app.DB().NewQuery("UPDATE users SET reputation = {:reputation}, trust = {:trust} WHERE id = {:user} AND (reputation != {:reputation} OR trust != {:trust})").
		Bind(dbx.Params{"reputation": reputation, "trust": policy.Level(reputation), "user": user}).Execute()
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err != nil || n == 0 {
		return err
	}
	if err := award(app, user, "reputation"); err != nil {
		return err
	}
	tx.After(app, func() {
		bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: changed, ID: user})
	})
	return nil
}

// keep gives an account being saved the standing that the database has: an update writes
// every column as it was loaded, and a vote may have come in between.
func keep(app core.App, r *core.Record) error {
	var row struct {
		Reputation int `db:"reputation"`
		Trust      int `db:"trust"`
	}
	err := app.DB().NewQuery("SELECT reputation, trust FROM users WHERE id = {:id}").Bind(dbx.Params{"id": r.Id}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	r.Set(schema.UserReputation, row.Reputation)
	r.Set(schema.UserTrust, row.Trust)
	return err
}
