package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// What the rows of an event's door are taken over.
const (
	attendees    = 2_000 // members who register, and then arrive
	fewSeats     = 50
	registering  = 64 // connections of those who register
	doors        = 8  // devices of helpers
	doorPassword = "correct-horse-battery"
)

// A doorBench is a portal with members who register for events.
type doorBench struct {
	*portal
	author  *core.Record
	gate    string // the token of who checks people in
	members []string
	tokens  []string
}

// door measures registering and arriving on a portal of its own.
func (b *bench) door() error {
	d := &doorBench{}
	return b.own("door", d.fill, measure{"event registrations", d.registrationsRow}, measure{"event check-ins", d.arrivalsRow})
}

func (d *doorBench) fill(p *portal) error {
	d.portal = p
	return d.people(attendees)
}

// people makes the members. Their passwords are one hash: making two thousand takes minutes, and nobody signs in.
func (d *doorBench) people(n int) error {
	users, err := d.App.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	d.author = core.NewRecord(users)
	d.author.Load(map[string]any{"handle": "author", "name": "Author", "email": "author@example.com", "verified": true})
	d.author.SetPassword(doorPassword)
	if err := d.App.Save(d.author); err != nil {
		return err
	}
	if d.gate, err = d.author.NewAuthToken(); err != nil {
		return err
	}
	if err := multiply(d.App, d.author, n, map[string]string{
		"id": "printf('member%09d', i)", "handle": "'member-' || i", "name": "'member-' || i", "email": "'member' || i || '@example.com'", "tokenKey": "hex(randomblob(25))",
	}); err != nil {
		return err
	}
	members, err := d.App.FindAllRecords("users", dbx.NewExp("id LIKE 'member%'"))
	if err != nil {
		return err
	}
	for _, m := range members {
		token, err := m.NewAuthToken()
		if err != nil {
			return err
		}
		d.members, d.tokens = append(d.members, m.Id), append(d.tokens, token)
	}
	return nil
}

// event makes a public event with so many seats.
func (d *doorBench) event(seats int) (event, ticket string, err error) {
	e, err := create(d.App, "events", map[string]any{"title": "Measured", "kind": "meetup", "mode": "online", "status": "published", "lang": "en", "zone": "Asia/Shanghai",
		"starts": types.NowDateTime().Add(72 * time.Hour), "ends": types.NowDateTime().Add(75 * time.Hour), "author": d.author.Id})
	if err != nil {
		return "", "", err
	}
	if _, err := create(d.App, "event_registration", map[string]any{"event": e.Id, "waitlist": "fifo"}); err != nil {
		return "", "", err
	}
	t, err := create(d.App, "event_tickets", map[string]any{"event": e.Id, "name": "Ticket", "mode": "online", "capacity": seats})
	if err != nil {
		return "", "", err
	}
	return e.Id, t.Id, nil
}

// registrationsRow lets all members register at once for few seats, and looks whether exactly those were given.
func (d *doorBench) registrationsRow() (row, error) {
	var rates []float64
	for i := range runs + 1 {
		event, ticket, err := d.event(fewSeats)
		if err != nil {
			return row{}, err
		}
		rate, err := d.sendAll(registering, "/api/collections/registrations/records", func(n int) (string, any) {
			return d.tokens[n], map[string]any{"event": event, "ticket": ticket, "user": d.members[n]}
		})
		if err != nil {
			return row{}, err
		}
		var wrong int
		if err := d.App.DB().NewQuery(`SELECT (taken != {:seats}) + (waiting != {:waiting}) + (SELECT count(*) FROM registrations WHERE ticket = t.id AND (state = 'confirmed') != (place <= {:seats}))
			FROM event_tickets t WHERE id = {:ticket}`).Bind(dbx.Params{"seats": fewSeats, "waiting": attendees - fewSeats, "ticket": ticket}).Row(&wrong); err != nil {
			return row{}, err
		}
		if wrong > 0 {
			return row{}, errors.New("the seats weren't given to those who came first")
		}
		if err := d.settle(); err != nil {
			return row{}, err
		}
		if i > 0 {
			rates = append(rates, rate)
		}
	}
	rate := median(rates)
	return row{fmt.Sprintf("registrations of %d members for %d seats, %d connections", attendees, fewSeats, registering), "-", ">= 1,000/s", fmt.Sprintf("%.0f/s", rate), rate >= 1000}, nil
}

// arrivalsRow checks in everybody of an event by the scans of several helpers.
func (d *doorBench) arrivalsRow() (row, error) {
	var rates []float64
	for i := range runs + 1 {
		event, ticket, err := d.event(0)
		if err != nil {
			return row{}, err
		}
		if _, err := d.App.DB().NewQuery(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {:n})
			INSERT INTO registrations (id, event, ticket, name, lang, state, place, code, secret, answers, created, updated)
			SELECT printf('run%dn%010d', {:run}, i), {:event}, {:ticket}, 'Person ' || i, 'en', 'confirmed', i, printf('%dc%010d', {:run}, i), 'x', 'null', {:now}, {:now} FROM n`).
			Bind(dbx.Params{"n": attendees, "run": i, "event": event, "ticket": ticket, "now": types.NowDateTime().String()}).Execute(); err != nil {
			return row{}, err
		}
		rate, err := d.sendAll(doors, "/api/qiao/checkins", func(n int) (string, any) {
			return d.gate, map[string]any{"event": event, "registration": fmt.Sprintf("run%dn%010d", i, n+1), "nonce": fmt.Sprintf("scan-%d-%d", i, n)}
		})
		if err != nil {
			return row{}, err
		}
		var arrived int
		if err := d.App.DB().NewQuery("SELECT count(*) FROM check_ins WHERE event = {:event}").Bind(dbx.Params{"event": event}).Row(&arrived); err != nil {
			return row{}, err
		}
		if arrived != attendees {
			return row{}, fmt.Errorf("%d of %d arrived", arrived, attendees)
		}
		if i > 0 {
			rates = append(rates, rate)
		}
	}
	rate := median(rates)
	return row{fmt.Sprintf("check-in scans, one by one from %d devices", doors), "-", ">= 500/s", fmt.Sprintf("%.0f/s", rate), rate >= 500}, nil
}

// settle waits until the mails of a run are out of the way: each run begins alike.
func (d *doorBench) settle() error {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var due int
		if err := d.App.DB().NewQuery("SELECT count(*) FROM outbox WHERE kind = 'registration.mail' AND state IN ('waiting', 'running')").Row(&due); err != nil || due == 0 {
			return err
		}
	}
	return errors.New("the mails weren't written in two minutes")
}

// sendAll posts one request for each member over so many connections and gives how many were answered with 200 a second. It
// writes HTTP by hand, as [throughput] does.
func (d *doorBench) sendAll(connections int, path string, request func(n int) (token string, body any)) (float64, error) {
	requests := make([]string, attendees)
	for n := range requests {
		token, body := request(n)
		data, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		requests[n] = fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nUser-Agent: qiao-bench\r\n\r\n%s", path, d.address, token, len(data), data)
	}
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	begin := time.Now()
	for range connections {
		all.Go(func() {
			if err := sendSome(d.address, requests, &next); err != nil {
				failed.Store(&err)
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(len(requests)) / time.Since(begin).Seconds(), nil
}

func sendSome(address string, requests []string, next *atomic.Int64) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 16<<10)
	for {
		n := int(next.Add(1)) - 1
		if n >= len(requests) {
			return nil
		}
		if _, err := io.WriteString(conn, requests[n]); err != nil {
			return err
		}
		if _, err := readResponse(r); err != nil {
			return err
		}
	}
}
