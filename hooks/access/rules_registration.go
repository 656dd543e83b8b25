package access

import "qiao/hooks/schema"

// The rules of the registration group: who takes part in events.
var registrationRules = map[string]RuleSet{
	schema.EventRegistrations: {},
	schema.EventTickets:       {},
	schema.EventQuestions:     {},
	schema.EventStaffList:     {},
	schema.Registrations:      {},
}
