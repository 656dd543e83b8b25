package ical_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"qiao/hooks/ical"
	"qiao/hooks/testkit"
)

// calendar puts lines into a calendar.
func calendar(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

// event is a VEVENT of a calendar.
func event(lines ...string) string {
	return "BEGIN:VEVENT\r\nUID:a@example.com\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

// one reads a text that has one event and nothing wrong.
func one(t *testing.T, text string) ical.Event {
	t.Helper()
	c, problems := ical.Read(strings.NewReader(text))
	if len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	if len(c.Events) != 1 {
		t.Fatalf("%d events", len(c.Events))
	}
	return c.Events[0]
}

func TestReadEvent(t *testing.T) {
	e := one(t, calendar(event(
		`SUMMARY:鸿蒙开发者沙龙\, 成都`, `DESCRIPTION:第一行\n第二行\; C:\\temp`, "DTSTART;TZID=Asia/Shanghai:20260418T140000", "DURATION:PT3H30M",
		`LOCATION:"天府"软件园`, "GEO:30.5728;104.0668", "SEQUENCE:3", "STATUS:tentative", "CATEGORIES:a,b", `CATEGORIES:c\,d`,
		`ORGANIZER;CN="桥, 社区":mailto:a@example.com`, "URL:https://example.com/?a=1;b=2", "CREATED:20260101T000000Z")))
	for what, pair := range map[string][2]any{
		"title":    {e.Summary, "鸿蒙开发者沙龙, 成都"},
		"text":     {e.Description, "第一行\n第二行; C:\\temp"},
		"start":    {e.Start.In(time.UTC).UTC().Format(time.RFC3339), "2026-04-18T06:00:00Z"},
		"end":      {e.End.In(time.UTC).UTC().Format(time.RFC3339), "2026-04-18T09:30:00Z"},
		"place":    {e.Location, `"天府"软件园`},
		"latitude": {e.Geo.Lat, 30.5728},
		"revision": {e.Sequence, 3},
		"status":   {e.Status, "TENTATIVE"},
		"words":    {strings.Join(e.Categories, "|"), "a|b|c,d"},
		"host":     {e.Organizer, "桥, 社区"},
		"address":  {e.URL, "https://example.com/?a=1;b=2"},
		"created":  {e.Created.UTC().Format(time.RFC3339), "2026-01-01T00:00:00Z"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, not %q", what, pair[0], pair[1])
		}
	}
}

func TestEnds(t *testing.T) {
	for _, c := range []struct{ name, lines, start, end string }{
		{"a day", "DTSTART;VALUE=DATE:20260401", "2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z"},
		{"a day written twice", "DTSTART;VALUE=DATE:20260401\r\nDTEND;VALUE=DATE:20260401", "2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z"},
		{"days", "DTSTART;VALUE=DATE:20260401\r\nDTEND;VALUE=DATE:20260404", "2026-04-01T00:00:00Z", "2026-04-04T00:00:00Z"},
		{"a moment", "DTSTART:20260401T090000Z", "2026-04-01T09:00:00Z", "2026-04-01T09:00:00Z"},
		{"days by the calendar over a change of clocks", "DTSTART;TZID=Europe/Berlin:20260328T120000\r\nDURATION:P1D", "2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z"},
		{"hours over a change of clocks", "DTSTART;TZID=Europe/Berlin:20260328T120000\r\nDURATION:PT24H", "2026-03-28T11:00:00Z", "2026-03-29T11:00:00Z"},
		{"a time that the clocks leave out", "DTSTART;TZID=America/New_York:20070311T023000\r\nDURATION:PT1H", "2007-03-11T07:30:00Z", "2007-03-11T08:30:00Z"},
		{"a time that comes twice", "DTSTART;TZID=America/New_York:20071104T013000\r\nDURATION:PT1H", "2007-11-04T05:30:00Z", "2007-11-04T06:30:00Z"},
		{"a floating time", "DTSTART:20260401T090000\r\nDTEND:20260401T100000", "2026-04-01T09:00:00Z", "2026-04-01T10:00:00Z"},
		{"the last second of a day", "DTSTART:20260401T240000Z\r\nDURATION:PT1M", "2026-04-02T00:00:00Z", "2026-04-02T00:01:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := one(t, calendar(event(c.lines)))
			if start := e.Start.In(time.UTC).UTC().Format(time.RFC3339); start != c.start {
				t.Errorf("begins %s, not %s", start, c.start)
			}
			if end := e.End.In(time.UTC).UTC().Format(time.RFC3339); end != c.end {
				t.Errorf("ends %s, not %s", end, c.end)
			}
		})
	}
}

func TestZones(t *testing.T) {
	own := "BEGIN:VTIMEZONE\r\nTZID:Somewhere\r\nBEGIN:STANDARD\r\nDTSTART:19981025T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nTZNAME:EST\r\nEND:STANDARD\r\n" +
		"BEGIN:DAYLIGHT\r\nDTSTART:19990404T020000\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nTZNAME:EDT\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
	for _, c := range []struct {
		name, before, start, utc string
		problems                 int
	}{
		{"IANA", "", "DTSTART;TZID=Europe/London:20260701T120000", "2026-07-01T11:00:00Z", 0},
		{"Windows", "", "DTSTART;TZID=China Standard Time:20260701T120000", "2026-07-01T04:00:00Z", 0},
		{"Windows in quotes", "", `DTSTART;TZID="W. Europe Standard Time":20260701T120000`, "2026-07-01T10:00:00Z", 0},
		{"IANA at the end of a path", "", "DTSTART;TZID=/freeassociation.sourceforge.net/Tzfile/America/Indiana/Knox:20260701T120000", "2026-07-01T17:00:00Z", 0},
		{"its own rules in summer", own, "DTSTART;TZID=Somewhere:20060701T120000", "2006-07-01T16:00:00Z", 0},
		{"its own rules in winter", own, "DTSTART;TZID=Somewhere:20060201T120000", "2006-02-01T17:00:00Z", 0},
		{"its own rules long after", own, "DTSTART;TZID=Somewhere:20300701T120000", "2030-07-01T16:00:00Z", 0},
		{"its own rules before their beginning", own, "DTSTART;TZID=Somewhere:19800701T120000", "1980-07-01T16:00:00Z", 0},
		{"a name for its own rules", strings.Replace(own, "TZID:Somewhere", "TZID:Somewhere\r\nX-LIC-LOCATION:Asia/Shanghai", 1), "DTSTART;TZID=Somewhere:20060701T120000", "2006-07-01T04:00:00Z", 0},
		{"an offset", "", `DTSTART;TZID="(UTC-05:00) Somewhere":20260701T120000`, "2026-07-01T17:00:00Z", 1},
		{"nothing known", "", "DTSTART;TZID=Atlantis:20260701T120000", "2026-07-01T12:00:00Z", 1},
		{"no file of the machine", "", "DTSTART;TZID=../../etc/passwd:20260701T120000", "2026-07-01T12:00:00Z", 1},
		{"not the machine's own zone", "", "DTSTART;TZID=Local:20260701T120000", "2026-07-01T12:00:00Z", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal, problems := ical.Read(strings.NewReader(calendar(c.before + event(c.start, "SUMMARY:x"))))
			if len(cal.Events) != 1 || len(problems) != c.problems {
				t.Fatalf("%d events, problems %v", len(cal.Events), problems)
			}
			if got := cal.Events[0].Start.In(time.UTC).UTC().Format(time.RFC3339); got != c.utc {
				t.Errorf("begins %s, not %s", got, c.utc)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const title = "开源软件供应链峰会与技术沙龙"
	text := calendar(event("DTSTART:20260401T090000Z", "SUMMARY:"+title))
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"UTF-8": []byte(text), "with a byte order mark": append([]byte("\xef\xbb\xbf"), text...), "GBK": gbk, "UTF-16": wide,
		"folded within a character": []byte(strings.Replace(text, "开源", "\xe5\xbc\r\n \x80源", 1)),
		"lines of LF":               []byte(strings.ReplaceAll(text, "\r\n", "\n")),
		"lines of CR":               []byte(strings.ReplaceAll(text, "\r\n", "\r")),
	} {
		if e := one(t, string(data)); e.Summary != title {
			t.Errorf("%s: the title is %q", name, e.Summary)
		}
	}
	if e := one(t, calendar(event("DTSTART:20260401T090000Z", "SUMMARY:Caf\xe9 f\xfcr \xc4lteste"))); e.Summary != "Café für Älteste" {
		t.Errorf("Latin-1: the title is %q", e.Summary)
	}
	if e := one(t, calendar(event("DTSTART:20260401T090000Z", "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E6=B2=99=\r\n=E9=BE=99"))); e.Summary != "沙龙" {
		t.Errorf("quoted-printable: the title is %q", e.Summary)
	}
}

// TestBroken: each fault costs no more than it has to, and is told with its line.
func TestBroken(t *testing.T) {
	good := event("DTSTART:20260401T090000Z", "SUMMARY:x")
	for _, c := range []struct {
		name, text string
		events     int
		line       int
		reason     string
	}{
		{"no line of a calendar", calendar("??? what is this", good), 1, 3, "no property"},
		{"a text broken over lines", calendar("BEGIN:VEVENT", "UID:b", "DTSTART:20260401T090000Z", "DESCRIPTION:first", "second line: with a colon", "SUMMARY:x", "END:VEVENT"), 1, 7, "DESCRIPTION"},
		{"no start", calendar(good, "BEGIN:VEVENT", "UID:b", "SUMMARY:y", "END:VEVENT"), 1, 8, "no start"},
		{"no time", calendar(good, "BEGIN:VEVENT", "UID:b", "DTSTART:soon", "END:VEVENT"), 1, 10, "soon"},
		{"31 April", calendar(good, "BEGIN:VEVENT", "UID:b", "DTSTART;VALUE=DATE:20260431", "END:VEVENT"), 1, 10, "20260431"},
		{"ends before it begins", calendar("BEGIN:VEVENT", "UID:b", "DTSTART:20260401T090000Z", "DTEND:20260401T080000Z", "END:VEVENT"), 1, 6, "before it begins"},
		{"not closed", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:b\r\nDTSTART:20260401T090000Z\r\nEND:VCALENDAR\r\n", 1, 2, "isn't closed"},
		{"cut off", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:b\r\nDTSTART:20260401T090000Z\r\nSUMM", 1, 5, "no property"},
		{"no calendar around it", good, 1, 1, "no calendar"},
		{"nothing at all", "", 0, 1, "no event"},
		{"something else", "<!doctype html><p>Not found", 0, 1, "no property"},
		{"a rule that can't be followed", calendar(event("DTSTART:20260401T090000Z", "RRULE:FREQ=SOMETIMES")), 1, 6, "SOMETIMES"},
		{"no UID", calendar("BEGIN:VEVENT", "DTSTART:20260401T090000Z", "SUMMARY:x", "END:VEVENT"), 1, 3, "no UID"},
		{"another calendar's rule", calendar(event("DTSTART;VALUE=DATE:20260217", "RRULE:RSCALE=CHINESE;FREQ=YEARLY")), 1, 6, "CHINESE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal, problems := ical.Read(strings.NewReader(c.text))
			if len(cal.Events) != c.events {
				t.Errorf("%d events, not %d", len(cal.Events), c.events)
			}
			for _, p := range problems {
				if p.Line == c.line && strings.Contains(p.Reason, c.reason) {
					return
				}
			}
			t.Errorf("nothing is said of line %d with %q: %v", c.line, c.reason, problems)
		})
	}
}

func TestBrokenTextIsKept(t *testing.T) {
	cal, _ := ical.Read(strings.NewReader(calendar("BEGIN:VEVENT", "UID:b", "DTSTART:20260401T090000Z", "DESCRIPTION:first", "second line: with a colon", "LOCATION:here", "there", "END:VEVENT")))
	if e := cal.Events[0]; e.Description != "first\nsecond line: with a colon" || e.Location != "here\nthere" {
		t.Errorf("%q, %q", e.Description, e.Location)
	}
}

func TestSeveralCalendars(t *testing.T) {
	cal, problems := ical.Read(strings.NewReader(calendar("X-WR-CALNAME:One", event("DTSTART:20260401T090000Z")) +
		calendar("X-WR-CALNAME:Two", strings.ReplaceAll(event("DTSTART:20260402T090000Z"), "UID:a", "UID:b"))))
	if len(cal.Events) != 2 || len(problems) != 0 || cal.Name != "One" {
		t.Errorf("%d events, %v, %q", len(cal.Events), problems, cal.Name)
	}
}

// TestCorpus reads every calendar of the corpus: nothing panics, and each file gives events or says why not.
func TestCorpus(t *testing.T) {
	files, events, problems := 0, 0, 0
	for name, data := range corpus(t) {
		files++
		cal, wrong := ical.Read(bytes.NewReader(data))
		events += len(cal.Events)
		problems += len(wrong)
		starts := bytes.Count(bytes.ToUpper(data), []byte("BEGIN:VEVENT"))
		if len(cal.Events) == 0 && len(wrong) == 0 {
			t.Errorf("%s: nothing is read and nothing is said", name)
		}
		if len(cal.Events) < starts && len(wrong) == 0 {
			t.Errorf("%s: %d of %d events and not a word", name, len(cal.Events), starts)
		}
		for _, p := range wrong {
			if p.Line < 1 || p.Reason == "" {
				t.Errorf("%s: a problem without line or reason: %v", name, p)
			}
		}
		series, _ := cal.Series()
		for i := range series {
			now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			if found, _ := series[i].Expand(now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0), time.UTC, 100); len(found) > 100 {
				t.Errorf("%s: %d instances", name, len(found))
			}
		}
	}
	t.Logf("%d files, %d events, %d problems", files, events, problems)
	// 486 of the 5,098 lack a start
	if events < 4600 {
		t.Errorf("only %d events are read", events)
	}
}

// corpus gives the calendars of the corpus by their names.
func corpus(t testing.TB) map[string][]byte {
	root := testkit.Corpus(t, "events", "ics")
	out := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out[strings.TrimPrefix(path, root+"/")] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func FuzzRead(f *testing.F) {
	for _, lines := range []string{
		"DTSTART:20260401T090000Z\r\nRRULE:FREQ=MONTHLY;BYDAY=2TU;BYSETPOS=-1\r\nEXDATE:20260501T090000Z",
		"DTSTART;TZID=\"China Standard Time\":20260401T090000\r\nDURATION:P1DT2H\r\nRDATE;VALUE=PERIOD:20260501T090000Z/PT1H",
		"DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY;BYYEARDAY=-1,366;COUNT=3\r\nEXRULE:FREQ=DAILY",
		"DTSTART:20260401T090000\r\nRRULE:FREQ=SECONDLY;BYHOUR=3\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260401T090000",
	} {
		f.Add([]byte(calendar(event(lines, "SUMMARY:x\r\n y"))))
	}
	f.Add([]byte("BEGIN:VTIMEZONE\nTZID:a\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETTO:+0100\nTZOFFSETFROM:+0200\nRRULE:FREQ=YEARLY;BYWEEKNO=53\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=a:20200101T000000\nEND:VEVENT"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cal, problems := ical.Read(bytes.NewReader(data))
		if len(cal.Events) == 0 && len(problems) == 0 {
			t.Fatal("nothing is read and nothing is said")
		}
		series, _ := cal.Series()
		from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range series {
			found, _ := series[i].Expand(from, from.AddDate(2, 0, 0), time.UTC, 50)
			for n, x := range found {
				start, end := x.Start.In(time.UTC), x.End.In(time.UTC)
				if n > 0 && start.Before(found[n-1].Start.In(time.UTC)) {
					t.Fatal("the instances aren't in order")
				}
				if end.Before(start) {
					t.Fatalf("an instance ends %v before it begins %v", end, start)
				}
			}
		}
	})
}
