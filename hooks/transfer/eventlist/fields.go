package eventlist

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"qiao/hooks/transfer/event"
)

// called are the names that lists have for a field, folded, the surest first.
var called = map[string][]string{
	"title":    {"title", "name", "subject", "event", "标题", "名称", "活动名称"},
	"start":    {"start", "starts", "startdate", "startson", "begin", "date", "eventstart", "开始时间", "开始日期", "日期", "时间"},
	"end":      {"end", "ends", "enddate", "endson", "eventend", "结束时间", "结束日期"},
	"days":     {"days"},
	"url":      {"url", "link", "website", "websiteurl", "homepage", "网址", "链接"},
	"conduct":  {"cocurl", "codeofconduct"},
	"register": {"registerurl", "registrationurl", "tickets", "ticketurl", "报名链接"},
	"summary":  {"description", "summary", "about", "简介", "介绍"},
	"host":     {"host", "organizer", "organiser", "主办方"},
	"city":     {"city", "城市"},
	"country":  {"country", "国家"},
	"venue":    {"venue", "地点", "场地"},
	"address":  {"address", "地址"},
	"place":    {"place", "location"},
	"online":   {"online", "线上"},
	"tags":     {"tags", "topics", "topic", "标签"},
	"langs":    {"locales", "languages", "language", "lang", "语言"},
	"zone":     {"zone", "timezone", "tz", "时区"},
	"kind":     {"kind", "type"},
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// get finds a field by any of its names.
func (it item) get(field string) any {
	if v, ok := it[field]; ok && v != nil {
		return v
	}
	for _, name := range called[field] {
		if v, ok := it[name]; ok && v != nil && v != "" {
			return v
		}
	}
	return nil
}

func (it item) has(field string) bool { return it.get(field) != nil }

// text is a field as text; lists and objects have none, but an object may have a name.
func (it item) text(field string) string {
	switch v := it.get(field).(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case uint64, int64, int, bool:
		return fmt.Sprint(v)
	case time.Time:
		return v.Format(time.DateOnly)
	case map[string]any:
		if name, ok := v["name"].(string); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// words is a list, or a text with commas.
func (it item) words(field string) (out []string) {
	switch v := it.get(field).(type) {
	case []any:
		for _, one := range v {
			if s, ok := one.(string); ok {
				out = append(out, strings.TrimSpace(s))
			}
		}
	case string:
		for s := range strings.FieldsFuncSeq(v, func(r rune) bool { return strings.ContainsRune(",;，、", r) }) {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return out
}

// yes reads what a list says of being online.
func (it item) yes(field string) bool {
	switch strings.ToLower(it.text(field)) {
	case "true", "yes", "1", "y", "是":
		return true
	}
	return false
}

// confsTech takes what is peculiar to confs.tech: topics are the names of the files.
func (l *List) confsTech(e *event.Event, it item) {
	e.Kind = "conference"
	if len(it.words("tags")) == 0 && !strings.EqualFold(l.topic, "general") {
		e.Tags = append([]string{l.topic}, e.Tags...)
	}
}

// ccf takes what is peculiar to ccf-deadlines: an entry has its years below it, dates as people write them, and ranks.
func (l *List) ccf(e *event.Event, it item) {
	e.Kind = "conference"
	year := it.text("year")
	if !strings.Contains(e.Title, year) {
		e.Title += " " + year
	}
	start, end, ok := dates(it.text("date"), year)
	if ok {
		e.Start, e.End = start, end
	}
	if sub := it.text("sub"); sub != "" {
		e.Tags = append(e.Tags, sub)
	}
	if rank, ok := it["rank"].(map[string]any); ok {
		if ccf, ok := rank["ccf"].(string); ok && len(ccf) == 1 && ccf != "N" {
			e.Tags = append(e.Tags, "CCF-"+ccf)
		}
	}
}

// place finds where an event takes place.
func (l *List) place(e *event.Event, it item) {
	e.City, e.Venue, e.Address = it.text("city"), it.text("venue"), it.text("address")
	country := it.text("country")
	online := it.yes("online")
	if place := it.text("place"); place != "" {
		parts := strings.FieldsFunc(place, func(r rune) bool { return strings.ContainsRune(",，", r) })
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		switch {
		case event.IsOnline(place):
			online = true
		case len(parts) > 1:
			if country == "" {
				country = parts[len(parts)-1]
			}
			if e.City == "" {
				e.City = parts[0]
				// where a house is named first, the city is the part before the country
				if len(parts) > 3 {
					e.City = parts[1]
				}
			}
		case e.City == "":
			e.City = place
		}
		if e.Venue == "" && len(parts) > 3 {
			e.Venue = parts[0]
		}
	}
	if event.IsOnline(e.City) {
		online, e.City = true, ""
	}
	e.Country = event.Country(country)
	if country != "" && e.Country == "" {
		e.Notes = append(e.Notes, "the country "+country+" isn't known")
	}
	switch there := e.City != "" || e.Venue != "" || e.Country != ""; {
	case online && there:
		e.Mode = "hybrid"
	case online:
		e.Mode = "online"
	default:
		e.Mode = "offline"
	}
	for _, lang := range it.words("langs") {
		if lang = strings.ToLower(lang); slices.Contains([]string{"zh", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}, lang) {
			e.Langs = append(e.Langs, lang)
		}
	}
}

var errNoDate = errors.New("the event has no date that can be read")

// forms are the ways in which lists write times and days.
var (
	timeForms = []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006/01/02 15:04", "2006/1/2 15:04"}
	dayForms  = []string{"2006-01-02", "2006/01/02", "2006/1/2", "2006-1-2", "2006.01.02", "2006.1.2", "2006年1月2日", "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006", "20060102"}
)

// times reads the start and the end, days or times.
func (l *List) times(e *event.Event, it item) error {
	zone := l.o.Zone
	if name := it.text("zone"); name != "" {
		if named, err := time.LoadLocation(name); err == nil && name != "Local" {
			zone, e.Zone = named, name
		} else {
			e.Notes = append(e.Notes, "the time zone "+name+" isn't known")
		}
	}
	start, day, ok := when(it.text("start"), zone)
	if !ok {
		return fmt.Errorf("%w: %q", errNoDate, it.text("start"))
	}
	e.Start, e.End, e.AllDay = start, start, day
	if s := it.text("end"); s != "" {
		end, endDay, ok := when(s, zone)
		switch {
		case !ok:
			e.Notes = append(e.Notes, "the end "+s+" can't be read")
		case end.Before(start) && !(endDay && !day):
			return errors.New("the event ends before it begins")
		case endDay && !day:
			e.AllDay, e.End = true, end
		default:
			e.End = end
		}
	} else if n, err := strconv.Atoi(it.text("days")); err == nil && n > 1 && n < 366 && day {
		e.End = start.AddDate(0, 0, n-1)
	}
	return nil
}

func when(s string, zone *time.Location) (t time.Time, day, ok bool) {
	for _, form := range dayForms {
		if t, err := time.Parse(form, s); err == nil {
			return t, true, true // days have no zone; the importer puts them into the event's
		}
	}
	for _, form := range timeForms {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t, false, true
		}
	}
	return time.Time{}, false, false
}

// span is "June 5-7, 2024", "August 29-September 2, 2026", "Dec. 30, 2025 - Jan 2, 2026" and so on: one month or two, one day or
// two, and a year in one place or in both.
var span = regexp.MustCompile(`(?i)^\s*([a-z]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*(\d{4}))?(?:\s*(?:-|–|—|to|~)\s*(?:([a-z]+)\.?\s*)?(\d{1,2})(?:st|nd|rd|th)?)?(?:\s*,?\s*(\d{4}))?\s*$`)

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

func month(s string) time.Month {
	if len(s) < 3 {
		return 0
	}
	return time.Month(slices.Index(months, strings.ToLower(s[:3])) + 1)
}

// dates reads days as people write them.
func dates(s, year string) (start, end time.Time, ok bool) {
	m := span.FindStringSubmatch(s)
	if m == nil {
		return start, end, false
	}
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			return 0
		}
		return n
	}
	last := number(m[6])
	if last == 0 {
		last = number(m[3])
	}
	if last == 0 {
		last = number(year)
	}
	first := number(m[3])
	from, to := month(m[1]), month(m[1])
	if m[4] != "" {
		to = month(m[4])
	}
	dayFrom, dayTo := number(m[2]), number(m[5])
	if m[5] == "" {
		dayTo = dayFrom
	}
	if first == 0 {
		if first = last; from > to { // over the turn of the year
			first--
		}
	}
	start, end = time.Date(first, from, dayFrom, 0, 0, 0, 0, time.UTC), time.Date(last, to, dayTo, 0, 0, 0, 0, time.UTC)
	if from == 0 || to == 0 || start.Day() != dayFrom || end.Day() != dayTo || end.Before(start) {
		return start, end, false
	}
	return start, end, true
}
