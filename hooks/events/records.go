package events

import (
	"regexp"
	"slices"
	"strings"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/address"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// besidePages gives an event whose title makes the address of a page of the site another one.
func besidePages(e *core.RecordEvent) error {
	slug := address.Slugify(e.Record.GetString(schema.EventTitle))
	if e.Record.GetString(schema.EventSlug) == "" && slices.Contains(reserved, slug) {
		free, err := address.Free(e.App, schema.Events, slug+"-1")
		if err != nil {
			return err
		}
		e.Record.Set(schema.EventSlug, free)
	}
	return e.Next()
}

// prepare fills in what follows from the rest: an id, which the addresses of its files need, defaults, and when it was first
// public.
func prepare(e *core.RecordEvent) error {
	r := e.Record
	if r.Id == "" {
		r.Id = core.GenerateDefaultRandomId()
	}
	for field, value := range map[string]string{schema.EventLang: "zh", schema.EventStatus: Draft} {
		if r.GetString(field) == "" {
			r.Set(field, value)
		}
	}
	for _, field := range []string{schema.EventCity, schema.EventVenue, schema.EventAddress, schema.EventHost} {
		if s := r.GetString(field); s != "" {
			r.Set(field, strings.TrimSpace(s))
		}
	}
	r.Set(schema.EventCountry, strings.ToUpper(r.GetString(schema.EventCountry)))
	ev := schema.AsEvent(r)
	if ev.AllDay() {
		wholeDays(ev)
	}
	if ev.Status() != Draft && ev.Published().IsZero() {
		r.Set(schema.EventPublished, types.NowDateTime())
	}
	return e.Next()
}

// wholeDays has an event of whole days last from the first moment of its first day to the last second of its last one, in
// its zone: lists compare moments.
func wholeDays(ev *schema.Event) {
	s := spanOf(ev.Starts(), ev.Ends(), ev.Zone(), true)
	if !s.starts.IsZero() {
		ev.Set(schema.EventStarts, day(s.starts))
	}
	if !s.ends.IsZero() {
		ev.Set(schema.EventEnds, day(s.ends).AddDate(0, 0, 1).Add(-time.Second))
	}
}

var country = regexp.MustCompile(`^[A-Z]{2}$`)

// webFields are the addresses that pages link to.
var webFields = []string{
	schema.EventHostURL, schema.EventStreamURL, schema.EventRegisterURL, schema.EventRecordingURL, schema.EventSlidesURL, schema.EventConductURL, schema.EventSourceURL,
}

// notWeb gives an error for each field that holds an address of anything but the web.
func notWeb(r *core.Record, fields []string, errs validation.Errors) {
	for _, field := range fields {
		if s := strings.ToLower(r.GetString(field)); s != "" && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
			errs[field] = i18n.NewError("events.not_web")
		}
	}
}

// validate holds what is true of every event, whoever writes it, and renders it after everybody else has had their say about
// the text.
func validate(e *core.RecordEvent) error {
	r := e.Record
	ev := schema.AsEvent(r)
	errs := validation.Errors{}
	if schema.Blank(ev.Title()) {
		errs[schema.EventTitle] = i18n.NewError("events.title_needed")
	}
	if slices.Contains(reserved, ev.Slug()) {
		errs[schema.EventSlug] = i18n.NewError("address.taken", "Slug", ev.Slug())
	}
	if _, err := zoneOf(ev.Zone()); err != nil && ev.Zone() != "" {
		errs[schema.EventZone] = i18n.NewError("events.zone_unknown", "Zone", ev.Zone())
	}
	if c := ev.Country(); c != "" && !country.MatchString(c) {
		errs[schema.EventCountry] = i18n.NewError("events.country_wrong")
	}
	if ev.Hidden() && ev.Status() != Draft { // a moderator brings it back
		errs[schema.EventStatus] = i18n.NewError("events.hidden")
	}
	checkTimes(ev, errs)
	oneHost(r, errs)
	notWeb(r, webFields, errs)
	// what is public can be found, by those who want to go there; imports take what others published
	if ev.Mode() == Offline && ev.Status() != Draft && ev.Origin() == "" && ev.City() == "" && ev.Venue() == "" && ev.Address() == "" {
		errs[schema.EventVenue] = i18n.NewError("events.place_needed")
	}
	if len(errs) > 0 {
		return errs
	}
	if err := e.Next(); err != nil {
		return err
	}
	return render(e.App, r)
}

// oneHost holds that an event, or a series of them, is a column's or a group's, not both.
func oneHost(r *core.Record, errs validation.Errors) {
	if r.GetString(schema.EventColumn) != "" && r.GetString(schema.EventGroup) != "" {
		errs[schema.EventGroup] = i18n.NewError("events.one_host")
	}
}

func checkTimes(ev *schema.Event, errs validation.Errors) {
	starts, ends := ev.Starts(), ev.Ends()
	if ev.Status() != Draft {
		for field, t := range map[string]types.DateTime{schema.EventStarts: starts, schema.EventEnds: ends} {
			if t.IsZero() {
				errs[field] = i18n.NewError("events.time_needed")
			}
		}
	}
	if starts.IsZero() || ends.IsZero() {
		return
	}
	s := spanOf(starts, ends, ev.Zone(), ev.AllDay())
	switch {
	case !s.ends.After(s.starts):
		errs[schema.EventEnds] = i18n.NewError("events.ends_before")
	case s.ends.Sub(s.starts) > longest:
		errs[schema.EventEnds] = i18n.NewError("events.too_long")
	}
	for field, t := range map[string]time.Time{schema.EventStarts: s.starts, schema.EventEnds: s.ends} {
		if y := t.Year(); y < firstYear || y > lastYear {
			errs[field] = i18n.NewError("events.year_wrong")
		}
	}
}

// The years that calendars here show.
const (
	firstYear = 1990
	lastYear  = 2100
)

// revised are the fields whose change other calendars have to hear of: each such change of a public event is a revision.
var revised = []string{
	schema.EventTitle, schema.EventStarts, schema.EventEnds, schema.EventZone, schema.EventAllDay, schema.EventMode, schema.EventVenue,
	schema.EventAddress, schema.EventCity, schema.EventStatus,
}

// told are the further fields whose change is an edit in the eyes of readers.
var told = []string{
	schema.EventBody, schema.EventSummary, schema.EventNotice, schema.EventStreamURL, schema.EventRegisterURL, schema.EventRecordingURL,
	schema.EventSlidesURL, schema.EventAccessNotes, schema.EventCountry, schema.EventKind,
}

// save writes the row and, in the same transaction, what follows from it: the revision that calendars go by, and when it
// was last edited.
func save(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := e.Record
		was, err := tx.Before(e.App, r)
		if err != nil {
			return err
		}
		if was == nil {
			return e.Next()
		}
		ask := askOf(r)
		if ask != nil {
			if slices.ContainsFunc(schema.Join(r, was), func(field string) bool { return slices.Contains(rendered, field) }) {
				if err := render(e.App, r); err != nil {
					return err
				}
			}
			if err := stillTrue(r); err != nil {
				return err
			}
			if err := mayNow(e.App, ask, r, was); err != nil {
				return err
			}
		}
		from, to := was.GetString(schema.EventStatus), r.GetString(schema.EventStatus)
		if from != Draft && to == Draft && !r.GetBool(schema.EventHidden) { // but for what a moderator hides
			return i18n.FieldError(schema.EventStatus, "events.status_move", "From", from, "To", to)
		}
		if from != Draft {
			revise(r, was)
		}
		return e.Next()
	})
}

// stillTrue checks the times and who organises again once two requests were joined: each may have moved one end, or named
// somebody.
func stillTrue(r *core.Record) error {
	errs := validation.Errors{}
	oneHost(r, errs)
	checkTimes(schema.AsEvent(r), errs)
	if len(errs) > 0 {
		return errs
	}
	return nil
}

// revise counts a revision where calendars have to hear of a change, and notes when readers were shown something else.
func revise(r, was *core.Record) {
	differs := func(field string) bool { return !schema.Same(r.Get(field), was.Get(field)) }
	anew := slices.ContainsFunc(revised, differs)
	// an import may bring a higher one along; it never falls, or calendars would keep what they have
	sequence := max(r.GetInt(schema.EventSequence), was.GetInt(schema.EventSequence))
	if anew && sequence == was.GetInt(schema.EventSequence) {
		sequence++
	}
	r.Set(schema.EventSequence, sequence)
	if (anew || slices.ContainsFunc(told, differs)) && !differs(schema.EventEdited) {
		r.Set(schema.EventEdited, types.NowDateTime())
	}
}
