package ical

import (
	"errors"
	"slices"
	"time"
)

// A Series is an event with the changes of its single dates, or an event alone.
type Series struct {
	// Event is how it is on all dates that nothing else is said about. It is nil when a file holds only changes.
	Event *Event
	// Changes are in the order of the file.
	Changes []*Event

	work *work
}

// Bounds of what may change single dates of a series.
const (
	maxChanges   = 5000
	maxFollowing = 50 // changes of all later dates, each of which is looked at for each date
)

// UID is what the event is known by.
func (s *Series) UID() string {
	if s.Event != nil {
		return s.Event.UID
	}
	return s.Changes[0].UID
}

// Recurs reports whether there can be more than one instance.
func (s *Series) Recurs() bool {
	return s.Event == nil || len(s.Event.Rules) > 0 || len(s.Event.Dates) > 0
}

// Series puts the events that belong together together, in the order of the file. Of several versions of the same thing
// the newest counts (RFC 5546, section 2.1.5: by SEQUENCE, then by the time of the change, then by the order of the file);
// the others are named in the problems.
func (c *Calendar) Series() ([]Series, []Problem) {
	var out []Series
	var problems []Problem
	index, changes, following := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range c.Events {
		e := &c.Events[i]
		at, ok := index[e.UID]
		if !ok {
			at = len(out)
			index[e.UID] = at
			out = append(out, Series{work: c.work})
		}
		s := &out[at]
		older := func(old, new *Event) *Event {
			if new.Sequence < old.Sequence || new.Sequence == old.Sequence && new.Modified.Before(old.Modified) {
				old, new = new, old
			}
			problems = append(problems, Problem{old.Line, "there is a newer version of the same event (UID " + clip(e.UID, 80) + ")"})
			return new
		}
		if e.Instead == nil {
			if s.Event == nil {
				s.Event = e
			} else {
				s.Event = older(s.Event, e)
			}
			continue
		}
		key := e.UID + "\x00" + idOf(*e.Instead)
		if e.Following {
			key += "+"
		}
		if same, ok := changes[key]; ok {
			s.Changes[same] = older(s.Changes[same], e)
			continue
		}
		if e.Following {
			following[e.UID]++
		}
		if len(s.Changes) == maxChanges || following[e.UID] > maxFollowing {
			problems = append(problems, Problem{e.Line, "there are too many changes of single dates of this event, this one is left out"})
			continue
		}
		changes[key] = len(s.Changes)
		s.Changes = append(s.Changes, e)
	}
	return out, problems
}

// An Instance is an event on one of its dates.
type Instance struct {
	// Event says what is true of it: the series' own, or the change of this date.
	Event *Event
	Start Moment
	End   Moment
	// ID is the start that it has by the rule, as RECURRENCE-ID has it, in UTC. It is empty for an event alone.
	ID string
}

// idOf writes a moment as a key of an instance.
func idOf(m Moment) string {
	switch {
	case m.Day:
		return m.Wall.Format("20060102")
	case m.Zone == nil:
		return m.Wall.Format("20060102T150405")
	}
	return m.In(time.UTC).UTC().Format("20060102T150405Z")
}

// expansion is the work on one series.
type expansion struct {
	*Series
	from, to time.Time
	floating *time.Location
	max      int
	moved    map[string]bool // dates that changes stand for
	out      []Instance
}

// Expand gives the instances of a series which take place between two times, in order: at most max, then with
// [ErrTooMany]. floating is where times without a zone are meant.
func (s *Series) Expand(from, to time.Time, floating *time.Location, most int) ([]Instance, error) {
	x := &expansion{Series: s, from: from, to: to, floating: floating, max: most, moved: map[string]bool{}}
	for _, c := range s.Changes {
		if !c.Following {
			x.moved[x.id(*c.Instead)] = true
			x.add(c, c.Start, c.End, x.id(*c.Instead))
		}
	}
	var err error
	if s.Event != nil {
		err = x.rules()
	}
	slices.SortStableFunc(x.out, func(a, b Instance) int { return a.Start.In(floating).Compare(b.Start.In(floating)) })
	if len(x.out) > most {
		return x.out[:most], ErrTooMany
	}
	return x.out, err
}

// id is the key of a change. One that names a day of an event that has a time means the instance on that day.
func (x *expansion) id(m Moment) string {
	if x.Event == nil || m.Day == x.Event.Start.Day {
		return idOf(m)
	}
	w := m.Wall
	if x.Event.Start.Day {
		return w.Format("20060102")
	}
	start := x.Event.Start
	start.Wall = time.Date(w.Year(), w.Month(), w.Day(), 0, 0, 0, 0, time.UTC).Add(start.Wall.Sub(start.Wall.Truncate(24 * time.Hour)))
	return idOf(start)
}

// add keeps an instance that lies in the window.
func (x *expansion) add(e *Event, start, end Moment, id string) {
	begin, over := start.In(x.floating), end.In(x.floating)
	if begin.Before(x.to) && (over.After(x.from) || begin.Equal(over) && !begin.Before(x.from)) {
		x.out = append(x.out, Instance{e, start, end, id})
	}
}

// rules follows the event's rules.
func (x *expansion) rules() error {
	e := x.Event
	if !x.Recurs() && len(x.Changes) == 0 {
		x.add(e, e.Start, e.End, "")
		return nil
	}
	zone := e.Start.Zone
	if zone == nil {
		zone = x.floating
	}
	length := e.End.In(zone).Sub(e.Start.In(zone))
	// A day more on both sides, for what changes of clocks and of single dates move.
	from, to := wall(x.from, zone).Add(-length-48*time.Hour), wall(x.to, zone).Add(48*time.Hour)
	sure := from.Add(48 * time.Hour)
	starts := map[time.Time]*Moment{}
	var failed error
	follow := func(rules []Rule, yield func(time.Time)) {
		for i := range rules {
			n := 0
			err := rules[i].each(e.Start.Wall, from, to, e.Start.Zone, x.work, func(t time.Time) bool {
				if t.Before(from) {
					return true
				}
				yield(t)
				if t.After(sure) {
					n++
				}
				return n <= x.max+maxDates
			})
			if n > x.max+maxDates {
				err = ErrTooMany
			}
			failed = errors.Join(failed, err)
		}
	}
	follow(e.Rules, func(t time.Time) { starts[t] = nil })
	// The event itself is an instance, whether its rules have its start or not.
	starts[e.Start.Wall] = nil
	for i := range e.Dates {
		d := &e.Dates[i]
		starts[x.shown(d.Start, zone)] = d.End
	}
	follow(e.ExceptRules, func(t time.Time) { delete(starts, t) })
	days := map[time.Time]bool{}
	for _, m := range e.Except {
		if m.Day && !e.Start.Day { // a day instead of a time means all of the day
			days[m.Wall] = true
			continue
		}
		if e.Start.Day {
			delete(starts, m.Wall.Truncate(24*time.Hour))
			continue
		}
		delete(starts, x.shown(m, zone))
	}
	for t, end := range starts {
		if !days[t.Truncate(24*time.Hour)] {
			x.instance(t, end)
		}
	}
	if failed != nil {
		return ErrTooMany
	}
	return nil
}

// shown is what a clock in the event's zone shows at a moment.
func (x *expansion) shown(m Moment, zone *time.Location) time.Time {
	if m.Zone == nil || m.Day {
		return m.Wall
	}
	return wall(m.In(zone), zone)
}

// instance makes the instance of a start, as the event or the last change for all that follow has it.
func (x *expansion) instance(shown time.Time, end *Moment) {
	e := x.Event
	start := e.Start
	start.Wall = shown
	id := idOf(start)
	if x.moved[id] {
		return
	}
	for _, c := range x.Changes {
		if !c.Following || start.In(x.floating).Before(c.Instead.In(x.floating)) {
			continue
		}
		if e == x.Event || !c.Instead.In(x.floating).Before(e.Instead.In(x.floating)) {
			e = c
		}
	}
	if e != x.Event {
		shift := e.Start.Wall.Sub(x.shown(*e.Instead, zoneOr(e.Start.Zone, x.floating)))
		if start = e.Start; !start.Day {
			start.Wall = x.shown(Moment{Wall: shown, Zone: x.Event.Start.Zone}, zoneOr(e.Start.Zone, x.floating))
		} else {
			start.Wall = shown.Truncate(24 * time.Hour)
		}
		start.Wall = start.Wall.Add(shift)
	}
	switch {
	case end != nil:
		x.add(e, start, *end, id)
	case e.length != nil:
		x.add(e, start, start.after(*e.length), id)
	default:
		x.add(e, start, e.ending(start), id)
	}
}

func zoneOr(zone, other *time.Location) *time.Location {
	if zone != nil {
		return zone
	}
	return other
}

// ending gives the end of an instance: RFC 5545, section 3.8.5.3, wants it to take exactly as long as the first.
func (e *Event) ending(start Moment) Moment {
	end := e.End
	if e.Start.Day || e.Start.Zone == nil || e.End.Zone == nil {
		end.Wall = start.Wall.Add(e.End.Wall.Sub(e.Start.Wall))
		return end
	}
	length := e.End.In(time.UTC).Sub(e.Start.In(time.UTC))
	return shown(start.In(time.UTC).Add(length), end.Zone)
}
