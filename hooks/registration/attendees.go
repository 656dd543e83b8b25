package registration

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
)

// An attendee is a registration as organisers see it.
type attendee struct {
	ID        string         `json:"id" db:"id"`
	Name      string         `json:"name" db:"name"`
	Email     string         `json:"email" db:"address"`
	Ticket    string         `json:"ticket" db:"ticket"`
	State     string         `json:"state" db:"state"`
	Place     int            `json:"place" db:"place"`
	Priority  int            `json:"priority" db:"priority"` // what the organisers gave
	Points    int            `json:"points" db:"points"`     // what the answers give besides
	Party     string         `json:"party" db:"party"`
	Source    string         `json:"source" db:"source"`
	Created   types.DateTime `json:"created" db:"created"`
	Confirmed types.DateTime `json:"confirmed" db:"confirmed"`
	Arrived   types.DateTime `json:"arrived" db:"arrived"`
	CheckIn   string         `json:"checkIn" db:"check_in"`
	Raw       string         `json:"-" db:"answers"`

	Answers map[string]any `json:"answers" db:"-"`
}

const attendeeFields = `r.id, r.name, coalesce(nullif(r.email, ''), u.email, '') address, r.ticket, r.state, r.place, r.priority, r.points, r.party, r.source, r.created, r.confirmed, r.arrived,
	coalesce((SELECT c.id FROM check_ins c WHERE c.registration = r.id AND c.undone = ''), '') check_in, coalesce(r.answers, '') answers`

const attendeeFrom = " FROM registrations r LEFT JOIN users u ON u.id = r.user AND r.user != '' WHERE "

func (a *attendee) read() {
	if json.Unmarshal([]byte(a.Raw), &a.Answers) != nil || a.Answers == nil {
		a.Answers = map[string]any{}
	}
}

const perPage = 50

// attendeesView is what GET /api/qiao/events/{id}/attendees?q=&state=&page= answers.
type attendeesView struct {
	Event   *eventView     `json:"event"`
	Page    int            `json:"page"`
	PerPage int            `json:"perPage"`
	More    bool           `json:"more"`
	States  map[string]int `json:"states"` // how many are in each
	Arrived int            `json:"arrived"`
	Order   string         `json:"waitlist"`
	Tickets []ticketView   `json:"tickets"`
	Asked   []*question    `json:"questions"`
	Items   []*attendee    `json:"items"`
}

// runEvent gives the event of a request of its organisers.
func runEvent(e *core.RequestEvent) (string, error) {
	event, err := eventOf(e.App, e.Auth, e.Request.PathValue("id"))
	if err != nil {
		return "", err
	}
	runs, err := access.Organises(e.App, e.Auth, event)
	if err == nil && !runs {
		err = errNotStaff
	}
	return event, err
}

var states = []string{Unconfirmed, Pending, Waiting, Offered, Confirmed, Cancelled, Declined, Expired}

func attendees(e *core.RequestEvent) error {
	event, err := runEvent(e)
	if err != nil {
		return err
	}
	query := e.Request.URL.Query()
	page := pageNumber(query.Get("page"))
	v := attendeesView{Page: page, PerPage: perPage, States: map[string]int{}, Tickets: []ticketView{}, Asked: []*question{}, Items: []*attendee{}}
	if v.Event, err = readEvent(e.App, event); err != nil {
		return err
	}
	var counts []struct {
		State   string `db:"state"`
		N       int    `db:"n"`
		Arrived int    `db:"arrived"`
	}
	if err := e.App.DB().NewQuery("SELECT state, count(*) n, sum(arrived != '') arrived FROM registrations WHERE event = {:event} AND erased = 0 GROUP BY state").
		Bind(dbx.Params{"event": event}).All(&counts); err != nil {
		return err
	}
	all := 0
	for _, c := range counts {
		all += c.N
		v.States[c.State] = c.N
		v.Arrived += c.Arrived
	}
	tickets, err := ticketsOf(e.App, event)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		v.Order = t.Waitlist
		v.Tickets = append(v.Tickets, t.view(now()))
	}
	questions, err := questionsOf(e.App, event)
	if err != nil {
		return err
	}
	v.Asked = append(v.Asked, questions...)

	if v.Items, err = attendeesOf(e.App, event, query.Get("state"), clip(query.Get("q"), 100), page, all); err != nil {
		return err
	}
	if v.More = len(v.Items) > perPage; v.More {
		v.Items = v.Items[:perPage]
	}
	for _, a := range v.Items {
		a.read()
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}

// attendeesOf reads a page of an event's registrations in the order of arrival, and one more. Which ones is found by an index
// that has the order, before anything else of them is read. all is how many the event has.
func attendeesOf(app core.App, event, state, q string, page, all int) ([]*attendee, error) {
	where := "r.event = {:event} AND r.erased = 0"
	params := dbx.Params{"event": event, "n": perPage + 1, "skip": (page - 1) * perPage}
	if slices.Contains(states, state) {
		where += " AND r.state = {:state}"
		params["state"] = state
	}
	read := func(from, where string) ([]*attendee, error) {
		list := []*attendee{}
		err := app.DB().NewQuery("SELECT " + attendeeFields + " FROM (SELECT r.id FROM " + from + " WHERE " + where + " ORDER BY r.place, r.id LIMIT {:n} OFFSET {:skip}) p" +
			" CROSS JOIN registrations r ON r.id = p.id LEFT JOIN users u ON u.id = r.user AND r.user != '' ORDER BY r.place, r.id").Bind(params).All(&list)
		return list, err
	}
	if q == "" {
		return read("registrations r", where)
	}
	params["q"] = lowerASCII(q)
	const contains, account = "instr(lower(r.name), {:q}) OR instr(lower(r.email), {:q})", " LEFT JOIN users u ON u.id = r.user AND r.user != ''"
	if !isASCII(q) { // as addresses of accounts are
		return read("registrations r", where+" AND ("+contains+")")
	}
	var accounts int // about
	if err := app.DB().NewQuery("SELECT coalesce(max(rowid), 0) FROM users").Row(&accounts); err != nil {
		return nil, err
	}
	// Of what many have, such as the end of an address, a page is full soon when each account is looked up as its turn comes.
	// Of what few have it is less to look through all accounts first, where they aren't many more than the people here.
	if params["first"] = firstLooked + 4*(page-1)*perPage; accounts <= 2*all && params["first"].(int) < all {
		first := "(SELECT r.id, r.place, r.name, r.email, r.user FROM registrations r WHERE " + where + " ORDER BY r.place, r.id LIMIT {:first}) r"
		if list, err := read(first+account, contains+" OR instr(lower(u.email), {:q})"); err != nil || len(list) > perPage {
			return list, err
		}
		return read("registrations r", where+" AND ("+contains+" OR r.user IN (SELECT id FROM users WHERE email != '' AND instr(lower(email), {:q})))")
	}
	return read("registrations r"+account, where+" AND ("+contains+" OR instr(lower(u.email), {:q}))")
}

// firstLooked is how many of an event's people are looked at one by one, of those of whom a search for the first page is.
const firstLooked = 500

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// lowerASCII writes letters small as lower() of SQLite does.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

// said is an answer in one cell.
func said(answer any) string {
	switch a := answer.(type) {
	case string:
		return a
	case bool:
		if a {
			return "✓"
		}
	case []any:
		var parts []string
		for _, one := range a {
			parts = append(parts, fmt.Sprint(one))
		}
		return strings.Join(parts, "; ")
	}
	return ""
}
