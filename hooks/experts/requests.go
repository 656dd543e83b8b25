package experts

import (
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// The states of a request to answer.
const (
	Open     = "open"
	Answered = "answered"
	Declined = "declined"
)

const (
	published = "published"
	// askedADay is how many people a member may ask in a day.
	askedADay = 10
	// mostAsked bounds the people who are asked to answer one question.
	mostAsked = 20
)

// countedKey marks, on a record being saved, that the bound of a day counts.
const countedKey = "@experts.counted"

// mayAsk makes a request the sender's own and open.
func mayAsk(e *core.RecordRequestEvent) error {
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		if !e.Auth.Verified() {
			return i18n.NewError("experts.verify_first").WithStatus(http.StatusForbidden)
		}
		e.Record.Set(schema.AnswerRequestBy, e.Auth.Id)
		if !access.IsModerator(e.Auth) {
			e.Record.SetRaw(countedKey, true)
		}
	}
	e.Record.Set(schema.AnswerRequestState, Open)
	return e.Next()
}

// mayDecline lets who is asked say no, which is all that there is to change.
func mayDecline(e *core.RecordRequestEvent) error {
	if e.Auth != nil && !e.Auth.IsSuperuser() && schema.AsAnswerRequest(e.Record).State() != Declined {
		return i18n.FieldError(schema.AnswerRequestState, "experts.only_decline")
	}
	return e.Next()
}

// createRequest asks, in the transaction of the write, all that makes a request sensible: a public question that takes
// answers, and somebody who isn't its asker, hasn't answered, wasn't asked before and wants to be.
func createRequest(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := schema.AsAnswerRequest(e.Record)
		if r.State() == "" {
			r.Set(schema.AnswerRequestState, Open)
		}
		params := dbx.Params{"question": r.Question(), "user": r.User(), "by": r.By(), "now": types.NowDateTime().String(),
			"since": types.NowDateTime().Add(-24 * time.Hour).String()}
		var question struct {
			Status string `db:"status"`
			Author string `db:"author"`
			Closed string `db:"closed"`
			Locked bool   `db:"locked"`
		}
		err := e.App.DB().NewQuery("SELECT status, author, closed, locked FROM questions WHERE id = {:question}").Bind(params).One(&question)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err != nil || question.Status != published {
			return i18n.FieldError(schema.AnswerRequestQuestion, "experts.no_question")
		}
		if question.Closed != "" || question.Locked {
			return i18n.FieldError(schema.AnswerRequestQuestion, "experts.closed")
		}
		var them struct {
			Known    bool   `db:"known"`
			Wants    bool   `db:"wants"`
			Answered bool   `db:"answered"`
			Before   string `db:"earlier"`
			Asked    int    `db:"asked"`
			Today    int    `db:"today"`
		}
		if err := e.App.DB().NewQuery(`SELECT
			EXISTS (SELECT 1 FROM users WHERE id = {:user} AND handle != '' AND suspended_until < {:now} AND leaving_at = '') known,
			coalesce((SELECT json_extract(choices, '$.invite') FROM notification_settings WHERE user = {:user} AND json_valid(choices)), '') != 'off' wants,
			EXISTS (SELECT 1 FROM answers WHERE question = {:question} AND author = {:user} AND status = 'published') answered,
			coalesce((SELECT state FROM answer_requests WHERE question = {:question} AND user = {:user}), '') earlier,
			(SELECT count(*) FROM answer_requests WHERE question = {:question}) asked,
			(SELECT count(*) FROM answer_requests WHERE [[by]] = {:by} AND created > {:since}) today`).Bind(params).One(&them); err != nil {
			return err
		}
		switch {
		case r.User() == r.By():
			return i18n.FieldError(schema.AnswerRequestUser, "experts.not_oneself")
		case r.User() == question.Author:
			return i18n.FieldError(schema.AnswerRequestUser, "experts.not_asker")
		case !them.Known:
			return i18n.FieldError(schema.AnswerRequestUser, "experts.nobody")
		case them.Answered:
			return i18n.FieldError(schema.AnswerRequestUser, "experts.has_answered")
		case them.Before == Declined:
			return i18n.FieldError(schema.AnswerRequestUser, "experts.has_declined")
		case them.Before != "":
			return i18n.FieldError(schema.AnswerRequestUser, "experts.asked_already")
		case !them.Wants:
			return i18n.FieldError(schema.AnswerRequestUser, "experts.wants_none")
		case them.Asked >= mostAsked:
			return i18n.FieldError(schema.AnswerRequestQuestion, "experts.enough_asked", "Most", mostAsked)
		case r.GetRaw(countedKey) != nil && them.Today >= askedADay:
			return i18n.NewError("experts.enough_today", "Most", askedADay).WithStatus(http.StatusTooManyRequests)
		}
		return e.Next()
	})
}

// updateRequest keeps who is asked and what: only the state changes, and what was answered isn't declined any more.
func updateRequest(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		found, err := e.App.FindRecordById(schema.AnswerRequests, e.Record.Id)
		if err != nil {
			return err
		}
		was := schema.AsAnswerRequest(found)
		if was.State() == Answered && schema.AsAnswerRequest(e.Record).State() == Declined {
			return i18n.FieldError(schema.AnswerRequestState, "experts.has_answered")
		}
		return e.Next()
	})
}

// followAnswer lets the requests to an answer's author follow from it: answered while there is a public answer of
// theirs, open again when there is none.
func followAnswer(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		a := schema.AsAnswer(e.Record)
		if a.Author() == "" {
			return nil
		}
		_, err := e.App.DB().NewQuery(`UPDATE answer_requests SET updated = {:now}, state = CASE
				WHEN EXISTS (SELECT 1 FROM answers a WHERE a.question = answer_requests.question AND a.author = answer_requests.user AND a.status = 'published') THEN 'answered'
				WHEN state = 'answered' THEN 'open' ELSE state END
			WHERE question = {:question} AND user = {:user}`).
			Bind(dbx.Params{"question": a.Question(), "user": a.Author(), "now": types.NowDateTime().String()}).Execute()
		return err
	})
}
