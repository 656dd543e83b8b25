package events

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// A speakerLink leads to a page of a speaker's elsewhere.
type speakerLink struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// mostLinks bounds a speaker's links.
const mostLinks = 10

func validateSpeaker(e *core.RecordEvent) error {
	s := schema.AsSpeaker(e.Record)
	errs := validation.Errors{}
	if schema.Blank(s.Name()) {
		errs[schema.SpeakerName] = i18n.NewError("events.speaker_name")
	}
	if _, ok := parseLinks(e.Record.GetString(schema.SpeakerLinks)); !ok {
		errs[schema.SpeakerLinks] = i18n.NewError("events.speaker_links", "Most", mostLinks)
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// parseLinks reads the links of a speaker. ok is false when they aren't a list of sound links.
func parseLinks(raw string) (links []speakerLink, ok bool) {
	if raw == "" || raw == "null" || raw == `""` {
		return nil, true
	}
	d := json.NewDecoder(strings.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(&links) != nil || len(links) > mostLinks {
		return nil, false
	}
	for _, l := range links {
		u, err := url.Parse(l.URL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(l.URL) > 500 ||
			schema.Blank(l.Name) || schema.HasControls(l.Name) || utf8.RuneCountInString(l.Name) > 40 {
			return nil, false
		}
	}
	return links, true
}

// validateSeries holds what is true of every series of events. How it recurs is a note for those who plan it; each date is an
// event of its own.
func validateSeries(e *core.RecordEvent) error {
	s := schema.AsEventSeries(e.Record)
	errs := validation.Errors{}
	if schema.Blank(s.Title()) {
		errs[schema.EventSeriesTitle] = i18n.NewError("events.title_needed")
	}
	if _, err := zoneOf(s.Zone()); err != nil && s.Zone() != "" {
		errs[schema.EventSeriesZone] = i18n.NewError("events.zone_unknown", "Zone", s.Zone())
	}
	oneHost(e.Record, errs)
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}
