package afterwards_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/afterwards"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Everybody who was registered gets one mail, in their language and zone: those who came another one than those who didn't.
func TestFollowUp(t *testing.T) {
	p := newPortal(t, fields{"came_text": "谢谢 <b>各位</b>。", "missed_text": "下次再见。"})
	p.ask("几分？", "rating", nil)
	article := testkit.Article(t, p.app, p.author, fields{"title": "那天下午", "status": "published"})
	p.SQL("UPDATE events SET recap = {:recap} WHERE id = {:id}", dbx.Params{"recap": article.Id, "id": p.event.Id})
	office := testkit.NewPostOffice(t, p.app)
	_, key := p.somebody("came", true, fields{"lang": "en", "zone": "America/New_York"})
	p.somebody("missed", false, nil)
	p.somebody("left", false, nil)
	p.SQL("UPDATE registrations SET state = 'cancelled' WHERE name = 'left'", nil)
	p.SQL("DELETE FROM outbox", nil) // the mails about registrations

	if a := p.Expect("to whom", p.api.Send(p.organiser, "GET", p.ofEvent("/followup"), nil), 200); a.JSON("came") != 1.0 || a.JSON("missed") != 1.0 || a.JSON("sent") != "" {
		t.Error(a.Body)
	}
	p.Expect("the gate", p.api.Send(p.gate, "POST", p.ofEvent("/followup"), nil), 403)
	p.Expect("a member", p.api.Send(p.wang, "POST", p.ofEvent("/followup"), nil), 403)
	stale := p.Read(schema.EventAfterwardsList, p.settings.Id)
	var all sync.WaitGroup
	statuses := make([]int, 6)
	for i := range statuses {
		all.Add(1)
		go func() {
			defer all.Done()
			statuses[i] = p.api.Send(p.organiser, "POST", p.ofEvent("/followup"), nil).Status
		}()
	}
	all.Wait()
	sent := 0
	for _, s := range statuses {
		if s == 200 {
			sent++
		} else if s != 409 {
			t.Errorf("status %d", s)
		}
	}
	if sent != 1 {
		t.Errorf("it went out %d times", sent)
	}
	p.drain()
	came, missed := office.Letters("came@example.com"), office.Letters("missed@example.com")
	if len(came) != 1 || len(missed) != 1 || len(office.Letters("left@example.com")) != 0 {
		t.Fatalf("%d, %d, %d letters", len(came), len(missed), len(office.Letters("left@example.com")))
	}
	for _, want := range []string{"> 谢谢 <b>各位</b>。", "https://qiao.example/en/afterwards#" + key, "(America/New_York, UTC-", "(Asia/Shanghai, UTC+08:00)", "https://video.example/all", "The recap: 那天下午"} {
		if !strings.Contains(came[0].Text, want) {
			t.Errorf("the mail has no %q:\n%s", want, came[0].Text)
		}
	}
	if came[0].Subject != "Thank you for coming: 桥上的下午 <b>" || strings.Contains(came[0].HTML, "<b>各位") || strings.Contains(came[0].Text, "下次再见") {
		t.Errorf("%s\n%s", came[0].Subject, came[0].HTML)
	}
	if !strings.Contains(missed[0].Text, "下次再见。") || !strings.Contains(missed[0].Text, "填写问卷") || strings.Contains(missed[0].Text, "参与证明") {
		t.Error(missed[0].Text)
	}

	// never again: by a record read before, by the job, after the outbox was cleaned
	stale.Set("send_hours", 1)
	testkit.Save(t, p.app, stale)
	p.SQL("DELETE FROM outbox", nil)
	p.run("afterwards.mail")
	p.drain()
	if n := len(office.Letters("came@example.com")); n != 1 {
		t.Errorf("%d letters", n)
	}
	p.Expect("once more", p.api.Send(p.organiser, "POST", p.ofEvent("/followup"), nil), 409)
}

// Where hours are set it goes out by itself, once, and not for what was long ago or didn't take place.
func TestFollowUpByItself(t *testing.T) {
	p := newPortal(t, fields{"send_hours": 2})
	p.somebody("came", true, nil)
	p.SQL("DELETE FROM outbox", nil)
	queued := func() int { return p.Number("SELECT count(*) FROM outbox WHERE kind = 'afterwards.mail'") }
	set := func(ends types.DateTime, status string) {
		p.SQL("UPDATE events SET starts = {:ends}, ends = {:ends}, status = {:status} WHERE id = {:id}", dbx.Params{"ends": ends.String(), "status": status, "id": p.event.Id})
	}
	for what, when := range map[string]time.Duration{"too early": -time.Hour, "long ago": -100 * 24 * time.Hour, "to come": time.Hour} {
		set(in(when), "published")
		p.run("afterwards.mail")
		if n := queued(); n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	set(in(-3*time.Hour), "cancelled")
	p.run("afterwards.mail")
	if n := queued(); n != 0 {
		t.Errorf("cancelled: %d", n)
	}
	p.Expect("cancelled", p.api.Send(p.organiser, "POST", p.ofEvent("/followup"), nil), 400)
	set(in(-3*time.Hour), "published")
	p.run("afterwards.mail")
	if n := queued(); n != 1 || p.Read(schema.EventAfterwardsList, p.settings.Id).GetDateTime("sent").IsZero() {
		t.Errorf("%d queued", n)
	}
}

// One event whose mail can't be sent holds up no other: it is named, and has its turn again.
func TestFollowUpPastAFault(t *testing.T) {
	p := newPortal(t, fields{"send_hours": 2})
	other := testkit.Create(t, p.app, schema.Events, fields{
		"title": "另一场", "slug": "ling-yi-chang", "kind": "meetup", "mode": "online", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": in(-2 * time.Hour), "ends": in(-time.Hour), "author": p.author.Id,
	})
	testkit.Create(t, p.app, schema.EventAfterwardsList, fields{"event": other.Id, "send_hours": 2})
	p.SQL("UPDATE events SET starts = {:at}, ends = {:at}", dbx.Params{"at": in(-3 * time.Hour).String()})
	sent := func(event string) bool {
		return p.Number("SELECT count(*) FROM event_afterwards WHERE event = {:event} AND sent != ''", dbx.Params{"event": event}) == 1
	}
	for bad, good := range map[string]string{p.event.Id: other.Id, other.Id: p.event.Id} { // whichever comes first
		p.SQL("UPDATE event_afterwards SET sent = ''", nil)
		p.SQL("CREATE TRIGGER broken BEFORE UPDATE ON event_afterwards WHEN OLD.event = '"+bad+"' BEGIN SELECT RAISE(ABORT, 'broken'); END", nil)
		if err := afterwards.SendDue(p.app); err == nil || !strings.Contains(err.Error(), bad) || strings.Contains(err.Error(), good) {
			t.Errorf("the error is %v", err)
		}
		if sent(bad) || !sent(good) {
			t.Errorf("sent: the broken one %v, the other one %v", sent(bad), sent(good))
		}
		p.SQL("DROP TRIGGER broken", nil)
		if err := afterwards.SendDue(p.app); err != nil || !sent(bad) {
			t.Errorf("later: %v %v", sent(bad), err)
		}
	}
}
