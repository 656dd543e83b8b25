// Package ics makes events of iCalendar files: a file, a folder of them, or what an address on the web answers.
package ics

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qiao/hooks/ical"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/event"
)

// Options say what a calendar itself doesn't.
type Options struct {
	// Zone is where times without a zone are meant, and the zone of events whose own is unknown.
	Zone *time.Location
	// Now is what the window is around; Back and Ahead are its months.
	Now         time.Time
	Back, Ahead int
}

// maxInstances bounds how many events a recurring one becomes.
const maxInstances = 500

// Files lists the calendars of a path: itself, or those of a folder, in the order of their names.
func Files(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && slices.Contains([]string{".ics", ".ical", ".ifb", ".vcs"}, strings.ToLower(filepath.Ext(file))) {
			files = append(files, file)
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = errors.New("there is no .ics file in " + path)
	}
	return files, err
}

// Sources gives the events of files, one file after another: each event with its dates is a source, and so is each problem,
// which is skipped with its line and reason. A file of which no event can be read fails.
func Sources(files []string, o Options) iter.Seq[event.Source] {
	return func(yield func(event.Source) bool) {
		for _, file := range files {
			f, err := os.Open(file)
			if err != nil {
				if !yield(failing(file, err)) {
					return
				}
				continue
			}
			more := o.each(file, f, yield)
			// It was only read: that it can't be closed loses nothing.
			_ = f.Close()
			if !more {
				return
			}
		}
	}
}

// Calendar gives the events of one calendar that was fetched.
func Calendar(name string, body []byte, o Options) iter.Seq[event.Source] {
	return func(yield func(event.Source) bool) { o.each(name, bytes.NewReader(body), yield) }
}

func failing(name string, err error) event.Source {
	return event.Source{File: name, Read: func() (*event.Group, error) { return nil, err }}
}

func (o Options) each(name string, r io.Reader, yield func(event.Source) bool) bool {
	cal, problems := ical.Read(r)
	series, versions := cal.Series()
	for i := range series {
		s := &series[i]
		source := event.Source{File: fmt.Sprintf("%s:%d", name, lineOf(s)), Read: func() (*event.Group, error) { return o.group(name, &cal, s) }}
		if !yield(source) {
			return false
		}
	}
	if len(series) == 0 && len(problems) == 1 {
		if problems[0].Reason == ical.Empty {
			return yield(failing(name, &article.Skip{Reason: ical.Empty}))
		}
		return yield(failing(name, fmt.Errorf("line %d: %s", problems[0].Line, problems[0].Reason)))
	}
	for _, p := range append(problems, versions...) {
		source := failing(fmt.Sprintf("%s:%d", name, p.Line), &article.Skip{Reason: fmt.Sprintf("line %d: %s", p.Line, p.Reason)})
		if !yield(source) {
			return false
		}
	}
	if len(series) == 0 {
		return yield(failing(name, errors.New("there is no event in the file that can be read")))
	}
	return true
}

func lineOf(s *ical.Series) int {
	if s.Event != nil {
		return s.Event.Line
	}
	return s.Changes[0].Line
}

// group makes events of a series.
func (o Options) group(name string, cal *ical.Calendar, s *ical.Series) (*event.Group, error) {
	floating := o.Zone
	if cal.Zone != nil {
		floating = cal.Zone
	}
	if s.Event != nil && !s.Event.Public {
		return nil, &article.Skip{Reason: "the event is marked as private"}
	}
	recurring := s.Recurs() || len(s.Changes) > 0
	if !recurring {
		in := ical.Instance{Event: s.Event, Start: s.Event.Start, End: s.Event.End}
		e, err := o.event(name, cal, in, floating)
		return &event.Group{Events: []event.Event{e}}, err
	}
	g := &event.Group{From: o.Now.AddDate(0, -o.Back, 0), To: o.Now.AddDate(0, o.Ahead, 0)}
	found, err := s.Expand(g.From, g.To, floating, maxInstances)
	many := errors.Is(err, ical.ErrTooMany)
	if err != nil && !many {
		return nil, err
	}
	for _, in := range found {
		if !in.Event.Public {
			continue
		}
		e, err := o.event(name, cal, in, floating)
		if err != nil {
			return nil, err
		}
		if many {
			e.Notes = append(e.Notes, fmt.Sprintf("the event recurs more than %d times in this time, the later dates are left out", maxInstances))
		}
		g.Events = append(g.Events, e)
	}
	if many {
		g.To = g.From // not all of it is known
	}
	if len(g.Events) == 0 {
		return nil, &article.Skip{Reason: fmt.Sprintf("none of its dates is between %s and %s", g.From.Format(time.DateOnly), g.To.Format(time.DateOnly))}
	}
	if s.Event != nil && s.Recurs() {
		var rules []string
		for _, r := range s.Event.Rules {
			rules = append(rules, r.Text)
		}
		g.Series = &event.Series{Key: "ics:" + s.UID(), Title: s.Event.Summary, Rule: strings.Join(rules, "\n"), Zone: g.Events[0].Zone}
	}
	return g, nil
}

// event makes an event of an instance.
func (o Options) event(name string, cal *ical.Calendar, in ical.Instance, floating *time.Location) (event.Event, error) {
	e := in.Event
	out := event.Event{
		Key: "ics:" + e.UID + ":" + in.ID, Name: fmt.Sprintf("%s:%d", name, e.Line), Title: e.Summary, AllDay: in.Start.Day, Sequence: e.Sequence,
		Cancelled: e.Status == "CANCELLED", Created: e.Created, Kind: event.Kind(e.Summary + " " + strings.Join(e.Categories, " ")),
	}
	zone := in.Start.Zone
	if zone == nil || in.Start.Day {
		zone = floating
	}
	out.Start, out.End = in.Start.In(zone), in.End.In(zone)
	if in.Start.Day {
		out.End = out.End.AddDate(0, 0, -1) // the last day, not the one after
	}
	known, note := zoneName(zone, floating, out.Start)
	out.Zone = known
	if note != "" {
		out.Notes = append(out.Notes, note)
	}
	var err error
	if out.Body, err = event.Markdown(e.Description); err != nil {
		return out, err
	}
	out.Summary = event.PlainText(e.Description)
	out.Mode = "offline"
	if event.IsOnline(e.Location) {
		out.Mode = "online"
		if event.WebHost(e.Location) != "" {
			out.StreamURL = e.Location
		}
	} else {
		venue, rest, _ := strings.Cut(e.Location, "\n")
		out.Venue, out.Address = strings.Trim(venue, " ,，"), strings.Join(strings.Fields(rest), " ")
	}
	if e.Geo != nil && (e.Geo.Lat != 0 || e.Geo.Lon != 0) {
		out.Lat, out.Lon, out.Placed = e.Geo.Lat, e.Geo.Lon, true
	}
	if !strings.Contains(e.Organizer, "@") { // the address of a person isn't published because a calendar had it
		out.Host = e.Organizer
	}
	if event.WebHost(e.URL) != "" {
		out.URL = e.URL
	}
	out.Tags = e.Categories
	return out, nil
}

// zoneName finds a name that the IANA database has for a zone: its own, or where it came as rules, one with the same offset at
// the time of the event.
func zoneName(zone, floating *time.Location, at time.Time) (name, note string) {
	if zone == time.UTC {
		return "UTC", ""
	}
	if _, err := time.LoadLocation(zone.String()); err == nil && zone.String() != "Local" && zone.String() != "" {
		same, err := time.LoadLocation(zone.String())
		if _, a := at.In(zone).Zone(); err == nil {
			if _, b := at.In(same).Zone(); a == b {
				return zone.String(), ""
			}
		}
	}
	_, offset := at.In(zone).Zone()
	note = "its own rules of the time zone are replaced by those of "
	if _, same := at.In(floating).Zone(); same == offset && floating != zone {
		return floating.String(), note + floating.String()
	}
	if offset%3600 == 0 && offset >= -12*3600 && offset <= 14*3600 {
		name = fmt.Sprintf("Etc/GMT%+d", -offset/3600) // these names have the sign of POSIX
		if offset == 0 {
			name = "UTC"
		}
		return name, note + name
	}
	return "UTC", note + "UTC"
}
