package afterwards

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/sheets"
)

// Bounds of what is shown.
const (
	mostSources = 20
	mostDays    = 366
	mostDates   = 12 // of a series
)

// A count is how many registered for something, and what came of it.
type count struct {
	Name       string `json:"name"`
	Registered int    `json:"registered"` // have a seat, or had one until the event
	Came       int    `json:"came"`
	Waiting    int    `json:"waiting"` // on the waiting list or with an offered seat, and who waits for approval
	Cancelled  int    `json:"cancelled"`
	Declined   int    `json:"declined"` // and offers that ran out
	Capacity   int    `json:"capacity,omitempty"`

	// NoShow is the part of those registered who didn't come, in percent with one decimal; -1 where nothing can be said: the
	// event isn't over, or nobody noted arrivals.
	NoShow float64 `json:"noShow"`
}

func (c *count) add(state string, n, came int) {
	switch state {
	case "confirmed":
		c.Registered += n
		c.Came += came
	case "waiting", "offered", "pending":
		c.Waiting += n
	case "cancelled":
		c.Cancelled += n
	case "declined", "expired":
		c.Declined += n
	}
}

// rate fills in the no-show rate. known says whether arrivals were noted at an event that is over.
func (c *count) rate(known bool) {
	c.NoShow = -1
	if known && c.Registered > 0 {
		c.NoShow = float64((1000*(c.Registered-c.Came)+c.Registered/2)/c.Registered) / 10
	}
}

// A dayCount is how many registered and cancelled on a day of the event's zone.
type dayCount struct {
	Day        string `json:"day"`
	Registered int    `json:"registered"`
	Cancelled  int    `json:"cancelled"`
}

// A dateCount is an earlier date of the same series.
type dateCount struct {
	count
	Slug   string         `json:"slug"`
	Starts types.DateTime `json:"starts"`
	Zone   string         `json:"zone"`
	This   bool           `json:"this"`
}

// numbers is what GET /api/qiao/events/{id}/numbers answers. There is nobody's name in it, so that it stays when personal data
// is erased; only where people came from goes with that.
type numbers struct {
	Event   *event      `json:"event"`
	Over    bool        `json:"over"`
	Noted   bool        `json:"noted"` // whether arrivals were
	All     count       `json:"all"`
	Tickets []count     `json:"tickets"`
	Sources []count     `json:"sources"`
	Days    []dayCount  `json:"days"`
	Series  []dateCount `json:"series"` // the earlier ones and this, the first one first
}

// grouped is a part of an event's registrations.
type grouped struct {
	Key   string `db:"key"`
	State string `db:"state"`
	N     int    `db:"n"`
	Came  int    `db:"came"`
}

func groupedBy(app core.App, event, column string) (rows []grouped, err error) {
	err = app.DB().NewQuery("SELECT " + column + " [[key]], state, count(*) n, sum(arrived != '') came FROM registrations WHERE event = {:event} AND state != 'unconfirmed' GROUP BY 1, 2").
		Bind(dbx.Params{"event": event}).All(&rows)
	return rows, err
}

func numbersOf(app core.App, auth *core.Record, ev *event) (*numbers, error) {
	v := &numbers{Event: ev, Over: ev.tookPlace(now()), Tickets: []count{}, Sources: []count{}}
	byTicket, err := groupedBy(app, ev.ID, "ticket")
	if err != nil {
		return nil, err
	}
	var tickets []struct {
		ID       string `db:"id"`
		Name     string `db:"name"`
		Capacity int    `db:"capacity"`
	}
	if err := app.DB().NewQuery("SELECT id, name, capacity FROM event_tickets WHERE event = {:event} ORDER BY position, created LIMIT 100").Bind(dbx.Params{"event": ev.ID}).All(&tickets); err != nil {
		return nil, err
	}
	for _, t := range tickets {
		c := count{Name: t.Name, Capacity: t.Capacity}
		for _, g := range byTicket {
			if g.Key == t.ID {
				c.add(g.State, g.N, g.Came)
				v.All.add(g.State, g.N, g.Came)
			}
		}
		v.Tickets = append(v.Tickets, c)
	}
	v.Noted = v.All.Came > 0
	known := v.Over && v.Noted
	v.All.rate(known)
	for i := range v.Tickets {
		v.Tickets[i].rate(known)
	}
	bySource, err := groupedBy(app, ev.ID, "source")
	if err != nil {
		return nil, err
	}
	v.Sources = sourcesOf(bySource, known)
	if v.Days, err = daysOf(app, ev); err != nil {
		return nil, err
	}
	v.Series, err = datesOf(app, auth, ev, v)
	return v, err
}

// sourcesOf are where people came from, those that most came from first. What isn't among them is counted as one that has no name but "…".
func sourcesOf(rows []grouped, known bool) []count {
	by := map[string]*count{}
	for _, g := range rows {
		if by[g.Key] == nil {
			by[g.Key] = &count{Name: g.Key}
		}
		by[g.Key].add(g.State, g.N, g.Came)
	}
	all := []count{}
	for _, c := range by {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b count) int {
		return cmp.Or(cmp.Compare(b.Registered, a.Registered), cmp.Compare(b.Waiting+b.Cancelled, a.Waiting+a.Cancelled), cmp.Compare(a.Name, b.Name))
	})
	if len(all) > mostSources {
		rest := count{Name: "…"}
		for _, c := range all[mostSources:] {
			rest.Registered += c.Registered
			rest.Came += c.Came
			rest.Waiting += c.Waiting
			rest.Cancelled += c.Cancelled
			rest.Declined += c.Declined
		}
		all = append(all[:mostSources], rest)
	}
	for i := range all {
		all[i].rate(known)
	}
	return all
}

// quarter is the quarter of an hour in which something was: zones differ by no less, and so SQL counts first.
const quarter = "substr(at, 1, 14) || printf('%02d', CAST(substr(at, 15, 2) AS INTEGER) / 15 * 15)"

// daysOf counts by days of the event's zone, without gaps. A registration counts on the day it was made, also when it was
// cancelled later.
func daysOf(app core.App, ev *event) ([]dayCount, error) {
	zone, by, days := ev.place(), map[string]*dayCount{}, []dayCount{}
	var rows []struct {
		Quarter string `db:"quarter"`
		Gone    bool   `db:"gone"`
		N       int    `db:"n"`
	}
	const query = "SELECT " + quarter + " quarter, 0 gone, count(*) n FROM (SELECT created at FROM registrations WHERE event = {:event} AND state != 'unconfirmed') GROUP BY 1" +
		" UNION ALL SELECT " + quarter + " quarter, 1 gone, count(*) n FROM (SELECT cancelled at FROM registrations WHERE event = {:event} AND cancelled != '') GROUP BY 1"
	if err := app.DB().NewQuery(query).Bind(dbx.Params{"event": ev.ID}).All(&rows); err != nil {
		return nil, err
	}
	first, last := "", ""
	for _, r := range rows {
		at, err := time.Parse("2006-01-02 15:04", r.Quarter)
		if err != nil {
			continue
		}
		day := at.In(zone).Format(time.DateOnly)
		if by[day] == nil {
			by[day] = &dayCount{Day: day}
		}
		if r.Gone {
			by[day].Cancelled += r.N
		} else {
			by[day].Registered += r.N
		}
		if first == "" || day < first {
			first = day
		}
		last = max(last, day)
	}
	if first == "" {
		return days, nil
	}
	from, _ := time.Parse(time.DateOnly, first)
	to, _ := time.Parse(time.DateOnly, last)
	if limit := to.AddDate(0, 0, 1-mostDays); from.Before(limit) {
		from = limit
	}
	for ; !from.After(to); from = from.AddDate(0, 0, 1) {
		day := from.Format(time.DateOnly)
		if by[day] != nil {
			days = append(days, *by[day])
		} else {
			days = append(days, dayCount{Day: day})
		}
	}
	return days, nil
}

// datesOf compares with the earlier dates of the series, of those that the same person organises.
func datesOf(app core.App, auth *core.Record, ev *event, v *numbers) ([]dateCount, error) {
	dates := []dateCount{}
	if ev.Series == "" {
		return dates, nil
	}
	var earlier []string
	if err := app.DB().NewQuery(`SELECT id FROM events WHERE series = {:series} AND id != {:id} AND status IN ('published', 'archived') AND starts != '' AND starts < {:starts}
			AND EXISTS (SELECT 1 FROM registrations r WHERE r.event = events.id) ORDER BY starts DESC LIMIT {:n}`).
		Bind(dbx.Params{"series": ev.Series, "id": ev.ID, "starts": ev.Starts.String(), "n": mostDates}).Column(&earlier); err != nil {
		return nil, err
	}
	for _, id := range earlier {
		runs, err := access.Organises(app, auth, id)
		if err != nil {
			return nil, err
		}
		if !runs {
			continue
		}
		other, err := readEvent(app, id)
		if err != nil {
			return nil, err
		}
		rows, err := groupedBy(app, id, "''")
		if err != nil {
			return nil, err
		}
		d := dateCount{count: count{Name: other.Title}, Slug: other.Slug, Starts: other.Starts, Zone: other.Zone}
		for _, g := range rows {
			d.add(g.State, g.N, g.Came)
		}
		d.rate(d.Came > 0 && other.tookPlace(now()))
		dates = append(dates, d)
	}
	slices.Reverse(dates)
	if len(dates) > 0 {
		this := dateCount{count: v.All, Slug: ev.Slug, Starts: ev.Starts, Zone: ev.Zone, This: true}
		this.Name = ev.Title
		dates = append(dates, this)
	}
	return dates, nil
}

func showNumbers(e *core.RequestEvent) error {
	ev, err := organised(e)
	if err != nil {
		return err
	}
	v, err := numbersOf(e.App, e.Auth, ev)
	if err != nil {
		return err
	}
	return private(e, v)
}

// pageNumber reads the number of a page, 1 for none.
func pageNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 100_000 {
		return 1
	}
	return n
}

// A table is a part of the numbers in a file.
type table struct {
	name string
	head []any
	rows [][]any
}

// tables are the numbers in rows and columns.
func (v *numbers) tables(l i18n.Lang) []table {
	t := func(key string) string { return i18n.T(l, "afterwards.table."+key) }
	columns := []any{t("registered"), t("came"), t("noShow"), t("waiting"), t("cancelled"), t("declined")}
	row := func(name string, c *count) []any {
		rate := any("")
		if c.NoShow >= 0 {
			rate = c.NoShow
		}
		return []any{name, c.Registered, c.Came, rate, c.Waiting, c.Cancelled, c.Declined}
	}
	tickets := table{name: t("tickets"), head: append([]any{t("ticket")}, columns...), rows: [][]any{row(t("all"), &v.All)}}
	for i := range v.Tickets {
		tickets.rows = append(tickets.rows, row(v.Tickets[i].Name, &v.Tickets[i]))
	}
	days := table{name: t("days"), head: []any{t("day"), t("made"), t("cancelled")}}
	for _, d := range v.Days {
		days.rows = append(days.rows, []any{d.Day, d.Registered, d.Cancelled})
	}
	sources := table{name: t("sources"), head: append([]any{t("source")}, columns...)}
	for i := range v.Sources {
		name := v.Sources[i].Name
		if name == "" {
			name = t("direct")
		}
		sources.rows = append(sources.rows, row(name, &v.Sources[i]))
	}
	series := table{name: t("series"), head: append([]any{t("event")}, columns...)}
	for i := range v.Series {
		series.rows = append(series.rows, row(v.Series[i].Starts.Time().In(v.Event.place()).Format(time.DateOnly)+" "+v.Series[i].Name, &v.Series[i].count))
	}
	return slices.DeleteFunc([]table{tickets, days, sources, series}, func(t table) bool { return len(t.rows) == 0 })
}

// numbersCSV is GET /api/qiao/events/{id}/numbers/csv: the tables one below the other, each after its name and a line that is empty.
func numbersCSV(e *core.RequestEvent) error {
	ev, err := organised(e)
	if err != nil {
		return err
	}
	v, err := numbersOf(e.App, e.Auth, ev)
	if err != nil {
		return err
	}
	sheets.Headers(e, ev.Slug+"-numbers.csv")
	w, err := sheets.NewCSV(e.Response)
	if err != nil {
		return err
	}
	for i, t := range v.tables(i18n.Of(e.Request)) {
		if i > 0 {
			if err := w.Row(""); err != nil {
				return err
			}
		}
		for _, row := range append([][]any{{t.name}, t.head}, t.rows...) {
			if err := w.Row(row...); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// numbersXLSX is GET /api/qiao/events/{id}/numbers/xlsx: a sheet for each table.
func numbersXLSX(e *core.RequestEvent) error {
	ev, err := organised(e)
	if err != nil {
		return err
	}
	v, err := numbersOf(e.App, e.Auth, ev)
	if err != nil {
		return err
	}
	book, err := sheets.NewBook()
	if err != nil {
		return err
	}
	for _, t := range v.tables(i18n.Of(e.Request)) {
		if err := book.Sheet(t.name, len(t.head)); err != nil {
			return err
		}
		for _, row := range append([][]any{t.head}, t.rows...) {
			if err := book.Row(row...); err != nil {
				return err
			}
		}
	}
	sheets.Headers(e, ev.Slug+"-numbers.xlsx")
	return book.Save(e.Response)
}
