package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Bounds of what is read.
const (
	// MaxBytes is the size of the largest file.
	MaxBytes    = 32 << 20
	maxEvents   = 50_000
	maxProblems = 1000
	maxDepth    = 8
	maxDates    = 5000 // further dates of an event, and exceptions
	maxText     = 200_000
	maxRules    = 5
	maxBroken   = 2000 // lines that a text was broken into without a mark
)

// Empty is the only problem of a calendar that is in order and has no events.
const Empty = "there is no event in the file"

// reader is a file being read.
type reader struct {
	cal      Calendar
	problems []Problem
	zones    zones
	texts    texts
	many     bool
}

func (r *reader) wrong(line int, reason string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{line, fmt.Sprintf(reason, args...)})
	} else if !r.many {
		r.many = true
		r.problems = append(r.problems, Problem{line, "there are more problems than can be listed"})
	}
}

// component is what stands between BEGIN and END.
type component struct {
	name  string
	line  int
	lines []line
	parts []*component
}

// Read reads a file, whatever is in it: what can't be understood is among the problems. A file of which nothing is read
// has at least one.
func Read(from io.Reader) (Calendar, []Problem) {
	r := &reader{}
	data, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	switch {
	case err != nil:
		return r.cal, []Problem{{1, "the file can't be read: " + err.Error()}}
	case len(data) > MaxBytes:
		return r.cal, []Problem{{1, fmt.Sprintf("the file is larger than %d MB", MaxBytes>>20)}}
	}
	if data, err = decode(data); err != nil {
		return r.cal, []Problem{{1, "the file's text can't be decoded"}}
	}
	root := r.tree(unfold(data))
	r.zones = zones{own: map[string]*timezone{}, found: map[string]*time.Location{}, work: newWork(), wrong: r.wrong}
	r.cal.work = r.zones.work
	var events []*component
	r.gather(root, &events, 0)
	for _, c := range events {
		if len(r.cal.Events) == maxEvents {
			r.wrong(c.line, "there are more than %d events, the others are left out", maxEvents)
			break
		}
		if e, ok := r.event(c); ok {
			r.cal.Events = append(r.cal.Events, e)
		}
	}
	if len(r.cal.Events) == 0 && len(r.problems) == 0 {
		r.wrong(1, Empty)
	}
	return r.cal, r.problems
}

// known are the properties whose text people write by hand or in other programs, and which a careless writer breaks over
// lines without a mark.
var known = map[string]bool{"DESCRIPTION": true, "SUMMARY": true, "LOCATION": true, "COMMENT": true, "X-ALT-DESC": true, "CONTACT": true}

// names are the properties that may follow such a text; what looks like another is a part of it.
var names = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields("BEGIN END ACTION ATTACH ATTENDEE CALSCALE CATEGORIES CLASS COLOR COMMENT COMPLETED CONFERENCE CONTACT CREATED " +
		"DESCRIPTION DTEND DTSTAMP DTSTART DUE DURATION EXDATE EXRULE FREEBUSY GEO IMAGE LAST-MODIFIED LOCATION METHOD NAME ORGANIZER " +
		"PERCENT-COMPLETE PRIORITY PRODID RDATE RECURRENCE-ID REFRESH-INTERVAL RELATED-TO REPEAT REQUEST-STATUS RESOURCES RRULE SEQUENCE " +
		"SOURCE STATUS SUMMARY TRANSP TRIGGER TZID TZNAME TZOFFSETFROM TZOFFSETTO TZURL UID URL VERSION") {
		m[n] = true
	}
	return m
}()

// tree builds the components. What isn't closed ends with what holds it, and what is closed without being open is passed over.
func (r *reader) tree(lines []raw) *component {
	r.texts = newTexts(lines)
	root := &component{name: "", line: 1}
	stack := []*component{root}
	deep := 0 // components too deep to be kept
	for _, raw := range lines {
		top := stack[len(stack)-1]
		l, ok := r.texts.cut(raw)
		if n := len(top.lines); n > 0 && known[top.lines[n-1].name] && (!ok || !names[l.name] && !strings.HasPrefix(l.name, "X-")) {
			last := &top.lines[n-1]
			if last.broken++; len(last.value) < maxText && last.broken < maxBroken {
				last.value += `\n` + r.texts.text(raw.text, last.param("CHARSET"))
			}
			r.wrong(raw.number, "the line is no property; it is taken as a part of %s before it", last.name)
			continue
		}
		switch {
		case !ok:
			r.wrong(raw.number, "the line is no property: %q", clip(r.texts.text(raw.text, ""), 60))
		case l.name == "BEGIN":
			name := strings.ToUpper(strings.TrimSpace(l.value))
			if len(stack) > maxDepth {
				deep++
				continue
			}
			if name == "VEVENT" && top.name == "VEVENT" {
				r.wrong(top.line, "the event isn't closed before line %d", l.number)
				stack = stack[:len(stack)-1]
				top = stack[len(stack)-1]
			}
			c := &component{name: name, line: l.number}
			top.parts = append(top.parts, c)
			stack = append(stack, c)
		case l.name == "END":
			if deep > 0 {
				deep--
				continue
			}
			stack = r.close(stack, strings.ToUpper(strings.TrimSpace(l.value)), l.number)
		default:
			if deep == 0 {
				top.lines = append(top.lines, l)
			}
		}
	}
	for _, c := range stack[1:] {
		r.wrong(c.line, "%s isn't closed", clip(c.name, 40))
	}
	return root
}

func (r *reader) close(stack []*component, name string, number int) []*component {
	for i := len(stack) - 1; i > 0; i-- {
		if stack[i].name != name {
			continue
		}
		for _, c := range stack[i+1:] {
			r.wrong(c.line, "%s isn't closed", clip(c.name, 40))
		}
		return stack[:i]
	}
	r.wrong(number, "END:%s closes nothing", clip(name, 40))
	return stack
}

// gather finds the events and zones of a file, in and outside of its calendars, and what the calendars say of themselves.
func (r *reader) gather(c *component, events *[]*component, depth int) {
	switch c.name {
	case "VEVENT":
		if depth == 1 {
			r.wrong(c.line, "the event is in no calendar (VCALENDAR)")
		}
		*events = append(*events, c)
		return
	case "VTIMEZONE":
		if t := r.timezone(c); t.id != "" && r.zones.own[t.id] == nil {
			r.zones.own[t.id] = t
		}
		return
	case "VCALENDAR":
		for _, l := range c.lines {
			switch {
			case l.name == "X-WR-CALNAME" && r.cal.Name == "", l.name == "NAME":
				r.cal.Name = plain(l.value)
			case l.name == "PRODID" && r.cal.Product == "":
				r.cal.Product = l.value
			case l.name == "X-WR-TIMEZONE" && r.cal.Zone == nil:
				r.cal.Zone = Zone(l.value)
			}
		}
	case "":
		for _, l := range c.lines {
			r.wrong(l.number, "%s stands outside of a calendar", clip(l.name, 40))
		}
	}
	for _, part := range c.parts {
		r.gather(part, events, depth+1)
	}
}

// timezone reads a VTIMEZONE; faults of it are told when something uses it.
func (r *reader) timezone(c *component) *timezone {
	t := &timezone{line: c.line}
	for _, l := range c.lines {
		switch l.name {
		case "TZID":
			t.id = strings.TrimSpace(l.value)
		case "X-LIC-LOCATION":
			t.location = strings.TrimSpace(l.value)
		}
	}
	for _, part := range c.parts {
		if part.name != "STANDARD" && part.name != "DAYLIGHT" {
			continue
		}
		o := observance{daylight: part.name == "DAYLIGHT"}
		e1, e2, e3 := errTime, errTime, errTime
		for _, l := range part.lines {
			switch l.name {
			case "DTSTART":
				o.start, e1 = moment(l.value, nil)
			case "TZOFFSETFROM":
				o.from, e2 = offset(l.value)
			case "TZOFFSETTO":
				o.to, e3 = offset(l.value)
			case "TZNAME":
				o.name = l.value
			case "RRULE":
				rule, err := ParseRule(l.value)
				if err != nil {
					r.wrong(l.number, "of the time zone %s: %v", clip(t.id, 60), err)
					continue
				}
				if len(o.rules) < maxRules {
					o.rules = append(o.rules, rule)
				}
			case "RDATE":
				for item := range strings.SplitSeq(l.value, ",") {
					if d, err := moment(item, nil); err == nil && len(o.dates) < maxTransitions {
						o.dates = append(o.dates, d)
					}
				}
			}
		}
		if e2 != nil && e3 == nil {
			o.from, e2 = o.to, nil
		}
		if e1 != nil || e2 != nil || e3 != nil {
			r.wrong(part.line, "a part of the time zone %s lacks its start or its offset", clip(t.id, 60))
			continue
		}
		if len(t.observed) < maxTransitions {
			t.observed = append(t.observed, o)
		}
	}
	return t
}

// event reads a VEVENT. It reports false for one that can't be used.
func (r *reader) event(c *component) (Event, bool) {
	e := Event{Line: c.line, Public: true}
	var length *span
	var start, end *line
	for i := range c.lines {
		l := &c.lines[i]
		if len(l.value) > maxText {
			r.wrong(l.number, "%s is cut, it is longer than %d bytes", clip(l.name, 40), maxText)
			l.value = strings.ToValidUTF8(l.value[:maxText], "")
		}
		switch l.name {
		case "DTSTART":
			start = l
		case "DTEND":
			end = l
		case "DURATION":
			d, err := duration(l.value)
			if err != nil {
				r.wrong(l.number, "%v, the event is taken without", err)
				continue
			}
			length = &d
		default:
			r.property(&e, l)
		}
	}
	if start == nil {
		r.wrong(c.line, "the event has no start (DTSTART) and is left out")
		return e, false
	}
	var err error
	if e.Start, err = r.time(start); err != nil {
		r.wrong(start.number, "DTSTART %q %v, the event is left out", clip(start.value, 40), err)
		return e, false
	}
	r.end(&e, end, length)
	if e.UID == "" {
		sum := sha256.Sum256([]byte(start.value + "\x00" + e.Summary + "\x00" + e.Location))
		e.UID = "none-" + hex.EncodeToString(sum[:12])
		r.wrong(c.line, "the event has no UID; it is known by its start, title and place")
	}
	r.recurrence(&e, c)
	return e, true
}

// end works out when an event ends: RFC 5545, section 3.6.1, where nothing is said.
func (r *reader) end(e *Event, end *line, length *span) {
	switch {
	case end != nil:
		m, err := r.time(end)
		if err != nil {
			r.wrong(end.number, "DTEND %q %v, the event is taken without", clip(end.value, 40), err)
			break
		}
		if m.Day != e.Start.Day {
			r.wrong(end.number, "DTEND and DTSTART aren't both days or both times")
			m.Day = e.Start.Day
			if m.Day {
				m.Wall = m.Wall.Truncate(24 * time.Hour)
			} else if m.Zone == nil {
				m.Zone = e.Start.Zone
			}
		}
		if m.In(time.UTC).Before(e.Start.In(time.UTC)) {
			r.wrong(end.number, "the event ends before it begins, its end is left out")
			break
		}
		if e.End = m; e.Start.Day && m.Wall.Equal(e.Start.Wall) {
			e.End.Wall = m.Wall.AddDate(0, 0, 1) // the day itself is what those mean who write it twice
		}
		return
	case length != nil:
		m := e.Start.after(*length)
		if m.In(time.UTC).Before(e.Start.In(time.UTC)) {
			r.wrong(e.Line, "the event ends before it begins, its duration is left out")
			break
		}
		if m.Day != e.Start.Day {
			r.wrong(e.Line, "the event begins with a day but lasts for a time, its duration is left out")
			break
		}
		if e.Start.Day && m.Wall.Equal(e.Start.Wall) {
			break
		}
		e.End, e.length = m, length
		return
	}
	if e.End = e.Start; e.Start.Day {
		e.End.Wall = e.Start.Wall.AddDate(0, 0, 1)
	}
}

// property reads what is said once and doesn't depend on other lines.
func (r *reader) property(e *Event, l *line) {
	switch l.name {
	case "UID":
		e.UID = strings.TrimSpace(plain(l.value))
	case "SEQUENCE":
		n, err := strconv.Atoi(strings.TrimSpace(l.value))
		if err != nil || n < 0 {
			r.wrong(l.number, "SEQUENCE %q is no number", clip(l.value, 20))
			return
		}
		e.Sequence = n
	case "STATUS":
		e.Status = strings.ToUpper(strings.TrimSpace(l.value))
	case "SUMMARY":
		e.Summary = strings.TrimSpace(plain(l.value))
	case "DESCRIPTION":
		e.Description = strings.TrimSpace(plain(l.value))
	case "LOCATION":
		e.Location = strings.TrimSpace(plain(l.value))
	case "URL":
		e.URL = strings.TrimSpace(l.value)
	case "ORGANIZER":
		if e.Organizer = strings.TrimSpace(l.param("CN")); e.Organizer == "" {
			e.Organizer = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(l.value), "mailto:"), "MAILTO:")
		}
	case "CATEGORIES":
		if len(e.Categories) < 100 {
			e.Categories = append(e.Categories, list(l.value)...)
		}
	case "CLASS":
		e.Public = !strings.EqualFold(l.value, "PRIVATE") && !strings.EqualFold(l.value, "CONFIDENTIAL")
	case "GEO":
		g, ok := place(l.value)
		if !ok {
			r.wrong(l.number, "GEO %q is no place", clip(l.value, 40))
		}
		e.Geo = g
	case "CREATED":
		e.Created = r.stamp(l)
	case "LAST-MODIFIED":
		e.Modified = r.stamp(l)
	}
}

func (r *reader) stamp(l *line) time.Time {
	m, err := r.time(l)
	if err != nil {
		return time.Time{}
	}
	return m.In(time.UTC)
}

// time reads a DATE or DATE-TIME with its zone.
func (r *reader) time(l *line) (Moment, error) {
	value := strings.TrimSpace(l.value)
	if strings.HasSuffix(value, "Z") {
		return moment(value, nil)
	}
	m, err := moment(value, r.zones.find(l.param("TZID"), l.number))
	if err == nil && strings.EqualFold(l.param("VALUE"), "DATE") && !m.Day {
		// a day with a time of midnight is what some mean by it
		m = Moment{Wall: m.Wall.Truncate(24 * time.Hour), Day: true}
	}
	return m, err
}

// recurrence reads how an event recurs, once its start is known.
func (r *reader) recurrence(e *Event, c *component) {
	for i := range c.lines {
		l := &c.lines[i]
		switch l.name {
		case "RRULE", "EXRULE":
			rule, err := ParseRule(l.value)
			if err != nil {
				r.wrong(l.number, "%v; the event is taken as if it didn't recur so", err)
				continue
			}
			into := &e.Rules
			if l.name == "EXRULE" {
				into = &e.ExceptRules
			}
			if len(*into) == maxRules {
				r.wrong(l.number, "there are more than %d rules, this one is left out", maxRules)
				continue
			}
			*into = append(*into, rule)
		case "RDATE", "EXDATE":
			r.dates(e, l)
		case "RECURRENCE-ID":
			m, err := r.time(l)
			if err != nil {
				r.wrong(l.number, "RECURRENCE-ID %q %v, the event is taken as one of its own", clip(l.value, 40), err)
				continue
			}
			e.Instead, e.Following = &m, strings.EqualFold(l.param("RANGE"), "THISANDFUTURE")
		}
	}
}

func (r *reader) dates(e *Event, l *line) {
	item := *l
	for value := range strings.SplitSeq(l.value, ",") {
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		if len(e.Dates)+len(e.Except) >= maxDates {
			r.wrong(l.number, "there are more than %d dates, the others are left out", maxDates)
			return
		}
		first, second, period := strings.Cut(value, "/")
		item.value = first
		m, err := r.time(&item)
		if err != nil {
			r.wrong(l.number, "%s %q %v", l.name, clip(value, 40), err)
			continue
		}
		if l.name == "EXDATE" {
			e.Except = append(e.Except, m)
			continue
		}
		d := Date{Start: m}
		if period {
			var end Moment
			if length, err := duration(second); err == nil {
				end = m.after(length)
			} else if item.value = second; true {
				if end, err = r.time(&item); err != nil {
					r.wrong(l.number, "RDATE %q has no end that can be read", clip(value, 60))
					continue
				}
			}
			if !end.In(time.UTC).Before(m.In(time.UTC)) {
				d.End = &end
			}
		}
		e.Dates = append(e.Dates, d)
	}
}
