package main

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// What the rows of a portal with many events are taken over.
const (
	manyEvents = 10_000
	eventsEach = 140    // a month has so many of them
	seatsEach  = 99     // registrations of each event, and
	crowd      = 10_000 // of one more; a million together
	agendaEach = 6
	manyTalk   = 1_000 // people who speak
)

// A gatheringBench is a portal with many events, and one to which ten thousand people come.
type gatheringBench struct {
	doorBench
	crowded string // the event that everybody comes to
}

// gatherings measures events and their registrations on a portal with many of them.
func (b *bench) gatherings() error {
	g := &gatheringBench{}
	return b.own("gatherings", g.fillAll,
		measure{"event month, many", g.monthRow}, measure{"event page, many", g.pageRow},
		measure{"event attendees, many", g.attendeesRow}, measure{"event attendees by name, many", g.searchRow},
		measure{"event export, many", func() (row, error) { return g.exportRow("CSV") }}, measure{"event export to a spreadsheet, many", func() (row, error) { return g.exportRow("XLSX") }},
		measure{"event check-ins, many", g.arrivalsRow}, measure{"event reminders, many", g.remindersRow})
}

// fillAll saves one of each kind of record as a program would and has the others copied by the database.
func (g *gatheringBench) fillAll(p *portal) error {
	fmt.Printf("… %d events with %d registrations\n", manyEvents+1, manyEvents*seatsEach+crowd)
	begin := time.Now()
	g.portal = p
	for _, step := range []func() error{func() error { return g.people(crowd) }, g.fillEvents, g.fillCrowd} {
		if err := step(); err != nil {
			return err
		}
	}
	// the mails to the first of each kind, which would be sent beside the reminders
	if _, err := g.App.DB().NewQuery("DELETE FROM outbox").Execute(); err != nil {
		return err
	}
	if _, err := g.App.DB().NewQuery("PRAGMA wal_checkpoint(TRUNCATE)").Execute(); err != nil {
		return err
	}
	var pages, size int64
	if err := g.App.DB().NewQuery("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").Row(&pages, &size); err != nil {
		return err
	}
	fmt.Printf("  %.0f s, %d MB\n", time.Since(begin).Seconds(), pages*size>>20)
	return nil
}

const manyBody = "各位开发者：\n\n本月的技术沙龙聊**大模型推理**的工程实践，从算子到调度，也有现场演示。\n\n## 你会听到\n\n- 怎样把一次推理的成本降一半\n- 长上下文里的缓存\n- `prefill` 与 `decode` 分开之后\n\n> 座位有限，请先报名。\n\n```go\nfunc main() { fmt.Println(\"到场见\") }\n```\n\n" +
	"报名后会收到带二维码的票。**会后**有交流时间，讲义和回放会放在本页。\n"

// fillEvents makes events over the years around now, each with an agenda, a ticket and those who registered for it.
func (g *gatheringBench) fillEvents() error {
	column, err := create(g.App, "columns", map[string]any{"name": "成都开发者", "slug": "chengdu", "owner": g.author.Id, "kind": "official", "status": "active"})
	if err != nil {
		return err
	}
	tag, err := create(g.App, "tags", map[string]any{"name": "大模型", "slug": "llm"})
	if err != nil {
		return err
	}
	starts := types.NowDateTime().Add(30 * 24 * time.Hour)
	ev, err := create(g.App, "events", map[string]any{
		"title": "成都技术沙龙", "kind": "meetup", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai", "city": "成都", "venue": "天府软件园",
		"address": "天府大道中段 1 号", "starts": starts, "ends": starts.Add(3 * time.Hour), "author": g.author.Id, "column": column.Id, "tags": []string{tag.Id},
		"summary": "一个下午，四位讲者，聊聊推理的工程实践。", "body": manyBody,
	})
	if err != nil {
		return err
	}
	speaker, err := create(g.App, "speakers", map[string]any{"name": "讲者", "slug": "speaker", "title": "工程师", "company": "桥"})
	if err != nil {
		return err
	}
	session, err := create(g.App, "event_sessions", map[string]any{"event": ev.Id, "title": "推理的工程实践", "kind": "talk", "starts": starts, "ends": starts.Add(30 * time.Minute),
		"speakers": []string{speaker.Id}, "abstract": "从算子到调度。"})
	if err != nil {
		return err
	}
	settings, err := create(g.App, "event_registration", map[string]any{"event": ev.Id, "waitlist": "fifo", "guests": true, "party": 3})
	if err != nil {
		return err
	}
	ticket, err := create(g.App, "event_tickets", map[string]any{"event": ev.Id, "name": "现场票", "mode": "in_person", "capacity": seatsEach})
	if err != nil {
		return err
	}
	seat, err := create(g.App, "registrations", map[string]any{"event": ev.Id, "ticket": ticket.Id, "user": g.members[0], "name": "张三", "lang": "zh", "zone": "Asia/Shanghai", "state": "confirmed"})
	if err != nil {
		return err
	}
	// a hundred and forty events a month, from five years ago to one ahead
	const day = "strftime('%Y-%m-%d %H:%M:%fZ', m.{time}, ((i - 1) / {each} - 60) || ' months', (i * 37 % 28) || ' days', (i % 9) || ' hours')"
	at := func(name string) string {
		return strings.NewReplacer("{time}", name, "{each}", strconv.Itoa(eventsEach)).Replace(day)
	}
	of := func(kind string, each int) string {
		return fmt.Sprintf("printf('%s%%0%dd', (i - 1) / %d + 1)", kind, 15-len(kind), each)
	}
	for _, copies := range []struct {
		model   *core.Record
		n       int
		columns map[string]string
	}{
		{ev, manyEvents, map[string]string{
			"id": "printf('event%010d', i)", "slug": "'salon-' || i", "title": "title || ' 第 ' || i || ' 期'", "starts": at("starts"), "ends": at("ends"),
			"city": "CASE i % 5 WHEN 0 THEN '北京' WHEN 1 THEN '上海' WHEN 2 THEN '深圳' WHEN 3 THEN '杭州' ELSE city END",
			"kind": "CASE i % 3 WHEN 0 THEN 'talk' WHEN 1 THEN 'workshop' ELSE kind END",
		}},
		{speaker, manyTalk, map[string]string{"id": "printf('speaker%08d', i)", "slug": "'speaker-' || i", "name": "name || i"}},
		{settings, manyEvents, map[string]string{"id": "printf('settings%07d', i)", "event": "printf('event%010d', i)", "key": "hex(randomblob(20))"}},
		{ticket, manyEvents, map[string]string{"id": "printf('ticket%09d', i)", "event": "printf('event%010d', i)", "taken": strconv.Itoa(seatsEach)}},
		{session, manyEvents * agendaEach, map[string]string{
			"id": "printf('session%08d', i)", "event": of("event", agendaEach), "title": "title || ' ' || i",
			"speakers": fmt.Sprintf("json_array(printf('speaker%%08d', i %% %d + 1))", manyTalk),
			"starts":   "(SELECT starts FROM events WHERE id = " + of("event", agendaEach) + ")", "ends": "(SELECT ends FROM events WHERE id = " + of("event", agendaEach) + ")",
		}},
	} {
		if err := multiply(g.App, copies.model, copies.n, copies.columns); err != nil {
			return fmt.Errorf("%s: %w", copies.model.Collection().Name, err)
		}
	}
	for _, kind := range []string{"events", "speakers"} {
		if _, err := g.App.DB().NewQuery("INSERT INTO slugs (id, kind, slug, target, gone, created, updated) SELECT substr(id, 1, 15), {:kind}, slug, id, FALSE, created, updated FROM {{" + kind + "}} WHERE true ON CONFLICT (kind, slug) DO NOTHING").
			Bind(dbx.Params{"kind": kind}).Execute(); err != nil {
			return err
		}
	}
	return g.withoutIndexes("registrations", func(app core.App) error {
		return multiply(app, seat, manyEvents*seatsEach, seatColumns(map[string]string{
			"event": of("event", seatsEach), "ticket": of("ticket", seatsEach),
			"place": fmt.Sprintf("(i - 1) %% %d + 1", seatsEach), "user": fmt.Sprintf("printf('member%%09d', (i - 1) %% %d + 1)", crowd),
		}))
	})
}

// seatColumns are what is different of each registration.
func seatColumns(more map[string]string) map[string]string {
	columns := map[string]string{
		"id": "substr(lower(hex(randomblob(8))), 1, 15)", "code": "lower(hex(randomblob(6)))", "secret": "hex(randomblob(12))",
		"name": "substr('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许', i % 20 + 1, 1) || substr('子雨思文嘉晨明志建国晓丽海伟芳静宇航', i / 20 % 18 + 1, 1) || substr('轩涵琪博怡泽欣然涛敏强磊洋艳勇军杰娟超秀', i / 360 % 20 + 1, 1)",
	}
	maps.Copy(columns, more)
	return columns
}

// fillCrowd makes the event that everybody comes to: with questions and answers, and half of them there already.
func (g *gatheringBench) fillCrowd() error {
	event, ticket, err := g.event(0)
	if err != nil {
		return err
	}
	g.crowded = event
	answers := map[string]any{}
	for label, answer := range map[string]string{"公司 · Company": "桥科技", "职位 · Position": "工程师, \"后端\"", "想听什么 · What to hear": "=推理与训练"} {
		q, err := create(g.App, "event_questions", map[string]any{"event": event, "label": label, "kind": "text"})
		if err != nil {
			return err
		}
		answers[q.Id] = answer
	}
	seat, err := create(g.App, "registrations", map[string]any{"event": event, "ticket": ticket, "user": g.author.Id, "name": "张三", "lang": "zh", "zone": "Asia/Shanghai", "state": "confirmed",
		"answers": answers})
	if err != nil {
		return err
	}
	if err := multiply(g.App, seat, crowd, seatColumns(map[string]string{
		"place": "i + 1", "user": "printf('member%09d', i)", "confirmed": "strftime('%Y-%m-%d %H:%M:%fZ', confirmed, '-2 days')",
	})); err != nil {
		return err
	}
	if _, err := g.App.DB().NewQuery("UPDATE event_tickets SET taken = {:n} WHERE id = {:id}").Bind(dbx.Params{"n": crowd + 1, "id": ticket}).Execute(); err != nil {
		return err
	}
	scan, err := create(g.App, "check_ins", map[string]any{"event": event, "registration": seat.Id, "nonce": "scan-at-the-door", "at": types.NowDateTime(), "user": g.author.Id})
	if err != nil {
		return err
	}
	const there = "SELECT id FROM registrations WHERE event = m.event AND place = i + 1"
	if err := multiply(g.App, scan, crowd/2, map[string]string{"id": "printf('scan%011d', i)", "nonce": "'at-the-door-' || i", "registration": "(" + there + ")"}); err != nil {
		return err
	}
	_, err = g.App.DB().NewQuery("UPDATE registrations SET arrived = confirmed WHERE event = {:event} AND place BETWEEN 2 AND {:n}").Bind(dbx.Params{"event": event, "n": crowd/2 + 1}).Execute()
	return err
}

// withoutIndexes fills a collection and makes its indexes afterwards, which takes a third of the time.
func (g *gatheringBench) withoutIndexes(collection string, fill func(core.App) error) error {
	return g.App.RunInTransaction(func(app core.App) error {
		var indexes []struct {
			Name string `db:"name"`
			SQL  string `db:"sql"`
		}
		if err := app.DB().NewQuery("SELECT name, sql FROM sqlite_master WHERE tbl_name = {:name} AND type = 'index' AND sql != ''").Bind(dbx.Params{"name": collection}).All(&indexes); err != nil {
			return err
		}
		for _, index := range indexes {
			if _, err := app.DB().NewQuery("DROP INDEX [[" + index.Name + "]]").Execute(); err != nil {
				return err
			}
		}
		if err := fill(app); err != nil {
			return err
		}
		for _, index := range indexes {
			if _, err := app.DB().NewQuery(index.SQL).Execute(); err != nil {
				return err
			}
		}
		return nil
	})
}
