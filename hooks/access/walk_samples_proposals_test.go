package access_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// openCall is a call for proposals of an event, open for a day.
func openCall(t *testing.T, app core.App, event string) *core.Record {
	t.Helper()
	return testkit.Create(t, app, schema.EventCalls, fields{"event": event, "closes": types.NowDateTime().Add(24 * time.Hour), "kinds": []fields{{"id": "talk", "name": "演讲", "minutes": 30}}})
}

// aProposal is what a member would speak about, as a request or an import says it.
func aProposal(event, author string) fields {
	return fields{"event": event, "author": author, "title": "连接池里的幽灵", "kind": "talk", "lang": "zh", "abstract": "一次超时引出的故事。", "state": "submitted", "speakers": []fields{{"name": "讲者"}}}
}

// proposalsSamples has a record of every collection of calls for proposals, at an event of the author's, by a member who doesn't walk.
func (w *walk) proposalsSamples(t *testing.T) map[string]sample {
	t.Helper()
	event, by := w.what["event.open"].Id, testkit.User(t, w.app, "speaker-to-be").Id
	other, _ := publicEvent(t, w.app, "walk-calls", w.who["author"].Id, w.what["column"].Id)
	call := openCall(t, w.app, event)
	proposal := func() *core.Record { return testkit.Create(t, w.app, schema.Proposals, aProposal(event, by)) }
	w.what["proposal"] = proposal()
	reviewed, decided, fresh := proposal().Id, proposal().Id, proposal().Id
	return map[string]sample{
		schema.EventCalls: {make: func() *core.Record {
			call = testkit.Fresh(t, w.app, call)
			testkit.Save(t, w.app, call)
			return call
		}, create: fields{"event": other.Id, "closes": "2030-01-01 00:00:00.000Z", "kinds": []fields{{"id": "talk", "name": "演讲", "minutes": 30}}}, update: fields{"about": "讲讲踩过的坑"}},
		schema.Proposals: {make: func() *core.Record {
			return testkit.Create(t, w.app, schema.Proposals, aProposal(event, w.who["author"].Id))
		},
			create: aProposal(event, "$me"), update: fields{"title": "改过的标题"}},
		schema.ProposalReviews: {make: func() *core.Record {
			return testkit.Create(t, w.app, schema.ProposalReviews, fields{"event": event, "proposal": reviewed, "reviewer": w.who["author"].Id, "scores": []int{4}})
		}, create: fields{"event": event, "proposal": fresh, "reviewer": "$me", "scores": []int{4}}, update: fields{"note": "再想想"}},
		schema.ProposalDecisions: {make: func() *core.Record {
			return testkit.Create(t, w.app, schema.ProposalDecisions, fields{"event": event, "proposal": decided, "outcome": "accepted"})
		}, create: fields{"event": event, "proposal": fresh, "outcome": "accepted"}, update: fields{"message": "恭喜"}},
	}
}
