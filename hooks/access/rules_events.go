package access

import "qiao/hooks/schema"

// The rules of the events group: events, their agenda and who speaks.
var eventsRules = map[string]RuleSet{
	schema.EventSeriesList: {},
	schema.Events:          {},
	schema.Speakers:        {},
	schema.EventSessions:   {},
}
