package access

import "qiao/hooks/schema"

// The rules of the reputation group: reputation, levels and badges.
var reputationRules = map[string]RuleSet{
	schema.ReputationEvents: {},
	schema.Badges:           {},
	schema.UserBadges:       {},
	schema.PolicySettings:   {},
}
