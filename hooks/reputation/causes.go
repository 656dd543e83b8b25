package reputation

import (
	"database/sql"
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// A vote is what the ledger needs of one.
type vote struct {
	ID      string `db:"id"`
	User    string `db:"user"`
	Kind    string `db:"kind"`
	Target  string `db:"target"`
	Value   int    `db:"value"`
	Created string `db:"created"`
	Owner   string `db:"owner"`
}

// causes gives what follows from a vote: one cause for the owner, and one for who votes an
// article or an answer down. Nobody earns anything of themselves.
func (v vote) causes(policy *access.Policy) (list []Cause) {
	if v.Owner == "" || v.Owner == v.User || v.Value == 0 {
		return nil
	}
	rule, points := Upvoted, policy.Points[v.Kind+"_upvoted"]
	if v.Value < 0 {
		rule, points = Downvoted, policy.Points[v.Kind+"_downvoted"]
	}
	list = append(list, Cause{v.Owner, rule, "vote:" + v.ID, v.Kind, v.Target, points, v.Created})
	if v.Value < 0 && (v.Kind == "article" || v.Kind == "answer") {
		list = append(list, Cause{v.User, DownvoteCast, "cast:" + v.ID, v.Kind, v.Target, policy.Points[access.DownvoteCast], v.Created})
	}
	return list
}

// follow writes into the ledger what follows from a vote now.
func (v vote) follow(app core.App) error {
	policy, err := access.CurrentPolicy(app)
	if err != nil {
		return err
	}
	return replace(app, v.causes(policy), "vote:"+v.ID, "cast:"+v.ID)
}

// replace writes into the ledger the causes that there are now, and revokes those of the names that aren't any more.
func replace(app core.App, causes []Cause, names ...string) error {
	for _, cause := range causes {
		if err := Award(app, cause); err != nil {
			return err
		}
	}
	for _, name := range names {
		if slices.ContainsFunc(causes, func(c Cause) bool { return c.Name == name }) {
			continue
		}
		if err := Revoke(app, name); err != nil {
			return err
		}
	}
	return nil
}

// owner names who wrote what is voted on; empty when it isn't there.
func owner(app core.App, kind, target string) (user string, err error) {
	table := map[string]string{"article": schema.Articles, "comment": schema.Comments, "question": schema.Questions, "answer": schema.Answers}[kind]
	if table == "" {
		return "", nil
	}
	err = app.DB().NewQuery("SELECT author FROM [[" + table + "]] WHERE id = {:id}").Bind(dbx.Params{"id": target}).Row(&user)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return user, err
}

// inTransaction does work after the record is written, in its transaction.
func inTransaction(e *core.RecordEvent, work func() error) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return work()
	})
}

// saveVote reads the vote back: an update of one that another request deleted meanwhile
// succeeds and changes nothing.
func saveVote(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		v := vote{ID: e.Record.Id}
		err := e.App.DB().NewQuery("SELECT id, user, kind, target, value, created FROM votes WHERE id = {:id}").
			Bind(dbx.Params{"id": e.Record.Id}).One(&v)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if v.Owner, err = owner(e.App, v.Kind, v.Target); err != nil {
			return err
		}
		if err := v.follow(e.App); err != nil {
			return err
		}
		if v.Owner != "" && v.Owner != v.User {
			if err := award(e.App, v.Owner, "votes_received", "votes_on_one"); err != nil {
				return err
			}
		}
		return award(e.App, v.User, "votes_cast")
	})
}

func deleteVote(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		if err := Revoke(e.App, "vote:"+e.Record.Id); err != nil {
			return err
		}
		return Revoke(e.App, "cast:"+e.Record.Id)
	})
}

// publication gives the cause that a published article in a column is.
func publication(app core.App, id string) (c Cause, ok bool, err error) {
	var row struct {
		Author    string `db:"author"`
		Published string `db:"published"`
	}
	err = app.DB().NewQuery("SELECT author, published FROM articles WHERE id = {:id} AND status = 'published' AND [[column]] != '' AND author != '' AND published != ''").
		Bind(dbx.Params{"id": id}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, err
	}
	policy, err := access.CurrentPolicy(app)
	if err != nil {
		return c, false, err
	}
	return Cause{row.Author, Published, "published:" + id, "article", id, policy.Points[access.Published], row.Published}, true, nil
}

func saveArticle(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		before, err := owner(e.App, "article", e.Record.Id)
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		cause, published, err := publication(e.App, e.Record.Id)
		if err != nil {
			return err
		}
		if published {
			err = Award(e.App, cause)
		} else {
			err = Revoke(e.App, "published:"+e.Record.Id)
		}
		if err != nil {
			return err
		}
		author, err := owner(e.App, "article", e.Record.Id)
		if err != nil {
			return err
		}
		if before != "" && before != author {
			if err := handOver(e.App, "article", e.Record.Id, author); err != nil {
				return err
			}
		}
		if author == "" || e.Record.GetString(schema.ArticleStatus) != "published" {
			return nil
		}
		return award(e.App, author, "articles")
	})
}

// handOver moves what votes on a thing gave to its new author.
func handOver(app core.App, kind, id, author string) error {
	var votes []vote
	if err := app.DB().NewQuery("SELECT id, user, kind, target, value, created FROM votes WHERE target = {:id} AND kind = {:kind}").
		Bind(dbx.Params{"id": id, "kind": kind}).All(&votes); err != nil {
		return err
	}
	for _, v := range votes {
		v.Owner = author
		if err := v.follow(app); err != nil {
			return err
		}
	}
	return nil
}

func saveComment(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		c := schema.AsComment(e.Record)
		if c.State() != "visible" {
			return nil
		}
		return award(e.App, c.Author(), "comments")
	})
}

// forget removes what an article, a question, an answer or a comment gave when it is deleted, and what the
// comments gave that go with an article; what a moderator decided about it stays.
func forget(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		id := dbx.Params{"id": e.Record.Id}
		var comments []string
		if err := e.App.DB().NewQuery("SELECT DISTINCT target FROM reputation_events WHERE target IN (SELECT id FROM comments WHERE target = {:id})").
			Bind(id).Column(&comments); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		// the comments on an article go with it, whether before or after this
		for _, target := range append(comments, e.Record.Id) {
			if err := revokeWhere(e.App, "target = {:id} AND rule NOT IN ('moderated', 'manual')", dbx.Params{"id": target}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Actions of the audit log that take something from the public and give it back.
const (
	hides    = "hide"
	restores = "restore"
)

// saveDecision lets a moderator's decision to hide something cost its author reputation,
// until it is taken back.
func saveDecision(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		entry := schema.AsAuditEntry(e.Record)
		name := "moderated:" + entry.Target()
		switch entry.Action() {
		case restores:
			return Revoke(e.App, name)
		case hides:
			author := entry.Affected()
			if author == "" || author == entry.Actor() {
				return nil
			}
			var already bool
			if err := e.App.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM reputation_events WHERE cause = {:cause})").
				Bind(dbx.Params{"cause": name}).Row(&already); err != nil || already {
				return err
			}
			policy, err := access.CurrentPolicy(e.App)
			if err != nil {
				return err
			}
			return Award(e.App, Cause{author, Moderated, name, entry.Kind(), entry.Target(), policy.Points[access.Moderated], entry.GetString("created")})
		}
		return nil
	})
}

// createUser begins every account at nothing.
func createUser(e *core.RecordEvent) error {
	e.Record.Set(schema.UserReputation, 0)
	e.Record.Set(schema.UserTrust, 0)
	return inTransaction(e, func() error { return award(e.App, e.Record.Id, "profile") })
}

func updateUser(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := keep(e.App, e.Record); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		return award(e.App, e.Record.Id, "profile")
	})
}

// deleteUser removes the account's own rows at once, before PocketBase would delete them
// one by one and settle each. What the account's votes gave others goes with the votes.
func deleteUser(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		for _, table := range []string{schema.ReputationEvents, schema.UserBadges, schema.BadgeWithdrawals} {
			if _, err := e.App.DB().NewQuery("DELETE FROM [[" + table + "]] WHERE user = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Execute(); err != nil {
				return err
			}
		}
		return e.Next()
	})
}
