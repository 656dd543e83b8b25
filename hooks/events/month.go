package events

import (
	"strconv"
	"time"

	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// mostOfMonth bounds the events of a month's calendar; mostOfDay how many a day shows before it folds the others away; longDays
// after how many days an event isn't one of single days.
const (
	mostOfMonth = 600
	mostOfDay   = 3
	longDays    = 7
)

// monthView is a calendar of one month.
type monthView struct {
	Name       string
	Prev, Next string // the months around it
	PrevName   string
	NextName   string
	Weekdays   []string
	Days       []monthDay
	Long       []Card // what goes on for longer than a week stands above the days instead of on each of them
	Empty      bool
	Today      string // this month's page, where another one is shown
	Many       bool
	Jump       string // the next month with an event, where this one has none
	JumpName   string
	month      time.Time
}

type monthDay struct {
	Number  int
	Name    string // in full, for those who can't see the grid
	Out     bool   // of a month beside
	Today   bool
	Cards   []Card
	More    []Card
	Weekday string
}

// monthAsked reads the month from the query, this one when it is absent.
func monthAsked(r *site.Request, today time.Time) (time.Time, error) {
	given := r.Query("month")
	if given == "" {
		return time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC), nil
	}
	m, err := time.Parse("2006-01", given)
	if err != nil || m.Year() < firstYear || m.Year() > lastYear {
		return m, site.ErrNotFound
	}
	return m, nil
}

// siteZone is where a day begins on pages that show days of events of several zones.
const siteZone = "Asia/Shanghai"

// aDay is longer than any zone is away from UTC.
const aDay = 24 * time.Hour

// readMonth reads a calendar; l narrows it. Each event stands on the days that it has in its own zone.
func readMonth(r *site.Request, l List) (*monthView, error) {
	zone, err := zoneOf(siteZone)
	if err != nil {
		return nil, err
	}
	today := l.Now.In(zone)
	month, err := monthAsked(r, today)
	if err != nil {
		return nil, err
	}
	next := month.AddDate(0, 1, 0)
	v := &monthView{Name: monthText(r, month), month: month, PrevName: monthText(r, month.AddDate(0, -1, 0)), NextName: monthText(r, next)}
	l.All, l.From, l.To = true, month.Add(-aDay), next.Add(aDay)
	r.Reads(schema.Events)
	ids, err := l.IDs(r.Context(), r.App(), 0, mostOfMonth+1)
	if err != nil {
		return nil, err
	}
	v.Many = len(ids) > mostOfMonth
	list, err := loadCards(r, ids[:min(len(ids), mostOfMonth)], l.Now)
	if err != nil {
		return nil, err
	}
	v.lay(r, list, today)
	link := func(m time.Time) string {
		if m.Year() < firstYear || m.Year() > lastYear {
			return ""
		}
		return r.With("month", m.Format("2006-01"))
	}
	v.Prev, v.Next = link(month.AddDate(0, -1, 0)), link(next)
	if month.Format("2006-01") != today.Format("2006-01") {
		v.Today = r.With("month", "")
	}
	if !v.Empty {
		return v, nil
	}
	l.From, l.To, l.All = time.Time{}, time.Time{}, false
	upcoming, err := firstCards(r, l, 1)
	if err != nil || len(upcoming) == 0 {
		return v, err
	}
	if first := upcoming[0].When.Starts; first.Format("2006-01") != month.Format("2006-01") {
		v.Jump, v.JumpName = link(first), monthText(r, first)
	}
	return v, nil
}

// lay puts the cards on the days of whole weeks, which begin on Monday.
func (v *monthView) lay(r *site.Request, list []Card, today time.Time) {
	start := v.month.AddDate(0, 0, -(int(v.month.Weekday())+6)%7)
	end := v.month.AddDate(0, 1, 0)
	for end.Weekday() != time.Monday {
		end = end.AddDate(0, 0, 1)
	}
	at := map[string]int{}
	for d := start; d.Before(end); d = d.AddDate(0, 0, 1) {
		at[d.Format(time.DateOnly)] = len(v.Days)
		v.Days = append(v.Days, monthDay{
			Number: d.Day(), Name: dayText(r, d, false), Weekday: weekday(r, d), Out: d.Month() != v.month.Month(), Today: d.Format(time.DateOnly) == today.Format(time.DateOnly),
		})
	}
	for i := range 7 {
		v.Weekdays = append(v.Weekdays, r.T("events.weekday."+strconv.Itoa((i+1)%7)))
	}
	v.Empty = true
	for _, c := range list {
		last := span{starts: c.When.Starts, ends: c.When.Ends}.lastDay()
		if c.When.Ends.Sub(c.When.Starts) > longDays*aDay {
			v.Empty = false
			v.Long = append(v.Long, c)
			continue
		}
		for d := day(c.When.Starts); !d.After(last); d = d.AddDate(0, 0, 1) {
			i, shown := at[d.Format(time.DateOnly)]
			if !shown {
				continue
			}
			box := &v.Days[i]
			if box.Out {
				continue // it stands in its own month
			}
			v.Empty = false
			if len(box.Cards) < mostOfDay {
				box.Cards = append(box.Cards, c)
			} else {
				box.More = append(box.More, c)
			}
		}
	}
}
