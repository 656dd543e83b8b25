package qa

import (
	"encoding/json"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
)

// Names of the lists that questions stand on: all of them, those with a tag, in a column, in an event, by a person; and behind
// such a name, those of it that wait for an answer, have none accepted, or have a bounty.
const (
	ShelfAll   = "all"
	Unanswered = "+unanswered"
	Unsolved   = "+unsolved"
	WithBounty = "+bounty"
)

// Shelf names the shelf of one tag, column, event or asker: Shelf("tag", id).
func Shelf(what, which string) string { return what + ":" + which }

// standing is what the shelves of a question follow from.
type standing struct {
	ID       string                  `db:"id"`
	Status   string                  `db:"status"`
	Lang     string                  `db:"lang"`
	Author   string                  `db:"author"`
	Column   string                  `db:"column"`
	Event    string                  `db:"event"`
	Tags     types.JSONArray[string] `db:"tags"`
	Closed   string                  `db:"closed"`
	Accepted string                  `db:"accepted"`
	Asked    string                  `db:"asked"`
	Active   string                  `db:"active"`
	Answers  int                     `db:"answers"`
	Votes    int                     `db:"votes"`
	Hot      float64                 `db:"hot"`
	Bounty   bool                    `db:"bounty"`
}

// score is what a question brought about: answers and bookmarks weigh more than votes, a view little. Hot adds time: ten
// times the score weighs as much as being half a day (45,000 s) newer, so nothing needs to be aged by a job.
const (
	scoreSQL = "(votes * 2.0 + answers * 3.0 + comments + bookmarks * 2.0 + views * 0.05)"
	hotSQL   = "(strftime('%s', (SELECT asked FROM questions WHERE id = stats.id)) / 45000.0 + log10(1 + max(0, " + scoreSQL + ")) + min(0, votes) * 0.2)"
)

// Reshelve brings the rows of these questions on their shelves, and the order of the hot lists, up to date with the
// database. Whoever changes what they follow from (counters, bounties, closing) calls it in the same transaction.
func Reshelve(app core.App, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	these := dbx.Params{"ids": string(list)}
	if _, err := app.DB().NewQuery("UPDATE stats SET hot = coalesce(" + hotSQL + ", 0) WHERE kind = 'questions' AND id" + cards.Among).Bind(these).Execute(); err != nil {
		return err
	}
	var questions []standing // those that are gone have no rows
	if err := app.DB().NewQuery(`SELECT q.id, q.status, q.lang, q.author, q.[[column]], q.event, q.tags, q.closed, q.accepted, q.asked,
		CASE WHEN coalesce(s.active, '') = '' THEN q.asked ELSE s.active END active, coalesce(s.answers, 0) answers, coalesce(s.votes, 0) votes, coalesce(s.hot, 0) hot,
		EXISTS (SELECT 1 FROM bounties b WHERE b.question = q.id AND b.state IN ('open', 'grace')) bounty
		FROM questions q LEFT JOIN stats s ON s.id = q.id WHERE q.id` + cards.Among).Bind(these).All(&questions); err != nil {
		return err
	}
	var rows []struct {
		Question string `db:"question"`
		Shelf    string `db:"shelf"`
	}
	if err := app.DB().NewQuery("SELECT question, shelf FROM question_shelves WHERE question" + cards.Among).Bind(these).All(&rows); err != nil {
		return err
	}
	stands := map[string][]string{}
	for _, row := range rows {
		stands[row.Question] = append(stands[row.Question], row.Shelf)
	}
	forgetMarks(app)
	w := shelver{app: app}
	defer w.close()
	for i := range questions {
		if err := w.reshelve(&questions[i], stands[questions[i].ID]); err != nil {
			return err
		}
	}
	return nil
}

// shelver writes rows of shelves by statements that are prepared once.
type shelver struct {
	app               core.App
	move, clear, into *dbx.Query
}

func (w *shelver) reshelve(s *standing, stands []string) error {
	want := s.shelves()
	slices.Sort(want)
	slices.Sort(stands)
	row := dbx.Params{"question": s.ID, "lang": s.Lang, "asked": s.Asked, "active": s.Active, "hot": s.Hot, "score": s.Votes}
	if slices.Equal(want, stands) {
		return w.run(&w.move, `UPDATE question_shelves SET lang = {:lang}, asked = {:asked}, active = {:active}, hot = {:hot}, score = {:score}
			WHERE question = {:question}`, row)
	}
	if len(stands) > 0 {
		if err := w.run(&w.clear, "DELETE FROM question_shelves WHERE question = {:question}", dbx.Params{"question": s.ID}); err != nil {
			return err
		}
	}
	for _, shelf := range want {
		row["shelf"] = shelf
		if err := w.run(&w.into, `INSERT INTO question_shelves (shelf, question, lang, asked, active, hot, score)
			VALUES ({:shelf}, {:question}, {:lang}, {:asked}, {:active}, {:hot}, {:score})`, row); err != nil {
			return err
		}
	}
	return nil
}

func (w *shelver) run(q **dbx.Query, statement string, params dbx.Params) error {
	if *q == nil {
		*q = w.app.DB().NewQuery(statement).Prepare()
	}
	_, err := (*q).Bind(params).Execute()
	return err
}

func (w *shelver) close() {
	for _, q := range []*dbx.Query{w.move, w.clear, w.into} {
		if q != nil {
			_ = q.Close() // what it wrote was written
		}
	}
}

// shelves lists where a question stands now.
func (s *standing) shelves() []string {
	if s.Status != Published {
		return nil
	}
	bases := []string{ShelfAll}
	for _, tag := range s.Tags {
		bases = append(bases, Shelf("tag", tag))
	}
	if s.Column != "" {
		bases = append(bases, Shelf("column", s.Column))
	}
	if s.Event != "" {
		bases = append(bases, Shelf("event", s.Event))
	}
	list := slices.Clone(bases)
	for _, base := range bases {
		if s.Answers == 0 && s.Closed == "" {
			list = append(list, base+Unanswered)
		}
		if s.Accepted == "" && s.Closed != "duplicate" {
			list = append(list, base+Unsolved)
		}
		if s.Bounty {
			list = append(list, base+WithBounty)
		}
	}
	if s.Author != "" {
		list = append(list, Shelf("asker", s.Author))
	}
	return list
}

// move notes that something happened to a question at a time; an earlier one than the last changes nothing.
func move(app core.App, id string, at types.DateTime) error {
	if at.IsZero() {
		return nil
	}
	_, err := app.DB().NewQuery("UPDATE stats SET active = {:at} WHERE id = {:id} AND kind = {:kind} AND active < {:at}").
		Bind(dbx.Params{"id": id, "kind": schema.Questions, "at": at.String()}).Execute()
	return err
}

// Active notes that something happened to a question now, which moves it up in the lists of active ones. Whoever brings
// it about (a bounty, reopening) calls it in the same transaction.
func Active(app core.App, id string) error {
	if err := move(app, id, types.NowDateTime()); err != nil {
		return err
	}
	return Reshelve(app, []string{id})
}
