package afterwards_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
)

// Who came makes a certificate once, with the name they choose, and everybody can verify it. Who didn't come, or has somebody
// else's link or none, gets none.
func TestCertificate(t *testing.T) {
	p := newPortal(t, nil)
	r, key := p.somebody("chen", true, fields{"user": p.wang.Id, "email": ""})
	_, missed := p.somebody("missed", false, nil)
	_, gone := p.somebody("gone", true, nil)
	p.SQL("UPDATE registrations SET state = 'cancelled' WHERE name = 'gone'", nil)
	for _, name := range []string{"", " \t ", "王\u202e", "王\x00", strings.Repeat("长", 81)} {
		p.Refused("the name "+name, p.certify(key, name), "name", "afterwards.name")
	}
	p.Expect("who missed it", p.certify(missed, "某人"), 403)
	p.Expect("who cancelled", p.certify(gone, "某人"), 403)
	p.Expect("a forged key", p.certify(r.Id+strings.Repeat("0", 20), "某人"), 404)
	p.Expect("no key", p.certify("-", "某人"), 404)

	// asked for at the same moment it is one
	var all sync.WaitGroup
	codes := make([]string, 8)
	for i := range codes {
		all.Add(1)
		go func() {
			defer all.Done()
			codes[i], _ = p.certify(key, "王 <script>alert(1)</script>").JSON("code").(string)
		}()
	}
	all.Wait()
	for _, code := range codes {
		if code == "" || code != codes[0] {
			t.Fatalf("%q", codes)
		}
	}
	code := codes[0]
	page := p.Expect("its page", p.api.Send(nil, "GET", "/certificates/"+code, nil), 200)
	for _, want := range []string{"这份证明是真的", "王 &lt;script&gt;", "3 小时", "noindex", "桥上的下午 &lt;b&gt;"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	for _, secret := range []string{"wang@example.com", "<script>alert", r.Id, "chen"} {
		if strings.Contains(page.Body, secret) {
			t.Errorf("the page has %q", secret)
		}
	}
	if a := p.Expect("a forged code", p.api.Send(nil, "GET", "/certificates/"+strings.Repeat("0", 16), nil), 404); !strings.Contains(a.Body, "没有这个编号的证明") {
		t.Error(a.Body[:600])
	}
	p.Expect("no code at all", p.api.Send(nil, "GET", "/certificates/%3Cscript%3E", nil), 404)
	typed := strings.ToUpper(code[:4] + "-" + code[4:8] + " " + code[8:])
	if a := p.api.Send(nil, "GET", "/certificates?code="+strings.ReplaceAll(typed, " ", "+"), nil); a.Status != 302 || a.Header.Get("Location") != "/certificates/"+code {
		t.Errorf("%d %q", a.Status, a.Header.Get("Location"))
	}

	// revoked: the page says so, and there is no other one
	act := "/api/qiao/certificates/" + code
	p.Expect("a guest revokes", p.api.Send(nil, "POST", act, fields{"action": "revoke"}), 401)
	p.Expect("the holder revokes", p.api.Send(p.wang, "POST", act, fields{"action": "revoke"}), 403)
	p.Expect("the gate revokes", p.api.Send(p.gate, "POST", act, fields{"action": "revoke"}), 403)
	p.Expect("an organiser revokes", p.api.Send(p.organiser, "POST", act, fields{"action": "revoke"}), 200)
	if a := p.api.Send(nil, "GET", "/certificates/"+code, nil); !strings.Contains(a.Body, "撤销") || strings.Contains(a.Body, "script&gt;") || strings.Contains(a.Body, "是真的") {
		t.Error(a.Body)
	}
	if a := p.certify(key, "另一个名字"); a.JSON("code") != code || a.JSON("revoked") == "" {
		t.Error(a.Body)
	}
	p.Expect("restored", p.api.Send(p.author, "POST", act, fields{"action": "restore"}), 200)
	if a := p.api.Send(nil, "GET", "/certificates/"+code, nil); !strings.Contains(a.Body, "这份证明是真的") {
		t.Error("not restored")
	}
	p.Expect("revoked again", p.api.Send(p.organiser, "POST", act, fields{"action": "revoke"}), 200)

	// erased by the holder: of a revoked one stays that it was revoked
	p.Expect("somebody else erases", p.api.Send(p.gate, "POST", act, fields{"action": "erase"}), 403)
	p.Expect("the holder erases", p.api.Send(p.wang, "POST", act, fields{"action": "erase"}), 204)
	if n := p.Number("SELECT count(*) FROM certificates WHERE name = '' AND user = '' AND revoked != ''"); n != 1 {
		t.Error("the revoked one is gone, or has the name")
	}
	p.Expect("restored without a name", p.api.Send(p.organiser, "POST", act, fields{"action": "restore"}), 400)
	if a := p.certify(key, "另一个名字"); a.JSON("code") != code {
		t.Error("who had one revoked made another")
	}
}

// A certificate outlives the list of attendees, and goes when its holder asks for it.
func TestCertificateStays(t *testing.T) {
	p := newPortal(t, fields{"hours": 2.5, "issuer": "桥头社区"})
	_, key := p.somebody("chen", true, nil)
	r, other := p.somebody("li", true, nil)
	code := p.Expect("make", p.certify(key, "陈"), 200).JSON("code").(string)
	second := p.Expect("make", p.certify(other, "李"), 200).JSON("code").(string)
	p.Expect("delete", p.api.Send(nil, "DELETE", "/api/qiao/afterwards/"+other+"/certificate", nil), 204)
	p.Expect("deleted", p.api.Send(nil, "GET", "/certificates/"+second, nil), 404)
	if again := p.Expect("another", p.certify(other, "李四"), 200); again.JSON("code") == second {
		t.Error("the code of a deleted one is good again")
	}
	p.SQL("UPDATE events SET starts = '2020-01-01 00:00:00.000Z', ends = '2020-01-01 02:00:00.000Z' WHERE id = {:id}", dbx.Params{"id": p.event.Id})
	p.run("registration.erase")
	page := p.Expect("still there", p.api.Send(nil, "GET", "/certificates/"+code, nil), 200)
	for _, want := range []string{"陈", "2.5 小时", "桥头社区"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("no %s", want)
		}
	}
	if a := p.api.Send(p.organiser, "GET", "/api/collections/certificates/records", nil); a.JSON("totalItems") != 0.0 {
		t.Error("organisers see names that were erased", a.Body)
	}
	p.Expect("the link", p.api.Send(nil, "GET", "/api/qiao/afterwards/"+key, nil), 404)
	p.Expect("by its code", p.api.Send(p.organiser, "POST", "/api/qiao/certificates/"+code, fields{"action": "erase"}), 204)
	p.Expect("erased", p.api.Send(nil, "GET", "/certificates/"+code, nil), 404)
	if err := p.app.Delete(p.Read(schema.Registrations, r.Id)); err != nil {
		t.Fatal(err)
	}
	if n := p.Number("SELECT count(*) FROM certificates"); n != 0 {
		t.Error("a certificate of nobody")
	}
}

// Before the event is over, or where there are none, there is none.
func TestCertificateInTime(t *testing.T) {
	p := newPortal(t, nil)
	_, key := p.somebody("chen", true, nil)
	for _, set := range []string{"ends = '2099-01-01 00:00:00.000Z'", "status = 'cancelled'"} {
		p.SQL("UPDATE events SET "+set+" WHERE id = {:id}", dbx.Params{"id": p.event.Id})
		p.Expect(set, p.certify(key, "陈"), 400)
		if a := p.api.Send(nil, "GET", "/api/qiao/afterwards/"+key, nil); a.JSON("offered") != false || a.JSON("over") != false {
			t.Error(a.Body)
		}
		p.SQL("UPDATE events SET status = 'published', ends = {:at} WHERE id = {:id}", dbx.Params{"id": p.event.Id, "at": in(-1).String()})
	}
	p.Expect("none", p.api.Send(p.organiser, "PATCH", "/api/collections/event_afterwards/records/"+p.settings.Id, fields{"certificates": false}), 200)
	p.Expect("none", p.certify(key, "陈"), 400)
}
