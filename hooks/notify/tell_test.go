package notify_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// stage is a portal with an author, a reader, an article and somebody who comments.
type stage struct {
	t                      *testing.T
	app                    *tests.TestApp
	author, reader, writer *core.Record
	article                *core.Record
}

func newStage(t *testing.T) *stage {
	app := testkit.NewApp(t, register)
	// badges that people earn by what they do here are another room's
	if _, err := app.DB().NewQuery("UPDATE badges SET active = FALSE").Execute(); err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, app: app, author: testkit.User(t, app, "author"), reader: testkit.User(t, app, "reader"), writer: testkit.User(t, app, "writer")}
	s.article = testkit.Article(t, app, s.author, map[string]any{"title": "深入 SQLite", "status": "published", "column": testkit.Column(t, app, "data", s.author, nil).Id})
	drain(t, app)
	return s
}

// told lists what somebody was told, the newest first, as "kind:count".
func (s *stage) told(user *core.Record) string {
	s.t.Helper()
	list, err := s.app.FindRecordsByFilter(schema.Notifications, "user = {:user}", "-at,-id", 0, 0, map[string]any{"user": user.Id})
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, r := range list {
		n := schema.AsNotification(r)
		word := fmt.Sprintf("%s:%d", n.Kind(), n.Count())
		if !n.Read().IsZero() {
			word += ":read"
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}

func (s *stage) expect(user *core.Record, want string) {
	s.t.Helper()
	if got := s.told(user); got != want {
		s.t.Errorf("%s was told %q, want %q", user.GetString("handle"), got, want)
	}
}

// comment writes a comment that mentions the given people.
func (s *stage) comment(by *core.Record, fields map[string]any) *core.Record {
	s.t.Helper()
	all := map[string]any{"kind": "article", "target": s.article.Id, "author": by.Id, "body": "说得好", "html": "<p>说得好</p>", "state": "visible"}
	for k, v := range fields {
		all[k] = v
	}
	mentioned, _ := all["mentions"].([]string)
	delete(all, "mentions") // the talk room finds them in the text
	for _, id := range mentioned {
		user, err := s.app.FindRecordById(schema.Users, id)
		if err != nil {
			s.t.Fatal(err)
		}
		all["body"] = fmt.Sprint(all["body"], " @", user.GetString("handle"))
	}
	r := testkit.New(s.t, s.app, schema.Comments, all)
	testkit.Save(s.t, s.app, r)
	return r
}

func (s *stage) vote(by, target *core.Record, kind string) *core.Record {
	s.t.Helper()
	return testkit.Create(s.t, s.app, schema.Votes, map[string]any{"user": by.Id, "kind": kind, "target": target.Id, "value": 1})
}

func (s *stage) read(user *core.Record) {
	s.t.Helper()
	if _, err := s.app.DB().NewQuery("UPDATE notifications SET read = '2026-01-01 00:00:00.000Z' WHERE user = {:user}").Bind(map[string]any{"user": user.Id}).Execute(); err != nil {
		s.t.Fatal(err)
	}
}

func TestComments(t *testing.T) {
	s := newStage(t)
	first := s.comment(s.reader, nil)
	s.expect(s.author, "comment:1")
	s.expect(s.reader, "")

	// an answer goes to whom it answers; who is mentioned too is told once, the author in one line
	s.comment(s.writer, map[string]any{"parent": first.Id, "root": first.Id, "mentions": []string{s.reader.Id, s.writer.Id}})
	s.expect(s.reader, "reply:1")
	s.expect(s.writer, "")
	s.expect(s.author, "comment:2")

	// what is held back is told when it is let through, and once
	held := s.comment(s.reader, map[string]any{"state": "pending", "mentions": []string{s.writer.Id}})
	s.expect(s.writer, "")
	for range 2 {
		held.Set("state", "visible")
		testkit.Save(t, s.app, held)
	}
	s.expect(s.writer, "mention:1")
	s.expect(s.author, "comment:3")

	// and taken back when it is hidden, and when it is deleted
	held.Set("state", "hidden")
	testkit.Save(t, s.app, held)
	s.expect(s.writer, "")
	s.expect(s.author, "comment:2")
	held.Set("state", "visible")
	testkit.Save(t, s.app, held)
	s.expect(s.writer, "mention:1")
	if err := s.app.Delete(held); err != nil {
		t.Fatal(err)
	}
	s.expect(s.writer, "")

	// once read, the next one is a new line, and hiding brings nothing back unread
	s.read(s.author)
	s.comment(s.reader, nil)
	s.expect(s.author, "comment:1 comment:2:read")
	first.Set("state", "hidden")
	testkit.Save(t, s.app, first)
	first.Set("state", "visible")
	testkit.Save(t, s.app, first)
	s.expect(s.author, "comment:1 comment:1:read")

	// nothing about what isn't public any more
	s.article.Set("status", "archived")
	testkit.Save(t, s.app, s.article)
	s.expect(s.author, "")
	s.expect(s.reader, "moderation:1 moderation:1 moderation:1 moderation:1") // hidden and shown again, twice
	s.comment(s.reader, nil)
	s.expect(s.author, "")
}

func TestVotes(t *testing.T) {
	s := newStage(t)
	vote := s.vote(s.reader, s.article, "article")
	s.vote(s.writer, s.article, "article")
	s.expect(s.author, "vote:2")
	if err := s.app.Delete(vote); err != nil {
		t.Fatal(err)
	}
	s.expect(s.author, "vote:1")
	vote = s.vote(s.reader, s.article, "article")
	s.expect(s.author, "vote:2")
	s.read(s.author)
	for range 3 { // taking it back and voting again is no news
		if err := s.app.Delete(vote); err != nil {
			t.Fatal(err)
		}
		vote = s.vote(s.reader, s.article, "article")
	}
	s.expect(s.author, "vote:1:read")
	// turned against it
	other := testkit.Fresh(t, s.app, s.vote(s.writer, s.comment(s.reader, nil), "comment"))
	s.expect(s.reader, "vote:1")
	other.Set("value", -1)
	testkit.Save(t, s.app, other)
	s.expect(s.reader, "")
}

// However many vote at once, the count is right and there is one line.
func TestVotesAtOnce(t *testing.T) {
	s := newStage(t)
	var wg sync.WaitGroup
	const people = 30
	voters := make([]*core.Record, people)
	for i := range voters {
		voters[i] = testkit.User(t, s.app, fmt.Sprintf("voter-%d", i))
	}
	for _, voter := range voters {
		wg.Go(func() {
			for range 2 { // the second is refused
				_ = s.app.Save(testkit.New(t, s.app, schema.Votes, map[string]any{"user": voter.Id, "kind": "article", "target": s.article.Id, "value": 1}))
			}
		})
	}
	wg.Wait()
	s.expect(s.author, fmt.Sprintf("vote:%d", people))
}

func TestFollowersAreTold(t *testing.T) {
	s := newStage(t)
	follow := testkit.Create(t, s.app, schema.Follows, map[string]any{"user": s.reader.Id, "kind": "user", "target": s.author.Id})
	s.expect(s.author, "follow:1")
	tag := testkit.Tag(t, s.app, "db", "数据库")
	quiet, gone := testkit.User(t, s.app, "quiet"), testkit.User(t, s.app, "gone")
	gone.Set("suspended_until", "2099-01-01 00:00:00.000Z")
	testkit.Save(t, s.app, gone)
	for _, user := range []*core.Record{s.reader, s.writer, quiet, gone, s.author} { // by several ways at once, too
		testkit.Create(t, s.app, schema.Follows, map[string]any{"user": user.Id, "kind": "tag", "target": tag.Id})
	}
	testkit.Create(t, s.app, schema.NotificationSettingsList, map[string]any{"user": quiet.Id, "choices": map[string]any{"new_article": "off"}})
	testkit.Create(t, s.app, schema.NotificationSettingsList, map[string]any{"user": s.writer.Id, "choices": map[string]any{"new_article": "mail"}})

	fresh := testkit.Article(t, s.app, s.author, map[string]any{"title": "新作", "tags": []string{tag.Id}})
	drain(t, s.app)
	s.expect(s.reader, "")
	office := testkit.NewPostOffice(t, s.app)
	fresh.Set("status", "published")
	testkit.Save(t, s.app, fresh)
	s.expect(s.reader, "") // not in the writer's transaction
	drain(t, s.app)
	for _, user := range []*core.Record{s.reader, s.writer} {
		s.expect(user, "new_article:1")
	}
	for _, user := range []*core.Record{quiet, gone} {
		s.expect(user, "")
	}
	s.expect(s.author, "follow:1")
	if letters := office.Letters(""); len(letters) != 1 || letters[0].To != "writer@example.com" {
		t.Errorf("%d letters", len(letters))
	}

	// done again after a crash, it is the same
	if _, err := s.app.DB().NewQuery("UPDATE outbox SET state = 'waiting' WHERE kind = 'notify.article' AND instr([[key]], {:id})").
		Bind(map[string]any{"id": fresh.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Delete(testkit.Fresh(t, s.app, s.notification(s.reader))); err != nil {
		t.Fatal(err)
	}
	drain(t, s.app)
	s.expect(s.writer, "new_article:1")
	s.expect(s.reader, "") // deleted, not resurrected

	fresh.Set("status", "archived")
	testkit.Save(t, s.app, fresh)
	s.expect(s.writer, "")

	// an old article that is imported is no news
	testkit.Article(t, s.app, s.author, map[string]any{"title": "旧作", "tags": []string{tag.Id}, "status": "published", "published": "2020-01-01 00:00:00.000Z"})
	drain(t, s.app)
	s.expect(s.writer, "")
	if err := s.app.Delete(follow); err != nil {
		t.Fatal(err)
	}
	s.expect(s.author, "")
}

func (s *stage) notification(user *core.Record) *core.Record {
	s.t.Helper()
	r, err := s.app.FindFirstRecordByData(schema.Notifications, "user", user.Id)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// A fan-out of more than a batch reaches all, once.
func TestManyFollowers(t *testing.T) {
	s := newStage(t)
	const people = 1203
	if _, err := s.app.DB().NewQuery(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {:people})
		INSERT INTO users (id, email, tokenKey, password, created, updated) SELECT printf('follower%07d', i), i || '@x.example', 'key' || i, '', '', '' FROM n`).
		Bind(map[string]any{"people": people}).Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.DB().NewQuery(`INSERT INTO follows (id, user, kind, target, created, updated) SELECT id, id, 'user', {:author}, '', '' FROM users WHERE id LIKE 'follower%'`).
		Bind(map[string]any{"author": s.author.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	testkit.Article(t, s.app, s.author, map[string]any{"title": "新作", "status": "published"})
	drain(t, s.app)
	if n := testkit.Number(t, s.app, "SELECT count(DISTINCT user) FROM notifications WHERE kind = 'new_article'"); n != people {
		t.Errorf("%d of %d were told", n, people)
	}
}

func TestChoices(t *testing.T) {
	s := newStage(t)
	settings := testkit.Create(t, s.app, schema.NotificationSettingsList, map[string]any{"user": s.author.Id, "choices": map[string]any{"comment": "off"}})
	s.comment(s.reader, nil)
	s.expect(s.author, "")
	for choices, ok := range map[string]bool{
		`{"vote":"mail","reply":"digest"}`: true, `{"moderation":"site"}`: true, `null`: true,
		`{"moderation":"off"}`: false, `{"account":"off"}`: false, `{"weather":"site"}`: false, `{"vote":"pigeon"}`: false, `[]`: false, `"x"`: false, `{"vote":1}`: false,
	} {
		settings.Set("choices", choices)
		if err := s.app.Save(settings); (err == nil) != ok {
			t.Errorf("%s: %v", choices, err)
		}
	}
}

func TestReview(t *testing.T) {
	s := newStage(t)
	column := testkit.Column(t, s.app, "cloud", s.writer, nil)
	s.expect(s.writer, "")
	member := testkit.Member(t, s.app, column, s.author, "author")
	s.expect(s.author, "column:1")
	draft := testkit.Article(t, s.app, s.author, map[string]any{"title": "投稿", "column": column.Id})
	invitation := testkit.Create(t, s.app, schema.Coauthors, map[string]any{"article": draft.Id, "user": s.reader.Id, "state": "invited"})
	s.expect(s.reader, "review:1")
	invitation.Set("state", "accepted")
	testkit.Save(t, s.app, invitation)
	s.expect(s.author, "review:1 column:1")

	draft = testkit.Fresh(t, s.app, draft)
	draft.Set("status", "pending")
	testkit.Save(t, s.app, draft)
	s.expect(s.writer, "review:1") // the column's owner
	s.expect(s.reader, "review:1") // who writes it knows
	submission, err := s.app.FindFirstRecordByData(schema.Submissions, "article", draft.Id)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Create(t, s.app, schema.ReviewNotes, map[string]any{"article": draft.Id, "author": s.writer.Id, "submission": submission.Id, "body": "这一段再想想", "state": "open"})
	s.expect(s.author, "review:1 review:1 column:1")

	draft = testkit.Fresh(t, s.app, draft)
	draft.Set("status", "rejected")
	draft.Set("reason", "请补充出处")
	testkit.Save(t, s.app, draft)
	s.expect(s.writer, "") // nothing waits any more
	s.expect(s.author, "review:1 review:1 review:1 column:1")
	if err := s.app.Delete(member); err != nil {
		t.Fatal(err)
	}
	s.expect(s.author, "review:1 review:1 review:1")
}

func TestStanding(t *testing.T) {
	s := newStage(t)
	badge := testkit.Create(t, s.app, schema.Badges, map[string]any{"slug": "first", "name": "初来乍到", "tier": "bronze", "rule": map[string]any{}})
	testkit.Create(t, s.app, schema.UserBadges, map[string]any{"user": s.reader.Id, "badge": badge.Id})
	s.expect(s.reader, "badge:1")
	s.reader.Set("suspended_until", "2099-01-01 00:00:00.000Z")
	s.reader.Set("roles", []string{"moderator"})
	testkit.Save(t, s.app, s.reader)
	entry := testkit.Create(t, s.app, schema.AuditLog, map[string]any{"action": "suspend", "affected": s.reader.Id, "kind": "user", "target": s.reader.Id, "reason": "发广告"})
	// who is suspended hears of that, and of nothing else
	s.comment(s.writer, map[string]any{"mentions": []string{s.reader.Id}})
	s.expect(s.reader, "moderation:1 account:1 badge:1")
	n := testkit.Fresh(t, s.app, s.first(s.reader, "moderation"))
	if n.GetString("url") != "/appeal#"+entry.Id || n.GetString("actor") != "" || !strings.Contains(n.GetString("data"), "发广告") {
		t.Errorf("%v", n.PublicExport())
	}
}

func (s *stage) first(user *core.Record, kind string) *core.Record {
	s.t.Helper()
	r, err := s.app.FindFirstRecordByFilter(schema.Notifications, "user = {:user} && kind = {:kind}", map[string]any{"user": user.Id, "kind": kind})
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// Nobody reads, changes or makes what others are told.
func TestRules(t *testing.T) {
	s := newStage(t)
	api := testkit.NewAPI(t, s.app)
	s.comment(s.reader, nil)
	n := s.first(s.author, "comment")
	all := "/api/collections/notifications/records"
	one := all + "/" + n.Id
	for name, as := range map[string]*core.Record{"guest": nil, "reader": s.reader, "editor": testkit.User(t, s.app, "chief", "editor", "moderator")} {
		for method, body := range map[string]any{"GET": nil, "PATCH": map[string]any{"read": "2026-01-01"}, "DELETE": nil} {
			if got := api.Send(as, method, one, body); got.Status != 404 {
				t.Errorf("%s %s: %d", name, method, got.Status)
			}
		}
		if got := api.Send(as, "GET", all+"?filter="+url.QueryEscape("subject ~ 'SQLite'"), nil); got.JSON("totalItems") != 0.0 {
			t.Errorf("%s lists %s", name, got.Body)
		}
		if got := api.Send(as, "POST", all, map[string]any{"user": s.author.Id, "kind": "account", "cause": "x", "subject": "请点这里"}); got.Status != 403 {
			t.Errorf("%s makes one: %d", name, got.Status)
		}
		if got := api.Send(as, "POST", "/api/qiao/notifications/read", nil); as == nil && got.Status != 401 || as != nil && got.JSON("read") != 0.0 {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	for _, body := range []map[string]any{{"subject": "x"}, {"url": "https://evil.example"}, {"user": s.reader.Id}, {"count": 99}, {"cause": "y"}, {"data": map[string]any{}}, {"at": "2099-01-01"}} {
		if got := api.Send(s.author, "PATCH", one, body); got.Status == 200 {
			t.Errorf("its reader sets %v", body)
		}
	}
	got := api.Send(s.author, "GET", one+"?lang=en", nil)
	if got.JSON("text") != "reader commented on your article “深入 SQLite”" {
		t.Errorf("%v", got.JSON("text"))
	}
	if got := api.Send(s.author, "PATCH", one, map[string]any{"read": "2001-01-01 00:00:00.000Z"}); got.Status != 200 || strings.HasPrefix(fmt.Sprint(got.JSON("read")), "2001") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	s.expect(s.author, "comment:1:read")
	s.comment(s.reader, nil)
	if got := api.Send(s.author, "POST", "/api/qiao/notifications/read", map[string]any{"kind": "vote"}); got.JSON("read") != 0.0 {
		t.Error(got.Body)
	}
	if got := api.Send(s.author, "POST", "/api/qiao/notifications/read", map[string]any{"kind": "weather"}); got.Status != 400 {
		t.Error(got.Body)
	}
	if got := api.Send(s.author, "POST", "/api/qiao/notifications/read", map[string]any{}); got.JSON("read") != 1.0 {
		t.Error(got.Body)
	}
	if got := api.Send(s.author, "DELETE", one, nil); got.Status != 204 {
		t.Error(got.Body)
	}
	s.expect(s.author, "comment:1:read")

	settings := "/api/collections/notification_settings/records"
	if got := api.Send(s.reader, "POST", settings, map[string]any{"user": s.author.Id, "digest": "off"}); got.Status == 200 {
		t.Error("somebody chooses for another")
	}
	made := api.Send(s.reader, "POST", settings, map[string]any{"user": s.reader.Id, "digest": "daily", "digested": "2099-01-01 00:00:00.000Z"})
	if made.Status != 200 || made.JSON("digested") != "" {
		t.Errorf("%d %s", made.Status, made.Body)
	}
	if got := api.Send(s.author, "PATCH", settings+"/"+fmt.Sprint(made.JSON("id")), map[string]any{"digest": "off"}); got.Status != 404 {
		t.Errorf("%d", got.Status)
	}
}

// What is marked read from an old copy loses no cause that joined meanwhile.
func TestReadingKeepsTheCount(t *testing.T) {
	s := newStage(t)
	s.vote(s.reader, s.article, "article")
	old := s.notification(s.author)
	s.vote(s.writer, s.article, "article")
	old.Set("read", "2026-01-01 00:00:00.000Z")
	testkit.Save(t, s.app, old)
	s.expect(s.author, "vote:2:read")
}

// An undone transaction tells nobody, and a deleted account leaves nothing.
func TestNothingIsLeft(t *testing.T) {
	s := newStage(t)
	undone := s.app.RunInTransaction(func(tx core.App) error {
		r := testkit.New(t, s.app, schema.Votes, map[string]any{"user": s.reader.Id, "kind": "article", "target": s.article.Id, "value": 1})
		if err := tx.Save(r); err != nil {
			return err
		}
		return fmt.Errorf("no")
	})
	if undone == nil {
		t.Fatal("it was committed")
	}
	s.expect(s.author, "")
	s.vote(s.reader, s.article, "article")
	follower := testkit.Create(t, s.app, schema.Follows, map[string]any{"user": s.writer.Id, "kind": "user", "target": s.reader.Id})
	s.expect(s.reader, "follow:1")
	if err := s.app.Delete(s.reader); err != nil {
		t.Fatal(err)
	}
	if n := testkit.Number(t, s.app, "SELECT count(*) FROM notification_causes WHERE user = {:u}", map[string]any{"u": follower.GetString("target")}); n != 0 {
		t.Errorf("%d causes left", n)
	}
	s.expect(s.author, "")
}
