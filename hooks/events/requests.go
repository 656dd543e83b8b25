package events

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

var (
	// derived follow from other fields: what a request says of them doesn't count.
	derived = []string{schema.EventHTML, schema.EventSequence, schema.EventPublished, schema.EventEdited, schema.EventHidden}
	// kept are what nobody says by request.
	kept = []string{schema.EventSourceSite, schema.EventSourceURL, schema.EventOrigin, schema.EventOriginHash}
)

// asked is who asks for an event to be saved, and whether they may publish it.
type asked struct {
	by       *core.Record
	publish  bool
	anywhere bool // site editors
}

const askedKey = "@events.asked"

// askOf gives who asks for a record to be saved; nil where the system, an import or a superuser does.
func askOf(r *core.Record) *asked {
	a, _ := r.GetRaw(askedKey).(*asked)
	return a
}

// changes says whether a request changes a field.
func changes(r *core.Record, field string) bool {
	return !schema.Same(r.Get(field), r.Original().Get(field))
}

// localTimes takes times as people write them on a poster: beside the fields, a request may say "starts_local" and
// "ends_local" (2026-11-28T14:00), which are read on the clocks of the event's zone.
func localTimes(e *core.RecordRequestEvent) error {
	var said struct {
		Starts string `json:"starts_local" form:"starts_local"`
		Ends   string `json:"ends_local" form:"ends_local"`
	}
	if err := e.BindBody(&said); err != nil {
		return e.BadRequestError("", err)
	}
	for field, local := range map[string]string{schema.EventStarts: said.Starts, schema.EventEnds: said.Ends} {
		if local == "" {
			continue
		}
		zone := e.Record.GetString(schema.EventZone)
		at, err := inZone(local, zone)
		switch {
		case errors.Is(err, errNoZone):
			return i18n.FieldError(schema.EventZone, "events.zone_unknown", "Zone", zone)
		case errors.Is(err, errGap):
			return i18n.FieldError(field, "events.time_gap", "Time", local, "Zone", zone)
		case err != nil:
			return i18n.FieldError(field, "events.time_wrong")
		}
		e.Record.Set(field, at.UTC())
	}
	return nil
}

// mayCreate settles what a person can't say about a new event.
func mayCreate(e *core.RecordRequestEvent) error {
	if err := localTimes(e); err != nil {
		return err
	}
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	r := e.Record
	if r.GetString(schema.EventStatus) == "" {
		r.Set(schema.EventStatus, Draft)
	}
	ask, err := askFor(e, r)
	if err != nil {
		return err
	}
	for _, field := range derived {
		r.Set(field, nil)
	}
	if err := refuse(r, kept); err != nil {
		return err
	}
	switch status := r.GetString(schema.EventStatus); {
	case status == Published && !ask.publish:
		return i18n.FieldError(schema.EventStatus, "events.not_publisher")
	case status != Draft && status != Published:
		return i18n.FieldError(schema.EventStatus, "events.status_new")
	}
	if err := mayJoin(e, ask); err != nil {
		return err
	}
	r.SetRaw(access.ByKey, e.Auth.Id)
	r.SetRaw(askedKey, ask)
	return e.Next()
}

// mayChange refuses what somebody's part in an event doesn't let them change. Its status is judged again in the transaction.
func mayChange(e *core.RecordRequestEvent) error {
	if err := localTimes(e); err != nil {
		return err
	}
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	r, was := e.Record, e.Record.Original()
	ask, err := askFor(e, was)
	if err != nil {
		return err
	}
	for _, field := range derived {
		r.Set(field, was.Get(field))
	}
	if err := refuse(r, kept); err != nil {
		return err
	}
	if changes(r, schema.EventAuthor) && !ask.anywhere {
		return i18n.FieldError(schema.EventAuthor, "events.kept")
	}
	if err := ask.mayMove(was.GetString(schema.EventStatus), r.GetString(schema.EventStatus)); err != nil {
		return err
	}
	if err := mayJoin(e, ask); err != nil {
		return err
	}
	r.SetRaw(access.ByKey, e.Auth.Id)
	r.SetRaw(askedKey, ask)
	return e.Next()
}

func askFor(e *core.RecordRequestEvent, event *core.Record) (*asked, error) {
	publish, err := runs(e.App, e.Auth, event)
	return &asked{by: e.Auth, publish: publish, anywhere: access.IsEditor(e.Auth)}, err
}

// runs says whether somebody publishes an event as it stands.
func runs(app core.App, who, event *core.Record) (bool, error) {
	return access.RunsEvents(app, who, event.GetString(schema.EventColumn), event.GetString(schema.EventGroup))
}

func refuse(r *core.Record, fields []string) error {
	for _, field := range fields {
		if changes(r, field) {
			return i18n.FieldError(field, "events.kept")
		}
	}
	return nil
}

// mayMove judges a change of status that somebody asks for.
func (a *asked) mayMove(from, to string) error {
	switch {
	case from == to:
		return nil
	case !mayMove(from, to):
		return i18n.FieldError(schema.EventStatus, "events.status_move", "From", from, "To", to)
	case !a.publish:
		return i18n.FieldError(schema.EventStatus, "events.not_publisher")
	}
	return nil
}

// mayJoin lets an event become a column's where who asks writes for it, a group's where they organise it, and part of a series
// of the same column or group. One that is public changes hands only between two that the same person runs.
func mayJoin(e *core.RecordRequestEvent, ask *asked) error {
	r, was := e.Record, e.Record.Original()
	column, group := r.GetString(schema.EventColumn), r.GetString(schema.EventGroup)
	if group != "" && changes(r, schema.EventGroup) {
		if err := mayOrganiseFor(e.App, ask.by, group, schema.EventGroup); err != nil {
			return err
		}
	}
	if ask.anywhere {
		return nil
	}
	if column != "" && changes(r, schema.EventColumn) {
		role, err := access.ColumnSeats.Role(e.App, ask.by, column)
		if err != nil {
			return err
		}
		if role == "" {
			return i18n.FieldError(schema.EventColumn, "events.not_member")
		}
	}
	moves := changes(r, schema.EventColumn) || changes(r, schema.EventGroup)
	if moves && r.GetString(schema.EventStatus) != Draft {
		field := schema.EventColumn
		if !changes(r, field) {
			field = schema.EventGroup
		}
		for _, one := range []*core.Record{r, was} {
			nobodys := one.GetString(schema.EventColumn) == "" && one.GetString(schema.EventGroup) == ""
			if ok, err := runs(e.App, ask.by, one); err != nil {
				return err
			} else if !ok && !(r.IsNew() && nobodys) {
				return i18n.FieldError(field, "events.column_kept")
			}
		}
	}
	if series := r.GetString(schema.EventSeries); series != "" && (moves || changes(r, schema.EventSeries)) {
		found, err := e.App.FindRecordById(schema.EventSeriesList, series)
		if err != nil || column+group == "" || found.GetString(schema.EventSeriesColumn) != column || found.GetString(schema.EventSeriesGroup) != group {
			return i18n.FieldError(schema.EventSeries, "events.series_of_others")
		}
	}
	return nil
}

// mayOrganiseFor refuses to let somebody organise for a group that isn't theirs, or that isn't there for it.
func mayOrganiseFor(app core.App, who *core.Record, group, field string) error {
	record, err := app.FindRecordById(schema.Groups, group)
	if err != nil {
		return i18n.FieldError(field, "events.not_group_organiser")
	}
	ok, err := access.RunsEvents(app, who, "", group)
	switch g := schema.AsGroup(record); {
	case err != nil:
		return err
	case !ok:
		return i18n.FieldError(field, "events.not_group_organiser")
	case g.Status() != groupActive || g.Hidden():
		return i18n.FieldError(field, "events.group_closed")
	}
	return nil
}

// sessionAsked settles what follows from others in a part of an event, and where it came from.
func sessionAsked(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	for _, field := range []string{schema.EventSessionHTML, schema.EventSessionHidden} {
		e.Record.Set(field, e.Record.Original().Get(field))
	}
	if err := refuse(e.Record, []string{schema.EventSessionOrigin, schema.EventSessionOriginHash}); err != nil {
		return err
	}
	return e.Next()
}

func seriesAsked(e *core.RecordRequestEvent) error {
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		if err := refuse(e.Record, []string{schema.EventSeriesOrigin, schema.EventSeriesOriginHash}); err != nil {
			return err
		}
		if group := e.Record.GetString(schema.EventSeriesGroup); group != "" && changes(e.Record, schema.EventSeriesGroup) {
			if err := mayOrganiseFor(e.App, e.Auth, group, schema.EventSeriesGroup); err != nil {
				return err
			}
		}
	}
	return e.Next()
}

func speakerAsked(e *core.RecordRequestEvent) error {
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		if err := refuse(e.Record, []string{schema.SpeakerOrigin, schema.SpeakerOriginHash}); err != nil {
			return err
		}
	}
	return e.Next()
}

// mayNow judges a request by what the event is at this moment: somebody may have published, cancelled or moved it since it
// was read, and who asks may have left the column or the group.
func mayNow(app core.App, ask *asked, r, was *core.Record) error {
	publish, err := runs(app, ask.by, was)
	if err != nil {
		return err
	}
	if !publish && was.GetString(schema.EventAuthor) != ask.by.Id {
		return i18n.NewError("events.not_yours").WithStatus(http.StatusForbidden)
	}
	now := &asked{by: ask.by, publish: publish}
	return now.mayMove(was.GetString(schema.EventStatus), r.GetString(schema.EventStatus))
}
