package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// The kinds of the outbox's rows that tell followers.
const (
	answerFanOut   = "notify.answer"
	questionFanOut = "notify.question"
)

// followersBatch is how many followers are told in one transaction where each is told by itself.
const followersBatch = 100

type aboutPayload struct {
	ID string `json:"id"`
}

// publicQuestion reads a question that everybody sees; nil when there is none.
func publicQuestion(app core.App, id string) (*schema.Question, error) {
	r, err := app.FindRecordById(schema.Questions, id)
	if err != nil || r.GetString(schema.QuestionStatus) != published {
		return nil, ignoreMissing(err)
	}
	return schema.AsQuestion(r), nil
}

// publicAnswer reads an answer that everybody sees, with its question; nil when there is none.
func publicAnswer(app core.App, id string) (*schema.Answer, *schema.Question, error) {
	r, err := app.FindRecordById(schema.Answers, id)
	if err != nil || r.GetString(schema.AnswerStatus) != published {
		return nil, nil, ignoreMissing(err)
	}
	a := schema.AsAnswer(r)
	q, err := publicQuestion(app, a.Question())
	if err != nil || q == nil {
		return nil, nil, err
	}
	return a, q, nil
}

func questionPath(q *schema.Question) string { return "/questions/" + q.Id + "/" + q.Slug() }

// answerPath leads to an answer in its question, and to the question where the answer is gone by then.
func answerPath(q *schema.Question, answer string) string { return questionPath(q) + "#a-" + answer }

// questionSaved tells of a question that became public, was closed or opened again, and of the answer that was accepted
// or isn't any more. What nobody sees any more is taken back.
func questionSaved(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		var was struct {
			Status   string `db:"status"`
			Closed   string `db:"closed"`
			Accepted string `db:"accepted"`
		}
		if err := e.App.DB().NewQuery("SELECT status, closed, accepted FROM questions WHERE id = {:id}").
			Bind(dbx.Params{"id": e.Record.Id}).One(&was); ignoreMissing(err) != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		q := schema.AsQuestion(e.Record)
		if q.Status() != published {
			if was.Status == published {
				return questionGone(e.App, q.Id)
			}
			return nil
		}
		if was.Status != published && time.Since(q.Asked().Time()) < news {
			if err := jobs.Enqueue(e.App, questionFanOut, q.Id+":"+types.NowDateTime().String(), aboutPayload{q.Id}, time.Time{}); err != nil {
				return err
			}
		}
		if was.Status == published && was.Closed != q.Closed() {
			if err := questionClosed(e.App, q, actorOf(e.Record)); err != nil {
				return err
			}
		}
		if was.Accepted != q.Accepted() {
			return acceptedMoved(e.App, q, was.Accepted, actorOf(e.Record))
		}
		return nil
	})
}

// questionClosed tells the asker that a question was closed, and why, or is open again. A later closing is news again.
func questionClosed(app core.App, q *schema.Question, actor string) error {
	n := notice{
		User: q.Author(), Kind: Answer, Event: "reopened", TargetKind: Question, Target: q.Id, Subject: q.Title(), URL: questionPath(q),
		Cause: "reopened:" + q.Id + ":" + types.NowDateTime().String(),
	}
	if q.Closed() != "" {
		n.Event, n.Cause = "closed_"+q.Closed(), "closed:"+q.Id+":"+q.ClosedAt().String()
	}
	if n.User == actor {
		return nil
	}
	return tell(app, n)
}

func acceptedMoved(app core.App, q *schema.Question, before, actor string) error {
	if before != "" {
		if err := untell(app, acceptedCause(before)); err != nil {
			return err
		}
	}
	if q.Accepted() == "" {
		return nil
	}
	a, _, err := publicAnswer(app, q.Accepted())
	if err != nil || a == nil {
		return err
	}
	if actor == "" {
		actor = q.Author()
	}
	return tell(app, notice{
		User: a.Author(), Kind: Accepted, Event: Accepted, Actor: actor, TargetKind: Question, Target: q.Id, Subject: q.Title(),
		URL: answerPath(q, a.Id), Cause: acceptedCause(a.Id),
	})
}

func acceptedCause(answer string) string { return "accepted:" + answer }

func answerCause(id string) string { return "answer:" + id }

func questionCause(id string) string { return "question:" + id }

// questionGone takes out of sight what was told about a question and its answers: nobody may see them.
func questionGone(app core.App, id string) error {
	if err := untellQuestion(app, id); err != nil {
		return err
	}
	var answers []string
	if err := app.DB().NewQuery("SELECT id FROM answers WHERE question = {:id}").Bind(dbx.Params{"id": id}).Column(&answers); err != nil {
		return err
	}
	return hideAboutAll(app, append(answers, id), Reply, Mention, Comment, Vote, Answer, Accepted, Bounty, Invite, Review)
}

// untellQuestion takes back that a question was asked. A line about several of them is about the others from then on.
func untellQuestion(app core.App, id string) error {
	var lines []string
	if err := app.DB().NewQuery("SELECT DISTINCT notification FROM notification_causes WHERE cause = {:cause} AND undone = 0").
		Bind(dbx.Params{"cause": questionCause(id)}).Column(&lines); err != nil {
		return err
	}
	if err := untell(app, questionCause(id)); err != nil || len(lines) == 0 {
		return err
	}
	list, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	const left = `(SELECT q.%s FROM notification_causes c JOIN questions q ON q.id = substr(c.cause, 10) AND q.status = 'published'
		WHERE c.notification = notifications.id AND c.undone = 0 AND c.cause LIKE 'question:%%' ORDER BY c.at DESC, c.cause LIMIT 1)`
	_, err = app.DB().NewQuery("UPDATE notifications SET subject = coalesce(" + fmt.Sprintf(left, "title") + ", ''), url = '/questions/' || coalesce(" + fmt.Sprintf(left, "id || '/' || q.slug") + `, '')
		WHERE id IN (SELECT value FROM json_each({:lines})) AND instr(url, {:id}) > 0`).Bind(dbx.Params{"lines": string(list), "id": id}).Execute()
	return err
}

func questionDeleted(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := questionGone(e.App, e.Record.Id); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		return forgetCauses(e.App, e.Record.Id)
	})
}

// forgetCauses drops what was remembered about telling of a question or an answer that is gone for good, by the
// beginnings of the causes, which the table is ordered by.
func forgetCauses(app core.App, id string) error {
	for _, what := range []string{"answer:", "question:", "accepted:", "reopened:", "closed:", "vote:"} {
		// ";" comes after ":", so that accepted:ID and closed:ID:WHEN are between the two
		if _, err := app.DB().NewQuery("DELETE FROM notification_causes WHERE cause >= {:from} AND cause < {:to}").
			Bind(dbx.Params{"from": what + id, "to": what + id + ";"}).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// answerSaved tells the asker of an answer that became public, and has those who follow the question told.
func answerSaved(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := before(e.App, e.Record, schema.AnswerStatus)
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		a := schema.AsAnswer(e.Record)
		switch {
		case was != published && a.Status() == published:
			return answerPublished(e.App, a)
		case was == published && a.Status() != published:
			return answerGone(e.App, a.Id)
		}
		return nil
	})
}

func answerPublished(app core.App, a *schema.Answer) error {
	if time.Since(a.Answered().Time()) > news {
		return nil
	}
	q, err := publicQuestion(app, a.Question())
	if err != nil || q == nil {
		return err
	}
	n := answerNotice(a, q)
	n.User = q.Author()
	if err := tell(app, n); err != nil {
		return err
	}
	return jobs.Enqueue(app, answerFanOut, a.Id+":"+types.NowDateTime().String(), aboutPayload{a.Id}, time.Time{})
}

func answerNotice(a *schema.Answer, q *schema.Question) notice {
	return notice{
		Kind: Answer, Event: "answered", Actor: a.Author(), TargetKind: Answer, Target: a.Id, Subject: q.Title(), URL: answerPath(q, a.Id),
		Group: "answers:" + q.Id, Cause: answerCause(a.Id),
	}
}

func answerGone(app core.App, id string) error {
	if err := untell(app, answerCause(id), acceptedCause(id)); err != nil {
		return err
	}
	return hideAbout(app, id, Reply, Mention, Comment, Vote, Review)
}

func answerDeleted(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		if err := answerGone(e.App, e.Record.Id); err != nil {
			return err
		}
		return forgetCauses(e.App, e.Record.Id)
	})
}

// tellAnswerFollowers tells those who follow a question of an answer, a batch a transaction. Begun again after a crash,
// it goes through all and tells the rest.
func tellAnswerFollowers(ctx context.Context, app core.App, item *jobs.Item) error {
	return fanOutTo(ctx, app, item, func(app core.App, id, after string) ([]string, notice, error) {
		a, q, err := publicAnswer(app, id)
		if err != nil || a == nil {
			return nil, notice{}, err
		}
		n := answerNotice(a, q)
		n.Event = "followed"
		var users []string
		err = app.DB().NewQuery("SELECT user FROM follows WHERE kind = 'question' AND target = {:id} AND user > {:after} ORDER BY user LIMIT {:batch}").
			Bind(dbx.Params{"id": q.Id, "after": after, "batch": followersBatch}).Column(&users)
		return users, n, err
	})
}

// tellOfQuestion tells of a new question: first those whose event it is asked in, who would else hear of it as followers.
func tellOfQuestion(ctx context.Context, app core.App, item *jobs.Item) error {
	if err := tellOrganisers(app, item); err != nil {
		return err
	}
	return tellTagFollowers(ctx, app, item)
}

// mostOrganisers bounds those who hear of the questions in an event.
const mostOrganisers = 100

// tellOrganisers tells those who organise the event that a question is asked in: unread ones of an event are one
// line.
func tellOrganisers(app core.App, item *jobs.Item) error {
	var job aboutPayload
	if err := item.Decode(&job); err != nil {
		return jobs.Permanent(err)
	}
	return app.RunInTransaction(func(app core.App) error {
		q, err := publicQuestion(app, job.ID)
		if err != nil || q == nil || q.Event() == "" {
			return err
		}
		event, err := app.FindRecordById(schema.Events, q.Event())
		if err != nil {
			return ignoreMissing(err)
		}
		ev := schema.AsEvent(event)
		users, err := organisersOf(app, ev)
		if err != nil {
			return err
		}
		n := questionNotice(q)
		n.Event, n.Group, n.Data = "in_event", "asked:"+ev.Id, map[string]string{"in": ev.Title()}
		return tellAll(app, users, n)
	})
}

func questionNotice(q *schema.Question) notice {
	return notice{
		Kind: Question, Event: "asked", Actor: q.Author(), TargetKind: Question, Target: q.Id, Subject: q.Title(), URL: questionPath(q),
		Group: "asked", Cause: questionCause(q.Id),
	}
}

// tellTagFollowers tells those who follow a tag or the column of a new question. Unread ones are one line.
func tellTagFollowers(ctx context.Context, app core.App, item *jobs.Item) error {
	return fanOutTo(ctx, app, item, func(app core.App, id, after string) ([]string, notice, error) {
		q, err := publicQuestion(app, id)
		if err != nil || q == nil {
			return nil, notice{}, err
		}
		followed, err := json.Marshal(map[string][]string{"tag": q.Tags(), "column": {q.Column()}})
		if err != nil {
			return nil, notice{}, err
		}
		var users []string
		err = app.DB().NewQuery(`SELECT DISTINCT f.user FROM json_each({:followed}) kinds, json_each(kinds.value) targets
			JOIN follows f ON f.target = targets.value AND f.kind = kinds.[[key]] WHERE f.user > {:after} ORDER BY f.user LIMIT {:batch}`).
			Bind(dbx.Params{"followed": string(followed), "after": after, "batch": followersBatch}).Column(&users)
		return users, questionNotice(q), err
	})
}

// fanOutTo tells the followers that next gives, a batch a transaction, until there are none.
func fanOutTo(ctx context.Context, app core.App, item *jobs.Item, next func(app core.App, id, after string) ([]string, notice, error)) error {
	var job aboutPayload
	if err := item.Decode(&job); err != nil {
		return jobs.Permanent(err)
	}
	for after := ""; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var users []string
		if err := app.RunInTransaction(func(app core.App) error {
			var n notice
			var err error
			if users, n, err = next(app, job.ID, after); err != nil {
				return err
			}
			return tellAll(app, users, n)
		}); err != nil || len(users) == 0 {
			return err
		}
		after = users[len(users)-1]
	}
}
