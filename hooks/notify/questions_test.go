package notify_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/jobs"
	"qiao/hooks/notify"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// qaStage adds a tag and a question of the author to a stage.
type qaStage struct {
	*stage
	api           *testkit.API
	tag, question *core.Record
}

func newQAStage(t *testing.T) *qaStage {
	s := &qaStage{stage: newStage(t)}
	s.api = testkit.NewAPI(t, s.app)
	s.tag = testkit.Tag(t, s.app, "go", "Go 语言")
	s.question = s.ask(nil)
	s.work()
	return s
}

// work does what the outbox holds, beside the workers that the API of the stage has started.
func (s *qaStage) work() {
	s.t.Helper()
	for {
		drain(s.t, s.app)
		if testkit.Number(s.t, s.app, "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'running')") == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *qaStage) ask(more map[string]any) *core.Record {
	s.t.Helper()
	f := map[string]any{"title": "切片为什么会共享底层数组？", "lang": "zh", "status": "published", "author": s.author.Id, "tags": []string{s.tag.Id}, "body": "改一个，另一个也变了。"}
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(s.t, s.app, schema.Questions, f)
}

func (s *qaStage) answer(by *core.Record, more map[string]any) *core.Record {
	s.t.Helper()
	f := map[string]any{"question": s.question.Id, "author": by.Id, "status": "published", "body": "因为它们指着同一块内存。"}
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(s.t, s.app, schema.Answers, f)
}

func (s *qaStage) follow(who *core.Record, kind, target string) {
	s.t.Helper()
	testkit.Create(s.t, s.app, schema.Follows, map[string]any{"user": who.Id, "kind": kind, "target": target})
}

func (s *qaStage) set(r *core.Record, field string, value any) *core.Record {
	s.t.Helper()
	r = testkit.Fresh(s.t, s.app, r)
	r.Set(field, value)
	testkit.Save(s.t, s.app, r)
	return r
}

// close closes the question as the room that decides about it does, or opens it again.
func (s *qaStage) close(reason string) {
	s.t.Helper()
	r := testkit.Fresh(s.t, s.app, s.question)
	r.Set("closed", reason)
	if reason != "" {
		r.Set("closed_at", time.Now())
	}
	r.SetRaw("@closing", true)
	testkit.Save(s.t, s.app, r)
}

// said is what somebody was told, in words, the newest first.
func (s *qaStage) said(who *core.Record, lang string) string {
	s.t.Helper()
	got := s.api.Send(who, "GET", "/api/collections/notifications/records?sort=-at,-id&lang="+lang, nil)
	var all []string
	for i := 0; ; i++ {
		text, ok := got.JSON("items", i, "text").(string)
		if !ok {
			return strings.Join(all, " | ")
		}
		all = append(all, text)
	}
}

// Asker and followers hear of an answer once, those who answered of what becomes of it; nobody of their own doing.
func TestAnswersAreTold(t *testing.T) {
	s := newQAStage(t)
	s.follow(s.reader, "question", s.question.Id)
	s.follow(s.author, "question", s.question.Id)
	s.follow(s.writer, "question", s.question.Id)
	a := s.answer(s.writer, nil)
	s.work()
	s.expect(s.author, "answer:1")
	s.expect(s.reader, "answer:1")
	s.expect(s.writer, "")
	if got, want := s.said(s.author, "zh"), "writer 回答了你的问题《切片为什么会共享底层数组？》"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := s.said(s.reader, "en"), "writer answered “切片为什么会共享底层数组？”, which you follow"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// the next one joins the unread one
	second := s.answer(testkit.User(t, s.app, "fourth"), nil)
	s.work()
	s.expect(s.author, "answer:2")
	// saved again, nobody hears of it again
	a = s.set(a, "body", "因为它们指着同一块内存，见 append。")
	s.work()
	s.expect(s.author, "answer:2")

	s.question = s.set(s.question, "accepted", a.Id)
	s.expect(s.writer, "accepted:1 answer:1")
	s.question = s.set(s.question, "accepted", second.Id)
	s.expect(s.writer, "answer:1")
	s.question = s.set(s.question, "accepted", a.Id)
	s.expect(s.writer, "accepted:1 answer:1")

	// what is hidden is taken back, for whoever heard of it
	s.set(a, "status", "hidden")
	s.expect(s.author, "answer:1")
	s.expect(s.writer, "moderation:1 answer:1") // whose answer it was hears that it is hidden
	s.set(second, "status", "hidden")
	s.expect(s.author, "")
	s.expect(s.reader, "")
	// what waits for a moderator is nobody's news yet
	waiting := s.answer(testkit.User(t, s.app, "fifth"), map[string]any{"status": "pending"})
	s.work()
	s.expect(s.author, "")
	s.set(waiting, "status", "published")
	s.work()
	s.expect(s.author, "answer:1")
	// an old answer that was imported is no news
	s.answer(testkit.User(t, s.app, "sixth"), map[string]any{"answered": "2020-01-01 00:00:00.000Z"})
	s.work()
	s.expect(s.author, "answer:1")
}

// New questions in a followed tag are one line, and gone with the question.
func TestNewQuestionsAreTold(t *testing.T) {
	s := newQAStage(t)
	s.follow(s.reader, "tag", s.tag.Id)
	s.follow(s.author, "tag", s.tag.Id)
	other := testkit.Tag(t, s.app, "db", "数据库")
	s.follow(s.reader, "tag", other.Id)
	first := s.ask(map[string]any{"title": "第一问", "tags": []string{s.tag.Id, other.Id}})
	draft := s.ask(map[string]any{"title": "草稿", "status": "draft"})
	s.ask(map[string]any{"title": "旧的", "asked": "2020-01-01 00:00:00.000Z"})
	s.work()
	s.expect(s.reader, "question:1")
	s.expect(s.author, "")
	second := s.ask(map[string]any{"title": "第二问"})
	s.work()
	if got, want := s.said(s.reader, "zh"), "你关注的标签和专栏有 2 个新问题，最新的是《第二问》"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.set(draft, "status", "published")
	s.work()
	s.expect(s.reader, "question:3")
	s.set(draft, "status", "hidden")
	if got, want := s.said(s.reader, "zh"), "你关注的标签和专栏有 2 个新问题，最新的是《第二问》"; got != want {
		t.Errorf("the hidden one is still named: %q", got)
	}
	s.set(first, "status", "deleted")
	s.expect(s.reader, "question:1")
	s.set(second, "status", "hidden")
	s.expect(s.reader, "")
}

// Those who organise an event hear of what is asked in it, once, in words of its own; its helpers and the asker don't.
func TestQuestionsInEventsAreTold(t *testing.T) {
	s := newQAStage(t)
	owner, editor, columnist := testkit.User(t, s.app, "zhubian"), testkit.User(t, s.app, "bianji"), testkit.User(t, s.app, "zhuanlan")
	organiser, helper := testkit.User(t, s.app, "zuzhi"), testkit.User(t, s.app, "qiandao")
	column := testkit.Column(t, s.app, "cloud", owner, nil)
	testkit.Create(t, s.app, schema.ColumnMembers, map[string]any{"column": column.Id, "user": editor.Id, "role": "editor"})
	testkit.Create(t, s.app, schema.ColumnMembers, map[string]any{"column": column.Id, "user": columnist.Id, "role": "author"})
	event := testkit.Create(t, s.app, schema.Events, map[string]any{
		"title": "缓存答疑", "kind": "webinar", "mode": "online", "status": "published", "lang": "zh", "author": s.reader.Id, "column": column.Id, "zone": "Asia/Shanghai",
		"starts": "2026-12-01 12:00:00.000Z", "ends": "2026-12-01 13:00:00.000Z",
	})
	testkit.Create(t, s.app, schema.EventStaffList, map[string]any{"event": event.Id, "user": organiser.Id, "role": "organiser"})
	testkit.Create(t, s.app, schema.EventStaffList, map[string]any{"event": event.Id, "user": helper.Id, "role": "gate"})
	s.work()
	for _, who := range []*core.Record{columnist, editor, owner} { // what they were told of the column isn't what this is about
		if _, err := s.app.DB().NewQuery("DELETE FROM notifications WHERE user = {:user}").Bind(dbx.Params{"user": who.Id}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	s.follow(s.reader, "tag", s.tag.Id)
	first := s.ask(map[string]any{"title": "键怎么设计", "event": event.Id})
	draft := s.ask(map[string]any{"title": "没写完", "event": event.Id, "status": "draft"})
	s.work()
	for _, who := range []*core.Record{s.reader, owner, editor, organiser} {
		s.expect(who, "question:1")
	}
	for _, who := range []*core.Record{columnist, helper, s.author, s.writer} {
		s.expect(who, "")
	}
	if got, want := s.said(s.reader, "zh"), "author 在你组织的活动《缓存答疑》中提问：《键怎么设计》"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := s.said(editor, "en"), "author asks in your event “缓存答疑”: “键怎么设计”"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.set(draft, "status", "published")
	s.work()
	if got, want := s.said(owner, "zh"), "你组织的活动《缓存答疑》有 2 个新问题，最新的是《没写完》"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.ask(map[string]any{"title": "组织者自己的", "event": event.Id, "author": owner.Id})
	s.work()
	s.expect(owner, "question:2")
	s.set(first, "status", "hidden")
	s.expect(owner, "question:1")
}

// Comments and votes on questions and answers are told as those on articles are, and closing tells why.
func TestTalkAboutQuestionsIsTold(t *testing.T) {
	s := newQAStage(t)
	a := s.answer(s.writer, nil)
	s.work()
	s.set(s.question, "title", "切片与底层数组")
	s.comment(s.reader, map[string]any{"kind": "question", "target": s.question.Id})
	s.comment(s.reader, map[string]any{"kind": "answer", "target": a.Id})
	if got := s.said(s.writer, "zh"); got != "reader 评论了你在《切片与底层数组》下的回答" {
		t.Error(got)
	}
	testkit.Create(t, s.app, schema.Votes, map[string]any{"user": s.reader.Id, "kind": "answer", "target": a.Id, "value": 1})
	s.expect(s.writer, "vote:1 comment:1")
	if got := s.said(s.author, "en"); !strings.HasPrefix(got, "reader commented on your question “切片与底层数组”") {
		t.Error(got)
	}
	s.close("unclear")
	if got := s.said(s.author, "zh"); !strings.Contains(got, "需要补充细节") {
		t.Error(got)
	}
	s.close("")
	if got := s.said(s.author, "zh"); !strings.Contains(got, "重新开放") {
		t.Error(got)
	}
	// hidden, nothing of it is told any more
	s.set(s.question, "status", "hidden")
	s.expect(s.author, "moderation:1")
	s.expect(s.writer, "")
}

// Bounties: those who follow hear of the offer, who offers of its end, the winner of the prize; each once.
func TestBountiesAreTold(t *testing.T) {
	s := newQAStage(t)
	s.follow(s.reader, "question", s.question.Id)
	a := s.answer(s.reader, nil)
	s.work()
	testkit.Create(t, s.app, schema.ReputationEvents, map[string]any{"user": s.writer.Id, "rule": "manual", "points": 500})
	b := testkit.New(t, s.app, schema.Bounties, map[string]any{"question": s.question.Id, "user": s.writer.Id, "amount": 100, "state": "open"})
	if err := s.app.SaveNoValidate(b); err != nil {
		t.Fatal(err)
	}
	s.expect(s.reader, "bounty:1")
	if !strings.HasPrefix(s.told(s.author), "bounty:1") {
		t.Errorf("the asker: %s", s.told(s.author))
	}
	s.expect(s.writer, "")
	for range 2 {
		if err := notify.RemindBounties(time.Now().Add(6*24*time.Hour + time.Hour))(s.app); err != nil {
			t.Fatal(err)
		}
	}
	s.expect(s.writer, "bounty:1")
	change := func(state string, more map[string]any) {
		t.Helper()
		r := testkit.Fresh(t, s.app, b)
		r.Set("state", state)
		r.Load(more)
		r.SetRaw("@bounties.settle", true)
		if err := s.app.SaveNoValidate(r); err != nil {
			t.Fatal(err)
		}
	}
	change("grace", nil)
	s.expect(s.writer, "bounty:1 bounty:1")
	change("awarded", map[string]any{"answer": a.Id, "winner": s.reader.Id, "paid": 100, "decided": time.Now()})
	s.expect(s.reader, "bounty:1 bounty:1")
	if got := s.said(s.reader, "zh"); !strings.HasPrefix(got, "你在《切片为什么会共享底层数组？》下的回答赢得了悬赏") {
		t.Error(got)
	}
}

// A suggested change waits for the author until it is decided, and the decision is told with its reason.
func TestEditsAreTold(t *testing.T) {
	s := newQAStage(t)
	edit := testkit.New(t, s.app, schema.PostEdits, map[string]any{
		"kind": "question", "target": s.question.Id, "question": s.question.Id, "author": s.reader.Id, "title": "切片与数组", "note": "题目更清楚", "state": "open", "body": "改一个，另一个也变了。", "base": 1,
	})
	if err := s.app.SaveNoValidate(edit); err != nil {
		t.Fatal(err)
	}
	s.expect(s.author, "review:1")
	edit.Set("state", "rejected")
	edit.Set("reason", "原题更好")
	edit.Set("reviewer", s.author.Id)
	if err := s.app.SaveNoValidate(edit); err != nil {
		t.Fatal(err)
	}
	s.expect(s.author, "")
	if got := s.said(s.reader, "zh"); got != "你对《切片为什么会共享底层数组？》的修改建议没有被采用" {
		t.Error(got)
	}
}

// Who is asked to answer hears of it until it is settled.
func TestRequestsToAnswerAreTold(t *testing.T) {
	s := newQAStage(t)
	ask := func(whom *core.Record) *core.Record {
		return testkit.Create(t, s.app, schema.AnswerRequests, map[string]any{"question": s.question.Id, "user": whom.Id, "by": s.writer.Id, "state": "open"})
	}
	r := ask(s.reader)
	s.expect(s.reader, "invite:1")
	if got := s.said(s.reader, "en"); got != "writer asks you to answer “切片为什么会共享底层数组？”" {
		t.Error(got)
	}
	if err := s.app.Delete(r); err != nil {
		t.Fatal(err)
	}
	s.expect(s.reader, "")
	s.set(ask(s.reader), "state", "declined")
	s.expect(s.reader, "")
}

// The mail with unanswered questions goes to who chose it, in their language and zone, once a week, with what they may
// answer; and one click ends it.
func TestUnansweredMail(t *testing.T) {
	s := newQAStage(t)
	office := testkit.NewPostOffice(t, s.app)
	s.set(s.reader, "expertise", []string{s.tag.Id})
	english := testkit.User(t, s.app, "english")
	english.Set("locale", "en")
	english.Set("zone", "Asia/Shanghai")
	testkit.Save(t, s.app, english)
	s.follow(english, "tag", s.tag.Id)
	for _, who := range []*core.Record{s.reader, english, s.author} {
		testkit.Create(t, s.app, schema.NotificationSettingsList, map[string]any{"user": who.Id, "choices": map[string]any{"unanswered": "digest", "question": "off", "answer": "off"}})
	}
	s.follow(s.author, "tag", s.tag.Id) // whose questions these are
	s.follow(s.writer, "tag", s.tag.Id) // who chose nothing
	s.ask(map[string]any{"title": "没人回答的一问", "asked": "2026-11-20 00:00:00.000Z"})
	s.ask(map[string]any{"title": "太久以前的一问", "asked": "2026-01-01 00:00:00.000Z"})
	s.ask(map[string]any{"title": "藏起来的一问", "asked": "2026-11-20 00:00:00.000Z", "status": "hidden"})
	s.set(s.question, "asked", "2026-11-20 00:00:00.000Z")
	s.answer(s.writer, map[string]any{"answered": "2026-11-20 01:00:00.000Z"})
	s.work()

	monday := time.Date(2026, 11, 23, 0, 5, 0, 0, time.UTC) // 8:05 in Shanghai
	for _, now := range []time.Time{monday.Add(-10 * time.Minute), monday, monday.Add(5 * time.Minute), monday.Add(time.Hour)} {
		if err := notify.PlanUnanswered(now)(s.app); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if _, err := jobs.Drain(context.Background(), s.app); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s.work()
	if n := testkit.Number(t, s.app, "SELECT count(*) FROM outbox WHERE kind = 'notify.unanswered'"); n != 3 {
		t.Errorf("%d mails were planned", n)
	}
	if n := testkit.Number(t, s.app, "SELECT count(*) FROM outbox WHERE kind = 'notify.unanswered' AND state = 'skipped'"); n != 1 {
		t.Errorf("%d had nothing in them", n)
	}
	letters := office.Letters("")
	if len(letters) != 2 {
		t.Fatalf("%d mails", len(letters))
	}
	for _, l := range letters {
		want := "你熟悉的话题里，有 1 个问题在等回答"
		if l.To == "english@example.com" {
			want = "One question waits for an answer where you are at home"
		}
		if l.Subject != want || !strings.Contains(l.Text, "没人回答的一问") || !strings.Contains(l.Text, "Asia/Shanghai") || !strings.Contains(l.HTML, "?filter=unanswered") {
			t.Errorf("to %s: %s\n%s", l.To, l.Subject, l.Text)
		}
		for _, other := range []string{"太久以前", "藏起来", "共享底层数组"} {
			if strings.Contains(l.Text, other) {
				t.Errorf("to %s: %s", l.To, l.Text)
			}
		}
	}
	// one click ends it, and only it
	found := headerURL.FindStringSubmatch(office.Letters("reader@example.com")[0].Header.Get("List-Unsubscribe"))
	if found == nil {
		t.Fatal("no link in the header")
	}
	if got := s.api.Send(nil, "POST", found[1], nil); got.Status != 200 || got.JSON("subscribed") != false {
		t.Errorf("unsubscribing: %d %s", got.Status, got.Body)
	}
	if n := testkit.Number(t, s.app, "SELECT count(*) FROM notification_settings WHERE user = {:id} AND json_extract(choices, '$.unanswered') = 'off' AND json_extract(choices, '$.answer') = 'off'",
		dbx.Params{"id": s.reader.Id}); n != 1 {
		t.Error("it isn't off")
	}
	for choices, ok := range map[string]bool{`{"unanswered":"mail"}`: false, `{"unanswered":"site"}`: false, `{"unanswered":"off"}`: true} {
		r, err := s.app.FindFirstRecordByData(schema.NotificationSettingsList, "user", s.reader.Id)
		if err != nil {
			t.Fatal(err)
		}
		r.Set("choices", choices)
		if err := s.app.Save(r); (err == nil) != ok {
			t.Errorf("%s: %v", choices, err)
		}
	}
}
