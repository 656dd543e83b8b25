package notify_test

import (
	"context"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/mails"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"qiao/hooks"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) {
	hooks.Register(app, hooks.Config{CacheMB: 4, URL: "https://qiao.example.org"})
}

// write sends a plain mail through the program's mailer.
func write(t *testing.T, app core.App, to, subject string) {
	t.Helper()
	err := app.NewMailClient().Send(&mailer.Message{
		From: mail.Address{Name: "桥", Address: "qiao@example.org"}, To: []mail.Address{{Address: to}}, Subject: subject, HTML: "<p>你好，<a href=\"https://a.example/\">这里</a></p>",
	})
	if err != nil {
		t.Fatal(err)
	}
}

// drain does what is due in the outbox.
func drain(t *testing.T, app core.App) int {
	t.Helper()
	n, err := jobs.Drain(context.Background(), app)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// due lets what waits for another attempt be due at once.
func due(t *testing.T, app core.App) {
	t.Helper()
	if _, err := app.DB().NewQuery("UPDATE outbox SET next = '2001-01-01 00:00:00.000Z' WHERE state IN ('waiting', 'running')").Execute(); err != nil {
		t.Fatal(err)
	}
}

// outgoing gives the outbox's one row.
func outgoing(t *testing.T, app core.App) *schema.Outgoing {
	t.Helper()
	list, err := app.FindAllRecords(schema.Outbox)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d rows in the outbox, %v", len(list), err)
	}
	return schema.AsOutgoing(list[0])
}

func TestMailGoesThroughTheOutbox(t *testing.T) {
	app := testkit.NewApp(t, register)
	office := testkit.NewPostOffice(t, app)
	write(t, app, "reader@example.com", "题目")
	if office.Tries() != 0 || outgoing(t, app).State() != jobs.Waiting {
		t.Error("the mail didn't wait in the outbox")
	}
	drain(t, app)
	letters := office.Letters("reader@example.com")
	if len(letters) != 1 || letters[0].Subject != "题目" || !strings.Contains(letters[0].HTML, "你好") || !strings.Contains(letters[0].Text, "https://a.example/") {
		t.Fatalf("%+v", letters)
	}
	if id := letters[0].Header.Get("Message-ID"); !strings.HasSuffix(id, "@example.org>") {
		t.Errorf("message id %q", id)
	}
	row := outgoing(t, app)
	if row.State() != jobs.Done || strings.Contains(row.GetString("payload"), "你好") {
		t.Errorf("%s, payload %s", row.State(), row.GetString("payload"))
	}
	due(t, app)
	drain(t, app)
	if len(office.Letters("")) != 1 {
		t.Error("sent again")
	}
}

// A mail that belongs to a change is there with it, or not at all.
func TestMailOfATransaction(t *testing.T) {
	app := testkit.NewApp(t, register)
	office := testkit.NewPostOffice(t, app)
	undone := app.RunInTransaction(func(tx core.App) error {
		if err := jobs.Enqueue(tx, "mail", "key", map[string]any{}, time.Time{}); err != nil {
			return err
		}
		return context.Canceled
	})
	if undone == nil || testkit.Number(t, app, "SELECT count(*) FROM outbox") != 0 {
		t.Error("an undone transaction left its mail")
	}
	drain(t, app)
	if office.Tries() != 0 {
		t.Error("it was sent")
	}
}

func TestRepliesOfTheServer(t *testing.T) {
	again := testkit.Reply{At: "rcpt", Code: 451, Text: "4.7.1 greylisted, come back"}
	for name, test := range map[string]struct {
		replies []testkit.Reply
		rounds  int // attempts that the script allows for
		state   string
		arrived int
		blocked int
		error   string
	}{
		"accepted":           {nil, 1, jobs.Done, 1, 0, ""},
		"later twice":        {[]testkit.Reply{again, again}, 3, jobs.Done, 1, 0, ""},
		"later":              {[]testkit.Reply{again}, 1, jobs.Waiting, 0, 0, "greylisted"},
		"no such user":       {[]testkit.Reply{{At: "rcpt", Code: 550, Text: "5.1.1 no such user"}}, 2, jobs.Failed, 0, 1, "no such user"},
		"a full mailbox":     {[]testkit.Reply{{At: "rcpt", Code: 552, Text: "5.2.2 mailbox full"}}, 2, jobs.Failed, 0, 0, "mailbox full"},
		"content refused":    {[]testkit.Reply{{At: "dot", Code: 554, Text: "5.7.1 looks like spam"}}, 2, jobs.Failed, 0, 0, "spam"},
		"content, later":     {[]testkit.Reply{{At: "dot", Code: 452, Text: "4.3.1 no room"}}, 2, jobs.Done, 1, 0, ""},
		"hung up after dot":  {[]testkit.Reply{{At: "dot"}}, 3, jobs.Unknown, 1, 0, "didn't answer"},
		"address is refused": {[]testkit.Reply{{At: "dot", Code: 550, Text: "5.1.1 no such user"}}, 2, jobs.Failed, 0, 1, "no such user"},
	} {
		t.Run(name, func(t *testing.T) {
			app := testkit.NewApp(t, register)
			office := testkit.NewPostOffice(t, app)
			office.Answer(test.replies...)
			write(t, app, "Reader@example.com", "题目")
			for range test.rounds {
				drain(t, app)
				if test.rounds > 1 {
					due(t, app)
				}
			}
			row := outgoing(t, app)
			if row.State() != test.state || len(office.Letters("")) != test.arrived || !strings.Contains(row.Error(), test.error) {
				t.Errorf("%s (%s), %d arrived", row.State(), row.Error(), len(office.Letters("")))
			}
			if n := testkit.Number(t, app, "SELECT count(*) FROM mail_blocks WHERE email = 'reader@example.com' AND reason = 'bounce'"); n != test.blocked {
				t.Errorf("%d blocks", n)
			}
			if test.blocked > 0 {
				tries := office.Tries()
				write(t, app, "reader@EXAMPLE.com", "另一封")
				drain(t, app)
				if office.Tries() != tries || testkit.Number(t, app, "SELECT count(*) FROM outbox WHERE state = 'skipped'") != 1 {
					t.Error("mail to a blocked address was tried")
				}
			}
		})
	}
}

// A connection that breaks amid the content has delivered nothing; the mail arrives once.
func TestConnectionBreaks(t *testing.T) {
	app := testkit.NewApp(t, register)
	office := testkit.NewPostOffice(t, app)
	user := testkit.User(t, app, "reader")
	office.Answer(testkit.Reply{At: "data"}, testkit.Reply{At: "data"})
	if err := mails.SendRecordVerification(app, user); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		drain(t, app)
		due(t, app)
	}
	if n := len(office.Letters("reader@example.com")); n != 1 || office.Tries() != 3 {
		t.Errorf("%d arrived in %d attempts", n, office.Tries())
	}
}

// What a dead process left behind: before the dot it is sent, after it it isn't sent twice
// unless that does no harm.
func TestLeftBehindByADeadProcess(t *testing.T) {
	for name, test := range map[string]struct {
		mark   string
		secret bool
		state  string
		sent   int
	}{
		"before the dot":          {"", false, jobs.Done, 1},
		"after the dot":           {"2026-01-01 00:00:00.000Z", false, jobs.Unknown, 0},
		"after the dot, a secret": {"2026-01-01 00:00:00.000Z", true, jobs.Done, 1},
	} {
		t.Run(name, func(t *testing.T) {
			app := testkit.NewApp(t, register)
			office := testkit.NewPostOffice(t, app)
			if test.secret {
				if err := mails.SendRecordPasswordReset(app, testkit.User(t, app, "reader")); err != nil {
					t.Fatal(err)
				}
			} else {
				write(t, app, "reader@example.com", "题目")
			}
			if _, err := app.DB().NewQuery("UPDATE outbox SET state = 'running', node = 'dead', mark = {:mark}, next = '2099-01-01 00:00:00.000Z'").
				Bind(map[string]any{"mark": test.mark}).Execute(); err != nil {
				t.Fatal(err)
			}
			if drain(t, app) != 0 {
				t.Fatal("taken from a node whose lease runs")
			}
			due(t, app)
			drain(t, app)
			if row := outgoing(t, app); row.State() != test.state || len(office.Letters("")) != test.sent {
				t.Errorf("%s (%s), %d sent", row.State(), row.Error(), len(office.Letters("")))
			}
		})
	}
}

// A link to set a password is of no use after its time, and isn't sent then.
func TestSecretsExpire(t *testing.T) {
	app := testkit.NewApp(t, register)
	office := testkit.NewPostOffice(t, app)
	user := testkit.User(t, app, "reader")
	for range 2 { // asked for twice in a second, it is one mail
		if err := mails.SendRecordOTP(app, user, "otp", "12345678"); err != nil {
			t.Fatal(err)
		}
	}
	row := outgoing(t, app)
	if !row.Urgent() {
		t.Error("a code to sign in isn't urgent")
	}
	if _, err := app.DB().NewQuery("UPDATE outbox SET payload = json_set(payload, '$.expires', '2020-01-01T00:00:00Z')").Execute(); err != nil {
		t.Fatal(err)
	}
	drain(t, app)
	row = outgoing(t, app)
	if office.Tries() != 0 || row.State() != jobs.Skipped || strings.Contains(row.GetString("payload"), "12345678") {
		t.Errorf("%d tries, %s, %s", office.Tries(), row.State(), row.GetString("payload"))
	}
}

// The dashboard's test button shows what the server says at once.
func TestTestMailIsDirect(t *testing.T) {
	app := testkit.NewApp(t, register)
	office := testkit.NewPostOffice(t, app)
	api := testkit.NewAPI(t, app)
	root := testkit.Superuser(t, app)
	got := api.Send(root, "POST", "/api/settings/test/email", map[string]any{"email": "a@example.com", "template": "verification", "collection": "users"})
	if got.Status != 204 || testkit.Number(t, app, "SELECT count(*) FROM outbox") != 0 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if app.TestMailer.TotalSend() != 1 || office.Tries() != 0 {
		t.Error("it wasn't sent by PocketBase's own mailer")
	}
}

// Without an SMTP server, a mailer that another hook put in place keeps its mail.
func TestOtherMailers(t *testing.T) {
	app := testkit.NewApp(t, register)
	write(t, app, "reader@example.com", "题目")
	if app.TestMailer.TotalSend() != 1 {
		t.Error("it didn't get the mail")
	}
}

// eventually waits for what another goroutine does.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(what)
		}
	}
}

// While the program serves, mail leaves by itself; a superuser has a failed one tried again.
func TestWorkers(t *testing.T) {
	app := testkit.NewApp(t, register)
	office := testkit.NewPostOffice(t, app)
	api := testkit.NewAPI(t, app)
	write(t, app, "one@example.com", "第一封")
	eventually(t, "the mail didn't leave", func() bool { return len(office.Letters("one@example.com")) == 1 })

	office.Answer(testkit.Reply{At: "dot", Code: 554, Text: "no"})
	write(t, app, "two@example.com", "第二封")
	eventually(t, "the mail didn't fail", func() bool {
		return testkit.Number(t, app, "SELECT count(*) FROM outbox WHERE state = 'failed'") == 1
	})
	failed, err := app.FindFirstRecordByData(schema.Outbox, "state", jobs.Failed)
	if err != nil {
		t.Fatal(err)
	}
	root := testkit.Superuser(t, app)
	path := "/api/collections/outbox/records/" + failed.Id
	for _, as := range []*core.Record{nil, testkit.User(t, app, "somebody", "editor", "moderator")} {
		if got := api.Send(as, "PATCH", path, map[string]any{"state": "waiting"}); got.Status != 403 {
			t.Errorf("somebody else: %d", got.Status)
		}
	}
	if got := api.Send(root, "PATCH", path, map[string]any{"state": "waiting"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	eventually(t, "it wasn't tried again", func() bool { return len(office.Letters("two@example.com")) == 1 })
}
