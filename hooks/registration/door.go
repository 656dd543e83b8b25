package registration

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/live"
	"qiao/hooks/tx"
)

// A doorPerson is a registration as a helper at the door needs it, also without a connection. Of who doesn't come there is
// neither name nor ticket, but what tells that a code is no longer good.
type doorPerson struct {
	ID      string `json:"id" db:"id"`
	Name    string `json:"name,omitempty" db:"name"`
	Ticket  string `json:"ticket" db:"ticket"`
	State   string `json:"state" db:"state"`
	Arrived string `json:"arrived,omitempty" db:"arrived"`
	By      string `json:"by,omitempty" db:"by_name"`
	Hash    string `json:"hash,omitempty" db:"-"` // of the ticket's code, by [doorHash]
	Code    string `json:"-" db:"code"`
	Updated string `json:"-" db:"updated"`
}

// doorTicket is a kind of seat as the door needs it.
type doorTicket struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Capacity int    `json:"capacity"` // 0 is without limit
	Taken    int    `json:"taken"`
	WalkIn   bool   `json:"walkIn"` // whether the one who asks may give one at the door now
}

// doorView is what GET /api/qiao/events/{id}/door?after= answers.
type doorView struct {
	Event    *eventView    `json:"event"`
	Role     string        `json:"role"`
	Tickets  []doorTicket  `json:"tickets"`
	Expected int           `json:"expected"` // who has a seat, arrived or not
	Arrived  int           `json:"arrived"`
	Total    int           `json:"total"` // people in the whole list: a device that has another number fetches all of it again
	Items    []*doorPerson `json:"items"`
	Cursor   string        `json:"cursor"` // for the next page, and later for what changed since
	More     bool          `json:"more"`
}

const (
	// doorPage is how many people one answer has.
	doorPage = 2000
	// doorOverlap is how far a device looks back when it asks what changed: times are taken before their rows are written.
	doorOverlap = 10 * time.Second
)

// doorHash is what a device at the door knows a code by: it can tell that a code is one of the list, and can't make one.
func doorHash(event, code string) string {
	sum := sha256.Sum256([]byte(event + ":" + code))
	return hex.EncodeToString(sum[:16])
}

const doorPeople = "r.event = {:event} AND r.erased = 0 AND r.state != 'unconfirmed'"

// door answers the list of an event's people to those who let them in, in the order of their last change: a device reads
// it to the end once and then asks for what changed.
func door(e *core.RequestEvent) error {
	event, role, err := doorOf(e)
	if err != nil {
		return err
	}
	v := doorView{Role: role, Tickets: []doorTicket{}, Items: []*doorPerson{}}
	if v.Event, err = readEvent(e.App, event); err != nil {
		return err
	}
	tickets, err := ticketsOf(e.App, event)
	if err != nil {
		return err
	}
	key, at := "", now()
	for _, t := range tickets {
		key = t.Key
		v.Tickets = append(v.Tickets, doorTicket{t.ID, t.Name, t.Capacity, t.Taken, t.free() > 0 && t.walkIn(v.Event, role, at) == nil})
	}
	if err := e.App.DB().NewQuery(`SELECT count(*), coalesce(sum(r.state = 'confirmed'), 0), coalesce(sum(r.state = 'confirmed' AND r.arrived != ''), 0)
			FROM registrations r WHERE `+doorPeople).Bind(dbx.Params{"event": event}).Row(&v.Total, &v.Expected, &v.Arrived); err != nil {
		return err
	}
	since, id, _ := strings.Cut(clip(e.Request.URL.Query().Get("after"), 60), "|")
	if err := e.App.DB().NewQuery(`SELECT r.id, r.name, r.ticket, r.state, r.arrived, r.code, r.updated, coalesce(nullif(u.name, ''), u.handle, '') by_name
			FROM registrations r LEFT JOIN check_ins c ON c.registration = r.id AND c.undone = '' LEFT JOIN users u ON u.id = c.user
			WHERE ` + doorPeople + ` AND (r.updated, r.id) > ({:since}, {:last}) ORDER BY r.updated, r.id LIMIT {:n}`).
		Bind(dbx.Params{"event": event, "since": since, "last": id, "n": doorPage + 1}).All(&v.Items); err != nil {
		return err
	}
	if v.More = len(v.Items) > doorPage; v.More {
		v.Items = v.Items[:doorPage]
	}
	for _, p := range v.Items {
		if p.Code != "" {
			p.Hash = doorHash(event, ticketCode(key, p.Code))
		}
		if over(p.State) {
			p.Name = ""
		}
	}
	v.Cursor = cursorAfter(&v, since+"|"+id, at)
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}

// cursorAfter is where the next request goes on: behind the last person, or, at the end of the list, a little before now.
func cursorAfter(v *doorView, before string, at time.Time) string {
	cursor := before
	if n := len(v.Items); n > 0 {
		cursor = v.Items[n-1].Updated + "|" + v.Items[n-1].ID
	}
	if latest := stamp(at.Add(-doorOverlap)) + "|"; !v.More {
		cursor = min(cursor, latest)
	}
	return cursor
}

// doorOf gives the event of a request of those who let people in, and what they are there.
func doorOf(e *core.RequestEvent) (event, role string, err error) {
	if event, err = eventOf(e.App, e.Auth, e.Request.PathValue("id")); err != nil {
		return "", "", err
	}
	role, err = atDoor(e.App, e.Auth, event)
	return event, role, err
}

// DoorTopic is what devices at the door subscribe to by realtime: it says that somebody arrived, and not who.
func DoorTopic(event string) string { return "door/" + event }

// atTheDoor tells, once app's transaction is committed, that people arrived, or didn't after all.
func (d *desk) atTheDoor(app core.App, event string, registrations ...string) {
	tx.After(app, func() {
		d.publish(registrations...)
		live.Send(d.outer, DoorTopic(event), struct{}{})
	})
}
