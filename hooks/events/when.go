package events

import (
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/site"
)

// When is what readers are told about the time of an event, in the event's own zone.
type When struct {
	Starts, Ends time.Time // in the event's zone; isodate makes them UTC
	Weekday      string    // of the first day
	Date         string    // "11月28日 周六" with the year where it isn't this one, or both days
	Time         string    // "14:00–17:30", empty for whole days
	Zone         string    // "GMT+8"
	ZoneName     string    // "Asia/Shanghai"
	AllDay       bool
	OneDay       bool
	Running      bool
	Over         bool
}

func whenOf(r *site.Request, starts, ends types.DateTime, zone string, allDay bool, now time.Time) When {
	s := spanOf(starts, ends, zone, allDay)
	w := When{
		Starts: s.starts, Ends: s.ends, AllDay: allDay, OneDay: s.oneDay(), Zone: offset(s.starts), ZoneName: zone, Weekday: weekday(r, s.starts),
		Over: !s.ends.After(now), Running: !s.starts.After(now) && s.ends.After(now),
	}
	withYear := s.starts.Year() != now.In(s.starts.Location()).Year() || s.lastDay().Year() != s.starts.Year()
	w.Date = dayText(r, s.starts, withYear)
	if !w.OneDay {
		w.Date += " – " + dayText(r, s.lastDay(), withYear)
	}
	if !allDay {
		w.Time = clock(s.starts) + "–" + clock(s.ends)
		if o := offset(s.ends); o != w.Zone {
			w.Zone += " / " + o // the clocks change in between
		}
	}
	return w
}

func clock(t time.Time) string { return t.Format("15:04") }

// dayText is a day with its weekday: 11月28日 周六, or Sat 28 Nov.
func dayText(r *site.Request, t time.Time, withYear bool) string {
	date := i18n.ShortDate(r.Lang, t)
	if withYear {
		date = i18n.Date(r.Lang, t)
	}
	if r.Lang == i18n.EN {
		return weekday(r, t) + " " + date
	}
	return date + " " + weekday(r, t)
}

// weekday is the short name of a day of the week.
func weekday(r *site.Request, t time.Time) string {
	return r.T("events.weekday." + strconv.Itoa(int(t.Weekday())))
}

// monthText names a month with its year.
func monthText(r *site.Request, t time.Time) string {
	if r.Lang == i18n.EN {
		return t.Format("January 2006")
	}
	return t.Format("2006年1月")
}

// offset names how far a zone is from UTC at a moment: GMT+8, GMT−3:30. Abbreviations such as CST mean several things.
func offset(t time.Time) string {
	_, seconds := t.Zone()
	if seconds == 0 {
		return "GMT"
	}
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	name := fmt.Sprintf("GMT%s%d", sign, seconds/3600)
	if rest := seconds % 3600 / 60; rest > 0 {
		name += fmt.Sprintf(":%02d", rest)
	}
	return name
}

// untilChange is how long what is said about an event at this moment stays true, as far as the time goes.
func (w When) untilChange(now time.Time) time.Duration {
	left := 10 * time.Minute
	for _, t := range []time.Time{w.Starts, w.Ends} {
		if d := t.Sub(now); d > 0 {
			left = min(left, d+time.Second)
		}
	}
	return left
}
