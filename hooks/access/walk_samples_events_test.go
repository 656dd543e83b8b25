package access_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// eventsSamples has a record of every collection of events, the author's drafts in a column where there is a choice.
func (w *walk) eventsSamples(t *testing.T) map[string]sample {
	t.Helper()
	author, column := w.who["author"].Id, w.what["column"].Id
	fresh := func(collection string, f fields) func() *core.Record {
		return func() *core.Record { return testkit.Create(t, w.app, collection, f) }
	}
	draft := fields{"title": "筹备中的沙龙", "kind": "talk", "mode": "online", "status": "draft", "zone": "Asia/Shanghai", "author": author, "column": column,
		"starts": "2030-05-01 06:00:00.000Z", "ends": "2030-05-01 09:00:00.000Z", "body": "还在谈场地。"}
	w.what["event"] = testkit.Create(t, w.app, schema.Events, draft)
	event := w.what["event"].Id
	led := testkit.Group(t, w.app, "readers", w.who["columnOwner"], fields{"name": "读书小组", "kind": "topic"})
	seat := testkit.Seat(t, w.app, led, w.who["author"], "member")
	return map[string]sample{
		schema.Groups: {make: fresh(schema.Groups, fields{"name": "写作小组", "kind": "topic", "status": "proposed", "owner": author}),
			create: fields{"name": "新的小组", "kind": "topic", "owner": "$me"}, update: fields{"summary": "每月一聚"}},
		schema.GroupMembers: {make: func() *core.Record {
			if _, err := w.app.FindRecordById(schema.GroupMembers, seat.Id); err != nil {
				seat = testkit.Seat(t, w.app, led, w.who["author"], "member")
			}
			seat = testkit.Fresh(t, w.app, seat)
			testkit.Save(t, w.app, seat)
			return seat
		}, create: fields{"group": led.Id, "user": "$me", "role": "member"}, update: fields{"quiet": true}},
		schema.Events: {make: fresh(schema.Events, draft),
			create: fields{"title": "新的沙龙", "kind": "talk", "mode": "online", "zone": "Asia/Shanghai", "author": "$me"}, update: fields{"summary": "三个分享"}},
		schema.EventSessions: {make: fresh(schema.EventSessions, fields{"event": event, "title": "开场", "kind": "keynote"}),
			create: fields{"event": event, "title": "圆桌", "kind": "panel"}, update: fields{"room": "一号厅"}},
		schema.EventSeriesList: {make: fresh(schema.EventSeriesList, fields{"title": "每月一次", "author": author, "column": column}),
			create: fields{"title": "每周一次", "author": "$me", "column": column}, update: fields{"summary": "最后一个周四"}},
		schema.Speakers: {make: fresh(schema.Speakers, fields{"name": "方聆", "user": ""}), create: fields{"name": "唐弈"}, update: fields{"company": "星桥科技"}},
	}
}
