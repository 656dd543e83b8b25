package reputation

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

// lookBack is how many past days are looked at for serial voting: a night on which the job didn't run is made up for.
const lookBack = 7

// authored is every vote on what people say: questions, answers and comments, with their authors. Articles aren't among them:
// who reads a series may well like every part of it.
const authored = `SELECT v.id, v.user, v.value, substr(v.created, 1, 10) day, coalesce(q.author, a.author, c.author, '') author FROM votes v
	LEFT JOIN questions q ON v.kind = 'question' AND q.id = v.target
	LEFT JOIN answers a ON v.kind = 'answer' AND a.id = v.target
	LEFT JOIN comments c ON v.kind = 'comment' AND c.id = v.target
	WHERE v.created >= {:from} AND v.created < {:to}`

// A streak is the votes of one member for one author on one day.
type streak struct {
	User   string `db:"user"`
	Author string `db:"author"`
	Day    string `db:"day"`
}

// ReverseSerial takes votes out of the count that one member cast for or against one author by the number, on a day that is
// over: as many as the setting serial_votes of questions and answers or more, 0 for never. Such votes stay, with the value 0; their
// counters and reputation go. It can be run at any time and any number of times: a second run finds nothing to do.
func ReverseSerial(app core.App, now time.Time) error {
	var least int
	if err := app.DB().NewQuery("SELECT serial_votes FROM qa_settings WHERE id = {:id}").Bind(dbx.Params{"id": schema.QASettingsID}).Row(&least); err != nil {
		return err
	}
	if least < 1 {
		return nil
	}
	today := now.UTC().Truncate(24 * time.Hour)
	span := dbx.Params{"from": today.AddDate(0, 0, -lookBack).Format(types.DefaultDateLayout), "to": today.Format(types.DefaultDateLayout), "least": least}
	var found []streak
	err := app.DB().NewQuery("SELECT user, author, day FROM (" + authored + ") WHERE author != '' AND author != user GROUP BY user, author, day HAVING count(*) >= {:least} AND sum(value != 0) > 0").
		Bind(span).All(&found)
	if err != nil {
		return err
	}
	var failed []error
	for _, s := range found {
		if err := app.RunInTransaction(func(tx core.App) error { return s.reverse(tx, span) }); err != nil {
			failed = append(failed, fmt.Errorf("the votes of %s for %s: %w", s.User, s.Author, err)) // one fault holds up no other
		}
	}
	return errors.Join(failed...)
}

// reverse takes the votes of a streak out of the count and writes that down, in app's transaction.
func (s streak) reverse(app core.App, span dbx.Params) error {
	var ids []string
	params := dbx.Params{"from": span["from"], "to": span["to"], "user": s.User, "author": s.Author, "day": s.Day}
	if err := app.DB().NewQuery("SELECT id FROM (" + authored + ") WHERE user = {:user} AND author = {:author} AND day = {:day} AND value != 0").Bind(params).Column(&ids); err != nil {
		return err
	}
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		vote, err := app.FindRecordById(schema.Votes, id)
		if err != nil {
			return err
		}
		vote.Set(schema.VoteValue, 0)
		if err := app.Save(vote); err != nil {
			return err
		}
	}
	log, err := app.FindCollectionByNameOrId(schema.AuditLog)
	if err != nil {
		return err
	}
	entry := core.NewRecord(log)
	entry.Load(map[string]any{
		schema.AuditEntryAction: "serial", schema.AuditEntryKind: "user", schema.AuditEntryTarget: s.User,
		schema.AuditEntryAfter: map[string]any{"author": s.Author, "day": s.Day, "votes": len(ids)},
	})
	return app.Save(entry)
}
