package moderation

import (
	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
)

// maxThread bounds the comments that move at once.
const maxThread = 1000

// moveThread puts a comment and all answers to it under another comment, or at the top of
// the discussion of another article, question or answer.
func moveThread(app core.App, d *decision, into *thing) (outcome, error) {
	place := threadPlace{Kind: into.kind, Target: into.Id}
	switch into.kind {
	case Comment:
		place = threadPlace{
			Kind: into.GetString(schema.CommentKind), Target: into.GetString(schema.CommentTarget), Parent: into.Id, Root: into.GetString(schema.CommentRoot),
		}
		if place.Root == "" {
			place.Root = into.Id
		}
	case Article, Question, Answer:
	default:
		return outcome{}, validation.Errors{"into": i18n.NewError("moderation.not_into")}
	}
	before := placeOf(d.Record)
	if before.Target == place.Target && before.Parent == place.Parent {
		return outcome{}, already()
	}
	if err := relocate(app, d, place); err != nil {
		return outcome{}, err
	}
	return outcome{before: values{"place": before}, after: values{"place": place}}, nil
}

// A threadPlace is where a comment stands.
type threadPlace struct {
	Kind   string `json:"kind"`
	Target string `json:"target"`
	Parent string `json:"parent"`
	Root   string `json:"root"`
}

func placeOf(r *core.Record) threadPlace {
	return threadPlace{
		r.GetString(schema.CommentKind), r.GetString(schema.CommentTarget), r.GetString(schema.CommentParent), r.GetString(schema.CommentRoot),
	}
}

// relocate moves the thread that begins with the decision's comment, and the counts along.
// It writes by SQL: nobody edited these comments, and nobody is to be told again.
func relocate(app core.App, d *decision, to threadPlace) error {
	var thread []struct {
		ID    string `db:"id"`
		State string `db:"state"`
	}
	err := app.DB().NewQuery(`WITH RECURSIVE thread(id) AS (
			SELECT {:id} UNION SELECT c.id FROM comments c JOIN thread t ON c.parent = t.id LIMIT {:most})
		SELECT c.id, c.state FROM comments c JOIN thread t ON c.id = t.id`).
		Bind(dbx.Params{"id": d.Id, "most": maxThread + 1}).All(&thread)
	if err != nil {
		return err
	}
	if len(thread) > maxThread {
		return i18n.NewError("moderation.thread_long", "count", maxThread)
	}
	from := placeOf(d.Record)
	counted := 0
	ids := make([]any, 0, len(thread))
	for _, c := range thread {
		if c.ID == to.Parent {
			return validation.Errors{"into": i18n.NewError("moderation.into_itself")}
		}
		if c.State == "visible" {
			counted++
		}
		ids = append(ids, c.ID)
		d.changed = append(d.changed, bus.Event{Action: bus.Update, Collection: schema.Comments, ID: c.ID})
	}
	on, err := find(app, to.Kind, to.Target)
	if err != nil {
		return err
	}
	public, err := on.discussed(app)
	if err != nil {
		return err
	}
	root := to.Root
	if to.Parent == "" {
		root = d.Id // the first of a thread stands for it
	}
	if _, err := app.DB().Update(schema.Comments, dbx.Params{
		schema.CommentKind: to.Kind, schema.CommentTarget: to.Target, schema.CommentRoot: root, schema.CommentPublic: public,
	}, dbx.In("id", ids...)).Execute(); err != nil {
		return err
	}
	if _, err := app.DB().Update(schema.Comments, dbx.Params{schema.CommentParent: to.Parent}, dbx.HashExp{"id": d.Id}).Execute(); err != nil {
		return err
	}
	if from.Target == to.Target {
		return nil
	}
	for place, delta := range map[threadPlace]int{from: -counted, to: counted} {
		if err := stats.Add(app, collections[place.Kind], place.Target, schema.StatsComments, delta); err != nil {
			return err
		}
		if err := rescore(app, place.Kind, place.Target); err != nil {
			return err
		}
		d.changed = append(d.changed, bus.Event{Action: bus.Update, Collection: schema.StatsRows, ID: place.Target})
	}
	return nil
}

// discussed says whether everybody may read what is said about a thing: it is published,
// and so is the question that an answer is part of.
func (t *thing) discussed(app core.App) (bool, error) {
	public := t.GetString(states[t.kind].field) == "published"
	if !public || t.kind != Answer {
		return public, nil
	}
	question, err := find(app, Question, t.GetString(schema.AnswerQuestion))
	if err != nil {
		return false, err
	}
	return question.discussed(app)
}

const orderKey = "qiao.moderation.order."

// Order names who keeps the lists in order that follow the counters of a kind of thing:
// rescore is called in the transaction in which a decision changed them.
func Order(app core.App, kind string, rescore func(app core.App, ids []string) error) {
	app.Store().Set(orderKey+kind, rescore)
}

func rescore(app core.App, kind, id string) error {
	if order, ok := app.Store().Get(orderKey + kind).(func(core.App, []string) error); ok {
		return order(app, []string{id})
	}
	return nil
}
