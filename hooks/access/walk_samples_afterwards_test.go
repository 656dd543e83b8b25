package access_test

import (
	"fmt"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// walkCode is the code of a certificate of the open event.
const walkCode = "wa1kwa1kwa1kwa1k"

// afterwardsSamples has a record of every collection of what comes after events, about the author's open event.
func (w *walk) afterwardsSamples(t *testing.T) map[string]sample {
	t.Helper()
	author, event := w.who["author"], w.what["event.open"]
	bare, ticket := publicEvent(t, w.app, "walk-after", author.Id, w.what["column"].Id)
	n := 0
	visitor := func() *core.Record {
		n++
		return testkit.Create(t, w.app, schema.Registrations, fields{"event": bare.Id, "ticket": ticket.Id, "name": fmt.Sprint("访客", n), "lang": "zh", "state": "confirmed"})
	}
	certificate := func(event string, code string) *core.Record {
		return testkit.Create(t, w.app, schema.Certificates, fields{"event": event, "registration": visitor().Id, "user": author.Id, "name": "作者", "code": code})
	}
	certificate(event.Id, walkCode)
	settings := func() *core.Record {
		if r, err := w.app.FindFirstRecordByData(schema.EventAfterwardsList, "event", event.Id); err == nil {
			return r
		}
		return testkit.Create(t, w.app, schema.EventAfterwardsList, fields{"event": event.Id})
	}
	return map[string]sample{
		schema.EventAfterwardsList: {make: settings, create: fields{"event": bare.Id}, update: fields{"issuer": "桥头社区"}},
		schema.SurveyQuestions: {make: func() *core.Record {
			return testkit.Create(t, w.app, schema.SurveyQuestions, fields{"event": event.Id, "label": "几分？", "kind": "rating"})
		}, create: fields{"event": event.Id, "label": "还有吗？", "kind": "text"}, update: fields{"label": "打几分？"}},
		schema.SurveyResponses: {make: func() *core.Record {
			return testkit.Create(t, w.app, schema.SurveyResponses, fields{"event": event.Id, "ticket": ticket.Id, "answers": fields{}})
		}, create: fields{"event": event.Id}, update: fields{"answers": fields{"a": 1}}},
		schema.SurveyTurns: {make: func() *core.Record {
			return testkit.Create(t, w.app, schema.SurveyTurns, fields{"event": event.Id, "registration": visitor().Id})
		}, create: fields{"event": event.Id, "registration": ticket.Id}, update: fields{"event": bare.Id}},
		schema.Certificates: {make: func() *core.Record { n++; return certificate(bare.Id, fmt.Sprintf("code%012d", n)) },
			create: fields{"event": event.Id, "registration": ticket.Id, "user": "$me", "name": "某人", "code": "forged"}, update: fields{"name": "别人"}},
	}
}
