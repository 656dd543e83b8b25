package qa

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// Questions asked in an event: they stand on a shelf of it and on its page. Who organises it hears of them; see hooks/notify.

// eventDraft is the status of an event that isn't public yet. It never comes back to it.
const eventDraft = "draft"

var eventAt = site.Lookup{Collection: schema.Events, Field: schema.EventSlug, Base: "/events/", Shown: func(r *core.Record) error {
	if r.GetString(schema.EventStatus) == eventDraft {
		return site.ErrNotFound
	}
	return nil
}}

// inEvent lets questions be asked in events that everybody sees: also in those that are over or cancelled, which leave most to
// ask about.
func inEvent(e *core.RecordRequestEvent) error {
	id := e.Record.GetString(schema.QuestionEvent)
	if id == "" {
		return nil
	}
	event, err := e.App.FindRecordById(schema.Events, id)
	if err != nil || schema.AsEvent(event).Status() == eventDraft {
		return i18n.FieldError(schema.QuestionEvent, "qa.no_event")
	}
	return nil
}

// askedIn is what the page of an event depends on: that a question asked in it comes, changes or goes.
func askedIn(event string) string { return "questions of event " + event }

// eventQuestions is how many questions the page of an event shows.
const eventQuestions = 5

// eventView is what qa/event shows.
type eventView struct {
	List           []Card // the newest
	Total, Waiting int    // of all, and of those that nobody has answered
	All, Ask       string
}

// eventSection is what stands on the page of an event about questions.
func eventSection(r *site.Request, id string) (*site.Section, error) {
	record, err := r.App().FindRecordById(schema.Events, id)
	if err != nil {
		return nil, err
	}
	r.Reads(askedIn(id))
	ev := schema.AsEvent(record)
	v := eventView{All: r.Link("/events/" + ev.Slug() + "/questions"), Ask: r.Link("/ask") + "#event=" + ev.Slug()}
	all := List{Shelf: Shelf("event", id), Sort: byNewest}
	ids, err := all.IDs(r.Context(), r.App(), 0, eventQuestions)
	if err != nil {
		return nil, err
	}
	for _, question := range ids {
		r.Reads(schema.Questions+"/"+question, schema.StatsRows+"/"+question, pageOf(question))
	}
	if v.List, err = loadShort(r, ids); err != nil {
		return nil, err
	}
	if len(ids) > 0 {
		if v.Total, err = all.Count(r.Context(), r.App(), mostCounted); err != nil {
			return nil, err
		}
		waiting := List{Shelf: all.Shelf, Filter: listFilters[0]}
		if v.Waiting, err = waiting.Count(r.Context(), r.App(), mostWaiting); err != nil {
			return nil, err
		}
	}
	return &site.Section{Template: "qa/event", Data: v, Styles: []string{eventStyle}}, nil
}

// eventPage lists what is asked in an event.
func eventPage(r *site.Request) (*site.Page, error) {
	record, err := below(r, eventAt, r.Param("slug"), "/questions")
	if err != nil {
		return nil, err
	}
	ev := schema.AsEvent(record)
	v := listView{
		Heading: ev.Title(), Lead: ev.Summary(), Ask: r.Link("/ask") + "#event=" + ev.Slug(),
		Crumbs: []site.Link{{Label: r.T("events.heading"), URL: r.Link("/events")}, {Label: ev.Title(), URL: r.Link("/events/" + ev.Slug())}},
	}
	return v.below(r, Shelf("event", ev.Id), "/events/"+ev.Slug(), ev.Title())
}

func eventFeed(r *site.Request, name string) (site.Feed, error) {
	record, err := below(r, eventAt, r.Param("slug"), "/questions")
	if err != nil {
		return site.Feed{}, err
	}
	ev := schema.AsEvent(record)
	return namedFeed(r, Shelf("event", ev.Id), ev.Title(), "/events/"+ev.Slug(), name)
}
