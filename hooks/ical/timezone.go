package ical

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"time"
)

// A timezone is a VTIMEZONE: rules of a zone's clocks that came with the calendar.
type timezone struct {
	line     int
	id       string
	location string // X-LIC-LOCATION: its name in the IANA database
	observed []observance
}

// An observance is a STANDARD or DAYLIGHT part: from its starts on, clocks are set so.
type observance struct {
	daylight bool
	from, to int // offsets before and after, in seconds
	start    Moment
	name     string
	rules    []Rule
	dates    []Moment
}

// Zones are worked out for the years of calendars that are in use; after the last, the last offset stays.
const lastZoneYear = 2070

// maxTransitions is more than any zone has in these years.
const maxTransitions = 2000

type transition struct {
	at       int64
	from, to int
	daylight bool
	name     string
}

// zone makes a location of the rules. It goes the way over the format of the IANA database's files (RFC 8536), which is
// how Go takes rules of others, so that everything else knows one kind of zone.
func (t *timezone) zone(w *work) (*time.Location, error) {
	if len(t.observed) == 0 {
		return nil, errors.New("it says neither standard nor daylight time")
	}
	var all []transition
	for i := range t.observed {
		o := &t.observed[i]
		add := func(wall time.Time) bool {
			all = append(all, transition{wall.Unix() - int64(o.from), o.from, o.to, o.daylight, o.name})
			return len(all) < maxTransitions
		}
		add(o.start.Wall)
		for _, d := range o.dates {
			add(d.Wall)
		}
		for _, r := range o.rules {
			// UNTIL is in UTC; by the clock it is with the offset before.
			if r.until != nil && r.until.Zone != nil {
				until := Moment{Wall: r.until.Wall.Add(time.Duration(o.from) * time.Second)}
				r.until = &until
			}
			last := time.Date(lastZoneYear, 12, 31, 0, 0, 0, 0, time.UTC)
			if err := r.each(o.start.Wall, o.start.Wall, last, nil, w, add); err != nil {
				return nil, err
			}
		}
	}
	if len(all) >= maxTransitions {
		return nil, errors.New("it changes too often")
	}
	slices.SortStableFunc(all, func(a, b transition) int { return int(min(max(a.at-b.at, -1), 1)) })
	all = slices.CompactFunc(all, func(a, b transition) bool { return a.at == b.at && a.to == b.to })
	return time.LoadLocationFromTZData(t.id, tzif(all))
}

// tzif writes transitions as a file of version 2, whose first part may be empty.
func tzif(all []transition) []byte {
	type kind struct {
		offset   int
		daylight bool
		name     string
	}
	standard := all[0].from
	kinds := []kind{{standard, false, "LMT"}}
	index := make([]byte, len(all))
	for i, t := range all {
		k := kind{t.to, t.daylight, zoneLabel(t.name)}
		at := slices.Index(kinds, k)
		if at < 0 {
			if len(kinds) == 200 { // a byte counts them; such a zone has no names
				at = 0
				for n := range kinds {
					if kinds[n].offset == t.to {
						at = n
					}
				}
			} else {
				kinds, at = append(kinds, k), len(kinds)
			}
		}
		index[i] = byte(at)
	}
	var names []byte
	var types []byte
	for _, k := range kinds {
		types = binary.BigEndian.AppendUint32(types, uint32(int32(k.offset)))
		daylight := byte(0)
		if k.daylight {
			daylight = 1
		}
		at := bytes.Index(names, append([]byte(k.name), 0))
		if at < 0 || at > 250 {
			if len(names)+len(k.name) < 250 {
				at = len(names)
				names = append(append(names, k.name...), 0)
			} else {
				at = 0
			}
		}
		types = append(types, daylight, byte(at))
	}
	header := func(times, kinds, chars int) []byte {
		b := append([]byte("TZif2"), make([]byte, 15)...)
		for _, n := range []int{0, 0, 0, times, kinds, chars} {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		return b
	}
	out := append(header(0, 1, 1), 0, 0, 0, 0, 0, 0, 0)
	out = append(out, header(len(all), len(kinds), len(names))...)
	for _, t := range all {
		out = binary.BigEndian.AppendUint64(out, uint64(t.at))
	}
	out = append(append(append(out, index...), types...), names...)
	return append(out, '\n', '\n') // no rule for the time after
}

// zoneLabel bounds a zone's short name.
func zoneLabel(s string) string {
	var b []byte
	for i := 0; i < len(s) && len(b) < 8; i++ {
		if c := s[i]; c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '-' {
			b = append(b, c)
		}
	}
	if len(b) == 0 {
		return "-"
	}
	return string(b)
}
