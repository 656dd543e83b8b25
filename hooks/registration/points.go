package registration

import (
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// On a waiting list by priority those come first who have more points: those that choices give which the organisers gave
// points, and those that the organisers gave somebody themselves (the field priority). Of those with the same number who
// came first comes first.

// mostPoints bounds what a choice gives, and what organisers give.
const mostPoints = 1000

// weighKey marks, in memory, a registration whose answers may give points. Keys that begin with @ are no columns.
const weighKey = "@registration.weigh"

// weigh counts the points that answers give, of the registrations that a condition names.
func weigh(app core.App, where string, params dbx.Params) error {
	_, err := app.DB().NewQuery(`UPDATE registrations SET points = coalesce((
			SELECT sum(CAST(p.value AS INTEGER)) FROM event_questions q, json_each(CASE WHEN json_valid(q.points) THEN q.points END) p
			WHERE q.event = registrations.event AND q.kind IN ('choice', 'choices') AND EXISTS (
				SELECT 1 FROM json_each(CASE WHEN json_valid(registrations.answers) THEN registrations.answers END, '$."' || q.id || '"') a WHERE a.value = p.key)), 0)
		WHERE ` + where).Bind(params).Execute()
	return err
}

// weighed counts them for one that was just saved, where its answers may give some.
func weighed(app core.App, r *core.Record) error {
	if asked, _ := r.GetRaw(weighKey).(bool); !asked {
		return nil
	}
	if err := weigh(app, "id = {:id}", dbx.Params{"id": r.Id}); err != nil {
		return err
	}
	var points int
	if err := app.DB().NewQuery("SELECT points FROM registrations WHERE id = {:id}").Bind(dbx.Params{"id": r.Id}).Row(&points); err != nil {
		return err
	}
	r.Set(schema.RegistrationPoints, points)
	return nil
}

// pointsOf reads what choices give; false when that is no list of some of the options with whole numbers.
func pointsOf(r *core.Record, options []string) (map[string]int, bool) {
	raw := r.GetString(schema.EventQuestionPoints)
	if raw == "" || raw == "null" {
		return nil, true
	}
	var given map[string]int
	if json.Unmarshal([]byte(raw), &given) != nil {
		return nil, false
	}
	points := map[string]int{}
	for _, option := range options { // those of a choice that there is no more go
		if n := given[option]; n < 0 || n > mostPoints {
			return nil, false
		} else if n > 0 {
			points[option] = n
		}
	}
	return points, true
}

// questionGone takes back the points that a question gave.
func questionGone(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		if points := e.Record.GetString(schema.EventQuestionPoints); points == "" || points == "null" || points == "{}" {
			return nil
		}
		return weigh(e.App, "event = {:event} AND points != 0", dbx.Params{"event": e.Record.GetString(schema.EventQuestionEvent)})
	})
}

// filesFew refuses more questions for files than a registration takes.
func filesFew(app core.App, q *schema.EventQuestion) error {
	if q.Kind() != fileKind {
		return nil
	}
	var n int
	if err := app.DB().NewQuery("SELECT count(*) FROM event_questions WHERE event = {:event} AND kind = 'file' AND id != {:id}").
		Bind(dbx.Params{"event": q.Event(), "id": q.Id}).Row(&n); err != nil {
		return err
	}
	if n >= mostFiles {
		return i18n.FieldError(schema.EventQuestionKind, "registration.questions_files", "Most", mostFiles)
	}
	return nil
}
