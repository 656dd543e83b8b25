package access

import "qiao/hooks/schema"

// The rules of the review group: review: submissions, notes on passages, applications for columns.
var reviewRules = map[string]RuleSet{
	schema.Submissions:        {},
	schema.ReviewNotes:        {},
	schema.ColumnApplications: {},
}
