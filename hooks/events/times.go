package events

import (
	"errors"
	"sync"
	"time"
	_ "time/tzdata" // zones are known wherever the program runs

	"github.com/pocketbase/pocketbase/tools/types"
)

// What can be wrong with a local time.
var (
	errNoZone = errors.New("events: there is no such time zone")
	errNoTime = errors.New("events: this is no date and time")
	errGap    = errors.New("events: the clocks go forward over this time")
)

// zones are those that were loaded, by name: reading one takes longer than all else that is shown of an event. There are no
// more than the world has.
var zones sync.Map

// zoneOf gives a zone by its IANA name. The machine's own zone has none.
func zoneOf(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, errNoZone
	}
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, errNoZone
	}
	zones.Store(name, zone)
	return zone, nil
}

// localForms are the ways in which a form or a file writes a time without a zone.
var localForms = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02"}

// inZone turns a local time, as people write it on a poster, into the moment that it is in its zone. A time that the clocks
// leave out, where summer time begins, is refused; of one that comes twice, where it ends, the first is meant.
func inZone(local, name string) (time.Time, error) {
	zone, err := zoneOf(name)
	if err != nil {
		return time.Time{}, err
	}
	for _, form := range localForms {
		wall, err := time.Parse(form, local)
		if err != nil {
			continue
		}
		return onClock(wall, zone)
	}
	return time.Time{}, errNoTime
}

// onClock finds the first moment at which the clocks of a zone show what wall shows in UTC.
func onClock(wall time.Time, zone *time.Location) (time.Time, error) {
	var first time.Time
	// a moment is its wall time less the offset, and the offset is one of those in force around it
	for _, around := range []time.Duration{-36 * time.Hour, 36 * time.Hour} {
		_, offset := wall.Add(around).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if shows(at.In(zone), wall) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if first.IsZero() {
		return first, errGap
	}
	return first, nil
}

func shows(at, wall time.Time) bool {
	const clock = "2006-01-02 15:04:05"
	return at.Format(clock) == wall.Format(clock)
}

// A span is when something takes place, in its own zone.
type span struct {
	starts, ends time.Time
	allDay       bool
}

// spanOf reads when an event takes place. Without a zone that can be loaded it is in UTC.
func spanOf(starts, ends types.DateTime, name string, allDay bool) span {
	zone, err := zoneOf(name)
	if err != nil {
		zone = time.UTC
	}
	s := span{allDay: allDay}
	if !starts.IsZero() {
		s.starts = starts.Time().In(zone)
	}
	if !ends.IsZero() {
		s.ends = ends.Time().In(zone)
	}
	return s
}

// day is the beginning of the day of t in its zone.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// oneDay says whether it begins and ends on the same day. What ends at midnight belongs to the day before.
func (s span) oneDay() bool { return day(s.starts).Equal(s.lastDay()) }

// lastDay is the beginning of the last day of it.
func (s span) lastDay() time.Time {
	if !s.ends.After(s.starts) {
		return day(s.starts)
	}
	return day(s.ends.Add(-time.Second))
}
