package ical_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qiao/hooks/ical"
)

// TestExpand: what single dates, exceptions and changes make of a series.
func TestExpand(t *testing.T) {
	const weekly = "DTSTART;TZID=Asia/Shanghai:20260406T190000\r\nDTEND;TZID=Asia/Shanghai:20260406T210000\r\nSUMMARY:Weekly\r\nRRULE:FREQ=WEEKLY;COUNT=4"
	change := func(lines ...string) string {
		return "\r\n" + event(append([]string{"SUMMARY:Other"}, lines...)...)
	}
	for _, c := range []struct{ name, text, want string }{
		{"the rule", event(weekly), "0406T19 Weekly, 0413T19 Weekly, 0420T19 Weekly, 0427T19 Weekly"},
		{"an exception", event(weekly, "EXDATE;TZID=Asia/Shanghai:20260413T190000"), "0406T19 Weekly, 0420T19 Weekly, 0427T19 Weekly"},
		{"an exception in UTC", event(weekly, "EXDATE:20260413T110000Z"), "0406T19 Weekly, 0420T19 Weekly, 0427T19 Weekly"},
		{"an exception by the day", event(weekly, "EXDATE;VALUE=DATE:20260413"), "0406T19 Weekly, 0420T19 Weekly, 0427T19 Weekly"},
		{"the first left out", event(weekly, "EXDATE;TZID=Asia/Shanghai:20260406T190000"), "0413T19 Weekly, 0420T19 Weekly, 0427T19 Weekly"},
		{"a rule of exceptions", event(weekly, "EXRULE:FREQ=WEEKLY;INTERVAL=2"), "0413T19 Weekly, 0427T19 Weekly"},
		{"a date more", event(weekly, "RDATE;TZID=Asia/Shanghai:20260408T190000"), "0406T19 Weekly, 0408T19 Weekly, 0413T19 Weekly, 0420T19 Weekly, 0427T19 Weekly"},
		{"a date twice", event(weekly, "RDATE;TZID=Asia/Shanghai:20260413T190000"), "0406T19 Weekly, 0413T19 Weekly, 0420T19 Weekly, 0427T19 Weekly"},
		{"one moved", event(weekly) + change("RECURRENCE-ID;TZID=Asia/Shanghai:20260413T190000", "DTSTART;TZID=Asia/Shanghai:20260414T200000"), "0406T19 Weekly, 0414T20 Other, 0420T19 Weekly, 0427T19 Weekly"},
		{"one moved, named in UTC", event(weekly) + change("RECURRENCE-ID:20260413T110000Z", "DTSTART;TZID=Asia/Shanghai:20260414T200000"), "0406T19 Weekly, 0414T20 Other, 0420T19 Weekly, 0427T19 Weekly"},
		{"one and all that follow", event(weekly) + change("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20260420T190000", "DTSTART;TZID=Asia/Shanghai:20260421T180000"), "0406T19 Weekly, 0413T19 Weekly, 0421T18 Other, 0428T18 Other"},
		{"a change alone", strings.TrimPrefix(change("RECURRENCE-ID;TZID=Asia/Shanghai:20260413T190000", "DTSTART;TZID=Asia/Shanghai:20260414T200000"), "\r\n"), "0414T20 Other"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal, problems := ical.Read(strings.NewReader(calendar(c.text)))
			series, versions := cal.Series()
			if len(problems) > 0 || len(versions) > 0 || len(series) != 1 {
				t.Fatalf("%d series, %v, %v", len(series), problems, versions)
			}
			zone, err := time.LoadLocation("Asia/Shanghai")
			if err != nil {
				t.Fatal(err)
			}
			found, err := series[0].Expand(time.Date(2026, 4, 1, 0, 0, 0, 0, zone), time.Date(2026, 6, 1, 0, 0, 0, 0, zone), zone, 100)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			var ids []string
			for _, x := range found {
				got = append(got, x.Start.In(zone).In(zone).Format("0102T15")+" "+x.Event.Summary)
				ids = append(ids, x.ID)
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("%s, not %s", s, c.want)
			}
			slices.Sort(ids)
			if len(slices.Compact(ids)) != len(found) {
				t.Errorf("ids are taken twice: %v", ids)
			}
		})
	}
}

func TestExpandOverChangeOfClocks(t *testing.T) {
	e := one(t, calendar(event("DTSTART;TZID=Europe/Berlin:20260323T090000", "DTEND;TZID=Europe/Berlin:20260323T100000", "RRULE:FREQ=WEEKLY;UNTIL=20260330T070000Z")))
	s := ical.Series{Event: &e}
	found, err := s.Expand(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC, 10)
	if err != nil || len(found) != 2 {
		t.Fatalf("%d instances, %v", len(found), err)
	}
	if got := found[1].Start.In(time.UTC).UTC(); got != time.Date(2026, 3, 30, 7, 0, 0, 0, time.UTC) {
		t.Errorf("after the change it begins %s", got)
	}
}

func TestNewestVersionCounts(t *testing.T) {
	cal, _ := ical.Read(strings.NewReader(calendar(
		event("DTSTART:20260401T090000Z", "SEQUENCE:2", "SUMMARY:new"), event("DTSTART:20260401T090000Z", "SEQUENCE:1", "SUMMARY:old"))))
	series, problems := cal.Series()
	if len(series) != 1 || series[0].Event.Summary != "new" || len(problems) != 1 || problems[0].Line != 9 {
		t.Errorf("%d series, %v", len(series), problems)
	}
}

func TestWindowTakesWhatReachesIntoIt(t *testing.T) {
	e := one(t, calendar(event("DTSTART;VALUE=DATE:20260401", "DTEND;VALUE=DATE:20260411")))
	s := ical.Series{Event: &e}
	for day, want := range map[int]int{9: 1, 10: 1, 11: 0} {
		from := time.Date(2026, 4, day, 0, 0, 0, 0, time.UTC)
		if found, err := s.Expand(from, from.AddDate(0, 0, 1), time.UTC, 10); err != nil || len(found) != want {
			t.Errorf("on day %d: %d instances, %v", day, len(found), err)
		}
	}
}
