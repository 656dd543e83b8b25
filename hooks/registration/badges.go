package registration

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// badgesPage is how many badges are printed at a time: four sheets of ten.
const badgesPage = 40

// A badge is what hangs around somebody's neck.
type badge struct {
	ID      string `json:"id" db:"id"`
	Name    string `json:"name" db:"name"`
	Company string `json:"company" db:"company"` // as the account shows it to everybody
	Ticket  string `json:"ticket" db:"ticket"`
	Code    string `json:"-" db:"code"`

	Size int    `json:"size" db:"-"` // of the QR code, in modules
	Path string `json:"path" db:"-"` // which of them are black, as an SVG path
}

// badgesView is what GET /api/qiao/events/{id}/badges?page=&ticket= answers.
type badgesView struct {
	Event   *eventView   `json:"event"`
	Tickets []ticketView `json:"tickets"`
	Page    int          `json:"page"`
	Pages   int          `json:"pages"`
	Total   int          `json:"total"`
	Items   []*badge     `json:"items"`
}

// badges answers what badges are printed from, by name, for everybody with a seat.
func badges(e *core.RequestEvent) error {
	event, err := runEvent(e)
	if err != nil {
		return err
	}
	query := e.Request.URL.Query()
	v := badgesView{Page: pageNumber(query.Get("page")), Tickets: []ticketView{}, Items: []*badge{}}
	if v.Event, err = readEvent(e.App, event); err != nil {
		return err
	}
	tickets, err := ticketsOf(e.App, event)
	if err != nil {
		return err
	}
	key := ""
	for _, t := range tickets {
		key = t.Key
		v.Tickets = append(v.Tickets, t.view(now()))
	}
	where, params := "r.event = {:event} AND r.state = 'confirmed' AND r.erased = 0", dbx.Params{"event": event, "n": badgesPage, "skip": (v.Page - 1) * badgesPage}
	if ticket := clip(query.Get("ticket"), idLetters); ticket != "" {
		where += " AND r.ticket = {:ticket}"
		params["ticket"] = ticket
	}
	if err := e.App.DB().NewQuery("SELECT count(*) FROM registrations r WHERE " + where).Bind(params).Row(&v.Total); err != nil {
		return err
	}
	v.Pages = (v.Total + badgesPage - 1) / badgesPage
	if err := e.App.DB().NewQuery(`SELECT r.id, r.name, r.code, t.name ticket,
			CASE WHEN EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(u.private) THEN u.private ELSE '[]' END) WHERE value = 'company') THEN '' ELSE coalesce(u.company, '') END company
		FROM registrations r JOIN event_tickets t ON t.id = r.ticket LEFT JOIN users u ON u.id = r.user AND r.user != ''
		WHERE ` + where + " ORDER BY r.name, r.id LIMIT {:n} OFFSET {:skip}").Bind(params).All(&v.Items); err != nil {
		return err
	}
	for _, b := range v.Items {
		if b.Size, b.Path, err = qrPath(strings.ToUpper(ticketCode(key, b.Code))); err != nil {
			return err
		}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}

// mostPages bounds how far a list is turned over.
const mostPages = 100_000

// pageNumber reads the number of a page; the first one where there is none.
func pageNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > mostPages {
		return 1
	}
	return n
}
