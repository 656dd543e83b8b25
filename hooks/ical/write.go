package ical

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Feed is a calendar to be written.
type Feed struct {
	// Product names the program, as in -//Qiao//Events//EN.
	Product string
	Name    string
	About   string
	// URL is where the calendar is to be had.
	URL string
	// Refresh is how often it is worth to be fetched anew; zero says nothing.
	Refresh time.Duration
	Events  []Entry
}

// An Entry is an event to be written. All its text is plain; what iCalendar needs is done here.
type Entry struct {
	UID      string
	Sequence int
	// Changed is when this version was made; it stands as DTSTAMP too, so that the same event is written the same way.
	Changed time.Time
	Created time.Time

	// Start and End are in the event's zone. Of an event that takes whole days they are days, the end the last of them.
	Start, End time.Time
	AllDay     bool
	Cancelled  bool
	// Tentative marks what isn't sure yet.
	Tentative bool

	Summary, Description, Location, URL string
	Categories                          []string
	Geo                                 *Geo
}

// Write writes a calendar: lines of CRLF, at most 75 octets long, with the rules of all time zones in it.
func Write(to io.Writer, f Feed) error {
	w := &writer{Writer: bufio.NewWriter(to)}
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.text("PRODID", f.Product)
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.text("NAME", f.Name) // RFC 7986, and what came before it
	w.text("X-WR-CALNAME", f.Name)
	w.text("DESCRIPTION", f.About)
	w.text("X-WR-CALDESC", f.About)
	w.uri("URL;VALUE=URI", f.URL)
	if f.Refresh > 0 {
		every := "PT" + strconv.Itoa(int(f.Refresh/time.Minute)) + "M"
		w.line("REFRESH-INTERVAL;VALUE=DURATION", every)
		w.line("X-PUBLISHED-TTL", every)
	}
	for _, z := range zonesOf(f.Events) {
		w.zone(z)
	}
	for i := range f.Events {
		w.event(&f.Events[i])
	}
	w.line("END", "VCALENDAR")
	return w.Flush()
}

type writer struct{ *bufio.Writer }

// maxLine is how many octets a line may have without its end: RFC 5545, section 3.1.
const maxLine = 75

// line writes a content line, folded where it is long, never within a character.
func (w *writer) line(name, value string) {
	rest, room := name+":"+value, maxLine
	for len(rest) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		// The writer keeps the first error and gives it when it is flushed, here and below.
		_, _ = w.WriteString(rest[:cut])
		_, _ = w.WriteString("\r\n ")
		rest, room = rest[cut:], maxLine-1
	}
	_, _ = w.WriteString(rest)
	_, _ = w.WriteString("\r\n")
}

// escaper writes a TEXT value: RFC 5545, section 3.3.11.
var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escape makes any text a TEXT value; control characters have no place in one.
func escape(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, escaper.Replace(strings.ToValidUTF8(s, "\uFFFD")))
}

// text writes a TEXT property, unless there is none.
func (w *writer) text(name, value string) {
	if value != "" {
		w.line(name, escape(value))
	}
}

// uri writes an address, which is no TEXT: nothing is escaped, and nothing may end the line.
func (w *writer) uri(name, value string) {
	if value != "" {
		w.line(name, strings.Map(func(r rune) rune {
			if r <= 0x20 || r == 0x7f || r == utf8.RuneError {
				return -1
			}
			return r
		}, value))
	}
}

const (
	dayForm   = "20060102"
	clockForm = "20060102T150405"
)

func (w *writer) time(name string, t time.Time) {
	zone := t.Location()
	if zone == time.UTC || zone.String() == "UTC" {
		w.line(name, t.Format(clockForm)+"Z")
		return
	}
	w.line(name+";TZID="+zone.String(), t.Format(clockForm))
}

func (w *writer) event(e *Entry) {
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.line("DTSTAMP", e.Changed.UTC().Format(clockForm)+"Z")
	if e.AllDay {
		w.line("DTSTART;VALUE=DATE", e.Start.Format(dayForm))
		w.line("DTEND;VALUE=DATE", e.End.AddDate(0, 0, 1).Format(dayForm)) // the end is the day after the last
	} else {
		w.time("DTSTART", e.Start)
		w.time("DTEND", e.End)
	}
	w.text("SUMMARY", e.Summary)
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	switch {
	case e.Cancelled:
		w.line("STATUS", "CANCELLED")
	case e.Tentative:
		w.line("STATUS", "TENTATIVE")
	default:
		w.line("STATUS", "CONFIRMED")
	}
	w.text("DESCRIPTION", e.Description)
	w.text("LOCATION", e.Location)
	if e.Geo != nil {
		w.line("GEO", strconv.FormatFloat(e.Geo.Lat, 'f', 6, 64)+";"+strconv.FormatFloat(e.Geo.Lon, 'f', 6, 64))
	}
	w.uri("URL", e.URL)
	if len(e.Categories) > 0 {
		escaped := make([]string, len(e.Categories))
		for i, c := range e.Categories {
			escaped[i] = escape(c)
		}
		w.line("CATEGORIES", strings.Join(escaped, ","))
	}
	if !e.Created.IsZero() {
		w.line("CREATED", e.Created.UTC().Format(clockForm)+"Z")
	}
	w.line("LAST-MODIFIED", e.Changed.UTC().Format(clockForm)+"Z")
	w.line("END", "VEVENT")
}
