package schema

// This file names the fields of the registration group: who takes part in events.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection event_registration and its fields.
const (
	EventRegistrations = "event_registration"

	EventRegistrationEvent      = "event"
	EventRegistrationOpens      = "opens"
	EventRegistrationCloses     = "closes"
	EventRegistrationGuests     = "guests"
	EventRegistrationParty      = "party"
	EventRegistrationWaitlist   = "waitlist"
	EventRegistrationPromote    = "promote"
	EventRegistrationOfferHours = "offer_hours"
	EventRegistrationKeepDays   = "keep_days"
	EventRegistrationJoinURL    = "join_url"
	EventRegistrationMessage    = "message"
	EventRegistrationKey        = "key"
)

// EventRegistration is how one registers for an event.
type EventRegistration struct{ core.BaseRecordProxy }

// AsEventRegistration views a record of the event_registration collection through its typed getters.
func AsEventRegistration(r *core.Record) *EventRegistration {
	p := &EventRegistration{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *EventRegistration) Event() string { return p.GetString(EventRegistrationEvent) }

// Opens is the field opens.
func (p *EventRegistration) Opens() types.DateTime { return p.GetDateTime(EventRegistrationOpens) }

// Closes is the field closes.
func (p *EventRegistration) Closes() types.DateTime { return p.GetDateTime(EventRegistrationCloses) }

// Guests is the field guests.
func (p *EventRegistration) Guests() bool { return p.GetBool(EventRegistrationGuests) }

// Party is the field party.
func (p *EventRegistration) Party() int { return p.GetInt(EventRegistrationParty) }

// Waitlist is the field waitlist.
func (p *EventRegistration) Waitlist() string { return p.GetString(EventRegistrationWaitlist) }

// Promote is the field promote.
func (p *EventRegistration) Promote() bool { return p.GetBool(EventRegistrationPromote) }

// OfferHours is the field offer_hours.
func (p *EventRegistration) OfferHours() int { return p.GetInt(EventRegistrationOfferHours) }

// KeepDays is the field keep_days.
func (p *EventRegistration) KeepDays() int { return p.GetInt(EventRegistrationKeepDays) }

// JoinURL is the field join_url.
func (p *EventRegistration) JoinURL() string { return p.GetString(EventRegistrationJoinURL) }

// Message is the field message.
func (p *EventRegistration) Message() string { return p.GetString(EventRegistrationMessage) }

// Key is the field key.
func (p *EventRegistration) Key() string { return p.GetString(EventRegistrationKey) }

// Collection event_tickets and its fields.
const (
	EventTickets = "event_tickets"

	EventTicketEvent    = "event"
	EventTicketName     = "name"
	EventTicketAbout    = "about"
	EventTicketMode     = "mode"
	EventTicketCapacity = "capacity"
	EventTicketApproval = "approval"
	EventTicketCode     = "code"
	EventTicketOpens    = "opens"
	EventTicketCloses   = "closes"
	EventTicketPosition = "position"
	EventTicketTaken    = "taken"
	EventTicketWaiting  = "waiting"
)

// EventTicket is a kind of seat at an event.
type EventTicket struct{ core.BaseRecordProxy }

// AsEventTicket views a record of the event_tickets collection through its typed getters.
func AsEventTicket(r *core.Record) *EventTicket {
	p := &EventTicket{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *EventTicket) Event() string { return p.GetString(EventTicketEvent) }

// Name is the field name.
func (p *EventTicket) Name() string { return p.GetString(EventTicketName) }

// About is the field about.
func (p *EventTicket) About() string { return p.GetString(EventTicketAbout) }

// Mode is the field mode.
func (p *EventTicket) Mode() string { return p.GetString(EventTicketMode) }

// Capacity is the field capacity.
func (p *EventTicket) Capacity() int { return p.GetInt(EventTicketCapacity) }

// Approval is the field approval.
func (p *EventTicket) Approval() bool { return p.GetBool(EventTicketApproval) }

// Code is the field code.
func (p *EventTicket) Code() string { return p.GetString(EventTicketCode) }

// Opens is the field opens.
func (p *EventTicket) Opens() types.DateTime { return p.GetDateTime(EventTicketOpens) }

// Closes is the field closes.
func (p *EventTicket) Closes() types.DateTime { return p.GetDateTime(EventTicketCloses) }

// Position is the field position.
func (p *EventTicket) Position() int { return p.GetInt(EventTicketPosition) }

// Taken is the field taken.
func (p *EventTicket) Taken() int { return p.GetInt(EventTicketTaken) }

// Waiting is the field waiting.
func (p *EventTicket) Waiting() int { return p.GetInt(EventTicketWaiting) }

// Collection event_questions and its fields.
const (
	EventQuestions = "event_questions"

	EventQuestionEvent       = "event"
	EventQuestionLabel       = "label"
	EventQuestionHelp        = "help"
	EventQuestionKind        = "kind"
	EventQuestionOptions     = "options"
	EventQuestionRequired    = "required"
	EventQuestionOnlyIf      = "only_if"
	EventQuestionOnlyIfValue = "only_if_value"
	EventQuestionPosition    = "position"
	EventQuestionPoints      = "points"
)

// EventQuestion is what is asked of who registers.
type EventQuestion struct{ core.BaseRecordProxy }

// AsEventQuestion views a record of the event_questions collection through its typed getters.
func AsEventQuestion(r *core.Record) *EventQuestion {
	p := &EventQuestion{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *EventQuestion) Event() string { return p.GetString(EventQuestionEvent) }

// Label is the field label.
func (p *EventQuestion) Label() string { return p.GetString(EventQuestionLabel) }

// Help is the field help.
func (p *EventQuestion) Help() string { return p.GetString(EventQuestionHelp) }

// Kind is the field kind.
func (p *EventQuestion) Kind() string { return p.GetString(EventQuestionKind) }

// Required is the field required.
func (p *EventQuestion) Required() bool { return p.GetBool(EventQuestionRequired) }

// OnlyIf is the field only_if.
func (p *EventQuestion) OnlyIf() string { return p.GetString(EventQuestionOnlyIf) }

// OnlyIfValue is the field only_if_value.
func (p *EventQuestion) OnlyIfValue() string { return p.GetString(EventQuestionOnlyIfValue) }

// Position is the field position.
func (p *EventQuestion) Position() int { return p.GetInt(EventQuestionPosition) }

// Collection event_staff and its fields.
const (
	EventStaffList = "event_staff"

	EventStaffEvent = "event"
	EventStaffUser  = "user"
	EventStaffRole  = "role"
)

// EventStaff is somebody who helps at an event.
type EventStaff struct{ core.BaseRecordProxy }

// AsEventStaff views a record of the event_staff collection through its typed getters.
func AsEventStaff(r *core.Record) *EventStaff {
	p := &EventStaff{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *EventStaff) Event() string { return p.GetString(EventStaffEvent) }

// User is the field user.
func (p *EventStaff) User() string { return p.GetString(EventStaffUser) }

// Role is the field role.
func (p *EventStaff) Role() string { return p.GetString(EventStaffRole) }

// Collection registrations and its fields.
const (
	Registrations = "registrations"

	RegistrationEvent        = "event"
	RegistrationTicket       = "ticket"
	RegistrationUser         = "user"
	RegistrationParty        = "party"
	RegistrationName         = "name"
	RegistrationEmail        = "email"
	RegistrationLang         = "lang"
	RegistrationZone         = "zone"
	RegistrationState        = "state"
	RegistrationPlace        = "place"
	RegistrationPriority     = "priority"
	RegistrationOfferedUntil = "offered_until"
	RegistrationAnswers      = "answers"
	RegistrationCode         = "code"
	RegistrationSecret       = "secret"
	RegistrationSource       = "source"
	RegistrationConfirmed    = "confirmed"
	RegistrationCancelled    = "cancelled"
	RegistrationArrived      = "arrived"
	RegistrationErased       = "erased"
	RegistrationFiles        = "files"
	RegistrationPoints       = "points"
)

// Registration is somebody who takes part.
type Registration struct{ core.BaseRecordProxy }

// AsRegistration views a record of the registrations collection through its typed getters.
func AsRegistration(r *core.Record) *Registration {
	p := &Registration{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *Registration) Event() string { return p.GetString(RegistrationEvent) }

// Ticket is the field ticket.
func (p *Registration) Ticket() string { return p.GetString(RegistrationTicket) }

// User is the field user.
func (p *Registration) User() string { return p.GetString(RegistrationUser) }

// Party is the field party.
func (p *Registration) Party() string { return p.GetString(RegistrationParty) }

// Name is the field name.
func (p *Registration) Name() string { return p.GetString(RegistrationName) }

// Email is the field email.
func (p *Registration) Email() string { return p.GetString(RegistrationEmail) }

// Lang is the field lang.
func (p *Registration) Lang() string { return p.GetString(RegistrationLang) }

// Zone is the field zone.
func (p *Registration) Zone() string { return p.GetString(RegistrationZone) }

// State is the field state.
func (p *Registration) State() string { return p.GetString(RegistrationState) }

// Place is the field place.
func (p *Registration) Place() int { return p.GetInt(RegistrationPlace) }

// Priority is the field priority.
func (p *Registration) Priority() int { return p.GetInt(RegistrationPriority) }

// OfferedUntil is the field offered_until.
func (p *Registration) OfferedUntil() types.DateTime { return p.GetDateTime(RegistrationOfferedUntil) }

// Code is the field code.
func (p *Registration) Code() string { return p.GetString(RegistrationCode) }

// Secret is the field secret.
func (p *Registration) Secret() string { return p.GetString(RegistrationSecret) }

// Source is the field source.
func (p *Registration) Source() string { return p.GetString(RegistrationSource) }

// Confirmed is the field confirmed.
func (p *Registration) Confirmed() types.DateTime { return p.GetDateTime(RegistrationConfirmed) }

// Cancelled is the field cancelled.
func (p *Registration) Cancelled() types.DateTime { return p.GetDateTime(RegistrationCancelled) }

// Arrived is the field arrived.
func (p *Registration) Arrived() types.DateTime { return p.GetDateTime(RegistrationArrived) }

// Erased is the field erased.
func (p *Registration) Erased() bool { return p.GetBool(RegistrationErased) }

// Files is the field files.
func (p *Registration) Files() []string { return p.GetStringSlice(RegistrationFiles) }

// Points is the field points.
func (p *Registration) Points() int { return p.GetInt(RegistrationPoints) }

// Collection check_ins and its fields.
const (
	CheckIns = "check_ins"

	CheckInEvent        = "event"
	CheckInRegistration = "registration"
	CheckInUser         = "user"
	CheckInNonce        = "nonce"
	CheckInAt           = "at"
	CheckInUndone       = "undone"
	CheckInUndoneBy     = "undone_by"
)

// CheckIn is somebody's arrival, as it was noted at the door.
type CheckIn struct{ core.BaseRecordProxy }

// AsCheckIn views a record of the check_ins collection through its typed getters.
func AsCheckIn(r *core.Record) *CheckIn {
	p := &CheckIn{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *CheckIn) Event() string { return p.GetString(CheckInEvent) }

// Registration is the field registration.
func (p *CheckIn) Registration() string { return p.GetString(CheckInRegistration) }

// User is the field user.
func (p *CheckIn) User() string { return p.GetString(CheckInUser) }

// Nonce is the field nonce.
func (p *CheckIn) Nonce() string { return p.GetString(CheckInNonce) }

// At is the field at.
func (p *CheckIn) At() types.DateTime { return p.GetDateTime(CheckInAt) }

// Undone is the field undone.
func (p *CheckIn) Undone() types.DateTime { return p.GetDateTime(CheckInUndone) }

// UndoneBy is the field undone_by.
func (p *CheckIn) UndoneBy() string { return p.GetString(CheckInUndoneBy) }

// Collection calendar_links and its fields.
const (
	CalendarLinks = "calendar_links"

	CalendarLinkUser = "user"
	CalendarLinkHash = "hash"
)
