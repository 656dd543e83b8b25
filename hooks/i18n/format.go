package i18n

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Date is a calendar day as people write it: 2026年3月14日 or 14 March 2026. The zero time gives "".
func Date(l Lang, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if l == EN {
		return t.Format("2 January 2006")
	}
	return t.Format("2006年1月2日")
}

// ShortDate leaves the year to the reader: 3月14日 or 14 Mar. The zero time gives "".
func ShortDate(l Lang, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if l == EN {
		return t.Format("2 Jan")
	}
	return t.Format("1月2日")
}

// DateTime is a day and a minute with the name of the zone that t is in: 2026年3月14日 19:30 (CST). The zero time gives "".
func DateTime(l Lang, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Date(l, t) + t.Format(" 15:04 (MST)")
}

// Moment is a day and a minute on the clocks of a zone, with the zone's name and how far it is from UTC:
// 2026年3月14日 19:30 (Asia/Shanghai, UTC+08:00). A zone that isn't known is UTC; the zero time gives "".
func Moment(l Lang, t time.Time, zone string) string {
	if t.IsZero() {
		return ""
	}
	place := zoneOf(zone)
	t = t.In(place)
	return Date(l, t) + t.Format(" 15:04 (") + place.String() + t.Format(", UTC-07:00)")
}

// Clock is a day and a minute on the clocks of a zone without words, for messages in either language: 2026-03-14 19:30
// (Asia/Shanghai). A zone that isn't known is UTC.
func Clock(t time.Time, zone string) string {
	place := zoneOf(zone)
	return t.In(place).Format("2006-01-02 15:04 (") + place.String() + ")"
}

func zoneOf(name string) *time.Location {
	place, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return place
}

// ISODate is the date for machines, as the datetime attribute of HTML's time element takes it (RFC 3339, UTC). The zero
// time gives "".
func ISODate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Number is a count in as few characters as say enough: 980, 1.2 万 and 3.4 亿, or 980, 12K and 3.4M. It rounds down, so
// that 9,999 isn't shown as ten thousand.
func Number(l Lang, n int64) string {
	sign := ""
	u := uint64(n)
	if n < 0 {
		sign, u = "-", -u
	}
	if l == EN {
		switch {
		case u >= 1e9:
			return sign + short(u, 1e9) + "B"
		case u >= 1e6:
			return sign + short(u, 1e6) + "M"
		case u >= 1e3:
			return sign + short(u, 1e3) + "K"
		}
		return sign + strconv.FormatUint(u, 10)
	}
	switch {
	case u >= 1e8:
		return sign + short(u, 1e8) + " 亿"
	case u >= 1e4:
		return sign + short(u, 1e4) + " 万"
	}
	return sign + strconv.FormatUint(u, 10)
}

// short divides and keeps one decimal below 10 and none above, dropping a zero.
func short(n, unit uint64) string {
	whole, tenth := n/unit, n%unit*10/unit
	if whole >= 10 || tenth == 0 {
		return strconv.FormatUint(whole, 10)
	}
	return strconv.FormatUint(whole, 10) + "." + strconv.FormatUint(tenth, 10)
}

// Count is an exact number with its thousands set apart by commas, as both languages write them: 12,345.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Duration is a length of time in its two largest units from days to minutes, or in seconds below a minute: 1 小时 5 分钟
// or 1 h 5 min. Below a second and for negative times it is 0 秒 or 0 s.
func Duration(l Lang, d time.Duration) string {
	units := [...]struct {
		length time.Duration
		names  [len(All)]string
	}{
		{24 * time.Hour, [...]string{"天", "d"}},
		{time.Hour, [...]string{"小时", "h"}},
		{time.Minute, [...]string{"分钟", "min"}},
		{time.Second, [...]string{"秒", "s"}},
	}
	for i, u := range units {
		if d < u.length {
			continue
		}
		s := fmt.Sprintf("%d %s", d/u.length, u.names[l])
		if i+1 < len(units) {
			next := units[i+1]
			if rest := d % u.length / next.length; rest > 0 {
				s += fmt.Sprintf(" %d %s", rest, next.names[l])
			}
		}
		return s
	}
	return "0 " + units[len(units)-1].names[l]
}

// Bytes is a size in units of 1,024: 1.5 MB. Sizes of uploads and limits are shown so.
func Bytes(n int64) string {
	if n < 1024 {
		return strconv.FormatInt(n, 10) + " B"
	}
	value, unit := float64(n), -1
	for value >= 1024 && unit < 4 {
		value /= 1024
		unit++
	}
	value = math.Floor(value*10) / 10
	return strconv.FormatFloat(value, 'f', -1, 64) + " " + string("KMGTP"[unit]) + "B"
}
