package registration

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/sheets"
)

// exportBatch is how many rows are held at a time.
const exportBatch = 1000

// list is an event's attendees as a table.
type list struct {
	app       core.App
	base      string // of the site's addresses
	about     *eventView
	lang      i18n.Lang
	zone      *time.Location
	names     map[string]string // of tickets
	questions []*question
}

// listOf begins the table that a request of organisers asks for.
func (d *desk) listOf(e *core.RequestEvent) (*list, error) {
	event, err := runEvent(e)
	if err != nil {
		return nil, err
	}
	l := &list{app: e.App, base: d.baseURL(), lang: i18n.Of(e.Request), names: map[string]string{}}
	if l.about, err = readEvent(e.App, event); err != nil {
		return nil, err
	}
	tickets, err := ticketsOf(e.App, event)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		l.names[t.ID] = t.Name
	}
	if l.questions, err = questionsOf(e.App, event); err != nil {
		return nil, err
	}
	if l.zone, err = time.LoadLocation(l.about.Zone); err != nil {
		l.zone = time.UTC
	}
	return l, nil
}

// file is what the table is saved as.
func (l *list) file(ending string) string {
	return l.about.Slug + "-" + now().In(l.zone).Format(time.DateOnly) + ending
}

func (l *list) t(key string) string { return i18n.T(l.lang, "registration.csv."+key) }

func (l *list) head() []any {
	head := []any{l.t("place"), l.t("name"), l.t("email"), l.t("ticket"), l.t("state"), l.t("created") + " (" + l.zone.String() + ")", l.t("confirmed"), l.t("arrived"), l.t("source")}
	for _, q := range l.questions {
		head = append(head, q.Label)
	}
	return head
}

func (l *list) at(d types.DateTime) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().In(l.zone).Format("2006-01-02 15:04:05")
}

// each gives the rows one after the other, without holding all of them.
func (l *list) each(row func(...any) error) error {
	if err := row(l.head()...); err != nil {
		return err
	}
	for place, last := -1, ""; ; {
		var rows []*attendee
		if err := l.app.DB().NewQuery("SELECT " + attendeeFields + attendeeFrom + "r.event = {:event} AND r.erased = 0 AND (r.place, r.id) > ({:place}, {:last}) ORDER BY r.place, r.id LIMIT {:n}").
			Bind(dbx.Params{"event": l.about.ID, "place": place, "last": last, "n": exportBatch}).All(&rows); err != nil {
			return err
		}
		for _, a := range rows {
			a.read()
			cells := []any{a.Place, a.Name, a.Email, l.names[a.Ticket], l.t("states." + a.State), l.at(a.Created), l.at(a.Confirmed), l.at(a.Arrived), a.Source}
			for _, q := range l.questions {
				text := said(a.Answers[q.ID])
				if q.Kind == fileKind && text != "" { // whoever opens it signs in: a list that is passed on gives nothing away
					text = l.base + l.lang.Path("/events/"+l.about.Slug+"/manage") + "#file=" + a.ID + "/" + text
				}
				cells = append(cells, text)
			}
			if err := row(cells...); err != nil {
				return err
			}
			place, last = a.Place, a.ID
		}
		if len(rows) < exportBatch {
			return nil
		}
	}
}

// exportCSV is GET /api/qiao/events/{id}/attendees/csv.
func (d *desk) exportCSV(e *core.RequestEvent) error {
	l, err := d.listOf(e)
	if err != nil {
		return err
	}
	sheets.Headers(e, l.file(".csv"))
	w, err := sheets.NewCSV(e.Response)
	if err != nil {
		return err
	}
	if err := l.each(w.Row); err != nil {
		return err
	}
	return w.Close()
}

// exportXLSX is GET /api/qiao/events/{id}/attendees/xlsx.
func (d *desk) exportXLSX(e *core.RequestEvent) error {
	l, err := d.listOf(e)
	if err != nil {
		return err
	}
	book, err := sheets.NewBook()
	if err != nil {
		return err
	}
	if err := book.Sheet(l.t("sheet"), len(l.head())); err != nil {
		return err
	}
	if err := l.each(book.Row); err != nil {
		return err
	}
	sheets.Headers(e, l.file(".xlsx"))
	return book.Save(e.Response)
}
