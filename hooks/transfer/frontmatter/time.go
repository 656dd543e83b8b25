package frontmatter

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Shanghai is the zone of dates that name none: China has one, at UTC+8 without summer time.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// layouts are tried in order on a date whose separators were made equal. One digit in a layout reads one or two.
var layouts = []string{
	"2006-1-2 15:4:5.999999999 -0700", "2006-1-2 15:4:5.999999999 -07:00", "2006-1-2 15:4:5.999999999 MST",
	"2006-1-2 15:4:5.999999999-0700", "2006-1-2 15:4:5.999999999-07:00", "2006-1-2 15:4:5.999999999Z07:00",
	"2006-1-2 15:4:5.999999999", "2006-1-2 15:4 -0700", "2006-1-2 15:4", "2006-1-2 -0700", "2006-1-2", "2006-1",
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 -0700", "2 Jan 2006",
	"Jan 2, 2006 15:04:05", "Jan 2, 2006", "January 2, 2006", "Mon Jan _2 15:04:05 2006", "Mon Jan _2 15:04:05 MST 2006",
	"20060102150405", "20060102",
}

var (
	slashed = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?[日月]?`)
	spaced  = regexp.MustCompile(`\s+`)
)

// ParseTime reads a date in the shapes that static site generators and blog engines write: RFC 3339, with a
// space or slashes or 年月日, without seconds or time, with or without a zone (then it is in zone), RFC 1123,
// and Unix seconds. The result is in UTC. Years outside 1970 to 2200 are refused.
func ParseTime(s string, zone *time.Location) (time.Time, bool) {
	s = spaced.ReplaceAllString(strings.TrimSpace(s), " ")
	if len(s) < 6 || len(s) > 64 {
		return time.Time{}, false
	}
	if m := slashed.FindStringSubmatchIndex(s); m != nil {
		date := s[m[2]:m[3]] + "-" + s[m[4]:m[5]]
		if m[6] >= 0 {
			date += "-" + s[m[6]:m[7]]
		}
		rest := s[m[1]:]
		if strings.HasPrefix(rest, "T") || strings.HasPrefix(rest, "t") {
			rest = " " + rest[1:]
		} else if rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			rest = " " + rest
		}
		s = date + strings.Replace(rest, "：", ":", 2)
	}
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return inRange(t)
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 100_000_000 {
		if n > 100_000_000_000 {
			return inRange(time.UnixMilli(n))
		}
		return inRange(time.Unix(n, 0))
	}
	return time.Time{}, false
}

func inRange(t time.Time) (time.Time, bool) {
	t = t.UTC()
	if y := t.Year(); y < 1969 || y > 2200 {
		return time.Time{}, false
	}
	return t, true
}

// Time returns the date of the first present key in UTC; the zero time when there is none. Dates that name no
// zone are in zone, or in Shanghai's when zone is nil.
func (n Node) Time(zone *time.Location, keys ...string) (time.Time, error) {
	v, key, ok := n.find(keys)
	if !ok || v.Kind == Text && strings.TrimSpace(v.Text) == "" {
		return time.Time{}, nil
	}
	if zone == nil {
		zone = Shanghai
	}
	if v.Kind == List || v.Kind == Map {
		return time.Time{}, &Error{v.Line, key, "must be a date, not " + v.Kind.String()}
	}
	if strings.HasPrefix(v.Text, "0001-01-01") {
		return time.Time{}, nil // how Go programs write that there is no date
	}
	t, ok := ParseTime(v.Text, zone)
	if !ok {
		return time.Time{}, &Error{v.Line, key, "is not a date: " + clip(v.Text)}
	}
	return t, nil
}

// clip shortens a value for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return strconv.Quote(string(r[:40]) + "…")
	}
	return strconv.Quote(s)
}
