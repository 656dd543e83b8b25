package registration

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
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
	for _, c := range counts {
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

	where, params := "r.event = {:event} AND r.erased = 0", dbx.Params{"event": event, "n": perPage + 1, "skip": (page - 1) * perPage}
	if state := query.Get("state"); slices.Contains(states, state) {
		where += " AND r.state = {:state}"
		params["state"] = state
	}
	if q := clip(query.Get("q"), 100); q != "" {
		where += ` AND (r.name LIKE {:q} ESCAPE '\' OR r.email LIKE {:q} ESCAPE '\' OR u.email LIKE {:q} ESCAPE '\')`
		params["q"] = "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(q) + "%"
	}
	if err := e.App.DB().NewQuery("SELECT " + attendeeFields + attendeeFrom + where + " ORDER BY r.place, r.id LIMIT {:n} OFFSET {:skip}").Bind(params).All(&v.Items); err != nil {
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

// exportBatch is how many rows are held at a time.
const exportBatch = 1000

// exportCSV writes all who registered as a table for a spreadsheet, with times in the event's zone. What would be a formula
// there is text.
func (d *desk) exportCSV(e *core.RequestEvent) error {
	base := d.baseURL()
	event, err := runEvent(e)
	if err != nil {
		return err
	}
	about, err := readEvent(e.App, event)
	if err != nil {
		return err
	}
	tickets, err := ticketsOf(e.App, event)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, t := range tickets {
		names[t.ID] = t.Name
	}
	questions, err := questionsOf(e.App, event)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(about.Zone)
	if err != nil {
		zone = time.UTC
	}
	l := i18n.Of(e.Request)
	t := func(key string) string { return i18n.T(l, "registration.csv."+key) }
	h := e.Response.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.csv"`, about.Slug, now().In(zone).Format(time.DateOnly)))
	h.Set("Cache-Control", "no-store")
	if _, err := e.Response.Write([]byte("\xef\xbb\xbf")); err != nil { // spreadsheets know UTF-8 by it
		return err
	}
	w := csv.NewWriter(e.Response)
	w.UseCRLF = true
	at := func(d types.DateTime) string {
		if d.IsZero() {
			return ""
		}
		return d.Time().In(zone).Format("2006-01-02 15:04:05")
	}
	head := []string{t("place"), t("name"), t("email"), t("ticket"), t("state"), t("created") + " (" + zone.String() + ")", t("confirmed"), t("arrived"), t("source")}
	for _, q := range questions {
		head = append(head, plainCell(q.Label))
	}
	if err := w.Write(head); err != nil {
		return err
	}
	for last := ""; ; {
		var rows []*attendee
		if err := e.App.DB().NewQuery("SELECT " + attendeeFields + attendeeFrom + "r.event = {:event} AND r.erased = 0 AND r.id > {:last} ORDER BY r.id LIMIT {:n}").
			Bind(dbx.Params{"event": event, "last": last, "n": exportBatch}).All(&rows); err != nil {
			return err
		}
		for _, a := range rows {
			a.read()
			row := []string{itoa(a.Place), plainCell(a.Name), plainCell(a.Email), plainCell(names[a.Ticket]), t("states." + a.State), at(a.Created), at(a.Confirmed), at(a.Arrived), plainCell(a.Source)}
			for _, q := range questions {
				text := said(a.Answers[q.ID])
				if q.Kind == fileKind && text != "" { // whoever opens it signs in: a list that is passed on gives nothing away
					text = base + l.Path("/events/"+about.Slug+"/manage") + "#file=" + a.ID + "/" + text
				}
				row = append(row, plainCell(text))
			}
			if err := w.Write(row); err != nil {
				return err
			}
			last = a.ID
		}
		if len(rows) < exportBatch {
			break
		}
	}
	w.Flush()
	return w.Error()
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

// plainCell keeps a text from being a formula in a spreadsheet, also behind spaces that it skips.
func plainCell(s string) string {
	if first := strings.TrimLeft(s, " \t\r\n\u00a0\u3000\ufeff"); first != "" && strings.ContainsRune("=+-@＝＋－＠|%", []rune(first)[0]) || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") {
		return "'" + s
	}
	return s
}
