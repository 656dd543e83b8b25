package registration_test

import (
	"encoding/csv"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Who may register, for what, and when; forged fields say nothing.
func TestRegistering(t *testing.T) {
	p := newPortal(t, 2, fields{"party": 1})
	unverified := testkit.User(t, p.app, "unverified")
	unverified.Set("verified", false)
	testkit.Save(t, p.app, unverified)
	p.expect("unverified", p.register(unverified, nil), 403)
	p.expect("a guest", p.api.Send(nil, "POST", all, fields{"event": p.event.Id, "ticket": p.ticket.Id, "user": p.wang.Id}), 400)
	p.expect("somebody else", p.api.Send(p.chen, "POST", all, fields{"event": p.event.Id, "ticket": p.ticket.Id, "user": p.wang.Id}), 400)
	r := p.registered(p.wang, fields{"state": "declined", "place": 99, "priority": 9, "arrived": "2026-01-01 00:00:00.000Z", "erased": true, "code": "forged", "confirmed": "2026-01-01 00:00:00.000Z",
		"email": "other@example.com", "offered_until": "2099-01-01 00:00:00.000Z", "cancelled": "2026-01-01 00:00:00.000Z", "zone": "No/Where"})
	got := schema.AsRegistration(r)
	if got.State() != "confirmed" || got.Place() != 1 || got.Priority() != 0 || !got.Arrived().IsZero() || got.Erased() || r.GetString("code") == "forged" || got.Email() != "" || got.Zone() != "" || got.Name() != "wang" ||
		!got.Cancelled().IsZero() || !got.OfferedUntil().IsZero() {
		t.Error(r.PublicExport())
	}
	p.refused("twice", p.register(p.wang, nil), "event", "registration.already")
	p.refused("somebody's colleague", p.register(p.chen, fields{"party": r.Id, "name": "陈的同事"}), "party", "registration.party_whose")
	p.expect("a colleague", p.register(p.wang, fields{"party": r.Id, "name": "同事", "email": "colleague@example.com"}), 200)
	p.refused("a second one", p.register(p.wang, fields{"party": r.Id, "name": "又一位"}), "party", "registration.party_most")
	p.refused("two lines", p.patch(p.wang, r, fields{"name": "王\r\nBcc: x@example.com"}), "name", "registration.name")
	p.expect("cancel", p.patch(p.wang, r, fields{"state": "cancelled"}), 200)
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM registrations WHERE state = 'cancelled'"); n != 2 {
		t.Errorf("%d cancelled, the colleague stays alone", n)
	}
	p.sound()

	for state, more := range map[string]fields{"closed": {"status": "cancelled"}, "over": {"status": "published", "starts": in(-time.Hour), "ends": in(time.Hour)}} {
		p.event = testkit.Fresh(t, p.app, p.event)
		for k, v := range more {
			p.event.Set(k, v)
		}
		testkit.Save(t, p.app, p.event)
		field := map[string]string{"closed": "event", "over": "ticket"}[state]
		p.refused(state, p.register(p.chen, nil), field, "registration."+state)
	}
}

// At the last moment: who is a millisecond late is late, in the transaction as well.
func TestWindowAndInvitation(t *testing.T) {
	p := newPortal(t, 2, fields{"waitlist": "off"})
	ticket := testkit.Fresh(t, p.app, p.ticket)
	ticket.Set("opens", in(time.Hour))
	testkit.Save(t, p.app, ticket)
	p.refused("early", p.register(p.wang, nil), "ticket", "registration.soon")
	ticket.Set("opens", in(-2*time.Hour))
	ticket.Set("closes", in(-time.Millisecond))
	testkit.Save(t, p.app, ticket)
	p.refused("late", p.register(p.wang, nil), "ticket", "registration.over")
	ticket.Set("closes", "")
	ticket.Set("code", "桥2026")
	testkit.Save(t, p.app, ticket)
	p.refused("without a code", p.register(p.wang, nil), "invitation", "registration.invitation")
	p.refused("a wrong code", p.register(p.wang, fields{"invitation": "桥2025"}), "invitation", "registration.invitation")
	p.registered(p.wang, fields{"invitation": " 桥2026 "})
	p.registered(p.chen, fields{"invitation": "桥2026"})
	p.refused("full", p.register(p.list, fields{"invitation": "桥2026"}), "ticket", "registration.full")
	if body := p.api.Send(nil, "GET", "/api/qiao/events/qiao-xia-wu/registration", nil).Body; strings.Contains(body, "桥2026") || !strings.Contains(body, `"invitation":true`) || !strings.Contains(body, `"why":"full"`) {
		t.Error(body)
	}
	other := testkit.Create(t, p.app, schema.Events, fields{"title": "另一个", "slug": "ling-yi-ge", "kind": "meetup", "mode": "offline", "status": "published", "lang": "zh", "zone": "Asia/Shanghai",
		"city": "成都", "starts": in(72 * time.Hour), "ends": in(75 * time.Hour), "author": p.author.Id})
	p.refused("a ticket of another event", p.api.Send(p.list, "POST", all, fields{"event": other.Id, "ticket": p.ticket.Id, "user": p.list.Id}), "ticket", "registration.no_ticket")
}

func TestAnswers(t *testing.T) {
	p := newPortal(t, 0, nil)
	ask := func(more fields) string {
		f := fields{"event": p.event.Id}
		for k, v := range more {
			f[k] = v
		}
		return testkit.Create(t, p.app, schema.EventQuestions, f).Id
	}
	// asked about first, though it comes later in the form
	diet := ask(fields{"label": "口味", "kind": "choice", "options": []string{"吃辣", "不吃辣"}, "required": true, "position": 5})
	how := ask(fields{"label": "多辣？", "kind": "text", "required": true, "only_if": diet, "only_if_value": "吃辣", "position": 1})
	topics := ask(fields{"label": "想听", "kind": "choices", "options": []string{"Go", "Rust"}})
	photo := ask(fields{"label": "同意拍照", "kind": "consent", "required": true})
	for code, answers := range map[string]any{
		"registration.answer_missing": fields{photo: true}, "registration.answer_choice": fields{diet: "都行", photo: true}, "registration.answer_consent": fields{diet: "不吃辣", photo: false},
		"registration.answers_unknown": fields{diet: "不吃辣", photo: true, "somethingelse00": "x"}, "registration.answers_shape": []string{"x"},
		"registration.answer_wrong": fields{diet: "吃辣", how: 9, photo: true}, "registration.answer_long": fields{diet: "吃辣", how: strings.Repeat("辣", 301), photo: true},
	} {
		p.refused(code, p.register(p.wang, fields{"answers": answers}), "answers", code)
	}
	p.refused("the condition", p.register(p.wang, fields{"answers": fields{diet: "吃辣", photo: true}}), "answers", "registration.answer_missing")
	p.refused("twice the same", p.register(p.wang, fields{"answers": fields{diet: "不吃辣", photo: true, topics: []string{"Go", "Go"}}}), "answers", "registration.answer_choice")
	r := p.registered(p.wang, fields{"answers": fields{diet: "不吃辣", how: "不该留下", topics: []string{"Rust"}, photo: true}})
	var kept map[string]any
	if err := r.UnmarshalJSONField("answers", &kept); err != nil || len(kept) != 3 || kept[how] != nil {
		t.Error(kept, err)
	}
	for why, bad := range map[string]fields{
		"no options": {"label": "选", "kind": "choice"}, "the same twice": {"label": "选", "kind": "choice", "options": []string{"a", "a"}},
		"a chain": {"label": "再问", "kind": "text", "only_if": how, "only_if_value": "x"},
	} {
		bad["event"] = p.event.Id
		p.expect(why, p.api.Send(p.author, "POST", "/api/collections/event_questions/records", bad), 400)
	}
}

var link = regexp.MustCompile(`https://qiao\.example(?:/en)?/registrations#([a-z0-9]+)`)

// A guest counts once the address is confirmed; the links of a mail are good for that registration alone.
func TestGuests(t *testing.T) {
	p := newPortal(t, 1, fields{"guests": true, "promote": true})
	office := testkit.NewPostOffice(t, p.app)
	const guests = "/api/qiao/registrations"
	sign := func(email string) testkit.Answer {
		return p.api.Send(nil, "POST", guests, fields{"event": p.event.Id, "ticket": p.ticket.Id, "name": "访客", "email": email, "zone": "America/New_York"}, "Accept-Language", "en")
	}
	p.refused("no address", sign("nonsense"), "email", "registration.email")
	p.refused("two lines", sign("a@example.com\r\nBcc: b@example.com"), "email", "registration.email")
	first := p.expect("register", sign("Guest@example.com"), 200)
	again := p.expect("once more", sign("guest@example.com"), 200)
	if first.Body != again.Body || p.taken() != 0 {
		t.Error(first.Body, again.Body, p.taken())
	}
	p.drain()
	letters := office.Letters("guest@example.com")
	if len(letters) != 2 { // the second asked for it again
		t.Fatalf("%d letters", len(letters))
	}
	key := link.FindStringSubmatch(letters[0].Text)
	if key == nil || letters[0].Subject != "Please confirm: 桥上的下午" || !strings.Contains(letters[0].Text, "Asia/Shanghai") || !strings.Contains(letters[0].Text, "America/New_York") {
		t.Fatal(letters[0].Text)
	}
	at := guests + "/" + key[1]
	if a := p.expect("look", p.api.Send(nil, "GET", at, nil), 200); a.JSON("seat", "state") != "unconfirmed" {
		t.Error(a.Body)
	}
	p.expect("a forged link", p.api.Send(nil, "POST", guests+"/"+key[1][:15]+strings.Repeat("0", 20), fields{"action": "cancel"}), 404)
	if a := p.expect("confirm", p.api.Send(nil, "POST", at, fields{"action": "confirm"}), 200); a.JSON("seat", "state") != "confirmed" || a.JSON("seat", "code") == nil {
		t.Error(a.Body)
	}
	p.expect("confirm again", p.api.Send(nil, "POST", at, fields{"action": "confirm"}), 200)
	p.drain()
	second := p.registered(p.wang, nil)
	if p.state(second) != "waiting" {
		t.Error(p.state(second))
	}
	// given to somebody else: the old link and ticket are good no more
	old := p.api.Send(nil, "GET", at, nil).JSON("seat", "code").(string)
	p.refused("to nobody", p.api.Send(nil, "POST", at, fields{"action": "transfer", "name": "乙", "email": "x"}), "email", "registration.email")
	p.expect("transfer", p.api.Send(nil, "POST", at, fields{"action": "transfer", "name": "乙", "email": "other@example.com"}), 204)
	p.expect("the old link", p.api.Send(nil, "GET", at, nil), 404)
	p.refused("the old ticket", p.api.Send(p.gate, "POST", "/api/qiao/checkins", fields{"event": p.event.Id, "code": old, "nonce": "old-ticket"}), "code", "registration.code_unknown")
	p.drain()
	given := office.Letters("other@example.com")
	if len(given) != 1 || !strings.HasPrefix(given[0].Subject, "Somebody gave you") {
		t.Fatal(given)
	}
	key = link.FindStringSubmatch(given[0].Text)
	p.expect("cancel by the link", p.api.Send(nil, "POST", guests+"/"+key[1], fields{"action": "cancel"}), 200)
	if p.state(second) != "confirmed" {
		t.Error("nobody was promoted:", p.state(second))
	}
	p.drain()
	p.drain()
	for to, want := range map[string]int{"guest@example.com": 4, "other@example.com": 2, "wang@example.com": 2} { // asked twice, confirmed, given away; given, cancelled; waiting is past, promoted
		if got := office.Letters(to); len(got) != want && to != "wang@example.com" {
			t.Errorf("%s: %d letters, want %d", to, len(got), want)
		}
	}
	mine := office.Letters("wang@example.com")
	if last := mine[len(mine)-1]; last.Subject != "候补成功：桥上的下午" || !strings.Contains(last.HTML, "cid:ticket.png") || !strings.Contains(last.Text, "/tickets/") {
		t.Error(last.Subject, last.Text)
	}
	p.sound()
	closed := newPortal(t, 1, nil)
	closed.expect("where guests can't", closed.api.Send(nil, "POST", guests, fields{"event": closed.event.Id, "ticket": closed.ticket.Id, "name": "访客", "email": "a@example.com"}), 403)
}

// Reminders, changes and cancellations: each once, however often the job runs.
func TestMailOfTheEvent(t *testing.T) {
	p := newPortal(t, 1, nil)
	office := testkit.NewPostOffice(t, p.app)
	p.registered(p.wang, nil)
	p.registered(p.chen, nil)
	p.drain()
	p.sql("UPDATE registrations SET confirmed = '2020-01-01 00:00:00.000Z' WHERE state = 'confirmed'", nil)
	move := func(change fields) {
		r := testkit.Fresh(t, p.app, p.event)
		for k, v := range change {
			r.Set(k, v)
		}
		testkit.Save(t, p.app, r)
		p.drain()
	}
	count := func(subject string) (n int) {
		for _, l := range office.Letters("") {
			if strings.HasPrefix(l.Subject, subject) {
				n++
			}
		}
		return n
	}
	move(fields{"starts": in(23 * time.Hour), "ends": in(26 * time.Hour)})
	if n := count("活动有变动"); n != 2 {
		t.Errorf("%d were told of the change", n)
	}
	for range 2 {
		p.run("registration.reminders")
		p.drain()
	}
	if n := count("明天见"); n != 1 {
		t.Errorf("%d reminders of a day", n)
	}
	move(fields{"starts": in(50 * time.Minute)})
	p.run("registration.reminders")
	p.drain()
	if day, hour := count("明天见"), count("即将开始"); day != 1 || hour != 1 {
		t.Errorf("%d and %d reminders", day, hour)
	}
	move(fields{"summary": "换个说法"})
	before := len(office.Letters(""))
	move(fields{"status": "cancelled"})
	move(fields{"summary": "再换"})
	if n := count("活动已取消"); n != 2 || len(office.Letters("")) != before+2 {
		t.Errorf("%d were told of the end", n)
	}
	move(fields{"status": "published"})
	if n := count("活动恢复举办"); n != 2 {
		t.Errorf("%d were told that it takes place", n)
	}
}

func TestCheckIn(t *testing.T) {
	p := newPortal(t, 1, nil)
	r, second := p.registered(p.wang, nil), p.registered(p.chen, nil)
	code := p.api.Send(p.wang, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil).JSON("mine", 0, "code").(string)
	scan := func(f fields) testkit.Answer {
		f["event"] = p.event.Id
		return p.api.Send(p.gate, "POST", "/api/qiao/checkins", f)
	}
	p.expect("a guest", p.api.Send(nil, "POST", "/api/qiao/checkins", fields{"event": p.event.Id, "code": code, "nonce": "guest-nonce"}), 401)
	p.expect("somebody", p.api.Send(p.wang, "POST", "/api/qiao/checkins", fields{"event": p.event.Id, "code": code, "nonce": "own-ticket"}), 403)
	p.refused("forged", scan(fields{"code": code[:12] + strings.Repeat("0", 12), "nonce": "nonce-forged"}), "code", "registration.code_unknown")
	p.refused("without a number", scan(fields{"code": code, "nonce": "x"}), "nonce", "registration.nonce")
	p.refused("who waits", scan(fields{"registration": second.Id, "nonce": "nonce-waits"}), "code", "registration.not_confirmed")
	// several helpers at once: one arrival
	var wg sync.WaitGroup
	outcomes := make([]any, 8)
	for i := range outcomes {
		wg.Go(func() {
			outcomes[i] = scan(fields{"code": strings.ToUpper(code[:4] + "-" + code[4:]), "nonce": "nonce-000" + string(rune('0'+i))}).JSON("outcome")
		})
	}
	wg.Wait()
	arrived := 0
	for _, o := range outcomes {
		switch o {
		case "arrived":
			arrived++
		case "already":
		default:
			t.Errorf("%v", o)
		}
	}
	if arrived != 1 {
		t.Errorf("%d arrivals", arrived)
	}
	a := scan(fields{"code": code, "nonce": "nonce-later"})
	if a.JSON("outcome") != "already" || a.JSON("by") != "gate" || a.JSON("at") == "" || a.JSON("name") != "wang" {
		t.Error(a.Body)
	}
	p.refused("cancel after that", p.patch(p.wang, r, fields{"state": "cancelled"}), "state", "registration.has_arrived")
	checkin := "/api/collections/check_ins/records/" + a.JSON("checkIn").(string)
	p.expect("undone by the gate", p.api.Send(p.gate, "PATCH", checkin, fields{"undone": "2026-01-01 00:00:00.000Z"}), 404)
	p.refused("forged", p.api.Send(p.organiser, "PATCH", checkin, fields{"undone": "2026-01-01 00:00:00.000Z", "user": p.wang.Id}), "user", "registration.stays")
	p.expect("undo", p.api.Send(p.organiser, "PATCH", checkin, fields{"undone": "2026-01-01 00:00:00.000Z"}), 200)
	if got := testkit.Fresh(t, p.app, r); got.GetString("arrived") != "" {
		t.Error("still there")
	}
	replayed := ""
	for i, o := range outcomes {
		if o == "arrived" {
			replayed, _ = scan(fields{"code": code, "nonce": "nonce-000" + string(rune('0'+i))}).JSON("outcome").(string)
		}
	}
	if replayed != "undone" {
		t.Errorf("a scan that was taken back and sent again: %q", replayed)
	}
	if a := scan(fields{"code": code, "nonce": "nonce-new"}); a.JSON("outcome") != "arrived" {
		t.Error(a.Body)
	}
}

// Organisers see who comes, find them, and take the list along; nothing in it is a formula. It is erased after a while.
func TestAttendees(t *testing.T) {
	p := newPortal(t, 0, fields{"guests": true})
	testkit.Create(t, p.app, schema.EventQuestions, fields{"event": p.event.Id, "label": "=1+1", "kind": "text"})
	r := p.registered(p.wang, fields{"name": "=HYPERLINK(\"http://evil.example\")", "answers": fields{p.question(): "  +cmd|' /C calc'!A0"}})
	p.registered(p.chen, fields{"name": "100%_陈"})
	at := "/api/qiao/events/" + p.event.Id + "/attendees"
	p.expect("gate", p.api.Send(p.gate, "GET", at, nil), 403)
	p.expect("somebody", p.api.Send(p.wang, "GET", at+"/csv", nil), 403)
	p.expect("a guest", p.api.Send(nil, "GET", at, nil), 401)
	a := p.expect("list", p.api.Send(p.organiser, "GET", at+"?q=%25_", nil), 200)
	if a.JSON("items", 0, "name") != "100%_陈" || a.JSON("items", 1) != nil || a.JSON("states", "confirmed") != 2.0 {
		t.Error(a.Body)
	}
	if b := p.api.Send(p.organiser, "GET", at+"?q=wang@example", nil); b.JSON("items", 0, "id") != r.Id {
		t.Error(b.Body)
	}
	table := p.expect("export", p.api.Send(p.author, "GET", at+"/csv", nil, "Accept-Language", "zh-CN"), 200)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table.Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatal(rows, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if first := strings.TrimSpace(cell); first != "" && strings.ContainsAny(first[:1], "=+-@|%") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	p.sql("UPDATE events SET starts = '2020-01-01 00:00:00.000Z', ends = '2020-01-01 02:00:00.000Z' WHERE id = {:id}", dbx.Params{"id": p.event.Id})
	p.run("registration.erase")
	if found := testkit.Mentions(t, p.app, "HYPERLINK"); len(found) != 0 {
		t.Errorf("still in %v", found)
	}
	if b := p.api.Send(p.organiser, "GET", at, nil); strings.Contains(b.Body, "wang") {
		t.Error(b.Body)
	}
	p.expect("an organiser", p.api.Send(p.organiser, "GET", all+"/"+r.Id, nil), 404)
	p.expect("oneself", p.api.Send(p.wang, "GET", all+"/"+r.Id, nil), 200)
}

// question is the id of the event's only question.
func (p *portal) question() string {
	p.t.Helper()
	r, err := p.app.FindFirstRecordByData(schema.EventQuestions, "event", p.event.Id)
	if err != nil {
		p.t.Fatal(err)
	}
	return r.Id
}

// The pages: registration without scripts, a ticket with its codes, and nothing for who has no code.
func TestPages(t *testing.T) {
	p := newPortal(t, 2, nil)
	p.registered(p.wang, nil)
	code := p.api.Send(p.wang, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil).JSON("mine", 0, "code").(string)
	for path, want := range map[string]string{
		"/events/qiao-xia-wu/register": "剩余 1 / 2", "/en/events/qiao-xia-wu/register": "1 of 2 left", "/events/qiao-xia-wu/manage": "data-bench", "/registrations": "data-registration-key",
		"/tickets/" + code: "/tickets/" + code + "/qr.svg", "/tickets/" + code + "/qr.svg": "<svg", "/tickets/" + code + "/qr.png": "PNG",
	} {
		a := p.expect(path, p.api.Send(nil, "GET", path, nil), 200)
		if !strings.Contains(a.Body, want) || strings.Contains(a.Body, "wang") {
			t.Errorf("%s: %.600s", path, a.Body)
		}
	}
	p.expect("a forged ticket", p.api.Send(nil, "GET", "/tickets/"+code[:12]+strings.Repeat("0", 12), nil), 404)
	p.expect("no such event", p.api.Send(nil, "GET", "/events/nothing/register", nil), 404)
	p.registered(p.chen, nil)
	if a := p.api.Send(nil, "GET", "/events/qiao-xia-wu/register", nil); !strings.Contains(a.Body, "名额已满") {
		t.Error("the page still has a seat")
	}
}

// A seat that is given away at once: what was to be written to the one who had it doesn't go to the other.
func TestGivenAtOnce(t *testing.T) {
	p := newPortal(t, 1, nil)
	p.registered(p.wang, nil)
	key := p.expect("show", p.api.Send(p.wang, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil), 200).JSON("mine", 0, "key").(string)
	p.expect("transfer", p.api.Send(nil, "POST", "/api/qiao/registrations/"+key, fields{"action": "transfer", "name": "乙", "email": "other@example.com"}), 204)
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM outbox WHERE kind = 'registration.mail' AND [[key]] LIKE 'confirmed:%' AND state = 'skipped'"); n != 1 {
		t.Error("the confirmation is still to be sent")
	}
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM outbox WHERE kind = 'registration.mail' AND [[key]] LIKE 'giv%' AND state = 'waiting'"); n != 2 {
		t.Errorf("%d letters about the transfer", n)
	}
}
