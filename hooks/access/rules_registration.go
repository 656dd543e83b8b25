package access

import "qiao/hooks/schema"

// Whose an event is, of a record that belongs to it.
const (
	publicEvent = "event.status != 'draft'"
	runsIt      = "((event.column.column_members_via_column.user ?= @request.auth.id && event.column.column_members_via_column.role ?!= 'author') || event.group.organisers.id ?= @request.auth.id)"
	ownsEvent   = "(" + signedIn + " && (event.author = @request.auth.id || " + runsIt + " || " + siteEditor + "))"
	// those who organise it besides
	organisesIt  = "(event.event_staff_via_event.user ?= @request.auth.id && event.event_staff_via_event.role ?= 'organiser')"
	managesEvent = "(" + signedIn + " && (event.author = @request.auth.id || " + organisesIt + " || " + runsIt + " || " + siteEditor + "))"

	owners     = "the event's author, " + runners + ", site editors"
	organisers = "the event's organisers: its author, staff with the role organiser, " + runners + ", site editors"
)

// The rules of the registration group: who takes part in events.
var registrationRules = map[string]RuleSet{
	schema.EventRegistrations: ofTheEvent(Rule{managesEvent, organisers}),
	schema.EventTickets:       ofTheEvent(Rule{managesEvent, organisers}),
	schema.EventQuestions:     ofTheEvent(Rule{publicEvent + " || " + managesEvent, "everyone once the event is public; its organisers always"}),
	schema.EventStaffList: func() RuleSet {
		see := Rule{ownsEvent + " || (" + signedIn + " && user = @request.auth.id)", "whoever it names; " + owners}
		return RuleSet{List: see, View: see, Delete: see, Create: Rule{ownsEvent, owners},
			Update: Rule{ownsEvent + unchanged("event", "user"), owners + ": the role only"}}
	}(),
	schema.Registrations: func() RuleSet {
		mine := Rule{signedIn + " && (user = @request.auth.id || party.user = @request.auth.id || (erased = false && (" + managesEvent + ")))", "whose it is, and who brings them; until it is erased, " + organisers}
		return RuleSet{List: mine, View: mine, Update: mine, Create: Rule{signedIn + " && user = @request.auth.id", "members, for themselves; guests see `POST /api/qiao/registrations`"}}
	}(),
	schema.CalendarLinks: func() RuleSet {
		mine := Rule{signedIn + " && user = @request.auth.id", "whose it is"}
		return RuleSet{List: mine, View: mine, Delete: mine}
	}(),
	schema.CheckIns: {List: Rule{managesEvent, organisers}, View: Rule{managesEvent, organisers},
		Update: Rule{managesEvent, organisers + ": to take it back"}},
}

// ofTheEvent are the rules of what organisers write about an event.
func ofTheEvent(see Rule) RuleSet {
	return RuleSet{List: see, View: see, Create: Rule{managesEvent, organisers}, Delete: Rule{managesEvent, organisers},
		Update: Rule{managesEvent + unchanged("event"), organisers}}
}
