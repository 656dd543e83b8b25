package demo

import (
	"crypto/sha256"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

//go:embed questions.yaml
var asked []byte

// asking is a question with what became of it.
type asking struct {
	Key, Title, Lang, By, Ask, Column string
	Event                             string // the key of an event of the demo
	At                                time.Time
	Tags                              []string
	Views                             int
	Liked, Disliked                   []string
	Closed                            string
	DuplicateOf                       string `yaml:"duplicate_of"`
	Bounty                            *struct {
		By, Message string
		Amount      int
	}
	Source    *taken
	Comments  []remark
	Answers   []answering
	Elsewhere []struct{ By, URL, Title, Site, Note string }

	edits []editing
}

// answering is an answer to one.
type answering struct {
	By, Say  string
	After    time.Duration
	Accepted bool
	Liked    []string
	Source   *taken
	Comments []remark
}

// taken says where a post came from.
type taken struct {
	Site, URL, Author, Licence string
	AuthorURL                  string `yaml:"author_url"`
}

func (s *taken) fill(r *core.Record) {
	if s != nil {
		r.Load(map[string]any{
			schema.QuestionSourceSite: s.Site, schema.QuestionSourceURL: s.URL, schema.QuestionSourceAuthor: s.Author,
			schema.QuestionSourceAuthorURL: s.AuthorURL, schema.QuestionSourceLicence: s.Licence,
		})
	}
}

// Questions fills the portal with questions, their answers, and what is said and thought of them, once the events are there
// that some are asked in. What is there already stays. Reshelve brings the lists up to date, put edits a text.
func Questions(app core.App, reshelve func(core.App, []string) error, put Put) error {
	var list []asking
	if err := yaml.UnmarshalWithOptions(asked, &list, yaml.Strict()); err != nil {
		return err
	}
	if err := addLater(list); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		q := inquirer{talker{tx, map[string]string{}}, map[string]string{}, map[string]string{}, put}
		users, err := tx.FindAllRecords(schema.Users)
		if err != nil {
			return err
		}
		for _, u := range users {
			q.people[u.GetString(schema.UserHandle)] = u.Id
		}
		tags, err := tx.FindAllRecords(schema.Tags)
		if err != nil {
			return err
		}
		for _, t := range tags {
			q.tags[t.GetString(schema.TagSlug)] = t.Id
		}
		for _, a := range list {
			if err := q.ask(a); err != nil {
				return fmt.Errorf("the question %s: %w", a.Key, err)
			}
		}
		var ids []string
		for _, id := range q.asked {
			ids = append(ids, id)
		}
		return reshelve(tx, ids)
	})
}

// inquirer writes questions and answers.
type inquirer struct {
	talker
	tags  map[string]string // ids by slug
	asked map[string]string // ids by key
	put   Put
}

func (q *inquirer) record(collection string, fields map[string]any) (*core.Record, error) {
	c, err := q.app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	r := core.NewRecord(c)
	r.Load(fields)
	return r, nil
}

// moment is a time as the database has it, no later than now.
func moment(t time.Time) types.DateTime {
	if now := time.Now(); t.After(now) {
		t = now
	}
	d, _ := types.ParseDateTime(t) // a time is one
	return d
}

// idOf gives a question the same id in every portal with the demo, so that its address can be named.
func idOf(key string) string {
	return fmt.Sprintf("demo%x", sha256.Sum256([]byte(key)))[:15]
}

func (q *inquirer) ask(a asking) error {
	origin := "demo:" + a.Key
	there, err := q.app.FindFirstRecordByData(schema.Questions, schema.QuestionOrigin, origin)
	if err == nil {
		q.asked[a.Key] = there.Id
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	ids := make([]string, len(a.Tags))
	for i, slug := range a.Tags {
		if ids[i] = q.tags[slug]; ids[i] == "" {
			return fmt.Errorf("there is no tag %s", slug)
		}
	}
	edits := of(0, a.edits)
	states, err := history(state{a.Title, a.Ask}, edits)
	if err != nil {
		return err
	}
	r, err := q.record(schema.Questions, map[string]any{
		core.FieldNameId: idOf(a.Key), schema.QuestionTitle: states[0].title, schema.QuestionLang: a.Lang, schema.QuestionStatus: "published", schema.QuestionAuthor: q.people[a.By],
		schema.QuestionTags: ids, schema.QuestionAsked: moment(a.At), schema.QuestionBody: states[0].body, schema.QuestionOrigin: origin,
	})
	if err != nil {
		return err
	}
	if a.Column != "" {
		column, err := q.app.FindFirstRecordByData(schema.Columns, schema.ColumnSlug, a.Column)
		if err != nil {
			return err
		}
		r.Set(schema.QuestionColumn, column.Id)
	}
	if a.Event != "" {
		event, err := q.app.FindFirstRecordByData(schema.Events, schema.EventOrigin, "demo:"+a.Event)
		if err != nil {
			return fmt.Errorf("the event %s: %w", a.Event, err)
		}
		r.Set(schema.QuestionEvent, event.Id)
	}
	a.Source.fill(r)
	r.SetRaw("created", moment(a.At))
	if err := q.app.Save(r); err != nil {
		return err
	}
	q.asked[a.Key] = r.Id
	if err := q.began(r.Id, a.At); err != nil {
		return err
	}
	if err := q.edit(r, edits, states, a.At); err != nil {
		return err
	}
	if err := q.votes("question", r.Id, a.Liked, a.Disliked, a.At); err != nil {
		return err
	}
	if err := q.remarks("question", r.Id, a.Comments, a.At); err != nil {
		return err
	}
	accepted := ""
	for i, answer := range a.Answers {
		id, err := q.answer(r.Id, fmt.Sprint(origin, ":", i+1), answer, of(i+1, a.edits), a.At)
		if err != nil {
			return err
		}
		if answer.Accepted {
			accepted = id
		}
	}
	for _, link := range a.Elsewhere {
		l, err := q.record(schema.AnswerLinks, map[string]any{
			schema.AnswerLinkQuestion: r.Id, schema.AnswerLinkUser: q.people[link.By], schema.AnswerLinkURL: link.URL, schema.AnswerLinkTitle: link.Title,
			schema.AnswerLinkSite: link.Site, schema.AnswerLinkNote: link.Note,
		})
		if err != nil {
			return err
		}
		if err := q.app.Save(l); err != nil {
			return err
		}
	}
	return q.settle(a, r.Id, accepted)
}

func (q *inquirer) answer(question, origin string, a answering, edits []editing, asked time.Time) (string, error) {
	at := asked.Add(a.After)
	states, err := history(state{body: a.Say}, edits)
	if err != nil {
		return "", err
	}
	r, err := q.record(schema.Answers, map[string]any{
		schema.AnswerQuestion: question, schema.AnswerAuthor: q.people[a.By], schema.AnswerStatus: "published", schema.AnswerAnswered: moment(at),
		schema.AnswerBody: states[0].body, schema.AnswerOrigin: origin,
	})
	if err != nil {
		return "", err
	}
	a.Source.fill(r)
	r.SetRaw("created", moment(at))
	if err := q.app.Save(r); err != nil {
		return "", fmt.Errorf("the answer of %s: %w", a.By, err)
	}
	if err := q.began(r.Id, at); err != nil {
		return "", err
	}
	if err := q.edit(r, edits, states, asked); err != nil {
		return "", err
	}
	if err := q.votes("answer", r.Id, a.Liked, nil, at); err != nil {
		return "", err
	}
	return r.Id, q.remarks("answer", r.Id, a.Comments, asked)
}

func (q *inquirer) votes(kind, target string, liked, disliked []string, at time.Time) error {
	for value, handles := range map[int][]string{1: liked, -1: disliked} {
		for i, handle := range handles {
			v, err := q.record(schema.Votes, map[string]any{schema.VoteUser: q.people[handle], schema.VoteKind: kind, schema.VoteTarget: target, schema.VoteValue: value})
			if err != nil {
				return err
			}
			v.SetRaw("created", moment(at.Add(time.Duration(i+1)*time.Hour)))
			if err := q.app.Save(v); err != nil {
				return fmt.Errorf("the vote of %s: %w", handle, err)
			}
		}
	}
	return nil
}

func (q *inquirer) remarks(kind, target string, list []remark, asked time.Time) error {
	for _, c := range list {
		if _, err := q.sayOn(kind, c, target, "", asked); err != nil {
			return err
		}
	}
	return nil
}

// settle writes what became of a question: the accepted answer, a bounty, why it was closed, how often it was read, and
// when something happened last, which saving all this moved to now.
func (q *inquirer) settle(a asking, id, accepted string) error {
	params := dbx.Params{"id": id, "accepted": accepted, "closed": a.Closed, "views": a.Views, "other": q.asked[a.DuplicateOf], "at": moment(a.At.Add(2 * time.Hour)).String()}
	if a.Bounty != nil {
		_, err := q.app.DB().NewQuery(`INSERT INTO bounties (id, question, user, amount, message, state, ends, created, updated)
			VALUES ({:bounty}, {:id}, {:user}, {:amount}, {:message}, 'open', {:ends}, {:begun}, {:begun})`).Bind(dbx.Params{
			"bounty": core.GenerateDefaultRandomId(), "id": id, "user": q.people[a.Bounty.By], "amount": a.Bounty.Amount, "message": a.Bounty.Message,
			"begun": moment(a.At.Add(24 * time.Hour)).String(), "ends": types.NowDateTime().Add(5 * 24 * time.Hour).String(),
		}).Execute()
		if err != nil {
			return fmt.Errorf("the bounty: %w", err)
		}
	}
	for _, statement := range []string{
		"UPDATE questions SET accepted = {:accepted} WHERE id = {:id}",
		"UPDATE questions SET closed = {:closed}, closed_at = {:at}, duplicate_of = {:other} WHERE id = {:id} AND {:closed} != ''",
		`UPDATE stats SET views = {:views}, active = max((SELECT asked FROM questions WHERE id = {:id}),
			(SELECT edited FROM questions WHERE id = {:id}), coalesce((SELECT max(max(answered, edited)) FROM answers WHERE question = {:id}), ''),
			coalesce((SELECT max(created) FROM comments WHERE target = {:id}), '')) WHERE id = {:id}`,
	} {
		if _, err := q.app.DB().NewQuery(statement).Bind(params).Execute(); err != nil {
			return err
		}
	}
	return nil
}
