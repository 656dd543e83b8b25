package ical

import (
	"fmt"
	"slices"
	"time"
)

// A used zone is one that events name, with the years that they need of it.
type usedZone struct {
	zone        *time.Location
	first, last time.Time
}

// zonesOf lists the zones of events, in the order of their names.
func zonesOf(events []Entry) []usedZone {
	var out []usedZone
	for i := range events {
		e := &events[i]
		if e.AllDay {
			continue
		}
		for _, t := range []time.Time{e.Start, e.End} {
			zone := t.Location()
			if zone == time.UTC || zone.String() == "UTC" {
				continue
			}
			at := slices.IndexFunc(out, func(u usedZone) bool { return u.zone.String() == zone.String() })
			if at < 0 {
				out = append(out, usedZone{zone, t, t})
				continue
			}
			if t.Before(out[at].first) {
				out[at].first = t
			}
			if t.After(out[at].last) {
				out[at].last = t
			}
		}
	}
	slices.SortFunc(out, func(a, b usedZone) int {
		switch x, y := a.zone.String(), b.zone.String(); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return out
}

// zone writes a VTIMEZONE: each change of clocks from a year before the first event to a year after the last is a part
// of its own with its date. Zones have changed by decree too often for rules to hold over years, and a date is read the
// same way by everyone. The first part is what the clocks were set to before.
func (w *writer) zone(u usedZone) {
	w.line("BEGIN", "VTIMEZONE")
	w.line("TZID", u.zone.String())
	w.line("X-LIC-LOCATION", u.zone.String())
	t := time.Date(u.first.Year()-1, 1, 1, 0, 0, 0, 0, time.UTC).In(u.zone)
	end := time.Date(u.last.Year()+2, 1, 1, 0, 0, 0, 0, time.UTC)
	_, offset := t.Zone()
	w.observance(t, offset)
	for range 1000 { // a zone that changes more often in the years of a list of events isn't one of this planet
		_, next := t.ZoneBounds()
		if next.IsZero() || next.After(end) {
			break
		}
		_, before := t.Zone()
		t = next.In(u.zone)
		w.observance(t, before)
	}
	w.line("END", "VTIMEZONE")
}

// observance writes that clocks are set from an offset to that of t, at t.
func (w *writer) observance(t time.Time, from int) {
	kind := "STANDARD"
	if t.IsDST() {
		kind = "DAYLIGHT"
	}
	name, to := t.Zone()
	w.line("BEGIN", kind)
	// the start is by the clock as it was before
	w.line("DTSTART", t.UTC().Add(time.Duration(from)*time.Second).Format(clockForm))
	w.line("TZOFFSETFROM", offsetText(from))
	w.line("TZOFFSETTO", offsetText(to))
	w.text("TZNAME", name)
	w.line("END", kind)
}

func offsetText(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	s := fmt.Sprintf("%s%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}
