package guard

import (
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
	"qiao/hooks/words"
)

// The kinds of questions and answers in holds. Their status, author and text have the same field names.
const (
	question = "question"
	answer   = "answer"
)

var postKinds = map[string]string{question: schema.Questions, answer: schema.Answers}

// holdPost has a question or an answer wait, in the status pending, that would come before the public with a reason not to.
func (g *Guard) holdPost(kind string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		r := e.Record
		r.SetRaw(reasonsKey, nil)
		status := r.GetString(schema.QuestionStatus)
		// answers without a status are public ones
		public := status == "published" || status == "" && kind == answer
		by, _ := r.GetRaw(actorKey).(*core.Record)
		if !public && status != "pending" || r.GetRaw(freeKey) != nil || access.IsModerator(by) {
			return e.Next()
		}
		reasons, found, err := postReasons(e.App, kind, r, public)
		if err != nil {
			return err
		}
		if len(reasons) == 0 {
			if !public || r.IsNew() {
				return e.Next()
			}
			// somebody else's edit doesn't lift a hold
			waits, err := isHeld(e.App, kind, r.Id)
			if err != nil {
				return err
			}
			if !waits {
				return e.Next()
			}
		}
		r.SetRaw(reasonsKey, reasons)
		r.SetRaw(heldKey, found)
		r.Set(schema.QuestionStatus, "pending")
		return e.Next()
	}
}

// postReasons says why a question or an answer that somebody asks to be saved has to wait.
func postReasons(app core.App, kind string, r *core.Record, public bool) (reasons []string, found []Match, err error) {
	if found = heldWords(r); len(found) > 0 {
		seen, err := wasReleased(app, kind, r.Id, found)
		if err != nil {
			return nil, nil, err
		}
		if seen {
			found = nil
		} else {
			reasons = append(reasons, forWord)
		}
	}
	auth := asker(r)
	if auth == nil || !public || !r.IsNew() && r.Original().GetString(schema.QuestionStatus) == "published" {
		return reasons, found, nil
	}
	p, err := readPolicy(app)
	if err != nil {
		return nil, nil, err
	}
	var more []string
	isFirst, err := among(app, auth.Id, p.reviewFirst)
	if err != nil {
		return nil, nil, err
	}
	if isFirst {
		more = append(more, forFirst)
	}
	if p.Enabled {
		again, err := samePost(app, kind, r)
		if err != nil {
			return nil, nil, err
		}
		if again {
			more = append(more, forDuplicate)
		}
		if p.isNew(auth) && len(links(app, r.GetString(schema.QuestionBody))) > p.PostLinks {
			more = append(more, forFlood)
		}
	}
	if len(more) > 0 && !r.IsNew() {
		seen, err := wasReleased(app, kind, r.Id, nil)
		if err != nil || seen {
			return reasons, found, err // a moderator has seen it
		}
	}
	return append(reasons, more...), found, nil
}

// samePost says whether the member has asked or answered with the same text already today.
func samePost(app core.App, kind string, r *core.Record) (bool, error) {
	var bodies []string
	err := app.DB().NewQuery("SELECT body FROM [[" + postKinds[kind] + "]] WHERE author = {:author} AND created > {:since} AND id != {:id}" +
		" AND status IN ('pending', 'published', 'hidden') ORDER BY created DESC LIMIT 20").
		Bind(dbx.Params{"author": r.GetString(schema.QuestionAuthor), "since": types.NowDateTime().Add(-24 * time.Hour).String(), "id": r.Id}).Column(&bodies)
	if err != nil || len(bodies) == 0 {
		return false, err
	}
	flat := words.Flat(r.GetString(schema.QuestionBody), mostFlat)
	return flat != "" && slices.ContainsFunc(bodies, func(b string) bool { return words.Flat(b, mostFlat) == flat }), nil
}

// keepPost writes down why a question or an answer waits, in the transaction that saves it.
func keepPost(kind string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			if err := e.Next(); err != nil {
				return err
			}
			r := e.Record
			reasons, waits := r.GetRaw(reasonsKey).([]string)
			if !waits || len(reasons) == 0 {
				return settle(e.App, kind, r.Id, r.GetString(schema.QuestionStatus))
			}
			r.SetRaw(reasonsKey, nil)
			text := r.GetString(schema.QuestionBody)
			if kind == question {
				text = r.GetString(schema.QuestionTitle) + "\n\n" + text
			}
			return keep(e.App, holding{kind, r.Id, r.GetString(schema.QuestionAuthor), reasons, heldWords(r), text, "published"})
		})
	}
}

// decidePost lets a question or an answer that waits appear, or not.
func decidePost(app core.App, h *schema.Hold, auth *core.Record) error {
	r, err := waiting(app, postKinds[h.Kind()], h.Target(), schema.QuestionStatus)
	if r == nil || err != nil {
		return err
	}
	status := "published"
	if h.State() == refused {
		status = "hidden"
	}
	r.Set(schema.QuestionStatus, status)
	r.SetRaw(freeKey, true)
	r.SetRaw(actorKey, auth)
	return app.Save(r)
}
