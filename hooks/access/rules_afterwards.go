package access

import "qiao/hooks/schema"

// The rules of what comes after an event. Answers to a survey are anonymous: nobody reads the records, organisers see what
// they come to at `GET /api/qiao/events/{id}/survey`.
var afterwardsRules = map[string]RuleSet{
	schema.EventAfterwardsList: ofTheEvent(Rule{managesEvent, organisers}),
	schema.SurveyQuestions:     ofTheEvent(Rule{managesEvent, organisers}),
	schema.SurveyResponses:     {},
	schema.SurveyTurns:         {},
	schema.Certificates: func() RuleSet {
		see := Rule{signedIn + " && (user = @request.auth.id || (registration.erased = false && (" + managesEvent + ")))", "whose it is; until the registration is erased, " + organisers}
		return RuleSet{List: see, View: see}
	}(),
}
