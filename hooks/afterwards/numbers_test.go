package afterwards_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/xuri/excelize/v2"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// The figures are those of the registrations, by ticket, day and source, beside those of earlier dates that the same person organises.
func TestNumbers(t *testing.T) {
	p := newPortal(t, nil)
	series := testkit.Create(t, p.app, schema.EventSeriesList, fields{"title": "桥上", "author": p.author.Id, "zone": "Asia/Shanghai"})
	earlier := func(slug string, author string) string {
		e := testkit.Create(t, p.app, schema.Events, fields{
			"title": slug, "slug": slug, "kind": "meetup", "mode": "online", "status": "published", "lang": "zh", "zone": "Asia/Shanghai", "author": author,
			"starts": in(-800 * time.Hour), "ends": in(-799 * time.Hour),
		})
		testkit.Create(t, p.app, schema.EventRegistrations, fields{"event": e.Id, "waitlist": "off"})
		ticket := testkit.Create(t, p.app, schema.EventTickets, fields{"event": e.Id, "name": "票", "mode": "online"})
		for n := range 4 {
			testkit.Create(t, p.app, schema.Registrations, fields{"event": e.Id, "ticket": ticket.Id, "name": "某人", "email": fmt.Sprintf("e%d@example.com", n), "lang": "zh", "state": "confirmed"})
		}
		p.SQL("UPDATE events SET series = {:s} WHERE id = {:id}", dbx.Params{"s": series.Id, "id": e.Id})
		p.SQL("UPDATE registrations SET arrived = {:at} WHERE event = {:id} AND email < 'e3'", dbx.Params{"at": in(-800 * time.Hour).String(), "id": e.Id})
		return e.Id
	}
	p.SQL("UPDATE events SET series = {:s} WHERE id = {:id}", dbx.Params{"s": series.Id, "id": p.event.Id})
	earlier("di-yi-qi", p.author.Id)
	earlier("bie-ren-de", p.wang.Id)
	for n := range 6 {
		p.somebody(fmt.Sprintf("a%d", n), n < 4, fields{"source": "weibo"})
	}
	p.somebody("door", true, fields{"source": "door", "ticket": p.online.Id})
	p.somebody("evil", false, fields{"source": `=HYPERLINK("http://evil.example")`})
	p.somebody("left", false, nil)
	p.SQL("UPDATE registrations SET state = 'cancelled', cancelled = {:at} WHERE name = 'left'", dbx.Params{"at": "2026-03-02 16:30:00.000Z"})
	// the day is the event's: half past five in the evening is the next day in Shanghai
	p.SQL("UPDATE registrations SET created = '2026-03-01 17:30:00.000Z' WHERE event = {:id}", dbx.Params{"id": p.event.Id})

	for _, path := range []string{"/numbers", "/numbers/csv", "/numbers/xlsx", "/attendees/xlsx"} {
		p.Expect(path, p.api.Send(nil, "GET", p.ofEvent(path), nil), 401)
		p.Expect(path, p.api.Send(p.wang, "GET", p.ofEvent(path), nil), 403)
		p.Expect(path, p.api.Send(p.gate, "GET", p.ofEvent(path), nil), 403)
	}
	a := p.Expect("numbers", p.api.Send(p.author, "GET", p.ofEvent("/numbers"), nil), 200)
	for path, want := range map[string]any{"registered": 8.0, "came": 5.0, "cancelled": 1.0, "noShow": 37.5} {
		if got := a.JSON("all", path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	if a.JSON("tickets", 1, "came") != 1.0 || a.JSON("sources", 0, "name") != "weibo" || a.JSON("sources", 0, "noShow") != 33.3 {
		t.Error(a.Body)
	}
	if a.JSON("days", 0, "day") != "2026-03-02" || a.JSON("days", 0, "registered") != 9.0 || a.JSON("days", 1, "day") != "2026-03-03" || a.JSON("days", 1, "cancelled") != 1.0 {
		t.Error(a.JSON("days"))
	}
	if a.JSON("series", 0, "slug") != "di-yi-qi" || a.JSON("series", 0, "noShow") != 25.0 || a.JSON("series", 1, "this") != true || a.JSON("series", 2) != nil {
		t.Error(a.JSON("series"))
	}
	file := p.Expect("csv", p.api.Send(p.author, "GET", p.ofEvent("/numbers/csv"), nil), 200)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Body, "\ufeff")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 12 {
		t.Fatal(rows, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	book := p.book("/numbers/xlsx")
	if n := book.SheetCount; n != 4 {
		t.Errorf("%d sheets", n)
	}
}

// book reads a file of the event as a spreadsheet does, and holds that there is no formula in it.
func (p *portal) book(path string) *excelize.File {
	p.t.Helper()
	a := p.Expect(path, p.api.Send(p.author, "GET", p.ofEvent(path), nil), 200)
	if a.Header.Get("Content-Type") != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment; filename=\"qiao-xia-wu-") {
		p.t.Error(a.Header)
	}
	parts, err := zip.NewReader(strings.NewReader(a.Body), int64(len(a.Body)))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, f := range parts.File {
		part, err := f.Open()
		if err != nil {
			p.t.Fatal(err)
		}
		content, _ := io.ReadAll(part)
		if bytes.Contains(content, []byte("<f>")) || bytes.Contains(content, []byte("<f ")) || bytes.Contains(content, []byte("hyperlink")) {
			p.t.Errorf("%s has a formula", f.Name)
		}
	}
	book, err := excelize.OpenReader(strings.NewReader(a.Body))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = book.Close() })
	return book
}

// The list of attendees as a workbook: texts are texts, whatever they begin with, and nobody is missing.
func TestAttendeesBook(t *testing.T) {
	p := newPortal(t, nil)
	evil := []string{"=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "<script>&amp;", "换\u2028行", "a_x000D_b"}
	for i, name := range evil {
		p.somebody(fmt.Sprintf("n%d", i), false, fields{"name": name, "email": fmt.Sprintf("n%d@example.com", i)})
	}
	// more than are held at a time
	p.SQL(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
		INSERT INTO registrations (id, event, ticket, name, email, lang, state, place, created, updated)
		SELECT 'many' || printf('%011d', i), {:event}, {:ticket}, '来宾' || i, 'm' || i || '@example.com', 'zh', 'confirmed', 100 + i, {:at}, {:at} FROM n`,
		dbx.Params{"event": p.event.Id, "ticket": p.ticket.Id, "at": in(-time.Hour).String()})
	book := p.book("/attendees/xlsx")
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) != 1+2500+len(evil) {
		t.Fatal(len(rows), err)
	}
	found := map[string]bool{}
	for _, row := range rows[1:] {
		found[row[1]] = true
		if row[3] != "=现场票" {
			t.Fatalf("%q", row)
		}
	}
	for _, name := range evil {
		if !found[name] {
			t.Errorf("%q is missing", name)
		}
	}
}

// Whoever was there online is found by the address that the meeting lists, and by nobody but the organisers.
func TestAddresses(t *testing.T) {
	p := newPortal(t, nil)
	r, _ := p.somebody("chen", false, fields{"ticket": p.online.Id})
	other, _ := p.somebody("wang", false, fields{"ticket": p.online.Id, "user": p.wang.Id, "email": ""})
	ask := fields{"emails": []string{" Chen@Example.com ", "wang@example.com", "chen@example.com", "nobody@example.com", ""}}
	p.Expect("the gate", p.api.Send(p.gate, "POST", p.ofEvent("/addresses"), ask), 403)
	a := p.Expect("found", p.api.Send(p.organiser, "POST", p.ofEvent("/addresses"), ask), 200)
	if a.JSON("items", 0, "registration") != r.Id || a.JSON("items", 1, "registration") != other.Id || a.JSON("items", 2) != nil || a.JSON("unknown", 0) != "nobody@example.com" || a.JSON("unknown", 1) != nil {
		t.Error(a.Body)
	}
	p.Expect("too many", p.api.Send(p.organiser, "POST", p.ofEvent("/addresses"), fields{"emails": strings.Split(strings.Repeat("a@b.c,", 1001), ",")}), 400)
	p.Expect("marked", p.api.Send(p.organiser, "POST", "/api/qiao/checkins/batch", fields{"event": p.event.Id, "scans": []fields{{"registration": r.Id, "nonce": "online-chen"}}}), 200)
	if b := p.api.Send(p.organiser, "GET", p.ofEvent("/followup"), nil); b.JSON("came") != 1.0 || b.JSON("online") != 1.0 {
		t.Error(b.Body)
	}
}

// The page of the figures is the same shell for everybody.
func TestShells(t *testing.T) {
	p := newPortal(t, nil)
	p.somebody("chen", true, nil)
	for _, path := range []string{"/afterwards", "/events/afterwards", "/events/qiao-xia-wu/numbers", "/certificates", "/en/certificates"} {
		if a := p.Expect(path, p.api.Send(nil, "GET", path, nil), 200); !strings.Contains(a.Body, "noindex") || strings.Contains(a.Body, "chen") {
			t.Error(path)
		}
	}
	p.Expect("no such event", p.api.Send(nil, "GET", "/events/nothing/numbers", nil), 404)
}
