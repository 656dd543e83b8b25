package access

import "qiao/hooks/schema"

// The rules of the accounts group: what taking part needs of an account.
var accountsRules = map[string]RuleSet{
	schema.Users: func() RuleSet {
		listed := Rule{"handle != '' || id = @request.auth.id || " + siteEditor + " || " + moderator,
			"everyone, if the account has a handle; the account itself, site editors and moderators always"}
		return RuleSet{List: listed, View: listed,
			Create: Rule{"@request.auth.id = ''" + unset("roles", "verified", "trust", "reputation"), "guests, to sign up"},
			Update: Rule{"id = @request.auth.id" + unchanged("roles", "verified", "agreed", "agreed_at", "leaving_at", "reputation", "silenced_until", "suspended_until"),
				"the account itself, but not its roles, its verification and what the system keeps of it"}}
	}(),
	schema.Devices: func() RuleSet {
		own := Rule{signedIn + " && user = @request.auth.id", "the account that is signed in there"}
		return RuleSet{List: own, View: own, Delete: own}
	}(),
}

// moderator is true of requests by moderators.
const moderator = "@request.auth.roles:each ?= 'moderator'"

// unset is true when a request doesn't speak of these fields.
func unset(fields ...string) string {
	s := ""
	for _, f := range fields {
		s += " && @request.body." + f + ":isset = false"
	}
	return s
}
