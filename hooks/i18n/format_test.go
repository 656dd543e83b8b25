package i18n

import (
	"math"
	"testing"
	"time"
)

var shanghai = time.FixedZone("CST", 8*3600)

func TestDates(t *testing.T) {
	at := time.Date(2026, 3, 14, 19, 30, 0, 0, shanghai)
	for _, test := range []struct{ got, want string }{
		{Date(ZH, at), "2026年3月14日"},
		{Date(EN, at), "14 March 2026"},
		{ShortDate(ZH, at), "3月14日"},
		{ShortDate(EN, at), "14 Mar"},
		{DateTime(ZH, at), "2026年3月14日 19:30 (CST)"},
		{DateTime(EN, at), "14 March 2026 19:30 (CST)"},
		{ISODate(at), "2026-03-14T11:30:00Z"},
		{Date(ZH, time.Time{}), ""},
		{DateTime(EN, time.Time{}), ""},
		{ISODate(time.Time{}), ""},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, test := range []struct {
		n      int64
		zh, en string
	}{
		{0, "0", "0"},
		{999, "999", "999"},
		{1000, "1000", "1K"},
		{1250, "1250", "1.2K"},
		{9999, "9999", "9.9K"},
		{10000, "1 万", "10K"},
		{12345, "1.2 万", "12K"},
		{123456, "12 万", "123K"},
		{99999999, "9999 万", "99M"},
		{340000000, "3.4 亿", "340M"},
		{2500000000, "25 亿", "2.5B"},
		{-1250, "-1250", "-1.2K"},
		{math.MinInt64, "-92233720368 亿", "-9223372036B"},
	} {
		if zh, en := Number(ZH, test.n), Number(EN, test.n); zh != test.zh || en != test.en {
			t.Errorf("%d: %q and %q, want %q and %q", test.n, zh, en, test.zh, test.en)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100",
		math.MinInt64: "-9,223,372,036,854,775,808",
	} {
		if got := Count(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for _, test := range []struct {
		d      time.Duration
		zh, en string
	}{
		{0, "0 秒", "0 s"},
		{-time.Hour, "0 秒", "0 s"},
		{45 * time.Second, "45 秒", "45 s"},
		{61 * time.Second, "1 分钟 1 秒", "1 min 1 s"},
		{65 * time.Minute, "1 小时 5 分钟", "1 h 5 min"},
		{2 * time.Hour, "2 小时", "2 h"},
		{49*time.Hour + 5*time.Minute, "2 天 1 小时", "2 d 1 h"},
	} {
		if zh, en := Duration(ZH, test.d), Duration(EN, test.d); zh != test.zh || en != test.en {
			t.Errorf("%v: %q and %q, want %q and %q", test.d, zh, en, test.zh, test.en)
		}
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1 KB", 1536: "1.5 KB", 5 << 20: "5 MB", 1 << 40: "1 TB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
