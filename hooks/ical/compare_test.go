package ical_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	other "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"qiao/hooks/ical"
)

// The second implementation that expansions are compared with is github.com/teambition/rrule-go, a port of python-dateutil's
// rrule, fed by github.com/arran4/golang-ical. It isn't what the site works with, because single lines make it panic or
// never end (see [TestRulesThatBreakOthers]) and because of the differences below.

// theirs expands an event as the other library reads it. It gives false for events that it can't read.
func theirs(e *other.VEvent, most int) (starts []time.Time, ok bool) {
	start := e.GetProperty(other.ComponentPropertyDtStart)
	if start == nil || e.GetProperty(other.ComponentPropertyRecurrenceId) != nil {
		return nil, false
	}
	zone := time.UTC
	if id := start.ICalParameters["TZID"]; len(id) > 0 {
		var err error
		if zone, err = time.LoadLocation(id[0]); err != nil {
			return nil, false
		}
	}
	read := func(s string) (time.Time, bool) {
		for _, form := range []string{"20060102T150405Z", "20060102T150405", "20060102"} {
			if t, err := time.ParseInLocation(form, s, zone); err == nil {
				if strings.HasSuffix(form, "Z") {
					t, err = time.Parse(form, s)
				}
				return t.In(zone), err == nil
			}
		}
		return time.Time{}, false
	}
	begin, ok := read(start.Value)
	if !ok {
		return nil, false
	}
	var set rrule.Set
	rules := 0
	for _, p := range e.Properties {
		switch p.IANAToken {
		case "RRULE":
			option, err := rrule.StrToROptionInLocation(p.Value, zone)
			if err != nil {
				return nil, false
			}
			option.Dtstart = begin
			rule, err := rrule.NewRRule(*option)
			if err != nil {
				return nil, false
			}
			set.RRule(rule)
			rules++
		case "EXDATE", "RDATE":
			for value := range strings.SplitSeq(p.Value, ",") {
				t, ok := read(value)
				if id := p.ICalParameters["TZID"]; !ok || len(id) > 0 && id[0] != zone.String() {
					return nil, false
				}
				if p.IANAToken == "EXDATE" {
					set.ExDate(t)
				} else {
					set.RDate(t)
				}
			}
		case "EXRULE":
			return nil, false
		}
	}
	if rules != 1 {
		return nil, false
	}
	set.DTStart(begin)
	next := set.Iterator()
	for len(starts) < most {
		t, more := next()
		if !more {
			break
		}
		starts = append(starts, t)
	}
	return starts, true
}

// ours expands an event as this package does, as far as the other one got: the rules of a file have a bound together.
func ours(t *testing.T, s *ical.Series, want []time.Time, most int) (starts []time.Time) {
	t.Helper()
	from := s.Event.Start.In(time.UTC)
	to := from.AddDate(500, 0, 0) // where the rule has an end
	if len(want) == most {
		to = want[most-1].AddDate(0, 0, 1)
	}
	found, err := s.Expand(from.Add(-time.Hour), to, time.UTC, most)
	if err != nil && err != ical.ErrTooMany {
		t.Fatal(err)
	}
	for _, x := range found {
		starts = append(starts, x.Start.In(time.UTC))
	}
	return starts
}

// knownDifferences are the events of the corpus on which the two differ, with who is right.
var knownDifferences = map[string]string{
	"ical4j/src/test/resources/samples/valid/google_aus_holidays.ics mrlhppia4sm5ishfocsm9ser2o@google.com": dayWithZone,
	"ical4j/src/test/resources/samples/valid/google_aus_holidays.ics mc6dsusvfop7rn3r6cb14b2evg@google.com": dayWithZone,
	"ical4j/src/test/resources/samples/valid/google_aus_holidays.ics l51j6vs0eoh7ih5pjd0u0iorp0@google.com": dayWithZone,
	"ical4j/src/test/resources/samples/valid/google_aus_holidays.ics o7ad7ngl1urvuucd23jml4c9pc@google.com": dayWithZone,
	"ical4j/src/test/resources/samples/valid/google_aus_holidays.ics 0rhs1rcgfrha7hfqirmn4dogak@google.com": dayWithZone,
	"ical4j/src/test/resources/samples/valid/google_aus_holidays.ics sljgt2afc4l7l6tti3huitbd5s@google.com": dayWithZone,
	"node-ical/test/fixtures/yearly-recurring-unicode.ics FA9831E7-C238-4FEC-95E5-CD46BD466421":             dayWithZone,
	"ical4j/src/test/resources/samples/valid/derryn.ics DBDA1EC6-8B85-11D9-8BC8-000D93C64B96":               startCounts,
	"ical4j/src/test/resources/samples/valid/lotr.ics C1C7B4A3-1ECC-11D7-A916-00306553216E":                 startCounts,
}

// Who is right.
const (
	dayWithZone = "ours: DTSTART;VALUE=DATE;TZID=… is a day, and a day has no zone (RFC 5545, section 3.2.19)"
	startCounts = "ours: the rule doesn't have the start, but DTSTART is the first instance (RFC 5545, section 3.8.5.3)"
)

// TestCorpusAgainstAnother expands what recurs in the corpus with both.
func TestCorpusAgainstAnother(t *testing.T) {
	const most = 60
	both, files := 0, 0
	seen := map[string]bool{}
	for name, data := range corpus(t) {
		read, err := other.ParseCalendar(bytes.NewReader(data))
		if err != nil {
			continue
		}
		files++
		cal, _ := ical.Read(bytes.NewReader(data))
		series, _ := cal.Series()
		mine := map[string]*ical.Series{}
		for i := range series {
			mine[strings.TrimSpace(series[i].UID())] = &series[i]
		}
		count := map[string]int{}
		for _, e := range read.Events() {
			count[e.Id()]++
		}
		for _, e := range read.Events() {
			s := mine[strings.TrimSpace(e.Id())]
			if s == nil || s.Event == nil || len(s.Changes) > 0 || count[e.Id()] > 1 {
				continue // what changes single dates is beyond the other
			}
			want, ok := theirs(e, most)
			if !ok {
				continue
			}
			both++
			got := ours(t, s, want, most)
			if slices.EqualFunc(got, want, time.Time.Equal) {
				continue
			}
			key := name + " " + s.UID()
			seen[key] = true
			if knownDifferences[key] == "" {
				t.Errorf("%s (line %d, %s):\n ours   %s\n theirs %s", key, s.Event.Line, rulesOf(s.Event), first(got), first(want))
			}
		}
	}
	t.Logf("%d files, %d recurring events that both read, %d differences", files, both, len(seen))
	for key := range knownDifferences {
		if !seen[key] {
			t.Errorf("%s differs no more", key)
		}
	}
}

func rulesOf(e *ical.Event) string {
	var out []string
	for _, r := range e.Rules {
		out = append(out, r.Text)
	}
	return strings.Join(out, " ")
}

func first(times []time.Time) string {
	var out []string
	for _, t := range times[:min(len(times), 6)] {
		out = append(out, t.UTC().Format("20060102T150405"))
	}
	return fmt.Sprintf("%d: %s", len(times), strings.Join(out, " "))
}

// TestRules compares rules with the dates that RFC 5545 gives for them (sections 3.3.10 and 3.8.5.3), and with the other
// library's. Where the two differ, the case says who is right.
func TestRules(t *testing.T) {
	for _, c := range []struct {
		start, rule string
		want        string // the first of them, as days or times
		differs     string
	}{
		{"19970902T090000", "FREQ=DAILY;COUNT=10", "0902 0903 0904 0905 0906 0907 0908 0909 0910 0911", ""},
		{"19970902T090000", "FREQ=DAILY;INTERVAL=10;COUNT=5", "0902 0912 0922 1002 1012", ""},
		{"19970902T090000", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "0902 0916 0930 1014 1028 1111", ""},
		{"19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "0805 0810 0819 0824", ""},
		{"19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "0805 0817 0819 0831", ""},
		{"19970905T090000", "FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "0905 1003 1107 1205", ""},
		{"19970907T090000", "FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU", "0907 0928 1102 1130 0104 0125", ""},
		{"19970922T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "0922 1020 1117", ""},
		{"19970928T090000", "FREQ=MONTHLY;BYMONTHDAY=-3", "0928 1029 1128 1229 0129 0226", ""},
		{"19970930T090000", "FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,-1", "0930 1001 1031 1101 1130", ""},
		{"19970902T090000", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU;COUNT=4", "0902 0909 0916 0923", ""},
		{"19970610T090000", "FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "0610 0710 0610 0710", ""},
		{"19970101T090000", "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "0101 0410 0719 0101", ""},
		{"19970519T090000", "FREQ=YEARLY;BYDAY=20MO", "0519 0518 0517", ""},
		{"19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "0512 0511 0517", ""},
		{"19970313T090000", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=4", "0313 0320 0327 0305", ""},
		{"19980213T090000", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "0213 0313 1113 0813 1013", ""},
		{"19970913T090000", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "0913 1011 1108 1213", ""},
		{"19961105T090000", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1105 1107 1102", ""},
		{"19970904T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "0904 1007 1106", ""},
		{"19970929T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "0929 1030 1127 1230", ""},
		{"19970902T090000", "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "T090000 T120000 T150000", ""},
		{"19970902T090000", "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "T090000 T103000 T120000 T133000", ""},
		{"19970902T090000", "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20,40;COUNT=7", "T090000 T092000 T094000 T100000 T102000 T104000 T090000", ""},
		{"20070115T090000", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "0115 0130 0215 0315 0330", ""},
		{"20240131T090000", "FREQ=MONTHLY;COUNT=4", "0131 0331 0531 0731", ""},
		{"20240229T090000", "FREQ=YEARLY;COUNT=3", "0229 0229 0229", ""},
		{"20261228T090000", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;COUNT=2", "1228 1227", ""},
		{"20260101T090000", "FREQ=DAILY;BYMONTH=1;BYDAY=TH;COUNT=3", "0101 0108 0115", ""},
		{"20260105T090000", "FREQ=MINUTELY;INTERVAL=720;BYDAY=MO;COUNT=4", "0105 0105 0112 0112", ""},

		{"19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;COUNT=3", "0512 0511 0517", "ours: the day of the week is taken from DTSTART (section 3.3.10: what a rule doesn't say)"},
		{"20260106T090000", "FREQ=MONTHLY;BYDAY=TU,1FR;COUNT=4", "0106 0113 0120 0127", "ours: the days of BYDAY are alternatives, the other wants a day to be both"},
		{"20260107T090000", "FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=1;COUNT=3", "0107 0112 0119", ""},
		{"20260107T090000", "FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=2;COUNT=3", "0107 0114 0121", "ours: positions count in the whole week, of which 5 January is the first and 7 January the second"},
		{"20260102T090000", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "0102 0105 0112", "ours: DTSTART is the first instance and counts (section 3.8.5.3)"},
		{"20260102T090000", "FREQ=DAILY;UNTIL=20260104", "0102 0103 0104", "open: RFC 5545 wants a time in UNTIL where DTSTART has one; we take all of the day, as who writes it means"},
		{"20260102T090000", "FREQ=MINUTELY;BYSECOND=0,30,0;COUNT=3", "T090000 T090030 T090100", "ours: a value that is written twice is one value"},
	} {
		t.Run(c.start+" "+c.rule, func(t *testing.T) {
			lines := "DTSTART:" + c.start + "\r\nRRULE:" + c.rule
			e := one(t, calendar(event(lines)))
			s := ical.Series{Event: &e}
			const most = 25
			got := ours(t, &s, nil, most)
			form := "0102"
			if strings.HasPrefix(c.want, "T") {
				form = "T150405"
			}
			var days []string
			for _, x := range got {
				days = append(days, x.Format(form))
			}
			want := strings.Fields(c.want)
			if len(days) < len(want) || !slices.Equal(days[:len(want)], want) {
				t.Errorf("ours: %v", days)
			}
			if strings.Contains(c.rule, "COUNT") && len(days) != len(want) {
				t.Errorf("%d instances, not %d", len(days), len(want))
			}
			read, err := other.ParseCalendar(strings.NewReader(calendar(event(lines))))
			if err != nil {
				t.Fatal(err)
			}
			second, ok := theirs(read.Events()[0], most)
			if same := ok && slices.EqualFunc(got, second, time.Time.Equal); same != (c.differs == "") {
				t.Errorf("the other library has %s, and the table says %q", first(second), c.differs)
			}
		})
	}
}

// TestRulesThatBreakOthers: lines of which the other library panics or never ends. Here they are over at once.
func TestRulesThatBreakOthers(t *testing.T) {
	for _, c := range []struct {
		rule string
		want int
	}{
		{"FREQ=MONTHLY;BYDAY=53MO", 1},          // an index out of range
		{"FREQ=HOURLY;INTERVAL=24;BYHOUR=5", 1}, // no end: the hour never comes
		{"FREQ=MINUTELY;INTERVAL=60;BYMINUTE=7", 1},
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1},
		{"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", 1},
		{"FREQ=DAILY;BYSETPOS=366", 1},
		{"FREQ=SECONDLY", 50},
		{"FREQ=SECONDLY;COUNT=2000000000", 50},
		{"FREQ=DAILY;INTERVAL=100000", 1},
		{"FREQ=WEEKLY;COUNT=999999999", 50},
		{"FREQ=YEARLY;BYYEARDAY=-366;COUNT=100", 1},
	} {
		e := one(t, calendar(event("DTSTART:20250105T090000Z", "RRULE:"+c.rule)))
		s := ical.Series{Event: &e}
		from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		found, _ := s.Expand(from, from.AddDate(2, 0, 0), time.UTC, 50)
		if len(found) != c.want {
			t.Errorf("%s: %d instances, not %d", c.rule, len(found), c.want)
		}
	}
	// many such rules in one file have a bound together
	var many strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&many, "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:00010101T090000Z\r\nRRULE:FREQ=DAILY;COUNT=900000000;BYMONTHDAY=31;BYMONTH=2\r\nEND:VEVENT\r\n", i)
	}
	cal, _ := ical.Read(strings.NewReader("BEGIN:VCALENDAR\r\n" + many.String() + "END:VCALENDAR\r\n"))
	series, _ := cal.Series()
	if len(series) != 3000 {
		t.Fatalf("%d series", len(series))
	}
	gave := 0
	for i := range series {
		if _, err := series[i].Expand(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC, 50); err == ical.ErrTooMany {
			gave++
		}
	}
	if gave != len(series) {
		t.Errorf("%d rules were followed to their end", len(series)-gave)
	}

	// far from its start, only a rule that counts is followed all the way, and gives up in time
	for rule, want := range map[string]bool{"FREQ=SECONDLY;COUNT=2000000000": true, "FREQ=SECONDLY": false} {
		e := one(t, calendar(event("DTSTART:19700105T090000Z", "RRULE:"+rule)))
		s := ical.Series{Event: &e}
		from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		found, err := s.Expand(from, from.AddDate(0, 0, 1), time.UTC, 50)
		if err != ical.ErrTooMany || (len(found) == 0) != want {
			t.Errorf("%s: %d instances, %v", rule, len(found), err)
		}
	}
}
