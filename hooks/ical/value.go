package ical

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

var errTime = errors.New("is no date and no time")

// The years that calendars are read for; others are slips or attacks.
const minYear, maxYear = 1, 9999

// moment reads a DATE or DATE-TIME; zone is that of its TZID, nil without one.
func moment(s string, zone *time.Location) (Moment, error) {
	s = strings.TrimSpace(s)
	short := strings.NewReplacer("-", "", ":", "").Replace(s) // some write it as ISO 8601's longer form
	if strings.HasPrefix(s, "-") {
		return Moment{}, errTime
	}
	utc := strings.HasSuffix(short, "Z") || strings.HasSuffix(short, "z")
	short = strings.TrimRight(short, "Zz")
	day, clock, timed := strings.Cut(short, "T")
	if !timed {
		day, clock, timed = strings.Cut(short, "t")
	}
	if !timed {
		day, clock, timed = strings.Cut(short, " ")
	}
	d, err := digits(day, 8)
	if err != nil {
		return Moment{}, err
	}
	m := Moment{Wall: time.Date(d/10000, time.Month(d/100%100), d%100, 0, 0, 0, 0, time.UTC), Day: !timed}
	if m.Wall.Day() != d%100 || int(m.Wall.Month()) != d/100%100 || d/10000 < minYear || d/10000 > maxYear {
		return Moment{}, errTime
	}
	if !timed {
		return m, nil
	}
	if len(clock) == 4 {
		clock += "00"
	}
	c, err := digits(clock, 6)
	if err != nil || c/10000 > 24 || c/100%100 > 59 || c%100 > 60 || c/10000 == 24 && c%10000 != 0 {
		return Moment{}, errTime
	}
	// A leap second is the one before, to clocks that know none.
	m.Wall = m.Wall.Add(time.Duration(c/10000)*time.Hour + time.Duration(c/100%100)*time.Minute + time.Duration(min(c%100, 59))*time.Second)
	if m.Zone = zone; utc {
		m.Zone = time.UTC
	}
	return m, nil
}

func digits(s string, n int) (int, error) {
	if len(s) != n || strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return 0, errTime
	}
	return strconv.Atoi(s)
}

// A span is a DURATION. Days are days of the calendar, which a change of clocks makes longer or shorter.
type span struct {
	days  int
	clock time.Duration
}

// maxSpan bounds what a duration may be: no event takes a century.
const maxSpan = 36500

func duration(s string) (span, error) {
	var d span
	bad := fmt.Errorf("%q is no duration", clip(s, 40))
	text := strings.ToUpper(strings.TrimSpace(s))
	sign := 1
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		sign, text = -1, rest
	}
	text, ok := strings.CutPrefix(strings.TrimPrefix(text, "+"), "P")
	if !ok || text == "" {
		return d, bad
	}
	timed := false
	for text != "" {
		if rest, ok := strings.CutPrefix(text, "T"); ok && !timed {
			timed, text = true, rest
			continue
		}
		i := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
		if i <= 0 || i > 9 {
			return d, bad
		}
		n, err := strconv.Atoi(text[:i])
		if err != nil {
			return d, bad
		}
		switch unit := text[i]; {
		case unit == 'W' && !timed:
			d.days += 7 * n
		case unit == 'D' && !timed:
			d.days += n
		case unit == 'H' && timed:
			d.clock += time.Duration(n) * time.Hour
		case unit == 'M' && timed:
			d.clock += time.Duration(n) * time.Minute
		case unit == 'S' && timed:
			d.clock += time.Duration(n) * time.Second
		default:
			return d, bad
		}
		if d.days > maxSpan || d.clock > maxSpan*24*time.Hour || d.clock < 0 {
			return d, bad
		}
		text = text[i+1:]
	}
	return span{sign * d.days, time.Duration(sign) * d.clock}, nil
}

// after gives the moment that a duration later begins. The clock's part is exact time, also over a change of clocks.
func (m Moment) after(d span) Moment {
	m.Wall = m.Wall.AddDate(0, 0, d.days)
	if d.clock == 0 {
		return m
	}
	if m.Day && d.clock%(24*time.Hour) == 0 {
		m.Wall = m.Wall.Add(d.clock)
		return m
	}
	m.Day = false
	if m.Zone == nil {
		return m.add(d.clock)
	}
	return shown(resolve(m.Wall, m.Zone).Add(d.clock), m.Zone)
}

// shown gives the moment of a time by a clock; in the hour that comes twice, the second time, by the clock of UTC.
func shown(t time.Time, zone *time.Location) Moment {
	if m := (Moment{Wall: wall(t, zone), Zone: zone}); m.In(zone).Equal(t) {
		return m
	}
	return Moment{Wall: wall(t, time.UTC), Zone: time.UTC}
}

// offset reads a UTC-OFFSET.
func offset(s string) (int, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ":", "")
	sign := 1
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = -1, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if len(s) == 4 {
		s += "00"
	}
	n, err := digits(s, 6)
	if err != nil || n/10000 > 23 || n/100%100 > 59 || n%100 > 59 {
		return 0, fmt.Errorf("%q is no offset from UTC", clip(s, 20))
	}
	return sign * (n/10000*3600 + n/100%100*60 + n%100), nil
}

// place reads a GEO value.
func place(s string) (*Geo, bool) {
	a, b, ok := strings.Cut(s, ";")
	if !ok {
		a, b, ok = strings.Cut(s, ",")
	}
	lat, e1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lon, e2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	// The comparison also refuses what is no number.
	if !ok || e1 != nil || e2 != nil || !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		return nil, false
	}
	return &Geo{lat, lon}, true
}

// clip shortens what a message quotes.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
