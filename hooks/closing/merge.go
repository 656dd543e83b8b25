package closing

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
)

// Merge is the decision that a question becomes part of another: answers, comments, votes (one for each member),
// bookmarks, follows and revisions move there, and its address leads there. All of it happens in the decision's
// transaction, or nothing. It can't be undone; merged once, a question can't be merged again.
func (c *Closing) Merge(app core.App, _ *core.Record, question, into, _ string) (before, after map[string]any, err error) {
	from, to, err := mergeable(app, question, into)
	if err != nil {
		return nil, nil, err
	}
	m := &merging{app: app, from: from, to: to, params: dbx.Params{"from": from.ID, "to": to.ID, "author": to.Author, "now": types.NowDateTime().String()}}
	for _, step := range []func() error{m.votes, m.answers, m.comments, m.kept, m.revisions, m.rest} {
		if err := step(); err != nil {
			return nil, nil, err
		}
	}
	led, err := redirect(app, from.ID, to.ID)
	if err != nil {
		return nil, nil, err
	}
	if err := m.finish(); err != nil {
		return nil, nil, err
	}
	if err := c.Owned(app, m.moved); err != nil {
		return nil, nil, err
	}
	publish(app, schema.Questions, led...)
	publish(app, schema.StatsRows, from.ID, to.ID)
	publish(app, schema.Answers, m.answered...)
	if err := c.Reshelve(app, []string{from.ID, to.ID}); err != nil {
		return nil, nil, err
	}
	return map[string]any{schema.QuestionStatus: from.Status, schema.QuestionDuplicateOf: from.DuplicateOf},
		map[string]any{schema.QuestionStatus: deleted, schema.QuestionDuplicateOf: to.ID, "answers": len(m.answered), "votes": len(m.moved)}, nil
}

// mergeable refuses two questions that can't become one, and gives the one that remains: the last of its chain.
func mergeable(app core.App, question, into string) (from, to *state, err error) {
	if from, err = stateOf(app, question); err != nil {
		return nil, nil, err
	}
	switch {
	case into == question:
		return nil, nil, i18n.FieldError("into", "closing.itself")
	case from != nil && from.Status == deleted && from.DuplicateOf != "":
		return nil, nil, i18n.NewError("closing.merged_already").WithStatus(http.StatusConflict)
	case !from.public():
		return nil, nil, i18n.NewError("closing.no_question").WithStatus(http.StatusConflict)
	}
	if to, err = canonical(app, into); err != nil {
		return nil, nil, err
	}
	switch {
	case to != nil && to.ID == question:
		return nil, nil, i18n.FieldError("into", "closing.circle")
	case !to.public():
		return nil, nil, i18n.FieldError("into", "closing.no_original")
	case to.Locked:
		return nil, nil, i18n.FieldError("into", "closing.locked")
	}
	var bounty bool
	if err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM bounties WHERE question = {:id} AND state IN ('open', 'grace'))").
		Bind(dbx.Params{"id": question}).Row(&bounty); err != nil {
		return nil, nil, err
	}
	if bounty {
		return nil, nil, i18n.NewError("closing.has_bounty").WithStatus(http.StatusConflict)
	}
	return from, to, nil
}

// A merging moves what hangs on a question. It writes by SQL: nobody wrote these texts anew, and nobody is to be told of
// them again.
type merging struct {
	app             core.App
	from, to        *state
	params          dbx.Params
	moved, answered []string // ids of votes and of answers
}

func (m *merging) run(statements ...string) error {
	for _, s := range statements {
		if _, err := m.app.DB().NewQuery(s).Bind(m.params).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// votes move, but a member's second one and that of the asker for what is now their own. Those that don't are taken back
// the usual way, with all that followed from them.
func (m *merging) votes() error {
	needless, err := m.app.FindAllRecords(schema.Votes, dbx.NewExp(`kind = 'question' AND target = {:from} AND (user = {:author}
		OR EXISTS (SELECT 1 FROM votes v WHERE v.kind = 'question' AND v.target = {:to} AND v.user = votes.user))`, m.params))
	if err != nil {
		return err
	}
	for _, vote := range needless {
		if err := m.app.Delete(vote); err != nil {
			return err
		}
	}
	if err := m.app.DB().NewQuery("SELECT id FROM votes WHERE kind = 'question' AND target = {:from}").Bind(m.params).Column(&m.moved); err != nil {
		return err
	}
	return m.run("UPDATE votes SET target = {:to} WHERE kind = 'question' AND target = {:from}")
}

func (m *merging) answers() error {
	if err := m.app.DB().NewQuery("SELECT id FROM answers WHERE question = {:from}").Bind(m.params).Column(&m.answered); err != nil {
		return err
	}
	return m.run("UPDATE answers SET question = {:to} WHERE question = {:from}")
}

func (m *merging) comments() error {
	return m.run(
		"UPDATE comments SET target = {:to} WHERE kind = 'question' AND target = {:from}",
		"DELETE FROM discussions WHERE kind = 'question' AND target = {:from}",
	)
}

// kept moves what members keep of the question: bookmarks and follows, one for each.
func (m *merging) kept() error {
	m.params["title"] = m.to.Title
	for _, table := range []string{schema.Bookmarks, schema.Follows} {
		if err := m.run(
			"DELETE FROM "+table+" WHERE kind = 'question' AND target = {:from} AND user IN (SELECT user FROM "+table+" WHERE kind = 'question' AND target = {:to})",
			"UPDATE "+table+" SET target = {:to} WHERE kind = 'question' AND target = {:from}",
		); err != nil {
			return err
		}
	}
	return m.run("UPDATE bookmarks SET title = {:title} WHERE kind = 'question' AND target = {:to}")
}

// revisions put those of the merged question before those of the other, whose last one stays the text that is read.
// Numbers are unique, so they step aside first.
func (m *merging) revisions() error {
	var shift int
	if err := m.run("UPDATE post_revisions SET question = {:to} WHERE kind = 'answer' AND question = {:from}"); err != nil {
		return err
	}
	if err := m.app.DB().NewQuery("SELECT coalesce(max(number), 0) FROM post_revisions WHERE kind = 'question' AND target = {:from}").Bind(m.params).Row(&shift); err != nil || shift == 0 {
		return err
	}
	m.params["shift"] = shift
	return m.run(
		"UPDATE post_revisions SET number = -number - {:shift} WHERE kind = 'question' AND target = {:to}",
		"UPDATE post_revisions SET number = -number WHERE kind = 'question' AND target = {:to}",
		"UPDATE post_revisions SET target = {:to}, question = {:to} WHERE kind = 'question' AND target = {:from}",
		"UPDATE post_edits SET base = base + {:shift} WHERE kind = 'question' AND target = {:to} AND base > 0",
	)
}

// rest moves or ends what else hangs on the question. A suggested change of its own text has nothing left to change.
func (m *merging) rest() error {
	return m.run(
		"UPDATE post_edits SET state = 'withdrawn', decided = {:now} WHERE kind = 'question' AND target = {:from} AND state = 'open'",
		"UPDATE post_edits SET question = {:to} WHERE kind = 'answer' AND question = {:from}",
		"UPDATE OR IGNORE answer_links SET question = {:to} WHERE question = {:from}",
		"DELETE FROM answer_links WHERE question = {:from}",
		"UPDATE OR IGNORE answer_requests SET question = {:to} WHERE question = {:from}",
		"DELETE FROM answer_requests WHERE question = {:from}",
		"UPDATE external_questions SET question = {:to} WHERE question = {:from}",
		"UPDATE bounties SET question = {:to} WHERE question = {:from}",
		"UPDATE close_votes SET settled = TRUE, updated = {:now} WHERE question = {:from} AND settled = FALSE",
	)
}

// finish counts anew, and saves both questions, so that search, lists and readers follow. What the asker of the merged
// question accepted stays accepted where the other has nothing accepted.
func (m *merging) finish() error {
	if err := stats.Ensure(m.app, schema.Questions, m.to.ID); err != nil {
		return err
	}
	if err := m.run(
		`UPDATE stats SET views = views + coalesce((SELECT views FROM stats WHERE id = {:from}), 0),
			imported_votes = imported_votes + coalesce((SELECT imported_votes FROM stats WHERE id = {:from}), 0),
			active = max(active, coalesce((SELECT active FROM stats WHERE id = {:from}), '')) WHERE id = {:to}`,
		"UPDATE stats SET votes = 0, imported_votes = 0, comments = 0, answers = 0, views = 0, bookmarks = 0, followers = 0 WHERE id = {:from}",
		`UPDATE stats SET votes = imported_votes + (SELECT coalesce(sum(value), 0) FROM votes WHERE kind = 'question' AND target = {:to}),
			comments = (SELECT count(*) FROM comments WHERE kind = 'question' AND target = {:to} AND state = 'visible'),
			answers = (SELECT count(*) FROM answers WHERE question = {:to} AND status = 'published'),
			bookmarks = (SELECT count(*) FROM bookmarks WHERE kind = 'question' AND target = {:to}),
			followers = (SELECT count(*) FROM follows WHERE kind = 'question' AND target = {:to}) WHERE id = {:to}`,
	); err != nil {
		return err
	}
	gone, err := m.app.FindRecordById(schema.Questions, m.from.ID)
	if err != nil {
		return err
	}
	accepted := gone.GetString(schema.QuestionAccepted)
	acceptedAt := gone.GetDateTime(schema.QuestionAcceptedAt)
	gone.Load(map[string]any{
		schema.QuestionStatus: deleted, schema.QuestionAccepted: "", schema.QuestionClosed: Duplicate,
		schema.QuestionClosedAt: m.params["now"], schema.QuestionDuplicateOf: m.to.ID,
	})
	gone.SetRaw(stateKey, true)
	if err := m.app.SaveNoValidate(gone); err != nil {
		return err
	}
	stays, err := m.app.FindRecordById(schema.Questions, m.to.ID)
	if err != nil {
		return err
	}
	if accepted != "" && m.to.Accepted == "" {
		stays.Set(schema.QuestionAccepted, accepted)
		stays.Set(schema.QuestionAcceptedAt, acceptedAt)
	}
	return m.app.SaveNoValidate(stays)
}
