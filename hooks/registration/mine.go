package registration

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// mineView is what GET /api/qiao/registrations/mine?when=upcoming|past&page= answers: the events that a member registered
// for, the next one first, of past ones the last.
type mineView struct {
	Page     int       `json:"page"`
	PerPage  int       `json:"perPage"`
	More     bool      `json:"more"`
	Calendar bool      `json:"calendar"` // whether there is an address of one's own calendar
	Items    []mineRow `json:"items"`
}

type mineRow struct {
	Event  *eventView `json:"event"`
	Ticket string     `json:"ticket"`
	Mode   string     `json:"mode"`
	Seat   *seatView  `json:"seat"`
}

// minePerPage is how many of one's own events are shown at a time.
const minePerPage = 20

func (d *desk) mine(e *core.RequestEvent) error {
	query, at := e.Request.URL.Query(), now()
	v := mineView{Page: pageNumber(query.Get("page")), PerPage: minePerPage, Items: []mineRow{}}
	when, order := ">=", "ASC"
	if query.Get("when") == "past" {
		when, order = "<", "DESC"
	}
	var err error
	if v.Calendar, err = hasCalendar(e.App, e.Auth.Id); err != nil {
		return err
	}
	var mine []*seat
	if err := e.App.DB().NewQuery(seatQuery + `r.user = {:user} AND r.user != '' AND EXISTS (SELECT 1 FROM events e WHERE e.id = r.event AND e.status != 'draft'
				AND coalesce(nullif(e.ends, ''), nullif(e.starts, ''), {:now}) ` + when + ` {:now})
			ORDER BY (SELECT starts FROM events WHERE id = r.event) ` + order + `, r.created DESC, r.id LIMIT {:n} OFFSET {:skip}`).
		Bind(dbx.Params{"user": e.Auth.Id, "now": stamp(at), "n": minePerPage + 1, "skip": (v.Page - 1) * minePerPage}).All(&mine); err != nil {
		return err
	}
	if v.More = len(mine) > minePerPage; v.More {
		mine = mine[:minePerPage]
	}
	for _, s := range mine {
		t, err := readTicket(e.App, s.Ticket)
		if err != nil {
			return err
		}
		row := mineRow{Ticket: t.Name, Mode: t.Mode}
		if row.Event, err = readEvent(e.App, s.Event); err != nil {
			return err
		}
		if row.Seat, err = d.seatView(e.App, s, t, at); err != nil {
			return err
		}
		v.Items = append(v.Items, row)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}
