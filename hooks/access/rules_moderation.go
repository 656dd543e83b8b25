package access

import "qiao/hooks/schema"

// The rules of the moderation group: keeping the place clean.
var moderationRules = map[string]RuleSet{
	schema.Reports:   {},
	schema.Sanctions: {},
	schema.AuditLog:  {},
	schema.Appeals:   {},
	schema.WordRules: {},
}
