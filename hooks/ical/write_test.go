package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	other "github.com/arran4/golang-ical"

	"qiao/hooks/ical"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func written(t *testing.T, entries ...ical.Entry) string {
	t.Helper()
	var b bytes.Buffer
	if err := ical.Write(&b, ical.Feed{Product: "-//Qiao//Events//EN", Name: "活动, 全部", About: "About", URL: "https://example.org/events.ics", Refresh: time.Hour, Events: entries}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func entry(t *testing.T) ical.Entry {
	start := time.Date(2026, 4, 18, 14, 0, 0, 0, zone(t, "Asia/Shanghai"))
	return ical.Entry{
		UID: "abc@example.org", Sequence: 2, Changed: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Start: start, End: start.Add(3 * time.Hour),
		Summary: strings.Repeat("鸿蒙开发者沙龙，", 20) + "a; b, c\\d", Description: "line one\nline two\r\nBEGIN:VEVENT\x00", Location: "成都, 天府软件园",
		URL: "https://example.org/events/a?b=1,2;c\r\nX-EVIL:1", Categories: []string{"a,b", "c"}, Geo: &ical.Geo{Lat: 30.5728, Lon: 104.0668},
	}
}

// TestWriteIsReadByAnother: what is written is what a second library reads.
func TestWriteIsReadByAnother(t *testing.T) {
	e := entry(t)
	read, err := other.ParseCalendar(strings.NewReader(written(t, e)))
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Events()) != 1 || len(read.Timezones()) != 1 {
		t.Fatalf("%d events, %d zones", len(read.Events()), len(read.Timezones()))
	}
	got := read.Events()[0]
	start, err := got.GetStartAt()
	if err != nil || !start.Equal(e.Start) {
		t.Errorf("begins %s: %v", start, err)
	}
	end, err := got.GetEndAt()
	if err != nil || !end.Equal(e.End) {
		t.Errorf("ends %s: %v", end, err)
	}
	for property, want := range map[other.ComponentProperty]string{
		other.ComponentPropertySummary: e.Summary, other.ComponentPropertyDescription: "line one\nline two\nBEGIN:VEVENT", other.ComponentPropertyLocation: e.Location,
		other.ComponentPropertyUniqueId: e.UID, other.ComponentPropertySequence: "2", other.ComponentPropertyStatus: "CONFIRMED",
		other.ComponentPropertyUrl: "https://example.org/events/a?b=1,2;cX-EVIL:1",
	} {
		if p := got.GetProperty(property); p == nil || p.Value != want {
			t.Errorf("%s is %v, not %q", property, p, want)
		}
	}
}

// TestWriteIsReadBack: and what this package itself reads, without a word of complaint.
func TestWriteIsReadBack(t *testing.T) {
	e := entry(t)
	day := ical.Entry{UID: "day@example.org", Changed: e.Changed, Start: e.Start, End: e.Start.AddDate(0, 0, 2), AllDay: true, Cancelled: true, Summary: "days"}
	utc := ical.Entry{UID: "utc@example.org", Changed: e.Changed, Start: e.Start.UTC(), End: e.End.UTC(), Summary: "utc"}
	cal, problems := ical.Read(strings.NewReader(written(t, e, day, utc)))
	if len(problems) > 0 || len(cal.Events) != 3 || cal.Name != "活动, 全部" {
		t.Fatalf("%d events, %v", len(cal.Events), problems)
	}
	got := cal.Events[0]
	if !got.Start.In(time.UTC).Equal(e.Start) || got.Summary != e.Summary || got.Sequence != 2 || strings.Join(got.Categories, "|") != "a,b|c" || got.Geo.Lon != 104.0668 {
		t.Errorf("%+v", got)
	}
	if got := cal.Events[1]; !got.Start.Day || got.End.Wall.Sub(got.Start.Wall) != 72*time.Hour || got.Status != "CANCELLED" {
		t.Errorf("%+v", got)
	}
}

func TestWrittenLines(t *testing.T) {
	text := written(t, entry(t))
	if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") || strings.Contains(text, "\x00") {
		t.Error("a line ends without CRLF, or has control characters")
	}
	events := 0
	for l := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(l) > 75 {
			t.Errorf("%d octets: %s", len(l), l)
		}
		if !utf8.ValidString(l) {
			t.Errorf("a character is cut: %q", l)
		}
		if l == "BEGIN:VEVENT" {
			events++
		}
		if strings.HasPrefix(l, "X-EVIL") {
			t.Error("an address made a line of its own")
		}
	}
	if events != 1 {
		t.Errorf("%d events", events)
	}
	if again := written(t, entry(t)); again != text {
		t.Error("the same events are written in another way the second time")
	}
}

// TestWrittenZones: the rules that are written give the times of Go's own zones, in years with and without summer time.
func TestWrittenZones(t *testing.T) {
	for _, name := range []string{"Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kolkata", "Asia/Tehran"} {
		var entries []ical.Entry
		for month := range 30 {
			start := time.Date(2017, time.Month(1+month*5), 15, 12, 30, 0, 0, zone(t, name))
			entries = append(entries, ical.Entry{UID: start.Format("200601"), Changed: start, Start: start, End: start.Add(time.Hour), Summary: "x"})
		}
		// under another name, what is read are the rules alone
		text := strings.ReplaceAll(strings.ReplaceAll(written(t, entries...), "X-LIC-LOCATION:"+name+"\r\n", ""), name, "Elsewhere")
		cal, problems := ical.Read(strings.NewReader(text))
		if len(problems) > 0 || len(cal.Events) != len(entries) {
			t.Fatalf("%s: %d events, %v", name, len(cal.Events), problems)
		}
		for i, e := range cal.Events {
			if got := e.Start.In(time.UTC); !got.Equal(entries[i].Start) {
				t.Errorf("%s: %s is read as %s", name, entries[i].Start, got)
			}
		}
	}
}
