package ical

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Rule is an RRULE: what an event's starts have in common.
type Rule struct {
	// Text is the rule as it was written.
	Text string

	freq     frequency
	interval int
	count    int     // 0: without end
	until    *Moment // nil: without end

	months, weeks, yearDays, monthDays []int
	days                               []weekday
	hours, minutes, seconds            []int
	positions                          []int
	weekStart                          time.Weekday
}

type frequency int

const (
	secondly frequency = iota
	minutely
	hourly
	daily
	weekly
	monthly
	yearly
)

var frequencies = map[string]frequency{
	"SECONDLY": secondly, "MINUTELY": minutely, "HOURLY": hourly, "DAILY": daily, "WEEKLY": weekly, "MONTHLY": monthly, "YEARLY": yearly,
}

// A weekday is MO, or with nth set the nth Monday of a month or year, from the end if negative.
type weekday struct {
	nth int
	day time.Weekday
}

var weekdays = map[string]time.Weekday{
	"SU": time.Sunday, "MO": time.Monday, "TU": time.Tuesday, "WE": time.Wednesday, "TH": time.Thursday, "FR": time.Friday, "SA": time.Saturday,
}

// maxTimes is how many times a day a rule may name: every 15 minutes. What is more is no calendar's.
const maxTimes = 96

// maxList is how many values a part of a rule may have; more would all be repetitions.
const maxList = 1000

// ParseRule reads a rule such as FREQ=MONTHLY;BYDAY=2TU. Its error says which part can't be followed: a rule of which a
// part is unknown would give other dates than were meant, so none of it is followed.
func ParseRule(text string) (Rule, error) {
	r := Rule{Text: strings.TrimSpace(text), freq: -1, interval: 1, weekStart: time.Monday}
	for part := range strings.SplitSeq(r.Text, ";") {
		if strings.TrimSpace(part) == "" {
			continue // a mark too many at the end
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			return r, fmt.Errorf("the rule's part %q has no value", clip(part, 40))
		}
		if err := r.part(strings.ToUpper(strings.TrimSpace(name)), strings.ToUpper(strings.TrimSpace(value))); err != nil {
			return r, err
		}
	}
	if r.freq < 0 {
		return r, errors.New("the rule doesn't say how often (FREQ)")
	}
	if r.count > 0 && r.until != nil {
		return r, errors.New("the rule has both COUNT and UNTIL, which RFC 5545 doesn't allow")
	}
	if max(len(r.hours), 1)*max(len(r.minutes), 1)*max(len(r.seconds), 1) > maxTimes {
		return r, fmt.Errorf("the rule names more than %d times a day", maxTimes)
	}
	if len(r.weeks) > 0 && r.freq != yearly {
		return r, errors.New("BYWEEKNO is for yearly rules only")
	}
	return r, nil
}

func (r *Rule) part(name, value string) (err error) {
	list := func(into *[]int, low, high int, signed bool) error {
		*into, err = numbers(name, value, low, high, signed)
		return err
	}
	switch name {
	case "FREQ":
		f, ok := frequencies[value]
		if !ok {
			return fmt.Errorf("FREQ=%s is unknown", clip(value, 20))
		}
		r.freq = f
	case "INTERVAL":
		if r.interval, err = strconv.Atoi(value); err != nil || r.interval < 1 || r.interval > 100_000 {
			return fmt.Errorf("INTERVAL=%s is none", clip(value, 20))
		}
	case "COUNT":
		if r.count, err = strconv.Atoi(value); err != nil || r.count < 1 {
			return fmt.Errorf("COUNT=%s is none", clip(value, 20))
		}
	case "UNTIL":
		m, err := moment(value, nil)
		if err != nil {
			return fmt.Errorf("UNTIL=%s %w", clip(value, 20), err)
		}
		r.until = &m
	case "WKST":
		d, ok := weekdays[value]
		if !ok {
			return fmt.Errorf("WKST=%s is no day", clip(value, 20))
		}
		r.weekStart = d
	case "BYMONTH":
		return list(&r.months, 1, 12, false)
	case "BYWEEKNO":
		return list(&r.weeks, 1, 53, true)
	case "BYYEARDAY":
		return list(&r.yearDays, 1, 366, true)
	case "BYMONTHDAY":
		return list(&r.monthDays, 1, 31, true)
	case "BYHOUR":
		return list(&r.hours, 0, 23, false)
	case "BYMINUTE":
		return list(&r.minutes, 0, 59, false)
	case "BYSECOND":
		if err = list(&r.seconds, 0, 60, false); err == nil {
			for i := range r.seconds {
				r.seconds[i] = min(r.seconds[i], 59)
			}
			r.seconds = slices.Compact(r.seconds)
		}
		return err
	case "BYSETPOS":
		return list(&r.positions, 1, 366, true)
	case "BYDAY":
		r.days, err = byDay(value)
		return err
	case "RSCALE":
		if value != "GREGORIAN" {
			return fmt.Errorf("rules of the calendar %s (RFC 7529) aren't followed", clip(value, 20))
		}
	case "SKIP":
		if value != "OMIT" {
			return fmt.Errorf("SKIP=%s (RFC 7529) isn't followed", clip(value, 20))
		}
	default:
		if !strings.HasPrefix(name, "X-") {
			return fmt.Errorf("the rule's part %q is unknown", clip(name, 40))
		}
	}
	return nil
}

// numbers reads a list, in order and each value once.
func numbers(name, value string, low, high int, signed bool) ([]int, error) {
	var out []int
	for item := range strings.SplitSeq(value, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(item))
		size := n
		if signed && n < 0 {
			size = -n
		}
		if err != nil || size < low || size > high {
			return nil, fmt.Errorf("%s=%s is out of bounds", name, clip(item, 20))
		}
		if len(out) == maxList {
			return nil, fmt.Errorf("%s has too many values", name)
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func byDay(value string) ([]weekday, error) {
	var out []weekday
	for item := range strings.SplitSeq(value, ",") {
		item = strings.TrimSpace(item)
		bad := fmt.Errorf("BYDAY=%s is no day", clip(item, 20))
		if len(item) < 2 {
			return nil, bad
		}
		day, ok := weekdays[item[len(item)-2:]]
		if !ok {
			return nil, bad
		}
		w := weekday{day: day}
		if nth := strings.TrimSpace(item[:len(item)-2]); nth != "" {
			n, err := strconv.Atoi(nth)
			if err != nil || n == 0 || n < -53 || n > 53 {
				return nil, bad
			}
			w.nth = n
		}
		if len(out) == maxList {
			return nil, errors.New("BYDAY has too many values")
		}
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out, nil
}
