// Package events is the room of events: what is announced, where and when it takes place, its agenda and who speaks there,
// from a draft to an archived one with recordings; the calendar and the pages of all that.
//
// Whoever saves (the dashboard, the REST API, an import), the hooks of the records hold what is true of every event. What a
// person may ask for is settled by request hooks; what depends on what others do at the same moment is decided in the
// transaction of the write. Who takes part in an event is another room's.
package events

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/bind"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// The order of hooks here: what a person can't say at all is settled before anybody judges it, and an address that is taken
// by a page of the site is made another before the address is filled in.
const (
	early   = -100
	earlier = -110
)

// Register binds what keeps events true, however they are written, and lets them be found.
func Register(app core.App, index *search.Index) {
	app.OnRecordCreate(schema.Events).Bind(bind.At("events.slug", earlier, besidePages))
	address.Keep(app, schema.Events, schema.EventSlug, schema.EventTitle)
	app.OnRecordCreateRequest(schema.Events).Bind(bind.At("events.mayCreate", early, mayCreate))
	app.OnRecordUpdateRequest(schema.Events).Bind(bind.At("events.mayChange", early, mayChange))
	app.OnRecordCreate(schema.Events).Bind(bind.Func("events.prepare", prepare))
	app.OnRecordUpdate(schema.Events).Bind(bind.Func("events.prepare", prepare))
	app.OnRecordValidate(schema.Events).Bind(bind.Func("events.validate", validate))
	app.OnRecordCreateExecute(schema.Events).Bind(bind.Func("events.save", save))
	app.OnRecordUpdateExecute(schema.Events).Bind(bind.Func("events.save", save))

	app.OnRecordCreateRequest(schema.EventSessions).Bind(bind.At("events.sessions.derived", early, sessionAsked))
	app.OnRecordUpdateRequest(schema.EventSessions).Bind(bind.At("events.sessions.derived", early, sessionAsked))
	app.OnRecordValidate(schema.EventSessions).Bind(bind.Func("events.sessions.validate", validateSession))
	app.OnRecordCreateExecute(schema.EventSessions).Bind(bind.Func("events.sessions.save", saveSession))

	address.Keep(app, schema.EventSeriesList, schema.EventSeriesSlug, schema.EventSeriesTitle)
	app.OnRecordCreateRequest(schema.EventSeriesList).Bind(bind.At("events.series.kept", early, seriesAsked))
	app.OnRecordUpdateRequest(schema.EventSeriesList).Bind(bind.At("events.series.kept", early, seriesAsked))
	app.OnRecordValidate(schema.EventSeriesList).Bind(bind.Func("events.series.validate", validateSeries))

	address.Keep(app, schema.Speakers, schema.SpeakerSlug, schema.SpeakerName)
	app.OnRecordCreateRequest(schema.Speakers).Bind(bind.At("events.speakers.kept", early, speakerAsked))
	app.OnRecordUpdateRequest(schema.Speakers).Bind(bind.At("events.speakers.kept", early, speakerAsked))
	app.OnRecordValidate(schema.Speakers).Bind(bind.Func("events.speakers.validate", validateSpeaker))

	index.Register(Source())
	app.OnServe().Bind(bind.Func("events.routes", func(e *core.ServeEvent) error {
		routes(e)
		return e.Next()
	}))
}
