package notify_test

import (
	"fmt"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// One connection takes one mail after the other, until the server ends it or another server is set; no mail is lost by it,
// and none needs a second attempt.
func TestLinesAreKept(t *testing.T) {
	app := testkit.NewApp(t, register)
	office := testkit.NewPostOffice(t, app)
	n := 0
	send := func(what string, mails, calls int, at *testkit.PostOffice) {
		t.Helper()
		for range mails {
			n++
			write(t, app, fmt.Sprintf("reader-%d@example.com", n), what)
		}
		drain(t, app)
		if at.Calls() != calls {
			t.Errorf("%s: %d connections, want %d", what, at.Calls(), calls)
		}
	}
	send("the first ones", 5, 1, office)
	send("more of them", 5, 1, office)
	office.HangUp()
	send("after the server hung up", 3, 2, office)
	if got := len(office.Letters("")); got != 13 {
		t.Errorf("%d letters, want 13", got)
	}
	// a refused address leaves nobody knows what behind: the next mail gets a new line
	office.Answer(testkit.Reply{At: "rcpt", Code: 550, Text: "5.1.1 no such user"})
	send("refused", 1, 2, office)
	send("after that", 2, 3, office)
	other := testkit.NewPostOffice(t, app)
	send("another server", 2, 1, other)
	if got := testkit.Number(t, app, "SELECT count(*) FROM outbox WHERE attempts != 1 OR state NOT IN ('done', 'failed')"); got != 0 {
		t.Errorf("%d needed another attempt", got)
	}
	// what a server refuses because it took enough over one connection is handed over another one
	send("here too", 1, 1, other)
	other.Answer(testkit.Reply{At: "mail", Code: 421, Text: "4.7.0 too many"})
	send("too many over one", 1, 2, other)
	if r, err := app.FindFirstRecordByData(schema.Outbox, "state", "waiting"); err == nil {
		t.Errorf("%s waits", r.GetString("payload"))
	}
	// and 120 are more than one connection is asked for
	send("a hundred and twenty", 120, 3, other)
}
