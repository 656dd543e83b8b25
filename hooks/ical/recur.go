package ical

import (
	"errors"
	"slices"
	"sync/atomic"
	"time"
)

// ErrTooMany is the error of a rule that can't be followed within bounds: what came before is given all the same.
var ErrTooMany = errors.New("the event recurs too often to be followed")

// maxSteps bounds the periods of a rule that are looked at, which is what its work grows with: 200,000 days are 547
// years, and 200,000 seconds more than two days.
const maxSteps = 200_000

// maxWork bounds what the rules of one file may cost together, in days that are looked at, about: a file may have many events.
const maxWork = 20_000_000

// work is what is left of it. Expansions run side by side.
type work struct{ left atomic.Int64 }

func newWork() *work {
	w := &work{}
	w.left.Store(maxWork)
	return w
}

// take reports whether so much is left. Nobody's work has no bounds but the rule's own.
func (w *work) take(n int64) bool { return w == nil || w.left.Add(-n) >= 0 }

// costs are the days of a period.
var costs = map[frequency]int64{yearly: 60, monthly: 30, weekly: 7}

// each gives the starts of a rule in order, by the clock: start is the event's, and none before it is given. It begins
// at the first that could be at or after from (earlier ones may come) and ends when yield is false or the rule is over;
// yield is not called for what lies after to. A rule with COUNT is followed from its start, because what it skips counts.
func (r *Rule) each(start, from, to time.Time, zone *time.Location, w *work, yield func(time.Time) bool) error {
	cost := max(costs[r.freq], 1) * int64(max(len(r.hours)*len(r.minutes)*len(r.seconds), 1))
	until := r.end(zone)
	if !until.IsZero() && until.Before(to) {
		to = until
	}
	left := r.count
	first := 0
	if r.count == 0 {
		first = r.before(start, from)
	}
	for n, step := first, 0; ; n, step = n+1, step+1 {
		if step == maxSteps || !w.take(cost) {
			return ErrTooMany
		}
		begin, skip := r.period(start, n)
		if begin.After(to) || begin.Year() > maxYear {
			return nil
		}
		if skip > 0 {
			n += skip
			continue
		}
		for _, t := range r.set(begin, start) {
			if t.Before(start) {
				continue
			}
			if t.After(to) {
				return nil
			}
			// The event's own start is the first that counts, whether the rule has it or not.
			if r.count > 0 && !t.Equal(start) {
				if left--; left == 0 {
					return nil
				}
			}
			if !yield(t) {
				return nil
			}
		}
	}
}

// end is the last time that a clock in the event's zone may show, zero for no end.
func (r *Rule) end(zone *time.Location) time.Time {
	if r.until == nil {
		return time.Time{}
	}
	if r.until.Day {
		// RFC 5545 wants a time where the event has one; those who write a day mean all of it.
		return r.until.Wall.Add(24*time.Hour - time.Second)
	}
	if r.until.Zone != nil && zone != nil {
		return wall(r.until.In(zone), zone)
	}
	return r.until.Wall
}

// seconds that a period of the clock takes.
var lengths = map[frequency]int64{secondly: 1, minutely: 60, hourly: 3600, daily: 86400, weekly: 7 * 86400}

// before gives the number of a period that lies surely before a time.
func (r *Rule) before(start, from time.Time) int {
	if !from.After(start) {
		return 0
	}
	var n int64
	switch r.freq {
	case yearly:
		n = int64(from.Year()-start.Year()) / int64(r.interval)
	case monthly:
		n = int64((from.Year()-start.Year())*12+int(from.Month())-int(start.Month())) / int64(r.interval)
	default:
		n = (from.Unix() - start.Unix()) / (lengths[r.freq] * int64(r.interval))
	}
	return int(max(n-1, 0))
}

// period gives the beginning of the nth period. Where days are left out that a rule of hours or less doesn't have, skip
// is how many further periods lie in that day.
func (r *Rule) period(start time.Time, n int) (begin time.Time, skip int) {
	year, month, day := start.Date()
	n *= r.interval
	switch r.freq {
	case yearly:
		return time.Date(year+n, 1, 1, 0, 0, 0, 0, time.UTC), 0
	case monthly:
		return time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC), 0
	case weekly:
		back := (int(start.Weekday()) - int(r.weekStart) + 7) % 7
		return time.Date(year, month, day-back+7*n, 0, 0, 0, 0, time.UTC), 0
	case daily:
		return time.Date(year, month, day+n, 0, 0, 0, 0, time.UTC), 0
	}
	unit := lengths[r.freq]
	begin = time.Unix(start.Truncate(time.Duration(unit)*time.Second).Unix()+unit*int64(n), 0).UTC()
	if !r.limits(begin) {
		midnight := begin.Truncate(24*time.Hour).Unix() + 86400
		skip = int((midnight - 1 - begin.Unix()) / (unit * int64(r.interval)))
	}
	return begin, skip
}

// limits reports whether a day is one of the rule's, for rules of days and less.
func (r *Rule) limits(t time.Time) bool {
	return in(r.months, int(t.Month())) && r.hasYearDay(t) && r.hasMonthDay(t) && r.hasWeekday(t)
}

func in(list []int, n int) bool {
	if len(list) == 0 {
		return true
	}
	return slices.Contains(list, n)
}

func (r *Rule) hasYearDay(t time.Time) bool {
	return len(r.yearDays) == 0 || slices.Contains(r.yearDays, t.YearDay()) || slices.Contains(r.yearDays, t.YearDay()-1-daysOf(t.Year()))
}

func (r *Rule) hasMonthDay(t time.Time) bool {
	if len(r.monthDays) == 0 {
		return true
	}
	return slices.Contains(r.monthDays, t.Day()) || slices.Contains(r.monthDays, t.Day()-1-daysIn(t.Year(), t.Month()))
}

// hasWeekday looks at the day's name, and at its number in the month or the year where the rule has one.
func (r *Rule) hasWeekday(t time.Time) bool {
	if len(r.days) == 0 {
		return true
	}
	for _, d := range r.days {
		if d.day != t.Weekday() {
			continue
		}
		if d.nth == 0 || r.freq < monthly || len(r.weeks) > 0 {
			return true // in other rules a number has no meaning
		}
		n, all := t.Day(), daysIn(t.Year(), t.Month())
		if r.freq == yearly && len(r.months) == 0 {
			n, all = t.YearDay(), daysOf(t.Year())
		}
		if d.nth == (n+6)/7 || d.nth == -(all-n+7)/7 {
			return true
		}
	}
	return false
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func daysOf(year int) int {
	return time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
}

// hasWeek counts weeks as ISO 8601 does, from the day that the rule's weeks begin with.
func (r *Rule) hasWeek(t time.Time) bool {
	if len(r.weeks) == 0 {
		return true
	}
	number, all := r.week(t)
	return slices.Contains(r.weeks, number) || slices.Contains(r.weeks, number-1-all)
}

// week gives a day's week and how many weeks its year has. The year of a week is that of its fourth day.
func (r *Rule) week(t time.Time) (number, all int) {
	fourth := func(d time.Time) time.Time {
		return d.AddDate(0, 0, 3-(int(d.Weekday())-int(r.weekStart)+7)%7)
	}
	middle := fourth(t)
	last := fourth(time.Date(middle.Year(), 12, 28, 0, 0, 0, 0, time.UTC))
	return (middle.YearDay()-1)/7 + 1, (last.YearDay()-1)/7 + 1
}

// set gives the times of a period, in order.
func (r *Rule) set(begin, start time.Time) []time.Time {
	var out []time.Time
	clock := r.clock(begin, start)
	if len(clock) == 0 {
		return nil
	}
	add := func(day time.Time) {
		for _, t := range clock {
			out = append(out, day.Add(t))
		}
	}
	switch r.freq {
	case yearly:
		r.year(begin.Year(), start, add)
	case monthly:
		for d := 1; d <= daysIn(begin.Year(), begin.Month()); d++ {
			day := time.Date(begin.Year(), begin.Month(), d, 0, 0, 0, 0, time.UTC)
			if in(r.months, int(day.Month())) && r.hasYearDay(day) && r.monthly(day, start) {
				add(day)
			}
		}
	case weekly:
		for i := range 7 {
			day := begin.AddDate(0, 0, i)
			if r.limits(day) && (len(r.days) > 0 || day.Weekday() == start.Weekday()) {
				add(day)
			}
		}
	default:
		day := time.Date(begin.Year(), begin.Month(), begin.Day(), 0, 0, 0, 0, time.UTC)
		if r.limits(day) {
			add(day)
		}
	}
	if len(r.positions) == 0 {
		return out
	}
	var picked []time.Time
	for i, t := range out {
		if slices.Contains(r.positions, i+1) || slices.Contains(r.positions, i-len(out)) {
			picked = append(picked, t)
		}
	}
	return picked
}

// monthly judges a day of a monthly rule; what it doesn't say is taken from the start.
func (r *Rule) monthly(day, start time.Time) bool {
	if len(r.monthDays) == 0 && len(r.days) == 0 && len(r.yearDays) == 0 {
		return day.Day() == start.Day()
	}
	return r.hasMonthDay(day) && r.hasWeekday(day)
}

// year gives the days of a yearly rule; what it doesn't say is taken from the start.
func (r *Rule) year(year int, start time.Time, add func(time.Time)) {
	same := len(r.yearDays) == 0 && len(r.monthDays) == 0 && len(r.days) == 0
	for month := time.January; month <= time.December; month++ {
		if same && len(r.weeks) == 0 && len(r.months) == 0 && month != start.Month() || !in(r.months, int(month)) {
			continue
		}
		for d := 1; d <= daysIn(year, month); d++ {
			day := time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
			if same {
				if len(r.weeks) > 0 && day.Weekday() != start.Weekday() || len(r.weeks) == 0 && d != start.Day() {
					continue
				}
			} else if !r.hasYearDay(day) || !r.hasMonthDay(day) || !r.hasWeekday(day) {
				continue
			}
			if r.hasWeek(day) {
				add(day)
			}
		}
	}
}

// clock gives the times of day of a period, in order.
func (r *Rule) clock(begin, start time.Time) []time.Duration {
	one := func(list []int, expands bool, fixed int) []int {
		switch {
		case expands && len(list) > 0:
			return list
		case expands || in(list, fixed):
			return []int{fixed}
		}
		return nil
	}
	hour, minute, second := start.Clock()
	if r.freq < daily {
		hour = begin.Hour()
	}
	if r.freq < hourly {
		minute = begin.Minute()
	}
	if r.freq < minutely {
		second = begin.Second()
	}
	hours, minutes, seconds := one(r.hours, r.freq > hourly, hour), one(r.minutes, r.freq > minutely, minute), one(r.seconds, r.freq > secondly, second)
	out := make([]time.Duration, 0, len(hours)*len(minutes)*len(seconds))
	for _, h := range hours {
		for _, m := range minutes {
			for _, s := range seconds {
				out = append(out, time.Duration(h)*time.Hour+time.Duration(m)*time.Minute+time.Duration(s)*time.Second)
			}
		}
	}
	return out
}
