package events

import (
	"errors"
	"testing"
	"time"
)

// Local times of a form become moments: also on the days on which the clocks change.
func TestInZone(t *testing.T) {
	for _, c := range []struct {
		local, zone, want string
		err               error
	}{
		{"2026-11-28 14:00", "Asia/Shanghai", "2026-11-28T06:00:00Z", nil},
		{"2026-11-28T14:00", "Asia/Kolkata", "2026-11-28T08:30:00Z", nil},
		{"2026-11-28", "Asia/Singapore", "2026-11-27T16:00:00Z", nil},
		{"2026-03-29 02:30", "Europe/Berlin", "", errGap},                        // the clocks go from 2 to 3
		{"2026-03-29 03:00", "Europe/Berlin", "2026-03-29T01:00:00Z", nil},       // the first moment after
		{"2026-10-25 02:30", "Europe/Berlin", "2026-10-25T00:30:00Z", nil},       // comes twice: the first is meant
		{"2026-03-08 02:30", "America/New_York", "", errGap},                     //
		{"2026-11-01 01:30", "America/New_York", "2026-11-01T05:30:00Z", nil},    // comes twice
		{"2026-10-04 02:15", "Australia/Lord_Howe", "", errGap},                  // half an hour is left out
		{"2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z", nil}, // and comes twice
		{"2011-12-30 12:00", "Pacific/Apia", "", errGap},                         // a day that Samoa never had
		{"2026-11-28 25:00", "Asia/Shanghai", "", errNoTime},
		{"28.11.2026", "Asia/Shanghai", "", errNoTime},
		{"2026-11-28 14:00", "", "", errNoZone},
		{"2026-11-28 14:00", "Local", "", errNoZone},
		{"2026-11-28 14:00", "Mars/Olympus", "", errNoZone},
	} {
		at, err := inZone(c.local, c.zone)
		if !errors.Is(err, c.err) {
			t.Errorf("%s %s: %v, want %v", c.local, c.zone, err, c.err)
			continue
		}
		if err == nil && at.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s %s: %s, want %s", c.local, c.zone, at.UTC().Format(time.RFC3339), c.want)
		}
	}
}

// Zones are named by how far they are from UTC.
func TestOffset(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for zone, want := range map[string]string{"Asia/Shanghai": "GMT+8", "UTC": "GMT", "Asia/Kolkata": "GMT+5:30", "America/New_York": "GMT−4", "America/St_Johns": "GMT−2:30"} {
		loc, err := zoneOf(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := offset(at.In(loc)); got != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
	}
}
