package events

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Source is what this room adds to the search index: events, with their agenda and who speaks.
func Source() search.Source {
	return search.Source{
		Kind: "event", Collections: []string{schema.Events}, Load: search.OneByOne(document),
		Each: search.Each(schema.Events, dbx.NewExp("status != 'draft'")),
		Affects: map[string]func(core.App, *core.Record) ([]*core.Record, error){
			schema.EventSessions: eventOfSession, schema.Speakers: eventsOfSpeaker, schema.Tags: eventsWithTag,
		},
		Named: []string{schema.Speakers, schema.Tags},
	}
}

// mostAffected bounds the events that are indexed again when a tag or a speaker is renamed; qiao reindex completes more.
const mostAffected = 200

func document(app core.App, r *core.Record) (*search.Document, error) {
	ev := schema.AsEvent(r)
	if ev.Status() == Draft {
		return nil, nil
	}
	d := &search.Document{
		Kind: "event", ID: ev.Id, URL: "/events/" + ev.Slug(), Title: ev.Title(), Lang: ev.Lang(), Published: ev.Published().Time(),
		Names: []string{ev.Host()},
	}
	parts := []string{ev.Summary(), markdown.TextOf(ev.HTML()), ev.Venue(), ev.City(), ev.Address()}
	var sessions []*core.Record
	if err := app.RecordQuery(schema.EventSessions).AndWhere(dbx.HashExp{schema.EventSessionEvent: ev.Id, schema.EventSessionHidden: false}).OrderBy("starts", "id").Limit(mostSessions).All(&sessions); err != nil {
		return nil, err
	}
	var headings, speakers []string
	for _, record := range sessions {
		s := schema.AsEventSession(record)
		if s.Kind() == sessionBreak {
			continue
		}
		headings = append(headings, s.Title())
		parts = append(parts, markdown.TextOf(s.HTML()))
		speakers = append(speakers, s.Speakers()...)
	}
	d.Headings, d.Text = strings.Join(headings, "\n"), strings.Join(parts, "\n")
	who, err := app.FindRecordsByIds(schema.Speakers, speakers)
	if err != nil {
		return nil, err
	}
	for _, s := range who {
		d.Names = append(d.Names, s.GetString(schema.SpeakerName))
	}
	tags, err := app.FindRecordsByIds(schema.Tags, ev.Tags())
	if err != nil {
		return nil, err
	}
	for _, t := range tags {
		d.Tags = append(d.Tags, schema.AsTag(t).Names()...)
		d.TagSlugs = append(d.TagSlugs, t.GetString(schema.TagSlug))
	}
	return d, nil
}

func eventOfSession(app core.App, s *core.Record) ([]*core.Record, error) {
	return app.FindRecordsByIds(schema.Events, []string{s.GetString(schema.EventSessionEvent)})
}

func eventsOfSpeaker(app core.App, s *core.Record) ([]*core.Record, error) {
	if !s.IsNew() && s.GetString(schema.SpeakerName) == s.Original().GetString(schema.SpeakerName) {
		return nil, nil
	}
	return eventsWhere(app, "id IN (SELECT event FROM event_sessions s, json_each(s.speakers) w WHERE w.value = {:id})", s.Id)
}

func eventsWithTag(app core.App, t *core.Record) ([]*core.Record, error) {
	return eventsWhere(app, "EXISTS (SELECT 1 FROM json_each(events.tags) WHERE value = {:id})", t.Id)
}

func eventsWhere(app core.App, where, id string) (records []*core.Record, err error) {
	err = app.RecordQuery(schema.Events).AndWhere(dbx.NewExp("status != 'draft' AND "+where, dbx.Params{"id": id})).
		OrderBy("ends DESC").Limit(mostAffected).All(&records)
	return records, err
}
