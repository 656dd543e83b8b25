package access_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// publicEvent is an event of the author's column in three days, with a ticket that everybody can have.
func publicEvent(t *testing.T, app core.App, slug string, author, column string) (event, ticket *core.Record) {
	t.Helper()
	event = testkit.Create(t, app, schema.Events, fields{
		"title": "桥上的下午", "slug": slug, "kind": "meetup", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai", "city": "成都",
		"starts": types.NowDateTime().Add(72 * time.Hour), "ends": types.NowDateTime().Add(75 * time.Hour), "author": author, "column": column,
	})
	testkit.Create(t, app, schema.EventRegistrations, fields{"event": event.Id, "waitlist": "fifo"})
	return event, testkit.Create(t, app, schema.EventTickets, fields{"event": event.Id, "name": "现场票", "mode": "in_person"})
}

// registrationSamples has a record of every collection of who takes part in events, about an event of the author's.
func (w *walk) registrationSamples(t *testing.T) map[string]sample {
	t.Helper()
	author, column := w.who["author"], w.what["column"].Id
	event, ticket := publicEvent(t, w.app, "walk", author.Id, column)
	w.what["event.open"] = event
	bare := testkit.Create(t, w.app, schema.Events, fields{
		"title": "还没开放报名", "slug": "walk-bare", "kind": "meetup", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai", "city": "成都",
		"starts": types.NowDateTime().Add(72 * time.Hour), "ends": types.NowDateTime().Add(75 * time.Hour), "author": author.Id, "column": column,
	}).Id
	second, place := publicEvent(t, w.app, "walk-second", author.Id, column)
	fresh := func(collection string, f fields) func() *core.Record {
		return func() *core.Record { return testkit.Create(t, w.app, collection, f) }
	}
	only := func(r *core.Record) func() *core.Record {
		return func() *core.Record {
			r = testkit.Fresh(t, w.app, r)
			testkit.Save(t, w.app, r)
			return r
		}
	}
	settings, err := w.app.FindFirstRecordByData(schema.EventRegistrations, "event", event.Id)
	if err != nil {
		t.Fatal(err)
	}
	scans := 0
	return map[string]sample{
		schema.EventRegistrations: {make: only(settings), create: fields{"event": bare, "waitlist": "fifo"}, update: fields{"message": "带上电脑"}},
		schema.EventTickets:       {make: fresh(schema.EventTickets, fields{"event": event.Id, "name": "线上票", "mode": "online"}), create: fields{"event": event.Id, "name": "又一种", "mode": "online"}, update: fields{"capacity": 9}},
		schema.EventQuestions:     {make: fresh(schema.EventQuestions, fields{"event": event.Id, "label": "吃什么？", "kind": "text"}), create: fields{"event": event.Id, "label": "怎么来？", "kind": "text"}, update: fields{"label": "怎么去？"}},
		schema.EventStaffList: {make: fresh(schema.EventStaffList, fields{"event": event.Id, "user": w.who["columnAuthor"].Id, "role": "gate"}),
			create: fields{"event": second.Id, "user": w.who["member"].Id, "role": "gate"}, update: fields{"role": "organiser"}},
		schema.Registrations: {make: fresh(schema.Registrations, fields{"event": event.Id, "ticket": ticket.Id, "user": author.Id, "name": "作者", "lang": "zh", "state": "confirmed"}),
			create: fields{"event": second.Id, "ticket": place.Id, "user": "$me"}, update: fields{"state": "cancelled"}},
		schema.CalendarLinks: {make: func() *core.Record {
			if r, err := w.app.FindFirstRecordByData(schema.CalendarLinks, "user", author.Id); err == nil {
				return r
			}
			return testkit.Create(t, w.app, schema.CalendarLinks, fields{"user": author.Id, "hash": "of-the-author"})
		}, create: fields{"user": "$me", "hash": "forged"}, update: fields{"hash": "forged"}},
		schema.CheckIns: {make: func() *core.Record {
			scans++
			r := testkit.Create(t, w.app, schema.Registrations, fields{"event": event.Id, "ticket": ticket.Id, "name": fmt.Sprint("来宾", scans), "lang": "zh", "state": "confirmed"})
			return testkit.Create(t, w.app, schema.CheckIns, fields{"event": event.Id, "registration": r.Id, "user": author.Id, "nonce": fmt.Sprint("scan-number-", scans)})
		}, create: fields{"event": event.Id, "registration": ticket.Id, "nonce": "forged-number"}, update: fields{"undone": "2026-01-01 00:00:00.000Z"}},
	}
}
