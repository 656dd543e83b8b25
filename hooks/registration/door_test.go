package registration_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func (p *portal) doorList(by *core.Record, after string) testkit.Answer {
	p.t.Helper()
	return p.api.Send(by, "GET", "/api/qiao/events/"+p.event.Id+"/door?after="+url.QueryEscape(after), nil)
}

// code is what stands on the ticket of somebody's own registration.
func (p *portal) code(of *core.Record) string {
	p.t.Helper()
	return p.expect("show", p.api.Send(of, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil), 200).JSON("mine", 0, "code").(string)
}

// Helpers at the door get names and hashes of codes, and of who doesn't come not even the name; nobody else gets anything.
func TestDoorList(t *testing.T) {
	p := newPortal(t, 2, nil)
	p.registered(p.wang, fields{"name": "王"})
	p.registered(p.chen, fields{"name": "陈"})
	gone := p.registered(p.list, fields{"name": "候补的人"})
	p.expect("cancel", p.patch(p.list, gone, fields{"state": "cancelled"}), 200)
	for _, who := range []*core.Record{p.gate, p.organiser, p.author, p.super} {
		p.expect("staff", p.doorList(who, ""), 200)
	}
	p.expect("a member", p.doorList(p.wang, ""), 403)
	p.expect("a guest", p.doorList(nil, ""), 401)

	v := p.expect("list", p.doorList(p.gate, ""), 200)
	code := p.code(p.wang)
	for _, secret := range []string{code, code[:12], "候补的人", "@", "secret"} {
		if strings.Contains(v.Body, secret) {
			t.Errorf("the list has %q: %s", secret, v.Body)
		}
	}
	sum := sha256.Sum256([]byte(p.event.Id + ":" + code))
	if !strings.Contains(v.Body, hex.EncodeToString(sum[:16])) {
		t.Errorf("no hash of %s in %s", code, v.Body)
	}
	if v.JSON("total") != 3.0 || v.JSON("expected") != 2.0 || v.JSON("arrived") != 0.0 || v.JSON("more") != false {
		t.Error(v.Body)
	}
	// later, what changed: who arrived, and by whom
	later := "9999-01-01 00:00:00.000Z|"
	if v := p.expect("nothing new", p.doorList(p.gate, later), 200); strings.Contains(v.Body, "王") {
		t.Error(v.Body)
	}
	cursor := v.JSON("cursor").(string)
	p.sql("UPDATE registrations SET updated = '2020-01-01 00:00:00.000Z'", nil)
	p.expect("arrive", p.api.Send(p.gate, "POST", "/api/qiao/checkins", fields{"event": p.event.Id, "code": code, "nonce": "number-1"}), 200)
	v = p.expect("what changed", p.doorList(p.organiser, cursor), 200)
	if v.JSON("items", 0, "name") != "王" || v.JSON("items", 0, "by") != "gate" || v.JSON("items", 1) != nil || v.JSON("arrived") != 1.0 {
		t.Error(v.Body)
	}
	// who is taken off the staff gets nothing more
	staff, err := p.app.FindFirstRecordByFilter(schema.EventStaffList, "user = {:user}", dbx.Params{"user": p.gate.Id})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.app.Delete(staff); err != nil {
		t.Fatal(err)
	}
	p.expect("not any more", p.doorList(p.gate, ""), 403)
}

// A list of thousands comes in pages, each person once.
func TestDoorListOfThousands(t *testing.T) {
	p := newPortal(t, 0, nil)
	p.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500)
		INSERT INTO registrations (id, event, ticket, name, lang, state, place, code, secret, answers, created, updated)
		SELECT printf('person%09d', i), {:event}, {:ticket}, 'Person ' || i, 'zh', 'confirmed', i, printf('%012d', i), 'x', 'null', '2026-01-01', printf('2026-01-01 00:00:00.%03dZ', i / 100) FROM n`,
		dbx.Params{"event": p.event.Id, "ticket": p.ticket.Id})
	seen, cursor := map[string]bool{}, ""
	for page := 1; ; page++ {
		v := p.expect("page", p.doorList(p.gate, cursor), 200)
		items := v.JSON("items").([]any)
		for _, one := range items {
			id := one.(map[string]any)["id"].(string)
			if seen[id] {
				t.Fatalf("%s twice", id)
			}
			seen[id] = true
		}
		cursor = v.JSON("cursor").(string)
		if v.JSON("more") == false {
			if page != 3 {
				t.Errorf("%d pages", page)
			}
			break
		}
	}
	if len(seen) != 4500 {
		t.Errorf("%d people", len(seen))
	}
}

// What a device kept is sent at once: each scan is answered by itself, and counts once however often it is sent.
func TestScansAtOnce(t *testing.T) {
	p := newPortal(t, 0, nil)
	first, second := p.registered(p.wang, nil), p.registered(p.chen, nil)
	waits := p.registered(p.list, nil)
	p.expect("cancel", p.patch(p.list, waits, fields{"state": "cancelled"}), 200)
	send := func(by *core.Record, scans ...fields) testkit.Answer {
		return p.api.Send(by, "POST", "/api/qiao/checkins/batch", fields{"event": p.event.Id, "scans": scans})
	}
	at := time.Now().Add(-2 * time.Hour).UTC().Format("2006-01-02T15:04:05.000Z")
	scans := []fields{
		{"registration": first.Id, "nonce": "offline-1", "at": at}, {"code": p.code(p.chen), "nonce": "offline-2", "at": at}, {"registration": first.Id, "nonce": "offline-3"},
		{"code": "nonsense", "nonce": "offline-4"}, {"registration": waits.Id, "nonce": "offline-5"}, {"registration": second.Id, "nonce": "x"},
	}
	for range 3 {
		v := p.expect("batch", send(p.gate, scans...), 200)
		for i, want := range []string{"arrived", "arrived", "already", "", "", ""} {
			got := v.JSON("results", i, "outcome")
			if got == nil {
				got = ""
			}
			if got != want {
				t.Errorf("scan %d: %v, want %s: %s", i, got, want, v.Body)
			}
		}
		for i, want := range map[int]string{3: "registration.code_unknown", 4: "registration.not_confirmed", 5: "registration.nonce"} {
			if v.JSON("results", i, "code") != want || v.JSON("results", i, "error") == nil {
				t.Error(v.Body)
			}
		}
		if v.JSON("results", 2, "by") != "gate" || !strings.HasPrefix(v.JSON("results", 0, "at").(string), at[:10]+" "+at[11:19]) {
			t.Error(v.Body)
		}
	}
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM check_ins"); n != 2 {
		t.Errorf("%d arrivals", n)
	}
	p.expect("a member", send(p.wang, scans...), 403)
	p.expect("a guest", send(nil, scans...), 401)
	many := make([]fields, 201)
	p.expect("too many", send(p.gate, many...), 400)
	p.expect("no list", p.api.Send(p.gate, "POST", "/api/qiao/checkins/batch", fields{"event": p.event.Id, "scans": "x"}), 400)
}

// Several doors scan the same people at once: each person arrives once, and every scan is answered.
func TestSeveralDoors(t *testing.T) {
	p := newPortal(t, 0, nil)
	var scans []fields
	for i := range 20 {
		r := p.registered(p.somebody(), nil)
		scans = append(scans, fields{"registration": r.Id, "nonce": fmt.Sprint("of-the-door-", i)})
	}
	var doors sync.WaitGroup
	var arrived atomic.Int64
	for door := range 4 {
		doors.Go(func() {
			mine := make([]fields, len(scans))
			for i, s := range scans {
				mine[i] = fields{"registration": s["registration"], "nonce": fmt.Sprint(s["nonce"], "-", door)}
			}
			v := p.api.Send(p.gate, "POST", "/api/qiao/checkins/batch", fields{"event": p.event.Id, "scans": mine})
			for i := range mine {
				if v.JSON("results", i, "outcome") == "arrived" {
					arrived.Add(1)
				}
			}
		})
	}
	doors.Wait()
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM check_ins WHERE undone = ''"); n != 20 || arrived.Load() != 20 {
		t.Errorf("%d arrivals, %d told", n, arrived.Load())
	}
}

func (p *portal) walkIn(by *core.Record, more fields) testkit.Answer {
	p.t.Helper()
	f := fields{"ticket": p.ticket.Id, "name": "路过的人", "nonce": "walk-in-1"}
	for k, v := range more {
		f[k] = v
	}
	return p.api.Send(by, "POST", "/api/qiao/events/"+p.event.Id+"/walkins", f)
}

// begin moves the event to an hour from now.
func (p *portal) begin() {
	p.t.Helper()
	e := testkit.Fresh(p.t, p.app, p.event)
	e.Set("starts", in(-time.Hour))
	e.Set("ends", in(time.Hour))
	testkit.Save(p.t, p.app, e)
}

// Who comes without a registration is taken in where a seat is free, also once registration is over, and never above it.
func TestWalkIns(t *testing.T) {
	p := newPortal(t, 2, nil)
	p.registered(p.wang, nil)
	p.refused("days before, by the gate", p.walkIn(p.gate, nil), "event", "registration.door_early")
	p.begin()
	p.refused("online registration is over", p.register(p.chen, nil), "ticket", "registration.over")
	p.expect("a member", p.walkIn(p.chen, nil), 403)
	p.expect("a guest", p.walkIn(nil, nil), 401)
	p.refused("no name", p.walkIn(p.gate, fields{"name": " "}), "name", "registration.name")
	p.refused("no number", p.walkIn(p.gate, fields{"nonce": "x"}), "nonce", "registration.nonce")
	p.refused("no address", p.walkIn(p.gate, fields{"email": "nobody"}), "email", "registration.email")
	v := p.expect("walk in", p.walkIn(p.gate, fields{"email": "New@Example.com"}), 200)
	if v.JSON("outcome") != "arrived" || v.JSON("by") != "gate" {
		t.Error(v.Body)
	}
	if again := p.expect("sent twice", p.walkIn(p.gate, fields{"email": "New@Example.com"}), 200); again.JSON("registration") != v.JSON("registration") {
		t.Error(again.Body)
	}
	p.refused("full", p.walkIn(p.organiser, fields{"nonce": "walk-in-2"}), "ticket", "registration.door_full")
	p.refused("the same address", p.walkIn(p.organiser, fields{"nonce": "walk-in-2", "email": "new@example.com"}), "email", "registration.transfer_there")
	p.sound()
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM outbox WHERE kind = 'registration.mail' AND [[key]] LIKE 'confirmed:%'"); n != 2 {
		t.Errorf("%d mails", n)
	}
	// what is given by approval or invitation is for organisers
	special := p.addTicket(fields{"name": "嘉宾票", "capacity": 5, "code": "secret-word"})
	p.refused("an invitation", p.walkIn(p.gate, fields{"ticket": special.Id, "nonce": "walk-in-3"}), "ticket", "registration.door_organiser")
	p.expect("by an organiser", p.walkIn(p.organiser, fields{"ticket": special.Id, "nonce": "walk-in-3"}), 200)
	p.refused("a ticket that isn't", p.walkIn(p.gate, fields{"ticket": p.event.Id, "nonce": "walk-in-4"}), "ticket", "registration.no_ticket")
	e := testkit.Fresh(t, p.app, p.event)
	e.Set("status", "cancelled")
	testkit.Save(t, p.app, e)
	p.refused("cancelled", p.walkIn(p.organiser, fields{"ticket": special.Id, "nonce": "walk-in-5"}), "event", "registration.closed")
	p.sound()
}

// Many helpers at once don't sell a seat twice.
func TestWalkInsAtOnce(t *testing.T) {
	p := newPortal(t, 5, nil)
	p.begin()
	var helpers sync.WaitGroup
	var taken atomic.Int64
	for i := range 20 {
		helpers.Go(func() {
			if p.walkIn(p.gate, fields{"name": fmt.Sprint("第", i), "nonce": fmt.Sprint("at-once-", i)}).Status == 200 {
				taken.Add(1)
			}
		})
	}
	helpers.Wait()
	if taken.Load() != 5 || p.taken() != 5 {
		t.Errorf("%d of 5, the ticket says %d", taken.Load(), p.taken())
	}
	p.sound()
}

// Badges have the name, the company where the account shows one, the ticket and the code; they are the organisers'.
func TestBadges(t *testing.T) {
	p := newPortal(t, 1, nil)
	p.wang.Set("company", "桥梁公司")
	testkit.Save(t, p.app, p.wang)
	p.registered(p.wang, fields{"name": "王 <b>"})
	p.registered(p.chen, fields{"name": "候补"})
	at := "/api/qiao/events/" + p.event.Id + "/badges"
	v := p.expect("badges", p.api.Send(p.organiser, "GET", at, nil), 200)
	if v.JSON("total") != 1.0 || v.JSON("items", 0, "name") != "王 <b>" || v.JSON("items", 0, "company") != "桥梁公司" || !strings.HasPrefix(v.JSON("items", 0, "path").(string), "M4 4h7v1h-7z") {
		t.Error(v.Body)
	}
	p.wang.Set("private", []string{"company"})
	testkit.Save(t, p.app, p.wang)
	if v := p.expect("badges", p.api.Send(p.author, "GET", at+"?ticket="+p.ticket.Id, nil), 200); v.JSON("items", 0, "company") != "" {
		t.Error(v.Body)
	}
	p.expect("the gate", p.api.Send(p.gate, "GET", at, nil), 403)
	p.expect("a member", p.api.Send(p.wang, "GET", at, nil), 403)
}
