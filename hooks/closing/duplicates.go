package closing

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// longest is how many questions a chain of duplicates is followed through. Chains are kept one long; only an import or a
// superuser makes longer ones.
const longest = 50

// A state is what this room needs to know of a question.
type state struct {
	ID          string `db:"id"`
	Status      string `db:"status"`
	Author      string `db:"author"`
	Title       string `db:"title"`
	Accepted    string `db:"accepted"`
	Closed      string `db:"closed"`
	ClosedAt    string `db:"closed_at"`
	DuplicateOf string `db:"duplicate_of"`
	Locked      bool   `db:"locked"`
	Protected   bool   `db:"protected"`
}

// public says whether everybody sees the question.
func (s *state) public() bool { return s != nil && s.Status == published }

// leadsOn says whether whoever comes to the question is led to another: it repeats that one, or was merged into it.
func (s *state) leadsOn() bool {
	return s.DuplicateOf != "" && (s.Closed == Duplicate || s.Status == deleted)
}

// stateOf reads a question; nil when there is none.
func stateOf(app core.App, id string) (*state, error) {
	if id == "" {
		return nil, nil
	}
	s := &state{}
	err := app.DB().NewQuery("SELECT id, status, author, title, accepted, closed, closed_at, duplicate_of, locked, protected FROM questions WHERE id = {:id}").
		Bind(dbx.Params{"id": id}).One(s)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// canonical follows a question through what it repeats or was merged into to the last one, nil where the chain ends in
// nothing. A circle, which only a hand in the database makes, ends where it began to repeat.
func canonical(app core.App, id string) (*state, error) {
	seen := map[string]bool{}
	for range longest {
		s, err := stateOf(app, id)
		if err != nil || s == nil || !s.leadsOn() || seen[s.DuplicateOf] {
			return s, err
		}
		seen[s.ID] = true
		id = s.DuplicateOf
	}
	return stateOf(app, id)
}

// redirect lets everything that led to one question lead to another, so that no chain is longer than one, and gives the
// questions that changed.
func redirect(app core.App, from, to string) (changed []string, err error) {
	params := dbx.Params{"from": from, "to": to}
	if err := app.DB().NewQuery("SELECT id FROM questions WHERE duplicate_of = {:from} AND id != {:to}").Bind(params).Column(&changed); err != nil || len(changed) == 0 {
		return nil, err
	}
	_, err = app.DB().NewQuery("UPDATE questions SET duplicate_of = {:to} WHERE duplicate_of = {:from} AND id != {:to}").Bind(params).Execute()
	return changed, err
}
