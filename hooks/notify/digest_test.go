package notify

import (
	"testing"
	"time"
)

func TestDueDigest(t *testing.T) {
	shanghai, newYork := zoneOf("Asia/Shanghai", ""), zoneOf("America/New_York", "en")
	for _, test := range []struct {
		now, rhythm string
		zone        *time.Location
		due, period string
	}{
		{"2026-11-22T00:00:00Z", Daily, shanghai, "2026-11-22T08:00:00+08:00", "2026-11-22"}, // to the second
		{"2026-11-21T23:59:59Z", Daily, shanghai, "2026-11-21T08:00:00+08:00", "2026-11-21"},
		{"2026-11-22T12:59:00Z", Daily, newYork, "2026-11-21T08:00:00-05:00", "2026-11-21"},
		{"2026-11-22T13:00:00Z", Daily, newYork, "2026-11-22T08:00:00-05:00", "2026-11-22"},
		{"2026-03-08T12:00:00Z", Daily, newYork, "2026-03-08T08:00:00-04:00", "2026-03-08"}, // the clocks went forward in the night
		{"2026-11-22T02:00:00Z", Weekly, shanghai, "2026-11-16T08:00:00+08:00", "2026-W47"}, // a Sunday
		{"2026-11-23T00:00:00Z", Weekly, shanghai, "2026-11-23T08:00:00+08:00", "2026-W48"},
		{"2027-01-01T05:00:00Z", Weekly, time.UTC, "2026-12-28T08:00:00Z", "2026-W53"}, // the week's year, not the day's
	} {
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		due, period := dueDigest(now, test.zone, test.rhythm)
		if due.Format(time.RFC3339) != test.due || period != test.period {
			t.Errorf("%s %s: %s %s, want %s %s", test.now, test.rhythm, due.Format(time.RFC3339), period, test.due, test.period)
		}
	}
	if zoneOf("", "zh-CN").String() != "Asia/Shanghai" {
		t.Error("who reads Chinese and says nothing is in China")
	}
	if zoneOf("No/Where", "en") != time.UTC || zoneOf("Local", "en") != time.UTC {
		t.Error("a zone that isn't one")
	}
}

// PlanDigests plans the digests that are due at a time, for tests.
var PlanDigests = planDigests

func TestPlain(t *testing.T) {
	for html, want := range map[string]string{
		"<p>一</p><p>二 <a href=\"https://a.example/?x=1&amp;y=2\">链接</a></p>": "一\n\n二 链接 https://a.example/?x=1&y=2",
		"<head><title>x</title><style>p{}</style></head><body>a<br>b</body>": "a\nb",
		"<script>evil()</script>a &lt;b&gt;":                                 "a <b>",
		"":                                                                   "",
	} {
		if got := plain(html); got != want {
			t.Errorf("%q: %q, want %q", html, got, want)
		}
	}
}

// PlanUnanswered and RemindBounties plan what is due at a time, for tests.
var (
	PlanUnanswered = planUnanswered
	RemindBounties = remindBounties
)
