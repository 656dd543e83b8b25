package schema

// This file names the fields of the events group: events, their agenda and who speaks.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection event_series and its fields.
const (
	EventSeriesList = "event_series"

	EventSeriesTitle      = "title"
	EventSeriesSlug       = "slug"
	EventSeriesSummary    = "summary"
	EventSeriesAuthor     = "author"
	EventSeriesColumn     = "column"
	EventSeriesGroup      = "group"
	EventSeriesCity       = "city"
	EventSeriesZone       = "zone"
	EventSeriesRule       = "rule"
	EventSeriesOrigin     = "origin"
	EventSeriesOriginHash = "origin_hash"
)

// EventSeriesRow is events that come again and again.
type EventSeriesRow struct{ core.BaseRecordProxy }

// AsEventSeries views a record of the event_series collection through its typed getters.
func AsEventSeries(r *core.Record) *EventSeriesRow {
	p := &EventSeriesRow{}
	p.SetProxyRecord(r)
	return p
}

// Title is the field title.
func (p *EventSeriesRow) Title() string { return p.GetString(EventSeriesTitle) }

// Slug is the field slug.
func (p *EventSeriesRow) Slug() string { return p.GetString(EventSeriesSlug) }

// Summary is the field summary.
func (p *EventSeriesRow) Summary() string { return p.GetString(EventSeriesSummary) }

// Author is the field author.
func (p *EventSeriesRow) Author() string { return p.GetString(EventSeriesAuthor) }

// Column is the field column.
func (p *EventSeriesRow) Column() string { return p.GetString(EventSeriesColumn) }

// Group is the field group.
func (p *EventSeriesRow) Group() string { return p.GetString(EventSeriesGroup) }

// City is the field city.
func (p *EventSeriesRow) City() string { return p.GetString(EventSeriesCity) }

// Zone is the field zone.
func (p *EventSeriesRow) Zone() string { return p.GetString(EventSeriesZone) }

// Rule is the field rule.
func (p *EventSeriesRow) Rule() string { return p.GetString(EventSeriesRule) }

// Origin is the field origin.
func (p *EventSeriesRow) Origin() string { return p.GetString(EventSeriesOrigin) }

// OriginHash is the field origin_hash.
func (p *EventSeriesRow) OriginHash() string { return p.GetString(EventSeriesOriginHash) }

// Collection events and its fields.
const (
	Events = "events"

	EventTitle        = "title"
	EventSlug         = "slug"
	EventKind         = "kind"
	EventMode         = "mode"
	EventStatus       = "status"
	EventLang         = "lang"
	EventLangs        = "langs"
	EventAuthor       = "author"
	EventColumn       = "column"
	EventGroup        = "group"
	EventSeries       = "series"
	EventTags         = "tags"
	EventHost         = "host"
	EventHostURL      = "host_url"
	EventStarts       = "starts"
	EventEnds         = "ends"
	EventZone         = "zone"
	EventAllDay       = "all_day"
	EventVenue        = "venue"
	EventAddress      = "address"
	EventCity         = "city"
	EventCountry      = "country"
	EventPlace        = "place"
	EventStreamURL    = "stream_url"
	EventRegisterURL  = "register_url"
	EventRecordingURL = "recording_url"
	EventSlidesURL    = "slides_url"
	EventRecap        = "recap"
	EventNotice       = "notice"
	EventAccessNotes  = "access_notes"
	EventConductURL   = "conduct_url"
	EventSequence     = "sequence"
	EventPublished    = "published"
	EventEdited       = "edited"
	EventSummary      = "summary"
	EventSourceSite   = "source_site"
	EventSourceURL    = "source_url"
	EventOrigin       = "origin"
	EventOriginHash   = "origin_hash"
	EventCover        = "cover"
	EventCoverAlt     = "cover_alt"
	EventHidden       = "hidden"
	EventFiles        = "files"
	EventBody         = "body"
	EventHTML         = "html"
)

// Event is something that people meet for.
type Event struct{ core.BaseRecordProxy }

// AsEvent views a record of the events collection through its typed getters.
func AsEvent(r *core.Record) *Event {
	p := &Event{}
	p.SetProxyRecord(r)
	return p
}

// Title is the field title.
func (p *Event) Title() string { return p.GetString(EventTitle) }

// Slug is the field slug.
func (p *Event) Slug() string { return p.GetString(EventSlug) }

// Kind is the field kind.
func (p *Event) Kind() string { return p.GetString(EventKind) }

// Mode is the field mode.
func (p *Event) Mode() string { return p.GetString(EventMode) }

// Status is the field status.
func (p *Event) Status() string { return p.GetString(EventStatus) }

// Lang is the field lang.
func (p *Event) Lang() string { return p.GetString(EventLang) }

// Langs is the field langs.
func (p *Event) Langs() []string { return p.GetStringSlice(EventLangs) }

// Author is the field author.
func (p *Event) Author() string { return p.GetString(EventAuthor) }

// Column is the field column.
func (p *Event) Column() string { return p.GetString(EventColumn) }

// Group is the field group.
func (p *Event) Group() string { return p.GetString(EventGroup) }

// Series is the field series.
func (p *Event) Series() string { return p.GetString(EventSeries) }

// Tags is the field tags.
func (p *Event) Tags() []string { return p.GetStringSlice(EventTags) }

// Host is the field host.
func (p *Event) Host() string { return p.GetString(EventHost) }

// HostURL is the field host_url.
func (p *Event) HostURL() string { return p.GetString(EventHostURL) }

// Starts is the field starts.
func (p *Event) Starts() types.DateTime { return p.GetDateTime(EventStarts) }

// Ends is the field ends.
func (p *Event) Ends() types.DateTime { return p.GetDateTime(EventEnds) }

// Zone is the field zone.
func (p *Event) Zone() string { return p.GetString(EventZone) }

// AllDay is the field all_day.
func (p *Event) AllDay() bool { return p.GetBool(EventAllDay) }

// Venue is the field venue.
func (p *Event) Venue() string { return p.GetString(EventVenue) }

// Address is the field address.
func (p *Event) Address() string { return p.GetString(EventAddress) }

// City is the field city.
func (p *Event) City() string { return p.GetString(EventCity) }

// Country is the field country.
func (p *Event) Country() string { return p.GetString(EventCountry) }

// StreamURL is the field stream_url.
func (p *Event) StreamURL() string { return p.GetString(EventStreamURL) }

// RegisterURL is the field register_url.
func (p *Event) RegisterURL() string { return p.GetString(EventRegisterURL) }

// RecordingURL is the field recording_url.
func (p *Event) RecordingURL() string { return p.GetString(EventRecordingURL) }

// SlidesURL is the field slides_url.
func (p *Event) SlidesURL() string { return p.GetString(EventSlidesURL) }

// Recap is the field recap.
func (p *Event) Recap() string { return p.GetString(EventRecap) }

// Notice is the field notice.
func (p *Event) Notice() string { return p.GetString(EventNotice) }

// AccessNotes is the field access_notes.
func (p *Event) AccessNotes() string { return p.GetString(EventAccessNotes) }

// ConductURL is the field conduct_url.
func (p *Event) ConductURL() string { return p.GetString(EventConductURL) }

// Sequence is the field sequence.
func (p *Event) Sequence() int { return p.GetInt(EventSequence) }

// Published is the field published.
func (p *Event) Published() types.DateTime { return p.GetDateTime(EventPublished) }

// Edited is the field edited.
func (p *Event) Edited() types.DateTime { return p.GetDateTime(EventEdited) }

// Summary is the field summary.
func (p *Event) Summary() string { return p.GetString(EventSummary) }

// SourceSite is the field source_site.
func (p *Event) SourceSite() string { return p.GetString(EventSourceSite) }

// SourceURL is the field source_url.
func (p *Event) SourceURL() string { return p.GetString(EventSourceURL) }

// Origin is the field origin.
func (p *Event) Origin() string { return p.GetString(EventOrigin) }

// OriginHash is the field origin_hash.
func (p *Event) OriginHash() string { return p.GetString(EventOriginHash) }

// Body is the field body.
func (p *Event) Body() string { return p.GetString(EventBody) }

// HTML is the field html.
func (p *Event) HTML() string { return p.GetString(EventHTML) }

// Collection speakers and its fields.
const (
	Speakers = "speakers"

	SpeakerName       = "name"
	SpeakerSlug       = "slug"
	SpeakerUser       = "user"
	SpeakerTitle      = "title"
	SpeakerCompany    = "company"
	SpeakerBio        = "bio"
	SpeakerLinks      = "links"
	SpeakerOrigin     = "origin"
	SpeakerOriginHash = "origin_hash"
	SpeakerAvatar     = "avatar"
)

// Speaker is somebody who speaks at events.
type Speaker struct{ core.BaseRecordProxy }

// AsSpeaker views a record of the speakers collection through its typed getters.
func AsSpeaker(r *core.Record) *Speaker {
	p := &Speaker{}
	p.SetProxyRecord(r)
	return p
}

// Name is the field name.
func (p *Speaker) Name() string { return p.GetString(SpeakerName) }

// Slug is the field slug.
func (p *Speaker) Slug() string { return p.GetString(SpeakerSlug) }

// User is the field user.
func (p *Speaker) User() string { return p.GetString(SpeakerUser) }

// Title is the field title.
func (p *Speaker) Title() string { return p.GetString(SpeakerTitle) }

// Company is the field company.
func (p *Speaker) Company() string { return p.GetString(SpeakerCompany) }

// Bio is the field bio.
func (p *Speaker) Bio() string { return p.GetString(SpeakerBio) }

// Origin is the field origin.
func (p *Speaker) Origin() string { return p.GetString(SpeakerOrigin) }

// OriginHash is the field origin_hash.
func (p *Speaker) OriginHash() string { return p.GetString(SpeakerOriginHash) }

// Collection event_sessions and its fields.
const (
	EventSessions = "event_sessions"

	EventSessionEvent      = "event"
	EventSessionTitle      = "title"
	EventSessionKind       = "kind"
	EventSessionTrack      = "track"
	EventSessionRoom       = "room"
	EventSessionStarts     = "starts"
	EventSessionEnds       = "ends"
	EventSessionSpeakers   = "speakers"
	EventSessionLang       = "lang"
	EventSessionSlidesURL  = "slides_url"
	EventSessionVideoURL   = "video_url"
	EventSessionAbstract   = "abstract"
	EventSessionHTML       = "html"
	EventSessionOrigin     = "origin"
	EventSessionOriginHash = "origin_hash"
	EventSessionHidden     = "hidden"
	EventSessionProposal   = "proposal"
)

// EventSession is a part of an event.
type EventSession struct{ core.BaseRecordProxy }

// AsEventSession views a record of the event_sessions collection through its typed getters.
func AsEventSession(r *core.Record) *EventSession {
	p := &EventSession{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *EventSession) Event() string { return p.GetString(EventSessionEvent) }

// Title is the field title.
func (p *EventSession) Title() string { return p.GetString(EventSessionTitle) }

// Kind is the field kind.
func (p *EventSession) Kind() string { return p.GetString(EventSessionKind) }

// Track is the field track.
func (p *EventSession) Track() string { return p.GetString(EventSessionTrack) }

// Room is the field room.
func (p *EventSession) Room() string { return p.GetString(EventSessionRoom) }

// Starts is the field starts.
func (p *EventSession) Starts() types.DateTime { return p.GetDateTime(EventSessionStarts) }

// Ends is the field ends.
func (p *EventSession) Ends() types.DateTime { return p.GetDateTime(EventSessionEnds) }

// Speakers is the field speakers.
func (p *EventSession) Speakers() []string { return p.GetStringSlice(EventSessionSpeakers) }

// Lang is the field lang.
func (p *EventSession) Lang() string { return p.GetString(EventSessionLang) }

// SlidesURL is the field slides_url.
func (p *EventSession) SlidesURL() string { return p.GetString(EventSessionSlidesURL) }

// VideoURL is the field video_url.
func (p *EventSession) VideoURL() string { return p.GetString(EventSessionVideoURL) }

// Abstract is the field abstract.
func (p *EventSession) Abstract() string { return p.GetString(EventSessionAbstract) }

// HTML is the field html.
func (p *EventSession) HTML() string { return p.GetString(EventSessionHTML) }

// Origin is the field origin.
func (p *EventSession) Origin() string { return p.GetString(EventSessionOrigin) }

// OriginHash is the field origin_hash.
func (p *EventSession) OriginHash() string { return p.GetString(EventSessionOriginHash) }

// Proposal is the field proposal.
func (p *EventSession) Proposal() string { return p.GetString(EventSessionProposal) }

// CoverAlt is the field cover_alt.
func (p *Event) CoverAlt() string { return p.GetString(EventCoverAlt) }

// Hidden is the field hidden.
func (p *Event) Hidden() bool { return p.GetBool(EventHidden) }

// Hidden is the field hidden.
func (p *EventSession) Hidden() bool { return p.GetBool(EventSessionHidden) }
