// Package ical reads and writes calendars as iCalendar (RFC 5545) has them, and works out when events recur.
//
// What it reads comes from strangers and from programs that took the standard lightly: a broken line costs that line
// and not the file, whatever is left out is said with its line and the reason, and no rule, however it is written, makes
// the reader work for longer than its bounds allow.
package ical

import (
	"time"
)

// A Calendar is what a file holds: the events of all its calendars together.
type Calendar struct {
	// Name is how the calendar calls itself.
	Name string
	// Product is the program that wrote it.
	Product string
	// Zone is where times without a zone are meant, if the calendar says so; nil otherwise.
	Zone *time.Location
	// Events are in the order of the file; those that change one date of another follow [Calendar.Series].
	Events []Event

	work *work
}

// An Event is a VEVENT.
type Event struct {
	// Line is where it begins in the file.
	Line int
	// UID is what the event is known by everywhere. Read gives one that has none a UID made of what it says.
	UID      string
	Sequence int
	// Status is CONFIRMED, TENTATIVE, CANCELLED or empty.
	Status string

	Start Moment
	// End is when it is over; of an event that takes whole days the day after the last.
	End    Moment
	length *span // DURATION, if that is how the end is said

	Summary     string
	Description string
	Location    string
	URL         string
	Organizer   string
	Categories  []string
	// Geo is nil where nothing is said.
	Geo *Geo
	// Public is false where the event is marked as private or confidential.
	Public bool

	Created  time.Time
	Modified time.Time

	// Rules, Dates and Except say when it recurs beside its start, and ExceptRules and Except when it doesn't.
	Rules       []Rule
	ExceptRules []Rule
	Dates       []Date
	Except      []Moment

	// Instead is set in an event that changes one instance of a recurring one: the start which that had.
	Instead *Moment
	// Following says that the change is for all later instances too.
	Following bool
}

// Geo is a place on Earth, in degrees.
type Geo struct{ Lat, Lon float64 }

// Date is a further date of a recurring event; End is nil where it takes as long as the others.
type Date struct {
	Start Moment
	End   *Moment
}

// A Moment is a time as calendars write it: by a clock that hangs somewhere, or nowhere in particular.
type Moment struct {
	// Wall is what the clock shows, in UTC whatever the zone.
	Wall time.Time
	// Zone is where the clock hangs. It is nil for a floating time, which is the same everywhere.
	Zone *time.Location
	// Day says that the day alone is meant.
	Day bool
}

// At gives the moment that a clock in a zone shows a time.
func At(t time.Time) Moment {
	return Moment{Wall: wall(t, t.Location()), Zone: t.Location()}
}

// On gives a whole day.
func On(year int, month time.Month, day int) Moment {
	return Moment{Wall: time.Date(year, month, day, 0, 0, 0, 0, time.UTC), Day: true}
}

// In gives the time; floating is where times without a zone are meant.
func (m Moment) In(floating *time.Location) time.Time {
	zone := m.Zone
	if zone == nil {
		zone = floating
	}
	return resolve(m.Wall, zone)
}

// IsZero reports whether nothing is said.
func (m Moment) IsZero() bool { return m.Wall.IsZero() }

// add moves the clock.
func (m Moment) add(d time.Duration) Moment {
	m.Wall = m.Wall.Add(d)
	return m
}

// wall gives what a clock in a zone shows, as if it hung in UTC.
func wall(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return time.Date(year, month, day, hour, minute, second, 0, time.UTC)
}

// resolve finds the time at which a clock shows something. RFC 5545, section 3.3.5: a time that a zone has twice is its
// first one, and one that it leaves out is read with the offset before the gap.
func resolve(shown time.Time, zone *time.Location) time.Time {
	_, before := shown.Add(-24 * time.Hour).In(zone).Zone()
	_, after := shown.Add(24 * time.Hour).In(zone).Zone()
	first := shown.Add(-time.Duration(before) * time.Second).In(zone)
	if before == after {
		// Within two days a zone can change and change back, as some did for Ramadan, but hardly in a day.
		return first
	}
	if _, offset := first.Zone(); offset == before {
		return first
	}
	second := shown.Add(-time.Duration(after) * time.Second).In(zone)
	if _, offset := second.Zone(); offset == after {
		return second
	}
	return first
}

// A Problem is something that was left out or read in another way than it was written.
type Problem struct {
	Line   int
	Reason string
}
