package ical

//go:generate go run windows_generate.go

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // the program knows all zones wherever it runs
)

// zones finds the zones that a calendar names.
type zones struct {
	own   map[string]*timezone // as the file describes them, by TZID
	found map[string]*time.Location
	work  *work
	wrong func(line int, reason string, args ...any)
}

// find gives the zone of a TZID, nil for one that nobody knows, which it reports.
func (z *zones) find(tzid string, line int) *time.Location {
	tzid = strings.TrimSpace(tzid)
	if tzid == "" {
		return nil
	}
	if zone, ok := z.found[tzid]; ok {
		return zone
	}
	zone, note := z.search(tzid)
	if note != "" {
		z.wrong(line, "%s", note)
	}
	z.found[tzid] = zone
	return zone
}

func (z *zones) search(tzid string) (zone *time.Location, note string) {
	if zone := Zone(tzid); zone != nil {
		return zone, ""
	}
	own := z.own[tzid]
	if own != nil {
		if zone := named(own.location); zone != nil {
			return zone, ""
		}
		if zone, err := own.zone(z.work); err == nil {
			return zone, ""
		} else if other := fixed(tzid); other == nil {
			return nil, fmt.Sprintf("the time zone %s can't be used: %v", clip(tzid, 60), err)
		}
	}
	if zone := fixed(tzid); zone != nil {
		return zone, fmt.Sprintf("the time zone %s is taken as %s all year", clip(tzid, 60), zone)
	}
	return nil, fmt.Sprintf("the time zone %s is not known, its times are taken as floating", clip(tzid, 60))
}

// Zone finds a zone by one of the names that calendars have for it: that of the IANA database, also at the end of a longer
// name as some producers write it, or the one of Windows. It gives nil for others.
func Zone(name string) *time.Location {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if zone := named(name); zone != nil {
		return zone
	}
	if id, ok := windowsZones[name]; ok {
		return named(id)
	}
	// /freeassociation.sourceforge.net/Tzfile/Europe/Berlin, posix/Europe/Vaduz
	if parts := strings.Split(name, "/"); len(parts) > 2 {
		for keep := 3; keep >= 2; keep-- {
			if len(parts) > keep || keep == 2 {
				if zone := named(strings.Join(parts[len(parts)-keep:], "/")); zone != nil {
					return zone
				}
			}
		}
	}
	return nil
}

// zoneName is what the IANA database calls its zones. The names of one letter and so on are none of its zones.
var zoneName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+){0,2}$`)

func named(name string) *time.Location {
	switch strings.ToUpper(name) {
	case "UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT", "UNIVERSAL", "ZULU":
		return time.UTC
	case "", "LOCAL", "LOCALTIME", "POSIXRULES", "FACTORY":
		return nil
	}
	if len(name) > 60 || !zoneName.MatchString(name) {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}

// offsetName finds an offset in names such as "UTC+01", "GMT +0100 (Standard)" or "(UTC-05:00) Eastern Time".
var offsetName = regexp.MustCompile(`(?:UTC|GMT)\s?([+-]\d{1,2})(?::?(\d{2}))?`)

func fixed(name string) *time.Location {
	m := offsetName.FindStringSubmatch(strings.ToUpper(name))
	if m == nil {
		return nil
	}
	minutes := m[2]
	if minutes == "" {
		minutes = "00"
	}
	hours := m[1]
	if len(hours) == 2 {
		hours = hours[:1] + "0" + hours[1:]
	}
	seconds, err := offset(hours + minutes)
	if err != nil || seconds > 14*3600 || seconds < -12*3600 {
		return nil
	}
	return time.FixedZone("UTC"+hours+":"+minutes, seconds)
}
