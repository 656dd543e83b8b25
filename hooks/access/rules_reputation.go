package access

import "qiao/hooks/schema"

const siteModerator = "@request.auth.roles:each ?= 'moderator'"

// The rules of the reputation group: reputation, levels and badges.
var reputationRules = map[string]RuleSet{
	schema.ReputationEvents: func() RuleSet {
		see := Rule{signedIn + " && (user = @request.auth.id || " + siteEditor + " || " + siteModerator + ")", "the member whose reputation it is, site editors and moderators"}
		return RuleSet{List: see, View: see}
	}(),
	schema.Badges: curated,
	schema.UserBadges: func() RuleSet {
		see := Rule{"user.private !~ 'badges' || user = @request.auth.id || " + siteEditor + " || " + siteModerator,
			"everyone, unless the member keeps their badges private: then the member, site editors and moderators"}
		return RuleSet{List: see, View: see, Create: editors, Delete: editors}
	}(),
	schema.PolicySettings: {List: everyone, View: everyone, Update: editors},
}
