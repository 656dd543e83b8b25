package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/transfer/event"
	"qiao/hooks/transfer/language"
)

// fingerprint tells a changed event from an unchanged one: what the source says, and the options that change what becomes of it.
// Where it stands in a file is no change.
func (o EventOptions) fingerprint(e *Event) string {
	plain := *e
	plain.Name, plain.Notes = "", nil
	plain.Start, plain.End = e.Start.UTC(), e.End.UTC()
	return fingerprintOf(plain, o.host(), o.Kind, o.Lang, o.Site, o.Zone.String(), fmt.Sprint(o.Drafts))
}

// host names who organises what is imported.
func (o EventOptions) host() string {
	if o.Group != "" {
		return "@" + o.Group
	}
	return o.Column
}

func fingerprintOf(v any, options ...string) string {
	b, err := json.Marshal(v)
	if err != nil {
		b = fmt.Append(nil, v) // a place that is no number has no form in JSON
	}
	sum := sha256.Sum256([]byte(string(b) + "\x00" + strings.Join(options, "\x00")))
	return hex.EncodeToString(sum[:])
}

// databaseTime is a moment as the database has it.
func databaseTime(t time.Time) string {
	d, err := types.ParseDateTime(t)
	if err != nil {
		return "" // a time.Time is always one
	}
	return d.String()
}

// unsaid is how long an event lasts of which only the beginning is known.
const unsaid = time.Hour

// fillEvent writes what doesn't need other records into the record of an event. It gives notes about what had to be left behind.
func (o EventOptions) fillEvent(r *core.Record, e *Event, isNew bool) []string {
	notes := slices.Clone(e.Notes)
	title := clean(e.Title, 1000)
	if title == "" {
		title = clean(event.PlainText(e.Summary), 1000)
		notes = append(notes, "has no title")
	}
	r.Set(schema.EventTitle, clip(first(title, "-"), 200))
	body := e.Body
	if len([]rune(body)) > maxBody {
		body = string([]rune(body)[:maxBody])
		notes = append(notes, "the text is cut")
	}
	r.Set(schema.EventBody, body)
	r.Set(schema.EventSummary, clip(clean(e.Summary, 2000), 300))
	r.Set(schema.EventKind, first(e.Kind, o.Kind))
	r.Set(schema.EventMode, first(e.Mode, "offline"))
	lang := first(e.Lang, language.Guess(e.Title+"\n"+e.Body, first(o.Lang, "zh")))
	if !slices.Contains(languages, lang) {
		lang = "en"
	}
	r.Set(schema.EventLang, lang)
	r.Set(schema.EventLangs, e.Langs)
	notes = append(notes, o.fillTimes(r, e)...)
	for _, f := range []struct {
		name, value string
		most        int
	}{
		{schema.EventVenue, e.Venue, 200}, {schema.EventAddress, e.Address, 300}, {schema.EventCity, e.City, 60}, {schema.EventHost, e.Host, 120},
		{schema.EventCountry, e.Country, 2},
	} {
		r.Set(f.name, clip(clean(f.value, 2000), f.most))
	}
	if e.Placed {
		r.Set(schema.EventPlace, types.GeoPoint{Lat: e.Lat, Lon: e.Lon})
	} else {
		r.Set(schema.EventPlace, types.GeoPoint{})
	}
	for _, f := range []struct{ name, value string }{
		{schema.EventSourceURL, e.URL}, {schema.EventHostURL, e.HostURL}, {schema.EventRegisterURL, e.RegisterURL}, {schema.EventStreamURL, e.StreamURL}, {schema.EventConductURL, e.Code},
	} {
		value, ok := webAddress(f.value)
		if !ok {
			notes = append(notes, f.name+" is no web address: "+clip(clean(f.value, 200), 80))
		}
		r.Set(f.name, value)
	}
	r.Set(schema.EventSourceSite, clip(clean(first(o.Site, event.WebHost(e.URL)), 200), 60))
	r.Set(schema.EventSequence, max(min(e.Sequence, 1<<30), r.GetInt(schema.EventSequence)))
	r.Set(schema.EventOrigin, eventOrigin(e.Key))
	o.fillStatus(r, e, isNew)
	return notes
}

// fillTimes writes when it takes place, in the event's zone or the option's.
func (o EventOptions) fillTimes(r *core.Record, e *Event) (notes []string) {
	name := first(e.Zone, o.Zone.String())
	start, end := e.Start, e.End
	if e.AllDay {
		zone, err := time.LoadLocation(name)
		if err != nil {
			zone = o.Zone
		}
		start, end = dayIn(start, zone), dayIn(end, zone)
		// an event of whole days lasts to the last second of its last one
		end = end.AddDate(0, 0, 1).Add(-time.Second)
	} else if !end.After(start) {
		end = start.Add(unsaid)
		notes = append(notes, "when it ends isn't said, an hour is taken")
	}
	r.Set(schema.EventZone, name)
	r.Set(schema.EventAllDay, e.AllDay)
	r.Set(schema.EventStarts, start)
	r.Set(schema.EventEnds, end)
	return notes
}

// dayIn is the beginning of the same day in a zone.
func dayIn(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// fillStatus follows the source as far as people here haven't decided: what is archived stays so, and what was public never
// becomes a draft.
func (o EventOptions) fillStatus(r *core.Record, e *Event, isNew bool) {
	status := "published"
	if o.Drafts {
		status = "draft"
	}
	switch was := r.GetString(schema.EventStatus); {
	case isNew:
		if e.Cancelled && !o.Drafts {
			status = "cancelled"
		}
	case was == "archived":
		status = was
	case was == "draft" && e.Cancelled:
		status = was
	case was == "published", was == "cancelled":
		if status = "published"; e.Cancelled {
			status = "cancelled"
		}
	}
	r.Set(schema.EventStatus, status)
	if status == "draft" || !r.GetDateTime(schema.EventPublished).IsZero() {
		return
	}
	// What is over isn't news because it is imported today.
	published := time.Now()
	for _, t := range []time.Time{e.Created, e.Start} {
		if !t.IsZero() && t.Before(published) && t.Year() > 1970 {
			published = t
		}
	}
	r.Set(schema.EventPublished, published)
}
