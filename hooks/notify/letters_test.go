package notify_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"qiao/hooks/notify"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMailAtOnce(t *testing.T) {
	s := newStage(t)
	office := testkit.NewPostOffice(t, s.app)
	s.reader.Set("locale", "en")
	s.reader.Set("zone", "America/New_York")
	testkit.Save(t, s.app, s.reader)
	s.writer.Set("name", "<script>alert(1)</script>")
	testkit.Save(t, s.app, s.writer)
	first := s.comment(s.reader, nil)
	s.comment(s.writer, map[string]any{"parent": first.Id, "root": first.Id})
	drain(t, s.app)

	letters := office.Letters("")
	if len(letters) != 1 || letters[0].To != "reader@example.com" {
		t.Fatalf("%d letters: %+v", len(letters), letters)
	}
	l := letters[0]
	if l.Subject != "<script>alert(1)</script> replied to your comment on “深入 SQLite”" {
		t.Errorf("subject %q", l.Subject)
	}
	if strings.Contains(l.HTML, "<script") || !strings.Contains(l.HTML, "&lt;script") || !strings.Contains(l.HTML, `lang="en"`) {
		t.Errorf("%s", l.HTML)
	}
	for _, want := range []string{"https://qiao.example.org/en/comments/", "America/New_York", "https://qiao.example.org/en/settings/notifications", "https://qiao.example.org/en/unsubscribe#"} {
		if !strings.Contains(l.Text, want) || !strings.Contains(l.HTML, want) {
			t.Errorf("nothing of %s in\n%s", want, l.Text)
		}
	}
	if l.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || l.Header.Get("Auto-Submitted") == "" {
		t.Errorf("%v", l.Header)
	}
	s.expect(s.author, "comment:2")
}

// Mail isn't sent that isn't wanted, or of use, any more when its turn comes.
func TestMailThatIsntSent(t *testing.T) {
	for name, happens := range map[string]func(s *stage){
		"it was read":             func(s *stage) { s.read(s.reader) },
		"it was taken back":       func(s *stage) { s.article.Set("status", "archived"); testkit.Save(t, s.app, s.article) },
		"the address was changed": func(s *stage) { s.reader.Set("verified", false); testkit.Save(t, s.app, s.reader) },
		"the choice was changed": func(s *stage) {
			testkit.Create(t, s.app, schema.NotificationSettingsList, map[string]any{"user": s.reader.Id, "choices": map[string]any{"mention": "site"}})
		},
		"the account is suspended": func(s *stage) {
			s.reader.Set("suspended_until", "2099-01-01 00:00:00.000Z")
			testkit.Save(t, s.app, s.reader)
		},
		"the account is deleted": func(s *stage) {
			if err := s.app.Delete(s.reader); err != nil {
				t.Fatal(err)
			}
		},
		"the address is blocked": func(s *stage) {
			testkit.Create(t, s.app, schema.MailBlocks, map[string]any{"email": " Reader@Example.com", "reason": "complaint"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			office := testkit.NewPostOffice(t, s.app)
			s.comment(s.writer, map[string]any{"mentions": []string{s.reader.Id}})
			happens(s)
			drain(t, s.app)
			if n := len(office.Letters("reader@example.com")); n != 0 {
				t.Errorf("%d letters", n)
			}
			if n := testkit.Number(t, s.app, "SELECT count(*) FROM outbox WHERE kind = 'notify.mail' AND state = 'skipped' AND error != ''"); n != 1 {
				t.Errorf("%d skipped", n)
			}
		})
	}
}

func TestDigests(t *testing.T) {
	s := newStage(t)
	office := testkit.NewPostOffice(t, s.app)
	s.author.Set("zone", "Asia/Tokyo")
	testkit.Save(t, s.app, s.author)
	testkit.Create(t, s.app, schema.NotificationSettingsList, map[string]any{"user": s.author.Id, "digest": "daily", "choices": map[string]any{"vote": "digest", "follow": "off"}})
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	tomorrow := time.Now().In(tokyo).AddDate(0, 0, 1)
	eight := time.Date(tomorrow.Year(), tomorrow.Month(), tomorrow.Day(), 8, 0, 0, 0, tokyo)
	plan := func(at time.Time) {
		t.Helper()
		if err := notify.PlanDigests(at)(s.app); err != nil {
			t.Fatal(err)
		}
		drain(t, s.app)
	}

	plan(eight)
	if len(office.Letters("")) != 0 {
		t.Fatal("a digest without news")
	}
	s.vote(s.reader, s.article, "article")
	s.comment(s.reader, nil)
	plan(eight.Add(-time.Minute)) // today's eight o'clock was before anything happened, or is too long ago
	if len(office.Letters("")) != 0 {
		t.Fatal("too early")
	}
	for _, at := range []time.Duration{0, time.Minute, time.Hour} {
		plan(eight.Add(at))
	}
	letters := office.Letters("author@example.com")
	if len(letters) != 1 || len(office.Letters("")) != 1 {
		t.Fatalf("%d letters", len(letters))
	}
	text := letters[0].Text
	for _, want := range []string{"赞了你的文章《深入 SQLite》", "评论了你的文章《深入 SQLite》", "08:00 (Asia/Tokyo, UTC+09:00)", "/unsubscribe#"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing of %q in\n%s", want, text)
		}
	}
	plan(eight.AddDate(0, 0, 1)) // they have been told
	if len(office.Letters("")) != 1 {
		t.Error("told again the next day")
	}
	s.vote(s.writer, s.comment(s.author, nil), "comment")
	if _, err := s.app.DB().NewQuery("UPDATE notifications SET at = {:at} WHERE kind = 'vote'").Bind(map[string]any{"at": eight.Add(time.Hour).UTC().Format("2006-01-02 15:04:05.000Z")}).Execute(); err != nil {
		t.Fatal(err)
	}
	plan(eight.AddDate(0, 0, 2).Add(5 * time.Hour)) // after a standstill it waits for the next one
	if len(office.Letters("")) != 1 {
		t.Error("a digest in the afternoon")
	}
	plan(eight.AddDate(0, 0, 3))
	if len(office.Letters("")) != 2 {
		t.Errorf("%d letters", len(office.Letters("")))
	}
}

var headerURL = regexp.MustCompile(`^<https://qiao\.example\.org(/api/qiao/unsubscribe\?token=[\w.-]+)>$`)

func TestUnsubscribing(t *testing.T) {
	s := newStage(t)
	office := testkit.NewPostOffice(t, s.app)
	s.comment(s.writer, map[string]any{"mentions": []string{s.reader.Id}})
	drain(t, s.app)
	api := testkit.NewAPI(t, s.app)
	found := headerURL.FindStringSubmatch(office.Letters("reader@example.com")[0].Header.Get("List-Unsubscribe"))
	if found == nil {
		t.Fatal("no link in the header")
	}
	path := found[1]
	way := func() string {
		r, err := s.app.FindFirstRecordByData(schema.NotificationSettingsList, "user", s.reader.Id)
		if err != nil {
			return "none"
		}
		var choices map[string]string
		if err := r.UnmarshalJSONField("choices", &choices); err != nil {
			t.Fatal(err)
		}
		return choices["mention"]
	}
	// a scanner that follows links changes nothing
	if got := api.Send(nil, "GET", path, nil); got.JSON("subscribed") != true || got.JSON("kind") != "mention" || way() != "none" {
		t.Errorf("%s, %s", got.Body, way())
	}
	for range 2 {
		got := api.Send(nil, "POST", path, "List-Unsubscribe=One-Click", "Content-Type", "application/x-www-form-urlencoded")
		if got.Status != 200 || got.JSON("subscribed") != false || way() != "site" {
			t.Errorf("%d %s, %s", got.Status, got.Body, way())
		}
	}
	s.comment(s.writer, map[string]any{"mentions": []string{s.reader.Id}})
	drain(t, s.app)
	if n := len(office.Letters("reader@example.com")); n != 1 {
		t.Errorf("%d letters", n)
	}
	s.expect(s.reader, "mention:1 mention:1")
	if got := api.Send(nil, "POST", path+"&undo=1", nil); got.JSON("subscribed") != true || way() != "mail" {
		t.Errorf("%s, %s", got.Body, way())
	}

	token, _ := url.QueryUnescape(strings.SplitN(path, "token=", 2)[1])
	named, sum, _ := strings.Cut(token, ".")
	for _, wrong := range []string{"", ".", token + "A", named, "." + sum, strings.Repeat("a", 4000), strings.Replace(token, named[:4], "AAAA", 1), "%00." + sum} {
		for _, method := range []string{"GET", "POST"} {
			if got := api.Send(nil, method, fmt.Sprintf("/api/qiao/unsubscribe?token=%s", url.QueryEscape(wrong)), nil); got.Status != 400 {
				t.Errorf("%s %.40q: %d", method, wrong, got.Status)
			}
		}
	}
}

func TestPages(t *testing.T) {
	app := testkit.NewApp(t, register)
	api := testkit.NewAPI(t, app)
	for _, path := range []string{"/notifications", "/settings/notifications", "/unsubscribe", "/en/notifications", "/en/settings/notifications", "/en/unsubscribe"} {
		got := api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity")
		if got.Status != 200 || strings.Count(got.Body, "<h1") != 1 || !strings.Contains(got.Body, "noindex") || !strings.Contains(got.Body, "<noscript>") {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}
